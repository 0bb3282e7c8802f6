/// The derivatives, along a vector of parameters, of what batch normalisation computes forwards and backwards.
///
/// With R{x} for the derivative of x along the vector and f = 1/√(s + ε). The running statistics are constants, for which
/// R{μ} and R{f} are 0; those of the samples at hand change with their sums.
struct NormalizationTangent {
    /// R{Ẑ}, `[samples, units]`.
    let normalizedSums: Matrix
    private let known: Matrix
    private let factors: [Double]
    private let factorChanges: [Double]
    private let usesBatch: Bool

    /// - Parameters:
    ///   - sums: R{S}, `[samples, units]`.
    ///   - usesBatch: Whether the statistics are those of the samples.
    init(of normalized: ForwardTrace.Normalized, along sums: Matrix, epsilon: Double, usesBatch: Bool) {
        known = normalized.normalizedSums
        self.usesBatch = usesBatch
        factors = normalized.variances.elements.map { 1 / ($0 + epsilon).squareRoot() }
        var changes = sums
        var factorChanges = [Double](repeating: 0, count: sums.columns)
        for column in factors.indices {
            let factor = factors[column]
            guard usesBatch else {
                for row in 0..<sums.rows { changes[row, column] *= factor }
                continue
            }
            // R{s} = 2 mean((S - μ) ⊙ R{S}) and R{f} = -½ f³ R{s}, where (S - μ) f is Ẑ.
            let mean = average(sums.column(column))
            let slope = average(products(known.column(column), sums.column(column)))
            factorChanges[column] = -factor * factor * slope
            for row in 0..<sums.rows {
                changes[row, column] = factor * (sums[row, column] - mean - known[row, column] * slope)
            }
        }
        normalizedSums = changes
        self.factorChanges = factorChanges
    }

    /// R of the derivatives by the weighted sums, `[samples, units]`.
    ///
    /// - Parameters:
    ///   - derivatives: G = ∂C/∂Ẑ, `[samples, units]`.
    ///   - changes: R{G}, `[samples, units]`.
    func weightedSumDerivatives(_ derivatives: Matrix, _ changes: Matrix) -> Matrix {
        var result = changes
        for column in factors.indices {
            let factor = factors[column]
            guard usesBatch else {
                for row in 0..<result.rows { result[row, column] *= factor }
                continue
            }
            // ∂C/∂S = f (G - mean G - Ẑ mean(G ⊙ Ẑ)), each product differentiated.
            let z = known.column(column)
            let zChange = normalizedSums.column(column)
            let g = derivatives.column(column)
            let gChange = changes.column(column)
            let mean = average(g)
            let meanChange = average(gChange)
            let product = average(products(g, z))
            let productChange = average(products(gChange, z)) + average(products(g, zChange))
            for row in 0..<result.rows {
                result[row, column] =
                    factorChanges[column] * (g[row] - mean - z[row] * product)
                    + factor * (gChange[row] - meanChange - zChange[row] * product - z[row] * productChange)
            }
        }
        return result
    }
}

private func average(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

private func products(_ left: [Double], _ right: [Double]) -> [Double] { zip(left, right).map { $0 * $1 } }
