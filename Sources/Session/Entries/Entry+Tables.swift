import Engine
import Language

extension Entry {
    /// What is said of tables, and what with them of other things.
    static let tables: [Entry] = [
        Entry(
            "median", .function, "The number in the middle, or the mean of the two there",
            details: "A NaN makes the result NaN. " + ofTable,
            [.subject("A", [.matrix, .table], "The numbers"), over, grouping],
            shape: { arguments throws(Diagnostic) in try arguments.reduced() },
            example: "median([3, 1, 10])\n" + sweptTable + "median(T, by=λ)",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                let value = try arguments.required("A")
                let direction = try arguments.direction()
                let middle = try engine(at: arguments.span("A")) { () throws(EngineError) in
                    try Tables.middle(of: value.elements, over: direction)
                }
                let low = try arithmetic.elements(middle.low, of: value, shape: middle.shape)
                let high = try arithmetic.elements(middle.high, of: value, shape: middle.shape)
                return try arithmetic.multiply(.number(0.5), try arithmetic.add(low, high))
            },
            .call { arguments, _ throws(Diagnostic) in
                let summary = try Tables.summary(arguments) { (numbers) throws(EngineError) in
                    try Tables.median(numbers, over: nil)
                }
                if let summary { return summary }
                let matrix = try arguments.matrix("A")
                let direction = try arguments.direction()
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    Value(try Tables.median(matrix, over: direction))
                }
            }),
        Entry(
            "count", .function, "How many rows a table has, or each group of them; how often a condition holds",
            [.subject("A", [.table, .matrix, .truth], "A table, or what a comparison gives"), grouping],
            example: sweptTable + "count(T, by=λ)\ncount(T.a > 1)", derivative: .zero, .call(Tables.count)),
        Entry(
            "best", .function, "The row of a table with the smallest number in a column, a table of one row",
            details: """
                Of equal rows it is the first; rows without a number there, or with NaN, do not count. best(T, by=a).λ is \
                the λ of that row.
                """,
            [
                .subject("T", [.table], "The table"), .columns("by", default: "none", "The column that is compared"),
                .option("largest", [.truth], default: "false", "Whether the largest number is the best"),
            ], returns: .table, example: sweptTable + "best(T, by=a).λ", .call(Tables.best)),
        filter,
        Entry(
            "first", .function, "The epoch at which a condition on a history first holds; none where it never does",
            details: """
                The rows of a history count from 0, before training, and so does first; positions, from 1, are what \
                positions(condition) gives.
                """,
            [.subject("condition", [.matrix, .truth], "What a comparison gives: 1 where it holds, 0 elsewhere")],
            example: """
                N = 1 -> 1 sigmoid, W1=0.6, b1=0.9
                H = train N on (1 => 0), η=0.15, epochs=300
                first(H.output < 0.5)
                """, derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let condition = try condition(arguments, "condition")
                return condition.elements.firstIndex(of: 1).map { .number(Double($0)) } ?? .none
            }),
    ]

    /// `where`, whose condition the compiler reads by the names of columns.
    static let filter = Entry(
        "where", .function, "The rows of a table for which a condition holds",
        details: """
            The condition is found for each row, and a column's name is the row's value in it, whatever variable has that name. \
            A row with none where the condition needs a number is left out. where(T.a, condition) is the column a of these rows.
            """,
        [
            .subject("T", [.table], "The table, or a column of it"),
            .subject("condition", [], "What must hold, with the names of columns in it"),
        ], returns: .table, example: sweptTable + "where(T, a > 1 and λ == 0)",
        .call { arguments, _ throws(Diagnostic) in
            // Here no names are left to be read: it was called through a variable.
            guard case .table(let table) = try arguments.required("T") else { return .none }
            guard let rows = table.rows(where: try arguments.required("condition")) else {
                throw Diagnostic(
                    .type, "where wants one truth value for each row", at: arguments.span("condition"), topic: "where")
            }
            return .table(table.choosing(rows))
        })

    /// The option that makes groups of a table's rows.
    static let grouping: Parameter = .columns(
        "by", default: "none", "The column of a table, or several in parentheses, that rows of one group agree in")

    /// What statistics say of tables.
    static let ofTable = """
        Of a table it gives one row for each group, by the columns that `by` names, with the statistic of each other column of \
        numbers; none is left out. The other names of a sweep are what it goes over. A column remembers its table: \
        median(T.a, by=λ) has that column alone.
        """

    /// A table for examples.
    private static let sweptTable = "T = sweep λ in [0, 0.1], k in 1..3\n  record a = λ + k\nend\n"
}
