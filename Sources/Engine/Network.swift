/// A layer of a network: a weighted sum of all inputs and a bias for each unit, then an activation.
public struct Layer: Sendable, Hashable {
    /// The number of units.
    public let units: Int

    /// What is done with the weighted sums.
    public let activation: Activation

    /// Creates the description of a layer.
    public init(units: Int, activation: Activation) {
        self.units = units
        self.activation = activation
    }
}

/// A feed-forward network: a description of its layers and one flat buffer of parameters.
public struct Network: Sendable, Hashable {
    /// The number of parameters above which a network is refused (256 mebibytes).
    public static let maximumParameterCount = 1 << 25

    /// The number of inputs.
    public let inputs: Int

    /// The layers, the output layer last.
    public let layers: [Layer]

    /// All parameters: W1 row-major as `[inputs, outputs]`, b1, W2, b2 and so on.
    public private(set) var parameters: [Double]

    /// How the parameters were drawn.
    public let initialization: Initialization

    /// The seed of the stream the parameters were drawn from.
    public let seed: UInt64

    let layout: Layout

    /// Creates a network and draws its parameters.
    ///
    /// - Throws: A value error for a network without layers, a size below 1, softmax before the output layer or an
    ///   activation whose parameter is not finite; a limit error for more than `maximumParameterCount` parameters.
    public init(
        inputs: Int, layers: [Layer], initialization: Initialization = .modern, seed: UInt64 = 1
    ) throws(EngineError) {
        guard !layers.isEmpty else { throw .value("a network needs at least one layer after its inputs") }
        guard inputs > 0 else { throw .value("a network needs at least one input, not \(inputs)") }
        for (index, layer) in layers.enumerated() {
            guard layer.units > 0 else {
                throw .value("layer \(index + 1) needs at least one unit, not \(layer.units)")
            }
            guard layer.activation != .softmax || index == layers.count - 1 else {
                throw .value("layer \(index + 1) cannot be softmax: only the output layer can")
            }
            try layer.activation.check()
        }
        try initialization.check()
        layout = try Layout(inputs: inputs, layers: layers)
        parameters = initialization.parameters(for: layout, seed: seed)
        self.inputs = inputs
        self.layers = layers
        self.initialization = initialization
        self.seed = seed
    }

    /// The number of outputs.
    public var outputs: Int { layout.layers[layers.count - 1].outputs }

    /// The number of parameters.
    public var parameterCount: Int { layout.parameterCount }

    /// The activation of the output layer.
    public var outputActivation: Activation { layers[layers.count - 1].activation }

    /// The architecture in one line, as in "2 → 50 tanh → 1 sigmoid".
    public var summary: String {
        ([String(inputs)] + layers.map { "\($0.units) \($0.activation)" }).joined(separator: " → ")
    }
}

extension Network {
    /// The weights of a layer, counted from 1, as `[inputs, outputs]`.
    public func weights(_ layer: Int) -> Matrix {
        layout.weights(layer, of: parameters)
    }

    /// The biases of a layer, counted from 1, as `[1, outputs]`.
    public func biases(_ layer: Int) -> Matrix {
        layout.biases(layer, of: parameters)
    }

    /// All weights without the biases, layer after layer.
    public var allWeights: [Double] {
        layout.layers.flatMap { parameters[$0.weights] }
    }

    /// Replaces the weights of a layer, counted from 1.
    ///
    /// - Throws: A value error if there is no such layer or a weight is not finite, a shape error if the size differs.
    public mutating func setWeights(_ weights: Matrix, layer: Int) throws(EngineError) {
        let place = try place(of: layer)
        guard weights.rows == place.inputs && weights.columns == place.outputs else {
            throw .shape("the weights of layer \(layer) are \(place.inputs)×\(place.outputs), not \(weights.shape)")
        }
        try replace(place.weights, with: weights.elements, called: "weight")
    }

    /// Replaces the biases of a layer, counted from 1, by a row.
    ///
    /// - Throws: A value error if there is no such layer or a bias is not finite, a shape error if the size differs.
    public mutating func setBiases(_ biases: Matrix, layer: Int) throws(EngineError) {
        let place = try place(of: layer)
        guard biases.rows == 1 && biases.columns == place.outputs else {
            throw .shape("the biases of layer \(layer) are 1×\(place.outputs), not \(biases.shape)")
        }
        try replace(place.biases, with: biases.elements, called: "bias")
    }

    /// Replaces all parameters, in the order of `parameters`.
    ///
    /// - Throws: A shape error if their number differs, a value error if one is not finite.
    public mutating func setParameters(_ parameters: [Double]) throws(EngineError) {
        guard parameters.count == parameterCount else {
            throw .shape("the network has \(parameterCount) parameters, not \(parameters.count)")
        }
        try replace(0..<parameterCount, with: parameters, called: "parameter")
    }

    private func place(of layer: Int) throws(EngineError) -> Layout.DenseLayer {
        guard 1 <= layer && layer <= layers.count else {
            throw .value("there is no layer \(layer): the network's layers are 1 to \(layers.count)")
        }
        return layout.layers[layer - 1]
    }

    private mutating func replace(
        _ range: Range<Int>, with values: [Double], called name: String
    ) throws(EngineError) {
        if let value = values.first(where: { !$0.isFinite }) {
            throw .value("the \(name) \(shortText(value)) is not finite")
        }
        parameters.replaceSubrange(range, with: values)
    }

    /// Takes over parameters of the right number without a check, after training.
    mutating func adopt(_ trained: [Double]) {
        parameters = trained
    }
}

extension Layout {
    func weights(_ layer: Int, of buffer: [Double]) -> Matrix {
        precondition(1 <= layer && layer <= layers.count, "layers are counted from 1 to the number of layers")
        let place = layers[layer - 1]
        return Matrix(rows: place.inputs, columns: place.outputs, elements: Array(buffer[place.weights]))
    }

    func biases(_ layer: Int, of buffer: [Double]) -> Matrix {
        precondition(1 <= layer && layer <= layers.count, "layers are counted from 1 to the number of layers")
        return Matrix(row: Array(buffer[layers[layer - 1].biases]))
    }
}
