import Drawing
import Engine
import Language

/// `plot`: what its subjects are decides what is drawn.
enum Plotting {
    /// One subject, with where it stands and how it was written.
    typealias Item = (value: Value, span: Span, text: String)

    /// Draws what is given as one figure, and displays it.
    static func plot(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let (items, arguments) = gathered(arguments)
        if items.count == 1, case .diagram(var diagram) = items[0].value {
            if let title = arguments.title { diagram.title = title }
            machine.output.display(.diagram(diagram))
            return .diagram(diagram)
        }
        try checkUse(of: arguments, items.map(\.value))
        var figure = try figure(items, arguments, machine)
        try FigureOptions(arguments).apply(to: &figure)
        try machine.checkInterrupt(at: arguments.head)
        machine.output.display(figure.rendering)
        return .figure(figure)
    }

    /// The subjects; what follows a boundary, a network or a function of two variables lies over it, as in `plot(boundary(N), D)`.
    private static func gathered(_ arguments: Arguments) -> (items: [Item], arguments: Arguments) {
        let items = arguments.written("what")
        guard let first = items.first, items.count > 1, arguments["D"] == nil, arguments["other"] == nil else {
            return (items, arguments)
        }
        switch first.value {
        case .boundary, .network, .classifier, .plottable(.field): break
        default: return (items, arguments)
        }
        var gathered = arguments
        var others: [Item] = []
        for item in items.dropFirst() {
            if case .dataset = item.value, gathered["D"] == nil {
                gathered = gathered.with(item, for: "D")
            } else {
                others.append(item)
            }
        }
        if let last = others.last {
            let values = Value.tuple(ValueList(others.map(\.value)))
            let text = others.map(\.text).joined(separator: ", ")
            gathered = gathered.with((value: values, span: last.span, text: text), for: "other")
        }
        return ([first], gathered)
    }

    /// Refuses what only columns of tables, or what only functions and numbers can use.
    private static func checkUse(of arguments: Arguments, _ subjects: [Value]) throws(Diagnostic) {
        var (hasColumn, takesOver) = (false, false)
        for subject in subjects {
            switch subject {
            case .table(let table) where table.focus != nil: (hasColumn, takesOver) = (true, true)
            case .function, .network, .matrix, .range, .list, .tuple, .plottable(.series): takesOver = true
            default: break
            }
        }
        for label in ["by", "panel", "band"] where arguments[label] != nil && !hasColumn {
            throw Diagnostic(
                .value, "\(label) goes with a column of a table", at: arguments.span(label), hint: "plot T.loss by k",
                topic: "plot")
        }
        if arguments["over"] != nil && !takesOver {
            throw Diagnostic(
                .value, "over goes with functions, numbers and columns of a table", at: arguments.span("over"),
                hint: "xrange chooses what an axis shows", topic: "plot")
        }
    }

    /// The figure of some subjects: of lists, a panel for each item.
    private static func figure(
        _ items: [Item], _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        guard let first = items.first else {
            throw Diagnostic(.syntax, "plot needs something to draw", at: arguments.head, topic: "plot")
        }
        if items.count == 1 {
            switch first.value {
            case .list(let list): return try panels(list, first.span, arguments, machine)
            case .tuple(let tuple): return try self.figure(tuple.map { ($0, first.span, "") }, arguments, machine)
            case .boundary(let boundary): return try draw(boundary, arguments, machine)
            case .classifier(let classifier):
                let name = first.text.isEmpty ? "bayes" : first.text
                return try draw(Boundary(source: .bayes(classifier.density), name: name), arguments, machine)
            case .network(let network): return try draw(network, first, arguments, machine)
            case .figure(let figure): return try overlaid(figure, arguments, machine)
            case .diagram(let diagram): return try overlaid(Figure(diagram: diagram), arguments, machine)
            case .dataset(let data) where Pictures.areImages(data.samples, arguments):
                return try Pictures.images(first, arguments)
            case .dataset, .pair: return try overlaid(try scatter(first, arguments), arguments, machine)
            case .matrix(let matrix) where !matrix.isVector:
                return try overlaid(
                    try Pictures.matrix(matrix, named: first.text, at: first.span), arguments, machine)
            case .path(let record): return try draw(record, arguments, machine)
            case .history(let history): return try overlaid(history.curve, arguments, machine)
            case .plottable(.field(let form, let entry, let name, let levels)):
                let subject = FieldSubject(form: form, entry: entry, name: name, levels: levels, span: first.span)
                return try draw(subject, arguments, machine)
            case .table(let table):
                if let column = table.focus.flatMap(table.index) {
                    return try draw(column, of: table, arguments, machine)
                }
                return try overlaid(try picture(of: table, first), arguments, machine)
            default: break
            }
        }
        if items.allSatisfy({ if case .function = $0.value { true } else { false } }) {
            return try overlaid(try graphs(items, arguments, machine), arguments, machine)
        }
        var series: [Plottable.Series] = []
        for item in items {
            guard case .tuple(let tuple) = item.value else {
                series.append(try numbers(item, arguments))
                continue
            }
            for value in tuple { series.append(try numbers((value, item.span, ""), arguments)) }
        }
        return try overlaid(curves(series, title: nil), arguments, machine)
    }

    /// The picture that a table has of itself.
    private static func picture(of table: ValueTable, _ item: Item) throws(Diagnostic) -> Figure {
        if let figure = table.picture?() { return figure }
        let measured = table.columns.indices.last { table.isNumeric($0) }.map { table.columns[$0].label } ?? "a"
        let name = item.text.isEmpty ? "T" : item.text
        throw Diagnostic(
            .type, "a table has many pictures; say which column", at: item.span,
            hint: "plot \(name).\(measured), plot bars(\(name).\(measured)) or plot boxes(\(name).\(measured), by=…)",
            topic: "plot")
    }

    // MARK: Panels

    /// The most panels of one figure.
    private static let panelLimit = 64

    /// A panel for each item, with a row for each list among them.
    private static func panels(
        _ items: ValueList, _ span: Span, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        var panels: [Figure] = []
        var columns: Int?
        func add(_ value: Value) throws(Diagnostic) {
            if case .list = value {
                throw Diagnostic(
                    .type, "lists of panels nest at most twice, a list for each row", at: span, topic: "plot")
            }
            panels.append(try figure([(value, span, "")], arguments, machine))
            guard panels.reduce(0, { $0 + $1.panelCount }) <= panelLimit else {
                throw Diagnostic(.limit, "a figure has \(panelLimit) panels at most", at: span, topic: "plot")
            }
        }
        for value in items {
            if case .list(let row) = value {
                columns = max(columns ?? 0, row.count)
                for item in row { try add(item) }
            } else {
                try add(value)
            }
        }
        guard !panels.isEmpty else {
            throw Diagnostic(.value, "this list is empty, and there is nothing to draw", at: span, topic: "plot")
        }
        return Figure(panels: panels, columns: columns)
    }

    // MARK: Overlays

    /// The values behind `with`: those of a list or tuple one by one.
    static func overlays(_ arguments: Arguments) -> [Value] {
        switch arguments["other"] {
        case .list(let items), .tuple(let items): Array(items)
        case let value?: [value]
        case nil: []
        }
    }

    /// A figure with what stands behind `on` and `with` drawn over it.
    static func overlaid(
        _ figure: Figure, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        var figure = figure
        var series = figure.layers.count(where: \.isNamed)
        var added: [(value: Value, span: Span)] = overlays(arguments).map { ($0, arguments.span("other")) }
        if let data = arguments["D"] { added.insert((data, arguments.span("D")), at: 0) }
        for (value, span) in added {
            if figure.hasNoAxes {
                throw Diagnostic(
                    .type, "nothing can be drawn over a figure without axes", at: span,
                    hint: "plot [A, B] draws figures side by side", topic: "plot")
            }
            switch value {
            case .figure(let other): figure.layers += other.layers.map { $0.moved(by: series) }
            case .history(let history):
                figure.layers += history.curve.layers.map { $0.moved(by: series) }
            case .dataset, .pair:
                let data = try dataset(value, span, arguments)
                let places = try places(of: data, span)
                figure.layers += try engine(at: span) { () throws(EngineError) in try points(places) }
            case .function(let entry):
                let range = figure.xAxis.range ?? figure.dataRange ?? -5...5
                figure.layers.append(
                    try graph(entry, name: entry.graphName, over: range, series: series, at: span, machine))
            case .path(let record): figure.layers += try path(record, series: series, name: nil, at: span)
            case .matrix, .range, .plottable(.series):
                let numbers = try numbers((value, span, ""), arguments)
                figure.layers += curves([numbers], title: nil).layers.map { $0.moved(by: series) }
            case .network:
                throw Diagnostic(
                    .type, "with a network, plot draws images, and \(arguments.text("what")) makes none", at: span,
                    hint: "plot boundary(\(arguments.text("other"))) on … draws its boundary", topic: "plot")
            default:
                throw Diagnostic(
                    .type, "\(value.described) cannot be drawn over this figure", at: span, topic: "plot")
            }
            series = figure.layers.count(where: \.isNamed)
        }
        return figure
    }
}

extension Figure.Layer {
    /// Whether the layer is a line.
    var isGraph: Bool { if case .line = self { true } else { false } }

    /// Whether a legend names the layer.
    var isNamed: Bool {
        switch self {
        case .line(_, _, _, let label), .points(_, _, _, let label), .contour(_, _, _, let label),
            .band(_, _, _, _, let label), .arrows(_, _, _, _, _, let label):
            label != nil
        default: false
        }
    }

    /// The layer in a colour further on in the palette.
    func moved(by count: Int) -> Figure.Layer {
        switch self {
        case .line(let x, let y, var style, let label):
            style.series = style.series.map { $0 + count }
            return .line(x: x, y: y, style: style, label: label)
        case .points(let x, let y, let style, let label):
            return .points(x: x, y: y, style: PointStyle(series: style.series + count), label: label)
        case .band(let x, let low, let high, let series, let label):
            return .band(x: x, low: low, high: high, series: series + count, label: label)
        default: return self
        }
    }
}

extension Figure {
    /// The range of the finite places of lines and points along the horizontal axis.
    var dataRange: ClosedRange<Double>? {
        var low = Double.infinity
        var high = -Double.infinity
        for layer in layers {
            guard case .line(let x, _, _, _) = layer else {
                if case .points(let x, _, _, _) = layer {
                    for value in x where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
                }
                continue
            }
            for value in x where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        }
        return low < high ? low...high : nil
    }
}
