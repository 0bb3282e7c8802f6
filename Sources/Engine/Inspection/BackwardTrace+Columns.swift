extension BackwardTrace {
    /// A quantity of the forward pass beside its derivative of the backward pass.
    public struct Pair: Sendable, Hashable {
        /// A quantity with its formula.
        public struct Side: Sendable, Hashable {
            /// The symbol with its layer, as in "Z1" and "Z1^(g)".
            public let symbol: String
            /// What it is computed from, as in "A0·W1 + b1"; empty for what is given.
            public let formula: String
            /// The numbers.
            public let value: Matrix
        }

        /// The quantity.
        public let forward: Side
        /// The derivative of C by it, of the same shape.
        public let backward: Side
    }

    /// Row 004:781 of the lectures: the forward pass read downwards, and beside each quantity the derivative of C by it,
    /// which the backward pass computes from the bottom up.
    public var columns: [Pair] {
        var pairs = [
            Pair(
                forward: .init(symbol: "A0", formula: "", value: forward.inputs),
                backward: .init(symbol: "A0^(g)", formula: "Z1^(g)·W1ᵀ", value: inputDerivatives))
        ]
        for (index, layer) in layers.enumerated() {
            let number = index + 1
            let activation = network.layers[index].activation
            func pair(_ symbol: String, _ formula: String, _ value: Matrix, _ backward: String, _ derivative: Matrix) {
                pairs.append(
                    Pair(
                        forward: .init(symbol: "\(symbol)\(number)", formula: formula, value: value),
                        backward: .init(symbol: "\(symbol)\(number)^(g)", formula: backward, value: derivative)))
            }
            pair("W", "", network.weights(number), "A\(index)ᵀ·Z\(number)^(g)", layer.weightDerivatives)
            pair("b", "", network.biases(number), "1ᵀ·Z\(number)^(g)", layer.biasDerivatives)
            let throughActivation =
                switch activation {
                case .identity: "A\(number)^(g)"
                case .softmax: "A\(number)^(g)·J(Z\(number)), row by row"
                default: "A\(number)^(g) ⊙ \(activation)'(Z\(number))"
                }
            pair(
                "Z", "A\(index)·W\(number) + b\(number)", forward.layers[index].sums, throughActivation,
                layer.sumDerivatives)
            pair(
                "A", activation == .identity ? "Z\(number)" : "\(activation)(Z\(number))",
                forward.layers[index].activations,
                number == layers.count ? "∂C/∂A\(number)" : "Z\(number + 1)^(g)·W\(number + 1)ᵀ",
                layer.activationDerivatives)
        }
        return pairs
    }
}
