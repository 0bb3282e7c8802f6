import Drawing
import Engine

/// A table of values, one row for each point of a sweep or each network compared.
public struct ValueTable: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// The label.
        public let label: String
        /// A value in each row.
        public let values: [Value]
    }

    /// The columns, all as long.
    public let columns: [Column]
    /// How many lists, tuples and tables lie within one another, this one counted.
    let depth: Int

    /// Creates a table.
    init(columns: [Column]) {
        self.columns = columns
        depth = 1 + (columns.lazy.flatMap(\.values).map(\.depth).max() ?? 0)
    }

    /// How many rows the table has.
    public var rowCount: Int { columns.first?.values.count ?? 0 }

    /// A column by its label: numbers as a vector, anything else as a list.
    func column(_ label: String) -> Value? {
        guard let column = columns.first(where: { $0.label == label }) else { return nil }
        var numbers: [Double] = []
        for value in column.values { if case .number(let number) = value { numbers.append(number) } }
        guard numbers.count == column.values.count, !numbers.isEmpty else {
            return .list(ValueList(column.values))
        }
        return Value(Matrix(column: numbers))
    }

    /// The table as it is drawn, with a baseline below it.
    func drawn(title: String? = nil, footnote: String? = nil) -> Table {
        Table(
            title: title,
            columns: columns.map { column in
                Table.Column(
                    title: column.label,
                    cells: column.values.map { value in
                        switch value {
                        case .number(let number): .number(number)
                        case .none: .empty
                        default: .text(value.short)
                        }
                    })
            },
            footnote: footnote)
    }
}
