import ArgumentParser
import FoundationEssentials
import Glibc
import JupyterProtocol

/// Failures of the command line, said in one line on standard error.
enum CommandFailure {
    /// Runs what reads a file, and says what is wrong with it in one line, with exit status 2.
    static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ProtocolError {
            throw report("\(path): \(error.message)", status: 2)
        } catch {
            throw report("\(path): \(reason(of: error))", status: 2)
        }
    }

    /// Writes the line and gives the error that ends the process with the status.
    static func report(_ message: String, status: Int32) -> ExitCode {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        StandardStreams.write("nabla: \(line)\n", to: STDERR_FILENO)
        return ExitCode(status)
    }

    private static func reason(of error: any Error) -> String {
        if let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code ?? (error as? POSIXError)?.code {
            return String(cString: strerror(code.rawValue))
        }
        return "\(error)"
    }
}
