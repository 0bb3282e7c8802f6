/// Where the parameters of each layer stand in the flat buffers of parameters, gradients and optimiser state.
struct Layout: Sendable, Hashable {
    struct DenseLayer: Sendable, Hashable {
        let inputs: Int
        let outputs: Int
        let activation: Activation
        /// The weights, row-major as `[inputs, outputs]`.
        let weights: Range<Int>
        /// The biases, directly after the weights.
        let biases: Range<Int>
    }

    let layers: [DenseLayer]
    let parameterCount: Int

    init(inputs: Int, layers: [Layer]) throws(EngineError) {
        var result: [DenseLayer] = []
        var offset = 0
        var width = inputs
        for layer in layers {
            let (weights, weightsOverflow) = width.multipliedReportingOverflow(by: layer.units)
            let (count, countOverflow) = weights.addingReportingOverflow(layer.units)
            let (end, endOverflow) = offset.addingReportingOverflow(count)
            guard !weightsOverflow && !countOverflow && !endOverflow && end <= Network.maximumParameterCount else {
                throw .limit(
                    "the network has more than the \(Network.maximumParameterCount) parameters the engine accepts")
            }
            result.append(
                DenseLayer(
                    inputs: width, outputs: layer.units, activation: layer.activation,
                    weights: offset..<offset + weights, biases: offset + weights..<end))
            offset = end
            width = layer.units
        }
        self.layers = result
        parameterCount = offset
    }
}
