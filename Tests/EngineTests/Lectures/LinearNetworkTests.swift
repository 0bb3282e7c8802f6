import Testing

@testable import Engine

/// Lecture checklist row B8: without a non-linearity, layers are one matrix.
struct LinearNetworkTests {
    private func network(_ widths: [Int], inputs: Int, seed: UInt64 = 1) throws -> Network {
        try Network(
            inputs: inputs, layers: widths.map { Layer(units: $0, activation: .identity) },
            initialization: .normal(variance: .inverseInputs), seed: seed)
    }

    private func product(_ network: Network) throws -> Matrix {
        try (2...network.layers.count).reduce(network.weights(1)) { try $0.multiplied(by: network.weights($1)) }
    }

    @Test(arguments: [[6, 4], [5, 7, 4], [3, 1, 4], [8, 8, 8, 8, 4]])
    func `the output is that of the product of the weights`(_ widths: [Int]) throws {
        let network = try network(widths, inputs: 5)
        var stream = RandomStream(seed: 3)
        let samples = Matrix(rows: 9, columns: 5, elements: (0..<45).map { _ in stream.normal() })
        let found = try network.output(for: samples).elements
        #expect(agree(found, try samples.multiplied(by: product(network)).elements, within: 2e-15))
    }

    @Test func `the rank is at most the smallest width`() throws {
        let matrix = try product(network([6, 1, 4], inputs: 5))
        // All 2×2 minors of a matrix of rank 1 vanish; those of two wide layers do not.
        let wide = try product(network([6, 4], inputs: 5))
        func minor(_ matrix: Matrix) -> Double { matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0] }
        var largest = 0.0
        for row in 1..<5 {
            for column in 1..<4 {
                let minor = matrix[0, 0] * matrix[row, column] - matrix[0, column] * matrix[row, 0]
                largest = max(largest, abs(minor))
            }
        }
        #expect(largest < 1e-15)
        #expect(matrix.norm() > 0.1)
        #expect(abs(minor(wide)) > 1e-3)
    }

    /// No line parts xor: a linear network, however deep and wherever it starts, has at most three points right.
    @Test func `xor is never more than three quarters right`() throws {
        let data = try Datasets.xor()
        var best = 0.0
        for seed in UInt64(1)...30 {
            var network = try Network(
                inputs: 2,
                layers: [
                    Layer(units: 4, activation: .identity), Layer(units: 3, activation: .identity),
                    Layer(units: 1, activation: .sigmoid),
                ], initialization: .normal(variance: .one, biases: true), seed: seed)
            var state = TrainingState()
            best = max(best, try network.accuracy(on: data))
            for _ in 0..<10 {
                _ = try Engine.train(
                    &network, state: &state, on: data, options: TrainingOptions(learningRate: 0.2, epochs: 20))
                best = max(best, try network.accuracy(on: data))
            }
        }
        #expect(best == 0.75)
    }
}
