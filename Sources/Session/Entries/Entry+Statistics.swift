import Engine
import Language

extension Entry {
    /// What is said of many numbers by one, or by one for each row or column.
    static let statistics: [Entry] = [
        statistic(
            "sum", "The sum of all elements, or of those of each column or row", "The sum of no numbers is 0.",
            example: "A = [1, 2; 3, 4]\nsum(A)\nsum(A, over=rows)\nsum(A, over=cols)"
        ) { _ in .sum },
        statistic(
            "mean", "The mean of all elements, or of those of each column or row",
            "Of data with samples in rows, mean(X, over=rows) has the mean of each input.",
            example: "mean(xor.X, over=rows)"
        ) { _ in .mean },
        statistic(
            "variance", aliases: ["var"], "The variance: the mean squared distance from the mean", divisor,
            [sample], example: "variance([2, 4, 4, 4, 5, 5, 7, 9])\nvariance([1, 2, 3], sample=true)"
        ) { arguments throws(Diagnostic) in .variance(sample: try arguments.truth("sample") ?? false) },
        statistic(
            "deviation", aliases: ["std"], "The standard deviation: the root of the variance", divisor, [sample],
            example: "X = normals(1000, 2, seed=1)\ndeviation(X, over=rows)"
        ) { arguments throws(Diagnostic) in .deviation(sample: try arguments.truth("sample") ?? false) },
        statistic(
            "logsumexp", "log(sum(exp(A))), where no exponential overflows on the way", "Of no numbers it is -∞.",
            example: "logsumexp([1000, 1000])\nlogsumexp([1, 2; 3, 4], over=cols)"
        ) { _ in .logSumExp },
        extreme("min", "smallest", isLargest: false),
        extreme("max", "largest", isLargest: true),
        position("argmin", "smallest", isLargest: false),
        position("argmax", "largest", isLargest: true),
    ]

    /// The option that says what is taken together.
    static let over: Parameter = .option(
        "over", [], default: "all", choices: ["rows", "cols", "all"],
        "`rows` goes down each column and gives a row, `cols` along each row and gives a column")

    private static let sample: Parameter = .option(
        "sample", [.truth], default: "false", "Whether to divide by n - 1 instead of n")

    private static let divisor = """
        The sum of squares is divided by n, as in batch normalisation; with `sample=true` by n - 1, which estimates the \
        variance that a sample was drawn with.
        """

    private static func statistic(
        _ name: String, aliases: [String] = [], _ summary: String, _ details: String, _ options: [Parameter] = [],
        example: String, _ find: @escaping @Sendable (Arguments) throws(Diagnostic) -> Statistic
    ) -> Entry {
        Entry(
            name, aliases: aliases, .function, summary, details: details + " A NaN makes the result NaN. " + ofTable,
            [.subject("A", [.matrix, .table], "The numbers"), over, grouping] + options,
            shape: { arguments throws(Diagnostic) in try arguments.reduced() }, example: example,
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.statistic(
                    try find(arguments), of: try arguments.required("A"), over: try arguments.direction())
            },
            .call { arguments, _ throws(Diagnostic) in
                try reduced(arguments, try find(arguments))
            })
    }

    private static func reduced(_ arguments: Arguments, _ statistic: Statistic) throws(Diagnostic) -> Value {
        let summary = try Tables.summary(arguments) { (numbers) throws(EngineError) in
            try numbers.statistic(statistic, over: nil)
        }
        if let summary { return summary }
        let matrix = try arguments.matrix("A")
        let direction = try arguments.direction()
        return try engine(at: arguments.span("A")) { () throws(EngineError) in
            Value(try matrix.statistic(statistic, over: direction))
        }
    }

    /// `min` and `max`, of one matrix or of two element by element.
    private static func extreme(_ name: String, _ adjective: String, isLargest: Bool) -> Entry {
        Entry(
            name, .function, "The \(adjective) element, that of each column or row, or the \(adjective) of A and B",
            details: """
                With two values each element is the \(adjective) of both; a number goes with every element: \(name)(0, Z). A NaN \
                makes the result NaN. \(ofTable)
                """,
            [
                .subject("A", [.matrix, .table], "The numbers"),
                .subject("B", [.matrix], required: false, default: "none", "Other numbers, as many or one"), over,
                grouping,
            ],
            shape: { arguments throws(Diagnostic) in
                guard arguments.isGiven("B") else { return try arguments.reduced() }
                if arguments.isGiven("over") {
                    throw arguments.fault(
                        .syntax, "\(name) of two values is taken element by element, over nothing", at: "over")
                }
                guard let a = arguments["A"], let b = arguments["B"] else { return nil }
                if let shape = Operators.sameShape(a, b) { return shape }
                throw arguments.fault(
                    .shape,
                    "\(arguments.name("A")) is \(a.text), \(arguments.name("B")) is \(b.text): \(name) needs equal shapes",
                    at: "A", "B")
            }, example: "\(name)([3, 1, 2])\n\(name)([1, 5; 4, 2], over=rows)\n\(name)(0, [-1, 2])",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arguments.checkedShape()
                let first = try arguments.required("A")
                guard let second = arguments["B"] else {
                    return try arithmetic.statistic(
                        isLargest ? .maximum : .minimum, of: first, over: try arguments.direction())
                }
                return try arithmetic.extreme(first, second, isLargest: isLargest)
            },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                guard arguments["B"] != nil else {
                    return try reduced(arguments, isLargest ? .maximum : .minimum)
                }
                let (a, b) = (try arguments.matrix("A"), try arguments.matrix("B"))
                let better: @Sendable (Double, Double) -> Double = { x, y in
                    if x.isNaN || y.isNaN { return .nan }
                    return (isLargest ? y > x : y < x) ? y : x
                }
                return try engine(at: arguments.head) { () throws(EngineError) in
                    if Shape(a).isScalar, let x = a.elements.first { return Value(try b.mapped { better(x, $0) }) }
                    if Shape(b).isScalar, let y = b.elements.first { return Value(try a.mapped { better($0, y) }) }
                    return Value(try a.combined(with: b, better))
                }
            })
    }

    /// `argmin` and `argmax`.
    private static func position(_ name: String, _ adjective: String, isLargest: Bool) -> Entry {
        Entry(
            name, .function, "The position of the \(adjective) element, counted from 1",
            details: """
                That of a matrix is its row and its column. Of equal elements the first counts, and a NaN before any number. \
                Over the rows it is a row number for each column, over cols a column number for each row.
                """,
            [.subject("A", [.matrix], "The numbers"), over],
            shape: { arguments throws(Diagnostic) in
                if case .everything = try arguments.over() {
                    return arguments["A"].map { $0.isVector ? .scalar : Shape(rows: 1, columns: 2) }
                }
                return try arguments.reduced()
            }, example: "\(name)([3, 1, 2])\ni, j = \(name)([3, 1; 2, 9])\n\(name)([3, 1; 2, 9], over=cols)",
            derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                let direction = try arguments.direction()
                let found = try engine(at: arguments.span("A")) { () throws(EngineError) in
                    try matrix.position(ofLargest: isLargest, over: direction)
                }
                guard direction == nil, !matrix.isVector, let position = found.elements.first else {
                    return Value(found.map { $0 + 1 })
                }
                let (row, column) = Int(position).quotientAndRemainder(dividingBy: matrix.columns)
                return Value(Matrix(row: [Double(row + 1), Double(column + 1)]))
            })
    }
}

extension Shape {
    /// Whether there is one row or one column.
    var isVector: Bool { rows == 1 || columns == 1 }
}
