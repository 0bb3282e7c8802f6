import ArgumentParser
import Glibc

/// The command `nabla`: a kernel for Jupyter, a line REPL and a script runner.
@main
struct Nabla: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nabla",
        abstract: "A small command language for neural networks.",
        version: "nabla \(Version.current)",
        subcommands: [
            KernelCommand.self, RunCommand.self, ReplCommand.self, HistoryCommand.self, InstallCommand.self,
            UninstallCommand.self, ReferenceCommand.self,
        ])

    static func main() {
        // A limit to the size of files is an error like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
            try StandardStreams.checkOutput()
        } catch {
            exit(withError: error)
        }
    }
}

/// The version of the whole of Nabla.
enum Version {
    static let current = "0.1.0"
}
