public import Drawing
public import Engine
import Language

/// A value of the language.
///
/// What is larger than a matrix is boxed (`indirect`): values are copied at every step of a program.
public enum Value: Sendable {
    /// The absence of a value; also `momentum=none`.
    case none
    /// Everything there is: `batch=all`.
    case all
    /// A number in double precision.
    case number(Double)
    /// `true` or `false`.
    case truth(Bool)
    /// A string.
    case text(String)
    /// A matrix; a 1×1 matrix is a number, so this never holds one.
    case matrix(Matrix)
    /// `[…]` with anything but numbers in it.
    case list(ValueList)
    /// `(a, b)`.
    case tuple(ValueList)
    /// `a..b step s`.
    case range(NumberRange)
    /// `x => y`: inputs and the outputs that belong to them, numbers, matrices or ranges.
    indirect case pair(Value, Value)
    /// A function or verb of the registry, by itself.
    case function(Entry)
    /// A number or a matrix that a derivative is being taken by; only functions meet it.
    case tracked(Tracked)
    /// Samples with their targets.
    indirect case dataset(DataSet)
    /// A network with the state of its training.
    case network(TrainedNetwork)
    /// The record of a training.
    indirect case history(TrainingHistory)
    /// Derivatives of a loss, in the layout of a network.
    indirect case gradients(NetworkGradients)
    /// A classifier that knows the density its data came from.
    indirect case classifier(BayesClassifier)
    /// The places a descent on a function went through.
    indirect case path(DescentRecord)
    /// What separates the classes, ready to be plotted.
    indirect case boundary(Boundary)
    /// A function of two variables as it will be drawn, or a column of a table that is drawn; only `plot` meets the latter.
    indirect case plottable(Plottable)
    /// An optimiser, with a learning rate where it was given one.
    indirect case optimizer(Optimizer, learningRate: Double?)
    /// A form of momentum with its amount.
    case momentum(Momentum)
    /// How the learning rate changes.
    case schedule(Schedule)
    /// A rule for the first parameters of a network.
    case initialization(Initialization)
    /// A loss by name.
    case loss(Loss)
    /// A figure.
    indirect case figure(Figure)
    /// A picture of a network or of a computation.
    indirect case diagram(Diagram)
    /// Pictures that follow one another.
    indirect case replay(Replay)
    /// A table.
    indirect case table(ValueTable)
}

/// The kinds of value, by the names that messages use.
public enum Kind: String, Sendable, Hashable, CaseIterable {
    case none
    case all
    case number
    case truth = "truth value"
    case text
    case matrix
    case list
    case tuple
    case range
    case pair
    case function
    case dataset = "data set"
    case network
    case history
    case gradients
    case classifier
    case path
    case boundary
    case plottable = "picture"
    case optimizer = "optimiser"
    case momentum
    case schedule
    case initialization = "initialisation"
    case loss
    case figure
    case diagram
    case replay
    case table

    /// The kind with its article: `a number`, `an initialisation`.
    var withArticle: String {
        switch self {
        case .none, .all: rawValue
        case .text, .gradients, .momentum: rawValue
        case .initialization, .optimizer: "an \(rawValue)"
        default: "a \(rawValue)"
        }
    }
}

extension Value {
    /// The kind of the value.
    public var kind: Kind {
        switch self {
        case .none: .none
        case .all: .all
        case .number: .number
        case .truth: .truth
        case .text: .text
        case .matrix: .matrix
        case .list: .list
        case .tuple: .tuple
        case .range: .range
        case .pair: .pair
        case .function: .function
        case .tracked: primal.kind
        case .dataset: .dataset
        case .network: .network
        case .history: .history
        case .gradients: .gradients
        case .classifier: .classifier
        case .path: .path
        case .boundary: .boundary
        case .plottable: .plottable
        case .optimizer: .optimizer
        case .momentum: .momentum
        case .schedule: .schedule
        case .initialization: .initialization
        case .loss: .loss
        case .figure: .figure
        case .diagram: .diagram
        case .replay: .replay
        case .table: .table
        }
    }

    /// A matrix as a value: a 1×1 matrix is a number.
    init(_ matrix: Matrix) {
        if matrix.rows == 1, matrix.columns == 1, let element = matrix.elements.first {
            self = .number(element)
        } else {
            self = .matrix(matrix)
        }
    }

    /// The value as a matrix, where it is a number, a matrix or a range.
    var asMatrix: Matrix? {
        switch self {
        case .number(let number): Matrix(rows: 1, columns: 1, elements: [number])
        case .matrix(let matrix): matrix
        case .range(let range): Matrix(row: range.elements)
        default: nil
        }
    }

    /// `asMatrix`, which ends where it is interrupted, as a long range may be.
    func toMatrix(at span: Span) throws(Diagnostic) -> Matrix? {
        guard case .range(let range) = self else { return asMatrix }
        return try engine(at: span) { () throws(EngineError) in
            try .generated(rows: 1, columns: range.count, range.element)
        }
    }

    /// What a message says the value is: `a number (3)`, `a 200×2 matrix`.
    var described: String {
        switch self {
        case .number(let number): "a number (\(Value.text(of: number)))"
        case .truth(let truth): truth ? "true" : "false"
        case .text: "text"
        case .matrix(let matrix): "a \(matrix.rows)×\(matrix.columns) matrix"
        case .list(let items): "a list of \(items.count)"
        case .tuple(let items): "a tuple of \(items.count)"
        case .function(let entry): "the \(entry.category.noun) \(entry.name)"
        case .tracked: primal.described
        case .network(let network): "a network \(network.snapshot.architecture)"
        default: kind.withArticle
        }
    }

    /// A number as the language shows it: to ten significant digits, a whole number below 2⁵³ to all it has.
    static func text(of number: Double) -> String {
        let isWhole = number.magnitude < 0x1p53 && number == number.rounded()
        let text = NumberText.significant(number, digits: 10)
        return isWhole && Double(text) != number ? NumberText.significant(number, digits: 17) : text
    }
}

/// `a..b step s`, both ends included.
public struct NumberRange: Sendable, Hashable {
    /// The first number.
    public let first: Double
    /// The bound that is not passed.
    public let last: Double
    /// The distance from one number to the next.
    public let step: Double

    /// The most numbers a range may ever hold.
    private static let limit = Limits.widest.elements

    /// How many numbers the range holds; a relative rounding error of the step is forgiven.
    public var count: Int {
        let steps = (last - first) / step
        guard steps.isFinite, steps >= -1e-9 else { return 0 }
        return Int(min((steps * (1 + 1e-12) + 1e-9).rounded(.down), Double(Self.limit))) + 1
    }

    /// The number at a position counted from 0.
    public func element(_ position: Int) -> Double {
        first + Double(position) * step
    }

    /// All numbers of the range.
    public var elements: [Double] {
        (0..<count).map(element)
    }
}

/// Samples with targets; a generated set also has the test part and what it was drawn from.
public struct DataSet: Sendable {
    /// What data are drawn from, where more is known of it than its samples.
    public enum Origin: Sendable {
        /// Two classes of known density.
        case density(any KnownDensity)
        /// A linear model.
        case linear(LinearModel)
    }

    /// The samples: the training part where there is a test part.
    public let samples: Dataset
    /// The test part.
    public let test: Dataset?
    /// What the samples came from, where it is known.
    public let origin: Origin?

    /// Creates a data set.
    init(_ samples: Dataset, test: Dataset? = nil, origin: Origin? = nil) {
        self.samples = samples
        self.test = test
        self.origin = origin
    }
}

/// The classifier that knows the density: no other is wrong less often.
public struct BayesClassifier: Sendable {
    /// The density.
    public let density: any KnownDensity
    /// The share of samples it misclassifies, over the whole density.
    public let error: Double
}

/// Derivatives of a loss by the parameters of a network, in the layout of its session.
public struct NetworkGradients: Sendable {
    /// The network's parameters replaced by the derivatives.
    let gradients: Gradients
    /// How many layers the network has.
    let layers: Int
    /// The convention that says which way weights are shown.
    let convention: Convention
    /// The passes they were computed in, where they were kept.
    var trace: BackwardTrace?
}
