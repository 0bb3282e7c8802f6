/// How often something that goes on changing is published: each time a hundredth of its life so far has passed.
///
/// So what a client that reads nothing leaves in memory grows with the logarithm of time alone, a thousand messages in a day,
/// and who looks sees a change by a hundredth.
struct Pace {
    /// How long there is nothing new at least.
    static let shortestInterval = Duration.milliseconds(50)
    /// What part of its life so far it is left as it is.
    private static let share = 100

    /// When it began.
    private let start: ContinuousClock.Instant
    /// When it may be published.
    private(set) var due: ContinuousClock.Instant

    /// The pace of what begins now, and may be published at once.
    init(start: ContinuousClock.Instant) {
        self.start = start
        due = start
    }

    /// Says that it is published now.
    mutating func advance(from now: ContinuousClock.Instant) {
        due = now + max(Self.shortestInterval, start.duration(to: now) / Self.share)
    }
}
