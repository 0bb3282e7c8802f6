/// The content of an `input_request`, the question that a kernel asks a client.
public struct InputRequest: Sendable, Hashable, MessageContent {
    /// The text to show where the answer is typed.
    public var prompt: String
    /// Whether the answer is not to be shown.
    public var isPassword: Bool

    private enum CodingKeys: String, CodingKey {
        case prompt
        case isPassword = "password"
    }

    /// Creates the content.
    public init(prompt: String, isPassword: Bool) {
        self.prompt = prompt
        self.isPassword = isPassword
    }
}

/// The content of an `input_reply`, a client's answer.
public struct InputReply: Sendable, Hashable, Decodable {
    /// What clients send where there is no more input, as a terminal does on Ctrl-D.
    public static let endOfInput = "\u{4}"

    /// The answer.
    public var value: String
}

extension Message {
    /// The identifier of the message that this one follows from; nil where it names none.
    public var parentIdentifier: String? {
        struct Parent: Decodable {
            let identifier: String?
            enum CodingKeys: String, CodingKey { case identifier = "msg_id" }
        }
        return try? JSONText.decode(Parent.self, from: parentHeader, subject: "the parent header").identifier
    }
}
