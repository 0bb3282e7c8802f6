import FoundationEssentials
import Glibc
import JupyterProtocol
import Synchronization
import Testing

@testable import KernelTransport

@Suite struct BusyTests {
    @Test func theHeartbeatBeatsWhileACellRuns() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        try client.waitForText(of: try client.send(code: "spin"))
        for beat in [[Data("ping".utf8)], [Data(), Data("ping".utf8)], [Data()], [Data(repeating: 7, count: 100_000)]] {
            try client.heartbeat.send(beat)
            #expect(try client.receiveFrames(on: .heartbeat) == beat)
        }
        #expect(try client.isQuiet(.shell))
    }

    @Test func controlIsServedWhileACellRuns() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        try client.waitForText(of: try client.send(code: "spin"))
        let identifier = try client.send("kernel_info_request", on: .control)
        #expect(try client.reply(to: identifier, on: .control).hasPrefix("kernel_info_reply"))
        #expect(try client.publications(on: identifier) == [TestClient.busy, TestClient.idle])
    }

    @Test func anInterruptEndsTheCellAndNothingElse() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        try client.send("interrupt_request", on: .control)
        for count in 1...20 {
            let cell = try client.send(code: "spin")
            try client.waitForText(of: cell)
            try client.send("interrupt_request", on: .control)
            #expect(
                try client.reply(to: cell).contains(
                    #""ename":"interrupted","evalue":"","execution_count":\#(2 * count - 1),"#))
            // Interrupted while idle, the kernel runs the next cell undisturbed.
            try client.send("interrupt_request", on: .control)
            #expect(try client.reply(to: try client.send(code: "1")).contains(#""execution_count":\#(2 * count),"#))
        }
    }
}

@Suite struct EndTests {
    @Test(arguments: [true, false])
    func anIdleKernelShutsDownAndLeavesItsPorts(restart: Bool) throws {
        let server = try TestServer(.test(transport: "tcp", ports: freePorts(5)))
        let client = try TestClient.welcomed(by: server.connection)
        let identifier = try client.send("shutdown_request", #"{"restart":\#(restart)}"#, on: .control)
        #expect(
            try client.reply(to: identifier, on: .control) == #"shutdown_reply {"restart":\#(restart),"status":"ok"}"#)
        #expect(try client.publications(on: identifier) == [TestClient.busy, TestClient.idle])
        #expect(try server.waitForEnd() == nil)

        let next = try TestServer(server.connection)
        let other = try TestClient.welcomed(by: next.connection)
        #expect(try other.reply(to: try other.send(code: "1")).contains(#""execution_count":1,"#))
    }

    @Test func aBusyKernelInterruptsItsCellAndBringsOutTheRest() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let cell = try client.send(code: "spin", #","stop_on_error":false"#)
        let queued = try client.send(code: "1")
        try client.waitForText(of: cell)
        let shutdown = try client.send("shutdown_request", on: .control)
        #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#))
        #expect(try client.reply(to: queued) == #"execute_reply {"execution_count":1,"status":"aborted"}"#)
        #expect(try client.publications(on: queued) == [TestClient.busy, TestClient.idle])
        #expect(try client.reply(to: shutdown, on: .control) == #"shutdown_reply {"restart":false,"status":"ok"}"#)
        #expect(try server.waitForEnd() == nil)
    }

    @Test func aStubbornCellIsLeftBehind() throws {
        let server = try TestServer(.test(transport: "tcp", ports: freePorts(5))) { $0.patience = .milliseconds(20) }
        let client = try TestClient.welcomed(by: server.connection)
        try client.waitForText(of: try client.send(code: "stubborn"))
        let shutdown = try client.send("shutdown_request", on: .control)
        #expect(try client.reply(to: shutdown, on: .control) == #"shutdown_reply {"restart":false,"status":"ok"}"#)
        #expect(try server.waitForEnd() == nil)
        #expect(try client.isQuiet(.shell))

        // It keeps no port from who comes next.
        let next = try TestServer(server.connection)
        let other = try TestClient.welcomed(by: next.connection)
        #expect(try other.reply(to: try other.send(code: "1")).contains(#""execution_count":1,"#))
    }

    @Test func theKernelEndsWithItsParent() throws {
        let parent = Parent()
        let server = try TestServer { $0.parentWatch = ParentWatch { parent.identifier.load(ordering: .relaxed) } }
        let client = try TestClient.welcomed(by: server.connection)
        #expect(try client.reply(to: try client.send(code: "1")).contains(#""status":"ok""#))
        // Not 1: whoever adopts the orphan may have any identifier.
        parent.identifier.store(4242, ordering: .relaxed)
        #expect(try server.waitForEnd() == nil)
    }

    private final class Parent: Sendable { let identifier = Atomic<Int32>(77) }

    @Test func theParentIsWatchedOnlyIfAClientAsksForIt() {
        for nonsense in [nil, "", "x", "0", "-5", "99999999999999999999"] as [String?] {
            #expect(ParentWatch.wanted(by: nonsense) == nil)
        }
        #expect(ParentWatch.wanted(by: "\(getppid())")?.hasParentGone == false)
    }
}

@Suite struct ListeningTests {
    @Test(arguments: 0..<5)
    func aPortInUseIsNamed(position: Int) throws {
        let taken = try PortListener()
        var ports = try freePorts(5)
        ports[position] = taken.port
        let connection: ConnectionFile = try .test(transport: "tcp", ports: ports)
        let channel = ["shell", "control", "stdin", "iopub", "heartbeat"][position]
        let error = try #require(try TestServer(connection).waitForEnd())
        #expect(error.code == .cannotListen)
        #expect(error.message == "cannot listen on tcp://127.0.0.1:\(taken.port) (\(channel)): Address already in use")
    }

    @Test(arguments: [
        ("tcp", "256.1.1.1"), ("tcp", "nowhere.invalid"), ("ipc", "/no/such/directory/kernel"),
        ("ipc", "/tmp/" + String(repeating: "x", count: 200)), ("tcp", "192.0.2.1"),
    ])
    func anAddressThatIsNotOursIsNamed(transport: String, address: String) throws {
        let connection: ConnectionFile = try .test(transport: transport, address: address, ports: [1, 2, 3, 4, 5])
        let error = try #require(try TestServer(connection).waitForEnd())
        #expect(error.code == .cannotListen)
        #expect(error.message.contains(address))
        #expect(!error.message.contains("\n"))
    }
}

/// One after the other, since the signals of a process can be handled by one server only.
@Suite(.serialized) struct SignalTests {
    @Test func anInterruptSignalEndsTheCellAndNothingElse() throws {
        let server = try TestServer { $0.handlesSignals = true }
        let client = try TestClient.welcomed(by: server.connection)
        // Idle, it survives.
        kill(getpid(), SIGINT)
        for _ in 0..<5 {
            let cell = try client.send(code: "spin")
            try client.waitForText(of: cell)
            kill(getpid(), SIGINT)
            #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#))
            #expect(try client.reply(to: try client.send(code: "1")).contains(#""status":"ok""#))
        }
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }

    @Test(arguments: ["1", "spin"])
    func aTerminationSignalEndsTheServer(code: String) throws {
        let server = try TestServer { $0.handlesSignals = true }
        let client = try TestClient.welcomed(by: server.connection)
        let cell = try client.send(code: code)
        if code == "spin" { try client.waitForText(of: cell) } else { _ = try client.reply(to: cell) }
        kill(getpid(), SIGTERM)
        if code == "spin" { #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#)) }
        #expect(try server.waitForEnd() == nil)
    }

    @Test func onlyOneServerHandlesSignals() throws {
        let server = try TestServer { $0.handlesSignals = true }
        let client = try TestClient.welcomed(by: server.connection)
        #expect(try TestServer { $0.handlesSignals = true }.waitForEnd()?.code == .signalsTaken)
        // The one that was refused has not taken them from the first.
        let cell = try client.send(code: "spin")
        try client.waitForText(of: cell)
        kill(getpid(), SIGINT)
        #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#))
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }
}
