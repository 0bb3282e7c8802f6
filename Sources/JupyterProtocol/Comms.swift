/// The content of a `comm_open`.
public struct CommOpen: Sendable, Hashable, Decodable {
    /// The comm's identifier.
    public var identifier: String
    /// What the comm is to talk to.
    public var target: String
    /// What is said on opening; an object.
    public var data: JSONValue

    private enum CodingKeys: String, CodingKey {
        case identifier = "comm_id"
        case target = "target_name"
        case data
    }

    /// Reads the content; nothing may be said.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        identifier = try container.decode(String.self, forKey: .identifier)
        target = try container.decode(String.self, forKey: .target)
        data = try container.decodeIfPresent(JSONValue.self, forKey: .data) ?? .emptyObject
    }
}

/// The content of a `comm_msg` or a `comm_close`, in either direction.
public struct CommContent: Sendable, Hashable, Codable, MessageContent {
    /// The comm's identifier.
    public var identifier: String
    /// What is said; an object.
    public var data: JSONValue

    private enum CodingKeys: String, CodingKey {
        case identifier = "comm_id"
        case data
    }

    /// Creates the content.
    public init(identifier: String, data: JSONValue = .emptyObject) {
        self.identifier = identifier
        self.data = data
    }

    /// Reads the content; nothing may be said.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        identifier = try container.decode(String.self, forKey: .identifier)
        data = try container.decodeIfPresent(JSONValue.self, forKey: .data) ?? .emptyObject
    }
}

/// The content of a `comm_info_request`.
public struct CommInfoRequest: Sendable, Hashable, Decodable {
    /// Whose comms are wanted; all, if the client does not say.
    public var target: String?

    private enum CodingKeys: String, CodingKey { case target = "target_name" }
}

/// The content of a `comm_info_reply`.
public struct CommInfoReply: Sendable, Hashable, MessageContent {
    /// An open comm.
    public struct Comm: Sendable, Hashable, Encodable {
        /// What it talks to.
        public var target: String

        private enum CodingKeys: String, CodingKey { case target = "target_name" }
    }

    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The open comms, by their identifiers.
    public var comms: [String: Comm]

    /// Creates the content from the targets of the open comms, by the comms' identifiers.
    public init(targets: [String: String]) { comms = targets.mapValues(Comm.init) }
}
