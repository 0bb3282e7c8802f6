extension Matrix {
    /// Creates a matrix element by element, row after row.
    ///
    /// - Parameter element: Finds the element at a position, counted from 0 row after row.
    /// - Throws: A limit error where the matrix would be too large, `cancelled` where an interrupt ended it.
    public static func generated(
        rows: Int, columns: Int, _ element: (Int) -> Double
    ) throws(EngineError) -> Matrix {
        try checkSize(rows: rows, columns: columns)
        let all = rows * columns
        // With no capacity the standard library writes a zero into the empty array, which all threads share.
        guard all > 0 else { return Matrix(rows: rows, columns: columns, elements: []) }
        var isCancelled = false
        let elements = [Double](unsafeUninitializedCapacity: all) { buffer, count in
            LargePages.use(for: UnsafeMutableRawBufferPointer(buffer))
            while count < all && !isCancelled {
                let end = Swift.min(count + Interruption.block, all)
                for index in count..<end { buffer.initializeElement(at: index, to: element(index)) }
                count = end
                isCancelled = end < all && Interruption.isRequested
            }
        }
        if isCancelled { throw .cancelled }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }

    /// Creates a matrix whose elements are all equal; unlike the initialiser it ends where it is interrupted.
    ///
    /// - Throws: As `generated`.
    public static func filled(rows: Int, columns: Int, with number: Double) throws(EngineError) -> Matrix {
        try generated(rows: rows, columns: columns) { _ in number }
    }

    /// `map`, which ends where it is interrupted.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func mapped(_ function: (Double) -> Double) throws(EngineError) -> Matrix {
        try Matrix.generated(rows: rows, columns: columns) { function(elements[$0]) }
    }

    /// Rows and columns exchanged, as `transposed`, which ends where it is interrupted.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func exchanged() throws(EngineError) -> Matrix {
        guard elements.count > 8 * Interruption.block else { return transposed() }
        var result = try Matrix.filled(rows: columns, columns: rows, with: 0)
        let side = 64
        for top in stride(from: 0, to: rows, by: side) {
            let bottom = Swift.min(top + side, rows)
            for first in stride(from: 0, to: columns, by: 1 << 12) {
                try Interruption.check()
                let last = Swift.min(first + (1 << 12), columns)
                elements.withUnsafeBufferPointer { source in
                    result.withUnsafeMutableElements { target in
                        for left in stride(from: first, to: last, by: side) {
                            for column in left..<Swift.min(left + side, last) {
                                for row in top..<bottom { target[column * rows + row] = source[row * columns + column] }
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// Whether a condition holds for all elements.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func holds(_ condition: (Double) -> Bool) throws(EngineError) -> Bool {
        try firstIndex { !condition($0) } == nil
    }

    /// The first position, counted from 0 row after row, of an element that a condition holds for.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func firstIndex(where condition: (Double) -> Bool) throws(EngineError) -> Int? {
        var start = 0
        while start < elements.count {
            let end = Swift.min(start + Interruption.block, elements.count)
            if let index = elements[start..<end].firstIndex(where: condition) { return index }
            if end < elements.count { try Interruption.check() }
            start = end
        }
        return nil
    }

    /// The rows at positions counted from 0, in their order.
    ///
    /// - Precondition: Every position is that of a row.
    /// - Throws: `cancelled` where an interrupt ended it.
    public func rows(at positions: [Int]) throws(EngineError) -> Matrix {
        var picked = [Double](roomFor: positions.count * columns)
        var pulse = Interruption.Pulse()
        for row in positions {
            try pulse.count(columns + 1)
            picked += elements[row * columns..<(row + 1) * columns]
        }
        return Matrix(rows: positions.count, columns: columns, elements: picked)
    }
}
