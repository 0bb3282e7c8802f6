import Drawing
import Engine

extension TrainedNetwork {
    /// A table of the layers with what stands between them: shapes, parameters, and their total.
    var summary: Rendering {
        let network = snapshot
        let epochs = current.training.epoch
        let rows = network.summaryRows
        return .table(
            Table(
                title: network.architecture,
                columns: [
                    Table.Column(title: "layer", cells: rows.map { .number(Double($0.layer)) }),
                    Table.Column(title: "part", cells: rows.map { .text($0.part) }),
                    Table.Column(title: "weights", cells: rows.map { .text($0.weights) }),
                    Table.Column(
                        title: "parameters", cells: rows.map { .number(Double($0.parameters)) }, digits: 12),
                ],
                baseline: [.text("total"), .empty, .empty, .number(Double(network.parameterCount))],
                footnote: "seed \(network.seed), \(network.initialization.description), "
                    + (epochs == 0 ? "not trained yet" : "trained for \(counted(epochs, "epoch"))")))
    }
}

extension Network {
    /// One row of a summary.
    struct SummaryRow {
        /// The layer that the part belongs to, counted from 1.
        let layer: Int
        /// The part as the language writes it.
        let part: String
        /// The shape of its weights, and how many connections are masked.
        let weights: String
        /// The number of its parameters; masked weights count.
        let parameters: Int
    }

    /// The parts of all layers in the order they are written in.
    var summaryRows: [SummaryRow] {
        var rows: [SummaryRow] = []
        var inputs = self.inputs
        for (index, layer) in layers.enumerated() {
            let masked = layer.mask.map { $0.elements.count { $0 == 0 } } ?? 0
            for part in layer.parts {
                switch part {
                case .dropout, .normalization:
                    let count = part.isNormalization ? 2 * layer.units : 0
                    rows.append(SummaryRow(layer: index + 1, part: part.text, weights: "", parameters: count))
                case .dense:
                    rows.append(
                        SummaryRow(
                            layer: index + 1, part: part.text,
                            weights: "\(inputs)×\(layer.units)" + (masked == 0 ? "" : ", \(masked) masked"),
                            parameters: (layer.isNormalized ? inputs : inputs + 1) * layer.units))
                }
            }
            inputs = layer.units
        }
        return rows
    }
}

extension Layer {
    /// What a network literal writes for a layer.
    enum Part {
        case dropout(Dropout)
        case dense(Layer)
        case normalization(Normalization)

        /// The part as the language writes it.
        var text: String {
            switch self {
            case .dropout(let dropout): dropout.description
            case .dense(let layer): "\(layer.units) \(layer.activation)"
            case .normalization(let normalization): normalization.description
            }
        }

        var isNormalization: Bool { if case .normalization = self { true } else { false } }
    }

    /// The parts in the order they are written in.
    var parts: [Part] {
        var parts: [Part] = dropout.map { [.dropout($0)] } ?? []
        parts.append(.dense(self))
        if let normalization { parts.append(.normalization(normalization)) }
        return parts
    }
}

extension TrainingHistory {
    /// What the loss is called in tables and on axes.
    var lossName: String {
        Self.lossName(of: history.parts.map { (start: $0.start, loss: $0.loss, convention: $0.convention.name) })
    }

    /// What the loss is called that several runs minimised: where they differ, with the epochs.
    static func lossName(of runs: [(start: Int, loss: Loss, convention: String)]) -> String {
        let areMixed = Set(runs.map(\.convention)).count > 1
        var names: [String] = []
        var last: (loss: Loss, convention: String)?
        for run in runs {
            if let last, last.loss == run.loss, last.convention == run.convention { continue }
            let name = run.loss.displayName + (areMixed ? " (\(run.convention))" : "")
            names.append(last == nil ? name : "from epoch \(run.start + 1) \(name)")
            last = (loss: run.loss, convention: run.convention)
        }
        return names.joined(separator: ", ")
    }

    /// Everything the runs used, in one line: what was given and what the convention chose, and what changed later.
    var conditions: String {
        var known: [Convention.Choice] = []
        var texts: [String] = []
        for (position, part) in history.parts.enumerated() {
            let news = part.choices.filter { choice in
                !["network", "data"].contains(choice.aspect) && !known.contains(choice)
            }
            let text = news.map { "\($0.aspect) \($0.text)" }.joined(separator: "; ")
            if position == 0 {
                texts.append(text)
            } else if !news.isEmpty {
                texts.append("from epoch \(part.start + 1): \(text)")
            }
            known = part.choices
        }
        return texts.joined(separator: "; ")
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
