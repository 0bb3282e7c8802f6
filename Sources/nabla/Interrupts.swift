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
        // Restarts a read at the prompt; the terminal has dropped the line that was being typed.
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
    }

    /// Whether an interrupt has come since the last `clear`.
    static func isPending() -> Bool { pending.load(ordering: .relaxed) }

    /// Forgets an interrupt.
    static func clear() { pending.store(false, ordering: .relaxed) }
}
