import Drawing
import Engine
import Language

extension Plotting {
    /// Data, or the pairs that stand for them.
    static func dataset(_ value: Value, _ span: Span, _ arguments: Arguments) throws(Diagnostic) -> Dataset {
        switch value {
        case .dataset(let data): return data.samples
        case .pair(let input, let output):
            guard let inputs = input.asMatrix, let targets = output.asMatrix else {
                throw Diagnostic(
                    .type, "data have numbers on both sides of =>", at: span, topic: "plot")
            }
            return try engine(at: span) { () throws(EngineError) in
                try Dataset(name: "pairs", inputs: inputs, targets: targets)
            }
        default:
            throw Diagnostic(.type, "\(value.described) is no data", at: span, topic: "plot")
        }
    }

    /// The points of a data set alone: with two inputs in the plane, with one over the line.
    static func scatter(_ item: Item, _ arguments: Arguments) throws(Diagnostic) -> Figure {
        let data = try dataset(item.value, item.span, arguments)
        let title = item.text.isEmpty ? data.name : item.text
        if data.inputs.columns == 2 {
            return try engine(at: item.span) { () throws(EngineError) in
                let columns = try data.inputs.exchanged()
                try Interruption.check()
                let ranges = (range(columns.row(0)), range(columns.row(1)))
                return Figure(
                    title: title, xAxis: Axis(label: "x₁", range: ranges.0), yAxis: Axis(label: "x₂", range: ranges.1),
                    equalAspect: true, layers: try points(data))
            }
        }
        let places = try places(of: data, item.span)
        let layers = try engine(at: item.span) { () throws(EngineError) in try points(places) }
        return Figure(
            title: title, xAxis: Axis(label: "x", range: range(data.inputs.elements)), yAxis: Axis(label: "y"),
            layers: layers)
    }

    /// A data set with one input as points in the plane: the target above the input.
    static func places(of data: Dataset, _ span: Span) throws(Diagnostic) -> Dataset {
        if data.inputs.columns == 2 { return data }
        guard data.inputs.columns == 1, data.targets.columns >= 1 else {
            throw Diagnostic(
                .shape,
                "points are drawn over 1 or 2 inputs; \(data.name) has \(counted(data.inputs.columns, "input"))",
                at: span, topic: "plot")
        }
        // Of several targets, those of classes, the height is the number of the class.
        let heights =
            data.targets.columns == 1
            ? data.targets.elements : (classes(of: data) ?? []).map { Double($0) }
        let elements = zip(data.inputs.elements, heights).flatMap { [$0, $1] }
        return try engine(at: span) { () throws(EngineError) in
            try Dataset(
                name: data.name, inputs: Matrix(rows: heights.count, columns: 2, elements: elements),
                targets: data.targets, classNames: data.classNames)
        }
    }

    /// A range with a margin; what has no extent gets one.
    static func range(_ values: [Double]?) -> ClosedRange<Double> {
        let finite = values?.filter(\.isFinite)
        guard let low = finite?.min(), let high = finite?.max() else { return -3...3 }
        let extent = high - low
        let margin = extent == 0 ? max(high.magnitude, 1) * 0.5 : max(extent * 0.08, min(0.5, extent * 0.5))
        guard margin.isFinite, (low - margin).isFinite, (high + margin).isFinite else { return low...high }
        return (low - margin)...(high + margin)
    }

    /// The points of each class, with a shape and a colour of their own; of a regression, all alike.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    static func points(_ data: Dataset) throws(EngineError) -> [Figure.Layer] {
        guard let classes = classes(of: data) else {
            return [try points(Array(0..<data.count), of: data, series: 0, label: "samples")]
        }
        var rows: [Int: [Int]] = [:]
        var pulse = Interruption.Pulse()
        for (row, label) in classes.enumerated() {
            try pulse.count(8)
            rows[label, default: []].append(row)
        }
        var layers: [Figure.Layer] = []
        for (label, rows) in rows.sorted(by: { $0.key < $1.key }) {
            let name = data.classNames.indices.contains(label) ? data.classNames[label] : "class \(label)"
            layers.append(try points(rows, of: data, series: label, label: name))
        }
        return layers
    }

    private static func points(
        _ rows: [Int], of data: Dataset, series: Int, label: String
    ) throws(EngineError) -> Figure.Layer {
        .points(
            x: try [Double](generating: rows.count) { data.inputs[rows[$0], 0] },
            y: try [Double](generating: rows.count) { data.inputs[rows[$0], 1] }, style: PointStyle(series: series),
            label: label)
    }

    /// The most classes that points are told apart by.
    private static let classLimit = 100

    /// The class of each sample: its number, or the column of its largest target; `nil` where targets are no classes.
    static func classes(of data: Dataset) -> [Int]? {
        let targets = data.targets
        if targets.columns > 1 {
            return (0..<targets.rows).map { row in
                (0..<targets.columns).reduce(0) { targets[row, $1] > targets[row, $0] ? $1 : $0 }
            }
        }
        var classes: [Int] = []
        for target in targets.elements {
            guard let label = Int(exactly: target), (0..<classLimit).contains(label) else { return nil }
            classes.append(label)
        }
        return classes
    }
}
