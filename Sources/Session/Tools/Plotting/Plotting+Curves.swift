import Drawing
import Engine
import Language

extension Plotting {
    /// Numbers that are drawn one after the other.
    static func numbers(_ item: Item, _ arguments: Arguments) throws(Diagnostic) -> Plottable.Series {
        switch item.value {
        case .plottable(.series(var series)):
            if !item.text.isEmpty { series = series.named(item.text) }
            return arguments["over"] == nil ? series : try vector(series.y, named: series.name, arguments)
        case .history(let history):
            return Plottable.Series(
                x: history.history.epochs.map { Double($0) }, xName: "epoch", y: history.history.loss,
                name: item.text.isEmpty ? history.title : item.text)
        case .path(let record):
            return Plottable.Series(
                x: record.path.values.indices.map { Double($0) }, xName: "step", y: record.path.values,
                name: item.text.isEmpty ? record.title : item.text)
        case .matrix(let matrix) where matrix.isVector && !matrix.isEmpty:
            return try vector(matrix.elements, named: item.text, arguments)
        case .range(let range) where range.count > 0:
            return try vector(range.elements, named: item.text, arguments)
        default:
            throw Diagnostic(
                .type, "\(item.value.described) cannot be drawn here", at: item.span,
                hint: item.value.kind == .function
                    ? "a function is drawn over a range: plot \(item.text) over -3..3"
                    : "vectors, histories and functions can be drawn over one another", topic: "plot")
        }
    }

    /// Numbers over the vector behind `over`, or over their positions from 1.
    private static func vector(
        _ numbers: [Double], named name: String, _ arguments: Arguments
    ) throws(Diagnostic) -> Plottable.Series {
        let name = name.isEmpty ? "values" : name
        guard let over = arguments["over"] else {
            return Plottable.Series(
                x: numbers.indices.map { Double($0 + 1) }, xName: "position", y: numbers, name: name)
        }
        guard let matrix = over.asMatrix else {
            throw Diagnostic(
                .type, "a vector is drawn over another one, and this is \(over.described)", at: arguments.span("over"),
                topic: "plot")
        }
        guard matrix.elements.count == numbers.count else {
            throw Diagnostic(
                .shape, "\(numbers.count) values are drawn over \(matrix.elements.count)",
                at: arguments.span("over"), topic: "plot")
        }
        return Plottable.Series(x: matrix.elements, xName: arguments.text("over"), y: numbers, name: name)
    }

    /// Curves over one another, the best place of those marked that have one.
    static func curves(_ series: [Plottable.Series], title: String?) -> Figure {
        var layers: [Figure.Layer] = []
        var best: [Figure.Layer] = []
        for (position, one) in series.enumerated() {
            layers.append(
                .line(x: one.x, y: one.y, style: LineStyle(series: position), label: one.name))
        }
        let values = series.flatMap(\.y).filter(\.isFinite)
        for one in series { best += bestMark(one, among: values) }
        var names: [String] = []
        for one in series where !names.contains(one.name) { names.append(one.name) }
        let xNames = Set(series.map(\.xName))
        if layers.count == 1 { layers = layers.map(\.unnamed) }
        return Figure(
            title: title ?? names.prefix(4).joined(separator: ", "),
            xAxis: Axis(label: xNames.count == 1 ? xNames.first ?? "" : ""),
            yAxis: Axis(label: series.count == 1 ? names.first ?? "" : "", scale: scale(of: values)),
            layers: layers + best)
    }

    /// A logarithmic axis where positive values lie far apart.
    static func scale(of values: [Double]) -> Axis.Scale {
        guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
        return high > 20 * low ? .logarithmic : .linear
    }

    /// The epoch at which a curve is at its best, as a point on an upright line; nothing where it is the last one.
    static func bestMark(_ series: Plottable.Series, among values: [Double]) -> [Figure.Layer] {
        guard let best = series.best else { return [] }
        let measured = series.y.indices.filter { series.y[$0].isFinite && series.x.indices.contains($0) }
        let found =
            best == .smallest
            ? measured.min { series.y[$0] < series.y[$1] } : measured.max { series.y[$0] < series.y[$1] }
        guard let found, found != measured.last else { return [] }
        let (x, y) = (series.x[found], series.y[found])
        let label = "best \(series.xName) \(NumberText.significant(x))"
        return [
            .line(
                x: [x, x], y: [values.min() ?? y, values.max() ?? y],
                style: LineStyle(series: nil, dash: .dotted, width: 1.25)),
            .points(x: [x], y: [y], style: PointStyle(series: 3, shape: .diamond), label: label),
        ]
    }
}

extension Plottable.Series {
    /// The same numbers under another name.
    func named(_ name: String) -> Plottable.Series {
        Plottable.Series(x: x, xName: xName, y: y, name: name, best: best)
    }
}

extension TrainingHistory {
    /// The loss curve, with the best epoch marked where a validation shows one before the last.
    var curve: Figure {
        var figure = figure
        guard let validation = history.validationLoss else { return figure }
        let series = Plottable.Series(
            x: history.epochs.map { Double($0) }, xName: "epoch", y: validation, name: "validation", best: .smallest)
        figure.layers += Plotting.bestMark(series, among: (history.loss + validation).filter(\.isFinite))
        return figure
    }
}
