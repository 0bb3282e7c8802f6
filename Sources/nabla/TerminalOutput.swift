import Glibc
import Session

/// A session's output in a terminal, a pipe or a file.
final class TerminalOutput: Output {
    private let isScreen = StandardStreams.isScreen(STDOUT_FILENO)
    private let color = StandardStreams.showsColor(STDOUT_FILENO)
    /// Whether the cursor stands behind a line that will be redrawn.
    private var isRedrawing = false

    func print(_ text: String) { write(text) }

    func warn(_ text: String) {
        leaveLiveLine()
        StandardStreams.write(text, to: STDERR_FILENO)
    }

    func display(_ rendering: Rendering) { write(text(of: rendering) + "\n") }
    func result(_ rendering: Rendering) { display(rendering) }

    func clear() {
        if isScreen { write("\u{1B}[H\u{1B}[2J") }
    }

    func displayLive(_ rendering: Rendering, identifier: Int) { redraw(rendering) }

    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {
        redraw(rendering)
        if isFinal {
            if isScreen { leaveLiveLine() } else { write(text(of: rendering) + "\n") }
        }
    }

    /// Redraws the line in place; a pipe gets the last state only.
    private func redraw(_ rendering: Rendering) {
        guard isScreen else { return }
        StandardStreams.write("\r\u{1B}[2K" + text(of: rendering), to: STDOUT_FILENO)
        isRedrawing = true
    }

    private func leaveLiveLine() {
        guard isRedrawing else { return }
        isRedrawing = false
        StandardStreams.write("\n", to: STDOUT_FILENO)
    }

    private func write(_ text: String) {
        leaveLiveLine()
        StandardStreams.write(text, to: STDOUT_FILENO)
    }

    private func text(of rendering: Rendering) -> String {
        rendering.plain(columns: max(min(StandardStreams.columns, 100) - 1, 10), color: color)
    }
}
