import Engine
import Language

extension Entry {
    /// Linear algebra; LAPACK's routines, which no interrupt can end, are kept to sizes that take about a second.
    static let linearAlgebra: [Entry] = [
        Entry(
            "inverse", aliases: ["inv"], .function, "The matrix with A·inverse(A) = eye(n)",
            details: """
                A singular matrix is an error, also where only rounding keeps it from being one (a condition number above \
                4.5e15). To solve A·x = b, solve(A, b) is faster and more exact. \(sizes)
                """,
            [.subject("A", [.matrix], "A square matrix")],
            shape: { arguments throws(Diagnostic) in try arguments.square("A", for: "an inverse") },
            example: "A = [1, 2; 3, 4]\ninverse(A)\nexpect A·inverse(A) ≈ eye(2) ± 1e-12",
            derivative: composed { (value, arithmetic) throws(Diagnostic) in try arithmetic.inverse(value) },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in Value(try matrix.inverse()) }
            }),
        Entry(
            "solve", .function, "The x of A·x = b, or one for each column of b",
            details: """
                A singular matrix is an error, as for inverse. The best w of X·w ≈ y, by least squares, is solve(Xᵀ·X, Xᵀ·y). \
                \(sizes)
                """,
            [
                .subject("A", [.matrix], "A square matrix"),
                .subject("b", [.matrix], "The right side, as many rows as A"),
            ],
            shape: { arguments throws(Diagnostic) in
                let shape = try arguments.square("A", for: "exactly one solution")
                guard let shape, let right = arguments["b"] else { return nil }
                guard right.rows == shape.rows else {
                    throw arguments.fault(
                        .shape,
                        "\(arguments.name("A")) is \(shape.text), \(arguments.name("b")) is \(right.text): they need as many rows",
                        at: "A", "b",
                        hint: right.columns == shape.rows ? "did you mean \(arguments.name("b"))ᵀ?" : nil)
                }
                return right
            }, example: "solve([2, 1; 1, 3], [3; 5])",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arguments.checkedShape()
                return try arithmetic.solution(of: try arguments.required("A"), for: try arguments.required("b"))
            },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let (matrix, right) = (try arguments.matrix("A"), try arguments.matrix("b"))
                return try engine(at: arguments.span("A").union(arguments.span("b"))) { () throws(EngineError) in
                    Value(try matrix.solved(for: right))
                }
            }),
        Entry(
            "determinant", aliases: ["det"], .function, "The determinant: by how much A stretches volumes, with a sign",
            details: "That of a matrix without elements is 1. \(sizes)",
            [.subject("A", [.matrix], "A square matrix")], returns: .number,
            shape: { arguments throws(Diagnostic) in
                try arguments.square("A", for: "a determinant").map { _ in .scalar }
            }, example: "determinant([1, 2; 3, 4])",
            derivative: composed { (value, arithmetic) throws(Diagnostic) in try arithmetic.determinant(value) },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    .number(try matrix.determinant())
                }
            }),
        Entry(
            "rank", .function, "How many rows of a matrix are independent",
            details: """
                It counts the singular values above the largest one times the longer side times 2.2e-16. The shorter side may be \
                500 long.
                """,
            [.subject("A", [.matrix], "The matrix")], returns: .number, shape: { _ in .scalar },
            example: "rank([1, 2, 3; 4, 5, 6; 7, 8, 9])", derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    .number(Double(try matrix.rank()))
                }
            }),
        Entry(
            "eigenvalues", .function, "The eigenvalues of a symmetric matrix, in ascending order",
            details: symmetric,
            [.subject("A", [.matrix], "A symmetric matrix")],
            shape: { arguments throws(Diagnostic) in
                try arguments.square("A", for: "eigenvalues").map { Shape(rows: 1, columns: $0.columns) }
            }, example: "eigenvalues([2, 0.8; 0.8, 1])",
            derivative: composed { (value, arithmetic) throws(Diagnostic) in try arithmetic.eigenvalues(value) },
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    Value(Matrix(row: try matrix.eigenvalues()))
                }
            }),
        Entry(
            "eigenvectors", .function, "The eigenvectors of a symmetric matrix, in columns",
            details: """
                Column k belongs to the k-th of the eigenvalues. Each is 1 long, and its largest component is positive. \
                \(symmetric)
                """,
            [.subject("A", [.matrix], "A symmetric matrix")],
            shape: { arguments throws(Diagnostic) in try arguments.square("A", for: "eigenvectors") },
            example: "A = [2, 0.8; 0.8, 1]\nV = eigenvectors(A)\nexpect V·diagonal(eigenvalues(A))·Vᵀ ≈ A ± 1e-12",
            .call { arguments, _ throws(Diagnostic) in
                try arguments.checkedShape()
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.span("A")) { () throws(EngineError) in
                    Value(try matrix.eigenvectors().vectors)
                }
            }),
    ]

    private static let sizes = "A matrix may have 4,000 rows, and its elements must be finite."

    private static let symmetric = """
        The two elements of each pair may differ by 1e-9 of the largest element, as rounding makes them. A matrix may have \
        500 rows, and its elements must be finite.
        """
}
