import ArgumentParser
import Glibc
import Language
import Session

/// `nabla run FILE`: runs a file as one cell.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a file of the language.",
        discussion:
            "The exit status is 0 where all went well, 1 where the file is wrong or fails, 2 where it cannot be read or what it "
            + "shows cannot be written, 130 where it was interrupted.")

    @Argument(help: "The file; - is standard input.")
    var file: String

    func run() throws {
        let bytes = try CommandFailure.naming(file == "-" ? "standard input" : file) {
            try StandardStreams.contents(ofFile: file)
        }
        guard let source = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure.report("\(file): not UTF-8 text", status: 2)
        }
        Interrupts.catchSignals()
        let session = Session()
        // The error comes first, since what the session holds may take long to free.
        defer { withExtendedLifetime(session) {} }
        let outcome = session.execute(
            source, output: TerminalOutput(answersFrom: LineReader()), isCancelled: Interrupts.isPending)
        if case .failed(let diagnostic) = outcome {
            let color = StandardStreams.showsColor(STDERR_FILENO)
            StandardStreams.write(diagnostic.rendered(in: source, color: color) + "\n", to: STDERR_FILENO)
            throw ExitCode(diagnostic.kind == .interrupted ? 130 : 1)
        }
    }
}
