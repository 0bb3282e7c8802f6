import FoundationEssentials

/// What every message says about itself.
public struct Header: Sendable, Hashable, Codable {
    /// The protocol version this kernel implements.
    ///
    /// 5.5 asks for an XPUB socket with its welcome message, kernel information on the control channel and the list of
    /// supported features. A debugger is a feature of 5.5 that a kernel may leave out of that list. 5.6 asks for the
    /// handshake of a kernel that chooses its ports itself.
    public static let protocolVersion = "5.6"

    /// The message's own identifier, unique per message.
    public var identifier: String
    /// The sender's session: the kernel's own in what a kernel sends, never the client's.
    public var session: String
    /// Who sent it.
    public var username: String
    /// When it was made, in ISO 8601 with a time zone.
    public var date: String
    /// The message's type, such as `execute_request`.
    public var messageType: String
    /// The protocol version of the sender.
    public var version: String
    /// The subshell that a request is for; nil for the main shell, and in what a kernel sends.
    public var subshellIdentifier: String?

    private enum CodingKeys: String, CodingKey {
        case identifier = "msg_id"
        case session
        case username
        case date
        case messageType = "msg_type"
        case version
        case subshellIdentifier = "subshell_id"
    }

    /// Creates a header dated now.
    public init(identifier: String, session: String, username: String, messageType: String) {
        self.identifier = identifier
        self.session = session
        self.username = username
        self.date = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        self.messageType = messageType
        self.version = Self.protocolVersion
    }

    /// Reads a header; only the type and the identifier are needed, since older clients leave out others.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        identifier = try container.decode(String.self, forKey: .identifier)
        messageType = try container.decode(String.self, forKey: .messageType)
        session = try container.decodeIfPresent(String.self, forKey: .session) ?? ""
        username = try container.decodeIfPresent(String.self, forKey: .username) ?? ""
        date = try container.decodeIfPresent(String.self, forKey: .date) ?? ""
        version = try container.decodeIfPresent(String.self, forKey: .version) ?? ""
        subshellIdentifier = try container.decodeIfPresent(String.self, forKey: .subshellIdentifier)
    }

    /// The header as JSON, with sorted keys.
    var text: Data {
        var object = JSONObject()
        object.add("date", date)
        object.add("msg_id", identifier)
        object.add("msg_type", messageType)
        object.add("session", session)
        object.add("subshell_id", subshellIdentifier)
        object.add("username", username)
        object.add("version", version)
        return object.text
    }
}
