/// Trains a network by gradient descent on mini-batches.
///
/// The network and the state are those of the last row of the history: an interrupted or diverged epoch is undone as a
/// whole, so that training can go on from there as if it had never begun. Only where training stopped early, both are those
/// of the best epoch, to the bit, and so is what training goes on from; the rows after it show why it stopped.
///
/// - Parameters:
///   - network: The network; it goes on from its parameters.
///   - state: What earlier runs left behind.
///   - data: The training samples.
///   - options: How to train.
///   - isCancelled: Asked every few milliseconds, until it is true. A training that is cancelled before its first measurement
///     is done has a history without rows.
///   - onEpoch: Called after each epoch.
/// - Throws: A shape error if the data or the validation do not fit the network or the state does not, a value error for
///   options out of their range or at odds with each other or a mini-batch of a single sample for a network with batch
///   normalisation, a limit error for too many epochs or, with batch normalisation, for too large a mini-batch.
/// - Returns: The history and why the run ended. Divergence is an outcome, not an error.
public func train(
    _ network: inout Network, state: inout TrainingState, on data: Dataset, options: TrainingOptions,
    isCancelled: () -> Bool = { false }, onEpoch: (EpochReport) -> Void = { _ in }
) throws(EngineError) -> TrainingOutcome {
    let plan = try TrainingPlan(network, state: state, data: data, options: options)
    // Once told to end, nobody is asked again.
    var isOver = false
    func isOverNow() -> Bool {
        isOver = isOver || isCancelled()
        return isOver
    }
    switch options.precision {
    case .double:
        return run(Double.self, &network, &state, data, plan, isCancelled: isOverNow, onEpoch: onEpoch)
    case .single:
        return run(Float.self, &network, &state, data, plan, isCancelled: isOverNow, onEpoch: onEpoch)
    }
}

private func run<Element: Scalar>(
    _: Element.Type, _ network: inout Network, _ state: inout TrainingState, _ data: Dataset, _ plan: TrainingPlan,
    isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void
) -> TrainingOutcome {
    let outcome: TrainingOutcome? = plan.objective.withSamples(data.inputs, isCancelled) {
        (samples: Samples<Element>) in
        guard let validation = plan.validation else {
            return run(&network, &state, samples, nil, plan, isCancelled: isCancelled, onEpoch: onEpoch)
        }
        return validation.objective.withSamples(validation.data.inputs, isCancelled) { others in
            run(&network, &state, samples, others, plan, isCancelled: isCancelled, onEpoch: onEpoch)
        }
    }
    return outcome ?? .cancelledBefore(plan)
}

private func run<Element: Scalar>(
    _ network: inout Network, _ state: inout TrainingState, _ samples: Samples<Element>,
    _ validation: Samples<Element>?, _ plan: TrainingPlan, isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void
) -> TrainingOutcome {
    let core = Core<Element>(
        layout: network.layout, rows: samples.count, batch: plan.batch, head: plan.objective.head(network),
        reluAtZero: plan.objective.convention.reluDerivativeAtZero, withGradients: true)
    guard core.load(network.parameters, statistics: network.runningStatistics, isCancelled) else {
        return .cancelledBefore(plan)
    }
    var run = TrainingRun<Element>(
        core: core, samples: samples, validation: validation, plan: plan, network: network, state: state)
    let outcome = run.train(isCancelled: isCancelled, onEpoch: onEpoch)
    run.conclude(outcome.ended, network: &network, state: &state)
    return outcome
}

extension TrainingOutcome {
    /// That of a training that was cancelled before anything was measured.
    fileprivate static func cancelledBefore(_ plan: TrainingPlan) -> TrainingOutcome {
        TrainingOutcome(history: History(plan, hasOutput: false), ended: .cancelled)
    }
}
