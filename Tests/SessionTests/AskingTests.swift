import Language
import Testing

@testable import Session

@Suite struct AskingTests {
    private func ask(_ source: String, _ answers: [Answer]) -> (output: TestOutput, failure: Diagnostic?) {
        let output = TestOutput()
        output.answers = answers
        if case .failed(let diagnostic) = Session().execute(source, output: output, isCancelled: { false }) {
            return (output, diagnostic)
        }
        return (output, nil)
    }

    @Test func anAnswerIsText() {
        let (output, failure) = ask(
            "a = input(\"one \")\nb = password(\"two \")\nprint b, a, input()", [.line("x = 1"), .line("😀"), .line("")])
        #expect(failure == nil)
        #expect(output.prompts == ["one ", "🔒 two ", ""])
        #expect(output.printed == "😀 x = 1 \n")
    }

    @Test func theEndOfTheInputIsAnError() {
        let (output, failure) = ask("a = input(\"one\")\nb = input(\"two\")\nprint 1", [.line("1")])
        #expect(failure?.kind == .file)
        #expect(failure?.message == "there is no more input")
        #expect(failure?.spans.first == Span(21, 26))
        #expect(output.printed.isEmpty)
    }

    @Test func anInterruptEndsTheCell() {
        #expect(ask("input(\"?\")", [.interrupted]).failure?.kind == .interrupted)
    }

    @Test func whereNobodyAnswersThatIsSaid() {
        let failure = ask("password(\"?\")", [.unavailable]).failure
        #expect(failure?.kind == .file)
        #expect(failure?.message == "password has nobody to ask: what runs this cell takes no questions")
        #expect(failure?.topic == "password")
    }

    @Test func aPromptIsText() throws {
        #expect(try Session().fail("input(1)").contains("text"))
    }
}
