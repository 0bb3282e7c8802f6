/// Takes what a cell shows while it runs, and what it asks.
public protocol OutputSink: AnyObject {
    /// Writes text as it stands; a line ends only where the text says so.
    func write(_ text: String, to stream: OutputStream)

    /// Shows something rich.
    ///
    /// - Parameter identifier: by what it can be updated later, if it is to be.
    func display(_ bundle: MIMEBundle, identifier: String?)

    /// Shows something else in place of what was displayed with the identifier.
    func update(_ bundle: MIMEBundle, identifier: String)

    /// Shows a result of the cell.
    func result(_ bundle: MIMEBundle)

    /// Clears what the cell has shown.
    ///
    /// - Parameter wait: whether to clear only when something new is shown.
    func clear(wait: Bool)

    /// Asks who runs the cell for a line of text, and waits for the answer or an interrupt.
    ///
    /// - Parameter isPassword: whether the answer is not to be shown.
    func ask(_ prompt: String, isPassword: Bool) -> InputAnswer

    /// The number of the cell in the notebook.
    var executionCount: Int { get }

    /// Whether the cell is to stop; cheap enough to be asked in a loop.
    var isInterrupted: Bool { get }
}

/// The two streams of text.
public enum OutputStream: String, Sendable, Hashable, CaseIterable {
    case standardOutput = "stdout"
    case standardError = "stderr"
}
