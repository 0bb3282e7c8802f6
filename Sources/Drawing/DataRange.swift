/// Collects what part of an axis the data need.
struct DataRange {
    enum Direction {
        case horizontal
        case vertical
    }

    let scale: Axis.Scale
    var low = Double.infinity
    var high = -Double.infinity
    var isField = false
    var hasBars = false

    init(scale: Axis.Scale) { self.scale = scale }

    mutating func add(_ layer: Figure.Layer, along direction: Direction) {
        switch layer {
        case .probability(let field), .contour(let field, _, _, _), .levels(let field, _, _):
            let range = direction == .horizontal ? field.x : field.y
            isField = true
            add(range.lowerBound)
            add(range.upperBound)
        case .points(let x, let y, _, _), .line(let x, let y, _, _):
            let count = min(x.count, y.count)
            for value in (direction == .horizontal ? x : y).prefix(count) { add(value) }
        case .band(let x, let low, let high, _, _):
            if direction == .horizontal { x.forEach { add($0) } } else { (low + high).forEach { add($0) } }
        case .arrows(let x, let y, let dx, let dy, _, _):
            let (starts, steps) = direction == .horizontal ? (x, dx) : (y, dy)
            for (start, step) in zip(starts, steps) {
                add(start)
                add(start + step)
            }
        case .classes(let classes):
            isField = true
            add(direction == .horizontal ? classes.x.lowerBound : classes.y.lowerBound)
            add(direction == .horizontal ? classes.x.upperBound : classes.y.upperBound)
        case .bars(let bars, _, _):
            if direction == .vertical { hasBars = true }
            for bar in bars {
                for value in direction == .horizontal ? [bar.start, bar.end] : [0, bar.height] { add(value) }
            }
        case .boxes(let boxes, _, _):
            for box in boxes {
                for value in direction == .horizontal ? [box.place - 0.5, box.place + 0.5] : box.extent { add(value) }
            }
        case .surface(let field, _):
            isField = true
            add(direction == .horizontal ? field.x.lowerBound : field.y.lowerBound)
            add(direction == .horizontal ? field.x.upperBound : field.y.upperBound)
        case .cells, .tiles: break
        }
    }

    private mutating func add(_ value: Double) {
        guard value.isFinite, scale == .linear || value > 0 else { return }
        low = min(low, value)
        high = max(high, value)
    }

    /// The bounds the axis asks for, or those of the data with a margin.
    func bounds(for axis: Axis, margin: Double) -> AxisBounds {
        let isLogarithmic = axis.scale == .logarithmic
        if let range = axis.range, !isLogarithmic || range.upperBound > 0 {
            return isLogarithmic
                ? AxisBounds.sanitizedLogarithmic(range.lowerBound, range.upperBound)
                : AxisBounds.sanitized(range.lowerBound, range.upperBound)
        }
        // Every name has as much room on both sides.
        if !axis.names.isEmpty { return AxisBounds.sanitized(0.5, Double(axis.names.count) + 0.5) }
        // Bars without a height still stand on the axis, and on a logarithmic one they begin at a power of ten.
        if hasBars, low == 0, high == 0 { return AxisBounds.sanitized(0, 1) }
        if hasBars, isLogarithmic, low > 0, low <= high {
            return AxisBounds.sanitizedLogarithmic(Logarithm.power(Logarithm.wholePart(low)), high * 1.1)
        }
        guard low <= high else {
            return isLogarithmic ? AxisBounds.sanitizedLogarithmic(0.1, 1) : AxisBounds.sanitized(0, 1)
        }
        if isLogarithmic {
            let bounds = AxisBounds.sanitizedLogarithmic(low, high)
            // A little room, as a factor: a twentieth of a decade for each decade shown.
            let decades = Logarithm.decimal(bounds.high) - Logarithm.decimal(bounds.low)
            let factor = isField ? 1 : 1 + min(decades, 12) * margin * 2.5
            return AxisBounds.sanitizedLogarithmic(bounds.low / factor, bounds.high * factor)
        }
        let bounds = AxisBounds.sanitized(low, high)
        if isField || low == high { return bounds }
        let room = bounds.extent * margin
        // An axis of amounts starts at zero where zero is near, and never reaches below it.
        let start = low >= 0 && low < bounds.extent * 0.25 && margin > 0 ? 0 : bounds.low - room
        let end = high <= 0 && -high < bounds.extent * 0.25 && margin > 0 ? 0 : bounds.high + room
        return AxisBounds.sanitized(start, end)
    }
}

extension AxisBounds {
    /// The bounds with the same middle and a larger extent.
    func widened(to extent: Double) -> AxisBounds {
        let middle = low / 2 + high / 2
        return AxisBounds(low: middle - extent / 2, high: middle + extent / 2)
    }
}
