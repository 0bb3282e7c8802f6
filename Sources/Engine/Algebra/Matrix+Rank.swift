import CBLAS

extension Matrix {
    /// How many rows of the matrix are independent: the number of singular values above rounding, which is the largest one
    /// times the larger of rows and columns times 2⁻⁵².
    ///
    /// - Throws: A value error for elements that are not finite, a limit error where both sides are longer than
    ///   `spectrumLimit`.
    public func rank() throws(EngineError) -> Int {
        let (shorter, longer) = (Swift.min(rows, columns), Swift.max(rows, columns))
        guard shorter <= Self.spectrumLimit else {
            throw .limit(
                "a \(shape) matrix is too large for its rank: the shorter side may be \(Self.spectrumLimit) long, so that an "
                    + "interrupt need not wait long")
        }
        try checkFinite()
        guard shorter > 0 else { return 0 }
        let tall = rows < columns ? try exchanged() : self
        let values = try tall.scaled(by: -commonExponent).condensed().singularValues()
        let bound = (values.first ?? 0) * Double(longer) * 0x1p-52
        return values.count { $0 > bound }
    }

    /// A square matrix with the singular values of this one, which is at least as tall as wide: R of Q·R, found from blocks of
    /// rows (LAPACK's dgelqf) between which an interrupt ends it.
    private func condensed() throws(EngineError) -> Matrix {
        guard rows > 2 * columns else { return self }
        _ = Products.singleThread
        let block = Swift.max(columns, Self.condensingWork / (columns * columns))
        var result: [Double] = []
        for start in stride(from: 0, to: rows, by: block) {
            try Interruption.check()
            // LAPACK counts columns first: these are the columns of the transpose, and its L is the transpose of R.
            var stack = result + elements[start * columns..<Swift.min(start + block, rows) * columns]
            let height = stack.count / columns
            var (m, n, lead) = (Int32(columns), Int32(height), Int32(columns))
            var scales = [Double](repeating: 0, count: Swift.min(columns, height))
            var length = Int32(64 * columns)
            var work = [Double](repeating: 0, count: Int(length))
            var info: Int32 = 0
            dgelqf_(&m, &n, &stack, &lead, &scales, &work, &length, &info)
            for row in 0..<Swift.min(columns, height) {
                for column in 0..<row { stack[row * columns + column] = 0 }
            }
            result = Array(stack.prefix(columns * columns))
        }
        return Matrix(rows: result.count / columns, columns: columns, elements: result)
    }

    /// How many multiplications `condensed` does between two questions: some ten milliseconds, since they wait for the memory.
    private static let condensingWork = 10_000_000

    /// The singular values in descending order, by LAPACK's dgesdd.
    private func singularValues() throws(EngineError) -> [Double] {
        _ = Products.singleThread
        var elements = elements
        // LAPACK counts columns first: this is the transpose, whose singular values are the same.
        var (m, n, lead) = (Int32(columns), Int32(rows), Int32(columns))
        let shorter = Swift.min(rows, columns)
        var values = [Double](repeating: 0, count: shorter)
        // The singular vectors, which are not asked for, go nowhere.
        var (left, right) = (0.0, 0.0)
        var (leftRows, rightRows): (Int32, Int32) = (1, 1)
        var wholeWork = [Int32](repeating: 0, count: 8 * shorter)
        var info: Int32 = 0
        var length: Int32 = -1
        var best = 0.0
        dgesdd_(
            "N", &m, &n, &elements, &lead, &values, &left, &leftRows, &right, &rightRows, &best, &length, &wholeWork,
            &info, 1)
        length = Int32(Swift.min(best, 1e9))
        var work = [Double](repeating: 0, count: Int(length))
        dgesdd_(
            "N", &m, &n, &elements, &lead, &values, &left, &leftRows, &right, &rightRows, &work, &length, &wholeWork,
            &info, 1)
        guard info == 0 else { throw .numeric("the search for the singular values of the matrix did not converge") }
        return values
    }
}
