extension Network {
    /// What looks wrong about training the network on data with a loss although nothing forbids it, each in a sentence
    /// without a full stop.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - data: What is to be learnt.
    /// - Throws: What `loss(on:loss:convention:labelSmoothing:classWeights:)` throws.
    public func warnings(for loss: Loss? = nil, on data: Dataset) throws(EngineError) -> [String] {
        let objective = try Objective(self, on: data, loss: loss, convention: .modern)
        return try outputWarnings(objective) + targetWarnings(objective, data.name) + layerWarnings()
    }

    /// Outputs and loss, whatever the data are.
    private func outputWarnings(_ objective: Objective) -> [String] {
        let loss = objective.loss
        switch outputActivation {
        case .softmax where outputs == 1:
            return [
                "a single softmax output is always 1, so that there is nothing to learn; one sigmoid output tells two classes"
            ]
        case .softmax where !loss.isOfProbabilities:
            return [
                "the \(loss.name) of softmax outputs learns slowly where they are surely wrong; cross-entropy does not"
            ]
        case .sigmoid where loss == .logLikelihood && outputs == 1:
            return [
                "the log-likelihood of one sigmoid output, -y ln a, costs nothing where the target is 0, so that answering 1 "
                    + "always is best; cross-entropy judges both classes"
            ]
        case .sigmoid where loss == .logLikelihood:
            return [
                "the log-likelihood, -Σ y ln a, judges sigmoid outputs only where they should be 1, and all of them may become "
                    + "1; take softmax outputs, or cross-entropy, which judges each output"
            ]
        default: return []
        }
    }

    /// Outputs and targets.
    private func targetWarnings(_ objective: Objective, _ name: String) -> [String] {
        let targets = objective.targets
        if outputActivation == .softmax && objective.loss.isOfProbabilities && outputs > 1 {
            for row in 0..<targets.rows {
                let sum = targets.row(row).reduce(0, +)
                if abs(sum - 1) > Information.tolerance {
                    return [
                        "the targets of sample \(row + 1) of \(name) sum to \(shortText(sum)), but softmax outputs to 1; "
                            + "sigmoid outputs may be 1 for several classes"
                    ]
                }
            }
            return []
        }
        let least = targets.elements.min() ?? 0
        let greatest = targets.elements.max() ?? 0
        if let (lower, upper) = outputActivation.range, least < lower || greatest > upper {
            let range = upper == .infinity ? "\(shortText(lower)) up" : "\(shortText(lower)) to \(shortText(upper))"
            return [
                "the targets of \(name) are from \(shortText(least)) to \(shortText(greatest)), which \(outputActivation) "
                    + "outputs cannot reach: theirs are from \(range); identity outputs have no bounds"
            ]
        }
        // Lines through classes, from identity outputs, are an experiment of their own.
        let areClasses = least == 0 && greatest == 1 && targets.elements.allSatisfy { $0 == 0 || $0 == 1 }
        switch outputActivation {
        case .identity, .sigmoid, .softmax: return []
        default:
            guard areClasses else { return [] }
            return [
                "the targets of \(name) are 0 and 1, like classes, but \(outputActivation) outputs are no probabilities; "
                    + "sigmoid or softmax outputs are"
            ]
        }
    }

    /// Hidden layers, whatever the loss and the data are.
    private func layerWarnings() throws(EngineError) -> [String] {
        var warnings: [String] = []
        for layer in 1..<layers.count {
            if layers[layer - 1].activation == .softmax && layers[layer].activation == .softmax {
                warnings.append(
                    "softmax twice: layer \(layer + 1) takes the shares of layer \(layer), which sum to 1, for its inputs and "
                        + "can hardly tell them apart")
            }
            if layers[layer - 1].activation == .identity && !layers[layer - 1].isNormalized {
                warnings.append(
                    "layer \(layer) is linear: with layer \(layer + 1) it makes no more than one linear map")
            }
            if try isSymmetric(layer) {
                warnings.append(
                    "the \(layers[layer - 1].units) units of layer \(layer) begin with equal weights, so that they stay equal; "
                        + "weights drawn at random tell them apart")
            }
        }
        return warnings
    }

    /// Whether the several units of a hidden layer have all the same parameters in and out, and nothing tells them apart.
    private func isSymmetric(_ layer: Int) throws(EngineError) -> Bool {
        let (place, next) = (layout.layers[layer - 1], layout.layers[layer])
        // Dropout leaves out now one unit, now another.
        guard place.outputs > 1 && next.layer.dropout == nil else { return false }
        for range in [place.biases, place.scales, place.shifts] {
            guard parameters[range].allSatisfy({ $0 == parameters[range.lowerBound] }) else { return false }
        }
        var pulse = Interruption.Pulse()
        for (position, index) in place.weights.enumerated() {
            try pulse.count()
            guard parameters[index] == parameters[index - position % place.outputs] else { return false }
        }
        for (position, index) in next.weights.enumerated() {
            try pulse.count()
            guard parameters[index] == parameters[next.weights.lowerBound + position % next.outputs] else {
                return false
            }
        }
        return true
    }
}

extension Activation {
    /// The bounds of its values, if it has any that are worth a warning.
    fileprivate var range: (lower: Double, upper: Double)? {
        switch self {
        case .sigmoid, .softmax: (0, 1)
        case .tanh: (-1, 1)
        case .relu, .softplus: (0, .infinity)
        case .identity, .leakyRelu, .gelu, .approximateGelu, .swish, .custom: nil
        }
    }
}
