/// The forms a course leaves to taste: how losses are scaled, what momentum means, how weights begin.
///
/// No two of the lectures agree on them. A convention never holds an amount such as a learning rate.
public struct Convention: Sendable, Hashable {
    /// The quadratic loss of one sample.
    public enum QuadraticForm: String, Sendable, Hashable {
        /// Σ(y-a)² over the outputs.
        case sum
        /// Σ(y-a)²/K over the K outputs.
        case mean
        /// ½Σ(y-a)² over the outputs.
        case half
    }

    /// How the losses of the samples of a batch become one.
    public enum Reduction: String, Sendable, Hashable {
        /// Their mean.
        case mean
        /// Their sum.
        case sum
    }

    /// What a bare momentum β means.
    public enum MomentumForm: String, Sendable, Hashable {
        /// v ← βv + ∇.
        case heavyBall
        /// v ← βv + (1-β)∇, starting at the first gradient.
        case exponentialAverage
    }

    /// What a bare p means in dropout.
    public enum DropoutForm: String, Sendable, Hashable {
        /// The probability to be dropped, in `Dropout.inverted`.
        case inverted
        /// The probability to be kept, in `Dropout.classical`.
        case classical
        /// One half, in `Dropout.exactlyHalf`.
        case exactlyHalf
    }

    /// A choice in words.
    public struct Choice: Sendable, Hashable {
        /// What is chosen.
        public let aspect: String
        /// The choice.
        public let text: String
        /// Whether the lecture is silent about it, so that the choice is Nabla's.
        public let isOurs: Bool

        /// Creates a choice in words.
        public init(aspect: String, text: String, isOurs: Bool = false) {
            self.aspect = aspect
            self.text = text
            self.isOurs = isOurs
        }
    }

    /// The name, as in `use convention NAME`.
    public let name: String
    /// The quadratic loss of one sample.
    public let quadratic: QuadraticForm
    /// How the losses of samples are put together.
    public let reduction: Reduction
    /// What a bare momentum means.
    public let momentumForm: MomentumForm
    /// What λw is multiplied with in the gradient of a weight: 1 or 2.
    public let decayFactor: Double
    /// What a bare p means in dropout.
    public let dropoutForm: DropoutForm
    /// The derivative of relu at 0.
    public let reluDerivativeAtZero: Double
    /// How weight matrices are shown.
    public let weightLayout: WeightLayout
    /// How the parameters of a new network are drawn.
    public let initialization: Initialization
    /// The size of a mini-batch where none is given; nil for all samples.
    public let defaultBatch: Int?

    private let silentAspects: Set<Aspect>

    /// All conventions, one for each lecture and the modern one last.
    public static let all = [mukund, rousseau, lai, yale, tendulkar, modern]

    /// The convention of a name, if there is one.
    public static func named(_ name: String) -> Convention? {
        all.first { $0.name == name }
    }

    /// A momentum β in the convention's form; none for 0.
    public func momentum(_ beta: Double) -> Momentum {
        if beta == 0 { return .none }
        return momentumForm == .heavyBall ? .heavyBall(beta) : .exponentialAverage(beta)
    }

    /// A dropout with a probability p in the convention's form.
    ///
    /// - Throws: A value error if p is no probability for the form.
    public func dropout(_ probability: Double) throws(EngineError) -> Dropout {
        let dropout: Dropout
        switch dropoutForm {
        case .inverted: dropout = .inverted(drop: probability)
        case .classical: dropout = .classical(keep: probability)
        case .exactlyHalf:
            guard probability == 0.5 else {
                throw .value(
                    "\(name) drops exactly half of the units: its dropout is 0.5, not \(shortText(probability))")
            }
            dropout = .exactlyHalf
        }
        try dropout.check()
        return dropout
    }

    /// The batch size for a data set where none is given: the convention's, but at most all samples.
    public func batch(forSamples count: Int) -> Int? {
        defaultBatch.flatMap { $0 < count ? $0 : nil }
    }

    /// A weight matrix `[inputs, outputs]` as the convention shows it.
    public func shown(_ weights: Matrix) -> Matrix {
        weightLayout == .inputsByOutputs ? weights : weights.transposed()
    }
}

extension Convention {
    /// Mukund, CMI: squared loss without ½, means.
    public static let mukund = Convention(
        name: "mukund", quadratic: .sum, weightLayout: .outputsByInputs,
        silent: [.crossEntropy, .momentum, .decay, .dropout, .reluDerivative, .initialization, .batch])

    /// Rousseau, UTC: mean squared error over outputs, momentum as an exponential average.
    public static let rousseau = Convention(
        name: "rousseau", quadratic: .mean, momentumForm: .exponentialAverage, dropoutForm: .classical,
        silent: [.reluDerivative, .initialization, .batch])

    /// Lai, Brandeis: cross-entropy, means.
    public static let lai = Convention(
        name: "lai", quadratic: .half,
        silent: [.quadratic, .momentum, .decay, .dropout, .reluDerivative, .initialization, .batch])

    /// Yale CPSC 452: squared loss with ½, standard normal parameters.
    public static let yale = Convention(
        name: "yale", quadratic: .half, weightLayout: .outputsByInputs,
        initialization: .normal(variance: .one, biases: true),
        silent: [.momentum, .decay, .dropout, .reluDerivative, .initialization, .batch])

    /// Tendulkar, IIT Madras: sums over the samples, relu differentiable at 0, standard normal parameters.
    public static let tendulkar = Convention(
        name: "tendulkar", quadratic: .half, reduction: .sum, dropoutForm: .exactlyHalf, reluDerivativeAtZero: 1,
        initialization: .normal(variance: .one, biases: true), silent: [.momentum, .decay])

    /// What today's libraries do.
    public static let modern = Convention(
        name: "modern", quadratic: .mean, decayFactor: 1, initialization: .modern, defaultBatch: 32, silent: [])

    private init(
        name: String, quadratic: QuadraticForm, reduction: Reduction = .mean, momentumForm: MomentumForm = .heavyBall,
        decayFactor: Double = 2, dropoutForm: DropoutForm = .inverted, reluDerivativeAtZero: Double = 0,
        weightLayout: WeightLayout = .inputsByOutputs,
        initialization: Initialization = .normal(variance: .inverseInputs), defaultBatch: Int? = nil,
        silent: Set<Aspect>
    ) {
        self.name = name
        self.quadratic = quadratic
        self.reduction = reduction
        self.momentumForm = momentumForm
        self.decayFactor = decayFactor
        self.dropoutForm = dropoutForm
        self.reluDerivativeAtZero = reluDerivativeAtZero
        self.weightLayout = weightLayout
        self.initialization = initialization
        self.defaultBatch = defaultBatch
        silentAspects = silent
    }
}

extension Convention {
    private enum Aspect: String, CaseIterable {
        case quadratic = "quadratic loss"
        case reduction = "over samples"
        case crossEntropy = "cross-entropy over outputs"
        case momentum = "momentum"
        case decay = "decay gradient"
        case dropout = "dropout(p)"
        case reluDerivative = "relu'(0)"
        case weightLayout = "weights shown"
        case initialization = "initialisation"
        case batch = "batch"
    }

    /// Every choice in words, in the order of the table of conventions.
    public var choices: [Choice] {
        Aspect.allCases.map {
            Choice(aspect: $0.rawValue, text: text($0), isOurs: silentAspects.contains($0))
        }
    }

    private func text(_ aspect: Aspect) -> String {
        switch aspect {
        case .quadratic: quadraticText
        case .reduction: reduction.rawValue
        case .crossEntropy: "sum"
        case .momentum: momentumForm == .heavyBall ? "heavy ball, v = βv + ∇" : "average, v = βv + (1-β)∇, v₀ = ∇₀"
        case .decay: (decayFactor == 1 ? "λw" : "\(shortText(decayFactor))λw") + ", weights only"
        case .dropout: dropoutText
        case .reluDerivative: shortText(reluDerivativeAtZero)
        case .weightLayout: weightLayout == .inputsByOutputs ? "inputs × outputs" : "outputs × inputs"
        case .initialization: initialization.description
        case .batch: defaultBatch.map { "\($0)" } ?? "all"
        }
    }

    private var quadraticText: String {
        switch quadratic {
        case .sum: "Σ(y-a)²"
        case .mean: "Σ(y-a)²/K"
        case .half: "½Σ(y-a)²"
        }
    }

    private var dropoutText: String {
        switch dropoutForm {
        case .inverted: "p dropped, inverted"
        case .classical: "p kept, test ×p"
        case .exactlyHalf: "exactly half, test ×½"
        }
    }

    /// A loss in the convention's form, in words.
    func text(_ loss: Loss, outputs: Activation) -> String {
        let perOutput = quadratic == .mean ? "mean over outputs" : "sum over outputs"
        let sample =
            switch loss {
            case .quadratic: "quadratic, \(quadraticText)"
            case .crossEntropy:
                outputs == .softmax ? "cross-entropy, -Σ y ln a" : "binary cross-entropy, summed over outputs"
            case .logLikelihood: "log-likelihood, -Σ y ln a"
            case .absolute: "absolute, |y-a|, \(perOutput)"
            case .huber(let delta):
                "Huber, ½(y-a)² up to |y-a| = δ, then δ(|y-a|-½δ), δ = \(shortText(delta)), \(perOutput)"
            case .kl: "KL divergence, Σ y ln(y/a)"
            }
        return sample + (reduction == .mean ? ", mean over samples" : ", sum over samples")
    }
}
