extension Matrix {
    /// The positions, from 0, of the largest or smallest number of each line; the first of equal ones, and of NaNs if any.
    ///
    /// - Parameter direction: Over the rows the result is `[1, columns]`, over the columns `[rows, 1]`; without one it is
    ///   `[1, 1]`, a position in the elements row after row.
    /// - Throws: A value error for a line without numbers.
    public func position(ofLargest isLargest: Bool, over direction: Direction? = nil) throws(EngineError) -> Matrix {
        try reduced(over: direction) { (line) throws(EngineError) in
            guard let position = try Statistic.position(of: line, isLargest ? (>) : (<)) else {
                throw .value("among no numbers none is the \(isLargest ? "largest" : "smallest")")
            }
            return Double(position - line.startIndex)
        }
    }

    /// The sums of each line's numbers up to each of them; of the same size as the matrix.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func cumulativeSums(over direction: Direction) throws(EngineError) -> Matrix {
        var sums = [Double](roomFor: elements.count)
        var pulse = Interruption.Pulse()
        for (index, element) in elements.enumerated() {
            try pulse.count()
            switch direction {
            case .rows: sums.append(index < columns ? element : element + sums[index - columns])
            case .columns: sums.append(index % columns == 0 ? element : element + sums[index - 1])
            }
        }
        return Matrix(rows: rows, columns: columns, elements: sums)
    }

    /// The matrix with each line in order, NaNs behind everything else.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    public func sorted(over direction: Direction, descending: Bool = false) throws(EngineError) -> Matrix {
        if direction == .rows { return try exchanged().sorted(over: .columns, descending: descending).exchanged() }
        if rows == 1 {
            return Matrix(row: try Self.sorted(elements[...], descending: descending))
        }
        var found = [Double](roomFor: elements.count)
        var pulse = Interruption.Pulse()
        for row in 0..<rows {
            // Sorting takes several steps for each element.
            try pulse.count(8 * columns + 1)
            found += try Self.sorted(elements[row * columns..<(row + 1) * columns], descending: descending)
        }
        return Matrix(rows: rows, columns: columns, elements: found)
    }

    /// The different elements in ascending order, one NaN behind them if there is any.
    ///
    /// - Returns: One row if the matrix has one row, otherwise one column.
    /// - Throws: `cancelled` where an interrupt ended it.
    public func distinct() throws(EngineError) -> Matrix {
        var found = [Double](roomFor: elements.count)
        var pulse = Interruption.Pulse()
        for number in try Self.sorted(elements[...], descending: false) {
            try pulse.count()
            if found.last.map({ $0 == number || ($0.isNaN && number.isNaN) }) ?? false { continue }
            found.append(number)
        }
        return rows == 1 ? Matrix(row: found) : Matrix(column: found)
    }

    /// How many elements are sorted or merged between two looks at whether to go on.
    private static let block = 1 << 16

    /// Sorts block by block, then merges.
    private static func sorted(_ numbers: ArraySlice<Double>, descending: Bool) throws(EngineError) -> [Double] {
        func precedes(_ a: Double, _ b: Double) -> Bool {
            (descending ? a > b : a < b) || (b.isNaN && !a.isNaN)
        }
        return try numbers.sorted(inBlocksOf: block, by: precedes)
    }
}
