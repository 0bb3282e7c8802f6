extension GraphDiagram {
    /// How far each node stands from the left: behind all it is made of.
    private var depths: [Int] {
        var depths: [Int] = []
        for node in nodes { depths.append((node.inputs.map { depths[$0.node] + 1 }.max()) ?? 0) }
        // A variable stands just before what first uses it.
        for index in nodes.indices where nodes[index].inputs.isEmpty {
            let users = nodes.indices.filter { nodes[$0].inputs.contains { $0.node == index } }
            if let first = users.map({ depths[$0] }).min() { depths[index] = max(first - 1, 0) }
        }
        return depths
    }

    /// A place in the picture: a node, or where a long edge passes through a column.
    private struct Stop {
        let depth: Int
        /// The node; `nil` for where an edge passes.
        let node: Int?
        /// The stops it is reached from.
        let sources: [Int]
    }

    /// All stops column by column, and for each edge those on its way, its ends included.
    private func stops(_ depths: [Int]) -> (stops: [Stop], ways: [[[Int]]]) {
        var stops: [Stop] = []
        var places = Array(repeating: 0, count: nodes.count)
        var ways: [[[Int]]] = Array(repeating: [], count: nodes.count)
        for index in nodes.indices.sorted(by: { (depths[$0], $0) < (depths[$1], $1) }) {
            var sources: [Int] = []
            for input in nodes[index].inputs {
                var way = [places[input.node]]
                for depth in (depths[input.node] + 1)..<max(depths[index], depths[input.node] + 1) {
                    stops.append(Stop(depth: depth, node: nil, sources: way.suffix(1)))
                    way.append(stops.count - 1)
                }
                sources += way.suffix(1)
                ways[index].append(way)
            }
            stops.append(Stop(depth: depths[index], node: index, sources: sources))
            places[index] = stops.count - 1
            for position in ways[index].indices { ways[index][position].append(places[index]) }
        }
        return (stops, ways)
    }

    /// The rows of the stops, each near the middle of those it is reached from.
    private func rows(_ stops: [Stop]) -> [Double] {
        var rows = Array(repeating: 0.0, count: stops.count)
        for depth in 0...(stops.map(\.depth).max() ?? 0) {
            let members = stops.indices.filter { stops[$0].depth == depth }
            func wish(_ index: Int) -> Double {
                let sources = stops[index].sources
                guard !sources.isEmpty else { return Double(members.firstIndex(of: index) ?? 0) }
                return sources.reduce(0) { $0 + rows[$1] } / Double(sources.count)
            }
            let wishes = members.map { (index: $0, row: wish($0)) }
                .sorted { $0.row == $1.row ? $0.index < $1.index : $0.row < $1.row }
            var last = -Double.infinity
            var placed: [(index: Int, row: Double)] = []
            for (index, row) in wishes {
                last = max(row, last + (stops[index].node == nil ? 0.6 : 1))
                placed.append((index, last))
            }
            // Pushed apart downwards only, a column would hang: it is moved back to the middle of its wishes.
            let shift =
                zip(placed, wishes).reduce(0) { $0 + $1.0.row - $1.1.row } / Double(max(placed.count, 1))
            for (index, row) in placed { rows[index] = row - shift }
        }
        let top = rows.min() ?? 0
        return rows.map { $0 - top }
    }

    /// The picture.
    func picture() -> SVGPicture {
        var canvas = DiagramCanvas()
        let depths = self.depths
        let (stops, ways) = stops(depths)
        let rows = self.rows(stops)
        let labels = nodes.map { $0.formula.isEmpty ? $0.name : "\($0.name) = \($0.formula)" }
            .map { TextMeasure.elided($0.onOneLine, size: 13, to: 190) }
        let values = nodes.map { "\(Ticks.spelled($0.value.text(digits: 5), .typographic))" }
        let derivatives = nodes.map { $0.derivative.map { Ticks.spelled($0.text(digits: 5), .typographic) } ?? "" }
        let halfWidths = nodes.indices.map { index in
            max(
                TextMeasure.width(labels[index], size: 13), TextMeasure.width(values[index], size: 12),
                TextMeasure.width(derivatives[index], size: 12), 26) / 2 + 12
        }
        // Columns as wide as their widest node, with room for a local derivative between them.
        let widestLocal =
            nodes.flatMap(\.inputs).compactMap(\.derivative)
            .map { TextMeasure.width("×" + DiagramText.number($0, digits: 4), size: 11) }.max() ?? 0
        let gap = max(64, widestLocal + 32)
        let columnCount = (depths.max() ?? 0) + 1
        var centers: [Double] = []
        var edge = 0.0
        for column in 0..<columnCount {
            let half = nodes.indices.filter { depths[$0] == column }.map { halfWidths[$0] }.max() ?? 20
            centers.append(edge + half)
            edge += 2 * half + gap
        }
        let pitch = 92.0
        func place(_ stop: Int) -> Place { Place(x: centers[stops[stop].depth], y: 44 + rows[stop] * pitch) }
        var places: [Place] = Array(repeating: Place(x: 0, y: 0), count: nodes.count)
        for (index, stop) in stops.enumerated() {
            if let node = stop.node { places[node] = place(index) }
        }
        let height = 88 + (rows.max() ?? 0) * pitch

        var locals: [(text: String, place: Place)] = []
        for (index, node) in nodes.enumerated() {
            for (position, input) in node.inputs.enumerated() {
                let spread = (Double(position) - Double(node.inputs.count - 1) / 2) * 10
                var way = ways[index][position].map(place)
                way[0].x += halfWidths[input.node]
                way[way.count - 1].x -= halfWidths[index] + 1
                way[way.count - 1].y += spread
                canvas.arrow(way, .init(paint: .axis, width: 1.3))
                guard let derivative = input.derivative, let end = way.last, let before = way.dropLast().last else {
                    continue
                }
                let share = way.count > 2 ? 0.7 : 0.5
                let label = Place(
                    x: before.x + (end.x - before.x) * share, y: before.y + (end.y - before.y) * share - 3)
                locals.append(("×" + DiagramText.number(derivative, digits: 4), label))
            }
        }
        for (text, place) in locals { canvas.text(text, place, size: 11, .muted, onLines: true) }
        for (index, node) in nodes.enumerated() {
            let place = places[index]
            let half = halfWidths[index]
            let isVariable = node.formula.isEmpty
            canvas.box(
                Box(left: place.x - half, top: place.y - 15, right: place.x + half, bottom: place.y + 15),
                .init(paint: .ink, width: index == nodes.count - 1 ? 2.2 : 1.3), radius: isVariable ? 15 : 5)
            canvas.text(labels[index], Place(x: place.x, y: place.y + 4.5), size: 13)
            canvas.text(values[index], Place(x: place.x, y: place.y - 22), size: 12, .forward, onLines: true)
            canvas.text(derivatives[index], Place(x: place.x, y: place.y + 31), size: 12, .backward, onLines: true)
        }
        let width = max(edge - gap, 0)
        var x = max((width - 330) / 2, 0)
        for (text, paint) in [
            ("above: value, forward →", DiagramCanvas.Paint.forward), ("below: ← ∂\(result)/∂node", .backward),
        ] {
            canvas.text(text, Place(x: x, y: height + 18), size: 11.5, paint, anchor: .start)
            x += TextMeasure.width(text, size: 11.5) + 20
        }
        return canvas.picture(
            title: title, captions: captions, width: max(width, x - 20), height: height + 22,
            description: lines(columns: 200).dropFirst(title == nil ? 2 : 3).joined(separator: "; "))
    }
}
