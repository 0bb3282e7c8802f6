/// The moment between a cell's failure and its announcement, in which the rest of the queue comes in.
///
/// A client that runs all cells sends one request after the other, and a cell can fail before the second has arrived.
/// So the failure is held back until no request has come for a while. No client knows of it yet, so whatever comes by
/// then was sent to run after a cell that has not failed, and is to be refused.
struct FailureWindow {
    /// How long no request has to have come.
    let quietTime: Duration
    /// How long the failure is held back at most.
    let longestTime: Duration

    /// When the failure is to be announced; nil if none is held back.
    private(set) var end: ContinuousClock.Instant?
    private var latestEnd: ContinuousClock.Instant = .now

    init(quietTime: Duration = .milliseconds(20), longestTime: Duration = .milliseconds(500)) {
        self.quietTime = quietTime
        self.longestTime = longestTime
    }

    /// Says that a cell has failed.
    mutating func open(at now: ContinuousClock.Instant) {
        latestEnd = now + longestTime
        end = min(now + quietTime, latestEnd)
    }

    /// Says that a request to run a cell has come.
    mutating func noteRequest(at now: ContinuousClock.Instant) {
        if end != nil { end = min(now + quietTime, latestEnd) }
    }

    /// Says that the failure is being announced.
    mutating func close() { end = nil }
}
