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
    /// How many of the columns hold what the rows are for, such as a sweep's names; they come first.
    let boundCount: Int
    /// What is known of the table as a whole, by labels of its own.
    let notes: [(label: String, value: Value)]
    /// What `plot` draws of the table as a whole; `nil` where it draws columns only.
    let picture: (@Sendable () -> Figure?)?
    /// How many lists, tuples and tables lie within one another, this one counted.
    let depth: Int
    /// The column that was asked for, where the table stands for one: `T.a` in `median(T.a, by=λ)`.
    var focus: String?
    /// The conventions that networks in it were trained under, where any were.
    var conventions: [String] = []
    /// Whether there is a network among the values, or in one of them.
    let holdsNetworks: Bool

    /// Creates a table.
    init(
        columns: [Column], boundCount: Int = 0, notes: [(label: String, value: Value)] = [],
        picture: (@Sendable () -> Figure?)? = nil
    ) {
        self.picture = picture
        self.columns = columns
        self.boundCount = boundCount
        self.notes = notes
        depth = 1 + (columns.lazy.flatMap(\.values).map(\.depth) + notes.map(\.value.depth)).reduce(0, max)
        holdsNetworks =
            columns.contains { $0.values.contains(where: \.holdsNetworks) }
            || notes.contains(where: \.value.holdsNetworks)
    }

    /// How many rows the table has.
    public var rowCount: Int { columns.first?.values.count ?? 0 }

    /// A column by its label, numbers as a vector, anything else as a list; or a note.
    func column(_ label: String) -> Value? {
        if let note = notes.first(where: { $0.label == label }) { return note.value }
        guard let column = columns.first(where: { $0.label == label }) else { return nil }
        var numbers: [Double] = []
        for value in column.values { if case .number(let number) = value { numbers.append(number) } }
        guard numbers.count == column.values.count, !numbers.isEmpty else {
            return .list(ValueList(column.values))
        }
        return Value(Matrix(column: numbers))
    }

    /// The table as it is drawn, the best number of some columns marked.
    func drawn(
        title: String? = nil, footnote: String? = nil, best: [Int] = [], isLargestBest: Bool = false
    ) -> Table {
        Table(
            title: title,
            columns: columns.enumerated().map { position, column in
                Table.Column(
                    title: column.label,
                    cells: column.values.map { value in
                        switch value {
                        case .number(let number): .number(number)
                        case .none: .empty
                        case .matrix(let matrix) where matrix.isVector && matrix.elements.count > 6:
                            .text(Self.curve(matrix.elements))
                        default: .text(value.short)
                        }
                    }, best: best.contains(position) ? (isLargestBest ? .largest : .smallest) : nil)
            },
            footnote: conventionText.map { text in (footnote ?? notesText).map { "\($0); \(text)" } ?? text }
                ?? footnote ?? notesText)
    }

    private var conventionText: String? {
        conventions.isEmpty ? nil : "convention \(listed(conventions, conjunction: "and"))"
    }

    /// A curve in a cell: its form, where it begins and where it ends.
    private static func curve(_ values: [Double]) -> String {
        let (first, last) = (values.first ?? .nan, values.last ?? .nan)
        return Sparkline.curve(values, width: 20) + " " + NumberText.significant(first, digits: 4) + " … "
            + NumberText.significant(last, digits: 4)
    }

    /// The notes that can be said in a few words.
    private var notesText: String? {
        let texts = notes.compactMap { note -> String? in
            switch note.value {
            case .number, .none, .text: "\(note.label) \(note.value.short)"
            default: nil
            }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
}
