public import FoundationEssentials

/// The content of a `create_subshell_reply`.
public struct CreateSubshellReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The new subshell.
    public var identifier: String

    private enum CodingKeys: String, CodingKey {
        case status
        case identifier = "subshell_id"
    }

    /// Creates the content.
    public init(identifier: String) { self.identifier = identifier }
}

/// The content of a `delete_subshell_request`.
public struct DeleteSubshellRequest: Sendable, Hashable, Decodable {
    /// The subshell to be deleted.
    public var identifier: String

    private enum CodingKeys: String, CodingKey { case identifier = "subshell_id" }
}

/// The content of a `list_subshell_reply`.
public struct ListSubshellReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The subshells, without the main shell.
    public var identifiers: [String]

    private enum CodingKeys: String, CodingKey {
        case status
        case identifiers = "subshell_id"
    }

    /// Creates the content.
    public init(identifiers: [String]) { self.identifiers = identifiers }
}

extension Message {
    /// The subshell that a message is for, told from its frames before it is read; nil for the main shell, and for what is
    /// no message.
    public static func subshellIdentifier(in frames: [Data]) -> String? {
        guard let header = try? Envelope(frames).parts[0], has("subshell_id", in: header) else { return nil }
        return try? JSONText.decode(Header.self, from: header, subject: "the header").subshellIdentifier
    }
}
