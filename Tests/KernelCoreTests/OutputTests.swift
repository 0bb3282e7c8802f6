import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelCore

@Suite struct OutputLimitTests {
    /// What a cell with these limits shows, by what it does.
    private func show(
        text: Int = 10, display: Int = 10, _ body: @escaping (any OutputSink) -> Void
    ) throws -> [String] {
        let kernel = TestKernel(limits: OutputLimits(text: text, display: display))
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

    @Test func displaysBeyondTheLimitAreReplacedByOneNotice() throws {
        let lines = try show {
            for _ in 0..<4 { $0.display(["text/plain": "123456"], identifier: nil) }
            $0.update(["text/plain": "1234567890123"], identifier: "a")
            $0.result(["text/plain": "1234567890123"])
        }
        #expect(
            lines.map { $0.prefix(20) } == [
                "iopub display_data {", "text stderr [this ce", "iopub update_display", "iopub execute_result",
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
        let kernel = TestKernel(limits: OutputLimits(text: 10, display: 10))
        kernel.interpreter.onExecute = { _, output in
            output.write("1234567890", to: .standardOutput)
            return .ok
        }
        for _ in 0..<3 { #expect(try kernel.execute("x").contains("text stdout 1234567890")) }
    }
}

@Suite struct StreamCoalescerTests {
    private let start = ContinuousClock.now
    private let parent = Data(#"{"msg_id":"1"}"#.utf8)

    private func coalescer() -> StreamCoalescer {
        StreamCoalescer(composer: MessageComposer(), interval: .milliseconds(50), capacity: 10)
    }

    private func content(_ message: Message?) -> String? { message.map { String(decoding: $0.content, as: UTF8.self) } }

    @Test func piecesAreJoined() throws {
        var coalescer = coalescer()
        #expect(coalescer.deadline == nil)
        #expect(try coalescer.flush() == nil)
        #expect(try coalescer.add("a", to: .standardOutput, parent: parent, at: start).isEmpty)
        #expect(try coalescer.add("b", to: .standardOutput, parent: parent, at: start + .milliseconds(49)).isEmpty)
        // The first piece waits longest, and by it the deadline is set.
        #expect(coalescer.deadline == start + .milliseconds(50))
        let message = try #require(try coalescer.flush())
        #expect(content(message) == #"{"name":"stdout","text":"ab"}"#)
        #expect(message.header.messageType == "stream")
        #expect(message.parentHeader == parent)
        #expect(coalescer.deadline == nil)
        #expect(try coalescer.flush() == nil)
    }

    @Test func anotherStreamOrCellIsAnotherMessage() throws {
        var coalescer = coalescer()
        let other = Data(#"{"msg_id":"2"}"#.utf8)
        #expect(try coalescer.add("a", to: .standardOutput, parent: parent, at: start).isEmpty)
        let first = try coalescer.add("b", to: .standardError, parent: parent, at: start + .milliseconds(1))
        #expect(first.map(content) == [#"{"name":"stdout","text":"a"}"#])
        #expect(coalescer.deadline == start + .milliseconds(51))
        let second = try coalescer.add("c", to: .standardError, parent: other, at: start)
        #expect(second.map(content) == [#"{"name":"stderr","text":"b"}"#])
        #expect(second.first?.parentHeader == parent)
        let third = try coalescer.flush()
        #expect(content(third) == #"{"name":"stderr","text":"c"}"#)
        #expect(third?.parentHeader == other)
    }

    @Test func noMoreWaitsThanTheCapacity() throws {
        var coalescer = coalescer()
        #expect(try coalescer.add("123456789", to: .standardOutput, parent: parent, at: start).isEmpty)
        let messages = try coalescer.add("01", to: .standardOutput, parent: parent, at: start)
        #expect(messages.map(content) == [#"{"name":"stdout","text":"12345678901"}"#])
        #expect(coalescer.deadline == nil)
        #expect(try coalescer.add("a", to: .standardOutput, parent: parent, at: start).isEmpty)
        let both = try coalescer.add("1234567890", to: .standardError, parent: parent, at: start)
        #expect(both.map(content) == [#"{"name":"stdout","text":"a"}"#, #"{"name":"stderr","text":"1234567890"}"#])
    }
}
