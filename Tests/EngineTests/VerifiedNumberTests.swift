import Glibc
import Testing

@testable import Engine

/// Numbers of the lecture checklist's reference values that no other test states to their last printed digit.
struct VerifiedNumberTests {
    /// the weight of one sigmoid neuron, whose bias keeps its distance to it, over 300 epochs.
    @Test(arguments: [
        (0.6, 0.9, [0.6, 0.581709, -0.379948, -0.809465, -1.006636, -1.128706, -1.215839, -1.283132]),
        (2, 2, [2, 1.997398, 1.851285, 1.645675, 1.320205, 0.658662, -0.293743, -0.684293]),
    ])
    func `the weights of a single neuron`(_ weight: Double, _ bias: Double, _ expected: [Double]) throws {
        var network = try neuron(weight, bias)
        var state = TrainingState()
        for (epoch, expected) in zip([0, 1, 50, 100, 150, 200, 250, 300], expected) {
            try train(&network, &state, epochs: epoch - state.epoch)
            #expect(abs(network.parameters[0] - expected) < 5.1e-7)
            #expect(abs(network.parameters[1] - (expected + bias - weight)) < 5.1e-7)
        }
    }

    @Test(arguments: [
        (0.6, 0.9, Loss.crossEntropy, 0.15, [-2.370878, -2.070878]),
        (2, 2, .crossEntropy, 0.15, [-2.205020, -2.205020]),
    ])
    func `where the cross-entropy leads the neuron`(
        _ weight: Double, _ bias: Double, _ loss: Loss, _ rate: Double, _ expected: [Double]
    ) throws {
        var network = try neuron(weight, bias)
        var state = TrainingState()
        try train(&network, &state, epochs: 300, loss: loss, rate: rate)
        #expect(agree(network.parameters, expected, within: 5.1e-7))
    }

    /// The deck's 0.09 fixes its ½: without it the ends are others.
    @Test(arguments: [(0.6, 0.9, 0.061003), (2, 2, 0.077537)])
    func `without its half the quadratic loss ends elsewhere`(
        _ weight: Double, _ bias: Double, _ expected: Double
    ) throws {
        var network = try neuron(weight, bias)
        var state = TrainingState()
        try train(&network, &state, epochs: 300, convention: .mukund)
        #expect(abs(try network.output(for: Matrix(row: [1]))[0, 0] - expected) < 5.1e-7)
    }

    /// The slope of the saturated neuron, E22: 0.982014 · 0.017663.
    @Test func `the slope of the saturated neuron`() throws {
        let slope = try Activation.sigmoid.derivative(Matrix(row: [4]))[0, 0]
        #expect(abs(slope - 0.017663) < 5.1e-7)
        #expect(abs(Activation.sigmoid(Matrix(row: [4]))[0, 0] * slope - 0.017345) < 5.1e-7)
    }

    private func neuron(_ weight: Double, _ bias: Double) throws -> Network {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([weight, bias])
        return network
    }

    private func train(
        _ network: inout Network, _ state: inout TrainingState, epochs: Int, loss: Loss = .quadratic,
        rate: Double = 0.15, convention: Convention = .yale
    ) throws {
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        let options = TrainingOptions(loss: loss, learningRate: rate, epochs: epochs, convention: convention)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
    }

    /// ln Σeᶻ is z less the logarithm of softmax, which the log-likelihood is; it may not overflow on the way.
    @Test(arguments: [([1.0, 2, 3], 3.4076059644), ([1000, 1001, 1002], 1002.4076059644)])
    func `the logarithm of a sum of exponentials`(_ sums: [Double], _ expected: Double) throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 3, activation: .softmax)])
        try network.setParameters([0, 0, 0] + sums)
        for (label, loss) in [2.4076059644, 1.4076059644, 0.4076059644].enumerated() {
            let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [Double(label)]))
            let found = try network.loss(on: data)
            #expect(abs(found - loss) < 5.1e-11)
            #expect(abs(sums[label] + found - expected) < 5.1e-11)
            #expect(abs(found + log(try network.output(for: data.inputs)[0, label])) < 1e-14)
        }
    }

    /// R-8, E1: θ = 0.7, squared, sin, exp, to the last digit.
    @Test func `a composition of functions`() {
        let (first, second) = (0.7 * 0.7, sin(0.7 * 0.7))
        #expect(agree([first, second, exp(second)], [0.49, 0.4706258882, 1.6009959241], within: 5.1e-11))
        let slopes = [2 * 0.7, cos(first), exp(second)]
        #expect(agree(slopes, [1.4, 0.8823328586, 1.6009959241], within: 5.1e-11))
        #expect(abs(slopes.reduce(1, *) - 1.9776558345) < 5.1e-11)
    }

    /// the statistics of a mini-batch, over 1/B and unbiased, and the deviations.
    @Test func `means, variances and deviations of the sums by hand`() throws {
        let network = try TraceTests.network(.sigmoid)
        let sums = try network.forward(LectureTests.samples).sums(1)
        #expect(agree(sums.elements, [0.6, -1.1, -0.75, 0.55, 0.95, 0.35, 0.125, 0.075], within: 1e-15))
        let found = try Standardization(of: sums)
        #expect(agree(found.means, [0.23125, -0.03125], within: 1e-16))
        #expect(agree(found.deviations, [0.63771442, 0.63967155], within: 5.1e-9))
        #expect(agree(found.deviations.map { $0 * $0 }, [0.40667969, 0.40917969], within: 5.1e-9))
        let unbiased = try normalized().runningStatistics
        #expect(agree(unbiased, [0.23125, -0.03125, 0.54223958, 0.54557292], within: 5.1e-9))
    }

    /// The first layer of R-4, whose running statistics are those of one mini-batch.
    private func normalized() throws -> Network {
        var network = try Network(
            inputs: 4, layers: [Layer(units: 2, activation: .identity, normalization: Normalization(momentum: 1))])
        try network.setWeights(Matrix(rows: 4, columns: 2, elements: LectureTests.firstLayer), layer: 1)
        let data = try Dataset(
            name: "hand", inputs: Matrix((0..<4).map { LectureTests.samples.row($0) + [1] }),
            targets: Matrix(rows: 4, columns: 2, repeating: 0))
        var state = TrainingState()
        _ = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(learningRate: 0, epochs: 1))
        return network
    }

    /// at 0 a sigmoid has its steepest slope, ¼, and d of them in a row pass on ¼ to the power of d.
    @Test(arguments: [(1, 0.25), (2, 0.0625), (3, 0.015625), (5, 9.77e-4), (10, 9.54e-7)])
    func `the bound of a chain of sigmoids`(_ depth: Int, _ expected: Double) throws {
        var network = try Network(
            inputs: 1, layers: Array(repeating: Layer(units: 1, activation: .sigmoid), count: depth))
        try network.setParameters((0..<depth).flatMap { [1, $0 == 0 ? 0 : -0.5] })
        // With ½(a-y)² and a target one below the output, the derivative by the output is 1.
        let data = try Dataset(name: "chain", inputs: Matrix(row: [0]), targets: Matrix(row: [-0.5]))
        let slope = try network.backward(on: data, loss: .quadratic, convention: .yale).inputDerivatives[0, 0]
        #expect(slope == pow(0.25, Double(depth)))
        #expect(abs(slope / expected - 1) < 5e-4)
    }

    /// R-11(b): the first weights of the golden run.
    @Test func `the first weights of the golden run`() throws {
        let network = try GoldenRunTests.network(.tanh)
        #expect(network.parameterCount == 201)
        #expect(agree(Array(network.weights(1).row(0)[..<3]), [0.6989569, -1.31822792, 0.00277201], within: 5.1e-9))
        let second = Array(network.weights(2).column(0)[..<3])
        #expect(agree(second, [-0.05709668, 0.09982562, -0.23359672], within: 5.1e-9))
        #expect(network.biases(1).elements.allSatisfy { $0 == 0 })
    }

    /// R-11(b): the best logistic regression on the mixture, here by Newton's method.
    @Test func `the logistic regression of the mixture`() throws {
        let train = try GaussianMixture.lecture.sample(count: 200, seed: 42)
        let test = try GaussianMixture.lecture.sample(count: 10_000, seed: 43)
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        var state = TrainingState()
        _ = try Engine.train(
            &network, state: &state, on: train, options: TrainingOptions(optimizer: .lbfgs(), epochs: 30))
        #expect(agree(network.parameters, [-0.72913527, 0.86074849, -0.65780529], within: 2e-8))
        #expect(abs(try network.loss(on: train) - 0.5454424146) < 5.1e-11)
        #expect(try network.errorRate(on: train) == 0.285)
        #expect(try network.errorRate(on: test) == 0.2377)
    }

    /// R-11(c): the error of two unit Gaussians at (±1, 0), Φ(-1), and the neuron that reaches it.
    @Test func `two Gaussians`() throws {
        #expect(abs(erfc(1 / 2.0.squareRoot()) / 2 - 0.158655) < 5.1e-7)
        let mixture = try GaussianMixture(centres: [[.init(x: -1, y: 0)], [.init(x: 1, y: 0)]], spread: 1)
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([2, 0, 0])
        let points = MatrixTests.random(50, 2, seed: 4)
        #expect(
            agree(
                try network.output(for: points).elements, try mixture.posterior(of: points).elements, within: 1e-14))
    }

    /// Part 1K and rows A18 and A20.
    @Test(arguments: [
        ([784, 50, 10], 39_760), ([784, 30, 10], 23_860), ([784, 100, 10], 79_510), ([2, 50, 1], 201),
        ([2, 50, 2], 252), ([5, 3, 2], 26), ([5, 4, 3, 2], 47), ([3, 2], 8),
    ])
    func `numbers of parameters`(_ units: [Int], _ expected: Int) throws {
        let network = try Network(
            inputs: units[0], layers: units.dropFirst().map { Layer(units: $0, activation: .sigmoid) })
        #expect(network.parameterCount == expected)
    }
}
