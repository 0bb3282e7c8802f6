/// Samples with what is to be learnt from them.
public struct Dataset: Sendable, Hashable {
    /// What the data set is called.
    public let name: String

    /// The inputs, a sample in each row.
    public let inputs: Matrix

    /// The targets, a sample in each row: values, 0 and 1, one-hot rows, or one column of class numbers from 0.
    public let targets: Matrix

    /// The names of the classes in the order of their numbers; empty where they have none.
    public let classNames: [String]

    /// Creates a data set.
    ///
    /// - Throws: A shape error if the numbers of rows differ or there is nothing in it, a value error if a number is not
    ///   finite or a class has no name, a limit error above 2³¹ - 1 samples.
    public init(name: String, inputs: Matrix, targets: Matrix, classNames: [String] = []) throws(EngineError) {
        guard inputs.rows == targets.rows else {
            throw .shape(
                "the inputs are \(inputs.shape) and the targets \(targets.shape): the numbers of samples "
                    + "\(inputs.rows) and \(targets.rows) differ")
        }
        guard !inputs.isEmpty && !targets.isEmpty else {
            throw .shape("a data set needs samples: the inputs are \(inputs.shape), the targets \(targets.shape)")
        }
        guard inputs.rows <= Int32.max else { throw .limit("\(inputs.rows) samples are more than the engine accepts") }
        for (part, matrix) in [("input", inputs), ("target", targets)] {
            if let index = try matrix.firstIndex(where: { !$0.isFinite }) {
                throw .value(
                    "\(part) \(index % matrix.columns + 1) of sample \(index / matrix.columns + 1) is "
                        + "\(shortText(matrix.elements[index])); data must be finite")
            }
        }
        if !classNames.isEmpty {
            let labels = try targets.classLabels()
            let count = targets.columns == 1 ? (labels.max() ?? 0) + 1 : targets.columns
            guard count <= classNames.count else {
                throw .value("\(name) has \(count) classes and names for \(classNames.count)")
            }
        }
        self.name = name
        self.inputs = inputs
        self.targets = targets
        self.classNames = classNames
    }

    /// The number of samples.
    public var count: Int { inputs.rows }
}
