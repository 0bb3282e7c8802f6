import Drawing
import Engine
import Language

/// `diagram`.
enum Diagrams {
    /// Draws a network, alone or with what a sample does in it.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let sample = try sample(arguments, network)
        let bump = try bump(arguments, machine, network, sample)
        if let layer = try arguments.whole("layer", in: 1...network.layers.count) {
            return .diagram(
                .equation(equation(of: layer, network, sample?.trace, arguments, Notation(machine.convention))))
        }
        let biases = try arguments.text(of: "biases") ?? "hidden"
        guard ["hidden", "nodes"].contains(biases) else {
            throw Diagnostic(
                .value, "biases are \"hidden\" or \"nodes\", not \"\(biases)\"", at: arguments.span("biases"),
                topic: "diagram")
        }
        if let neuron = neuron(network, sample?.trace, arguments), bump == nil, biases == "hidden" {
            return .diagram(.neuron(neuron))
        }
        var picture = picture(of: network, title: title(arguments), sample?.trace)
        picture.captions += bump?.captions ?? []
        picture.hasBiasNodes = biases == "nodes"
        picture.highlight = bump?.highlight
        return .diagram(.network(picture))
    }

    /// The layers of a network and what connects them, with what a sample does in them.
    static func picture(of network: Network, title: String, _ trace: ForwardTrace? = nil) -> NetworkDiagram {
        NetworkDiagram(
            title: title, captions: captions(of: network), layers: layers(of: network, trace),
            connections: network.layers.indices.map { connections(of: $0 + 1, network) })
    }

    // MARK: The sample

    private struct Sample {
        let trace: ForwardTrace
        /// The data, where they have targets.
        let data: Dataset?
        let isAlone: Bool
    }

    /// What goes through the network: the first of several samples is shown only where all are wanted for a bump.
    private static func sample(_ arguments: Arguments, _ network: Network) throws(Diagnostic) -> Sample? {
        guard let given = arguments["D"] else { return nil }
        var data: Dataset?
        let inputs: Matrix
        if let matrix = given.asMatrix {
            inputs = matrix
        } else {
            let samples = try arguments.dataset("D").samples
            (data, inputs) = (samples, samples.inputs)
        }
        guard inputs.rows == 1 || arguments["bump"] != nil else {
            throw Diagnostic(
                .shape, "a diagram shows what one sample does, and \(arguments.text("D")) has \(inputs.rows)",
                at: arguments.span("D"),
                hint: data == nil ? "a row: X[1, :]" : "the first one: \(arguments.text("D"))[1]", topic: "diagram")
        }
        let trace = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try network.forward(inputs)
        }
        return Sample(trace: trace, data: data, isAlone: inputs.rows == 1)
    }

    // MARK: Bumps

    private struct Bump {
        let highlight: NetworkDiagram.Highlight
        var captions: [String] = []
    }

    private static func bump(
        _ arguments: Arguments, _ machine: Machine, _ network: Network, _ sample: Sample?
    ) throws(Diagnostic) -> Bump? {
        guard let given = arguments["bump"]?.asMatrix else {
            if arguments["by"] != nil {
                throw Diagnostic(
                    .value, "by= says how far bump= changes a unit's z", at: arguments.span("by"),
                    hint: "bump=[1, 2] is unit 2 of layer 1", topic: "diagram")
            }
            return nil
        }
        let numbers = given.elements.map { Int(exactly: $0) ?? 0 }
        guard numbers.count == 2, 1...network.layers.count ~= numbers[0],
            1...network.layers[numbers[0] - 1].units ~= numbers[1]
        else {
            throw Diagnostic(
                .value, "\(given.short) is no layer and unit of \(arguments.text("N")): \(network.architecture)",
                at: arguments.span("bump"), hint: "bump=[1, 2] is unit 2 of layer 1", topic: "diagram")
        }
        let (layer, unit) = (numbers[0], numbers[1])
        var bump = Bump(highlight: .init(layer: layer, unit: unit - 1))
        guard let data = sample?.data else { return bump }
        let amount = try arguments.number("by") ?? 0.01
        let found = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try network.bump(layer: layer, unit: unit, by: amount, on: data, convention: machine.convention)
        }
        bump.captions = [
            "Δz = \(number(amount)) at unit \(unit) of layer \(layer): ΔC = \(number(found.change)), "
                + "δ·Δz = \(number(found.delta)) · \(number(amount)) = \(number(found.prediction))"
        ]
        return bump
    }

    private static func number(_ value: Double) -> String { NumberText.significant(value, digits: 6) }

    // MARK: Parts

    private static func title(_ arguments: Arguments) -> String {
        if let title = arguments.title { return title }
        let sample = arguments["D"] == nil ? "" : " on \(arguments.text("D"))"
        let name = arguments.text("N")
        return name.isEmpty ? "a network" : name + sample
    }

    private static func captions(of network: Network) -> [String] {
        ["\(network.architecture) · \(counted(network.parameterCount, "parameter"))"]
    }

    private static func layers(of network: Network, _ trace: ForwardTrace?) -> [NetworkDiagram.Layer] {
        let shown = trace.flatMap { $0.inputs.rows == 1 ? $0 : nil }
        let inputs = NetworkDiagram.Layer(
            units: network.inputs, name: "",
            values: shown.map { $0.inputs.row(0).map { .init(sum: nil, activation: $0) } } ?? [])
        return [inputs]
            + network.layers.enumerated().map { position, layer in
                let known = shown.flatMap { $0.layers.indices.contains(position) ? $0.layers[position] : nil }
                let values = known.map {
                    zip($0.sums.row(0), $0.activations.row(0)).map { pair in
                        NetworkDiagram.Values(sum: pair.0, activation: pair.1)
                    }
                }
                return NetworkDiagram.Layer(units: layer.units, name: name(of: layer), values: values ?? [])
            }
    }

    private static func name(of layer: Layer) -> String {
        var words: [String] = []
        if let dropout = layer.dropout { words.append(dropout.description) }
        if let normalization = layer.normalization { words.append(normalization.description) }
        words.append("\(layer.activation)")
        if layer.isFrozen { words.append("frozen") }
        return words.joined(separator: ", ")
    }

    private static func connections(of layer: Int, _ network: Network) -> NetworkDiagram.Connections {
        NetworkDiagram.Connections(
            weights: network.weights(layer).elements,
            exists: network.layers[layer - 1].mask.map { $0.elements.map { $0 != 0 } },
            biases: network.biases(layer).elements)
    }

    /// The most inputs of a neuron that is drawn with its sum and activation apart.
    private static let neuronInputLimit = 10

    /// The picture of a network that is one neuron.
    private static func neuron(
        _ network: Network, _ trace: ForwardTrace?, _ arguments: Arguments
    ) -> NeuronDiagram? {
        guard let layer = network.layers.first, network.layers.count == 1, layer.units == 1, layer.mask == nil,
            !layer.isNormalized, layer.dropout == nil, network.inputs <= neuronInputLimit
        else { return nil }
        let known = trace?.layers.first
        let weights = network.weights(1).elements
        return NeuronDiagram(
            title: title(arguments), captions: captions(of: network),
            inputs: weights.enumerated().map { position, weight in
                .init(
                    name: DiagramText.indexed("x", position + 1), weight: weight,
                    value: trace.map { $0.inputs[0, position] })
            },
            bias: network.biases(1).elements.first, activation: name(of: layer), sum: known?.sums.elements.first,
            output: known?.activations.elements.first)
    }

    // MARK: Equations

    /// The equation of a layer's weighted sums, in the letters of a lecture.
    private static func equation(
        of layer: Int, _ network: Network, _ trace: ForwardTrace?, _ arguments: Arguments, _ notation: Notation
    ) -> EquationDiagram {
        func turned(_ matrix: Matrix, _ turns: Bool) -> Matrix { turns ? matrix.transposed() : matrix }
        let weights = network.weights(layer)
        // What multiplies a column is W where weights are outputs × inputs, and Wᵀ elsewhere.
        let shownWeights = turned(weights, notation.hasColumns)
        let isTransposed = notation.hasColumns == notation.isInputsByOutputs
        let letter = notation.weights(layer)
        let biases = network.biases(layer)
        let inputs = trace.flatMap { known in
            known.inputs.rows == 1 ? (layer == 1 ? known.inputs : known.layers[layer - 2].activations) : nil
        }
        let sums = trace.flatMap { known in known.inputs.rows == 1 ? known.layers[layer - 1].weightedSums : nil }
        func column(_ symbol: Formula, _ values: Matrix?, _ prefix: String, _ count: Int) -> EquationDiagram.Part {
            let rows =
                values.map { grid(turned($0, notation.hasColumns)) }
                ?? letters(prefix, count, isColumn: notation.hasColumns)
            let shape = notation.hasColumns ? "\(count)×1" : "1×\(count)"
            return .matrix(symbol: symbol.text, shape: shape, rows: rows)
        }
        let lower = (sum: notation.sum.lowercased(), activation: notation.activation.lowercased())
        let input = column(notation.activations(layer - 1), inputs, layer == 1 ? "x" : lower.activation, weights.rows)
        let matrix = EquationDiagram.Part.matrix(
            symbol: isTransposed ? letter.transposed.text : letter.text,
            shape: "\(shownWeights.rows)×\(shownWeights.columns)", rows: grid(shownWeights))
        var parts = [column(notation.sums(layer), sums, lower.sum, weights.columns), .sign("=")]
        parts += notation.hasColumns ? [matrix, .sign("·"), input] : [input, .sign("·"), matrix]
        if biases.columns > 0 {
            parts += [.sign("+"), column(notation.symbol("b", layer), biases, "b", weights.columns)]
        }
        return EquationDiagram(
            title: arguments.title ?? "layer \(layer) of \(arguments.text("N"))", captions: captions(of: network),
            parts: parts)
    }

    /// The most rows and columns of a matrix that are written.
    private static let gridLimit = 8

    /// The elements as they are written, the middle of many rows and columns left out.
    private static func grid(_ matrix: Matrix) -> [[String]] {
        let rows = DiagramText.shown(matrix.rows, limit: gridLimit)
        let columns = DiagramText.shown(matrix.columns, limit: gridLimit)
        let elements = rows.compactMap { $0 }.flatMap { row in columns.compactMap { $0 }.map { matrix[row, $0] } }
        var texts = NumberText.aligned(elements, digits: 3)[...]
        return rows.map { row in
            columns.map { column in
                row == nil ? "⋮" : column == nil ? "…" : texts.popFirst() ?? ""
            }
        }
    }

    /// Letters with numbers in place of a vector's elements.
    private static func letters(_ letter: String, _ count: Int, isColumn: Bool) -> [[String]] {
        let texts = DiagramText.shown(count, limit: gridLimit).map { position in
            position.map { DiagramText.indexed(letter, $0 + 1) } ?? (isColumn ? "⋮" : "…")
        }
        return isColumn ? texts.map { [$0] } : [texts]
    }
}
