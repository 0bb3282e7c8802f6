import Language
import Synchronization

/// The points of a running sweep: which of them the threads still have to run, and what came of the others.
final class SweepPoints: Sendable {
    /// What came of a point.
    struct Outcome: Sendable {
        let row: [Value]
        /// Why it failed.
        let failure: String?
        /// What it put out, until that has been shown.
        fileprivate(set) var output: [OutputRecord.Event]
    }

    private struct State {
        var outcomes: [Outcome?]
        var next = 0
        var done = 0
        /// How many of the outcomes have had their output shown.
        var shown = 0
        /// Behind the first point that ends the sweep with `break`.
        var end: Int
        /// The failure of the first point that failed.
        var failure: (index: Int, diagnostic: Diagnostic)?
    }

    /// What each point gives the sweep's names.
    let values: [[Value]]
    private let state: Mutex<State>
    /// The first point that nobody wants any more.
    private let bound: Atomic<Int>
    private let interrupted = Atomic(false)

    init(_ values: [[Value]]) {
        self.values = values
        state = Mutex(State(outcomes: Array(repeating: nil, count: values.count), end: values.count))
        bound = Atomic(values.count)
    }

    /// How many points there are.
    var count: Int { values.count }
    /// How many points are done.
    var done: Int { state.withLock { $0.done } }
    /// Whether the sweep has been interrupted.
    var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }
    /// Whether a point has ended the sweep before its last one.
    var isLeft: Bool { state.withLock { $0.end < values.count } }
    /// The failure of the first point that failed.
    var failure: Diagnostic? { state.withLock { $0.failure?.diagnostic } }

    /// The next point to run; `nil` where there is none.
    func next() -> Int? {
        state.withLock {
            guard $0.next < bound.load(ordering: .relaxed) else { return nil }
            $0.next += 1
            return $0.next - 1
        }
    }

    /// Whether what comes of a point still matters.
    func isWanted(_ index: Int) -> Bool { index < bound.load(ordering: .relaxed) }

    /// Ends the sweep: the points that are done stay, and no others.
    func interrupt() {
        interrupted.store(true, ordering: .relaxed)
        state.withLock { _ in bound.store(0, ordering: .relaxed) }
    }

    /// Notes what came of a point.
    func finish(_ index: Int, row: [Value], _ flow: Flow, failure: Diagnostic?, output: [OutputRecord.Event]) {
        state.withLock {
            $0.outcomes[index] = Outcome(row: row, failure: failure?.message, output: output)
            $0.done += 1
            if let failure, index < $0.failure?.index ?? .max { $0.failure = (index, failure) }
            if flow == .leaveLoop, index + 1 < $0.end {
                $0.end = index + 1
                bound.store(min($0.end, bound.load(ordering: .relaxed)), ordering: .relaxed)
            }
        }
    }

    /// What the points have put out since this was last asked, in their order.
    ///
    /// - Parameter isOver: Whether no point runs any more, so that none is waited for.
    func output(isOver: Bool) -> [OutputRecord.Event] {
        state.withLock {
            var events: [OutputRecord.Event] = []
            while $0.shown < $0.end, isOver || $0.outcomes[$0.shown] != nil {
                events += $0.outcomes[$0.shown]?.output ?? []
                $0.outcomes[$0.shown]?.output = []
                $0.shown += 1
            }
            return events
        }
    }

    /// What came of the points that are done, in their order.
    var outcomes: [Outcome] {
        state.withLock { $0.outcomes[..<$0.end].compactMap { $0 } }
    }
}
