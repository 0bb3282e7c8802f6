import ArgumentParser

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
}

/// The version of the whole of Nabla.
enum Version {
    static let current = "0.1.0"
}
