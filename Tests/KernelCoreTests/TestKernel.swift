import FoundationEssentials
import JupyterProtocol
import Logging

@testable import KernelCore

/// An interpreter that does what the test says.
final class TestInterpreter: Interpreter {
    var onExecute: (String, any OutputSink) -> ExecutionOutcome = { _, _ in .ok }
    var onComplete: (String, Int) -> CompletionResult = { _, cursor in
        CompletionResult(matches: [], start: cursor, end: cursor)
    }
    var onInspect: (String, Int, Int) -> MIMEBundle? = { _, _, _ in nil }
    var executed: [String] = []
    var commTargets: [String: any CommTarget] = [:]
    var outputLimits = OutputLimits()

    let language = LanguageDescription(
        implementation: "test-kernel", implementationVersion: "1.2", banner: "Hello", name: "test", version: "3",
        mimetype: "text/x-test", fileExtension: ".test", pygmentsLexer: "text", codemirrorMode: "null",
        helpLinks: [("Help", "https://example.org")])

    func execute(_ code: String, silent: Bool, output: any OutputSink) -> ExecutionOutcome {
        executed.append(code)
        return onExecute(code, output)
    }

    func evaluate(
        _ expression: String, isInterrupted: @escaping () -> Bool
    ) -> Result<MIMEBundle, EvaluationFailure> {
        executed.append("evaluate \(expression)")
        if expression == "interrupted" { return .success(["text/plain": "\(isInterrupted())"]) }
        return expression == "bad"
            ? .failure(EvaluationFailure(name: "name", value: "no bad", traceback: ["there"]))
            : .success(["text/plain": expression])
    }

    func complete(_ code: String, at cursor: Int) -> CompletionResult { onComplete(code, cursor) }

    func inspect(_ code: String, at cursor: Int, detail: Int) -> MIMEBundle? { onInspect(code, cursor, detail) }

    func completeness(of code: String) -> Completeness {
        switch code {
        case "incomplete": .incomplete(indent: "    ")
        case "invalid": .invalid
        case "unknown": .unknown
        default: .complete
        }
    }
}

/// Keeps what is said.
final class RecordingOutlet: Outlet {
    var emissions: [Emission] = []
    /// What else happens when something is said.
    var onEmit: (Emission) -> Void = { _ in }

    func emit(_ emission: Emission) {
        emissions.append(emission)
        onEmit(emission)
    }

    func flush() {}
}

/// Answers what a cell asks as the test says.
final class TestInput: InputSource {
    var onAsk: (String) -> InputAnswer = { _ in .end }
    var questions: [Message] = []

    func answer(to question: Message, from execution: String) -> InputAnswer {
        questions.append(question)
        return onAsk(execution)
    }
}

/// The services with an interpreter, and what they say as lines such as `iopub status {"execution_state":"busy"}`.
final class TestKernel {
    let interpreter = TestInterpreter()
    let interruption = Interruption()
    let outlet = RecordingOutlet()
    let input = TestInput()
    let shell: ShellService
    let control: ControlService
    private var count = 0

    init() {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let composer = MessageComposer()
        shell = ShellService(
            interpreter, composer: composer, interruption: interruption, outlet: outlet, input: input, logger: logger)
        control = ControlService(
            interpreter.language, composer: composer, interruption: interruption, outlet: outlet, logger: logger)
    }

    /// A request as a client sends it.
    func request(_ type: String, _ content: String, buffers: [Data] = []) throws -> Message {
        count += 1
        let header = #"{"msg_id":"request \#(count)", "msg_type":"\#(type)", "session":"client"}"#
        let parts = [header, "{}", "{}", content].map { Data($0.utf8) }
        return try Message(frames: [Data("client".utf8), Message.delimiter, Data()] + parts + buffers)
    }

    /// What the shell service says to a request.
    func shell(_ type: String, _ content: String) throws -> [String] {
        shell.handle(try request(type, content))
        return takeLines()
    }

    /// What it says between `busy` and `idle`.
    func answer(_ type: String, _ content: String) throws -> [String] {
        let lines = try shell(type, content)
        guard lines.first == Self.busy, lines.last == Self.idle else { return ["no busy and idle:"] + lines }
        return Array(lines.dropFirst().dropLast())
    }

    /// What it says on a cell between `busy` and `idle`.
    func execute(_ code: String, _ options: String = "") throws -> [String] {
        try answer("execute_request", #"{"code":"\#(code)"\#(options)}"#)
    }

    /// What was said since the last call.
    func takeLines() -> [String] {
        defer { outlet.emissions = [] }
        return outlet.emissions.map { emission in
            switch emission {
            case .message(let message, let channel):
                "\(channel) \(message.header.messageType) \(String(decoding: message.content, as: UTF8.self))"
            case .text(let text, let stream, _):
                "text \(stream.rawValue) \(text)"
            case .update(let message, let display):
                "update of \(display) \(String(decoding: message.content, as: UTF8.self))"
            case .clear(let message, _):
                "iopub clear_output \(String(decoding: message.content, as: UTF8.self))"
            case .failure:
                "failure"
            }
        }
    }

    static let busy = #"iopub status {"execution_state":"busy"}"#
    static let idle = #"iopub status {"execution_state":"idle"}"#
}
