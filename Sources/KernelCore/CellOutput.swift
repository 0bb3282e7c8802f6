internal import JupyterProtocol

/// How much a cell may show; what is cleared does not count, nor does what replaces something shown.
public struct OutputLimits: Sendable, Hashable {
    /// The bytes of text a cell may write.
    public var text: Int
    /// The bytes of rich output a cell may display, `envelope` for each display included.
    public var display: Int
    /// How to see more, in one clause for people; nil if there is no way.
    public var remedy: String?

    /// What a display takes beside what it shows, in bytes.
    static let envelope = 1 << 10

    /// Creates limits; by default 4 MiB of text and 64 MiB of rich output.
    public init(text: Int = 4 << 20, display: Int = 64 << 20, remedy: String? = nil) {
        self.text = text
        self.display = display
        self.remedy = remedy
    }
}

/// Publishes what a cell shows, within limits, until the cell has ended.
final class CellOutput: OutputSink {
    /// The plain text of the cell's last result.
    private(set) var resultText: String?

    private let responder: Responder
    let executionCount: Int
    private let interruption: Interruption
    /// The limits in force, which the cell itself may change.
    private let currentLimits: () -> OutputLimits
    /// What brings questions to the client; nil if it takes none, and after the end.
    private var input: (any InputSource)?
    private var writtenText = 0
    private var displayed = 0
    private var endsInLine = false
    /// Whether output is still taken: never in a silent cell, and not after the end.
    private var isOpen: Bool

    init(
        _ responder: Responder, executionCount: Int, silent: Bool, limits: @escaping () -> OutputLimits,
        interruption: Interruption, input: (any InputSource)?
    ) {
        self.responder = responder
        self.executionCount = executionCount
        self.interruption = interruption
        currentLimits = limits
        self.input = input
        isOpen = !silent
    }

    /// Takes no more output and no more questions.
    func close() {
        isOpen = false
        input = nil
    }

    var isInterrupted: Bool { interruption.isRequested }

    func write(_ text: String, to stream: OutputStream) {
        let limits = currentLimits()
        guard isOpen, !text.isEmpty, writtenText <= limits.text else { return }
        let size = text.utf8.count
        let room = limits.text - writtenText
        if size <= room {
            writtenText += size
            emit(text, to: stream)
        } else {
            // The index may lie within a character's bytes; slicing rounds it down to the character's start.
            emit(String(text[..<text.utf8.index(text.startIndex, offsetBy: room)]), to: stream)
            writtenText = limits.text + 1
            notify("this cell has written more than \(describe(limits.text)) of text", limits)
        }
    }

    func display(_ bundle: MIMEBundle, identifier: String?) {
        let limits = currentLimits()
        guard isOpen, displayed <= limits.display else { return }
        let size = bundle.values.reduce(OutputLimits.envelope) { $0 + $1.utf8.count }
        guard size <= limits.display - displayed else {
            displayed = limits.display + 1
            notify("this cell has displayed more than \(describe(limits.display))", limits)
            return
        }
        displayed += size
        responder.publish("display_data", DisplayData(data: bundle, identifier: identifier))
        responder.outlet.flush()
    }

    func update(_ bundle: MIMEBundle, identifier: String) {
        guard isOpen else { return }
        responder.update(identifier, DisplayData(data: bundle, identifier: identifier))
        responder.outlet.flush()
    }

    func result(_ bundle: MIMEBundle) {
        resultText = bundle["text/plain"]
        guard isOpen else { return }
        responder.publish("execute_result", DisplayData(data: bundle, executionCount: executionCount))
    }

    func clear(wait: Bool) {
        guard isOpen else { return }
        writtenText = 0
        displayed = 0
        endsInLine = false
        responder.clear(isDelayed: wait)
        responder.outlet.flush()
    }

    func ask(_ prompt: String, isPassword: Bool) -> InputAnswer {
        guard let input else { return .refused }
        // An interrupt that comes from now on ends the waiting.
        guard !isInterrupted else { return .interrupted }
        return responder.ask(InputRequest(prompt: prompt, isPassword: isPassword), through: input)
    }

    private func emit(_ text: String, to stream: OutputStream) {
        guard !text.isEmpty else { return }
        endsInLine = text.utf8.last != UInt8(ascii: "\n")
        responder.outlet.emit(.text(text, stream, parent: responder.request.headerText))
        responder.outlet.flush()
    }

    private func notify(_ notice: String, _ limits: OutputLimits) {
        let remedy = limits.remedy.map { ": \($0)" } ?? ""
        emit("\(endsInLine ? "\n" : "")[\(notice); the rest is not shown\(remedy)]\n", to: .standardError)
    }

    private func describe(_ bytes: Int) -> String {
        bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}
