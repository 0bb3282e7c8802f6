import Testing

@testable import Engine

/// Pairings that nothing forbids and nobody should want (lecture checklist C19, B8, J9).
struct WarningTests {
    private let inputs = Matrix([[0, 0], [0, 1], [1, 0], [1, 1]])

    private func warnings(
        _ layers: [Layer], _ loss: Loss? = nil, targets: Matrix, initialization: Initialization = .modern
    ) throws -> [String] {
        let network = try Network(inputs: 2, layers: layers, initialization: initialization)
        return try network.warnings(for: loss, on: Dataset(name: "data", inputs: inputs, targets: targets))
    }

    /// The one warning there must be has to contain some words.
    private func expect(
        _ found: [String], _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try #require(found.count == 1, "\(found)", sourceLocation: sourceLocation)
        for part in words { #expect(found[0].contains(part), "\(found[0])", sourceLocation: sourceLocation) }
    }

    private let bits = Matrix(column: [0, 1, 1, 0])
    private let classes = Matrix(column: [0, 1, 2, 1])
    private let values = Matrix(column: [-0.5, 3, 0.25, 1])

    @Test func `sound pairings are left in peace`() throws {
        for loss in [Loss.crossEntropy, .quadratic, .absolute, .huber()] {
            #expect(try warnings([Layer(units: 1, activation: .sigmoid)], loss, targets: bits) == [])
            #expect(try warnings([Layer(units: 3, activation: .sigmoid)], loss, targets: classes) == [])
        }
        for loss in [Loss.crossEntropy, .logLikelihood, .kl] {
            #expect(try warnings([Layer(units: 3, activation: .softmax)], loss, targets: classes) == [])
        }
        for loss in [Loss.quadratic, .absolute, .huber()] {
            #expect(try warnings([Layer(units: 1, activation: .identity)], loss, targets: values) == [])
            #expect(try warnings([Layer(units: 1, activation: .identity)], loss, targets: bits) == [])
        }
        let deep = [Layer(units: 4, activation: .relu), Layer(units: 1, activation: .sigmoid)]
        #expect(try warnings(deep, targets: bits) == [])
        // The single neuron of the lecture: one sample, the target 0.
        let neuron = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .relu)], initialization: .constant(0.6))
        let sample = try Dataset(name: "sample", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        #expect(try neuron.warnings(on: sample) == [])
    }

    @Test func `one softmax output is always 1`() throws {
        try expect(
            try warnings([Layer(units: 1, activation: .softmax)], targets: Matrix(column: [1, 1, 1, 1])), "always 1",
            "sigmoid")
    }

    @Test(arguments: [Loss.quadratic, .absolute, .huber()])
    func `softmax outputs without cross-entropy`(_ loss: Loss) throws {
        try expect(
            try warnings([Layer(units: 3, activation: .softmax)], loss, targets: classes), loss.name, "cross-entropy")
    }

    @Test func `sigmoid outputs under the log-likelihood`() throws {
        try expect(try warnings([Layer(units: 1, activation: .sigmoid)], .logLikelihood, targets: bits), "one sigmoid")
        try expect(
            try warnings([Layer(units: 3, activation: .sigmoid)], .logLikelihood, targets: classes), "softmax outputs")
    }

    @Test func `softmax outputs for several classes at once`() throws {
        let several = Matrix([[1, 0], [1, 1], [0, 1], [0, 0]])
        try expect(
            try warnings([Layer(units: 2, activation: .softmax)], targets: several), "sample 2", "sum to 2", "sigmoid")
    }

    @Test func `targets that the outputs cannot reach`() throws {
        try expect(
            try warnings([Layer(units: 1, activation: .sigmoid)], .quadratic, targets: values), "-0.5 to 3", "0 to 1")
        try expect(try warnings([Layer(units: 1, activation: .tanh)], targets: values), "-1 to 1")
        try expect(try warnings([Layer(units: 1, activation: .relu)], targets: values), "from 0 up")
    }

    @Test(arguments: [Activation.tanh, .relu, .gelu, .softplus])
    func `classes from outputs that are no probabilities`(_ output: Activation) throws {
        try expect(
            try warnings([Layer(units: 1, activation: output)], targets: bits), "\(output) outputs", "no probabilities")
    }

    @Test func `linear hidden layers`() throws {
        try expect(
            try warnings(
                [Layer(units: 4, activation: .identity), Layer(units: 1, activation: .sigmoid)], targets: bits),
            "layer 1 is linear", "layer 2")
    }

    @Test(arguments: [Initialization.zeros, .constant(0.5), .normal(variance: .constant(0))])
    func `units that begin equal`(_ initialization: Initialization) throws {
        let layers = [Layer(units: 4, activation: .tanh), Layer(units: 1, activation: .sigmoid)]
        try expect(
            try warnings(layers, targets: bits, initialization: initialization), "4 units of layer 1", "stay equal")
        // One unit has none to be equal to, and different weights out are enough to part units.
        let narrow = [Layer(units: 1, activation: .tanh), Layer(units: 1, activation: .sigmoid)]
        #expect(try warnings(narrow, targets: bits, initialization: initialization) == [])
        var network = try Network(inputs: 2, layers: layers, initialization: initialization)
        try network.setWeights(Matrix(column: [1, 2, 3, 4]), layer: 2)
        #expect(try network.warnings(on: Datasets.xor()) == [])
    }

    @Test func `what is an error stays one`() throws {
        expectError(.value, "cross-entropy needs") {
            try warnings([Layer(units: 1, activation: .identity)], .crossEntropy, targets: bits)
        }
    }
}
