extension TextRenderer {
    /// The tints of a function's values, from the lowest to the highest.
    private static func densities(ascii: Bool) -> [Character] {
        ascii ? Array("@%#*+=-:. ") : ["█", "▓", "▒", "░", "·", " "]
    }

    /// A shaded strip.
    mutating func band(_ x: [Double], _ low: [Double], _ high: [Double], _ series: Int) {
        let shade = foreground(series, onRegion: false)
        for run in BandRuns.make(x, low, high) {
            var index = 0
            let places = run.map { xMap.position(x[$0]) / Double(dots.x) }
            for column in 0..<canvas.columns {
                let middle = Double(column) + 0.5
                while index + 1 < places.count, places[index + 1] < middle { index += 1 }
                guard index + 1 < places.count, places[index] <= middle else { continue }
                let width = places[index + 1] - places[index]
                let share = width > 0 ? min(max((middle - places[index]) / width, 0), 1) : 0
                func row(_ values: [Double]) -> Double {
                    let (a, b) = (yMap.position(values[run[index]]), yMap.position(values[run[index + 1]]))
                    return (a + (b - a) * share) / Double(dots.y)
                }
                let (top, bottom) = (row(high), row(low))
                guard top.isFinite, bottom.isFinite else { continue }
                let first = Int(min(max(top, 0), Double(canvas.rows)))
                let last = Int(min(max(bottom, -1), Double(canvas.rows - 1)).rounded(.down))
                guard first <= last else { continue }
                for row in first...last {
                    canvas.setGlyph(ascii ? ":" : "░", column: column, row: row, color: shade)
                }
            }
        }
    }

    /// Arrows as strokes with a head that shows their direction.
    mutating func arrows(
        _ x: [Double], _ y: [Double], _ dx: [Double], _ dy: [Double], _ style: LineStyle, isLabelled: Bool
    ) {
        let count = min(x.count, y.count, dx.count, dy.count, 20_000)
        let heads: [Character] = ascii ? ["<", "^", ">", "v"] : ["←", "↑", "→", "↓", "↖", "↗", "↘", "↙"]
        for index in 0..<count {
            let start = (x: xMap.position(x[index]), y: yMap.position(y[index]))
            let end = (x: xMap.position(x[index] + dx[index]), y: yMap.position(y[index] + dy[index]))
            let (h, v) = (end.x - start.x, end.y - start.y)
            guard h.isFinite, v.isFinite, h != 0 || v != 0, let place = cell(start.x, start.y) else { continue }
            // A cell is about twice as high as wide, and so is a dot as high as wide but in ASCII.
            let (across, down) = ascii ? (h, 2 * v) : (h, v)
            let isFlat = across.magnitude > 2.4 * down.magnitude
            let isSteep = down.magnitude > 2.4 * across.magnitude
            let head: Character
            if ascii || isFlat || isSteep {
                head = across.magnitude > down.magnitude ? (h < 0 ? heads[0] : heads[2]) : (v < 0 ? heads[1] : heads[3])
            } else {
                head = v < 0 ? (h < 0 ? heads[4] : heads[5]) : (h < 0 ? heads[7] : heads[6])
            }
            let isOnRegion = canvas[place.column, place.row].background != nil
            canvas.setGlyph(
                head, column: place.column, row: place.row, color: foreground(style.series, onRegion: isOnRegion))
        }
        if isLabelled { lineCount += 1 }
    }

    /// The bands between levels, darker where the values are lower.
    mutating func levels(_ field: ScalarField, _ levels: [Double]) {
        let levels = Levels.usable(levels)
        let marks = TextRenderer.densities(ascii: ascii)
        fill(
            { x, y -> Int? in
                guard let value = field.value(atX: x, y: y), !value.isNaN else { return nil }
                return levels.count { $0 <= value }
            },
            color: { band in Palette.dark.tint(Levels.tint(band, of: levels.count + 1)) },
            mark: { [ascii] band in
                let index = levels.isEmpty ? 0 : band * (marks.count - 1) / levels.count
                // The darkest marks would hide what lies over them.
                let mark = marks[min(max(index, ascii ? 3 : 2), marks.count - 1)]
                return mark == " " ? nil : mark
            })
    }

    /// The regions of classes, each with a mark of its own.
    mutating func classes(_ classes: ClassField) {
        let marks: [Character] = ascii ? Array(".:-=+%#@") : ["·", "░", "▒", "╱", "╲", "┼", "▚", "▓"]
        fill(
            { x, y -> (series: Int, value: Double)? in
                var best: (series: Int, value: Double)?
                for series in classes.present {
                    guard let value = classes.probabilities[series].value(atX: x, y: y), !value.isNaN else { continue }
                    if best.map({ value > $0.value }) ?? true { best = (series, value) }
                }
                return best
            },
            color: { best in
                let share = 0.25 + 0.35 * min(max(best.value, 0), 1)
                return Palette.dark.card.mixed(with: Palette.dark.color(best.series), share: share)
            },
            mark: { best in marks[best.series % marks.count] })
    }

    /// Fills the panel by what is at each place: with colours two to a cell, one above the other, else with a mark in each.
    mutating func fill<Found>(
        _ find: (_ x: Double, _ y: Double) -> Found?, color paint: (Found) -> Color, mark: (Found) -> Character?
    ) {
        let halves = color ? 2 : 1
        let xs = middles(resolved.x, figure.xAxis.scale, count: canvas.columns)
        let ys = Array(middles(resolved.y, figure.yAxis.scale, count: canvas.rows * halves).reversed())
        for row in 0..<canvas.rows {
            for column in 0..<canvas.columns {
                if color {
                    let upper = find(xs[column], ys[row * 2]).map(paint)
                    let lower = find(xs[column], ys[row * 2 + 1]).map(paint)
                    if upper == nil && lower == nil { continue }
                    canvas[column, row] = TextCanvas.Cell(upper: upper, lower: lower)
                } else if let glyph = find(xs[column], ys[row]).flatMap(mark) {
                    canvas.setGlyph(glyph, column: column, row: row, color: nil)
                }
            }
        }
    }

    /// A surface, its faces painted from the back to the front.
    mutating func surface(_ field: ScalarField) {
        let box = Box(left: 0, top: 0, right: Double(canvas.columns), bottom: Double(canvas.rows))
        let projection = SurfaceProjection(field, in: box, limit: 61)
        let marks: [Character] = ascii ? Array(".:-=+*#%@") : ["·", "░", "▒", "▓", "█"]
        for face in projection.faces {
            let xs = face.corners.map(\.x)
            let ys = face.corners.map(\.y)
            guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { continue }
            let rows = max(Int(top), 0)...max(min(Int(bottom), canvas.rows - 1), max(Int(top), 0))
            let columns = max(Int(left), 0)...max(min(Int(right), canvas.columns - 1), max(Int(left), 0))
            for row in rows {
                for column in columns {
                    guard canvas.contains(column: column, row: row) else { continue }
                    func covers(_ share: Double) -> Bool {
                        Geometry.contains(face.corners, Place(x: Double(column) + 0.5, y: Double(row) + share))
                    }
                    if color {
                        let shade = Palette.dark.shade(face.shade)
                        if covers(0.25) { canvas[column, row].upper = shade }
                        if covers(0.75) { canvas[column, row].lower = shade }
                    } else if covers(0.5) {
                        let index = min(Int(face.height * Double(marks.count)), marks.count - 1)
                        canvas.setGlyph(marks[index], column: column, row: row, color: nil)
                    }
                }
            }
        }
    }

    /// What the marks of a surface or of levels mean; `nil` where there are none.
    var heightKey: String? {
        for layer in figure.layers {
            let (field, name): (ScalarField, String)
            switch layer {
            case .surface(let surface, let label): (field, name) = (surface, label)
            case .levels(let levels, _, let label): (field, name) = (levels, label ?? "value")
            default: continue
            }
            guard let bounds = field.bounds else { return nil }
            let low = NumberText.significant(bounds.lowerBound, digits: 4)
            let high = NumberText.significant(bounds.upperBound, digits: 4)
            let isSurface = if case .surface = layer { true } else { false }
            let order = color ? "from dark to light" : isSurface ? "from light to dense" : "from dense to light"
            let key = "\(name.onOneLine) from \(low) to \(high), \(order)"
            guard isSurface else { return key }
            func axis(_ axis: Axis, _ name: String, _ bounds: AxisBounds) -> String {
                let label = axis.label.isEmpty ? name : axis.label.onOneLine
                let low = NumberText.significant(bounds.low, digits: 4)
                return "\(label) from \(low) to \(NumberText.significant(bounds.high, digits: 4))"
            }
            return key + "; " + axis(figure.xAxis, "x", resolved.x) + " to the right and the front, "
                + axis(figure.yAxis, "y", resolved.y) + " to the right and the back"
        }
        return nil
    }
}

extension Geometry {
    /// Whether a place lies inside an outline, by the crossings to its right.
    static func contains(_ outline: [Place], _ place: Place) -> Bool {
        guard var previous = outline.last else { return false }
        var isInside = false
        for corner in outline {
            if (corner.y > place.y) != (previous.y > place.y) {
                let share = (place.y - corner.y) / (previous.y - corner.y)
                if place.x < corner.x + share * (previous.x - corner.x) { isInside.toggle() }
            }
            previous = corner
        }
        return isInside
    }
}
