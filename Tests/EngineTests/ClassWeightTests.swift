import Glibc
import Testing

@testable import Engine

/// Label smoothing and class weights.
struct ClassWeightTests {
    private let inputs = Matrix([[1, 0], [0.5, -1], [2, 1], [-1, 0.5], [0, 2], [1.5, -0.5]])

    private func network(_ outputs: Int, _ activation: Activation) throws -> Network {
        try Network(
            inputs: 2, layers: [Layer(units: 3, activation: .tanh), Layer(units: outputs, activation: activation)],
            seed: 4)
    }

    private func data(_ rows: [Int], classes: [Double]) throws -> Dataset {
        try Dataset(
            name: "classes", inputs: Matrix(rows.map { inputs.row($0) }),
            targets: Matrix(column: rows.map { classes[$0] }))
    }

    static let outputs: [(Int, Activation, Loss)] = [
        (3, .softmax, .crossEntropy), (3, .softmax, .quadratic), (3, .sigmoid, .crossEntropy), (3, .softmax, .kl),
        (1, .sigmoid, .crossEntropy), (1, .sigmoid, .quadratic), (3, .sigmoid, .huber()),
    ]

    @Test(arguments: outputs)
    func `a class of weight two is one whose samples come twice`(
        _ outputs: Int, _ activation: Activation, _ loss: Loss
    ) throws {
        let network = try network(outputs, activation)
        let classes: [Double] = outputs == 1 ? [0, 1, 1, 0, 0, 1] : [0, 1, 2, 0, 2, 1]
        let all = Array(0..<6)
        for (weight, copies) in [(2.0, all + all.filter { classes[$0] == 1 }), (0, all.filter { classes[$0] != 1 })] {
            var weights = [Double](repeating: 1, count: max(2, outputs))
            weights[1] = weight
            for convention in [Convention.modern, .tendulkar] {
                let weighted = try data(all, classes: classes)
                let copied = try data(copies, classes: classes)
                let found = try network.gradients(
                    on: weighted, loss: loss, convention: convention, classWeights: weights)
                let expected = try network.gradients(on: copied, loss: loss, convention: convention)
                #expect(agree(found.parameters, expected.parameters, within: 1e-14))
                let value = try network.loss(on: weighted, loss: loss, convention: convention, classWeights: weights)
                #expect(abs(try value - network.loss(on: copied, loss: loss, convention: convention)) < 1e-14)
            }
        }
    }

    @Test func `the weighted mean of a mini-batch is that of its own samples, in the order they come`() throws {
        let classes: [Double] = [0, 1, 2, 0, 2, 1]
        let weights = [1.0, 0.25, 3]
        var order = (0..<6).map { Int32($0) }
        order.withUnsafeMutableBufferPointer {
            var stream = RandomStream(seed: 7, role: .shuffle, counter: 0)
            stream.shuffle($0)
        }
        #expect(order != order.sorted())
        var expected = try network(3, .softmax)
        for start in [0, 4] {
            let batch = try data(order[start..<min(start + 4, 6)].map { Int($0) }, classes: classes)
            let gradients = try expected.gradients(on: batch, classWeights: weights).parameters
            try expected.setParameters(zip(expected.parameters, gradients).map { $0 - 0.5 * $1 })
        }
        var found = try network(3, .softmax)
        var state = TrainingState()
        _ = try Engine.train(
            &found, state: &state, on: data(Array(0..<6), classes: classes),
            options: TrainingOptions(learningRate: 0.5, batch: 4, epochs: 1, seed: 7, classWeights: weights))
        #expect(agree(found.parameters, expected.parameters, within: 1e-15))
    }

    @Test func `a batch of which no sample counts moves nothing`() throws {
        var found = try network(1, .sigmoid)
        let start = found.parameters
        var state = TrainingState()
        let samples = try data([0, 1, 2], classes: [1, 0, 0, 0, 0, 0])
        let options = TrainingOptions(learningRate: 0.5, batch: 1, epochs: 1, shuffle: false, classWeights: [0, 1])
        #expect(try Engine.train(&found, state: &state, on: samples, options: options).ended == .completed)
        let gradients = try found.gradients(on: data([0], classes: [1])).parameters
        #expect(gradients.count == start.count)
        var expected = try network(1, .sigmoid)
        let first = try expected.gradients(on: data([0], classes: [1])).parameters
        try expected.setParameters(zip(start, first).map { $0 - 0.5 * $1 })
        #expect(agree(found.parameters, expected.parameters, within: 1e-16))
    }

    @Test func `smoothed labels are the targets by hand`() throws {
        let s = 0.1
        let classes = Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
        let hard = try Dataset(name: "hard", inputs: inputs, targets: classes)
        for (activation, spread) in [(Activation.softmax, s / 3), (.sigmoid, s / 2)] {
            let soft = try Dataset(
                name: "soft", inputs: inputs,
                targets: Matrix(rows: 6, columns: 3, elements: classes.elements.map { (1 - s) * $0 + spread }))
            let network = try network(3, activation)
            for loss in [Loss.crossEntropy, .logLikelihood] {
                #expect(
                    try network.gradients(on: hard, loss: loss, labelSmoothing: s)
                        == network.gradients(on: soft, loss: loss))
                #expect(
                    try network.loss(on: hard, loss: loss, labelSmoothing: s) == network.loss(on: soft, loss: loss))
            }
        }
        // The classes, and with them the error, stay what they were.
        var trained = try network(3, .softmax)
        var state = TrainingState()
        let history = try Engine.train(
            &trained, state: &state, on: hard, options: TrainingOptions(epochs: 1, labelSmoothing: s)
        ).history
        #expect(try history.error?.last == trained.errorRate(on: hard))
        // The least possible loss is no longer 0 but the entropy of the targets.
        #expect((history.loss.last ?? 0) > -(0.9 + s / 3) * log(0.9 + s / 3) - 2 * s / 3 * log(s / 3))
    }

    @Test func `what is out of range or does not go together is refused`() throws {
        let softmax = try network(3, .softmax)
        let classes = try data(Array(0..<6), classes: [0, 1, 2, 0, 2, 1])
        for smoothing in [-0.1, 1, Double.nan] {
            expectError(.value, "label smoothing", "below 1") {
                try softmax.loss(on: classes, labelSmoothing: smoothing)
            }
        }
        expectError(.value, "label smoothing", "quadratic loss") {
            try softmax.loss(on: classes, loss: .quadratic, labelSmoothing: 0.1)
        }
        expectError(.shape, "2 class weights", "3 classes") { try softmax.loss(on: classes, classWeights: [1, 2]) }
        expectError(.value, "class 1", "-1") { try softmax.gradients(on: classes, classWeights: [1, -1, 1]) }
        expectError(.value, "class 2", "inf") { try softmax.loss(on: classes, classWeights: [1, 1, .infinity]) }
        expectError(.value, "sum to 0") { try softmax.loss(on: classes, classWeights: [0, 0, 0]) }
        let shares = try Dataset(
            name: "shares", inputs: Matrix(row: [1, 2]), targets: Matrix(row: [0.5, 0.25, 0.25]))
        expectError(.value, "one class for each sample", "shares") {
            try softmax.loss(on: shares, classWeights: [1, 1, 1])
        }
        var trained = softmax
        var state = TrainingState()
        let options = TrainingOptions(classWeights: [1])
        expectError(.shape, "class weights") {
            try Engine.train(&trained, state: &state, on: classes, options: options)
        }
        #expect(trained == softmax)
    }

    @Test func `a run says them only if they are used`() throws {
        var network = try network(1, .sigmoid)
        var state = TrainingState()
        let samples = try data([0, 1], classes: [1, 0])
        func choices(_ options: TrainingOptions) throws -> [String: String] {
            let outcome = try Engine.train(&network, state: &state, on: samples, options: options)
            return Dictionary(uniqueKeysWithValues: outcome.history.choices.map { ($0.aspect, $0.text) })
        }
        let plain = try choices(TrainingOptions(epochs: 1))
        #expect(plain["label smoothing"] == nil && plain["class weights"] == nil)
        let used = try choices(TrainingOptions(epochs: 1, labelSmoothing: 0.1, classWeights: [1, 2.5]))
        #expect(used["label smoothing"] == "targets (1-s)y + s/2, s = 0.1")
        #expect(used["class weights"] == "1, 2.5, divided by the sum of the samples' weights")
    }
}
