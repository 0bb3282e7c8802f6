import ArgumentParser
import FoundationEssentials
import Glibc
import JupyterProtocol
import KernelCore
import Language
import Session

/// `nabla repl`: reads cells from the terminal, runs each as soon as it is whole.
struct ReplCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Talk to Nabla line by line.",
        discussion: """
            Tab completes, the arrows reach what was run before, Ctrl-R searches it. Ctrl-C interrupts what runs, Ctrl-D \
            or exit ends the session.
            """)

    func run() {
        Interrupts.catchSignals()
        Repl().run()
    }
}

/// One session of the REPL.
private final class Repl {
    private let isTerminal = isatty(STDIN_FILENO) == 1
    private let session = Session()
    private let output: TerminalOutput
    private let editor = LineEditor(input: TerminalInput())
    private let lines = LineReader()
    /// What is typed at a terminal is remembered; what comes from a file is kept there.
    private let history: KernelCore.History?
    /// The lines of the cell that is being typed.
    private var cell = ""
    private var count = 0

    /// How many cells of earlier sessions the arrows reach.
    private static let recalledCells = 500
    /// What ends the session, however it is spelled.
    private static let farewells: Set<String> = ["exit", "quit", "exit()", "quit()"]

    init() {
        output = TerminalOutput(answersFrom: lines)
        history =
            isTerminal
            ? KernelCore.History(path: KernelCore.History.path(in: ProcessInfo.processInfo.environment)) { notice in
                StandardStreams.write("nabla: \(notice)\n", to: STDERR_FILENO)
            } : nil
        guard let editor, let history else { return }
        let request = HistoryRequest(.search, count: Self.recalledCells, isUnique: true)
        for entry in history.entries(for: request) { editor.remember(entry.input) }
    }

    func run() {
        // The editor outlives the session, so that nothing keeps either alive.
        editor?.complete = { [unowned self] line in complete(line) }
        if isTerminal { say("Nabla \(Version.current). help lists what there is, Ctrl-D leaves.\n") }
        var indent = ""
        reading: while true {
            switch next(indent: indent) {
            case .end:
                break reading
            case .interrupted:
                Interrupts.clear()
                editor?.remember(cell)
                cell = ""
                indent = ""
                if isTerminal { say("\n") }
            case .line(let line):
                if cell.isEmpty, Self.farewells.contains(line.filter { $0 != " " }) { return }
                cell += (cell.isEmpty ? "" : "\n") + line
                // An empty line runs what there is, so that nobody is caught in an unfinished cell.
                if case .incomplete(let next) = session.completeness(of: cell), line.contains(where: { $0 != " " }) {
                    indent = next
                } else {
                    runCell()
                    indent = ""
                }
            }
        }
        if !cell.isEmpty { runCell() }
        if isTerminal { say("\n") }
    }

    private func next(indent: String) -> LineReader.Reading {
        let prompt = cell.isEmpty ? "∇ " : "… "
        if let editor { return editor.next(prompt: prompt, start: indent) }
        if isTerminal { say(prompt) }
        return lines.next()
    }

    private func runCell() {
        let source = cell
        cell = ""
        if source.contains(where: { !$0.isWhitespace }) { count += 1 }
        editor?.remember(source)
        history?.append(line: count, input: source)
        // Not cleared before: an interrupt right behind the line is meant for it.
        if case .failed(let diagnostic) = session.execute(source, output: output, isCancelled: Interrupts.isPending) {
            output.warn(diagnostic.rendered(in: source, color: StandardStreams.showsColor(STDERR_FILENO)) + "\n")
        }
        Interrupts.clear()
    }

    private func complete(_ line: String) -> LineEditor.Completions {
        let source = (cell.isEmpty ? "" : cell + "\n") + line
        let completions = session.complete(source, at: source.utf8.count)
        let start = source.scalarOffset(ofUTF8: completions.span.start)
        return LineEditor.Completions(
            length: source.unicodeScalars.count - start, texts: completions.items.map(\.text))
    }

    private func say(_ text: String) {
        StandardStreams.write(text, to: STDOUT_FILENO)
    }
}
