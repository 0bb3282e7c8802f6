import Testing

@testable import Engine

struct DatasetTests {
    let samples = Matrix([[1, 2], [3, 4], [5, 6]])

    @Test func `a data set pairs finite rows`() throws {
        expectError(.shape, "3×2", "1×3", "3 and 1") {
            try Dataset(name: "d", inputs: samples, targets: Matrix(row: [1, 2, 3]))
        }
        expectError(.shape, "0×2") {
            try Dataset(
                name: "d", inputs: Matrix(rows: 0, columns: 2, elements: []),
                targets: Matrix(rows: 0, columns: 1, elements: []))
        }
        expectError(.value, "target 1 of sample 2", "nan") {
            try Dataset(name: "d", inputs: samples, targets: Matrix(column: [0, .nan, 0]))
        }
        expectError(.value, "input 2 of sample 3", "inf") {
            try Dataset(
                name: "d", inputs: Matrix([[1, 2], [3, 4], [5, .infinity]]), targets: Matrix(column: [0, 0, 0]))
        }
        #expect(try Dataset(name: "d", inputs: samples, targets: Matrix(column: [0, 1, 0])).count == 3)
    }

    @Test func `xor`() throws {
        let xor = try Datasets.xor()
        #expect(xor.inputs == Matrix([[0, 0], [0, 1], [1, 0], [1, 1]]))
        #expect(xor.targets == Matrix(column: [0, 1, 1, 0]))
    }

    @Test(arguments: [Activation.softmax, .sigmoid])
    func `a column of classes equals one-hot rows`(_ output: Activation) throws {
        let network = try Network(inputs: 2, layers: [Layer(units: 3, activation: output)])
        let classes = try Dataset(name: "classes", inputs: samples, targets: Matrix(column: [2, 0, 1]))
        let oneHot = try Dataset(name: "rows", inputs: samples, targets: Matrix([[0, 0, 1], [1, 0, 0], [0, 1, 0]]))
        for loss in [Loss.quadratic, .crossEntropy, .logLikelihood, .absolute, .huber()] {
            #expect(try network.loss(on: classes, loss: loss) == network.loss(on: oneHot, loss: loss))
            #expect(try network.gradients(on: classes, loss: loss) == network.gradients(on: oneHot, loss: loss))
        }
        #expect(try network.errorRate(on: classes) == network.errorRate(on: oneHot))
    }

    @Test func `classes out of range are named`() throws {
        let network = try Network(inputs: 2, layers: [Layer(units: 3, activation: .softmax)])
        for label in [3, -1, 0.5, 1e300] {
            let data = try Dataset(name: "d", inputs: samples, targets: Matrix(column: [0, label, 1]))
            expectError(.value, "sample 2", "from 0 to 2") { try network.loss(on: data) }
            expectError(.value, "sample 2") { try network.errorRate(on: data) }
        }
    }

    @Test func `data that do not fit the network are refused with both shapes`() throws {
        let network = try Network(inputs: 3, layers: [Layer(units: 2, activation: .identity)])
        let narrow = try Dataset(name: "narrow", inputs: samples, targets: samples)
        expectError(.shape, "3×2", "3 inputs", "3×3") { try network.loss(on: narrow) }
        let other = try Network(inputs: 2, layers: [Layer(units: 2, activation: .identity)])
        let single = try Dataset(name: "single", inputs: samples, targets: Matrix(column: [0, 1, 0]))
        expectError(.shape, "single", "3×1", "3×2") { try other.gradients(on: single) }
        #expect(try other.loss(on: narrow) >= 0)
    }

    @Test func `shares and empty rows are not classes`() throws {
        let network = try Network(inputs: 2, layers: [Layer(units: 2, activation: .softmax)])
        for rows in [[[1, 0], [0, 0], [0, 1]], [[1, 0], [0.5, 0.5], [0, 1]], [[1, 0], [1, 1], [0, 1]]] as [[[Double]]] {
            let data = try Dataset(name: "shares", inputs: samples, targets: Matrix(rows))
            expectError(.value, "classes") { try network.errorRate(on: data) }
            var trained = network
            var state = TrainingState()
            let history = try Engine.train(&trained, state: &state, on: data, options: TrainingOptions()).history
            #expect(history.error == nil)
            #expect((history.loss.last ?? .infinity) < history.loss[0])
        }
    }

    @Test func `cross-entropy needs probabilities and targets from 0 to 1`() throws {
        let data = try Dataset(name: "signs", inputs: samples, targets: Matrix(column: [1, -1, 1]))
        for output in [Activation.identity, .tanh, .relu] {
            let network = try Network(inputs: 2, layers: [Layer(units: 1, activation: output)])
            expectError(.value, "sigmoid or softmax", output.name) {
                try network.loss(on: data, loss: .crossEntropy)
            }
            #expect(Loss.matching(network) == .quadratic)
        }
        let network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        #expect(Loss.matching(network) == .crossEntropy)
        expectError(.value, "sample 2", "-1") { try network.loss(on: data) }
        #expect(try network.loss(on: data, loss: .quadratic) > 0)
        expectError(.value, "classes") { try network.errorRate(on: data) }
    }

    @Test func `the cross-entropy is finite however wrong the network is`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([1, 0])
        let wrong = try Dataset(name: "wrong", inputs: Matrix(column: [1000, -1000]), targets: Matrix(column: [0, 1]))
        #expect(try network.loss(on: wrong) == 1000)
        var softmax = try Network(inputs: 1, layers: [Layer(units: 2, activation: .softmax)])
        try softmax.setParameters([0, 1, 0, 0])
        #expect(try softmax.loss(on: wrong) == 1000)
        let right = try Dataset(name: "right", inputs: Matrix(column: [40, -40]), targets: Matrix(column: [1, 0]))
        #expect(abs(try network.loss(on: right) / 4.248354255291589e-18 - 1) < 1e-12)
    }

    @Test func `the forms of the quadratic loss`() throws {
        let network = try Network(inputs: 2, layers: [Layer(units: 2, activation: .identity)], initialization: .zeros)
        let data = try Dataset(name: "d", inputs: samples, targets: Matrix([[1, 2], [0, 0], [3, 0]]))
        let expected = ["mukund": 14 / 3.0, "rousseau": 7 / 3.0, "yale": 7 / 3.0, "tendulkar": 7, "modern": 7 / 3.0]
        for (name, value) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(abs(try network.loss(on: data, convention: .wanted(name)) - value) < 1e-14)
        }
    }

    @Test func `errors count classes`() throws {
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([1, 0, -2])
        let data = try Dataset(name: "d", inputs: samples, targets: Matrix(column: [0, 0, 1]))
        #expect(abs(try network.errorRate(on: data) - 1 / 3.0) < 1e-15)
        #expect(abs(try network.accuracy(on: data) - 2 / 3.0) < 1e-15)
    }
}
