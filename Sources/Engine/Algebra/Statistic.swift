import Glibc

/// What can be said of several numbers by a single one.
///
/// A NaN among the numbers makes every statistic NaN.
public enum Statistic: Sendable, Hashable {
    /// The sum, from the first number to the last; 0 of none.
    case sum
    /// The sum over how many there are. Only a mean that is itself beyond the range of numbers is infinite.
    case mean
    /// The mean squared distance from the mean, Σ(x - mean)²/n; for a sample Σ(x - mean)²/(n - 1).
    case variance(sample: Bool)
    /// The root of the variance, which is finite also where the variance is not.
    case deviation(sample: Bool)
    /// The smallest number.
    case minimum
    /// The largest number.
    case maximum
    /// log Σ exp(x), where no exponential overflows on the way; -∞ of none, the logarithm of 0.
    case logSumExp

    /// The statistic of some numbers.
    ///
    /// - Throws: A value error where it is not defined: only the sum and log Σ exp(x) are for no numbers at all, and the
    ///   variance of a sample needs two.
    func callAsFunction(of numbers: ArraySlice<Double>) throws(EngineError) -> Double {
        switch self {
        case .sum: return try numbers.folded(0, +)
        case .mean: return try Self.mean(of: try nonEmpty(numbers))
        case .variance(let sample):
            let deviation = try deviation(of: try nonEmpty(numbers), sample: sample)
            return deviation.square * deviation.scale * deviation.scale
        case .deviation(let sample):
            let deviation = try deviation(of: try nonEmpty(numbers), sample: sample)
            return deviation.square.squareRoot() * deviation.scale
        case .minimum: return try Self.extreme(of: try nonEmpty(numbers), <)
        case .maximum: return try Self.extreme(of: try nonEmpty(numbers), >)
        case .logSumExp:
            let largest = numbers.isEmpty ? -.infinity : try Self.extreme(of: numbers, >)
            guard largest.isFinite else { return largest }
            return largest + log(try numbers.folded(0) { $0 + exp($1 - largest) })
        }
    }

    private func nonEmpty(_ numbers: ArraySlice<Double>) throws(EngineError) -> ArraySlice<Double> {
        if numbers.isEmpty { throw .value("the \(noun) of no numbers is not defined") }
        return numbers
    }

    private var noun: String {
        switch self {
        case .sum: "sum"
        case .mean: "mean"
        case .variance: "variance"
        case .deviation: "standard deviation"
        case .minimum: "minimum"
        case .maximum: "maximum"
        case .logSumExp: "logarithm of the sum of exponentials"
        }
    }

    private static func mean(of numbers: ArraySlice<Double>) throws(EngineError) -> Double {
        let count = Double(numbers.count)
        let mean = try numbers.folded(0, +) / count
        if mean.isFinite || !numbers.allSatisfy(\.isFinite) { return mean }
        return try numbers.folded(0) { $0 + $1 / count }
    }

    /// The variance of the numbers over a power of two that keeps every square within range.
    private func deviation(
        of numbers: ArraySlice<Double>, sample: Bool
    ) throws(EngineError) -> (square: Double, scale: Double) {
        let count = numbers.count - (sample ? 1 : 0)
        if count == 0 { throw .value("the \(noun) of a sample needs two numbers at least, and here is one") }
        let largest = try numbers.folded(0) { Swift.max($0, $1.magnitude) }
        let isExtreme = largest > 0 && largest.isFinite && !(0x1p-300...0x1p300).contains(largest)
        let scale = isExtreme ? largest.binade : 1
        let mean = try numbers.folded(0.0) { $0 + $1 / scale } / Double(numbers.count)
        let square = try numbers.folded(0.0) { square, number in
            let distance = number / scale - mean
            return square + distance * distance
        }
        return (square: square / Double(count), scale: scale)
    }

    private static func extreme(
        of numbers: ArraySlice<Double>, _ isBetter: (Double, Double) -> Bool
    ) throws(EngineError) -> Double {
        try position(of: numbers, isBetter).map { numbers[$0] } ?? .nan
    }

    /// The index of the best number, the first of equal ones; a NaN is taken before any number.
    static func position(
        of numbers: ArraySlice<Double>, _ isBetter: (Double, Double) -> Bool
    ) throws(EngineError) -> Int? {
        guard var best = numbers.indices.first else { return nil }
        var pulse = Interruption.Pulse()
        for index in numbers.indices {
            try pulse.count()
            if numbers[index].isNaN { return index }
            if isBetter(numbers[index], numbers[best]) { best = index }
        }
        return best
    }
}

extension Matrix {
    /// A statistic of all elements, `[1, 1]`, or of each line of a direction: over the rows `[1, columns]`, over the columns
    /// `[rows, 1]`.
    ///
    /// - Throws: A value error where the statistic is not defined, as the mean of no numbers.
    public func statistic(_ statistic: Statistic, over direction: Direction? = nil) throws(EngineError) -> Matrix {
        try reduced(over: direction) { (line) throws(EngineError) in try statistic(of: line) }
    }
}
