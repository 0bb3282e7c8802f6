/// A bar that stands on zero.
public struct Bar: Sendable, Hashable {
    /// Where it begins on the horizontal axis.
    public var start: Double
    /// Where it ends.
    public var end: Double
    /// How far it reaches from zero, up or down.
    public var height: Double

    /// Makes a bar between two places.
    public init(from start: Double, to end: Double, height: Double) {
        self.start = start
        self.end = end
        self.height = height
    }

    /// Makes a bar over the place of a name, counted from 1.
    public init(at place: Int, height: Double) {
        self.init(from: Double(place) - 0.36, to: Double(place) + 0.36, height: height)
    }
}

/// A group of numbers in short: its quartiles, how far the others reach, and those that lie apart.
public struct FiveNumbers: Sendable, Hashable {
    /// Where the group stands on the horizontal axis.
    public let place: Double
    /// The smallest number that is at most 1.5 times the height of the box below it.
    public let low: Double
    /// The first quartile, interpolated between the numbers beside it.
    public let lowerQuartile: Double
    /// The median.
    public let median: Double
    /// The third quartile.
    public let upperQuartile: Double
    /// The largest number that is at most 1.5 times the height of the box above it.
    public let high: Double
    /// The numbers farther away, in ascending order.
    public let outliers: [Double]
    /// How many numbers were not finite, and are left out.
    public let notFinite: Int

    /// Summarises a group; `nil` where no number is finite.
    public init?(of numbers: [Double], at place: Double) {
        let sorted = numbers.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        func quantile(_ share: Double) -> Double {
            let position = share * Double(sorted.count - 1)
            let below = Int(position)
            let above = min(below + 1, sorted.count - 1)
            let part = position - Double(below)
            return sorted[below] * (1 - part) + sorted[above] * part
        }
        self.place = place
        notFinite = numbers.count - sorted.count
        lowerQuartile = quantile(0.25)
        median = quantile(0.5)
        upperQuartile = quantile(0.75)
        let reach = 1.5 * (upperQuartile - lowerQuartile)
        let (floor, ceiling) = (lowerQuartile - reach, upperQuartile + reach)
        low = min(sorted.first { $0 >= floor } ?? least, lowerQuartile)
        high = max(sorted.last { $0 <= ceiling } ?? most, upperQuartile)
        outliers = sorted.filter { $0 < floor || $0 > ceiling }
    }

    /// The smallest and the largest number.
    var extent: [Double] { [outliers.first.map { min($0, low) } ?? low, outliers.last.map { max($0, high) } ?? high] }

    /// How many of its numbers have no place on an axis.
    func omitted(on axis: Axis) -> Int {
        notFinite + outliers.count { !axis.canShow($0) } + (axis.canShow(low) ? 0 : 1)
    }
}
