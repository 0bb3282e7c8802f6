import Drawing
import Engine
import Language

/// `train` and `reset`.
enum Training {
    /// Trains a network, with one display that follows it.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let trained = try arguments.network("N")
        let data = try arguments.dataset("D").samples
        var state = trained.current
        let options = try options(arguments, machine, network: state.network, samples: data.inputs.rows)
        let title = "train \(arguments.text("N")) on \(arguments.text("D"))"
        let loss = options.loss ?? Loss.matching(state.network)
        var view = TrainingView(
            title: title, history: state.history?.history, epoch: state.training.epoch, options: options,
            lossName: loss.displayName,
            curveName: TrainingHistory.lossName(
                of: (state.history?.history.parts ?? []).map {
                    (start: $0.start, loss: $0.loss, convention: $0.convention.name)
                } + [(start: state.training.epoch, loss: loss, convention: options.convention.name)]))
        let frozen = try frozenLayers(arguments, of: state.network)
        try freeze(frozen, true, in: &state.network, at: arguments.span("frozen"))
        let network = state.network
        let warnings = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try network.warnings(for: loss, on: data)
        }
        for warning in warnings { machine.warn(warning) }
        let display = LiveDisplay(machine: machine)
        let outcome = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try Engine.train(
                &state.network, state: &state.training, on: data, options: options,
                isCancelled: {
                    // Asked from the first batch on, when nothing can be wrong with the options any more.
                    display.begin(view.report(.running, timeLeft: nil))
                    return machine.isCancelled()
                },
                onEpoch: { epoch in
                    view.append(epoch)
                    display.update { view.report(.running, timeLeft: display.timeLeft(after: view.fraction)) }
                })
        }
        try freeze(frozen, false, in: &state.network, at: arguments.span("frozen"))
        var history = state.history?.history ?? outcome.history
        if state.history != nil { history.append(outcome.history) }
        let record = TrainingHistory(
            history: history, loss: loss, title: title,
            subject: history.snapshots.isEmpty ? nil : .init(network: state.network, data: data))
        state.history = record
        trained.replace(with: state)
        view.adopt(history)
        switch outcome.ended {
        case .completed, .stoppedEarly:
            view.bestEpoch = history.bestEpoch
            display.finish(view.report(.finished, timeLeft: nil))
            return .history(record)
        case .cancelled:
            display.finish(view.report(.interrupted, timeLeft: nil))
            throw Diagnostic(
                .interrupted,
                "interrupted after epoch \(view.epoch) of \(view.lastEpoch); \(arguments.text("N")) keeps its weights and its history",
                at: arguments.head, topic: "train")
        case .diverged(let layer, let epoch, let step):
            display.finish(view.report(.failed("NaN or infinite in layer \(layer)"), timeLeft: nil))
            throw Diagnostic(
                .numeric,
                "layer \(layer) became NaN or infinite at epoch \(epoch), step \(step); "
                    + "\(arguments.text("N")) keeps the weights of epoch \(view.epoch)",
                at: arguments.head, hint: "a smaller learning rate usually helps", topic: "train")
        }
    }

    /// Starts a network again from its seed.
    static func reset(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let trained = try arguments.network("N")
        let old = trained.snapshot
        let fresh = try engine(at: arguments.span("N")) { () throws(EngineError) in
            try Network(inputs: old.inputs, layers: old.layers, initialization: old.initialization, seed: old.seed)
        }
        trained.replace(with: TrainedNetwork.State(network: fresh))
        return .none
    }

    /// The options of `train`, what is not given filled in by the convention.
    static func options(
        _ arguments: Arguments, _ machine: Machine, network: Network, samples: Int
    ) throws(Diagnostic) -> TrainingOptions {
        var options = TrainingOptions(convention: machine.convention)
        options.loss = arguments.lossOption
        options.learningRate = try arguments.nonNegative("learning_rate")
        options.momentum = try momentum(arguments, machine.convention)
        options.decay = try arguments.nonNegative("decay") ?? 0
        options.epochs = try arguments.whole("epochs", in: 0...10_000_000) ?? 100
        options.shuffle = try arguments.truth("shuffle") ?? true
        options.seed = try arguments.givenSeed() ?? network.seed
        options.precision = try precision(arguments) ?? machine.settings.precision
        options.threads = machine.threads
        try setOptimizer(of: &options, arguments)
        try setValidation(of: &options, arguments)
        options.labelSmoothing = try arguments.labelSmoothing()
        options.classWeights = try arguments.classWeights()
        options.metrics = try metrics(arguments)
        options.statistics = try arguments.truth("statistics") ?? false
        options.snapshots = try arguments.whole("snapshots", in: 1...1000)
        switch arguments["batch"] {
        case .all: options.batch = nil
        case nil:
            // L-BFGS takes all samples in each step.
            if case .lbfgs = options.optimizer { break }
            options.batch = machine.convention.batch(forSamples: samples)
        case .some:
            let batch = try arguments.whole("batch", in: 1...Int(Int32.max))
            if let batch, batch > samples {
                throw Diagnostic(
                    .value, "a batch of \(batch) is more than the \(samples) samples of \(arguments.text("D"))",
                    at: arguments.span("batch"), hint: "batch=all takes all of them", topic: "train")
            }
            options.batch = batch
        }
        return options
    }

    /// Sets the optimiser and what goes with it, once the learning rate and the momentum are known.
    private static func setOptimizer(of options: inout TrainingOptions, _ arguments: Arguments) throws(Diagnostic) {
        options.absoluteDecay = try arguments.nonNegative("l1") ?? 0
        if case .number = arguments["clip"] { options.clip = try arguments.positive("clip") }
        if case .schedule(let schedule) = arguments["schedule"] { options.schedule = schedule }
        guard case .optimizer(let optimizer, let rate) = arguments["optimizer"] else { return }
        options.optimizer = optimizer
        if let rate {
            guard options.learningRate == nil else {
                var diagnostic = Diagnostic(
                    .value, "the learning rate is given twice, to train and to the optimiser",
                    at: arguments.span("learning_rate"), topic: "train")
                diagnostic.spans.append(arguments.span("optimizer"))
                throw diagnostic
            }
            options.learningRate = rate
        }
        guard options.momentum == .none || optimizer == .gradientDescent else {
            throw Diagnostic(
                .value, "momentum goes with sgd only; \(optimizer.name) has memory of its own",
                at: arguments.span("momentum"), topic: "train")
        }
    }

    /// Sets what is measured beside the loss, and whether training stops by it.
    private static func setValidation(of options: inout TrainingOptions, _ arguments: Arguments) throws(Diagnostic) {
        if arguments["validation"] != nil { options.validation = try arguments.dataset("validation").samples }
        guard let patience = try arguments.whole("patience", in: 1...10_000_000) else { return }
        guard options.validation != nil else {
            throw Diagnostic(
                .value, "patience=\(patience) needs a validation, whose loss it watches",
                at: arguments.span("patience"),
                hint: "validation=D.test, for example", topic: "train")
        }
        options.patience = patience
    }

    /// The momentum that was asked for; a number has the convention's form.
    static func momentum(_ arguments: Arguments, _ convention: Convention) throws(Diagnostic) -> Momentum {
        switch arguments["momentum"] {
        case .momentum(let momentum): return momentum
        case .number(let share):
            guard share >= 0, share < 1 else {
                throw Diagnostic(
                    .value, "momentum is from 0 to below 1, not \(Value.text(of: share))",
                    at: arguments.span("momentum"),
                    topic: arguments.entry.name)
            }
            return convention.momentum(share)
        default: return .none
        }
    }

    private static func precision(_ arguments: Arguments) throws(Diagnostic) -> Precision? {
        guard let name = try arguments.text(of: "precision") else { return nil }
        return try Settings.precision(name, at: arguments.span("precision"))
    }
}

/// What the display of a training shows.
private struct TrainingView {
    let title: String
    let lossName: String
    /// What the loss of all runs is called, whose curve is shown.
    let curveName: String
    let options: TrainingOptions
    private let firstEpoch: Int
    private var epochs: [Double] = []
    private var losses: [Double] = []
    private var validation: [Double]?
    private var error: Double?
    private var validationError: Double?
    /// The epoch the network returned to, if training stopped early.
    var bestEpoch: Int?
    private(set) var epoch = 0
    private(set) var lastEpoch: Int

    init(title: String, history: History?, epoch: Int, options: TrainingOptions, lossName: String, curveName: String) {
        self.title = title
        self.options = options
        self.lossName = lossName
        self.curveName = curveName
        firstEpoch = epoch
        self.epoch = epoch
        lastEpoch = firstEpoch + options.epochs
        if let history { adopt(history) }
    }

    var fraction: Double {
        options.epochs == 0 ? 1 : Double(epoch - firstEpoch) / Double(options.epochs)
    }

    mutating func append(_ report: EpochReport) {
        epoch = report.epoch
        error = report.error
        validationError = report.validationError
        // What was undone when an earlier training stopped early gives way.
        while let last = epochs.last, last >= Double(report.epoch) {
            epochs.removeLast()
            losses.removeLast()
            validation?.removeLast()
        }
        if let loss = report.validationLoss {
            if validation == nil { validation = Array(repeating: .nan, count: losses.count) }
            validation?.append(loss)
        } else {
            validation?.append(.nan)
        }
        epochs.append(Double(report.epoch))
        losses.append(report.loss)
    }

    /// Takes over the whole history, which begins before the first epoch.
    mutating func adopt(_ history: History) {
        epochs = history.epochs.map { Double($0) }
        losses = history.loss
        validation = history.validationLoss
        error = history.error?.last
        validationError = history.validationError?.last
    }

    func report(_ state: ProgressReport.State, timeLeft: String?) -> ProgressReport {
        // That training stopped early comes first, since a terminal has no room for all: there a line keeps the loss and the
        // convention of what has ended, and how far it is of what runs.
        var fields = [
            bestEpoch.map { best in
                ProgressReport.Field(
                    "stopped early", "at epoch \(epoch) of \(lastEpoch), best \(best)", isEssential: true)
            } ?? ProgressReport.Field("epoch", "\(epoch) of \(lastEpoch)", isEssential: state == .running)
        ]
        if let loss = losses.last {
            fields.append(
                ProgressReport.Field(lossName, NumberText.significant(loss, digits: 6), isEssential: true))
        }
        if let error { fields.append(ProgressReport.Field("error", NumberText.fixed(error, decimals: 4))) }
        if let loss = validation?.last, loss.isFinite {
            fields.append(ProgressReport.Field("validation", NumberText.significant(loss, digits: 6)))
        }
        if let validationError, validationError.isFinite {
            fields.append(ProgressReport.Field("validation error", NumberText.fixed(validationError, decimals: 4)))
        }
        fields.append(ProgressReport.Field("convention", options.convention.name, isEssential: state != .running))
        return ProgressReport(
            title: title, fraction: fraction, fields: fields, state: state, timeLeft: timeLeft,
            curve: losses.count > 1
                ? LossCurve.figure(epochs: epochs, losses: losses, validation: validation, lossName: curveName)
                : nil)
    }
}

/// The curve of a loss over the epochs.
enum LossCurve {
    /// The most points a curve is drawn with.
    private static let pointLimit = 400

    /// The positions of as many points as a curve needs, the first and the last among them.
    static func points(of count: Int) -> [Int] {
        let stride = max(1, (count + pointLimit - 1) / pointLimit)
        var chosen = Array(Swift.stride(from: 0, to: count, by: stride))
        if count > 0, chosen.last != count - 1 { chosen.append(count - 1) }
        return chosen
    }

    /// The curve, beside that of the validation where there is one.
    static func figure(
        epochs: [Double], losses: [Double], validation: [Double]? = nil, lossName: String, title: String? = nil
    ) -> Figure {
        let chosen = points(of: epochs.count)
        let shown = chosen.map { losses[$0] }
        var layers = [
            Figure.Layer.line(
                x: chosen.map { epochs[$0] }, y: shown, style: LineStyle(series: 0),
                label: validation == nil ? nil : "training")
        ]
        var all = shown
        if let validation {
            let measured = chosen.filter { validation[$0].isFinite }
            let values = measured.map { validation[$0] }
            all += values
            layers.append(
                .line(x: measured.map { epochs[$0] }, y: values, style: LineStyle(series: 1), label: "validation"))
        }
        let isSteep = (all.max() ?? 1) > 20 * (all.min() ?? 1) && (all.min() ?? 0) > 0
        return Figure(
            title: title, xAxis: Axis(label: "epoch"),
            yAxis: Axis(label: lossName, scale: isSteep ? .logarithmic : .linear), layers: layers)
    }
}
