/// L-BFGS at work (Liu and Nocedal, 1989): the last steps and changes of the gradient, and the directions made of them.
///
/// Pairs live in a ring with one place to spare, so that an epoch that is not completed is undone by its indices alone.
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
    private let store: UnsafeMutablePointer<Element>
    private let best: UnsafeMutablePointer<Element>
    private let factors: UnsafeMutablePointer<Double>
    private let curvatures: UnsafeMutablePointer<Double>
    private var position = Position()
    private var saved = Position()
    private var bestPosition = Position()
    private var memory = Memory<Element>()

    /// Takes no memory unless the plan's optimiser is L-BFGS.
    init(_ plan: TrainingPlan, parameterCount: Int, state: OptimizerState) {
        let history = plan.pairs ?? 0
        count = plan.pairs == nil ? 0 : parameterCount
        decay = plan.decay
        places = history + 1
        direction = memory.zeros(count)
        store = memory.zeros((2 * places + 4) * count)
        best = memory.zeros(plan.patience == nil ? 0 : (2 * places + 4) * count)
        factors = .allocate(capacity: places)
        factors.initialize(repeating: 0, count: places)
        curvatures = .allocate(capacity: places)
        curvatures.initialize(repeating: 0, count: places)
        guard count > 0, case .curvature(let known) = state.memory, state.steps > 0 else { return }
        let pairs = min(known, history)
        position = Position(first: 0, pairs: pairs, pending: 0, steps: state.steps)
        let moments = state.moments
        let skipped = (known - pairs) * 2 * count
        for index in 0..<2 * pairs * count { store[index] = Element(moments[skipped + index]) }
        for index in 0..<2 * count { pendingStep(0)[index] = Element(moments[known * 2 * count + index]) }
    }

    deinit {
        factors.deallocate()
        curvatures.deallocate()
    }

    /// Whether no step was made that the next could learn from.
    var isNew: Bool { position.steps == 0 }

    private func change(
        _ pair: Int, _ position: Position, in store: UnsafeMutablePointer<Element>
    ) -> UnsafeMutablePointer<Element> {
        store + 2 * count * ((position.first + pair) % places)
    }

    private func pendingStep(_ index: Int) -> UnsafeMutablePointer<Element> {
        store + 2 * count * (places + index)
    }

    private func dot(_ core: borrowing Core<Element>, _ x: UnsafePointer<Element>, _ y: UnsafePointer<Element>)
        -> Double
    {
        Element.dot(core.kernels, count: count, x, y)
    }

    /// `target += amount · source`.
    private func add(
        _ core: borrowing Core<Element>, _ source: UnsafePointer<Element>, times amount: Double,
        to target: UnsafeMutablePointer<Element>
    ) {
        Element.descend(core.kernels, count: count, target, source, rate: Element(-amount), decay: 0)
    }

    /// Takes in the gradients in the core and chooses a direction.
    ///
    /// - Returns: The derivative of what is minimised along the direction, and ‖∇‖₁.
    mutating func aim(_ core: borrowing Core<Element>) -> (slope: Double, magnitude: Double) {
        let last = pendingStep(position.pending)
        position.pending = 1 - position.pending
        let gradient = pendingStep(position.pending) + count
        gradient.update(from: core.gradients, count: count)
        for index in 0..<core.layerCount where decay > 0 {
            let layer = core.layers[index]
            if layer.isFrozen { continue }
            Element.descend(
                core.kernels, count: layer.inputs * layer.outputs, gradient + layer.weightOffset,
                UnsafePointer(core.parameters + layer.weightOffset), rate: Element(-decay), decay: 0)
        }
        if position.steps > 0 { learn(core, step: last, before: last + count, gradient: gradient) }
        pointDown(core, gradient)
        var slope = dot(core, direction, gradient)
        if !(slope < 0) && position.pairs > 0 {
            forget()
            pointDown(core, gradient)
            slope = dot(core, direction, gradient)
        }
        return (slope, Element.magnitude(core.kernels, count: count, UnsafePointer(gradient)))
    }

    /// Adds the pair of the last step, unless the function hardly curves along it.
    private mutating func learn(
        _ core: borrowing Core<Element>, step: UnsafePointer<Element>, before: UnsafePointer<Element>,
        gradient: UnsafePointer<Element>
    ) {
        let change = change(position.pairs, position, in: store)
        let difference = change + count
        change.update(from: step, count: count)
        difference.update(from: gradient, count: count)
        add(core, before, times: -1, to: difference)
        guard dot(core, change, difference) > QuasiNewton.smallestCurvature else { return }
        if position.pairs == places - 1 {
            position.first = (position.first + 1) % places
        } else {
            position.pairs += 1
        }
    }

    /// Makes the direction -H∇ by the two loops, from H₀ = s·y / y·y of the newest pair.
    private func pointDown(_ core: borrowing Core<Element>, _ gradient: UnsafePointer<Element>) {
        direction.update(from: gradient, count: count)
        Element.scale(core.kernels, count: count, direction, by: -1)
        guard position.pairs > 0 else { return }
        for pair in (0..<position.pairs).reversed() {
            let change = change(pair, position, in: store)
            curvatures[pair] = dot(core, change, change + count)
            factors[pair] = dot(core, change, direction) / curvatures[pair]
            add(core, change + count, times: -factors[pair], to: direction)
        }
        let newest = change(position.pairs - 1, position, in: store) + count
        let scale = curvatures[position.pairs - 1] / dot(core, newest, newest)
        Element.scale(core.kernels, count: count, direction, by: Element(scale))
        for pair in 0..<position.pairs {
            let change = change(pair, position, in: store)
            let factor = dot(core, change + count, direction) / curvatures[pair]
            add(core, change, times: factors[pair] - factor, to: direction)
        }
    }

    /// Puts the parameters a step along the direction from where they were.
    func place(_ core: borrowing Core<Element>, from origin: UnsafePointer<Element>, step: Double) {
        core.parameters.update(from: origin, count: count)
        add(core, direction, times: step, to: core.parameters)
    }

    /// Remembers the step that was made.
    mutating func remember(_ core: borrowing Core<Element>, step: Double) {
        let pending = pendingStep(position.pending)
        pending.update(from: direction, count: count)
        Element.scale(core.kernels, count: count, pending, by: Element(step))
        position.steps += 1
        if step == 0 { forget() }
    }

    /// Begins anew with the gradient alone.
    private mutating func forget() {
        position.pairs = 0
    }

    /// What is minimised and its derivative along the direction, from the loss and its gradients in the core.
    func point(_ core: borrowing Core<Element>, step: Double, loss: Double) -> LineSearch.Point {
        var value = loss
        var slope = dot(core, core.gradients, direction)
        for index in 0..<core.layerCount where decay > 0 {
            let layer = core.layers[index]
            let weights = UnsafePointer(core.parameters + layer.weightOffset)
            let number = layer.inputs * layer.outputs
            value += decay / 2 * Element.dot(core.kernels, count: number, weights, weights)
            slope +=
                decay
                * Element.dot(core.kernels, count: number, weights, UnsafePointer(direction + layer.weightOffset))
        }
        let isFinite = value.isFinite && slope.isFinite
        return LineSearch.Point(step: step, value: isFinite ? value : .infinity, slope: slope)
    }
}

extension QuasiNewton {
    /// What is remembered, to continue from.
    var state: OptimizerState { state(position, in: store) }

    /// What was remembered at the best epoch.
    var bestState: OptimizerState { state(bestPosition, in: best) }

    private func state(_ position: Position, in store: UnsafeMutablePointer<Element>) -> OptimizerState {
        guard position.steps > 0 else { return OptimizerState() }
        var moments: [Double] = []
        moments.reserveCapacity((2 * position.pairs + 2) * count)
        for pair in 0..<position.pairs {
            let change = change(pair, position, in: store)
            for index in 0..<2 * count { moments.append(Double(change[index])) }
        }
        let pending = store + 2 * count * (places + position.pending)
        for index in 0..<2 * count { moments.append(Double(pending[index])) }
        return OptimizerState(memory: .curvature(pairs: position.pairs), moments: moments, steps: position.steps)
    }

    /// Keeps the memory, to return to when the epoch is not completed.
    mutating func save() { saved = position }

    /// Returns to what was saved.
    mutating func restore() { position = saved }

    /// Keeps the memory, to return to when training stops early.
    mutating func keepBest() {
        bestPosition = position
        best.update(from: store, count: (2 * places + 4) * count)
    }

    /// Returns to the best.
    mutating func returnToBest() {
        position = bestPosition
        store.update(from: best, count: (2 * places + 4) * count)
    }
}
