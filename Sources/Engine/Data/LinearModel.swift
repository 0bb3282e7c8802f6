/// The linear model of lecture row F12: y = ⟨w, x⟩ + ε with x from N(0, Σ) and ε from N(0, σ²).
public struct LinearModel: Sendable, Hashable {
    /// The number of inputs above which a model is refused.
    public static let maximumInputs = 256

    /// The weights w that the data follow.
    public let weights: [Double]

    /// The covariance Σ of the inputs.
    public let covariance: Matrix

    /// The standard deviation σ of ε.
    public let noise: Double

    /// L with Σ = L·Lᵀ, lower triangular.
    private let factor: Matrix

    /// Creates a model; without a covariance the inputs are independent and of variance 1.
    ///
    /// - Throws: A shape error unless Σ has as many rows and columns as there are weights, a value error unless it is
    ///   symmetric and positive definite, the weights are finite and the noise is at least 0; a limit error above
    ///   `maximumInputs` weights.
    public init(weights: [Double], covariance: Matrix? = nil, noise: Double) throws(EngineError) {
        let size = weights.count
        guard size > 0 else { throw .shape("a linear model needs at least one weight") }
        guard size <= Self.maximumInputs else {
            throw .limit("\(size) weights are more than the \(Self.maximumInputs) a linear model may have")
        }
        if let weight = weights.first(where: { !$0.isFinite }) {
            throw .value("the weight \(shortText(weight)) of a linear model is not finite")
        }
        guard noise >= 0 && noise.isFinite else {
            throw .value("the noise of a linear model is \(shortText(noise)); it must be a number from 0 up")
        }
        var identity = Matrix(rows: size, columns: size, repeating: 0)
        for index in 0..<size { identity[index, index] = 1 }
        let covariance = covariance ?? identity
        guard covariance.rows == size && covariance.columns == size else {
            throw .shape("Σ is \(covariance.shape), and w has \(size) elements: expected \(size)×\(size)")
        }
        factor = try Self.factor(covariance)
        self.weights = weights
        self.covariance = covariance
        self.noise = noise
    }

    /// Cholesky's factor, row after row.
    private static func factor(_ matrix: Matrix) throws(EngineError) -> Matrix {
        var factor = Matrix(rows: matrix.rows, columns: matrix.rows, repeating: 0)
        for row in 0..<matrix.rows {
            for column in 0...row {
                guard matrix[row, column].isFinite && matrix[row, column] == matrix[column, row] else {
                    throw .value(
                        "Σ is not symmetric and finite: element \(row + 1), \(column + 1) is "
                            + "\(shortText(matrix[row, column])), element \(column + 1), \(row + 1) is "
                            + shortText(matrix[column, row]))
                }
                var rest = matrix[row, column]
                for index in 0..<column { rest -= factor[row, index] * factor[column, index] }
                if row > column {
                    factor[row, column] = rest / factor[column, column]
                } else if rest > 1e-14 * matrix[row, row] {
                    factor[row, row] = rest.squareRoot()
                } else {
                    throw .value(
                        "Σ is not positive definite, so it is no covariance of \(matrix.rows) inputs, none of which "
                            + "follows from the others")
                }
            }
        }
        return factor
    }

    /// Draws samples: for each one standard normal z, then ε; x = L·z with the Cholesky factor L of Σ.
    ///
    /// - Throws: A value error unless the count is positive, a limit error for too many samples.
    public func sample(count: Int, seed: UInt64) throws(EngineError) -> Dataset {
        try Datasets.check("linear", count: count, noise: noise)
        let size = weights.count
        try Matrix.checkSize(rows: count, columns: size)
        var stream = RandomStream(seed: seed)
        var inputs = [Double](roomFor: count * size)
        var targets = [Double](roomFor: count)
        var normals = [Double](repeating: 0, count: size)
        var pulse = Interruption.Pulse()
        for _ in 0..<count {
            try pulse.count(size * (size + 8))
            for index in 0..<size { normals[index] = stream.normal() }
            var target = 0.0
            for row in 0..<size {
                var x = 0.0
                for column in 0...row { x += factor[row, column] * normals[column] }
                inputs.append(x)
                target += weights[row] * x
            }
            targets.append(target + noise * stream.normal())
        }
        return try Dataset(
            name: "linear", inputs: Matrix(rows: count, columns: size, elements: inputs),
            targets: Matrix(column: targets))
    }
}

extension LinearModel {
    /// The expected squared error of weights: (w - w₀)ᵀΣ(w - w₀) + σ², with the model's own w₀.
    ///
    /// - Throws: A shape error unless there are as many weights as the model has.
    public func risk(of weights: [Double]) throws(EngineError) -> Double {
        let difference = try difference(weights)
        return zip(difference, applyCovariance(to: difference)).reduce(noise * noise) { $0 + $1.0 * $1.1 }
    }

    /// The gradient of the risk: 2Σ(w - w₀).
    ///
    /// - Throws: A shape error unless there are as many weights as the model has.
    public func riskGradient(at weights: [Double]) throws(EngineError) -> [Double] {
        applyCovariance(to: try difference(weights)).map { 2 * $0 }
    }

    /// The learning rate below which gradient descent on the risk converges: 1 / λmax(Σ).
    public var learningRateLimit: Double { 1 / (eigenvalues.last ?? .nan) }

    /// The eigenvalues of Σ in ascending order.
    public var eigenvalues: [Double] {
        var matrix = covariance
        let size = matrix.rows
        // Jacobi's method: rotations make one element after the other 0, sweep after sweep, until rounding is all there is.
        for _ in 0..<50 {
            var rest = 0.0
            for row in 0..<size { for column in 0..<row { rest += matrix[row, column] * matrix[row, column] } }
            if rest.squareRoot() <= 1e-15 * covariance.norm() { break }
            for p in 0..<size {
                for q in (p + 1)..<Swift.max(size, p + 1) where matrix[p, q] != 0 { matrix.rotate(p, q) }
            }
        }
        return (0..<size).map { matrix[$0, $0] }.sorted()
    }

    private func difference(_ weights: [Double]) throws(EngineError) -> [Double] {
        guard weights.count == self.weights.count else {
            throw .shape("the linear model has \(self.weights.count) weights, not \(weights.count)")
        }
        return zip(weights, self.weights).map { $0 - $1 }
    }

    private func applyCovariance(to vector: [Double]) -> [Double] {
        (0..<covariance.rows).map { row in zip(covariance.row(row), vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
}

extension Matrix {
    /// One rotation of Jacobi's method, which makes the elements at p, q and q, p of a symmetric matrix 0.
    fileprivate mutating func rotate(_ p: Int, _ q: Int) {
        let ratio = (self[q, q] - self[p, p]) / (2 * self[p, q])
        let tangent = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for index in 0..<rows {
            let (a, b) = (self[index, p], self[index, q])
            self[index, p] = cosine * a - sine * b
            self[index, q] = sine * a + cosine * b
        }
        for index in 0..<rows {
            let (a, b) = (self[p, index], self[q, index])
            self[p, index] = cosine * a - sine * b
            self[q, index] = sine * a + cosine * b
        }
    }
}
