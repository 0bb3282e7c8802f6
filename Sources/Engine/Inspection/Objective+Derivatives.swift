extension Objective {
    /// The derivatives by the outputs for a loss whose derivatives go straight to the weighted sums; nil for the others.
    ///
    /// -y/a, but under the cross-entropy of sigmoid outputs (a-y)/(a(1-a)), each times the scale; 0 where nothing is wanted.
    func derivativesPastOutputs(_ outputs: Matrix, of network: Network, scale: Double) -> Matrix? {
        guard loss.isOfProbabilities else { return nil }
        let isBinary = loss == .crossEntropy && network.outputActivation == .sigmoid
        let elements = zip(outputs.elements, targets.elements).map { a, y in
            if isBinary { return a == y ? 0 : scale * (a - y) / (a * (1 - a)) }
            return y == 0 ? 0 : -scale * y / a
        }
        return Matrix(rows: outputs.rows, columns: outputs.columns, elements: elements)
    }

    /// What of a backward pass a loss begins with, changed by a change of the outputs.
    enum OutputTangent {
        /// The derivatives by the outputs.
        case derivatives(Matrix)
        /// δ, where the derivatives go straight to the weighted sums.
        case delta(Matrix)
    }

    /// How the first derivatives of a backward pass change when the outputs change.
    ///
    /// The derivatives of the quadratic loss are scale · (A - Y), those of Huber's likewise as far as δ and constant beyond, as
    /// those of the absolute one are. Of probabilities it is δ that is scale · (A - Y), for softmax with A times the sum of
    /// the row's targets; of the log-likelihood of sigmoid outputs scale · Y ⊙ (A - 1).
    func tangent(
        along change: Matrix, from outputs: Matrix, of network: Network, scale: Double
    ) throws(EngineError) -> OutputTangent {
        let result = change.map { scale * $0 }
        switch loss {
        case .quadratic: return .derivatives(result)
        case .absolute: return .derivatives(result.map { 0 * $0 })
        case .huber(let bound):
            let isNear = try outputs.combined(with: targets) { abs($0 - $1) <= bound ? 1 : 0 }
            return .derivatives(try result.combined(with: isNear, *))
        case .crossEntropy where network.outputActivation == .sigmoid: return .delta(result)
        case .logLikelihood where network.outputActivation == .sigmoid:
            return .delta(try result.combined(with: targets, *))
        case .crossEntropy, .logLikelihood, .kl:
            var scaled = result
            for row in 0..<scaled.rows {
                let mass = targets.row(row).reduce(0, +)
                for column in 0..<scaled.columns { scaled[row, column] *= mass }
            }
            return .delta(scaled)
        }
    }
}
