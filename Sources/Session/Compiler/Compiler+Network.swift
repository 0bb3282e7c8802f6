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
        var activations: [@Sendable (Machine) throws(Diagnostic) -> Activation] = []
        for layer in layers { activations.append(try activation(of: layer)) }
        let byHand = try parametersByHand(options)
        let rest = options.filter { !Members.isParameterName($0.label.text) }
        let bound = try bind(Entry.network, head: span, options: rest)
        return Compiled(
            run: { [sizes, activations, byHand] machine throws(Diagnostic) in
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
                let arguments = try bound.arguments(of: Entry.network, head: span, machine)
                let seed = try arguments.seed() ?? 1
                var initialization = machine.convention.initialization
                if case .initialization(let given) = arguments["init"] { initialization = given }
                var described: [Layer] = []
                for (units, activation) in zip(counts.dropFirst(), activations) {
                    described.append(Layer(units: units, activation: try activation(machine)))
                }
                var network = try engine(at: span) { () throws(EngineError) in
                    try Network(
                        inputs: counts.first ?? 0, layers: described, initialization: initialization, seed: seed)
                }
                for setting in byHand {
                    try Members.setParameters(
                        setting.name, of: &network, to: try setting.code(machine), convention: machine.convention,
                        at: setting.span)
                }
                return .network(TrainedNetwork(network))
            },
            type: StaticType(kind: .network))
    }

    /// Compiles the activation of a layer, which its parentheses may make from values known when the cell runs.
    private mutating func activation(
        of layer: LayerSyntax
    ) throws(Diagnostic) -> @Sendable (Machine) throws(Diagnostic) -> Activation {
        guard let name = layer.activation else { return { _ in .identity } }
        guard let entry = registry.entry(name.text), case .activation(let make) = entry.implementation else {
            let names = registry.entries.filter { $0.category == .activation }.flatMap(\.spellings)
            throw Diagnostic(
                .name, "\(name.text) is no activation", at: name.span,
                hint: nearest(to: name.text, in: names).map { "did you mean \($0)?" }
                    ?? "the activations: " + names.joined(separator: ", "), topic: "networks")
        }
        // The layer holds what the activation acts on, so only its options are given: `50 swish(2)`.
        let applied = entry.withoutSubjects
        let bound = try bind(applied, head: name.span, subjects: layer.arguments, options: layer.options)
        let head = name.span
        return { machine throws(Diagnostic) in try make(try bound.arguments(of: applied, head: head, machine)) }
    }

    /// The options that set parameters by hand: `W1=…`, `b2=…`.
    private mutating func parametersByHand(
        _ options: [Option]
    ) throws(Diagnostic) -> [(name: Name, code: Code, span: Span)] {
        var settings: [(name: Name, code: Code, span: Span)] = []
        for option in options where Members.isParameterName(option.label.text) {
            settings.append(
                (name: option.label, code: try compile(option.value).run, span: option.value.span))
        }
        return settings
    }
}
