/// A search for a step along a direction that satisfies the strong Wolfe conditions.
///
/// Nocedal and Wright, "Numerical Optimization", algorithms 3.5 and 3.6, with cubic interpolation; constants, bounds and the
/// guard against slow progress are those of PyTorch.
struct LineSearch {
    /// The function and its derivative at a step; the value is infinite where it cannot be computed.
    struct Point {
        let step: Double
        let value: Double
        let slope: Double
    }

    /// How much of the first slope's promise the value must keep.
    static let decrease = 1e-4
    /// What share of the first slope may remain.
    static let curvature = 0.9
    /// The most evaluations.
    static let evaluations = 25

    private let start: Point
    /// What a value may be larger by because of rounding.
    private let rounding: Double
    private var left = LineSearch.evaluations

    /// - Parameters:
    ///   - value: The value at step 0.
    ///   - slope: The derivative there, below 0.
    ///   - rounding: The relative precision of values.
    init(value: Double, slope: Double, rounding: Double) {
        start = Point(step: 0, value: value, slope: slope)
        self.rounding = 2 * rounding * abs(value)
    }

    /// Searches from a first step on.
    ///
    /// - Parameter evaluate: The function; nil to give up.
    /// - Returns: The step, 0 if none is any better; nil if the function gave up.
    mutating func search(from first: Double, _ evaluate: (Double) -> Point?) -> Double? {
        var previous = start
        var step = first
        while left > 0 {
            left -= 1
            guard let point = evaluate(step) else { return nil }
            if !isLow(point) || (previous.step > 0 && point.value >= previous.value) {
                return zoom(previous, point, evaluate)
            }
            if isFlat(point) { return step }
            if point.slope >= 0 { return zoom(point, previous, evaluate) }
            let farther = LineSearch.minimum(
                previous, point, from: step + 0.01 * (step - previous.step), to: step * 10)
            previous = point
            step = farther
        }
        return previous.step
    }

    /// Narrows an interval, the first of whose ends is the better one.
    private mutating func zoom(_ first: Point, _ second: Point, _ evaluate: (Double) -> Point?) -> Double? {
        var (low, high) = (first, second)
        var wasSlow = false
        while left > 0 && low.step != high.step {
            let (lower, upper) = (min(low.step, high.step), max(low.step, high.step))
            var step = LineSearch.minimum(low, high, from: lower, to: upper)
            let margin = 0.1 * (upper - lower)
            if min(upper - step, step - lower) < margin {
                // Once the minimum may lie at an end, but not twice.
                if wasSlow || step <= lower || step >= upper {
                    step = upper - step < step - lower ? upper - margin : lower + margin
                    wasSlow = false
                } else {
                    wasSlow = true
                }
            } else {
                wasSlow = false
            }
            left -= 1
            guard let point = evaluate(step) else { return nil }
            if !isLow(point) || point.value >= low.value {
                high = point
                continue
            }
            if isFlat(point) { return step }
            if point.slope * (high.step - low.step) >= 0 { high = low }
            low = point
        }
        return low.step
    }

    /// The first Wolfe condition.
    private func isLow(_ point: Point) -> Bool {
        point.value <= start.value + LineSearch.decrease * point.step * start.slope + rounding
    }

    /// The second.
    private func isFlat(_ point: Point) -> Bool {
        abs(point.slope) <= -LineSearch.curvature * start.slope
    }

    /// Where the cubic through two points has its minimum, between bounds; the middle of these where it has none.
    static func minimum(_ a: Point, _ b: Point, from lower: Double, to upper: Double) -> Double {
        let (a, b) = a.step <= b.step ? (a, b) : (b, a)
        let sum = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
        let root = (sum * sum - a.slope * b.slope).squareRoot()
        let step = b.step - (b.step - a.step) * (b.slope + root - sum) / (b.slope - a.slope + 2 * root)
        return step.isFinite ? min(max(step, lower), upper) : (lower + upper) / 2
    }
}
