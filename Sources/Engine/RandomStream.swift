import Glibc

/// A reproducible stream of random numbers: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// Streams are values. Whoever needs randomness starts a stream of their own from a seed, so that no draw depends on what
/// was drawn elsewhere before.
public struct RandomStream: Sendable, Hashable {
    /// What a derived stream is for.
    public enum Role: UInt64, Sendable {
        /// The order of the training samples; the counter is the epoch.
        case shuffle = 1
        /// Which units are dropped.
        case dropout = 2
        /// Repeated trials of one experiment.
        case trial = 3
        /// Which samples are the test part.
        case split = 4
    }

    private(set) var state: UInt64

    /// Starts a stream at a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// Starts a stream behind the first `count` outputs of the one of a seed.
    init(seed: UInt64, skipping count: UInt64) {
        state = seed &+ count &* RandomStream.increment
    }

    /// What the state grows by from one output to the next.
    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Starts the stream of one role and counter, as `mixSeed` derives it.
    public init(seed: UInt64, role: Role, counter: UInt64) {
        state = mixSeed(seed, role: role, counter: counter)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= RandomStream.increment
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// The next number in [0, 1): the upper 53 bits of the next output times 2⁻⁵³.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// The next standard normal number: the cosine branch of Box and Muller, two uniform draws each.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// The next whole number in 0..<count: ⌊count · u⌋ of one uniform draw.
    ///
    /// - Precondition: `count` is positive and at most 2⁵³.
    public mutating func below(_ count: Int) -> Int {
        precondition(0 < count && count <= 1 << 53, "a range to draw from needs 1 to 2⁵³ values")
        return min(Int(Double(count) * uniform()), count - 1)
    }

    /// Puts the elements into random order (Fisher and Yates, from the last element down).
    ///
    /// - Returns: Whether all were, before it was cancelled.
    @discardableResult
    mutating func shuffle(
        _ elements: UnsafeMutableBufferPointer<Int32>, _ isCancelled: () -> Bool = { false }
    ) -> Bool {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            if last % Interruption.block == 0 && isCancelled() { return false }
            elements.swapAt(last, below(last + 1))
        }
        return true
    }
}

/// The seed of an independent stream for a role and a counter.
///
/// Each part passes through the output function of SplitMix64 before the next is added, so that neighbouring seeds, roles
/// and counters have nothing in common.
public func mixSeed(_ seed: UInt64, role: RandomStream.Role, counter: UInt64) -> UInt64 {
    var stream = RandomStream(seed: seed)
    stream = RandomStream(seed: stream.next() &+ role.rawValue)
    stream = RandomStream(seed: stream.next() &+ counter)
    return stream.next()
}
