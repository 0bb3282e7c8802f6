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
/// about who does not know the key. So a kernel takes 1.5 MB for them and not 13.
struct DigestHistory: Sendable {
    static let capacity = 1 << 16

    private var marks = Set<UInt64>(minimumCapacity: capacity + 1)
    /// The marks in the order they came; once full, the oldest is at `oldest`.
    private var order: [UInt64] = []
    private var oldest = 0

    init() { order.reserveCapacity(Self.capacity) }

    /// Remembers a digest in place of the oldest; false if it was there already.
    mutating func insert(_ digest: Digest) -> Bool {
        let mark = digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard marks.insert(mark).inserted else { return false }
        if order.count < Self.capacity {
            order.append(mark)
        } else {
            marks.remove(order[oldest])
            order[oldest] = mark
            oldest = (oldest + 1) % Self.capacity
        }
        return true
    }
}
