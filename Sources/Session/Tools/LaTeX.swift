import Drawing
import Engine
import Language

/// Matrices and tables as LaTeX.
enum LaTeX {
    /// A matrix in round brackets, for mathematics.
    static func matrix(_ rows: [[String]]) -> String {
        let body = rows.map { $0.map(symbol).joined(separator: " & ") }.joined(separator: " \\\\ ")
        return "\\begin{pmatrix} " + body + " \\end{pmatrix}"
    }

    /// `latex`.
    static func latex(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        if case .table(let table) = try arguments.required("A") {
            return .text(try tabular(table, machine, at: arguments.head))
        }
        let matrix = try arguments.matrix("A")
        let limit = 10_000
        guard matrix.elements.count <= limit else {
            throw Diagnostic(
                .limit, "a matrix of \(matrix.elements.count) elements is more than a page holds, \(limit)",
                at: arguments.span("A"), topic: "latex")
        }
        let digits = try arguments.whole("digits", in: 1...17) ?? 6
        return .text(
            self.matrix(
                (0..<matrix.rows).map { row in
                    matrix.row(row).map { NumberText.significant($0, digits: digits) }
                }))
    }

    /// A table with its headings between lines.
    private static func tabular(_ table: ValueTable, _ machine: Machine, at span: Span) throws(Diagnostic) -> String {
        let alignment = table.columns.indices.map { table.isNumeric($0) ? "r" : "l" }.joined()
        var lines = ["\\begin{tabular}{\(alignment)}", "\\hline"]
        lines.append(table.columns.map { escaped($0.label) }.joined(separator: " & ") + " \\\\")
        lines.append("\\hline")
        for row in 0..<table.rowCount {
            try machine.checkInterrupt(at: span)
            let cells = table.columns.map { column -> String in
                switch column.values[row] {
                case .number(let number): "$" + symbol(NumberText.significant(number)) + "$"
                case .none: ""
                case let value: escaped(value.short)
                }
            }
            lines.append(cells.joined(separator: " & ") + " \\\\")
        }
        return (lines + ["\\hline", "\\end{tabular}"]).joined(separator: "\n")
    }

    /// A number, or a sign for what is left out, as mathematics.
    private static func symbol(_ text: String) -> String {
        switch text {
        case "NaN": return "\\mathrm{NaN}"
        case "∞": return "\\infty"
        case "-∞": return "-\\infty"
        case "…": return "\\cdots"
        case "⋮": return "\\vdots"
        case "⋱": return "\\ddots"
        default: break
        }
        let parts = text.split(separator: "e", maxSplits: 1)
        guard parts.count == 2 else { return text }
        let power = "10^{\(parts[1])}"
        return parts[0] == "1" ? power : parts[0] == "-1" ? "-" + power : "\(parts[0]) \\cdot \(power)"
    }

    /// Text without what LaTeX would take for its own.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
            case "\\": result += "\\textbackslash{}"
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            default: result.append(character)
            }
        }
        return result
    }
}
