/// A failure of the engine, with what went wrong in words.
public struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable {
        /// Matrices, layers or data sets whose sizes do not fit together.
        case shape
        /// An argument outside what the operation is defined for.
        case value
        /// A number that became infinite or undefined.
        case numeric
        /// A request for more memory or work than the engine accepts.
        case limit
        /// A file that cannot be read or written.
        case file
        /// A request for more memory than the process may still take.
        case memory
        /// An interrupt that ended the operation.
        case cancelled
    }

    /// The kind of failure.
    public let code: Code

    /// What went wrong, as a sentence without a full stop.
    public let message: String

    /// Creates an error.
    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the message.
    public var description: String { "\(code.rawValue) error: \(message)" }

    static let cancelled = EngineError(code: .cancelled, message: "interrupted")
    static func shape(_ message: String) -> EngineError { EngineError(code: .shape, message: message) }
    static func value(_ message: String) -> EngineError { EngineError(code: .value, message: message) }
    static func numeric(_ message: String) -> EngineError { EngineError(code: .numeric, message: message) }
    static func file(_ message: String) -> EngineError { EngineError(code: .file, message: message) }
    static func limit(_ message: String) -> EngineError { EngineError(code: .limit, message: message) }
}
