import FoundationEssentials
import Testing

@testable import JupyterProtocol

@Suite struct ContentTests {
    private func text(_ content: some MessageContent) throws -> String {
        String(decoding: try content.encoded(), as: UTF8.self)
    }

    private func decode<Content: Decodable>(_ text: String, as type: Content.Type = Content.self) throws -> Content {
        try JSONText.decode(type, from: Data(text.utf8), subject: "execute_request")
    }

    @Test func anExecuteRequestHasDefaults() throws {
        let request: ExecuteRequest = try decode(#"{"code":"x","user_expressions":null,"unknown":[1]}"#)
        #expect(request.code == "x")
        #expect(!request.silent)
        #expect(request.storesHistory)
        #expect(request.stopsOnError)
        #expect(request.userExpressions.isEmpty)
    }

    @Test func silentKeepsOutOfTheHistory() throws {
        let request: ExecuteRequest = try decode(#"{"code":"x","silent":true,"store_history":true}"#)
        #expect(!request.storesHistory)
    }

    @Test(arguments: [
        ("{}", "execute_request lacks `code`"),
        (#"{"code":5}"#, "execute_request needs a string as `code`"),
        (#"{"code":null}"#, "execute_request needs a string as `code`"),
        (#"{"code":"x","silent":"yes"}"#, "execute_request needs true or false as `silent`"),
        (#"{"code":"x","user_expressions":[]}"#, "execute_request needs an object as `user_expressions`"),
        (#"{"code":"x","user_expressions":{"a":1}}"#, "execute_request needs a string as `user_expressions.a`"),
    ])
    func aWrongExecuteRequestIsExplained(text: String, message: String) {
        #expect { _ = try decode(text, as: ExecuteRequest.self) } throws: {
            $0 as? ProtocolError == ProtocolError(.invalidContent, message)
        }
    }

    /// What the decoder makes of these is its own affair, as long as it is an error of one line or a value.
    @Test(arguments: ["1e300", "1.5", "-9223372036854775809", "99999999999999999999", "-0", "1e2"])
    func numbersOutOfRangeDoNoHarm(number: String) {
        do throws(ProtocolError) {
            let text = Data(#"{"code":"x","cursor_pos":\#(number)}"#.utf8)
            _ = try JSONText.decode(CompleteRequest.self, from: text, subject: "complete_request")
        } catch {
            #expect(error.code == .invalidContent)
            #expect(!error.message.contains("\n"))
        }
    }

    @Test func anErrorInTextIsNoTrap() {
        // A lone surrogate is JSON, but no text.
        #expect(throws: ProtocolError.self) { _ = try decode(#"{"code":"\ud800"}"#, as: ExecuteRequest.self) }
    }

    @Test func displayDataLeavesOutWhatItHasNot() throws {
        let bundle = ["text/plain": "x", "image/svg+xml": "<svg/>"]
        #expect(
            try text(DisplayData(data: bundle))
                == #"{"data":{"image/svg+xml":"<svg/>","text/plain":"x"},"metadata":{}}"#)
        #expect(
            try text(DisplayData(data: [:], identifier: "a"))
                == #"{"data":{},"metadata":{},"transient":{"display_id":"a"}}"#)
        #expect(
            try text(DisplayData(data: [:], executionCount: 3))
                == #"{"data":{},"execution_count":3,"metadata":{}}"#)
    }

    @Test func repliesAreAsTheProtocolHasThem() throws {
        #expect(try text(StatusReply(.ok)) == #"{"status":"ok"}"#)
        #expect(try text(StatusReply(.aborted, executionCount: 2)) == #"{"execution_count":2,"status":"aborted"}"#)
        #expect(
            try text(ErrorReply(name: "n", value: "v", traceback: ["t"]))
                == #"{"ename":"n","evalue":"v","status":"error","traceback":["t"]}"#)
        #expect(try text(InspectReply(data: nil)) == #"{"data":{},"found":false,"metadata":{},"status":"ok"}"#)
        #expect(try text(IsCompleteReply(status: "complete")) == #"{"status":"complete"}"#)
        #expect(
            try text(IsCompleteReply(status: "incomplete", indent: "  ")) == #"{"indent":"  ","status":"incomplete"}"#)
        #expect(try text(CommInfoReply(targets: [:])) == #"{"comms":{},"status":"ok"}"#)
        #expect(try text(ShutdownReply(restart: true)) == #"{"restart":true,"status":"ok"}"#)
    }

    @Test func aHistoryEntryIsATriple() throws {
        #expect(
            try text(HistoryReply(history: [.init(session: 1, line: 2, input: "i", output: nil)]))
                == #"{"history":[[1,2,"i"]],"status":"ok"}"#)
        #expect(
            try text(HistoryReply(history: [.init(session: 1, line: 2, input: "i", output: .some("o"))]))
                == #"{"history":[[1,2,["i","o"]]],"status":"ok"}"#)
        #expect(
            try text(HistoryReply(history: [.init(session: 1, line: 2, input: "i", output: .some(nil))]))
                == #"{"history":[[1,2,["i",null]]],"status":"ok"}"#)
    }

    @Test func completionsCarryTheirTypes() throws {
        let reply = CompleteReply(
            matches: [.init(text: "train", type: "function", signature: "(N, D)", start: 0, end: 2)], start: 0, end: 2)
        let match = #"{"end":2,"signature":"(N, D)","start":0,"text":"train","type":"function"}"#
        #expect(
            try text(reply)
                == #"{"cursor_end":2,"cursor_start":0,"matches":["train"],"metadata":{"_jupyter_types_experimental":["#
                + match + #"]},"status":"ok"}"#)
    }

    /// Texts that writers of JSON stumble over.
    private static let texts = [
        "", "x", "\"\\/", String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar($0 as UInt8) })),
        "\u{7f}\u{80}\u{2028}",
        "é😀e\u{301}", "</script>", "a\r\nb",
    ]

    /// What is written by hand is what an encoder writes, byte by byte.
    @Test(arguments: texts)
    func contentIsWrittenAsAnEncoderWritesIt(text: String) throws {
        func compare(_ content: some MessageContent) throws {
            #expect(try content.encoded() == JSONText.encode(content))
        }
        for state in [KernelStatus.State.starting, .busy, .idle] { try compare(KernelStatus(state)) }
        try compare(ExecuteInput(code: text, executionCount: .max))
        try compare(StreamText(name: "stdout", text: text))
        try compare(DisplayData(data: [:]))
        try compare(
            DisplayData(
                data: ["text/plain": text, "image/svg+xml": text, text: "z"], identifier: text, executionCount: 1))
        try compare(ExecuteReply(executionCount: -1, payload: [], userExpressions: [:]))
        try compare(
            ExecuteReply(
                executionCount: 2, payload: [.init(data: ["text/plain": text])],
                userExpressions: [
                    text: .value(["text/plain": text]),
                    "b": .failure(ErrorReply(name: "n", value: text, traceback: [text])),
                ]))
    }
}
