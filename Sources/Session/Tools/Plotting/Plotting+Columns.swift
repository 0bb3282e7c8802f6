import Drawing
import Engine
import Language

extension Plotting {
    /// A column of a table: curves where its cells are vectors, points and lines over another column where they are numbers.
    ///
    /// Rows that share what `by` and `panel` name are runs of one thing: their median is drawn, with a band around it.
    static func draw(
        _ column: Int, of table: ValueTable, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let label = table.columns[column].label
        var by =
            try arguments["by"].map { (_) throws(Diagnostic) in try Tables.columns("by", of: table, arguments) } ?? []
        let panel =
            try arguments["panel"].map { (_) throws(Diagnostic) in try Tables.columns("panel", of: table, arguments) }
            ?? []
        let band = try Band(arguments)
        let rows = (0..<table.rowCount).filter { !table.columns[column].values[$0].isNothing }
        guard !rows.isEmpty else {
            throw Diagnostic(
                .value, "the column \(label) holds nothing to draw", at: arguments.span("what"), topic: "plot")
        }
        let isCurves = rows.allSatisfy { table.columns[column].values[$0].isCurve }
        guard isCurves || table.isNumeric(column) else {
            throw Diagnostic(
                .type, "the column \(label) holds neither numbers nor vectors throughout", at: arguments.span("what"),
                topic: "plot")
        }
        let source = ColumnSource(table: table, column: column, isCurves: isCurves)
        let chosen = table.choosing(rows)
        let over: ColumnSource.Over
        if let numbers = try source.overGroups(by, panel: panel, in: chosen, arguments) {
            (over, by) = (numbers, [])
        } else {
            over = try source.over(excluding: by + panel, arguments)
        }
        let subject = ColumnSource(table: chosen, column: column, isCurves: isCurves)
        let groups = panel.isEmpty ? [Array(0..<chosen.rowCount)] : try Tables.groups(of: chosen, by: panel, arguments)
        guard groups.count <= 64 else {
            throw Diagnostic(
                .limit, "\(groups.count) panels are too many for one figure, which has 64 at most",
                at: arguments.span("panel"), topic: "plot")
        }
        // One colour for each value of `by`, the same in every panel.
        let keys = by.isEmpty ? [] : try Tables.groups(of: chosen, by: by, arguments).compactMap(\.first)
        var panels: [Figure] = []
        for group in groups {
            try machine.checkInterrupt(at: arguments.head)
            var layers: [Figure.Layer] = []
            if by.isEmpty {
                layers += try subject.layers(group, over, series: 0, label: nil, band, arguments)
            } else {
                for (series, key) in keys.enumerated() {
                    let same = group.filter { row in
                        by.allSatisfy { chosen.columns[$0].values[row].isSame(as: chosen.columns[$0].values[key]) }
                    }
                    if same.isEmpty { continue }
                    let name = by.map { chosen.named($0, row: key) }.joined(separator: ", ")
                    layers += try subject.layers(same, over, series: series, label: name, band, arguments)
                }
            }
            // No band hides another one's line.
            layers = layers.filter(\.isBand) + layers.filter { !$0.isBand }
            let title = group.first.map { row in panel.map { chosen.assigned($0, row: row) }.joined(separator: ", ") }
            panels.append(
                Figure(
                    title: panel.isEmpty ? nil : title,
                    xAxis: Axis(label: over.label), yAxis: Axis(label: label), layers: layers))
        }
        let heading = arguments.text("what").isEmpty ? label : arguments.text("what")
        let names = by.isEmpty ? "" : " by " + by.map { table.columns[$0].label }.joined(separator: ", ")
        let caption = band.caption(isNeeded: panels.contains { $0.layers.contains(where: \.isBand) })
        let scale = scale(of: panels.flatMap(\.layers).flatMap(\.heights))
        if panel.isEmpty, var only = panels.first {
            only.title = heading + names
            only.caption = caption
            only.yAxis.scale = scale
            return try overlaid(only, arguments, machine)
        }
        share(scale, among: &panels)
        return Figure(title: heading + names, caption: caption, panels: panels)
    }

    /// Gives all panels the vertical axis that shows everything, so that they can be compared.
    private static func share(_ scale: Axis.Scale, among panels: inout [Figure]) {
        let heights = panels.flatMap(\.layers).flatMap(\.heights).filter(\.isFinite)
        guard let low = heights.min(), let high = heights.max(), low < high else { return }
        let margin = (high - low) * 0.05
        let start = low >= 0 && low < (high - low) * 0.25 ? 0 : low - margin
        for index in panels.indices {
            panels[index].yAxis.scale = scale
            panels[index].yAxis.range = scale == .logarithmic ? (low / 1.3)...(high * 1.3) : start...(high + margin)
        }
    }
}

/// The band around the median of repeated runs.
struct Band {
    private let name: String

    init(_ arguments: Arguments) throws(Diagnostic) {
        switch arguments["band"] {
        case nil: name = "quartiles"
        case Value.none?: name = "none"
        case .text(let text) where ["quartiles", "range", "none"].contains(text): name = text
        default:
            throw Diagnostic(
                .value, "band is \"quartiles\", \"range\" or none", at: arguments.span("band"), topic: "plot")
        }
    }

    /// Whether a band is drawn at all.
    var isDrawn: Bool { name != "none" }

    /// What a figure says below it.
    func caption(isNeeded: Bool) -> String? {
        guard isNeeded else { return nil }
        return name == "range" ? "line: median; band: smallest to largest" : "line: median; band: quartiles"
    }

    /// The lower end, the median and the upper end of some numbers, those that are not finite left out.
    func statistics(_ values: [Double]) -> (low: Double, middle: Double, high: Double) {
        let sorted = values.filter(\.isFinite).sorted()
        guard let first = sorted.first, let last = sorted.last else { return (.nan, .nan, .nan) }
        func quantile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
        }
        let isRange = name == "range"
        return (isRange ? first : quantile(0.25), quantile(0.5), isRange ? last : quantile(0.75))
    }
}

/// A column that is drawn, with what it is drawn over.
private struct ColumnSource {
    let table: ValueTable
    let column: Int
    let isCurves: Bool

    /// What stands on the horizontal axis.
    struct Over {
        /// The column; `nil` for the positions in a vector.
        let column: Int?
        let label: String
        /// Whether positions are those of the rows of a history or a path.
        var countsFromZero: Bool { ["epoch", "step"].contains(label) }
    }

    private var holdsHistories: Bool { table.columns[column].values.allSatisfy { $0.isHistory || $0.isNothing } }

    /// The column behind `by` where a colour for each of its numbers would give single points; `nil` where it would not.
    func overGroups(
        _ by: [Int], panel: [Int], in chosen: ValueTable, _ arguments: Arguments
    ) throws(Diagnostic) -> Over? {
        guard !isCurves, arguments["over"] == nil, by.count == 1, let only = by.first, only != column,
            table.isNumeric(only),
            try Tables.groups(of: chosen, by: panel + by, arguments).allSatisfy({ $0.count == 1 })
        else { return nil }
        return Over(column: only, label: table.columns[only].label)
    }

    /// What `over` names, or else what suits: positions for vectors, the first free column of numbers for numbers.
    func over(excluding taken: [Int], _ arguments: Arguments) throws(Diagnostic) -> Over {
        if arguments["over"] != nil {
            let name: String
            if case .text(let text) = arguments["over"] { name = text } else { name = arguments.text("over") }
            if let index = table.index(of: name) {
                if !isCurves && !table.isNumeric(index) {
                    throw Diagnostic(
                        .type, "the column \(name) has no numbers to draw over", at: arguments.span("over"),
                        topic: "plot")
                }
                return Over(column: index, label: name)
            }
            guard isCurves else { throw Tables.noColumn(name, of: table, at: arguments.span("over")) }
            return Over(column: nil, label: name)
        }
        if isCurves { return Over(column: nil, label: holdsHistories ? "epoch" : "position") }
        guard
            let index = table.columns.indices.first(where: { index in
                index != column && !taken.contains(index) && table.isNumeric(index)
                    && (index < table.boundCount || table.boundCount == 0)
            })
        else { return Over(column: nil, label: "row") }
        return Over(column: index, label: table.columns[index].label)
    }

    /// The layers of some rows that are runs of one thing.
    func layers(
        _ rows: [Int], _ over: Over, series: Int, label: String?, _ band: Band, _ arguments: Arguments
    ) throws(Diagnostic) -> [Figure.Layer] {
        isCurves
            ? try curves(rows, over, series: series, label: label, band, arguments)
            : points(rows, over, series: series, label: label, band)
    }

    private func curves(
        _ rows: [Int], _ over: Over, series: Int, label: String?, _ band: Band, _ arguments: Arguments
    ) throws(Diagnostic) -> [Figure.Layer] {
        var runs: [(x: [Double], y: [Double])] = []
        for row in rows {
            let y = table.columns[column].values[row].curve
            let first = table.columns[column].values[row].isHistory || over.countsFromZero ? 0.0 : 1
            var x = y.indices.map { first + Double($0) }
            if let index = over.column {
                x = table.columns[index].values[row].curve
                guard x.count == y.count else {
                    throw Diagnostic(
                        .shape, "row \(row + 1) has \(y.count) values to draw over \(x.count) of \(over.label)",
                        at: arguments.span("over"), topic: "plot")
                }
            }
            runs.append((x: x, y: y))
        }
        let style = LineStyle(series: series)
        if runs.count == 1, let run = runs.first { return [.line(x: run.x, y: run.y, style: style, label: label)] }
        let longest = runs.max { $0.x.count < $1.x.count }?.x ?? []
        guard label != nil, band.isDrawn, runs.allSatisfy({ Array(longest.prefix($0.x.count)) == $0.x }) else {
            // Without groups each row is a curve of its own.
            return runs.enumerated().map { position, run in
                let name = label == nil ? table.boundText(rows[position]) : position == 0 ? label : nil
                let own = LineStyle(series: label == nil ? position : series, width: label == nil ? 2 : 1.2)
                return .line(x: run.x, y: run.y, style: own, label: name)
            }
        }
        let found = longest.indices.map { index in
            band.statistics(runs.compactMap { $0.y.indices.contains(index) ? $0.y[index] : nil })
        }
        return [
            .band(x: longest, low: found.map(\.low), high: found.map(\.high), series: series),
            .line(x: longest, y: found.map(\.middle), style: style, label: label),
        ]
    }

    private func points(
        _ rows: [Int], _ over: Over, series: Int, label: String?, _ band: Band
    ) -> [Figure.Layer] {
        var groups: [Double: [Double]] = [:]
        for row in rows {
            guard case .number(let y) = table.columns[column].values[row] else { continue }
            var x = Double(row + 1)
            if let index = over.column {
                guard case .number(let value) = table.columns[index].values[row], !value.isNaN else { continue }
                x = value
            }
            groups[x, default: []].append(y)
        }
        let sorted = groups.sorted { $0.key < $1.key }
        let xs = sorted.map(\.key)
        let found = sorted.map { band.statistics($0.value) }
        let style = LineStyle(series: series)
        var layers: [Figure.Layer] = []
        if band.isDrawn, groups.contains(where: { $0.value.count > 1 }) {
            layers.append(.band(x: xs, low: found.map(\.low), high: found.map(\.high), series: series))
        }
        layers.append(.line(x: xs, y: found.map(\.middle), style: style, label: label))
        if xs.count <= 60 {
            layers.append(
                .points(x: xs, y: found.map(\.middle), style: PointStyle(series: series, shape: .circle)))
        }
        return layers
    }
}

extension Figure.Layer {
    /// Whether the layer is a band.
    fileprivate var isBand: Bool { if case .band = self { true } else { false } }

    /// The values along the vertical axis.
    fileprivate var heights: [Double] {
        switch self {
        case .line(_, let y, _, _), .points(_, let y, _, _): y
        case .band(_, let low, let high, _, _): low + high
        default: []
        }
    }
}

extension ValueTable {
    /// A cell as a legend names it: `quadratic`, `λ = 0.1`.
    fileprivate func named(_ column: Int, row: Int) -> String {
        let value = columns[column].values[row]
        if case .number = value { return assigned(column, row: row) }
        return value.short
    }

    /// A cell as a title names it: `λ = 0.1`.
    fileprivate func assigned(_ column: Int, row: Int) -> String {
        "\(columns[column].label) = \(columns[column].values[row].short)"
    }

    /// What a row is for.
    fileprivate func boundText(_ row: Int) -> String {
        let bound = columns.indices.prefix(boundCount)
        return bound.isEmpty ? "row \(row + 1)" : bound.map { assigned($0, row: row) }.joined(separator: ", ")
    }
}

extension Value {
    /// Whether the value is none.
    fileprivate var isNothing: Bool { if case .none = self { true } else { false } }

    /// Whether the value is a history, whose curve begins with epoch 0.
    fileprivate var isHistory: Bool { if case .history = self { true } else { false } }

    /// Whether the value is numbers in their order.
    fileprivate var isCurve: Bool {
        switch self {
        case .matrix(let matrix): matrix.isVector
        case .range, .history: true
        default: false
        }
    }

    /// The numbers in their order.
    fileprivate var curve: [Double] {
        if case .history(let history) = self { return history.history.loss }
        return asMatrix?.elements ?? []
    }

    /// Whether two cells are of the same group.
    fileprivate func isSame(as other: Value) -> Bool { identity == other.identity }
}
