import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

@Suite struct EncryptionTests {
    /// A connection file with ports of this machine and the kernel's keys.
    private func connection(_ keys: CurveKeyPair) throws -> ConnectionFile {
        let names = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"]
        let ports = zip(names, try freePorts(5)).map { #""\#($0)":\#($1)"# }
        let curve = [#""curve_publickey":"\#(keys.publicKey)""#, #""curve_secretkey":"\#(keys.secretKey)""#]
        let fields = [#""transport":"tcp","ip":"127.0.0.1","key":"secret""#] + ports + curve
        return try ConnectionFile(parsing: Data("{\(fields.joined(separator: ","))}".utf8))
    }

    /// On all five sockets; who has another key, or none, is as good as not there.
    @Test func onlyWhoKnowsTheKeyIsServed() throws {
        let keys = try CurveKeyPair()
        let connection = try connection(keys)
        let server = try TestServer(connection)
        let strangers = [
            try TestClient(connection), try TestClient(connection, serverKey: try CurveKeyPair().publicKey),
        ]
        for stranger in strangers {
            try stranger.send("kernel_info_request")
            try stranger.send("shutdown_request", on: .control)
            try stranger.heartbeat.send([Data("ping".utf8)])
        }
        for _ in 0..<3 {
            let client = try TestClient(connection, serverKey: keys.publicKey)
            #expect(try client.receive(on: .iopub).header.messageType == "iopub_welcome")
            let (cell, question) = try client.sendAsking()
            #expect(question.header.messageType == "input_request")
            try client.answer("yes")
            #expect(try client.reply(to: cell).contains(#""status":"ok""#))
            #expect(try client.ask("kernel_info_request").hasPrefix("kernel_info_reply"))
            try client.heartbeat.send([Data("ping".utf8)])
            #expect(try client.receiveFrames(on: .heartbeat) == [Data("ping".utf8)])
        }
        for stranger in strangers {
            for channel in Channel.allCases { #expect(try stranger.isQuiet(channel)) }
        }
        let client = try TestClient(connection, serverKey: keys.publicKey)
        try client.send("shutdown_request", on: .control)
        #expect(try server.waitForEnd() == nil)
    }
}
