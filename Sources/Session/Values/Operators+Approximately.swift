import Engine
import Language

extension Operators {
    /// Two elements that differ by more than the tolerance.
    struct Difference {
        /// Which element, from 1; `nil` for two numbers.
        let position: Int?
        let left: Double
        let right: Double
        let tolerance: Double
    }

    /// The first element in which two values differ by more than the tolerance, `nil` where there is none.
    ///
    /// Vectors are compared by element, whatever their orientation. Without a tolerance it is 1e-9 relative.
    static func firstDifference(
        _ left: Value, _ right: Value, tolerance: Double?, at span: Span
    ) throws(Diagnostic) -> Difference? {
        guard let a = try left.primal.toMatrix(at: span), let b = try right.primal.toMatrix(at: span) else {
            let odd = left.shape == nil ? left : right
            throw Diagnostic(.type, "≈ compares numbers and matrices, and this is \(odd.described)", at: span)
        }
        let areVectors = (a.rows == 1 || a.columns == 1) && (b.rows == 1 || b.columns == 1)
        let fit = Shape(a) == Shape(b) || (areVectors && a.elements.count == b.elements.count)
        let isScalar = Shape(b).isScalar
        guard fit || isScalar else {
            throw Diagnostic(
                .shape, "≈ compares equal shapes, and these are \(Shape(a).text) and \(Shape(b).text)", at: span,
                topic: "shapes")
        }
        for (position, x) in a.elements.enumerated() {
            if position % (1 << 18) == (1 << 18) - 1 {
                try engine(at: span) { () throws(EngineError) in try Interruption.check() }
            }
            let y = isScalar ? b.elements.first ?? .nan : b.elements[position]
            // Nothing is close to infinity but itself: a share of it would allow anything.
            let scale = max(abs(x), abs(y))
            let bound = tolerance ?? (scale.isFinite ? 1e-9 * scale : 0)
            // A NaN is close to nothing, so the test is written to fail on it.
            if x == y || abs(x - y) <= bound { continue }
            return Difference(position: Shape(a).isScalar ? nil : position + 1, left: x, right: y, tolerance: bound)
        }
        return nil
    }
}
