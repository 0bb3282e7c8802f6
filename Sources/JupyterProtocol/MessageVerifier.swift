public import FoundationEssentials

/// Lets signed messages pass, each of them once.
///
/// Nothing is parsed here: what is not signed with the kernel's key never reaches a parser.
public struct MessageVerifier: Sendable {
    private let signer: MessageSigner
    private var seen = DigestHistory()

    /// Creates a verifier for messages signed with the signer's key; it lets all pass if messages are not signed.
    public init(_ signer: MessageSigner) { self.signer = signer }

    /// Checks the frames of a message and remembers its signature.
    ///
    /// - Throws: if frames are missing, the signature is wrong, or the message was seen before.
    public mutating func verify(_ frames: [Data]) throws(ProtocolError) {
        let envelope = try Envelope(frames)
        guard signer.isEnabled else { return }
        let digest = signer.digest(of: envelope.parts)
        guard digest.matches(envelope.signature) else {
            throw ProtocolError(
                .wrongSignature,
                envelope.signature.isEmpty ? "the message is not signed" : "the message's signature is wrong")
        }
        guard seen.insert(digest) else {
            throw ProtocolError(.duplicateSignature, "the message was received before")
        }
    }
}

/// The last digests seen, 2^16 of them.
///
/// Eight bytes are kept of each: that a new one has those of another happens once in 2^48 messages, and nobody can bring it
/// about who does not know the key. All memory, 1.5 MB, is taken at once, so that a kernel's does not grow with its messages.
struct DigestHistory: Sendable {
    static let capacity = 1 << 16
    /// Where a mark is sought from: its last bits, which are as good as random.
    private static let mask = 2 * capacity - 1

    /// A table of the marks, 0 where there is none; a mark stands behind where it is sought from, with no gap between.
    private var slots = [UInt64](repeating: 0, count: mask + 1)
    /// The marks in the order they came, 0 where there is none yet.
    private var order = [UInt64](repeating: 0, count: capacity)
    /// Where in `order` the next one goes.
    private var next = 0

    /// Remembers a digest in place of the oldest; false if it was there already.
    mutating func insert(_ digest: Digest) -> Bool {
        let mark = max(1, digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        guard slots[slot(of: mark)] == 0 else { return false }
        remove(order[next])
        slots[slot(of: mark)] = mark
        order[next] = mark
        next = (next + 1) % Self.capacity
        return true
    }

    private static func start(_ mark: UInt64) -> Int { Int(truncatingIfNeeded: mark) & mask }

    /// Where a mark is, or would be.
    private func slot(of mark: UInt64) -> Int {
        var slot = Self.start(mark)
        while slots[slot] != 0, slots[slot] != mark { slot = (slot + 1) & Self.mask }
        return slot
    }

    /// Forgets a mark, and moves up what would else be behind a gap.
    private mutating func remove(_ mark: UInt64) {
        guard mark != 0 else { return }
        var gap = slot(of: mark)
        var slot = gap
        while slots[slot] != 0 {
            slot = (slot + 1) & Self.mask
            let distance = (slot - Self.start(slots[slot])) & Self.mask
            if slots[slot] != 0, distance >= (slot - gap) & Self.mask {
                slots[gap] = slots[slot]
                gap = slot
            }
        }
        slots[gap] = 0
    }
}
