public import FoundationEssentials

/// How a request ended.
public enum ReplyStatus: String, Sendable, Hashable, Codable {
    case ok
    case error
    case aborted
}

/// The content of any reply that says no more than how the request ended.
public struct StatusReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status: ReplyStatus
    /// The execution counter, in an `execute_reply`.
    public var executionCount: Int?

    private enum CodingKeys: String, CodingKey {
        case status
        case executionCount = "execution_count"
    }

    /// Creates the content.
    public init(_ status: ReplyStatus, executionCount: Int? = nil) {
        self.status = status
        self.executionCount = executionCount
    }
}

/// The content of any reply to a request that failed, and the result of a user expression that failed.
public struct ErrorReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status = ReplyStatus.error
    /// The error's kind.
    public var name: String
    /// The error's message.
    public var value: String
    /// The lines to be shown.
    public var traceback: [String]
    /// The execution counter, in an `execute_reply`.
    public var executionCount: Int?

    private enum CodingKeys: String, CodingKey {
        case status
        case name = "ename"
        case value = "evalue"
        case traceback
        case executionCount = "execution_count"
    }

    /// Creates the content.
    public init(name: String, value: String, traceback: [String], executionCount: Int? = nil) {
        self.name = name
        self.value = value
        self.traceback = traceback
        self.executionCount = executionCount
    }
}

/// The content of an `execute_reply` to code that ran to its end.
public struct ExecuteReply: Sendable, Hashable, MessageContent {
    /// A request to the client to show something beside the notebook.
    public struct Page: Sendable, Hashable, Encodable {
        /// What the client is asked for.
        public var source = "page"
        /// What to show, by MIME type.
        public var data: [String: String]
        /// The line to begin at.
        public var start = 0

        /// Creates the content.
        public init(data: [String: String]) { self.data = data }
    }

    /// The value of a user expression, or how it failed.
    public enum Expression: Sendable, Hashable, Encodable {
        case value([String: String])
        case failure(ErrorReply)

        private enum CodingKeys: String, CodingKey {
            case status
            case data
            case metadata
        }

        /// Writes the value as display data, the failure as an error reply.
        public func encode(to encoder: any Encoder) throws {
            switch self {
            case .failure(let failure):
                try failure.encode(to: encoder)
            case .value(let data):
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(ReplyStatus.ok, forKey: .status)
                try container.encode(data, forKey: .data)
                try container.encode(NoMembers(), forKey: .metadata)
            }
        }
    }

    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The execution counter.
    public var executionCount: Int
    /// What the client is to show beside the notebook.
    public var payload: [Page]
    /// The results of the user expressions, by name.
    public var userExpressions: [String: Expression]

    private enum CodingKeys: String, CodingKey {
        case status
        case executionCount = "execution_count"
        case payload
        case userExpressions = "user_expressions"
    }

    /// Creates the content.
    public init(executionCount: Int, payload: [Page], userExpressions: [String: Expression]) {
        self.executionCount = executionCount
        self.payload = payload
        self.userExpressions = userExpressions
    }

    /// The content as JSON, with sorted keys.
    public func encoded() throws(ProtocolError) -> Data {
        var object = JSONObject()
        object.add("execution_count", executionCount)
        object.add("payload", text: payload.isEmpty ? Data("[]".utf8) : try JSONText.encode(payload))
        object.add("status", status.rawValue)
        object.add(
            "user_expressions",
            text: userExpressions.isEmpty ? JSONText.emptyObject : try JSONText.encode(userExpressions))
        return object.text
    }
}

/// The content of a `complete_reply`.
public struct CompleteReply: Sendable, Hashable, MessageContent {
    /// One completion, with what clients show beside it.
    public struct Match: Sendable, Hashable, Encodable {
        /// What replaces the range.
        public var text: String
        /// What it is, such as `function`.
        public var type: String
        /// How it is called, if it is.
        public var signature: String?
        /// Where the replaced range starts.
        public var start: Int
        /// Where the replaced range ends.
        public var end: Int

        /// Creates the content.
        public init(text: String, type: String, signature: String?, start: Int, end: Int) {
            self.text = text
            self.type = type
            self.signature = signature
            self.start = start
            self.end = end
        }
    }

    /// What the protocol does not know yet.
    public struct Metadata: Sendable, Hashable, Encodable {
        /// The matches with their types.
        public var types: [Match]

        private enum CodingKeys: String, CodingKey { case types = "_jupyter_types_experimental" }
    }

    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The completions.
    public var matches: [String]
    /// Where the range they replace starts, in Unicode scalars.
    public var start: Int
    /// Where the range they replace ends, in Unicode scalars.
    public var end: Int
    /// The matches with their types.
    public var metadata: Metadata

    private enum CodingKeys: String, CodingKey {
        case status
        case matches
        case start = "cursor_start"
        case end = "cursor_end"
        case metadata
    }

    /// Creates the content.
    public init(matches: [Match], start: Int, end: Int) {
        self.matches = matches.map(\.text)
        self.start = start
        self.end = end
        self.metadata = Metadata(types: matches)
    }
}

/// The content of an `inspect_reply`.
public struct InspectReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status = ReplyStatus.ok
    /// Whether there is something to tell.
    public var found: Bool
    /// What there is to tell, by MIME type.
    public var data: [String: String]
    /// About the data; nothing.
    public var metadata = NoMembers()

    /// Creates the content; nil if there is nothing to tell.
    public init(data: [String: String]?) {
        found = data != nil
        self.data = data ?? [:]
    }
}

/// The content of an `is_complete_reply`.
public struct IsCompleteReply: Sendable, Hashable, MessageContent {
    /// `complete`, `incomplete`, `invalid` or `unknown`.
    public var status: String
    /// The indentation of the next line, where the code is incomplete.
    public var indent: String?

    /// Creates the content.
    public init(status: String, indent: String? = nil) {
        self.status = status
        self.indent = indent
    }
}

/// The content of a `history_reply`.
public struct HistoryReply: Sendable, Hashable, MessageContent {
    /// A cell: `[session, line, input]` or `[session, line, [input, output]]`.
    public struct Entry: Sendable, Hashable, Encodable {
        /// The session it was run in.
        public var session: Int
        /// Its execution counter.
        public var line: Int
        /// Its code.
        public var input: String
        /// The text of its result, if outputs were asked for; nil inside if it had none.
        public var output: String??

        /// Creates the content.
        public init(session: Int, line: Int, input: String, output: String??) {
            self.session = session
            self.line = line
            self.input = input
            self.output = output
        }

        /// Writes the entry as an array.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode(session)
            try container.encode(line)
            if let output {
                try container.encode([input, output])
            } else {
                try container.encode(input)
            }
        }
    }

    /// How the request ended.
    public var status = ReplyStatus.ok
    /// The cells, the oldest first.
    public var history: [Entry]

    /// Creates the content.
    public init(history: [Entry]) { self.history = history }
}

/// The content of a `shutdown_reply`.
public struct ShutdownReply: Sendable, Hashable, MessageContent {
    /// How the request ended.
    public var status = ReplyStatus.ok
    /// Whether the kernel is to be started again, as the client said.
    public var restart: Bool

    /// Creates the content.
    public init(restart: Bool) { self.restart = restart }
}

/// An object without members.
public struct NoMembers: Sendable, Hashable, MessageContent {
    /// Creates the content.
    public init() {}
}
