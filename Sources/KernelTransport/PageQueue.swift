internal import FoundationEssentials

/// What a cell shows between one clearing of its output and the next, on its way to the clients.
///
/// A page, which a clearing begins, is published as it comes, unless another was a moment ago: then it waits, and is left out if
/// it is cleared before its time. Pages become the rarer the longer the cell goes on clearing, as the updates of an
/// `UpdateQueue` do. So a cell that clears and shows in a loop fills no memory for a client that reads nothing.
struct PageQueue {
    private struct Page {
        /// The page's messages in order, its clearing first.
        var messages: [[Data]]
        /// Where among them the newest update of each display is.
        var updates: [String: Int] = [:]
        /// A clearing that takes effect with what is shown next.
        var clearing: [Data]?
    }

    private var pace: Pace?
    private var waiting: Page?

    /// Whether what is shown now has to wait.
    var isWaiting: Bool { waiting != nil }

    /// When the page that waits is to be published; nil if none waits.
    var deadline: ContinuousClock.Instant? { waiting == nil ? nil : pace?.due }

    /// Takes a clearing.
    ///
    /// - Parameter isDelayed: whether it takes effect only with what is shown next.
    /// - Returns: what is to be published now.
    mutating func clear(_ frames: [Data], isDelayed: Bool, at now: ContinuousClock.Instant) -> [[Data]] {
        if waiting == nil {
            var pace = self.pace ?? Pace(start: now)
            defer { self.pace = pace }
            if pace.due <= now {
                pace.advance(from: now)
                return [frames]
            }
            waiting = isDelayed ? Page(messages: [], clearing: frames) : Page(messages: [frames])
        } else if isDelayed {
            waiting?.clearing = frames
        } else {
            waiting = Page(messages: [frames])
        }
        return []
    }

    /// Takes something else that the cell shows.
    ///
    /// - Parameter display: what it updates, if it does; of a display's updates in one page only the newest counts.
    /// - Returns: what is to be published now.
    mutating func add(_ frames: [Data], updating display: String? = nil) -> [[Data]] {
        guard var page = waiting else { return [frames] }
        // Else there would be two copies of the page.
        waiting = nil
        if let clearing = page.clearing { page = Page(messages: [clearing]) }
        if let display, let index = page.updates[display] {
            page.messages[index] = frames
        } else {
            if let display { page.updates[display] = page.messages.count }
            page.messages.append(frames)
        }
        waiting = page
        return []
    }

    /// The page that waits, if it is due; what is added to it comes as it is.
    mutating func take(dueAt now: ContinuousClock.Instant) -> [[Data]] {
        guard let deadline, deadline <= now else { return [] }
        pace?.advance(from: now)
        return takeWaiting()
    }

    /// All that waits; what comes after is another cell's.
    mutating func takeAll() -> [[Data]] {
        pace = nil
        return takeWaiting()
    }

    private mutating func takeWaiting() -> [[Data]] {
        defer { waiting = nil }
        return waiting.map { page in page.messages + (page.clearing.map { [$0] } ?? []) } ?? []
    }
}
