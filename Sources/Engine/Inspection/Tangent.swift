/// The derivatives, along a vector of parameters, of what a forward and a backward pass compute.
///
/// In the letters of Pearlmutter (1994), R{x} is the derivative of x along the vector.
struct Tangent {
    /// R of what one layer computes forwards.
    private struct Layer {
        /// R of the layer's inputs after dropout's factor; nil where they are given.
        let inputs: Matrix?
        let normalization: NormalizationTangent?
        /// R{Z}.
        let sums: Matrix
        /// R{A}.
        let activations: Matrix
    }

    private let trace: BackwardTrace
    private let objective: Objective
    private let scale: Double
    private let direction: Gradients

    init(
        _ network: Network, along vector: [Double], on data: Dataset, loss: Loss?, convention: Convention,
        normalization: Normalization.Statistics
    ) throws(EngineError) {
        trace = try network.backward(on: data, loss: loss, convention: convention, normalization: normalization)
        objective = try Objective(network, on: data, loss: loss, convention: convention)
        scale = objective.scale(samples: data.count)
        direction = Gradients(parameters: vector, layout: network.layout)
    }

    /// R of the gradients, which is the Hessian times the vector, in the order of the parameters.
    func gradients() throws(EngineError) -> [Double] {
        let network = trace.network
        let count = network.layers.count
        var layers: [Layer] = []
        for number in 1...count { layers.append(try forward(number, below: layers.last?.activations)) }
        var pieces: [[Double]] = []
        var delta = try outputDelta(layers[count - 1].sums, layers[count - 1].activations)
        for number in stride(from: count, through: 1, by: -1) {
            let layer = layers[number - 1]
            let known = trace.layers[number - 1]
            var others = try ones.multiplied(by: delta).elements
            if let normalization = layer.normalization {
                let (derivatives, scales) = try backThroughNormalization(number, normalization, delta)
                delta = derivatives
                others = scales + others
            }
            // R{∂W} = R{A}ᵀ·∂S + Aᵀ·R{∂S}, and R{∂A} = R{∂S}·Wᵀ + ∂S·Vᵀ below.
            let inputs = try inputs(number)
            var weights = try inputs.transposed().multiplied(by: delta)
            if let changes = layer.inputs {
                weights = try weights + changes.transposed().multiplied(by: known.weightedSumDerivatives)
            }
            pieces.append(weights.elements + others)
            guard number > 1 else { continue }
            let factor = network.layout.layers[number - 1].inferenceFactor
            let derivatives =
                try
                (delta.multiplied(by: network.weights(number).transposed())
                + known.weightedSumDerivatives.multiplied(by: direction.weights(number).transposed()))
                .map { factor * $0 }
            delta = try bend(number - 1, layers[number - 2].sums) + throughActivation(number - 1, derivatives)
        }
        return pieces.reversed().flatMap { $0 }
    }

    /// A row of ones, which adds up columns.
    private var ones: Matrix { Matrix(rows: 1, columns: trace.forward.inputs.rows, repeating: 1) }

    /// What a layer multiplies with its weights.
    private func inputs(_ number: Int) throws(EngineError) -> Matrix {
        let factor = trace.network.layout.layers[number - 1].inferenceFactor
        let activations = try trace.forward.activations(number - 1)
        return factor == 1 ? activations : activations.map { factor * $0 }
    }

    /// R{S} = R{A}·W + A·V, then R{Z} and R{A} = R{Z}·J.
    private func forward(_ number: Int, below: Matrix?) throws(EngineError) -> Layer {
        let network = trace.network
        let place = network.layout.layers[number - 1]
        let changes = below?.map { place.inferenceFactor * $0 }
        var sums = try inputs(number).multiplied(by: direction.weights(number))
        if let changes { sums = try sums + changes.multiplied(by: network.weights(number)) }
        var normalization: NormalizationTangent?
        if let normalized = trace.forward.layers[number - 1].normalized,
            let epsilon = place.layer.normalization?.epsilon
        {
            // R{Z} = R{Ẑ} ⊙ γ + Ẑ ⊙ R{γ} + R{β}.
            let tangent = NormalizationTangent(
                of: normalized, along: sums, epsilon: epsilon,
                usesBatch: trace.normalization == .batch && place.usesBatchStatistics)
            sums = tangent.normalizedSums.scaledColumns(by: network.scales(number))
            sums = try sums + normalized.normalizedSums.scaledColumns(by: direction.scales(number))
            sums = try sums.addingRow(direction.shifts(number))
            normalization = tangent
        } else {
            sums = try sums.addingRow(direction.biases(number))
        }
        return Layer(
            inputs: changes, normalization: normalization, sums: sums,
            activations: try throughActivation(number, sums))
    }

    /// R of the derivatives by the weighted sums and by the scales, from R{δ}: with ∂C/∂Ẑ = δ ⊙ γ and ∂C/∂γ = 1ᵀ·(δ ⊙ Ẑ).
    private func backThroughNormalization(
        _ number: Int, _ normalization: NormalizationTangent, _ change: Matrix
    ) throws(EngineError) -> (sums: Matrix, scales: [Double]) {
        let scales = trace.network.scales(number)
        let delta = trace.layers[number - 1].sumDerivatives
        guard let normalized = trace.forward.layers[number - 1].normalized else { return (change, []) }
        let changes =
            try change.scaledColumns(by: scales) + delta.scaledColumns(by: direction.scales(number))
        let products =
            try change.combined(with: normalized.normalizedSums, *)
            + delta.combined(with: normalization.normalizedSums, *)
        return (
            normalization.weightedSumDerivatives(delta.scaledColumns(by: scales), changes),
            try ones.multiplied(by: products).elements
        )
    }

    /// Rows times the Jacobians of a layer's activation, which are symmetric.
    private func throughActivation(_ layer: Int, _ rows: Matrix) throws(EngineError) -> Matrix {
        let activation = trace.network.layers[layer - 1].activation
        let known = trace.forward.layers[layer - 1]
        if activation == .softmax { return softmaxProduct(known.activations, rows) }
        let slopes = try activation.derivative(
            known.sums, reluAtZero: objective.convention.reluDerivativeAtZero)
        return try slopes.combined(with: rows, *)
    }

    /// What of R{δ} comes from the bend of the activation itself: g''(Z) ⊙ R{Z} ⊙ ∂A, for softmax its counterpart.
    private func bend(_ layer: Int, _ sums: Matrix) throws(EngineError) -> Matrix {
        let activation = trace.network.layers[layer - 1].activation
        let known = trace.forward.layers[layer - 1]
        let derivatives = trace.layers[layer - 1].activationDerivatives
        if activation == .softmax { return softmaxBend(known.activations, sums, derivatives) }
        return try activation.secondDerivative(known.sums).combined(with: sums, *).combined(with: derivatives, *)
    }

    /// R of p ⊙ (g - p·g) with g held fast, row by row: R{p} ⊙ (g - p·g) - p (R{p}·g).
    private func softmaxBend(_ probabilities: Matrix, _ sums: Matrix, _ derivatives: Matrix) -> Matrix {
        let changes = softmaxProduct(probabilities, sums)
        var result = changes
        for row in 0..<result.rows {
            let p = probabilities.row(row)
            let g = derivatives.row(row)
            let change = changes.row(row)
            let mean = zip(p, g).reduce(0) { $0 + $1.0 * $1.1 }
            let moved = zip(change, g).reduce(0) { $0 + $1.0 * $1.1 }
            for column in p.indices { result[row, column] = change[column] * (g[column] - mean) - p[column] * moved }
        }
        return result
    }

    /// R of the output layer's δ, from those of its weighted sums and of its activations.
    private func outputDelta(_ sums: Matrix, _ change: Matrix) throws(EngineError) -> Matrix {
        switch try objective.tangent(
            along: change, from: trace.forward.outputs, of: trace.network, scale: scale)
        {
        case .delta(let delta): return delta
        case .derivatives(let derivatives):
            let layer = trace.layers.count
            return try bend(layer, sums) + throughActivation(layer, derivatives)
        }
    }
}

extension Matrix {
    fileprivate static func + (left: Matrix, right: Matrix) throws(EngineError) -> Matrix {
        try left.combined(with: right, +)
    }

    /// Each column times the number above it in a row.
    func scaledColumns(by row: Matrix) -> Matrix {
        var result = self
        for index in 0..<rows { for column in 0..<columns { result[index, column] *= row[0, column] } }
        return result
    }
}
