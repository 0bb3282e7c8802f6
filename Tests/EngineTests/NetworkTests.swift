import Testing

@testable import Engine

struct NetworkTests {
    /// The initial weights of lecture checklist block R-11(b).
    @Test func `weights come row-major from one stream`() throws {
        let network = try Network(
            inputs: 2, layers: [Layer(units: 50, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            initialization: .normal(variance: .inverseInputs), seed: 7)
        #expect(agree(Array(network.parameters[0..<3]), [0.6989569, -1.31822792, 0.00277201], within: 5.1e-9))
        let second = Array(network.weights(2).elements[0..<3])
        #expect(agree(second, [-0.05709668, 0.09982562, -0.23359672], within: 5.1e-9))
        #expect(network.biases(1).elements.allSatisfy { $0 == 0 })
        #expect(network.parameterCount == 201)
        #expect(network.allWeights == network.weights(1).elements + network.weights(2).elements)
    }

    @Test func `biases that are drawn do not move the weights`() throws {
        let layers = [Layer(units: 5, activation: .tanh), Layer(units: 2, activation: .softmax)]
        let with = try Network(
            inputs: 3, layers: layers, initialization: .normal(variance: .one, biases: true), seed: 4)
        let without = try Network(inputs: 3, layers: layers, initialization: .normal(variance: .one), seed: 4)
        #expect(with.allWeights == without.allWeights)
        #expect(with.biases(1).elements.allSatisfy { $0 != 0 })
    }

    static let variances: [(Initialization, Double, Double)] = [
        (.normal(variance: .inverseInputs), 0.05, 0.01), (.normal(variance: .one), 1, 1),
        (.normal(variance: .constant(0.25)), 0.25, 0.25), (.glorot, 0.016667, 0.015385), (.he, 0.1, 0.02),
        (.uniform, 0.016667, 0.003333), (.modern, 0.1, 0.015385), (.zeros, 0, 0),
    ]

    @Test(arguments: variances)
    func `weights have the variance of the choice`(
        _ initialization: Initialization, _ first: Double, _ second: Double
    ) throws {
        let network = try Network(
            inputs: 20, layers: [Layer(units: 100, activation: .relu), Layer(units: 30, activation: .tanh)],
            initialization: initialization, seed: 9)
        for (layer, expected) in [(1, first), (2, second)] {
            let weights = network.weights(layer).elements
            let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
            #expect(abs(variance - expected) <= 0.1 * expected)
        }
    }

    @Test func `constants and zeros`() throws {
        let layers = [Layer(units: 2, activation: .tanh)]
        let constant = try Network(inputs: 2, layers: layers, initialization: .constant(0.5))
        #expect(constant.parameters == [0.5, 0.5, 0.5, 0.5, 0, 0])
        let zeros = try Network(inputs: 2, layers: layers, initialization: .zeros)
        #expect(zeros.parameters.allSatisfy { $0 == 0 })
    }

    @Test func `the number of parameters of 784 → 50 → 10 is 39760`() throws {
        let network = try Network(
            inputs: 784, layers: [Layer(units: 50, activation: .relu), Layer(units: 10, activation: .softmax)])
        #expect(network.parameterCount == 39_760)
        #expect(network.outputs == 10)
        #expect(network.summary == "784 → 50 relu → 10 softmax")
    }

    @Test func `networks that make no sense are refused`() {
        let tanh = Layer(units: 2, activation: .tanh)
        expectError(.value, "at least one layer") { try Network(inputs: 2, layers: []) }
        expectError(.value, "input") { try Network(inputs: 0, layers: [tanh]) }
        expectError(.value, "layer 2") {
            try Network(inputs: 2, layers: [tanh, Layer(units: -1, activation: .tanh)])
        }
        expectError(.value, "variance") {
            try Network(inputs: 2, layers: [tanh], initialization: .normal(variance: .constant(-1)))
        }
        expectError(.value, "finite") {
            try Network(inputs: 2, layers: [tanh], initialization: .constant(.nan))
        }
        for units in [1 << 25, Int.max] {
            expectError(.limit, "parameters") {
                try Network(inputs: units, layers: [Layer(units: units, activation: .tanh), tanh])
            }
        }
    }

    @Test func `parameters can be replaced by finite ones of the same shape`() throws {
        var network = try Network(
            inputs: 2, layers: [Layer(units: 3, activation: .tanh), Layer(units: 1, activation: .identity)])
        let weights = Matrix([[1, 2, 3], [4, 5, 6]])
        try network.setWeights(weights, layer: 1)
        try network.setBiases(Matrix(row: [7, 8, 9]), layer: 1)
        #expect(Array(network.parameters[0..<9]) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(network.weights(1) == weights)
        let all = (0..<13).map(Double.init)
        try network.setParameters(all)
        #expect(network.parameters == all)
        let before = network
        expectError(.shape, "2×3", "3×2") { try network.setWeights(weights.transposed(), layer: 1) }
        expectError(.shape, "1×3", "3×1") { try network.setBiases(Matrix(column: [1, 2, 3]), layer: 1) }
        expectError(.shape, "13", "1") { try network.setParameters([1]) }
        for layer in [0, 3, .min, .max] {
            expectError(.value, "layers are 1 to 2") { try network.setWeights(weights, layer: layer) }
            expectError(.value, "layers are 1 to 2") { try network.setBiases(weights, layer: layer) }
        }
        expectError(.value, "finite") { try network.setBiases(Matrix(row: [.nan]), layer: 2) }
        expectError(.value, "finite") { try network.setParameters(all.map { $0 / 0 }) }
        #expect(network == before)
    }

    @Test func `the output is that of the formulas`() throws {
        let network = try Network(
            inputs: 4,
            layers: [
                Layer(units: 9, activation: .sigmoid), Layer(units: 20, activation: .relu),
                Layer(units: 3, activation: .softmax),
            ], initialization: .normal(variance: .one, biases: true), seed: 2)
        // More samples than the engine works on at once.
        let samples = MatrixTests.random(700, 4, seed: 3)
        var expected = samples
        for (index, layer) in network.layers.enumerated() {
            let weights = network.weights(index + 1)
            let product = Matrix(
                rows: 700, columns: weights.columns, elements: MatrixTests.product(expected, weights))
            expected = layer.activation(try product.addingRow(network.biases(index + 1)))
        }
        let found = try network.output(for: samples)
        #expect(agree(found.elements, expected.elements, within: 1e-13))
        #expect(try network.output(for: Matrix(row: samples.row(5))).elements.count == 3)
        #expect(try network.output(for: Matrix(rows: 0, columns: 4, elements: [])).isEmpty)
        expectError(.shape, "4×700", "4 inputs", "4×4") { try network.output(for: samples.transposed()) }
    }

    @Test func `classes are the largest outputs, the first of equal ones`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 3, activation: .softmax)], initialization: .zeros)
        #expect(try network.classes(for: Matrix(column: [1])) == [0])
        try network.setWeights(Matrix(row: [-1, 0, 1]), layer: 1)
        #expect(try network.classes(for: Matrix(column: [-2, 2])) == [0, 2])
        var sigmoid = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)], initialization: .zeros)
        try sigmoid.setWeights(Matrix(row: [1]), layer: 1)
        #expect(try sigmoid.classes(for: Matrix(column: [-1, 0, 1])) == [0, 0, 1])
        let regression = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        expectError(.value, "sigmoid") { try regression.classes(for: Matrix(column: [1])) }
    }

    @Test func `an output larger than the engine accepts is refused`() throws {
        let network = try Network(inputs: 1, layers: [Layer(units: 1 << 14, activation: .identity)])
        expectError(.limit, "16384") { try network.output(for: Matrix(rows: 1 << 14, columns: 1, repeating: 0)) }
    }

    @Test func `very wide layers work in small shards`() throws {
        let network = try Network(
            inputs: 1, layers: [Layer(units: 1 << 20, activation: .tanh), Layer(units: 1, activation: .identity)],
            initialization: .constant(1e-6))
        let output = try network.output(for: Matrix(column: (0..<40).map(Double.init))).elements
        // 2²⁰ units, each 1e-6 tanh(1e-6 x).
        #expect(agree(output, (0..<40).map { 1_048_576e-12 * Double($0) }, within: 1e-12))
    }
}
