import Drawing
import Engine

extension TrainingHistory {
    /// The loss table: the epochs 0, 1, 2, 5, 10, 20, 50, … and the last.
    var table: Table {
        let positions = milestones(history.epochs)
        let columns = series.map { title, values in
            Table.Column(title: title, cells: positions.map { values[$0].isFinite ? .number(values[$0]) : .empty })
        }
        return Table(title: title, columns: columns, footnote: ending + conditions)
    }

    /// All epochs, with what was recorded of each.
    var values: ValueTable {
        ValueTable(
            columns: series.map { title, values in
                ValueTable.Column(label: title, values: values.map { $0.isFinite ? .number($0) : .none })
            }, boundCount: 1)
    }

    /// What was recorded of each epoch, by its title; not finite where it was not.
    private var series: [(title: String, values: [Double])] {
        let measured: [(title: String, values: [Double]?)] = [
            ("error", history.error), ("validation", history.validationLoss),
            ("validation error", history.validationError),
        ]
        return [("epoch", history.epochs.map(Double.init)), (lossName, history.loss)]
            + measured.compactMap { title, values in values.map { (title, $0) } }
            + history.metrics.map { ($0.name, $0.values) }
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
