/// The derivatives, along a vector of parameters, of what a forward and a backward pass compute.
///
/// In the letters of Pearlmutter (1994), R{x} is the derivative of x along the vector.
struct Tangent {
    private let trace: BackwardTrace
    private let objective: Objective
    private let scale: Double
    private let direction: Gradients

    init(
        _ network: Network, along vector: [Double], on data: Dataset, loss: Loss?, convention: Convention
    ) throws(EngineError) {
        trace = try network.backward(on: data, loss: loss, convention: convention)
        objective = try Objective(network, on: data, loss: loss, convention: convention)
        scale = objective.scale(samples: data.count)
        direction = Gradients(parameters: vector, layout: network.layout)
    }

    /// R of the gradients, which is the Hessian times the vector, in the order of the parameters.
    func gradients() throws(EngineError) -> [Double] {
        let network = trace.network
        let count = network.layers.count
        // Forward: R{A0} is 0, then R{Z} = R{A}·W + A·V + c and R{A} = R{Z}·J for each layer.
        var sums: [Matrix] = []
        var activations: [Matrix] = []
        for layer in 1...count {
            var sum = try trace.forward.activations(layer - 1).multiplied(by: direction.weights(layer))
                .addingRow(direction.biases(layer))
            if let below = activations.last { sum = try sum + below.multiplied(by: network.weights(layer)) }
            sums.append(sum)
            activations.append(try throughActivation(layer, sum))
        }
        // Backward: R of δ, and from it R{∂W} = R{A}ᵀ·δ + Aᵀ·R{δ} and R{∂A} = R{δ}·Wᵀ + δ·Vᵀ.
        var pieces: [[Double]] = []
        var delta = try outputDelta(sums[count - 1], activations[count - 1])
        for layer in stride(from: count, through: 1, by: -1) {
            let known = trace.layers[layer - 1].sumDerivatives
            var weights = try trace.forward.activations(layer - 1).transposed().multiplied(by: delta)
            if layer > 1 {
                weights = try weights + activations[layer - 2].transposed().multiplied(by: known)
            }
            let biases = try Matrix(rows: 1, columns: delta.rows, repeating: 1).multiplied(by: delta)
            pieces.append(weights.elements + biases.elements)
            if layer > 1 {
                let derivatives =
                    try delta.multiplied(by: network.weights(layer).transposed())
                    + known.multiplied(by: direction.weights(layer).transposed())
                delta = try bend(layer - 1, sums[layer - 2]) + throughActivation(layer - 1, derivatives)
            }
        }
        return pieces.reversed().flatMap { $0 }
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
}
