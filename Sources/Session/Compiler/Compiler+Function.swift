import Language

extension Compiler {
    /// Compiles `f(x, y) = body`; the body's free names are looked up when the function is called.
    mutating func compileDefinition(
        of name: Name, parameters: [Name], _ body: Expression, at span: Span
    ) throws(Diagnostic) -> StatementCode {
        let target = slot(writing: name)
        note(target, type: StaticType(kind: .function), origin: nil)
        var scope = Scope(assigned: [])
        var slots: [Int] = []
        for parameter in parameters {
            let slot = environment.newSlot()
            slots.append(slot)
            scope.slots[parameter.text] = slot
        }
        let outer = (isInFunction, height, greatestHeight)
        (isInFunction, height, greatestHeight) = (true, 0, 0)
        scopes.append(scope)
        defer {
            (isInFunction, height, greatestHeight) = outer
            scopes.removeLast()
        }
        let function = Function(
            name: name.text, parameters: parameters.map(\.text), slots: slots, body: try compile(body).root,
            height: greatestHeight, source: source, span: span, bodySpan: body.span)
        let value = Value.function(Entry(function))
        return { [assignment] machine in
            machine.assign(value, to: target, by: assignment)
            return .next
        }
    }

    /// Compiles `f'`.
    mutating func compileDerivative(of function: Expression, at span: Span) throws(Diagnostic) -> Compiled {
        if let entry = try derived(Expression(.derivative(function), span)) { return constant(.function(entry)) }
        let value = try compile(function)
        let text = source.text(function.span)
        if let kind = value.type.kind, kind != .function {
            throw Differentiation.noFunction(kind, kind.withArticle, text, at: span)
        }
        return Compiled(
            run: { machine throws(Diagnostic) in
                .function(try Differentiation.derivative(of: try value.run(machine), text, at: span))
            },
            type: StaticType(kind: .function))
    }

    /// Compiles `∇f`.
    mutating func compileGradient(of function: Expression, at span: Span) throws(Diagnostic) -> Compiled {
        if let entry = try derived(Expression(.gradient(function), span)) { return constant(.function(entry)) }
        let value = try compile(function)
        return Compiled(
            run: { machine throws(Diagnostic) in
                .function(try Differentiation.gradient(of: try value.run(machine), at: span))
            },
            type: StaticType(kind: .function))
    }

    /// The derivative or gradient of a built-in, where the expression is one; `nil` for anything else.
    func derived(_ expression: Expression) throws(Diagnostic) -> Entry? {
        switch expression.kind {
        case .derivative(let function):
            guard let entry = try derivable(function) else { return nil }
            return try Differentiation.derivative(
                of: .function(entry), source.text(function.span), at: expression.span)
        case .gradient(let function):
            guard let entry = try derivable(function) else { return nil }
            return try Differentiation.gradient(of: .function(entry), at: expression.span)
        default: return nil
        }
    }

    private func derivable(_ function: Expression) throws(Diagnostic) -> Entry? {
        guard case .name(let name) = function.kind else { return try derived(function) }
        guard !isInFunction, slot(reading: name) == nil, let entry = registry.entry(name), entry.standsFor == nil else {
            return nil
        }
        return entry
    }
}

extension Entry {
    /// A function that a cell defines, as a value.
    convenience init(_ function: Function) {
        self.init(
            function.name, .function, "A function of this session",
            function.parameters.map { .subject($0, [], "A value, by its place") }, example: function.text,
            derivative: .inherited, definition: function.text, .defined(function))
    }
}
