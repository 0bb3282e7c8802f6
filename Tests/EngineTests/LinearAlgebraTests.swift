import Testing

@testable import Engine

/// What holds for every inverse, determinant and eigenvalue, on matrices of all sizes.
struct LinearAlgebraTests {
    static let sizes = [1, 2, 3, 7, 40, 150, 300]

    static func random(_ size: Int, seed: UInt64) throws -> Matrix {
        try Matrix.random(rows: size, columns: size, .normal, seed: seed)
    }

    static func identity(_ size: Int) throws -> Matrix {
        try Matrix.diagonal(Array(repeating: 1, count: size))
    }

    static func symmetric(_ size: Int, seed: UInt64) throws -> Matrix {
        let matrix = try random(size, seed: seed)
        return try matrix.combined(with: matrix.transposed(), +)
    }

    static func hilbert(_ size: Int) -> Matrix {
        Matrix((0..<size).map { row in (0..<size).map { 1 / Double(row + $0 + 1) } })
    }

    @Test(arguments: sizes)
    func `a matrix times its inverse is the identity, from both sides`(_ size: Int) throws {
        let matrix = try Self.random(size, seed: 3)
        let inverse = try matrix.inverse()
        let identity = try Self.identity(size)
        #expect(agree(try matrix.multiplied(by: inverse).elements, identity.elements, within: 1e-9))
        #expect(agree(try inverse.multiplied(by: matrix).elements, identity.elements, within: 1e-9))
    }

    @Test(arguments: sizes)
    func `the solution solves, for one right side and for several`(_ size: Int) throws {
        let matrix = try Self.random(size, seed: 4)
        let expected = try Matrix.random(rows: size, columns: 3, .uniform, seed: 5)
        let found = try matrix.solved(for: try matrix.multiplied(by: expected))
        #expect(found.rows == size && found.columns == 3)
        #expect(agree(found.elements, expected.elements, within: 1e-9))
    }

    @Test(arguments: [1, 2, 3, 7, 40])
    func `the determinant of a product is the product of the determinants`(_ size: Int) throws {
        let (a, b) = (try Self.random(size, seed: 6), try Self.random(size, seed: 7))
        let product = try a.determinant() * b.determinant()
        #expect(abs(try a.multiplied(by: b).determinant() / product - 1) < 1e-9)
        #expect(abs(try a.transposed().determinant() / a.determinant() - 1) < 1e-9)
        var exchanged = a.elements
        guard size > 1 else { return }
        for column in 0..<size { exchanged.swapAt(column, size + column) }
        let determinant = try Matrix(rows: size, columns: size, elements: exchanged).determinant()
        #expect(abs(determinant / (try a.determinant()) + 1) < 1e-9)
    }

    @Test(arguments: sizes)
    func `eigenvalues and eigenvectors make up the matrix`(_ size: Int) throws {
        let matrix = try Self.symmetric(size, seed: 8)
        let (values, vectors) = try matrix.eigenvectors()
        #expect(values == values.sorted())
        #expect(agree(try matrix.eigenvalues(), values, within: 1e-10))
        let again = try vectors.multiplied(by: try .diagonal(values)).multiplied(by: vectors.transposed())
        #expect(agree(again.elements, matrix.elements, within: 1e-10))
        let products = try vectors.transposed().multiplied(by: vectors)
        #expect(agree(products.elements, try Self.identity(size).elements, within: 1e-12))
        for column in 0..<size {
            let vector = vectors.column(column)
            #expect(vector.max() ?? 0 >= -(vector.min() ?? 0))
        }
        let trace = matrix.diagonal.reduce(0, +)
        #expect(abs(values.reduce(0, +) - trace) < 1e-9)
    }

    @Test func `known values`() throws {
        #expect(abs(try Matrix([[1, 2], [3, 4]]).determinant() + 2) < 1e-15)
        #expect(agree(try Matrix([[1, 2], [3, 4]]).inverse().elements, [-2, 1, 1.5, -0.5], within: 1e-14))
        #expect(agree(try Matrix([[2, 0.8], [0.8, 1]]).eigenvalues(), [0.5566018867, 2.4433981132], within: 1e-9))
        #expect(try Matrix([[0, 1], [1, 0]]).determinant() == -1)
        #expect(try Matrix([[0, 0], [0, 0]]).determinant() == 0)
        #expect(try Matrix([[0, 0], [0, 0]]).eigenvalues() == [0, 0])
    }

    @Test func `the rank counts independent rows`() throws {
        let (tall, wide) = (MatrixTests.random(50, 4, seed: 1), MatrixTests.random(4, 60, seed: 2))
        #expect(try tall.rank() == 4 && wide.rank() == 4)
        #expect(try tall.multiplied(by: wide).rank() == 4)
        // Many rows are taken in blocks.
        let long = try MatrixTests.random(3000, 4, seed: 3).multiplied(by: MatrixTests.random(4, 300, seed: 4))
        #expect(try long.rank() == 4 && long.transposed().rank() == 4)
        #expect(try MatrixTests.random(3000, 300, seed: 5).rank() == 300)
        #expect(try Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).rank() == 2)
        #expect(try Matrix([[0, 0], [0, 0]]).rank() == 0)
        #expect(try Matrix([[1e300, 0], [0, 1e299]]).rank() == 2)
        #expect(try Matrix(rows: 0, columns: 5, elements: []).rank() == 0)
    }

    @Test func `very large and very small elements do no harm`() throws {
        let factors = [1e-300, 1e-100, 1e100, 1e300, 4e307]
        for factor in factors {
            let matrix = Matrix([[factor, 2 * factor], [3 * factor, 4 * factor]])
            let product = try matrix.multiplied(by: try matrix.inverse())
            #expect(agree(product.elements, [1, 0, 0, 1], within: 1e-12))
            let solution = try matrix.solved(for: Matrix([[factor], [factor]]))
            #expect(agree(solution.elements, [-1, 1], within: 1e-12))
            let values = try Matrix([[factor, 0], [0, 2 * factor]]).eigenvalues()
            #expect(agree(values.map { $0 / factor }, [1, 2], within: 1e-12))
        }
        // On the way 1e300·1e300 would overflow.
        let diagonal = try Matrix.diagonal([1e300, 1e300, 1e-300, 1e-300]).determinant()
        #expect(abs(diagonal - 1) < 1e-12)
        #expect(try Matrix.diagonal([-1e300, 1e300]).determinant() == -.infinity)
        #expect(try Matrix.diagonal([1e-300, 1e-300]).determinant() == 0)
        expectError(.numeric, "beyond the range") { try Matrix([[.leastNonzeroMagnitude]]).inverse() }
    }

    @Test func `the matrix without elements`() throws {
        let empty = Matrix(rows: 0, columns: 0, elements: [])
        #expect(try empty.determinant() == 1)
        #expect(try empty.inverse() == empty)
        #expect(try empty.eigenvalues().isEmpty)
        #expect(try empty.solved(for: Matrix(rows: 0, columns: 2, elements: [])).columns == 2)
        #expect(try empty.eigenvectors().vectors == empty)
    }

    @Test func `what is singular is refused with the reason`() {
        expectError(.value, "singular", "depend on one another") { try Matrix([[1, 2], [2, 4]]).inverse() }
        // The rows of a large Hilbert matrix are independent, but no inverse in double precision means anything.
        expectError(.value, "singular", "but for rounding") {
            try Self.hilbert(13).inverse()
        }
        expectError(.value, "no solution or no single one") {
            try Matrix([[1, 1], [1, 1]]).solved(for: Matrix([[1], [1]]))
        }
        expectError(.value, "singular") { try Matrix([[0]]).inverse() }
    }

    @Test func `what is no square, no number or too large is refused`() throws {
        let flat = Matrix([[1, 2, 3], [4, 5, 6]])
        expectError(.shape, "an inverse", "2×3") { try flat.inverse() }
        expectError(.shape, "a determinant", "2×3") { try flat.determinant() }
        expectError(.shape, "eigenvalues", "2×3") { try flat.eigenvalues() }
        expectError(.shape, "2×2", "3×1") { try Matrix([[1, 2], [3, 4]]).solved(for: Matrix([[1], [2], [3]])) }
        let odd = Matrix([[1, 2], [.nan, 4]])
        expectError(.value, "element 2, 1", "nan") { try odd.inverse() }
        expectError(.value, "element 2, 1", "nan") { try odd.eigenvalues() }
        expectError(.value, "element 2, 1", "nan") { try odd.rank() }
        expectError(.value, "element 1, 1", "inf") {
            try Matrix([[1, 0], [0, 1]]).solved(for: Matrix([[.infinity], [1]]))
        }
        expectError(.value, "element 1, 3 is 9", "element 3, 1 is 5") {
            try Matrix([[1, 2, 9], [2.5, 1, 1], [5, 1, 1]]).eigenvalues()
        }
        let large = Matrix(rows: 4001, columns: 4001, repeating: 1)
        expectError(.limit, "4000") { try large.inverse() }
        expectError(.limit, "500 rows") { try large.eigenvalues() }
        expectError(.limit, "500 long") { try large.rank() }
        let many = Matrix(rows: 2000, columns: 2501, repeating: 1)
        expectError(.limit, "2501") { try Matrix.diagonal(Array(repeating: 1, count: 2000)).solved(for: many) }
    }
}
