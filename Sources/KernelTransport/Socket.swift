internal import CZeroMQ
internal import FoundationEssentials
internal import Glibc
internal import JupyterProtocol

/// A ZeroMQ socket, owned by one thread: the one that made it, or the one that adopted it since.
final class Socket {
    /// The kinds of socket, of a kernel and of its clients.
    enum Kind {
        case router
        case dealer
        case publisher
        case subscriber
        case push
        case pull

        fileprivate var code: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .publisher: ZMQ_XPUB
            case .subscriber: ZMQ_SUB
            case .push: ZMQ_PUSH
            case .pull: ZMQ_PULL
            }
        }
    }

    /// The options that hold a number.
    enum Option {
        /// How many messages may wait to be sent to one peer; 0 for any number.
        case sendHighWaterMark
        /// How many messages may wait to be received from one peer; 0 for any number.
        case receiveHighWaterMark
        /// How many milliseconds a released socket goes on sending what waits.
        case linger
        /// Whether a client that comes again under its identity takes over from its old connection.
        case routerHandover
        /// Whether sending to who is not connected is an error.
        case routerMandatory
        /// Whether every subscription is told, not only the first to a topic.
        case tellEverySubscription
        /// Whether subscriptions take effect only by `apply(subscription:)`.
        case applySubscriptionsByHand
        /// Whether addresses may be those of IPv6.
        case allowsIPv6

        fileprivate var code: Int32 {
            switch self {
            case .sendHighWaterMark: ZMQ_SNDHWM
            case .receiveHighWaterMark: ZMQ_RCVHWM
            case .linger: ZMQ_LINGER
            case .routerHandover: ZMQ_ROUTER_HANDOVER
            case .routerMandatory: ZMQ_ROUTER_MANDATORY
            case .tellEverySubscription: ZMQ_XPUB_VERBOSE
            case .applySubscriptionsByHand: ZMQ_XPUB_MANUAL
            case .allowsIPv6: ZMQ_IPV6
            }
        }
    }

    /// What the socket is for; errors name it.
    let name: String
    let handle: UnsafeMutableRawPointer
    /// Readable when something has happened to the socket, such as that a message has come, since it was used last.
    let descriptor: Int32
    /// Whether there may be something to be read that the descriptor does not tell of.
    private(set) var mayHaveMore = true
    /// Kept so that the context outlives its sockets.
    private let context: Context
    private var owner = pthread_self()

    /// Creates a socket owned by the calling thread.
    init(_ kind: Kind, named name: String, in context: Context) throws(TransportError) {
        guard let handle = zmq_socket(context.handle, kind.code) else {
            throw TransportError(
                .lackOfResources, "cannot create the \(name) socket: \(String(cString: zmq_strerror(zmq_errno())))")
        }
        do {
            descriptor = try Self.number(ZMQ_FD, of: handle, named: name)
        } catch {
            zmq_close(handle)
            throw error
        }
        self.name = name
        self.handle = handle
        self.context = context
        try set(.linger, 0)
    }

    /// Released by its owner, or by who made it if its owner never began.
    deinit { zmq_close(handle) }

    /// Makes the calling thread the owner.
    ///
    /// Handing a socket over is allowed where it happens before anything the new owner does, as on starting a thread.
    func adopt() { owner = pthread_self() }

    func set(_ option: Option, _ value: Int32) throws(TransportError) {
        assertOwned()
        var value = value
        try callZeroMQ("set an option of the \(name) socket") {
            zmq_setsockopt(handle, option.code, &value, MemoryLayout<Int32>.size)
        }
    }

    private static func number(
        _ option: Int32, of handle: UnsafeMutableRawPointer, named name: String
    ) throws(TransportError) -> Int32 {
        var value: Int32 = 0
        var size = MemoryLayout<Int32>.size
        try callZeroMQ("ask for an option of the \(name) socket") { zmq_getsockopt(handle, option, &value, &size) }
        return value
    }

    /// Refuses frames larger than a number of bytes, by ending the connection they come on.
    func setLargestFrame(_ bytes: Int64) throws(TransportError) {
        assertOwned()
        var bytes = bytes
        try callZeroMQ("set an option of the \(name) socket") {
            zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &bytes, MemoryLayout<Int64>.size)
        }
    }

    /// Lets only clients connect that know the public key, and encrypts what goes over their connections.
    func encrypt(with keys: ConnectionFile.CurveKeys) throws(TransportError) {
        assertOwned()
        guard zmq_has("curve") == 1 else {
            throw TransportError(
                .noEncryption, "the connection file asks for encryption, and this machine's ZeroMQ has none")
        }
        var isServer: Int32 = 1
        try callZeroMQ("encrypt the \(name) socket") {
            zmq_setsockopt(handle, ZMQ_CURVE_SERVER, &isServer, MemoryLayout<Int32>.size)
        }
        for (option, key) in [(ZMQ_CURVE_PUBLICKEY, keys.publicKey), (ZMQ_CURVE_SECRETKEY, keys.secretKey)] {
            try callZeroMQ("encrypt the \(name) socket") { zmq_setsockopt(handle, option, key, key.utf8.count) }
        }
    }

    /// The port of TCP it listens on; 0 if none.
    func port() throws(TransportError) -> Int {
        assertOwned()
        var bytes = [UInt8](repeating: 0, count: 1024)
        var count = bytes.count
        try callZeroMQ("ask for the port of the \(name) socket") {
            zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &bytes, &count)
        }
        let endpoint = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return endpoint.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    func bind(_ endpoint: String) throws(TransportError) {
        assertOwned()
        try callZeroMQ("listen on \(endpoint) (\(name))", code: .cannotListen) { zmq_bind(handle, endpoint) }
    }

    func connect(_ endpoint: String) throws(TransportError) {
        assertOwned()
        try callZeroMQ("connect \(name) to \(endpoint)") { zmq_connect(handle, endpoint) }
    }

    /// Subscribes a subscriber, or lets the subscription that a publisher received last take effect.
    func apply(subscription topic: Data) throws(TransportError) { try setTopic(topic, ZMQ_SUBSCRIBE) }

    /// Unsubscribes a subscriber, or lets the cancellation that a publisher received last take effect.
    func cancel(subscription topic: Data) throws(TransportError) { try setTopic(topic, ZMQ_UNSUBSCRIBE) }

    private func setTopic(_ topic: Data, _ option: Int32) throws(TransportError) {
        assertOwned()
        let bytes = [UInt8](topic)
        try callZeroMQ("set a subscription of the \(name) socket") {
            zmq_setsockopt(handle, option, bytes, bytes.count)
        }
    }

    /// Whether there is something to be read.
    func hasMore() throws(TransportError) -> Bool {
        assertOwned()
        mayHaveMore = try Self.number(ZMQ_EVENTS, of: handle, named: name) & ZMQ_POLLIN != 0
        return mayHaveMore
    }

    /// Sends the frames of one message; none of the sockets used here ever waits in sending.
    func send(_ frames: [Data]) throws(TransportError) {
        assertOwned()
        mayHaveMore = true
        for (index, frame) in frames.enumerated() {
            let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
            try callZeroMQ("send on the \(name) socket") {
                frame.withUnsafeBytes { zmq_send(handle, $0.baseAddress, $0.count, more) }
            }
        }
    }

    /// Receives the frames of one message, waiting for it.
    func receive() throws(TransportError) -> [Data] {
        while true {
            if let frames = try receive(flags: 0) { return frames }
        }
    }

    /// Receives the frames of one message, or nil if none has come.
    func receiveIfAny() throws(TransportError) -> [Data]? { try receive(flags: ZMQ_DONTWAIT) }

    private func receive(flags: Int32) throws(TransportError) -> [Data]? {
        assertOwned()
        mayHaveMore = true
        var frames: [Data] = []
        var more = true
        while more {
            // A message arrives whole: only its first frame may have to be waited for.
            guard let (frame, isFollowed) = try receiveFrame(flags: flags) else {
                mayHaveMore = false
                return nil
            }
            frames.append(frame)
            more = isFollowed
        }
        return frames
    }

    private func receiveFrame(flags: Int32) throws(TransportError) -> (frame: Data, isFollowed: Bool)? {
        var message = zmq_msg_t()
        return try withUnsafeMutablePointer(to: &message) { message throws(TransportError) in
            zmq_msg_init(message)
            defer { zmq_msg_close(message) }
            guard try callZeroMQ("receive on the \(name) socket", { zmq_msg_recv(message, handle, flags) }) != nil
            else { return nil }
            let size = zmq_msg_size(message)
            let frame = zmq_msg_data(message).map { Data(bytes: $0, count: size) } ?? Data()
            return (frame, zmq_msg_more(message) != 0)
        }
    }

    private func assertOwned() {
        assert(pthread_equal(owner, pthread_self()) != 0, "the \(name) socket belongs to another thread")
    }
}
