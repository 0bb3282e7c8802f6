/// A table as a value; `html` and `text` render it.
public struct Table: Sendable, Hashable {
    /// What stands in one place of a table.
    public enum Cell: Sendable, Hashable {
        /// A number, aligned with the others of its column.
        case number(Double)
        /// A text.
        case text(String)
        /// Nothing.
        case empty
    }

    /// Which number of a column is the best one.
    public enum Best: Sendable, Hashable {
        /// The smallest, as of errors.
        case smallest
        /// The largest, as of accuracies.
        case largest
    }

    /// One column.
    public struct Column: Sendable, Hashable {
        /// The heading.
        public var title: String
        /// The cells from top to bottom; columns may differ in length.
        public var cells: [Cell]
        /// How many significant digits the numbers show at least, as far as they have them.
        public var digits: Int
        /// Which cells are marked as the best; `nil` for none.
        public var best: Best?

        /// Makes a column.
        public init(title: String, cells: [Cell], digits: Int = 4, best: Best? = nil) {
            self.title = title
            self.cells = cells
            self.digits = digits
            self.best = best
        }

        /// Makes a column of numbers.
        public init(title: String, numbers: [Double], digits: Int = 4, best: Best? = nil) {
            self.init(title: title, cells: numbers.map(Cell.number), digits: digits, best: best)
        }
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// The columns from left to right.
    public var columns: [Column]
    /// A row under a rule to compare the others with, one cell for each column; `nil` for none.
    public var baseline: [Cell]?
    /// A small line under the table; `nil` for none.
    public var footnote: String?

    /// Makes a table.
    public init(title: String? = nil, columns: [Column], baseline: [Cell]? = nil, footnote: String? = nil) {
        self.title = title
        self.columns = columns
        self.baseline = baseline
        self.footnote = footnote
    }
}

/// A table with every number spelled and the middle of a long one left out.
struct ResolvedTable {
    /// One spelled cell.
    struct Item {
        var text: String
        var isNumber = false
        var isBest = false
        /// Invisible characters that bring the decimal point into the column's line.
        var padding = ""
    }

    /// One column of spelled cells.
    struct Column {
        let title: String
        var items: [Item]
        var baseline: Item?
        /// Whether numbers decide how the column is aligned.
        let isNumeric: Bool
    }

    var columns: [Column]
    /// The number of rows shown.
    let rowCount: Int
    /// How many rows are left out.
    let omitted: Int
    /// The number of rows shown before those left out.
    let rowsBefore: Int

    init(_ table: Table, maximumRows: Int) {
        let count = table.columns.reduce(0) { max($0, $1.cells.count) }
        let limit = max(maximumRows, 2)
        let isLong = count > limit
        rowCount = isLong ? limit : count
        omitted = count - rowCount
        let before = isLong ? (limit + 1) / 2 : count
        rowsBefore = before
        let after = rowCount - before
        columns = table.columns.enumerated().map { index, column in
            var cells = column.cells + Array(repeating: Table.Cell.empty, count: count - column.cells.count)
            // The best of all rows, also of those left out, so that the mark does not depend on the room.
            let best = ResolvedTable.bestValue(column)
            cells = Array(cells.prefix(before) + cells.suffix(after))
            if isLong && after == 0 { cells = Array(cells.prefix(before)) }
            var baselineCell: Table.Cell?
            if let baseline = table.baseline { baselineCell = index < baseline.count ? baseline[index] : .empty }
            return ResolvedTable.spelled(column, cells, baseline: baselineCell, best: best)
        }
    }

    private static func bestValue(_ column: Table.Column) -> Double? {
        guard let best = column.best else { return nil }
        let numbers = column.cells.compactMap { cell in
            if case .number(let value) = cell, !value.isNaN { value } else { nil }
        }
        return best == .smallest ? numbers.min() : numbers.max()
    }

    private static func spelled(
        _ column: Table.Column, _ cells: [Table.Cell], baseline: Table.Cell?, best: Double?
    ) -> Column {
        let all = cells + (baseline.map { [$0] } ?? [])
        let numbers: [Double] = all.compactMap { if case .number(let value) = $0 { value } else { nil } }
        let texts = spelled(numbers, digits: column.digits)
        let paddings = paddings(texts)
        var spelledNumbers = zip(texts, paddings).map { ($0, $1) }[...]
        var items = all.map { cell -> Item in
            switch cell {
            case .empty: return Item(text: "")
            case .text(let text): return Item(text: text.onOneLine)
            case .number(let value):
                let (text, padding) = spelledNumbers.popFirst() ?? ("", "")
                return Item(text: text, isNumber: true, isBest: value == best, padding: padding)
            }
        }
        var baselineItem = baseline == nil ? nil : items.popLast()
        baselineItem?.isBest = false
        return Column(
            title: column.title.onOneLine, items: items, baseline: baselineItem, isNumeric: !numbers.isEmpty)
    }

    /// The numbers of a column: chosen ones such as 0.1, 0.01, 5e-3 as they were typed, measured ones with common decimals.
    private static func spelled(_ numbers: [Double], digits: Int) -> [String] {
        let areChosen = numbers.allSatisfy { number in
            let decimal = DecimalDigits(number)
            return decimal.digits.count <= 2 && (-4...9).contains(decimal.exponent)
        }
        if areChosen { return numbers.map { NumberText.significant($0, digits: 12) } }
        return NumberText.aligned(numbers, digits: digits)
    }

    /// What each text lacks after its decimal point compared with the longest, in blanks as wide as a point and a digit.
    private static func paddings(_ texts: [String]) -> [String] {
        let decimals = texts.map { text in
            text.contains("e")
                ? 0 : text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
        }
        let most = decimals.max() ?? 0
        return decimals.map { count in
            (count == 0 && most > 0 ? "\u{2008}" : "") + String(repeating: "\u{2007}", count: most - count)
        }
    }
}
