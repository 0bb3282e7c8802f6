internal import FoundationEssentials

/// Updates of a cell's displays on their way to the clients, of each display only the newest.
///
/// A display is published at once and then at its `Pace`.
struct UpdateQueue {
    private struct Display {
        var pace: Pace
        /// The newest update, if it has not been published.
        var frames: [Data]?
    }

    private var displays: [String: Display] = [:]
    /// The displays with an update that waits, in the order in which they began to wait.
    private var waiting: [String] = []

    /// When the next update is to be published; nil if none waits.
    var deadline: ContinuousClock.Instant? { waiting.compactMap { displays[$0]?.pace.due }.min() }

    /// Takes the frames of an update, in place of one that waits.
    mutating func add(_ frames: [Data], to display: String, at now: ContinuousClock.Instant) {
        var state = displays[display] ?? Display(pace: Pace(start: now))
        if state.frames == nil { waiting.append(display) }
        state.frames = frames
        displays[display] = state
    }

    /// The updates that are due, which from now on do not wait.
    mutating func take(dueAt now: ContinuousClock.Instant) -> [[Data]] {
        guard let deadline, deadline <= now else { return [] }
        var taken: [[Data]] = []
        waiting.removeAll { identifier in
            guard let display = displays[identifier], let frames = display.frames, display.pace.due <= now else {
                return false
            }
            displays[identifier]?.pace.advance(from: now)
            displays[identifier]?.frames = nil
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
