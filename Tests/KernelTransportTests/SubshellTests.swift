import FoundationEssentials
import JupyterProtocol
import KernelCore
import Testing

@testable import KernelTransport

@Suite struct SubshellTests {
    private let ok = #""status":"ok""#

    @Test func subshellsAreMadeListedAndDeleted() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        #expect(try client.ask("list_subshell_request") == #"list_subshell_reply {"status":"ok","subshell_id":[]}"#)
        let first = try client.createSubshell()
        let second = try client.createSubshell()
        #expect(
            try client.ask("list_subshell_request")
                == #"list_subshell_reply {"status":"ok","subshell_id":["\#(first)","\#(second)"]}"#)
        #expect(
            try client.ask("delete_subshell_request", #"{"subshell_id":"\#(first)"}"#)
                == #"delete_subshell_reply {"status":"ok"}"#)
        #expect(
            try client.ask("list_subshell_request")
                == #"list_subshell_reply {"status":"ok","subshell_id":["\#(second)"]}"#)
        for content in [#"{"subshell_id":"\#(first)"}"#, #"{"subshell_id":null}"#, "{}", #"{"subshell_id":7}"#] {
            #expect(try client.ask("delete_subshell_request", content).contains(#""status":"error""#))
        }
    }

    @Test(arguments: [Channel.shell, .control])
    func theFeatureIsDeclared(channel: Channel) throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let reply = try client.reply(to: try client.send("kernel_info_request", on: channel), on: channel)
        #expect(reply.contains(#""supported_features":["kernel subshells"]"#))
    }

    @Test func aSubshellRunsWhileTheMainShellDoes() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let subshell = try client.createSubshell()
        let main = try client.send(code: "spin")
        try client.waitForText(of: main)
        client.subshell = subshell
        for count in 1...3 {
            let cell = try client.send(code: "print beside", #","user_expressions":{"a":"1"}"#)
            // Its counter is its own.
            #expect(try client.reply(to: cell).contains(#""execution_count":\#(count),"#))
            #expect(
                try client.publications(on: cell) == [
                    TestClient.busy, #"execute_input {"code":"print beside","execution_count":\#(count)}"#,
                    #"stream {"name":"stdout","text":"beside\n"}"#, TestClient.idle,
                ])
        }
        #expect(try client.reply(to: try client.send("kernel_info_request")).hasPrefix("kernel_info_reply"))
        _ = try client.ask("interrupt_request")
        #expect(try client.reply(to: main).contains(#""ename":"interrupted","evalue":"","execution_count":1,"#))
    }

    /// Each shell counts from 1, so each is a session of the history; all of them see the cells of all.
    @Test func aSubshellIsASessionOfTheHistory() throws {
        let path = FileManager.default.temporaryDirectory.path + "/nabla-test-\(UUID().uuidString).sqlite"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let server = try TestServer { $0.history = History(path: path) }
        let client = try TestClient.welcomed(by: server.connection)
        let subshell = try client.createSubshell()
        _ = try client.reply(to: try client.send(code: "main"))
        client.subshell = subshell
        _ = try client.reply(to: try client.send(code: "beside"))
        func history(_ access: String) throws -> String {
            try client.reply(
                to: try client.send(
                    "history_request", #"{"hist_access_type":\#(access),"output":false,"raw":true}"#))
        }
        let all = #""history":[[1,1,"main"],[2,1,"beside"]]"#
        #expect(try history(#""tail","n":5"#).contains(all))
        #expect(try history(#""range","session":0"#).contains(#""history":[[2,1,"beside"]]"#))
        client.subshell = nil
        #expect(try history(#""tail","n":5"#).contains(all))
        #expect(try history(#""range","session":0"#).contains(#""history":[[1,1,"main"]]"#))
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }

    /// The parent header says which request, and so which subshell, text belongs to.
    @Test func whatTwoShellsWriteIsNotMixed() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let subshell = try client.createSubshell()
        let main = try client.send(code: "lines 2000")
        client.subshell = subshell
        let beside = try client.send(code: "lines 2000")
        struct Content: Decodable { var text: String? }
        var texts: [String: String] = [:]
        var idle: Set<String> = []
        while !idle.isSuperset(of: [main, beside]) {
            let message = try client.receive(on: .iopub)
            let parent = try client.parent(of: message)
            #expect(!idle.contains(parent))
            if client.describe(message) == TestClient.idle { idle.insert(parent) }
            if message.header.messageType == "stream" {
                texts[parent, default: ""] += try JSONDecoder().decode(Content.self, from: message.content).text ?? ""
            }
        }
        let lines = (1...2000).map { "line \($0)\n" }.joined()
        #expect(texts == [main: lines, beside: lines])
    }

    @Test func anInterruptReachesEveryShell() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let shells = [nil, try client.createSubshell(), try client.createSubshell()]
        var cells: Set<String> = []
        for shell in shells {
            client.subshell = shell
            let cell = try client.send(code: "spin")
            try client.waitForText(of: cell)
            cells.insert(cell)
        }
        _ = try client.ask("interrupt_request")
        for _ in shells {
            let reply = try client.receive(on: .shell)
            #expect(client.describe(reply).contains(#""ename":"interrupted""#))
            #expect(cells.remove(try client.parent(of: reply)) != nil)
        }
        for shell in shells {
            client.subshell = shell
            #expect(try client.reply(to: try client.send(code: "1")).contains(#""execution_count":2,"#))
        }
    }

    @Test func aFailureAbortsTheQueueOfItsOwnShellAlone() throws {
        let server = try TestServer { $0.failureWindow = FailureWindow(quietTime: .seconds(1)) }
        let client = try TestClient.welcomed(by: server.connection)
        let subshell = try client.createSubshell()
        client.subshell = subshell
        let fail = try client.send(code: "fail")
        while client.describe(try client.receive(on: .iopub)) != #"execute_input {"code":"fail","execution_count":1}"# {
        }
        let queued = try client.send(code: "1")
        client.subshell = nil
        // Neither held back nor refused.
        #expect(try client.reply(to: try client.send(code: "1")).contains(ok))
        #expect(try client.reply(to: fail).contains(#""ename":"failure""#))
        #expect(try client.reply(to: queued).contains(#""status":"aborted""#))
    }

    @Test func aRequestForAnUnknownSubshellIsRefused() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        client.subshell = "nowhere"
        let failure = #""ename":"SubshellError","evalue":"there is no subshell `nowhere`""#
        let cell = try client.send(code: "1")
        #expect(try client.reply(to: cell).contains(failure))
        let lines = try client.publications(on: cell)
        #expect(lines.count == 3 && lines.first == TestClient.busy && lines[1].hasPrefix("error {" + failure))
        let information = try client.send("kernel_info_request")
        #expect(try client.reply(to: information).hasPrefix("kernel_info_reply {" + failure))
        #expect(try client.publications(on: information) == [TestClient.busy, TestClient.idle])
        let comm = try client.send("comm_msg", #"{"comm_id":"1"}"#)
        #expect(try client.publications(on: comm) == [TestClient.busy, TestClient.idle])
        #expect(try client.isQuiet(.shell))
    }

    @Test func deletingASubshellEndsItsCell() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for code in ["spin", "ask"] {
            let subshell = try client.createSubshell()
            client.subshell = subshell
            let cell = try client.send(code: code, #","allow_stdin":true,"stop_on_error":false"#)
            let queued = try client.send(code: "1")
            try client.waitForText(of: cell)
            if code == "ask" { _ = try client.receive(on: .stdin) }
            client.subshell = nil
            #expect(try client.ask("delete_subshell_request", #"{"subshell_id":"\#(subshell)"}"#).contains(ok))
            #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#))
            #expect(try client.reply(to: queued).contains(#""status":"aborted""#))
            #expect(try client.publications(on: queued).last == TestClient.idle)
            // The main shell knows nothing of it.
            #expect(try client.reply(to: try client.send(code: "1")).contains(ok))
        }
    }

    @Test func twoShellsAskAtOnce() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let (main, first) = try client.sendAsking()
        client.subshell = try client.createSubshell()
        let (beside, second) = try client.sendAsking("ask beside")
        // By the parent, whichever shell the client says it is for.
        client.subshell = nil
        try client.answer("one", parent: first.headerText)
        #expect(try client.reply(to: main).contains(ok))
        try client.answer("two", parent: second.headerText)
        #expect(try client.reply(to: beside).contains(ok))
        #expect(try client.publications(on: beside).contains { $0.contains(#""two""#) })

        // Without a parent by the subshell.
        let (again, _) = try client.sendAsking()
        client.subshell = try client.createSubshell()
        let (other, _) = try client.sendAsking()
        try client.answer("subshell's")
        #expect(try client.reply(to: other).contains(ok))
        client.subshell = nil
        try client.answer("main's")
        #expect(try client.reply(to: again).contains(ok))
    }

    @Test func aShutdownEndsEveryShell() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        var cells: Set<String> = []
        for shell in [nil, try client.createSubshell(), try client.createSubshell()] {
            client.subshell = shell
            let cell = try client.send(code: "spin")
            try client.waitForText(of: cell)
            cells.insert(cell)
        }
        let shutdown = try client.send("shutdown_request", on: .control)
        while !cells.isEmpty {
            let reply = try client.receive(on: .shell)
            #expect(client.describe(reply).contains(#""ename":"interrupted""#))
            #expect(cells.remove(try client.parent(of: reply)) != nil)
        }
        #expect(try client.reply(to: shutdown, on: .control) == #"shutdown_reply {"restart":false,"status":"ok"}"#)
        #expect(try server.waitForEnd() == nil)
    }

    @Test func manySubshellsComeAndGo() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for _ in 0..<400 {
            let subshell = try client.createSubshell()
            _ = try client.ask("delete_subshell_request", #"{"subshell_id":"\#(subshell)"}"#)
        }
        #expect(try client.reply(to: try client.send(code: "1")).contains(ok))
    }

    /// What there is no room for is refused, and does no harm.
    @Test func tooManySubshellsAreRefused() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        var refusal = ""
        for _ in 0..<400 where refusal.isEmpty {
            let reply = try client.ask("create_subshell_request")
            if !reply.contains(ok) { refusal = reply }
        }
        #expect(refusal.contains(#""ename":"SubshellError""#))
        #expect(try client.reply(to: try client.send(code: "1")).contains(ok))
        _ = try client.ask("shutdown_request")
        #expect(try server.waitForEnd() == nil)
    }
}
