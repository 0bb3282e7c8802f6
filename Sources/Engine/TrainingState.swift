/// What training remembers beside the network, so that training 10 epochs twice equals training 20.
public struct TrainingState: Sendable, Hashable {
    /// The number of epochs trained so far.
    public internal(set) var epoch = 0

    /// What the optimiser remembers, in the order of `Network.parameters`: the momentum's v, or what `Optimizer` says.
    ///
    /// Where there are several numbers for a parameter, all first ones come before all second ones, and so on. Empty before
    /// the first step and for gradient descent without momentum.
    public var moments: [Double] { optimizer.moments.elements }

    /// The number of steps the moments come from.
    public var steps: Int { optimizer.steps }

    /// What the optimiser remembers.
    var optimizer = OptimizerState()

    /// What the schedule has seen of a plateau.
    var plateau: PlateauState?

    /// The best epoch, where training may stop early.
    var stopping: StoppingState?

    /// The state of a network that has not been trained.
    public init() {}
}

/// What losses are the losses of: losses of different things cannot be compared.
struct Watched: Sendable, Hashable {
    let data: Dataset
    let loss: Loss
    let convention: Convention
    let labelSmoothing: Double
    let classWeights: [Double]?
}

/// How far a plateau of the loss has been followed.
struct PlateauState: Sendable, Hashable {
    let watched: Watched
    let schedule: Schedule
    /// What the learning rate is multiplied with.
    private(set) var factor = 1.0
    private var best = Double.infinity
    private var waited = 0

    init(_ schedule: Schedule, of watched: Watched) {
        self.schedule = schedule
        self.watched = watched
    }

    /// Takes in the loss after an epoch.
    mutating func note(_ loss: Double, learningRate: Double) {
        guard case .plateau(let reduction, let patience, let threshold) = schedule else { return }
        if loss < best * (1 - threshold) {
            best = loss
            waited = 0
            return
        }
        waited += 1
        guard waited > patience else { return }
        waited = 0
        if learningRate * factor * (1 - reduction) > 1e-8 { factor *= reduction }
    }
}

/// The epoch with the smallest loss on the validation, with all that is needed to go on from it.
struct StoppingState: Sendable, Hashable {
    let watched: Watched
    let loss: Double
    let epoch: Int
    let parameters: [Double]
    let statistics: [Double]
    let optimizer: OptimizerState
    let plateau: PlateauState?

    /// The state of training as it was after the epoch.
    var trainingState: TrainingState {
        var state = TrainingState()
        state.epoch = epoch
        state.optimizer = optimizer
        state.plateau = plateau
        state.stopping = self
        return state
    }
}
