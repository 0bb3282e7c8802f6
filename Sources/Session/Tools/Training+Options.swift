import Engine
import Language

/// Options of `train` about targets, layers and what is measured.
extension Training {
    /// The layers that a training leaves as they are, counted from 1.
    static func frozenLayers(_ arguments: Arguments, of network: Network) throws(Diagnostic) -> [Int] {
        guard let given = arguments["frozen"]?.asMatrix else { return [] }
        var layers: [Int] = []
        for element in given.elements {
            guard let layer = Int(exactly: element), 1...network.layers.count ~= layer else {
                throw Diagnostic(
                    .value,
                    "there is no layer \(Value.text(of: element)): the network's layers are 1 to \(network.layers.count)",
                    at: arguments.span("frozen"), topic: "train")
            }
            // One that is frozen already stays so.
            if !network.layers[layer - 1].isFrozen, !layers.contains(layer) { layers.append(layer) }
        }
        return layers
    }

    static func freeze(
        _ layers: [Int], _ isFrozen: Bool, in network: inout Network, at span: Span
    ) throws(Diagnostic) {
        for layer in layers {
            try engine(at: span) { () throws(EngineError) in try network.setFrozen(isFrozen, layer: layer) }
        }
    }

    /// What is measured beside the loss.
    static func metrics(_ arguments: Arguments) throws(Diagnostic) -> Set<Metric> {
        guard let given = arguments["metrics"] else { return [] }
        let items: [Value] =
            switch given {
            case .list(let list): Array(list)
            case .none: []
            default: [given]
            }
        var metrics: Set<Metric> = []
        for item in items {
            guard case .function(let entry) = item, let metric = Metric.named(entry.name) else {
                throw Diagnostic(
                    .value, "metrics are accuracy, error and rsquared, and this is \(item.described)",
                    at: arguments.span("metrics"), hint: "metrics=accuracy, or metrics=[accuracy, error]",
                    topic: "train")
            }
            metrics.insert(metric)
        }
        return metrics
    }
}

extension Metric {
    /// The metric that a function of networks and data measures.
    fileprivate static func named(_ name: String) -> Metric? {
        switch name {
        case "accuracy": .accuracy
        case "error": .error
        case "rsquared": .determination
        default: nil
        }
    }
}

extension Entry {
    /// The share of the targets that is spread over all classes.
    static let labelSmoothing = Parameter.option(
        "label_smoothing", [.number], default: "0", "The share of each target that is spread evenly over the classes")

    /// How much the samples of each class count.
    static let classWeights = Parameter.option(
        "class_weights", [.matrix, .none], default: "none", choices: ["none"],
        "How much each sample counts by its class, a number for each class")
}

extension Arguments {
    /// The share of each target that is spread over all classes.
    func labelSmoothing() throws(Diagnostic) -> Double { try share("label_smoothing") ?? 0 }

    /// How much the samples of each class count; `nil` for once each.
    func classWeights() throws(Diagnostic) -> [Double]? {
        guard let weights = self["class_weights"]?.asMatrix else { return nil }
        if let wrong = weights.elements.first(where: { !($0 >= 0 && $0.isFinite) }) {
            throw Diagnostic(
                .value, "a class weight must be 0 or more, not \(Value.text(of: wrong))", at: span("class_weights"),
                topic: entry.name)
        }
        return weights.elements
    }
}
