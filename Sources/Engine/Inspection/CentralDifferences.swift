/// The derivatives of a loss from its values on both sides of each parameter.
struct CentralDifferences {
    private let start: [Double]
    private let data: Dataset
    private let loss: Loss?
    private let convention: Convention
    private let normalization: Normalization.Statistics
    private let kinkedLayers: [Int]
    private let sides: [[Bool?]]
    private var network: Network

    init(
        _ network: Network, on data: Dataset, loss: Loss?, convention: Convention,
        normalization: Normalization.Statistics
    ) throws(EngineError) {
        start = network.parameters
        self.data = data
        self.loss = loss
        self.convention = convention
        self.normalization = normalization
        self.network = network
        kinkedLayers = network.layers.indices.filter { network.layers[$0].activation.hasKink }
        sides = try Self.sides(kinkedLayers, of: network, on: data, normalization)
    }

    /// The central difference and what rounding may make of it; nil where even small steps cross a kink.
    mutating func derivative(_ parameter: Int, step: Double) throws(EngineError) -> (value: Double, noise: Double)? {
        for shrink in [1, 0.1, 0.01, 0.001] {
            let distance = shrink * step * max(1, start[parameter].magnitude)
            let upper = start[parameter] + distance
            let lower = start[parameter] - distance
            guard let above = try lossAt(upper, parameter), let below = try lossAt(lower, parameter) else { continue }
            guard above.isFinite && below.isFinite && upper > lower else {
                throw .numeric(
                    "the loss on \(data.name) is \(shortText(above.isFinite ? below : above)) within a step of "
                        + "\(shortText(distance)) of parameter \(parameter + 1), which is \(shortText(start[parameter]))"
                )
            }
            let rounding = 8 * Double.ulpOfOne * max(above.magnitude, below.magnitude)
            return ((above - below) / (upper - lower), rounding / distance)
        }
        return nil
    }

    /// The loss with one parameter changed; nil if that carried a weighted sum across a kink.
    private mutating func lossAt(_ value: Double, _ parameter: Int) throws(EngineError) -> Double? {
        var shifted = start
        shifted[parameter] = value
        try network.setParameters(shifted)
        guard try Self.sides(kinkedLayers, of: network, on: data, normalization) == sides else { return nil }
        return try network.loss(on: data, loss: loss, convention: convention, normalization: normalization)
    }

    /// On which side of 0 what the activations of layers with kinks take stands; nil for exactly there.
    private static func sides(
        _ layers: [Int], of network: Network, on data: Dataset, _ normalization: Normalization.Statistics
    ) throws(EngineError) -> [[Bool?]] {
        if layers.isEmpty { return [] }
        let trace = try network.forward(data.inputs, normalization: normalization)
        return layers.map { trace.layers[$0].sums.elements.map { $0 == 0 ? nil : $0 > 0 } }
    }
}

extension Activation {
    /// Whether it has no derivative at 0; of a function of the caller's own nothing is known.
    var hasKink: Bool {
        switch self {
        case .relu, .leakyRelu: true
        case .identity, .sigmoid, .tanh, .gelu, .approximateGelu, .swish, .softplus, .softmax, .custom: false
        }
    }
}
