import ArgumentParser
import FoundationEssentials
import JupyterProtocol
import KernelCore
import KernelTransport
import Logging

/// `nabla kernel FILE`: serves Jupyter; clients start it, people seldom do.
struct KernelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel",
        abstract: "Serve Jupyter on the ports of a connection file, or on ports of its own choice.")

    @Argument(
        help: ArgumentHelp(
            "The connection file or registration file that the client wrote.", valueName: "connection-file"))
    var connectionFile: String

    func run() throws {
        var logger = Logger(label: "nabla") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let start = try CommandFailure.naming(connectionFile) {
            try StartFile(parsing: try Data(contentsOf: URL(filePath: connectionFile)))
        }
        do {
            var server = KernelServer(start, logger: logger)
            server.history = History(path: History.path(in: ProcessInfo.processInfo.environment)) { [logger] in
                logger.warning("\($0)")
            }
            try server.run(SessionInterpreter())
        } catch {
            throw CommandFailure.report("\(error)", status: 2)
        }
    }
}
