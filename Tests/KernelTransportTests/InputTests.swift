import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

@Suite struct InputTests {
    private let interrupted = #""ename":"interrupted""#

    @Test(arguments: [("ask", false), ("hide", true)])
    func aCellAsksTheClientThatRunsIt(code: String, isPassword: Bool) throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let other = try TestClient.welcomed(by: server.connection)
        let (cell, question) = try client.sendAsking(code)
        #expect(
            client.describe(question) == #"input_request {"password":\#(isPassword),"prompt":"\#(code)"}"#)
        #expect(question.header.session != "client")
        try client.answer("Ä 😀")
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        #expect(
            try client.publications(on: cell) == [
                TestClient.busy, #"execute_input {"code":"\#(code)","execution_count":1}"#,
                #"stream {"name":"stdout","text":"before "}"#,
                #"execute_result {"data":{"text/plain":"Ä 😀"},"execution_count":1,"metadata":{}}"#, TestClient.idle,
            ])
        #expect(try other.isQuiet(.stdin))
    }

    /// What the cell has written stands before the question.
    @Test func textIsPublishedBeforeTheQuestion() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let (cell, _) = try client.sendAsking()
        try client.waitForText(of: cell)
        try client.answer("1")
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
    }

    @Test(arguments: ["", #","allow_stdin":false"#])
    func aClientThatTakesNoQuestionsIsNotAsked(options: String) throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        #expect(try client.reply(to: try client.send(code: "ask", options)).contains(#""ename":"refused""#))
        #expect(try client.isQuiet(.stdin))
    }

    @Test func anAnswerMayNameTheQuestionOrTheCellAsItsParent() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for parent in [\Message.headerText, \Message.parentHeader] {
            let (cell, question) = try client.sendAsking()
            try client.answer("1", parent: question[keyPath: parent])
            #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        }
    }

    @Test func whatAnswersNoQuestionIsIgnored() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let other = try TestClient.welcomed(by: server.connection)
        // Before there is a question.
        try client.answer("early")
        let (first, old) = try client.sendAsking()
        try client.answer("one")
        #expect(try client.reply(to: first).contains(#""status":"ok""#))
        // Another answer to a question that has been answered.
        try client.answer("late", parent: old.headerText)
        let (cell, question) = try client.sendAsking()
        try client.answer("late", parent: old.headerText)
        // What another client says; its own question, which it answers then, tells that the kernel has read it.
        other.subshell = try other.createSubshell()
        let (own, ownQuestion) = try other.sendAsking()
        other.subshell = nil
        try other.answer("foreign", parent: question.headerText)
        try other.answer("own", parent: ownQuestion.headerText)
        #expect(try other.reply(to: own).contains(#""status":"ok""#))
        try client.stdin.send(client.request("input_reply", #"{"text":"no value"}"#).frames)
        try client.stdin.send(client.request("execute_request", #"{"code":"1","value":"no answer"}"#).frames)
        try client.stdin.send(other.request("input_reply", #"{"value":"unsigned"}"#).frames.map { _ in Data() })
        try client.answer("two", parent: question.headerText)
        #expect(try client.publications(on: cell).contains { $0.contains(#"{"text/plain":"two"}"#) })
    }

    @Test func anInterruptEndsTheWaiting() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for _ in 0..<10 {
            let (cell, question) = try client.sendAsking()
            try client.send("interrupt_request", on: .control)
            #expect(try client.reply(to: cell).contains(interrupted))
            #expect(try client.publications(on: cell).last == TestClient.idle)
            // Its answer is no answer to the next.
            try client.answer("late", parent: question.headerText)
            let next = try client.sendAsking()
            try client.answer("now")
            #expect(try client.reply(to: next.identifier).contains(#""status":"ok""#))
            #expect(try client.publications(on: next.identifier).contains { $0.contains(#""now""#) })
        }
    }

    /// The interrupt may come at any moment between the cell's beginning and its question.
    @Test func anInterruptIsNeverLost() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for _ in 0..<50 {
            let cell = try client.send(code: "ask", #","allow_stdin":true"#)
            while try client.parent(of: client.receive(on: .iopub)) != cell {}
            try client.send("interrupt_request", on: .control)
            #expect(try client.reply(to: cell).contains(interrupted))
        }
    }

    @Test func theEndOfTheInputIsToldApart() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let (cell, _) = try client.sendAsking()
        try client.answer(#"\u0004"#)
        #expect(try client.reply(to: cell).contains(#""ename":"end""#))
    }

    @Test func aClientThatVanishesHoldsUpNobody() throws {
        let server = try TestServer()
        let other = try TestClient.welcomed(by: server.connection)
        var cell = ""
        do {
            let client = try TestClient.welcomed(by: server.connection)
            cell = try client.sendAsking().identifier
        }
        let information = try other.send("kernel_info_request", on: .control)
        #expect(try other.reply(to: information, on: .control).hasPrefix("kernel_info_reply"))
        let interrupt = try other.send("interrupt_request", on: .control)
        #expect(try other.reply(to: interrupt, on: .control) == #"interrupt_reply {"status":"ok"}"#)
        #expect(try other.publications(on: cell).last == TestClient.idle)
        #expect(try other.reply(to: try other.send(code: "1")).contains(#""execution_count":2,"#))
    }

    /// As a client's stdin channel may be when its first cell asks.
    @Test func aClientThatIsNotConnectedIsAskedWhenItIs() throws {
        let server = try TestServer()
        let client = try TestClient(server.connection, except: .stdin)
        #expect(try client.receive(on: .iopub).header.messageType == "iopub_welcome")
        let cell = try client.send(code: "ask", #","allow_stdin":true"#)
        try client.waitForText(of: cell)
        try client.stdin.connect(server.connection.endpoint(of: .stdin))
        #expect(try client.parent(of: client.receive(on: .stdin)) == cell)
        try client.answer("here")
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
    }

    @Test func aShutdownEndsTheWaiting() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let (cell, _) = try client.sendAsking()
        let shutdown = try client.send("shutdown_request", on: .control)
        #expect(try client.reply(to: cell).contains(interrupted))
        #expect(try client.reply(to: shutdown, on: .control) == #"shutdown_reply {"restart":false,"status":"ok"}"#)
        #expect(try server.waitForEnd() == nil)
    }
}
