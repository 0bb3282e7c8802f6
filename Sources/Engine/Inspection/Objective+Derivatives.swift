extension Objective {
    /// The derivatives by the outputs for a loss whose derivatives go straight to the weighted sums; nil for the others.
    ///
    /// -y/a of softmax outputs and (a-y)/(a(1-a)) of sigmoid ones, each times the scale; 0 where a = y.
    func derivativesPastOutputs(_ outputs: Matrix, of network: Network, scale: Double) -> Matrix? {
        switch loss {
        case .quadratic: return nil
        case .crossEntropy:
            let isSoftmax = network.outputActivation == .softmax
            let elements = zip(outputs.elements, targets.elements).map { a, y in
                if isSoftmax { return y == 0 ? 0 : -scale * y / a }
                return a == y ? 0 : scale * (a - y) / (a * (1 - a))
            }
            return Matrix(rows: outputs.rows, columns: outputs.columns, elements: elements)
        }
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
    /// Scale · (A - Y) for both losses; under cross-entropy it is δ, for softmax with A times the sum of the row's targets.
    func tangent(along change: Matrix, of network: Network, scale: Double) -> OutputTangent {
        var result = change.map { scale * $0 }
        switch loss {
        case .quadratic: return .derivatives(result)
        case .crossEntropy:
            guard network.outputActivation == .softmax else { return .delta(result) }
            for row in 0..<result.rows {
                let mass = targets.row(row).reduce(0, +)
                for column in 0..<result.columns { result[row, column] *= mass }
            }
            return .delta(result)
        }
    }
}
