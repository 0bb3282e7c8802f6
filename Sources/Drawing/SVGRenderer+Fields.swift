extension SVGRenderer {
    /// A shaded strip between two lines.
    func band(_ x: [Double], _ low: [Double], _ high: [Double], _ series: Int, _ label: String?) -> String {
        let frame = layout.panel.expanded(by: 8)
        var path = PathWriter()
        for run in BandRuns.make(x, low, high) {
            let lower = Geometry.thinned(run.map { Place(x: xMap.position(x[$0]), y: yMap.position(low[$0])) })
            let upper = Geometry.thinned(run.map { Place(x: xMap.position(x[$0]), y: yMap.position(high[$0])) })
            let outline = (upper + lower.reversed()).filter { $0.x.isFinite && $0.y.isFinite }
            let visible = Geometry.clippedOutline(outline, to: frame)
            path.add(Geometry.simplified(visible, tolerance: 0.1, isClosed: true), isClosed: true)
        }
        if path.isEmpty { return "" }
        let tooltip = label.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        return
            "<path class=\"nabla-f\(SVGStyle.name(series))\" fill-opacity=\".2\" d=\"\(path.text)\">\(tooltip)</path>"
    }

    /// Arrows with filled heads, the heads no longer than their arrows.
    func arrows(
        _ x: [Double], _ y: [Double], _ dx: [Double], _ dy: [Double], _ style: LineStyle, _ label: String?
    ) -> String {
        var shafts = PathWriter()
        var heads = PathWriter()
        let frame = layout.panel.expanded(by: 40)
        let count = min(x.count, y.count, dx.count, dy.count)
        for index in 0..<min(count, 20_000) {
            let start = Place(x: xMap.position(x[index]), y: yMap.position(y[index]))
            let end = Place(x: xMap.position(x[index] + dx[index]), y: yMap.position(y[index] + dy[index]))
            guard let arrow = Arrow(from: start, to: end), frame.contains(start), frame.contains(end) else { continue }
            shafts.add([start, arrow.neck], isClosed: false)
            heads.add([end, arrow.left, arrow.right], isClosed: true)
        }
        if shafts.isEmpty { return "" }
        let name = SVGStyle.name(style.series)
        return stroke(shafts, style, title: label) + "<path class=\"nabla-f\(name)\" d=\"\(heads.text)\"/>"
    }

    /// The bands between levels, each painted over the part of the one below that reaches it, with lines and numbers.
    func levels(_ field: ScalarField, _ levels: [Double], _ label: String?) -> String {
        let (xs, ys) = nodes(of: field)
        let frame = layout.panel.expanded(by: 8)
        let levels = Levels.usable(levels)
        var whole = PathWriter()
        let corners = [(0, 0), (xs.count - 1, 0), (xs.count - 1, ys.count - 1), (0, ys.count - 1)]
        whole.add(
            Geometry.clippedOutline(corners.map { Place(x: xs[$0.0], y: ys[$0.1]) }, to: frame), isClosed: true)
        var bands = "<path class=\"nabla-ft0\" d=\"\(whole.text)\"/>"
        var enclosed = ContourTracer(field, xs: xs, ys: ys, enclosed: true)
        var open = ContourTracer(field, xs: xs, ys: ys, enclosed: false)
        var lines = PathWriter()
        var numbers = LevelNumbers(panel: layout.panel, obstacles: obstacles)
        let texts = Levels.texts(levels)
        for (index, level) in levels.enumerated() {
            var path = PathWriter()
            for outline in enclosed.lines(at: level) {
                var places = Geometry.clippedOutline(outline.places, to: frame)
                places = Geometry.simplified(places, tolerance: 0.15, isClosed: true)
                if Geometry.doubledArea(places).magnitude >= 1 { path.add(places, isClosed: true) }
            }
            let tint = Levels.tint(index + 1, of: levels.count + 1)
            if !path.isEmpty { bands += "<path class=\"nabla-ft\(tint)\" d=\"\(path.text)\"/>" }
            for line in open.lines(at: level) {
                let places = line.isClosed ? line.places + line.places.prefix(1) : line.places
                for part in Geometry.clipped(places, to: frame) {
                    lines.add(Geometry.simplified(part, tolerance: 0.1), isClosed: false)
                    numbers.add(texts[index], along: part)
                }
            }
        }
        let title = label.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        var markup = "<g fill-rule=\"evenodd\">\(title)\(bands)</g>"
        if !lines.isEmpty {
            markup += "<path class=\"nabla-laxis\" fill=\"none\" stroke-width=\".8\" stroke-linejoin=\"round\""
            markup += " d=\"\(lines.text)\"/>"
        }
        return markup + numbers.markup
    }

    /// The places of a figure's points, its lines and its arrows, which numbers on levels keep away from.
    private var obstacles: [[Place]] {
        func places(_ x: [Double], _ y: [Double]) -> [Place] {
            zip(x, y).prefix(2000).map { Place(x: xMap.position($0), y: yMap.position($1)) }
        }
        return figure.layers.flatMap { layer -> [[Place]] in
            switch layer {
            case .points(let x, let y, _, _): places(x, y).map { [$0] }
            case .line(let x, let y, _, _): [places(x, y)]
            case .arrows(let x, let y, let dx, let dy, _, _):
                zip(places(x, y), places(zip(x, dx).map(+), zip(y, dy).map(+))).map { [$0, $1] }
            default: []
            }
        }
    }

    /// The regions of classes: stronger colours where a class is surer, and a line between the regions.
    func classes(_ classes: ClassField) -> String {
        guard let any = classes.probabilities.first else { return "" }
        let (xs, ys) = nodes(of: any)
        let frame = layout.panel.expanded(by: 8)
        var markup = ""
        var borders = PathWriter()
        for (series, margin) in classes.margins() {
            let own = classes.probabilities[series]
            let name = SVGStyle.name(series)
            // Half a certainty and more is told apart in three steps.
            for (threshold, opacity) in [(-Double.infinity, ".2"), (0.6, ".12"), (0.8, ".12"), (0.95, ".12")] {
                let values = zip(margin.values, own.values).map { min($0, $1 - threshold) }
                guard
                    let part = ScalarField(
                        x: own.x, y: own.y, rows: own.rows, columns: own.columns, values: values)
                else { continue }
                var tracer = ContourTracer(part, xs: xs, ys: ys, enclosed: true)
                var path = PathWriter()
                for outline in tracer.lines(at: 0) {
                    var places = Geometry.clippedOutline(outline.places, to: frame)
                    places = Geometry.simplified(places, tolerance: 0.12, isClosed: true)
                    if Geometry.doubledArea(places).magnitude >= 1 { path.add(places, isClosed: true) }
                }
                if path.isEmpty { continue }
                markup += "<path class=\"nabla-f\(name)\" fill-rule=\"evenodd\" fill-opacity=\"\(opacity)\""
                markup += " d=\"\(path.text)\"/>"
            }
            var tracer = ContourTracer(margin, xs: xs, ys: ys, enclosed: false)
            for line in tracer.lines(at: 0) {
                let places = line.isClosed ? line.places + line.places.prefix(1) : line.places
                for part in Geometry.clipped(places, to: frame) {
                    borders.add(Geometry.simplified(part, tolerance: 0.12), isClosed: false)
                }
            }
        }
        return markup + stroke(borders, LineStyle(series: nil, width: 1.75), title: "boundaries between the classes")
    }
}

/// The parts of a strip in which all values are finite.
enum BandRuns {
    /// The positions of each part, in their order.
    static func make(_ x: [Double], _ low: [Double], _ high: [Double]) -> [[Int]] {
        var runs: [[Int]] = []
        var run: [Int] = []
        for index in 0..<min(x.count, low.count, high.count) {
            if x[index].isFinite && low[index].isFinite && high[index].isFinite {
                run.append(index)
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        return run.isEmpty ? runs : runs + [run]
    }
}

/// The head of an arrow on paper.
struct Arrow {
    /// Where the shaft ends.
    let neck: Place
    /// The corners of the head beside its tip.
    let left: Place
    let right: Place

    /// Makes the head; `nil` for an arrow without a length or without a place.
    init?(from start: Place, to end: Place) {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length.isFinite, length > 0.3 else { return nil }
        let head = min(7, length * 0.6)
        let (ux, uy) = (dx / length, dy / length)
        let base = Place(x: end.x - ux * head, y: end.y - uy * head)
        neck = Place(x: end.x - ux * head * 0.8, y: end.y - uy * head * 0.8)
        left = Place(x: base.x - uy * head * 0.38, y: base.y + ux * head * 0.38)
        right = Place(x: base.x + uy * head * 0.38, y: base.y - ux * head * 0.38)
    }
}

/// What is drawn of a list of levels.
enum Levels {
    /// The finite levels in ascending order, each once, at most a hundred.
    static func usable(_ levels: [Double]) -> [Double] {
        Array(Set(levels.filter(\.isFinite)).sorted().prefix(100))
    }

    /// The tint of a band between levels, counted from the lowest.
    static func tint(_ band: Int, of count: Int) -> Int {
        count < 2 ? 0 : min(band * (Palette.tintCount - 1) / (count - 1), Palette.tintCount - 1)
    }

    /// The numbers at the levels, with minus signs.
    static func texts(_ levels: [Double]) -> [String] {
        levels.map { Ticks.spelled(NumberText.significant($0, digits: 4), .typographic) }
    }
}

/// Numbers on the lines of levels, where they hide neither points, lines and arrows nor each other.
private struct LevelNumbers {
    let panel: Box
    let obstacles: [[Place]]
    private(set) var markup = ""
    private var taken: [Box] = []

    init(panel: Box, obstacles: [[Place]]) {
        self.panel = panel
        self.obstacles = obstacles
    }

    /// Writes a number on a line if the line is long enough and has a free place.
    mutating func add(_ text: String, along line: [Place]) {
        var length = 0.0
        for (a, b) in zip(line, line.dropFirst()) {
            length += ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
        }
        let width = TextMeasure.width(text, size: 10.5) + 4
        guard length > 3 * width, taken.count < 60 else { return }
        for share in [0.5, 0.25, 0.75, 0.12, 0.88, 0.38, 0.62, 0.05, 0.95, 0.32, 0.68, 0.18, 0.82, 0.44, 0.56] {
            let place = line[min(Int(share * Double(line.count)), line.count - 1)]
            let box = Box(
                left: place.x - width / 2, top: place.y - 7, right: place.x + width / 2, bottom: place.y + 7)
            let isInside =
                box.left > panel.left + 2 && box.right < panel.right - 2 && box.top > panel.top + 2
                && box.bottom < panel.bottom - 2
            let wide = box.expanded(by: 8)
            let isFree = !taken.contains {
                $0.left < wide.right && wide.left < $0.right && $0.top < wide.bottom && wide.top < $0.bottom
            }
            guard isInside, isFree, obstacles.allSatisfy({ Geometry.clipped($0, to: box.expanded(by: 3)).isEmpty })
            else { continue }
            taken.append(box)
            markup += SVGRenderer.text(
                text, at: Place(x: place.x, y: place.y + 3.7), anchor: .middle, size: 10.5,
                attributes: " class=\"nabla-fink nabla-halo\" stroke-width=\"2.5\" paint-order=\"stroke\"")
            return
        }
    }
}
