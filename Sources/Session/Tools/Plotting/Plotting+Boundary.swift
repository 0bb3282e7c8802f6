import Drawing
import Engine
import Language

/// What separates classes: the line where the probability of class 1 is one half, or where another class becomes the most probable.
public struct Boundary: Sendable {
    /// What gives the probability.
    enum Source: Sendable {
        case network(Network)
        case bayes(any KnownDensity)
    }

    let source: Source
    /// How it is named in titles and legends.
    let name: String

    /// How many classes are told apart; two of one output are one probability.
    var classes: Int {
        switch source {
        case .bayes: 2
        case .network(let network): max(network.outputs, 2)
        }
    }

    /// Whether it is what no classifier can beat.
    var isBayes: Bool { if case .bayes = source { true } else { false } }

    /// How a legend names its line.
    var label: String { isBayes ? "Bayes boundary" : "boundary of \(name)" }

    /// The probabilities at points, `[points, 2]`: of class 1 alone for two classes, else of each class, `[points, classes]`.
    func probabilities(at points: Matrix, at span: Span) throws(Diagnostic) -> Matrix {
        switch source {
        case .bayes(let density):
            return try engine(at: span) { () throws(EngineError) in try density.posterior(of: points) }
        case .network(let network):
            let output = try engine(at: span) { () throws(EngineError) in try network.output(for: points) }
            // Two softmax outputs: the second column is the probability of class 1.
            return output.columns == 2 ? Matrix(column: output.column(1)) : output
        }
    }
}

extension Plotting {
    /// How many nodes the plane is divided into along each direction, where two classes are told apart.
    static let nodes = 300
    /// The most numbers that networks of many classes give for a picture.
    private static let valueLimit = 1_500_000

    /// The boundary of a network or of the Bayes classifier.
    static func boundary(_ arguments: Arguments) throws(Diagnostic) -> Boundary {
        let name = arguments.text("N")
        if case .classifier(let classifier) = try arguments.required("N") {
            return Boundary(source: .bayes(classifier.density), name: name)
        }
        return try boundary(of: try arguments.network("N").snapshot, named: name, at: arguments.span("N"))
    }

    private static func boundary(of network: Network, named name: String, at span: Span) throws(Diagnostic) -> Boundary
    {
        let activation = network.layers.last?.activation
        let isClassifier =
            network.outputs == 1 || activation == .softmax || (activation == .sigmoid && network.outputs > 2)
        guard network.inputs == 2, isClassifier else {
            throw Diagnostic(
                .shape,
                "a boundary is drawn for 2 inputs, and one output, softmax outputs or three and more sigmoid outputs; "
                    + "\(name) has \(counted(network.inputs, "input")) and "
                    + "\(counted(network.outputs, "\(network.outputActivation) output"))",
                at: span, topic: "boundary")
        }
        return Boundary(source: .network(network), name: name)
    }

    /// A network by itself: its curve over one input, its boundary over two.
    static func draw(
        _ network: TrainedNetwork, _ item: Item, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let snapshot = network.snapshot
        let name = item.text.isEmpty ? "the network" : item.text
        if snapshot.inputs == 1 { return try curve(of: snapshot, name, item.span, arguments, machine) }
        return try draw(
            try boundary(of: snapshot, named: name, at: item.span), arguments, machine)
    }

    /// The outputs of a network with one input, over its data where there are any.
    private static func curve(
        of network: Network, _ name: String, _ span: Span, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let data = try arguments["D"].map { (value) throws(Diagnostic) in
            try dataset(value, arguments.span("D"), arguments)
        }
        let samples = data.flatMap { $0.inputs.columns == 1 ? $0.inputs.elements : nil }
        let range = try domain(arguments) ?? (samples == nil ? -5...5 : Plotting.range(samples))
        let xs = ScalarField.nodes(range, count: 481)
        let outputs = try engine(at: span) { () throws(EngineError) in try network.output(for: Matrix(column: xs)) }
        var layers: [Figure.Layer] = []
        for column in 0..<min(outputs.columns, 20) {
            let label = outputs.columns == 1 ? name : "\(name), output \(column + 1)"
            let series = data == nil ? column : column + 1
            layers.append(
                .line(x: xs, y: outputs.column(column), style: LineStyle(series: series, width: 2.5), label: label))
        }
        var figure = Figure(
            title: name + (data == nil ? "" : " on \(arguments.text("D"))"), xAxis: Axis(label: "x", range: range),
            yAxis: Axis(label: "y"), layers: layers)
        figure = try overlaid(figure, arguments, machine)
        // The points lie below the curve.
        figure.layers = figure.layers.filter { !$0.isGraph } + figure.layers.filter(\.isGraph)
        return figure
    }

    /// Shades the plane by the probability of the classes, with data and other boundaries over it.
    static func draw(
        _ boundary: Boundary, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let data = arguments["D"] == nil ? nil : try arguments.dataset("D").samples
        if let data, data.inputs.columns != 2 {
            throw Diagnostic(
                .shape, "a boundary is drawn over 2 inputs, and \(arguments.text("D")) has \(data.inputs.columns)",
                at: arguments.span("D"), topic: "plot")
        }
        let horizontal = try arguments.interval("xrange") ?? range(data?.inputs.column(0))
        let vertical = try arguments.interval("yrange") ?? range(data?.inputs.column(1))
        func fields(_ boundary: Boundary, at span: Span) throws(Diagnostic) -> [ScalarField] {
            try self.fields(boundary, horizontal, vertical, at: span, machine)
        }
        let own = try fields(boundary, at: arguments.span("what"))
        let points = try engine(at: arguments.span("D")) { () throws(EngineError) -> [Figure.Layer] in
            if let data { try Self.points(data) } else { [] }
        }
        var layers = layers(
            own, points: points, style: boundary.isBayes ? .reference : .boundary,
            label: boundary.label)
        for other in overlays(arguments) {
            let second: Boundary
            switch other {
            case .boundary(let boundary): second = boundary
            case .classifier(let classifier):
                second = Boundary(source: .bayes(classifier.density), name: arguments.text("other"))
            default:
                throw Diagnostic(
                    .type, "\(other.described) cannot be drawn over a boundary", at: arguments.span("other"),
                    hint: "bayes(D) and boundary(M) can", topic: "plot")
            }
            let field = try fields(second, at: arguments.span("other"))
            guard let only = field.first, field.count == 1 else {
                throw Diagnostic(
                    .value,
                    "over a boundary goes one between two classes, and \(second.name) tells \(second.classes) apart",
                    at: arguments.span("other"), topic: "plot")
            }
            layers.append(.contour(only, level: 0.5, style: .reference, label: second.label))
        }
        return Figure(
            title: "boundary of \(boundary.name)" + (data == nil ? "" : " on \(arguments.text("D"))"),
            caption: caption(boundary, data, arguments),
            xAxis: Axis(label: "x₁", range: horizontal), yAxis: Axis(label: "x₂", range: vertical), equalAspect: true,
            layers: layers)
    }

    /// The shaded plane, points over it, and the line where one of two classes is as probable as the other.
    static func layers(
        _ fields: [ScalarField], points: [Figure.Layer], style: LineStyle, label: String
    ) -> [Figure.Layer] {
        guard let only = fields.first, fields.count == 1 else {
            return (ClassField(fields).map { [.classes($0)] } ?? []) + points
        }
        return [.probability(only)] + points + [.contour(only, level: 0.5, style: style, label: label)]
    }

    /// The error on the points that are drawn, beside the Bayes error where that is known.
    private static func caption(_ boundary: Boundary, _ data: Dataset?, _ arguments: Arguments) -> String? {
        guard let data else { return nil }
        let error =
            switch boundary.source {
            case .network(let network): try? network.errorRate(on: data)
            case .bayes(let density): try? density.errorRate(on: data)
            }
        // Points that are no classes of these outputs have no error.
        guard let error else { return nil }
        var text = "error on these \(data.inputs.rows) points: \(NumberText.fixed(error, decimals: 4))"
        for case .classifier(let bayes) in overlays(arguments) {
            text += " · Bayes error: \(NumberText.fixed(bayes.error, decimals: 4))"
        }
        return text
    }

    /// A field of the probability of class 1, or one for each of several classes on a grid as fine as their number allows.
    static func fields(
        _ boundary: Boundary, _ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>, nodes: Int = nodes,
        at span: Span, _ machine: Machine
    ) throws(Diagnostic) -> [ScalarField] {
        try machine.checkInterrupt(at: span)
        var count = nodes
        while boundary.classes > 2, count > 20, count * count * boundary.classes > valueLimit { count -= 10 }
        let grid = grid(horizontal, vertical, nodes: count)
        let values = try boundary.probabilities(at: grid, at: span)
        var fields: [ScalarField] = []
        for column in 0..<values.columns {
            let own = values.columns == 1 ? values.elements : values.column(column)
            guard let field = ScalarField(x: horizontal, y: vertical, rows: count, columns: count, values: own) else {
                throw Diagnostic(.value, "there is nothing to draw here", at: span)
            }
            fields.append(field)
        }
        return fields
    }
    /// The points of a grid, the lowest row first, `[nodes × nodes, 2]`.
    static func grid(_ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>, nodes: Int) -> Matrix {
        let xs = ScalarField.nodes(horizontal, count: nodes)
        let ys = ScalarField.nodes(vertical, count: nodes)
        var elements: [Double] = []
        elements.reserveCapacity(2 * nodes * nodes)
        for y in ys {
            for x in xs {
                elements.append(x)
                elements.append(y)
            }
        }
        return Matrix(rows: nodes * nodes, columns: 2, elements: elements)
    }
}
