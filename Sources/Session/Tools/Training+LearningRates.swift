import Drawing
import Engine
import Language

extension Training {
    /// `learning_rates`.
    @Sendable static func learningRates(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let options = try options(arguments, machine, network: network, samples: data.inputs.rows)
        let from = try arguments.positive("from") ?? 1e-7
        let to = try arguments.positive("to") ?? 10
        let steps = try arguments.whole("steps", in: 2...100_000) ?? 100
        let found = try engine(at: arguments.head) { () throws(EngineError) in
            try findLearningRate(
                network, on: data, options: options, from: from, to: to, steps: steps, isCancelled: machine.isCancelled)
        }
        try machine.checkInterrupt(at: arguments.head)
        let loss = options.loss ?? Loss.matching(network)
        let curve = found.figure(
            title: "learning rates for \(arguments.text("N")) on \(arguments.text("D"))", lossName: loss.displayName)
        return .table(
            ValueTable(
                columns: [
                    ValueTable.Column(label: "learning_rate", values: found.rates.map { .number($0) }),
                    ValueTable.Column(label: "loss", values: found.losses.map { .number($0) }),
                ],
                notes: [
                    (label: "suggestion", value: found.suggestion.map { .number($0) } ?? Value.none),
                    (label: "curve", value: .figure(curve)),
                ]))
    }
}

extension LearningRateSearch {
    /// The loss over the learning rate, with the suggestion as an upright line.
    fileprivate func figure(title: String, lossName: String) -> Figure {
        let chosen = LossCurve.points(of: rates.count)
        var layers = [
            Figure.Layer.line(
                x: chosen.map { rates[$0] }, y: chosen.map { losses[$0] }, style: LineStyle(series: 0), label: nil)
        ]
        if let suggestion, let least = losses.min(), let greatest = losses.max() {
            layers.append(
                .line(
                    x: [suggestion, suggestion], y: [least, greatest], style: .reference,
                    label: "suggestion \(Value.text(of: suggestion))"))
        }
        return Figure(
            title: title, xAxis: Axis(label: "learning rate", scale: .logarithmic), yAxis: Axis(label: lossName),
            layers: layers)
    }
}
