import Glibc

/// How the loss goes while the learning rate grows from step to step, as a way to choose one (Smith, 2017).
public struct LearningRateSearch: Sendable, Hashable {
    /// The learning rates, each a step's, in equal ratios.
    public internal(set) var rates: [Double] = []

    /// The loss on each step's samples before the step, without decay.
    public internal(set) var losses: [Double] = []

    /// A tenth of the rate at which the loss was smallest; nil if it never fell below the first.
    ///
    /// With mini-batches it is the average of the losses that counts, in which each has nine tenths of the weight of the
    /// next.
    public internal(set) var suggestion: Double?
}

/// Finds out which learning rates a training could use, by some steps on a copy of a network.
///
/// The steps are those of a training that begins anew, in its order of the samples and with its optimiser, but without its
/// schedule. The search ends early where the loss is not finite or four times its smallest value.
///
/// - Parameters:
///   - network: The network; it stays as it is.
///   - data: The training samples.
///   - options: How the training would be; its learning rate, epochs and what it measures do not matter.
///   - from: The first learning rate.
///   - to: The last one.
///   - steps: The number of steps, 2 to 100,000.
///   - isCancelled: Asked every few milliseconds, until it is true; the result is what was found until then.
/// - Throws: What `train` throws for data and options, a value error for rates or a number of steps out of range or for
///   L-BFGS, whose line search finds its own steps.
public func findLearningRate(
    _ network: Network, on data: Dataset, options: TrainingOptions, from: Double = 1e-7, to: Double = 10,
    steps: Int = 100, isCancelled: () -> Bool = { false }
) throws(EngineError) -> LearningRateSearch {
    guard from > 0 && from < to && to.isFinite else {
        throw .value(
            "the learning rates go from \(shortText(from)) to \(shortText(to)); they must rise from above 0")
    }
    guard (2...100_000).contains(steps) else {
        throw .value("the number of steps is \(steps); it must be 2 to 100000")
    }
    if case .lbfgs = options.optimizer {
        throw .value("L-BFGS finds the length of its steps by itself: its learning rate stays 1")
    }
    var options = options
    options.epochs = 0
    options.schedule = nil
    options.learningRate = nil
    options.validation = nil
    options.patience = nil
    options.metrics = []
    options.statistics = false
    let plan = try TrainingPlan(network, state: TrainingState(), data: data, options: options)
    let rates = (0..<steps).map { from * pow(to / from, Double($0) / Double(steps - 1)) }
    // Once told to end, nobody is asked again.
    var isOver = false
    func isOverNow() -> Bool {
        isOver = isOver || isCancelled()
        return isOver
    }
    switch options.precision {
    case .double: return search(Double.self, network, data, plan, rates, isOverNow)
    case .single: return search(Float.self, network, data, plan, rates, isOverNow)
    }
}

private func search<Element: Scalar>(
    _: Element.Type, _ network: Network, _ data: Dataset, _ plan: TrainingPlan, _ rates: [Double],
    _ isCancelled: () -> Bool
) -> LearningRateSearch {
    let found: LearningRateSearch? = plan.objective.withSamples(data.inputs, isCancelled) {
        (samples: Samples<Element>) in
        let core = Core<Element>(
            layout: network.layout, rows: samples.count, batch: plan.batch, head: plan.objective.head(network),
            reluAtZero: plan.objective.convention.reluDerivativeAtZero, withGradients: true)
        guard core.load(network.parameters, statistics: network.runningStatistics, isCancelled) else { return nil }
        var run = TrainingRun<Element>(
            core: core, samples: samples, validation: nil, plan: plan, network: network, state: TrainingState())
        return run.pass.makePages(isCancelled) ? run.search(rates, isCancelled) : nil
    }
    return found ?? LearningRateSearch()
}

extension TrainingRun {
    /// Makes a step with each rate until the loss diverges.
    fileprivate mutating func search(_ rates: [Double], _ isCancelled: () -> Bool) -> LearningRateSearch {
        var found = LearningRateSearch()
        let count = pass.samples.count
        let keep = isWholeBatch ? 0 : 0.9
        var (average, weight) = (0.0, 0.0)
        var first = 0.0
        var best: (loss: Double, rate: Double)?
        var start = 0
        var epoch = 0
        for rate in rates {
            if isCancelled() { break }
            if start == 0 && !shuffle(epoch: epoch, isCancelled) { break }
            let result = runBatch(from: start, epoch: epoch, isCancelled)
            guard result.layerNotFinite == nil && !result.isCancelled else { break }
            let loss = plan.objective.value(ofSum: result.loss, total: result.total)
            found.rates.append(rate)
            found.losses.append(loss)
            average = keep * average + (1 - keep) * loss
            weight = keep * weight + (1 - keep)
            let level = average / weight
            if found.losses.count == 1 { first = level }
            if level < best?.loss ?? .infinity { best = (level, rate) }
            if level > 4 * (best?.loss ?? level) { break }
            guard case .made = move(rate: rate, isCancelled) else { break }
            start += plan.batch
            if start >= count {
                start = 0
                epoch += 1
            }
        }
        if let best, best.loss < first { found.suggestion = best.rate / 10 }
        return found
    }
}
