import Drawing
import Engine
import Language

extension Replaying {
    /// The frames of a descent: the way so far on the function.
    static func descent(
        _ record: DescentRecord, _ limit: Int, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Replay {
        let points = record.path.points
        let names = record.coordinates
        guard 1...2 ~= points.columns else {
            throw Diagnostic(
                .shape, "a descent of 1 or 2 coordinates can be drawn, and this one has \(points.columns)",
                at: arguments.span("H"), topic: "replay")
        }
        let ranges = (0..<points.columns).map { range(points.column($0)) }
        let places = (0..<points.columns).map { points.column($0) }
        let ground: [Figure.Layer]
        var vertical: ClosedRange<Double>?
        if points.columns == 1 {
            let xs = ScalarField.nodes(ranges[0], count: 200)
            let ys = try heights(xs.map { [$0] }, record, arguments, machine)
            vertical = Plotting.range((ys + record.path.values).filter(\.isFinite))
            ground = [.line(x: xs, y: ys, style: LineStyle(series: 7, width: 2), label: record.function)]
        } else {
            ground = try contours(record, ranges, arguments, machine)
            vertical = ranges[1]
        }
        let positions = chosen(limit, of: points.rows)
        let ys = points.columns == 1 ? record.path.values : places[1]
        return Replay(
            title: record.title,
            frames: positions.map { step in
                var label = "step \(step)"
                for (name, place) in zip(names, places) {
                    label += " · \(name) = \(NumberText.significant(place[step], digits: 4))"
                }
                label += " · \(record.function) = \(NumberText.significant(record.path.values[step], digits: 5))"
                let figure = Figure(
                    title: record.title, xAxis: Axis(label: names[0], range: ranges[0]),
                    yAxis: Axis(label: points.columns == 1 ? record.function : names[1], range: vertical),
                    layers: ground + [
                        .line(
                            x: Array(places[0][...step]), y: Array(ys[...step]), style: LineStyle(series: 0, width: 2),
                            label: "path"),
                        .points(
                            x: [places[0][step]], y: [ys[step]], style: PointStyle(series: 1, shape: .circle),
                            label: "place"),
                    ])
                return Replay.Frame(label: label, picture: .figure(figure))
            })
    }

    /// What a coordinate goes through, with room around it.
    private static func range(_ values: [Double]) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max(), (high - low).isFinite else { return -1...1 }
        let room = max((high - low) * 0.4, max(low.magnitude, high.magnitude) * 1e-3, 1e-9)
        return (low - room)...(high + room)
    }

    /// How many nodes the plane is divided into along each direction.
    private static let nodes = 60
    /// How many lines of equal value are drawn.
    private static let levels = 9

    /// Lines of equal value, which lie evenly over the plane.
    private static func contours(
        _ record: DescentRecord, _ ranges: [ClosedRange<Double>], _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> [Figure.Layer] {
        let grid = Plotting.grid(ranges[0], ranges[1], nodes: nodes)
        let values = try heights((0..<grid.rows).map { Array(grid.row($0)) }, record, arguments, machine)
        let sorted = values.filter(\.isFinite).sorted()
        guard let field = ScalarField(x: ranges[0], y: ranges[1], rows: nodes, columns: nodes, values: values),
            !sorted.isEmpty
        else { return [] }
        return (1...levels).map { level in
            let height = sorted[(sorted.count - 1) * level / (levels + 1)]
            return .contour(
                field, level: height, style: LineStyle(series: 7, width: 1),
                label: level == 1 ? "lines of equal \(record.function)" : nil)
        }
    }

    /// The function's values; not a number where it has none.
    private static func heights(
        _ places: [[Double]], _ record: DescentRecord, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> [Double] {
        var heights: [Double] = []
        for place in places {
            try machine.checkInterrupt(at: arguments.head)
            switch record.surface {
            case .risk(let model): heights.append((try? model.risk(of: place)) ?? .nan)
            case .function(let entry, let shapes):
                let value = try Descending.call(entry, at: place, shapes, arguments.span("H"), machine)
                if case .number(let number) = value { heights.append(number) } else { heights.append(.nan) }
            }
        }
        return heights
    }
}
