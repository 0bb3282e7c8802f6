// JupyterProtocol: Jupyter's messages, signatures and connection files as values. It opens no socket.

/// What is wrong with a message or a connection file, in one line.
public struct ProtocolError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of fault, for code that has to tell them apart.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Too few frames, or no delimiter.
        case malformedFrames
        /// The signature is missing, of another length, or not that of the key.
        case wrongSignature
        /// The same signature was seen before: a replayed message.
        case duplicateSignature
        /// A frame is not one JSON object in UTF-8.
        case invalidJSON
        /// The header or the content lacks a key, or holds a value of another type.
        case invalidContent
        /// The connection file cannot be used.
        case invalidConnectionFile
    }

    /// The kind of fault.
    public var code: Code
    /// One sentence for people, without a final full stop.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
