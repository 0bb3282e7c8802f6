extension Figure {
    /// Renders the figure for a terminal, without a line break at the end.
    ///
    /// - Parameters:
    ///   - columns: the width in terminal columns.
    ///   - color: whether to use 24-bit colours; without them, shapes, letters and shading tell the series apart.
    ///   - ascii: whether to draw with the characters of ASCII alone.
    public func text(columns: Int = 72, color: Bool = false, ascii: Bool = false) -> String {
        if let diagram { return diagram.text(columns: columns, ascii: ascii) }
        if !panels.isEmpty { return panelText(columns: columns, color: color, ascii: ascii) }
        var renderer = TextRenderer(self, columns: columns, color: color, ascii: ascii)
        return renderer.render()
    }
}

/// Draws one figure with characters.
struct TextRenderer {
    let figure: Figure
    let resolved: ResolvedFigure
    let columns: Int
    let color: Bool
    let ascii: Bool
    let xTicks: [Tick]
    let yTicks: [Tick]
    let gutter: Int
    var canvas: TextCanvas
    /// Places in dots: two in a cell's width and four in its height, or one each in ASCII.
    let xMap: AxisMap
    let yMap: AxisMap
    let dots: (x: Int, y: Int)
    /// How many labelled lines were drawn so far, which names the next one.
    var lineCount = 0

    init(_ figure: Figure, columns requested: Int, color: Bool, ascii: Bool) {
        self.figure = figure
        self.color = color
        self.ascii = ascii
        resolved = ResolvedFigure(figure)
        columns = min(max(requested, 32), 500)
        let spelling: TickSpelling = ascii ? .ascii : .typographic
        let isEqual = figure.equalAspect && figure.xAxis.scale == .linear && figure.yAxis.scale == .linear
        func labelWidth(_ ticks: [Tick]) -> Int { ticks.reduce(0) { max($0, DisplayWidth.columns(of: $1.label)) } }

        // The width of the labels and the size of the panel depend on each other; two rounds settle them.
        var gutter = 4
        var width = 0
        var height = 0
        var vertical: [Tick] = []
        for _ in 0..<2 {
            let room = columns - gutter - 2
            width = room
            height = min(max(columns * 2 / 9, 8), 26)
            if isEqual {
                // A cell is about twice as high as wide.
                let ratio = resolved.y.extent / resolved.x.extent / 2
                width = Int(min(Double(room), 76, 30 / ratio).rounded())
                height = Int((Double(width) * ratio).rounded())
            }
            width = max(width, 6)
            height = max(height, 3)
            let target = max(2, min(height / 3, 7))
            vertical = figure.yAxis.ticks(resolved.y, target: target, spelling: spelling)
            gutter = min(labelWidth(vertical), columns / 3)
        }
        width = max(6, min(width, columns - gutter - 2))
        self.gutter = gutter
        yTicks = vertical
        canvas = TextCanvas(columns: width, rows: height)
        dots = ascii ? (1, 1) : (2, 4)
        xMap = AxisMap(resolved.x, scale: figure.xAxis.scale, from: 0, to: Double(width * dots.x))
        yMap = AxisMap(resolved.y, scale: figure.yAxis.scale, from: Double(height * dots.y), to: 0)
        var target = figure.xAxis.names.isEmpty ? max(1, min(width / 9, 9)) : min(figure.xAxis.names.count, width)
        var ticks = figure.xAxis.ticks(resolved.x, target: target, spelling: spelling)
        while target > 1, (labelWidth(ticks) + 3) * ticks.count(where: { !$0.isMinor }) > width {
            target -= 1
            ticks = figure.xAxis.ticks(resolved.x, target: target, spelling: spelling)
        }
        // Names are shortened before one is left out.
        let pitch = width / max(figure.xAxis.names.count, 1)
        if figure.xAxis.isNamed, ticks.count < figure.xAxis.names.count, pitch >= 5 {
            ticks = figure.xAxis.ticks(resolved.x, target: figure.xAxis.names.count, spelling: spelling).map {
                Tick(value: $0.value, label: $0.label.elided(to: pitch - 2, ellipsis: ascii ? "..." : "…"))
            }
        }
        xTicks = ticks
    }

    mutating func render() -> String {
        let plate = plateLines()
        if plate == nil { for layer in figure.layers { draw(layer) } }
        var lines: [String] = []
        if let title = figure.title, !title.isEmpty {
            lines.append(title.onOneLine.elided(to: columns, ellipsis: dotsText))
        }
        if !figure.yAxis.label.isEmpty && !figure.hasSurface {
            lines.append(figure.yAxis.label.onOneLine.elided(to: columns, ellipsis: dotsText))
        }
        // The edges of the panel are no axes of a surface.
        lines += plate ?? (figure.hasSurface ? (0..<canvas.rows).map { canvas.line($0, color: color) } : panelLines())
        if plate == nil { lines += legendLines() }
        if let heightKey { lines += heightKey.wrapped(to: columns, ellipsis: dotsText) }
        if let caption = figure.caption, !caption.isEmpty { lines += caption.wrapped(to: columns, ellipsis: dotsText) }
        for note in resolved.notes { lines += "(\(note))".wrapped(to: columns, ellipsis: dotsText) }
        return lines.joined(separator: "\n")
    }

    private var dotsText: String { ascii ? "..." : "…" }

    /// The rows of the panel with the axes' marks and labels.
    private func panelLines() -> [String] {
        var labels = [String](repeating: "", count: canvas.rows)
        var isMarked = [Bool](repeating: false, count: canvas.rows)
        for tick in yTicks where !tick.isMinor {
            let row = cellRow(yMap.position(tick.value))
            guard labels.indices.contains(row), labels[row].isEmpty else { continue }
            labels[row] = tick.label
            isMarked[row] = true
        }
        var lines: [String] = []
        for row in 0..<canvas.rows {
            let label = labels[row].elided(to: gutter, ellipsis: dotsText).paddedLeft(to: gutter)
            let mark = ascii ? (isMarked[row] ? "+" : "|") : (isMarked[row] ? "┤" : "│")
            lines.append((label + " " + mark + canvas.line(row, color: color)).trimmingEnd)
        }
        var axis = [Character](repeating: ascii ? "-" : "─", count: canvas.columns)
        var below = ""
        for tick in xTicks where !tick.isMinor {
            let column = min(max(Int(xMap.position(tick.value) / Double(dots.x)), 0), canvas.columns - 1)
            axis[column] = ascii ? "+" : "┬"
            let labelWidth = DisplayWidth.columns(of: tick.label)
            let start = min(gutter + 2 + column - labelWidth / 2, columns - labelWidth)
            let used = DisplayWidth.columns(of: below)
            if start > used || below.isEmpty { below = below.padded(to: max(start, 0)) + tick.label }
        }
        let corner = ascii ? "+" : "└"
        lines.append(String(repeating: " ", count: gutter + 1) + corner + String(axis))
        lines.append(below)
        let label = figure.xAxis.label.onOneLine.elided(to: columns, ellipsis: dotsText)
        if !label.isEmpty {
            let start = gutter + 2 + (canvas.columns - DisplayWidth.columns(of: label)) / 2
            lines.append(String(repeating: " ", count: max(start, 0)) + label)
        }
        return lines
    }

    /// The row of a vertical place, the highest and the lowest place included.
    private func cellRow(_ y: Double) -> Int {
        let row = y / Double(dots.y)
        guard row.isFinite, row >= -0.5, row <= Double(canvas.rows) + 0.5 else { return -1 }
        return min(max(Int(row), 0), canvas.rows - 1)
    }

    /// The legend, as many names in a line as fit.
    private func legendLines() -> [String] {
        var items: [(text: String, width: Int)] = []
        var lineIndex = 0
        for entry in resolved.legend {
            let key: String
            let shade: Color?
            switch entry.key {
            case .line(let style):
                key = lineKey(style, index: lineIndex)
                shade = foreground(style.series, onRegion: false)
                lineIndex += 1
            case .band(let series):
                key = ascii ? "::" : "░░"
                shade = foreground(series, onRegion: false)
            case .point(let style):
                key = String(TextRenderer.glyph(style.shape, ascii: ascii))
                shade = foreground(style.series, onRegion: false)
            case .area(let series):
                key = TextRenderer.areaKey(series, ascii: ascii)
                shade = foreground(series, onRegion: false)
            }
            let label = entry.label.elided(to: max(columns - 8, 4), ellipsis: dotsText)
            let painted = color ? shade.map { ANSI.foreground($0) + key + ANSI.reset } ?? key : key
            items.append((painted + " " + label, DisplayWidth.columns(of: key + " " + label)))
        }
        if resolved.hasProbability, let key = probabilityKey() { items.append(key) }
        var lines: [String] = []
        var line = ""
        var used = 0
        for item in items {
            if used > 0 && used + 3 + item.width > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            if used > 0 { (line, used) = (line + "   ", used + 3) }
            line += item.text
            used += item.width
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    private func probabilityKey() -> (text: String, width: Int)? {
        if color {
            var bar = ""
            for band in 0..<Palette.bandCount { bar += ANSI.background(Palette.dark.band(band)) + " " }
            return ("P(class 1): 0 " + bar + ANSI.reset + " 1", 12 + 2 + Palette.bandCount + 2)
        }
        let shades = TextRenderer.shades(ascii: ascii)
        let text = "P(class 1): \(shades.0) > 0.5, \(shades.1) > 0.75"
        return (text, DisplayWidth.columns(of: text))
    }
}
