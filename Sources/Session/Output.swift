public import Drawing

/// Something to be shown, still a value: whoever shows it picks the form it can.
public enum Rendering: Sendable {
    /// Text, with richer forms where there are any.
    case text(plain: String, html: String?, markdown: String?, latex: String?)
    /// A figure.
    indirect case figure(Figure)
    /// A diagram.
    indirect case diagram(Diagram)
    /// Pictures that follow one another.
    indirect case replay(Replay)
    /// A table.
    case table(Table)
    /// How far something has come.
    indirect case progress(ProgressReport)

    /// Creates a rendering from its texts.
    init(plain: String, html: String? = nil, markdown: String? = nil, latex: String? = nil) {
        self = .text(plain: plain, html: html, markdown: markdown, latex: latex)
    }

    /// The text form, always there.
    ///
    /// - Parameters:
    ///   - columns: The width of the terminal.
    ///   - color: Whether it shows ANSI colours.
    ///   - ascii: Whether pictures are drawn with the characters of ASCII alone.
    public func plain(columns: Int = 78, color: Bool = false, ascii: Bool = false) -> String {
        switch self {
        case .text(let plain, _, _, _): plain
        case .figure(let figure): figure.text(columns: columns, color: color, ascii: ascii)
        case .diagram(let diagram): diagram.text(columns: columns, ascii: ascii)
        case .replay(let replay): replay.text(columns: columns, color: color, ascii: ascii)
        case .table(let table): table.text(columns: columns, ascii: ascii)
        case .progress(let report): report.text(columns: columns, color: color, ascii: ascii)
        }
    }

    /// HTML for a notebook.
    public var html: String? {
        switch self {
        case .text(_, let html, _, _): html
        case .figure, .diagram: nil
        case .replay(let replay): replay.html()
        case .table(let table): table.html()
        case .progress(let report): report.html()
        }
    }

    /// A picture.
    public var svg: String? {
        switch self {
        case .figure(let figure): figure.svg()
        case .diagram(let diagram): diagram.svg()
        case .text, .replay, .table, .progress: nil
        }
    }

    /// Markdown, for help.
    public var markdown: String? {
        if case .text(_, _, let markdown, _) = self { markdown } else { nil }
    }

    /// Mathematics, for documents made of a notebook; JupyterLab itself prefers the HTML beside it.
    public var latex: String? {
        if case .text(_, _, _, let latex) = self { latex } else { nil }
    }
}

/// Where a session's output goes: a notebook, a terminal, a pipe or a test.
///
/// A sink is called on the session's thread only.
public protocol Output: AnyObject {
    /// Writes to standard output.
    func print(_ text: String)
    /// Writes to standard error.
    func warn(_ text: String)
    /// Displays something.
    func display(_ rendering: Rendering)
    /// Displays the value of a cell's last expression.
    func result(_ rendering: Rendering)
    /// Displays something that will be updated in place, under an identifier that is new in the session.
    func displayLive(_ rendering: Rendering, identifier: Int)
    /// Replaces what was displayed under the identifier; `isFinal` says that nothing will follow.
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool)
    /// Clears the cell's output; with `wait` only when something new is shown.
    func clear(wait: Bool)
    /// Asks whoever runs the cell for a line of text, and waits for it or for an interrupt.
    func ask(_ prompt: String, isPassword: Bool) -> Answer
}

/// What became of a question that a cell asked.
public enum Answer: Sendable, Hashable {
    /// The line, without its end.
    case line(String)
    /// There is no more input.
    case end
    /// The cell was interrupted while it waited.
    case interrupted
    /// There is nobody to be asked.
    case unavailable
}

extension Output {
    /// Where nobody reads the output, nobody answers either.
    public func ask(_ prompt: String, isPassword: Bool) -> Answer { .unavailable }
}
