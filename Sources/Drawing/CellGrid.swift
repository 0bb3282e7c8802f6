/// A matrix as a picture: a coloured cell for each number, with what is written in it where there is room.
public struct CellGrid: Sendable, Hashable {
    /// The number of rows, the first at the top.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// What decides the colours, row after row; cells without a number are crossed out.
    public let values: [Double]
    /// What stands in the cells; `nil` for the numbers themselves.
    public var texts: [String]?
    /// The names of the rows; empty for their numbers, counted from 1.
    public var rowNames: [String]
    /// The names of the columns; empty for their numbers, counted from 1.
    public var columnNames: [String]
    /// How numbers become colours.
    public var scale: ColorScale
    /// What the scale is laid over; `nil` for what the numbers need.
    public var range: ClosedRange<Double>?
    /// Whether a bar says what the colours mean.
    public var hasBar: Bool
    /// How many rows of numbers each cell is the mean of.
    private(set) var blockRows = 1
    /// How many columns of numbers each cell is the mean of.
    private(set) var blockColumns = 1

    /// Makes a grid; `nil` unless there is a number for each cell and at least one cell.
    public init?(
        rows: Int, columns: Int, values: [Double], texts: [String]? = nil, rowNames: [String] = [],
        columnNames: [String] = [], scale: ColorScale = .diverging, range: ClosedRange<Double>? = nil,
        hasBar: Bool = true
    ) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows > 0, columns > 0, !overflow, values.count == count else { return nil }
        self.rows = rows
        self.columns = columns
        self.values = values
        self.texts = texts?.count == count ? texts : nil
        self.rowNames = rowNames.count == rows ? rowNames.map(\.onOneLine) : []
        self.columnNames = columnNames.count == columns ? columnNames.map(\.onOneLine) : []
        self.scale = scale
        self.range = range
        self.hasBar = hasBar
    }
}

extension CellGrid {
    /// Whether nothing stands in the cells, so that their colours say everything.
    var isUnwritten: Bool { texts?.allSatisfy(\.isEmpty) ?? false }

    /// The colours over all numbers.
    var map: ScaleMap { ScaleMap(scale, range: range, over: values) }

    /// The grid with at most so many rows and columns, each cell the mean of a block.
    ///
    /// - Complexity: one pass over the numbers.
    func reduced(rows mostRows: Int, columns mostColumns: Int) -> CellGrid {
        let high = (rows + mostRows - 1) / max(mostRows, 1)
        let wide = (columns + mostColumns - 1) / max(mostColumns, 1)
        if high <= 1 && wide <= 1 { return self }
        let (newRows, newColumns) = ((rows + high - 1) / high, (columns + wide - 1) / wide)
        var means: [Double] = []
        means.reserveCapacity(newRows * newColumns)
        for row in 0..<newRows {
            for column in 0..<newColumns {
                var (sum, count) = (0.0, 0.0)
                for y in (row * high)..<min((row + 1) * high, rows) {
                    for x in (column * wide)..<min((column + 1) * wide, columns) {
                        let value = values[y * columns + x]
                        if value.isNaN { continue }
                        count += 1
                        // A running mean of finite numbers does not overflow.
                        sum += value / count - sum / count
                    }
                }
                means.append(count == 0 ? .nan : sum)
            }
        }
        func names(_ names: [String], _ total: Int, _ step: Int) -> [String] {
            stride(from: 0, to: total, by: step).map { names.isEmpty ? String($0 + 1) : names[$0] }
        }
        guard
            var grid = CellGrid(
                rows: newRows, columns: newColumns, values: means, rowNames: names(rowNames, rows, high),
                columnNames: names(columnNames, columns, wide), scale: scale, range: range, hasBar: hasBar)
        else { return self }
        (grid.blockRows, grid.blockColumns) = (high, wide)
        return grid
    }

    /// What is said of a grid that was reduced.
    func reductionNote(of whole: CellGrid) -> String? {
        if blockRows == 1 && blockColumns == 1 { return nil }
        return "\(whole.rows)×\(whole.columns); each cell is the mean of \(blockRows)×\(blockColumns) numbers"
    }

    /// The name of a row, its number where it has none.
    func rowName(_ row: Int) -> String { rowNames.isEmpty ? String(row + 1) : rowNames[row] }

    /// The name of a column, its number where it has none.
    func columnName(_ column: Int) -> String { columnNames.isEmpty ? String(column + 1) : columnNames[column] }

    /// What is written into the cells, with at most so many significant digits.
    func spelled(digits: Int) -> [String] {
        if let texts { return texts.map(\.onOneLine) }
        let finite = values.filter(\.isFinite)
        if finite.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e6 }) {
            return NumberText.aligned(values, digits: 6)
        }
        let top = Logarithm.wholePart(finite.map(\.magnitude).max() ?? 1)
        // What is small beside the largest number may lose its digits: its colour says how small it is.
        if (-3...5).contains(top) {
            return values.map { NumberText.fixed($0, decimals: max(0, digits - 1 - top)) }
        }
        return values.map { NumberText.significant($0, digits: digits) }
    }

    /// The most rows and columns drawn on paper.
    static let limit = 200
}
