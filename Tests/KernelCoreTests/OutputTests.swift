import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

@Suite struct OutputLimitTests {
    /// What a cell with these limits shows, by what it does.
    private func show(
        text: Int = 10, display: Int = OutputLimits.envelope + 10, remedy: String? = nil,
        _ body: @escaping (any OutputSink) -> Void
    ) throws -> [String] {
        let kernel = TestKernel()
        kernel.interpreter.outputLimits = OutputLimits(text: text, display: display, remedy: remedy)
        kernel.interpreter.onExecute = { _, output in
            body(output)
            return .ok
        }
        return Array(try kernel.execute("x").dropFirst().dropLast())
    }

    @Test func textWithinTheLimitIsKeptWhole() throws {
        let lines = try show {
            $0.write("", to: .standardOutput)
            $0.write("12345", to: .standardOutput)
            $0.write("67890", to: .standardError)
        }
        #expect(lines == ["text stdout 12345", "text stderr 67890"])
    }

    @Test func textBeyondTheLimitIsReplacedByOneNotice() throws {
        let lines = try show {
            $0.write("1234567\n", to: .standardOutput)
            for _ in 0..<3 { $0.write("abcd", to: .standardOutput) }
            $0.display(["text/plain": "d"], identifier: nil)
        }
        #expect(
            lines == [
                "text stdout 1234567\n", "text stdout ab",
                "text stderr \n[this cell has written more than 10 bytes of text; the rest is not shown]\n",
                #"iopub display_data {"data":{"text/plain":"d"},"metadata":{}}"#,
            ])
    }

    @Test func noCharacterIsCutInTwo() throws {
        let lines = try show {
            $0.write("123456789", to: .standardOutput)
            $0.write("😀", to: .standardOutput)
        }
        #expect(
            lines == [
                "text stdout 123456789",
                "text stderr \n[this cell has written more than 10 bytes of text; the rest is not shown]\n",
            ])
        #expect(try show { $0.write("12345678😀", to: .standardOutput) }.first == "text stdout 12345678")
    }

    @Test func theNoticeSpeaksOfMebibytes() throws {
        let lines = try show(text: 2 << 20) {
            $0.write(String(repeating: "a", count: (2 << 20) + 1), to: .standardOutput)
        }
        #expect(lines.last == "text stderr \n[this cell has written more than 2 MiB of text; the rest is not shown]\n")
    }

    @Test func theNoticeSaysHowToSeeMore() throws {
        let lines = try show(remedy: "ask for more") { $0.write("12345678901", to: .standardOutput) }
        #expect(
            lines.last
                == "text stderr \n[this cell has written more than 10 bytes of text; the rest is not shown: ask for more]\n"
        )
    }

    /// A cell may raise the limit, then write more than it was.
    @Test func theLimitIsThatOfTheMoment() throws {
        let kernel = TestKernel()
        kernel.interpreter.outputLimits = OutputLimits(text: 4)
        kernel.interpreter.onExecute = { [unowned kernel] _, output in
            output.write("1234", to: .standardOutput)
            kernel.interpreter.outputLimits.text = 8
            output.write("5678", to: .standardOutput)
            return .ok
        }
        let lines = try kernel.execute("x")
        #expect(lines.contains("text stdout 5678"))
        #expect(!lines.contains { $0.contains("not shown") })
    }

    @Test func displaysBeyondTheLimitAreReplacedByOneNotice() throws {
        let lines = try show(display: OutputLimits.envelope * 2 + 11) {
            for _ in 0..<4 { $0.display(["text/plain": "123456"], identifier: nil) }
            $0.update(["text/plain": "1234567890123"], identifier: "a")
            $0.result(["text/plain": "1234567890123"])
        }
        #expect(
            lines.map { $0.prefix(20) } == [
                "iopub display_data {", "text stderr [this ce", "update of a {\"data\":", "iopub execute_result",
            ])
    }

    @Test func whatIsClearedDoesNotCount() throws {
        let lines = try show {
            for _ in 0..<3 {
                $0.write("1234567890", to: .standardOutput)
                $0.display(["text/plain": "1234567890"], identifier: nil)
                $0.clear(wait: true)
            }
        }
        #expect(lines.count == 9)
        #expect(!lines.contains { $0.contains("not shown") })
    }

    @Test func eachCellHasItsOwnLimit() throws {
        let kernel = TestKernel()
        kernel.interpreter.outputLimits = OutputLimits(text: 10)
        kernel.interpreter.onExecute = { _, output in
            output.write("1234567890", to: .standardOutput)
            return .ok
        }
        for _ in 0..<3 { #expect(try kernel.execute("x").contains("text stdout 1234567890")) }
    }
}
