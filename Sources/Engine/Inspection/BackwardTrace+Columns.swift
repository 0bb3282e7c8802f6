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
    ///
    /// A normalised layer has its weighted sums S, the normalised ones Ẑ, γ and β in place of b; dropout's factor at inference
    /// and masks M are in the formulas.
    public var columns: [Pair] {
        var pairs = [
            Pair(
                forward: .init(symbol: "A0", formula: "", value: forward.inputs),
                backward: .init(symbol: "A0^(g)", formula: backThroughWeights(1), value: inputDerivatives))
        ]
        for number in 1...layers.count {
            let layer = layers[number - 1]
            let known = forward.layers[number - 1]
            let activation = network.layers[number - 1].activation
            func pair(_ symbol: String, _ formula: String, _ value: Matrix, _ backward: String, _ derivative: Matrix) {
                pairs.append(
                    Pair(
                        forward: .init(symbol: "\(symbol)\(number)", formula: formula, value: value),
                        backward: .init(symbol: "\(symbol)\(number)^(g)", formula: backward, value: derivative)))
            }
            let product = "\(factor(number))A\(number - 1)·W\(number)"
            pair("W", "", network.weights(number), weightFormula(number), layer.weightDerivatives)
            if let normalized = known.normalized {
                let scales = network.scales(number)
                pair("S", product, normalized.weightedSums, backThroughStatistics(number), layer.weightedSumDerivatives)
                pair(
                    "Ẑ", "(S\(number) - μ\(number))/√(s\(number) + ε)", normalized.normalizedSums,
                    "Z\(number)^(g) ⊙ γ\(number)", layer.sumDerivatives.scaledColumns(by: scales))
                pair("γ", "", scales, "1ᵀ·(Z\(number)^(g) ⊙ Ẑ\(number))", layer.scaleDerivatives)
                pair("β", "", network.shifts(number), "1ᵀ·Z\(number)^(g)", layer.shiftDerivatives)
            } else {
                pair("b", "", network.biases(number), "1ᵀ·Z\(number)^(g)", layer.biasDerivatives)
            }
            let throughActivation =
                switch activation {
                case .identity: "A\(number)^(g)"
                case .softmax: "A\(number)^(g)·J(Z\(number)), row by row"
                default: "A\(number)^(g) ⊙ \(activation)'(Z\(number))"
                }
            pair(
                "Z", known.normalized == nil ? "\(product) + b\(number)" : "Ẑ\(number) ⊙ γ\(number) + β\(number)",
                known.sums, throughActivation, layer.sumDerivatives)
            pair(
                "A", activation == .identity ? "Z\(number)" : "\(activation)(Z\(number))", known.activations,
                number == layers.count ? "∂C/∂A\(number)" : backThroughWeights(number + 1),
                layer.activationDerivatives)
        }
        return pairs
    }

    /// Dropout's factor at inference in front of the inputs of a layer, as in "0.8·".
    private func factor(_ number: Int) -> String {
        let factor = network.layout.layers[number - 1].inferenceFactor
        return factor == 1 ? "" : "\(shortText(factor))·"
    }

    /// The derivatives by a layer's weighted sums.
    private func sumSymbol(_ number: Int) -> String {
        "\(network.layers[number - 1].isNormalized ? "S" : "Z")\(number)^(g)"
    }

    private func backThroughWeights(_ number: Int) -> String {
        "\(factor(number))\(sumSymbol(number))·W\(number)ᵀ"
    }

    private func weightFormula(_ number: Int) -> String {
        let product = "\(factor(number))A\(number - 1)ᵀ·\(sumSymbol(number))"
        return network.layers[number - 1].mask == nil ? product : "(\(product)) ⊙ M\(number)"
    }

    /// From Ẑ to S: the statistics of the samples depend on S, the running ones do not.
    private func backThroughStatistics(_ number: Int) -> String {
        let gradient = "Ẑ\(number)^(g)"
        let usesBatch = normalization == .batch && network.layout.layers[number - 1].usesBatchStatistics
        let numerator =
            usesBatch
            ? "(\(gradient) - mean(\(gradient)) - Ẑ\(number) ⊙ mean(\(gradient) ⊙ Ẑ\(number)))" : gradient
        return "\(numerator)/√(s\(number) + ε)"
    }
}
