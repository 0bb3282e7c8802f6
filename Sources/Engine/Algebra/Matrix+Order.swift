extension Matrix {
    /// The positions, from 0, of the largest or smallest number of each line; the first of equal ones, and of NaNs if any.
    ///
    /// - Parameter direction: Over the rows the result is `[1, columns]`, over the columns `[rows, 1]`; without one it is
    ///   `[1, 1]`, a position in the elements row after row.
    /// - Throws: A value error for a line without numbers.
    public func position(ofLargest isLargest: Bool, over direction: Direction? = nil) throws(EngineError) -> Matrix {
        try reduced(over: direction) { (line) throws(EngineError) in
            guard let position = Statistic.position(of: line, isLargest ? (>) : (<)) else {
                throw .value("among no numbers none is the \(isLargest ? "largest" : "smallest")")
            }
            return Double(position - line.startIndex)
        }
    }

    /// The sums of each line's numbers up to each of them; of the same size as the matrix.
    public func cumulativeSums(over direction: Direction) -> Matrix {
        var sums = self
        sums.withUnsafeMutableElements { buffer in
            switch direction {
            case .rows: for index in buffer.indices.dropFirst(columns) { buffer[index] += buffer[index - columns] }
            case .columns: for index in buffer.indices where index % columns > 0 { buffer[index] += buffer[index - 1] }
            }
        }
        return sums
    }

    /// The matrix with each line in order, NaNs behind everything else; `nil` where it was interrupted.
    ///
    /// - Parameter isCancelled: Asked every few milliseconds.
    public func sorted(
        over direction: Direction, descending: Bool = false, isCancelled: () -> Bool = { false }
    ) -> Matrix? {
        if direction == .rows {
            return transposed().sorted(over: .columns, descending: descending, isCancelled: isCancelled)?.transposed()
        }
        var found: [Double] = []
        found.reserveCapacity(elements.count)
        var rest = 0
        for row in 0..<rows {
            rest -= columns + 1
            if rest < 0 {
                if isCancelled() { return nil }
                rest = Self.block
            }
            let line = Array(elements[row * columns..<(row + 1) * columns])
            guard let sorted = Self.sorted(line, descending: descending, isCancelled: isCancelled) else { return nil }
            found += sorted
        }
        return Matrix(rows: rows, columns: columns, elements: found)
    }

    /// The different elements in ascending order, one NaN behind them if there is any; `nil` where it was interrupted.
    ///
    /// - Returns: One row if the matrix has one row, otherwise one column.
    public func distinct(isCancelled: () -> Bool = { false }) -> Matrix? {
        guard let sorted = Self.sorted(elements, descending: false, isCancelled: isCancelled) else { return nil }
        var found: [Double] = []
        for number in sorted where !(found.last.map { $0 == number || ($0.isNaN && number.isNaN) } ?? false) {
            found.append(number)
        }
        return rows == 1 ? Matrix(row: found) : Matrix(column: found)
    }

    /// How many elements are sorted or merged between two looks at whether to go on.
    private static let block = 1 << 16

    /// Sorts block by block, then merges.
    private static func sorted(_ numbers: [Double], descending: Bool, isCancelled: () -> Bool) -> [Double]? {
        func precedes(_ a: Double, _ b: Double) -> Bool {
            (descending ? a > b : a < b) || (b.isNaN && !a.isNaN)
        }
        if numbers.count <= block { return numbers.sorted(by: precedes) }
        var source: [Double] = []
        source.reserveCapacity(numbers.count)
        for start in stride(from: 0, to: numbers.count, by: block) {
            if isCancelled() { return nil }
            source += numbers[start..<Swift.min(start + block, numbers.count)].sorted(by: precedes)
        }
        var target = source
        var width = block
        while width < source.count {
            for start in stride(from: 0, to: source.count, by: 2 * width) {
                let middle = Swift.min(start + width, source.count)
                let end = Swift.min(start + 2 * width, source.count)
                var left = start
                var right = middle
                for index in start..<end {
                    if index % block == 0 && isCancelled() { return nil }
                    let takesRight = left == middle || (right < end && precedes(source[right], source[left]))
                    target[index] = source[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            swap(&source, &target)
            width *= 2
        }
        return source
    }
}
