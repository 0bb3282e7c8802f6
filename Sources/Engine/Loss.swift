/// What training makes small.
public enum Loss: Sendable, Hashable {
    /// The squared difference from the target, in the form of the convention.
    case quadratic
    /// The cross-entropy in nats: binary for each sigmoid output, categorical for softmax outputs.
    case crossEntropy
    /// -ln of the output of the right class, -Σ y ln a over the outputs: for softmax outputs the cross-entropy.
    ///
    /// Sigmoid outputs are judged by it only where they should be 1.
    case logLikelihood
    /// The magnitude of the difference from the target (L1); its derivative is 0 where there is no difference.
    case absolute
    /// Half the square of the difference d up to |d| = δ, then δ(|d| - ½δ), which grows as a line (Huber, 1964).
    case huber(delta: Double = 1)
    /// The divergence of softmax outputs from targets that are distributions, Σ y ln(y/a) in nats: the cross-entropy less the
    /// targets' own entropy (Kullback and Leibler, 1951).
    case kl

    /// The loss that belongs to the outputs of a network: cross-entropy for sigmoid and softmax, quadratic for all others.
    public static func matching(_ network: Network) -> Loss {
        switch network.outputActivation {
        case .sigmoid, .softmax: .crossEntropy
        default: .quadratic
        }
    }

    /// What it is called in sentences.
    public var name: String {
        switch self {
        case .quadratic: "quadratic loss"
        case .crossEntropy: "cross-entropy"
        case .logLikelihood: "log-likelihood"
        case .absolute: "absolute loss"
        case .huber: "Huber loss"
        case .kl: "KL divergence"
        }
    }

    /// Whether it compares probabilities, from the logits, rather than any outputs and targets.
    var isOfProbabilities: Bool {
        switch self {
        case .crossEntropy, .logLikelihood, .kl: true
        case .quadratic, .absolute, .huber: false
        }
    }

    /// Throws a value error if it cannot judge such outputs.
    func check(outputsOf network: Network) throws(EngineError) {
        let outputs = network.outputActivation
        switch self {
        case .quadratic, .absolute: break
        case .huber(let delta):
            guard delta > 0 && delta.isFinite else {
                throw .value("the δ of the Huber loss is \(shortText(delta)); it must be a number above 0")
            }
        case .crossEntropy, .logLikelihood:
            guard outputs == .sigmoid || outputs == .softmax else {
                throw .value(
                    "\(name) needs sigmoid or softmax outputs, which are probabilities; the outputs of "
                        + "\(network.summary) are \(outputs)")
            }
        case .kl:
            guard outputs == .softmax else {
                throw .value(
                    "the KL divergence needs softmax outputs, which are a distribution; the outputs of "
                        + "\(network.summary) are \(outputs)")
            }
        }
    }

    /// Throws a value error if targets are not what it compares with.
    func check(targets: Matrix) throws(EngineError) {
        guard isOfProbabilities else { return }
        if let index = targets.elements.firstIndex(where: { !(0...1).contains($0) }) {
            throw .value(
                "\(name) needs targets from 0 to 1; sample \(index / targets.columns + 1) has "
                    + shortText(targets.elements[index]) + "; classes 0, 1, 2, … go with softmax outputs, one for each")
        }
        guard self == .kl else { return }
        for row in 0..<targets.rows {
            let sum = targets.row(row).reduce(0, +)
            guard abs(sum - 1) <= Information.tolerance else {
                throw .value(
                    "the KL divergence needs targets that are a distribution; those of sample \(row + 1) sum to "
                        + "\(shortText(sum)), not 1")
            }
        }
    }
}
