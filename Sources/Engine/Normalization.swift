/// Batch normalisation of a layer's weighted sums (Ioffe and Szegedy, 2015).
///
/// With the mean μ and the variance s (over 1/B) of a unit's sums z over the B samples of a mini-batch, the activation takes
/// γ (z - μ)/√(s + ε) + β. Inference uses running averages of μ and of the unbiased variance (over 1/(B-1)) instead, which
/// start at 0 and 1.
public struct Normalization: Sendable, Hashable {
    /// What the sums are normalised by.
    public enum Statistics: String, Sendable, Hashable {
        /// Mean and variance of the samples at hand, as in training.
        case batch
        /// The running averages, as at inference.
        case running
    }

    /// ε, which keeps a unit whose sums are all equal from being divided by 0.
    public let epsilon: Double

    /// The share of a new mini-batch in the running averages.
    public let momentum: Double

    /// Creates a description of batch normalisation; the defaults are those of PyTorch's BatchNorm1d.
    public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
        self.epsilon = epsilon
        self.momentum = momentum
    }

    /// Throws a value error if a number makes no sense.
    func check() throws(EngineError) {
        guard epsilon > 0 && epsilon.isFinite else {
            throw .value("ε of batch normalisation is \(shortText(epsilon)); it must be a number above 0")
        }
        guard 0 <= momentum && momentum <= 1 else {
            throw .value("the momentum of batch normalisation is \(shortText(momentum)); it must be from 0 to 1")
        }
    }
}

extension Normalization: CustomStringConvertible {
    /// The normalisation in the language, with what is not usual, as in "batchnorm" and "batchnorm(epsilon=0.001)".
    public var description: String {
        let usual = Normalization()
        var arguments: [String] = []
        if epsilon != usual.epsilon { arguments.append("epsilon=\(shortText(epsilon))") }
        if momentum != usual.momentum { arguments.append("momentum=\(shortText(momentum))") }
        return arguments.isEmpty ? "batchnorm" : "batchnorm(\(arguments.joined(separator: ", ")))"
    }
}
