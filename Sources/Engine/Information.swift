import Glibc

/// Information theory on distributions: the elements of a matrix, whatever its shape, are the probabilities of outcomes.
///
/// Outcomes without probability count nothing: 0 log 0 is 0. Everything throws a value error for a probability below 0 or a sum
/// other than 1, and a shape error for no probabilities at all or two distributions of different shapes.
public enum Information {
    /// What information is measured in.
    public enum Unit: Sendable, Hashable {
        /// Logarithms to the base 2, which count answers of yes or no.
        case bits
        /// Natural logarithms, those of the losses.
        case nats
    }

    /// How far from 1 the probabilities of a distribution may sum to.
    public static let tolerance = 1e-6

    /// The entropy H(P) = -Σ p log p: how many bits the outcomes of P take to tell at least, on average (Shannon, 1948).
    public static func entropy(_ p: Matrix, in unit: Unit = .bits) throws(EngineError) -> Double {
        try check(p)
        return try crossEntropy(p.elements, p.elements, in: unit)
    }

    /// The cross-entropy H(P, Q) = -Σ p log q = H(P) + KL(P ‖ Q): how many bits the outcomes of P take with a code made for
    /// Q, on average; infinite if one of them has no probability in Q.
    public static func crossEntropy(_ p: Matrix, _ q: Matrix, in unit: Unit = .bits) throws(EngineError) -> Double {
        try check(p, q)
        return try crossEntropy(p.elements, q.elements, in: unit)
    }

    /// The divergence KL(P ‖ Q) = Σ p log(p/q) of Q from P: 0 if they are equal, otherwise above 0; infinite if an outcome
    /// of P has no probability in Q (Kullback and Leibler, 1951).
    public static func divergence(_ p: Matrix, _ q: Matrix, in unit: Unit = .bits) throws(EngineError) -> Double {
        try check(p, q)
        var sum = 0.0
        var pulse = Interruption.Pulse()
        for (p, q) in zip(p.elements, q.elements) {
            try pulse.count()
            if p > 0 { sum += p * (logarithm(p, unit) - logarithm(q, unit)) }
        }
        // Sums that are only almost 1 must not take it below 0.
        return max(0, sum)
    }

    /// The earth mover's distance of two distributions over places on a line, one apart from the next: the least sum of
    /// probability times way that turns one into the other, Σ |P₁ + … + Pᵢ - Q₁ - … - Qᵢ|.
    public static func earthMoversDistance(_ p: Matrix, _ q: Matrix) throws(EngineError) -> Double {
        try check(p, q)
        var sum = 0.0
        var carried = 0.0
        var pulse = Interruption.Pulse()
        for (p, q) in zip(p.elements, q.elements) {
            try pulse.count()
            carried += p - q
            sum += abs(carried)
        }
        return sum
    }

    /// The cross-entropy of what is known to be distributions of the same length.
    static func crossEntropy(_ p: [Double], _ q: [Double], in unit: Unit) throws(EngineError) -> Double {
        var sum = 0.0
        var pulse = Interruption.Pulse()
        for (p, q) in zip(p, q) {
            try pulse.count()
            if p > 0 { sum -= p * logarithm(q, unit) }
        }
        return sum
    }

    private static func logarithm(_ x: Double, _ unit: Unit) -> Double {
        unit == .bits ? log2(x) : log(x)
    }

    private static func check(_ p: Matrix, _ q: Matrix) throws(EngineError) {
        guard p.rows == q.rows && p.columns == q.columns else {
            throw .shape(
                "the distributions are \(p.shape) and \(q.shape); they need a probability each for the same outcomes")
        }
        try check(p)
        try check(q)
    }

    private static func check(_ p: Matrix) throws(EngineError) {
        guard !p.isEmpty else { throw .shape("a distribution needs at least one probability") }
        if let index = try p.firstIndex(where: { !($0 >= 0) }) {
            throw .value(
                "probability \(index + 1) of a distribution is \(shortText(p.elements[index])); none may be below 0")
        }
        let sum = try p.elements[...].folded(0, +)
        guard abs(sum - 1) <= tolerance else {
            throw .value("the probabilities of a distribution sum to \(shortText(sum)), not 1")
        }
    }
}
