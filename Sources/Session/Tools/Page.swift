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
                return Self.columns(items.map { (name: $0.name, text: Self.bare($0.text)) })
            case .names(let names): return Self.indented(Self.wrapped(names.joined(separator: ", "), to: 76))
            case .table(let headings, let rows): return Self.columns(Self.sentences(rows, headings))
            case .display(let rendering): return rendering.plain()
            }
        }.joined(separator: "\n\n")
    }

    private static func bare(_ text: String) -> String { text.filter { $0 != "`" } }

    static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
            .joined(separator: "\n")
    }

    /// Names in a column as wide as the widest, and beside each its sentence, broken where it is too long.
    private static func columns(_ rows: [(name: String, text: String)]) -> String {
        let width = rows.map { DisplayWidth.columns(of: $0.name) }.max() ?? 0
        let margin = String(repeating: " ", count: width + 4)
        let room = max(30, 78 - width - 4)
        return rows.map { name, text in
            // What fits keeps its blanks, which a curve may have.
            let lines =
                DisplayWidth.columns(of: text) <= room
                ? text : wrapped(text, to: room).split(separator: "\n").joined(separator: "\n\(margin)")
            if lines.isEmpty { return "  \(name)" }
            return "  \(name)" + String(repeating: " ", count: width - DisplayWidth.columns(of: name) + 2) + lines
        }.joined(separator: "\n")
    }

    /// The columns behind the second as part of its sentence: `How often the data is gone through (default 100)`.
    private static func sentences(_ rows: [[String]], _ headings: [String]) -> [(name: String, text: String)] {
        rows.map { row in
            let cells = row.map(bare)
            let extra = zip(cells, headings).dropFirst(2).filter { !$0.0.isEmpty }.map { "(\($0.1) \($0.0))" }
            return (name: cells.first ?? "", text: (cells.dropFirst().prefix(1) + extra).joined(separator: " "))
        }
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
            case .code(let text): return "<pre><code>\(Markup.escaped(text))</code></pre>"
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

    /// A table at the left margin, without the columns that hold nothing.
    private static func table(headings: [String], _ rows: [[String]]) -> String {
        let used = (0..<(rows.map(\.count).max() ?? 0)).filter { column in
            rows.contains { column < $0.count && !$0[column].isEmpty }
        }
        let style = "text-align:left;vertical-align:top"
        let head = used.map { $0 < headings.count ? headings[$0] : "" }
        let body = rows.map { row in
            let cells = used.map { column in
                let cell = column < row.count ? row[column] : ""
                return column == 0
                    ? "<td style=\"\(style);white-space:nowrap\"><code>\(Markup.escaped(cell))</code></td>"
                    : "<td style=\"\(style)\">\(inline(cell))</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        let titles = head.map { "<th style=\"\(style)\">\(Markup.escaped($0))</th>" }.joined()
        return "<table style=\"margin:.4em 0\">"
            + (head.allSatisfy(\.isEmpty) ? "" : "<thead><tr>\(titles)</tr></thead>")
            + "<tbody>\(body.joined())</tbody></table>"
    }

    /// A sentence, with what stands between backquotes as code.
    private static func inline(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { position, part in
            position.isMultiple(of: 2) ? Markup.escaped(String(part)) : "<code>\(Markup.escaped(String(part)))</code>"
        }.joined()
    }
}
