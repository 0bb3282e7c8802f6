import Glibc

/// An optimiser at work: its memory, laid out like the parameters, and the steps it makes.
struct Descent<Element: Scalar>: ~Copyable {
    private let optimizer: Optimizer
    private let momentum: Momentum
    private let decay: Double
    private let absoluteDecay: Double
    private let clip: Double?
    private let kind: OptimizerMemory
    private let count: Int
    /// The first number remembered for each parameter, and the second: see `OptimizerMemory`.
    private let first: UnsafeMutablePointer<Element>
    private let second: UnsafeMutablePointer<Element>
    /// Where both are.
    private let memory: SharedMemory<Element>
    /// What is returned to when an epoch is not completed.
    private let saved: SharedMemory<Element>
    /// What is returned to when training stops early.
    private let best: SharedMemory<Element>
    /// The number of steps that the memory comes from.
    private var steps = 0
    private var savedSteps = 0
    private var bestSteps = 0
    /// Whether the memory as it is now is that of the best epoch, which was not copied yet.
    private var isBest = false

    init(_ plan: TrainingPlan, parameterCount: Int) {
        optimizer = plan.optimizer
        momentum = plan.momentum
        decay = plan.decay
        absoluteDecay = plan.absoluteDecay
        clip = plan.clip
        kind = OptimizerMemory(plan.optimizer, plan.momentum)
        count = parameterCount
        memory = SharedMemory(zeros: kind.width * count)
        first = memory.start
        second = first + (kind.width > 1 ? count : 0)
        saved = SharedMemory(zeros: kind.width * count)
        best = SharedMemory(zeros: plan.patience == nil ? 0 : kind.width * count)
    }

    /// Takes over what an earlier run remembered, where it is of the same kind.
    ///
    /// - Returns: Whether all was taken over before it was cancelled.
    mutating func load(_ known: OptimizerState, _ isCancelled: () -> Bool) -> Bool {
        guard known.memory == kind, kind != .none else { return true }
        steps = known.steps
        return known.moments.copy(0..<known.moments.count, to: first, isCancelled)
    }

    /// What the optimiser remembers, to continue from, once the run is over.
    var state: OptimizerState { state(memory, steps: steps) }

    /// What it remembered when this was last saved.
    var savedState: OptimizerState { state(saved, steps: savedSteps) }

    /// What it remembered at the best epoch.
    var bestState: OptimizerState { isBest ? state : state(best, steps: bestSteps) }

    private func state(_ memory: SharedMemory<Element>, steps: Int) -> OptimizerState {
        guard steps > 0 else { return OptimizerState() }
        return OptimizerState(memory: kind, moments: memory.moments([0..<kind.width * count]), steps: steps)
    }

    /// Keeps the memory, to return to when the epoch is not completed.
    ///
    /// - Returns: Whether all was kept before it was cancelled.
    mutating func save(_ isCancelled: () -> Bool) -> Bool {
        savedSteps = steps
        guard memory.copy(kind.width * count, to: saved, isCancelled) else { return false }
        if isBest {
            guard memory.copy(kind.width * count, to: best, isCancelled) else { return false }
            bestSteps = steps
            isBest = false
        }
        return true
    }

    /// Keeps the memory, to return to when training stops early; it is copied when the next epoch is about to change it.
    mutating func keepBest() { isBest = true }

    /// The last layer, counted from 1, where squares of gradients overflowed, or nil: they would hold its parameters fast.
    func lastLayerNotFinite(_ core: borrowing Core<Element>, _ isCancelled: () -> Bool) -> Int? {
        if optimizer == .gradientDescent || kind == .none { return nil }
        return core.lastLayerNotFinite(in: UnsafePointer(first), isCancelled)
            ?? (kind.width > 1 ? core.lastLayerNotFinite(in: UnsafePointer(second), isCancelled) : nil)
    }

    /// Moves all parameters against the gradients, whose sum of magnitudes is given.
    ///
    /// - Returns: Whether all were moved before it was cancelled.
    mutating func step(
        _ core: borrowing Core<Element>, magnitude: Double, rate: Double, _ isCancelled: () -> Bool
    ) -> Bool {
        if let clip { self.clip(core, to: clip, magnitude: magnitude, isCancelled) }
        if kind != .none { steps += 1 }
        for index in 0..<core.layerCount {
            let layer = core.layers[index]
            if layer.isFrozen { continue }
            if isCancelled() { return false }
            let weights = layer.inputs * layer.outputs
            let isWhole = Interruption.blocks(weights, isCancelled) { block in
                let offset = layer.weightOffset + block.lowerBound
                if absoluteDecay > 0 {
                    Element.addSigns(
                        core.kernels, count: block.count, of: UnsafePointer(core.parameters + offset),
                        times: Element(absoluteDecay), to: core.gradients + offset)
                }
                update(core, offset, count: block.count, rate: rate, decay: decay)
            }
            if !isWhole { return false }
            update(core, layer.biasOffset, count: layer.parameterCount - weights, rate: rate, decay: 0)
        }
        return true
    }

    /// Scales the gradients down to the norm `limit` where theirs is larger.
    private func clip(
        _ core: borrowing Core<Element>, to limit: Double, magnitude: Double, _ isCancelled: () -> Bool
    ) {
        // The norm is at most the sum of the magnitudes, which also keeps the squares from overflowing.
        guard magnitude > limit else { return }
        let unit = 1 / magnitude
        let sum = Element.sumOfSquares(
            core.kernels, count: count, UnsafePointer(core.gradients), scaledBy: unit, isCancelled)
        let norm = magnitude * sum.squareRoot()
        guard norm > limit else { return }
        _ = Interruption.blocks(count, isCancelled) { block in
            Element.scale(
                core.kernels, count: block.count, core.gradients + block.lowerBound, by: Element(limit / norm))
        }
    }

    private func update(_ core: borrowing Core<Element>, _ offset: Int, count: Int, rate: Double, decay: Double) {
        let parameters = core.parameters + offset
        let gradients = UnsafePointer(core.gradients + offset)
        switch optimizer {
        case .gradientDescent:
            descend(core, offset, count: count, rate: Element(rate), decay: Element(decay))
        case .adagrad(let epsilon):
            Element.descend(
                core.kernels, count: count, parameters, gradients, squares: first + offset, rate: Element(rate),
                keep: 1, take: 1, epsilon: Element(epsilon), decay: Element(decay))
        case .rmsProp(let rho, let epsilon):
            Element.descend(
                core.kernels, count: count, parameters, gradients, squares: first + offset, rate: Element(rate),
                keep: Element(rho), take: Element(1 - rho), epsilon: Element(epsilon), decay: Element(decay))
        case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
            var (shrink, inGradient) = (1.0, decay)
            if case .adamW = optimizer { (shrink, inGradient) = (1 - rate * decay, 0) }
            // The averages begin at 0: without these two they would be too small at first.
            let meanShare = 1 - pow(beta1, Double(steps))
            let squaresShare = 1 - pow(beta2, Double(steps))
            Element.descend(
                core.kernels, count: count, parameters, gradients, mean: first + offset, squares: second + offset,
                rate: Element(rate / meanShare), keep: Element(beta1), take: Element(1 - beta1),
                keepSquares: Element(beta2), takeSquares: Element(1 - beta2),
                root: Element(1 / squaresShare.squareRoot()), epsilon: Element(epsilon), shrink: Element(shrink),
                decay: Element(inGradient))
        case .adadelta(let rho, let epsilon):
            Element.descend(
                core.kernels, count: count, parameters, gradients, squares: first + offset, changes: second + offset,
                rate: Element(rate), keep: Element(rho), take: Element(1 - rho), epsilon: Element(epsilon),
                decay: Element(decay))
        case .lbfgs: break  // Its steps are the QuasiNewton's.
        }
    }

    private func descend(_ core: borrowing Core<Element>, _ offset: Int, count: Int, rate: Element, decay: Element) {
        let parameters = core.parameters + offset
        let gradients = UnsafePointer(core.gradients + offset)
        let keep: Element
        let take: Element
        switch momentum {
        case .none:
            Element.descend(core.kernels, count: count, parameters, gradients, rate: rate, decay: decay)
            return
        case .nesterov(let beta):
            Element.descend(
                core.kernels, count: count, parameters, gradients, ahead: first + offset, rate: rate,
                keep: Element(beta), decay: decay)
            return
        case .heavyBall(let beta):
            keep = Element(beta)
            take = 1
        case .exponentialAverage(let beta):
            // The average starts at the first gradient.
            keep = steps > 1 ? Element(beta) : 0
            take = steps > 1 ? Element(1 - beta) : 1
        }
        Element.descend(
            core.kernels, count: count, parameters, gradients, velocity: first + offset, rate: rate, keep: keep,
            take: take, decay: decay)
    }
}
