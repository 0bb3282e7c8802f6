import Engine
import Glibc
import Language
import Synchronization

/// Lets other threads read the variables of a session, while a cell of it runs too.
///
/// Between cells a snapshot lies ready. While a cell runs none does, since it would keep alive what the cell replaces: the
/// session makes one, where it is asked whether it is to stop, when one is wanted.
public final class SessionReader: Sendable {
    private struct State {
        var snapshot: Snapshot? = Snapshot()
        var isRunning = false
    }

    private let wanted = Atomic(false)
    private let state = Mutex(State())

    init() {}

    // MARK: The session's side

    /// Whether a snapshot is wanted that the running cell has to make.
    var isWanted: Bool { wanted.load(ordering: .relaxed) }

    /// Says that a cell begins, or goes on.
    func beginRunning() {
        state.withLock {
            $0.isRunning = true
            $0.snapshot = nil
        }
    }

    /// Says that the variables stay as they are until `beginRunning`.
    func endRunning(_ snapshot: Snapshot) {
        state.withLock {
            $0.isRunning = false
            $0.snapshot = snapshot
        }
    }

    /// Gives readers what they want, in the midst of a cell.
    func publish(_ snapshot: Snapshot) {
        wanted.store(false, ordering: .relaxed)
        state.withLock { $0.snapshot = snapshot }
    }

    // MARK: The reader's side

    /// A session with the variables as they stand now, networks copied: what it does changes nothing in the original.
    ///
    /// It waits for the session to make a snapshot, which takes some milliseconds where a cell runs.
    ///
    /// - Parameter isCancelled: Asked while it waits.
    /// - Returns: The session, for the calling thread; `nil` where the wait was cancelled.
    public func session(isCancelled: () -> Bool) -> sending Session? {
        snapshot(isCancelled: isCancelled).map(Session.init(copying:))
    }

    private func snapshot(isCancelled: () -> Bool) -> Snapshot? {
        // What was made for another reader, who did not wait for it, may be old.
        state.withLock { if $0.isRunning { $0.snapshot = nil } }
        while true {
            let found = state.withLock { state in
                defer { if state.isRunning { state.snapshot = nil } }
                return state.snapshot
            }
            if let found { return found }
            if isCancelled() { return nil }
            wanted.store(true, ordering: .relaxed)
            usleep(1000)
        }
    }
}
