extension Network {
    /// The gradient of the loss of each sample alone, handed over one after the other.
    ///
    /// Under a mean over the samples their mean is the gradient of the whole data set, under a sum their sum (row 001:286 of
    /// the lectures); decay is left out.
    ///
    /// With the statistics of a batch the loss of each sample depends on all of them, and no sample has a gradient of its own:
    /// networks with batch normalisation need the running statistics, chosen explicitly. The gradients then add up to those of
    /// `gradients` with the same choice.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss.
    ///   - normalization: What batch normalisation uses; of no effect where no layer computes with the statistics of a batch.
    ///   - body: Called with the position of each sample, counted from 0, and the derivatives in the order of `parameters`.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs; a value error
    ///   for batch normalisation without the running statistics; a numeric error for a sample whose loss or gradient is not
    ///   finite, after which no further sample is handed over.
    public func forEachSampleGradient(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern,
        normalization: Normalization.Statistics = .batch, _ body: (Int, [Double]) -> Void
    ) throws(EngineError) {
        guard normalization == .running || !layout.usesBatchStatistics else {
            throw .value(
                "the samples of a batch have no gradients of their own in \(summary): batch normalisation makes the loss of "
                    + "each depend on all; with the running statistics of inference they have")
        }
        let objective = try Objective(self, on: data, loss: loss, convention: convention)
        // The first sample that failed, beyond the last where none did.
        let failed = withPass(objective, on: data, .running, traces: false, as: Double.self) { pass -> Int? in
            for sample in 0..<data.count {
                let result = pass.run(
                    sample..<sample + 1, scale: objective.scale(samples: 1), isCancelled: { Interruption.isRequested })
                if result.isCancelled || Interruption.isRequested { return nil }
                let gradient = pass.core.copyOfGradients()
                guard result.layerNotFinite == nil && gradient.allSatisfy(\.isFinite) else { return sample }
                body(sample, gradient)
            }
            return data.count
        }
        guard let failed else { throw .cancelled }
        if failed < data.count {
            throw .numeric("the loss or gradient of sample \(failed + 1) of \(data.name) is not finite")
        }
    }

    /// The gradient of the loss of each sample alone as `[samples, parameters]`.
    ///
    /// - Throws: What `forEachSampleGradient` throws, and a limit error if the matrix would be too large.
    public func sampleGradients(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern,
        normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> Matrix {
        try Matrix.checkSize(rows: data.count, columns: parameterCount)
        var elements: [Double] = []
        elements.reserveCapacity(data.count * parameterCount)
        try forEachSampleGradient(on: data, loss: loss, convention: convention, normalization: normalization) {
            _, gradient in
            elements += gradient
        }
        return Matrix(rows: data.count, columns: parameterCount, elements: elements)
    }

    /// How far the gradients of single samples spread: the mean of ‖gᵢ - ḡ‖² with their mean ḡ.
    ///
    /// The mean gradient of B samples drawn with replacement spreads by this divided by B (row 001:298 of the lectures); drawn
    /// without, by this times (n - B) / (n - 1) / B.
    ///
    /// - Throws: What `forEachSampleGradient` throws.
    public func gradientVariance(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern,
        normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> Double {
        // Welford's recurrence: one pass, and no difference of large numbers.
        var mean = [Double](repeating: 0, count: parameterCount)
        var squares = 0.0
        try forEachSampleGradient(on: data, loss: loss, convention: convention, normalization: normalization) {
            sample, gradient in
            for index in mean.indices {
                let difference = gradient[index] - mean[index]
                mean[index] += difference / Double(sample + 1)
                squares += difference * (gradient[index] - mean[index])
            }
        }
        return squares / Double(data.count)
    }
}
