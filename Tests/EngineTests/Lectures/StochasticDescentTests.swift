import Testing

@testable import Engine

/// Stochastic gradient descent on the linear model, lecture checklist block R-10 and rows F12 to F16, and what the gradient
/// of a batch is worth, rows F6 to F8.
struct StochasticDescentTests {
    /// A neuron with the given weights; the linear model has no bias, so a walk puts it back to 0 after each step.
    private func neuron(_ weights: [Double]) throws -> Network {
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters(weights + [0])
        return network
    }

    /// One step on a fresh batch.
    private func step(_ network: inout Network, _ rate: Double, on batch: Dataset) throws {
        var state = TrainingState()
        let options = TrainingOptions(learningRate: rate, epochs: 1, convention: .mukund)
        _ = try Engine.train(&network, state: &state, on: batch, options: options)
        try network.setBiases(Matrix(row: [0]), layer: 1)
    }

    /// The stationary mean of ‖w - w₀‖² is (ησ²d/B) / (1 - η(1 + (d+1)/B)); the number of steps makes the standard error of
    /// the mean about 1 %.
    @Test(arguments: [(0.01, 10, 0.0020263, 400_000), (0.1, 10, 0.0229885, 60_000), (0.1, 1, 1.0 / 3, 200_000)])
    func `the noise floor`(_ rate: Double, _ batch: Int, _ expected: Double, _ steps: Int) throws {
        let model = try LinearModel(weights: [0.7, -0.4], noise: 1)
        let formula = rate * 2 / Double(batch) / (1 - rate * (1 + 3 / Double(batch)))
        #expect(abs(formula / expected - 1) < 3e-5)
        var network = try neuron(model.weights)
        let warmUp = Int(5 / rate)
        var sum = 0.0
        for index in 0..<warmUp + steps {
            try step(&network, rate, on: model.sample(count: batch, seed: UInt64(index)))
            if index >= warmUp { sum += try model.risk(of: Array(network.parameters[..<2])) - 1 }
        }
        #expect(abs(sum / Double(steps) / formula - 1) < 0.03, "\(sum / Double(steps)) instead of \(formula)")
    }

    /// With batches of 100 the walk needs many samples; the floor is that of batches of 1 divided by 149.5 (F15).
    @Test func `the noise floor of large batches`() throws {
        let formula = { (rate: Double, batch: Double) in rate * 2 / batch / (1 - rate * (1 + 3 / batch)) }
        #expect(abs(formula(0.1, 100) - 0.0022297) < 5e-8)
        #expect(abs(formula(0.1, 1) / formula(0.1, 100) - 149.5) < 0.05)
        #expect(abs(formula(0.1, 10) / formula(0.01, 10) - 11.345) < 0.005)
        let model = try LinearModel(weights: [0.7, -0.4], noise: 1)
        var network = try neuron(model.weights)
        var sum = 0.0
        let steps = 30_000
        for index in 0..<50 + steps {
            try step(&network, 0.1, on: model.sample(count: 100, seed: UInt64(index)))
            if index >= 50 { sum += try model.risk(of: Array(network.parameters[..<2])) - 1 }
        }
        #expect(abs(sum / Double(steps) / formula(0.1, 100) - 1) < 0.03)
    }

    /// Without noise a step multiplies the mean of ‖w - w₀‖² by 1 - 4η + 4η²(1 + (d+1)/B), which is 1 at the limit.
    @Test(arguments: [(1, 0.25), (10, 0.76923), (100, 0.97087)])
    func `the limit of mean-square stability`(_ batch: Int, _ limit: Double) throws {
        #expect(abs(1 / (1 + 3 / Double(batch)) - limit) < 5e-6)
        let model = try LinearModel(weights: [0, 0], noise: 0)
        for share in [0.8, 1, 1.2] {
            let rate = share * limit
            let expected = 1 - 4 * rate + 4 * rate * rate * (1 + 3 / Double(batch))
            let trials = batch == 100 ? 2000 : 20_000
            var sum = 0.0
            for index in 0..<trials {
                var network = try neuron([0.6, 0.8])
                try step(&network, rate, on: model.sample(count: batch, seed: UInt64(index)))
                sum += try model.risk(of: Array(network.parameters[..<2]))
            }
            #expect(abs(sum / Double(trials) / expected - 1) < 0.06, "\(sum / Double(trials)) instead of \(expected)")
            #expect(share == 1 ? abs(expected - 1) < 1e-4 : (expected < 1) == (share < 1))
        }
    }

    /// F7: the average of the gradients of all six batches of two out of four samples is the full gradient.
    @Test func `the gradient of a batch is right on average`() throws {
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: .sigmoid), Layer(units: 2, activation: .softmax)])
        try network.setParameters(LectureTests.firstLayer + [0.6, -0.1, -0.5, 0.8, 0.05, -0.05])
        let data = try Dataset(name: "hand", inputs: LectureTests.samples, targets: Matrix(column: [0, 1, 0, 1]))
        var mean = network.parameters.map { _ in 0.0 }
        for first in 0..<4 {
            for second in first + 1..<4 {
                let part = try network.gradients(on: data.samples(at: [first, second])).parameters
                mean = zip(mean, part).map { $0 + $1 / 6 }
            }
        }
        #expect(agree(mean, try network.gradients(on: data).parameters, within: 3e-17))
    }

    /// F13: each mini-batch has a loss of its own with a minimum elsewhere, and only their mean is the loss that is wanted.
    @Test func `every mini-batch has a loss of its own`() throws {
        let data = try LinearModel(weights: [0.7, -0.4], noise: 1).sample(count: 60, seed: 7)
        let batches = try stride(from: 0, to: 60, by: 10).map { try data.samples(at: Array($0..<$0 + 10)) }
        func losses(_ weights: [Double]) throws -> [Double] {
            try batches.map { try neuron(weights).loss(on: $0, convention: .mukund) }
        }
        for weights in [[0, 0], [0.7, -0.4], [2, 1]] {
            let found = try losses(weights)
            #expect(Set(found).count == 6)
            let whole = try neuron(weights).loss(on: data, convention: .mukund)
            #expect(abs(found.reduce(0, +) / 6 - whole) < 1e-14)
        }
        func best(_ data: Dataset) throws -> [Double] {
            var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
            var state = TrainingState()
            let options = TrainingOptions(optimizer: .lbfgs(), epochs: 30, convention: .mukund)
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            return network.parameters
        }
        let whole = try best(data)
        for (batch, loss) in zip(batches, try losses([0.7, -0.4])) {
            let own = try best(batch)
            #expect(!agree(own, whole, within: 0.05))
            var network = try neuron(Array(own[..<2]))
            try network.setParameters(own)
            #expect(try network.loss(on: batch, convention: .mukund) < loss)
            #expect(try network.loss(on: data, convention: .mukund) > network.loss(on: batch, convention: .mukund))
        }
        // What a step of an epoch follows is the loss of its batch alone.
        var network = try neuron([0, 0])
        var expected = network
        for batch in batches {
            let gradients = try expected.gradients(on: batch, convention: .mukund).parameters
            try expected.setParameters(zip(expected.parameters, gradients).map { $0 - 0.05 * $1 })
        }
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.05, batch: 10, epochs: 1, shuffle: false, convention: .mukund)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(agree(network.parameters, expected.parameters, within: 1e-14))
    }

    /// F8: the variance of the gradient of a batch of B samples is that of one sample divided by B.
    @Test func `the variance of the gradient falls as one over the batch`() throws {
        let data = try GaussianMixture.lecture.sample(count: 400, seed: 5)
        let network = try TrainingTests.network()
        let full = try network.gradients(on: data).parameters
        var stream = RandomStream(seed: 9)
        func variance(_ batch: Int) throws -> Double {
            var sum = 0.0
            for _ in 0..<4000 {
                // With repetition: without it the last samples are not independent of the first.
                let part = try data.samples(at: (0..<batch).map { _ in stream.below(data.count) })
                let gradient = try network.gradients(on: part).parameters
                sum += zip(gradient, full).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            return sum / 4000
        }
        let single = try variance(1)
        for batch in [2, 5, 20] { #expect(abs(try variance(batch) * Double(batch) / single - 1) < 0.1) }
    }

    /// F6: beyond some size a pass over all samples buys no better step; a tenth of them points the same way.
    @Test func `a tenth of many samples gives almost the full gradient`() throws {
        let data = try GaussianMixture.lecture.sample(count: 20_000, seed: 5)
        let network = try TrainingTests.network()
        let full = try network.gradients(on: data).parameters
        let tenth = try network.gradients(on: data.samples(at: Array(stride(from: 0, to: 20_000, by: 10)))).parameters
        let product = zip(full, tenth).reduce(0) { $0 + $1.0 * $1.1 }
        let cosine = product / (Matrix(row: full).norm() * Matrix(row: tenth).norm())
        #expect(cosine > 0.99)
    }
}
