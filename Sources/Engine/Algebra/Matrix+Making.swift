extension Matrix {
    /// What the elements of a random matrix follow.
    public enum Distribution: Sendable, Hashable {
        /// The standard normal distribution.
        case normal
        /// The uniform distribution from 0 to below 1.
        case uniform
    }

    /// Creates a matrix of independent random elements, drawn row after row from the stream that starts at a seed.
    ///
    /// - Throws: A limit error where the matrix would be too large, `cancelled` where an interrupt ended it.
    public static func random(
        rows: Int, columns: Int, _ distribution: Distribution, seed: UInt64
    ) throws(EngineError) -> Matrix {
        var stream = RandomStream(seed: seed)
        return try generated(rows: rows, columns: columns) { _ in
            distribution == .normal ? stream.normal() : stream.uniform()
        }
    }

    /// Creates a matrix with the given numbers on its diagonal and 0 elsewhere.
    ///
    /// - Throws: A limit error where the matrix would be too large.
    public static func diagonal(_ numbers: [Double]) throws(EngineError) -> Matrix {
        try checkSize(rows: numbers.count, columns: numbers.count)
        var matrix = try filled(rows: numbers.count, columns: numbers.count, with: 0)
        matrix.withUnsafeMutableElements { buffer in
            for (index, number) in numbers.enumerated() { buffer[index * (numbers.count + 1)] = number }
        }
        return matrix
    }

    /// The elements whose row is their column, from the first.
    public var diagonal: [Double] {
        (0..<Swift.min(rows, columns)).map { elements[$0 * (columns + 1)] }
    }

    /// The same elements, row after row, in rows of another length.
    ///
    /// - Throws: A shape error unless there are as many elements as before.
    public func reshaped(rows: Int, columns: Int) throws(EngineError) -> Matrix {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0 && columns >= 0 && !overflow && count == elements.count else {
            throw .shape("a \(shape) matrix has \(elements.count) elements, too many or too few for \(rows)×\(columns)")
        }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }

    /// The rows of all matrices, from the first matrix to the last.
    ///
    /// - Throws: A shape error unless all have as many columns, a limit error where the result would be too large.
    public static func stacked(_ matrices: [Matrix]) throws(EngineError) -> Matrix {
        let columns = matrices.first?.columns ?? 0
        var rows = 0
        for matrix in matrices {
            guard matrix.columns == columns else {
                throw .shape("matrices of \(columns) and \(matrix.columns) columns cannot be stacked")
            }
            // The count of rows of few matrices cannot overflow, and is checked before there are many.
            rows += matrix.rows
            try checkSize(rows: rows, columns: columns)
        }
        var elements = [Double](roomFor: rows * columns)
        for matrix in matrices {
            for start in stride(from: 0, to: matrix.elements.count, by: 1 << 20) {
                try Interruption.check()
                elements += matrix.elements[start..<Swift.min(start + (1 << 20), matrix.elements.count)]
            }
        }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }

    /// The columns of all matrices, from the first matrix to the last.
    ///
    /// - Throws: A shape error unless all have as many rows, a limit error where the result would be too large.
    public static func besideOneAnother(_ matrices: [Matrix]) throws(EngineError) -> Matrix {
        let rows = matrices.first?.rows ?? 0
        var columns = 0
        for matrix in matrices {
            guard matrix.rows == rows else {
                throw .shape("matrices of \(rows) and \(matrix.rows) rows cannot stand beside one another")
            }
            columns += matrix.columns
            try checkSize(rows: rows, columns: columns)
        }
        var elements = [Double](roomFor: rows * columns)
        var pulse = Interruption.Pulse()
        for row in 0..<rows {
            try pulse.count(columns + 8 * matrices.count)
            for matrix in matrices { elements += matrix.elements[row * matrix.columns..<(row + 1) * matrix.columns] }
        }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }
}
