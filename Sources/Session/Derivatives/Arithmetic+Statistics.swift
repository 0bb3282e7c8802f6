import Engine
import Language

/// Statistics of all elements, or of each line of a direction, with derivatives.
extension Arithmetic {
    /// A statistic of values some of which may be tracked; over the rows a row, over the columns a column.
    func statistic(
        _ statistic: Statistic, of value: Value, over direction: Direction?
    ) throws(Diagnostic) -> Value {
        let matrix = value.elements
        // What is not defined, as the mean of no numbers, is the same error as without derivatives.
        let primal = try engine(at: span) { () throws(EngineError) in
            try matrix.statistic(statistic, over: direction)
        }
        let count =
            switch direction {
            case nil: matrix.elements.count
            case .rows: matrix.rows
            case .columns: matrix.columns
            }
        switch statistic {
        case .sum: return try sum(value, over: direction)
        case .mean: return try divide(try sum(value, over: direction), .number(Double(count)))
        case .variance(let isSample):
            let mean = try divide(try sum(value, over: direction), .number(Double(count)))
            let distances = try subtract(value, try spread(mean, over: direction, Shape(matrix)))
            let squares = try sum(try multiply(distances, distances), over: direction)
            return try divide(squares, .number(Double(isSample ? count - 1 : count)))
        case .deviation(let isSample):
            let variance = try self.statistic(.variance(sample: isSample), of: value, over: direction)
            // The root has no derivative at 0; where all numbers are equal, it is taken to be 0.
            let isZero = Value(variance.elements.map { $0 == 0 ? 1 : 0 })
            return try subtract(try squareRoot(try add(variance, isZero)), isZero)
        case .logSumExp:
            let largest = try extreme(matrix, isLargest: true, over: direction)
            let shift = Value(largest.map { $0.isFinite ? $0 : 0 })
            let powers = try exponential(try subtract(value, try spread(shift, over: direction, Shape(matrix))))
            return try add(try logarithm(try sum(powers, over: direction)), shift)
        case .minimum, .maximum:
            return try elements(
                try places(ofLargest: statistic == .maximum, of: matrix, over: direction), of: value,
                shape: Shape(primal))
        }
    }

    /// The sum of all elements, or of those of each line.
    func sum(_ value: Value, over direction: Direction?) throws(Diagnostic) -> Value {
        guard let direction, let shape = value.shape else { return try sum(value) }
        switch direction {
        case .rows: return try dot(Value(1, shape: Shape(rows: 1, columns: shape.rows)), value)
        case .columns: return try dot(value, Value(1, shape: Shape(rows: shape.columns, columns: 1)))
        }
    }

    /// One number for each line, repeated along the line.
    private func spread(_ value: Value, over direction: Direction?, _ shape: Shape) throws(Diagnostic) -> Value {
        switch direction {
        case nil: value
        case .rows: try dot(Value(1, shape: Shape(rows: shape.rows, columns: 1)), value)
        case .columns: try dot(value, Value(1, shape: Shape(rows: 1, columns: shape.columns)))
        }
    }

    /// The larger or the smaller of both, element by element; of equal ones the first.
    func extreme(_ a: Value, _ b: Value, isLargest: Bool) throws(Diagnostic) -> Value {
        let (first, second) = (a.elements, b.elements)
        func takesFirst(_ x: Double, _ y: Double) -> Double {
            x.isNaN || !(y.isNaN || (isLargest ? y > x : y < x)) ? 1 : 0
        }
        let condition =
            if let x = first.elements.first, first.elements.count == 1 {
                second.map { takesFirst(x, $0) }
            } else if let y = second.elements.first, second.elements.count == 1 {
                first.map { takesFirst($0, y) }
            } else {
                try engine(at: span) { () throws(EngineError) in try first.combined(with: second, takesFirst) }
            }
        return try choose(condition, a, b)
    }

    private func extreme(
        _ matrix: Matrix, isLargest: Bool, over direction: Direction?
    ) throws(Diagnostic) -> Matrix {
        if matrix.isEmpty { return Matrix(rows: 1, columns: 1, repeating: 0) }
        return try engine(at: span) { () throws(EngineError) in
            try matrix.statistic(isLargest ? .maximum : .minimum, over: direction)
        }
    }

    /// Where the largest or smallest elements stand, in row-major order from 0.
    private func places(
        ofLargest isLargest: Bool, of matrix: Matrix, over direction: Direction?
    ) throws(Diagnostic) -> [Int] {
        let positions = try engine(at: span) { () throws(EngineError) in
            try matrix.position(ofLargest: isLargest, over: direction)
        }
        return positions.elements.enumerated().map { line, position in
            switch direction {
            case nil: Int(position)
            case .rows: Int(position) * matrix.columns + line
            case .columns: line * matrix.columns + Int(position)
            }
        }
    }
}
