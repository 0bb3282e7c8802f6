internal import FoundationEssentials
internal import Synchronization

/// A way for values from one thread to another, in order and without a bound.
///
/// The values go through memory, as they are. A socket within the process only tells that some have come where none waited,
/// so that the far end can wait for them beside other sockets.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        /// What has been sent since the mailbox was emptied last.
        var elements: [Element] = []
        /// Whether the far end has been told of them.
        var isAnnounced = false
    }

    private let name: String
    private let state = Mutex(State())

    /// Creates a mailbox with a name that no other in the same context has.
    init(named name: String) { self.name = name }

    private var endpoint: String { "inproc://\(name)" }

    /// The end that values come out of, which is made first.
    func receiver(in context: Context) throws(TransportError) -> sending MailboxReceiver<Element> {
        let socket = try Socket(.pull, named: "receiving \(name)", in: context)
        try socket.set(.receiveHighWaterMark, 0)
        try socket.bind(endpoint)
        return MailboxReceiver(self, socket)
    }

    /// The end that values are put into.
    func sender(in context: Context) throws(TransportError) -> sending MailboxSender<Element> {
        let socket = try Socket(.push, named: "sending \(name)", in: context)
        try socket.set(.sendHighWaterMark, 0)
        try socket.connect(endpoint)
        return MailboxSender(self, socket)
    }

    /// Puts values in, and tells whether they are to be announced.
    fileprivate func add(_ elements: [Element]) -> Bool {
        state.withLock { state in
            state.elements += elements
            defer { state.isAnnounced = true }
            return !state.isAnnounced
        }
    }

    /// Takes all values out; whatever comes next is announced again.
    fileprivate func empty() -> [Element] {
        state.withLock { state in
            defer { state = State() }
            return state.elements
        }
    }
}

/// The end of a mailbox that values are put into.
final class MailboxSender<Element: Sendable> {
    private let mailbox: Mailbox<Element>
    private let socket: Socket

    fileprivate init(_ mailbox: Mailbox<Element>, _ socket: Socket) {
        self.mailbox = mailbox
        self.socket = socket
    }

    /// Makes the calling thread the owner.
    func adopt() { socket.adopt() }

    /// Sends values, which arrive in this order and after all that was sent before.
    func send(_ elements: [Element]) throws(TransportError) {
        if !elements.isEmpty, mailbox.add(elements) { try socket.send([Data()]) }
    }
}

/// The end of a mailbox that values come out of.
final class MailboxReceiver<Element: Sendable> {
    /// Has something to be read where values have come that no one has been told of.
    let socket: Socket
    private let mailbox: Mailbox<Element>
    /// What has been taken out and not been received yet, in reverse.
    private var rest: [Element] = []

    fileprivate init(_ mailbox: Mailbox<Element>, _ socket: Socket) {
        self.mailbox = mailbox
        self.socket = socket
    }

    /// Makes the calling thread the owner.
    func adopt() { socket.adopt() }

    /// Whether there is a value to be received that the socket does not tell of.
    var hasRest: Bool { !rest.isEmpty }

    /// Receives the next value, waiting for it.
    func receive() throws(TransportError) -> Element {
        while true {
            if let element = rest.popLast() { return element }
            _ = try socket.receive()
            empty()
        }
    }

    /// Receives the next value, or nil if none has come.
    func receiveIfAny() throws(TransportError) -> Element? {
        if rest.isEmpty, try socket.receiveIfAny() != nil { empty() }
        return rest.popLast()
    }

    /// Always follows the receipt of an announcement: emptied before, the mailbox would announce what comes in between, and
    /// that announcement would be taken for this one.
    private func empty() { rest = mailbox.empty().reversed() }
}
