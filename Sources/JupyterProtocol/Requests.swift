/// The content of an `execute_request`.
public struct ExecuteRequest: Sendable, Hashable, Decodable {
    /// The code to run.
    public var code: String
    /// Whether to run without broadcasting anything; also keeps the code out of the history.
    public var silent: Bool
    /// Whether the code enters the history and raises the execution counter; never if silent.
    public var storesHistory: Bool
    /// Expressions to evaluate after the code, by name.
    public var userExpressions: [String: String]
    /// Whether a failure aborts the requests that are already queued.
    public var stopsOnError: Bool
    /// Whether the client answers questions that the code asks; who does not say so is not asked.
    public var allowsInput: Bool

    private enum CodingKeys: String, CodingKey {
        case code
        case silent
        case storesHistory = "store_history"
        case userExpressions = "user_expressions"
        case stopsOnError = "stop_on_error"
        case allowsInput = "allow_stdin"
    }

    /// Reads the content, with the protocol's defaults for all but the code.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(String.self, forKey: .code)
        silent = try container.decodeIfPresent(Bool.self, forKey: .silent) ?? false
        let asksForHistory = try container.decodeIfPresent(Bool.self, forKey: .storesHistory) ?? true
        storesHistory = asksForHistory && !silent
        userExpressions = try container.decodeIfPresent([String: String].self, forKey: .userExpressions) ?? [:]
        stopsOnError = try container.decodeIfPresent(Bool.self, forKey: .stopsOnError) ?? true
        allowsInput = try container.decodeIfPresent(Bool.self, forKey: .allowsInput) ?? false
    }
}

/// The content of a `complete_request`.
public struct CompleteRequest: Sendable, Hashable, Decodable {
    /// The code around the cursor.
    public var code: String
    /// The cursor, in Unicode scalars from the start of the code; its end if the client does not say.
    public var cursorPosition: Int?

    private enum CodingKeys: String, CodingKey {
        case code
        case cursorPosition = "cursor_pos"
    }
}

/// The content of an `inspect_request`.
public struct InspectRequest: Sendable, Hashable, Decodable {
    /// The code around the cursor.
    public var code: String
    /// The cursor, in Unicode scalars from the start of the code; its end if the client does not say.
    public var cursorPosition: Int?
    /// How much to tell, 0 or 1; 0 if the client does not say.
    public var detailLevel: Int?

    private enum CodingKeys: String, CodingKey {
        case code
        case cursorPosition = "cursor_pos"
        case detailLevel = "detail_level"
    }
}

/// The content of an `is_complete_request`.
public struct IsCompleteRequest: Sendable, Hashable, Decodable {
    /// The code typed so far.
    public var code: String
}

/// The content of a `history_request`.
public struct HistoryRequest: Sendable, Hashable, Decodable {
    /// The ways to ask for history.
    public enum Access: String, Sendable, Hashable, Decodable, CaseIterable {
        /// The last cells.
        case tail
        /// The cells of a session between two lines.
        case range
        /// The cells that match a pattern.
        case search
    }

    /// How the cells are chosen.
    public var access: Access
    /// Whether the outputs are wanted with the inputs.
    public var includesOutput: Bool
    /// The session of a range: 0 or nil is this one, a negative number counts back from it.
    public var session: Int?
    /// The first line of a range.
    public var start: Int?
    /// The line after the last of a range.
    public var stop: Int?
    /// How many cells are wanted, the newest if there are more.
    public var count: Int?
    /// The glob pattern of a search, with `*` and `?`.
    public var pattern: String?
    /// Whether each input is wanted once.
    public var isUnique: Bool

    private enum CodingKeys: String, CodingKey {
        case access = "hist_access_type"
        case includesOutput = "output"
        case session
        case start
        case stop
        case count = "n"
        case pattern
        case isUnique = "unique"
    }

    /// Creates the content.
    public init(
        _ access: Access, includesOutput: Bool = false, session: Int? = nil, start: Int? = nil, stop: Int? = nil,
        count: Int? = nil, pattern: String? = nil, isUnique: Bool = false
    ) {
        self.access = access
        self.includesOutput = includesOutput
        self.session = session
        self.start = start
        self.stop = stop
        self.count = count
        self.pattern = pattern
        self.isUnique = isUnique
    }

    /// Reads the content, with the protocol's defaults for all but the way of access.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        access = try container.decode(Access.self, forKey: .access)
        includesOutput = try container.decodeIfPresent(Bool.self, forKey: .includesOutput) ?? false
        session = try container.decodeIfPresent(Int.self, forKey: .session)
        start = try container.decodeIfPresent(Int.self, forKey: .start)
        stop = try container.decodeIfPresent(Int.self, forKey: .stop)
        count = try container.decodeIfPresent(Int.self, forKey: .count)
        pattern = try container.decodeIfPresent(String.self, forKey: .pattern)
        isUnique = try container.decodeIfPresent(Bool.self, forKey: .isUnique) ?? false
    }
}

/// The content of a `shutdown_request`.
public struct ShutdownRequest: Sendable, Hashable, Decodable {
    /// Whether the kernel is to be started again.
    public var restart: Bool

    private enum CodingKeys: String, CodingKey { case restart }

    /// Reads the content; a client that does not say wants no restart.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        restart = try container.decodeIfPresent(Bool.self, forKey: .restart) ?? false
    }
}
