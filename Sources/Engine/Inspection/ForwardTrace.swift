/// A forward pass with everything it computed on the way, a sample in each row.
public struct ForwardTrace: Sendable, Hashable {
    /// What one layer computed.
    public struct Layer: Sendable, Hashable {
        /// Z, what the activation takes, `[samples, units]`.
        ///
        /// The weighted sums κA·W + b with the activations A of the layer before and the factor κ of dropout at inference (1
        /// without), or what normalisation makes of them.
        public let sums: Matrix
        /// The activations A = g(Z), `[samples, units]`.
        public let activations: Matrix
        /// How Z came of the weighted sums; nil unless the layer is normalised.
        public let normalized: Normalized?

        /// The weighted sums before normalisation, `[samples, units]`: Z itself unless the layer is normalised.
        public var weightedSums: Matrix { normalized?.weightedSums ?? sums }
    }

    /// What batch normalisation computed on the way from weighted sums S to Z = Ẑ ⊙ γ + β.
    public struct Normalized: Sendable, Hashable {
        /// The weighted sums S = κA·W, `[samples, units]`.
        public let weightedSums: Matrix
        /// The mean μ of each unit's sums that was used, `[1, units]`.
        public let means: Matrix
        /// The variance s of each unit's sums that was used, over 1/B if that of the samples at hand, `[1, units]`.
        public let variances: Matrix
        /// Ẑ = (S - μ)/√(s + ε), `[samples, units]`.
        public let normalizedSums: Matrix
    }

    /// The inputs, which are the activations of layer 0, `[samples, inputs]`.
    public let inputs: Matrix

    /// The layers, the output layer last.
    public let layers: [Layer]

    /// The activations of the output layer, `[samples, outputs]`.
    public var outputs: Matrix { layers.last?.activations ?? inputs }

    /// What the activation of a layer, counted from 1, takes, Z, `[samples, units]`.
    ///
    /// - Throws: A value error if there is no such layer.
    public func sums(_ layer: Int) throws(EngineError) -> Matrix {
        try layers[checkedLayer(layer, of: layers.count) - 1].sums
    }

    /// The activations A of a layer, counted from 1, `[samples, units]`; those of layer 0 are the inputs.
    ///
    /// - Throws: A value error if there is no such layer.
    public func activations(_ layer: Int) throws(EngineError) -> Matrix {
        try layer == 0 ? inputs : layers[checkedLayer(layer, of: layers.count) - 1].activations
    }
}

extension Network {
    /// Sends samples through the network and keeps what every layer computes.
    ///
    /// The network is traced as it is used, at inference: normalised by the running statistics, with nothing dropped but all
    /// inputs of a layer with dropout multiplied with its factor. The outputs are those of `output(for:)`.
    ///
    /// - Parameters:
    ///   - inputs: Samples in rows, `[samples, inputs]`.
    ///   - precision: The floating-point type to compute with.
    ///   - normalization: What batch normalisation uses; layers that are frozen use the running statistics in any case.
    /// - Throws: A shape error if there are no samples or their width is not the number of inputs, a limit error if the
    ///   trace would be too large; for statistics of the samples a value error if there is only one.
    public func forward(
        _ inputs: Matrix, precision: Precision = .double, normalization: Normalization.Statistics = .running
    ) throws(EngineError) -> ForwardTrace {
        try checkInputs(inputs)
        try checkTrace(samples: inputs.rows, withGradients: false)
        if normalization == .batch { try layout.checkBatch(inputs.rows, what: "the matrix") }
        let trace =
            switch precision {
            case .double: forward(inputs, normalization, as: Double.self)
            case .single: forward(inputs, normalization, as: Float.self)
            }
        guard let trace else { throw .cancelled }
        return trace
    }

    private func forward<Element: Scalar>(
        _ inputs: Matrix, _ normalization: Normalization.Statistics, as _: Element.Type
    ) -> ForwardTrace? {
        var isOver = false
        func isCancelled() -> Bool {
            isOver = isOver || Interruption.isRequested
            return isOver
        }
        return Element.withElements(of: inputs.elements, isCancelled) { source in
            let phase = Phase(usesBatchStatistics: normalization == .batch)
            let core = Core<Element>(
                layout: layout, rows: inputs.rows, batch: normalization == .batch ? inputs.rows : 0, head: .activation,
                withGradients: false, traces: true)
            guard core.load(parameters, statistics: runningStatistics, isCancelled) else { return nil }
            var recorder = TraceRecorder(layout, samples: inputs.rows, withGradients: false)
            let size = core.rowsTogether(of: inputs.rows, phase)
            for start in stride(from: 0, to: inputs.rows, by: size) {
                let rows = min(size, inputs.rows - start)
                core.forward(rows: rows, source + start * inputs.columns, phase, isCancelled: isCancelled)
                if isCancelled() { return nil }
                core.finish(rows: rows)
                recorder.keep(core, rows: rows, phase)
            }
            return recorder.forwardTrace(inputs)
        }
    }

    /// Throws unless there are samples and a trace of them is not too large.
    func checkTrace(samples: Int, withGradients: Bool) throws(EngineError) {
        guard samples > 0 else { throw .shape("a trace of \(summary) needs at least one sample") }
        let numbers = layout.layers.reduce(0) { $0 + ($1.layer.isNormalized ? 4 : 2) * $1.outputs }
        let derivatives = layout.layers.reduce(inputs) { $0 + ($1.layer.isNormalized ? 3 : 2) * $1.outputs }
        let width = withGradients ? numbers + derivatives : numbers
        let (count, overflow) = samples.multipliedReportingOverflow(by: width)
        guard !overflow && count <= Matrix.maximumCount else {
            throw .limit(
                "a trace of \(samples) samples through \(summary) keeps more than the \(Matrix.maximumCount) numbers the "
                    + "engine accepts")
        }
    }
}

extension Core {
    /// How many of some rows are traced at a time: all where their statistics are needed, otherwise a shard.
    func rowsTogether(of count: Int, _ phase: Phase) -> Int {
        phase.usesBatchStatistics && usesBatchStatistics ? count : shardRows
    }
}

/// A layer's number, counted from 1, if there is such a layer.
func checkedLayer(_ layer: Int, of count: Int) throws(EngineError) -> Int {
    guard 1 <= layer && layer <= count else {
        throw .value("there is no layer \(layer): the network's layers are 1 to \(count)")
    }
    return layer
}
