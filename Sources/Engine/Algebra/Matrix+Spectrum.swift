import CBLAS

extension Matrix {
    /// The most rows for which eigenvalues are found, and of the shorter side for which the rank is: the work, a single call
    /// that no interrupt can end, takes some ten milliseconds.
    public static let spectrumLimit = 500

    /// The eigenvalues of a symmetric matrix in ascending order, by LAPACK's dsyevd.
    ///
    /// - Throws: A shape error unless the matrix is square, a value error where it is not symmetric (but for 1e-9 of its
    ///   largest element) or not finite, a limit error above `spectrumLimit` rows.
    public func eigenvalues() throws(EngineError) -> [Double] {
        try spectrum(withVectors: false).values
    }

    /// The eigenvalues as `eigenvalues` gives them, and eigenvectors of length 1 in the columns of a matrix of equal size.
    ///
    /// The largest component of each vector, the first of equal ones, is positive.
    public func eigenvectors() throws(EngineError) -> (values: [Double], vectors: Matrix) {
        let spectrum = try spectrum(withVectors: true)
        var vectors = Matrix(rows: rows, columns: columns, elements: spectrum.vectors)
        for row in 0..<rows {
            let line = vectors.elements[row * columns..<(row + 1) * columns]
            let largest = line.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
            guard largest < 0 else { continue }
            for column in 0..<columns { vectors[row, column] = -vectors[row, column] }
        }
        return (values: spectrum.values, vectors: vectors.transposed())
    }

    private func spectrum(withVectors: Bool) throws(EngineError) -> (values: [Double], vectors: [Double]) {
        guard rows == columns else {
            throw .shape("only a square matrix has eigenvalues, and this one is \(shape)")
        }
        guard rows <= Self.spectrumLimit else {
            throw .limit(
                "a \(shape) matrix is too large for eigenvalues: \(Self.spectrumLimit) rows are the limit, so that an "
                    + "interrupt need not wait long")
        }
        try checkFinite()
        try checkSymmetric()
        let exponent = try commonExponent
        // LAPACK reads one half only; the mean of both is as near to either as rounding allows.
        let half = try scaled(by: -exponent)
        var elements = try half.combined(with: half.transposed()) { ($0 + $1) / 2 }.elements
        guard rows > 0 else { return (values: [], vectors: []) }
        _ = Products.singleThread
        var (n, lead) = (Int32(rows), Int32(rows))
        var values = [Double](repeating: 0, count: rows)
        var info: Int32 = 0
        let job = withVectors ? "V" : "N"
        var length = Int32(1 + 6 * rows + 2 * rows * rows)
        var wholeLength = Int32(3 + 5 * rows)
        var work = [Double](repeating: 0, count: Int(length))
        var wholeWork = [Int32](repeating: 0, count: Int(wholeLength))
        dsyevd_(
            job, "L", &n, &elements, &lead, &values, &work, &length, &wholeWork, &wholeLength, &info, 1, 1)
        guard info == 0 else { throw .numeric("the search for the eigenvalues of the matrix did not converge") }
        return (values: values.map { $0.scaled(by: exponent) }, vectors: elements)
    }

    /// Throws a value error that names the two elements that differ most, unless they are equal but for rounding.
    private func checkSymmetric() throws(EngineError) {
        let largest = elements.reduce(0) { Swift.max($0, $1.magnitude) }
        var worst = (difference: 0.0, row: 0, column: 0)
        for row in 0..<rows {
            for column in 0..<row {
                let difference = (self[row, column] - self[column, row]).magnitude
                if difference > worst.difference { worst = (difference: difference, row: row, column: column) }
            }
        }
        let (row, column) = (worst.row, worst.column)
        guard worst.difference <= 1e-9 * largest else {
            throw .value(
                "eigenvalues are found for symmetric matrices only: element \(column + 1), \(row + 1) is "
                    + "\(shortText(self[column, row])) and element \(row + 1), \(column + 1) is "
                    + shortText(self[row, column]))
        }
    }
}
