/// A forward and a backward pass with everything they computed on the way, a sample in each row.
///
/// C is the loss of the whole data set in the convention's form: under a mean over the samples each row of a derivative
/// holds its sample's share of 1/n.
public struct BackwardTrace: Sendable, Hashable {
    /// What one layer received.
    public struct Layer: Sendable, Hashable {
        /// ∂C/∂A, which row 004:781 of the lectures calls A^(g), `[samples, units]`.
        ///
        /// Cross-entropy falls infinitely fast at a wrong output of exactly 0 or 1, so that its derivative there is infinite
        /// while δ is finite.
        public let activationDerivatives: Matrix
        /// δ = ∂C/∂Z by what the activation takes, also Z^(g), `[samples, units]`.
        public let sumDerivatives: Matrix
        /// ∂C/∂S by the weighted sums before normalisation, `[samples, units]`: δ itself unless the layer is normalised.
        ///
        /// With the statistics of the samples each row contains what the row does to the others through mean and variance.
        public let weightedSumDerivatives: Matrix
        /// ∂C/∂W, also W^(g), the product of the transposed inputs of the layer and ∂C/∂S, `[inputs, units]`.
        ///
        /// The inputs are the activations of the layer before, times dropout's factor. 0 for weights that a mask excludes.
        public let weightDerivatives: Matrix
        /// ∂C/∂b, also b^(g), the sums of the columns of δ, `[1, units]`; `[1, 0]` of a normalised layer.
        public let biasDerivatives: Matrix
        /// ∂C/∂γ, the sums of the columns of δ ⊙ Ẑ, `[1, units]`; `[1, 0]` of a layer that is not normalised.
        public let scaleDerivatives: Matrix
        /// ∂C/∂β, the sums of the columns of δ, `[1, units]`; `[1, 0]` of a layer that is not normalised.
        public let shiftDerivatives: Matrix
    }

    /// The network the samples went through.
    public let network: Network

    /// The forward pass.
    public let forward: ForwardTrace

    /// C, without decay.
    public let loss: Double

    /// The loss and its form in words.
    public let lossText: String

    /// What batch normalisation used; frozen layers use the running statistics in any case.
    public let normalization: Normalization.Statistics

    /// The layers, the output layer last.
    public let layers: [Layer]

    /// ∂C/∂X, also A^(g) of layer 0, `[samples, inputs]`.
    public let inputDerivatives: Matrix

    /// The derivatives by all parameters.
    public let gradients: Gradients

    /// ∂C/∂A of a layer, counted from 1, `[samples, units]`; that of layer 0 is by the inputs.
    ///
    /// - Throws: A value error if there is no such layer.
    public func activationDerivatives(_ layer: Int) throws(EngineError) -> Matrix {
        try layer == 0 ? inputDerivatives : layers[checkedLayer(layer, of: layers.count) - 1].activationDerivatives
    }

    /// δ = ∂C/∂Z of a layer, counted from 1, `[samples, units]`.
    ///
    /// - Throws: A value error if there is no such layer.
    public func deltas(_ layer: Int) throws(EngineError) -> Matrix {
        try layers[checkedLayer(layer, of: layers.count) - 1].sumDerivatives
    }
}

extension Network {
    /// Sends the samples of a data set through the network and the derivatives of the loss back, and keeps everything.
    ///
    /// The gradients are those of `gradients`: batch normalisation works as in training, with the statistics of all samples,
    /// dropout as at inference; the derivatives of frozen layers are what they are.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss, without decay.
    ///   - precision: The floating-point type to compute with.
    ///   - normalization: What batch normalisation uses.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs; a numeric
    ///   error if the loss is not finite; a limit error if the trace would be too large. With batch normalisation also a value
    ///   error for a single sample and a limit error for more samples than the engine works on at once.
    public func backward(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern, precision: Precision = .double,
        normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> BackwardTrace {
        let objective = try Objective(self, on: data, loss: loss, convention: convention)
        try checkTrace(samples: data.count, withGradients: true)
        if normalization == .batch { try layout.checkBatch(data.count, what: data.name) }
        return switch precision {
        case .double: try backward(objective, on: data, normalization, as: Double.self).get()
        case .single: try backward(objective, on: data, normalization, as: Float.self).get()
        }
    }

    /// The derivative of the loss of a data set by its inputs, before any dropout of them, `[samples, inputs]`.
    ///
    /// - Throws: What `backward(on:loss:convention:precision:normalization:)` throws.
    public func inputGradients(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern,
        normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> Matrix {
        try backward(on: data, loss: loss, convention: convention, normalization: normalization).inputDerivatives
    }

    private func backward<Element: Scalar>(
        _ objective: Objective, on data: Dataset, _ normalization: Normalization.Statistics, as _: Element.Type
    ) -> Result<BackwardTrace, EngineError> {
        let found: Result<BackwardTrace, EngineError>? = withPass(
            objective, on: data, normalization, traces: true, as: Element.self
        ) { pass in
            let phase = Phase(usesBatchStatistics: normalization == .batch)
            let scale = Element(objective.scale(samples: data.count))
            var recorder = TraceRecorder(layout, samples: data.count, withGradients: true)
            var gradients = [Element](repeating: 0, count: parameterCount)
            var loss = 0.0
            // A shard at a time, as a pass over all samples would do it, because a core holds the numbers of one shard.
            let size = pass.core.rowsTogether(of: data.count, phase)
            for start in stride(from: 0, to: data.count, by: size) {
                let rows = min(size, data.count - start)
                let result = pass.run(
                    start..<start + rows, scale: scale, phase: phase, isCancelled: { Interruption.isRequested })
                if result.isCancelled { return nil }
                if let layer = result.layerNotFinite {
                    return .failure(.numeric("the loss on \(data.name) is not finite, first in layer \(layer)"))
                }
                loss += result.loss
                let isWhole = Interruption.blocks(parameterCount, { Interruption.isRequested }) { block in
                    for index in block { gradients[index] += pass.core.gradients[index] }
                }
                if !isWhole { return nil }
                recorder.keep(pass.core, rows: rows, phase)
            }
            return .success(
                recorder.backwardTrace(
                    of: self, data.inputs, loss: objective.value(ofSum: loss, samples: data.count),
                    lossText: objective.convention.text(objective.loss, outputs: outputActivation),
                    normalization: normalization, gradients: gradients.map { Double($0) },
                    outputDerivatives: { objective.derivativesPastOutputs($0, of: self, scale: Double(scale)) }))
        }
        return found ?? .failure(.cancelled)
    }

    /// Lays out a pass with gradients over a data set; nil where it was cancelled.
    func withPass<Element: Scalar, Result>(
        _ objective: Objective, on data: Dataset, _ normalization: Normalization.Statistics, traces: Bool,
        as _: Element.Type, _ body: (borrowing Pass<Element>) -> Result?
    ) -> Result? {
        let isCancelled = { Interruption.isRequested }
        return objective.withSamples(data.inputs, isCancelled) { (samples: Samples<Element>) in
            let core = Core<Element>(
                layout: layout, rows: data.count, batch: normalization == .batch ? data.count : 0,
                head: objective.head(self), reluAtZero: objective.convention.reluDerivativeAtZero, withGradients: true,
                traces: traces)
            guard core.load(parameters, statistics: runningStatistics, isCancelled) else { return nil }
            let pass = Pass(core: core, samples: samples, gathers: false, gradientRows: data.count)
            return pass.makePages(isCancelled) ? body(pass) : nil
        }
    }
}
