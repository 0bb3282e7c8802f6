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
struct DigestHistory: Sendable {
    static let capacity = 1 << 16

    private var digests: Set<Digest> = []
    /// The digests in the order they came; once full, the oldest is at `oldest`.
    private var order: [Digest] = []
    private var oldest = 0

    /// Remembers a digest in place of the oldest; false if it was there already.
    mutating func insert(_ digest: Digest) -> Bool {
        guard digests.insert(digest).inserted else { return false }
        if order.count < Self.capacity {
            order.append(digest)
        } else {
            digests.remove(order[oldest])
            order[oldest] = digest
            oldest = (oldest + 1) % Self.capacity
        }
        return true
    }
}
