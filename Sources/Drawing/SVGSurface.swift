/// A surface in space with its three axes, drawn into the panel of a figure.
struct SVGSurface {
    /// How many nodes a surface has along each side at most, which keeps a document small.
    private static let nodeLimit = 29
    private let renderer: SVGRenderer
    private let field: ScalarField
    private let label: String
    private let projection: SurfaceProjection

    init(_ renderer: SVGRenderer, _ field: ScalarField, label: String) {
        self.renderer = renderer
        self.field = field
        self.label = label
        let panel = renderer.layout.panel
        let room = Box(
            left: 72, top: panel.top + 6, right: renderer.layout.width - 40,
            bottom: max(panel.bottom, panel.top + 120) - 14)
        // Equal lengths on both sides of the space, in the middle of the room.
        let width = min(room.width, room.height * 1.35)
        let middle = (room.left + room.right) / 2
        let box = Box(left: middle - width / 2, top: room.top, right: middle + width / 2, bottom: room.bottom)
        projection = SurfaceProjection(field, in: box, limit: SVGSurface.nodeLimit)
    }

    func content() -> (markup: String, name: String) {
        var markup = grid()
        // Neighbours of one colour are one path; a thin line tells faces apart.
        markup += "<g class=\"nabla-lcard\" stroke-width=\".3\" stroke-linejoin=\"round\">"
        var rest = projection.faces[...]
        while let shade = rest.first?.shade {
            let alike = rest.prefix { $0.shade == shade }
            var path = PathWriter()
            for face in alike { path.add(face.corners, isClosed: true) }
            markup += "<path class=\"nabla-fq\(shade)\" d=\"\(path.text)\"/>"
            rest = rest.dropFirst(alike.count)
        }
        markup += "</g>\n" + axes() + renderer.titles() + renderer.captions()
        return (markup, "nabla-" + Markup.digest(markup + renderer.accessibleTitle + renderer.description))
    }

    private var x: AxisBounds { AxisBounds.sanitized(field.x.lowerBound, field.x.upperBound) }
    private var y: AxisBounds { AxisBounds.sanitized(field.y.lowerBound, field.y.upperBound) }

    private func ticks(_ bounds: AxisBounds) -> [(share: Double, label: String)] {
        Ticks.make(bounds, scale: .linear, target: 5, spelling: .typographic).map {
            (share: ($0.value - bounds.low) / bounds.extent, label: $0.label)
        }
    }

    /// Lines on the floor and the two walls behind the surface.
    private func grid() -> String {
        var path = PathWriter()
        func line(_ places: (Double, Double, Double)...) {
            path.add(places.map { projection.place($0.0, $0.1, $0.2) }, isClosed: false)
        }
        for tick in ticks(x) { line((tick.share, 0, 0), (tick.share, 1, 0), (tick.share, 1, 1)) }
        for tick in ticks(y) { line((1, tick.share, 0), (0, tick.share, 0), (0, tick.share, 1)) }
        for tick in ticks(projection.z) { line((0, 0, tick.share), (0, 1, tick.share), (1, 1, tick.share)) }
        return "<path class=\"nabla-lgrid\" fill=\"none\" d=\"\(path.text)\"/>\n"
    }

    /// The axes along the edges in front, with marks, numbers and names.
    private func axes() -> String {
        var path = PathWriter()
        var labels = ""
        var names = ""
        func add(
            _ ticks: [(share: Double, label: String)], _ name: String, _ at: (Double) -> Place, outwards: Place,
            anchor: SVGRenderer.Anchor, away: Double
        ) {
            path.add([at(0), at(1)], isClosed: false)
            for tick in ticks {
                let place = at(tick.share)
                path.add(
                    [place, Place(x: place.x + outwards.x * 4, y: place.y + outwards.y * 4)], isClosed: false)
                labels += SVGRenderer.text(
                    tick.label, at: Place(x: place.x + outwards.x * 10, y: place.y + outwards.y * 10 + 4.2),
                    anchor: anchor)
            }
            let middle = at(0.5)
            names += SVGRenderer.text(
                name, at: Place(x: middle.x + outwards.x * away, y: middle.y + outwards.y * away + 4.5),
                anchor: anchor, size: SVGLayout.labelSize, attributes: " class=\"nabla-fink\"")
        }
        let names3 = (renderer.figure.xAxis.label.onOneLine, renderer.figure.yAxis.label.onOneLine, label.onOneLine)
        func short(_ name: String) -> String { TextMeasure.elided(name, size: SVGLayout.labelSize, to: 110) }
        add(
            ticks(x), short(names3.0), { projection.place($0, 0, 0) }, outwards: Place(x: -0.25, y: 0.97),
            anchor: .middle, away: 34)
        add(
            ticks(y), short(names3.1), { projection.place(1, $0, 0) }, outwards: Place(x: 0.75, y: 0.66),
            anchor: .start, away: 40)
        add(
            ticks(projection.z).filter { $0.share > 0.04 }, "", { projection.place(0, 0, $0) },
            outwards: Place(x: -1, y: 0), anchor: .end,
            away: 0)
        let top = projection.place(0, 0, 1)
        names += SVGRenderer.text(
            short(names3.2), at: Place(x: top.x, y: top.y - 12), anchor: .middle, size: SVGLayout.labelSize,
            attributes: " class=\"nabla-fink\"")
        return "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(path.text)\"/>\n"
            + "<g class=\"nabla-fmuted\" font-size=\"\(PathWriter.number(SVGLayout.tickSize))\">\(labels)</g>\n\(names)\n"
    }
}
