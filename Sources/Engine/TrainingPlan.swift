/// The options of a run, checked and resolved into numbers.
struct TrainingPlan {
    /// The greatest number of epochs, over all runs.
    static let maximumEpochs = 10_000_000

    /// The most numbers that L-BFGS may keep (1 gibibyte of doubles).
    static let maximumMemory = 1 << 27

    let objective: Objective
    let optimizer: Optimizer
    /// How many steps L-BFGS remembers; nil for any other optimiser.
    let pairs: Int?
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
    let threads: Int
    let layout: Layout
    let validation: Validation?
    let patience: Int?
    /// The columns of metrics, those of the training samples first.
    let metrics: [MetricKey]
    let statistics: Bool
    /// How many snapshots are taken after the first epoch; nil for none at all.
    let snapshots: Int?
    /// What a plateau and early stopping watch.
    let watched: Watched
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
        try TrainingPlan.check(state, for: network)
        validation = try Validation(network, options: options)
        try TrainingPlan.checkPatience(options)
        metrics = try TrainingPlan.metrics(options, network, data, objective, validation)
        patience = options.patience
        statistics = options.statistics
        try TrainingPlan.checkSnapshots(options, of: network)
        snapshots = options.snapshots
        watched = Watched(
            data: validation?.data ?? data, loss: objective.loss, convention: objective.convention,
            labelSmoothing: options.labelSmoothing, classWeights: options.classWeights)
        epochs = state.epoch..<state.epoch + options.epochs
        pairs = try TrainingPlan.pairs(options, network, state: state, batch: batch, data: data)
        optimizer = options.optimizer
        learningRate = rate
        schedule = options.schedule
        momentum = options.momentum
        decay = options.convention.decayFactor * options.decay
        absoluteDecay = options.absoluteDecay
        clip = options.clip
        shuffle = options.shuffle
        seed = options.seed
        threads = try TrainingPlan.threads(options)
        layout = network.layout
        choices = TrainingPlan.choices(
            options, network: network, objective: objective, rate: rate, batch: batch, data: data)
    }

    /// The number of threads: all of the machine's where none is given.
    private static func threads(_ options: TrainingOptions) throws(EngineError) -> Int {
        guard let threads = options.threads else { return Threads.available }
        guard 1 <= threads && threads <= Threads.limit else {
            throw .value("the number of threads is \(threads); it must be 1 to \(Threads.limit)")
        }
        return threads
    }

    /// How many steps L-BFGS has to remember, at most those it will have made.
    private static func pairs(
        _ options: TrainingOptions, _ network: Network, state: TrainingState, batch: Int, data: Dataset
    ) throws(EngineError) -> Int? {
        guard case .lbfgs(let history, _) = options.optimizer else { return nil }
        guard !network.layout.differsInTraining else {
            throw .value(
                "L-BFGS compares the loss at several weights, so that it cannot train \(network.summary), whose dropout or "
                    + "batch normalisation makes each step's loss another function")
        }
        guard batch == data.count else {
            throw .value(
                "L-BFGS needs all samples in each step: the batch is \(batch) of the \(data.count) samples of "
                    + "\(data.name)")
        }
        var known = 0
        if case .curvature(let pairs) = state.optimizer.memory { known = pairs }
        // Neither count is beyond some millions, nor is the number of parameters.
        let pairs = min(history, known + 1 + options.epochs)
        guard Double(2 * pairs + 6) * Double(network.parameterCount) <= Double(TrainingPlan.maximumMemory) else {
            throw .limit(
                "\(pairs) steps of \(network.parameterCount) parameters are more than the "
                    + "\(TrainingPlan.maximumMemory / 2) numbers L-BFGS may remember; a shorter history needs fewer")
        }
        return pairs
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
        ] + options.validationChoices
    }
}
