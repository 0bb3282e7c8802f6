import Drawing
import Engine
import Language

/// `histogram`, `bars` and `boxes`: numbers by how often, how large and how far apart they are.
enum Distributions {
    // MARK: Histograms

    /// `histogram`: of a vector, or of each layer of a network, now or over the epochs of its training.
    static func histogram(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let bins = try arguments.whole("bins", in: 1...500)
        let name = arguments.text("A")
        let subject = try arguments.required("A")
        let isHistory = if case .history = subject { true } else { false }
        if !isHistory, arguments["what"] != nil {
            throw Diagnostic(
                .value, "what goes with the history of a training, and \(name) is \(subject.described)",
                at: arguments.span("what"), topic: "histogram")
        }
        switch subject {
        case .history(let record): return .figure(try histogram(record, bins: bins, arguments, machine))
        case .network(let trained):
            let network = trained.snapshot
            guard arguments["D"] != nil else {
                return .figure(
                    layers(
                        network.layers.indices.map { network.weights($0 + 1).elements }, network,
                        title: "weights of \(name)", bins: bins))
            }
            let data = try arguments.dataset("D").samples
            let trace = try engine(at: arguments.span("A"), arguments.span("D")) { () throws(EngineError) in
                try network.forward(data.inputs, normalization: .running)
            }
            return .figure(
                layers(
                    trace.layers.map(\.activations.elements), network,
                    title: "activations of \(name) on \(arguments.text("D"))", bins: bins))
        case .gradients(let gradients):
            let network = gradients.trace?.network
            let found = (0..<gradients.layers).map { gradients.gradients.weights($0 + 1).elements }
            return .figure(layers(found, network, title: "gradients of the weights", bins: bins))
        default:
            let numbers = try column(arguments, "A").numbers
            return .figure(try single(numbers, name: name, bins: bins, at: arguments.span("A")))
        }
    }

    /// Numbers counted in equal parts of their range.
    private static func single(
        _ numbers: [Double], name: String, bins: Int?, at span: Span
    ) throws(Diagnostic) -> Figure {
        let finite = numbers.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else {
            throw Diagnostic(
                .value, numbers.isEmpty ? "\(name) is empty" : "\(name) has no number that is finite", at: span,
                topic: "histogram")
        }
        let range = range(low, high)
        let count = bins ?? min(60, max(8, Int(2 * Double(finite.count).squareRoot())))
        let counts = self.counts(finite, in: range, bins: count)
        let width = range.upperBound / Double(count) - range.lowerBound / Double(count)
        let bars = counts.enumerated().map { index, number in
            Bar(
                from: range.lowerBound + Double(index) * width, to: range.lowerBound + Double(index + 1) * width,
                height: number)
        }
        let omitted = numbers.count - finite.count
        return Figure(
            title: "histogram of \(name)",
            caption: "\(counted(finite.count, "number")), mean \(NumberText.significant(mean(finite), digits: 4))"
                + (omitted > 0 ? "; \(omitted) not finite left out" : ""),
            xAxis: Axis(label: name), yAxis: Axis(label: "how often"), layers: [.bars(bars, series: 0)])
    }

    /// A histogram for each layer, side by side.
    private static func layers(_ layers: [[Double]], _ network: Network?, title: String, bins: Int?) -> Figure {
        var omitted = 0
        let tiles = layers.enumerated().map { index, numbers -> Tiles.Tile in
            let finite = numbers.filter(\.isFinite)
            omitted += numbers.count - finite.count
            let range = range(finite.min() ?? 0, finite.max() ?? 0)
            let part = network.flatMap { $0.layers.indices.contains(index) ? $0.layers[index] : nil }
            let kind = part.map { ": \($0.units) \($0.activation)" } ?? ""
            return Tiles.Tile(
                .distribution(range, counts: counts(finite, in: range, bins: bins ?? 30)),
                label: "layer \(index + 1)\(kind)")
        }
        return Figure(
            title: title, caption: omitted > 0 ? "\(omitted) not finite left out" : nil,
            layers: [.tiles(Tiles(tiles, noun: "layers"))])
    }

    /// A range with some width around what has none.
    static func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        if high > low { return low...high }
        let room = max(low.magnitude * 0.5, 0.5)
        return max(low - room, -.greatestFiniteMagnitude)...min(low + room, .greatestFiniteMagnitude)
    }

    static func counts(_ numbers: [Double], in range: ClosedRange<Double>, bins: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: bins)
        // Halved, so that the width of the range is a number too.
        let extent = range.upperBound / 2 - range.lowerBound / 2
        for number in numbers {
            let share = extent > 0 ? (number / 2 - range.lowerBound / 2) / extent : 0
            counts[min(bins - 1, max(0, Int(share * Double(bins))))] += 1
        }
        return counts
    }

    private static func mean(_ numbers: [Double]) -> Double {
        numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
    }

    // MARK: Bars and boxes

    /// `bars`.
    static func bars(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let name = arguments.text("A")
        if case .matrix(let matrix) = arguments["A"], matrix.rows > 1, matrix.columns > 1 {
            _ = try column(arguments, "A")
            let (rows, columns) = try names(ofBars: matrix, arguments)
            let width = 0.76 / Double(matrix.columns)
            let layers = (0..<matrix.columns).map { column in
                Figure.Layer.bars(
                    (0..<matrix.rows).map { row in
                        let start = Double(row) + 0.62 + Double(column) * width
                        return Bar(from: start, to: start + width, height: matrix[row, column])
                    }, series: column, label: columns?[column] ?? "column \(column + 1)")
            }
            let axis = Axis(label: rows == nil ? "row" : "", names: rows ?? (1...matrix.rows).map(String.init))
            return .figure(Figure(title: name, xAxis: axis, yAxis: Axis(label: ""), layers: layers))
        }
        let groups = try groups(arguments, machine)
        let bars = groups.groups.enumerated().map { index, group in
            Bar(at: index + 1, height: group.numbers.isEmpty ? .nan : mean(group.numbers))
        }
        let most = groups.groups.map(\.numbers.count).max() ?? 1
        return .figure(
            Figure(
                title: groups.title(name), caption: most > 1 ? "each bar is a mean of \(most) or fewer" : nil,
                xAxis: Axis(label: groups.by, names: groups.groups.map(\.name)), yAxis: Axis(label: groups.measured),
                layers: [.bars(bars, series: 0)]))
    }

    /// `boxes`.
    static func boxes(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let name = arguments.text("A")
        var groups = try groups(arguments, machine)
        if case .matrix(let matrix) = arguments["A"], arguments["by"] == nil {
            let columns = matrix.rows == 1 ? [matrix.elements] : (0..<matrix.columns).map(matrix.column)
            let names = try names(arguments, count: columns.count)
            groups.groups = zip(names, columns).map { Group(name: $0, numbers: $1) }
            groups.by = columns.count > 1 ? "column" : ""
        } else if arguments["by"] == nil {
            groups.groups = [Group(name: groups.measured, numbers: groups.groups.flatMap(\.numbers))]
        }
        let boxes = groups.groups.enumerated().compactMap { FiveNumbers(of: $1.numbers, at: Double($0 + 1)) }
        return .figure(
            Figure(
                title: groups.title(name),
                caption: "box: the middle half and the median; whiskers: up to 1.5 heights of the box",
                xAxis: Axis(label: groups.by, names: groups.groups.map(\.name)), yAxis: Axis(label: groups.measured),
                layers: [.boxes(boxes, series: 0)]))
    }

    private struct Group {
        let name: String
        var numbers: [Double]
    }

    private struct Groups {
        var groups: [Group]
        /// What tells the groups apart; empty for nothing.
        var by: String
        let measured: String

        func title(_ name: String) -> String { by.isEmpty || by == "column" ? name : "\(measured) by \(by)" }
    }

    /// What is measured in each group of rows that `by` makes, or each number by itself.
    private static func groups(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Groups {
        let column = try column(arguments, "A")
        guard let table = column.table else {
            if arguments["by"] != nil {
                throw Diagnostic(
                    .type, "by makes groups of a table's rows, and \(arguments.text("A")) is no column",
                    at: arguments.span("by"), hint: "\(arguments.entry.name)(T.a, by=λ)", topic: arguments.entry.name)
            }
            guard !column.numbers.isEmpty else {
                throw Diagnostic(
                    .value, "\(arguments.text("A")) is empty", at: arguments.span("A"), topic: arguments.entry.name)
            }
            let names = try names(arguments, count: column.numbers.count)
            return Groups(
                groups: zip(names, column.numbers).map { Group(name: $0, numbers: [$1]) }, by: "", measured: "")
        }
        // Without `by` the rows are named by what they are for.
        let keys =
            arguments["by"] == nil ? Array(0..<table.boundCount) : try Tables.columns("by", of: table, arguments)
        var groups: [Group] = []
        let rows = keys.isEmpty ? (0..<table.rowCount).map { [$0] } : try Tables.groups(of: table, by: keys, arguments)
        for group in rows {
            try machine.checkInterrupt(at: arguments.head)
            let first = group.first ?? 0
            let name =
                keys.isEmpty
                ? String(first + 1) : keys.map { table.columns[$0].values[first].short }.joined(separator: ", ")
            groups.append(
                Group(name: name, numbers: group.compactMap { table.columns[column.position].values[$0].asNumber }))
        }
        let limit = 200
        if groups.count > limit {
            throw Diagnostic(
                .limit, "\(groups.count) groups are more than a picture can tell apart, \(limit)",
                at: arguments.span("by"), hint: "plot histogram(…) shows many numbers", topic: arguments.entry.name)
        }
        return Groups(
            groups: groups, by: keys.map { table.columns[$0].label }.joined(separator: ", "),
            measured: table.columns[column.position].label)
    }

    /// A column with its table, or numbers by themselves.
    private static func column(
        _ arguments: Arguments, _ label: String
    ) throws(Diagnostic) -> (table: ValueTable?, position: Int, numbers: [Double]) {
        let value = try arguments.required(label)
        if case .table(let table) = value, let name = table.focus, let position = table.index(of: name) {
            let numbers = table.columns[position].values.compactMap(\.asNumber)
            guard !numbers.isEmpty else {
                throw Diagnostic(
                    .type, "the column \(name) has no numbers", at: arguments.span(label), topic: arguments.entry.name)
            }
            return (table, position, numbers)
        }
        guard let matrix = value.asMatrix else {
            throw Diagnostic(
                .type, "\(arguments.entry.name) takes numbers or a column of a table, and this is \(value.described)",
                at: arguments.span(label), topic: arguments.entry.name)
        }
        try Pictures.checkSize(
            matrix.elements.count, named: arguments.text(label), of: arguments.entry.name, at: arguments.span(label))
        if arguments.entry.name == "bars", matrix.elements.count > 200 {
            throw Diagnostic(
                .limit, "\(matrix.elements.count) bars are more than a picture can tell apart, 200",
                at: arguments.span(label), hint: "plot histogram(…) shows many numbers", topic: "bars")
        }
        return (nil, 0, matrix.elements)
    }

    /// The names that were given for the rows of a matrix, or for its columns.
    private static func names(
        ofBars matrix: Matrix, _ arguments: Arguments
    ) throws(Diagnostic) -> (rows: [String]?, columns: [String]?) {
        guard let names = given(arguments) else { return (nil, nil) }
        if names.count == matrix.rows { return (names, nil) }
        if names.count == matrix.columns { return (nil, names) }
        throw Diagnostic(
            .shape,
            "names gives \(counted(names.count, "name")) for \(counted(matrix.rows, "row")) and "
                + "\(counted(matrix.columns, "column"))",
            at: arguments.span("names"), topic: arguments.entry.name)
    }

    private static func given(_ arguments: Arguments) -> [String]? {
        switch arguments["names"] {
        case nil: nil
        case .list(let items), .tuple(let items): items.map(\.short)
        case let given?: given.asMatrix?.elements.map { Value.text(of: $0) } ?? [given.short]
        }
    }

    /// The names that were given, or numbers from 1.
    private static func names(_ arguments: Arguments, count: Int) throws(Diagnostic) -> [String] {
        guard let names = given(arguments) else { return (0..<count).map { String($0 + 1) } }
        guard names.count == count else {
            throw Diagnostic(
                .shape, "names gives \(counted(names.count, "name")) for \(counted(count, "group"))",
                at: arguments.span("names"), topic: arguments.entry.name)
        }
        return names
    }
}

extension Value {
    /// The number that it is; `nil` for anything else.
    fileprivate var asNumber: Double? { if case .number(let number) = self { number } else { nil } }
}
