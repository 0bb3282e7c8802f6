import Engine
import Language

extension Matrix {
    /// Computes a result row by row, in blocks of rows where it is so large that an interrupt must be heeded in between.
    ///
    /// - Parameters:
    ///   - cost: How many multiplications one row takes.
    ///   - body: Finds the result's rows for some rows of this matrix.
    func inBlocks(
        cost: Int, machine: Machine, at span: Span, body: (Matrix) throws(EngineError) -> Matrix
    ) throws(Diagnostic) -> Matrix {
        // A tenth of a second or so, but enough rows for the kernels to be fast.
        let size = max(128, 1_000_000_000 / max(cost, 1))
        if rows <= size { return try engine(at: span) { () throws(EngineError) in try body(self) } }
        var found: [Double] = []
        var width = 0
        for start in stride(from: 0, to: rows, by: size) {
            try machine.checkInterrupt(at: span)
            let end = min(start + size, rows)
            let block = Matrix(
                rows: end - start, columns: columns, elements: Array(elements[start * columns..<end * columns]))
            let part = try engine(at: span) { () throws(EngineError) in try body(block) }
            found += part.elements
            width = part.columns
        }
        return Matrix(rows: rows, columns: width, elements: found)
    }
}

extension Network {
    /// The output for samples in rows; an interrupt ends it.
    func output(for inputs: Matrix, machine: Machine, at span: Span) throws(Diagnostic) -> Matrix {
        try inputs.inBlocks(cost: parameterCount, machine: machine, at: span) { (block) throws(EngineError) in
            try output(for: block)
        }
    }
}
