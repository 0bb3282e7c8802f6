public import FoundationEssentials
public import JupyterProtocol
import Synchronization

/// What is said over a comm.
public struct CommMessage: Sendable, Hashable {
    /// An object that only the two ends understand.
    public var data: JSONValue
    /// Binary data that belong to it.
    public var buffers: [Data]

    /// Creates a message.
    public init(_ data: JSONValue, buffers: [Data] = []) {
        self.data = data
        self.buffers = buffers
    }
}

/// What clients can open a comm to, by a name that an interpreter gives it.
///
/// A comm is at hand for the length of a call; what is sent over it meanwhile goes to all clients, in order. Calls come from
/// the thread of the interpreter whose target it is, and none is interrupted, so none may take long.
public protocol CommTarget: AnyObject {
    /// Takes what a client says on opening a comm; a target that does not want it closes it.
    func open(_ comm: borrowing Comm, _ message: CommMessage)

    /// Takes what a client says over an open comm.
    func receive(_ message: CommMessage, over comm: borrowing Comm)

    /// Takes what a client says on closing a comm, which is closed by then.
    func close(_ comm: borrowing Comm, _ message: CommMessage)
}

extension CommTarget {
    /// Nothing is to be done for most targets.
    public func close(_ comm: borrowing Comm, _ message: CommMessage) {}
}

/// The kernel's end of a comm, while a message is handled.
public struct Comm: ~Copyable {
    /// The comm's identifier.
    public let identifier: String
    /// The name of the target that it was opened to.
    public let target: String

    private let responder: Responder
    private let table: CommTable

    init(identifier: String, target: String, _ responder: Responder, _ table: CommTable) {
        self.identifier = identifier
        self.target = target
        self.responder = responder
        self.table = table
    }

    /// Says something to the clients; nothing over a comm that is closed.
    public func send(_ message: CommMessage) {
        guard table.target(of: identifier) != nil else { return }
        responder.publish(
            "comm_msg", CommContent(identifier: identifier, data: message.data), buffers: message.buffers)
    }

    /// Closes the comm, unless it is closed.
    public func close(_ message: CommMessage = CommMessage(.emptyObject)) {
        guard table.remove(identifier) != nil else { return }
        responder.publish(
            "comm_close", CommContent(identifier: identifier, data: message.data), buffers: message.buffers)
    }
}

/// The open comms of a kernel, which all its subshells share.
public final class CommTable: Sendable {
    /// The targets' names, by the comms' identifiers.
    private let targets = Mutex<[String: String]>([:])

    /// Creates a table without comms.
    public init() {}

    /// The name of the target that a comm was opened to; nil where it is not open.
    func target(of identifier: String) -> String? { targets.withLock { $0[identifier] } }

    func add(_ identifier: String, to target: String) { targets.withLock { $0[identifier] = target } }

    func remove(_ identifier: String) -> String? { targets.withLock { $0.removeValue(forKey: identifier) } }

    /// The open comms to a target, or all.
    func comms(to target: String?) -> [String: String] {
        targets.withLock { all in all.filter { target == nil || $0.value == target } }
    }
}
