import Testing

@testable import Engine

/// Every loss at every output it is legal for, in all conventions, with and without smoothing and class weights.
struct LossGradientTests {
    static let activations: [Activation] = [
        .identity, .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .gelu, .approximateGelu, .swish(beta: 1.5),
        .softplus,
    ]

    struct Case: Sendable {
        let network: Network
        let data: Dataset
        let loss: Loss
        let convention: Convention
        let smoothing: Double
        let weights: [Double]?

        var options: TrainingOptions {
            TrainingOptions(
                loss: loss, learningRate: 1, epochs: 1, convention: convention, labelSmoothing: smoothing,
                classWeights: weights)
        }

        /// Whether the loss or an activation has no derivative, or no second one, somewhere.
        var hasKink: Bool {
            if case .huber = loss { return true }
            return loss == .absolute
                || network.layers.contains {
                    if case .leakyRelu = $0.activation { true } else { $0.activation == .relu }
                }
        }
    }

    static func losses(_ output: Activation) -> [Loss] {
        let all: [Loss] = [.quadratic, .absolute, .huber(delta: 0.4)]
        switch output {
        case .softmax: return all + [.crossEntropy, .logLikelihood, .kl]
        case .sigmoid: return all + [.crossEntropy, .logLikelihood]
        default: return all
        }
    }

    /// The cases of an output activation with some number of outputs, the hidden activations taking turns.
    static func cases(_ output: Activation, outputs: Int) throws -> [Case] {
        var cases: [Case] = []
        var stream = RandomStream(seed: 3)
        let samples = 6
        for loss in losses(output) {
            for convention in Convention.all {
                for variation in 0..<5 {
                    let hidden = activations[cases.count % activations.count]
                    let network = try Network(
                        inputs: 3,
                        layers: [Layer(units: 4, activation: hidden), Layer(units: outputs, activation: output)],
                        initialization: .normal(variance: .inverseInputs, biases: true), seed: UInt64(cases.count + 1))
                    let smoothing = variation & 2 != 0 && [.crossEntropy, .logLikelihood, .kl].contains(loss) ? 0.2 : 0
                    let hasWeights = variation & 1 != 0 && (outputs > 1 || output == .sigmoid)
                    let weights = hasWeights ? (0..<max(2, outputs)).map { 0.5 + Double($0) } : nil
                    let inputs = (0..<samples * 3).map { _ in stream.normal() }
                    var targets: [Double] = []
                    for sample in 0..<samples {
                        if variation < 4 {
                            targets +=
                                outputs == 1
                                ? [Double(sample % 2)] : (0..<outputs).map { $0 == sample % outputs ? 1 : 0 }
                        } else {
                            let shares = (0..<outputs).map { _ in stream.uniform() }
                            targets += outputs == 1 ? shares : shares.map { $0 / shares.reduce(0, +) }
                        }
                    }
                    let data = try Dataset(
                        name: "random", inputs: Matrix(rows: samples, columns: 3, elements: inputs),
                        targets: Matrix(rows: samples, columns: outputs, elements: targets))
                    cases.append(
                        Case(
                            network: network, data: data, loss: loss, convention: convention, smoothing: smoothing,
                            weights: weights))
                }
            }
        }
        return cases
    }

    static let outputs: [(Activation, Int)] =
        (activations + [.softmax]).map { ($0, 3) } + [(.identity, 1), (.sigmoid, 1), (.tanh, 1)]

    @Test(arguments: outputs)
    func `agree with central differences`(_ output: Activation, _ count: Int) throws {
        for test in try Self.cases(output, outputs: count) {
            var network = test.network
            let start = network.parameters
            let found = try network.gradients(
                on: test.data, loss: test.loss, convention: test.convention, labelSmoothing: test.smoothing,
                classWeights: test.weights
            ).parameters
            var difference = 0.0
            var size = 0.0
            let step = test.hasKink ? 1e-6 : 1e-4
            for index in start.indices {
                func loss(_ shift: Double) throws -> Double {
                    var shifted = start
                    shifted[index] += shift
                    try network.setParameters(shifted)
                    return try network.loss(
                        on: test.data, loss: test.loss, convention: test.convention, labelSmoothing: test.smoothing,
                        classWeights: test.weights)
                }
                let numeric = try (8 * (loss(step) - loss(-step)) - (loss(2 * step) - loss(-2 * step))) / (12 * step)
                difference += (numeric - found[index]) * (numeric - found[index])
                size += numeric * numeric
            }
            #expect(
                difference.squareRoot() <= 1e-7 * size.squareRoot() + 1e-12,
                "\(test.network.summary), \(test.loss), \(test.convention.name), \(test.smoothing), \(test.weights ?? [])"
            )
        }
    }

    @Test(arguments: outputs)
    func `single precision does what double precision does`(_ output: Activation, _ count: Int) throws {
        for test in try Self.cases(output, outputs: count) {
            var found: [[Double]] = []
            for precision in [Precision.double, .single] {
                var network = test.network
                var state = TrainingState()
                var options = test.options
                options.precision = precision
                let history = try Engine.train(&network, state: &state, on: test.data, options: options).history
                found.append(network.parameters + history.loss)
            }
            for (double, single) in zip(found[0], found[1]) {
                #expect(
                    abs(double - single) <= 1e-4 * max(0.1, abs(double)),
                    "\(test.network.summary), \(test.loss), \(test.convention.name)")
            }
        }
    }
}
