extension Diagnostic {
    /// The first line of a rendered diagnostic, `shape error, line 3`.
    public func header(in source: String) -> String {
        let line = Excerpt(of: spans, in: source).map { ", line \($0.line)" } ?? ""
        return (kind == .interrupted ? kind.rawValue : "\(kind.rawValue) error") + line
    }

    /// The header, the source line, the carets with the message, and the hint.
    public func rendered(in source: String, color: Bool) -> String {
        header(in: source) + "\n" + renderedExcerpt(in: source, color: color)
    }

    /// The source line, the carets with the message, where its cause lies, and the hint, without a header.
    public func renderedExcerpt(in source: String, color: Bool) -> String {
        let message = color ? "\u{1B}[1m\(message.printable)\u{1B}[0m" : message.printable
        guard let excerpt = Excerpt(of: spans, in: source) else {
            return ([message] + originLines(column: 2) + hintLines(column: 2)).joined(separator: "\n")
        }
        let indent = String(repeating: " ", count: excerpt.column)
        let marks = excerpt.carets.dropFirst(excerpt.column)
        let carets = indent + (color ? "\u{1B}[31m\(marks)\u{1B}[0m" : String(marks))
        return
            ([excerpt.text, "\(carets) \(message)"] + originLines(column: excerpt.column)
            + hintLines(column: excerpt.column)).joined(separator: "\n")
    }

    private func originLines(column: Int) -> [String] {
        origin.map { [String(repeating: " ", count: min(column, 40)) + $0.printable] } ?? []
    }

    /// The line of the hint, with the topic of `help` at its right; none where there is neither.
    private func hintLines(column: Int) -> [String] {
        let indent = min(column, 40)
        var line = String(repeating: " ", count: indent) + (hint ?? "").printable
        if let topic {
            if hint != nil {
                let width = line.displayWidth
                line += String(repeating: " ", count: max(42, width + 4) - width)
            }
            line += "help \(topic)"
        }
        return hint == nil && topic == nil ? [] : [line]
    }
}
