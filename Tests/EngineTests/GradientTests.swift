import Testing

@testable import Engine

/// Gradients against central differences.
struct GradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let inputs: Int
        let layers: [Layer]
        let loss: Loss
        let convention: String
        let samples: Int

        var testDescription: String {
            let sizes = layers.map { "\($0.units) \($0.activation)" }.joined(separator: ", ")
            return "\(inputs) → \(sizes); \(loss), \(convention), \(samples) samples"
        }
    }

    static let cases: [Case] = {
        var cases: [Case] = []
        let hidden: [Activation] = [.identity, .sigmoid, .tanh, .relu] + RectifierTests.relatives
        // Every activation, loss and reduction that go together.
        for convention in ["modern", "mukund", "tendulkar"] {
            for output in hidden + [.softmax] {
                for loss in [Loss.quadratic, .crossEntropy]
                where loss == .quadratic || output == .sigmoid || output == .softmax {
                    for activation in hidden {
                        cases.append(
                            Case(
                                inputs: 3,
                                layers: [
                                    Layer(units: 5, activation: activation), Layer(units: 3, activation: output),
                                ], loss: loss, convention: convention, samples: 7))
                    }
                }
            }
        }
        // A slope below 0 cannot be told from the activation.
        let folded = Layer(units: 5, activation: .leakyRelu(slope: -0.5))
        cases.append(
            Case(
                inputs: 3, layers: [folded, Layer(units: 1, activation: .sigmoid)], loss: .crossEntropy,
                convention: "modern", samples: 7))
        // Sizes on both sides of a vector's, deep networks, no hidden layer, more samples than a shard has rows.
        let deep: [[Layer]] = [
            [Layer(units: 1, activation: .sigmoid)],
            [Layer(units: 17, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            [Layer(units: 33, activation: .relu), Layer(units: 2, activation: .softmax)],
            [
                Layer(units: 19, activation: .sigmoid), Layer(units: 4, activation: .tanh),
                Layer(units: 21, activation: .relu), Layer(units: 10, activation: .softmax),
            ],
            [
                Layer(units: 40, activation: .tanh), Layer(units: 40, activation: .tanh),
                Layer(units: 16, activation: .identity),
            ],
            // Large enough to send deltas back through OpenBLAS.
            [
                Layer(units: 64, activation: .tanh), Layer(units: 64, activation: .tanh),
                Layer(units: 1, activation: .sigmoid),
            ],
        ]
        for layers in deep {
            for loss in [Loss.quadratic, .crossEntropy] {
                let output = layers[layers.count - 1].activation
                if loss == .crossEntropy && output != .sigmoid && output != .softmax { continue }
                // With hundreds of samples some relu would cross its kink within a step.
                let isSmooth = layers.allSatisfy { $0.activation != .relu }
                for (inputs, samples) in [(2, 40), (20, 20), (3, isSmooth ? 600 : 30)] {
                    cases.append(
                        Case(inputs: inputs, layers: layers, loss: loss, convention: "rousseau", samples: samples))
                }
            }
        }
        return cases
    }()

    /// Whether the activation has no derivative somewhere.
    private func hasKink(_ activation: Activation) -> Bool {
        if case .leakyRelu = activation { true } else { activation == .relu }
    }

    @Test(arguments: cases)
    func `agree with central differences`(_ test: Case) throws {
        let convention = try Convention.wanted(test.convention)
        var network = try Network(
            inputs: test.inputs, layers: test.layers, initialization: .normal(variance: .inverseInputs, biases: true),
            seed: 5)
        var stream = RandomStream(seed: 11)
        let outputs = network.outputs
        let inputs = (0..<test.samples * test.inputs).map { _ in stream.normal() }
        let targets = (0..<test.samples * outputs).map { _ in stream.uniform() }
        let data = try Dataset(
            name: "random", inputs: Matrix(rows: test.samples, columns: test.inputs, elements: inputs),
            targets: Matrix(rows: test.samples, columns: outputs, elements: targets))
        let found = try network.gradients(on: data, loss: test.loss, convention: convention).parameters
        let start = network.parameters
        var difference = 0.0
        var size = 0.0
        // Of large networks every few parameters; the step of 7 meets all rows and columns.
        for index in stride(from: 0, to: start.count, by: start.count > 200 ? 7 : 1) {
            func loss(_ shift: Double) throws -> Double {
                var shifted = start
                shifted[index] += shift
                try network.setParameters(shifted)
                return try network.loss(on: data, loss: test.loss, convention: convention)
            }
            let step = test.layers.contains { hasKink($0.activation) } ? 1e-6 : 1e-4
            // The five-point formula: its error is of the order step⁴.
            let near = try loss(step) - loss(-step)
            let far = try loss(2 * step) - loss(-2 * step)
            let numeric = (8 * near - far) / (12 * step)
            difference += (numeric - found[index]) * (numeric - found[index])
            size += numeric * numeric
        }
        #expect(difference.squareRoot() <= 1e-7 * size.squareRoot())
    }

    @Test func `decay is added to weights only, with the convention's factor`() throws {
        let data = try Datasets.xor()
        let network = try Network(
            inputs: 2, layers: [Layer(units: 3, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            initialization: .normal(variance: .one, biases: true))
        for convention in Convention.all {
            let plain = try network.gradients(on: data, convention: convention)
            let decayed = try network.gradients(on: data, decay: 0.1, convention: convention)
            for layer in 1...2 {
                #expect(decayed.biases(layer) == plain.biases(layer))
                let expected = zip(plain.weights(layer).elements, network.weights(layer).elements).map {
                    $0 + convention.decayFactor * 0.1 * $1
                }
                #expect(agree(decayed.weights(layer).elements, expected, within: 1e-16))
            }
        }
    }

    @Test func `relu at zero has the derivative of the convention`() throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .relu), Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 0, 1, 0])
        let data = try Dataset(name: "zero", inputs: Matrix(row: [0]), targets: Matrix(row: [1]))
        #expect(try network.gradients(on: data, convention: .tendulkar).parameters == [0, -1, 0, -1])
        #expect(try network.gradients(on: data, convention: .yale).parameters == [0, 0, 0, -1])
    }

    @Test func `gradients that overflow are an error that names the layer`() throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .identity), Layer(units: 1, activation: .identity)])
        try network.setParameters([1e200, 0, 1e200, 0])
        let data = try Dataset(name: "large", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        expectError(.numeric, "layer 2") { try network.gradients(on: data) }
    }
}
