import Glibc
import Synchronization

/// Ctrl-C while cells run in a terminal.
enum Interrupts {
    /// Set by the signal handler, which may do no more than this.
    private static let pending = Atomic(false)

    /// From now on an interrupt ends the running cell, not the process.
    static func catchSignals() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interrupts.pending.store(true, ordering: .relaxed) }
        // Reading and writing go on after it; the wait at the prompt does not.
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
    }

    /// Waits until there is something to read on standard input, or its end; false where an interrupt came first.
    static func waitForInput() -> Bool {
        // Blocked but for the wait itself, so that none slips in between the question and the wait.
        var interrupt = sigset_t()
        var others = sigset_t()
        sigemptyset(&interrupt)
        sigaddset(&interrupt, SIGINT)
        pthread_sigmask(SIG_BLOCK, &interrupt, &others)
        defer { pthread_sigmask(SIG_SETMASK, &others, nil) }
        while !isPending() {
            // Standard input alone: the set's lowest bit.
            var input = fd_set()
            input.__fds_bits.0 = 1 << STDIN_FILENO
            if pselect(STDIN_FILENO + 1, &input, nil, nil, nil, &others) >= 0 || errno != EINTR { return true }
        }
        return false
    }

    /// Whether an interrupt has come since the last `clear`.
    static func isPending() -> Bool { pending.load(ordering: .relaxed) }

    /// Forgets an interrupt.
    static func clear() { pending.store(false, ordering: .relaxed) }
}
