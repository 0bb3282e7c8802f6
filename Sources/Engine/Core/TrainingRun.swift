/// A training run in one scalar type, from the first measurement to the last.
struct TrainingRun<Element: Scalar>: ~Copyable {
    let pass: Pass<Element>
    let plan: TrainingPlan
    let validation: Samples<Element>?
    let labels: UnsafeMutablePointer<Int32>
    let validationLabels: UnsafeMutablePointer<Int32>
    let observer: Observer<Element>
    /// The squared differences of the targets from their means, for R².
    let targetSquares: Double
    let validationTargetSquares: Double
    private let order: UnsafeMutableBufferPointer<Int32>
    private(set) var copies: EpochCopies
    let isWholeBatch: Bool
    /// Whether the measurement after an epoch is the first half of the next one's step: with all samples in one batch, where
    /// the network computes in training what it does at inference.
    private let stepsFromMeasurement: Bool
    var descent: Descent<Element>
    var newton: QuasiNewton<Element>
    /// What was found in passing at the parameters as they stand.
    var passed: PassResult?
    /// The loss of the last row.
    private(set) var lastLoss = 0.0
    private(set) var epoch: Int
    private var plateau: PlateauState?
    private var bestPlateau: PlateauState?
    /// The best epoch so far where it lies before this run's first step.
    private var earlier: StoppingState?
    private var bestEpoch: Int
    private var bestLoss = Double.infinity
    /// Whether what counts is what was saved, because the last epoch was not completed.
    private var isUndone = false
    /// What the run began with.
    private let start: (network: Network, optimizer: OptimizerState)

    init(
        core: consuming Core<Element>, samples: Samples<Element>, validation: Samples<Element>?, plan: TrainingPlan,
        network: Network, state: TrainingState
    ) {
        let count = core.parameterCount
        self.plan = plan
        self.validation = validation
        isWholeBatch = plan.batch == samples.count
        stepsFromMeasurement = isWholeBatch && !plan.layout.differsInTraining
        descent = Descent(plan, parameterCount: count)
        newton = QuasiNewton(plan, parameterCount: count)
        epoch = state.epoch
        bestEpoch = state.epoch
        start = (network, state.optimizer)
        copies = EpochCopies(network, plan)
        labels = TrainingRun.copy(plan.objective.labels, count: samples.count)
        validationLabels = TrainingRun.copy(plan.validation?.objective.labels, count: validation?.count ?? 0)
        let countsSquares = plan.metrics.contains { $0.metric == .determination }
        observer = Observer(plan.layout, countsSquares: countsSquares, watchesLayers: plan.statistics)
        targetSquares = countsSquares ? plan.objective.targets.squaresAboutMeans : 0
        validationTargetSquares = countsSquares ? plan.validation?.objective.targets.squaresAboutMeans ?? 0 : 0
        order = .allocate(capacity: isWholeBatch ? 0 : samples.count)
        order.initialize(repeating: 0)
        let gathers = !isWholeBatch && plan.shuffle
        pass = Pass(
            core: core, samples: samples, gathers: gathers, gradientRows: plan.statistics ? samples.count : plan.batch,
            team: (plan.threads, plan.layout))
        if let schedule = plan.schedule, case .plateau = schedule {
            let isKnown = state.plateau?.watched == plan.watched && state.plateau?.schedule == schedule
            plateau = isKnown ? state.plateau : PlateauState(schedule, of: plan.watched)
        }
        bestPlateau = plateau
        if let known = state.stopping, plan.patience != nil, known.watched == plan.watched {
            earlier = known
            bestEpoch = known.epoch
            bestLoss = known.loss
        }
    }

    deinit {
        labels.deallocate()
        validationLabels.deallocate()
        order.deallocate()
    }

    private static func copy(_ known: [Int32]?, count: Int) -> UnsafeMutablePointer<Int32> {
        let labels = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
        labels.initialize(repeating: 0, count: max(1, count))
        if let known { for index in known.indices { labels[index] = known[index] } }
        return labels
    }

    /// Writes back where the run stands.
    func conclude(_ ending: TrainingOutcome.Ending, network: inout Network, state: inout TrainingState) {
        if case .stoppedEarly = ending, let earlier {
            network.adopt(earlier.parameters, statistics: earlier.statistics)
            state = earlier.trainingState
            return
        }
        // Where no epoch was completed nothing may change, not even by rounding to single precision.
        guard epoch > plan.epochs.lowerBound else { return }
        state = TrainingState()
        state.epoch = epoch
        state.plateau = plateau
        if plan.patience != nil { state.stopping = earlier ?? best }
        if case .stoppedEarly = ending {
            state.optimizer = plan.pairs == nil ? descent.bestState : newton.bestState
            network.adopt(copies.bestParameters, statistics: copies.bestStatistics)
        } else {
            state.optimizer = plan.pairs != nil ? newton.state : isUndone ? descent.savedState : descent.state
            network.adopt(copies.lastParameters, statistics: copies.lastStatistics)
        }
    }

    /// The best epoch, if it is one of this run's.
    private var best: StoppingState {
        StoppingState(
            watched: plan.watched, loss: bestLoss, epoch: bestEpoch,
            parameters: copies.bestParameters, statistics: copies.bestStatistics,
            optimizer: plan.pairs == nil ? descent.bestState : newton.bestState, plateau: bestPlateau)
    }

    private var stepsPerEpoch: Int { (pass.samples.count + plan.batch - 1) / plan.batch }

    /// Trains all epochs of the plan.
    mutating func train(isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void) -> TrainingOutcome {
        var history = History(plan, hasOutput: pass.samples.count == 1 && pass.samples.targetWidth == 1)
        let ended = train(&history, isCancelled: isCancelled, onEpoch: onEpoch)
        if case .stoppedEarly(let bestEpoch) = ended { history.bestEpoch = bestEpoch }
        return TrainingOutcome(history: history, ended: ended)
    }

    private mutating func train(
        _ history: inout History, isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void
    ) -> TrainingOutcome.Ending {
        guard descent.load(start.optimizer, isCancelled), newton.load(start.optimizer, isCancelled),
            pass.makePages(isCancelled)
        else { return .cancelled }
        switch measure(withGradients: stepsFromMeasurement && !plan.epochs.isEmpty, isCancelled) {
        case .found(let measurement):
            record(measurement, in: &history)
            watchStart(measurement)
        case .cancelled: return .cancelled
        case .notFinite(let layer): return .diverged(layer: layer, epoch: epoch, step: 0)
        }
        for last in plan.epochs {
            guard save(isCancelled) else { return .cancelled }
            var ending = stepsFromMeasurement ? wholeStep(isCancelled) : miniBatches(isCancelled)
            if ending == nil {
                switch measure(withGradients: stepsFromMeasurement && last + 1 < plan.epochs.upperBound, isCancelled) {
                case .found(let measurement):
                    guard copies.keep(pass.core, isCancelled) else {
                        ending = .cancelled
                        break
                    }
                    epoch = last + 1
                    record(measurement, in: &history)
                    plateau?.note(measurement.watched(plan), learningRate: plan.learningRate)
                    let isOver = watch(measurement)
                    onEpoch(report(measurement, history))
                    if isOver {
                        returnToBest()
                        return .stoppedEarly(bestEpoch: bestEpoch)
                    }
                case .cancelled: ending = .cancelled
                case .notFinite(let layer): ending = .diverged(layer: layer, epoch: last + 1, step: stepsPerEpoch)
                }
            }
            if let ending {
                isUndone = true
                newton.restore()
                return ending
            }
        }
        return .completed
    }

    private mutating func record(_ measurement: Measurement, in history: inout History) {
        lastLoss = measurement.loss
        history.record(measurement, epoch: epoch)
        if plan.takesSnapshot(after: epoch) {
            history.snapshots.append(
                Snapshot(
                    epoch: epoch, parameters: pass.core.copyOfParameters(), statistics: pass.core.copyOfStatistics()))
        }
        if plan.statistics {
            for layer in 0..<pass.core.layerCount { history.record(observer.statistics(of: layer, pass.core)) }
        }
    }

    private func report(_ measurement: Measurement, _ history: borrowing History) -> EpochReport {
        EpochReport(
            epoch: epoch, of: plan.epochs.upperBound, loss: measurement.loss,
            error: plan.objective.labels == nil ? nil : measurement.error,
            validationLoss: validation == nil ? nil : measurement.validationLoss,
            validationError: plan.measuresValidationError ? measurement.validationError : nil)
    }

    /// Takes the weights the run begins with for the best, unless an earlier run knows better ones.
    private mutating func watchStart(_ measurement: Measurement) {
        guard plan.patience != nil, earlier == nil else { return }
        bestLoss = measurement.validationLoss
        earlier = StoppingState(
            watched: plan.watched, loss: bestLoss, epoch: epoch, parameters: start.network.parameters,
            statistics: start.network.runningStatistics, optimizer: start.optimizer, plateau: plateau)
    }

    /// Keeps the best epoch; whether the patience is at its end.
    private mutating func watch(_ measurement: Measurement) -> Bool {
        guard let patience = plan.patience else { return false }
        guard measurement.validationLoss < bestLoss else { return epoch - bestEpoch >= patience }
        bestLoss = measurement.validationLoss
        bestEpoch = epoch
        bestPlateau = plateau
        earlier = nil
        copies.keepBest()
        descent.keepBest()
        newton.keepBest()
        return false
    }

    private mutating func returnToBest() {
        guard earlier == nil else { return }
        plateau = bestPlateau
        epoch = bestEpoch
    }

    private mutating func wholeStep(_ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        if isCancelled() { return .cancelled }
        return plan.pairs == nil ? step(number: 1, isCancelled) : newtonStep(rate: rate(step: 1), isCancelled)
    }

    private mutating func miniBatches(_ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        let count = pass.samples.count
        guard shuffle(epoch: epoch, isCancelled) else { return .cancelled }
        var number = 0
        for start in stride(from: 0, to: count, by: plan.batch) {
            if isCancelled() { return .cancelled }
            number += 1
            let result = runBatch(from: start, epoch: epoch, isCancelled)
            if result.isCancelled { return .cancelled }
            if let layer = result.layerNotFinite { return .diverged(layer: layer, epoch: epoch + 1, step: number) }
            if let ending = step(number: number, isCancelled) { return ending }
        }
        return nil
    }

    /// Puts the samples in the order of an epoch, where this changes.
    ///
    /// - Returns: Whether they were, before it was cancelled.
    func shuffle(epoch: Int, _ isCancelled: () -> Bool) -> Bool {
        if isWholeBatch || !plan.shuffle { return true }
        for index in order.indices { order[index] = Int32(truncatingIfNeeded: index) }
        var stream = RandomStream(seed: plan.seed, role: .shuffle, counter: UInt64(epoch))
        return stream.shuffle(order, isCancelled)
    }

    /// Computes loss and gradients of the mini-batch that begins at a position of an epoch's order.
    func runBatch(from start: Int, epoch: Int, _ isCancelled: () -> Bool) -> PassResult {
        let batch = start..<min(start + plan.batch, pass.samples.count)
        let isInOrder = isWholeBatch || !plan.shuffle
        let order = isInOrder ? nil : UnsafePointer(order.baseAddress)
        let phase = Phase(
            usesBatchStatistics: plan.layout.usesBatchStatistics,
            dropoutSeed: plan.layout.hasDropout ? mixSeed(plan.seed, role: .dropout, counter: UInt64(epoch)) : nil)
        let total = pass.total(batch, order: order)
        var result = pass.run(
            batch, order: order, scale: Element(plan.objective.scale(total: total)), phase: phase,
            isCancelled: isCancelled)
        result.total = total
        if phase.usesBatchStatistics && result.layerNotFinite == nil && !result.isCancelled {
            pass.core.absorbStatistics(rows: batch.count)
        }
        return result
    }

    /// What the derivatives are multiplied with in a pass over all samples.
    var scaleOfAll: Element { Element(plan.objective.scale(samples: pass.samples.count)) }

    /// Moves the parameters against the gradients, unless these are not finite.
    private mutating func step(number: Int, _ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        switch move(rate: rate(step: number), isCancelled) {
        case .made: nil
        case .notFinite(let layer): .diverged(layer: layer, epoch: epoch + 1, step: number)
        case .cancelled: .cancelled
        }
    }

    /// How a step ended.
    enum Step {
        case made
        /// The gradients of a layer, counted from 1, were not finite, and nothing was moved.
        case notFinite(layer: Int)
        /// Only a part of the parameters was moved.
        case cancelled
    }

    /// The learning rate of a step, counted from 1.
    private func rate(step number: Int) -> Double {
        plan.learningRate
            * (plateau?.factor ?? plan.schedule?.factor(epoch: epoch, step: number - 1, of: stepsPerEpoch) ?? 1)
    }

    /// Moves the parameters against the gradients.
    mutating func move(rate: Double, _ isCancelled: () -> Bool) -> Step {
        if isCancelled() { return .cancelled }
        pass.core.clearFrozenGradients()
        let magnitude = Element.magnitude(
            pass.core.kernels, count: pass.core.parameterCount, UnsafePointer(pass.core.gradients), isCancelled)
        if !magnitude.isFinite { return .notFinite(layer: layerOfGradientsNotFinite) }
        guard descent.step(pass.core, magnitude: magnitude, rate: rate, isCancelled) else { return .cancelled }
        pass.core.applyMasks(isCancelled)
        pass.core.parametersChanged()
        return .made
    }

    /// The last layer, counted from 1, whose gradients are not finite, where some are not.
    var layerOfGradientsNotFinite: Int {
        pass.core.lastLayerNotFinite(in: UnsafePointer(pass.core.gradients)) ?? pass.core.layerCount
    }

    /// Keeps the optimiser's memory, which counts when the epoch is not completed.
    ///
    /// - Returns: Whether all was kept before it was cancelled.
    private mutating func save(_ isCancelled: () -> Bool) -> Bool {
        newton.save(isCancelled) && descent.save(isCancelled)
    }
}
