public import FoundationEssentials
public import JupyterProtocol

/// Joins pieces of text written one after the other, so that a loop that prints does not send a message for each.
///
/// Text waits no longer than the interval, and no more of it than the capacity. What is published in between has to be
/// preceded by `flush()`, or text would be overtaken.
public struct StreamCoalescer {
    /// When the waiting text is to be published; nil if none waits.
    public private(set) var deadline: ContinuousClock.Instant?

    private let composer: MessageComposer
    private let interval: Duration
    private let capacity: Int
    private var text = ""
    private var stream = OutputStream.standardOutput
    private var parent = Data()

    /// Creates a coalescer in which nothing waits.
    public init(
        composer: MessageComposer, interval: Duration = .milliseconds(50), capacity: Int = 1 << 16
    ) {
        self.composer = composer
        self.interval = interval
        self.capacity = capacity
    }

    /// Takes text, and gives back the messages to publish now.
    public mutating func add(
        _ text: String, to stream: OutputStream, parent: Data, at now: ContinuousClock.Instant
    ) throws(ProtocolError) -> [Message] {
        var messages: [Message] = []
        if stream != self.stream || parent != self.parent, let message = try flush() { messages.append(message) }
        if deadline == nil {
            self.stream = stream
            self.parent = parent
            deadline = now + interval
        }
        self.text += text
        if self.text.utf8.count >= capacity, let message = try flush() { messages.append(message) }
        return messages
    }

    /// Gives back the message of all the text that waits, if any does.
    public mutating func flush() throws(ProtocolError) -> Message? {
        guard deadline != nil else { return nil }
        defer {
            text = ""
            deadline = nil
        }
        return try composer.publication("stream", StreamText(name: stream.rawValue, text: text), parent: parent)
    }
}
