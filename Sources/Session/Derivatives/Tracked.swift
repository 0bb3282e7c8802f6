import Engine

/// A number or a matrix that a derivative is being taken by, or that was computed from one.
///
/// Derivatives nest, as in f'': each has a tape of its own, whose level tells its values from those of the others. A value of an inner level
/// wraps one of an outer level, or a plain one. Every operation on it computes with what it wraps, and notes on the
/// tape how the derivative goes back; that is again made of operations on values, so that it has derivatives too
/// (as HIPS autograd does: Maclaurin, 2016).
public final class Tracked: Sendable {
    /// What it is, on the level outside.
    let value: Value
    /// The tape it stands on.
    let level: Int
    /// Its place on the tape.
    let position: Int
    /// Whether it is made of more than one element of the variable, so that it has no element-wise derivative.
    let isMixed: Bool

    init(_ value: Value, level: Int, position: Int, isMixed: Bool) {
        self.value = value
        self.level = level
        self.position = position
        self.isMixed = isMixed
    }
}

extension Value {
    /// The number or matrix without what is recorded of it.
    var primal: Value {
        var value = self
        while case .tracked(let tracked) = value { value = tracked.value }
        return value
    }

    /// The innermost level that the value is tracked on.
    var level: Int? {
        if case .tracked(let tracked) = self { tracked.level } else { nil }
    }

    /// The value as it is tracked on a level.
    func tracked(on level: Int) -> Tracked? {
        if case .tracked(let tracked) = self, tracked.level == level { tracked } else { nil }
    }

    /// What the value is outside a level.
    func inner(of level: Int) -> Value {
        tracked(on: level)?.value ?? self
    }

    /// The elements, where it is a number or a matrix.
    var elements: Matrix { primal.asMatrix ?? Matrix(rows: 0, columns: 0, elements: []) }

    /// A matrix of equal elements as a value.
    init(_ number: Double, shape: Shape) {
        self.init(Matrix(rows: shape.rows, columns: shape.columns, repeating: number))
    }
}
