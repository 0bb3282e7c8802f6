import Engine
import Language

/// `f'`, `∇f` and what calls do with values that a derivative is taken by.
enum Differentiation {
    // MARK: Calls

    /// Whether a call has to record what it does.
    static func isNeeded(for arguments: Arguments) -> Bool {
        let entry = arguments.entry
        if case .inherited = entry.derivative { return false }
        return zip(entry.parameters, arguments.values).contains { parameter, value in
            switch value {
            case .tracked: true
            case .tuple(let items) where parameter.isRepeated && entry.isDifferentiable:
                items.contains { $0.level != nil }
            default: false
            }
        }
    }

    /// Calls an entry with values of which some are tracked.
    static func call(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let entry = arguments.entry
        let arithmetic = Arithmetic(machine, at: arguments.head)
        let caller = machine.calledFunction
        machine.calledFunction = entry.name
        defer { machine.calledFunction = caller }
        switch entry.derivative {
        case .byElement(let rule):
            for (position, value) in arguments.values.enumerated().dropFirst() {
                guard case .tracked = value else { continue }
                throw Diagnostic(
                    .type, "\(entry.name) has no derivative by \(entry.parameters[position].label)",
                    at: arguments.spans[position], topic: "derivatives")
            }
            return try arithmetic.elementwise(
                arguments.values.first.flatMap { $0 } ?? .none,
                { (x) throws(Diagnostic) in
                    try Calls.call(arguments.with([x] + arguments.values.dropFirst()), machine)
                }, derivative: { (x, y) throws(Diagnostic) in try rule(x, y, arithmetic) })
        case .composed(let function): return try function(arguments, arithmetic)
        case .zero: return try Calls.call(arguments.primal, machine)
        case .inherited: return try Calls.call(arguments, machine)
        case nil:
            throw Diagnostic(
                .type, "\(entry.calledName) has no derivative, and one is taken through this call", at: arguments.head,
                topic: "derivatives")
        }
    }

    // MARK: f'

    /// The derivative of a function, as a function.
    static func derivative(of function: Value, _ text: String, at span: Span) throws(Diagnostic) -> Entry {
        guard case .function(let entry) = function else {
            throw noFunction(function.kind, function.described, text, at: span)
        }
        guard entry.isDifferentiable else { throw noDerivative(entry, at: span) }
        if entry.name == Activation.softmax.name, case .activation = entry.implementation {
            throw Diagnostic(
                .type, "softmax has no derivative by element: each output depends on the whole row", at: span,
                hint:
                    "∂yᵢ/∂xⱼ is yᵢ(1 - yᵢ) or -yᵢyⱼ; a gradient goes through it",
                topic: "derivatives")
        }
        let variables = entry.parameters.filter { $0.isRequired }
        guard variables.count == 1 else {
            let hint = variables.isEmpty ? nil : "∇\(entry.name) is its gradient"
            throw Diagnostic(
                .type,
                "' differentiates a function of one value, and \(entry.name) has "
                    + (variables.isEmpty ? "none" : "\(variables.count)"), at: span, hint: hint, topic: "derivatives")
        }
        let name = (entry.name.hasPrefix("∇") ? "(\(entry.name))" : entry.name) + "'"
        return Entry(
            name, .function, "The derivative of \(entry.name)", entry.parameters, example: "", derivative: .inherited,
            definition: "\(name), the derivative of \(entry.definition ?? entry.name)",
            .call { arguments, machine throws(Diagnostic) in
                try derivative(of: entry, arguments, machine)
            })
    }

    private static func derivative(
        of entry: Entry, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        let span = arguments.head
        guard let given = arguments.values.first.flatMap({ $0 }), let shape = given.shape else {
            throw Diagnostic(
                .type,
                "\(entry.name)' takes a number or a matrix, and this is "
                    + (arguments.values.first.flatMap { $0 }?.described ?? "nothing"),
                at: arguments.spans.first ?? span, topic: "derivatives")
        }
        let (tape, (variable, result)) = try machine.recording(at: span) { (tape) throws(Diagnostic) in
            let variable = tape.variable(given.withoutRange)
            let changed = arguments.with([.tracked(variable)] + arguments.values.dropFirst(), of: entry)
            return (variable, try Calls.call(changed, machine))
        }
        guard let tracked = result.tracked(on: tape.level) else {
            guard result.shape != nil else { throw noNumber(entry, result, at: span) }
            return Value(0, shape: shape)
        }
        guard result.shape == shape, !tracked.isMixed || shape.isScalar else {
            throw Diagnostic(
                .type,
                result.shape == shape
                    ? "\(entry.name) mixes the elements of a \(shape.text) matrix, so it has no derivative by element"
                    : "\(entry.name) makes \(result.described) of \(given.described), which has no derivative by element",
                at: span,
                hint: shape.isScalar ? nil : "∇\(entry.name) is the gradient of a function that gives a number",
                topic: "derivatives")
        }
        let found = try tape.derivatives(
            of: tracked, by: [variable], seed: Value(1, shape: shape), Arithmetic(machine, at: span))
        return found.first.flatMap { $0 } ?? Value(0, shape: shape)
    }

    // MARK: ∇f

    /// The gradient of a function, as a function.
    static func gradient(of function: Value, at span: Span) throws(Diagnostic) -> Entry {
        guard case .function(let entry) = function else {
            throw Diagnostic(
                .type, "∇ takes a function, and this is \(function.described)", at: span,
                hint: function.kind == .network ? "the gradients of a network are grad(N, D)" : nil,
                topic: "derivatives")
        }
        guard entry.isDifferentiable else { throw noDerivative(entry, at: span) }
        guard !entry.parameters.isEmpty else {
            throw Diagnostic(
                .type, "\(entry.name) has no parameter that a gradient could be taken by", at: span,
                topic: "derivatives")
        }
        let name = "∇" + (entry.name.hasSuffix("'") ? "(\(entry.name))" : entry.name)
        return Entry(
            name, .function, "The gradient of \(entry.name)", entry.parameters, example: "", derivative: .inherited,
            definition: "\(name), the gradient of \(entry.definition ?? entry.name)",
            .call { arguments, machine throws(Diagnostic) in
                try gradient(of: entry, arguments, machine)
            })
    }

    private static func gradient(
        of entry: Entry, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        let span = arguments.head
        let (tape, (variables, result)) = try machine.recording(at: span) { (tape) throws(Diagnostic) in
            var values = arguments.values
            var variables: [Tracked] = []
            for (position, value) in values.enumerated() {
                guard let value else { continue }
                switch value {
                case .number, .matrix, .range, .tracked:
                    let variable = tape.variable(value.withoutRange)
                    variables.append(variable)
                    values[position] = .tracked(variable)
                case .list, .tuple, .pair:
                    throw Diagnostic(
                        .type, "a gradient is taken by numbers and matrices, and this is \(value.described)",
                        at: arguments.spans[position], topic: "derivatives")
                // A function, a network or data: something the function is about, not what it is differentiated by.
                default: continue
                }
            }
            guard !variables.isEmpty else {
                throw Diagnostic(
                    .type, "∇\(entry.name) needs a number or a matrix to differentiate by", at: span,
                    topic: "derivatives")
            }
            return (variables, try Calls.call(arguments.with(values, of: entry), machine))
        }
        guard result.shape?.isScalar == true else { throw noNumber(entry, result, at: span) }
        var found: [Value?] = Array(repeating: nil, count: variables.count)
        if let tracked = result.tracked(on: tape.level) {
            found = try tape.derivatives(
                of: tracked, by: variables, seed: .number(1), Arithmetic(machine, at: span))
        }
        let derivatives = zip(variables, found).map { $1 ?? Value(0, shape: $0.value.shape ?? .scalar) }
        if derivatives.count == 1, let only = derivatives.first { return only }
        if derivatives.allSatisfy({ $0.shape?.isScalar == true }) {
            return try Operators.brackets([derivatives], machine, at: span)
        }
        return .tuple(try Operators.items(derivatives, at: span))
    }

    // MARK: Errors

    /// The error for `'` behind something that is no function.
    static func noFunction(_ kind: Kind, _ described: String, _ text: String, at span: Span) -> Diagnostic {
        let isMatrix = kind == .matrix || kind == .range
        return Diagnostic(
            .type, "' differentiates a function, and \(text) is \(described)", at: span,
            hint: isMatrix
                ? "did you mean \(text)ᵀ (transpose)?"
                : kind == .number ? "define a function: f(x) = …, then f'(x)" : nil, topic: "derivatives")
    }

    private static func noDerivative(_ entry: Entry, at span: Span) -> Diagnostic {
        Diagnostic(.type, "the \(entry.category.noun) \(entry.name) has no derivative", at: span, topic: "derivatives")
    }

    private static func noNumber(_ entry: Entry, _ result: Value, at span: Span) -> Diagnostic {
        Diagnostic(
            .type, "a gradient needs a function that gives a number, and \(entry.name) gives \(result.described)",
            at: span, hint: result.shape == nil ? nil : "the sum of its elements is one", topic: "derivatives")
    }
}

extension Value {
    /// A range as the row of its numbers, anything else as it is.
    var withoutRange: Value {
        if case .range(let range) = self { Value(Matrix(row: range.elements)) } else { self }
    }
}

extension Arguments {
    /// The arguments without what is recorded of them.
    var primal: Arguments { with(values.map { $0?.primal }) }
}
