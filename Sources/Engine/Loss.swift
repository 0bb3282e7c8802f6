/// What training makes small.
public enum Loss: String, Sendable, Hashable, CaseIterable {
    /// The squared difference from the target, in the form of the convention.
    case quadratic
    /// The cross-entropy in nats: binary for each sigmoid output, categorical for softmax outputs.
    case crossEntropy

    /// The loss that belongs to the outputs of a network: cross-entropy for sigmoid and softmax, quadratic for all others.
    public static func matching(_ network: Network) -> Loss {
        switch network.outputActivation {
        case .sigmoid, .softmax: .crossEntropy
        default: .quadratic
        }
    }
}

/// A loss on a data set, checked against a network and resolved into numbers.
struct Objective {
    let loss: Loss
    let convention: Convention
    /// The targets with as many columns as the network has outputs.
    let targets: Matrix
    /// The class of each sample, if the targets are classes.
    let labels: [Int32]?

    init(_ network: Network, on data: Dataset, loss: Loss?, convention: Convention) throws(EngineError) {
        try network.checkInputs(data.inputs)
        targets = try Objective.targets(of: data, for: network)
        labels = Objective.labels(of: targets, for: network)
        let loss = loss ?? .matching(network)
        self.loss = loss
        self.convention = convention
        guard loss == .crossEntropy else { return }
        guard network.outputActivation == .sigmoid || network.outputActivation == .softmax else {
            throw .value(
                "cross-entropy needs sigmoid or softmax outputs, which are probabilities; the outputs of "
                    + "\(network.summary) are \(network.outputActivation)")
        }
        if let index = targets.elements.firstIndex(where: { !(0...1).contains($0) }) {
            throw .value(
                "cross-entropy needs targets from 0 to 1; sample \(index / targets.columns + 1) has "
                    + shortText(targets.elements[index]))
        }
    }

    /// The head that computes the loss at the outputs of the network.
    func head<Element: Scalar>(_ network: Network) -> Core<Element>.Head {
        switch loss {
        case .quadratic: .quadratic
        case .crossEntropy: network.outputActivation == .softmax ? .softmaxCrossEntropy : .sigmoidCrossEntropy
        }
    }

    /// The factor of the loss of one sample.
    private var factor: Double {
        guard loss == .quadratic else { return 1 }
        switch convention.quadratic {
        case .sum: return 1
        case .mean: return 1 / Double(targets.columns)
        case .half: return 0.5
        }
    }

    /// The loss of samples from the sum that a pass returns.
    func value(ofSum sum: Double, samples: Int) -> Double {
        convention.reduction == .mean ? sum * factor / Double(samples) : sum * factor
    }

    /// What the derivatives at the outputs are multiplied with for a batch.
    func scale(samples: Int) -> Double {
        let derivative = loss == .quadratic ? 2 * factor : 1
        return convention.reduction == .mean ? derivative / Double(samples) : derivative
    }

    /// The targets with a column for each output; a column of class numbers becomes one-hot rows.
    private static func targets(of data: Dataset, for network: Network) throws(EngineError) -> Matrix {
        let targets = data.targets
        if targets.columns == network.outputs { return targets }
        let isClassifier = network.outputActivation == .softmax || network.outputActivation == .sigmoid
        guard targets.columns == 1 && isClassifier else {
            throw .shape(
                "the targets of \(data.name) are \(targets.shape), but \(network.summary) has \(network.outputs) "
                    + "output\(network.outputs == 1 ? "" : "s"): expected \(targets.rows)×\(network.outputs)")
        }
        try Matrix.checkSize(rows: targets.rows, columns: network.outputs)
        var oneHot = Matrix(rows: targets.rows, columns: network.outputs, repeating: 0)
        for (row, label) in targets.elements.enumerated() {
            guard let column = Int(exactly: label), 0 <= column && column < network.outputs else {
                throw .value(
                    "the class \(shortText(label)) of sample \(row + 1) of \(data.name) is not a whole number from 0 to "
                        + "\(network.outputs - 1), one for each output")
            }
            oneHot[row, column] = 1
        }
        return oneHot
    }

    private static func labels(of targets: Matrix, for network: Network) -> [Int32]? {
        if targets.columns == 1 {
            guard network.outputActivation == .sigmoid && targets.elements.allSatisfy({ $0 == 0 || $0 == 1 }) else {
                return nil
            }
            return targets.elements.map { $0 == 1 ? 1 : 0 }
        }
        var labels: [Int32] = []
        labels.reserveCapacity(targets.rows)
        for row in 0..<targets.rows {
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
}
