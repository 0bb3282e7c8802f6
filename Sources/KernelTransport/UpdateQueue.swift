internal import FoundationEssentials

/// Updates of a cell's displays on their way to the clients, of each display only the newest.
///
/// A display is published at once and then the more rarely the longer it goes on changing: each time a hundredth of its life so
/// far has passed. So what a client that reads nothing leaves in memory grows with the logarithm of time alone, a thousand
/// updates of a display in a day, and who looks at a display sees it change by a hundredth.
struct UpdateQueue {
    /// How long a display is left as it is at least.
    static let shortestInterval = Duration.milliseconds(50)
    /// What part of its life so far a display is left as it is.
    private static let share = 100

    private struct Display {
        /// When its first update came.
        let start: ContinuousClock.Instant
        /// When the next may be published.
        var due: ContinuousClock.Instant
        /// The newest update, if it has not been published.
        var frames: [Data]?
    }

    private var displays: [String: Display] = [:]
    /// The displays with an update that waits, in the order in which they began to wait.
    private var waiting: [String] = []

    /// When the next update is to be published; nil if none waits.
    var deadline: ContinuousClock.Instant? { waiting.compactMap { displays[$0]?.due }.min() }

    /// Takes the frames of an update, in place of one that waits.
    mutating func add(_ frames: [Data], to display: String, at now: ContinuousClock.Instant) {
        var state = displays[display] ?? Display(start: now, due: now)
        if state.frames == nil { waiting.append(display) }
        state.frames = frames
        displays[display] = state
    }

    /// The updates that are due, which from now on do not wait.
    mutating func take(dueAt now: ContinuousClock.Instant) -> [[Data]] {
        guard let deadline, deadline <= now else { return [] }
        var taken: [[Data]] = []
        waiting.removeAll { identifier in
            guard let display = displays[identifier], let frames = display.frames, display.due <= now else {
                return false
            }
            let interval = max(Self.shortestInterval, display.start.duration(to: now) / Self.share)
            displays[identifier] = Display(start: display.start, due: now + interval)
            taken.append(frames)
            return true
        }
        return taken
    }

    /// All updates that wait; what comes after is another cell's.
    mutating func takeAll() -> [[Data]] {
        defer { self = UpdateQueue() }
        return waiting.compactMap { displays[$0]?.frames }
    }
}
