public import FoundationEssentials

/// A message between a client and a kernel.
///
/// The header is decoded; the rest stays the JSON text it is on the wire, so that a parent header is echoed exactly as
/// it came and content is decoded only by who knows its type.
public struct Message: Sendable, Hashable {
    /// Separates the routing frames from the message.
    public static let delimiter = Data("<IDS|MSG>".utf8)

    /// The routing frames in front of the delimiter: a client's identity, or the topic on IOPub.
    public var identities: [Data]
    /// What the message says about itself.
    public let header: Header
    /// The header's JSON text, exactly as received; what follows from this message has it as its parent header.
    public let headerText: Data
    /// The JSON text of the header of the message this one follows from, or `{}`.
    public var parentHeader: Data
    /// The metadata's JSON text.
    public var metadata: Data
    /// The content's JSON text.
    public var content: Data
    /// Binary data after the message.
    public var buffers: [Data]

    /// Creates a message to be sent.
    ///
    /// - Parameters:
    ///   - parentHeader: the JSON text of the header it follows from, or nil if it follows from none.
    /// - Throws: if the content cannot be written as JSON.
    public init(
        header: Header, content: some MessageContent, parentHeader: Data? = nil, identities: [Data] = []
    ) throws(ProtocolError) {
        self.identities = identities
        self.header = header
        self.headerText = header.text
        self.parentHeader = parentHeader ?? JSONText.emptyObject
        self.metadata = JSONText.emptyObject
        self.content = try content.encoded()
        self.buffers = []
    }

    /// Reads a message from its frames, whose signature has been verified before.
    ///
    /// - Throws: if frames are missing, one is not a JSON object, or the header lacks what it needs.
    public init(frames: [Data]) throws(ProtocolError) {
        let envelope = try Envelope(frames)
        let names = ["header", "parent header", "metadata", "content"]
        for (name, part) in zip(names, envelope.parts) where !JSONText.isObject(part) {
            throw ProtocolError(.invalidJSON, "the \(name) is not a JSON object")
        }
        identities = envelope.identities
        headerText = envelope.parts[0]
        header = try JSONText.decode(Header.self, from: headerText, subject: "the header")
        parentHeader = envelope.parts[1]
        metadata = envelope.parts[2]
        content = envelope.parts[3]
        buffers = envelope.buffers
    }

    /// The frames to be sent, signed.
    public func frames(signedWith signer: MessageSigner) -> [Data] {
        let parts = [headerText, parentHeader, metadata, content]
        return identities + [Self.delimiter, signer.signature(of: parts)] + parts + buffers
    }

    /// Whether a message may be of a type, told from its frames before it is read.
    public static func mayBe(_ type: String, in frames: [Data]) -> Bool {
        (try? Envelope(frames).parts[0]).map { has(type, in: $0) } ?? false
    }

    /// Whether a header may have a text in it: where it has neither the text nor an escape, which could spell it, it need not
    /// be read.
    static func has(_ text: String, in header: Data) -> Bool {
        let key = text.utf8
        return header.withUnsafeBytes { header in
            header.contains(UInt8(ascii: "\\"))
                || header.indices.contains { header[$0] == key.first && header[$0...].starts(with: key) }
        }
    }

    /// The content, decoded.
    ///
    /// - Throws: an error that names the message and the key, such as "execute_request lacks `code`".
    public func decodeContent<Content: Decodable>(as type: Content.Type = Content.self) throws(ProtocolError) -> Content
    {
        try JSONText.decode(type, from: content, subject: header.messageType)
    }
}

/// The frames of a message, told apart but neither verified nor read.
struct Envelope {
    let identities: [Data]
    let signature: Data
    /// Header, parent header, metadata and content: always four.
    let parts: [Data]
    let buffers: [Data]

    init(_ frames: [Data]) throws(ProtocolError) {
        guard let delimiter = frames.firstIndex(of: Message.delimiter) else {
            throw ProtocolError(.malformedFrames, "the message has no <IDS|MSG> delimiter")
        }
        let rest = frames[(delimiter + 1)...]
        guard rest.count >= 5 else {
            throw ProtocolError(
                .malformedFrames, "the message has \(rest.count) frames after its delimiter, not at least 5")
        }
        identities = Array(frames[..<delimiter])
        signature = rest[rest.startIndex]
        parts = Array(rest.dropFirst().prefix(4))
        buffers = Array(rest.dropFirst(5))
    }
}
