extension Table {
    /// Renders the table for a terminal, numbers aligned on the decimal point, without a line break at the end.
    ///
    /// - Parameters:
    ///   - maximumRows: of a longer table, the middle is left out.
    ///   - columns: the width of the terminal; the footnote is broken to it, the rows are not.
    ///   - ascii: whether to draw with the characters of ASCII alone.
    public func text(maximumRows: Int = 20, columns width: Int = 80, ascii: Bool = false) -> String {
        let resolved = ResolvedTable(self, maximumRows: maximumRows)
        let columns = resolved.columns.map { TextColumn($0, ascii: ascii) }
        let gap = "   "
        func line(_ cells: [String]) -> String { cells.joined(separator: gap).trimmingEnd }
        let rule = columns.map { String(repeating: ascii ? "-" : "─", count: $0.width) }
            .joined(separator: ascii ? "---" : "───")

        var lines: [String] = []
        if let title, !title.isEmpty { lines.append(title.onOneLine) }
        if !columns.isEmpty {
            lines.append(line(columns.map(\.heading)))
            lines.append(rule)
        }
        for row in 0..<resolved.rowCount {
            if row == resolved.rowsBefore && resolved.omitted > 0 {
                lines.append((ascii ? "..." : "⋮") + "  (\(resolved.omitted) more rows)")
            }
            lines.append(line(columns.map { $0.cells[row] }))
        }
        if resolved.columns.contains(where: { $0.baseline != nil }) {
            lines.append(rule)
            lines.append(line(columns.map(\.baseline)))
        }
        if let footnote, !footnote.isEmpty {
            lines += footnote.wrapped(to: max(width, 20), ellipsis: ascii ? "..." : "…")
        }
        return lines.joined(separator: "\n")
    }
}

/// One column laid out in terminal columns.
private struct TextColumn {
    let width: Int
    let heading: String
    let cells: [String]
    let baseline: String

    init(_ column: ResolvedTable.Column, ascii: Bool) {
        let hasBest = column.items.contains(where: \.isBest)
        let items = column.items + [column.baseline ?? ResolvedTable.Item(text: "")]
        // Numbers stand with their points in one line: room before the point and room from it on.
        var before = 0
        var after = 0
        for item in items where item.isNumber {
            let parts = TextColumn.split(item.text)
            before = max(before, DisplayWidth.columns(of: parts.before))
            after = max(after, DisplayWidth.columns(of: parts.after))
        }
        let numberWidth = before + after
        let mark = hasBest ? 2 : 0
        var width = max(DisplayWidth.columns(of: column.title), numberWidth + mark)
        for item in items where !item.isNumber { width = max(width, DisplayWidth.columns(of: item.text)) }
        let spelled = items.map { item in
            guard item.isNumber else {
                return column.isNumeric && item.text.isEmpty ? "" : item.text.padded(to: width)
            }
            let parts = TextColumn.split(item.text)
            let number = parts.before.paddedLeft(to: before) + parts.after.padded(to: after)
            let marked = hasBest ? number + (item.isBest ? (ascii ? " *" : " ◂") : "  ") : number
            return marked.paddedLeft(to: width)
        }.map { $0.padded(to: width) }
        self.width = width
        let heading = column.isNumeric ? column.title.paddedLeft(to: width - mark) : column.title
        self.heading = heading.padded(to: width)
        cells = Array(spelled.dropLast())
        baseline = spelled.last ?? ""
    }

    private static func split(_ text: String) -> (before: String, after: String) {
        guard let point = text.firstIndex(where: { $0 == "." || $0 == "e" }) else { return (text, "") }
        return (String(text[..<point]), String(text[point...]))
    }
}
