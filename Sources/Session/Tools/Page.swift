import Drawing

/// A page of documentation, written once for a terminal, for Markdown and for a notebook.
///
/// In its sentences, what is code stands between backquotes.
struct Page {
    /// A part of a page.
    enum Block {
        /// What the page is about, as it is written in the language.
        case signature(String)
        /// The page's own heading, or that of a part.
        case heading(String)
        case paragraph(String)
        /// Lines of a program or a drawing, kept as they are.
        case code(String)
        /// Names, each with a sentence.
        case list([(name: String, text: String)])
        /// Names that are called for, side by side.
        case names([String])
        /// A table with a heading over each column; the first holds code.
        case table(headings: [String], rows: [[String]])
        /// Something that renders itself.
        case display(Rendering)
    }

    var blocks: [Block]

    init(_ blocks: [Block]) { self.blocks = blocks }

    var rendering: Rendering { Rendering(plain: plain, html: html, markdown: markdown) }

    // MARK: Text

    var plain: String {
        blocks.map { block in
            switch block {
            case .signature(let text), .heading(let text): return Self.wrapped(Self.bare(text))
            case .paragraph(let text): return Self.wrapped(Self.bare(text))
            case .code(let text): return Self.indented(text)
            case .list(let items):
                return Self.columns(items.map { [$0.name, Self.bare($0.text)] })
            case .names(let names): return Self.indented(Self.wrapped(names.joined(separator: ", "), to: 76))
            case .table(_, let rows): return Self.columns(rows.map { $0.map(Self.bare) })
            case .display(let rendering): return rendering.plain()
            }
        }.joined(separator: "\n\n")
    }

    private static func bare(_ text: String) -> String { text.filter { $0 != "`" } }

    static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
            .joined(separator: "\n")
    }

    /// Rows with every column but the last as wide as its widest cell, two blanks between.
    private static func columns(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<max(count - 1, 0)).map { column in
            rows.map { column < $0.count ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = "  "
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < widths.count else { continue }
                line += String(repeating: " ", count: max(0, widths[column] - DisplayWidth.columns(of: cell)) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// A text in lines of at most so many characters.
    static func wrapped(_ text: String, to width: Int = 78) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > width, !line.isEmpty {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return (lines + [line]).joined(separator: "\n")
    }

    // MARK: Markdown

    var markdown: String {
        blocks.map { block in
            switch block {
            case .signature(let text): return "**`\(text)`**"
            case .heading(let text): return "**\(text)**"
            case .paragraph(let text): return text
            case .code(let text): return "```\n\(text)\n```"
            case .list(let items): return items.map { "- `\($0.name)`: \($0.text)" }.joined(separator: "\n")
            case .names(let names): return names.map { "`\($0)`" }.joined(separator: ", ")
            case .table(let headings, let rows):
                let rule = "|" + headings.map { _ in "---|" }.joined()
                return
                    ([Self.row(headings), rule]
                    + rows.map { row in Self.row((row.first.map { ["`\($0)`"] } ?? []) + row.dropFirst()) })
                    .joined(separator: "\n")
            case .display(let rendering): return rendering.markdown ?? "```\n\(rendering.plain())\n```"
            }
        }.joined(separator: "\n\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String {
        "| "
            + cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }
            .joined(separator: " | ") + " |"
    }

    // MARK: HTML

    var html: String {
        blocks.map { block in
            switch block {
            case .signature(let text): return "<p><code><b>\(Markup.escaped(text))</b></code></p>"
            case .heading(let text): return "<p><b>\(Self.inline(text))</b></p>"
            case .paragraph(let text): return "<p>\(Self.inline(text))</p>"
            case .code(let text): return "<pre>\(Markup.escaped(text))</pre>"
            case .list(let items):
                return Self.table(headings: [], items.map { [$0.name, $0.text] })
            case .names(let names):
                return "<p>" + names.map { "<code>\(Markup.escaped($0))</code>" }.joined(separator: ", ") + "</p>"
            case .table(let headings, let rows): return Self.table(headings: headings, rows)
            case .display(let rendering):
                return rendering.html ?? rendering.svg ?? "<pre>\(Markup.escaped(rendering.plain()))</pre>"
            }
        }.joined(separator: "\n")
    }

    private static func table(headings: [String], _ rows: [[String]]) -> String {
        let style = " style=\"text-align:left;vertical-align:top\""
        let head = headings.map { "<th\(style)>\(Markup.escaped($0))</th>" }.joined()
        let body = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                "<td\(style)>" + (column == 0 ? "<code>\(Markup.escaped(cell))</code>" : inline(cell)) + "</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return "<table>" + (head.isEmpty ? "" : "<thead><tr>\(head)</tr></thead>")
            + "<tbody>\(body.joined())</tbody></table>"
    }

    /// A sentence, with what stands between backquotes as code.
    private static func inline(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { position, part in
            position.isMultiple(of: 2) ? Markup.escaped(String(part)) : "<code>\(Markup.escaped(String(part)))</code>"
        }.joined()
    }
}
