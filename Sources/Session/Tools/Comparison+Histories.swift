import Drawing
import Engine

extension Comparison {
    /// Compares trainings: a row for each, the curves together, and what differs in how they were trained.
    static func compare(_ histories: [TrainingHistory], named names: [String], _ machine: Machine) -> Value {
        let best = histories.map { history in
            history.history.loss.indices.filter { history.history.loss[$0].isFinite }
                .min { history.history.loss[$0] < history.history.loss[$1] }
        }
        var columns: [ValueTable.Column] = []
        func add(_ label: String, _ values: [Value]) { columns.append(.init(label: label, values: values)) }
        func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
        add("run", names.map { .text($0) })
        add("epochs", histories.map { number($0.history.epochs.last.map { Double($0) }) })
        add("first", histories.map { number($0.history.loss.first) })
        add("final", histories.map { number($0.history.loss.last) })
        add("best", zip(histories, best).map { history, place in number(place.map { history.history.loss[$0] }) })
        add(
            "best_epoch",
            zip(histories, best).map { history, place in number(place.map { Double(history.history.epochs[$0]) }) })
        for (label, values) in [
            ("error", histories.map { $0.history.error?.last }),
            ("validation", histories.map { $0.history.validationLoss?.filter(\.isFinite).min() }),
        ] where values.contains(where: { $0 != nil }) {
            add(label, values.map(number))
        }
        let table = ValueTable(columns: columns)
        machine.output.display(
            table.drawn(title: "losses of \(Members.inProse(names))", footnote: differences(histories)).rendering)
        machine.output.display(curves(histories, names).rendering)
        return .table(table)
    }

    /// Says that runs under different conventions are compared; `nil` where they are the same.
    static func mixture(of conventions: [String]) -> String? {
        guard Set(conventions).count > 1 else { return nil }
        return "these runs used different conventions: \(conventions.joined(separator: ", ")); their losses and steps "
            + "may not mean the same"
    }

    /// What differs in how networks were trained; `nil` where nothing does.
    private static func differences(_ histories: [TrainingHistory]) -> String? {
        var sentences: [String] = []
        if let mixture = mixture(of: histories.map(\.history.convention.name)) { sentences.append(mixture) }
        var aspects: [String] = []
        for choice in histories.flatMap(\.history.choices) where !aspects.contains(choice.aspect) {
            aspects.append(choice.aspect)
        }
        let differing = aspects.compactMap { aspect -> String? in
            let texts = histories.map { history in
                history.history.choices.first { $0.aspect == aspect }?.text ?? "-"
            }
            return aspect == "convention" || Set(texts).count == 1
                ? nil : "\(aspect): \(texts.joined(separator: " | "))"
        }
        if !differing.isEmpty { sentences.append("what differs: " + differing.joined(separator: "; ")) }
        return sentences.isEmpty ? nil : sentences.joined(separator: ". ")
    }

    /// The loss curves over one another.
    private static func curves(_ histories: [TrainingHistory], _ names: [String]) -> Figure {
        let figures = histories.map { history in
            LossCurve.figure(
                epochs: history.history.epochs.map { Double($0) }, losses: history.history.loss,
                lossName: history.lossName)
        }
        var labels: [String] = []
        for label in figures.map(\.yAxis.label) where !labels.contains(label) { labels.append(label) }
        var layers: [Figure.Layer] = []
        for (position, figure) in figures.enumerated() {
            guard case .line(let x, let y, _, _) = figure.layers.first else { continue }
            layers.append(.line(x: x, y: y, style: LineStyle(series: position), label: names[position]))
        }
        let isSteep = figures.contains { $0.yAxis.scale == .logarithmic }
        let isPositive = histories.allSatisfy { $0.history.loss.allSatisfy { !($0 <= 0) } }
        return Figure(
            title: "losses of \(Members.inProse(names))", xAxis: Axis(label: "epoch"),
            yAxis: Axis(label: labels.joined(separator: ", "), scale: isSteep && isPositive ? .logarithmic : .linear),
            layers: layers)
    }
}
