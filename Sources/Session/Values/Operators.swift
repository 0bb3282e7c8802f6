import Engine
import Language

/// A matrix by the name it can be written with, for suggestions.
struct NamedShape: Sendable {
    let text: String
    let shape: Shape
}

/// What messages say about the two operands of an operator.
struct Operands: Sendable {
    struct Side: Sendable {
        /// How the operand was written.
        let text: String
        /// What the variable was made of, where the operand is one.
        let origin: String?
        /// Where it stands.
        let span: Span
    }

    let left: Side
    let right: Side
    /// Where the operator stands.
    let place: Span
    /// Other matrices that may have been meant in place of the right operand.
    let alternatives: @Sendable (Machine) -> [NamedShape]
}

/// Arithmetic on values: numbers, matrices, and one of each.
enum Operators {
    static func isComparison(_ binary: BinaryOperator) -> Bool {
        switch binary {
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: true
        default: false
        }
    }

    /// The operation on two numbers.
    static func onNumbers(_ binary: BinaryOperator) -> @Sendable (Double, Double) -> Value {
        switch binary {
        case .matrixProduct, .elementwiseProduct, .multiply: { .number($0 * $1) }
        case .divide: { .number($0 / $1) }
        case .add: { .number($0 + $1) }
        case .subtract: { .number($0 - $1) }
        case .less: { .truth($0 < $1) }
        case .lessOrEqual: { .truth($0 <= $1) }
        case .greater: { .truth($0 > $1) }
        case .greaterOrEqual: { .truth($0 >= $1) }
        case .equal: { .truth($0 == $1) }
        case .notEqual: { .truth($0 != $1) }
        // `and` and `or` are compiled apart, since they may leave out their right side.
        case .and, .or: { _, _ in .none }
        }
    }

    /// The operation on any two values.
    static func apply(
        _ binary: BinaryOperator, _ left: Value, _ right: Value, _ operands: Operands, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        if case .number(let a) = left, case .number(let b) = right { return onNumbers(binary)(a, b) }
        if left.level != nil || right.level != nil {
            return try Arithmetic(machine, at: operands.place).tracked(binary, left, right, operands)
        }
        switch binary {
        case .equal, .notEqual:
            if let same = sameness(left, right) { return .truth(same == (binary == .equal)) }
        case .matrixProduct:
            return try product(left, right, operands, machine)
        case .multiply:
            if let a = left.shape, let b = right.shape, resultShape(.multiply, a, b) == nil {
                throw mismatch(.multiply, a, b, operands, weights: [])
            }
        default: break
        }
        let onNumbers = Self.onNumbers(binary)
        return try elementwise(left, right, named: binary.rawValue, operands, machine) { a, b in
            switch onNumbers(a, b) {
            case .number(let number): number
            case .truth(let truth): truth ? 1 : 0
            default: .nan
            }
        }
    }

    /// Whether two texts, truth values, losses or nones are the same; `nil` for anything else.
    private static func sameness(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.text(let a), .text(let b)): a == b
        case (.truth(let a), .truth(let b)): a == b
        case (.loss(let a), .loss(let b)): a == b
        case (.none, .none): true
        case (.none, _), (_, .none): false
        default: nil
        }
    }

    private static func product(
        _ left: Value, _ right: Value, _ operands: Operands, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        let a = try matrix(left, operands.left.span)
        let b = try matrix(right, operands.right.span)
        if Shape(a).isScalar || Shape(b).isScalar {
            return try elementwise(left, right, named: "·", operands, machine) { $0 * $1 }
        }
        guard a.columns == b.rows else {
            throw mismatch(.matrixProduct, Shape(a), Shape(b), operands, weights: operands.alternatives(machine))
        }
        try machine.limits.check(a.rows, b.columns, at: operands.place)
        return try engine(at: operands.place) { () throws(EngineError) in Value(try a.multiplied(by: b)) }
    }

    /// An operation element by element; a number goes with every element, a row is added to every row.
    static func elementwise(
        _ left: Value, _ right: Value, named symbol: String, _ operands: Operands, _ machine: Machine,
        _ operation: (Double, Double) -> Double
    ) throws(Diagnostic) -> Value {
        let a = try matrix(left, operands.left.span)
        let b = try matrix(right, operands.right.span)
        let binary = BinaryOperator(rawValue: symbol)
        guard let shape = binary.map({ resultShape($0, Shape(a), Shape(b)) }) ?? sameShape(Shape(a), Shape(b)) else {
            throw mismatch(binary ?? .divide, Shape(a), Shape(b), operands, weights: [], symbol: symbol)
        }
        return try engine(at: operands.place) { () throws(EngineError) in
            if Shape(a).isScalar, let number = a.elements.first { return Value(try b.mapped { operation(number, $0) }) }
            if Shape(b).isScalar, let number = b.elements.first { return Value(try a.mapped { operation($0, number) }) }
            if Shape(a) == Shape(b) { return Value(try a.combined(with: b, operation)) }
            return Value(shape == Shape(a) ? try a.addingRow(b) : try b.addingRow(a))
        }
    }

    private static func matrix(_ value: Value, _ span: Span) throws(Diagnostic) -> Matrix {
        if let matrix = try value.toMatrix(at: span) { return matrix }
        var hint = value.operandHint
        if case .text = value { hint = "print \"x =\", 3 shows texts and numbers beside one another" }
        throw Diagnostic(
            .type, "arithmetic is for numbers and matrices, and this is \(value.described)", at: span, hint: hint,
            topic: "shapes")
    }

    /// A power of any two values.
    static func power(
        _ base: Value, _ exponent: Value, _ operands: Operands, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        if case .number(let a) = base, case .number(let b) = exponent { return .number(power(a, b)) }
        if base.level != nil || exponent.level != nil {
            _ = try matrix(base.primal, operands.left.span)
            _ = try matrix(exponent.primal, operands.right.span)
            return try Arithmetic(machine, at: operands.place).trackedPower(base, exponent, operands)
        }
        return try elementwise(base, exponent, named: "^", operands, machine, power)
    }

    static func power(_ base: Double, _ exponent: Double) -> Double {
        exponent == 2 ? base * base : Mathematics.power(base, exponent)
    }

    // MARK: Single operands

    static func negate(_ value: Value, _ machine: Machine, at span: Span) throws(Diagnostic) -> Value {
        if case .tracked(let tracked) = value { return try Arithmetic(machine, at: span).trackedNegation(tracked) }
        let matrix = try matrix(value, span)
        return try engine(at: span) { () throws(EngineError) in Value(try matrix.mapped { -$0 }) }
    }

    static func transpose(_ value: Value, _ machine: Machine, at span: Span) throws(Diagnostic) -> Value {
        if case .number = value { return value }
        if case .tracked(let tracked) = value { return try Arithmetic(machine, at: span).trackedTransposition(tracked) }
        let matrix = try matrix(value, span)
        return try engine(at: span) { () throws(EngineError) in Value(try matrix.exchanged()) }
    }

    static func norm(_ value: Value, _ machine: Machine, at span: Span) throws(Diagnostic) -> Value {
        if case .tracked = value { return try Arithmetic(machine, at: span).norm(value) }
        let matrix = try matrix(value, span)
        return try engine(at: span) { () throws(EngineError) in .number(try matrix.norm(asking: Interruption.check)) }
    }

    static func number(of value: Value, at span: Span) throws(Diagnostic) -> Double {
        if case .number(let number) = value { return number }
        if case .tracked = value {
            throw Diagnostic(
                .type, "a derivative is taken here by a number that this depends on, which has none", at: span,
                topic: "derivatives")
        }
        throw Diagnostic(.type, "a number is wanted here, and this is \(value.described)", at: span)
    }

    static func truth(of value: Value, at span: Span) throws(Diagnostic) -> Bool {
        if case .truth(let truth) = value { return truth }
        if case .matrix(let matrix) = value {
            throw Diagnostic(
                .type, "one truth value is wanted here, and this compares \(matrix.elements.count) elements", at: span,
                hint: "≈ compares a whole matrix")
        }
        throw Diagnostic(.type, "true or false is wanted here, and this is \(value.described)", at: span)
    }

    /// Whether a comparison holds, for all elements where it compared matrices.
    static func holdsEverywhere(_ value: Value, at span: Span) throws(Diagnostic) -> Bool {
        switch value {
        case .truth(let truth): return truth
        case .matrix(let matrix):
            return try engine(at: span) { () throws(EngineError) in try matrix.holds { $0 == 1 } }
        default: return false
        }
    }

    // MARK: Making values

    /// Numbers in brackets are a matrix, anything else is a list.
    static func brackets(_ rows: [[Value]], _ machine: Machine, at span: Span) throws(Diagnostic) -> Value {
        if let level = rows.lazy.joined().compactMap(\.level).max() {
            return try Arithmetic(machine, at: span).brackets(rows, level: level)
        }
        guard let columns = rows.first?.count else { return .list(ValueList([])) }
        var elements: [Double] = []
        for row in rows {
            guard row.count == columns else {
                throw Diagnostic(
                    .shape, "the first row has \(columns) entries and another \(row.count): all rows need as many",
                    at: span,
                    topic: "shapes")
            }
            for value in row { if case .number(let number) = value { elements.append(number) } }
        }
        if elements.count == rows.count * columns {
            return Value(Matrix(rows: rows.count, columns: columns, elements: elements))
        }
        return try list(of: rows, at: span)
    }

    /// Anything but numbers in brackets.
    static func list(of rows: [[Value]], at span: Span) throws(Diagnostic) -> Value {
        guard rows.count == 1, let items = rows.first else {
            let areMatrices = rows.allSatisfy { $0.allSatisfy { $0.shape != nil } }
            throw Diagnostic(
                .type, "only numbers stand in a matrix; a list has one row", at: span,
                hint: areMatrices ? "stack(A, B) and beside(A, B) make one matrix of several" : nil, topic: "shapes")
        }
        return .list(try Self.items(items, at: span))
    }

    /// The items of a list or a tuple, whose nesting is limited.
    static func items(_ items: [Value], at span: Span) throws(Diagnostic) -> ValueList {
        let list = ValueList(items)
        guard list.depth <= ValueList.depthLimit else {
            throw Diagnostic(
                .limit, "lists nest more than \(ValueList.depthLimit) deep here", at: span,
                hint: "that cannot be raised: a matrix or several variables hold as much", topic: "limits")
        }
        return list
    }

    /// One side of a pair: only numbers, so that pairs never nest.
    static func paired(_ value: Value, at span: Span) throws(Diagnostic) -> Value {
        switch value {
        case .number, .matrix, .range: return value
        case .tracked:
            throw Diagnostic(
                .type, "=> makes data, and a derivative is taken by what stands here", at: span, topic: "derivatives")
        default:
            throw Diagnostic(
                .type, "=> joins inputs and outputs, numbers or matrices, and this is \(value.described)", at: span)
        }
    }

    static func range(
        from first: Double, to last: Double, step: Double, limits: Limits, at span: Span
    ) throws(Diagnostic) -> Value {
        guard first.isFinite, last.isFinite, step.isFinite, step != 0 else {
            throw Diagnostic(.value, "a range needs finite ends and a step that is not 0", at: span)
        }
        let steps = abs((last - first) / step)
        guard steps < Double(limits.elements) else {
            throw Diagnostic(
                .limit, "a range may hold \(limits.elements) numbers at most", at: span,
                hint: Limits.elementsHint(for: steps + 1))
        }
        return .range(NumberRange(first: first, last: last, step: step))
    }
}
