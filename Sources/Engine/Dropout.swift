/// How inputs of a layer are left out in training, so that no unit comes to rely on another (Hinton et al., 2012).
///
/// In x⁽ᵏ⁾ = σ((x⁽ᵏ⁻¹⁾ ⊙ h) W⁽ᵏ⁾ + b) the h is drawn anew for each sample of each step. At inference nothing is left out.
public enum Dropout: Sendable, Hashable {
    /// Each input is dropped with a probability; the others are divided by the share kept, and inference changes nothing.
    case inverted(drop: Double)
    /// Each input is kept with a probability, with which inputs are multiplied at inference (Srivastava et al., 2014).
    case classical(keep: Double)
    /// One choice for all samples of a step: ⌊n/2⌋ of n inputs are dropped. Inference multiplies with the share kept.
    case exactlyHalf

    /// The share of inputs kept, of `inputs` inputs of a layer.
    public func keptShare(ofInputs inputs: Int) -> Double {
        switch self {
        case .inverted(let drop): 1 - drop
        case .classical(let keep): keep
        case .exactlyHalf: Double(inputs - inputs / 2) / Double(inputs)
        }
    }

    /// What inputs are multiplied with at inference.
    func inferenceFactor(inputs: Int) -> Double {
        if case .inverted = self { 1 } else { keptShare(ofInputs: inputs) }
    }

    /// What inputs that are not dropped are multiplied with in training.
    var trainingFactor: Double {
        if case .inverted(let drop) = self { 1 / (1 - drop) } else { 1 }
    }

    /// Throws a value error unless the probability is one.
    public func check() throws(EngineError) {
        switch self {
        case .inverted(let drop) where !(0 <= drop && drop < 1):
            throw .value("dropout drops with the probability \(shortText(drop)); it must be from 0 to below 1")
        case .classical(let keep) where !(0 < keep && keep <= 1):
            throw .value("dropout keeps with the probability \(shortText(keep)); it must be above 0 and at most 1")
        default: break
        }
    }
}

extension Dropout: CustomStringConvertible {
    /// The dropout in the language, with the probability of being dropped unless it says otherwise.
    public var description: String { "dropout(\(amount))" }

    /// How much is dropped, as it stands in the parentheses.
    var amount: String {
        switch self {
        case .inverted(let drop): shortText(drop)
        case .classical(let keep): "keep=\(shortText(keep))"
        case .exactlyHalf: "half"
        }
    }
}
