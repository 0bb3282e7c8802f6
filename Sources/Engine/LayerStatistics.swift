/// How large a layer's numbers are on a data set: what shows gradients that vanish or explode, and units that are dead.
public struct LayerStatistics: Sendable, Hashable {
    /// ‖A‖, the Frobenius norm of the activations of all samples `[samples, units]`.
    public let activationNorm: Double
    /// ‖δ‖, the Frobenius norm of the loss's derivatives by the weighted sums of all samples `[samples, units]`.
    ///
    /// Where the convention takes the mean over the samples, so do these derivatives.
    public let deltaNorm: Double
    /// ‖∇W‖, the Frobenius norm of the loss's derivatives by the weights, without decay.
    public let gradientNorm: Double
    /// The share of activations that are exactly 0.
    public let zeroShare: Double
    /// The share of units whose activation is exactly 0 for every sample.
    public let deadShare: Double
}

extension Network {
    /// The statistics of each layer on a data set, the output layer last.
    ///
    /// - Parameters:
    ///   - data: The samples.
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: Its form.
    ///
    /// The network is taken as at inference: nothing is dropped, and running statistics are used.
    /// - Throws: A shape or value error if the data do not fit the network or the loss does not fit its outputs; a numeric
    ///   error if the loss is not finite.
    public func statistics(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern
    ) throws(EngineError) -> [LayerStatistics] {
        let objective = try Objective(self, on: data, loss: loss, convention: convention)
        guard let (result, statistics) = measure(objective, on: data) else { throw .cancelled }
        if let layer = result.layerNotFinite {
            throw .numeric("the loss on \(data.name) is not finite, first in layer \(layer)")
        }
        return statistics
    }

    private func measure(_ objective: Objective, on data: Dataset) -> (PassResult, [LayerStatistics])? {
        let isCancelled = { Interruption.isRequested }
        return objective.withSamples(data.inputs, isCancelled) { (samples: Samples<Double>) in
            let core = Core<Double>(
                layout: layout, rows: data.count, head: objective.head(self),
                reluAtZero: objective.convention.reluDerivativeAtZero, withGradients: true)
            guard core.load(parameters, statistics: runningStatistics, isCancelled) else { return nil }
            let pass = Pass(core: core, samples: samples, gathers: false, gradientRows: data.count)
            guard pass.makePages(isCancelled) else { return nil }
            let observer = Observer<Double>(layout, countsSquares: false, watchesLayers: true)
            let result = pass.run(
                0..<data.count, scale: objective.scale(samples: data.count), observer: observer.tally,
                isCancelled: isCancelled)
            if result.isCancelled { return nil }
            return (result, layers.indices.map { observer.statistics(of: $0, pass.core) })
        }
    }
}
