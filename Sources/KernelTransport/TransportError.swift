/// Why a kernel cannot serve, in one line.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of fault, for code that has to tell them apart.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// An endpoint is in use, or not to be had for another reason.
        case cannotListen
        /// The launcher has not acknowledged the kernel's ports.
        case notRegistered
        /// The connection asks for encryption, and the ZeroMQ of this machine has none.
        case noEncryption
        /// The system has no more threads, sockets or descriptors.
        case lackOfResources
        /// Another server of this process handles the signals already.
        case signalsTaken
        /// A ZeroMQ call failed.
        case callFailed
        /// The client that a message is for is not connected.
        case unreachable
        /// The sockets were shut down while a call was under way.
        case shutDown
    }

    /// The kind of fault.
    public var code: Code
    /// One sentence for people, without a final full stop.
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
