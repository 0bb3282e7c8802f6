import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

@Suite struct ServingTests {
    @Test(arguments: ["ipc", "tcp", "unsigned"])
    func aCellIsServedInOrder(transport: String) throws {
        let server =
            switch transport {
            case "tcp": try TestServer(.test(transport: "tcp", ports: freePorts(5)))
            case "unsigned": try TestServer(key: "")
            default: try TestServer()
            }
        let client = try TestClient.welcomed(by: server.connection)
        let identifier = try client.send(code: "print hello, world", #","user_expressions":{"a":"1"}"#)
        #expect(
            try client.publications(on: identifier) == [
                TestClient.busy, #"execute_input {"code":"print hello, world","execution_count":1}"#,
                #"stream {"name":"stdout","text":"hello, world\n"}"#, TestClient.idle,
            ])
        #expect(
            try client.reply(to: identifier)
                == #"execute_reply {"execution_count":1,"payload":[],"status":"ok","user_expressions":"#
                + #"{"a":{"data":{"text/plain":"1"},"metadata":{},"status":"ok"}}}"#)
    }

    @Test(arguments: [Channel.shell, .control])
    func kernelInformationIsGivenOnBothChannels(channel: Channel) throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let identifier = try client.send("kernel_info_request", on: channel)
        #expect(try client.reply(to: identifier, on: channel).hasPrefix(#"kernel_info_reply {"banner":"#))
        #expect(try client.publications(on: identifier) == [TestClient.busy, TestClient.idle])
    }

    @Test func theParentHeaderIsEchoedAsItCame() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let header = #"{ "msg_type":"kernel_info_request","session":"s", "msg_id" : "\u0031", "other":[1.0, null] }"#
        try client.shell.send(client.sign([header, "{}", "{}", "{}"].map { Data($0.utf8) }))
        #expect(try client.receive(on: .shell).parentHeader == Data(header.utf8))
        #expect(try client.receive(on: .iopub).parentHeader == Data(header.utf8))
    }

    @Test func eachClientGetsItsRepliesAndAllSeeWhatIsPublished() throws {
        let server = try TestServer()
        let clients = try (0..<3).map { _ in try TestClient.welcomed(by: server.connection) }
        let identifiers = try clients.map { try $0.send(code: "1") }
        for (client, identifier) in zip(clients, identifiers) {
            #expect(try client.reply(to: identifier).hasPrefix("execute_reply"))
            #expect(try client.isQuiet(.shell))
        }
        for client in clients {
            var idle: Set<String> = []
            while idle.count < 3 {
                let message = try client.receive(on: .iopub)
                if client.describe(message) == TestClient.idle { idle.insert(try client.parent(of: message)) }
            }
            #expect(idle == Set(identifiers))
        }
    }

    @Test func textAndDisplaysStayInOrder() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let lines = try client.publications(on: try client.send(code: "mixed"))
        let expected = (0..<100).flatMap { number in
            [
                #"stream {"name":"stdout","text":"a\#(number) "}"#,
                #"display_data {"data":{"text/plain":"b\#(number)"},"metadata":{}}"#,
            ]
        }
        #expect(Array(lines.dropFirst(2).dropLast()) == expected)
    }

    @Test func manyLinesBecomeFewMessagesAndNoneIsLost() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let identifier = try client.send(code: "lines 20000")
        struct Content: Decodable { var text: String? }
        var text = ""
        var messages = 0
        while true {
            let message = try client.receive(on: .iopub)
            if client.describe(message) == TestClient.idle { break }
            if message.header.messageType == "stream" {
                text += try JSONDecoder().decode(Content.self, from: message.content).text ?? ""
                messages += 1
            }
        }
        #expect(text == (1...20000).map { "line \($0)\n" }.joined())
        #expect(messages < 2000)
        #expect(try client.reply(to: identifier).contains(#""status":"ok""#))
    }

    @Test func cellsQueuedBehindAFailureAreRefusedAndLaterOnesAreNot() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        // All five are in the queue before the first has ended, which it does only when told.
        let spin = try client.send(code: "spin", #","stop_on_error":false"#)
        let fail = try client.send(code: "fail")
        let queued = [try client.send(code: "1"), try client.send(code: "2")]
        let information = try client.send("kernel_info_request")
        try client.waitForText(of: spin)
        let interrupt = try client.send("interrupt_request", on: .control)
        #expect(try client.reply(to: interrupt, on: .control) == #"interrupt_reply {"status":"ok"}"#)

        #expect(try client.reply(to: spin).contains(#""ename":"interrupted""#))
        #expect(try client.reply(to: fail).contains(#""ename":"failure""#))
        for identifier in queued {
            #expect(try client.reply(to: identifier) == #"execute_reply {"execution_count":2,"status":"aborted"}"#)
            #expect(try client.publications(on: identifier) == [TestClient.busy, TestClient.idle])
        }
        #expect(try client.reply(to: information).hasPrefix("kernel_info_reply"))

        // What is sent when the failure is known is never refused, however soon it comes.
        for _ in 0..<25 {
            let failing = try client.send(code: "fail")
            while try client.parent(of: client.receive(on: .iopub)) != failing {}
            while client.describe(try client.receive(on: .iopub)) != TestClient.idle {}
            let next = try client.send(code: "1")
            #expect(try client.reply(to: failing).contains(#""ename":"failure""#))
            #expect(try client.reply(to: next).contains(#""status":"ok""#))
        }
    }

    /// As when all cells are run at once: the second request is under way while the first fails.
    @Test func cellsUnderWayWhenOneFailsAreRefused() throws {
        let server = try TestServer { $0.failureWindow = FailureWindow(quietTime: .seconds(1)) }
        let client = try TestClient.welcomed(by: server.connection)
        let fail = try client.send(code: "fail")
        while client.describe(try client.receive(on: .iopub)) != #"execute_input {"code":"fail","execution_count":1}"# {
        }
        let next = try client.send(code: "1")
        // Meanwhile the kernel is not deaf.
        let information = try client.send("kernel_info_request", on: .control)
        #expect(try client.reply(to: information, on: .control).hasPrefix("kernel_info_reply"))
        #expect(try client.isQuiet(.shell))
        #expect(try client.reply(to: fail).contains(#""ename":"failure""#))
        #expect(try client.reply(to: next) == #"execute_reply {"execution_count":1,"status":"aborted"}"#)
    }

    /// Someone who types holds no failure back: nothing but cells is refused after it.
    @Test func whatIsNoCellHoldsNoFailureBack() throws {
        let server = try TestServer {
            $0.failureWindow = FailureWindow(quietTime: .seconds(1), longestTime: patience * 100)
        }
        let client = try TestClient.welcomed(by: server.connection)
        let typist = try TestClient.welcomed(by: server.connection)
        let fail = try client.send(code: "fail")
        let end = ContinuousClock.now + patience
        while try client.isQuiet(.shell), ContinuousClock.now < end {
            try typist.send("complete_request", #"{"code":"x","cursor_pos":1}"#)
            _ = try? typist.ask("kernel_info_request")
        }
        try #require(try !client.isQuiet(.shell))
        #expect(try client.reply(to: fail).contains(#""ename":"failure""#))
    }

    @Test func aFailureIsHeldBackUntilTheQueueIsQuiet() {
        let start = ContinuousClock.now
        func after(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }
        var window = FailureWindow(quietTime: .milliseconds(20), longestTime: .milliseconds(50))
        window.noteRequest(at: start)
        #expect(window.end == nil)
        window.open(at: start)
        #expect(window.end == after(20))
        window.noteRequest(at: after(15))
        #expect(window.end == after(35))
        window.noteRequest(at: after(34))
        #expect(window.end == after(50))
        window.close()
        #expect(window.end == nil)
    }

    @Test func largeMessagesPass() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let code = String(repeating: "x", count: 3 << 20)
        let identifier = try client.send(code: code)
        let lines = try client.publications(on: identifier)
        #expect(
            lines.dropLast().last
                == #"execute_result {"data":{"text/plain":"\#(code)"},"execution_count":1,"metadata":{}}"#)
    }

    /// Under the name of one that is still connected, on all channels that send to clients by their names.
    @Test func aClientThatComesAgainTakesOver() throws {
        let server = try TestServer()
        var clients: [TestClient] = []
        for _ in 0..<3 {
            let client = try TestClient.welcomed(by: server.connection, identity: "me")
            clients.append(client)
            for channel in [Channel.shell, .control] {
                let request = try client.send("kernel_info_request", on: channel)
                #expect(try client.reply(to: request, on: channel).hasPrefix("kernel_info_reply"))
            }
            let (cell, question) = try client.sendAsking()
            #expect(question.header.messageType == "input_request")
            try client.answer("yes")
            #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        }
        withExtendedLifetime(clients) {}
    }

    /// Binary data of a comm go both ways as they are.
    @Test func aCommBringsItsBuffersBack() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let buffers = [Data([0, 255]), Data(), Message.delimiter, Data(count: 1 << 20)]
        for (type, content) in [
            ("comm_open", #"{"comm_id":"1","target_name":"echo","data":{"a":1}}"#),
            ("comm_msg", #"{"comm_id":"1","data":{"a":2}}"#),
        ] {
            try client.shell.send(client.request(type, content).frames + buffers)
            var message = try client.receive(on: .iopub)
            while message.header.messageType == "status" { message = try client.receive(on: .iopub) }
            #expect(client.describe(message).hasPrefix(#"comm_msg {"comm_id":"1","data":{"a":"#))
            #expect(message.buffers == buffers)
        }
    }
}

@Suite struct SubscriptionTests {
    @Test func theWelcomeComesFirstAndToEveryone() throws {
        let server = try TestServer()
        for _ in 0..<2 {
            let client = try TestClient(server.connection)
            let welcome = try client.receive(on: .iopub)
            #expect(client.describe(welcome) == #"iopub_welcome {"subscription":""}"#)
            #expect(welcome.parentHeader == Data("{}".utf8))
            // The first client stays while the second comes.
            try withExtendedLifetime(client) {
                let other = try TestClient(server.connection)
                #expect(other.describe(try other.receive(on: .iopub)) == #"iopub_welcome {"subscription":""}"#)
            }
        }
    }

    /// While a cell shows one thing after the other, a message could overtake the welcome.
    @Test func theWelcomeComesFirstEvenInAFlood() throws {
        let server = try TestServer()
        let first = try TestClient.welcomed(by: server.connection)
        try first.send(code: "flood")
        for _ in 0..<40 {
            let client = try TestClient(server.connection)
            #expect(try client.receive(on: .iopub).header.messageType == "iopub_welcome")
            #expect(try client.receive(on: .iopub).header.messageType != "iopub_welcome")
        }
        try first.send("interrupt_request", on: .control)
        #expect(first.describe(try first.receive(on: .shell)).contains(#""ename":"interrupted""#))
    }

    @Test func aTopicIsAType() throws {
        let server = try TestServer()
        let client = try TestClient(server.connection, subscribingTo: "execute_")
        #expect(client.describe(try client.receive(on: .iopub)) == #"iopub_welcome {"subscription":"execute_"}"#)
        try client.send(code: "1")
        #expect(try client.receive(on: .iopub).header.messageType == "execute_input")
        #expect(try client.receive(on: .iopub).header.messageType == "execute_result")

        // Having left one topic for another it hears of that alone.
        try client.iopub.cancel(subscription: Data("execute_".utf8))
        try client.iopub.apply(subscription: Data("status".utf8))
        while client.describe(try client.receive(on: .iopub)) != #"iopub_welcome {"subscription":"status"}"# {}
        // A cell's own code and result it does not hear of any more.
        let identifier = try client.send(code: "1")
        #expect(try client.publications(on: identifier) == [TestClient.busy, TestClient.idle])
    }
}
