/// What a name such as `W1`, `b2`, `γ1`, `mask1` or `δ2` says of a layer.
struct LayerMember: Hashable {
    /// What of the layer it is.
    enum Part: Hashable {
        case weights
        case biases
        case scales
        case shifts
        case mask
        /// The weighted sums of the samples.
        case sums
        case activations
        /// The derivatives of the loss by the weighted sums.
        case deltas
    }

    let part: Part
    /// The layer, counted from 1; activations also of the inputs, 0.
    let layer: Int

    init?(_ name: String) {
        let digits = name.drop { !$0.isNumber }
        guard let part = Self.parts[String(name.prefix(name.count - digits.count))], !digits.isEmpty,
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let layer = Int(digits),
            layer > 0 || part == .activations
        else { return nil }
        self.part = part
        self.layer = layer
    }

    private static let parts: [String: Part] = [
        "W": .weights, "b": .biases, "γ": .scales, "gamma": .scales, "β": .shifts, "beta": .shifts, "mask": .mask,
        "Z": .sums, "A": .activations, "δ": .deltas, "delta": .deltas,
    ]

    /// Whether it is a parameter, which training changes.
    var isParameter: Bool {
        switch part {
        case .weights, .biases, .scales, .shifts: true
        case .mask, .sums, .activations, .deltas: false
        }
    }

    /// Whether a network literal can set what has this name.
    static func isSetting(_ name: String) -> Bool {
        LayerMember(name).map { $0.isParameter || $0.part == .mask } ?? false
    }

    /// What the parameters of the part are called.
    var plural: String {
        switch part {
        case .weights: "weights"
        case .biases: "biases"
        case .scales: "scales γ"
        case .shifts: "shifts β"
        case .mask: "connections"
        case .sums: "weighted sums"
        case .activations: "activations"
        case .deltas: "derivatives of the loss by the weighted sums"
        }
    }

    /// The names of a network's parameters, layer after layer.
    static func parameterNames(normalized: [Bool]) -> [String] {
        normalized.enumerated().flatMap { index, isNormalized in
            (isNormalized ? ["W", "γ", "β"] : ["W", "b"]).map { "\($0)\(index + 1)" }
        }
    }
}
