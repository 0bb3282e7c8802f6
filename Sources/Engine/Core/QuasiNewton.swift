/// L-BFGS at work (Liu and Nocedal, 1989): the last steps and changes of the gradient, and the directions made of them.
///
/// Pairs live in a ring with one place to spare, so that an epoch that is not completed is undone by its indices alone.
///
/// What passes over all parameters asks between blocks; once `isCancelled` is true the rest is left out, and the epoch has to be
/// undone.
struct QuasiNewton<Element: Scalar>: ~Copyable {
    /// The curvature s·y up to which a pair is left out.
    static var smallestCurvature: Double { 1e-10 }

    /// What stands where.
    private struct Position {
        /// The place of the oldest pair.
        var first = 0
        var pairs = 0
        /// Which of the two pending steps is the last.
        var pending = 0
        var steps = 0
    }

    /// Where the network is to go.
    let direction: UnsafeMutablePointer<Element>
    private let count: Int
    private let places: Int
    private let decay: Double
    /// The places of s and y, then two pending steps, each with the gradient it began at.
    private let store: SharedMemory<Element>
    private let best: SharedMemory<Element>
    private let factors: UnsafeMutablePointer<Double>
    private let curvatures: UnsafeMutablePointer<Double>
    private var position = Position()
    private var saved = Position()
    private var bestPosition = Position()
    /// Whether what is remembered now is what was at the best epoch, which was not copied yet.
    private var isBest = false
    private var memory = Memory<Element>()

    /// Takes no memory unless the plan's optimiser is L-BFGS.
    init(_ plan: TrainingPlan, parameterCount: Int) {
        let history = plan.pairs ?? 0
        count = plan.pairs == nil ? 0 : parameterCount
        decay = plan.decay
        places = history + 1
        direction = memory.zeros(count)
        store = SharedMemory(zeros: (2 * places + 4) * count)
        best = SharedMemory(zeros: plan.patience == nil ? 0 : (2 * places + 4) * count)
        factors = .allocate(capacity: places)
        factors.initialize(repeating: 0, count: places)
        curvatures = .allocate(capacity: places)
        curvatures.initialize(repeating: 0, count: places)
    }

    /// Takes over what an earlier run remembered, where it was of L-BFGS.
    ///
    /// - Returns: Whether all was taken over before it was cancelled.
    mutating func load(_ state: OptimizerState, _ isCancelled: () -> Bool) -> Bool {
        guard count > 0, case .curvature(let known) = state.memory, state.steps > 0 else { return true }
        let pairs = min(known, places - 1)
        position = Position(first: 0, pairs: pairs, pending: 0, steps: state.steps)
        let (pair, last) = (2 * count, known * 2 * count)
        return state.moments.copy((known - pairs) * pair..<last, to: store.start, isCancelled)
            && state.moments.copy(last..<last + pair, to: pendingStep(0), isCancelled)
    }

    deinit {
        factors.deallocate()
        curvatures.deallocate()
    }

    /// Whether no step was made that the next could learn from.
    var isNew: Bool { position.steps == 0 }

    private func change(
        _ pair: Int, _ position: Position
    ) -> UnsafeMutablePointer<Element> {
        store.start + 2 * count * ((position.first + pair) % places)
    }

    private func pendingStep(_ index: Int) -> UnsafeMutablePointer<Element> {
        store.start + 2 * count * (places + index)
    }

    private func dot(
        _ core: borrowing Core<Element>, _ x: UnsafePointer<Element>, _ y: UnsafePointer<Element>,
        _ isCancelled: () -> Bool
    ) -> Double {
        Element.dot(core.kernels, count: count, x, y, isCancelled)
    }

    /// `target += amount · source`.
    private func add(
        _ core: borrowing Core<Element>, _ source: UnsafePointer<Element>, times amount: Double,
        to target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) {
        _ = Interruption.blocks(count, isCancelled) { block in
            Element.descend(
                core.kernels, count: block.count, target + block.lowerBound, source + block.lowerBound,
                rate: Element(-amount), decay: 0)
        }
    }

    /// `target = amount · source`; as it is where there is no amount.
    private func copy(
        _ core: borrowing Core<Element>, _ source: UnsafePointer<Element>, times amount: Double? = nil,
        to target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) {
        _ = Interruption.blocks(count, isCancelled) { block in
            let part = target + block.lowerBound
            part.update(from: source + block.lowerBound, count: block.count)
            if let amount { Element.scale(core.kernels, count: block.count, part, by: Element(amount)) }
        }
    }

    /// Takes in the gradients in the core and chooses a direction.
    ///
    /// - Returns: The derivative of what is minimised along the direction, and ‖∇‖₁.
    mutating func aim(
        _ core: borrowing Core<Element>, _ isCancelled: () -> Bool
    ) -> (slope: Double, magnitude: Double) {
        let last = pendingStep(position.pending)
        position.pending = 1 - position.pending
        let gradient = pendingStep(position.pending) + count
        copy(core, core.gradients, to: gradient, isCancelled)
        for index in 0..<core.layerCount where decay > 0 {
            let layer = core.layers[index]
            if layer.isFrozen { continue }
            _ = Interruption.blocks(layer.inputs * layer.outputs, isCancelled) { block in
                let offset = layer.weightOffset + block.lowerBound
                Element.descend(
                    core.kernels, count: block.count, gradient + offset, UnsafePointer(core.parameters + offset),
                    rate: Element(-decay), decay: 0)
            }
        }
        if position.steps > 0 { learn(core, step: last, before: last + count, gradient: gradient, isCancelled) }
        pointDown(core, gradient, isCancelled)
        var slope = dot(core, direction, gradient, isCancelled)
        if !(slope < 0) && position.pairs > 0 {
            forget()
            pointDown(core, gradient, isCancelled)
            slope = dot(core, direction, gradient, isCancelled)
        }
        return (slope, Element.magnitude(core.kernels, count: count, UnsafePointer(gradient), isCancelled))
    }

    /// Adds the pair of the last step, unless the function hardly curves along it.
    private mutating func learn(
        _ core: borrowing Core<Element>, step: UnsafePointer<Element>, before: UnsafePointer<Element>,
        gradient: UnsafePointer<Element>, _ isCancelled: () -> Bool
    ) {
        let change = change(position.pairs, position)
        let difference = change + count
        copy(core, step, to: change, isCancelled)
        copy(core, gradient, to: difference, isCancelled)
        add(core, before, times: -1, to: difference, isCancelled)
        guard dot(core, change, difference, isCancelled) > QuasiNewton.smallestCurvature else { return }
        if position.pairs == places - 1 {
            position.first = (position.first + 1) % places
        } else {
            position.pairs += 1
        }
    }

    /// Makes the direction -H∇ by the two loops, from H₀ = s·y / y·y of the newest pair.
    private func pointDown(
        _ core: borrowing Core<Element>, _ gradient: UnsafePointer<Element>, _ isCancelled: () -> Bool
    ) {
        copy(core, gradient, times: -1, to: direction, isCancelled)
        guard position.pairs > 0 else { return }
        for pair in (0..<position.pairs).reversed() {
            let change = change(pair, position)
            curvatures[pair] = dot(core, change, change + count, isCancelled)
            factors[pair] = dot(core, change, direction, isCancelled) / curvatures[pair]
            add(core, change + count, times: -factors[pair], to: direction, isCancelled)
        }
        let newest = change(position.pairs - 1, position) + count
        let scale = curvatures[position.pairs - 1] / dot(core, newest, newest, isCancelled)
        _ = Interruption.blocks(count, isCancelled) { block in
            Element.scale(core.kernels, count: block.count, direction + block.lowerBound, by: Element(scale))
        }
        for pair in 0..<position.pairs {
            let change = change(pair, position)
            let factor = dot(core, change + count, direction, isCancelled) / curvatures[pair]
            add(core, change, times: factors[pair] - factor, to: direction, isCancelled)
        }
    }

    /// Puts the parameters a step along the direction from where they were.
    func place(_ core: borrowing Core<Element>, from origin: [Double], step: Double, _ isCancelled: () -> Bool) {
        origin.withUnsafeBufferPointer { origin in
            _ = Interruption.blocks(count, isCancelled) { block in
                for index in block { core.parameters[index] = Element(origin[index]) }
            }
        }
        add(core, direction, times: step, to: core.parameters, isCancelled)
    }

    /// Remembers the step that was made.
    mutating func remember(_ core: borrowing Core<Element>, step: Double, _ isCancelled: () -> Bool) {
        copy(core, direction, times: step, to: pendingStep(position.pending), isCancelled)
        position.steps += 1
        if step == 0 { forget() }
    }

    /// Begins anew with the gradient alone.
    private mutating func forget() {
        position.pairs = 0
    }

    /// What is minimised and its derivative along the direction, from the loss and its gradients in the core.
    func point(
        _ core: borrowing Core<Element>, step: Double, loss: Double, _ isCancelled: () -> Bool
    ) -> LineSearch.Point {
        var value = loss
        var slope = dot(core, core.gradients, direction, isCancelled)
        for index in 0..<core.layerCount where decay > 0 {
            let layer = core.layers[index]
            let weights = UnsafePointer(core.parameters + layer.weightOffset)
            let number = layer.inputs * layer.outputs
            value += decay / 2 * Element.dot(core.kernels, count: number, weights, weights, isCancelled)
            slope +=
                decay
                * Element.dot(
                    core.kernels, count: number, weights, UnsafePointer(direction + layer.weightOffset), isCancelled)
        }
        let isFinite = value.isFinite && slope.isFinite
        return LineSearch.Point(step: step, value: isFinite ? value : .infinity, slope: slope)
    }
}

extension QuasiNewton {
    /// What is remembered, to continue from.
    var state: OptimizerState { state(position, in: store) }

    /// What was remembered at the best epoch.
    var bestState: OptimizerState { isBest ? state : state(bestPosition, in: best) }

    private func state(_ position: Position, in store: SharedMemory<Element>) -> OptimizerState {
        guard position.steps > 0 else { return OptimizerState() }
        let pairs = (0..<position.pairs).map { (position.first + $0) % places }
        let ranges = (pairs + [places + position.pending]).map { 2 * count * $0..<2 * count * ($0 + 1) }
        return OptimizerState(
            memory: .curvature(pairs: position.pairs), moments: store.moments(ranges), steps: position.steps)
    }

    /// Keeps the memory, to return to when the epoch is not completed.
    ///
    /// - Returns: Whether all was kept before it was cancelled.
    mutating func save(_ isCancelled: () -> Bool) -> Bool {
        saved = position
        guard isBest else { return true }
        guard store.copy((2 * places + 4) * count, to: best, isCancelled) else { return false }
        bestPosition = position
        isBest = false
        return true
    }

    /// Returns to what was saved.
    mutating func restore() { position = saved }

    /// Keeps the memory, to return to when training stops early; it is copied when the next epoch is about to change it.
    mutating func keepBest() { isBest = true }
}
