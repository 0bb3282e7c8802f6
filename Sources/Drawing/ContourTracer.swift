/// A place on paper, in pixels.
struct Place: Hashable {
    /// To the right.
    var x: Double
    /// Downwards.
    var y: Double
}

/// A line through places, closed when its end meets its start.
struct Polyline {
    /// The places in order; the first is not repeated at the end of a closed line.
    var places: [Place]
    /// Whether the last place is joined to the first.
    var isClosed: Bool
}

/// Follows the lines of equal value through a grid (marching squares), higher values always on the same side.
///
/// Each crossed grid edge has at most one line leaving it, so a line is a chain of edges in one flat table.
struct ContourTracer {
    private let xs: [Double]
    private let ys: [Double]
    private let values: [Double]
    private let columns: Int
    private let rows: Int
    private var next: [Int32]
    private var hasSource: [Bool]

    /// Prepares a grid whose nodes lie at the given places.
    ///
    /// - Parameter enclosed: whether everything outside of the grid counts as lower than any level, so that all lines are closed
    ///   along the grid's border and enclose the region at or above the level. Nodes without a number then count as lower, too;
    ///   otherwise no line comes near them.
    init(_ field: ScalarField, xs: [Double], ys: [Double], enclosed: Bool) {
        if enclosed {
            columns = field.columns + 2
            rows = field.rows + 2
            self.xs = ContourTracer.bordered(xs)
            self.ys = ContourTracer.bordered(ys)
            var padded = [Double](repeating: -.infinity, count: columns * rows)
            for row in 0..<field.rows {
                for column in 0..<field.columns {
                    let value = field.values[row * field.columns + column]
                    padded[(row + 1) * columns + column + 1] = value.isNaN ? -.infinity : value
                }
            }
            values = padded
        } else {
            columns = field.columns
            rows = field.rows
            self.xs = xs
            self.ys = ys
            values = field.values
        }
        next = [Int32](repeating: -1, count: 2 * columns * rows)
        hasSource = [Bool](repeating: false, count: 2 * columns * rows)
    }

    /// The lines at one level, in a fixed order.
    ///
    /// - Complexity: one pass over the grid, and the length of the lines.
    mutating func lines(at level: Double) -> [Polyline] {
        let starts = link(at: level)
        var lines: [Polyline] = []
        // Lines that begin at the border first, then what is left: closed ones.
        for start in starts where !hasSource[start] && next[start] >= 0 {
            lines.append(follow(from: start, level: level, isClosed: false))
        }
        for start in starts where next[start] >= 0 {
            lines.append(follow(from: start, level: level, isClosed: true))
        }
        return lines
    }

    /// Enters every piece of line into the table and returns the edges that pieces start at.
    private mutating func link(at level: Double) -> [Int] {
        var starts: [Int] = []
        let vertical = columns * rows
        for row in 0..<(rows - 1) {
            let base = row * columns
            var lowerLeft = values[base]
            var upperLeft = values[base + columns]
            for column in 0..<(columns - 1) {
                let at = base + column
                let lowerRight = values[at + 1]
                let upperRight = values[at + columns + 1]
                defer {
                    lowerLeft = lowerRight
                    upperLeft = upperRight
                }
                var code = lowerLeft >= level ? 1 : 0
                if lowerRight >= level { code |= 2 }
                if upperRight >= level { code |= 4 }
                if upperLeft >= level { code |= 8 }
                if lowerLeft.isNaN || lowerRight.isNaN || upperRight.isNaN || upperLeft.isNaN { continue }
                if code == 0 || code == 15 { continue }
                let bottom = at
                let top = at + columns
                let left = vertical + at
                let right = vertical + at + 1
                switch code {
                case 1: join(bottom, left, &starts)
                case 2: join(right, bottom, &starts)
                case 3: join(right, left, &starts)
                case 4: join(top, right, &starts)
                case 6: join(top, bottom, &starts)
                case 7: join(top, left, &starts)
                case 8: join(left, top, &starts)
                case 9: join(bottom, top, &starts)
                case 11: join(right, top, &starts)
                case 12: join(left, right, &starts)
                case 13: join(bottom, right, &starts)
                case 14: join(left, bottom, &starts)
                default:
                    // A saddle: the value in the middle says whether the high corners hang together.
                    let isJoined = lowerLeft / 4 + lowerRight / 4 + upperRight / 4 + upperLeft / 4 >= level
                    switch (code == 5, isJoined) {
                    case (true, true):
                        join(top, left, &starts)
                        join(bottom, right, &starts)
                    case (true, false):
                        join(bottom, left, &starts)
                        join(top, right, &starts)
                    case (false, true):
                        join(left, bottom, &starts)
                        join(right, top, &starts)
                    case (false, false):
                        join(right, bottom, &starts)
                        join(left, top, &starts)
                    }
                }
            }
        }
        return starts
    }

    @inline(__always)
    private mutating func join(_ from: Int, _ to: Int, _ starts: inout [Int]) {
        next[from] = Int32(truncatingIfNeeded: to)
        hasSource[to] = true
        starts.append(from)
    }

    /// Walks along the table, removing what it passes.
    private mutating func follow(from start: Int, level: Double, isClosed: Bool) -> Polyline {
        var places: [Place] = [place(on: start, level: level)]
        var edge = start
        while next[edge] >= 0 {
            let following = Int(next[edge])
            next[edge] = -1
            hasSource[edge] = false
            edge = following
            if edge == start { break }
            places.append(place(on: edge, level: level))
        }
        hasSource[edge] = false
        return Polyline(places: places, isClosed: isClosed)
    }

    /// Where the level crosses a grid edge.
    private func place(on edge: Int, level: Double) -> Place {
        let count = columns * rows
        let isVertical = edge >= count
        let at = isVertical ? edge - count : edge
        let column = at % columns
        let row = at / columns
        if isVertical {
            let t = ContourTracer.share(values[at], values[at + columns], level)
            return Place(x: xs[column], y: ys[row] + (ys[row + 1] - ys[row]) * t)
        }
        let t = ContourTracer.share(values[at], values[at + 1], level)
        return Place(x: xs[column] + (xs[column + 1] - xs[column]) * t, y: ys[row])
    }

    /// How far between two values the level lies; an infinite value draws the crossing to the other end.
    private static func share(_ a: Double, _ b: Double, _ level: Double) -> Double {
        if a.isInfinite { return b.isInfinite ? 0.5 : 1 }
        if b.isInfinite || a == b { return 0 }
        let t = (level / 2 - a / 2) / (b / 2 - a / 2)
        return t.isNaN ? 0.5 : min(max(t, 0), 1)
    }

    private static func bordered(_ places: [Double]) -> [Double] {
        guard let first = places.first, let last = places.last else { return places }
        return [first] + places + [last]
    }
}
