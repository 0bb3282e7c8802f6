import Glibc
import Testing

@testable import Engine

/// One neuron and one sample: how fast it unlearns its error, and why.
///
/// Lecture checklist rows C20, D5, D7, D20 to D24, E4, E21 to E24, E27, J2 to J4 and block R-1.
struct SingleNeuronTests {
    private let data: Dataset

    init() throws {
        data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
    }

    private func neuron(_ weight: Double, _ bias: Double, _ activation: Activation = .sigmoid) throws -> Network {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: activation)])
        try network.setParameters([weight, bias])
        return network
    }

    private func outputs(
        _ network: Network, _ loss: Loss, rate: Double = 0.15, epochs: Int = 300
    ) throws -> [Double] {
        var network = network
        var state = TrainingState()
        let options = TrainingOptions(loss: loss, learningRate: rate, epochs: epochs, convention: .yale)
        return try #require(Engine.train(&network, state: &state, on: data, options: options).history.output)
    }

    /// The gradient by the weight before each epoch, aσ'(z) for the quadratic loss and a for the cross-entropy.
    private func slopes(_ outputs: [Double], _ loss: Loss) -> [Double] {
        outputs.map { loss == .quadratic ? $0 * $0 * (1 - $0) : $0 }
    }

    @Test func `the saturated start crosses one half and one tenth late`() throws {
        let found = try outputs(neuron(2, 2), .quadratic, epochs: 500)
        #expect(found.firstIndex { $0 < 0.5 } == 232)
        #expect(found.firstIndex { $0 < 0.1 } == 469)
    }

    @Test(arguments: [(0.6, 0.9, 0.121938, 0.148128, 20), (2, 2, 0.017345, 0.148139, 215)])
    func `with the quadratic loss the gradient grows before it falls`(
        _ weight: Double, _ bias: Double, _ first: Double, _ largest: Double, _ epoch: Int
    ) throws {
        let network = try neuron(weight, bias)
        let gradient = try network.gradients(on: data, loss: .quadratic, convention: .yale).parameters
        #expect(agree(gradient, [first, first], within: 5.1e-7))
        let found = slopes(try outputs(network, .quadratic), .quadratic)
        #expect(abs(found[0] - gradient[0]) < 1e-15)
        #expect(abs((found.max() ?? 0) - largest) < 5.1e-7)
        #expect(found.firstIndex(of: found.max() ?? 0) == epoch)
        // aσ' = a²(1-a) is greatest at a = 2/3.
        #expect(found.allSatisfy { $0 <= 4.0 / 27 })
    }

    @Test(arguments: [(0.6, 0.9, 0.817574, 0.417679), (2, 2, 0.982014, 0.779587)])
    func `with the cross-entropy the worst start learns fastest`(
        _ weight: Double, _ bias: Double, _ first: Double, _ end: Double
    ) throws {
        let network = try neuron(weight, bias)
        let gradient = try network.gradients(on: data, convention: .yale).parameters
        #expect(agree(gradient, [first, first], within: 5.1e-7))
        let found = slopes(try outputs(network, .crossEntropy), .crossEntropy)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 > $1 })
        #expect(abs((try outputs(network, .crossEntropy, rate: 0.005).last ?? 0) - end) < 5.1e-7)
    }

    /// J4: with a linear activation every epoch multiplies a by 0.7, wherever it starts.
    @Test(arguments: [(0.6, 0.9, [1.05, 0.2521, 0.04237]), (2, 2, [2.8, 0.6723, 0.1130])])
    func `a linear neuron does not slow down`(_ weight: Double, _ bias: Double, _ expected: [Double]) throws {
        let network = try neuron(weight, bias, .identity)
        let gradient = try network.gradients(on: data, loss: .quadratic, convention: .yale).parameters
        #expect(agree(gradient, [weight + bias, weight + bias], within: 1e-15))
        let found = try outputs(network, .quadratic, epochs: 50)
        #expect(agree([1, 5, 10].map { found[$0] }, expected, within: 5.1e-5))
        for (before, after) in zip(found, found.dropFirst()) { #expect(abs(after - 0.7 * before) < 1e-15) }
    }

    /// D7, D17: -ln a for the target 1, -ln(1 - a) for 0; R-7's values.
    @Test(arguments: [
        (0.01, 0.0100503359, 4.6051701860), (0.1, 0.1053605157, 2.3025850930), (0.5, 0.6931471806, 0.6931471806),
    ])
    func `the binary cross-entropy`(_ output: Double, _ zero: Double, _ one: Double) throws {
        let network = try neuron(0, log(output / (1 - output)))
        for (target, expected) in [(0.0, zero), (1, one), (0.3, 0.7 * zero + 0.3 * one)] {
            let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [target]))
            #expect(abs(try network.loss(on: data) - expected) < 6e-11)
        }
    }

    /// D20: the cross-entropy is minus the logarithm of the likelihood of the targets, divided by their number.
    @Test func `the cross-entropy is the likelihood`() throws {
        let data = try GaussianMixture.lecture.sample(count: 20, seed: 1)
        let network = try TrainingTests.network()
        let outputs = try network.output(for: data.inputs).elements
        let likelihood = zip(outputs, data.targets.elements).reduce(1) { $0 * ($1.1 == 1 ? $1.0 : 1 - $1.0) }
        #expect(abs(try network.loss(on: data) + log(likelihood) / 20) < 1e-14)
    }

    /// D21: who wants ∂C/∂b = a - y must integrate ∂C/∂a = (a-y) / (a(1-a)), and finds the cross-entropy.
    @Test(arguments: [(0.3, 1.0), (0.8, 0), (0.6, 0.25)])
    func `the cross-entropy is the integral of the gradient that is wanted`(_ output: Double, _ target: Double) throws {
        let slope = { (a: Double) in (a - target) / (a * (1 - a)) }
        if target == 1 { #expect(abs(slope(output) + 1 / 0.3) < 1e-12) }
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [target]))
        let loss = { (a: Double) throws in try neuron(0, log(a / (1 - a))).loss(on: data) }
        // Simpson's rule from ½, where both sides are known.
        let steps = 2000
        let width = (output - 0.5) / Double(steps)
        let sum = (0...steps).reduce(0.0) { sum, index in
            let weight = index == 0 || index == steps ? 1.0 : index.isMultiple(of: 2) ? 2 : 4
            return sum + weight * slope(0.5 + Double(index) * width)
        }
        #expect(abs(try loss(output) - loss(0.5) - sum * width / 3) < 1e-11)
        let gradient = try neuron(0, log(output / (1 - output))).gradients(on: data).biases(1)[0, 0]
        #expect(abs(gradient - (output - target)) < 1e-15)
    }

    /// D9, D22, D24: at least the entropy of the targets, which it reaches where the outputs are the targets.
    @Test func `the cross-entropy is least where the output is the target`() throws {
        for target in [0.2, 0.5, 0.9] {
            let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [target]))
            let entropy = -target * log(target) - (1 - target) * log(1 - target)
            #expect(abs(try neuron(0, log(target / (1 - target))).loss(on: data) - entropy) < 1e-15)
            for shift in [-2, -0.1, 0.1, 2] {
                #expect(try neuron(0, log(target / (1 - target)) + shift).loss(on: data) > entropy)
            }
        }
    }

    /// E4: a bump of the weighted sum z changes the cost by δ·Δz, and the gradient by the bias is δ.
    @Test func `a bump of a weighted sum changes the cost by its delta`() throws {
        let sample = try Dataset(name: "one", inputs: Matrix(row: [0.3, -1.2]), targets: Matrix(row: [1]))
        let network = try TrainingTests.network()
        let gradients = try network.gradients(on: sample)
        let cost = try network.loss(on: sample)
        for unit in 0..<11 {
            var bumped = network
            var biases = network.biases(1)
            biases[0, unit] += 1e-6
            try bumped.setBiases(biases, layer: 1)
            #expect(abs((try bumped.loss(on: sample) - cost) - gradients.biases(1)[0, unit] * 1e-6) < 1e-12)
        }
    }
}
