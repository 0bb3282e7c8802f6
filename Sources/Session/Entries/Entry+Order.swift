import Engine
import Language

extension Entry {
    /// What orders, counts up and picks.
    static let order: [Entry] = [
        Entry(
            "sort", .function, "The numbers in ascending order, or the rows of a table",
            details: """
                A matrix is sorted down each column or along each row. NaNs come last, in either order. The rows of a table are \
                sorted by the columns that `by` names; equal rows keep their order. A column is sorted by others of its table: \
                sort(T.a, by=b).
                """,
            [
                .subject("A", [.matrix, .table], "A vector, a matrix with `over`, or a table with `by`"), over,
                .option("descending", [.truth], default: "false", "Whether the largest comes first"),
                .columns(
                    "by", default: "none", "A column of the table, or several in parentheses, the first before all"),
            ], shape: lineByLine,
            example: """
                sort([3, 1, 2])
                sort([3, 1; 2, 9], over=rows, descending=true)
                T = sweep k in 1..3
                  record a = (k - 2)²
                end
                sort(T, by=a)
                """,
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                let value = try arguments.required("A")
                guard let direction = try ArgumentShapes(arguments).lines() else { return .none }
                return try arithmetic.sorted(
                    value, over: direction, descending: try arguments.truth("descending") ?? false)
            },
            .call { arguments, _ throws(Diagnostic) in
                let descending = try arguments.truth("descending") ?? false
                if let table = try Tables.table(arguments) {
                    let keys = try Tables.columns("by", of: table, arguments)
                    return try engine(at: arguments.head) { () throws(EngineError) in
                        try table.sorted(by: keys, descending).focused
                    }
                }
                let matrix = try arguments.matrix("A")
                guard let direction = try ArgumentShapes(arguments).lines() else { return .none }
                return try engine(at: arguments.head) { () throws(EngineError) in
                    Value(try matrix.sorted(over: direction, descending: descending))
                }
            }),
        Entry(
            "cumsum", .function, "The sums of all numbers up to each",
            details: "Those of a matrix go down each column or along each row.",
            [.subject("A", [.matrix], "A vector, or a matrix with `over`"), over], shape: lineByLine,
            example: "cumsum([1, 2, 3, 4])\ncumsum([1, 2; 3, 4], over=rows)",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                let value = try arguments.required("A")
                guard let direction = try ArgumentShapes(arguments).lines() else { return .none }
                return try arithmetic.cumulativeSums(value, over: direction)
            },
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                guard let direction = try ArgumentShapes(arguments).lines() else { return .none }
                return try engine(at: arguments.head) { () throws(EngineError) in
                    Value(try matrix.cumulativeSums(over: direction))
                }
            }),
        Entry(
            "unique", .function, "The different numbers in ascending order, once each",
            details: """
                They stand in a row if A is one, otherwise in a column. 0 and -0 are the same number; NaNs count as one and come \
                last.
                """,
            [.subject("A", [.matrix], "The numbers")], example: "unique([2, 1, 2, 3, 1])\nunique(iris.Y)",
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.head) { () throws(EngineError) in Value(try matrix.distinct()) }
            }),
        Entry(
            "positions", .function, "The positions, from 1, at which a condition holds",
            details: """
                Those of a vector are a vector of the same orientation, which picks by indexing: v[positions(v > 0)]. Those of a \
                matrix are rows of two numbers, row and column, from the first row to the last.
                """,
            [.subject("condition", [.matrix, .truth], "What a comparison gives: 1 where it holds, 0 elsewhere")],
            example: "v = [3, -1, 2]\npositions(v > 0)\nv[positions(v > 0)]\npositions([1, 5; 7, 2] > 4)",
            derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let condition = try condition(arguments, "condition")
                let count = try engine(at: arguments.head) { () throws(EngineError) in
                    try condition.statistic(.sum).elements.first ?? 0
                }
                try arguments.limits.check(Int(count), condition.isVector ? 1 : 2, at: arguments.head)
                var found = [Double](roomFor: Int(count) * (condition.isVector ? 1 : 2))
                for (index, holds) in condition.elements.enumerated() {
                    if index % (1 << 18) == (1 << 18) - 1 {
                        try engine(at: arguments.head) { () throws(EngineError) in try Interruption.check() }
                    }
                    guard holds == 1 else { continue }
                    if condition.isVector {
                        found.append(Double(index + 1))
                    } else {
                        found.append(Double(index / condition.columns + 1))
                        found.append(Double(index % condition.columns + 1))
                    }
                }
                if condition.rows == 1 { return Value(Matrix(row: found)) }
                if condition.columns == 1 { return Value(Matrix(column: found)) }
                return Value(Matrix(rows: found.count / 2, columns: 2, elements: found))
            }),
        choose,
    ]

    /// `choose`, whose values the compiler leaves out that are not chosen.
    static let choose = Entry(
        "choose", .function, "a where a condition holds, b elsewhere",
        details: """
            With a matrix as its condition it goes element by element; a and b are of its shape, or numbers. With one truth \
            value only what is chosen is computed, so that a function may call itself there.
            """,
        [
            .subject(
                "c", [.truth, .matrix], "The condition: a truth value, or what a comparison of a matrix gives"),
            .subject("a", [], "What is taken where it holds"),
            .subject("b", [], "What is taken where it does not"),
        ],
        shape: { arguments throws(Diagnostic) in
            guard let c = arguments["c"], let a = arguments["a"], let b = arguments["b"] else { return nil }
            if c.isScalar { return a == b ? a : nil }
            for (label, shape) in [("a", a), ("b", b)] where shape != c && !shape.isScalar {
                throw arguments.fault(
                    .shape,
                    "the condition is \(c.text), \(arguments.name(label)) is \(shape.text): it must be a number or as large",
                    at: "c", label)
            }
            return c
        },
        example:
            "choose(2 > 1, \"yes\", \"no\")\nz = [-1, 0, 2]\nchoose(z > 0, z, 0.1·z)\nf(n) = choose(n <= 1, 1, n·f(n - 1))\nf(5)",
        derivative: .composed { arguments, arithmetic throws(Diagnostic) in
            let (a, b) = (try arguments.required("a"), try arguments.required("b"))
            let condition = try condition(arguments.primal, "c")
            if Shape(condition).isScalar { return condition.elements == [1] ? a : b }
            try arguments.checkedShape()
            for (label, value) in [("a", a), ("b", b)] where value.shape == nil { _ = try arguments.matrix(label) }
            return try arithmetic.choose(condition, a.withoutRange, b.withoutRange)
        },
        .call { arguments, _ throws(Diagnostic) in
            let (a, b) = (try arguments.required("a"), try arguments.required("b"))
            let condition = try condition(arguments, "c")
            if Shape(condition).isScalar { return condition.elements == [1] ? a : b }
            try arguments.checkedShape()
            let (first, second) = (try arguments.matrix("a"), try arguments.matrix("b"))
            return try engine(at: arguments.head) { () throws(EngineError) in
                Value(
                    try .generated(rows: condition.rows, columns: condition.columns) { index in
                        let source = condition.elements[index] == 1 ? first : second
                        return source.elements.count == 1 ? source.elements[0] : source.elements[index]
                    })
            }
        })

    /// The rule of what goes line by line and keeps the shape.
    private static let lineByLine: ShapeRule = { arguments throws(Diagnostic) in
        try arguments.lines() == nil ? nil : arguments["A"]
    }

    /// A condition: a matrix of 1 where it holds and 0 elsewhere.
    static func condition(_ arguments: Arguments, _ label: String) throws(Diagnostic) -> Matrix {
        if case .truth(let truth) = arguments[label] {
            return Matrix(rows: 1, columns: 1, elements: [truth ? 1 : 0])
        }
        let matrix = try arguments.matrix(label)
        let place = try engine(at: arguments.span(label)) { () throws(EngineError) in
            try matrix.firstIndex { $0 != 0 && $0 != 1 }
        }
        guard let odd = place.map({ matrix.elements[$0] }) else { return matrix }
        throw Diagnostic(
            .value, "a condition holds 1 and 0 only, and this one \(Value.text(of: odd))", at: arguments.span(label),
            hint: "a comparison such as v > 0 gives a condition", topic: arguments.entry.name)
    }
}
