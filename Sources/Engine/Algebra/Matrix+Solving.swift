extension Matrix {
    /// The matrix A⁻¹ with A·A⁻¹ = 1; that of the 0×0 matrix is itself.
    ///
    /// - Throws: A shape error unless the matrix is square, a value error where it is singular or has elements that are not
    ///   finite, a limit error above 4,000 rows, a numeric error where the inverse is beyond the range of numbers.
    public func inverse() throws(EngineError) -> Matrix {
        let factorization = try Factorization(self, purpose: "an inverse")
        try factorization.checkRegular(purpose: "it has no inverse")
        return try factorization.inverse()
    }

    /// The X of A·X = B, of the size `[columns of A, columns of B]`.
    ///
    /// - Throws: As `inverse`; a shape error also where B has another number of rows.
    public func solved(for right: Matrix) throws(EngineError) -> Matrix {
        let factorization = try Factorization(self, purpose: "exactly one solution")
        guard right.rows == rows else {
            throw .shape("A is \(shape) and the right side \(right.shape): they need as many rows")
        }
        guard rows * rows <= Self.solutionLimit / Swift.max(right.columns, 1) else {
            throw .limit("\(right.columns) right sides are too many for a \(shape) matrix")
        }
        try right.checkFinite()
        try factorization.checkRegular(purpose: "there is no solution or no single one")
        return try factorization.solution(for: right)
    }

    /// The determinant; 1 for the 0×0 matrix.
    ///
    /// - Throws: A shape error unless the matrix is square, a value error for elements that are not finite, a limit error
    ///   above 4,000 rows.
    public func determinant() throws(EngineError) -> Double {
        try Factorization(self, purpose: "a determinant").determinant
    }

    /// How many multiplications `solved` takes for all right sides at most.
    private static let solutionLimit = 10_000_000_000
}
