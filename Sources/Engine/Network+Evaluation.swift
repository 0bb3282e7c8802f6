extension Network {
    /// The activations of the output layer for samples in rows.
    ///
    /// - Throws: A shape error if the number of columns is not the number of inputs, a limit error if the result would be
    ///   too large.
    public func output(for inputs: Matrix) throws(EngineError) -> Matrix {
        try checkInputs(inputs)
        try Matrix.checkSize(rows: inputs.rows, columns: outputs)
        var result = try Matrix.filled(rows: inputs.rows, columns: outputs, with: 0)
        if inputs.isEmpty { return result }
        var isCancelled = false
        let core = Core<Double>(layout: layout, rows: inputs.rows, head: .activation, withGradients: false)
        guard core.load(parameters, statistics: runningStatistics, { Interruption.isRequested }) else {
            throw .cancelled
        }
        inputs.elements.withUnsafeBufferPointer { source in
            result.withUnsafeMutableElements { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                for start in stride(from: 0, to: inputs.rows, by: core.shardRows) {
                    isCancelled = start > 0 && Interruption.isRequested
                    if isCancelled { return }
                    let rows = min(core.shardRows, inputs.rows - start)
                    core.forward(rows: rows, from + start * inputs.columns) {
                        isCancelled = isCancelled || Interruption.isRequested
                        return isCancelled
                    }
                    if isCancelled { return }
                    core.finish(rows: rows)
                    (to + start * outputs).update(from: core.output.values, count: rows * outputs)
                }
            }
        }
        if isCancelled { throw .cancelled }
        return result
    }

    /// The class of each sample, counted from 0: the first of the largest outputs, or whether the one sigmoid output is
    /// above one half.
    ///
    /// - Throws: What `output(for:)` throws, and a value error for a single output that is not sigmoid.
    public func classes(for inputs: Matrix) throws(EngineError) -> [Int] {
        guard outputs > 1 || outputActivation == .sigmoid else {
            throw .value("\(summary) has no classes: one output stands for two classes only if it is sigmoid")
        }
        let values = try output(for: inputs)
        if outputs > 1 { return values.largestColumns() }
        return try [Int](generating: values.rows) { values.elements[$0] > 0.5 ? 1 : 0 }
    }

    /// The loss on a data set, without decay.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: Its form.
    ///   - labelSmoothing: What `TrainingOptions.labelSmoothing` says.
    ///   - classWeights: What `TrainingOptions.classWeights` says.
    ///   - normalization: What batch normalisation uses: with the statistics of the data it is what `gradients` differentiates.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs, or if
    ///   smoothing or weights are out of their range or do not go with the loss or the targets, and what `gradients` throws
    ///   for statistics of the data.
    public func loss(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern, labelSmoothing: Double = 0,
        classWeights: [Double]? = nil, normalization: Normalization.Statistics = .running
    ) throws(EngineError) -> Double {
        let objective = try Objective(
            self, on: data, loss: loss, convention: convention, labelSmoothing: labelSmoothing,
            classWeights: classWeights)
        if normalization == .batch { try layout.checkBatch(data.count, what: data.name) }
        let result = try pass(objective, on: data, withGradients: false, normalization).result
        return objective.value(ofSum: result.loss, samples: data.count)
    }

    /// The gradients of the loss on a data set and of the decay term.
    ///
    /// Batch normalisation works as in training, with the statistics of the whole data set, whose dependence on the weights
    /// the gradients contain; frozen layers use their running statistics. Dropout works as at inference. The derivatives by
    /// weights that masks exclude are 0; those of frozen layers are what they are.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - decay: λ: the convention's factor times λ times each weight is added to its gradient, never to a bias's.
    ///   - convention: The form of the loss.
    ///   - labelSmoothing: What `TrainingOptions.labelSmoothing` says.
    ///   - classWeights: What `TrainingOptions.classWeights` says.
    ///   - normalization: What batch normalisation uses.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs, or if
    ///   smoothing or weights are out of their range or do not go with the loss or the targets; a numeric error if the loss or
    ///   a gradient is not finite. With batch normalisation also a value error for a single sample and a limit error for more
    ///   samples than the engine works on at once.
    public func gradients(
        on data: Dataset, loss: Loss? = nil, decay: Double = 0, convention: Convention = .modern,
        labelSmoothing: Double = 0, classWeights: [Double]? = nil, normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> Gradients {
        guard decay >= 0 && decay.isFinite else {
            throw .value("the decay is \(shortText(decay)); it must be a number from 0 up")
        }
        let objective = try Objective(
            self, on: data, loss: loss, convention: convention, labelSmoothing: labelSmoothing,
            classWeights: classWeights)
        if normalization == .batch { try layout.checkBatch(data.count, what: data.name) }
        var (result, gradients) = try pass(objective, on: data, withGradients: true, normalization)
        if let layer = result.layerNotFinite {
            throw .numeric("the loss on \(data.name) is not finite, first in layer \(layer)")
        }
        var pulse = Interruption.Pulse()
        for layer in layout.layers {
            for index in layer.weights {
                try pulse.count()
                gradients[index] += convention.decayFactor * decay * parameters[index]
            }
        }
        for (index, layer) in layout.layers.enumerated().reversed() {
            for place in layer.parameters {
                try pulse.count()
                guard gradients[place].isFinite else {
                    throw .numeric("the gradients of layer \(index + 1) on \(data.name) are not finite")
                }
            }
        }
        return Gradients(parameters: gradients, layout: layout)
    }

    /// The share of samples whose class is missed.
    ///
    /// - Throws: What `loss(on:loss:convention:labelSmoothing:classWeights:)` throws, and a value error if the targets are not classes.
    public func errorRate(on data: Dataset) throws(EngineError) -> Double {
        let objective = try Objective(self, on: data, loss: .quadratic, convention: .modern)
        guard objective.labels != nil else {
            throw .value(
                "\(summary) and the targets of \(data.name) are not about classes: an error rate needs one sigmoid output "
                    + "and targets 0 or 1, or several outputs and one class for each sample")
        }
        let missed = try pass(objective, on: data, withGradients: false).result.missed
        return Double(missed) / Double(data.count)
    }

    /// The share of samples whose class is found.
    ///
    /// - Throws: What `errorRate(on:)` throws.
    public func accuracy(on data: Dataset) throws(EngineError) -> Double {
        try 1 - errorRate(on: data)
    }

    /// Throws a shape error unless samples have as many columns as the network has inputs.
    func checkInputs(_ matrix: Matrix) throws(EngineError) {
        guard matrix.columns == inputs else {
            throw .shape(
                "the samples are \(matrix.shape), but \(summary) has \(inputs) input\(inputs == 1 ? "" : "s"): "
                    + "expected \(matrix.rows)×\(inputs)")
        }
    }

    private func pass(
        _ objective: Objective, on data: Dataset, withGradients: Bool,
        _ normalization: Normalization.Statistics = .running
    ) throws(EngineError) -> (result: PassResult, gradients: [Double]) {
        let isCancelled = { Interruption.isRequested }
        let found: (PassResult, [Double])? = objective.withSamples(data.inputs, isCancelled) {
            (samples: Samples<Double>) in
            let core = Core<Double>(
                layout: layout, rows: data.count, batch: normalization == .batch ? data.count : 0,
                head: objective.head(self), reluAtZero: objective.convention.reluDerivativeAtZero,
                withGradients: withGradients)
            guard core.load(parameters, statistics: runningStatistics, isCancelled) else { return nil }
            let pass = Pass(
                core: core, samples: samples, gathers: false, gradientRows: withGradients ? data.count : 0)
            guard pass.makePages(isCancelled) else { return nil }
            let scale = withGradients ? objective.scale(samples: data.count) : nil
            let result = (objective.labels ?? []).withUnsafeBufferPointer { labels in
                pass.run(
                    0..<data.count, scale: scale, labels: objective.labels == nil ? nil : labels.baseAddress,
                    phase: Phase(usesBatchStatistics: normalization == .batch),
                    isCancelled: isCancelled)
            }
            if result.isCancelled { return nil }
            let gradients = pass.core.gradients
            return [Double](count: withGradients ? pass.core.parameterCount : 0, isCancelled) { gradients[$0] }
                .map { (result, $0) }
        }
        guard let found else { throw .cancelled }
        return found
    }
}

/// The derivatives of a loss by all parameters of a network.
public struct Gradients: Sendable, Hashable {
    /// The derivatives in the order of `Network.parameters`.
    public let parameters: [Double]

    let layout: Layout

    /// The derivatives by the weights of a layer, counted from 1, as `[inputs, outputs]`.
    public func weights(_ layer: Int) -> Matrix {
        layout.weights(layer, of: parameters)
    }

    /// The derivatives by the biases of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a normalised layer.
    public func biases(_ layer: Int) -> Matrix {
        layout.row(layer, \.biases, of: parameters)
    }

    /// The derivatives by the scales γ of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` if it is not normalised.
    public func scales(_ layer: Int) -> Matrix {
        layout.row(layer, \.scales, of: parameters)
    }

    /// The derivatives by the shifts β of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` if it is not normalised.
    public func shifts(_ layer: Int) -> Matrix {
        layout.row(layer, \.shifts, of: parameters)
    }
}
