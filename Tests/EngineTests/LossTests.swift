import Glibc
import Testing

@testable import Engine

/// What the losses are, by numbers of the lectures and by what they have in common.
struct LossTests {
    /// One sample whose outputs are given through the biases.
    private func loss(
        _ loss: Loss, sums: [Double], _ output: Activation, targets: [Double], convention: Convention = .yale
    ) throws -> Double {
        var network = try Network(inputs: 1, layers: [Layer(units: sums.count, activation: output)])
        try network.setParameters([Double](repeating: 0, count: sums.count) + sums)
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: targets))
        return try network.loss(on: data, loss: loss, convention: convention)
    }

    private func logit(_ a: Double) -> Double { log(a / (1 - a)) }

    /// Lecture checklist R-7, D7 and D20.
    @Test(arguments: [(0.01, 0.0100503359, 4.6051701860), (0.1, 0.1053605157, 2.3025850930), (0.5, log(2), log(2))])
    func `the binary cross-entropy`(_ a: Double, _ zero: Double, _ one: Double) throws {
        #expect(abs(try loss(.crossEntropy, sums: [logit(a)], .sigmoid, targets: [0]) - zero) < 5.1e-11)
        #expect(abs(try loss(.crossEntropy, sums: [logit(a)], .sigmoid, targets: [1]) - one) < 5.1e-11)
        #expect(abs(try loss(.crossEntropy, sums: [logit(1 - a)], .sigmoid, targets: [0]) - one) < 5.1e-11)
        // y and a must not be exchanged (ERR14): a target between the classes costs its own entropy at least.
        let least = -(0.3 * log(0.3) + 0.7 * log(0.7))
        #expect(abs(try loss(.crossEntropy, sums: [logit(0.3)], .sigmoid, targets: [0.3]) - least) < 1e-15)
        #expect(try loss(.crossEntropy, sums: [logit(a)], .sigmoid, targets: [0.3]) > least)
    }

    /// D21: the derivative by the activation at a = 0.3, y = 1 is -1/0.3, so that by the weighted sum it is a - y.
    @Test func `the derivative of the cross-entropy by the activation`() throws {
        let (near, far) = (1e-4, 2e-4)
        func cost(_ a: Double) throws -> Double { try loss(.crossEntropy, sums: [logit(a)], .sigmoid, targets: [1]) }
        let slope =
            try (8 * (cost(0.3 + near) - cost(0.3 - near)) - (cost(0.3 + far) - cost(0.3 - far))) / (12 * near)
        #expect(abs(slope + 1 / 0.3) < 1e-9)
    }

    /// D12, E25: the digit's output counts alone; it is the cross-entropy of one-hot targets, to the last bit.
    @Test func `the log-likelihood of softmax outputs is the cross-entropy`() throws {
        let logarithms = [2.4076059644, 1.4076059644, 0.4076059644]
        for (digit, expected) in logarithms.enumerated() {
            var targets = [0.0, 0, 0]
            targets[digit] = 1
            let found = try loss(.logLikelihood, sums: [1, 2, 3], .softmax, targets: targets)
            #expect(abs(found - expected) < 5.1e-11)
            #expect(try loss(.crossEntropy, sums: [1, 2, 3], .softmax, targets: targets) == found)
        }
        // -ln 0 = ∞ in the lecture; from the weighted sums it stays finite.
        #expect(try loss(.logLikelihood, sums: [0, 2000], .softmax, targets: [1, 0]) == 2000)
        #expect(try loss(.logLikelihood, sums: [-2000], .sigmoid, targets: [1]) == 2000)
    }

    @Test func `the log-likelihood of sigmoid outputs judges what should be 1`() throws {
        let sums = [logit(0.2), logit(0.6)]
        #expect(abs(try loss(.logLikelihood, sums: sums, .sigmoid, targets: [1, 0]) + log(0.2)) < 1e-15)
        #expect(abs(try loss(.logLikelihood, sums: sums, .sigmoid, targets: [1, 1]) + log(0.12)) < 1e-15)
        #expect(try loss(.logLikelihood, sums: sums, .sigmoid, targets: [0, 0]) == 0)
    }

    /// ERR8, D10: cross-entropies are summed over the outputs in every convention; the others follow the quadratic form.
    @Test func `over outputs`() throws {
        for convention in Convention.all {
            let entropies = try loss(.crossEntropy, sums: [0, 0], .sigmoid, targets: [0, 1], convention: convention)
            #expect(abs(entropies - 2 * log(2)) < 1e-15)
            let share = convention.quadratic == .mean ? 0.5 : 1
            let outputs = [3.0, 1.5], targets = [1.0, 1]
            #expect(
                try loss(.absolute, sums: outputs, .identity, targets: targets, convention: convention) == 2.5 * share)
            // ½ 0.5² up to δ = 1, then 2 - ½.
            #expect(
                try loss(.huber(), sums: outputs, .identity, targets: targets, convention: convention) == 1.625 * share)
        }
        #expect(try loss(.huber(delta: 0.5), sums: [3], .identity, targets: [1]) == 0.875)
        // Where no difference is beyond δ it is half the square.
        #expect(try loss(.huber(delta: 9), sums: [3, 4], .identity, targets: [0, 0]) == 12.5)
        #expect(try loss(.quadratic, sums: [3, 4], .identity, targets: [0, 0]) == 12.5)
    }

    @Test func `over samples`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 0])
        let data = try Dataset(name: "d", inputs: Matrix(column: [1, 2, 3]), targets: Matrix(column: [0, 0, 0]))
        #expect(try network.loss(on: data, loss: .absolute, convention: .yale) == 2)
        #expect(try network.loss(on: data, loss: .absolute, convention: .tendulkar) == 6)
        #expect(try network.gradients(on: data, loss: .absolute, convention: .tendulkar).parameters == [6, 3])
    }

    @Test func `the absolute loss has the derivative 0 where there is no difference`() throws {
        let network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)], initialization: .zeros)
        let data = try Dataset(name: "d", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        #expect(try network.gradients(on: data, loss: .absolute).parameters == [0, 0])
    }

    @Test func `the KL divergence is the cross-entropy less the entropy of the targets`() throws {
        let targets = [0.5, 0.25, 0.25, 0]
        let outputs = Activation.softmax(Matrix(row: [1, 2, 3, 4]))
        let found = try loss(.kl, sums: [1, 2, 3, 4], .softmax, targets: targets)
        let expected = try Information.divergence(Matrix(row: targets), outputs, in: .nats)
        #expect(abs(found - expected) < 1e-15)
        let whole = try loss(.crossEntropy, sums: [1, 2, 3, 4], .softmax, targets: targets)
        #expect(abs(whole - found - 1.5 * log(2)) < 1e-15)
        // It is 0 where the outputs are the targets, and never below.
        var stream = RandomStream(seed: 1)
        for _ in 0..<100 {
            let sums = (0..<4).map { _ in stream.normal() }
            let p = Activation.softmax(Matrix(row: sums)).elements
            let least = try loss(.kl, sums: sums, .softmax, targets: p)
            #expect(0 <= least && least < 1e-15)
        }
        #expect(
            try loss(.kl, sums: [0, 1], .softmax, targets: [0, 1])
                == loss(.crossEntropy, sums: [0, 1], .softmax, targets: [0, 1]))
    }

    @Test func `losses refuse what they cannot judge`() throws {
        expectError(.value, "KL divergence needs softmax", "sigmoid") {
            try loss(.kl, sums: [0], .sigmoid, targets: [1])
        }
        expectError(.value, "log-likelihood needs sigmoid or softmax", "identity") {
            try loss(.logLikelihood, sums: [0], .identity, targets: [1])
        }
        expectError(.value, "sample 1", "0.5, not 1") { try loss(.kl, sums: [0, 0], .softmax, targets: [0.25, 0.25]) }
        for loss in [Loss.logLikelihood, .kl] {
            expectError(.value, loss.name, "from 0 to 1", "-1") {
                try self.loss(loss, sums: [0, 0], .softmax, targets: [-1, 2])
            }
        }
        for delta in [0, -1, .infinity, Double.nan] {
            expectError(.value, "δ") { try loss(.huber(delta: delta), sums: [0], .identity, targets: [1]) }
        }
        for loss in [Loss.absolute, .huber(), .logLikelihood, .kl] {
            let network = try Network(inputs: 1, layers: [Layer(units: 2, activation: .softmax)])
            let data = try Dataset(name: "d", inputs: Matrix(column: [1, 2]), targets: Matrix(column: [0, 2]))
            expectError(.value, "class 2 of sample 2") { try network.loss(on: data, loss: loss) }
        }
    }

    @Test func `what overflows is an error that names the layer`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1e300, 0])
        let data = try Dataset(name: "large", inputs: Matrix(row: [1e300]), targets: Matrix(row: [0]))
        for loss in [Loss.absolute, .huber()] {
            expectError(.numeric, "layer 1") { try network.gradients(on: data, loss: loss) }
            var state = TrainingState()
            let outcome = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(loss: loss))
            #expect(outcome.ended == .diverged(layer: 1, epoch: 0, step: 0))
        }
    }

    @Test func `a run says which loss it used`() {
        #expect(
            Convention.modern.text(.absolute, outputs: .identity)
                == "absolute, |y-a|, mean over outputs, mean over samples")
        #expect(
            Convention.tendulkar.text(.huber(delta: 2), outputs: .identity)
                == "Huber, ½(y-a)² up to |y-a| = δ, then δ(|y-a|-½δ), δ = 2, sum over outputs, sum over samples")
        #expect(Convention.modern.text(.kl, outputs: .softmax) == "KL divergence, Σ y ln(y/a), mean over samples")
    }
}
