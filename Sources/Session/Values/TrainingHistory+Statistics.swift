import Drawing
import Engine

extension HistoryColumn {
    /// The name after a full stop: `H.accuracy`, `H.validation_rsquared`.
    var memberName: String {
        name == Metric.determination.rawValue
            ? "rsquared"
            : name.hasSuffix(Metric.determination.rawValue)
                ? "validation_rsquared"
                : String(name.map { $0 == " " ? "_" : $0 })
    }
}

extension TrainingHistory {
    /// How large each layer's numbers were, a row for each layer at each epoch; `nil` unless that was asked for.
    var statistics: ValueTable? {
        var layers: [[LayerStatistics]] = []
        while let layer = history.statistics(ofLayer: layers.count + 1) { layers.append(layer) }
        guard !layers.isEmpty else { return nil }
        var rows: [LayerRow] = []
        for (position, epoch) in history.epochs.enumerated() {
            for (layer, statistics) in layers.enumerated() {
                rows.append(LayerRow(epoch: epoch, layer: layer + 1, statistics: statistics[position]))
            }
        }
        return ValueTable(layers: rows, withEpochs: true)
    }
}

/// The statistics of a layer at an epoch.
struct LayerRow {
    var epoch = 0
    let layer: Int
    let statistics: LayerStatistics
}

extension ValueTable {
    /// The norms of the gradients of each layer: over the epochs, or side by side.
    private static func gradientNorms(_ rows: [LayerRow], withEpochs: Bool) -> Figure {
        let axis = Axis(label: "‖∇W‖", scale: .logarithmic)
        let layers = (rows.map(\.layer).max() ?? 0)
        guard withEpochs else {
            return Figure(
                title: "gradient norms", xAxis: Axis(label: "layer", names: (0..<layers).map { String($0 + 1) }),
                yAxis: axis,
                layers: [.bars(rows.map { Bar(at: $0.layer, height: $0.statistics.gradientNorm) }, series: 0)])
        }
        let lines = (0..<layers).map { layer -> Figure.Layer in
            let own = rows.filter { $0.layer == layer + 1 }
            return .line(
                x: own.map { Double($0.epoch) }, y: own.map(\.statistics.gradientNorm),
                style: LineStyle(series: layer), label: "layer \(layer + 1)")
        }
        return Figure(title: "gradient norms", xAxis: Axis(label: "epoch"), yAxis: axis, layers: lines)
    }

    /// A table of the statistics of layers.
    init(layers rows: [LayerRow], withEpochs: Bool) {
        func column(_ label: String, _ number: (LayerRow) -> Double) -> Column {
            Column(label: label, values: rows.map { .number(number($0)) })
        }
        let epochs = withEpochs ? [column("epoch") { Double($0.epoch) }] : []
        self.init(
            columns: epochs + [
                column("layer") { Double($0.layer) },
                column("activations") { $0.statistics.activationNorm },
                column("deltas") { $0.statistics.deltaNorm },
                column("gradients") { $0.statistics.gradientNorm },
                column("zero") { $0.statistics.zeroShare },
                column("dead") { $0.statistics.deadShare },
            ],
            boundCount: epochs.count + 1,
            picture: { Self.gradientNorms(rows, withEpochs: withEpochs) })
    }
}
