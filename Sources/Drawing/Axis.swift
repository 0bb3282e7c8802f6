/// One of the two directions of a figure.
public struct Axis: Sendable, Hashable {
    /// How values are laid out along an axis.
    public enum Scale: Sendable, Hashable {
        /// Equal differences have equal lengths.
        case linear
        /// Equal ratios have equal lengths; values that are not above zero have no place.
        case logarithmic
    }

    /// What the axis shows; empty for none.
    public var label: String
    /// What part of the axis is shown; `nil` for what the data need.
    public var range: ClosedRange<Double>?
    /// How values are laid out.
    public var scale: Scale
    /// What stands at 1, 2, 3, … in place of numbers; empty for an axis of numbers.
    public var names: [String]

    /// Whether its names are words, each of which says what no neighbour does, and not the numbers from 1.
    var isNamed: Bool { !names.isEmpty && names != names.indices.map { String($0 + 1) } }

    /// Makes an axis; without arguments a linear one that fits the data.
    public init(
        label: String = "", range: ClosedRange<Double>? = nil, scale: Scale = .linear, names: [String] = []
    ) {
        self.label = label
        self.range = range
        self.scale = scale
        self.names = names
    }

    /// Makes an axis between two ends given in either order; ends that are not finite leave the range to the data.
    public init(label: String = "", from start: Double, to end: Double, scale: Scale = .linear) {
        let usable = start.isFinite && end.isFinite
        self.init(label: label, range: usable ? min(start, end)...max(start, end) : nil, scale: scale)
    }
}

/// The bounds of an axis after every odd case is settled: finite, apart, and above zero on a logarithmic axis.
struct AxisBounds: Hashable {
    /// The lower end.
    let low: Double
    /// The upper end, above the lower one.
    let high: Double

    /// The distance of the ends.
    var extent: Double { high - low }

    /// The largest magnitude shown; beyond it differences could overflow.
    static let largest = 1e300

    /// Puts two ends in order and apart, so that the arithmetic of an axis cannot fail.
    static func sanitized(_ a: Double, _ b: Double) -> AxisBounds {
        let first = a.isFinite ? min(max(a, -largest), largest) : 0
        let second = b.isFinite ? min(max(b, -largest), largest) : 0
        let low = min(first, second)
        let high = max(first, second)
        let magnitude = max(low.magnitude, high.magnitude)
        if high - low > magnitude * 1e-9 && high - low > 1e-280 { return AxisBounds(low: low, high: high) }
        // One value only: as much room on both sides as makes its label read well.
        let middle = low / 2 + high / 2
        let room = magnitude > 1e-270 ? magnitude * 0.5 : 1
        return AxisBounds(low: middle - room, high: middle + room)
    }

    /// As `sanitized`, with both ends above zero.
    static func sanitizedLogarithmic(_ a: Double, _ b: Double) -> AxisBounds {
        let ends = [a, b].filter { $0.isFinite && $0 > 1e-300 }.map { min($0, largest) }
        guard let low = ends.min(), let high = ends.max() else { return AxisBounds(low: 0.1, high: 1) }
        if high / low > 1.000_001 { return AxisBounds(low: low, high: high) }
        return AxisBounds(low: max(low / 3, 1e-300), high: min(high * 3, 3 * largest))
    }
}

/// The place of values along a length of paper or a row of cells.
struct AxisMap {
    private let isLogarithmic: Bool
    private let origin: Double
    private let perUnit: Double
    private let start: Double
    private let isUpward: Bool
    private let length: Double

    /// Lays the bounds along the way from `start` to `end`.
    init(_ bounds: AxisBounds, scale: Axis.Scale, from start: Double, to end: Double) {
        isLogarithmic = scale == .logarithmic
        let low = isLogarithmic ? Logarithm.decimal(bounds.low) : bounds.low
        let high = isLogarithmic ? Logarithm.decimal(bounds.high) : bounds.high
        origin = low
        perUnit = 1 / (high - low)
        self.start = start
        length = end - start
        isUpward = end >= start
    }

    /// The place of a value; not a number where it has none.
    func position(_ value: Double) -> Double {
        let placed = isLogarithmic ? Logarithm.decimal(value) : value
        return start + (placed - origin) * perUnit * length
    }
}

/// Logarithms and powers of ten in the standard library's arithmetic alone.
enum Logarithm {
    /// The logarithm to base ten; not a number unless the value is above zero and finite.
    static func decimal(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return .nan }
        var exponent = Double(x.exponent)
        var significand = x.significand
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        // ln s = 2 artanh((s - 1)/(s + 1)); here |t| ≤ 0.1716, so that twelve terms reach the last digit.
        let t = (significand - 1) / (significand + 1)
        let square = t * t
        var sum = 0.0
        for k in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
        return exponent * 0.301_029_995_663_981_2 + 2 * t * sum * 0.434_294_481_903_251_8
    }

    /// Ten to a whole power, correctly rounded; 0 or infinite beyond the range of numbers.
    static func power(_ exponent: Int) -> Double {
        Double("1e" + String(exponent)) ?? (exponent < 0 ? 0 : .infinity)
    }

    /// The whole part of the decimal logarithm, exact at powers of ten.
    static func wholePart(_ x: Double) -> Int {
        let estimate = decimal(x)
        guard estimate.isFinite else { return 0 }
        let floor = Int(estimate.rounded(.down))
        if power(floor + 1) <= x { return floor + 1 }
        return power(floor) > x ? floor - 1 : floor
    }
}
