/// How often samples of each class were taken for each class.
public struct ConfusionMatrix: Sendable, Hashable {
    /// The number of classes K.
    public let classes: Int

    /// K rows of K counts: the row is the true class, the column the predicted one, both counted from 0.
    public let counts: [[Int]]

    /// Counts pairs of classes.
    ///
    /// - Parameters:
    ///   - actual: The true class of each sample, counted from 0.
    ///   - predicted: The predicted class of each sample, counted from 0.
    ///   - classes: K.
    /// - Throws: A shape error if the numbers of samples differ or there are none; a value error for a class that is not from
    ///   0 to K - 1; a limit error if K² counts are too many.
    public init(actual: [Int], predicted: [Int], classes: Int) throws(EngineError) {
        guard actual.count == predicted.count && !actual.isEmpty else {
            throw .shape(
                "a confusion matrix needs a true and a predicted class for each sample, not \(actual.count) and "
                    + "\(predicted.count)")
        }
        guard classes > 0 else { throw .value("a confusion matrix needs at least one class, not \(classes)") }
        try Matrix.checkSize(rows: classes, columns: classes)
        var counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
        var pulse = Interruption.Pulse()
        for (sample, pair) in zip(actual, predicted).enumerated() {
            try pulse.count(8)
            for label in [pair.0, pair.1] where label < 0 || label >= classes {
                throw .value("the class \(label) of sample \(sample + 1) is not one of 0 to \(classes - 1)")
            }
            counts[pair.0][pair.1] += 1
        }
        self.classes = classes
        self.counts = counts
    }

    /// The counts as numbers, `[true classes, predicted classes]`.
    public var matrix: Matrix { Matrix(rows: classes, columns: classes, elements: counts.joined().map(Double.init)) }

    /// The number of samples.
    public var total: Int { counts.joined().reduce(0, +) }

    /// The share of samples whose class was found.
    public var accuracy: Double { ratio((0..<classes).reduce(0) { $0 + counts[$1][$1] }, total) ?? 0 }

    /// Of the samples taken for each class the share that are of it; nil for a class that was never predicted.
    public var precision: [Double?] {
        (0..<classes).map { ratio(counts[$0][$0], predicted($0)) }
    }

    /// Of the samples of each class the share taken for it; nil for a class without samples.
    public var recall: [Double?] {
        (0..<classes).map { ratio(counts[$0][$0], actual($0)) }
    }

    /// The harmonic mean of precision and recall of each class, 2·hits / (predicted + actual); nil for a class that neither
    /// occurs nor was predicted.
    public var f1: [Double?] {
        (0..<classes).map { ratio(2 * counts[$0][$0], predicted($0) + actual($0)) }
    }

    private func predicted(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

    private func actual(_ label: Int) -> Int { counts[label].reduce(0, +) }

    private func ratio(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}
