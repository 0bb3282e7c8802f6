import Engine
import Language

extension Compiler {
    /// Compiles `f(a, name=value)`.
    mutating func compileCall(
        _ callee: Expression, _ arguments: [Expression], options: [Option], at span: Span
    ) throws(Diagnostic) -> Compiled {
        if case .name(let name) = callee.kind, slot(reading: name) == nil, let entry = registry.entry(name) {
            if !entry.isCallable, let value = entry.standsFor {
                throw Diagnostic(.type, "\(name) is \(value.described), which cannot be called", at: callee.span)
            }
            if case .expectation = entry.implementation {
                let command = Command(verb: Name(name, callee.span), subjects: arguments, options: options)
                return try compileExpectation(command, entry)
            }
            return try compileCall(of: entry, head: callee.span, subjects: arguments, options: options)
        }
        let function = try compile(callee)
        let inputs = try compileAll(arguments)
        if let option = options.first {
            throw Diagnostic(.syntax, "a call of a value takes no options", at: option.label.span)
        }
        let spans = arguments.map(\.span)
        return Compiled(
            run: { machine throws(Diagnostic) in
                let function = try function.run(machine)
                let values = try Self.values(of: inputs, machine)
                return try Calls.call(function, values, spans: spans, head: callee.span, machine: machine)
            },
            type: .unknown)
    }

    /// Compiles the call of an entry: the arguments are bound to its parameters here.
    ///
    /// A command gives objects behind prepositions; a function call gives them by place, after the subjects.
    mutating func compileCall(
        of entry: Entry, head: Span, isCommand: Bool = false, names: [Name] = [], subjects: [Expression] = [],
        objects: [Command.Object] = [], options: [Option] = []
    ) throws(Diagnostic) -> Compiled {
        if case .variables(let command) = entry.implementation, isCommand || command == .list {
            if let option = options.first { throw unknownOption(option, of: entry) }
            if subjects.isEmpty { return try compileVariables(command, names, head: head) }
        }
        let bound = try bind(
            entry, head: head, isCommand: isCommand, subjects: subjects, objects: objects, options: options)
        if case .elementwise(let function) = entry.implementation, let argument = bound.codes.first.flatMap({ $0 }) {
            let span = bound.spans.first ?? head
            return Compiled(
                run: { machine throws(Diagnostic) in
                    let value = try argument(machine)
                    if case .number(let number) = value { return .number(function(number)) }
                    return try Calls.elementwise(function, value, name: entry.name, at: span)
                },
                type: bound.types.first?.byElement ?? .unknown)
        }
        return Compiled(
            run: { machine throws(Diagnostic) in
                let arguments = try bound.arguments(of: entry, names: names, head: head, machine)
                do throws(Diagnostic) {
                    return try Calls.call(arguments, machine)
                } catch {
                    throw error.pointing(to: entry)
                }
            },
            type: try bound.resultType(of: entry, head: head))
    }

    /// What stands for each parameter of an entry.
    struct Bound {
        fileprivate(set) var codes: [Code?]
        fileprivate(set) var spans: [Span]
        fileprivate(set) var texts: [String]
        fileprivate(set) var types: [StaticType]
        /// The shapes of all that is given for each parameter.
        fileprivate(set) var shapes: [[Shape?]] = []
        /// The values that are known already.
        fileprivate(set) var known: [Value?] = []

        /// Finds the values, and checks their kinds.
        func arguments(
            of entry: Entry, names: [Name] = [], head: Span, _ machine: Machine
        ) throws(Diagnostic) -> Arguments {
            var values: [Value?] = []
            values.reserveCapacity(codes.count)
            for code in codes { values.append(try code?(machine)) }
            let arguments = Arguments(
                entry: entry, values: values, spans: spans, texts: texts, names: names, head: head)
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
        return try compile(given, of: entry, head: head)
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
            guard let index = entry.index(of: option.label.text) else { throw unknownOption(option, of: entry) }
            guard given[index].isEmpty else {
                throw Diagnostic(.syntax, "\(entry.parameters[index].label) is given twice", at: option.label.span)
            }
            given[index] = [option.value]
        }
    }

    private mutating func compile(
        _ given: [[Expression]], of entry: Entry, head: Span
    ) throws(Diagnostic) -> Bound {
        var bound = Bound(codes: [], spans: [], texts: [], types: [])
        for (parameter, expressions) in zip(entry.parameters, given) {
            guard let first = expressions.first, let last = expressions.last else {
                if parameter.isRequired { throw missing(parameter, of: entry, at: head) }
                bound.codes.append(nil)
                bound.spans.append(head)
                bound.texts.append("")
                bound.types.append(.unknown)
                bound.shapes.append([])
                bound.known.append(nil)
                continue
            }
            var codes: [Code] = []
            var shapes: [Shape?] = []
            var type = StaticType.unknown
            for expression in expressions {
                let compiled: Compiled
                do throws(Diagnostic) {
                    compiled = try compile(expression)
                } catch {
                    throw explained(error, as: parameter, of: entry, at: expression.span)
                }
                if let kind = compiled.type.kind, !parameter.accepts(kind) {
                    var fault = Calls.wrongKind(parameter, of: entry, kind.withArticle, at: expression.span)
                    fault.hint = uncalled(expression, for: parameter)
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

    /// Says what an option takes, where a name nobody knows stands for it.
    private func explained(
        _ error: Diagnostic, as parameter: Parameter, of entry: Entry, at span: Span
    ) -> Diagnostic {
        guard error.kind == .name, error.spans == [span], !parameter.choices.isEmpty else { return error }
        var explained = error
        explained.hint =
            nearest(to: source.text(span), in: parameter.choices).map { "did you mean \($0)?" }
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

    private func unknownOption(_ option: Option, of entry: Entry) -> Diagnostic {
        let labels = entry.parameters.flatMap { [$0.label] + $0.aliases }
        let known = entry.parameters(in: { $0 == .option }).map(\.parameter.label)
        let hint = suggestion(nearest(to: option.label.text, in: labels), of: known, "its options are")
        return Diagnostic(
            .name, "\(entry.calledName) has no option \(option.label.text)", at: option.label.span,
            hint: hint ?? "it takes none",
            topic: entry.helpName)
    }

    /// The hint for a name that would have to be called to give what the parameter takes.
    private func uncalled(_ expression: Expression, for parameter: Parameter) -> String? {
        guard case .name(let name) = expression.kind, slot(reading: name) == nil, let entry = registry.entry(name),
            let kind = entry.returns, parameter.kinds.contains(kind)
        else { return nil }
        return "its form: \(entry.form)"
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

/// Calls while a cell runs.
enum Calls {
    /// Checks the kinds of a call's arguments.
    static func check(_ arguments: Arguments) throws(Diagnostic) {
        let entry = arguments.entry
        for (position, parameter) in entry.parameters.enumerated() {
            guard let value = arguments.values[position] else { continue }
            let items: [Value] =
                if parameter.isRepeated, case .tuple(let items) = value { Array(items) } else { [value] }
            for item in items where !parameter.accepts(item.kind) {
                throw wrongKind(parameter, of: entry, item.described, at: arguments.spans[position])
            }
        }
    }

    /// Calls an entry with arguments of the right kinds.
    static func call(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let entry = arguments.entry
        switch entry.implementation {
        case .activation(let make): return Value(try make(arguments)(try arguments.matrix("x")))
        case .call(let function), .adjustable(_, let function): return try function(arguments, machine)
        case .constant, .data: return entry.standsFor ?? .none
        case .elementwise(let function):
            return try elementwise(
                function, arguments.values.first.flatMap { $0 } ?? .none, name: entry.name, at: arguments.head)
        case .expectation:
            throw Diagnostic(.syntax, "expect stands at the head of a line", at: arguments.head, topic: "expect")
        case .variables:
            throw Diagnostic(
                .syntax, "\(entry.name) stands at the head of a line", at: arguments.head,
                hint: "its form: \(entry.form)",
                topic: entry.name)
        }
    }

    /// Calls a value: a network, or a function that a variable holds.
    static func call(
        _ function: Value, _ values: [Value], spans: [Span], head: Span, machine: Machine
    ) throws(Diagnostic) -> Value {
        switch function {
        case .network(let network):
            guard let inputs = values.first?.asMatrix, values.count == 1 else {
                throw Diagnostic(
                    .type, "a network is called with one matrix of samples in rows", at: spans.first ?? head)
            }
            return Value(try network.snapshot.output(for: inputs, machine: machine, at: spans.first ?? head))
        case .function(let entry):
            guard values.count <= entry.parameters.count else {
                throw Diagnostic(.syntax, "\(entry.name) takes at most \(entry.parameters.count) values", at: head)
            }
            let rest = entry.parameters.count - values.count
            for parameter in entry.parameters.dropFirst(values.count) where parameter.isRequired {
                throw Diagnostic(.syntax, "\(entry.name) needs \(parameter.label)", at: head, topic: entry.name)
            }
            let arguments = Arguments(
                entry: entry, values: values + Array(repeating: nil, count: rest),
                spans: spans + Array(repeating: head, count: rest),
                texts: Array(repeating: "", count: entry.parameters.count), names: [], head: head)
            try check(arguments)
            return try call(arguments, machine)
        default:
            throw Diagnostic(
                .type, "this is \(function.described); only functions and networks can be called", at: head)
        }
    }

    /// Applies a function of one number to each element.
    static func elementwise(
        _ function: (Double) -> Double, _ value: Value, name: String, at span: Span
    ) throws(Diagnostic) -> Value {
        guard let matrix = value.asMatrix else {
            throw Diagnostic(
                .type, "\(name) takes a number or a matrix, and this is \(value.described)", at: span, topic: name)
        }
        return Value(matrix.map(function))
    }

    /// The error for a value of the wrong kind.
    static func wrongKind(_ parameter: Parameter, of entry: Entry, _ found: String, at span: Span) -> Diagnostic {
        let place =
            switch parameter.role {
            case .subject: ""
            case .object(let preposition): " after \(preposition.rawValue)"
            case .option: " as \(parameter.label)"
            }
        return Diagnostic(
            .type, "\(entry.calledName) takes \(parameter.kindsDescribed)\(place), and this is \(found)", at: span,
            topic: entry.helpName)
    }
}
