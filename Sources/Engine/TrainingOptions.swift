/// How past gradients enter a step.
public enum Momentum: Sendable, Hashable {
    /// Not at all: plain gradient descent.
    case none
    /// v ← βv + ∇, starting at 0 (Polyak, 1964).
    case heavyBall(Double)
    /// v ← βv + (1-β)∇, starting at the first gradient.
    case exponentialAverage(Double)

    /// The choice in words, for printing.
    public var description: String {
        switch self {
        case .none: "none"
        case .heavyBall(let beta): "heavy ball, β = \(shortText(beta))"
        case .exponentialAverage(let beta): "average, β = \(shortText(beta))"
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
    /// η; nil for 0.1, divided by the number of samples in a batch where the convention sums over them.
    public var learningRate: Double?
    /// How past gradients enter a step.
    public var momentum: Momentum
    /// λ of the decay of weights; biases do not decay.
    public var decay: Double
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

    /// Creates options; what is not given is plain gradient descent on all samples for 100 epochs.
    public init(
        loss: Loss? = nil, learningRate: Double? = nil, momentum: Momentum = .none, decay: Double = 0,
        batch: Int? = nil, epochs: Int = 100, shuffle: Bool = true, seed: UInt64 = 1, precision: Precision = .double,
        convention: Convention = .modern
    ) {
        self.loss = loss
        self.learningRate = learningRate
        self.momentum = momentum
        self.decay = decay
        self.batch = batch
        self.epochs = epochs
        self.shuffle = shuffle
        self.seed = seed
        self.precision = precision
        self.convention = convention
    }
}

/// What training remembers beside the network, so that training 10 epochs twice equals training 20.
public struct TrainingState: Sendable, Hashable {
    /// The number of epochs trained so far.
    public internal(set) var epoch = 0

    /// The momentum's v in the order of `Network.parameters`; empty before the first step and without momentum.
    public internal(set) var velocity: [Double] = []

    /// The state of a network that has not been trained.
    public init() {}
}
