import Engine
import Language

extension Compiler {
    /// Compiles `2 -> 50 tanh -> 1 sigmoid, seed=7, W1=…`.
    mutating func compileNetwork(
        _ inputs: Expression, _ layers: [LayerSyntax], options: [Option], at span: Span
    ) throws(Diagnostic) -> Compiled {
        var sizes: [(code: Code, span: Span)] = []
        for expression in [inputs] + layers.map(\.size) {
            let size = try compile(expression)
            if let kind = size.type.kind, kind != .number {
                throw Diagnostic(
                    .type, "a layer's size is a number, and this is \(kind.withArticle)", at: expression.span,
                    topic: "networks")
            }
            sizes.append((code: size.run, span: expression.span))
        }
        var activations: [Activation] = []
        for layer in layers { activations.append(try activation(of: layer)) }
        let (parameters, settings) = try networkOptions(options)
        return Compiled(
            run: { [sizes, activations] machine throws(Diagnostic) in
                var counts: [Int] = []
                for size in sizes {
                    let number = try Operators.number(of: try size.code(machine), at: size.span)
                    guard let count = Int(exactly: number), count > 0 else {
                        throw Diagnostic(
                            .value, "a layer's size is a whole number above 0, not \(Value.text(of: number))",
                            at: size.span,
                            topic: "networks")
                    }
                    counts.append(count)
                }
                var seed: UInt64 = 1
                var initialization = machine.convention.initialization
                if let parameters {
                    let arguments = try parameters(machine)
                    seed = try arguments.seed() ?? 1
                    if case .initialization(let given) = arguments["init"] { initialization = given }
                }
                let units = zip(counts.dropFirst(), activations).map { Layer(units: $0, activation: $1) }
                var network = try engine(at: span) { () throws(EngineError) in
                    try Network(inputs: counts.first ?? 0, layers: units, initialization: initialization, seed: seed)
                }
                for setting in settings {
                    try Members.setParameters(
                        setting.name, of: &network, to: try setting.code(machine), convention: machine.convention,
                        at: setting.span)
                }
                return .network(TrainedNetwork(network))
            },
            type: StaticType(kind: .network))
    }

    private func activation(of layer: LayerSyntax) throws(Diagnostic) -> Activation {
        guard let name = layer.activation else { return .identity }
        guard let entry = registry.entry(name.text), let activation = Activation(rawValue: entry.name) else {
            let names = registry.entries.filter { $0.category == .activation }.flatMap(\.spellings)
            throw Diagnostic(
                .name, "\(name.text) is no activation", at: name.span,
                hint: nearest(to: name.text, in: names).map { "did you mean \($0)?" }
                    ?? "the activations: " + names.joined(separator: ", "), topic: "networks")
        }
        return activation
    }

    /// Finds the values of the registry's options for a network.
    private typealias OptionCode = (Machine) throws(Diagnostic) -> Arguments

    /// Splits the options into those of the registry's entry and parameters set by hand (`W1=`, `b2=`).
    private mutating func networkOptions(
        _ options: [Option]
    ) throws(Diagnostic) -> (OptionCode?, [(name: Name, code: Code, span: Span)]) {
        var settings: [(name: Name, code: Code, span: Span)] = []
        let entry = Entry.network
        var values: [Int: (code: Code, span: Span)] = [:]
        for option in options {
            if Members.isParameterName(option.label.text) {
                let value = try compile(option.value)
                settings.append((name: option.label, code: value.run, span: option.value.span))
                continue
            }
            guard let index = entry.index(of: option.label.text), entry.parameters[index].role == .option else {
                throw unknownOption(option, of: entry)
            }
            let value = try compile(option.value)
            let parameter = entry.parameters[index]
            if let kind = value.type.kind, !parameter.accepts(kind) {
                throw Calls.wrongKind(parameter, of: entry, kind.withArticle, at: option.value.span)
            }
            values[index] = (code: value.run, span: option.value.span)
        }
        guard !values.isEmpty else { return (nil, settings) }
        let head = options.first?.label.span ?? Span(0, 0)
        let parameters = entry.parameters
        let given = values
        let code: OptionCode = { machine throws(Diagnostic) in
            var found: [Value?] = []
            for (index, parameter) in parameters.enumerated() {
                let value = try given[index]?.code(machine)
                if let value, !parameter.accepts(value.kind) {
                    throw Calls.wrongKind(parameter, of: entry, value.described, at: given[index]?.span ?? head)
                }
                found.append(value)
            }
            return Arguments(
                entry: entry, values: found, spans: parameters.indices.map { given[$0]?.span ?? head },
                texts: parameters.map { _ in "" }, names: [], head: head)
        }
        return (code, settings)
    }
}
