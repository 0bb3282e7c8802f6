/// A training run in one scalar type, from the first measurement to the last.
struct TrainingRun<Element: Scalar>: ~Copyable {
    private let pass: Pass<Element>
    private let plan: TrainingPlan
    private let labels: UnsafeMutablePointer<Int32>
    private let order: UnsafeMutableBufferPointer<Int32>
    private let savedParameters: UnsafeMutablePointer<Element>
    private let savedStatistics: UnsafeMutablePointer<Element>
    private let isWholeBatch: Bool
    /// Whether the measurement after an epoch is the first half of the next one's step: with all samples in one batch, where
    /// the network computes in training what it does at inference.
    private let stepsFromMeasurement: Bool
    private var descent: Descent<Element>
    private var epoch: Int
    private var memory = Memory<Element>()

    init(core: consuming Core<Element>, samples: Samples<Element>, plan: TrainingPlan, state: TrainingState) {
        let count = core.parameterCount
        self.plan = plan
        isWholeBatch = plan.batch == samples.count
        stepsFromMeasurement = isWholeBatch && !plan.layout.differsInTraining
        descent = Descent(plan, parameterCount: count, state: state)
        epoch = state.epoch
        savedParameters = memory.zeros(count)
        savedStatistics = memory.zeros(core.statisticsCount)
        labels = .allocate(capacity: samples.count)
        labels.initialize(repeating: 0, count: samples.count)
        if let known = plan.objective.labels { for index in known.indices { labels[index] = known[index] } }
        order = .allocate(capacity: isWholeBatch ? 0 : samples.count)
        order.initialize(repeating: 0)
        let gathers = !isWholeBatch && plan.shuffle
        pass = Pass(
            core: core, samples: samples, gathers: gathers, gradientRows: plan.batch, weights: plan.objective.weights)
    }

    deinit {
        labels.deallocate()
        order.deallocate()
    }

    /// Whether the run completed an epoch.
    var hasAdvanced: Bool { epoch > plan.epochs.lowerBound }

    /// The parameters the run stands at.
    func copyOfParameters() -> [Double] {
        pass.core.copyOfParameters()
    }

    /// The running statistics the run stands at.
    func copyOfStatistics() -> [Double] {
        pass.core.copyOfStatistics()
    }

    /// The state to continue from.
    func state() -> TrainingState {
        var state = TrainingState()
        state.epoch = epoch
        descent.store(in: &state)
        return state
    }

    private var stepsPerEpoch: Int { (pass.samples.count + plan.batch - 1) / plan.batch }

    /// Trains all epochs of the plan.
    mutating func train(isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void) -> TrainingOutcome {
        var history = History(
            convention: plan.objective.convention, choices: plan.choices, hasError: plan.objective.labels != nil,
            hasOutput: pass.samples.count == 1 && pass.samples.targetWidth == 1,
            capacity: min(plan.epochs.count + 1, 1 << 20))
        let ended = train(&history, isCancelled: isCancelled, onEpoch: onEpoch)
        return TrainingOutcome(history: history, ended: ended)
    }

    private mutating func train(
        _ history: inout History, isCancelled: () -> Bool, onEpoch: (EpochReport) -> Void
    ) -> TrainingOutcome.Ending {
        switch measure(withGradients: stepsFromMeasurement && !plan.epochs.isEmpty) {
        case .found(let measurement): history.record(measurement, epoch: epoch)
        case .notFinite(let layer): return .diverged(layer: layer, epoch: epoch, step: 0)
        }
        for last in plan.epochs {
            save()
            var ending = stepsFromMeasurement ? wholeStep(isCancelled) : miniBatches(isCancelled)
            if ending == nil {
                switch measure(withGradients: stepsFromMeasurement && last + 1 < plan.epochs.upperBound) {
                case .found(let measurement):
                    epoch = last + 1
                    history.record(measurement, epoch: epoch)
                    onEpoch(
                        EpochReport(
                            epoch: epoch, of: plan.epochs.upperBound, loss: measurement.loss,
                            error: history.error == nil ? nil : measurement.error))
                case .notFinite(let layer): ending = .diverged(layer: layer, epoch: last + 1, step: stepsPerEpoch)
                }
            }
            if let ending {
                restore()
                return ending
            }
        }
        return .completed
    }

    private enum Measured {
        case found(Measurement)
        case notFinite(layer: Int)
    }

    /// Measures loss and error on all samples; with gradients, these are left in the core for a step.
    private func measure(withGradients: Bool) -> Measured {
        let count = pass.samples.count
        if let layer = pass.core.lastLayerNotFinite(in: UnsafePointer(pass.core.parameters))
            ?? pass.core.lastLayerWithoutFiniteStatistics() ?? descent.lastLayerNotFinite(pass.core)
        {
            return .notFinite(layer: layer)
        }
        let result = pass.run(
            0..<count, scale: withGradients ? scale(pass.total(0..<count)) : nil,
            labels: plan.objective.labels == nil ? nil : UnsafePointer(labels))
        if let layer = result.layerNotFinite { return .notFinite(layer: layer) }
        let loss = plan.objective.value(ofSum: result.loss, samples: count)
        return .found(
            Measurement(
                loss: loss, error: Double(result.missed) / Double(count), output: Double(pass.core.output.values[0])))
    }

    private func scale(_ total: Double) -> Element {
        Element(plan.objective.scale(total: total))
    }

    private mutating func wholeStep(_ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        if isCancelled() { return .cancelled }
        return step(number: 1)
    }

    private mutating func miniBatches(_ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        let count = pass.samples.count
        let shuffles = plan.shuffle && !isWholeBatch
        if shuffles {
            for index in order.indices { order[index] = Int32(truncatingIfNeeded: index) }
            var stream = RandomStream(seed: plan.seed, role: .shuffle, counter: UInt64(epoch))
            stream.shuffle(order)
        }
        let phase = trainingPhase
        var number = 0
        for start in stride(from: 0, to: count, by: plan.batch) {
            if isCancelled() { return .cancelled }
            number += 1
            let end = min(start + plan.batch, count)
            let order = shuffles ? UnsafePointer(order.baseAddress) : nil
            let result = pass.run(
                start..<end, order: order, scale: scale(pass.total(start..<end, order: order)), phase: phase)
            if let layer = result.layerNotFinite { return .diverged(layer: layer, epoch: epoch + 1, step: number) }
            if phase.usesBatchStatistics { pass.core.absorbStatistics(rows: end - start) }
            if let ending = step(number: number) { return ending }
        }
        return nil
    }

    private var trainingPhase: Phase {
        Phase(
            usesBatchStatistics: plan.layout.usesBatchStatistics,
            dropoutSeed: plan.layout.hasDropout
                ? mixSeed(plan.seed, role: .dropout, counter: UInt64(epoch)) : nil)
    }

    /// Moves the parameters against the gradients, unless these are not finite.
    private mutating func step(number: Int) -> TrainingOutcome.Ending? {
        pass.core.clearFrozenGradients()
        let gradients = UnsafePointer(pass.core.gradients)
        let magnitude = Element.magnitude(pass.core.kernels, count: pass.core.parameterCount, gradients)
        if !magnitude.isFinite {
            let layer = pass.core.lastLayerNotFinite(in: gradients) ?? pass.core.layerCount
            return .diverged(layer: layer, epoch: epoch + 1, step: number)
        }
        let factor = plan.schedule?.factor(epoch: epoch, step: number - 1, of: stepsPerEpoch) ?? 1
        descent.step(pass.core, magnitude: magnitude, rate: plan.learningRate * factor)
        pass.core.applyMasks()
        pass.core.parametersChanged()
        return nil
    }

    /// Keeps parameters and the optimiser's memory, to return to when the epoch is not completed.
    private mutating func save() {
        savedParameters.update(from: pass.core.parameters, count: pass.core.parameterCount)
        savedStatistics.update(from: pass.core.statistics, count: pass.core.statisticsCount)
        descent.save()
    }

    private mutating func restore() {
        pass.core.parameters.update(from: savedParameters, count: pass.core.parameterCount)
        pass.core.statistics.update(from: savedStatistics, count: pass.core.statisticsCount)
        descent.restore()
    }
}
