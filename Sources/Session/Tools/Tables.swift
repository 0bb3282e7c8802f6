import Engine
import Language

/// What is done with tables, by the names of their columns.
enum Tables {
    /// The table that is the first argument; `nil` where that is something else.
    static func table(_ arguments: Arguments) throws(Diagnostic) -> ValueTable? {
        if case .table(let table) = arguments.values.first { return table }
        guard arguments["by"] != nil else { return nil }
        let label = arguments.entry.parameters.first?.label ?? ""
        let given = arguments[label] ?? .none
        throw Diagnostic(
            .type, "by names columns of a table, and this is \(given.described)", at: arguments.span(label),
            hint: "a column remembers its table where it is written as one: \(arguments.entry.name)(T.a, by=…)",
            topic: arguments.entry.name)
    }

    /// The positions of the columns that an option names.
    static func columns(
        _ label: String, of table: ValueTable, _ arguments: Arguments
    ) throws(Diagnostic) -> [Int] {
        let value = try arguments.required(label)
        let items: [Value] =
            switch value {
            case .tuple(let items), .list(let items): Array(items)
            default: [value]
            }
        var columns: [Int] = []
        for item in items {
            guard case .text(let name) = item else {
                throw Diagnostic(
                    .type, "\(label) takes the names of columns, and this is \(item.described)",
                    at: arguments.span(label), topic: arguments.entry.name)
            }
            guard let column = table.index(of: name) else {
                throw noColumn(name, of: table, at: arguments.span(label))
            }
            columns.append(column)
        }
        return columns
    }

    /// The error for a column that a table does not have.
    static func noColumn(_ name: String, of table: ValueTable, at span: Span) -> Diagnostic {
        let labels = table.columns.map(\.label)
        return Diagnostic(
            .name, "the table has no column \(name)", at: span,
            hint: suggestion(nearest(to: name, in: labels), of: labels, "it has"))
    }

    /// A statistic of each column of numbers, one row for each group; `nil` where the first argument is no table.
    ///
    /// What else the table's rows are for, such as the seeds of a sweep, is what the statistic is taken over.
    static func summary(
        _ arguments: Arguments, _ statistic: (Matrix) throws(EngineError) -> Matrix
    ) throws(Diagnostic) -> Value? {
        guard let table = try table(arguments) else { return nil }
        if arguments["over"] != nil {
            throw Diagnostic(
                .syntax, "\(arguments.entry.name) of a table goes over its rows, and takes no over",
                at: arguments.span("over"), hint: "by=… makes groups of rows", topic: arguments.entry.name)
        }
        let keys = arguments["by"] == nil ? [] : try columns("by", of: table, arguments)
        let measured = table.columns.indices.filter { position in
            guard !keys.contains(position), table.isNumeric(position) else { return false }
            if let focus = table.focus { return table.columns[position].label == focus }
            return position >= table.boundCount
        }
        guard !measured.isEmpty else {
            throw Diagnostic(
                .value,
                table.focus == nil
                    ? "\(arguments.text("A")) has no column of numbers beside what its rows are for"
                    : "\(arguments.text("A")) is no column of numbers beside those that by names",
                at: arguments.span("A"), topic: arguments.entry.name)
        }
        let groups = keys.isEmpty ? [Array(0..<table.rowCount)] : try groups(of: table, by: keys, arguments)
        var found: [ValueTable.Column] = keys.map { key in
            let column = table.columns[key]
            return ValueTable.Column(label: column.label, values: groups.map { column.values[$0[0]] })
        }
        for position in measured {
            let column = table.columns[position]
            var values: [Value] = []
            var pulse = Interruption.Pulse()
            for group in groups {
                try engine(at: arguments.span("A")) { () throws(EngineError) in try pulse.count(100 + group.count) }
                let numbers = group.compactMap { row -> Double? in
                    if case .number(let number) = column.values[row] { number } else { nil }
                }
                guard !numbers.isEmpty else {
                    values.append(.none)
                    continue
                }
                values.append(
                    try engine(at: arguments.span("A")) { () throws(EngineError) in
                        Value(try statistic(Matrix(column: numbers)))
                    })
            }
            found.append(ValueTable.Column(label: column.label, values: values))
        }
        var summary = ValueTable(columns: found, boundCount: keys.count)
        summary.conventions = table.conventions
        return .table(summary)
    }

    /// The rows of a table in groups.
    static func groups(
        of table: ValueTable, by keys: [Int], _ arguments: Arguments
    ) throws(Diagnostic) -> [[Int]] {
        try engine(at: arguments.span("by")) { () throws(EngineError) in try table.groups(by: keys) }
    }

    /// `count`.
    static func count(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        guard let table = try table(arguments) else {
            let condition = try Entry.condition(arguments, "A")
            return try engine(at: arguments.span("A")) { () throws(EngineError) in
                Value(try condition.statistic(.sum))
            }
        }
        guard arguments["by"] != nil else { return .number(Double(table.rowCount)) }
        let keys = try columns("by", of: table, arguments)
        let groups = try groups(of: table, by: keys, arguments)
        var found = keys.map { key in
            let column = table.columns[key]
            return ValueTable.Column(label: column.label, values: groups.map { column.values[$0[0]] })
        }
        found.append(ValueTable.Column(label: "count", values: groups.map { .number(Double($0.count)) }))
        return .table(ValueTable(columns: found, boundCount: keys.count))
    }

    /// `best`.
    static func best(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        guard case .table(let table) = try arguments.required("T") else { return .none }
        let keys = try columns("by", of: table, arguments)
        guard keys.count == 1, let key = keys.first else {
            throw Diagnostic(
                .value, "best goes by one column, and here are \(keys.count)", at: arguments.span("by"),
                hint: "sort takes several", topic: "best")
        }
        var best: (row: Int, number: Double)?
        let wantsLargest = try arguments.truth("largest") ?? false
        for (row, value) in table.columns[key].values.enumerated() {
            guard case .number(let number) = value, !number.isNaN else { continue }
            guard let known = best?.number, wantsLargest ? number <= known : number >= known else {
                best = (row: row, number: number)
                continue
            }
        }
        guard let best else {
            throw Diagnostic(
                .value, "the column \(table.columns[key].label) has no number to be the best", at: arguments.span("by"),
                topic: "best")
        }
        return .table(table.choosing([best.row]))
    }

    /// The median of each line: the number in its middle, or the mean of the two there; NaN where one is among them.
    static func median(_ matrix: Matrix, over direction: Direction?) throws(EngineError) -> Matrix {
        let middle = try middle(of: matrix, over: direction)
        let medians = zip(middle.low, middle.high).map { low, high in
            low == high ? matrix.elements[low] : matrix.elements[low] / 2 + matrix.elements[high] / 2
        }
        return Matrix(rows: middle.shape.rows, columns: middle.shape.columns, elements: medians)
    }

    /// The places of the two numbers in the middle of each line, twice the same where it is one.
    static func middle(
        of matrix: Matrix, over direction: Direction?
    ) throws(EngineError) -> (low: [Int], high: [Int], shape: Shape) {
        let (all, columns) = (matrix.elements, matrix.columns)
        // How many lines there are, and where one begins and goes on.
        let (lines, length, start, step) =
            switch direction {
            case nil: (1, all.count, 0, 1)
            case .rows: (columns, matrix.rows, 1, columns)
            case .columns: (matrix.rows, columns, columns, 1)
            }
        var (low, high): ([Int], [Int]) = ([], [])
        for line in 0..<lines {
            let places = try [Int](generating: length) { line * start + $0 * step }
            let sorted = try places.sorted(inBlocksOf: 1 << 14) {
                all[$0] < all[$1] || (all[$1].isNaN && !all[$0].isNaN)
            }
            guard let last = sorted.last else {
                throw EngineError(code: .value, message: "the median of no numbers is not defined")
            }
            let isNaN = all[last].isNaN
            low.append(isNaN ? last : sorted[(sorted.count - 1) / 2])
            high.append(isNaN ? last : sorted[sorted.count / 2])
        }
        let shape =
            switch direction {
            case nil: Shape.scalar
            case .rows: Shape(rows: 1, columns: lines)
            case .columns: Shape(rows: lines, columns: 1)
            }
        return (low: low, high: high, shape: shape)
    }
}
