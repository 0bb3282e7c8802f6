import Drawing
import Glibc
import Session

/// A session's output in a terminal, a pipe or a file.
final class TerminalOutput: Output {
    private let isScreen = StandardStreams.isScreen(STDOUT_FILENO)
    private let screen = Screen(STDOUT_FILENO)
    private let lines: LineReader
    /// Whether the cursor stands behind a line that will be redrawn.
    private var isRedrawing = false
    /// Whether the screen is to be cleared when something new is shown.
    private var isClearing = false

    /// When a running statement says how far it is, where its line cannot be redrawn.
    private var pace = ProgressPace()

    /// Creates an output that reads the answers to questions from the same lines as the cells.
    init(answersFrom lines: LineReader) { self.lines = lines }

    func print(_ text: String) { write(text) }

    func warn(_ text: String) {
        leaveLiveLine()
        clearIfDue()
        StandardStreams.write(text, to: STDERR_FILENO)
    }

    func display(_ rendering: Rendering) {
        if isScreen, case .replay(let replay) = rendering { return play(replay) }
        write(text(of: rendering) + "\n")
    }

    /// Shows the frames one after the other in one place, until the last or an interrupt, which leaves the last.
    private func play(_ replay: Replay) {
        let longest = 6_000_000
        let nap = useconds_t(min(250_000, longest / max(replay.frames.count, 1)))
        var height = 0
        for index in replay.frames.indices {
            if Interrupts.isPending(), index + 1 < replay.frames.count { continue }
            let frame = screen.fitted(
                replay.text(ofFrame: index, columns: width, color: screen.colors != .none, ascii: screen.isASCII))
            // Each frame begins where the one before began, and clears what that one left.
            if height > 0 { write("\u{1B}[\(height)A\u{1B}[J") }
            write(frame + "\n")
            height = frame.reduce(1) { $0 + ($1 == "\n" ? 1 : 0) }
            if index + 1 < replay.frames.count { usleep(nap) }
        }
    }

    func result(_ rendering: Rendering) { display(rendering) }

    func clear(wait: Bool) {
        isClearing = isScreen
        if !wait { clearIfDue() }
    }

    func displayLive(_ rendering: Rendering, identifier: Int) {
        pace.restart()
        redraw(rendering)
    }

    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {
        if isScreen {
            redraw(rendering)
            if isFinal { leaveLiveLine() }
        } else if isFinal {
            write(text(of: rendering) + "\n")
        } else if pace.isDue() {
            // Standard output stays the same in every run, however long it takes.
            StandardStreams.write(text(of: rendering) + "\n", to: STDERR_FILENO)
        }
    }

    func ask(_ prompt: String, isPassword: Bool) -> Answer {
        func read() -> LineReader.Reading {
            write(prompt)
            return lines.next()
        }
        switch isPassword ? StandardStreams.withoutEcho(read) : read() {
        case .line(let line): return .line(line)
        case .end: return .end
        case .interrupted: return .interrupted
        }
    }

    /// Redraws the line in place; a pipe gets the last state, and the others on standard error now and then.
    private func redraw(_ rendering: Rendering) {
        guard isScreen else { return }
        clearIfDue()
        StandardStreams.write("\r\u{1B}[2K" + text(of: rendering), to: STDOUT_FILENO)
        isRedrawing = true
    }

    private func leaveLiveLine() {
        guard isRedrawing else { return }
        isRedrawing = false
        StandardStreams.write("\n", to: STDOUT_FILENO)
    }

    private func clearIfDue() {
        guard isClearing else { return }
        isClearing = false
        leaveLiveLine()
        StandardStreams.write("\u{1B}[H\u{1B}[2J", to: STDOUT_FILENO)
    }

    private func write(_ text: String) {
        leaveLiveLine()
        clearIfDue()
        StandardStreams.write(text, to: STDOUT_FILENO)
    }

    private func text(of rendering: Rendering) -> String {
        screen.fitted(
            rendering.plain(columns: width, color: screen.colors != .none, ascii: screen.isASCII))
    }

    private var width: Int { max(min(StandardStreams.columns, 100) - 1, 10) }
}
