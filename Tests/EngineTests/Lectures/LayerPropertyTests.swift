import Glibc
import Testing

@testable import Engine

/// Small properties of layers that the lectures state: lecture checklist rows B3, B5, B6, C2, C3, C7 to C9, C14, C15, C17,
/// D8, D12, E13, E25, E26 and E32.
struct LayerPropertyTests {
    private let samples: Matrix
    private let network: Network

    init() throws {
        var stream = RandomStream(seed: 8)
        samples = Matrix(rows: 12, columns: 4, elements: (0..<48).map { _ in stream.normal() })
        network = try Network(
            inputs: 4, layers: [Layer(units: 6, activation: .tanh), Layer(units: 3, activation: .softmax)],
            initialization: .normal(variance: .inverseInputs, biases: true))
    }

    /// B6: a bias is the weight of an input that is always 1.
    @Test func `a dummy input of 1 is a bias`() throws {
        func extended(_ matrix: Matrix) -> Matrix {
            Matrix((0..<matrix.rows).map { [1] + matrix.row($0) })
        }
        func parameters(_ layer: Int) -> Matrix {
            let weights = network.weights(layer)
            return Matrix([network.biases(layer).row(0)] + (0..<weights.rows).map { weights.row($0) })
        }
        let hidden = Activation.tanh(try extended(samples).multiplied(by: parameters(1)))
        let outputs = Activation.softmax(try extended(hidden).multiplied(by: parameters(2)))
        #expect(agree(outputs.elements, try network.output(for: samples).elements, within: 1e-15))
    }

    /// B5, C17: each row of softmax is a distribution; a row of sigmoids is not.
    @Test func `softmax rows sum to 1 and sigmoids do not`() throws {
        let outputs = try network.output(for: samples)
        for row in 0..<outputs.rows {
            #expect(abs(outputs.row(row).reduce(0, +) - 1) < 1e-15)
            #expect(outputs.row(row).allSatisfy { $0 > 0 })
        }
        #expect(abs(Activation.sigmoid(Matrix(row: [1, 2, 3])).sum() - 2.564430) < 5e-7)
    }

    @Test func `softmax ignores shifts and keeps the order`() {
        let sums = [2.5, -1, 3.25, 0.5, 0]
        let found = Activation.softmax(Matrix(row: sums)).elements
        for shift in [-64.0, 0.5, 1024] {
            #expect(Activation.softmax(Matrix(row: sums.map { $0 + shift })).elements == found)
        }
        for (a, b) in zip(sums.indices, sums.indices.dropFirst()) {
            #expect((sums[a] < sums[b]) == (found[a] < found[b]))
        }
    }

    /// C2, C3: σ' is at most ¼, at 0, and vanishes on both sides.
    @Test func `the slope of the sigmoid`() throws {
        let points = Matrix(row: (-400...400).map { Double($0) / 20 })
        let slopes = try Activation.sigmoid.derivative(points).elements
        #expect(slopes.max() == 0.25)
        #expect(slopes.firstIndex(of: 0.25) == 400)
        for (slope, value) in zip(slopes, Activation.sigmoid(points).elements) {
            #expect(abs(slope - value * (1 - value)) < 1e-16)
        }
        #expect(slopes[0] < 3e-9 && slopes[800] < 3e-9)
    }

    /// C7: about half of the relu activations of a fresh layer are 0; none of tanh are.
    @Test func `relu is sparse`() throws {
        var stream = RandomStream(seed: 2)
        let inputs = Matrix(rows: 200, columns: 20, elements: (0..<4000).map { _ in stream.normal() })
        for (activation, expected) in [(Activation.relu, 0.5), (.tanh, 0)] {
            let layer = try Network(inputs: 20, layers: [Layer(units: 50, activation: activation)])
            let share = Double(try layer.output(for: inputs).elements.count { $0 == 0 }) / 10_000
            #expect(abs(share - expected) < 0.05)
        }
    }

    /// C8: a bias of -100 kills every relu, and what is dead has no gradient to come back by.
    @Test func `a dead relu stays dead`() throws {
        let data = try Dataset(name: "dead", inputs: samples, targets: Matrix(rows: 12, columns: 1, repeating: 1))
        var network = try Network(
            inputs: 4, layers: [Layer(units: 6, activation: .relu), Layer(units: 1, activation: .identity)])
        try network.setBiases(Matrix(rows: 1, columns: 6, repeating: -100), layer: 1)
        let before = network
        var state = TrainingState()
        _ = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 50))
        #expect(network.weights(1) == before.weights(1))
        #expect(network.biases(1) == before.biases(1))
        #expect(network.weights(2) == before.weights(2))
        #expect(network.biases(2) != before.biases(2))
    }

    /// C9: of one sample, all weights into a neuron whose inputs are not negative have gradients of one sign, that of δ.
    @Test(arguments: [Activation.relu, .sigmoid])
    func `inputs that are not negative pull all weights one way`(_ hidden: Activation) throws {
        let network = try Network(
            inputs: 4, layers: [Layer(units: 8, activation: hidden), Layer(units: 3, activation: .softmax)], seed: 4)
        for row in 0..<samples.rows {
            let sample = try Dataset(
                name: "one", inputs: Matrix(row: samples.row(row)), targets: Matrix(row: [1]))
            let gradients = try network.gradients(on: sample)
            for unit in 0..<3 {
                let delta = gradients.biases(2)[0, unit]
                #expect(gradients.weights(2).column(unit).allSatisfy { $0 * delta >= 0 })
            }
        }
    }

    /// D8, D12: of one-hot targets the cross-entropy is -ln of the output of the class; E25: its gradients are (a - y)
    /// times the input, and (a - y).
    @Test func `softmax with the log-likelihood`() throws {
        let labels = (0..<12).map { Double($0 % 3) }
        let data = try Dataset(name: "classes", inputs: samples, targets: Matrix(column: labels))
        let outputs = try network.output(for: samples)
        let losses = labels.enumerated().map { -log(outputs[$0, Int($1)]) }
        #expect(losses.allSatisfy { $0 >= 0 })
        #expect(abs(try network.loss(on: data) - losses.reduce(0, +) / 12) < 1e-15)
        let hidden = Activation.tanh(
            try samples.multiplied(by: network.weights(1)).addingRow(network.biases(1)))
        let delta = try outputs.combined(with: Matrix(column: labels).oneHot(), -)
        let gradients = try network.gradients(on: data)
        let expected = try hidden.transposed().multiplied(by: delta).map { $0 / 12 }
        #expect(agree(gradients.weights(2).elements, expected.elements, within: 1e-15))
        let sums = (0..<3).map { delta.column($0).reduce(0, +) / 12 }
        #expect(agree(gradients.biases(2).elements, sums, within: 1e-15))
    }

    /// E26: two softmax outputs and one sigmoid of the difference of their sums have the same loss and gradients.
    @Test func `softmax of two outputs is a sigmoid of their difference`() throws {
        let data = try Dataset(
            name: "classes", inputs: samples, targets: Matrix(column: (0..<12).map { Double($0 % 2) }))
        var pair = try Network(inputs: 4, layers: [Layer(units: 2, activation: .softmax)])
        var single = try Network(inputs: 4, layers: [Layer(units: 1, activation: .sigmoid)])
        try pair.setBiases(Matrix(row: [0.2, -0.3]), layer: 1)
        let difference = Matrix(column: zip(pair.weights(1).column(1), pair.weights(1).column(0)).map { $0 - $1 })
        try single.setWeights(difference, layer: 1)
        try single.setBiases(Matrix(row: [-0.5]), layer: 1)
        #expect(abs(try pair.loss(on: data) - single.loss(on: data)) < 1e-15)
        let gradients = try (pair.gradients(on: data), single.gradients(on: data))
        #expect(
            agree(gradients.0.weights(1).column(1), gradients.1.weights(1).elements, within: 1e-15))
    }

    /// E32, R-6: the Jacobian of softmax is diag(p) - ppᵀ, and takes -Y/Ŷ to Ŷ - Y.
    @Test func `the Jacobian of softmax`() throws {
        let p = Activation.softmax(Matrix(row: [1, 2, 3])).elements
        let jacobian = Matrix(
            (0..<3).map { row in (0..<3).map { (row == $0 ? p[row] : 0) - p[row] * p[$0] } })
        let expected = [
            0.0819250691, -0.0220330445, -0.0598920245, -0.0220330445, 0.1848364465, -0.162803402, -0.0598920245,
            -0.162803402, 0.2226954265,
        ]
        #expect(agree(jacobian.elements, expected, within: 1e-10))
        // The engine's own derivative of softmax, behind the quadratic loss Σ(a-y)², is the product with the Jacobian.
        var network = try Network(inputs: 1, layers: [Layer(units: 3, activation: .softmax)])
        try network.setParameters([0, 0, 0, 1, 2, 3])
        let target = [1.0, 0, 0]
        let data = try Dataset(name: "one", inputs: Matrix(row: [0]), targets: Matrix(row: target))
        let found = try network.gradients(on: data, loss: .quadratic, convention: .mukund).biases(1)
        let slope = Matrix(row: zip(p, target).map { 2 * ($0 - $1) })
        #expect(agree(found.elements, try slope.multiplied(by: jacobian).elements, within: 1e-15))
        let cross = Matrix(row: zip(p, target).map { -$1 / $0 })
        let delta = try cross.multiplied(by: jacobian).elements
        #expect(agree(delta, zip(p, target).map { $0 - $1 }, within: 1e-15))
        #expect(agree(delta, try network.gradients(on: data).biases(1).elements, within: 1e-15))
    }

    /// E13: one backward sweep finds what finite differences need two forward passes for each parameter for.
    @Test func `one sweep replaces two passes for each parameter`() throws {
        let data = try Dataset(
            name: "classes", inputs: samples, targets: Matrix(column: (0..<12).map { Double($0 % 3) }))
        let gradients = try network.gradients(on: data).parameters
        var passes = 0
        for index in network.parameters.indices {
            let losses = try [1e-5, -1e-5].map { shift in
                var shifted = network.parameters
                shifted[index] += shift
                var moved = network
                try moved.setParameters(shifted)
                passes += 1
                return try moved.loss(on: data)
            }
            #expect(abs((losses[0] - losses[1]) / 2e-5 - gradients[index]) < 1e-9)
        }
        #expect(passes == 2 * network.parameterCount)
    }
}
