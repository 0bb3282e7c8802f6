extension Dataset {
    /// The samples at positions counted from 0, in their order.
    ///
    /// - Throws: A shape error if there is none, a value error if a position does not exist.
    public func samples(at positions: [Int], name: String? = nil) throws(EngineError) -> Dataset {
        var pulse = Interruption.Pulse()
        for position in positions {
            try pulse.count()
            guard 0 <= position && position < count else {
                throw .value("\(self.name) has no sample at position \(position): it has \(count)")
            }
        }
        return try Dataset(
            name: name ?? self.name, inputs: try inputs.rows(at: positions), targets: try targets.rows(at: positions),
            classNames: classNames)
    }

    /// Divides the samples into two parts at random, each in the order of the whole.
    ///
    /// The test part has `share` of all samples, rounded to a whole number.
    ///
    /// - Throws: A value error unless the share lies between 0 and 1 and leaves both parts a sample.
    public func split(testShare share: Double, seed: UInt64 = 1) throws(EngineError) -> (train: Dataset, test: Dataset)
    {
        guard share > 0 && share < 1 else {
            throw .value("the share of the test part is \(shortText(share)); it must lie between 0 and 1")
        }
        // A whole number from 0 to the number of samples, which fits.
        let testCount = Int((share * Double(count)).rounded())
        guard 0 < testCount && testCount < count else {
            throw .value(
                "a share of \(shortText(share)) of \(count) samples leaves the \(testCount == 0 ? "test" : "training") "
                    + "part without one")
        }
        return try split(testCount: testCount, seed: seed)
    }

    /// Divides the samples into two parts at random, each in the order of the whole.
    ///
    /// The samples are shuffled by the stream of mix(seed, split, 0); the last `testCount` ones are the test part.
    ///
    /// - Throws: A value error unless both parts have a sample.
    public func split(testCount: Int, seed: UInt64 = 1) throws(EngineError) -> (train: Dataset, test: Dataset) {
        guard 0 < testCount && testCount < count else {
            throw .value(
                "a test part of \(testCount) of \(count) samples leaves the \(testCount > 0 ? "training" : "test") "
                    + "part without one")
        }
        guard var order = [Int32](count: count, { Interruption.isRequested }, { Int32(truncatingIfNeeded: $0) }) else {
            throw .cancelled
        }
        var stream = RandomStream(seed: seed, role: .split, counter: 0)
        try Interruption.check()
        let isShuffled = order.withUnsafeMutableBufferPointer { order in
            stream.shuffle(order) { Interruption.isRequested }
        }
        guard isShuffled else { throw .cancelled }
        var isTest = [Bool](repeating: false, count: count)
        var pulse = Interruption.Pulse()
        for position in order[(count - testCount)...] {
            try pulse.count(8)
            isTest[Int(position)] = true
        }
        var train = [Int](roomFor: count - testCount)
        var test = [Int](roomFor: testCount)
        for position in 0..<count {
            try pulse.count()
            if isTest[position] { test.append(position) } else { train.append(position) }
        }
        return (train: try samples(at: train), test: try samples(at: test))
    }
}

/// Shifts and scales that give each column of a matrix mean 0 and variance 1.
///
/// They are found on the training part and applied to all parts, so that nothing of the test part enters a training.
public struct Standardization: Sendable, Hashable {
    /// The mean of each column.
    public let means: [Double]

    /// The standard deviation of each column, the mean of the squares under the root; 1 for a column of equal numbers,
    /// which is only shifted.
    public let deviations: [Double]

    /// Finds the means and deviations of columns.
    ///
    /// - Throws: A shape error if there are no rows, a value error for a column whose variance over- or underflows.
    public init(of matrix: Matrix) throws(EngineError) {
        guard matrix.rows > 0 else { throw .shape("the columns of a \(matrix.shape) matrix have no mean") }
        var means: [Double] = []
        var deviations: [Double] = []
        let columns = try matrix.exchanged()
        for index in 0..<matrix.columns {
            let column = columns.elements[index * matrix.rows..<(index + 1) * matrix.rows]
            try Interruption.check()
            if let first = column.first, column.allSatisfy({ $0 == first }) {
                means.append(first)
                deviations.append(1)
                continue
            }
            let mean = try column.folded(0) { $0 + $1 / Double(matrix.rows) }
            let squares = try column.folded(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(matrix.rows)).squareRoot()
            guard deviation > 0 && deviation.isFinite else {
                throw .value("the numbers of column \(index + 1) are too large or too close for a variance")
            }
            means.append(mean)
            deviations.append(deviation)
        }
        self.means = means
        self.deviations = deviations
    }

    /// A matrix with the shifts and scales applied.
    ///
    /// - Throws: A shape error unless it has as many columns as there are means.
    public func applied(to matrix: Matrix) throws(EngineError) -> Matrix {
        guard matrix.columns == means.count else {
            throw .shape("the data is \(matrix.shape); it was standardised with \(means.count) columns")
        }
        return try .generated(rows: matrix.rows, columns: matrix.columns) {
            (matrix.elements[$0] - means[$0 % means.count]) / deviations[$0 % means.count]
        }
    }
}

extension Dataset {
    /// The data set with inputs standardised by its own statistics.
    ///
    /// - Throws: What `Standardization.init(of:)` throws.
    public func standardized() throws(EngineError) -> Dataset {
        try standardized(by: Standardization(of: inputs))
    }

    /// The data set with inputs standardised by the statistics of its training part.
    ///
    /// - Throws: A shape error if the numbers of inputs differ, a value error where a result is not finite.
    public func standardized(by standardization: Standardization) throws(EngineError) -> Dataset {
        try Dataset(
            name: name, inputs: standardization.applied(to: inputs), targets: targets, classNames: classNames)
    }
}

extension Matrix {
    /// Rows with a single 1, at the class of each element; the classes are counted from 0.
    ///
    /// - Parameter classes: The number of classes; nil for one more than the largest element.
    /// - Throws: A shape error unless the matrix is one row or column, a value error unless its elements are classes, a
    ///   limit error if the result would be too large.
    public func oneHot(classes: Int? = nil) throws(EngineError) -> Matrix {
        guard !isEmpty && (rows == 1 || columns == 1) else {
            throw .shape("classes stand in one row or column, and here is a \(shape) matrix")
        }
        var labels = [Int](roomFor: elements.count)
        var pulse = Interruption.Pulse()
        for (position, element) in elements.enumerated() {
            try pulse.count()
            guard let label = Matrix.classLabel(element) else {
                throw .value("element \(position + 1) is \(shortText(element)), and a class is a whole number from 0")
            }
            labels.append(label)
        }
        let classes = classes ?? (labels.max() ?? 0) + 1
        guard classes > 0 else { throw .value("there must be at least one class, not \(classes)") }
        try Matrix.checkSize(rows: labels.count, columns: classes)
        if let position = labels.firstIndex(where: { $0 >= classes }) {
            throw .value("element \(position + 1) is class \(labels[position]), and there are only 0 to \(classes - 1)")
        }
        var result = try Matrix.filled(rows: labels.count, columns: classes, with: 0)
        for (row, label) in labels.enumerated() {
            try pulse.count()
            result[row, label] = 1
        }
        return result
    }

    /// The class of each row, counted from 0: the number in a single column, or the column of the 1 in a one-hot row.
    ///
    /// - Throws: A value error for a row that is neither.
    public func classLabels() throws(EngineError) -> [Int] {
        var labels = [Int](roomFor: rows)
        var pulse = Interruption.Pulse()
        for index in 0..<rows {
            try pulse.count(columns)
            if columns == 1 {
                guard let label = Matrix.classLabel(self[index, 0]) else {
                    throw .value(
                        "row \(index + 1) is \(shortText(self[index, 0])), and a class is a whole number from 0")
                }
                labels.append(label)
            } else {
                let row = row(index)
                guard let label = row.firstIndex(of: 1), row.count(where: { $0 == 0 }) == columns - 1 else {
                    throw .value("row \(index + 1) is not one-hot: it needs a single 1 and 0 everywhere else")
                }
                labels.append(label)
            }
        }
        return labels
    }

    /// The class that a number stands for.
    private static func classLabel(_ number: Double) -> Int? {
        guard let label = Int(exactly: number), 0 <= label && label < Int32.max else { return nil }
        return label
    }
}
