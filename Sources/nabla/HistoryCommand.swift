import ArgumentParser
import FoundationEssentials
import Glibc
import JupyterProtocol
import KernelCore

/// `nabla history`: shows or clears the cells that kernels and the REPL remember.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show or clear the cells that were run.",
        discussion: """
            Kernels and the REPL share one history, in $XDG_STATE_HOME/nabla/history.sqlite, or else \
            ~/.local/state/nabla/history.sqlite. The variable NABLA_HISTORY names another file; where it is empty or \
            none, nothing is kept.
            """,
        subcommands: [Show.self, Clear.self], defaultSubcommand: Show.self)

    /// `nabla history`: prints the newest cells.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Print the newest cells, each behind its session and number.")

        @Option(help: "Only cells with this text; * stands for any characters, ? for one, and then for whole cells.")
        var search: String?

        @Option(name: .shortAndLong, help: "How many cells to print at most.")
        var count = 100

        func run() throws {
            guard let history = try HistoryCommand.open() else { return }
            let pattern = search.map { text in
                text.contains { $0 == "*" || $0 == "?" } ? text : "*\(text)*"
            }
            let request = HistoryRequest(.search, count: count, pattern: pattern)
            for entry in history.entries(for: request) {
                let label = "\(entry.session)/\(entry.line)  "
                let indent = String(repeating: " ", count: label.utf8.count)
                let lines = entry.input.split(whereSeparator: \.isNewline).map(HistoryCommand.printable)
                StandardStreams.write(label + lines.joined(separator: "\n" + indent) + "\n", to: STDOUT_FILENO)
            }
        }
    }

    /// `nabla history clear`: forgets all cells.
    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "clear", abstract: "Forget all cells.")

        func run() throws {
            guard let history = try HistoryCommand.open() else { return }
            if !history.clear() { throw ExitCode(1) }
        }
    }

    /// The history, if there is any yet.
    private static func open() throws -> History? {
        guard let path = History.path(in: ProcessInfo.processInfo.environment) else {
            throw CommandFailure.report("no history is kept: NABLA_HISTORY or the lack of HOME says so", status: 1)
        }
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return History(path: path) { StandardStreams.write("nabla: \($0)\n", to: STDERR_FILENO) }
    }

    /// A line without what would command a terminal.
    private static func printable(_ line: Substring) -> String {
        String(
            String.UnicodeScalarView(
                line.unicodeScalars.map { $0.properties.generalCategory == .control && $0 != "\t" ? "\u{FFFD}" : $0 }))
    }
}
