import Engine
import Language

extension Compiler {
    /// Compiles `f(a, name=value)`.
    mutating func compileCall(
        _ callee: Expression, _ arguments: [Expression], options: [Option], at span: Span
    ) throws(Diagnostic) -> Compiled {
        if let entry = try builtIn(callee) {
            if !entry.isCallable, let value = entry.standsFor {
                throw Diagnostic(
                    .type, "\(source.text(callee.span)) is \(value.described), which cannot be called", at: callee.span)
            }
            if case .expectation = entry.implementation {
                let command = Command(verb: Name(entry.name, callee.span), subjects: arguments, options: options)
                return try compileExpectation(command, entry)
            }
            if entry === Entry.filter { return try compileFilter(arguments, options, head: callee.span) }
            let bound = try bind(entry, head: callee.span, subjects: arguments, options: options)
            let call = try call(of: entry, bound, head: callee.span)
            guard isInFunction, case .name(let name) = callee.kind, entry.category != .verb else { return call }
            return hideable(call, name, try given(bound, of: entry, arguments, options), at: span)
        }
        let function = try compile(callee)
        var values: [(code: Code, span: Span)] = []
        for argument in arguments { values.append((code: try compile(argument).root, span: argument.span)) }
        var labelled: [(label: Name, code: Code, span: Span)] = []
        for option in options {
            labelled.append((label: option.label, code: try compile(option.value).run, span: option.value.span))
        }
        let given = Given(values: values, options: labelled)
        return Compiled(
            run: { machine throws(Diagnostic) in
                try Self.run(given, of: try function.run(machine), machine, at: span)
            },
            type: .unknown)
    }

    /// The entry that is called, where no variable hides it as far as is known now.
    private func builtIn(_ callee: Expression) throws(Diagnostic) -> Entry? {
        if case .name(let name) = callee.kind { return slot(reading: name) == nil ? registry.entry(name) : nil }
        return try derived(callee)
    }

    /// What a call was given, in the order it was written.
    private struct Given {
        let values: [(code: Code, span: Span)]
        let options: [(label: Name, code: Code, span: Span)]
    }

    private func given(
        _ bound: Bound, of entry: Entry, _ arguments: [Expression], _ options: [Option]
    ) throws(Diagnostic) -> Given {
        let values = zip(bound.written, arguments).map { (code: $0, span: $1.span) }
        var labelled: [(label: Name, code: Code, span: Span)] = []
        for option in options {
            guard let index = entry.index(of: option.label.text), let code = bound.codes[index] else { continue }
            labelled.append((label: option.label, code: code, span: option.value.span))
        }
        return Given(values: values, options: labelled)
    }

    /// A call in a function's body of a built-in that a variable may hide by the time of the call.
    private mutating func hideable(_ call: Compiled, _ name: String, _ given: Given, at span: Span) -> Compiled {
        let slot = slot(inFunctionReading: name)
        return Compiled(
            run: { machine throws(Diagnostic) in
                guard let function = machine.slots[slot] else { return try call.run(machine) }
                return try Self.run(given, of: function, machine, at: span)
            },
            type: .unknown)
    }

    /// Calls a value that is known only now.
    private static func run(
        _ given: Given, of function: Value, _ machine: Machine, at span: Span
    ) throws(Diagnostic) -> Value {
        var values: [Value] = []
        values.reserveCapacity(given.values.count)
        for value in given.values { values.append(try value.code(machine)) }
        if given.options.isEmpty, case .function(let entry) = function,
            case .defined(let defined) = entry.implementation
        {
            return try defined.call(values, at: span, machine)
        }
        var options: [Calls.Labelled] = []
        for option in given.options {
            options.append(Calls.Labelled(label: option.label, value: try option.code(machine), span: option.span))
        }
        return try Calls.call(
            function, values, spans: given.values.map(\.span), options: options, head: span, machine: machine)
    }

    /// Compiles the call of an entry: the arguments are bound to its parameters here.
    ///
    /// A command gives objects behind prepositions; a function call gives them by place, after the subjects.
    mutating func compileCall(
        of entry: Entry, head: Span, isCommand: Bool = false, names: [Name] = [], subjects: [Expression] = [],
        objects: [Command.Object] = [], options: [Option] = []
    ) throws(Diagnostic) -> Compiled {
        if case .variables(let command) = entry.implementation, isCommand || command == .list {
            if let option = options.first { throw Calls.unknownOption(option.label, of: entry) }
            if subjects.isEmpty { return try compileVariables(command, names, head: head) }
        }
        let bound = try bind(
            entry, head: head, isCommand: isCommand, subjects: subjects, objects: objects, options: options)
        return try call(of: entry, bound, names: names, head: head)
    }

    /// Calls an entry with what is bound to its parameters.
    private func call(
        of entry: Entry, _ bound: Bound, names: [Name] = [], head: Span
    ) throws(Diagnostic) -> Compiled {
        if case .elementwise(let function) = entry.implementation, let argument = bound.codes.first.flatMap({ $0 }) {
            let span = bound.spans.first ?? head
            return Compiled(
                run: { machine throws(Diagnostic) in
                    let value = try argument(machine)
                    if case .number(let number) = value { return .number(function(number)) }
                    return try Calls.elementwise(function, value, of: entry, at: span, machine)
                },
                type: bound.types.first?.byElement ?? .unknown)
        }
        if entry === Entry.choose { return try choice(bound, head: head) }
        return Compiled(
            run: { machine throws(Diagnostic) in
                try Calls.pointed(try bound.arguments(of: entry, names: names, head: head, machine), machine)
            },
            type: try bound.resultType(of: entry, head: head))
    }

    /// Calls `choose`: with one truth value only what is chosen is computed.
    private func choice(_ bound: Bound, head: Span) throws(Diagnostic) -> Compiled {
        let entry = Entry.choose
        let given = bound.codes.compactMap { $0 }
        return Compiled(
            run: { machine throws(Diagnostic) in
                let condition = try given[0](machine)
                if case .truth(let holds) = condition { return try given[holds ? 1 : 2](machine) }
                var values: [Value?] = [condition]
                for code in given.dropFirst() { values.append(try code(machine)) }
                return try Calls.pointed(try bound.arguments(of: entry, values, head: head, machine), machine)
            },
            type: try bound.resultType(of: entry, head: head))
    }

    /// What stands for each parameter of an entry.
    struct Bound: Sendable {
        fileprivate(set) var codes: [Code?]
        /// Those given without a label, one by one.
        fileprivate(set) var written: [Code]
        fileprivate(set) var spans: [Span]
        fileprivate(set) var texts: [String]
        fileprivate(set) var types: [StaticType]
        /// The shapes of all that is given for each parameter.
        fileprivate(set) var shapes: [[Shape?]] = []
        /// The values that are known already.
        fileprivate(set) var known: [Value?] = []
        /// Where each value stands, and how it was written.
        fileprivate(set) var items: [[(span: Span, text: String)]] = []

        /// Finds the values, and checks their kinds.
        func arguments(
            of entry: Entry, names: [Name] = [], head: Span, _ machine: Machine
        ) throws(Diagnostic) -> Arguments {
            var values: [Value?] = []
            values.reserveCapacity(codes.count)
            for code in codes { values.append(try code?(machine)) }
            return try arguments(of: entry, values, names: names, head: head, machine)
        }

        /// Checks the kinds of values.
        func arguments(
            of entry: Entry, _ values: [Value?], names: [Name] = [], head: Span, _ machine: Machine
        ) throws(Diagnostic) -> Arguments {
            var arguments = Arguments(
                entry: entry, values: values, spans: spans, texts: texts, names: names, head: head,
                limits: machine.limits)
            arguments.items = items
            try Calls.check(arguments)
            return arguments
        }

        /// What is known of the result, after checking that the shapes known now fit.
        fileprivate func resultType(of entry: Entry, head: Span) throws(Diagnostic) -> StaticType {
            if case .activation = entry.implementation { return types.first?.byElement ?? .unknown }
            guard let rule = entry.shapeRule else { return StaticType(kind: entry.returns) }
            let arguments = ArgumentShapes(
                entry: entry, shapes: shapes, values: known, spans: spans, texts: texts, head: head)
            return try rule(arguments).map(StaticType.init(numbersIn:)) ?? StaticType(kind: entry.returns)
        }
    }

    /// Binds what is given to the parameters of an entry.
    mutating func bind(
        _ entry: Entry, head: Span, isCommand: Bool = false, subjects: [Expression] = [],
        objects: [Command.Object] = [], options: [Option] = []
    ) throws(Diagnostic) -> Bound {
        var given: [[Expression]] = Array(repeating: [], count: entry.parameters.count)
        try place(subjects, of: entry, isCommand: isCommand, into: &given)
        try place(objects, of: entry, into: &given)
        try place(options, of: entry, into: &given)
        return try compile(given, of: entry, head: head, written: subjects.count)
    }

    /// Gives values without a label to the parameters in their order.
    private func place(
        _ subjects: [Expression], of entry: Entry, isCommand: Bool, into given: inout [[Expression]]
    ) throws(Diagnostic) {
        var position = 0
        for subject in subjects {
            let role = entry.parameters.indices.contains(position) ? entry.parameters[position].role : nil
            let fits =
                switch role {
                case nil: false
                // Bare names follow these verbs, which an expression is not.
                case .subject: !entry.takesNames
                case .object: !isCommand
                // A verb has too many options for their order to say which is which.
                case .option: entry.category != .verb
                }
            guard fits else {
                throw Diagnostic(
                    .syntax, "one value too many for \(entry.calledName)", at: subject.span,
                    hint: "its form: \(entry.form)", topic: entry.helpName)
            }
            given[position].append(subject)
            if !entry.parameters[position].isRepeated { position += 1 }
        }
    }

    private func place(
        _ objects: [Command.Object], of entry: Entry, into given: inout [[Expression]]
    ) throws(Diagnostic) {
        for object in objects {
            guard let index = entry.parameters.firstIndex(where: { $0.role == .object(object.preposition) }) else {
                throw Diagnostic(
                    .syntax, "\(entry.name) takes no \(object.preposition.rawValue)", at: object.span, topic: entry.name
                )
            }
            given[index] = [object.value]
        }
    }

    private func place(_ options: [Option], of entry: Entry, into given: inout [[Expression]]) throws(Diagnostic) {
        for option in options {
            guard let index = entry.index(of: option.label.text) else {
                throw networkOption(option, given, of: entry) ?? Calls.unknownOption(option.label, of: entry)
            }
            guard given[index].isEmpty else {
                throw Diagnostic(.syntax, "\(entry.parameters[index].label) is given twice", at: option.label.span)
            }
            given[index] = [option.value]
        }
    }

    /// The error for an option that is meant for a network among the arguments: options belong to the head.
    private func networkOption(_ option: Option, _ given: [[Expression]], of entry: Entry) -> Diagnostic? {
        let networks = given.joined().filter { if case .network = $0.kind { true } else { false } }
        guard let network = networks.first, Entry.network.index(of: option.label.text) != nil else { return nil }
        let written = source.text(network.span)
        let label = option.label.text
        let hint =
            written.count > 30
            ? "give the network a name in a line of its own" : "write N = \(written), \(label)=…"
        return Diagnostic(
            .name, "\(label) is an option of the network, and here options belong to \(entry.calledName)",
            at: option.label.span, hint: hint + ", and N here", topic: "networks")
    }

    private mutating func compile(
        _ given: [[Expression]], of entry: Entry, head: Span, written: Int
    ) throws(Diagnostic) -> Bound {
        var bound = Bound(codes: [], written: [], spans: [], texts: [], types: [])
        let isGrouped = zip(entry.parameters, given).contains { $0.namesColumns && $0.label == "by" && !$1.isEmpty }
        for (parameter, expressions) in zip(entry.parameters, given) {
            guard let first = expressions.first, let last = expressions.last else {
                if parameter.isRequired { throw missing(parameter, of: entry, at: head) }
                bound.codes.append(nil)
                bound.spans.append(head)
                bound.texts.append("")
                bound.types.append(.unknown)
                bound.shapes.append([])
                bound.known.append(nil)
                bound.items.append([])
                continue
            }
            var codes: [Code] = []
            var shapes: [Shape?] = []
            var type = StaticType.unknown
            for expression in expressions {
                let compiled: Compiled
                do throws(Diagnostic) {
                    compiled = try compile(expression, for: parameter, isGrouped: isGrouped)
                } catch {
                    throw explained(error, as: parameter, of: entry, at: expression.span)
                }
                if let kind = compiled.type.kind, !parameter.accepts(kind) {
                    var fault = Calls.wrongKind(parameter, of: entry, kind.withArticle, at: expression.span)
                    fault.hint = hint(for: expression, of: kind, as: parameter)
                    throw fault
                }
                codes.append(compiled.run)
                type = compiled.type
                shapes.append(type.shape ?? (type.kind == .number ? .scalar : nil))
            }
            let span = first.span.union(last.span)
            bound.spans.append(span)
            bound.texts.append(source.text(span))
            bound.types.append(type)
            bound.shapes.append(shapes)
            bound.known.append(plainValue(of: first))
            bound.items.append(expressions.map { (span: $0.span, text: source.text($0.span)) })
            bound.written += codes.prefix(written - bound.written.count)
            if parameter.isRepeated {
                let all: Code = { [codes] machine throws(Diagnostic) in
                    .tuple(ValueList(try Self.values(of: codes, machine)))
                }
                bound.codes.append(all)
            } else {
                bound.codes.append(codes.first)
            }
        }
        return bound
    }

    /// A bare name that is one of the texts an option takes: `precision=single`.
    func word(_ expression: Expression, of parameter: Parameter) -> String? {
        guard parameter.kinds.contains(.text), case .name(let name) = expression.kind, parameter.choices.contains(name),
            slot(reading: name) == nil
        else { return nil }
        return name
    }

    /// Says what an option takes, where a name nobody knows stands for it.
    private func explained(
        _ error: Diagnostic, as parameter: Parameter, of entry: Entry, at span: Span
    ) -> Diagnostic {
        guard error.kind == .name else { return error }
        var explained = error
        if parameter.kinds == [.text], parameter.choices.isEmpty {
            explained.hint = "text stands in quotes: \"\(source.text(span))\""
            return explained
        }
        guard error.spans == [span], !parameter.choices.isEmpty else { return error }
        explained.hint =
            nearest(to: source.text(span), in: parameter.choices).map { "did you mean \($0)?" }
            ?? ForeignNames.hint(for: source.text(span))
            ?? "\(parameter.label) can be \(parameter.choices.joined(separator: ", "))"
        explained.topic = entry.helpName
        return explained
    }

    private func missing(_ parameter: Parameter, of entry: Entry, at head: Span) -> Diagnostic {
        let place =
            switch parameter.role {
            case .object(let preposition): "\(preposition.rawValue) \(parameter.label)"
            case .subject, .option: parameter.label
            }
        return Diagnostic(
            .syntax, "\(entry.name) needs \(place)", at: head, hint: "its form: \(entry.form)", topic: entry.name)
    }

    /// The hint for a name that would have to be called to give what the parameter takes, and for data where their samples
    /// are wanted.
    private func hint(for expression: Expression, of kind: Kind, as parameter: Parameter) -> String? {
        if kind == .dataset { return parameter.hintForData(written: source.text(expression.span)) }
        if case .text(let text) = expression.kind { return parameter.hint(forText: text) }
        if let hint = parameter.hint(forKind: kind) { return hint }
        guard case .name(let name) = expression.kind else { return nil }
        // `D = mixture` makes D another name of the function.
        let original = slot(reading: name).map { environment.origin(of: $0) ?? "" } ?? name
        guard let entry = registry.entry(original), entry.isCallable else { return nil }
        return parameter.hint(for: entry.value, written: name)
    }
}

extension Parameter {
    /// Whether a value of the kind will do, counting what is converted: a number is a 1×1 matrix, a pair a data set.
    func accepts(_ kind: Kind) -> Bool {
        if kinds.isEmpty || kinds.contains(kind) { return true }
        switch kind {
        case .number, .range: return kinds.contains(.matrix)
        case .pair: return kinds.contains(.dataset)
        default: return false
        }
    }
}
