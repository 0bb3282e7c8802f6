internal import FoundationEssentials
internal import JupyterProtocol
internal import KernelCore
internal import Logging

/// The sockets that clients connect to, but for the heartbeat; the wire thread owns them.
final class ClientSockets: Outlet {
    let shell: Socket
    let control: Socket
    let stdin: Socket
    let iopub: Socket

    private let composer: MessageComposer
    private let signer: MessageSigner
    private let logger: Logger

    /// Creates the sockets and listens on all of them.
    init(
        _ connection: ConnectionFile, in context: Context, composer: MessageComposer, signer: MessageSigner,
        logger: Logger
    ) throws(TransportError) {
        shell = try .listening(.router, for: .shell, connection, in: context)
        control = try .listening(.router, for: .control, connection, in: context)
        stdin = try .listening(.router, for: .stdin, connection, in: context)
        iopub = try .listening(.publisher, for: .iopub, connection, in: context)
        self.composer = composer
        self.signer = signer
        self.logger = logger
    }

    /// The ports that the sockets listen on.
    func ports() throws(TransportError) -> [Channel: Int] {
        [
            .shell: try shell.port(), .control: try control.port(), .stdin: try stdin.port(),
            .iopub: try iopub.port(),
        ]
    }

    func emit(_ emission: Emission) {
        guard case .message(let message, let channel) = emission else { return }
        send(message.frames(signedWith: signer), on: channel)
    }

    /// Nothing waits.
    func flush() {}

    /// Sends frames that are signed already.
    ///
    /// What cannot be sent is logged: it must not keep the rest from being sent.
    func send(_ frames: [Data], on channel: Channel) {
        let socket: Socket
        switch channel {
        case .shell: socket = shell
        case .control: socket = control
        case .stdin: socket = stdin
        case .iopub: socket = iopub
        case .heartbeat: return
        }
        do {
            try socket.send(frames)
        } catch {
            logger.error("\(error.message)")
        }
    }

    /// Sends a question to the client that is to answer it.
    ///
    /// - Returns: false where its stdin channel is not connected, as that of a client that has just come may not be.
    func ask(_ question: Question) -> Bool {
        do {
            try stdin.send(question.frames)
        } catch {
            if error.code == .unreachable { return false }
            logger.error("\(error.message)")
        }
        return true
    }

    /// Lets the subscriptions that have come take effect, each followed by its welcome and by nothing else before it.
    func welcomeSubscribers() throws(TransportError) {
        while let frames = try iopub.receiveIfAny() {
            let topic = Data(frames[0].dropFirst())
            switch (frames.count, frames[0].first) {
            case (1, 1):
                try iopub.apply(subscription: topic)
                do {
                    emit(.message(try composer.welcome(subscription: topic), .iopub))
                } catch {
                    logger.error("\(error.message)")
                }
            case (1, 0):
                try iopub.cancel(subscription: topic)
            default:
                logger.warning("dropped a message on the iopub channel: it is no subscription")
            }
        }
    }
}

extension Socket {
    /// The largest frame a client may send, in bytes; a larger one ends its connection.
    private static let largestFrame: Int64 = 256 << 20
    /// How many milliseconds what was sent last may take to leave when the kernel ends; an idle kernel is to be gone within 300.
    private static let linger: Int32 = 200

    /// A socket for clients that listens on a channel's endpoint.
    static func listening(
        _ kind: Kind, for channel: Channel, _ connection: ConnectionFile, in context: Context
    ) throws(TransportError) -> sending Socket {
        let socket = try Socket(kind, named: channel.rawValue, in: context)
        try socket.set(.linger, linger)
        try socket.setLargestFrame(largestFrame)
        // A slow client must not lose output, least of all the `idle` that ends it.
        try socket.set(.sendHighWaterMark, 0)
        try socket.set(.allowsIPv6, connection.address.contains(":") ? 1 : 0)
        switch kind {
        case .router:
            try socket.set(.routerHandover, 1)
            // A reply to who has gone is lost; a question waits for who is still to come.
            try socket.set(.routerMandatory, channel == .stdin ? 1 : 0)
        case .publisher:
            try socket.set(.tellEverySubscription, 1)
            // Else a message could reach a new subscriber before its welcome.
            try socket.set(.applySubscriptionsByHand, 1)
        default:
            break
        }
        if let keys = connection.curveKeys { try socket.encrypt(with: keys) }
        try socket.bind(connection.endpoint(of: channel))
        return socket
    }
}
