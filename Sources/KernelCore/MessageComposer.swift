public import FoundationEssentials
public import JupyterProtocol
import Synchronization

/// Makes the messages of one kernel, with its session and identifiers that never repeat.
public final class MessageComposer: Sendable {
    /// The kernel's own session, new for each process: clients notice a restart by it.
    public let session: String

    private let count = Atomic<UInt64>(0)

    /// Creates a composer with a session of its own.
    public init() { session = UUID().uuidString.lowercased() }

    /// A message for IOPub, with its type as topic.
    ///
    /// - Parameter parent: the JSON text of the header of the request it follows from, if it follows from one.
    public func publication(
        _ type: String, _ content: some MessageContent, parent: Data?
    ) throws(ProtocolError) -> Message {
        try Message(header: header(type), content: content, parentHeader: parent, identities: [Data(type.utf8)])
    }

    /// The welcome to a new subscriber; its topic is the subscription, so that it comes through.
    public func welcome(subscription: Data) throws(ProtocolError) -> Message {
        let content = Welcome(subscription: String(decoding: subscription, as: UTF8.self))
        return try Message(header: header("iopub_welcome"), content: content, identities: [subscription])
    }

    /// The answer to a request, addressed to who sent it.
    func reply(to request: Message, _ content: some MessageContent) throws(ProtocolError) -> Message {
        var type = request.header.messageType
        if type.hasSuffix("_request") { type.removeLast("_request".count) }
        return try Message(
            header: header(type + "_reply"), content: content, parentHeader: request.headerText,
            identities: request.identities)
    }

    /// A question to the client that sent a request.
    func question(to request: Message, _ content: InputRequest) throws(ProtocolError) -> Message {
        try Message(
            header: header("input_request"), content: content, parentHeader: request.headerText,
            identities: request.identities)
    }

    private func header(_ type: String) -> Header {
        let (number, _) = count.add(1, ordering: .relaxed)
        return Header(identifier: "\(session)_\(number)", session: session, username: "kernel", messageType: type)
    }
}
