/// A loss on a data set, checked against a network and resolved into numbers.
struct Objective {
    let loss: Loss
    let convention: Convention
    /// The targets with as many columns as the network has outputs, smoothed if wanted.
    let targets: Matrix
    /// The class of each sample, if the targets are classes.
    let labels: [Int32]?
    /// How much each sample counts; nil for once each.
    let weights: [Double]?
    /// What was chosen beside the loss, in words.
    let choices: [Convention.Choice]

    private let outputs: Activation
    /// What is taken off the sum of the samples' losses: for the KL divergence the entropies of the targets.
    private let constant: Double

    init(
        _ network: Network, on data: Dataset, loss: Loss?, convention: Convention, labelSmoothing: Double = 0,
        classWeights: [Double]? = nil
    ) throws(EngineError) {
        try network.checkInputs(data.inputs)
        let targets = try Objective.targets(of: data, for: network)
        let labels = try Objective.labels(of: targets, for: network)
        let loss = loss ?? .matching(network)
        try loss.check(outputsOf: network)
        try loss.check(targets: targets)
        self.loss = loss
        self.convention = convention
        self.labels = labels
        outputs = network.outputActivation
        self.targets = try Objective.smoothed(targets, by: labelSmoothing, for: network, loss: loss)
        weights = try classWeights.map { weights throws(EngineError) in
            try Objective.weights(of: labels, by: weights, for: network, data: data)
        }
        constant = loss == .kl ? try Objective.entropy(of: self.targets, weights: weights) : 0
        choices = Objective.choices(labelSmoothing, classWeights, convention: convention, outputs: outputs)
    }

    /// The head that computes the loss at the outputs of the network.
    func head<Element: Scalar>(_ network: Network) -> Core<Element>.Head {
        switch loss {
        case .quadratic: .quadratic
        case .absolute: .absolute
        case .huber(let delta):
            // Neither 0 nor infinite in the smaller type, where differences are bounded too.
            .huber(
                bound: Element(
                    min(
                        max(delta, Double(Element.leastNormalMagnitude)), Double(Element.greatestFiniteMagnitude))))
        case .crossEntropy: outputs == .softmax ? .softmaxCrossEntropy : .sigmoidCrossEntropy
        case .logLikelihood: outputs == .softmax ? .softmaxCrossEntropy : .sigmoidLikelihood
        case .kl: .softmaxCrossEntropy
        }
    }

    /// The factor of the loss of one sample.
    ///
    /// The absolute and the Huber loss are means over the outputs where the quadratic one is; they take no ½ from it.
    private var factor: Double {
        switch (loss, convention.quadratic) {
        case (.quadratic, .mean), (.absolute, .mean), (.huber, .mean): 1 / Double(targets.columns)
        case (.quadratic, .half): 0.5
        default: 1
        }
    }

    /// The number of samples, each counted as often as its weight says.
    private func total(_ samples: Int) -> Double {
        weights.map { $0.reduce(0, +) } ?? Double(samples)
    }

    /// The loss of all samples from the sum that a pass returns.
    func value(ofSum sum: Double, samples: Int) -> Double {
        value(ofSum: sum, total: total(samples))
    }

    /// The loss of samples from the sum that a pass returns and their number, counted by their weights.
    func value(ofSum sum: Double, total: Double) -> Double {
        // Of some samples only their share is known. Rounding must not take a divergence below 0.
        let taken = constant * (total / self.total(targets.rows))
        let sum = loss == .kl && sum < taken ? 0 : sum - taken
        return convention.reduction == .mean ? sum * factor / total : sum * factor
    }

    /// What the derivatives at the outputs are multiplied with for all samples.
    func scale(samples: Int) -> Double {
        scale(total: total(samples))
    }

    /// What the derivatives at the outputs are multiplied with for a batch of so many samples, counted by their weights.
    func scale(total: Double) -> Double {
        let derivative = loss == .quadratic ? 2 * factor : factor
        guard convention.reduction == .mean else { return derivative }
        // A batch of which no sample counts moves nothing.
        return total > 0 ? derivative / total : 0
    }
}
