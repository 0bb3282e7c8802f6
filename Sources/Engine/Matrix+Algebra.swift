extension Matrix {
    /// The matrix with rows and columns exchanged.
    public func transposed() -> Matrix {
        var result = Matrix(rows: columns, columns: rows, repeating: 0)
        elements.withUnsafeBufferPointer { source in
            result.withUnsafeMutableElements { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                Double.transpose(InstructionSet.doubleKernels, rows: rows, columns: columns, from, into: to)
            }
        }
        return result
    }

    /// Applies a function to every element.
    public func map(_ function: (Double) -> Double) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.map(function))
    }

    /// Applies a function to the pairs of elements of two matrices of equal size.
    public func combined(
        with other: Matrix, _ function: (Double, Double) -> Double
    ) throws(EngineError) -> Matrix {
        guard rows == other.rows && columns == other.columns else {
            throw .shape("the matrices are \(shape) and \(other.shape); element by element they must be of equal size")
        }
        let combined = [Double](unsafeUninitializedCapacity: elements.count) { buffer, count in
            for index in elements.indices {
                buffer.initializeElement(at: index, to: function(elements[index], other.elements[index]))
            }
            count = elements.count
        }
        return Matrix(rows: rows, columns: columns, elements: combined)
    }

    /// Adds a row, such as the biases of a layer, to every row.
    public func addingRow(_ row: Matrix) throws(EngineError) -> Matrix {
        guard row.rows == 1 && row.columns == columns else {
            throw .shape("a \(row.shape) matrix cannot be added to each row of a \(shape) one; it must be 1×\(columns)")
        }
        var result = self
        result.withUnsafeMutableElements { buffer in
            for index in 0..<rows {
                for column in 0..<columns { buffer[index * columns + column] += row.elements[column] }
            }
        }
        return result
    }

    /// The matrix product.
    ///
    /// - Parameter other: A matrix with as many rows as this one has columns.
    /// - Throws: A shape error, or a limit error where the result would be too large.
    public func multiplied(by other: Matrix) throws(EngineError) -> Matrix {
        guard columns == other.rows else {
            throw .shape(
                "the matrices are \(shape) and \(other.shape): the inner dimensions \(columns) and \(other.rows) differ"
            )
        }
        try Matrix.checkSize(rows: rows, columns: other.columns)
        var result = Matrix(rows: rows, columns: other.columns, repeating: 0)
        elements.withUnsafeBufferPointer { left in
            other.elements.withUnsafeBufferPointer { right in
                result.withUnsafeMutableElements { target in
                    guard let a = left.baseAddress, let b = right.baseAddress, let c = target.baseAddress else {
                        return
                    }
                    Products.multiply(
                        InstructionSet.doubleKernels, rows: rows, columns: other.columns, depth: columns,
                        a, b, bias: nil, into: c)
                }
            }
        }
        return result
    }

    /// The Frobenius norm: the root of the sum of the squares of all elements.
    public func norm() -> Double {
        let squares = elements.reduce(0) { $0 + $1 * $1 }
        if squares.isNormal { return squares.squareRoot() }
        // The squares over- or underflowed, or an element is not finite.
        let largest = elements.reduce(0) { Double.maximum($0, $1.magnitude) }
        guard largest.isFinite && largest > 0 else { return elements.contains(where: \.isNaN) ? .nan : largest }
        return largest * elements.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
    }

    /// The sum of all elements.
    public func sum() -> Double {
        elements.reduce(0, +)
    }

    /// The index of the largest element of each row, the first of equal ones.
    func largestColumns() -> [Int] {
        (0..<rows).map { row in
            (1..<Swift.max(columns, 1)).reduce(0) { best, column in
                elements[row * columns + column] > elements[row * columns + best] ? column : best
            }
        }
    }
}
