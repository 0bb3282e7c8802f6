/// Keeps what a point of a sweep puts out until those before it are done.
///
/// It keeps so much at most, and then says that the rest is left out: a loop that prints for ever ends by an interrupt only.
final class OutputRecord: Output {
    /// Something that was put out.
    enum Event: Sendable {
        case print(String)
        case warn(String)
        /// A warning that is not repeated within a cell.
        case warning(String)
        case display(Rendering)
        case clear(wait: Bool)
    }

    private var events: [Event] = []
    private var length = 0
    private static let greatestCount = 10_000
    private static let greatestLength = 1_000_000

    /// What was put out since this was last asked.
    func take() -> [Event] {
        defer {
            events = []
            length = 0
        }
        return events
    }

    func print(_ text: String) { record(.print(text), length: text.utf8.count) }
    func warn(_ text: String) { record(.warn(text), length: text.utf8.count) }
    func warnOnce(_ warning: String) { record(.warning(warning), length: warning.utf8.count) }
    func display(_ rendering: Rendering) { record(.display(rendering), length: 0) }
    func result(_ rendering: Rendering) { display(rendering) }
    func clear(wait: Bool) { record(.clear(wait: wait), length: 0) }

    // A sweep has one display, and none for what runs in it.
    func displayLive(_ rendering: Rendering, identifier: Int) {}
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {}

    private func record(_ event: Event, length more: Int) {
        guard events.count < Self.greatestCount, length <= Self.greatestLength else { return }
        length += more
        events.append(event)
        if events.count == Self.greatestCount || length > Self.greatestLength {
            events.append(.warning("a point of a sweep puts out too much; the rest of it is left out"))
        }
    }
}

extension Machine {
    /// Puts out what was recorded.
    func putOut(_ events: [OutputRecord.Event]) {
        for event in events {
            switch event {
            case .print(let text): output.print(text)
            case .warn(let text): output.warn(text)
            case .warning(let warning): warn(warning)
            case .display(let rendering): output.display(rendering)
            case .clear(let wait): output.clear(wait: wait)
            }
        }
    }
}
