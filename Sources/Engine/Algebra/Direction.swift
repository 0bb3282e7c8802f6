/// Which way the numbers of a matrix are taken together.
public enum Direction: Sendable, Hashable {
    /// Over the rows, from top to bottom: what is taken together is a column.
    case rows
    /// Over the columns, from left to right: what is taken together is a row.
    case columns
}

extension Matrix {
    /// One number for the numbers of each line.
    ///
    /// - Parameter direction: Over the rows the result is `[1, columns]`, over the columns `[rows, 1]`, without a direction
    ///   all elements are one line and the result is `[1, 1]`.
    func reduced(
        over direction: Direction?, _ body: (ArraySlice<Double>) throws(EngineError) -> Double
    ) throws(EngineError) -> Matrix {
        switch direction {
        case nil: return Matrix(rows: 1, columns: 1, elements: [try body(elements[...])])
        case .rows: return try exchanged().reduced(over: .columns, body).exchanged()
        case .columns:
            var found = [Double](roomFor: rows)
            var pulse = Interruption.Pulse()
            for row in 0..<rows {
                try pulse.count(columns + 1)
                found.append(try body(elements[row * columns..<(row + 1) * columns]))
            }
            return Matrix(column: found)
        }
    }

    /// Which way the only line of a vector lies; `nil` for what has several rows and several columns.
    public var vectorDirection: Direction? {
        rows == 1 ? .columns : columns == 1 ? .rows : nil
    }
}
