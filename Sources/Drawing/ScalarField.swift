/// Values of a function of two variables on a regular grid, its outer nodes on the edges of the ranges.
public struct ScalarField: Sendable, Hashable {
    /// The range of the horizontal coordinate.
    public let x: ClosedRange<Double>
    /// The range of the vertical coordinate.
    public let y: ClosedRange<Double>
    /// The number of nodes in the vertical direction.
    public let rows: Int
    /// The number of nodes in the horizontal direction.
    public let columns: Int
    /// The values row by row, the first row at the lowest `y`.
    public let values: [Double]

    /// Makes a field; `nil` when there are fewer than two rows or columns, another count of values, or a range without extent.
    public init?(x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int, columns: Int, values: [Double]) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 2, columns >= 2, !overflow, values.count == count else { return nil }
        guard ScalarField.isUsable(x), ScalarField.isUsable(y) else { return nil }
        self.x = x
        self.y = y
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The coordinates of the nodes of a range divided evenly, both ends included.
    public static func nodes(_ range: ClosedRange<Double>, count: Int) -> [Double] {
        guard count >= 2 else { return count == 1 ? [range.lowerBound] : [] }
        let last = Double(count - 1)
        return (0..<count).map { index in
            let share = Double(index) / last
            return range.lowerBound * (1 - share) + range.upperBound * share
        }
    }

    /// Round levels between the smallest and the largest value, for a family of contour lines.
    public func contourLevels(count: Int = 10) -> [Double] {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        guard low < high else { return [] }
        let bounds = AxisBounds.sanitized(low, high)
        return Ticks.linearValues(bounds, target: min(max(count, 1), 40)).values.filter { $0 > low && $0 < high }
    }

    /// The value at a place, interpolated between the four nodes around it; `nil` outside of the ranges.
    func value(atX px: Double, y py: Double) -> Double? {
        let u = (px - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(columns - 1)
        let v = (py - y.lowerBound) / (y.upperBound - y.lowerBound) * Double(rows - 1)
        guard u >= 0, v >= 0, u <= Double(columns - 1), v <= Double(rows - 1) else { return nil }
        let column = min(Int(u), columns - 2)
        let row = min(Int(v), rows - 2)
        let s = u - Double(column)
        let t = v - Double(row)
        let at = row * columns + column
        let low = values[at] * (1 - s) + values[at + 1] * s
        let high = values[at + columns] * (1 - s) + values[at + columns + 1] * s
        return low * (1 - t) + high * t
    }

    private static func isUsable(_ range: ClosedRange<Double>) -> Bool {
        range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound
            && (range.upperBound - range.lowerBound).isFinite
    }
}
