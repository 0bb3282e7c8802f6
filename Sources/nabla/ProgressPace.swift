/// When a running statement says how far it is, where nothing can be redrawn: each two seconds, and not before two are over.
struct ProgressPace {
    private static let interval = Duration.seconds(2)

    private let now: () -> ContinuousClock.Instant
    private var last: ContinuousClock.Instant

    /// Begins now, by a clock that tests can set.
    init(now: @escaping () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.now = now
        last = now()
    }

    /// Begins anew, with a statement.
    mutating func restart() { last = now() }

    /// Whether a line is due; then the next one is due an interval later.
    mutating func isDue() -> Bool {
        let instant = now()
        guard instant - last >= Self.interval else { return false }
        last = instant
        return true
    }
}
