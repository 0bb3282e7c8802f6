/// The steps of L-BFGS.
extension TrainingRun {
    /// Makes one step from the gradients in the core; its line search computes others.
    mutating func newtonStep(rate: Double, _ isCancelled: () -> Bool) -> TrainingOutcome.Ending? {
        pass.core.clearFrozenGradients()
        let (slope, magnitude) = newton.aim(pass.core, isCancelled)
        if isCancelled() { return .cancelled }
        if !magnitude.isFinite { return .diverged(layer: layerOfGradientsNotFinite, epoch: epoch + 1, step: 1) }
        let first = newton.isNew ? min(1, 1 / magnitude) * rate : rate
        guard case .lbfgs(_, .strongWolfe) = plan.optimizer else {
            newton.place(pass.core, from: copies.lastParameters, step: first, isCancelled)
            pass.core.parametersChanged()
            newton.remember(pass.core, step: first, isCancelled)
            return isCancelled() ? .cancelled : nil
        }
        guard let step = search(from: first, slope: slope, isCancelled) else { return .cancelled }
        newton.remember(pass.core, step: step, isCancelled)
        return isCancelled() ? .cancelled : nil
    }

    /// Searches a step and makes it; nil if the caller cancelled.
    private mutating func search(from first: Double, slope: Double, _ isCancelled: () -> Bool) -> Double? {
        let start = newton.point(pass.core, step: 0, loss: lastLoss, isCancelled)
        var last: (step: Double, result: PassResult)?
        var step = 0.0
        // At a stationary point there is nothing to search.
        if slope < 0 && first > 0 {
            var search = LineSearch(value: start.value, slope: slope, rounding: Double(Element.ulpOfOne))
            let found = search.search(from: first) { step in
                if last != nil && isCancelled() { return nil }
                let result = evaluate(step, isCancelled)
                if result.isCancelled { return nil }
                last = (step, result)
                let loss = result.layerNotFinite == nil ? result.loss : .infinity
                let point = newton.point(
                    pass.core, step: step,
                    loss: plan.objective.value(ofSum: loss, samples: pass.samples.count), isCancelled)
                return isCancelled() ? nil : point
            }
            guard let found else { return nil }
            step = found
        }
        if let last, last.step == step {
            passed = last.result
        } else {
            newton.place(pass.core, from: copies.lastParameters, step: step, isCancelled)
            pass.core.parametersChanged()
        }
        return step
    }

    /// Computes loss and gradients a step along the direction.
    private func evaluate(_ step: Double, _ isCancelled: () -> Bool) -> PassResult {
        newton.place(pass.core, from: copies.lastParameters, step: step, isCancelled)
        pass.core.parametersChanged()
        if isCancelled() { return PassResult(isCancelled: true) }
        let result = pass.run(
            0..<pass.samples.count, scale: scaleOfAll,
            labels: plan.objective.labels == nil ? nil : UnsafePointer(labels), isCancelled: isCancelled)
        pass.core.clearFrozenGradients()
        return result
    }
}
