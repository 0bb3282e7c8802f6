/// Trains a network by gradient descent on mini-batches.
///
/// However the run ends, the network and the state are those of the last row of the history: an interrupted or diverged
/// epoch is undone as a whole, so that training can go on from there as if it had never begun.
///
/// - Parameters:
///   - network: The network; it goes on from its parameters.
///   - state: What earlier runs left behind.
///   - data: The training samples.
///   - options: How to train.
///   - isCancelled: Asked before each mini-batch.
///   - onEpoch: Called after each epoch.
/// - Throws: A shape error if the data do not fit the network or the state does not, a value error for options out of
///   their range or a mini-batch of a single sample for a network with batch normalisation, a limit error for too many
///   epochs or, with batch normalisation, for too large a mini-batch.
/// - Returns: The history and why the run ended. Divergence is an outcome, not an error.
public func train(
    _ network: inout Network, state: inout TrainingState, on data: Dataset, options: TrainingOptions,
    isCancelled: () -> Bool = { false }, onEpoch: (EpochReport) -> Void = { _ in }
) throws(EngineError) -> TrainingOutcome {
    let plan = try TrainingPlan(network, state: state, data: data, options: options)
    switch options.precision {
    case .double:
        return run(Double.self, &network, &state, data, plan, isCancelled: isCancelled, onEpoch: onEpoch)
    case .single:
        return run(Float.self, &network, &state, data, plan, isCancelled: isCancelled, onEpoch: onEpoch)
    }
}

private func run<Element: Scalar>(
    _: Element.Type, _ network: inout Network, _ state: inout TrainingState, _ data: Dataset, _ plan: TrainingPlan,
    isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void
) -> TrainingOutcome {
    Element.withElements(of: data.inputs.elements) { inputs, _ in
        Element.withElements(of: plan.objective.targets.elements) { targets, _ in
            let core = Core<Element>(
                layout: network.layout, rows: data.count, batch: plan.batch, head: plan.objective.head(network),
                reluAtZero: plan.objective.convention.reluDerivativeAtZero, withGradients: true)
            core.load(network.parameters, statistics: network.statistics)
            let samples = Samples(
                inputs: inputs, targets: targets, inputWidth: network.inputs, targetWidth: network.outputs,
                count: data.count)
            var run = TrainingRun<Element>(core: core, samples: samples, plan: plan, state: state)
            let outcome = run.train(isCancelled: isCancelled, onEpoch: onEpoch)
            // Where no epoch was completed nothing may change, not even by rounding to single precision.
            if run.hasAdvanced {
                network.adopt(run.copyOfParameters(), statistics: run.copyOfStatistics())
                state = run.state()
            }
            return outcome
        }
    }
}

/// The options of a run, checked and resolved into numbers.
struct TrainingPlan {
    /// The greatest number of epochs, over all runs.
    static let maximumEpochs = 10_000_000

    let objective: Objective
    let optimizer: Optimizer
    let learningRate: Double
    let schedule: Schedule?
    let momentum: Momentum
    /// What a weight is multiplied with in its gradient.
    let decay: Double
    let absoluteDecay: Double
    let clip: Double?
    let batch: Int
    let epochs: Range<Int>
    let shuffle: Bool
    let seed: UInt64
    let layout: Layout
    let choices: [Convention.Choice]

    init(
        _ network: Network, state: TrainingState, data: Dataset, options: TrainingOptions
    ) throws(EngineError) {
        objective = try Objective(
            network, on: data, loss: options.loss, convention: options.convention,
            labelSmoothing: options.labelSmoothing, classWeights: options.classWeights)
        batch = options.batch ?? data.count
        guard 1 <= batch && batch <= data.count else {
            throw .value(
                "the batch is \(batch) samples, but \(data.name) has \(data.count); it must be 1 to \(data.count)")
        }
        try network.checkBatches(of: batch, from: data)
        guard options.epochs >= 0 else {
            throw .value("the number of epochs is \(options.epochs); it must be 0 or more")
        }
        guard options.epochs <= TrainingPlan.maximumEpochs - state.epoch else {
            throw .limit(
                "\(options.epochs) more epochs after \(state.epoch) are more than the \(TrainingPlan.maximumEpochs) "
                    + "the engine accepts")
        }
        let rate =
            options.learningRate ?? options.optimizer.defaultLearningRate
            ?? (options.convention.reduction == .mean ? 0.1 : 0.1 / Double(batch))
        guard rate >= 0 && rate.isFinite else {
            throw .value("the learning rate is \(shortText(rate)); it must be a number from 0 up")
        }
        try options.validateDescent()
        guard state.moments.count == state.memory.width * network.parameterCount else {
            throw .shape(
                "the training state is that of \(state.moments.count / max(1, state.memory.width)) parameters, but "
                    + "\(network.summary) has \(network.parameterCount)")
        }
        epochs = state.epoch..<state.epoch + options.epochs
        optimizer = options.optimizer
        learningRate = rate
        schedule = options.schedule
        momentum = options.momentum
        decay = options.convention.decayFactor * options.decay
        absoluteDecay = options.absoluteDecay
        clip = options.clip
        shuffle = options.shuffle
        seed = options.seed
        layout = network.layout
        choices = TrainingPlan.choices(
            options, network: network, objective: objective, rate: rate, batch: batch, data: data)
    }

    private static func choices(
        _ options: TrainingOptions, network: Network, objective: Objective, rate: Double, batch: Int, data: Dataset
    ) -> [Convention.Choice] {
        let convention = options.convention
        let isWhole = batch == data.count
        return [
            .init(aspect: "convention", text: convention.name),
            .init(aspect: "network", text: network.summary),
            .init(aspect: "initialisation", text: "\(network.initialization.description), seed \(network.seed)"),
            .init(aspect: "data", text: "\(data.name), \(data.count) samples"),
            .init(aspect: "loss", text: convention.text(objective.loss, outputs: network.outputActivation)),
        ] + objective.choices + options.descentChoices(rate: rate) + [
            .init(aspect: "batch", text: isWhole ? "all \(batch)" : "\(batch)"),
            .init(
                aspect: "order",
                text: isWhole || !options.shuffle ? "as given" : "shuffled each epoch, seed \(options.seed)"),
        ] + network.trainingChoices(options) + [
            .init(aspect: "precision", text: options.precision.rawValue)
        ]
    }
}
