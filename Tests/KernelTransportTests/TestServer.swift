import FoundationEssentials
import Glibc
import JupyterProtocol
import KernelCore
import Logging
import Synchronization
import Testing

@testable import KernelTransport

/// A server on a thread of its own, by default with socket files in a directory of its own.
final class TestServer {
    let connection: ConnectionFile
    /// Lets a stubborn cell go on.
    let gate = Gate()

    private let directory: String
    private let outcome = Outcome()
    private var hasEnded = false

    /// How a server ended, told from its thread.
    private final class Outcome: Sendable {
        let ended = Gate()
        let error = Mutex<TransportError?>(nil)
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - connection: where it is to listen, if not on socket files.
    ///   - configure: changes it before it runs.
    init(
        _ connection: ConnectionFile? = nil, key: String = "secret", configure: (inout KernelServer) -> Void = { _ in }
    ) throws {
        var template = Array("/tmp/nabla-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
        directory = String(cString: try #require(made))
        self.connection =
            try connection
            ?? .test(transport: "ipc", address: directory + "/kernel", ports: [1, 2, 3, 4, 5], key: key)

        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var server = KernelServer(.connection(self.connection), logger: logger)
        server.handlesSignals = false
        server.parentWatch = nil
        server.patience = patience
        configure(&server)
        let thread = try KernelTransport.Thread(named: "server", stackSize: 1 << 20) { [server, gate, outcome] in
            do throws(TransportError) {
                try server.run(TestInterpreter(gate: gate))
            } catch {
                outcome.error.withLock { $0 = error }
            }
            outcome.ended.open()
        }
        thread.detach()
    }

    /// Ends the server, if the test has not, so that no test runs beside what another has left.
    deinit {
        gate.open()
        if !hasEnded, let client = try? TestClient(connection) {
            _ = try? client.send("shutdown_request", on: .control)
            outcome.ended.wait()
        }
        // ZeroMQ leaves socket files to who chose their names: the client.
        for port in 1...5 { unlink("\(directory)/kernel-\(port)") }
        rmdir(directory)
    }

    /// Waits for the server to end.
    ///
    /// - Returns: the error it ended with, if it did.
    func waitForEnd() throws -> TransportError? {
        hasEnded = outcome.ended.wait()
        try #require(hasEnded, "the server has not ended")
        return outcome.error.withLock { $0 }
    }
}

extension ConnectionFile {
    /// A connection file with the ports of shell, control, stdin, iopub and heartbeat.
    static func test(
        transport: String, address: String = "127.0.0.1", ports: [Int], key: String = "secret"
    ) throws -> ConnectionFile {
        let names = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"]
        let fields = zip(names, ports).map { #""\#($0)":\#($1)"# }.joined(separator: ",")
        return try ConnectionFile(
            parsing: Data(#"{"transport":"\#(transport)","ip":"\#(address)","key":"\#(key)",\#(fields)}"#.utf8))
    }
}

/// Ports of this machine that nobody listens on now.
func freePorts(_ count: Int) throws -> [Int] {
    let listeners = try (0..<count).map { _ in try PortListener() }
    return listeners.map(\.port)
}

/// Listens on a free port while it lives.
final class PortListener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(bound)
    }

    deinit { close(descriptor) }
}
