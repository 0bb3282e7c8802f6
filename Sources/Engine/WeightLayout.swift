/// How a layer's weights are written as a matrix.
public enum WeightLayout: String, Sendable, Hashable, CaseIterable {
    /// A row for each input, as in a·W + b: the engine's own, and that of TensorFlow and Keras.
    case inputsByOutputs
    /// A row for each output, as in W·a + b: that of textbooks and of what PyTorch stores.
    case outputsByInputs
    /// A row for each input below a row of biases, as in (1, a)·Θ with a dummy input 1.
    case biasesAsFirstRow
}

extension Network {
    /// The weights of a layer, counted from 1, in a layout.
    ///
    /// - Throws: A value error if there is no such layer, or if the biases of a normalised layer are wanted: it has none;
    ///   `cancelled` where an interrupt ended it.
    public func weights(_ layer: Int, layout: WeightLayout) throws(EngineError) -> Matrix {
        let place = try place(of: layer)
        switch layout {
        case .inputsByOutputs: return try copy(of: place.weights, rows: place.inputs)
        case .outputsByInputs: return try copy(of: place.weights, rows: place.inputs).exchanged()
        case .biasesAsFirstRow:
            try checkBiases(of: place, layer: layer)
            let row = try copy(of: place.biases, rows: 1)
            return try .stacked([row, copy(of: place.weights, rows: place.inputs)])
        }
    }

    /// Replaces the weights of a layer, counted from 1, and its biases where the layout holds them.
    ///
    /// Weights of connections that the layer's mask excludes become 0.
    ///
    /// - Throws: A value error if there is no such layer, a weight is not finite or the biases of a normalised layer are
    ///   given; a shape error if the size differs.
    public mutating func setWeights(
        _ weights: Matrix, layer: Int, layout: WeightLayout = .inputsByOutputs
    ) throws(EngineError) {
        let place = try place(of: layer)
        if layout == .biasesAsFirstRow { try checkBiases(of: place, layer: layer) }
        let (rows, columns) =
            switch layout {
            case .inputsByOutputs: (place.inputs, place.outputs)
            case .outputsByInputs: (place.outputs, place.inputs)
            case .biasesAsFirstRow: (place.inputs + 1, place.outputs)
            }
        guard weights.rows == rows && weights.columns == columns else {
            let what = layout == .biasesAsFirstRow ? "the biases and weights" : "the weights"
            throw .shape("\(what) of layer \(layer) are \(rows)×\(columns), not \(weights.shape)")
        }
        switch layout {
        case .inputsByOutputs: try replace(place.weights, with: weights.elements, called: "weight")
        case .outputsByInputs: try replace(place.weights, with: weights.exchanged().elements, called: "weight")
        case .biasesAsFirstRow:
            // Checked as a whole, so that nothing is replaced by half.
            let count = weights.elements.count
            let elements = try [Double](generating: count) { weights.elements[($0 + columns) % count] }
            try replace(place.weights.lowerBound..<place.biases.upperBound, with: elements, called: "weight")
        }
    }

    private func copy(of range: Range<Int>, rows: Int) throws(EngineError) -> Matrix {
        try .generated(rows: rows, columns: range.count / rows) { parameters[range.lowerBound + $0] }
    }

    private func checkBiases(of place: Layout.DenseLayer, layer: Int) throws(EngineError) {
        if place.layer.isNormalized {
            throw .value("layer \(layer) is normalised and has no biases, but a scale and a shift for each unit")
        }
    }
}
