import Drawing
import Engine

extension TrainedNetwork {
    /// A table of the layers: shape, activation, parameters, and their total.
    var summary: Rendering {
        let network = snapshot
        let epochs = current.training.epoch
        var inputs = network.inputs
        var shapes: [Table.Cell] = []
        var counts: [Double] = []
        for layer in network.layers {
            shapes.append(.text("\(inputs)×\(layer.units)"))
            counts.append(Double((inputs + 1) * layer.units))
            inputs = layer.units
        }
        return .table(
            Table(
                title: network.architecture,
                columns: [
                    Table.Column(title: "layer", cells: network.layers.indices.map { .number(Double($0 + 1)) }),
                    Table.Column(title: "weights", cells: shapes),
                    Table.Column(title: "activation", cells: network.layers.map { .text($0.activation.description) }),
                    Table.Column(title: "parameters", cells: counts.map { .number($0) }, digits: 12),
                ],
                baseline: [.text("total"), .empty, .empty, .number(Double(network.parameterCount))],
                footnote: "seed \(network.seed), \(network.initialization.description), "
                    + (epochs == 0 ? "not trained yet" : "trained for \(counted(epochs, "epoch"))")))
    }
}

extension TrainingHistory {
    /// What the loss is called in tables and on axes.
    var lossName: String { loss.displayName }

    /// Everything the run used, in one line: what was given and what the convention chose.
    var conditions: String {
        history.choices.filter { !["network", "data"].contains($0.aspect) }
            .map { "\($0.aspect) \($0.text)" }.joined(separator: "; ")
    }
}

extension Loss {
    /// The name in tables and on axes.
    var displayName: String { name }

    /// The name as the language spells it, with the parameter that is not the usual one.
    var spelling: String {
        switch self {
        case .quadratic: "quadratic"
        case .crossEntropy: "crossentropy"
        case .logLikelihood: "loglikelihood"
        case .absolute: "absolute"
        case .huber(let delta): self == .huber() ? "huber" : "huber(\(Value.text(of: delta)))"
        case .kl: "kl"
        }
    }
}
