import Engine
import Language

/// Operations on values, tracked ones included: what derivatives are made of.
///
/// A plain value is computed with as everywhere. Of a tracked one the operation is recorded as well.
struct Arithmetic {
    let machine: Machine
    /// Where messages point.
    let span: Span

    init(_ machine: Machine, at span: Span) {
        self.machine = machine
        self.span = span
    }

    private var operands: Operands {
        let side = Operands.Side(text: "a part of this", origin: nil, span: span)
        return Operands(left: side, right: side, place: span, alternatives: { _ in [] })
    }

    // MARK: Operators

    func add(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try apply(.add, a, b) }
    func subtract(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try apply(.subtract, a, b) }
    /// The product by element.
    func multiply(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try apply(.elementwiseProduct, a, b) }
    func divide(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try apply(.divide, a, b) }
    /// The matrix product.
    func dot(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try apply(.matrixProduct, a, b) }
    func negate(_ a: Value) throws(Diagnostic) -> Value { try Operators.negate(a, machine, at: span) }
    func transpose(_ a: Value) throws(Diagnostic) -> Value { try Operators.transpose(a, machine, at: span) }
    func power(_ a: Value, _ b: Value) throws(Diagnostic) -> Value { try Operators.power(a, b, operands, machine) }

    private func apply(_ binary: BinaryOperator, _ a: Value, _ b: Value) throws(Diagnostic) -> Value {
        try Operators.apply(binary, a, b, operands, machine)
    }

    /// An operation on two values of which one at least is tracked.
    func tracked(
        _ binary: BinaryOperator, _ a: Value, _ b: Value, _ operands: Operands
    ) throws(Diagnostic) -> Value {
        if Operators.isComparison(binary) { return try Operators.apply(binary, a.primal, b.primal, operands, machine) }
        let level = max(a.level ?? 0, b.level ?? 0)
        let (x, y) = (a.inner(of: level), b.inner(of: level))
        let result = try Operators.apply(binary, x, y, operands, machine)
        let isProduct = binary == .matrixProduct && x.shape?.isScalar == false && y.shape?.isScalar == false
        return try record(
            result, on: level, as: .infix(binary), mixes: isProduct,
            (a, { (d) throws(Diagnostic) in try left(binary, d, x, y, isProduct) }),
            (b, { (d) throws(Diagnostic) in try right(binary, d, x, y, result, isProduct) }))
    }

    /// The way back to the left operand.
    private func left(
        _ binary: BinaryOperator, _ derivative: Value, _ x: Value, _ y: Value, _ isProduct: Bool
    ) throws(Diagnostic) -> Value {
        switch binary {
        case .matrixProduct where isProduct: try dot(derivative, try transpose(y))
        case .add, .subtract: try folded(derivative, to: x)
        case .divide: try folded(try divide(derivative, y), to: x)
        default: try folded(try multiply(derivative, y), to: x)
        }
    }

    /// The way back to the right operand.
    private func right(
        _ binary: BinaryOperator, _ derivative: Value, _ x: Value, _ y: Value, _ result: Value, _ isProduct: Bool
    ) throws(Diagnostic) -> Value {
        switch binary {
        case .matrixProduct where isProduct: try dot(try transpose(x), derivative)
        case .add: try folded(derivative, to: y)
        case .subtract: try folded(try negate(derivative), to: y)
        case .divide: try folded(try negate(try divide(try multiply(derivative, result), y)), to: y)
        default: try folded(try multiply(derivative, x), to: y)
        }
    }

    /// A power of which the base or the exponent is tracked.
    func trackedPower(_ a: Value, _ b: Value, _ operands: Operands) throws(Diagnostic) -> Value {
        let level = max(a.level ?? 0, b.level ?? 0)
        let (x, y) = (a.inner(of: level), b.inner(of: level))
        let result = try Operators.power(x, y, operands, machine)
        return try record(
            result, on: level, as: .power,
            (
                a,
                { (derivative) throws(Diagnostic) in
                    // x⁰ is constant, also where x⁻¹ is infinite.
                    let exponent = try subtract(y, Value(y.elements.map { $0 == 0 ? 0 : 1 }))
                    return try folded(try multiply(derivative, try multiply(y, try power(x, exponent))), to: x)
                }
            ),
            (
                b,
                { (derivative) throws(Diagnostic) in
                    // 0ʸ is 0 for all y above 0, though log 0 is infinite.
                    let isZero = x.elements.map { $0 == 0 ? 1 : 0 }
                    let base = isZero.elements.contains(1) ? try add(x, Value(isZero)) : x
                    return try folded(try multiply(derivative, try multiply(result, try logarithm(base))), to: y)
                }
            ))
    }

    /// The derivative by an operand that was stretched to the size of the result: what goes to one element is added up.
    private func folded(_ derivative: Value, to operand: Value) throws(Diagnostic) -> Value {
        guard let shape = derivative.shape, let target = operand.shape, shape != target else { return derivative }
        if target.isScalar { return try sum(derivative) }
        return try dot(Value(1, shape: Shape(rows: 1, columns: shape.rows)), derivative)
    }

    // MARK: Single operands

    func trackedNegation(_ tracked: Tracked) throws(Diagnostic) -> Value {
        try record(
            try negate(tracked.value), on: tracked.level, as: .negation,
            (.tracked(tracked), { (d) throws(Diagnostic) in try negate(d) }))
    }

    func trackedTransposition(_ tracked: Tracked) throws(Diagnostic) -> Value {
        try record(
            try transpose(tracked.value), on: tracked.level, as: .transposition, mixes: true,
            (.tracked(tracked), { (d) throws(Diagnostic) in try transpose(d) }))
    }

    /// The sum of all elements.
    func sum(_ value: Value) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value, let shape = value.shape else {
            return .number(value.elements.sum())
        }
        return try record(
            try sum(tracked.value), on: tracked.level, as: .sum, mixes: !shape.isScalar,
            (value, { (d) throws(Diagnostic) in try multiply(d, Value(1, shape: shape)) }))
    }

    /// A function applied to each element, with its derivative from x and f(x).
    func elementwise(
        _ value: Value, _ function: (Value) throws(Diagnostic) -> Value,
        derivative: @escaping (Value, Value) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value else { return try function(value) }
        let x = tracked.value
        let y = try elementwise(x, function, derivative: derivative)
        return try record(
            y, on: tracked.level, (value, { (d) throws(Diagnostic) in try multiply(d, try derivative(x, y)) }))
    }

    // MARK: Elements

    /// Some elements of a value, by their places in row-major order from 0.
    func elements(_ places: [Int], of value: Value, shape: Shape) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value, let whole = value.shape else {
            let all = value.elements.elements
            return Value(Matrix(rows: shape.rows, columns: shape.columns, elements: places.map { all[$0] }))
        }
        return try record(
            try elements(places, of: tracked.value, shape: shape), on: tracked.level, as: .elements, mixes: true,
            (value, { (d) throws(Diagnostic) in try placed(d, at: places, shape: whole) }))
    }

    /// Zeros with the elements of a value added at some places: the way back of `elements`.
    func placed(_ value: Value, at places: [Int], shape: Shape) throws(Diagnostic) -> Value {
        guard case .tracked(let tracked) = value, let part = value.shape else {
            var all = Array(repeating: 0.0, count: shape.rows * shape.columns)
            for (place, element) in zip(places, value.elements.elements) { all[place] += element }
            return Value(Matrix(rows: shape.rows, columns: shape.columns, elements: all))
        }
        return try record(
            try placed(tracked.value, at: places, shape: shape), on: tracked.level, mixes: true,
            (value, { (d) throws(Diagnostic) in try elements(places, of: d, shape: part) }))
    }

    /// An element of `a` where a condition is 1, of `b` elsewhere; each is a number or as large as the condition.
    func choose(_ condition: Matrix, _ a: Value, _ b: Value) throws(Diagnostic) -> Value {
        guard let level = [a, b].compactMap(\.level).max() else {
            let (first, second) = (a.elements, b.elements)
            return Value(
                Matrix(
                    rows: condition.rows, columns: condition.columns,
                    elements: condition.elements.indices.map { index in
                        let source = condition.elements[index] == 1 ? first : second
                        return source.elements.count == 1 ? source.elements[0] : source.elements[index]
                    }))
        }
        let (x, y) = (a.inner(of: level), b.inner(of: level))
        return try record(
            try choose(condition, x, y), on: level,
            (a, { (d) throws(Diagnostic) in try folded(try choose(condition, d, .number(0)), to: x) }),
            (b, { (d) throws(Diagnostic) in try folded(try choose(condition, .number(0), d), to: y) }))
    }

    /// Numbers in brackets, of which one at least is tracked.
    func brackets(_ rows: [[Value]], level: Int) throws(Diagnostic) -> Value {
        let inner = rows.map { $0.map { $0.inner(of: level) } }
        let result = try Operators.brackets(inner, machine, at: span)
        guard result.shape != nil else { return try Operators.list(of: rows, at: span) }
        var operands: [(Value, Tape.PullBack)] = []
        for (place, value) in rows.joined().enumerated() where value.level == level {
            operands.append(
                (value, { (d) throws(Diagnostic) in try elements([place], of: d, shape: .scalar) }))
        }
        return try record(result, on: level, as: .brackets, mixes: true, operands)
    }

    // MARK: Recording

    /// Records an operation; it mixes where an element of the result depends on several of an operand, or on others.
    ///
    /// Without a form it is written as the function that is being called.
    func record(
        _ result: Value, on level: Int, as form: OperationNote.Form? = nil, mixes: Bool = false,
        _ operands: (Value, Tape.PullBack)...
    ) throws(Diagnostic) -> Value {
        try record(result, on: level, as: form, mixes: mixes, operands)
    }

    /// Records an operation on the tape of a level, with the way back to those operands that are tracked there.
    func record(
        _ result: Value, on level: Int, as form: OperationNote.Form? = nil, mixes: Bool,
        _ operands: [(Value, Tape.PullBack)]
    ) throws(Diagnostic) -> Value {
        guard let tape = machine.tape(level) else { return result }
        var isMixed = mixes
        var recorded: [Tape.Operand] = []
        for (value, pullBack) in operands {
            guard let tracked = value.tracked(on: level) else { continue }
            isMixed = isMixed || tracked.isMixed
            recorded.append(Tape.Operand(position: tracked.position, pullBack: pullBack))
        }
        return try tape.record(
            result, recorded, isMixed: isMixed,
            note: OperationNote(
                form: form ?? .call(machine.calledFunction),
                operands: operands.map { value, _ in
                    value.tracked(on: level).map { .tracked($0.position) } ?? .constant(value.primal)
                }, value: result.primal), at: span)
    }
}
