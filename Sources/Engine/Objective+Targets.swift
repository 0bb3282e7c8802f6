extension Objective {
    /// The targets with a column for each output; a column of class numbers becomes one-hot rows.
    static func targets(of data: Dataset, for network: Network) throws(EngineError) -> Matrix {
        let targets = data.targets
        if targets.columns == network.outputs { return targets }
        let isClassifier = network.outputActivation == .softmax || network.outputActivation == .sigmoid
        guard targets.columns == 1 && isClassifier else {
            let areWhole = try targets.holds { $0 == $0.rounded() && $0 >= 0 }
            let areClasses = targets.columns == 1 && areWhole
            throw .shape(
                "the targets of \(data.name) are \(targets.shape), but \(network.summary) has \(network.outputs) "
                    + "output\(network.outputs == 1 ? "" : "s"): expected \(targets.rows)×\(network.outputs)"
                    + (areClasses ? "; class numbers go with softmax outputs, or as one-hot rows" : ""))
        }
        try Matrix.checkSize(rows: targets.rows, columns: network.outputs)
        var oneHot = try Matrix.filled(rows: targets.rows, columns: network.outputs, with: 0)
        var pulse = Interruption.Pulse()
        for (row, label) in targets.elements.enumerated() {
            try pulse.count()
            guard let column = Int(exactly: label), 0 <= column && column < network.outputs else {
                throw .value(
                    "the class \(shortText(label)) of sample \(row + 1) of \(data.name) is not a whole number from 0 to "
                        + "\(network.outputs - 1), one for each output")
            }
            oneHot[row, column] = 1
        }
        return oneHot
    }

    static func labels(of targets: Matrix, for network: Network) throws(EngineError) -> [Int32]? {
        if targets.columns == 1 {
            let areClasses = try targets.holds { $0 == 0 || $0 == 1 }
            guard network.outputActivation == .sigmoid && areClasses else {
                return nil
            }
            return try [Int32](generating: targets.rows) { targets.elements[$0] == 1 ? 1 : 0 }
        }
        var labels = [Int32](roomFor: targets.rows)
        var pulse = Interruption.Pulse()
        for row in 0..<targets.rows {
            try pulse.count(targets.columns)
            var label: Int32?
            for column in 0..<targets.columns where targets.elements[row * targets.columns + column] != 0 {
                guard label == nil && targets.elements[row * targets.columns + column] == 1 else { return nil }
                label = Int32(column)
            }
            guard let label else { return nil }
            labels.append(label)
        }
        return labels
    }

    /// The targets with a share of them spread evenly over the classes.
    static func smoothed(
        _ targets: Matrix, by share: Double, for network: Network, loss: Loss
    ) throws(EngineError) -> Matrix {
        guard 0 <= share && share < 1 else {
            throw .value("the label smoothing is \(shortText(share)); it must be from 0 to below 1")
        }
        guard share > 0 else { return targets }
        guard loss.isOfProbabilities else {
            throw .value(
                "label smoothing goes with losses of probabilities, cross-entropy, log-likelihood and KL divergence; "
                    + "this is the \(loss.name)")
        }
        let spread = share / (network.outputActivation == .softmax ? Double(targets.columns) : 2)
        return try targets.mapped { (1 - share) * $0 + spread }
    }

    /// How much each sample counts, from how much its class does.
    static func weights(
        of labels: [Int32]?, by classWeights: [Double], for network: Network, data: Dataset
    ) throws(EngineError) -> [Double] {
        guard let labels else {
            throw .value(
                "class weights need one class for each sample: one sigmoid output and targets 0 or 1, or several outputs and "
                    + "a single 1 in each row; the targets of \(data.name) are not classes of \(network.summary)")
        }
        let count = max(2, network.outputs)
        guard classWeights.count == count else {
            throw .shape(
                "there are \(classWeights.count) class weights, but \(network.summary) has \(count) classes: one weight for "
                    + "each")
        }
        for (label, weight) in classWeights.enumerated() where !(weight >= 0 && weight.isFinite) {
            throw .value("the weight of class \(label) is \(shortText(weight)); it must be a number from 0 up")
        }
        let weights = labels.map { classWeights[Int($0)] }
        let total = weights.reduce(0, +)
        guard total > 0 && total.isFinite else {
            throw .value(
                "the weights of the classes in \(data.name) sum to \(shortText(total)) over its samples; the sum must be a "
                    + "number above 0")
        }
        return weights
    }

    /// The sum of the entropies of the rows in nats, each counted as often as its weight says.
    static func entropy(of targets: Matrix, weights: [Double]?) throws(EngineError) -> Double {
        var sum = 0.0
        var pulse = Interruption.Pulse()
        for row in 0..<targets.rows {
            try pulse.count(targets.columns + 8)
            sum += try Information.crossEntropy(targets.row(row), targets.row(row), in: .nats) * (weights?[row] ?? 1)
        }
        return sum
    }

    /// Smoothing and weights in words, as far as they are used.
    static func choices(
        _ smoothing: Double, _ weights: [Double]?, convention: Convention, outputs: Activation
    ) -> [Convention.Choice] {
        var choices: [Convention.Choice] = []
        if smoothing > 0 {
            let spread = outputs == .softmax ? "s/K" : "s/2"
            choices.append(
                .init(aspect: "label smoothing", text: "targets (1-s)y + \(spread), s = \(shortText(smoothing))"))
        }
        if let weights {
            let list = weights.map(shortText).joined(separator: ", ")
            let form = convention.reduction == .mean ? "divided by the sum of the samples' weights" : "sum over samples"
            choices.append(.init(aspect: "class weights", text: "\(list), \(form)"))
        }
        return choices
    }
}
