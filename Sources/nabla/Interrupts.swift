import Glibc
import Synchronization

/// Ctrl-C while cells run in a terminal.
enum Interrupts {
    /// Set by the signal handler.
    private static let pending = Atomic(false)

    /// A pipe that is readable from an interrupt until it is forgotten: any thread may take the signal, and the one that
    /// waits must hear of it.
    private static let arrival: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        // Without one only the thread that waits itself is woken.
        guard pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        return (ends[0], ends[1])
    }()

    /// From now on an interrupt ends the running cell, not the process.
    static func catchSignals() {
        // Made here: the handler may make nothing.
        _ = arrival
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            let number = errno
            Interrupts.pending.store(true, ordering: .sequentiallyConsistent)
            var byte: UInt8 = 1
            write(Interrupts.arrival.writing, &byte, 1)
            errno = number
        }
        // Reading and writing go on after it; the wait at the prompt does not.
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
    }

    /// Waits until there is something to read on standard input, or its end; false where an interrupt came first.
    static func waitForInput() -> Bool {
        while !isPending() {
            var waiting = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: arrival.reading, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waiting, nfds_t(waiting.count), -1)
            if count < 0 && errno != EINTR { return true }
            // One that was forgotten before the handler came to its end.
            if waiting[1].revents != 0 { forgetArrival() }
            if waiting[0].revents != 0 { return !isPending() }
        }
        return false
    }

    /// Whether an interrupt has come since the last `clear`.
    static func isPending() -> Bool { pending.load(ordering: .relaxed) }

    /// Forgets an interrupt.
    static func clear() {
        pending.store(false, ordering: .sequentiallyConsistent)
        forgetArrival()
    }

    private static func forgetArrival() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(arrival.reading, &bytes, bytes.count) == bytes.count {}
    }
}
