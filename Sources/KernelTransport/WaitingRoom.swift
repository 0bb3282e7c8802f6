internal import CZeroMQ
internal import Glibc

/// Waits for the first of several sockets, and perhaps a file descriptor, to have something to be read.
///
/// ZeroMQ's own poll asks every socket twice each time it waits, at two system calls each. Here only those are asked that may
/// have something, as the sockets' descriptors tell.
struct WaitingRoom {
    private let sockets: [Socket]
    /// What is waited for: a descriptor for each socket, and one more where there is another.
    private var items: [pollfd]
    /// For each socket whether it has something to be read.
    private var isReady: [Bool]

    init(_ sockets: [Socket], descriptor: Int32? = nil) {
        self.sockets = sockets
        items = (sockets.map(\.descriptor) + (descriptor.map { [$0] } ?? [])).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        isReady = Array(repeating: false, count: sockets.count)
    }

    /// Whether a socket had something to be read when the waiting ended.
    func isReady(_ socket: Socket) -> Bool {
        sockets.firstIndex { $0 === socket }.map { isReady[$0] } ?? false
    }

    /// Whether the file descriptor had something to be read when the waiting ended.
    var isDescriptorReady: Bool { items.count > sockets.count && items[sockets.count].revents != 0 }

    /// Waits until there is something to be read, or for a time.
    ///
    /// - Returns: whether there is something.
    @discardableResult
    mutating func wait(_ time: Duration) throws(TransportError) -> Bool {
        let end = ContinuousClock.now + time
        for (index, socket) in sockets.enumerated() {
            isReady[index] = socket.mayHaveMore ? try socket.hasMore() : false
        }
        while true {
            let hasSomething = isReady.contains(true)
            try poll(hasSomething ? .zero : max(.zero, ContinuousClock.now.duration(to: end)))
            for index in sockets.indices where items[index].revents != 0 {
                isReady[index] = try sockets[index].hasMore()
            }
            if isReady.contains(true) || isDescriptorReady { return true }
            if ContinuousClock.now >= end { return false }
        }
    }

    private mutating func poll(_ time: Duration) throws(TransportError) {
        let (seconds, attoseconds) = time.components
        // Rounded up, so that who waits for a deadline does not come just before it, again and again.
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        if Glibc.poll(&items, nfds_t(items.count), Int32(clamping: milliseconds)) >= 0 { return }
        for index in items.indices { items[index].revents = 0 }
        if errno != EINTR {
            throw TransportError(.callFailed, "cannot wait for messages: \(String(cString: strerror(errno)))")
        }
    }
}
