import Engine
import Language

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
                var fault = wrongKind(parameter, of: entry, item.described, at: arguments.spans[position])
                fault.hint = parameter.hint(for: item, written: arguments.texts[position])
                throw fault
            }
        }
    }

    /// Calls an entry as a cell does: an error without a hint points to the help on what is called.
    static func pointed(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        do throws(Diagnostic) {
            return try call(arguments, machine)
        } catch {
            throw error.pointing(to: arguments.entry)
        }
    }

    /// Calls an entry with arguments of the right kinds.
    static func call(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let entry = arguments.entry
        if Differentiation.isNeeded(for: arguments) { return try Differentiation.call(arguments, machine) }
        switch entry.implementation {
        case .defined(let function):
            return try function.call(arguments.values.compactMap { $0 }, at: arguments.head, machine)
        case .activation(let make):
            let activation = try make(arguments)
            let sums = try arguments.matrix("x")
            return try engine(at: arguments.head) { () throws(EngineError) in Value(try activation.applied(to: sums)) }
        case .call(let function), .adjustable(_, let function): return try function(arguments, machine)
        case .constant, .data: return entry.standsFor ?? .none
        case .elementwise(let function):
            return try elementwise(
                function, arguments.values.first.flatMap { $0 } ?? .none, of: entry, at: arguments.head, machine)
        case .expectation:
            throw Diagnostic(.syntax, "expect stands at the head of a line", at: arguments.head, topic: "expect")
        case .variables:
            throw Diagnostic(
                .syntax, "\(entry.name) stands at the head of a line", at: arguments.head,
                hint: "its form: \(entry.form)", topic: entry.name)
        }
    }

    /// A value with the label it was given by.
    struct Labelled {
        let label: Name
        let value: Value
        let span: Span
    }

    /// Calls a value: a network, or a function that a variable holds.
    static func call(
        _ function: Value, _ values: [Value], spans: [Span], options: [Labelled] = [], head: Span, machine: Machine
    ) throws(Diagnostic) -> Value {
        switch function {
        case .network(let network):
            if let option = options.first {
                throw Diagnostic(.syntax, "the call of a network takes no options", at: option.label.span)
            }
            if values.count == 1, let input = values.first, case .tracked = input {
                return try Arithmetic(machine, at: head).output(of: network.snapshot, for: input)
            }
            guard values.count == 1, let inputs = try values[0].toMatrix(at: spans.first ?? head) else {
                throw Diagnostic(
                    .type, "a network is called with one matrix of samples in rows", at: spans.first ?? head,
                    hint: values.count > 1 ? "one sample is a row in brackets: [1, 2]" : values.first?.operandHint)
            }
            let snapshot = network.snapshot
            return try engine(at: spans.first ?? head) { () throws(EngineError) in
                Value(try snapshot.output(for: inputs))
            }
        case .function(let entry):
            if options.isEmpty, case .defined(let function) = entry.implementation {
                return try function.call(values, at: head, machine)
            }
            return try call(
                try arguments(of: entry, values, spans: spans, options, head: head, limits: machine.limits), machine)
        default:
            throw Diagnostic(
                .type, "this is \(function.described); only functions and networks can be called", at: head)
        }
    }

    /// Gives values their parameters, in a call of a function that a variable holds.
    private static func arguments(
        of entry: Entry, _ values: [Value], spans: [Span], _ options: [Labelled], head: Span, limits: Limits
    ) throws(Diagnostic) -> Arguments {
        var given: [[Value]] = Array(repeating: [], count: entry.parameters.count)
        var places = Array(repeating: head, count: entry.parameters.count)
        var position = 0
        for (value, span) in zip(values, spans) {
            guard entry.parameters.indices.contains(position) else {
                throw Diagnostic(
                    .syntax, "\(entry.name) takes at most \(counted(entry.parameters.count, "value"))", at: span,
                    hint: "its form: \(entry.form)")
            }
            places[position] = given[position].isEmpty ? span : places[position].union(span)
            given[position].append(value)
            if !entry.parameters[position].isRepeated { position += 1 }
        }
        for option in options {
            guard let index = entry.index(of: option.label.text) else { throw unknownOption(option.label, of: entry) }
            guard given[index].isEmpty else {
                throw Diagnostic(.syntax, "\(entry.parameters[index].label) is given twice", at: option.label.span)
            }
            given[index] = [option.value]
            places[index] = option.span
        }
        var bound: [Value?] = []
        for (parameter, values) in zip(entry.parameters, given) {
            if values.isEmpty, parameter.isRequired {
                throw Diagnostic(
                    .syntax, "\(entry.name) needs \(parameter.label)", at: head, hint: "its form: \(entry.form)")
            }
            bound.append(parameter.isRepeated && !values.isEmpty ? .tuple(ValueList(values)) : values.first)
        }
        let arguments = Arguments(
            entry: entry, values: bound, spans: places, texts: Array(repeating: "", count: bound.count), names: [],
            head: head, limits: limits)
        try check(arguments)
        return arguments
    }

    /// Applies a function of one number to each element.
    static func elementwise(
        _ function: @escaping @Sendable (Double) -> Double, _ value: Value, of entry: Entry, at span: Span,
        _ machine: Machine
    ) throws(Diagnostic) -> Value {
        if let matrix = try value.toMatrix(at: span) {
            return try engine(at: span) { () throws(EngineError) in Value(try matrix.mapped(function)) }
        }
        if case .tracked = value {
            return try Differentiation.call(Arguments(entry: entry, values: [value], at: span), machine)
        }
        throw Diagnostic(
            .type, "\(entry.name) takes a number or a matrix, and this is \(value.described)", at: span,
            topic: entry.name)
    }

    /// The error for a label that an entry does not know.
    static func unknownOption(_ label: Name, of entry: Entry) -> Diagnostic {
        let labels = entry.parameters.flatMap { [$0.label] + $0.aliases }
        if entry.definition != nil {
            return Diagnostic(
                .name, "\(entry.name) has no parameter \(label.text)", at: label.span,
                hint: nearest(to: label.text, in: labels).map { "did you mean \($0)?" } ?? "its form: \(entry.form)",
                topic: "functions")
        }
        let known = entry.parameters(in: { $0 == .option }).map(\.parameter.label)
        let hint =
            ForeignNames.hint(forOption: label.text, of: entry)
            ?? suggestion(nearest(to: label.text, in: labels), of: known, "its options are")
        return Diagnostic(
            .name, "\(entry.calledName) has no option \(label.text)", at: label.span, hint: hint ?? "it takes none",
            topic: entry.helpName)
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

extension Parameter {
    /// What was probably meant by a value of a kind the parameter does not take: a call of it, or the samples in it.
    func hint(for value: Value, written text: String) -> String? {
        switch value {
        case .function(let entry):
            if let kind = entry.returns, kinds.contains(kind) || kind == .dataset { return value.callHint }
            return nil
        case .dataset: return hintForData(written: text)
        case .text(let name): return hint(forText: name)
        case .none: return text.hasSuffix(".history") ? "a network has a history once it is trained" : nil
        default: return hint(forKind: value.kind)
        }
    }

    /// The hint for what is written differently where the parameter stands.
    func hint(forKind kind: Kind) -> String? {
        switch kind {
        case .matrix, .number, .tuple, .list:
            if kinds.contains(.dataset) { return "data of your own are written X => Y, a sample in each row of both" }
            let isSeveral = kind == .tuple || kind == .list
            return isSeveral && kinds.contains(.network) ? "a network is written 2 -> 3 tanh -> 1 sigmoid" : nil
        default: return nil
        }
    }

    /// The hint for a text where one of some names is wanted.
    func hint(forText text: String) -> String? {
        let close = choices.contains(text) ? text : nearest(to: text, in: choices)
        return close.map { "did you mean \($0), without quotes?" }
    }

    /// The hint for data where a matrix is wanted: the samples in them, by how the data were written where that is short.
    func hintForData(written text: String) -> String? {
        guard kinds.contains(.matrix) else { return nil }
        let isShort = !text.isEmpty && text.count <= 24 && !text.contains(" ")
        return isShort ? "did you mean \(text).X?" : Value.samplesHint
    }
}

extension Value {
    /// The hint for data where a matrix is wanted, which they hold two of.
    static let samplesHint = "the matrix of the inputs is the member X, that of the targets Y"

    /// The hint for what no arithmetic is done with, though something it has or gives would do.
    var operandHint: String? {
        switch self {
        case .dataset: Value.samplesHint
        case .list: "a matrix is written [1, 2; 3, 4], a ; between its rows"
        default: callHint
        }
    }

    /// The hint for a function where what it gives was meant.
    var callHint: String? {
        guard case .function(let entry) = self, entry.returns != nil, entry.isCallable else { return nil }
        if entry.parameters.contains(where: \.isRequired) { return "its form: \(entry.form)" }
        return "\(entry.name) is a function: write \(entry.name)()"
    }
}
