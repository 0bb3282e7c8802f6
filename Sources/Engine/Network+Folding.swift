extension Network {
    /// The plain network that computes at inference what this one does: its weights and biases hold what normalisation and
    /// dropout do there.
    ///
    /// W becomes κ W diag(γ/√(s + ε)) and b becomes β - μγ/√(s + ε), with the running mean μ and variance s of each sum and
    /// the factor κ of the dropout at inference. Names, masks and what is frozen stay.
    ///
    /// - Throws: A value error if a weight would not be finite.
    public func folded() throws(EngineError) -> Network {
        let plain = layers.map {
            Layer(
                units: $0.units, activation: $0.activation, name: $0.name, mask: $0.mask, isFrozen: $0.isFrozen)
        }
        var result = try Network(inputs: inputs, layers: plain, initialization: initialization, seed: seed)
        for (index, place) in layout.layers.enumerated() {
            let number = index + 1
            var weights = weights(number)
            var biases = biases(number)
            if let normalization = place.layer.normalization {
                let factors = zip(scales(number).elements, runningVariances(number).elements).map {
                    $0 / ($1 + normalization.epsilon).squareRoot()
                }
                for row in 0..<place.inputs {
                    for column in 0..<place.outputs { weights[row, column] *= factors[column] }
                }
                let means = runningMeans(number)
                biases = shifts(number)
                for column in 0..<place.outputs { biases[0, column] -= means[0, column] * factors[column] }
            }
            if let dropout = place.layer.dropout {
                let factor = dropout.inferenceFactor(inputs: place.inputs)
                weights = weights.map { factor * $0 }
            }
            try result.setWeights(weights, layer: number)
            try result.setBiases(biases, layer: number)
        }
        return result
    }
}
