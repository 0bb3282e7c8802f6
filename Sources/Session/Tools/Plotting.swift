import Drawing
import Engine
import Language

/// What separates two classes: the line where the probability of class 1 is one half.
public struct Boundary: Sendable {
    /// What gives the probability.
    enum Source: Sendable {
        case network(Network)
        case bayes(any KnownDensity)
    }

    let source: Source
    /// How it is named in titles and legends.
    let name: String

    /// The probability of class 1 at points, `[points, 2]`.
    func probability(at points: Matrix, at span: Span) throws(Diagnostic) -> [Double] {
        switch source {
        case .bayes(let density):
            return try engine(at: span) { () throws(EngineError) in try density.posterior(of: points).elements }
        case .network(let network):
            let output = try engine(at: span) { () throws(EngineError) in try network.output(for: points) }
            // Two softmax outputs: the second column is the probability of class 1.
            return output.columns == 1 ? output.elements : output.column(1)
        }
    }
}

/// `plot` and `boundary`.
enum Plotting {
    /// How many nodes the plane is divided into along each direction.
    private static let nodes = 300

    /// The boundary of a network or of the Bayes classifier.
    static func boundary(_ arguments: Arguments) throws(Diagnostic) -> Boundary {
        let name = arguments.text("N")
        switch try arguments.required("N") {
        case .classifier(let classifier): return Boundary(source: .bayes(classifier.density), name: name)
        default:
            let network = try arguments.network("N").snapshot
            let isBinary = network.outputs == 1 || (network.outputs == 2 && network.layers.last?.activation == .softmax)
            guard network.inputs == 2, isBinary else {
                throw Diagnostic(
                    .shape,
                    "a boundary is drawn for 2 inputs and two classes; \(name) has "
                        + "\(counted(network.inputs, "input")) and \(counted(network.outputs, "output"))",
                    at: arguments.span("N"), topic: "boundary")
            }
            return Boundary(source: .network(network), name: name)
        }
    }

    /// Draws a boundary, data, a history or a figure, and displays it.
    static func plot(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        var figure: Figure
        switch try arguments.required("what") {
        case .boundary(let boundary): figure = try draw(boundary, arguments, machine)
        case .history(let history): figure = history.figure
        case .figure(let given): figure = given
        default: figure = try scatter(try arguments.dataset("what").samples, arguments)
        }
        if let title = arguments.title { figure.title = title }
        machine.output.display(figure.rendering)
        return .figure(figure)
    }

    private static func draw(
        _ boundary: Boundary, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let data = arguments["D"] == nil ? nil : try arguments.dataset("D").samples
        if let data, data.inputs.columns != 2 {
            throw Diagnostic(
                .shape, "a boundary is drawn over 2 inputs, and \(arguments.text("D")) has \(data.inputs.columns)",
                at: arguments.span("D"), topic: "plot")
        }
        let horizontal = range(data?.inputs.column(0))
        let vertical = range(data?.inputs.column(1))
        let grid = self.grid(horizontal, vertical)
        var layers: [Figure.Layer] = []
        let field = try field(boundary, grid, horizontal, vertical, at: arguments.span("what"))
        layers.append(.probability(field))
        if let data { layers += points(data) }
        let isBayes = if case .bayes = boundary.source { true } else { false }
        layers.append(
            .contour(
                field, level: 0.5, style: isBayes ? .reference : .boundary,
                label: isBayes ? "Bayes boundary" : "boundary of \(boundary.name)"))
        if let other = try second(arguments) {
            let field = try self.field(other, grid, horizontal, vertical, at: arguments.span("other"))
            let isBayes = if case .bayes = other.source { true } else { false }
            layers.append(
                .contour(
                    field, level: 0.5, style: .reference,
                    label: isBayes ? "Bayes boundary" : "boundary of \(other.name)"))
        }
        return Figure(
            title: "boundary of \(boundary.name)" + (data == nil ? "" : " on \(arguments.text("D"))"),
            caption: caption(boundary, data, arguments),
            xAxis: Axis(label: "x₁", range: horizontal), yAxis: Axis(label: "x₂", range: vertical), equalAspect: true,
            layers: layers)
    }

    /// The points of a data set alone.
    private static func scatter(_ data: Dataset, _ arguments: Arguments) throws(Diagnostic) -> Figure {
        guard data.inputs.columns == 2 else {
            throw Diagnostic(
                .shape,
                "points are drawn over 2 inputs; \(arguments.text("what")) has \(counted(data.inputs.columns, "input"))",
                at: arguments.span("what"), topic: "plot")
        }
        return Figure(
            title: arguments.text("what"), xAxis: Axis(label: "x₁", range: range(data.inputs.column(0))),
            yAxis: Axis(label: "x₂", range: range(data.inputs.column(1))), equalAspect: true, layers: points(data))
    }

    private static func second(_ arguments: Arguments) throws(Diagnostic) -> Boundary? {
        switch arguments["other"] {
        case .boundary(let boundary): boundary
        case .classifier(let classifier): Boundary(source: .bayes(classifier.density), name: arguments.text("other"))
        default: nil
        }
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
        if case .classifier(let bayes) = arguments["other"] {
            text += " · Bayes error: \(NumberText.fixed(bayes.error, decimals: 4))"
        }
        return text
    }

    /// A range with a margin; what has no extent gets one.
    private static func range(_ values: [Double]?) -> ClosedRange<Double> {
        guard let low = values?.min(), let high = values?.max() else { return -3...3 }
        let margin = max((high - low) * 0.08, 0.5)
        return (low - margin)...(high + margin)
    }

    /// The points of the grid, the lowest row first, `[nodes × nodes, 2]`.
    private static func grid(_ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>) -> Matrix {
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

    private static func field(
        _ boundary: Boundary, _ grid: Matrix, _ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>,
        at span: Span
    ) throws(Diagnostic) -> ScalarField {
        let values = try boundary.probability(at: grid, at: span)
        guard let field = ScalarField(x: horizontal, y: vertical, rows: nodes, columns: nodes, values: values) else {
            throw Diagnostic(.value, "there is nothing to draw here", at: span)
        }
        return field
    }

    /// The points of each class, with a shape and a colour of their own; of a regression, all alike.
    private static func points(_ data: Dataset) -> [Figure.Layer] {
        guard let classes = classes(of: data) else {
            return [points(Array(0..<data.count), of: data, series: 0, label: "samples")]
        }
        return Set(classes).sorted().map { label in
            let name = data.classNames.indices.contains(label) ? data.classNames[label] : "class \(label)"
            return points(classes.indices.filter { classes[$0] == label }, of: data, series: label, label: name)
        }
    }

    private static func points(_ rows: [Int], of data: Dataset, series: Int, label: String) -> Figure.Layer {
        .points(
            x: rows.map { data.inputs[$0, 0] }, y: rows.map { data.inputs[$0, 1] }, style: PointStyle(series: series),
            label: label)
    }

    /// The most classes that points are told apart by.
    private static let classLimit = 100

    /// The class of each sample: its number, or the column of its largest target; `nil` where targets are no classes.
    static func classes(of data: Dataset) -> [Int]? {
        let targets = data.targets
        if targets.columns > 1 {
            return (0..<targets.rows).map { row in
                (0..<targets.columns).reduce(0) { targets[row, $1] > targets[row, $0] ? $1 : $0 }
            }
        }
        var classes: [Int] = []
        for target in targets.elements {
            guard let label = Int(exactly: target), (0..<classLimit).contains(label) else { return nil }
            classes.append(label)
        }
        return classes
    }
}
