import FoundationEssentials
import Glibc
import JupyterProtocol
import Testing

@testable import KernelTransport

/// The kernel as clients have it: a process, its language, and our own client.
@Suite(.serialized) struct KernelProcessTests {
    /// Cells that would run for ever, or nearly.
    private static let endless = [
        "while true\n  y = 1\nend", "train pair on [0; 1] => [1; 0], epochs=1e6",
        "f(x) = x + 1\nfor i in 1..1e8\n  y = f(i)\nend",
        "T = sweep s in 1..10000\n  record a = sum(normals(300, 300))\nend",
        "inverse(normals(3000, 3000))", "for i in 1..1e8\n  print i\nend",
    ]

    private func json(_ code: String) -> String { code.replacing("\n", with: #"\n"#) }

    /// However an interrupt comes, and whenever: error and idle, and everything stays as it was.
    @Test func interruptsAtAnyMomentEndTheCellAndKeepTheState() throws {
        let kernel = try KernelProcess()
        let client = try TestClient.welcomed(by: kernel.connection)
        let setUp = try client.send(code: json("x = 0\npair = 1 -> 3 tanh -> 1 sigmoid"))
        #expect(try client.reply(to: setUp).contains(#""status":"ok""#))
        var random = SplitMix64(state: 11)
        for round in 1...200 {
            let code = Self.endless[random.next(below: Self.endless.count)]
            let cell = try client.send(code: json(code))
            while try client.parent(of: client.receive(on: .iopub)) != cell {}
            for _ in 0..<random.next(below: 30) {
                try client.heartbeat.send([Data([1])])
                _ = try client.receiveFrames(on: .heartbeat)
            }
            if round % 2 == 0 {
                try client.send("interrupt_request", on: .control)
            } else {
                kernel.signal(SIGINT)
            }
            #expect(try client.reply(to: cell).contains(#""ename":"Interrupted""#), "\(code)")
            while true {
                let message = try client.receive(on: .iopub)
                if try client.parent(of: message) == cell, client.describe(message) == TestClient.idle { break }
            }
            let count = try client.send(code: json("x = x + 1\nx"))
            #expect(try client.publications(on: count).contains { $0.contains(#"{"text/plain":"\#(round)"}"#) })
            #expect(try client.reply(to: count).contains(#""status":"ok""#))
        }
    }

    /// Expressions beside a cell see what the cell has done, in a subshell too, whose variables end with the cell.
    @Test func userExpressionsSeeWhatTheirCellHasDone() throws {
        let kernel = try KernelProcess()
        let client = try TestClient.welcomed(by: kernel.connection)
        for shell in [nil, try client.createSubshell()] {
            client.subshell = shell
            let cell = try client.send(code: "x = 8", #","user_expressions":{"a":"x + 1"}"#)
            #expect(try client.reply(to: cell).contains(#""text/plain":"9""#))
            let next = try client.send(code: "x = 1")
            #expect(try client.reply(to: next).contains(#""status":"ok""#))
        }
    }

    @Test(arguments: ["1 + 1", "while true\nend"])
    func aShutdownIsConfirmedAndEndsTheProcess(code: String) throws {
        for round in 0..<5 {
            let kernel = try KernelProcess()
            let client = try TestClient.welcomed(by: kernel.connection)
            let cell = try client.send(code: json(code))
            while try client.parent(of: client.receive(on: .iopub)) != cell {}
            if code == "1 + 1" { #expect(try client.reply(to: cell).contains(#""ok""#)) }
            let restart = round % 2 == 0
            let shutdown = try client.send("shutdown_request", #"{"restart":\#(restart)}"#, on: .control)
            #expect(
                try client.reply(to: shutdown, on: .control)
                    == #"shutdown_reply {"restart":\#(restart),"status":"ok"}"#)
            if code != "1 + 1" { #expect(try client.reply(to: cell).contains(#""Interrupted""#)) }
            #expect(try client.publications(on: shutdown).last == TestClient.idle)
            #expect(try kernel.waitForEnd() == 0)
        }
    }

    @Test func aTerminationSignalLetsTheCellReply() throws {
        for _ in 0..<5 {
            let kernel = try KernelProcess()
            let client = try TestClient.welcomed(by: kernel.connection)
            let cell = try client.send(code: json("while true\nend"))
            while try client.parent(of: client.receive(on: .iopub)) != cell {}
            kernel.signal(SIGTERM)
            #expect(try client.reply(to: cell).contains(#""ename":"Interrupted""#))
            #expect(try client.publications(on: cell).last == TestClient.idle)
            #expect(try kernel.waitForEnd() == 0)
        }
    }

    /// A restart uses the same connection, and clients know it by the kernel's session.
    @Test func aRestartTakesTheSameConnection() throws {
        let kernel = try KernelProcess()
        var sessions: Set<String> = []
        for round in 1...10 {
            let client = try TestClient.welcomed(by: kernel.connection)
            let cell = try client.send(code: "1")
            let reply = try client.receive(on: .shell)
            #expect(try client.parent(of: reply) == cell)
            #expect(client.describe(reply).contains(#""execution_count":1,"#))
            sessions.insert(reply.header.session)
            #expect(sessions.count == round)
            if round % 2 == 0 {
                kernel.signal(SIGKILL)
                #expect(try kernel.waitForEnd() == 128 + SIGKILL)
            } else {
                let shutdown = try client.send("shutdown_request", #"{"restart":true}"#, on: .control)
                #expect(try client.reply(to: shutdown, on: .control).hasPrefix("shutdown_reply"))
                #expect(try kernel.waitForEnd() == 0)
            }
            try kernel.start()
        }
    }

    /// However busy it is, a kernel goes with who started it.
    @Test(arguments: ["1 + 1", "while true\nend"])
    func anOrphanEnds(code: String) throws {
        let kernel = try KernelProcess(isOrphanable: true)
        let client = try TestClient.welcomed(by: kernel.connection)
        let cell = try client.send(code: json(code))
        while try client.parent(of: client.receive(on: .iopub)) != cell {}
        kernel.signal(SIGKILL)
        #expect(kernel.hasGone())
    }

    /// A cell that writes what it can holds no more of it than the bound.
    @Test func outputTakesBoundedMemory() throws {
        let kernel = try KernelProcess()
        let slow = try TestClient(kernel.connection, isSlow: true)
        #expect(try slow.receive(on: .iopub).header.messageType == "iopub_welcome")
        let client = try TestClient.welcomed(by: kernel.connection)
        let first = try client.send(code: json("for i in 1..1000\n  print i\nend"))
        #expect(try client.reply(to: first).contains(#""status":"ok""#))
        let before = try kernel.residentMemory
        // 20 MB, of which 4 MiB are shown.
        let line = String(repeating: "0123456789", count: 10)
        let cell = try client.send(code: json(#"for i in 1..200000\#n  print \"\#(line)\"\#nend"#))
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        #expect(try kernel.residentMemory - before < 40 << 20)
        let lines = try client.publications(on: cell)
        #expect(lines.count { $0.contains("set limits, output=41943040 shows more") } == 1)
        // As many as are asked for are shown.
        let more = try client.send(
            code: json(#"set limits, output=2e7\#nfor i in 1..100000\#n  print \"\#(line)\"\#nend"#))
        let shown = try client.publications(on: more).filter { $0.hasPrefix("stream ") }
        #expect(shown.reduce(0) { $0 + $1.ranges(of: line).count } == 100_000)
    }
}
