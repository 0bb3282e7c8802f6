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
        /// δ = ∂C/∂Z, also Z^(g), `[samples, units]`.
        public let sumDerivatives: Matrix
        /// ∂C/∂W, also W^(g), the product of the transposed activations of the layer before and δ, `[inputs, units]`.
        public let weightDerivatives: Matrix
        /// ∂C/∂b, also b^(g), the sums of the columns of δ, `[1, units]`.
        public let biasDerivatives: Matrix
    }

    /// The network the samples went through.
    public let network: Network

    /// The forward pass.
    public let forward: ForwardTrace

    /// C, without decay.
    public let loss: Double

    /// The loss and its form in words.
    public let lossText: String

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
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss, without decay.
    ///   - precision: The floating-point type to compute with.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs; a numeric
    ///   error if the loss is not finite; a limit error if the trace would be too large.
    public func backward(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern, precision: Precision = .double
    ) throws(EngineError) -> BackwardTrace {
        let objective = try Objective(self, on: data, loss: loss, convention: convention)
        try checkTrace(samples: data.count, withGradients: true)
        return switch precision {
        case .double: try backward(objective, on: data, as: Double.self).get()
        case .single: try backward(objective, on: data, as: Float.self).get()
        }
    }

    /// The derivative of the loss of a data set by its inputs, `[samples, inputs]`.
    ///
    /// - Throws: What `backward(on:loss:convention:precision:)` throws.
    public func inputGradients(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern
    ) throws(EngineError) -> Matrix {
        try backward(on: data, loss: loss, convention: convention).inputDerivatives
    }

    private func backward<Element: Scalar>(
        _ objective: Objective, on data: Dataset, as _: Element.Type
    ) -> Result<BackwardTrace, EngineError> {
        withPass(objective, on: data, traces: true, as: Element.self) { pass in
            let scale = Element(objective.scale(samples: data.count))
            var recorder = TraceRecorder(layout, samples: data.count, withGradients: true)
            var gradients = [Element](repeating: 0, count: parameterCount)
            var loss = 0.0
            // A shard at a time, as a pass over all samples would do it, because a core holds the numbers of one shard.
            for start in stride(from: 0, to: data.count, by: pass.core.shardRows) {
                let rows = min(pass.core.shardRows, data.count - start)
                let result = pass.run(start..<start + rows, scale: scale)
                if let layer = result.layerNotFinite {
                    return .failure(.numeric("the loss on \(data.name) is not finite, first in layer \(layer)"))
                }
                loss += result.loss
                for index in gradients.indices { gradients[index] += pass.core.gradients[index] }
                recorder.keep(pass.core, rows: rows)
            }
            return .success(
                recorder.backwardTrace(
                    of: self, data.inputs, loss: objective.value(ofSum: loss, samples: data.count),
                    lossText: objective.convention.text(objective.loss, outputs: outputActivation),
                    gradients: gradients.map { Double($0) },
                    outputDerivatives: { objective.derivativesPastOutputs($0, of: self, scale: Double(scale)) }))
        }
    }

    /// Lays out a pass with gradients over a data set.
    func withPass<Element: Scalar, Result>(
        _ objective: Objective, on data: Dataset, traces: Bool, as _: Element.Type,
        _ body: (borrowing Pass<Element>) -> Result
    ) -> Result {
        objective.withSamples(data.inputs) { (samples: Samples<Element>) in
            let core = Core<Element>(
                layout: layout, rows: data.count, head: objective.head(self),
                reluAtZero: objective.convention.reluDerivativeAtZero, withGradients: true, traces: traces)
            core.load(parameters, statistics: statistics)
            return body(Pass(core: core, samples: samples, gathers: false, gradientRows: data.count))
        }
    }
}
