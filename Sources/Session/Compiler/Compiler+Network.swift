import Engine
import Language

extension Compiler {
    /// Compiles `2 -> 50 tanh -> dropout(0.5) -> 1 sigmoid, seed=7, W1=…`.
    mutating func compileNetwork(
        _ inputs: Expression, _ layers: [LayerSyntax], options: [Option], at span: Span
    ) throws(Diagnostic) -> Compiled {
        let size = try compileSize(inputs)
        let compiled = try compileLayers(layers)
        let byHand = try settingsByHand(options)
        let rest = options.filter { !LayerMember.isSetting($0.label.text) }
        let bound = try bind(Entry.network, head: span, options: rest)
        return Compiled(
            run: { [compiled, byHand] machine throws(Diagnostic) in
                let inputs = try size(machine)
                var described: [Layer] = []
                for layer in compiled { described.append(try layer.layer(machine)) }
                let arguments = try bound.arguments(of: Entry.network, head: span, machine)
                let seed = try arguments.seed(machine)
                var initialization = machine.convention.initialization
                if case .initialization(let given) = arguments["init"] { initialization = given }
                var network = try engine(at: span) { () throws(EngineError) in
                    try Network(inputs: inputs, layers: described, initialization: initialization, seed: seed)
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

    /// The options that set parameters and masks by hand: `W1=…`, `b2=…`, `mask1=…`.
    private mutating func settingsByHand(
        _ options: [Option]
    ) throws(Diagnostic) -> [(name: Name, code: Code, span: Span)] {
        var settings: [(name: Name, code: Code, span: Span)] = []
        for option in options where LayerMember.isSetting(option.label.text) {
            settings.append(
                (name: option.label, code: try compile(option.value).run, span: option.value.span))
        }
        return settings
    }
}
