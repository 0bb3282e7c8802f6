import Drawing
import Engine

extension TrainingHistory {
    /// The loss table: the epochs 0, 1, 2, 5, 10, 20, 50, … and the last.
    var table: Table {
        let positions = milestones(history.epochs)
        var columns = [
            Table.Column(title: "epoch", cells: positions.map { .number(Double(history.epochs[$0])) }),
            Table.Column(title: lossName, cells: positions.map { .number(history.loss[$0]) }),
        ]
        if let error = history.error {
            columns.append(Table.Column(title: "error", cells: positions.map { .number(error[$0]) }))
        }
        for (title, values) in [
            ("validation", history.validationLoss), ("validation error", history.validationError),
        ] {
            guard let values else { continue }
            let cells = positions.map { values[$0].isFinite ? Table.Cell.number(values[$0]) : .text("") }
            columns.append(Table.Column(title: title, cells: cells))
        }
        for column in history.metrics {
            let cells = positions.map { position -> Table.Cell in
                column.values[position].isFinite ? .number(column.values[position]) : .empty
            }
            columns.append(Table.Column(title: column.name, cells: cells))
        }
        return Table(title: title, columns: columns, footnote: ending + conditions)
    }

    /// How training ended, if it stopped early.
    private var ending: String {
        guard let best = history.bestEpoch, let last = history.epochs.last else { return "" }
        return "stopped early at epoch \(last), best epoch \(best); "
    }

    /// The loss curve.
    var figure: Figure {
        LossCurve.figure(
            epochs: history.epochs.map { Double($0) }, losses: history.loss, validation: history.validationLoss,
            lossName: lossName, title: title)
    }

    private func milestones(_ epochs: [Int]) -> [Int] {
        var wanted: Set<Int> = [0]
        var decade = 1
        while let last = epochs.last, decade <= last {
            for factor in [1, 2, 5] { wanted.insert(decade * factor) }
            let (next, overflow) = decade.multipliedReportingOverflow(by: 10)
            if overflow { break }
            decade = next
        }
        return epochs.indices.filter {
            wanted.contains(epochs[$0]) || $0 == epochs.count - 1 || epochs[$0] == history.bestEpoch
        }
    }
}
