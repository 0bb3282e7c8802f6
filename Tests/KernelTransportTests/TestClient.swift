import CZeroMQ
import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

/// How long anything may take before a test gives up; nothing is expected to take it.
let patience = Duration.seconds(30)

/// A client of a kernel: the sockets that Jupyter's clients have, and their manners.
///
/// The tests of the process `nabla` use it too, by a link to this file.
final class TestClient {
    let shell: Socket
    let control: Socket
    let stdin: Socket
    let iopub: Socket
    let heartbeat: Socket

    private let signer: MessageSigner
    private var verifier: MessageVerifier
    private let session = UUID().uuidString
    private var count = 0
    private var hasSeenStart = false

    /// The subshell that requests are for; nil for the main shell.
    var subshell: String?

    /// Connects to a kernel.
    ///
    /// - Parameters:
    ///   - topic: what to subscribe to.
    ///   - identity: the name by which the kernel's sockets know the client.
    ///   - missing: a channel that is not connected yet.
    ///   - isSlow: whether the publications that it does not read stay with the kernel.
    ///   - serverKey: the kernel's public key, with which the client encrypts what it sends.
    init(
        _ connection: ConnectionFile, subscribingTo topic: String = "", identity: String = UUID().uuidString,
        except missing: Channel? = nil, isSlow: Bool = false, serverKey: String? = nil
    ) throws {
        let keys = try CurveKeyPair()
        let context = try Context()
        func socket(_ kind: Socket.Kind, _ channel: Channel) throws -> Socket {
            let socket = try Socket(kind, named: channel.rawValue, in: context)
            if kind == .subscriber { try socket.apply(subscription: Data(topic.utf8)) }
            if [.shell, .control, .stdin].contains(channel) {
                #expect(zmq_setsockopt(socket.handle, ZMQ_ROUTING_ID, identity, identity.utf8.count) == 0)
            }
            try socket.set(.receiveHighWaterMark, isSlow && channel == .iopub ? 1 : 0)
            if let serverKey {
                for (option, key) in [
                    (ZMQ_CURVE_SERVERKEY, serverKey), (ZMQ_CURVE_PUBLICKEY, keys.publicKey),
                    (ZMQ_CURVE_SECRETKEY, keys.secretKey),
                ] { #expect(zmq_setsockopt(socket.handle, option, key, key.utf8.count) == 0) }
            }
            if channel != missing { try socket.connect(connection.endpoint(of: channel)) }
            return socket
        }
        shell = try socket(.dealer, .shell)
        control = try socket(.dealer, .control)
        stdin = try socket(.dealer, .stdin)
        iopub = try socket(.subscriber, .iopub)
        heartbeat = try socket(.dealer, .heartbeat)
        signer = MessageSigner(key: connection.key)
        verifier = MessageVerifier(signer)
    }

    /// A client that has been welcomed, so that nothing published from now on escapes it.
    static func welcomed(
        by connection: ConnectionFile, identity: String = UUID().uuidString
    ) throws -> TestClient {
        let client = try TestClient(connection, identity: identity)
        let first = try client.receive(on: .iopub)
        try #require(first.header.messageType == "iopub_welcome")
        return client
    }

    func socket(_ channel: Channel) -> Socket {
        switch channel {
        case .shell: shell
        case .control: control
        case .stdin: stdin
        case .iopub: iopub
        case .heartbeat: heartbeat
        }
    }

    // MARK: Sending

    /// A request's frames, and its identifier.
    func request(
        _ type: String, _ content: String = "{}", parent: Data = Data("{}".utf8)
    ) -> (identifier: String, frames: [Data]) {
        count += 1
        let identifier = "\(session)-\(count)"
        let subshell = subshell.map { #","subshell_id":"\#($0)""# } ?? ""
        let header =
            #"{"msg_id":"\#(identifier)","msg_type":"\#(type)","session":"\#(session)","version":"5.3"\#(subshell)}"#
        return (identifier, sign([Data(header.utf8), parent] + ["{}", content].map { Data($0.utf8) }))
    }

    /// The frames of a message with these parts.
    func sign(_ parts: [Data]) -> [Data] { [Message.delimiter, signer.signature(of: parts)] + parts }

    /// Sends a request, and gives back its identifier.
    @discardableResult
    func send(_ type: String, _ content: String = "{}", on channel: Channel = .shell) throws -> String {
        let (identifier, frames) = request(type, content)
        try socket(channel).send(frames)
        return identifier
    }

    /// Sends a cell, and gives back the request's identifier.
    @discardableResult
    func send(code: String, _ options: String = "") throws -> String {
        try send("execute_request", #"{"code":"\#(code)"\#(options)}"#)
    }

    /// Runs a cell that asks, and gives back its identifier and the question.
    func sendAsking(_ code: String = "ask") throws -> (identifier: String, question: Message) {
        let identifier = try send(code: code, #","allow_stdin":true"#)
        let question = try receive(on: .stdin)
        #expect(try parent(of: question) == identifier)
        return (identifier, question)
    }

    /// Answers a question, by default as the client library does: with no parent.
    func answer(_ text: String, parent: Data = Data("{}".utf8)) throws {
        try stdin.send(request("input_reply", #"{"value":"\#(text)"}"#, parent: parent).frames)
    }

    /// Makes a subshell, and gives back its identifier.
    func createSubshell() throws -> String {
        struct Reply: Decodable { var subshell_id: String }
        let identifier = try send("create_subshell_request", on: .control)
        let reply = try receive(on: .control)
        #expect(try parent(of: reply) == identifier)
        return try JSONDecoder().decode(Reply.self, from: reply.content).subshell_id
    }

    /// The reply on the control channel to a request.
    func ask(_ type: String, _ content: String = "{}") throws -> String {
        try reply(to: try send(type, content, on: .control), on: .control)
    }

    // MARK: Receiving

    /// The frames that come next on a channel.
    func receiveFrames(on channel: Channel) throws -> [Data] {
        let socket = socket(channel)
        var room = WaitingRoom([socket])
        try #require(try room.wait(patience), "nothing has come on the \(channel) channel")
        return try #require(try socket.receiveIfAny())
    }

    /// The message that comes next on a channel, its signature verified.
    ///
    /// That the kernel starts is told once, to who is there by then, and passed over here.
    func receive(on channel: Channel) throws -> Message {
        let frames = try receiveFrames(on: channel)
        try verifier.verify(frames)
        let message = try Message(frames: frames)
        guard describe(message) == Self.starting else { return message }
        #expect(!hasSeenStart)
        #expect(message.parentHeader == Data("{}".utf8))
        hasSeenStart = true
        return try receive(on: channel)
    }

    /// The reply that comes next, which has to be to a request.
    func reply(to identifier: String, on channel: Channel = .shell) throws -> String {
        let message = try receive(on: channel)
        #expect(try parent(of: message) == identifier)
        return describe(message)
    }

    /// What is published on a request from `busy` to `idle`; what is published on others is passed over.
    func publications(on identifier: String) throws -> [String] {
        var lines: [String] = []
        repeat {
            let message = try receive(on: .iopub)
            if try parent(of: message) == identifier { lines.append(describe(message)) }
        } while lines.last != Self.idle
        return lines
    }

    /// Waits for a cell to have written something.
    func waitForText(of identifier: String) throws {
        while true {
            let message = try receive(on: .iopub)
            if message.header.messageType == "stream", try parent(of: message) == identifier { return }
        }
    }

    /// Whether nothing waits on a channel.
    func isQuiet(_ channel: Channel) throws -> Bool {
        var room = WaitingRoom([socket(channel)])
        return try !room.wait(.zero)
    }

    /// The identifier of the request that a message follows from; empty if it follows from none.
    func parent(of message: Message) throws -> String {
        struct Parent: Decodable { var msg_id: String? }
        return try JSONDecoder().decode(Parent.self, from: message.parentHeader).msg_id ?? ""
    }

    /// A message as a line such as `status {"execution_state":"busy"}`.
    func describe(_ message: Message) -> String {
        "\(message.header.messageType) \(String(decoding: message.content, as: UTF8.self))"
    }

    static let starting = #"status {"execution_state":"starting"}"#
    static let busy = #"status {"execution_state":"busy"}"#
    static let idle = #"status {"execution_state":"idle"}"#
}

/// A new pair of CurveZMQ's keys.
struct CurveKeyPair {
    let publicKey: String
    let secretKey: String

    init() throws {
        var publicKey = [CChar](repeating: 0, count: 41)
        var secretKey = publicKey
        try #require(zmq_curve_keypair(&publicKey, &secretKey) == 0)
        self.publicKey = String(decoding: publicKey.dropLast().map { UInt8($0) }, as: UTF8.self)
        self.secretKey = String(decoding: secretKey.dropLast().map { UInt8($0) }, as: UTF8.self)
    }
}
