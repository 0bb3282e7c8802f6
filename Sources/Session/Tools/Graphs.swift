import Drawing
import Engine
import Language

/// `graph`.
enum Graphs {
    /// Draws the computation of a function at a point, or the two passes through a network.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        var diagram: Diagram
        switch try arguments.required("f") {
        case .network(let network): diagram = .passes(try passes(network.snapshot, arguments, machine))
        case .function(let entry): diagram = .graph(try graph(of: entry, arguments, machine))
        default:
            throw Diagnostic(
                .type, "graph takes a function or a network", at: arguments.span("f"), topic: "graph")
        }
        if let title = arguments.title { diagram.title = title }
        return .diagram(diagram)
    }

    // MARK: Functions

    private static func graph(
        of entry: Entry, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> GraphDiagram {
        for label in ["D", "loss"] where arguments[label] != nil {
            throw Diagnostic(
                .value, "\(label) goes with a network, and \(entry.name) is a function", at: arguments.span(label),
                hint: "graph(f, x) is the graph of f at x", topic: "graph")
        }
        guard entry.isDifferentiable else {
            throw Diagnostic(
                .type, "the \(entry.category.noun) \(entry.name) has no derivative", at: arguments.span("f"),
                topic: "derivatives")
        }
        let values = arguments.all("x")
        let names = entry.parameters.filter { $0.role == .subject }.map(\.label)
        guard values.count == names.count, !values.isEmpty else {
            throw Diagnostic(
                .value,
                "\(entry.name) has \(counted(names.count, "parameter")), and here "
                    + (values.count == 1 ? "is 1 value" : "are \(values.count) values"),
                at: values.isEmpty ? arguments.head : arguments.span("x"),
                hint: "graph(\(entry.name), \(names.joined(separator: ", ")))", topic: "graph")
        }
        let span = arguments.head
        let (tape, result) = try machine.recording(at: span, keepsNotes: true) { (tape) throws(Diagnostic) in
            var tracked: [Value] = []
            for (name, value) in zip(names, values) {
                guard value.asMatrix != nil else {
                    throw Diagnostic(
                        .type, "a graph begins at numbers and matrices, and this is \(value.described)",
                        at: arguments.span("x"), topic: "graph")
                }
                tracked.append(.tracked(tape.variable(value.withoutRange, named: name)))
            }
            return try Calls.call(
                .function(entry), tracked, spans: Array(repeating: arguments.span("x"), count: tracked.count),
                head: span,
                machine: machine)
        }
        guard let end = result.tracked(on: tape.level) else {
            throw Diagnostic(
                .value,
                "\(entry.name) does not depend on \(listed(names, conjunction: "or")), so that there is no graph",
                at: span, topic: "graph")
        }
        let seed = Value(1, shape: result.shape ?? .scalar)
        let derivatives = try tape.derivatives(of: end, seed: seed, keepsAll: true, Arithmetic(machine, at: span))
        return try GraphMaker(tape: tape, end: end.position, derivatives: derivatives, name: entry.name)
            .diagram(
                title: "\(entry.definition ?? entry.name) at \(point(names, values))",
                isScalar: result.shape?.isScalar == true,
                Arithmetic(machine, at: span))
    }

    private static func point(_ names: [String], _ values: [Value]) -> String {
        zip(names, values).map { "\($0) = \($1.brief)" }.joined(separator: ", ")
    }

    // MARK: Networks

    private static func passes(
        _ network: Network, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> PassesDiagram {
        let data = try samples(arguments)
        let (loss, convention) = (arguments.lossOption, machine.convention)
        let trace = try engine(at: arguments.span("f"), data.span) { () throws(EngineError) in
            try network.backward(on: data.set, loss: loss, convention: convention, normalization: .running)
        }
        let notation = Notation(convention)
        let steps = TraceSteps(network: network, notation: notation, convention: convention, samples: data.set.count)
        var formulas: [String: String] = [:]
        for step in steps.forward(trace.forward) + steps.backward(trace, targets: data.set.targets) {
            if let formula = step.formula { formulas[step.symbol.text] = formula.text }
        }
        func quantity(_ symbol: Formula, _ matrix: Matrix, turns: Bool) -> PassesDiagram.Quantity {
            let shown = turns ? matrix.transposed() : matrix
            var shape = Shape(shown).text
            // Of one sample through a small layer the numbers have room.
            if data.set.count == 1, shown.elements.count <= 4 {
                shape += ": " + NumberText.aligned(shown.elements, digits: 3).joined(separator: ", ")
            }
            return PassesDiagram.Quantity(symbol: symbol.text, shape: shape, formula: formulas[symbol.text] ?? "")
        }
        let layers = network.layers.indices.map { position in
            let layer = position + 1
            let (forward, back) = (trace.forward.layers[position], trace.layers[position])
            let isTurned = !notation.isInputsByOutputs
            let columns = notation.hasColumns
            var backward = quantity(
                notation.derivative(by: notation.activations(layer)), back.activationDerivatives, turns: columns)
            if backward.formula.isEmpty, layer < network.layers.count {
                backward.formula = notation.backward(notation.delta(layer + 1), layer + 1).text
            }
            return PassesDiagram.Layer(
                weights: quantity(notation.weights(layer), network.weights(layer), turns: isTurned),
                sums: quantity(notation.sums(layer), forward.sums, turns: columns),
                activations: quantity(notation.activations(layer), forward.activations, turns: columns),
                weightDerivatives: quantity(
                    notation.derivative(by: notation.weights(layer)), back.weightDerivatives, turns: isTurned),
                sumDerivatives: quantity(notation.delta(layer), back.sumDerivatives, turns: columns),
                activationDerivatives: backward)
        }
        return PassesDiagram(
            title: "\(arguments.text("f")) on \(data.text): forward and backward",
            captions: ["convention \(convention.name) · \(notation.loss): \(trace.lossText)"],
            inputs: quantity(notation.activations(0), trace.forward.inputs, turns: notation.hasColumns),
            layers: layers,
            loss: .init(symbol: notation.loss, shape: NumberText.significant(trace.loss, digits: 6)))
    }

    /// The data of `graph N on D` or `graph(N, D)`.
    private static func samples(
        _ arguments: Arguments
    ) throws(Diagnostic) -> (set: Dataset, text: String, span: Span) {
        let others = arguments.all("x")
        if arguments["D"] != nil, others.isEmpty {
            return (try arguments.dataset("D").samples, arguments.text("D"), arguments.span("D"))
        }
        guard others.count == 1, let only = others.first, arguments["D"] == nil else {
            throw Diagnostic(
                .syntax, "the graph of a network needs data, once", at: arguments.span("x"),
                hint: "graph \(arguments.text("f")) on D", topic: "graph")
        }
        switch only {
        case .dataset(let data): return (data.samples, arguments.text("x"), arguments.span("x"))
        case .pair(let input, let output):
            if let inputs = input.asMatrix, let targets = output.asMatrix {
                let set = try engine(at: arguments.span("x")) { () throws(EngineError) in
                    try Dataset(name: arguments.text("x"), inputs: inputs, targets: targets)
                }
                return (set, arguments.text("x"), arguments.span("x"))
            }
            fallthrough
        default:
            throw Diagnostic(
                .type, "the graph of a network needs data, and this is \(only.described)", at: arguments.span("x"),
                hint: "graph \(arguments.text("f")) on D[1]", topic: "graph")
        }
    }
}
