import ArgumentParser
import Glibc
import Language
import Session

/// `nabla repl`: reads cells from the terminal, runs each as soon as it is whole.
struct ReplCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Talk to Nabla line by line.",
        discussion: "Ctrl-C interrupts what runs, Ctrl-D or exit ends the session.")

    func run() throws {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let session = Session()
        let output = TerminalOutput()
        Interrupts.catchSignals()
        if isTerminal { say("Nabla \(Version.current). help lists what there is, Ctrl-D leaves.\n") }
        var lines = LineReader()
        var cell = ""
        reading: while true {
            if isTerminal { say(cell.isEmpty ? "∇ " : "… ") }
            switch lines.next() {
            case .end:
                break reading
            case .interrupted:
                Interrupts.clear()
                cell = ""
                if isTerminal { say("\n") }
            case .line(let line):
                if cell.isEmpty, Self.farewells.contains(line.filter { $0 != " " }) { return }
                cell += (cell.isEmpty ? "" : "\n") + line
                // An empty line runs what there is, so that nobody is caught in an unfinished cell.
                if case .incomplete = session.completeness(of: cell), !line.isEmpty { continue }
                run(cell, in: session, output)
                cell = ""
            }
        }
        if !cell.isEmpty { run(cell, in: session, output) }
        if isTerminal { say("\n") }
    }

    /// What ends the session, however it is spelled.
    private static let farewells: Set<String> = ["exit", "quit", "exit()", "quit()"]

    private func run(_ cell: String, in session: Session, _ output: TerminalOutput) {
        // Not cleared before: an interrupt right behind the line is meant for it.
        if case .failed(let diagnostic) = session.execute(cell, output: output, isCancelled: Interrupts.isPending) {
            output.warn(diagnostic.rendered(in: cell, color: StandardStreams.showsColor(STDERR_FILENO)) + "\n")
        }
        Interrupts.clear()
    }

    private func say(_ text: String) {
        StandardStreams.write(text, to: STDOUT_FILENO)
    }
}
