import Drawing
import Engine
import Language

/// The options that every plot takes: title, labels, scales, ranges, size.
struct FigureOptions {
    private let title: String?
    private let labels: (x: String?, y: String?)
    private let scales: (x: Axis.Scale?, y: Axis.Scale?)
    /// The ranges that were asked for.
    let ranges: (x: ClosedRange<Double>?, y: ClosedRange<Double>?)
    private let size: Figure.Size?
    private let columns: Int?
    /// The first option given that only an axis of numbers has.
    private let axisOption: (label: String, span: Span)?

    /// Reads the options of a call.
    init(_ arguments: Arguments) throws(Diagnostic) {
        title = arguments.title
        labels = (x: arguments.label("xlabel"), y: arguments.label("ylabel"))
        scales = (x: try arguments.scale("xscale"), y: try arguments.scale("yscale"))
        ranges = (x: try arguments.interval("xrange"), y: try arguments.interval("yrange"))
        size = try arguments.size("size")
        columns = try arguments.whole("columns", in: 1...12)
        axisOption = ["xscale", "yscale", "xrange", "yrange"].first { arguments[$0] != nil }.map {
            (label: $0, span: arguments.span($0))
        }
        for (scale, range, label) in [(scales.x, ranges.x, "xrange"), (scales.y, ranges.y, "yrange")] {
            guard scale == .logarithmic, let range, range.lowerBound <= 0 else { continue }
            throw Diagnostic(
                .value,
                "a logarithmic axis shows numbers above 0, and this range begins at "
                    + Value.text(of: range.lowerBound), at: arguments.span(label), topic: "plot")
        }
    }

    /// Applies what was given; labels, scales and ranges go to every panel.
    func apply(to figure: inout Figure) throws(Diagnostic) {
        if let axisOption, figure.hasNoAxes {
            throw Diagnostic(
                .value, "\(axisOption.label) goes with axes of numbers, and this figure has none",
                at: axisOption.span, topic: "plot")
        }
        if let title { figure.title = title }
        if let size { figure.size = size }
        if let columns { figure.panelColumns = columns }
        applyAxes(to: &figure)
    }

    private func applyAxes(to figure: inout Figure) {
        if let label = labels.x { figure.xAxis.label = label }
        if let label = labels.y { figure.yAxis.label = label }
        if let scale = scales.x { figure.xAxis.scale = scale }
        if let scale = scales.y { figure.yAxis.scale = scale }
        if let range = ranges.x { figure.xAxis.range = range }
        if let range = ranges.y { figure.yAxis.range = range }
        for index in figure.panels.indices { applyAxes(to: &figure.panels[index]) }
    }
}

extension Arguments {
    /// A label: any value in short.
    fileprivate func label(_ label: String) -> String? { self[label].map(\.short) }

    /// `log` or `linear`, which are names of a function and of data too.
    fileprivate func scale(_ label: String) throws(Diagnostic) -> Axis.Scale? {
        let name: String?
        switch self[label] {
        case nil: return nil
        case .function(let entry): name = entry.name
        case .text(let text): name = text
        default: name = nil
        }
        switch name {
        case "log": return .logarithmic
        case "linear": return .linear
        default:
            throw Diagnostic(
                .value, "\(label) is log or linear", at: span(label), hint: "\(label)=log", topic: entry.name)
        }
    }

    /// A range between two different finite numbers: `0..5`.
    func interval(_ label: String) throws(Diagnostic) -> ClosedRange<Double>? {
        let ends: (Double, Double)
        switch self[label] {
        case nil: return nil
        case .range(let range): ends = (range.first, range.last)
        case .matrix(let matrix) where matrix.elements.count == 2: ends = (matrix.elements[0], matrix.elements[1])
        case .tuple(let items):
            guard items.count == 2, case .number(let low)? = items.first, case .number(let high)? = Array(items).last
            else { fallthrough }
            ends = (low, high)
        default:
            throw Diagnostic(
                .type, "\(label) takes a range such as 0..5, and this is \(self[label]?.described ?? "nothing")",
                at: span(label), topic: entry.name)
        }
        guard ends.0.isFinite, ends.1.isFinite, ends.0 < ends.1, (ends.1 - ends.0).isFinite else {
            let isReversed = ends.0 > ends.1
            throw Diagnostic(
                .value,
                "\(label) goes from \(Value.text(of: ends.0)) to \(Value.text(of: ends.1)), which is "
                    + (isReversed ? "upside down" : "no range with an extent"), at: span(label),
                hint: isReversed ? "\(Value.text(of: ends.1))..\(Value.text(of: ends.0))" : nil, topic: entry.name)
        }
        return ends.0...ends.1
    }

    /// `800` or `(800, 500)`, in pixels.
    fileprivate func size(_ label: String) throws(Diagnostic) -> Figure.Size? {
        var sides: [Double] = []
        switch self[label] {
        case nil: return nil
        case .number(let width): sides = [width]
        case .matrix(let matrix): sides = matrix.elements
        case .tuple(let items):
            for case .number(let side) in items { sides.append(side) }
        default: break
        }
        let bounds = [200.0...4000, 120.0...4000]
        guard sides.count == 1 || sides.count == 2, zip(sides, bounds).allSatisfy({ $1.contains($0) }) else {
            throw Diagnostic(
                .value, "size is a width from 200 to 4000 pixels, or (width, height) with a height from 120 to 4000",
                at: span(label), topic: entry.name)
        }
        return Figure.Size(width: Int(sides[0]), height: sides.count == 2 ? Int(sides[1]) : nil)
    }
}
