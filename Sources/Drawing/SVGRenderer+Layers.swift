extension SVGRenderer {
    /// One layer as markup; empty when nothing of it can be seen.
    func draw(_ layer: Figure.Layer) -> String {
        switch layer {
        case .probability(let field): regions(field)
        case .contour(let field, let level, let style, let label): contour(field, level: level, style, label)
        case .line(let x, let y, let style, let label): line(x, y, style, label)
        case .points(let x, let y, let style, let label): points(x, y, style, label)
        case .band(let x, let low, let high, let series, let label): band(x, low, high, series, label)
        case .arrows(let x, let y, let dx, let dy, let style, let label): arrows(x, y, dx, dy, style, label)
        case .levels(let field, let levels, let label): self.levels(field, levels, label)
        case .classes(let classes): self.classes(classes)
        // A surface has axes of its own.
        case .surface: ""
        case .bars(let bars, let series, let label): self.bars(bars, series, label)
        case .boxes(let boxes, let series, let label): self.boxes(boxes, series, label)
        case .cells, .tiles: layout.plate.map(draw) ?? ""
        }
    }

    /// The bands of a field of probabilities, each painted over the part of the one below that reaches its level.
    ///
    /// Painting whole superlevel regions over each other leaves no seams between the bands.
    private func regions(_ field: ScalarField) -> String {
        let (xs, ys) = nodes(of: field)
        var whole = PathWriter()
        let corners = [(0, 0), (xs.count - 1, 0), (xs.count - 1, ys.count - 1), (0, ys.count - 1)]
        let frame = layout.panel.expanded(by: 8)
        whole.add(
            Geometry.clippedOutline(corners.map { Place(x: xs[$0.0], y: ys[$0.1]) }, to: frame), isClosed: true)
        var markup = "<g fill-rule=\"evenodd\"><path class=\"nabla-fb0\" d=\"\(whole.text)\"/>"
        var tracer = ContourTracer(field, xs: xs, ys: ys, enclosed: true)
        for band in 1..<Palette.bandCount {
            var path = PathWriter()
            let outlines = tracer.lines(at: Double(band) / Double(Palette.bandCount))
            // A field of noise has thousands of specks: there, the smallest are left out and the others drawn coarsely.
            let isNoisy = outlines.count > 400
            for outline in outlines {
                var places = Geometry.clippedOutline(outline.places, to: frame)
                places = Geometry.simplified(places, tolerance: isNoisy ? 0.5 : 0.12, isClosed: true)
                if Geometry.doubledArea(places).magnitude < (isNoisy ? 12 : 1) { continue }
                path.add(places, isClosed: true)
            }
            if !path.isEmpty { markup += "<path class=\"nabla-fb\(band)\" d=\"\(path.text)\"/>" }
        }
        return markup + "</g>"
    }

    private func contour(_ field: ScalarField, level: Double, _ style: LineStyle, _ label: String?) -> String {
        let (xs, ys) = nodes(of: field)
        var tracer = ContourTracer(field, xs: xs, ys: ys, enclosed: false)
        var path = PathWriter()
        let frame = layout.panel.expanded(by: 8)
        let lines = tracer.lines(at: level)
        let tolerance = lines.count > 400 ? 0.5 : 0.1
        for line in lines {
            var places = line.places
            if line.isClosed && places.allSatisfy(frame.contains) {
                places = Geometry.simplified(places, tolerance: tolerance, isClosed: true)
                path.add(places, isClosed: true)
                continue
            }
            if line.isClosed, let first = places.first { places.append(first) }
            for part in Geometry.clipped(places, to: frame) {
                path.add(Geometry.simplified(part, tolerance: tolerance), isClosed: false)
            }
        }
        let name = label ?? "level \(NumberText.significant(level))"
        return stroke(path, style, title: name)
    }

    private func line(_ x: [Double], _ y: [Double], _ style: LineStyle, _ label: String?) -> String {
        let step = LineThinning.step(x)
        let places = stride(from: 0, to: min(x.count, y.count), by: step).map { index in
            Place(x: xMap.position(x[index]), y: yMap.position(y[index]))
        }
        var path = PathWriter()
        var corners = 0
        for part in Geometry.clipped(places, to: layout.panel.expanded(by: 8)) {
            let visible = Geometry.simplified(Geometry.thinned(part), tolerance: 0.1)
            corners += visible.count
            path.add(visible, isClosed: false)
        }
        // A noisy line is drawn finer, so that it does not become a band.
        var style = style
        if corners > 300 { style.width *= 0.7 }
        return stroke(path, style, title: label)
    }

    func stroke(_ path: PathWriter, _ style: LineStyle, title: String?) -> String {
        if path.isEmpty { return "" }
        let opening = "<path class=\"nabla-l\(SVGStyle.name(style.series))\" \(SVGRenderer.attributes(style))"
        let tooltip = title.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        return "\(opening) d=\"\(path.text)\">\(tooltip)</path>"
    }

    /// The attributes of a stroke besides its colour.
    static func attributes(_ style: LineStyle) -> String {
        let width = style.width.isFinite ? min(max(style.width, 0.2), 20) : 2
        func number(_ value: Double) -> String { PathWriter.number(value) }
        let dashes =
            switch style.dash {
            case .solid: ""
            case .dashed: " stroke-dasharray=\"\(number(width * 3.4)) \(number(width * 2.8))\""
            case .dotted: " stroke-dasharray=\".1 \(number(width * 2.2))\""
            }
        return "fill=\"none\" stroke-width=\"\(NumberText.significant(width, digits: 3))\" stroke-linejoin=\"round\""
            + " stroke-linecap=\"round\"\(dashes)"
    }

    private func points(_ x: [Double], _ y: [Double], _ style: PointStyle, _ label: String?) -> String {
        let frame = layout.panel.expanded(by: 0.5)
        var places = zip(x, y).map { Place(x: xMap.position($0), y: yMap.position($1)) }
        places = places.filter { $0.x.isFinite && $0.y.isFinite && frame.contains($0) }
        if places.isEmpty { return "" }
        let size =
            switch places.count {
            case ...500: 3.7
            case ...2000: 2.8
            default: 1.9
            }
        let radius = size * min(1, max(0.7, layout.panel.width / 380))
        places = PointThinning.visible(places, in: frame, spacing: radius / 2, limit: 4000)
        let shape = MarkShape(style.shape, radius: radius)
        let classes =
            style.shape == .cross
            ? "nabla-l\(SVGStyle.name(style.series))" : "nabla-f\(SVGStyle.name(style.series)) nabla-halo"
        let width = style.shape == .cross ? "1.8" : radius > 2.5 ? "0.9" : "0.4"
        let tooltip = label.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        var markup = "<g class=\"\(classes)\" stroke-width=\"\(width)\" stroke-linecap=\"round\""
        markup += " stroke-linejoin=\"round\">\(tooltip)"
        for place in places { markup += shape.markup(at: place) }
        return markup + "</g>"
    }

    /// The places of a field's columns and rows.
    func nodes(of field: ScalarField) -> (xs: [Double], ys: [Double]) {
        // A node that a logarithmic axis cannot show stands far outside, so that what is visible stays right.
        func placed(_ map: AxisMap, _ range: ClosedRange<Double>, _ count: Int) -> [Double] {
            let places = ScalarField.nodes(range, count: count).map(map.position)
            let first = places.first { $0.isFinite } ?? 0
            return places.map { $0.isFinite ? min(max($0, -1e9), 1e9) : first }
        }
        return (placed(xMap, field.x, field.columns), placed(yMap, field.y, field.rows))
    }
}

/// The outline of a point in SVG.
struct MarkShape {
    private let shape: PointStyle.Shape
    private let radius: Double
    private let outline: String

    init(_ shape: PointStyle.Shape, radius: Double) {
        self.shape = shape
        self.radius = radius
        func number(_ value: Double) -> String { PathWriter.number(value) }
        // The shapes have about the same area, so that none looks more important.
        let r = radius
        outline =
            switch shape {
            case .circle: ""
            case .triangle:
                "m0-\(number(r * 1.3))l\(number(r * 1.2)) \(number(r * 2.1))h-\(number(r * 2.4))z"
            case .square:
                "m-\(number(r * 0.9))-\(number(r * 0.9))h\(number(r * 1.8))v\(number(r * 1.8))h-\(number(r * 1.8))z"
            case .diamond:
                "m0-\(number(r * 1.3))l\(number(r * 1.1)) \(number(r * 1.3))-\(number(r * 1.1)) \(number(r * 1.3))"
                    + "-\(number(r * 1.1))-\(number(r * 1.3))z"
            case .cross:
                "m-\(number(r * 0.8))-\(number(r * 0.8))l\(number(r * 1.6)) \(number(r * 1.6))"
                    + "m0-\(number(r * 1.6))l-\(number(r * 1.6)) \(number(r * 1.6))"
            }
    }

    /// The point at a place.
    func markup(at place: Place) -> String {
        let x = PathWriter.number(place.x)
        let y = PathWriter.number(place.y)
        if shape == .circle { return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(PathWriter.number(radius))\"/>" }
        return "<path d=\"M\(x) \(y)\(outline)\"/>"
    }
}

/// Leaves out corners of a scribble so long that no picture could show it.
enum LineThinning {
    /// Of how many points of a line one is drawn; lines that go from left to right are thinned without loss instead.
    static func step(_ x: [Double]) -> Int {
        let limit = 10_000
        if x.count <= limit { return 1 }
        var last = -Double.infinity
        for value in x where !value.isNaN {
            if value < last { return (x.count + limit - 1) / limit }
            last = value
        }
        return 1
    }
}

/// Leaves out points that would be drawn on top of others.
enum PointThinning {
    /// Up to how many points all are drawn.
    static let threshold = 2000

    /// Of many points, one for each small square, and an even choice of those if they are still too many.
    static func visible(_ places: [Place], in box: Box, spacing: Double, limit: Int) -> [Place] {
        guard places.count > threshold, spacing > 0 else { return places }
        let columns = min(max(Int(box.width / spacing), 0), 20_000) + 1
        let rows = min(max(Int(box.height / spacing), 0), 20_000) + 1
        var taken = [Bool](repeating: false, count: columns * rows)
        var kept: [Place] = []
        for place in places {
            let column = min(max(Int((place.x - box.left) / spacing), 0), columns - 1)
            let row = min(max(Int((place.y - box.top) / spacing), 0), rows - 1)
            if taken[row * columns + column] { continue }
            taken[row * columns + column] = true
            kept.append(place)
        }
        if kept.count <= limit { return kept }
        let share = Double(kept.count) / Double(limit)
        return (0..<limit).map { kept[min(Int(Double($0) * share), kept.count - 1)] }
    }
}
