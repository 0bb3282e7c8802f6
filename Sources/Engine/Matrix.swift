/// A matrix of doubles in row-major order; where it holds data, rows are samples.
public struct Matrix: Sendable, Hashable {
    /// The number of elements above which operations throw a limit error instead of allocating (one gibibyte).
    public static let maximumCount = 1 << 27

    /// The number of rows.
    public let rows: Int

    /// The number of columns.
    public let columns: Int

    /// The elements, row after row.
    public private(set) var elements: [Double]

    /// Creates a matrix from its elements, row after row.
    ///
    /// - Precondition: `elements.count == rows * columns`.
    public init(rows: Int, columns: Int, elements: [Double]) {
        precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative number of rows or columns")
        precondition(elements.count == rows * columns, "a matrix needs rows * columns elements")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// Creates a matrix whose elements are all equal.
    public init(rows: Int, columns: Int, repeating value: Double) {
        self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
    }

    /// Creates a matrix of one row.
    public init(row: [Double]) {
        self.init(rows: 1, columns: row.count, elements: row)
    }

    /// Creates a matrix of one column.
    public init(column: [Double]) {
        self.init(rows: column.count, columns: 1, elements: column)
    }

    /// The element at a row and a column, both counted from 0.
    public subscript(row: Int, column: Int) -> Double {
        get { elements[index(row, column)] }
        set { elements[index(row, column)] = newValue }
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        precondition(0 <= row && row < rows && 0 <= column && column < columns, "matrix index out of range")
        return row * columns + column
    }

    /// Whether the matrix has no elements.
    public var isEmpty: Bool { elements.isEmpty }

    /// The size in words, as in "200×2".
    public var shape: String { "\(rows)×\(columns)" }

    /// One row, counted from 0.
    public func row(_ row: Int) -> [Double] {
        precondition(0 <= row && row < rows, "matrix row out of range")
        return Array(elements[row * columns..<(row + 1) * columns])
    }

    /// One column, counted from 0.
    public func column(_ column: Int) -> [Double] {
        precondition(0 <= column && column < columns, "matrix column out of range")
        return (0..<rows).map { elements[$0 * columns + column] }
    }

    /// Throws a limit error if a matrix of this size would be larger than the engine accepts.
    static func checkSize(rows: Int, columns: Int) throws(EngineError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        // A side is limited also where the other one is 0.
        if overflow || Swift.max(rows, columns, count) > maximumCount {
            throw .limit("a \(rows)×\(columns) matrix is larger than the \(maximumCount) elements the engine accepts")
        }
        try MemoryLimit.check(count, for: "a \(rows)×\(columns) matrix")
    }
}

extension Matrix {
    /// Gives the kernels access to the elements.
    mutating func withUnsafeMutableElements(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
        elements.withUnsafeMutableBufferPointer { body($0) }
    }
}
