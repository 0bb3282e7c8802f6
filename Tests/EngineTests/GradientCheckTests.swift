import Glibc
import Testing

@testable import Engine

/// The gradient check, the perturbation of single sums and the gradients of single samples.
struct GradientCheckTests {
    static func random(
        _ activations: [Activation], inputs: Int = 3, units: Int = 5, samples: Int = 7, outputs: Int = 3
    ) throws -> (network: Network, data: Dataset) {
        let last = activations.count - 1
        let network = try Network(
            inputs: inputs,
            layers: activations.enumerated().map {
                Layer(units: $0 == last ? outputs : units, activation: $1)
            }, initialization: .normal(variance: .inverseInputs, biases: true), seed: 5)
        var stream = RandomStream(seed: 11)
        let data = try Dataset(
            name: "random", inputs: MatrixTests.random(samples, inputs, seed: 4),
            targets: Matrix(
                rows: samples, columns: outputs, elements: (0..<samples * outputs).map { _ in stream.uniform() }))
        return (network, data)
    }

    static let chains: [[Activation]] = [
        [.sigmoid], [.softmax], [.tanh, .sigmoid], [.relu, .softmax], [.gelu, .leakyRelu(), .identity],
        [.swish(beta: 2), .softplus, .tanh], [.approximateGelu, .relu, .softmax],
    ]

    @Test(arguments: chains, Convention.all)
    func `right gradients pass`(_ chain: [Activation], _ convention: Convention) throws {
        let (network, data) = try Self.random(chain)
        for loss in [Loss.quadratic, .crossEntropy, .logLikelihood, .absolute, .huber(delta: 0.5)] {
            let output = chain[chain.count - 1]
            if loss.isOfProbabilities && output != .sigmoid && output != .softmax { continue }
            if loss == .kl { continue }
            let check = try network.gradientCheck(on: data, loss: loss, convention: convention)
            #expect(check.passes, "\(check.verdict)")
            #expect(check.groups.map(\.name) == (1...chain.count).flatMap { ["W\($0)", "b\($0)"] })
            #expect(check.groups.allSatisfy { $0.checked + $0.kinks == $0.count })
            #expect(check.groups.reduce(0) { $0 + $1.kinks } == 0)
            #expect(check.isComplete)
        }
    }

    @Test func `each single wrong derivative is found and named`() throws {
        let (network, data) = try Self.random([.tanh, .softmax])
        let right = try network.gradients(on: data).parameters
        let names =
            (0..<15).map { "W1[\($0 / 5 + 1), \($0 % 5 + 1)]" } + (0..<5).map { "b1[1, \($0 + 1)]" }
            + (0..<15).map { "W2[\($0 / 3 + 1), \($0 % 3 + 1)]" } + (0..<3).map { "b2[1, \($0 + 1)]" }
        for (index, name) in names.enumerated() {
            for wrong in [right[index] * 1.001, -right[index], .nan, .infinity] {
                var derivatives = right
                derivatives[index] = wrong
                let check = try network.gradientCheck(
                    of: derivatives, on: data, loss: nil, convention: .modern, step: 1e-5, tolerance: 1e-6,
                    limit: 100, isCancelled: { false })
                #expect(!check.passes)
                let worst = try #require(check.worst)
                #expect(worst.name == name)
                #expect(worst.analytic == wrong || wrong.isNaN)
                #expect(abs(worst.numeric - right[index]) < 1e-9)
                #expect(check.verdict.hasPrefix("fails") && check.verdict.contains(name))
            }
        }
    }

    @Test func `a gradient of another loss fails`() throws {
        let (network, data) = try Self.random([.sigmoid, .softmax])
        let wrong = try network.gradients(on: data, loss: .quadratic).parameters
        let check = try network.gradientCheck(
            of: wrong, on: data, loss: .crossEntropy, convention: .modern, step: 1e-6, tolerance: 1e-6, limit: 100,
            isCancelled: { false })
        #expect(!check.passes)
        #expect(check.groups.allSatisfy { ($0.worst?.relativeError ?? 0) > 1e-3 })
    }

    /// central differences with a step of 1e-6.
    @Test(arguments: [Activation.sigmoid, .tanh, .relu])
    func `the network by hand`(_ hidden: Activation) throws {
        let check = try TraceTests.network(hidden).gradientCheck(
            on: TraceTests.samples(), convention: .tendulkar, step: 1e-6, tolerance: 1e-7)
        #expect(check.passes, "\(check.verdict)")
        #expect(check.groups.map(\.count) == [6, 2, 4, 2])
    }

    @Test func `a rectifier at 0 is left out, one close to 0 is not`() throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .relu), Layer(units: 1, activation: .identity)])
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [1]))
        try network.setParameters([1, -1, 1, 0])
        let check = try network.gradientCheck(on: data)
        #expect(check.groups.map(\.kinks) == [1, 1, 0, 0])
        #expect(check.groups.map(\.checked) == [0, 0, 1, 1])
        #expect(check.passes)
        #expect(check.verdict.contains("kinks: 2"))
        // A smaller step stays on one side.
        try network.setParameters([1, -1 + 1e-6, 1, 0])
        let close = try network.gradientCheck(on: data)
        #expect(close.passes, "\(close.verdict)")
        #expect(close.groups.map(\.kinks) == [0, 0, 0, 0])
    }

    @Test func `large groups are sampled, always alike`() throws {
        let (network, data) = try Self.random([.tanh, .softmax], inputs: 20, units: 30)
        let check = try network.gradientCheck(on: data, limit: 25)
        #expect(check.groups.map(\.checked) == [25, 25, 25, 3])
        #expect(check.groups.map(\.count) == [600, 30, 90, 3])
        #expect(check.passes, "\(check.verdict)")
        #expect(check == (try network.gradientCheck(on: data, limit: 25)))
    }

    @Test func `a check can be cancelled`() throws {
        let (network, data) = try Self.random([.tanh, .softmax])
        var asked = 0
        let check = try network.gradientCheck(
            on: data,
            isCancelled: {
                asked += 1; return asked > 4
            })
        #expect(!check.isComplete)
        #expect(check.groups.map(\.checked) == [4, 0, 0, 0])
        let none = try network.gradientCheck(on: data, isCancelled: { true })
        #expect(!none.passes && none.verdict == "nothing was compared")
    }

    @Test func `a check without sense is refused`() throws {
        let (network, data) = try Self.random([.tanh, .softmax])
        for wrong in [0, -1, .nan, .infinity] {
            expectError(.value, "step") { try network.gradientCheck(on: data, step: wrong) }
            expectError(.value, "tolerance") { try network.gradientCheck(on: data, tolerance: wrong) }
        }
        expectError(.value, "limit") { try network.gradientCheck(on: data, limit: 0) }
        let narrow = try data.samples(at: [0])
        expectError(.shape, "inputs") {
            try network.gradientCheck(
                on: Dataset(name: "narrow", inputs: Matrix(row: [1]), targets: narrow.targets))
        }
    }

    /// Row E4.
    @Test(arguments: [nil, 1, 3], Convention.all)
    func `a bump changes the loss by δ·Δz to first order`(_ sample: Int?, _ convention: Convention) throws {
        let network = try TraceTests.network(.sigmoid)
        let data = try TraceTests.samples()
        let trace = try network.backward(on: data, convention: convention)
        for layer in 1...2 {
            for unit in 1...2 {
                let found = try network.bump(
                    layer: layer, unit: unit, by: 1e-4, sample: sample, on: data, convention: convention)
                let deltas = try trace.deltas(layer).column(unit - 1)
                let expected = sample.map { deltas[$0 - 1] } ?? deltas.reduce(0, +)
                #expect(abs(found.delta - expected) < 1e-15)
                #expect(found.prediction == found.delta * 1e-4)
                #expect(abs(found.loss - trace.loss) < 1e-15)
                // What is left is of second order.
                #expect(abs(found.change - found.prediction) < 1e-8)
                #expect(abs(found.change - found.prediction) > 0)
            }
        }
    }

    @Test func `a bump is the change of the sum it says`() throws {
        // Two weighted sums of the output layer are moved by hand.
        let network = try TraceTests.network(.tanh)
        let data = try TraceTests.samples()
        let sums = try network.forward(data.inputs).sums(2)
        func loss(_ sums: Matrix) -> Double {
            let outputs = Activation.softmax(sums)
            return [0, 1, 0, 1].enumerated().reduce(0) { $0 - log(outputs[$1.offset, $1.element]) }
        }
        var moved = sums
        moved[2, 1] += 0.7
        let found = try network.bump(layer: 2, unit: 2, by: 0.7, sample: 3, on: data, convention: .tendulkar)
        #expect(abs(found.change - (loss(moved) - loss(sums))) < 1e-14)
        #expect(abs(found.loss - loss(sums)) < 1e-14)
    }

    @Test func `what cannot be bumped is an error`() throws {
        let network = try TraceTests.network(.tanh)
        let data = try TraceTests.samples()
        for place in [0, 3, .min, .max] {
            expectError(.value, "layers are 1 to 2") { try network.bump(layer: place, unit: 1, by: 1, on: data) }
            expectError(.value, "units are 1 to 2", "layer 1") {
                try network.bump(layer: 1, unit: place, by: 1, on: data)
            }
        }
        for sample in [0, 5] {
            expectError(.value, "samples are 1 to 4") {
                try network.bump(layer: 1, unit: 1, by: 1, sample: sample, on: data)
            }
        }
        expectError(.value, "finite") { try network.bump(layer: 1, unit: 1, by: .nan, on: data) }
    }

    /// Row F7.
    @Test func `the gradients of all batches of two average to the whole one`() throws {
        let network = try TraceTests.network(.sigmoid)
        let data = try TraceTests.samples()
        let whole = try network.gradients(on: data).parameters
        var mean = [Double](repeating: 0, count: whole.count)
        for first in 0..<4 {
            for second in first + 1..<4 {
                let batch = try network.gradients(on: data.samples(at: [first, second])).parameters
                for index in mean.indices { mean[index] += batch[index] / 6 }
            }
        }
        #expect(agree(mean, whole, within: 1e-16))
        let single = try network.sampleGradients(on: data)
        #expect(single.shape == "4×14")
        #expect(agree((0..<14).map { single.column($0).reduce(0, +) / 4 }, whole, within: 1e-16))
    }

    @Test(arguments: [Convention.modern, .tendulkar])
    func `gradients of single samples`(_ convention: Convention) throws {
        let (network, data) = try Self.random([.tanh, .relu, .softmax], samples: 300)
        let found = try network.sampleGradients(on: data, convention: convention)
        #expect(found.shape == "300×\(network.parameterCount)")
        for sample in [0, 17, 299] {
            let alone = try network.gradients(on: data.samples(at: [sample]), convention: convention).parameters
            #expect(agree(found.row(sample), alone, within: 1e-15))
        }
        let ones = Matrix(rows: 1, columns: 300, repeating: convention.reduction == .mean ? 1.0 / 300 : 1)
        let whole = try network.gradients(on: data, convention: convention).parameters
        #expect(agree(try ones.multiplied(by: found).elements, whole, within: 1e-12))
    }

    /// Row F8: over all ordered draws with replacement the variance is exactly that of one sample divided by B.
    @Test func `the variance of a batch's gradient falls with its size`() throws {
        let network = try TraceTests.network(.sigmoid)
        let data = try TraceTests.samples()
        let single = try network.sampleGradients(on: data)
        let whole = try network.gradients(on: data).parameters
        let variance = try network.gradientVariance(on: data)
        for size in 1...3 {
            var draws: [[Int]] = [[]]
            for _ in 0..<size { draws = draws.flatMap { draw in (0..<4).map { draw + [$0] } } }
            var spread = 0.0
            for draw in draws {
                for index in whole.indices {
                    let mean = draw.reduce(0) { $0 + single[$1, index] } / Double(size)
                    spread += (mean - whole[index]) * (mean - whole[index]) / Double(draws.count)
                }
            }
            #expect(abs(spread * Double(size) / variance - 1) < 1e-12)
        }
    }

    @Test func `gradients of single samples that cannot be had are errors`() throws {
        let wide = try Network(inputs: 1 << 12, layers: [Layer(units: 1 << 10, activation: .tanh)])
        let data = try Dataset(
            name: "many", inputs: Matrix(rows: 64, columns: 1 << 12, repeating: 0),
            targets: Matrix(rows: 64, columns: 1 << 10, repeating: 0))
        expectError(.limit, "64×4195328") { try wide.sampleGradients(on: data) }
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1e200, 0])
        let large = try Dataset(name: "large", inputs: Matrix(column: [0, 1]), targets: Matrix(column: [0, 0]))
        expectError(.numeric, "sample 2 of large") { try network.sampleGradients(on: large) }
        expectError(.shape, "1 input") { try network.gradientVariance(on: data) }
    }
}
