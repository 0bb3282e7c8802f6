extension TextRenderer {
    /// Draws one layer onto the canvas.
    mutating func draw(_ layer: Figure.Layer) {
        switch layer {
        case .probability(let field): shade(field)
        case .contour(let field, let level, let style, let label):
            let xs = ScalarField.nodes(field.x, count: field.columns).map(xMap.position)
            let ys = ScalarField.nodes(field.y, count: field.rows).map(yMap.position)
            var tracer = ContourTracer(field, xs: xs, ys: ys, enclosed: false)
            let lines = tracer.lines(at: level).map { line in
                line.isClosed ? line.places + line.places.prefix(1) : line.places
            }
            stroke(lines, style, isLabelled: label != nil)
        case .line(let x, let y, let style, let label):
            let step = LineThinning.step(x)
            let places = stride(from: 0, to: min(x.count, y.count), by: step).map { index in
                Place(x: xMap.position(x[index]), y: yMap.position(y[index]))
            }
            stroke([places], style, isLabelled: label != nil)
        case .points(let x, let y, let style, _): scatter(x, y, style)
        case .band(let x, let low, let high, let series, _): band(x, low, high, series)
        case .arrows(let x, let y, let dx, let dy, let style, let label):
            arrows(x, y, dx, dy, style, isLabelled: label != nil)
        case .levels(let field, let levels, _): self.levels(field, levels)
        case .classes(let classes): self.classes(classes)
        case .surface(let field, _): surface(field)
        case .bars(let bars, let series, _): self.bars(bars, series)
        case .boxes(let boxes, let series, _): self.boxes(boxes, series)
        case .cells, .tiles: break
        }
    }

    /// The colour of a mark; `nil` for the terminal's own.
    func foreground(_ series: Int?, onRegion: Bool) -> Color? {
        guard color else { return nil }
        if onRegion { return Palette.dark.color(series) }
        return series.map { TextRenderer.middle[Palette.slot($0)] }
    }

    /// Colours of medium lightness, since the terminal's background is unknown.
    private static let middle: [Color] = [
        Color(0x3A8FD9), Color(0xE07B28), Color(0x2CA87F), Color(0xB867B4), Color(0xC79A2B), Color(0x58B1DD),
        Color(0xDB5C8A), Color(0x8C959F),
    ]

    /// The characters of regions where class 1 is more likely than not, and where it is likely.
    static func shades(ascii: Bool) -> (Character, Character) { ascii ? (".", ":") : ("·", "░") }

    /// The character of a point.
    static func glyph(_ shape: PointStyle.Shape, ascii: Bool) -> Character {
        switch shape {
        case .circle: ascii ? "o" : "●"
        case .triangle: ascii ? "^" : "▲"
        case .square: ascii ? "s" : "■"
        case .diamond: ascii ? "d" : "◆"
        case .cross: ascii ? "x" : "×"
        }
    }

    /// What stands for a line in the legend.
    func lineKey(_ style: LineStyle, index: Int) -> String {
        if ascii { return String(repeating: asciiGlyph(index), count: 3) }
        let stroke =
            switch style.dash {
            case .solid: "──"
            case .dashed: "╌╌"
            case .dotted: "┈┈"
            }
        return (usesLetters ? String(letter(index)) : "") + stroke
    }

    /// Whether lines carry letters, because nothing else would tell them apart.
    var usesLetters: Bool {
        if color || ascii { return false }
        var dashes: [LineStyle.Dash] = []
        for entry in resolved.legend {
            guard case .line(let style) = entry.key else { continue }
            if dashes.contains(style.dash) { return true }
            dashes.append(style.dash)
        }
        return false
    }

    private func letter(_ index: Int) -> Character {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return letters[index % letters.count]
    }

    private func asciiGlyph(_ index: Int) -> Character {
        let glyphs = Array("*+#%@=~-")
        return glyphs[index % glyphs.count]
    }

    private mutating func shade(_ field: ScalarField) {
        let shades = TextRenderer.shades(ascii: ascii)
        fill(
            { x, y in field.value(atX: x, y: y).flatMap { $0.isNaN ? nil : min(max($0, 0), 1) } },
            color: { share in
                Palette.dark.band(min(Int(share * Double(Palette.bandCount)), Palette.bandCount - 1))
            },
            mark: { share in share > 0.75 ? shades.1 : share >= 0.5 ? shades.0 : nil })
    }

    /// The data coordinates in the middle of the cells along an axis.
    func middles(_ bounds: AxisBounds, _ scale: Axis.Scale, count: Int) -> [Double] {
        (0..<count).map { index in
            let share = (Double(index) + 0.5) / Double(count)
            guard scale == .logarithmic else { return bounds.low + bounds.extent * share }
            let low = Logarithm.decimal(bounds.low)
            let exponent = low + (Logarithm.decimal(bounds.high) - low) * share
            // Between two powers of ten a straight line is near enough for shading.
            let whole = min(max(exponent.rounded(.down), -300), 300)
            let unit = Logarithm.power(Int(whole))
            return unit * (1 + 9 * (exponent - whole))
        }
    }

    private mutating func scatter(_ x: [Double], _ y: [Double], _ style: PointStyle) {
        let glyph = TextRenderer.glyph(style.shape, ascii: ascii)
        for (px, py) in zip(x, y) {
            guard let (column, row) = cell(xMap.position(px), yMap.position(py)) else { continue }
            let isOnRegion = canvas[column, row].background != nil
            canvas.setGlyph(
                glyph, column: column, row: row, color: foreground(style.series, onRegion: isOnRegion))
        }
    }

    /// The cell at a place in dots; places on the far edges belong to the last cells.
    func cell(_ x: Double, _ y: Double) -> (column: Int, row: Int)? {
        let column = x / Double(dots.x)
        let row = y / Double(dots.y)
        guard column.isFinite, row.isFinite, column > -0.01, row > -0.01 else { return nil }
        guard column < Double(canvas.columns) + 0.01, row < Double(canvas.rows) + 0.01 else { return nil }
        return (min(max(Int(column), 0), canvas.columns - 1), min(max(Int(row), 0), canvas.rows - 1))
    }

    mutating func stroke(_ lines: [[Place]], _ style: LineStyle, isLabelled: Bool) {
        let box = Box(
            left: 0, top: 0, right: Double(canvas.columns * dots.x), bottom: Double(canvas.rows * dots.y))
        var path: [(x: Int, y: Int)] = []
        for line in lines {
            for whole in Geometry.clipped(line, to: box) {
                let part = Geometry.thinned(whole, columnWidth: 1)
                var previous = part.first
                for place in part.dropFirst() + part.prefix(part.count == 1 ? 1 : 0) {
                    if let start = previous { walk(from: start, to: place, into: &path) }
                    previous = place
                }
            }
        }
        let rhythm =
            switch style.dash {
            case .solid: (on: 1, period: 1)
            case .dashed: ascii ? (on: 2, period: 3) : (on: 4, period: 7)
            case .dotted: ascii ? (on: 1, period: 2) : (on: 1, period: 3)
            }
        for (index, dot) in path.enumerated() where index % rhythm.period < rhythm.on {
            mark(dot, style)
        }
        guard isLabelled else { return }
        if usesLetters && !path.isEmpty { placeLetters(path) }
        lineCount += 1
    }

    private mutating func mark(_ dot: (x: Int, y: Int), _ style: LineStyle) {
        let column = dot.x / dots.x
        let row = dot.y / dots.y
        guard canvas.contains(column: column, row: row) else { return }
        let shade = foreground(style.series, onRegion: canvas[column, row].background != nil)
        if ascii {
            canvas.setGlyph(asciiGlyph(lineCount), column: column, row: row, color: shade)
        } else {
            canvas.setDot(x: dot.x, y: dot.y, color: shade)
        }
    }

    /// Writes a line's letter on it at a few places, each line at others.
    private mutating func placeLetters(_ path: [(x: Int, y: Int)]) {
        let lines = resolved.legend.count { if case .line = $0.key { true } else { false } }
        for turn in 0..<3 {
            let share = (Double(turn) + (Double(lineCount) + 0.5) / Double(max(lines, 1))) / 3
            let dot = path[min(Int(share * Double(path.count)), path.count - 1)]
            canvas.setGlyph(letter(lineCount), column: dot.x / dots.x, row: dot.y / dots.y, color: nil)
        }
    }

    /// Adds the dots from one place to another, without the last one of the dots before.
    private func walk(from start: Place, to end: Place, into path: inout [(x: Int, y: Int)]) {
        let limitX = canvas.columns * dots.x - 1
        let limitY = canvas.rows * dots.y - 1
        let distance = max((end.x - start.x).magnitude, (end.y - start.y).magnitude)
        let steps = max(1, Int(distance.rounded(.up)))
        for step in 0...steps {
            let t = Double(step) / Double(steps)
            let x = min(max(Int(start.x + (end.x - start.x) * t), 0), limitX)
            let y = min(max(Int(start.y + (end.y - start.y) * t), 0), limitY)
            if let last = path.last, last == (x, y) { continue }
            path.append((x, y))
        }
    }
}
