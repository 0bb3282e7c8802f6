import Testing

@testable import Engine

/// A training of the engine and the same one of PyTorch.
struct PyTorchCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let network: Network
    let data: Dataset
    let options: TrainingOptions
    let twin: PyTorchTraining
    /// How far the parameters may be apart, as a share of the larger ones.
    let tolerance: Double
}

extension PyTorchCase {
    /// A case on a random network with random data of 20 samples.
    ///
    /// - Parameters:
    ///   - hidden: A row of `PyTorchTable.activations`, for all hidden layers.
    ///   - build: Changes the layers.
    ///   - adjust: Sets the options that the table does not.
    init(
        _ title: String, hidden: Int, loss row: PyTorchTable.LossRow = PyTorchTable.losses[0],
        optimizer: PyTorchTable.OptimizerRow = PyTorchTable.descent, schedule: PyTorchTable.ScheduleRow? = nil,
        seed: UInt64, tolerance: Double = 1e-10, build: (inout [Layer]) -> Void = { _ in },
        adjust: (inout TrainingOptions) -> Void = { _ in }
    ) throws {
        var stream = RandomStream(seed: mixSeed(seed, role: .trial, counter: UInt64(hidden)))
        let (activation, activationClass) = PyTorchTable.activations[hidden]
        let sizes = [1, 2, 3, 5, 8, 17, 33]
        let inputs = sizes[stream.below(5)]
        var outputs = row.output == .softmax ? 2 + stream.below(4) : 1 + stream.below(3)
        if row.targets == .binary { outputs = 1 }
        let widths = (0...stream.below(3)).map { _ in sizes[1 + stream.below(6)] }
        var layers =
            widths.map { Layer(units: $0, activation: activation) } + [Layer(units: outputs, activation: row.output)]
        build(&layers)
        network = try Network(inputs: inputs, layers: layers, initialization: .uniform, seed: stream.next())
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
            schedule: schedule?.schedule, momentum: optimizer.momentum, batch: schedule == nil ? nil : 7,
            shuffle: false, labelSmoothing: row.smoothing, classWeights: row.classWeights(outputs))
        adjust(&options)
        let batch = options.batch ?? count
        let steps = (count + batch - 1) / batch
        options.epochs = (50 + steps - 1) / steps
        self.options = options

        let convention = options.convention
        // PyTorch's own mean is that over the weights.
        let isWeightedMean = row.isWeighted && convention.reduction == .mean
        twin = PyTorchTraining(
            inputs: PyTorchCase.rows(data.inputs), targets: PyTorchCase.rows(data.targets),
            layers: layers.enumerated().map { index, layer in
                .init(
                    units: layer.units,
                    activation: index < layers.count - 1 ? activationClass : row.outputClass,
                    normalization: layer.normalization.map {
                        .init("BatchNorm1d", ["eps": .number($0.epsilon), "momentum": .number($0.momentum)])
                    }, isFrozen: layer.isFrozen)
            },
            parameters: network.parameters, loss: row.weighted(outputs), takesClasses: row.targets == .classes,
            reduction: isWeightedMean ? "mean" : "sum",
            factor: PyTorchCase.factor(row.loss, convention.quadratic, outputs: outputs),
            isMean: convention.reduction == .mean && !isWeightedMean, optimizer: optimizer.optimizerClass,
            rate: optimizer.rate, schedule: schedule?.twin.reaching(optimizer.rate),
            decay: convention.decayFactor * options.decay, absoluteDecay: options.absoluteDecay, clip: options.clip,
            batch: batch, epochs: options.epochs)
        self.tolerance = tolerance
        testDescription = "\(title), seed \(seed): \(network.summary)"
    }

    /// What the sum of the losses of PyTorch is multiplied with.
    private static func factor(_ loss: Loss, _ form: Convention.QuadraticForm, outputs: Int) -> Double {
        switch (loss, form) {
        case (.quadratic, .mean), (.absolute, .mean), (.huber, .mean): 1 / Double(outputs)
        case (.quadratic, .half): 0.5
        default: 1
        }
    }

    private static func rows(_ matrix: Matrix) -> [[Double]] {
        (0..<matrix.rows).map { matrix.row($0) }
    }

    private static func target(
        _ row: PyTorchTable.LossRow, width: Int, isShare: Bool, _ stream: inout RandomStream
    ) -> [Double] {
        switch row.output {
        case .softmax where row.loss.isOfProbabilities:
            let shares = (0..<width).map { _ in stream.uniform() }
            let sum = shares.reduce(0, +)
            let label = stream.below(width)
            let isShare = row.targets == .all ? isShare : row.targets == .shares
            return isShare ? shares.map { $0 / sum } : (0..<width).map { $0 == label ? 1 : 0 }
        case _ where row.loss.isOfProbabilities:
            let isShare = isShare && row.targets == .all
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
