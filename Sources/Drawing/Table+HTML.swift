extension Table {
    /// Renders the table as HTML that follows the notebook's theme, and elsewhere the page's own colours.
    ///
    /// - Parameter maximumRows: of a longer table, the middle is left out.
    public func html(maximumRows: Int = 40) -> String {
        let resolved = ResolvedTable(self, maximumRows: maximumRows)
        let rule = "1px solid var(--jp-border-color1,rgba(128,128,128,.45))"
        let faint = "1px solid var(--jp-border-color2,rgba(128,128,128,.2))"
        let muted = "color:var(--jp-ui-font-color2,inherit)"
        var html = "<table class=\"nabla-table\" style=\"border-collapse:collapse;margin:.4em 0;"
        html += "font-variant-numeric:tabular-nums\">\n"
        if let title, !title.isEmpty {
            html += "<caption style=\"caption-side:top;text-align:left;font-weight:600;padding:0 0 .4em;"
            html += "color:var(--jp-ui-font-color0,inherit)\">\(Markup.escaped(title.onOneLine))</caption>\n"
        }
        html += "<thead><tr>"
        for column in resolved.columns {
            let align = column.isNumeric ? "right" : "left"
            html += "<th scope=\"col\" style=\"text-align:\(align);padding:.3em .9em;border-bottom:\(rule)\">"
            html += "\(Markup.escaped(column.title))</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in 0..<resolved.rowCount {
            if row == resolved.rowsBefore && resolved.omitted > 0 { html += elision(resolved, muted) }
            html += "<tr>"
            for column in resolved.columns {
                html += cell(column.items[row], column, border: row == 0 ? nil : faint)
            }
            html += "</tr>\n"
        }
        html += "</tbody>\n"
        if resolved.columns.contains(where: { $0.baseline != nil }) {
            html += "<tfoot><tr>"
            for column in resolved.columns {
                html += cell(column.baseline ?? ResolvedTable.Item(text: ""), column, border: rule)
            }
            html += "</tr></tfoot>\n"
        }
        html += "</table>"
        if let footnote, !footnote.isEmpty {
            html += "\n<div style=\"font-size:.85em;\(muted)\">\(Markup.escaped(footnote.onOneLine))</div>"
        }
        return html
    }

    private func elision(_ resolved: ResolvedTable, _ muted: String) -> String {
        let span = max(resolved.columns.count, 1)
        return
            "<tr><td colspan=\"\(span)\" style=\"text-align:center;\(muted)\">⋮ \(resolved.omitted) more rows ⋮</td></tr>\n"
    }

    private func cell(_ item: ResolvedTable.Item, _ column: ResolvedTable.Column, border: String?) -> String {
        let align = column.isNumeric && (item.isNumber || item.text.isEmpty) ? "right" : "left"
        let line = border.map { ";border-top:\($0)" } ?? ""
        let text = Markup.escaped(item.text)
        let content = item.isBest ? "<b>\(text)</b>" : text
        // What is short stays on one line; a notebook would break it where another column is long.
        let whole = DisplayWidth.columns(of: item.text) <= 24 ? ";white-space:nowrap" : ""
        return
            "<td style=\"text-align:\(align);padding:.25em .9em\(whole)\(line)\">\(content)\(item.padding)</td>"
    }
}
