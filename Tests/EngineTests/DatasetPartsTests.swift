import Testing

@testable import Engine

struct DatasetPartsTests {
    private let numbers: Dataset

    init() throws {
        numbers = try Dataset(
            name: "numbers", inputs: Matrix(column: (0..<150).map { Double($0) }),
            targets: Matrix(column: (0..<150).map { Double($0 / 50) }), classNames: ["a", "b", "c"])
    }

    @Test func `a split is a partition in the order of the whole`() throws {
        let (train, test) = try numbers.split(testShare: 0.2, seed: 1)
        #expect(train.count == 120 && test.count == 30)
        #expect((train.inputs.elements + test.inputs.elements).sorted() == numbers.inputs.elements)
        for part in [train, test] {
            #expect(part.inputs.elements == part.inputs.elements.sorted())
            #expect(zip(part.inputs.elements, part.targets.elements).allSatisfy { ($0 / 50).rounded(.down) == $1 })
            #expect(part.classNames == ["a", "b", "c"])
        }
    }

    @Test func `a split is that of its seed`() throws {
        // Computed once by an independent program.
        let ten = try numbers.samples(at: Array(0..<10)).split(testShare: 0.3, seed: 1)
        #expect(ten.test.inputs.elements == [2, 5, 8])
        let test = try numbers.split(testShare: 0.2, seed: 1).test
        #expect(Array(test.inputs.elements.prefix(8)) == [5, 8, 9, 10, 14, 16, 19, 21])
        #expect(try numbers.split(testShare: 0.2, seed: 2).test != test)
    }

    @Test(arguments: [0, 1, -0.5, 2, .nan, 0.001, 0.999])
    func `a share that leaves a part empty is refused`(_ share: Double) {
        expectError(.value, "share") { try numbers.split(testShare: share) }
    }

    @Test func `a number of samples is divided as their share is`() throws {
        let byShare = try numbers.split(testShare: 0.2, seed: 3)
        let byCount = try numbers.split(testCount: byShare.test.count, seed: 3)
        #expect(byCount.train == byShare.train && byCount.test == byShare.test)
        #expect(try numbers.split(testCount: 1).test.count == 1)
        for count in [0, -1, 150, Int.max] { expectError(.value, "part") { try numbers.split(testCount: count) } }
    }

    @Test func `samples that do not exist are refused`() throws {
        #expect(try numbers.samples(at: [3, 3, 0]).inputs.elements == [3, 3, 0])
        expectError(.value, "position 150") { try numbers.samples(at: [0, 150]) }
        expectError(.value) { try numbers.samples(at: [-1]) }
        expectError(.shape) { try numbers.samples(at: []) }
    }

    @Test func `standardised columns have mean 0 and variance 1`() throws {
        let iris = try Datasets.iris().standardized()
        for index in 0..<4 {
            let column = iris.inputs.column(index)
            #expect(abs(column.reduce(0, +) / 150) < 1e-13)
            #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 150 - 1) < 1e-13)
        }
        #expect(iris.targets == (try Datasets.iris().targets) && iris.classNames.count == 3)
    }

    @Test func `the test part is standardised with the statistics of the training part`() throws {
        let train = try Dataset(
            name: "train", inputs: Matrix([[0, 0.1], [4, 0.1]]), targets: Matrix(column: [0, 1]))
        let test = try Dataset(name: "test", inputs: Matrix([[6, 0.3]]), targets: Matrix(column: [0]))
        let standardization = try Standardization(of: train.inputs)
        #expect(standardization.means == [2, 0.1] && standardization.deviations == [2, 1])
        #expect(try test.standardized(by: standardization).inputs == Matrix([[2, 0.3 - 0.1]]))
    }

    @Test func `what cannot be standardised is refused`() throws {
        let standardization = try Standardization(of: Matrix([[1, 2]]))
        expectError(.shape, "2 columns") { try numbers.standardized(by: standardization) }
        expectError(.shape) { try Standardization(of: Matrix(rows: 0, columns: 2, elements: [])) }
        let huge = try Dataset(name: "huge", inputs: Matrix(column: [1e308, -1e308]), targets: Matrix(column: [0, 1]))
        expectError(.value, "column 1") { try huge.standardized() }
        expectError(.value, "column 2") { try Standardization(of: Matrix([[0, 1e-200], [1, 2e-200]])) }
        expectError(.value) { try Standardization(of: Matrix([[.nan], [1]])) }
    }

    @Test func `one-hot rows and classes are each other's inverse`() throws {
        let rows = try Matrix(column: [2, 0, 1]).oneHot()
        #expect(rows == Matrix([[0, 0, 1], [1, 0, 0], [0, 1, 0]]))
        #expect(try rows.classLabels() == [2, 0, 1])
        #expect(try Matrix(row: [1, 0]).oneHot(classes: 3) == Matrix([[0, 1, 0], [1, 0, 0]]))
        #expect(try Matrix(column: [2, 0, 1]).classLabels() == [2, 0, 1])
    }

    @Test(arguments: [-1, 0.5, .nan, 1e10])
    func `what is no class is refused`(_ label: Double) {
        expectError(.value, "element 2") { try Matrix(row: [0, label]).oneHot() }
        expectError(.value, "row 2") { try Matrix(column: [0, label]).classLabels() }
    }

    @Test func `what is not one-hot is refused`() {
        for rows in [[[0, 0]], [[1, 1]], [[1, 0], [0.5, 0.5]], [[2, 0]]] as [[[Double]]] {
            expectError(.value, "not one-hot") { try Matrix(rows).classLabels() }
        }
        expectError(.shape) { try Matrix([[0, 1], [1, 0]]).oneHot() }
        expectError(.value) { try Matrix(row: [0, 3]).oneHot(classes: 3) }
        expectError(.value) { try Matrix(row: [0, 3]).oneHot(classes: 0) }
        expectError(.limit) { try Matrix(row: [0, 2e9]).oneHot() }
    }

    @Test func `every class needs a name where classes have names`() throws {
        expectError(.value, "3 classes and names for 2") {
            try Dataset(
                name: "d", inputs: Matrix(column: [1, 2, 3]), targets: Matrix(column: [0, 1, 2]),
                classNames: ["a", "b"])
        }
        expectError(.value) {
            try Dataset(name: "d", inputs: Matrix(column: [1]), targets: Matrix(column: [0.5]), classNames: ["a", "b"])
        }
    }
}
