import Drawing
import Engine
import Language

/// A function of two variables that is drawn, with how and where it stands in the cell.
struct FieldSubject {
    let form: Plottable.Form
    let entry: Entry
    let name: String
    let levels: [Double]?
    let span: Span
}

extension Plotting {
    /// How many nodes a function of two variables is evaluated at along each direction.
    private static let fieldNodes = 61
    /// How many nodes a surface is evaluated at along each direction; in SVG it shows every second one.
    private static let surfaceNodes = 57
    /// How many arrows of a gradient stand along each direction.
    private static let arrowNodes = 15

    /// Draws a function of two variables, with paths, gradients and points over it.
    static func draw(
        _ subject: FieldSubject, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        var paths: [DescentRecord] = []
        for case .path(let record) in overlays(arguments) { paths.append(record) }
        let function = try PlaneFunction(subject, machine)
        let area = try area(around: paths, arguments)
        let coordinates = paths.first?.coordinates ?? []
        let names = coordinates.count == 2 ? coordinates : [function.labels.x, function.labels.y]
        let ratio = (area.y.upperBound - area.y.lowerBound) / (area.x.upperBound - area.x.lowerBound)
        var figure = Figure(
            title: subject.entry.definition.flatMap { $0.contains("=") ? "\(subject.form.rawValue) of \($0)" : nil }
                ?? "\(subject.form.rawValue) of \(subject.name)",
            xAxis: Axis(label: names[0], range: area.x), yAxis: Axis(label: names[1], range: area.y),
            equalAspect: (0.4...2.5).contains(ratio))
        switch subject.form {
        case .gradient:
            figure.layers.append(
                try arrows(of: function, area, subject, series: 0, isNamed: !overlays(arguments).isEmpty))
        case .contour:
            let field = try field(of: function, area, subject, nodes: fieldNodes)
            let levels = subject.levels ?? levels(of: field)
            figure.layers.append(.levels(field, levels: levels, label: subject.name))
        case .surface:
            let field = try field(of: function, area, subject, nodes: surfaceNodes)
            figure.layers.append(.surface(field, label: subject.name))
            figure.equalAspect = false
            if let other = overlays(arguments).first {
                throw Diagnostic(
                    .type, "\(other.described) cannot be drawn over a surface", at: arguments.span("other"),
                    hint: "plot contour(\(subject.name)) takes it", topic: "plot")
            }
            return figure
        }
        return try over(figure, arguments, machine, area: area)
    }

    /// Draws paths, gradients and what every figure takes over a function of two variables.
    private static func over(
        _ figure: Figure, _ arguments: Arguments, _ machine: Machine, area: Area
    ) throws(Diagnostic) -> Figure {
        var figure = figure
        let span = arguments.span("other")
        let others = (arguments["D"].map { [$0] } ?? []) + overlays(arguments)
        let titles = distinct(others.compactMap { if case .path(let record) = $0 { record.title } else { nil } })
        // Classes have the colours that they have everywhere, and paths the next.
        let classes = others.reduce(0) { most, other in
            guard case .dataset(let data) = other else { return most }
            return max(most, (self.classes(of: data.samples)?.max() ?? -1) + 1)
        }
        var (series, next) = (max(classes, 1), 0)
        for other in others {
            switch other {
            case .path(let record):
                figure.layers += try path(
                    record, series: series, name: titles.count == 1 ? nil : titles[next], at: span)
                if titles.count == 1 { figure.caption = record.title }
                next = min(next + 1, titles.count - 1)
                series += 1
            case .plottable(.field(.gradient, let entry, let name, _)):
                let subject = FieldSubject(form: .gradient, entry: entry, name: name, levels: nil, span: span)
                let function = try PlaneFunction(subject, machine)
                figure.layers.append(try arrows(of: function, area, subject, series: nil, isNamed: true))
            case .dataset, .pair:
                let data = try places(of: try dataset(other, span, arguments), span)
                let isClassified = self.classes(of: data) != nil
                let shown = try engine(at: span) { () throws(EngineError) in try points(data) }
                figure.layers += shown.map { $0.moved(by: isClassified ? 0 : series) }
                if !isClassified { series += 1 }
            default:
                throw Diagnostic(
                    .type, "\(other.described) cannot be drawn over a function of two variables", at: span,
                    hint: "a path of descend and gradient(f) can", topic: "plot")
            }
        }
        return figure
    }

    /// Titles without the terms that all of them begin with.
    private static func distinct(_ titles: [String]) -> [String] {
        let terms = titles.map { $0.split(separator: ", ").map(String.init) }
        var shared = 0
        while let first = terms.first, first.indices.contains(shared),
            terms.allSatisfy({ $0.indices.contains(shared + 1) && $0[shared] == first[shared] })
        {
            shared += 1
        }
        return terms.map { $0.dropFirst(shared).joined(separator: ", ") }
    }

    // MARK: Where

    /// The part of the plane that is drawn.
    typealias Area = (x: ClosedRange<Double>, y: ClosedRange<Double>)

    /// What was asked for, or a square around the paths.
    private static func area(
        around paths: [DescentRecord], _ arguments: Arguments
    ) throws(Diagnostic) -> Area {
        let x = try arguments.interval("xrange")
        let y = try arguments.interval("yrange")
        let known = paths.filter { $0.coordinates.count == 2 }.map(\.path)
        let bests = known.compactMap { path in
            path.values.indices.min { path.values[$0] < path.values[$1] }.map { (path: path, row: $0) }
        }
        guard let best = bests.min(by: { $0.path.values[$0.row] < $1.path.values[$1.row] }) else {
            return (x: x ?? -3...3, y: y ?? -3...3)
        }
        var ends = (0..<2).map { axis in extent(of: known, axis, around: best.path.points[best.row, axis]) }
        let longest = ends.reduce(0) { max($0, $1.high - $1.low) }
        for axis in ends.indices {
            // Equal sides look best; a path along one axis only has no extent along the other.
            let missing = max((longest > 0 ? longest : 2) - (ends[axis].high - ends[axis].low), 0) / 2
            let margin = longest * 0.08
            ends[axis] = (low: ends[axis].low - missing - margin, high: ends[axis].high + missing + margin)
        }
        guard ends.allSatisfy({ ($0.high - $0.low).isFinite && $0.low < $0.high }) else {
            return (x: x ?? -3...3, y: y ?? -3...3)
        }
        return (x: x ?? ends[0].low...ends[0].high, y: y ?? ends[1].low...ends[1].high)
    }

    /// What paths need along an axis: room for their starts on both sides of the best place, and for where they go.
    ///
    /// A place no higher than the start is always shown; a path that runs away uphill leaves the picture, which the rest fits into.
    private static func extent(
        of paths: [DescentPath], _ axis: Int, around best: Double
    ) -> (low: Double, high: Double) {
        let startReach = paths.reduce(0) { max($0, ($1.points[0, axis] - best).magnitude) }
        var (low, high) = (best - startReach, best + startReach)
        for path in paths {
            for row in path.values.indices where path.values[row] <= path.values[0] {
                let value = path.points[row, axis]
                low = min(low, value)
                high = max(high, value)
            }
        }
        let reach = max(best - low, high - best)
        let shown = (low: best - 2 * reach, high: best + 2 * reach)
        for path in paths {
            for row in path.values.indices {
                let value = path.points[row, axis]
                low = min(low, max(value, shown.low))
                high = max(high, min(value, shown.high))
            }
        }
        return (low: low, high: high)
    }

    // MARK: What

    private static func field(
        of function: PlaneFunction, _ area: Area, _ subject: FieldSubject, nodes: Int
    ) throws(Diagnostic) -> ScalarField {
        var values: [Double] = []
        values.reserveCapacity(nodes * nodes)
        for y in ScalarField.nodes(area.y, count: nodes) {
            for x in ScalarField.nodes(area.x, count: nodes) { values.append(try function.value(x, y)) }
        }
        guard let field = ScalarField(x: area.x, y: area.y, rows: nodes, columns: nodes, values: values),
            values.contains(where: \.isFinite)
        else {
            throw Diagnostic(
                .value, "\(subject.name) has no finite value in this part of the plane", at: subject.span,
                hint: "xrange=1..2 and yrange=1..2 choose another", topic: "plot")
        }
        return field
    }

    /// Round levels; where most values lie close to the lowest, as many levels for each share of the plane.
    private static func levels(of field: ScalarField) -> [Double] {
        let sorted = field.values.filter(\.isFinite).sorted()
        guard let low = sorted.first, let high = sorted.last, high > low else { return [] }
        let middle = sorted[sorted.count / 2]
        if (middle - low) / (high - low) > 0.12 { return field.contourLevels(count: 11) }
        var levels: [Double] = []
        for share in stride(from: 0.05, through: 0.95, by: 0.1) {
            let value = sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
            let rounded = Double(NumberText.significant(value, digits: 2)) ?? value
            let isNext = rounded > (levels.last ?? -.infinity)
            if isNext, rounded > low, rounded < high { levels.append(rounded) }
        }
        return levels
    }

    /// The gradient on a grid, the longest arrow as long as the grid is wide.
    private static func arrows(
        of function: PlaneFunction, _ area: Area, _ subject: FieldSubject, series: Int?, isNamed: Bool
    ) throws(Diagnostic) -> Figure.Layer {
        let stepX = (area.x.upperBound - area.x.lowerBound) / Double(arrowNodes)
        let stepY = (area.y.upperBound - area.y.lowerBound) / Double(arrowNodes)
        var starts: [(x: Double, y: Double)] = []
        var slopes: [(x: Double, y: Double)] = []
        for row in 0..<arrowNodes {
            for column in 0..<arrowNodes {
                let x = area.x.lowerBound + (Double(column) + 0.5) * stepX
                let y = area.y.lowerBound + (Double(row) + 0.5) * stepY
                let slope = try function.gradient(x, y)
                guard slope.x.isFinite, slope.y.isFinite else { continue }
                starts.append((x: x, y: y))
                slopes.append(slope)
            }
        }
        // Measured in steps of the grid, so that a wide plane does not hide its steep direction.
        let longest = slopes.reduce(0) { max($0, max($1.x.magnitude / stepX, $1.y.magnitude / stepY)) }
        let scale = longest > 0 && longest.isFinite ? 0.95 / longest : 0
        return .arrows(
            x: starts.indices.map { starts[$0].x - slopes[$0].x * scale / 2 },
            y: starts.indices.map { starts[$0].y - slopes[$0].y * scale / 2 }, dx: slopes.map { $0.x * scale },
            dy: slopes.map { $0.y * scale }, style: LineStyle(series: series, width: 1.5),
            label: isNamed ? "∇\(subject.name)" : nil)
    }

    /// A descent over the plane: its line, its steps where they can be told apart, its start and its end.
    static func path(
        _ record: DescentRecord, series: Int, name: String?, at span: Span
    ) throws(Diagnostic) -> [Figure.Layer] {
        guard record.coordinates.count == 2 else {
            throw Diagnostic(
                .shape, "a path is drawn over two coordinates, and this one has \(record.coordinates.count)", at: span,
                hint: "plot P.values shows how the values fall", topic: "plot")
        }
        let xs = record.path.points.column(0)
        let ys = record.path.points.column(1)
        let isLong = xs.count > 120
        var layers: [Figure.Layer] = [
            .line(x: xs, y: ys, style: LineStyle(series: series, width: isLong ? 1.4 : 2), label: name ?? "path")
        ]
        if !isLong, xs.count > 2 {
            layers.append(
                .points(
                    x: Array(xs.dropFirst().dropLast()), y: Array(ys.dropFirst().dropLast()),
                    style: PointStyle(series: series, shape: .circle)))
        }
        let isNamed = name == nil
        layers.append(
            .points(
                x: Array(xs.prefix(1)), y: Array(ys.prefix(1)), style: PointStyle(series: series, shape: .square),
                label: isNamed ? "start" : nil))
        layers.append(
            .points(
                x: Array(xs.suffix(1)), y: Array(ys.suffix(1)), style: PointStyle(series: series, shape: .diamond),
                label: isNamed ? "end" : nil))
        return layers
    }

    /// A descent by itself: over the plane where it has two coordinates, else its values over the steps.
    static func draw(
        _ record: DescentRecord, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let span = arguments.span("what")
        if record.coordinates.count == 2 {
            let figure = Figure(
                title: record.title, xAxis: Axis(label: record.coordinates[0]),
                yAxis: Axis(label: record.coordinates[1]),
                layers: try path(record, series: 1, name: nil, at: span))
            return try overlaid(figure, arguments, machine)
        }
        let values = record.path.values
        let series = Plottable.Series(
            x: values.indices.map { Double($0) }, xName: "step", y: values, name: record.function)
        return try overlaid(curves([series], title: record.title), arguments, machine)
    }
}
