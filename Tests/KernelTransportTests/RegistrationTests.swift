import FoundationEssentials
import JupyterProtocol
import KernelCore
import Logging
import Testing

@testable import KernelTransport

@Suite struct RegistrationTests {
    /// What a launcher does: it lets a kernel announce its ports.
    private final class Launcher {
        let socket: Socket
        let file: RegistrationFile

        init() throws {
            socket = try Socket(.router, named: "launcher", in: Context())
            try socket.bind("tcp://127.0.0.1:*")
            let text =
                #"{"kernel_id":"seven","transport":"tcp","registration_ip":"127.0.0.1","#
                + #""registration_port":\#(try socket.port()),"key":"secret"}"#
            guard case .registration(let file) = try StartFile(parsing: Data(text.utf8)) else {
                throw ProtocolError(.invalidConnectionFile, "no registration file")
            }
            self.file = file
        }

        /// The ports that a kernel announces, with its identity.
        func announcement() throws -> (identity: Data, connection: ConnectionFile) {
            var room = WaitingRoom([socket])
            try #require(try room.wait(patience), "no kernel has registered")
            let frames = try #require(try socket.receiveIfAny())
            try #require(frames.count == 4)
            #expect(frames[1] == Message.delimiter)
            #expect(frames[2] == MessageSigner(key: "secret").signature(of: [frames[3]]))
            let fields = try JSONDecoder().decode([String: String].self, from: frames[3])
            #expect(fields["kernel_id"] == "seven")
            let ports = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"].map { fields[$0] ?? "" }
            let numbers = try ports.map { try #require(Int($0)) }
            return (frames[0], try .test(transport: "tcp", ports: numbers))
        }

        func acknowledge(_ identity: Data, key: String = "secret") throws {
            let part = Data(#"{"status":"ok"}"#.utf8)
            try socket.send([identity, Message.delimiter, MessageSigner(key: key).signature(of: [part]), part])
        }
    }

    @Test func aKernelChoosesItsPortsAndServesOnThem() throws {
        let launcher = try Launcher()
        let server = try TestServer(ConnectionFile(launcher.file)) {
            $0.registration = Registration(file: launcher.file)
        }
        let (identity, connection) = try launcher.announcement()
        try launcher.acknowledge(identity)
        let client = try TestClient.welcomed(by: connection)
        #expect(try client.reply(to: try client.send(code: "1")).contains(#""status":"ok""#))
        try client.heartbeat.send([Data("ping".utf8)])
        #expect(try client.receiveFrames(on: .heartbeat) == [Data("ping".utf8)])
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }

    /// The launcher can connect before it acknowledges; whoever comes later need not be told.
    @Test func whoIsThereBeforeTheKernelStartsIsToldThatItStarts() throws {
        let launcher = try Launcher()
        let server = try TestServer(ConnectionFile(launcher.file)) {
            $0.registration = Registration(file: launcher.file)
        }
        let (identity, connection) = try launcher.announcement()
        let client = try TestClient(connection)
        // What connects after the subscriber is answered again and again, so that the subscription has come by then.
        for _ in 0..<100 {
            try client.heartbeat.send([Data("ping".utf8)])
            _ = try client.receiveFrames(on: .heartbeat)
        }
        try launcher.acknowledge(identity)
        let messages = try (0..<2).map { _ in try Message(frames: client.receiveFrames(on: .iopub)) }
        #expect(messages.map(client.describe) == [#"iopub_welcome {"subscription":""}"#, TestClient.starting])
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }

    @Test func aKernelThatNobodyAcknowledgesEnds() throws {
        let launcher = try Launcher()
        let registration = Registration(file: launcher.file, patience: .milliseconds(50))
        let server = try TestServer(ConnectionFile(launcher.file)) { $0.registration = registration }
        let (identity, _) = try launcher.announcement()
        try launcher.acknowledge(identity, key: "of somebody else")
        let error = try #require(try server.waitForEnd())
        #expect(error.code == .notRegistered)
        #expect(error.message.contains(launcher.file.endpoint))
    }
}
