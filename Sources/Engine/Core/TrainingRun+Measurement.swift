/// What is measured at one state of the weights.
extension TrainingRun {
    enum Measured {
        case found(Measurement)
        case notFinite(layer: Int)
        case cancelled
    }

    /// Measures all samples, then the validation; with gradients, these are left in the core for a step.
    mutating func measure(withGradients: Bool, _ isCancelled: () -> Bool) -> Measured {
        let layer =
            pass.core.lastLayerNotFinite(in: UnsafePointer(pass.core.parameters), isCancelled)
            ?? pass.core.lastLayerWithoutFiniteStatistics() ?? descent.lastLayerNotFinite(pass.core, isCancelled)
        if isCancelled() { return .cancelled }
        if let layer { return .notFinite(layer: layer) }
        let count = pass.samples.count
        let tally = observer.tally
        let isObserved = tally.countsSquares || tally.layerCount > 0
        let known = isObserved ? nil : passed
        passed = nil
        let result =
            known
            ?? pass.run(
                0..<count, scale: withGradients || plan.statistics ? scaleOfAll : nil,
                labels: plan.objective.labels == nil ? nil : UnsafePointer(labels), observer: isObserved ? tally : nil,
                isCancelled: isCancelled)
        if result.isCancelled { return .cancelled }
        if let layer = result.layerNotFinite { return .notFinite(layer: layer) }
        var measurement = Measurement(
            loss: plan.objective.value(ofSum: result.loss, samples: count),
            error: Double(result.missed) / Double(count), output: Double(pass.core.output.values[0]))
        if tally.countsSquares { measurement.determination = 1 - tally.total.pointee / targetSquares }
        guard let validation = measureValidation(&measurement, isCancelled) else { return .found(measurement) }
        if let layer = validation.layerNotFinite { return .notFinite(layer: layer) }
        return validation.isCancelled ? .cancelled : .found(measurement)
    }

    /// Measures the validation, if there is one.
    private func measureValidation(_ measurement: inout Measurement, _ isCancelled: () -> Bool) -> PassResult? {
        guard let validation, let objective = plan.validation?.objective else { return nil }
        // The layers are those of the training samples: their counts must stay.
        let tally = observer.tally.withoutLayers
        let result = pass.run(
            0..<validation.count, scale: nil, labels: objective.labels == nil ? nil : UnsafePointer(validationLabels),
            of: validation, observer: tally.countsSquares ? tally : nil, isCancelled: isCancelled)
        measurement.validationLoss = objective.value(ofSum: result.loss, samples: validation.count)
        measurement.validationError = Double(result.missed) / Double(validation.count)
        if tally.countsSquares {
            measurement.validationDetermination = 1 - tally.total.pointee / validationTargetSquares
        }
        return result
    }
}

extension Measurement {
    /// The loss that a plateau follows.
    func watched(_ plan: TrainingPlan) -> Double {
        plan.validation == nil ? loss : validationLoss
    }
}

extension Tally {
    /// The same without the layers, whose counts it leaves alone.
    fileprivate var withoutLayers: Tally {
        Tally(
            countsSquares: countsSquares, layerCount: 0, unitCount: 0, total: total, layers: layers, isAlive: isAlive)
    }
}
