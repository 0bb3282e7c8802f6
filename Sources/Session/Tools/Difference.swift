import Engine

/// How two matrices differ.
struct MatrixDifference {
    /// The largest absolute difference of two elements; infinite where only one of them is NaN.
    var largest = 0.0
    /// The largest magnitude of an element on either side, of those that are finite.
    var scale = 0.0
    /// Where the largest difference is, from 1; 0 of empty matrices.
    var row = 0
    var column = 0
    /// The two elements there.
    var left = 0.0
    var right = 0.0

    /// Compares matrices with as many elements each; the place is one of the first.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    init(_ a: Matrix, _ b: Matrix) throws(EngineError) {
        var pulse = Interruption.Pulse()
        for (position, (x, y)) in zip(a.elements, b.elements).enumerated() {
            try pulse.count()
            for size in [x.magnitude, y.magnitude] where size.isFinite { scale = max(scale, size) }
            // Equal infinities and NaN on both sides do not differ.
            let isSame = x == y || (x.isNaN && y.isNaN)
            let gap = isSame ? 0 : (x - y).magnitude
            let difference = gap.isNaN ? .infinity : gap
            guard row == 0 || difference > largest else { continue }
            largest = difference
            (row, column) = (position / a.columns + 1, position % a.columns + 1)
            (left, right) = (x, y)
        }
    }

    /// The largest difference over the largest magnitude.
    var relative: Double { largest == 0 ? 0 : scale == 0 ? .infinity : largest / scale }
}

/// What is said of two things by their largest relative difference.
enum Verdict {
    /// The verdict in words.
    static func text(relative: Double, tolerance: Double) -> String {
        if relative == 0 { return "identical" }
        if relative <= tolerance { return "equal to rounding" }
        var digits = 0
        var bound = 0.5
        while relative <= bound / 10, digits < 15 {
            bound /= 10
            digits += 1
        }
        return digits == 0 ? "different" : "equal to \(counted(digits, "digit")), not to rounding"
    }
}
