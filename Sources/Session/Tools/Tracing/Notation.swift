import Engine

/// The letters of a lecture, and whether it writes a sample as a row or as a column.
struct Notation {
    /// How a layer's number stands at its letter.
    enum Index {
        /// `A1`, which is also how the language names parameters.
        case plain
        /// `a^1`.
        case superscript
        /// `x^(1)`.
        case parentheses
        /// `a^[1]`.
        case brackets
        /// `A_1`.
        case below
    }

    /// How derivatives are written.
    enum Derivatives {
        /// δ for those by the weighted sums, ∂C/∂ for others.
        case delta
        /// ∂ℓ/∂ for all.
        case partial
        /// A `(g)` at the letter of what the loss is differentiated by.
        case gradient
    }

    /// The letters of activations, weighted sums and weights; those of the others follow.
    let activation: String
    let sum: String
    let weight: String
    let index: Index
    let derivatives: Derivatives
    /// The letter of the loss.
    let loss: String
    /// Whether a sample is a column; then its weighted sums are W·a or wᵀ·x.
    let hasColumns: Bool
    /// Whether weights are inputs × outputs.
    let isInputsByOutputs: Bool

    /// The notation of a convention's lecture.
    init(_ convention: Convention) {
        isInputsByOutputs = convention.weightLayout == .inputsByOutputs
        switch convention.name {
        case "mukund", "yale":
            (activation, sum, weight, loss) = ("a", "z", convention.name == "yale" ? "w" : "W", "C")
            (index, derivatives, hasColumns) = (.superscript, .delta, true)
        case "rousseau":
            (activation, sum, weight, loss) = ("x", "z", "w", "ℓ")
            (index, derivatives, hasColumns) = (.parentheses, .partial, true)
        case "lai":
            (activation, sum, weight, loss) = ("a", "z", "W", "L")
            (index, derivatives, hasColumns) = (.brackets, .delta, false)
        case "tendulkar":
            (activation, sum, weight, loss) = ("A", "Z", "W", "L")
            (index, derivatives, hasColumns) = (.below, .gradient, false)
        default:
            (activation, sum, weight, loss) = ("A", "Z", "W", "C")
            (index, derivatives, hasColumns) = (.plain, .delta, false)
        }
    }

    private static let latexLetters = [
        "δ": "\\delta", "γ": "\\gamma", "β": "\\beta", "μ": "\\mu", "Ẑ": "\\hat{Z}", "ẑ": "\\hat{z}", "ℓ": "\\ell",
    ]

    private func latex(_ letter: String) -> String { Self.latexLetters[letter] ?? letter }

    /// A letter with the number of its layer.
    func symbol(_ letter: String, _ layer: Int) -> Formula {
        let text =
            switch index {
            case .plain: "\(letter)\(layer)"
            case .superscript: "\(letter)^\(layer)"
            case .parentheses: "\(letter)^(\(layer))"
            case .brackets: "\(letter)^[\(layer)]"
            case .below: "\(letter)_\(layer)"
            }
        let number =
            switch index {
            case .plain, .below: "_{\(layer)}"
            case .superscript: "^{\(layer)}"
            case .parentheses: "^{(\(layer))}"
            case .brackets: "^{[\(layer)]}"
            }
        return Formula(text, latex: latex(letter) + number)
    }

    func activations(_ layer: Int) -> Formula { symbol(activation, layer) }
    func sums(_ layer: Int) -> Formula { symbol(sum, layer) }
    func weights(_ layer: Int) -> Formula { symbol(weight, layer) }
    /// The weighted sums before normalisation.
    func rawSums(_ layer: Int) -> Formula { symbol(sum == "Z" ? "S" : "s", layer) }
    /// The normalised ones.
    func normalizedSums(_ layer: Int) -> Formula { symbol(sum == "Z" ? "Ẑ" : "ẑ", layer) }
    var targets: Formula { Formula(sum == "Z" ? "Y" : "y") }

    /// The derivative of the loss by something.
    func derivative(by symbol: Formula) -> Formula {
        switch derivatives {
        case .gradient: Formula(symbol.text + "^(g)", latex: symbol.latex + "^{(g)}")
        case .delta, .partial:
            Formula(
                "∂\(loss)/∂\(symbol.text)",
                latex: "\\frac{\\partial \(latex(loss))}{\\partial \(symbol.latex)}")
        }
    }

    /// The derivative of the loss by the weighted sums of a layer.
    func delta(_ layer: Int) -> Formula {
        derivatives == .delta ? symbol("δ", layer) : derivative(by: sums(layer))
    }

    /// Whether the derivatives by activations have a row of their own.
    var showsActivationDerivatives: Bool { derivatives != .delta }

    // MARK: Products

    /// What the inputs of a layer and its weights make.
    func forward(_ inputs: Formula, _ layer: Int) -> Formula {
        let weights = weights(layer)
        guard hasColumns else { return inputs.times(isInputsByOutputs ? weights : weights.transposed) }
        return (isInputsByOutputs ? weights.transposed : weights).times(inputs)
    }

    /// Derivatives by the sums of a layer, taken back through its weights.
    func backward(_ derivatives: Formula, _ layer: Int) -> Formula {
        let weights = weights(layer)
        guard hasColumns else { return derivatives.times(isInputsByOutputs ? weights.transposed : weights) }
        return (isInputsByOutputs ? weights : weights.transposed).times(derivatives)
    }

    /// The derivative by the weights of a layer, of its inputs and the derivatives by its sums.
    func weightDerivative(_ inputs: Formula, _ derivatives: Formula) -> Formula {
        // Rows: Xᵀ·δ; columns: x·δᵀ. Each turned where the weights are outputs × inputs.
        switch (hasColumns, isInputsByOutputs) {
        case (false, true): inputs.transposed.times(derivatives)
        case (false, false): derivatives.transposed.times(inputs)
        case (true, true): inputs.times(derivatives.transposed)
        case (true, false): derivatives.times(inputs.transposed)
        }
    }

    /// The sum over the samples.
    func summed(_ formula: Formula, samples: Int) -> Formula {
        if samples == 1 { return formula }
        let ones = Formula("1", latex: "\\mathbf{1}")
        return hasColumns ? formula.times(ones) : ones.transposed.times(formula)
    }
}
