import Testing

@testable import Engine

/// The linear model, lecture checklist block R-10.
struct LinearModelTests {
    private let tilted = Matrix([[2, 0.8], [0.8, 1]])

    @Test func `the risk is that of the lecture checklist`() throws {
        let model = try LinearModel(weights: [1, -1], covariance: tilted, noise: 0.5)
        #expect(abs(try model.risk(of: [0.3, 0.4]) - 1.622) < 1e-12)
        #expect(try model.risk(of: [1, -1]) == 0.25)
    }

    @Test func `the risk is the mean squared error of many samples`() throws {
        let model = try LinearModel(weights: [1, -1], covariance: tilted, noise: 0.5)
        let data = try model.sample(count: 100_000, seed: 11)
        for weights in [[0.3, 0.4], [1, -1], [-2, 1]] {
            let squares = (0..<data.count).map { row in
                let error = data.targets[row, 0] - weights[0] * data.inputs[row, 0] - weights[1] * data.inputs[row, 1]
                return error * error
            }
            let mean = squares.reduce(0, +) / Double(data.count)
            let risk = try model.risk(of: weights)
            #expect(abs(mean - risk) < 0.03 * risk, "\(weights)")
        }
    }

    @Test func `the inputs have the covariance`() throws {
        let data = try LinearModel(weights: [0, 0], covariance: tilted, noise: 0).sample(count: 100_000, seed: 2)
        let products = try data.inputs.transposed().multiplied(by: data.inputs).map { $0 / 100_000 }
        for (found, expected) in zip(products.elements, tilted.elements) { #expect(abs(found - expected) < 0.03) }
        #expect(data.targets.elements.allSatisfy { $0 == 0 })
    }

    @Test func `the gradient is the slope of the risk`() throws {
        let model = try LinearModel(weights: [1, -1, 2], noise: 0.5)
        let tall = try LinearModel(weights: [1, -1], covariance: tilted, noise: 0.5)
        for (model, point) in [(model, [0.3, 0.4, -1]), (tall, [0.3, 0.4])] {
            let gradient = try model.riskGradient(at: point)
            for index in point.indices {
                var (above, below) = (point, point)
                above[index] += 1e-4
                below[index] -= 1e-4
                let slope = (try model.risk(of: above) - model.risk(of: below)) / 2e-4
                #expect(abs(gradient[index] - slope) < 1e-8)
            }
        }
        #expect(try tall.riskGradient(at: [1, -1]) == [0, 0])
    }

    @Test func `eigenvalues and the limit of the learning rate`() throws {
        let model = try LinearModel(weights: [1, -1], covariance: tilted, noise: 1)
        #expect(agree(model.eigenvalues, [0.5566019, 2.4433981], within: 5e-8))
        #expect(abs(model.learningRateLimit - 0.4092661) < 5e-8)
        // -1 on both sides of a diagonal of 2: the eigenvalues are 2 - 2cos(kπ/5).
        let chain = Matrix([[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])
        let eigenvalues = try LinearModel(weights: [0, 0, 0, 0], covariance: chain, noise: 0).eigenvalues
        #expect(
            agree(eigenvalues, [0.3819660112501, 1.3819660112501, 2.6180339887499, 3.6180339887499], within: 1e-12))
        #expect(try LinearModel(weights: [5], noise: 1).eigenvalues == [1])
    }

    /// Whether gradient descent on the risk shrinks the distance to the best weights.
    @Test(arguments: [(0.409, true), (0.4095, false)])
    func `descent converges below the limit`(_ rate: Double, _ converges: Bool) throws {
        let model = try LinearModel(weights: [1, -1], covariance: tilted, noise: 1)
        var weights = [2.0, 0.5]
        let start = try model.risk(of: weights)
        for _ in 0..<3000 { weights = zip(weights, try model.riskGradient(at: weights)).map { $0 - rate * $1 } }
        #expect(try (model.risk(of: weights) < start) == converges)
    }

    @Test func `what is no model is refused`() throws {
        expectError(.value, "not symmetric", "1, 2") {
            try LinearModel(weights: [1, 1], covariance: Matrix([[1, 0.5], [0.4, 1]]), noise: 1)
        }
        for covariance in [
            Matrix([[1, 2], [2, 1]]), Matrix([[1, 1], [1, 1]]), Matrix([[0, 0], [0, 1]]), Matrix([[-1, 0], [0, 1]]),
        ] {
            expectError(.value, "not positive definite") {
                try LinearModel(weights: [1, 1], covariance: covariance, noise: 1)
            }
        }
        expectError(.value) { try LinearModel(weights: [1], covariance: Matrix([[.nan]]), noise: 1) }
        expectError(.value) { try LinearModel(weights: [1], covariance: Matrix([[.infinity]]), noise: 1) }
        expectError(.shape, "expected 2×2") {
            try LinearModel(weights: [1, 1], covariance: Matrix([[1]]), noise: 1)
        }
        expectError(.shape) { try LinearModel(weights: [], noise: 1) }
        expectError(.value) { try LinearModel(weights: [.nan], noise: 1) }
        expectError(.value) { try LinearModel(weights: [1], noise: -1) }
        expectError(.limit) { try LinearModel(weights: Array(repeating: 1, count: 257), noise: 1) }
        expectError(.shape, "2 weights, not 1") { try LinearModel(weights: [1, 1], noise: 1).risk(of: [1]) }
    }
}
