public import FoundationEssentials

/// The content of a `status` message.
public struct KernelStatus: Sendable, Hashable, MessageContent {
    /// What the kernel is doing.
    public enum State: String, Sendable, Hashable, Encodable {
        case starting
        case busy
        case idle
    }

    /// What the kernel is doing.
    public var state: State

    private enum CodingKeys: String, CodingKey { case state = "execution_state" }

    /// Creates the content.
    public init(_ state: State) { self.state = state }

    /// The content as JSON.
    public func encoded() -> Data {
        var object = JSONObject()
        object.add("execution_state", state.rawValue)
        return object.text
    }
}

/// The content of an `iopub_welcome`, the first message to a new subscriber.
public struct Welcome: Sendable, Hashable, MessageContent {
    /// The topic subscribed to; empty for all.
    public var subscription: String

    /// Creates the content.
    public init(subscription: String) { self.subscription = subscription }
}

/// The content of an `execute_input`, which tells every client what is being run.
public struct ExecuteInput: Sendable, Hashable, MessageContent {
    /// The code.
    public var code: String
    /// The execution counter.
    public var executionCount: Int

    private enum CodingKeys: String, CodingKey {
        case code
        case executionCount = "execution_count"
    }

    /// Creates the content.
    public init(code: String, executionCount: Int) {
        self.code = code
        self.executionCount = executionCount
    }

    /// The content as JSON, with sorted keys.
    public func encoded() -> Data {
        var object = JSONObject()
        object.add("code", code)
        object.add("execution_count", executionCount)
        return object.text
    }
}

/// The content of a `stream` message.
public struct StreamText: Sendable, Hashable, MessageContent {
    /// `stdout` or `stderr`.
    public var name: String
    /// What was written.
    public var text: String

    /// Creates the content.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The content as JSON, with sorted keys.
    public func encoded() -> Data {
        var object = JSONObject()
        object.add("name", name)
        object.add("text", text)
        return object.text
    }
}

/// The content of `display_data`, `update_display_data` and `execute_result`.
public struct DisplayData: Sendable, Hashable, MessageContent {
    /// What is not saved with the notebook.
    public struct Transient: Sendable, Hashable, Encodable {
        /// By what the display can be updated.
        public var identifier: String

        private enum CodingKeys: String, CodingKey { case identifier = "display_id" }
    }

    /// The representations, by MIME type.
    public var data: [String: String]
    /// About the data; nothing.
    public var metadata = NoMembers()
    /// Left out, never null, where there is no identifier: clients stumble over null.
    public var transient: Transient?
    /// The execution counter, in an `execute_result`.
    public var executionCount: Int?

    private enum CodingKeys: String, CodingKey {
        case data
        case metadata
        case transient
        case executionCount = "execution_count"
    }

    /// Creates the content.
    public init(data: [String: String], identifier: String? = nil, executionCount: Int? = nil) {
        self.data = data
        transient = identifier.map(Transient.init)
        self.executionCount = executionCount
    }

    /// The content as JSON, with sorted keys.
    public func encoded() -> Data {
        var representations = JSONObject()
        for (type, text) in data.sorted(by: { $0.key < $1.key }) { representations.add(type, text) }
        var object = JSONObject()
        object.add("data", text: representations.text)
        object.add("execution_count", executionCount)
        object.add("metadata", text: JSONText.emptyObject)
        if let transient {
            var members = JSONObject()
            members.add("display_id", transient.identifier)
            object.add("transient", text: members.text)
        }
        return object.text
    }
}

/// The content of an `error` message.
public struct ErrorOutput: Sendable, Hashable, MessageContent {
    /// The error's kind.
    public var name: String
    /// The error's message.
    public var value: String
    /// The lines to be shown.
    public var traceback: [String]

    private enum CodingKeys: String, CodingKey {
        case name = "ename"
        case value = "evalue"
        case traceback
    }

    /// Creates the content.
    public init(name: String, value: String, traceback: [String]) {
        self.name = name
        self.value = value
        self.traceback = traceback
    }
}

/// The content of a `clear_output` message.
public struct ClearOutput: Sendable, Hashable, MessageContent {
    /// Whether to clear only when new output comes.
    public var wait: Bool

    /// Creates the content.
    public init(wait: Bool) { self.wait = wait }
}
