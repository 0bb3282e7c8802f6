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
        (.softplus, Class("Softplus", ["threshold": 700])), (.softmax, Class("Softmax", ["dim": 1])),
    ]

    /// A loss with the outputs that it belongs to; without a class for the activation the loss takes the weighted sums.
    struct LossRow: Sendable {
        /// What the targets are.
        enum Targets: Sendable {
            /// What the loss can judge: numbers, or classes and shares of them.
            case all
            /// Classes, which PyTorch takes by their numbers.
            case classes
            /// Of a single output, 0 and 1.
            case binary
            /// Shares of the classes.
            case shares
        }

        let loss: Loss
        let output: Activation
        let outputClass: Class?
        let lossClass: Class
        let targets: Targets
        let smoothing: Double
        /// Whether the classes weigh differently: 0.5, 1.25, 2 and so on, and in a binary loss 1 and 2.5.
        let isWeighted: Bool

        init(
            _ loss: Loss, of output: Activation, _ lossClass: Class, of outputClass: Class? = nil,
            targets: Targets = .all, smoothing: Double = 0, isWeighted: Bool = false
        ) {
            self.loss = loss
            self.output = output
            self.lossClass = lossClass
            self.outputClass = outputClass
            self.targets = targets
            self.smoothing = smoothing
            self.isWeighted = isWeighted
        }

        /// The weights of so many classes, if they weigh differently.
        func classWeights(_ classes: Int) -> [Double]? {
            guard isWeighted else { return nil }
            return targets == .binary ? [1, 2.5] : (0..<classes).map { 0.5 + 0.75 * Double($0) }
        }

        /// The loss of PyTorch with those weights.
        func weighted(_ classes: Int) -> Class {
            guard let weights = classWeights(classes) else { return lossClass }
            let argument: (String, Argument) =
                targets == .binary
                ? ("pos_weight", [.number(weights[1])]) : ("weight", .list(weights.map { .number($0) }))
            return Class(lossClass.name, lossClass.arguments.merging([argument]) { $1 })
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

    /// Losses with a few hidden layers only.
    ///
    /// PyTorch has no label smoothing for the binary cross-entropy, and with class weights its categorical one smooths by
    /// them too: neither is ours.
    static let otherLosses = [
        LossRow(.huber(), of: .identity, Class("HuberLoss")),
        LossRow(.huber(delta: 0.3), of: .tanh, Class("HuberLoss", ["delta": 0.3]), of: Class("Tanh")),
        LossRow(.absolute, of: .identity, Class("L1Loss")),
        LossRow(.absolute, of: .sigmoid, Class("L1Loss"), of: Class("Sigmoid")),
        // With the sum divided by the samples: the reduction "batchmean".
        LossRow(.kl, of: .softmax, Class("KLDivLoss"), of: logSoftmax, targets: .shares),
        LossRow(.logLikelihood, of: .softmax, Class("NLLLoss"), of: logSoftmax, targets: .classes),
        LossRow(
            .crossEntropy, of: .softmax, Class("CrossEntropyLoss", ["label_smoothing": 0.1]), smoothing: 0.1),
        LossRow(
            .crossEntropy, of: .softmax, Class("CrossEntropyLoss", ["label_smoothing": 0.3]), targets: .classes,
            smoothing: 0.3),
        LossRow(.crossEntropy, of: .softmax, Class("CrossEntropyLoss"), targets: .classes, isWeighted: true),
        LossRow(
            .logLikelihood, of: .softmax, Class("NLLLoss"), of: logSoftmax, targets: .classes, isWeighted: true),
    ]

    /// The binary cross-entropy with class weights; PyTorch's mean is not over the weights, so that only sums are alike.
    static let weightedBinary = LossRow(
        .crossEntropy, of: .sigmoid, Class("BCEWithLogitsLoss"), targets: .binary, isWeighted: true)

    private static let logSoftmax = Class("LogSoftmax", ["dim": 1])

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

    /// L-BFGS without a line search, one iteration for each step, and PyTorch's without its reasons to stop.
    ///
    /// PyTorch's has no decay. The line search is another one than ours: with it only the end of the way is the same.
    static func newton(history: Int, rate: Double, search: Bool = false) -> OptimizerRow {
        OptimizerRow(
            .lbfgs(history: history, lineSearch: search ? .strongWolfe : .none), rate: rate,
            Class(
                "LBFGS",
                ["max_iter": 1, "history_size": .whole(history), "tolerance_grad": 0, "tolerance_change": 0].merging(
                    search ? ["line_search_fn": "strong_wolfe"] : [:]
                ) { $1 }))
    }

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
        ScheduleRow(
            .oneCycle(epochs: 17), "OneCycleLR", ["total_steps": 51, "cycle_momentum": false], perStep: true),
        // The first of `total_iters` + 1 factors is that of one step out of 12, the last is 1.
        ScheduleRow(
            .warmUp(epochs: 4), "LinearLR", ["start_factor": .number(1.0 / 12), "total_iters": 11], perStep: true),
        plateau,
    ]

    /// So strict that the learning rate is reduced several times.
    static let plateau = ScheduleRow(
        .plateau(factor: 0.5, patience: 1, threshold: 0.1), "ReduceLROnPlateau",
        ["factor": 0.5, "patience": 1, "threshold": 0.1])
}
