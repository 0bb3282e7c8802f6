/// How past gradients enter a step.
public enum Momentum: Sendable, Hashable {
    /// Not at all: plain gradient descent.
    case none
    /// v ← βv + ∇, starting at 0 (Polyak, 1964).
    case heavyBall(Double)
    /// v ← βv + (1-β)∇, starting at the first gradient.
    case exponentialAverage(Double)
    /// v ← βv + ∇, starting at 0, with the step along ∇ + βv: the gradient as if the ball had rolled on (Nesterov, 1983).
    case nesterov(Double)

    /// The choice in words, for printing.
    public var description: String {
        switch self {
        case .none: "none"
        case .heavyBall(let beta): "heavy ball, β = \(shortText(beta))"
        case .exponentialAverage(let beta): "average, β = \(shortText(beta))"
        case .nesterov(let beta): "Nesterov, β = \(shortText(beta))"
        }
    }
}

/// The floating-point type that training computes with.
public enum Precision: String, Sendable, Hashable {
    /// Eight bytes.
    case double
    /// Four bytes: faster, with about seven digits.
    case single
}

/// How to train.
public struct TrainingOptions: Sendable, Hashable {
    /// The loss; nil for the one that matches the outputs.
    public var loss: Loss?
    /// The share s of the targets of cross-entropy, log-likelihood or KL divergence that is spread evenly over the K classes.
    ///
    /// The targets become (1-s)y + s/K, and (1-s)y + s/2 for each sigmoid output (Szegedy et al., 2016).
    public var labelSmoothing: Double
    /// How much the samples of each class count, by the numbers of the classes; nil for once each.
    ///
    /// One sigmoid output has the classes 0 and 1. The mean over the samples of a batch is the weighted one: divided by the sum
    /// of their weights.
    public var classWeights: [Double]?
    /// How gradients become steps.
    public var optimizer: Optimizer
    /// η; nil for the optimiser's own.
    ///
    /// That of gradient descent is 0.1, divided by the number of samples in a batch where the convention sums over them.
    public var learningRate: Double?
    /// How η changes; nil if it does not.
    public var schedule: Schedule?
    /// How past gradients enter a step of gradient descent; the other optimisers take none.
    public var momentum: Momentum
    /// λ of the decay of weights; biases do not decay.
    public var decay: Double
    /// What the sum of the magnitudes of all weights is multiplied with in what is minimised (L1).
    ///
    /// Its derivative by a weight that is 0 is 0; biases do not take part.
    public var absoluteDecay: Double
    /// The greatest norm that the gradients may have all together; nil for no bound.
    ///
    /// Longer ones are scaled down to it, before the decays are added.
    public var clip: Double?
    /// The size of a mini-batch, at most the number of samples; nil for all samples.
    public var batch: Int?
    /// The number of epochs.
    public var epochs: Int
    /// Whether mini-batches are drawn in a new order in each epoch.
    public var shuffle: Bool
    /// The seed of that order.
    public var seed: UInt64
    /// The floating-point type to compute with.
    public var precision: Precision
    /// The forms of loss, reduction and decay.
    public var convention: Convention
    /// Samples that are only measured, after each epoch as the training samples are; nil for none.
    public var validation: Dataset?
    /// The number of epochs without a new smallest loss on the validation after which training stops and returns to the
    /// epoch of the smallest; nil for never.
    public var patience: Int?
    /// What the history holds beside the loss.
    public var metrics: Set<Metric>
    /// Whether the history holds the statistics of each layer.
    public var statistics: Bool
    /// How many snapshots of the network the history keeps, evenly over the epochs, beside the one before the first; nil for
    /// none.
    public var snapshots: Int?
    /// How many threads work on large batches, 256 samples each at a time; nil for as many as the machine has.
    ///
    /// The results are the same for any number.
    public var threads: Int?

    /// Creates options; what is not given is plain gradient descent on all samples for 100 epochs.
    public init(
        loss: Loss? = nil, optimizer: Optimizer = .gradientDescent, learningRate: Double? = nil,
        schedule: Schedule? = nil, momentum: Momentum = .none, decay: Double = 0, absoluteDecay: Double = 0,
        clip: Double? = nil, batch: Int? = nil, epochs: Int = 100, shuffle: Bool = true, seed: UInt64 = 1,
        precision: Precision = .double, convention: Convention = .modern, labelSmoothing: Double = 0,
        classWeights: [Double]? = nil, validation: Dataset? = nil, patience: Int? = nil, metrics: Set<Metric> = [],
        statistics: Bool = false, snapshots: Int? = nil, threads: Int? = nil
    ) {
        self.loss = loss
        self.labelSmoothing = labelSmoothing
        self.classWeights = classWeights
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.momentum = momentum
        self.decay = decay
        self.absoluteDecay = absoluteDecay
        self.clip = clip
        self.batch = batch
        self.epochs = epochs
        self.shuffle = shuffle
        self.seed = seed
        self.precision = precision
        self.convention = convention
        self.validation = validation
        self.patience = patience
        self.metrics = metrics
        self.statistics = statistics
        self.snapshots = snapshots
        self.threads = threads
    }
}
