extension Activation {
    /// The activations of a matrix of weighted sums, softmax row by row, as a call gives them; an interrupt ends it.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func applied(to sums: Matrix) throws(EngineError) -> Matrix {
        let count = sums.elements.count
        guard count > Interruption.block else { return self(sums) }
        let width = self == .softmax ? sums.columns : 1
        let step = width * Swift.max(1, Interruption.block / width)
        var found = [Double](roomFor: count)
        for start in stride(from: 0, to: count, by: step) {
            if start > 0 { try Interruption.check() }
            let end = Swift.min(start + step, count)
            let part = Matrix(rows: (end - start) / width, columns: width, elements: Array(sums.elements[start..<end]))
            found += self(part).elements
        }
        return Matrix(rows: sums.rows, columns: sums.columns, elements: found)
    }
}
