/// Where the parameters of each layer stand in the flat buffers of parameters, gradients and optimiser state.
struct Layout: Sendable, Hashable {
    struct DenseLayer: Sendable, Hashable {
        let layer: Layer
        let inputs: Int
        /// The weights, row-major as `[inputs, outputs]`.
        let weights: Range<Int>
        /// The biases, directly after the weights; none if the layer is normalised.
        let biases: Range<Int>
        /// The scales γ, directly after the weights, of a normalised layer.
        let scales: Range<Int>
        /// The shifts β, directly after the scales, of a normalised layer.
        let shifts: Range<Int>
        /// The running means of a normalised layer in the buffer of statistics.
        let means: Range<Int>
        /// The running variances, directly after the means.
        let variances: Range<Int>

        var outputs: Int { layer.units }
        var activation: Activation { layer.activation }
        /// All parameters.
        var parameters: Range<Int> { weights.lowerBound..<shifts.upperBound }
        /// What inputs are multiplied with at inference, because of dropout in training.
        var inferenceFactor: Double { layer.dropout?.inferenceFactor(inputs: inputs) ?? 1 }
        /// Whether training computes with the statistics of mini-batches.
        var usesBatchStatistics: Bool { layer.isNormalized && !layer.isFrozen }
    }

    let layers: [DenseLayer]
    let parameterCount: Int
    /// The number of running means and variances.
    let statisticsCount: Int

    /// The running statistics of layers that have seen nothing: means 0, variances 1.
    var initialStatistics: [Double] {
        var statistics = [Double](repeating: 0, count: statisticsCount)
        for layer in layers { for index in layer.variances { statistics[index] = 1 } }
        return statistics
    }

    init(inputs: Int, layers: [Layer]) throws(EngineError) {
        var result: [DenseLayer] = []
        var offset = 0
        var statistics = 0
        var width = inputs
        for (index, layer) in layers.enumerated() {
            try layer.check(inputs: width, number: index + 1)
            let (weights, weightsOverflow) = width.multipliedReportingOverflow(by: layer.units)
            let (others, othersOverflow) = layer.units.multipliedReportingOverflow(by: layer.isNormalized ? 2 : 1)
            let (count, countOverflow) = weights.addingReportingOverflow(others)
            let (end, endOverflow) = offset.addingReportingOverflow(count)
            guard
                !weightsOverflow && !othersOverflow && !countOverflow && !endOverflow
                    && end <= Network.maximumParameterCount
            else {
                throw .limit(
                    "the network has more than the \(Network.maximumParameterCount) parameters the engine accepts")
            }
            let bias = offset + weights
            let biases = layer.isNormalized ? bias : end
            let scales = layer.isNormalized ? bias + layer.units : end
            let statisticsEnd = statistics + (layer.isNormalized ? layer.units : 0)
            result.append(
                DenseLayer(
                    layer: layer, inputs: width, weights: offset..<bias, biases: bias..<biases,
                    scales: biases..<scales, shifts: scales..<end, means: statistics..<statisticsEnd,
                    variances: statisticsEnd..<2 * statisticsEnd - statistics))
            offset = end
            statistics = 2 * statisticsEnd - statistics
            width = layer.units
        }
        try Layout.checkNames(layers)
        self.layers = result
        parameterCount = offset
        statisticsCount = statistics
    }

    private static func checkNames(_ layers: [Layer]) throws(EngineError) {
        var numbers: [String: Int] = [:]
        for (index, layer) in layers.enumerated() {
            guard let name = layer.name else { continue }
            if let other = numbers.updateValue(index + 1, forKey: name) {
                throw .value("layers \(other) and \(index + 1) have the same name “\(name)”")
            }
        }
    }

    /// Whether some layer computes with the statistics of mini-batches in training.
    var usesBatchStatistics: Bool { layers.contains(where: \.usesBatchStatistics) }

    /// Whether inputs of some layer are dropped in training.
    var hasDropout: Bool { layers.contains { $0.layer.dropout != nil } }

    /// Whether the network computes in training what it does at inference.
    var differsInTraining: Bool { usesBatchStatistics || hasDropout }

    /// The number of values that are kept of one sample.
    var width: Int { layers.reduce(layers[0].inputs) { $0 + $1.outputs } }

    /// Throws an error unless the statistics of a number of samples can be computed where they are wanted: a value error for
    /// a single one, a limit error for too many to work on at once.
    func checkBatch(_ count: Int, what: String) throws(EngineError) {
        guard usesBatchStatistics else { return }
        guard count > 1 else {
            throw .value("\(what) is a single sample, which batch normalisation cannot scale: it needs 2 or more")
        }
        let most = Layout.maximumShardValues / width
        guard count <= most else {
            throw .limit(
                "\(what) has \(count) samples, but batch normalisation needs all of them in memory at once, and of this "
                    + "network the engine accepts \(most)")
        }
    }

    /// The greatest number of activations kept for a shard, unless a single sample has more.
    static let maximumShardValues = 1 << 24
}
