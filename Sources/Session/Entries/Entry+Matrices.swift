import Engine
import Language

extension Entry {
    /// What makes matrices, joins them and gives them another shape.
    static let matrices: [Entry] = [
        Entry(
            "size", .function, "How many rows and columns a matrix has",
            [.subject("A", [.matrix], "The matrix")],
            shape: { _ in Shape(rows: 1, columns: 2) }, example: "size([1, 2; 3, 4; 5, 6])\nr, c = size(xor.X)",
            derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                return Value(Matrix(row: [Double(matrix.rows), Double(matrix.columns)]))
            }),
        Entry(
            "ones", .function, "A matrix whose elements are all 1", sides, shape: counted, example: "3·ones(2, 3)",
            derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in try filled(1, arguments) }),
        Entry(
            "eye", .function, "The identity matrix: 1 on the diagonal, 0 elsewhere",
            details: "It is called eye because `identity` is the activation.",
            [.subject("n", [.number], "How many rows and columns")],
            shape: { arguments throws(Diagnostic) in
                guard let count = try arguments.count("n") else { return nil }
                try arguments.limits.check(count, count, at: arguments.span("n"))
                return Shape(rows: count, columns: count)
            }, example: "A = [2, 1; 1, 3]\nexpect A·inverse(A) ≈ eye(2) ± 1e-12", derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let count = try arguments.checkedShape().rows
                return try engine(at: arguments.span("n")) { () throws(EngineError) in
                    Value(try .diagonal(Array(repeating: 1, count: count)))
                }
            }),
        Entry(
            "diagonal", aliases: ["diag"], .function,
            "Of a vector the matrix with it on the diagonal, of a matrix its diagonal",
            details: "The diagonal is a column. Whatever has one row or one column is a vector.",
            [.subject("A", [.matrix], "A vector or a matrix")],
            shape: { arguments throws(Diagnostic) in
                guard let shape = arguments["A"] else { return nil }
                if !shape.isVector { return Shape(rows: min(shape.rows, shape.columns), columns: 1) }
                let count = shape.rows * shape.columns
                try arguments.limits.check(count, count, at: arguments.span("A"))
                return Shape(rows: count, columns: count)
            }, example: "diagonal([1, 2, 3])\ndiagonal([1, 2; 3, 4])",
            derivative: composed { (value, arithmetic) throws(Diagnostic) in try arithmetic.diagonal(value) },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                guard matrix.isVector else { return Value(Matrix(column: matrix.diagonal)) }
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    Value(try .diagonal(matrix.elements))
                }
            }),
        Entry(
            "linspace", .function, "A row of n numbers with equal distances, both ends included",
            details: "Where the distance is known, a range says the same: 0..1 step 0.1.",
            [
                .subject("first", [.number], "The first number"), .subject("last", [.number], "The last number"),
                .subject("n", [.number], "How many numbers, 2 at least"),
            ],
            shape: { arguments throws(Diagnostic) in
                guard let count = try arguments.count("n") else { return nil }
                guard count >= 2 else {
                    throw arguments.fault(.value, "both ends are included, so that n is 2 at least", at: "n")
                }
                return Shape(rows: 1, columns: count)
            }, example: "linspace(0, 1, 5)",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                let numbers = arguments.primal
                try numbers.checkEnds()
                let shares = try numbers.shares()
                return try arithmetic.add(
                    try arithmetic.multiply(try arguments.required("first"), Value(shares.map { 1 - $0 })),
                    try arithmetic.multiply(try arguments.required("last"), Value(shares)))
            },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkEnds()
                let (first, last) = (try arguments.number("first") ?? 0, try arguments.number("last") ?? 0)
                // Weighted ends rather than a step: their difference may be beyond the range of numbers.
                let shares = try arguments.shares()
                return try engine(at: arguments.head) { () throws(EngineError) in
                    Value(try shares.mapped { first * (1 - $0) + last * $0 })
                }
            }),
        random(
            "normals", aliases: ["randn"], .normal, "A matrix of standard normal random numbers",
            "2·normals(3, 4, seed=1) + 1 has the standard deviation 2 and the mean 1."),
        random(
            "uniforms", aliases: ["rand"], .uniform, "A matrix of uniform random numbers from 0 to below 1",
            "2·uniforms(3, 4, seed=1) - 1 lies between -1 and 1."),
        Entry(
            "reshape", .function, "The same numbers, row after row, in rows of another length",
            [.subject("A", [.matrix], "The numbers")] + sides,
            shape: { arguments throws(Diagnostic) in
                guard let rows = try arguments.count("rows"), let columns = try arguments.count("cols") else {
                    return nil
                }
                let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
                if let shape = arguments["A"], overflow || count != shape.rows * shape.columns {
                    throw arguments.fault(
                        .shape,
                        "\(arguments.name("A")) has \(shape.rows * shape.columns) elements (\(shape.text)), "
                            + "and \(rows)×\(columns) needs \(overflow ? "more" : "\(count)")", at: "A")
                }
                return Shape(rows: rows, columns: columns)
            }, example: "reshape(1..6, 2, 3)\nreshape(digits.X[1, :], 8, 8)",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                let shape = try arguments.primal.checkedShape()
                return try arithmetic.reshaped(try arguments.required("A"), to: shape)
            },
            .call { arguments, _ throws(Diagnostic) in
                let shape = try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    Value(try matrix.reshaped(rows: shape.rows, columns: shape.columns))
                }
            }),
        joining(
            "stack", aliases: ["vcat"], "Matrices on top of one another, as one", same: "columns", { $0.columns },
            example: "stack([1, 2; 3, 4], [5, 6])", { Shape(rows: $0, columns: $1) }, { $0.rows }
        ) { (matrices) throws(EngineError) in try .stacked(matrices) },
        joining(
            "beside", aliases: ["hcat"], "Matrices beside one another, as one", same: "rows", { $0.rows },
            example: "X = [1, 2; 3, 4]\nbeside(X, ones(rows(X), 1))", { Shape(rows: $1, columns: $0) }, { $0.columns }
        ) { (matrices) throws(EngineError) in try .besideOneAnother(matrices) },
    ]

    /// What `zeros` stands for by itself, an initialisation, and the matrix that its call makes.
    static let zeros = Entry(
        "zeros", .initialization, "Everything 0: zeros(2, 3) is a matrix, init=zeros a start that fails",
        sides, shape: counted,
        example: "zeros(2, 3)\nN = 2 -> 3 tanh -> 1 sigmoid, init=zeros", derivative: .zero,
        .adjustable(.initialization(.zeros)) { arguments, _ throws(Diagnostic) in
            try filled(0, arguments)
        })

    private static let sides: [Parameter] = [
        .subject("rows", [.number], "How many rows"), .subject("cols", [.number], "How many columns"),
    ]

    private static let counted: ShapeRule = { arguments throws(Diagnostic) in try arguments.counted() }

    private static func filled(_ number: Double, _ arguments: Arguments) throws(Diagnostic) -> Value {
        let shape = try arguments.checkedShape()
        return try engine(at: arguments.head) { () throws(EngineError) in
            Value(try .filled(rows: shape.rows, columns: shape.columns, with: number))
        }
    }

    private static func random(
        _ name: String, aliases: [String], _ distribution: Matrix.Distribution, _ summary: String, _ scaled: String
    ) -> Entry {
        Entry(
            name, aliases: aliases, .function, summary,
            details: """
                They are drawn row after row from the SplitMix64 stream that starts at the seed: the same seed gives the same \
                numbers, whatever was drawn before. \(scaled)
                """,
            sides + [.option("seed", [.number], default: "1", "Where they are drawn from")], shape: counted,
            example: "\(name)(3, 4, seed=1)", derivative: .zero,
            .call { arguments, machine throws(Diagnostic) in
                let shape = try arguments.checkedShape()
                let seed = try arguments.seed(machine)
                return try engine(at: arguments.head) { () throws(EngineError) in
                    Value(try .random(rows: shape.rows, columns: shape.columns, distribution, seed: seed))
                }
            })
    }

    /// `stack` and `beside`.
    ///
    /// - Parameters:
    ///   - same: What all matrices need as many of.
    ///   - shape: The shape for the added sides and the common one.
    private static func joining(
        _ name: String, aliases: [String], _ summary: String, same: String,
        _ common: @escaping @Sendable (Shape) -> Int, example: String,
        _ shape: @escaping @Sendable (Int, Int) -> Shape, _ added: @escaping @Sendable (Shape) -> Int,
        _ join: @escaping @Sendable ([Matrix]) throws(EngineError) -> Matrix
    ) -> Entry {
        Entry(
            name, aliases: aliases, .function, summary,
            details: "All have as many \(same); a number is a 1×1 matrix, a range a row.",
            [.subject("A", [.matrix], repeated: true, "The matrices")],
            shape: { arguments throws(Diagnostic) in
                guard let shapes = arguments.all("A"), let first = shapes.first else { return nil }
                var sum = 0
                for other in shapes {
                    guard common(other) == common(first) else {
                        throw arguments.fault(
                            .shape,
                            "\(name) needs as many \(same) in all, and here are \(first.text) and \(other.text)",
                            at: "A")
                    }
                    sum += added(other)
                    let all = shape(sum, common(first))
                    try arguments.limits.check(all.rows, all.columns, at: arguments.span("A"))
                }
                return shape(sum, common(first))
            }, example: example,
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arguments.checkedShape()
                return try arithmetic.joined(arguments.all("A"), join)
            },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                var matrices: [Matrix] = []
                for value in arguments.all("A") {
                    if let matrix = try value.toMatrix(at: arguments.span("A")) { matrices.append(matrix) }
                }
                return try engine(at: arguments.span("A")) { () throws(EngineError) in Value(try join(matrices)) }
            })
    }
}

/// The arguments of `linspace`.
extension Arguments {
    fileprivate func checkEnds() throws(Diagnostic) {
        for label in ["first", "last"] {
            guard let end = try number(label), !end.isFinite else { continue }
            throw Diagnostic(
                .value, "linspace needs finite ends, and \(label) is \(Value.text(of: end))", at: span(label),
                topic: "linspace")
        }
    }

    /// How far each number is on the way from the first to the last.
    fileprivate func shares() throws(Diagnostic) -> Matrix {
        let count = try checkedShape().columns
        return try engine(at: span("n")) { () throws(EngineError) in
            try .generated(rows: 1, columns: count) { Double($0) / Double(count - 1) }
        }
    }
}
