import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

@Suite struct InputTests {
    private let kernel = TestKernel()
    private let allowed = #","allow_stdin":true"#

    /// Lets a cell ask, and gives back what it was told.
    private func ask(_ options: String) throws -> InputAnswer? {
        var answer: InputAnswer?
        kernel.interpreter.onExecute = { code, output in
            answer = output.ask(code, isPassword: true)
            return .ok
        }
        _ = try kernel.execute("who?", options)
        return answer
    }

    @Test func theQuestionGoesToTheClientThatRunsTheCell() throws {
        kernel.input.onAsk = { .text($0) }
        #expect(try ask(allowed) == .text("request 1"))
        let question = try #require(kernel.input.questions.first)
        #expect(question.header.messageType == "input_request")
        #expect(question.identities == [Data("client".utf8)])
        #expect(String(decoding: question.content, as: UTF8.self) == #"{"password":true,"prompt":"who?"}"#)
        #expect(question.parentIdentifier == "request 1")
    }

    @Test(arguments: ["", #","allow_stdin":false"#, #","allow_stdin":null"#])
    func whoTakesNoQuestionsIsNotAsked(options: String) throws {
        #expect(try ask(options) == .refused)
        #expect(kernel.input.questions.isEmpty)
    }

    /// That nothing is shown is no reason not to ask.
    @Test func aSilentCellMayAsk() throws {
        kernel.input.onAsk = { _ in .text("1") }
        #expect(try ask(allowed + #","silent":true"#) == .text("1"))
    }

    @Test func anInterruptedCellAsksNothing() throws {
        kernel.interpreter.onExecute = { [kernel] _, output in
            kernel.interruption.interrupt()
            return output.ask("?", isPassword: false) == .interrupted
                ? .failed(name: "interrupted", value: "", traceback: []) : .ok
        }
        #expect(try kernel.execute("x", allowed).contains("failure"))
        #expect(kernel.input.questions.isEmpty)
    }

    @Test func nothingIsAskedAfterTheEnd() throws {
        var kept: (any OutputSink)?
        kernel.interpreter.onExecute = { _, output in
            kept = output
            return .ok
        }
        _ = try kernel.execute("x", allowed)
        #expect(kept?.ask("?", isPassword: false) == .refused)
        #expect(kernel.input.questions.isEmpty)
    }
}
