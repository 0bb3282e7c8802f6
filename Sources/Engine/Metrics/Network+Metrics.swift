extension Network {
    /// How often samples of each class are taken for each class.
    ///
    /// Targets may be 0 and 1 for one sigmoid output, one-hot rows or class numbers.
    ///
    /// - Throws: A shape or value error if the data do not fit the network or the targets are not classes.
    public func confusionMatrix(on data: Dataset) throws(EngineError) -> ConfusionMatrix {
        let actual = try labels(of: data)
        return try ConfusionMatrix(
            actual: actual, predicted: try classes(for: data.inputs), classes: outputs == 1 ? 2 : outputs)
    }

    /// The ROC curve of one class against all others, with its output as the score.
    ///
    /// - Parameters:
    ///   - data: The samples; targets may be 0 and 1 for one sigmoid output, one-hot rows or class numbers.
    ///   - positive: The class, counted from 0; class 0 of a single output has the negated output as its score.
    /// - Throws: A shape or value error if the data do not fit the network, the targets are not classes, there is no such
    ///   class, or none or all of the samples are of it.
    public func rocCurve(on data: Dataset, positive: Int = 1) throws(EngineError) -> ROCCurve {
        let actual = try labels(of: data)
        let count = outputs == 1 ? 2 : outputs
        guard 0 <= positive && positive < count else {
            throw .value("there is no class \(positive): the classes of \(summary) are 0 to \(count - 1)")
        }
        let values = try output(for: data.inputs)
        let scores: [Double]
        if outputs == 1 {
            scores = positive == 1 ? values.elements : values.elements.map { -$0 }
        } else {
            scores = values.column(positive)
        }
        return try ROCCurve(
            scores: scores, positives: [Bool](generating: actual.count) { actual[$0] == positive })
    }

    /// R² of the outputs, the mean of those of all outputs: see `rSquared(of:targets:)`.
    ///
    /// - Throws: A shape error if the data do not fit the network; what `rSquared(of:targets:)` throws.
    public func rSquared(on data: Dataset) throws(EngineError) -> Double {
        let objective = try Objective(self, on: data, loss: .quadratic, convention: .modern)
        return try Engine.rSquared(of: try output(for: data.inputs), targets: objective.targets)
    }

    /// The class of each sample.
    private func labels(of data: Dataset) throws(EngineError) -> [Int] {
        let objective = try Objective(self, on: data, loss: .quadratic, convention: .modern)
        guard let labels = objective.labels else {
            throw .value(
                "\(summary) and the targets of \(data.name) are not about classes: that needs one sigmoid output and "
                    + "targets 0 or 1, or several outputs and one class for each sample")
        }
        return try [Int](generating: labels.count) { Int(labels[$0]) }
    }
}

/// The coefficient of determination: 1 - Σ(y - ŷ)² / Σ(y - ȳ)² for each column, and of those the mean.
///
/// 1 for a perfect prediction, 0 for one no better than the mean of the targets, below 0 for a worse one.
///
/// - Parameters:
///   - predictions: ŷ, `[samples, outputs]`.
///   - targets: y, `[samples, outputs]`.
/// - Throws: A shape error if the sizes differ or there is nothing, a value error if the targets of a column are all equal,
///   which leaves nothing to explain; a numeric error if the squares overflow.
public func rSquared(of predictions: Matrix, targets: Matrix) throws(EngineError) -> Double {
    guard predictions.rows == targets.rows && predictions.columns == targets.columns && !targets.isEmpty else {
        throw .shape(
            "R² compares a prediction with each target: the predictions are \(predictions.shape), the targets "
                + targets.shape)
    }
    var sum = 0.0
    for column in 0..<targets.columns {
        let wanted = targets.column(column)
        guard let first = wanted.first, wanted.contains(where: { $0 != first }) else {
            throw .value(
                "R² is not defined where all targets are equal: those of output \(column + 1) are "
                    + shortText(targets[0, column]))
        }
        let mean = try wanted[...].folded(0.0) { $0 + $1 / Double(wanted.count) }
        var rest = 0.0
        var pulse = Interruption.Pulse()
        for (y, found) in zip(wanted, predictions.column(column)) {
            try pulse.count()
            rest += (y - found) * (y - found)
        }
        let total = try wanted[...].folded(0.0) { $0 + ($1 - mean) * ($1 - mean) }
        sum += 1 - rest / total
    }
    guard sum.isFinite else { throw .numeric("R² of these targets and predictions is not finite") }
    return sum / Double(targets.columns)
}
