import Drawing
import Engine
import Language

extension Distributions {
    /// What of a network's numbers is counted.
    private enum Numbers: String, CaseIterable {
        case weights
        case activations
        case gradients
    }

    /// How many snapshots stand side by side at most.
    private static let epochLimit = 24
    /// How many equal parts a range is divided into.
    private static let partCount = 24

    /// `histogram(H)`: the numbers of each layer over the epochs, a column of shades for each snapshot.
    static func histogram(
        _ record: TrainingHistory, bins: Int?, _ arguments: Arguments, _ machine: Machine
    ) throws(Diagnostic) -> Figure {
        let all = record.history.snapshots
        let subject = try Replaying.subject(
            of: record, to: "count numbers of", at: arguments.span("A"), topic: "histogram")
        let wanted = try arguments.text(of: "what") ?? (arguments["D"] == nil ? "weights" : "activations")
        guard let numbers = Numbers(rawValue: wanted) else {
            throw Diagnostic(
                .value, "what is counted is \"weights\", \"activations\" or \"gradients\", not \"\(wanted)\"",
                at: arguments.span("what"), topic: "histogram")
        }
        let data = arguments["D"] == nil ? subject.data : try arguments.dataset("D").samples
        let snapshots = Replaying.chosen(epochLimit, of: all.count).map { all[$0] }
        var layers = [[[Double]]](repeating: [], count: subject.network.layers.count)
        for snapshot in snapshots {
            try machine.checkInterrupt(at: arguments.head)
            let network = try engine(at: arguments.span("A")) { () throws(EngineError) in
                try subject.network.restored(from: snapshot)
            }
            let found = try self.numbers(numbers, of: network, data, loss: record.loss, arguments, machine)
            for index in layers.indices { layers[index].append(found[index]) }
        }
        let omitted = layers.joined().joined().count { !$0.isFinite }
        return Figure(
            title: "\(numbers.rawValue) over the epochs: \(record.title)",
            caption: "shades: the share of a layer's numbers that lie there"
                + (omitted > 0 ? "; \(omitted) not finite left out" : ""),
            panels: zip(subject.network.layers, layers).enumerated().map { index, part in
                panel(
                    part.1, epochs: snapshots.map(\.epoch), bins: bins ?? partCount, what: numbers.rawValue,
                    title: "layer \(index + 1): \(part.0.units) \(part.0.activation)")
            })
    }

    /// The numbers of each layer of a network.
    private static func numbers(
        _ numbers: Numbers, of network: Network, _ data: Dataset, loss: Loss, _ arguments: Arguments,
        _ machine: Machine
    ) throws(Diagnostic) -> [[Double]] {
        try engine(at: arguments.span("A"), arguments.span("D")) { () throws(EngineError) in
            switch numbers {
            case .weights: return network.layers.indices.map { network.weights($0 + 1).elements }
            case .activations:
                return try network.forward(data.inputs, normalization: .running).layers.map(\.activations.elements)
            case .gradients:
                let gradients = try network.gradients(
                    on: data, loss: loss, convention: machine.convention, normalization: .running)
                return network.layers.indices.map { gradients.weights($0 + 1).elements }
            }
        }
    }

    /// One layer: a column for each epoch, the largest numbers at the top.
    private static func panel(
        _ columns: [[Double]], epochs: [Int], bins: Int, what: String, title: String
    ) -> Figure {
        let finite = columns.map { $0.filter(\.isFinite) }
        let range = range(finite.joined().min() ?? 0, finite.joined().max() ?? 0)
        let shares = finite.map { numbers in
            counts(numbers, in: range, bins: bins).map { $0 / Double(max(numbers.count, 1)) }
        }
        let rows = (0..<bins).reversed()
        let names = rows.map { row in
            let share = (Double(row) + 0.5) / Double(bins)
            return NumberText.significant(range.lowerBound * (1 - share) + range.upperBound * share, digits: 2)
        }
        let values = rows.flatMap { row in shares.map { $0[row] } }
        let grid = CellGrid(
            rows: bins, columns: columns.count, values: values, texts: values.map { _ in "" }, rowNames: names,
            columnNames: epochs.map(String.init), scale: .amounts, hasBar: false)
        return Figure(
            title: title, xAxis: Axis(label: "epoch"), yAxis: Axis(label: what),
            layers: grid.map { [.cells($0)] } ?? [])
    }
}
