import Drawing
import Engine
import Language

extension Plotting {
    /// At how many places a function is evaluated for its graph.
    private static let samples = 481

    /// The graphs of functions of one variable.
    static func graphs(_ items: [Item], _ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Figure {
        let range = try domain(arguments) ?? -5...5
        var layers: [Figure.Layer] = []
        var names: [String] = []
        var entries: [Entry] = []
        for (position, item) in items.enumerated() {
            guard case .function(let entry) = item.value else { continue }
            let name = item.text.isEmpty ? entry.graphName : item.text
            names.append(name)
            entries.append(entry)
            layers.append(try graph(entry, name: name, over: range, series: position, at: item.span, machine))
        }
        let parameter = entries.first?.parameters.first { $0.isRequired }?.label ?? "x"
        var title = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
        if let only = entries.first, entries.count == 1 {
            if let definition = only.definition, definition.contains("=") { title = definition }
            // What is drawn over it needs a legend.
            if overlays(arguments).isEmpty, arguments["D"] == nil { layers = layers.map(\.unnamed) }
        }
        return Figure(
            title: title, xAxis: Axis(label: parameter, range: range), yAxis: Axis(range: visible(layers)),
            layers: layers)
    }

    /// The range behind `over`, or else the one of the horizontal axis.
    static func domain(_ arguments: Arguments) throws(Diagnostic) -> ClosedRange<Double>? {
        if case .text(let name) = arguments["over"] {
            throw Diagnostic(
                .type, "functions are drawn over a range such as -6..6, and \(name) is none",
                at: arguments.span("over"),
                topic: "plot")
        }
        if let range = try arguments.interval("over") { return range }
        return try arguments.interval("xrange")
    }

    /// One graph as a line; where the function has no finite value, there is a gap.
    static func graph(
        _ entry: Entry, name: String, over range: ClosedRange<Double>, series: Int, at span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Figure.Layer {
        let needed = entry.parameters.count { $0.isRequired }
        guard needed <= 1, let count = entry.parameters.first.map({ _ in max(needed, 1) }), count == 1 else {
            throw Diagnostic(
                .type, "a graph is drawn of a function of one number, and \(name) takes \(needed)", at: span,
                hint: needed != 2
                    ? nil
                    : entry.parameters.first?.kinds.first == .network
                        ? "plot N.history draws the course of a training"
                        : "plot contour(\(name)) or plot surface(\(name))",
                topic: "plot")
        }
        if entry.returns == .dataset {
            throw Diagnostic(
                .type, "a graph is drawn of a function that gives numbers, and \(name) gives a data set", at: span,
                hint: Value.function(entry).callHint, topic: "plot")
        }
        let xs = ScalarField.nodes(range, count: samples)
        var ys: [Double] = []
        ys.reserveCapacity(xs.count)
        for x in xs {
            let y = try evaluate(entry, [.number(x)], name: name, at: span, machine)
            // A pole is a gap like any other.
            ys.append(y.isFinite ? y : .nan)
        }
        if ys.allSatisfy(\.isNaN) {
            throw Diagnostic(
                .value,
                "\(name) has no finite value from \(Value.text(of: range.lowerBound)) to "
                    + Value.text(of: range.upperBound), at: span, hint: "over 1..2 chooses another range", topic: "plot"
            )
        }
        return .line(x: xs, y: ys, style: LineStyle(series: series), label: name)
    }

    /// The number a function gives at a place; what fails there is said with the place.
    static func evaluate(
        _ entry: Entry, _ place: [Value], name: String, at span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Double {
        try machine.checkInterrupt(at: span)
        let value: Value
        do throws(Diagnostic) {
            value = try Calls.call(
                .function(entry), place, spans: place.map { _ in span }, head: span, machine: machine)
        } catch {
            guard error.kind != .interrupted else { throw error }
            var reported = error
            reported.message += "; this happens at " + written(place, of: entry)
            reported.spans = [span]
            throw reported
        }
        switch value {
        case .number(let number): return number
        case .truth(let truth): return truth ? 1 : 0
        default:
            throw Diagnostic(
                .type, "\(name) gives \(value.described) at \(written(place, of: entry)), and a picture needs numbers",
                at: span,
                topic: "plot")
        }
    }

    /// A place as it is said: `x = 0.5, y = 1`.
    private static func written(_ place: [Value], of entry: Entry) -> String {
        zip(entry.parameters, place).map { "\($0.label) = \($1.short)" }.joined(separator: ", ")
    }

    /// The part of the vertical axis that shows a graph with poles; `nil` where all of it can be shown.
    private static func visible(_ layers: [Figure.Layer]) -> ClosedRange<Double>? {
        var values: [Double] = []
        for case .line(_, let y, _, _) in layers { values += y.filter(\.isFinite) }
        values.sort()
        guard values.count > 20, let low = values.first, let high = values.last else { return nil }
        let (inner, outer) = (values[values.count / 20], values[values.count - 1 - values.count / 20])
        let usual = outer - inner
        guard usual > 0, high - low > 12 * usual else { return nil }
        return (inner - usual / 2)...(outer + usual / 2)
    }
}

extension Figure.Layer {
    /// The layer without a label, for a figure whose title says what it is.
    var unnamed: Figure.Layer {
        if case .line(let x, let y, let style, _) = self { return .line(x: x, y: y, style: style) }
        return self
    }
}

extension Entry {
    /// What a legend calls a function.
    var graphName: String { definition.flatMap { $0.contains("=") ? $0 : nil } ?? name }
}
