extension NetworkDiagram {
    /// The picture.
    func picture() -> SVGPicture { NetworkDrawing(self).picture() }
}

/// Draws one network.
private struct NetworkDrawing {
    let diagram: NetworkDiagram
    private let columns: [Int?]
    private let edges: [NetworkDiagram.Edge]
    private let largest: Double
    private let radius: Double
    private let pitch: Double
    private let gap: Double
    private let height: Double
    private var canvas = DiagramCanvas()
    private var labels: [Box] = []

    init(_ diagram: NetworkDiagram) {
        self.diagram = diagram
        columns = diagram.columns
        edges = diagram.edges
        largest = diagram.scale ?? edges.reduce(0) { $1.weight.isFinite ? max($0, $1.weight.magnitude) : $0 }
        let rows = columns.compactMap { $0 }.reduce(1) { max($0, diagram.slots(of: $1).count) }
        if diagram.hasValues {
            (radius, pitch) = (25, 62)
        } else {
            switch rows {
            case ...4: (radius, pitch) = (18, 66)
            case ...6: (radius, pitch) = (16, 52)
            case ...10: (radius, pitch) = (13, 38)
            default: (radius, pitch) = (9.5, 26)
            }
        }
        height = Double(rows) * pitch
        // The widest name of a layer may need more room than its connections.
        let name = diagram.layers.reduce(0) { max($0, TextMeasure.width($1.name, size: 12.5)) }
        gap = min(max(600 / Double(max(columns.count - 1, 1)), min(name + 14, 150), 74), edges.count <= 14 ? 230 : 190)
    }

    private var isLabelled: Bool { edges.count <= 14 }

    private var left: Double {
        // Names stand in the middle under their layers.
        let names = columns.compactMap { $0 }.map { TextMeasure.width(diagram.layers[$0].name, size: 12.5) / 2 }
        let key = (keyWidth - Double(columns.count - 1) * gap) / 2
        return max(radius + 2, min(max(names.first ?? 0, names.last ?? 0, 28), 90), key)
    }

    private func x(_ column: Int) -> Double { left + Double(column) * gap }

    private func place(_ slot: Int, of count: Int, column: Int) -> Place {
        Place(x: x(column), y: height / 2 + (Double(slot) - Double(count - 1) / 2) * pitch)
    }

    func picture() -> SVGPicture {
        var drawing = self
        drawing.drawEdges()
        drawing.drawNodes()
        drawing.drawNames()
        let bottom = drawing.drawKey()
        var captions = diagram.captions
        if !diagram.omissions.isEmpty { captions.append(diagram.omissions.joined(separator: " · ")) }
        let sizes = diagram.layers.prefix(20).map { $0.name.isEmpty ? "\($0.units)" : "\($0.units) \($0.name)" }.joined(
            separator: ", then ")
        return drawing.canvas.picture(
            title: diagram.title, captions: captions, width: x(columns.count - 1) + left, height: bottom,
            description: "A network of layers from left to right: \(sizes). \(captions.joined(separator: ". "))")
    }

    // MARK: Connections

    private func stroke(_ edge: NetworkDiagram.Edge) -> DiagramCanvas.Stroke {
        guard edge.weight.isFinite else { return .init(paint: .muted, width: 1, isDashed: true) }
        let share = largest > 0 ? min(edge.weight.magnitude / largest, 1) : 0
        var stroke = DiagramCanvas.Stroke(
            paint: edge.weight < 0 ? .backward : .forward, width: 0.5 + 3.3 * share,
            isDashed: edge.weight < 0 && edges.count <= 80, opacity: edges.count <= 30 ? 1 : 0.3 + 0.6 * share)
        if diagram.highlight != nil, !diagram.isHighlighted(from: edge.from, behind: edge.layer) {
            stroke.opacity = 0.18
        }
        return stroke
    }

    private func places(_ edge: NetworkDiagram.Edge) -> (start: Place, end: Place)? {
        guard let column = columns.firstIndex(of: edge.layer) else { return nil }
        let sources = diagram.slots(of: edge.layer)
        let targets = diagram.slots(of: edge.layer + 1)
        guard let source = sources.firstIndex(of: edge.from), let target = targets.firstIndex(of: .unit(edge.to)) else {
            return nil
        }
        return (place(source, of: sources.count, column: column), place(target, of: targets.count, column: column + 1))
    }

    private mutating func drawEdges() {
        if edges.count > 200 { return drawBundledEdges() }
        for edge in edges {
            guard let (start, end) = places(edge) else { continue }
            let source = if case .unit(let unit) = edge.from { "unit \(unit + 1)" } else { "bias" }
            canvas.line(
                start, end, stroke(edge),
                title: "\(source) to unit \(edge.to + 1): \(DiagramText.number(edge.weight, digits: 6))"
            )
        }
        guard isLabelled else { return }
        for edge in edges { label(edge) }
    }

    /// Of very many connections, those of about one weight are one path.
    private mutating func drawBundledEdges() {
        let levels = 8
        var bundles: [PathWriter] = Array(repeating: PathWriter(), count: 2 * levels + 1)
        var strokes: [DiagramCanvas.Stroke?] = Array(repeating: nil, count: bundles.count)
        for edge in edges {
            guard let (start, end) = places(edge) else { continue }
            var bundle = 2 * levels
            if edge.weight.isFinite {
                let share = largest > 0 ? min(edge.weight.magnitude / largest, 1) : 0
                bundle = min(Int(share * Double(levels)), levels - 1) * 2 + (edge.weight < 0 ? 1 : 0)
            }
            bundles[bundle].add([start, end], isClosed: false)
            if strokes[bundle] == nil { strokes[bundle] = stroke(edge) }
        }
        for (bundle, stroke) in zip(bundles, strokes) {
            if let stroke { canvas.path(bundle.text, stroke) }
        }
    }

    /// Writes a weight where it touches neither a node nor another weight.
    private mutating func label(_ edge: NetworkDiagram.Edge) {
        guard let (start, end) = places(edge) else { return }
        let text = DiagramText.number(edge.weight)
        let width = TextMeasure.width(text, size: 11.5)
        func box(_ share: Double) -> (place: Place, box: Box) {
            let place = Place(x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share + 4)
            return (
                place,
                Box(
                    left: place.x - width / 2 - 2, top: place.y - 11, right: place.x + width / 2 + 2,
                    bottom: place.y + 4)
            )
        }
        func isFree(_ box: Box) -> Bool {
            labels.allSatisfy {
                $0.right < box.left || box.right < $0.left || $0.bottom < box.top || box.bottom < $0.top
            }
        }
        let candidates = [0.36, 0.5, 0.26, 0.62, 0.43, 0.56, 0.7].map(box)
        let chosen = candidates.first { isFree($0.box) } ?? box(0.36)
        labels.append(chosen.box)
        canvas.text(text, chosen.place, size: 11.5, .ink, onLines: true)
    }

    // MARK: Nodes

    private mutating func drawNodes() {
        for (column, layer) in columns.enumerated() {
            guard let layer else {
                canvas.text("⋯", Place(x: x(column), y: height / 2 + 8), size: 26, .muted)
                continue
            }
            let slots = diagram.slots(of: layer)
            for (position, slot) in slots.enumerated() {
                draw(slot, of: layer, at: place(position, of: slots.count, column: column))
            }
        }
    }

    private mutating func draw(_ slot: NodeSlot, of layer: Int, at place: Place) {
        switch slot {
        case .gap: canvas.text("⋮", Place(x: place.x, y: place.y + 7), size: 22, .muted)
        case .bias:
            canvas.circle(place, radius: radius, .init(paint: .axis, width: 1.2, isDashed: true), title: "always 1")
            canvas.text("+1", Place(x: place.x, y: place.y + 4), size: min(12.5, radius), .muted)
        case .unit(let unit):
            let isHighlighted = diagram.isHighlighted(slot, of: layer)
            let isOrigin = diagram.highlight == .init(layer: layer, unit: unit)
            canvas.circle(
                place, radius: radius,
                .init(
                    paint: isHighlighted ? .backward : .ink, width: isOrigin ? 3.4 : isHighlighted ? 2 : 1.3,
                    opacity: diagram.highlight != nil && !isHighlighted ? 0.4 : 1),
                title: title(of: unit, layer))
            drawContent(of: unit, layer, at: place)
        }
    }

    private func title(of unit: Int, _ layer: Int) -> String {
        var text = layer == 0 ? "input \(unit + 1)" : "layer \(layer), unit \(unit + 1)"
        if layer > 0, diagram.connections[layer - 1].biases.indices.contains(unit) {
            text += ", bias \(DiagramText.number(diagram.connections[layer - 1].biases[unit], digits: 6))"
        }
        return text
    }

    private mutating func drawContent(of unit: Int, _ layer: Int, at place: Place) {
        let values = diagram.layers[layer].values
        if values.indices.contains(unit) {
            let known = values[unit]
            if let sum = known.sum {
                canvas.text(DiagramText.number(sum), Place(x: place.x, y: place.y - 4), size: 10.5, .muted)
                canvas.line(
                    Place(x: place.x - radius * 0.7, y: place.y), Place(x: place.x + radius * 0.7, y: place.y),
                    .init(paint: .axis, width: 0.7))
                canvas.text(DiagramText.number(known.activation), Place(x: place.x, y: place.y + 12), size: 11.5)
            } else {
                canvas.text(DiagramText.number(known.activation), Place(x: place.x, y: place.y + 4), size: 11.5)
            }
        } else if layer == 0, radius >= 13 {
            canvas.text(DiagramText.indexed("x", unit + 1), Place(x: place.x, y: place.y + 4), size: 12.5)
        } else if isLabelled, !diagram.hasBiasNodes, layer > 0, radius >= 16,
            diagram.connections[layer - 1].biases.indices.contains(unit)
        {
            // With few connections their weights are written, and so are the biases.
            let bias = diagram.connections[layer - 1].biases[unit]
            canvas.text("b", Place(x: place.x, y: place.y - 2), size: 10, .muted)
            canvas.text(DiagramText.number(bias, digits: 2), Place(x: place.x, y: place.y + 10), size: 10)
        }
    }

    // MARK: Words

    private mutating func drawNames() {
        for (column, layer) in columns.enumerated() {
            guard let layer else { continue }
            let name = TextMeasure.elided(diagram.layers[layer].name, size: 12.5, to: gap + 10)
            canvas.text(diagram.size(of: layer), Place(x: x(column), y: height + 18), size: 12.5, isBold: true)
            canvas.text(name, Place(x: x(column), y: height + 34), size: 12.5, .muted)
        }
    }

    /// Says what colours and widths mean; returns the lower end of all that is drawn.
    private mutating func drawKey() -> Double {
        let y = height + 62
        let width = x(columns.count - 1) + left
        if diagram.hasValues {
            let text = "in each unit: z above, a below"
            canvas.text(text, Place(x: width / 2, y: y), size: 11.5, .muted)
        }
        guard largest > 0 else { return diagram.hasValues ? y + 6 : height + 40 }
        let row = diagram.hasValues ? y + 20 : y
        var start = max((width - keyWidth) / 2, 0)
        for (text, paint) in key {
            if let paint {
                canvas.line(
                    Place(x: start, y: row - 4), Place(x: start + 24, y: row - 4),
                    .init(paint: paint, width: 2.4, isDashed: edges.count <= 80 && paint == .backward))
                start += 30
            }
            canvas.text(text, Place(x: start, y: row), size: 11.5, .muted, anchor: .start)
            start += TextMeasure.width(text, size: 11.5) + 18
        }
        return row + 6
    }

    private var key: [(text: String, paint: DiagramCanvas.Paint?)] {
        [
            ("positive weight", .forward), ("negative", .backward),
            ("widest: \(DiagramText.number(largest))", nil),
        ]
    }

    private var keyWidth: Double {
        if largest == 0 { return 0 }
        return key.reduce(-18) { $0 + ($1.paint == nil ? 18 : 48) + TextMeasure.width($1.text, size: 11.5) }
    }
}
