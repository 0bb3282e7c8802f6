import Language

extension Compiler {
    mutating func compileUnary(_ unary: UnaryOperator, _ operand: Expression, at span: Span) throws(Diagnostic)
        -> Compiled
    {
        let value = try compile(operand)
        switch unary {
        case .negate:
            return Compiled(
                run: { machine throws(Diagnostic) in
                    let value = try value.run(machine)
                    if case .number(let number) = value { return .number(-number) }
                    return try Operators.negate(value, machine, at: span)
                },
                type: value.type.byElement, fast: FastCode(negated: value.fast))
        case .not:
            return Compiled(
                run: { machine throws(Diagnostic) in
                    .truth(!(try Operators.truth(of: try value.run(machine), at: operand.span)))
                },
                type: StaticType(kind: .truth))
        }
    }

    mutating func compilePower(_ base: Expression, _ exponent: Expression, at span: Span) throws(Diagnostic) -> Compiled
    {
        let left = try compile(base)
        let right = try compile(exponent)
        let operands = self.operands(base, exponent, at: span)
        return Compiled(
            run: { machine throws(Diagnostic) in
                try Operators.power(try left.run(machine), try right.run(machine), operands, machine)
            },
            type: Operators.elementwiseType(left.type, right.type), fast: FastCode(power: left.fast, right.fast))
    }

    mutating func compileBinary(
        _ binary: BinaryOperator, _ left: Expression, _ right: Expression, at place: Span
    ) throws(Diagnostic) -> Compiled {
        let first = try compile(left)
        let second = try compile(right)
        if binary == .and || binary == .or {
            let stopsAt = binary == .or
            return Compiled(
                run: { machine throws(Diagnostic) in
                    let value = try Operators.truth(of: try first.run(machine), at: left.span)
                    if value == stopsAt { return .truth(value) }
                    return .truth(try Operators.truth(of: try second.run(machine), at: right.span))
                },
                type: StaticType(kind: .truth))
        }
        let operands = self.operands(left, right, at: place)
        let type = try checkedType(binary, first.type, second.type, left, right, operands)
        let onNumbers = Operators.onNumbers(binary)
        return Compiled(
            run: { machine throws(Diagnostic) in
                let a = try first.run(machine)
                let b = try second.run(machine)
                if case .number(let x) = a, case .number(let y) = b { return onNumbers(x, y) }
                return try Operators.apply(binary, a, b, operands, machine)
            },
            type: type, fast: FastCode(binary, first.fast, second.fast))
    }

    /// The type of an operation, after checking the shapes that are known before the cell runs.
    private mutating func checkedType(
        _ binary: BinaryOperator, _ first: StaticType, _ second: StaticType, _ left: Expression, _ right: Expression,
        _ operands: Operands
    ) throws(Diagnostic) -> StaticType {
        guard let a = first.shape, let b = second.shape else { return .unknown }
        guard let shape = Operators.resultShape(binary, a, b) else {
            throw Operators.mismatch(binary, a, b, operands, weights: knownWeights(besides: right))
        }
        if Operators.isComparison(binary) {
            return shape.isScalar ? StaticType(kind: .truth) : StaticType(kind: .matrix, shape: shape)
        }
        return StaticType(kind: shape.isScalar ? .number : .matrix, shape: shape)
    }

    /// What messages say about two operands.
    func operands(_ left: Expression, _ right: Expression, at place: Span) -> Operands {
        var weights: (slot: Int, base: String)?
        if case .member(let base, _) = right.kind, case .name(let name) = base.kind, let slot = slot(reading: name) {
            weights = (slot: slot, base: name)
        }
        return Operands(
            left: Operands.Side(text: source.text(left.span), origin: origin(ofNameIn: left), span: left.span),
            right: Operands.Side(text: source.text(right.span), origin: origin(ofNameIn: right), span: right.span),
            place: place,
            alternatives: { [weights] machine in
                guard let weights, let value = machine.slots[weights.slot] else { return [] }
                return Members.weightShapes(of: value, named: weights.base)
            })
    }

    private func knownWeights(besides right: Expression) -> [NamedShape] {
        guard case .member(let base, _) = right.kind, let value = knownValue(of: base) else { return [] }
        return Members.weightShapes(of: value, named: source.text(base.span))
    }

    private func origin(ofNameIn expression: Expression) -> String? {
        guard !isInFunction, case .name(let name) = expression.kind, let slot = slot(reading: name) else { return nil }
        return environment.origin(of: slot)
    }

    mutating func compileApproximately(
        _ left: Expression, _ right: Expression, _ tolerance: Expression?
    ) throws(Diagnostic) -> Compiled {
        let first = try compile(left)
        let second = try compile(right)
        let bound = try tolerance.map { (expression) throws(Diagnostic) in try compile(expression) }
        let span = left.span.union(right.span)
        return Compiled(
            run: { machine throws(Diagnostic) in
                let a = try first.run(machine)
                let b = try second.run(machine)
                var amount: Double?
                if let bound, let tolerance {
                    amount = try Operators.number(of: try bound.run(machine), at: tolerance.span)
                }
                return .truth(try Operators.firstDifference(a, b, tolerance: amount, at: span) == nil)
            },
            type: StaticType(kind: .truth))
    }

    // MARK: expect

    /// Compiles `expect`: a comparison is taken apart so that a failure can show both sides.
    mutating func compileExpectation(_ command: Command, _ entry: Entry) throws(Diagnostic) -> Compiled {
        guard let subject = command.subjects.first, command.subjects.count == 1 else {
            throw Diagnostic(.syntax, "expect takes one comparison", at: command.verb.span, topic: "expect")
        }
        if let object = command.objects.first {
            throw Diagnostic(
                .syntax, "expect takes no \(object.preposition.rawValue)", at: object.span, topic: "expect")
        }
        if let option = command.options.first {
            throw Diagnostic(.syntax, "expect takes no options", at: option.label.span, topic: "expect")
        }
        let text = source.text(subject.span)
        let check = try expectation(of: subject)
        let span = subject.span
        return Compiled(
            run: { machine throws(Diagnostic) in
                if let failure = try check(machine) {
                    throw Diagnostic(.expectation, failure, at: span, topic: "expect")
                }
                machine.output.display(Expectation.rendering(of: text))
                return .none
            },
            type: StaticType(kind: Kind.none))
    }

    /// Gives what is wrong, or `nil` where the expectation holds.
    private mutating func expectation(
        of subject: Expression
    ) throws(Diagnostic) -> @Sendable (Machine) throws(Diagnostic) -> String? {
        switch subject.kind {
        case .approximately(let left, let right, let tolerance):
            let a = try compile(left)
            let b = try compile(right)
            let bound = try tolerance.map { (expression) throws(Diagnostic) in try compile(expression) }
            let toleranceSpan = tolerance?.span ?? subject.span
            let text = source.text(left.span)
            return { machine throws(Diagnostic) in
                let first = try a.run(machine)
                let second = try b.run(machine)
                var amount: Double?
                if let bound { amount = try Operators.number(of: try bound.run(machine), at: toleranceSpan) }
                guard
                    let difference = try Operators.firstDifference(
                        first, second, tolerance: amount, at: subject.span)
                else { return nil }
                return Expectation.failure(named: text, difference)
            }
        case .binary(let binary, let left, let right, let place) where Operators.isComparison(binary):
            let a = try compile(left)
            let b = try compile(right)
            let operands = self.operands(left, right, at: place)
            return { machine throws(Diagnostic) in
                let first = try a.run(machine)
                let second = try b.run(machine)
                let compared = try Operators.apply(binary, first, second, operands, machine)
                if try Operators.holdsEverywhere(compared, at: place) { return nil }
                return Expectation.failure(
                    (operands.left.text, first), binary.rawValue, (operands.right.text, second))
            }
        default:
            let value = try compile(subject)
            let text = source.text(subject.span)
            return { machine throws(Diagnostic) in
                let result = try value.run(machine)
                if try Operators.truth(of: result, at: subject.span) { return nil }
                return "\(text) is false"
            }
        }
    }
}
