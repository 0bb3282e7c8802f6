/// A layer of a network: a weighted sum of all inputs and a bias for each unit, then an activation.
///
/// The order of computation is: dropout of the inputs, weighted sums, normalisation, activation.
public struct Layer: Sendable, Hashable {
    /// The number of units.
    public let units: Int

    /// What is done with the weighted sums.
    public let activation: Activation

    /// A name to find the layer by.
    public var name: String?

    /// Which connections there are, as `[inputs, units]` of 0 and 1; nil for all.
    ///
    /// The weight of a missing connection is 0 and stays so.
    public var mask: Matrix?

    /// What becomes of the layer's inputs in training; nil for nothing.
    public var dropout: Dropout?

    /// How the weighted sums are normalised over a mini-batch; nil if they are not.
    ///
    /// A normalised layer has a scale and a shift for each unit, and no biases, which would change nothing.
    public var normalization: Normalization?

    /// Whether training leaves the layer's parameters as they are; gradients flow through it.
    ///
    /// A frozen layer that is normalised uses its running statistics in training too, and keeps them.
    public var isFrozen: Bool

    /// Creates the description of a layer.
    public init(
        units: Int, activation: Activation, name: String? = nil, mask: Matrix? = nil, dropout: Dropout? = nil,
        normalization: Normalization? = nil, isFrozen: Bool = false
    ) {
        self.units = units
        self.activation = activation
        self.name = name
        self.mask = mask
        self.dropout = dropout
        self.normalization = normalization
        self.isFrozen = isFrozen
    }

    /// Whether the weighted sums are normalised.
    public var isNormalized: Bool { normalization != nil }

    /// Throws an error unless the layer can follow a number of inputs as the layer of a number, counted from 1.
    func check(inputs: Int, number: Int) throws(EngineError) {
        guard units > 0 else { throw .value("layer \(number) needs at least one unit, not \(units)") }
        if let name, name.isEmpty { throw .value("the name of layer \(number) is empty") }
        try activation.check()
        try dropout?.check()
        try normalization?.check()
        guard let mask else { return }
        guard mask.rows == inputs && mask.columns == units else {
            throw .shape("the mask of layer \(number) is \(mask.shape), but its weights are \(inputs)×\(units)")
        }
        if let index = mask.elements.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .value(
                "the mask of layer \(number) has \(shortText(mask.elements[index])) in row \(index / units + 1), column "
                    + "\(index % units + 1); it must be 1 for a connection and 0 for none")
        }
    }

    /// The layer in the language, as in "dropout(0.5) → 50 tanh → batchnorm".
    var summary: String {
        ([dropout?.description, "\(units) \(activation)", normalization?.description] as [String?])
            .compactMap { $0 }.joined(separator: " → ")
    }
}
