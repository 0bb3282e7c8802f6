import Drawing
import Engine
import Language

/// `replay`.
enum Replaying {
    /// Shows the frames of a training or of a descent.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let limit = try arguments.whole("frames", in: 2...1000) ?? 40
        var replay: Replay
        switch try arguments.required("H") {
        case .path(let record):
            for label in ["D", "what"] where arguments[label] != nil {
                throw Diagnostic(
                    .value, "\(label) goes with the history of a training, and this is a path",
                    at: arguments.span(label),
                    topic: "replay")
            }
            replay = try descent(record, limit, arguments, machine)
        case .history(let history): replay = try training(history, limit, arguments, machine)
        default:
            throw Diagnostic(
                .type, "replay takes a history or a path", at: arguments.span("H"), topic: "replay")
        }
        if let title = arguments.title {
            replay.title = title
            for index in replay.frames.indices { replay.frames[index].picture.setTitle(title) }
        }
        machine.output.display(.replay(replay))
        return .replay(replay)
    }

    /// The positions of so many of a number of things, evenly, the first and the last among them.
    static func chosen(_ limit: Int, of count: Int) -> [Int] {
        guard count > limit, limit > 1 else { return Array(0..<count) }
        return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    }

    // MARK: A training

    /// What of a network is shown.
    private enum View: String, CaseIterable {
        case boundary
        case curve
        case weights

        func fits(_ network: Network) -> Bool {
            switch self {
            case .boundary:
                network.inputs == 2
                    && (network.outputs == 1 && network.outputActivation == .sigmoid
                        || network.outputs == 2 && network.outputActivation == .softmax)
            case .curve: network.inputs == 1 && network.outputs == 1
            case .weights: true
            }
        }
    }

    /// What the snapshots of a history are of.
    ///
    /// - Parameter purpose: What they are wanted for, in the message where there are none.
    static func subject(
        of record: TrainingHistory, to purpose: String, at span: Span, topic: String
    ) throws(Diagnostic) -> TrainingHistory.Subject {
        guard let subject = record.subject, !record.history.snapshots.isEmpty else {
            throw Diagnostic(
                .value, "this history has no snapshots of the network to \(purpose)", at: span,
                hint: "train keeps them where it is asked to: H = train N on D, snapshots=20", topic: topic)
        }
        return subject
    }

    private static func training(
        _ record: TrainingHistory, _ limit: Int, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Replay {
        let snapshots = record.history.snapshots
        let subject = try subject(of: record, to: "replay", at: arguments.span("H"), topic: "replay")
        let network = subject.network
        let data = arguments["D"] == nil ? subject.data : try arguments.dataset("D").samples
        let view = try view(arguments, network)
        guard view == .weights || data.inputs.columns == network.inputs else {
            throw Diagnostic(
                .shape,
                "the network has \(counted(network.inputs, "input")), and \(arguments.text("D")) has "
                    + "\(data.inputs.columns)", at: arguments.span("D"), topic: "replay")
        }
        let positions = chosen(limit, of: snapshots.count)
        var networks: [Network] = []
        for position in positions {
            networks.append(
                try engine(at: arguments.span("H")) { () throws(EngineError) in
                    try network.restored(from: snapshots[position])
                })
        }
        let epochs = positions.map { snapshots[$0].epoch }
        let labels = epochs.map { label(of: $0, record) }
        let pictures =
            switch view {
            case .boundary: try boundaries(networks, data, record.title, arguments, machine)
            case .curve: try curves(networks, data, record.title, arguments, machine)
            case .weights: weights(networks, record.title)
            }
        return Replay(
            title: record.title, frames: zip(labels, pictures).map { Replay.Frame(label: $0, picture: $1) })
    }

    private static func view(_ arguments: Arguments, _ network: Network) throws(Diagnostic) -> View {
        guard let wanted = try arguments.text(of: "what") else {
            return View.allCases.first { $0.fits(network) } ?? .weights
        }
        guard let view = View(rawValue: wanted) else {
            throw Diagnostic(
                .value, "what is shown is \"boundary\", \"curve\" or \"weights\", not \"\(wanted)\"",
                at: arguments.span("what"), topic: "replay")
        }
        guard view.fits(network) else {
            throw Diagnostic(
                .shape,
                view == .boundary
                    ? "a boundary is drawn for 2 inputs and two classes, not for \(network.architecture)"
                    : "a curve is drawn for 1 input and 1 output, not for \(network.architecture)",
                at: arguments.span("what"), hint: "what=\"weights\" is drawn for any", topic: "replay")
        }
        return view
    }

    /// The epoch with what was measured after it.
    private static func label(of epoch: Int, _ record: TrainingHistory) -> String {
        let history = record.history
        guard let row = history.epochs.lastIndex(of: epoch) else { return "epoch \(epoch)" }
        var text = "epoch \(epoch) · loss \(NumberText.significant(history.loss[row], digits: 4))"
        if let error = history.error?[row], error.isFinite {
            text += " · error \(NumberText.significant(error, digits: 3))"
        }
        return text
    }

    /// The most points that are repeated in each frame.
    private static let pointLimit = 500
    /// How many nodes the plane is divided into along each direction, in each frame.
    private static let nodes = 120

    private static func thinned(_ data: Dataset, at span: Span) throws(Diagnostic) -> (data: Dataset, note: String?) {
        guard data.count > pointLimit else { return (data, nil) }
        let rows = chosen(pointLimit, of: data.count)
        let part = try engine(at: span) { () throws(EngineError) in try data.samples(at: rows) }
        return (part, "\(pointLimit) of \(data.count) points")
    }

    private static func boundaries(
        _ networks: [Network], _ data: Dataset, _ title: String, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> [Replay.Picture] {
        let horizontal = Plotting.range(data.inputs.column(0))
        let vertical = Plotting.range(data.inputs.column(1))
        let shown = try thinned(data, at: arguments.head)
        let points = try engine(at: arguments.head) { () throws(EngineError) in try Plotting.points(shown.data) }
        var pictures: [Replay.Picture] = []
        for network in networks {
            try machine.checkInterrupt(at: arguments.head)
            let fields = try Plotting.fields(
                Boundary(source: .network(network), name: ""), horizontal, vertical, nodes: nodes, at: arguments.head,
                machine)
            pictures.append(
                .figure(
                    Figure(
                        title: title, caption: shown.note, xAxis: Axis(label: "x₁", range: horizontal),
                        yAxis: Axis(label: "x₂", range: vertical), equalAspect: true,
                        layers: Plotting.layers(fields, points: points, style: .boundary, label: "boundary"))))
        }
        return pictures
    }

    private static func curves(
        _ networks: [Network], _ data: Dataset, _ title: String, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> [Replay.Picture] {
        let horizontal = Plotting.range(data.inputs.column(0))
        let places = ScalarField.nodes(horizontal, count: 200)
        let shown = try thinned(data, at: arguments.head)
        let known = shown.data
        var curves: [[Double]] = []
        for network in networks {
            try machine.checkInterrupt(at: arguments.head)
            curves.append(
                try engine(at: arguments.head) { () throws(EngineError) in
                    try network.output(for: Matrix(column: places)).elements
                })
        }
        let vertical = Plotting.range((curves.joined() + known.targets.column(0)).filter(\.isFinite))
        return curves.map { curve in
            .figure(
                Figure(
                    title: title, caption: shown.note, xAxis: Axis(label: "x", range: horizontal),
                    yAxis: Axis(label: "y", range: vertical),
                    layers: [
                        .points(
                            x: known.inputs.column(0), y: known.targets.column(0), style: PointStyle(series: 0),
                            label: "samples"),
                        .line(x: places, y: curve, style: LineStyle(series: 1, width: 2.5), label: "network"),
                    ]))
        }
    }

    /// Diagrams with one scale, so that widths of different frames compare.
    private static func weights(_ networks: [Network], _ title: String) -> [Replay.Picture] {
        let largest = networks.reduce(0) { largest, network in
            network.allWeights.reduce(largest) { max($0, $1.magnitude) }
        }
        return networks.map { network in
            var diagram = Diagrams.picture(of: network, title: title)
            diagram.scale = largest
            return .diagram(.network(diagram))
        }
    }
}

extension Replay.Picture {
    /// Gives the picture another heading.
    fileprivate mutating func setTitle(_ title: String) {
        switch self {
        case .figure(var figure):
            figure.title = title
            self = .figure(figure)
        case .diagram(var diagram):
            diagram.title = title
            self = .diagram(diagram)
        }
    }
}
