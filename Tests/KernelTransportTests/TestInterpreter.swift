import Dispatch
import Glibc
import KernelCore

/// An interpreter for a few words.
final class TestInterpreter: Interpreter {
    /// Opened to let a cell go on that does not heed interrupts.
    let gate: Gate
    /// How many cells have counted.
    private var count = 0

    init(gate: Gate) { self.gate = gate }

    let language = LanguageDescription(
        implementation: "test-kernel", implementationVersion: "1", banner: "", name: "test", version: "1",
        mimetype: "text/x-test", fileExtension: ".test", pygmentsLexer: "text", codemirrorMode: "null")

    func execute(_ code: String, silent: Bool, output: any OutputSink) -> ExecutionOutcome {
        let words = code.split(separator: " ").map(String.init)
        switch words.first {
        case "print":
            output.write("\(code.dropFirst("print ".count))\n", to: .standardOutput)
        case "lines":
            let count = words.last.flatMap { Int($0) } ?? 0
            for line in 1...max(1, count) { output.write("line \(line)\n", to: .standardOutput) }
        case "count":
            count += 1
            output.result(["text/plain": "\(count)"])
        case "mixed":
            for number in 0..<(words.last.flatMap { Int($0) } ?? 100) {
                output.write("a\(number) ", to: .standardOutput)
                output.display(["text/plain": "b\(number)"], identifier: nil)
            }
        case "live":
            // 10,000 bytes each, that of a number in all of them.
            output.display(["text/plain": "0"], identifier: "live")
            for number in 1...max(1, words.last.flatMap { Int($0) } ?? 0) {
                output.update(["text/plain": "\(number)" + String(repeating: " ", count: 10_000)], identifier: "live")
                output.write("\(number) ", to: .standardOutput)
            }
        case "pages":
            for number in 1...max(1, words.last.flatMap { Int($0) } ?? 0) {
                output.clear(wait: words.contains("wait"))
                output.write("page \(number)\n", to: .standardOutput)
                output.display(["text/plain": "\(number)" + String(repeating: " ", count: 10_000)], identifier: nil)
            }
        case "ask", "hide":
            return ask(code, output)
        case "fail":
            return .failed(name: "failure", value: code, traceback: [code])
        case "spin":
            // Says that it runs, and runs on until it is interrupted.
            output.write("spinning", to: .standardOutput)
            // The pause only spares the machine: what ends the loop is the interrupt.
            return wait(output) { usleep(500) }
        case "flood":
            return wait(output) {
                output.display(["text/plain": "wave"], identifier: nil)
                usleep(50)
            }
        case "stubborn":
            output.write("stubborn", to: .standardOutput)
            gate.wait(patience * 3)
        default:
            output.result(["text/plain": code])
        }
        return .ok
    }

    /// Asks with the code as prompt, and shows the answer.
    private func ask(_ code: String, _ output: any OutputSink) -> ExecutionOutcome {
        output.write("before ", to: .standardOutput)
        switch output.ask(code, isPassword: code.hasPrefix("hide")) {
        case .text(let text): output.result(["text/plain": text])
        case .end: return .failed(name: "end", value: "", traceback: [])
        case .interrupted: return .failed(name: "interrupted", value: "", traceback: [])
        case .refused: return .failed(name: "refused", value: "", traceback: [])
        }
        return .ok
    }

    /// Does something again and again until the cell is interrupted; longer than any test waits, but not for ever.
    private func wait(_ output: any OutputSink, _ body: () -> Void) -> ExecutionOutcome {
        let deadline = ContinuousClock.now + patience * 3
        while ContinuousClock.now < deadline {
            if output.isInterrupted { return .failed(name: "interrupted", value: "", traceback: []) }
            body()
        }
        return .ok
    }

    func evaluate(
        _ expression: String, isInterrupted: @escaping () -> Bool
    ) -> Result<MIMEBundle, EvaluationFailure> {
        .success(["text/plain": expression])
    }

    func complete(_ code: String, at cursor: Int) -> CompletionResult {
        CompletionResult(matches: [], start: cursor, end: cursor)
    }

    var commTargets: [String: any CommTarget] { ["echo": EchoTarget()] }

    var subshellMaker: SubshellMaker? { { [gate] in TestInterpreter(gate: gate) } }

    func inspect(_ code: String, at cursor: Int, detail: Int) -> MIMEBundle? { nil }

    func completeness(of code: String) -> Completeness { .complete }
}

/// Says what it is told.
final class EchoTarget: CommTarget {
    func open(_ comm: borrowing Comm, _ message: CommMessage) { comm.send(message) }
    func receive(_ message: CommMessage, over comm: borrowing Comm) { comm.send(message) }
}

/// Is waited at until it is opened, but not for ever.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }

    /// Whether it was opened in time.
    @discardableResult
    func wait(_ time: Duration = patience) -> Bool {
        semaphore.wait(timeout: .now() + .seconds(Int(time.components.seconds))) == .success
    }
}
