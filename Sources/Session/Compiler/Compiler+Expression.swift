import Engine
import Language

extension Compiler {
    /// Compiles an expression that options follow: they belong to its head, a network or a call.
    mutating func compile(_ expression: Expression, options: [Option]) throws(Diagnostic) -> Compiled {
        guard let first = options.first else { return try compile(expression) }
        switch expression.kind {
        case .network(let inputs, let layers):
            return try compileNetwork(inputs, layers, options: options, at: expression.span)
        case .call(let callee, let arguments, let inner):
            return try compileCall(callee, arguments, options: inner + options, at: expression.span)
        default:
            throw Diagnostic(
                .syntax, "\(first.label.text)= is an option, and no command, network or call stands before it",
                at: first.label.span, hint: "two assignments go on two lines, or with ; between them")
        }
    }

    /// Compiles an expression.
    mutating func compile(_ expression: Expression) throws(Diagnostic) -> Compiled {
        height += 1
        greatestHeight = max(greatestHeight, height)
        defer { height -= 1 }
        let span = expression.span
        switch expression.kind {
        case .number(let number):
            return constant(.number(number))
        case .text(let text):
            return constant(.text(text))
        case .name(let name):
            return try compileName(name, at: span)
        case .brackets(let rows):
            return try compileBrackets(rows, at: span)
        case .tuple(let items):
            let codes = try compileAll(items)
            return Compiled(
                run: { machine throws(Diagnostic) in
                    .tuple(try Operators.items(try Self.values(of: codes, machine), at: span))
                },
                type: StaticType(kind: .tuple))
        case .member(let base, let name):
            return try compileMember(base, name, at: span)
        case .call(let callee, let arguments, let options):
            return try compileCall(callee, arguments, options: options, at: span)
        case .index(let base, let subscripts):
            return try compileIndex(base, subscripts, at: span)
        case .unary(let unary, let operand):
            return try compileUnary(unary, operand, at: span)
        case .transpose(let operand):
            let value = try compile(operand)
            return Compiled(
                run: { machine throws(Diagnostic) in try Operators.transpose(try value.run(machine), machine, at: span)
                },
                type: StaticType(kind: value.type.byElement.kind, shape: value.type.shape?.transposed))
        case .power(let base, let exponent):
            return try compilePower(base, exponent, at: span)
        case .binary(let binary, let left, let right, let place):
            return try compileBinary(binary, left, right, at: place)
        case .approximately(let left, let right, let tolerance):
            return try compileApproximately(left, right, tolerance)
        case .range(let first, let last, let step):
            return try compileRange(first, last, step, at: span)
        case .pair(let input, let output):
            let inputs = try compile(input)
            let outputs = try compile(output)
            return Compiled(
                run: { machine throws(Diagnostic) in
                    .pair(
                        try Operators.paired(try inputs.run(machine), at: input.span),
                        try Operators.paired(try outputs.run(machine), at: output.span))
                },
                type: StaticType(kind: .pair))
        case .norm(let operand):
            let value = try compile(operand)
            return Compiled(
                run: { machine throws(Diagnostic) in
                    try Operators.norm(try value.run(machine), machine, at: operand.span)
                },
                type: StaticType(kind: .number, shape: .scalar))
        case .network(let inputs, let layers):
            return try compileNetwork(inputs, layers, options: [], at: span)
        case .derivative(let function):
            return try compileDerivative(of: function, at: span)
        case .gradient(let function):
            return try compileGradient(of: function, at: span)
        }
    }

    /// A value that is known now.
    func constant(_ value: Value) -> Compiled {
        let fast: FastCode? = if case .number(let number) = value { FastCode(constant: number) } else { nil }
        return Compiled(run: { _ in value }, type: StaticType(of: value), fast: fast)
    }

    mutating func compileAll(_ expressions: [Expression]) throws(Diagnostic) -> [Code] {
        var codes: [Code] = []
        for expression in expressions { codes.append(try compile(expression).run) }
        return codes
    }

    static func values(of codes: [Code], _ machine: Machine) throws(Diagnostic) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(codes.count)
        for code in codes { values.append(try code(machine)) }
        return values
    }

    // MARK: Names

    private mutating func compileName(_ name: String, at span: Span) throws(Diagnostic) -> Compiled {
        if isInFunction {
            let slot = slot(inFunctionReading: name)
            return Compiled(run: read(slot, name, at: span), type: .unknown, fast: FastCode(slot: slot))
        }
        if let slot = slot(reading: name) {
            return Compiled(run: read(slot, name, at: span), type: type(of: slot, name), fast: FastCode(slot: slot))
        }
        if let builtIn = registry.entry(name)?.value { return constant(builtIn) }
        guard loops > 0, assignedInCell.contains(name) else { throw unknownName(name, at: span) }
        // Assigned further down in the loop: from the second turn on it may have a value.
        return Compiled(run: read(slotAssignedLater(name), name, at: span), type: .unknown)
    }

    /// Whether a name may have a value as a variable when the statement runs.
    func mayHaveValue(_ name: String) -> Bool {
        isInFunction || slot(reading: name) != nil || (loops > 0 && assignedInCell.contains(name))
    }

    private func read(_ slot: Int, _ name: String, at span: Span) -> Code {
        // A name that only a branch assigns hides the built-in only once that has run.
        let builtIn = registry.entry(name)?.value
        let unknown =
            isInFunction
            ? unknownName(name, at: span) : Diagnostic(.name, "\(name) has no value yet", at: span, topic: "names")
        return { machine throws(Diagnostic) in
            if let value = machine.slots[slot] ?? builtIn { return value }
            throw unknown
        }
    }

    private func type(of slot: Int, _ name: String) -> StaticType {
        if assignedInCell.contains(name) { return nesting == 0 ? types[slot] ?? .unknown : .unknown }
        return environment.value(in: slot).map { StaticType(of: $0) } ?? .unknown
    }

    /// The value of an expression that is plain to see before the cell runs: a number, a built-in name, a variable.
    func plainValue(of expression: Expression) -> Value? {
        switch expression.kind {
        case .number(let number): return .number(number)
        case .unary(.negate, let operand):
            if case .number(let number) = operand.kind { return .number(-number) }
            return nil
        case .name(let name):
            guard !isInFunction, !assignedInCell.contains(name) else { return nil }
            if let slot = slot(reading: name) {
                // A name of an inner scope has no value yet.
                return slot == environment.slot(of: name) ? environment.value(in: slot) : nil
            }
            guard let entry = registry.entry(name) else { return nil }
            if case .data = entry.implementation { return nil }
            return entry.value
        default: return nil
        }
    }

    /// The session's value of an expression made of a name and members, where the cell assigns none of it.
    func knownValue(of expression: Expression) -> Value? {
        if isInFunction { return nil }
        switch expression.kind {
        case .name(let name):
            guard !assignedInCell.contains(name) else { return nil }
            return environment.slot(of: name).flatMap { environment.value(in: $0) }
        case .member(let base, let name):
            guard let convention, let value = knownValue(of: base) else { return nil }
            // The one member that training changes in more than its numbers.
            if case .network = value, name.text == "history" { return nil }
            return try? Members.get(name, of: value, convention: convention)
        default: return nil
        }
    }

    private mutating func compileMember(_ base: Expression, _ name: Name, at span: Span) throws(Diagnostic) -> Compiled
    {
        let value = try compile(base)
        let known = knownValue(of: Expression(.member(base, name), span)).map { StaticType(of: $0) }
        return Compiled(
            run: { machine throws(Diagnostic) in
                try Members.get(name, of: try value.run(machine), convention: machine.convention)
            },
            type: known ?? .unknown)
    }

    // MARK: Brackets and indices

    private mutating func compileBrackets(_ rows: [[Expression]], at span: Span) throws(Diagnostic) -> Compiled {
        var codes: [[Code]] = []
        let columns = rows.first?.count ?? 0
        var isMatrix = columns > 0
        for row in rows {
            var items: [Code] = []
            for item in row {
                let compiled = try compile(item)
                items.append(compiled.run)
                if compiled.type.kind != .number { isMatrix = false }
            }
            codes.append(items)
        }
        let shape = isMatrix ? Shape(rows: rows.count, columns: columns) : nil
        return Compiled(
            run: { [codes] machine throws(Diagnostic) in
                var values: [[Value]] = []
                for row in codes { values.append(try Self.values(of: row, machine)) }
                return try Operators.brackets(values, machine, at: span)
            },
            type: StaticType(kind: isMatrix && !(shape?.isScalar ?? false) ? .matrix : nil, shape: shape))
    }

    private mutating func compileIndex(
        _ base: Expression, _ subscripts: [Subscript], at span: Span
    ) throws(Diagnostic) -> Compiled {
        let value = try compile(base)
        let (positions, counts) = try compilePositions(subscripts)
        let text = source.text(base.span)
        return Compiled(
            run: { machine throws(Diagnostic) in
                let target = try value.run(machine)
                return try Indexing.element(
                    of: target, at: try positions(machine), named: text, span: span, machine)
            },
            type: Self.picked(value.type, counts))
    }

    /// Compiles what stands in brackets behind a value; of each position also how many it names of a side, where known.
    mutating func compilePositions(
        _ subscripts: [Subscript]
    ) throws(Diagnostic) -> (
        positions: @Sendable (Machine) throws(Diagnostic) -> [Indexing.Position], counts: [(Int) -> Int?]
    ) {
        var positions: [(code: Code?, span: Span)] = []
        var counts: [(Int) -> Int?] = []
        for position in subscripts {
            switch position {
            case .all(let place):
                positions.append((code: nil, span: place))
                counts.append { $0 }
            case .at(let index):
                let compiled = try compile(index)
                positions.append((code: compiled.run, span: index.span))
                let count = self.count(of: index, compiled.type)
                counts.append { _ in count }
            }
        }
        return (
            positions: { [positions] machine throws(Diagnostic) in
                var indices: [Indexing.Position] = []
                for position in positions {
                    let index = try position.code?(machine)
                    indices.append(Indexing.Position(value: index, span: position.span))
                }
                return indices
            }, counts: counts
        )
    }

    /// How many positions an index names, where that is known.
    private func count(of index: Expression, _ type: StaticType) -> Int? {
        if type.kind == .number { return 1 }
        if let shape = type.shape { return shape.rows * shape.columns }
        guard case .range(let first, let last, nil) = index.kind, case .number(let start) = plainValue(of: first),
            case .number(let end) = plainValue(of: last)
        else { return nil }
        return NumberRange(first: start, last: end, step: 1).count
    }

    /// The type of a part of a matrix, from how many positions each index names of a side.
    private static func picked(_ type: StaticType, _ counts: [(Int) -> Int?]) -> StaticType {
        guard type.kind == .matrix, let shape = type.shape, let first = counts.first else { return .unknown }
        if counts.count == 1 {
            guard let count = first(shape.isVector ? max(shape.rows, shape.columns) : shape.rows) else {
                return .unknown
            }
            if shape.rows == 1 { return StaticType(numbersIn: Shape(rows: 1, columns: count)) }
            return StaticType(numbersIn: Shape(rows: count, columns: shape.columns))
        }
        guard counts.count == 2, let rows = first(shape.rows), let columns = counts[1](shape.columns) else {
            return .unknown
        }
        return StaticType(numbersIn: Shape(rows: rows, columns: columns))
    }

    private mutating func compileRange(
        _ first: Expression, _ last: Expression, _ step: Expression?, at span: Span
    ) throws(Diagnostic) -> Compiled {
        let lower = try compile(first)
        let upper = try compile(last)
        let distance = try step.map { (expression) throws(Diagnostic) in try compile(expression) }
        return Compiled(
            run: { machine throws(Diagnostic) in
                let bounds = (
                    try Operators.number(of: try lower.run(machine), at: first.span),
                    try Operators.number(of: try upper.run(machine), at: last.span)
                )
                var step = 1.0
                if let distance { step = try Operators.number(of: try distance.run(machine), at: span) }
                return try Operators.range(from: bounds.0, to: bounds.1, step: step, limits: machine.limits, at: span)
            },
            type: StaticType(kind: .range))
    }
}
