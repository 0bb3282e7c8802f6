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
        return try .generated(rows: rows, columns: columns) { function(elements[$0], other.elements[$0]) }
    }

    /// Adds a row, such as the biases of a layer, to every row.
    public func addingRow(_ row: Matrix) throws(EngineError) -> Matrix {
        guard row.rows == 1 && row.columns == columns else {
            throw .shape("a \(row.shape) matrix cannot be added to each row of a \(shape) one; it must be 1×\(columns)")
        }
        var result = self
        let block = Swift.max(1, Interruption.block / Swift.max(columns, 1))
        for start in stride(from: 0, to: rows, by: block) {
            if start > 0 { try Interruption.check() }
            result.withUnsafeMutableElements { buffer in
                for index in start..<Swift.min(start + block, rows) {
                    for column in 0..<columns { buffer[index * columns + column] += row.elements[column] }
                }
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
        if Double(rows) * Double(columns) * Double(other.columns) > Products.longest { return try tiledProduct(other) }
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
        norm(asking: {})
    }

    /// The Frobenius norm.
    ///
    /// - Parameter asking: Called every few milliseconds; what it throws ends the calculation.
    public func norm<Failure>(asking: () throws(Failure) -> Void) throws(Failure) -> Double {
        let squares = try folded(asking) { $0 + $1 * $1 }
        if squares.isNormal { return squares.squareRoot() }
        // The squares over- or underflowed, or an element is not finite.
        let largest = try folded(asking) { Double.maximum($0, $1.magnitude) }
        guard largest.isFinite && largest > 0 else { return elements.contains(where: \.isNaN) ? .nan : largest }
        return largest * (try folded(asking) { $0 + ($1 / largest) * ($1 / largest) }).squareRoot()
    }

    private func folded<Failure>(
        _ asking: () throws(Failure) -> Void, _ next: (Double, Double) -> Double
    ) throws(Failure) -> Double {
        var result = 0.0
        for start in stride(from: 0, to: elements.count, by: Interruption.block) {
            if start > 0 { try asking() }
            result = elements[start..<Swift.min(start + Interruption.block, elements.count)].reduce(result, next)
        }
        return result
    }

    /// The product in tiles, between which an interrupt ends it.
    private func tiledProduct(_ other: Matrix) throws(EngineError) -> Matrix {
        let side = Products.tileSide
        var result = try Matrix.filled(rows: rows, columns: other.columns, with: 0)
        // A side that is short leaves the others more.
        let (height, width) = (Swift.min(rows, side), Swift.min(other.columns, side))
        let depth = Swift.min(columns, side * (side / Swift.max(height, 1)) * (side / Swift.max(width, 1)))
        for top in stride(from: 0, to: rows, by: height) {
            for left in stride(from: 0, to: other.columns, by: width) {
                for start in stride(from: 0, to: columns, by: depth) {
                    try Interruption.check()
                    elements.withUnsafeBufferPointer { a in
                        other.elements.withUnsafeBufferPointer { b in
                            result.withUnsafeMutableElements { c in
                                Products.accumulate(
                                    rows: Swift.min(height, rows - top),
                                    columns: Swift.min(width, other.columns - left),
                                    depth: Swift.min(depth, columns - start), a, at: top * columns + start,
                                    stride: columns,
                                    b, at: start * other.columns + left, stride: other.columns,
                                    into: c, at: top * other.columns + left)
                            }
                        }
                    }
                }
            }
        }
        return result
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
