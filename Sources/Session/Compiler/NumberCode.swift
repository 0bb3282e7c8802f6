import Language

/// An expression of numbers alone, compiled to be fast: `nil` where a variable in it holds no number.
///
/// It sees nothing but the values by slot and has no effects, so that the general code can run after it gave up.
typealias NumberCode = @Sendable (_ slots: [Value?]) -> Double?

/// A comparison of such expressions.
typealias TruthCode = @Sendable (_ slots: [Value?]) -> Bool?

/// The fast ways to what an expression is worth, where it has one.
struct FastCode: Sendable {
    var number: NumberCode?
    var truth: TruthCode?

    /// A number that is known now.
    init(constant: Double) {
        number = { _ in constant }
    }

    /// A variable.
    init(slot: Int) {
        number = { slots in
            if case .number(let number) = slots[slot] { return number }
            return nil
        }
    }

    init?(negated operand: FastCode?) {
        guard let operand = operand?.number else { return nil }
        number = { slots in operand(slots).map { -$0 } }
    }

    init?(power base: FastCode?, _ exponent: FastCode?) {
        guard let a = base?.number, let b = exponent?.number else { return nil }
        number = { slots in if let x = a(slots), let y = b(slots) { Operators.power(x, y) } else { nil } }
    }

    // Each operation is written out: one that is handed on as a function would be called as one.
    init?(_ binary: BinaryOperator, _ left: FastCode?, _ right: FastCode?) {
        guard let a = left?.number, let b = right?.number else { return nil }
        switch binary {
        case .add:
            number = { slots in if let x = a(slots), let y = b(slots) { x + y } else { nil } }
        case .subtract:
            number = { slots in if let x = a(slots), let y = b(slots) { x - y } else { nil } }
        case .matrixProduct, .elementwiseProduct, .multiply:
            number = { slots in if let x = a(slots), let y = b(slots) { x * y } else { nil } }
        case .divide:
            number = { slots in if let x = a(slots), let y = b(slots) { x / y } else { nil } }
        case .less:
            truth = { slots in if let x = a(slots), let y = b(slots) { x < y } else { nil } }
        case .lessOrEqual:
            truth = { slots in if let x = a(slots), let y = b(slots) { x <= y } else { nil } }
        case .greater:
            truth = { slots in if let x = a(slots), let y = b(slots) { x > y } else { nil } }
        case .greaterOrEqual:
            truth = { slots in if let x = a(slots), let y = b(slots) { x >= y } else { nil } }
        case .equal:
            truth = { slots in if let x = a(slots), let y = b(slots) { x == y } else { nil } }
        case .notEqual:
            truth = { slots in if let x = a(slots), let y = b(slots) { x != y } else { nil } }
        case .and, .or: return nil
        }
    }
}

extension Compiled {
    /// The code where the expression is part of no other: the fast way is tried first, and only here.
    var root: Code {
        guard let fast else { return run }
        let run = self.run
        if let number = fast.number {
            return { machine throws(Diagnostic) in
                if let number = number(machine.slots) { return .number(number) }
                return try run(machine)
            }
        }
        guard let truth = fast.truth else { return run }
        return { machine throws(Diagnostic) in
            if let truth = truth(machine.slots) { return .truth(truth) }
            return try run(machine)
        }
    }

    /// The code of a condition, which is one truth value.
    func condition(at span: Span) -> @Sendable (Machine) throws(Diagnostic) -> Bool {
        let run = self.run
        guard let truth = fast?.truth else {
            return { machine throws(Diagnostic) in try Operators.truth(of: try run(machine), at: span) }
        }
        return { machine throws(Diagnostic) in
            if let truth = truth(machine.slots) { return truth }
            return try Operators.truth(of: try run(machine), at: span)
        }
    }
}
