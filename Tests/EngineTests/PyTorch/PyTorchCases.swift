import Testing

@testable import Engine

/// What the engine and PyTorch both have, a row for each: add a row, and it is compared.
enum PyTorchTable {
    typealias Class = PyTorchTraining.Class

    static let activations: [(Activation, Class?)] = [
        (.identity, nil), (.sigmoid, Class("Sigmoid")), (.tanh, Class("Tanh")), (.relu, Class("ReLU")),
        (.leakyRelu(), Class("LeakyReLU")), (.leakyRelu(slope: 0.2), Class("LeakyReLU", ["negative_slope": 0.2])),
        (.gelu, Class("GELU")), (.approximateGelu, Class("GELU", ["approximate": "tanh"])), (.swish(), Class("SiLU")),
        // Above its threshold PyTorch replaces the logarithm by the argument.
        (.softplus, Class("Softplus", ["threshold": 700])),
    ]

    /// A loss with the outputs that it belongs to; without a class for the activation the loss takes the weighted sums.
    struct LossRow: Sendable {
        let loss: Loss
        let output: Activation
        let outputClass: Class?
        let lossClass: Class

        init(_ loss: Loss, of output: Activation, _ lossClass: Class, of outputClass: Class? = nil) {
            self.loss = loss
            self.output = output
            self.lossClass = lossClass
            self.outputClass = outputClass
        }
    }

    static let losses = [
        LossRow(.quadratic, of: .identity, Class("MSELoss")),
        LossRow(.crossEntropy, of: .sigmoid, Class("BCEWithLogitsLoss")),
        LossRow(.crossEntropy, of: .softmax, Class("CrossEntropyLoss")),
        LossRow(.quadratic, of: .sigmoid, Class("MSELoss"), of: Class("Sigmoid")),
        LossRow(.quadratic, of: .tanh, Class("MSELoss"), of: Class("Tanh")),
        LossRow(.quadratic, of: .softmax, Class("MSELoss"), of: Class("Softmax", ["dim": 1])),
    ]

    /// An optimiser with a learning rate.
    struct OptimizerRow: Sendable {
        let optimizer: Optimizer
        let momentum: Momentum
        let rate: Double
        let optimizerClass: Class

        init(_ optimizer: Optimizer, _ momentum: Momentum = .none, rate: Double, _ optimizerClass: Class) {
            self.optimizer = optimizer
            self.momentum = momentum
            self.rate = rate
            self.optimizerClass = optimizerClass
        }
    }

    static let descent = OptimizerRow(.gradientDescent, rate: 0.1, Class("SGD"))
    static let heavyBall = OptimizerRow(
        .gradientDescent, .heavyBall(0.9), rate: 0.03, Class("SGD", ["momentum": 0.9]))
    static let average = OptimizerRow(
        .gradientDescent, .exponentialAverage(0.9), rate: 0.2, Class("SGD", ["momentum": 0.9, "dampening": 0.9]))
    static let nesterov = OptimizerRow(
        .gradientDescent, .nesterov(0.9), rate: 0.03, Class("SGD", ["momentum": 0.9, "nesterov": true]))
    static let adam = OptimizerRow(.adam(), rate: 0.01, Class("Adam"))
    static let adamW = OptimizerRow(.adamW(), rate: 0.01, Class("AdamW", ["weight_decay": 0]))

    static let optimizers = [
        descent, heavyBall, average, nesterov, adam, adamW,
        OptimizerRow(
            .gradientDescent, .exponentialAverage(0.5), rate: 0.1, Class("SGD", ["momentum": 0.5, "dampening": 0.5])),
        OptimizerRow(.adagrad(), rate: 0.05, Class("Adagrad")),
        OptimizerRow(.adagrad(epsilon: 0.01), rate: 0.05, Class("Adagrad", ["eps": 0.01])),
        OptimizerRow(.rmsProp(), rate: 0.01, Class("RMSprop")),
        // At a rate of 0.01 this one oscillates, and a rounding error grows by 10⁷ in 50 steps.
        OptimizerRow(.rmsProp(rho: 0.8, epsilon: 1e-3), rate: 0.002, Class("RMSprop", ["alpha": 0.8, "eps": 1e-3])),
        OptimizerRow(
            .adam(beta1: 0.7, beta2: 0.9, epsilon: 1e-4), rate: 0.02,
            Class("Adam", ["betas": [0.7, 0.9], "eps": 1e-4])),
        OptimizerRow(
            .adamW(beta1: 0.7, beta2: 0.9, epsilon: 1e-4), rate: 0.02,
            Class("AdamW", ["betas": [0.7, 0.9], "eps": 1e-4, "weight_decay": 0])),
        OptimizerRow(.adadelta(), rate: 1, Class("Adadelta")),
        OptimizerRow(
            .adadelta(rho: 0.7, epsilon: 1e-3), rate: 0.5, Class("Adadelta", ["rho": 0.7, "eps": 1e-3])),
    ]

    /// A schedule for 17 epochs of 3 steps.
    struct ScheduleRow: Sendable {
        let schedule: Schedule
        let twin: PyTorchTraining.Schedule

        init(_ schedule: Schedule, _ name: String, _ arguments: [String: Argument], perStep: Bool = false) {
            self.schedule = schedule
            twin = PyTorchTraining.Schedule(name: name, arguments: arguments, perStep: perStep)
        }
    }

    static let schedules = [
        ScheduleRow(.step(epochs: 5, factor: 0.3), "StepLR", ["step_size": 5, "gamma": 0.3]),
        ScheduleRow(.exponential(factor: 0.9), "ExponentialLR", ["gamma": 0.9]),
        ScheduleRow(.cosine(epochs: 17), "CosineAnnealingLR", ["T_max": 17]),
        oneCycle(steps: 51),
        // The first of `total_iters` + 1 factors is that of one step out of 12, the last is 1.
        ScheduleRow(
            .warmUp(epochs: 4), "LinearLR", ["start_factor": .number(1.0 / 12), "total_iters": 11], perStep: true),
    ]

    /// The engine's cycle ends after its last step, PyTorch's with it, and its rise a step early: PyTorch needs one step
    /// more for the same curve.
    private static func oneCycle(steps: Int) -> ScheduleRow {
        let peak = (0.3 * Double(steps) + 1) / Double(steps + 1)
        return ScheduleRow(
            .oneCycle(epochs: 17), "OneCycleLR",
            ["total_steps": .whole(steps + 1), "pct_start": .number(peak), "cycle_momentum": false], perStep: true)
    }
}

/// A training of the engine and the same one of PyTorch.
struct PyTorchCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let network: Network
    let data: Dataset
    let options: TrainingOptions
    let twin: PyTorchTraining
}

extension PyTorchCase {
    /// A case on a random network with random data of 20 samples.
    ///
    /// - Parameters:
    ///   - hidden: A row of `PyTorchTable.activations`, for all hidden layers.
    ///   - adjust: Sets the options that the table does not.
    init(
        _ title: String, hidden: Int, loss row: PyTorchTable.LossRow = PyTorchTable.losses[0],
        optimizer: PyTorchTable.OptimizerRow = PyTorchTable.descent, schedule: PyTorchTable.ScheduleRow? = nil,
        seed: UInt64, adjust: (inout TrainingOptions) -> Void = { _ in }
    ) throws {
        var stream = RandomStream(seed: mixSeed(seed, role: .trial, counter: UInt64(hidden)))
        let (activation, activationClass) = PyTorchTable.activations[hidden]
        let sizes = [1, 2, 3, 5, 8, 17, 33]
        let inputs = sizes[stream.below(5)]
        let outputs = row.output == .softmax ? 2 + stream.below(4) : 1 + stream.below(3)
        let widths = (0...stream.below(3)).map { _ in sizes[1 + stream.below(6)] }
        network = try Network(
            inputs: inputs,
            layers: widths.map { Layer(units: $0, activation: activation) }
                + [Layer(units: outputs, activation: row.output)], initialization: .uniform, seed: stream.next())
        let count = 20
        let samples = (0..<count * inputs).map { _ in stream.normal() }
        let targets = (0..<count).flatMap { _ in
            PyTorchCase.target(row, width: outputs, isShare: seed.isMultiple(of: 2), &stream)
        }
        data = try Dataset(
            name: "random", inputs: Matrix(rows: count, columns: inputs, elements: samples),
            targets: Matrix(rows: count, columns: outputs, elements: targets))

        var options = TrainingOptions(
            loss: row.loss, optimizer: optimizer.optimizer, learningRate: optimizer.rate,
            schedule: schedule?.schedule, momentum: optimizer.momentum, batch: schedule == nil ? nil : 7, shuffle: false
        )
        adjust(&options)
        let batch = options.batch ?? count
        let steps = (count + batch - 1) / batch
        options.epochs = (50 + steps - 1) / steps
        self.options = options

        let convention = options.convention
        let quadratic = [
            Convention.QuadraticForm.sum: 1, .mean: 1 / Double(outputs), .half: 0.5,
        ]
        twin = PyTorchTraining(
            inputs: PyTorchCase.rows(data.inputs), targets: PyTorchCase.rows(data.targets),
            layers: widths.map { .init(units: $0, activation: activationClass) }
                + [.init(units: outputs, activation: row.outputClass)],
            parameters: network.parameters, loss: row.lossClass,
            factor: row.loss == .quadratic ? quadratic[convention.quadratic] ?? 1 : 1,
            isMean: convention.reduction == .mean, optimizer: optimizer.optimizerClass, rate: optimizer.rate,
            schedule: schedule?.twin.reaching(optimizer.rate), decay: convention.decayFactor * options.decay,
            absoluteDecay: options.absoluteDecay, clip: options.clip, batch: batch, epochs: options.epochs)
        testDescription = "\(title), seed \(seed): \(network.summary)"
    }

    private static func rows(_ matrix: Matrix) -> [[Double]] {
        (0..<matrix.rows).map { matrix.row($0) }
    }

    private static func target(
        _ row: PyTorchTable.LossRow, width: Int, isShare: Bool, _ stream: inout RandomStream
    ) -> [Double] {
        switch (row.loss, row.output) {
        case (.crossEntropy, .softmax):
            let shares = (0..<width).map { _ in stream.uniform() }
            let sum = shares.reduce(0, +)
            let label = stream.below(width)
            return isShare ? shares.map { $0 / sum } : (0..<width).map { $0 == label ? 1 : 0 }
        case (.crossEntropy, _):
            return (0..<width).map { _ in isShare ? stream.uniform() : stream.uniform() < 0.5 ? 0 : 1 }
        default: return (0..<width).map { _ in stream.normal() }
        }
    }
}

extension PyTorchTraining.Schedule {
    /// OneCycleLR takes the greatest learning rate itself.
    fileprivate func reaching(_ rate: Double) -> Self {
        guard name == "OneCycleLR" else { return self }
        return Self(
            name: name, arguments: arguments.merging(["max_lr": .number(rate)]) { $1 }, perStep: perStep)
    }
}
