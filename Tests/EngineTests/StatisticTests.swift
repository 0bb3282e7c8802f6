import Glibc
import Testing

@testable import Engine

struct StatisticTests {
    let matrix = Matrix([[1, 5, 3], [4, 2, 9]])
    let empty = Matrix(rows: 0, columns: 3, elements: [])

    @Test func `over all elements, over the rows and over the columns`() throws {
        #expect(try matrix.statistic(.sum).elements == [24])
        #expect(try matrix.statistic(.sum, over: .rows) == Matrix(row: [5, 7, 12]))
        #expect(try matrix.statistic(.sum, over: .columns) == Matrix(column: [9, 15]))
        #expect(try matrix.statistic(.mean, over: .rows) == Matrix(row: [2.5, 3.5, 6]))
        #expect(try matrix.statistic(.maximum, over: .columns) == Matrix(column: [5, 9]))
        #expect(try matrix.statistic(.minimum, over: .rows) == Matrix(row: [1, 2, 3]))
    }

    @Test func `the variance divides by n, that of a sample by n - 1`() throws {
        let numbers = Matrix(row: [2, 4, 4, 4, 5, 5, 7, 9])
        #expect(try numbers.statistic(.variance(sample: false)).elements == [4])
        #expect(try numbers.statistic(.deviation(sample: false)).elements == [2])
        #expect(try numbers.statistic(.variance(sample: true)).elements == [32 / 7])
        // Naive sums of squares would lose everything here.
        let shifted = numbers.map { $0 + 1e9 }
        #expect(try shifted.statistic(.variance(sample: false)).elements == [4])
    }

    @Test func `extreme numbers`() throws {
        let large = Matrix(row: [1.5e308, 1.5e308, -1.5e308, 1.5e308])
        #expect(abs(try large.statistic(.mean).elements[0] / 0.75e308 - 1) < 1e-12)
        let deviation = try large.statistic(.deviation(sample: false)).elements[0]
        #expect(abs(deviation / (1.5e308 * 0.75.squareRoot()) - 1) < 1e-12)
        #expect(try large.statistic(.variance(sample: false)).elements == [.infinity])
        #expect(
            abs(try Matrix(row: [1e-200, 3e-200]).statistic(.deviation(sample: false)).elements[0] / 1e-200 - 1) < 1e-12
        )
        #expect(try Matrix(row: [1000, 1000]).statistic(.logSumExp).elements[0] == 1000 + log(2))
        #expect(try Matrix(row: [-.infinity, -.infinity]).statistic(.logSumExp).elements == [-.infinity])
        #expect(try Matrix(row: [-.infinity, .infinity]).statistic(.logSumExp).elements == [.infinity])
        #expect(try Matrix(row: [1, .infinity]).statistic(.mean).elements == [.infinity])
        for statistic: Statistic in [
            .sum, .mean, .variance(sample: false), .deviation(sample: true), .minimum, .maximum, .logSumExp,
        ] {
            #expect(try Matrix(row: [1, .nan, 3]).statistic(statistic).elements[0].isNaN, "\(statistic)")
        }
    }

    @Test func `of nothing there are only sums`() throws {
        #expect(try empty.statistic(.sum).elements == [0])
        #expect(try empty.statistic(.logSumExp).elements == [-.infinity])
        #expect(try empty.statistic(.sum, over: .rows) == Matrix(row: [0, 0, 0]))
        #expect(try empty.statistic(.maximum, over: .columns) == Matrix(rows: 0, columns: 1, elements: []))
        for statistic: Statistic in [.mean, .variance(sample: false), .deviation(sample: false), .minimum, .maximum] {
            expectError(.value, "of no numbers") { try empty.statistic(statistic) }
            expectError(.value, "of no numbers") { try empty.statistic(statistic, over: .rows) }
        }
        expectError(.value, "two numbers") { try Matrix(row: [1]).statistic(.variance(sample: true)) }
    }

    @Test func `positions of extremes`() throws {
        #expect(try matrix.position(ofLargest: true).elements == [5])
        #expect(try matrix.position(ofLargest: false, over: .rows) == Matrix(row: [0, 1, 0]))
        #expect(try matrix.position(ofLargest: true, over: .columns) == Matrix(column: [1, 2]))
        #expect(try Matrix(row: [1, 3, 3]).position(ofLargest: true).elements == [1])
        #expect(try Matrix(row: [1, .nan, .infinity]).position(ofLargest: true).elements == [1])
        #expect(try Matrix(row: [-0.0, 0]).position(ofLargest: true).elements == [0])
        expectError(.value, "the largest") { try empty.position(ofLargest: true) }
    }

    @Test func `cumulative sums end in the sums`() throws {
        #expect(try matrix.cumulativeSums(over: .columns) == Matrix([[1, 6, 9], [4, 6, 15]]))
        #expect(try matrix.cumulativeSums(over: .rows) == Matrix([[1, 5, 3], [5, 7, 12]]))
        #expect(try empty.cumulativeSums(over: .columns) == empty && empty.cumulativeSums(over: .rows) == empty)
    }

    @Test func `sorting puts NaNs last, both ways`() throws {
        let numbers = Matrix(row: [3, .nan, -.infinity, 1, .infinity])
        let up = try numbers.sorted(over: .columns).elements
        #expect(Array(up.dropLast()) == [-.infinity, 1, 3, .infinity] && up[4].isNaN)
        let down = try numbers.sorted(over: .columns, descending: true).elements
        #expect(Array(down.dropLast()) == [.infinity, 3, 1, -.infinity] && down[4].isNaN)
        #expect(try matrix.sorted(over: .columns) == Matrix([[1, 3, 5], [2, 4, 9]]))
        #expect(try matrix.sorted(over: .rows, descending: true) == Matrix([[4, 5, 9], [1, 2, 3]]))
    }

    @Test(arguments: [65536, 65537, 200_000])
    func `long vectors are sorted in blocks`(_ count: Int) throws {
        let numbers = try Matrix.random(rows: 1, columns: count, .uniform, seed: 9)
        #expect(try numbers.sorted(over: .columns).elements == numbers.elements.sorted())
        #expect(try numbers.sorted(over: .columns, descending: true).elements == numbers.elements.sorted(by: >))
    }

    @Test func `distinct numbers`() throws {
        let found = try Matrix(row: [3, 1, .nan, 3, -0.0, 0, .nan]).distinct()
        #expect(found.rows == 1 && Array(found.elements.dropLast()) == [0, 1, 3] && found.elements[3].isNaN)
        #expect(try Matrix([[1, 2], [2, 1]]).distinct() == Matrix(column: [1, 2]))
        #expect(try empty.distinct() == Matrix(column: []))
    }

    @Test func `random matrices are the stream of their seed, row after row`() throws {
        var stream = RandomStream(seed: 7)
        let expected = (0..<6).map { _ in stream.normal() }
        #expect(try Matrix.random(rows: 2, columns: 3, .normal, seed: 7).elements == expected)
        let uniform = try Matrix.random(rows: 100, columns: 100, .uniform, seed: 1)
        #expect(uniform.elements.allSatisfy { $0 >= 0 && $0 < 1 })
        expectError(.limit, "1000000000×1000000000") {
            try Matrix.random(rows: 1_000_000_000, columns: 1_000_000_000, .normal, seed: 1)
        }
        expectError(.limit, "×0") { try Matrix.random(rows: 1 << 60, columns: 0, .normal, seed: 1) }
    }

    @Test func `joining and reshaping`() throws {
        let other = Matrix([[7], [8]])
        #expect(try Matrix.besideOneAnother([matrix, other]) == Matrix([[1, 5, 3, 7], [4, 2, 9, 8]]))
        #expect(try Matrix.stacked([matrix, empty, matrix]).rows == 4)
        #expect(try Matrix.stacked([matrix, Matrix(row: [7, 8, 9])]).row(2) == [7, 8, 9])
        expectError(.shape, "3 and 1 columns") { try Matrix.stacked([matrix, other]) }
        expectError(.shape, "2 and 0 rows") { try Matrix.besideOneAnother([matrix, empty]) }
        #expect(try matrix.reshaped(rows: 3, columns: 2) == Matrix([[1, 5], [3, 4], [2, 9]]))
        expectError(.shape, "2×3", "6 elements", "4×2") { try matrix.reshaped(rows: 4, columns: 2) }
        expectError(.shape, "6 elements") { try matrix.reshaped(rows: Int.max, columns: 2) }
        #expect(matrix.diagonal == [1, 2])
        #expect(try Matrix.diagonal([1, 2]) == Matrix([[1, 0], [0, 2]]))
        #expect(try Matrix.diagonal([]).isEmpty && empty.diagonal.isEmpty)
    }
}
