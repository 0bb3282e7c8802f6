import Testing

@testable import Engine

struct MatrixTests {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])

    static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var stream = RandomStream(seed: seed)
        return Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in stream.normal() })
    }

    static func product(_ a: Matrix, _ b: Matrix) -> [Double] {
        (0..<a.rows).flatMap { row in
            (0..<b.columns).map { column in
                (0..<a.columns).reduce(0.0) { $0 + a[row, $1] * b[$1, column] }
            }
        }
    }

    @Test func `rows, columns and elements`() {
        #expect(matrix[1, 0] == 4)
        #expect(matrix.row(1) == [4, 5, 6])
        #expect(matrix.column(2) == [3, 6])
        #expect(matrix.shape == "2×3")
        #expect(matrix.transposed() == Matrix([[1, 4], [2, 5], [3, 6]]))
        #expect(Matrix(row: [1, 2]).rows == 1)
        #expect(Matrix(column: [1, 2]).rows == 2)
        #expect(matrix.sum() == 21)
        #expect(!matrix.isEmpty && Matrix(rows: 0, columns: 3, elements: []).isEmpty)
        #expect(Matrix(rows: 0, columns: 3, elements: []).transposed().rows == 3)
        var copy = matrix
        copy[0, 1] = 9
        #expect(copy.elements == [1, 9, 3, 4, 5, 6])
        #expect(matrix.map { -$0 }.row(0) == [-1, -2, -3])
    }

    @Test func `element by element needs equal sizes`() throws {
        #expect(try matrix.combined(with: matrix, *).elements == [1, 4, 9, 16, 25, 36])
        expectError(.shape, "2×3", "3×2") { try matrix.combined(with: matrix.transposed(), +) }
    }

    @Test func `a row is added to every row`() throws {
        #expect(try matrix.addingRow(Matrix(row: [1, 0, -1])).elements == [2, 2, 2, 5, 5, 5])
        expectError(.shape, "1×2", "2×3", "1×3") { try matrix.addingRow(Matrix(row: [1, 2])) }
    }

    @Test(arguments: [
        (1, 1, 1), (2, 3, 4), (5, 7, 1), (1, 9, 17), (20, 2, 50), (33, 65, 31), (200, 50, 1), (128, 128, 128),
        (150, 90, 101), (3, 0, 2),
    ])
    func `the product is the sum of products`(_ rows: Int, _ depth: Int, _ columns: Int) throws {
        let a = Self.random(rows, depth, seed: 1)
        let b = Self.random(depth, columns, seed: 2)
        let found = try a.multiplied(by: b)
        #expect(found.rows == rows && found.columns == columns)
        #expect(agree(found.elements, Self.product(a, b), within: 1e-12))
    }

    @Test func `large products, which OpenBLAS computes, are the same sums`() throws {
        try #require(Products.isLarge(rows: 512, columns: 520, depth: 514))
        let a = Self.random(512, 514, seed: 1)
        let b = Self.random(514, 520, seed: 2)
        let found = try a.multiplied(by: b)
        for (row, column) in [(0, 0), (511, 519), (100, 7), (7, 300)] {
            let expected = zip(a.row(row), b.column(column)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(found[row, column] - expected) < 1e-11)
        }
    }

    @Test func `products that do not fit or are too large are refused`() {
        expectError(.shape, "2×3", "inner dimensions 3 and 2") { try matrix.multiplied(by: matrix) }
        let tall = Matrix(rows: 1 << 14, columns: 1, repeating: 1)
        expectError(.limit, "16384×16384") { try tall.multiplied(by: tall.transposed()) }
    }

    @Test func `the norm neither overflows nor vanishes`() {
        #expect(Matrix([[3, 4]]).norm() == 5)
        #expect(abs(Matrix([[3e200, 4e200]]).norm() / 5e200 - 1) < 1e-15)
        #expect(abs(Matrix([[3e-200, 4e-200]]).norm() / 5e-200 - 1) < 1e-15)
        #expect(Matrix([[0, 0]]).norm() == 0)
        #expect(Matrix([[1, .infinity]]).norm() == .infinity)
        #expect(Matrix([[1, .nan]]).norm().isNaN)
        #expect(Matrix(rows: 0, columns: 0, elements: []).norm() == 0)
    }
}
