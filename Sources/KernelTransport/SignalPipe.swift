internal import Glibc
internal import Synchronization

/// The end of the pipe that the signal handler writes to; -1 while no pipe takes signals.
///
/// Global because a signal handler can reach nothing else.
private let writingEnd = Atomic<Int32>(-1)

/// Turns SIGINT and SIGTERM into bytes that can be waited for, while it lives.
///
/// A handler is installed, rather than the signals blocked, since threads that others have started (a linear-algebra
/// library's) would still take the signals and end the process.
final class SignalPipe {
    /// Readable when a signal has come.
    let descriptor: Int32

    private let writer: Int32
    private var previous: [(signal: Int32, action: sigaction)] = []
    private var previousMask = sigset_t()

    init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw TransportError(.lackOfResources, "cannot create a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        guard writingEnd.compareExchange(expected: -1, desired: ends[1], ordering: .sequentiallyConsistent).exchanged
        else {
            for end in ends { close(end) }
            throw TransportError(.signalsTaken, "another kernel of this process handles the signals already")
        }
        // Only from here on does `deinit` run, which takes the pipe from the handler and closes it.
        descriptor = ends[0]
        writer = ends[1]
        install(SIGINT, handler: forwardSignal)
        install(SIGTERM, handler: forwardSignal)
        // A client that has closed our standard error must not end us in the middle of a reply.
        install(SIGPIPE, handler: SIG_IGN)
        // Who started the process may have blocked the signals, and left that to us.
        var taken = sigset_t()
        sigemptyset(&taken)
        sigaddset(&taken, SIGINT)
        sigaddset(&taken, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &taken, &previousMask)
    }

    /// Called on the thread that made it.
    deinit {
        pthread_sigmask(SIG_SETMASK, &previousMask, nil)
        for (signal, action) in previous.reversed() {
            var action = action
            sigaction(signal, &action, nil)
        }
        writingEnd.store(-1, ordering: .sequentiallyConsistent)
        close(descriptor)
        close(writer)
    }

    /// The signals that have come since it was asked last.
    func signals() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).map(Int32.init)
    }

    private func install(_ signal: Int32, handler: sighandler_t?) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        action.sa_flags = SA_RESTART
        var old = sigaction()
        sigaction(signal, &action, &old)
        previous.append((signal, old))
    }
}

/// Handles a signal by nothing but a write, which is all that is safe here.
///
/// A full pipe has told enough already.
private func forwardSignal(_ signal: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(writingEnd.load(ordering: .relaxed), &byte, 1)
    errno = saved
}
