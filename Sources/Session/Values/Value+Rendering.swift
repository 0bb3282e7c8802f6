import Drawing
import Engine

extension Value {
    /// The value in one line, for `print`, table cells and messages; of a long list the rest is left out.
    var short: String { written(room: 2000) }

    private func written(room: Int) -> String {
        switch self {
        case .none: "none"
        case .all: "all"
        case .number(let number): Value.text(of: number)
        case .truth(let truth): truth ? "true" : "false"
        case .text(let text): text
        case .matrix(let matrix): matrix.short
        case .list(let items): "[" + Value.joined(items, room: room) + "]"
        case .tuple(let items): "(" + Value.joined(items, room: room) + ")"
        case .range(let range):
            Value.text(of: range.first) + ".." + Value.text(of: range.last)
                + (range.step == 1 ? "" : " step " + Value.text(of: range.step))
        case .pair(let input, let output): input.short + " => " + output.short
        case .function(let entry): entry.definition ?? entry.name
        case .tracked: primal.short
        case .dataset(let data):
            "\(data.samples.name): \(data.samples.inputs.rows) samples, \(data.samples.inputs.columns) inputs"
        case .network(let network): network.snapshot.architecture
        case .history(let history): history.title
        case .gradients(let gradients): "gradients of \(gradients.gradients.parameters.count) parameters"
        case .classifier(let classifier): "Bayes classifier, error \(NumberText.fixed(classifier.error, decimals: 4))"
        case .path(let record):
            "path of \(counted(record.path.steps, "step")), \(record.function) "
                + Value.text(of: record.path.values.last ?? .nan)
        case .boundary(let boundary): "boundary of \(boundary.name)"
        case .plottable(let plottable): plottable.title
        case .optimizer(let optimizer, let rate):
            optimizer.description + (rate.map { ", η = \(Value.text(of: $0))" } ?? "")
        case .momentum(let momentum): momentum.description
        case .schedule(let schedule): schedule.description
        case .initialization(let initialization): initialization.description
        case .loss(let loss): loss.spelling
        case .figure(let figure): figure.title ?? "figure"
        case .diagram(let diagram): diagram.title ?? "diagram"
        case .replay(let replay): replay.title
        case .table(let table): "table of \(table.rowCount) rows"
        }
    }

    /// The items of a list, as many as there is room for.
    ///
    /// A list may hold another many times over, so that written out in full it would never end.
    private static func joined(_ items: ValueList, room: Int) -> String {
        var text = ""
        for (position, item) in items.enumerated() {
            if position > 0 { text += ", " }
            let left = room - text.utf8.count
            if position == 20 || left < 0 { return text + "…" }
            if case .text(let string) = item { text += "\"\(string)\"" } else { text += item.written(room: left) }
        }
        return text
    }

    /// The value as it is displayed.
    public var rendering: Rendering {
        switch self {
        case .matrix(let matrix): matrix.rendering
        case .network(let network): network.summary
        case .history(let history): history.table.rendering
        case .table(let table): table.drawn().rendering
        case .figure(let figure): figure.rendering
        case .diagram(let diagram): .diagram(diagram)
        case .replay(let replay): .replay(replay)
        case .function(let entry):
            entry.definition.map { Rendering(plain: $0) } ?? Help.page(of: entry).rendering
        case .dataset(let data): data.rendering
        case .gradients(let gradients): gradients.rendering
        case .path(let record): record.table.rendering
        default: Rendering(plain: short)
        }
    }
}

extension Table {
    /// The table as text and HTML.
    var rendering: Rendering { .table(self) }
}

extension Figure {
    /// The figure as text and SVG.
    var rendering: Rendering { .figure(self) }
}

extension Matrix {
    /// The matrix in one line: `[1, 2; 3, 4]`, its middle left out where it is long.
    var short: String {
        let shownRows = rows > 6 ? 3 : rows
        let shownColumns = columns > 12 ? 8 : columns
        let lines = (0..<shownRows).map { row in
            (0..<shownColumns).map { Value.text(of: self[row, $0]) }.joined(separator: ", ")
                + (shownColumns < columns ? ", …" : "")
        }
        return "[" + lines.joined(separator: "; ") + (shownRows < rows ? "; …" : "") + "]"
    }

    /// The matrix under its shape, columns aligned, its middle left out where it is large.
    var rendering: Rendering {
        let title = "\(rows)×\(columns)"
        return Rendering(
            plain: ([title] + terminalLines.map { "  " + $0 }).joined(separator: "\n"),
            html: "<div>\(title)</div>\n" + htmlGrid, latex: latexGrid)
    }

    /// The rows as mathematics, with as much left out as in HTML.
    private var latexGrid: String {
        let shown = grid(rowLimit: 12, columnLimit: 10, digits: columns > 6 ? 4 : 6)
        let rows = (shown.first ?? []).indices.map { row in shown.map { $0[row] } }
        return "$\\displaystyle " + LaTeX.matrix(rows) + "$"
    }

    /// The rows for a terminal, with as many digits and columns as fit its usual width.
    private var terminalLines: [String] {
        var lines: [String] = []
        for (columnLimit, digits) in [(10, 6), (10, 5), (10, 4), (8, 4), (6, 4), (4, 4)] {
            lines = self.lines(rowLimit: 12, columnLimit: columnLimit, digits: digits)
            // All lines are as wide.
            if lines.first.map({ DisplayWidth.columns(of: $0) <= 76 }) ?? true { break }
        }
        return lines
    }

    /// The rows as lines with aligned columns, their middle left out where there are more than the limits.
    func lines(rowLimit: Int, columnLimit: Int, digits: Int) -> [String] {
        let shown = grid(rowLimit: rowLimit, columnLimit: columnLimit, digits: digits)
        let widths = shown.map { $0.map(DisplayWidth.columns(of:)).max() ?? 0 }
        return (shown.first ?? []).indices.map { row in
            zip(shown, widths).map { column, width in
                String(repeating: " ", count: max(0, width - DisplayWidth.columns(of: column[row]))) + column[row]
            }.joined(separator: "  ")
        }
    }

    /// The rows between round brackets, as on paper.
    private var htmlGrid: String {
        let shown = grid(rowLimit: 12, columnLimit: 10, digits: columns > 6 ? 4 : 6)
        let body = (shown.first ?? []).indices.map { row in
            "<tr style=\"background:none\">"
                + shown.map { "<td style=\"text-align:right;padding:.1em .6em\">\(Markup.escaped($0[row]))</td>" }
                .joined()
                + "</tr>"
        }
        return "<table style=\"border-collapse:separate;border-spacing:0;margin:.2em 0 .4em;border:solid currentColor;"
            + "border-width:0 1.5px;border-radius:.7em;font-variant-numeric:tabular-nums\"><tbody>"
            + body.joined() + "</tbody></table>"
    }

    /// The numbers as texts, column by column, with signs for what is left out.
    ///
    /// All numbers get the same decimals, so that every column aligns and none looks more exact. Where that would take too many,
    /// each column has its own, and a column of very small and large numbers writes each as shortly as it can.
    private func grid(rowLimit: Int, columnLimit: Int, digits: Int) -> [[String]] {
        let rowIndices = Matrix.elided(rows, limit: rowLimit)
        let columnIndices = Matrix.elided(columns, limit: columnLimit)
        let rowsShown = rowIndices.compactMap { $0 }
        let columnsShown = columnIndices.compactMap { $0 }
        let numbers = columnsShown.map { column in rowsShown.map { self[$0, column] } }
        var texts = Matrix.spelled(numbers, digits: digits)[...]
        return columnIndices.map { column -> [String] in
            rowIndices.map { row in
                switch (row, column) {
                case (nil, nil): "⋱"
                case (nil, _): "⋮"
                case (_, nil): "…"
                default: texts.popFirst() ?? ""
                }
            }
        }
    }

    /// Columns of numbers as texts, one column after the other.
    private static func spelled(_ columns: [[Double]], digits: Int) -> [String] {
        func isShort(_ texts: [String]) -> Bool {
            texts.allSatisfy { !$0.contains("e") && $0.utf8.count <= digits + 7 }
        }
        let whole = NumberText.aligned(columns.flatMap(\.self), digits: digits)
        let magnitudes = columns.flatMap(\.self).filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
        // Numbers that are all tiny, or all huge, share their notation.
        if isShort(whole) || (magnitudes.max() ?? 0) < 1e-4 || (magnitudes.min() ?? 0) >= 1e15 { return whole }
        return columns.flatMap { column in
            let texts = NumberText.aligned(column, digits: digits)
            let hasTiny = column.contains { $0 != 0 && $0.magnitude < 1e-6 }
            return isShort(texts) && !hasTiny
                ? texts : column.map { NumberText.significant($0, digits: max(digits, 8)) }
        }
    }

    /// The positions that are shown, with a gap (`nil`) in the middle where there are too many.
    private static func elided(_ count: Int, limit: Int) -> [Int?] {
        guard count > limit else { return (0..<count).map { $0 } }
        let half = limit / 2
        return (0..<half).map { $0 } + [nil] + ((count - half)..<count).map { $0 }
    }
}

extension DataSet {
    /// A table with the sizes of the parts.
    fileprivate var rendering: Rendering {
        let parts = [("train", samples)] + (test.map { [("test", $0)] } ?? [])
        return Table(
            title: samples.name,
            columns: [
                Table.Column(title: "part", cells: parts.map { .text(test == nil ? "samples" : $0.0) }),
                Table.Column(title: "samples", cells: parts.map { .number(Double($0.1.inputs.rows)) }),
                Table.Column(title: "inputs", cells: parts.map { .number(Double($0.1.inputs.columns)) }),
                Table.Column(title: "targets", cells: parts.map { .number(Double($0.1.targets.columns)) }),
            ],
            footnote: samples.classNames.isEmpty ? nil : "classes: " + samples.classNames.joined(separator: ", ")
        ).rendering
    }
}

extension NetworkGradients {
    /// A table with the shape and norm of each derivative.
    fileprivate var rendering: Rendering {
        let value = Value.gradients(self)
        let names = Members.names(of: value).filter { $0 != "loss" }
        let matrices = names.map { name -> Matrix? in
            Members.member(name, of: self)?.asMatrix
        }
        return Table(
            title: "gradients",
            columns: [
                Table.Column(title: trace == nil ? "parameter" : "name", cells: names.map { .text($0) }),
                Table.Column(title: "shape", cells: matrices.map { .text($0.map { Shape($0).text } ?? "") }),
                Table.Column(title: "norm", cells: matrices.map { $0.map { .number($0.norm()) } ?? .empty }),
            ],
            footnote: trace.map { "loss \(NumberText.significant($0.loss, digits: 6)): \($0.lossText)" }
        ).rendering
    }
}

extension Value {
    /// The type and shape, or the value itself where it is small: what stands beside a name in a list of names.
    var brief: String {
        switch self {
        case .matrix(let matrix): matrix.elements.count <= 4 ? matrix.short : Shape(matrix).text
        case .list(let items): counted(items.count, "item")
        case .dataset(let data):
            "\(data.samples.inputs.rows) samples of \(counted(data.samples.inputs.columns, "input"))"
                + (data.test.map { ", \($0.inputs.rows) to test" } ?? "")
        case .history(let history): counted(history.history.epochs.count, "row")
        case .text(let text): text.count > 40 ? "\"\(text.prefix(39))…\"" : "\"\(text)\""
        case .function(let entry): entry.signature
        case .table(let table): "\(table.rowCount) rows of \(table.columns.map(\.label).joined(separator: ", "))"
        default: short.count > 60 ? short.prefix(59) + "…" : short
        }
    }
}
