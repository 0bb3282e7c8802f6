/// A forward pass with everything it computed on the way, a sample in each row.
public struct ForwardTrace: Sendable, Hashable {
    /// What one layer computed.
    public struct Layer: Sendable, Hashable {
        /// The weighted sums Z = A·W + b with the activations A of the layer before, `[samples, units]`.
        public let sums: Matrix
        /// The activations A = g(Z), `[samples, units]`.
        public let activations: Matrix
    }

    /// The inputs, which are the activations of layer 0, `[samples, inputs]`.
    public let inputs: Matrix

    /// The layers, the output layer last.
    public let layers: [Layer]

    /// The activations of the output layer, `[samples, outputs]`.
    public var outputs: Matrix { layers.last?.activations ?? inputs }

    /// The weighted sums Z of a layer, counted from 1, `[samples, units]`.
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
    /// - Parameters:
    ///   - inputs: Samples in rows, `[samples, inputs]`.
    ///   - precision: The floating-point type to compute with.
    /// - Throws: A shape error if there are no samples or their width is not the number of inputs, a limit error if the
    ///   trace would be too large.
    public func forward(_ inputs: Matrix, precision: Precision = .double) throws(EngineError) -> ForwardTrace {
        try checkInputs(inputs)
        try checkTrace(samples: inputs.rows, withGradients: false)
        return switch precision {
        case .double: forward(inputs, as: Double.self)
        case .single: forward(inputs, as: Float.self)
        }
    }

    private func forward<Element: Scalar>(_ inputs: Matrix, as _: Element.Type) -> ForwardTrace {
        Element.withElements(of: inputs.elements) { source, _ in
            let core = Core<Element>(
                layout: layout, rows: inputs.rows, head: .activation, withGradients: false, traces: true)
            core.load(parameters, statistics: statistics)
            var recorder = TraceRecorder(layout, samples: inputs.rows, withGradients: false)
            for start in stride(from: 0, to: inputs.rows, by: core.shardRows) {
                let rows = min(core.shardRows, inputs.rows - start)
                core.forward(rows: rows, source + start * inputs.columns)
                core.finish(rows: rows)
                recorder.keep(core, rows: rows)
            }
            return recorder.forwardTrace(inputs)
        }
    }

    /// Throws unless there are samples and a trace of them is not too large.
    func checkTrace(samples: Int, withGradients: Bool) throws(EngineError) {
        guard samples > 0 else { throw .shape("a trace of \(summary) needs at least one sample") }
        let units = layout.layers.reduce(0) { $0 + $1.outputs }
        let width = withGradients ? inputs + 4 * units : 2 * units
        let (count, overflow) = samples.multipliedReportingOverflow(by: width)
        guard !overflow && count <= Matrix.maximumCount else {
            throw .limit(
                "a trace of \(samples) samples through \(summary) keeps more than the \(Matrix.maximumCount) numbers the "
                    + "engine accepts")
        }
    }
}

/// A layer's number, counted from 1, if there is such a layer.
func checkedLayer(_ layer: Int, of count: Int) throws(EngineError) -> Int {
    guard 1 <= layer && layer <= count else {
        throw .value("there is no layer \(layer): the network's layers are 1 to \(count)")
    }
    return layer
}
