import Glibc
import Testing

@testable import Engine

/// Every activation in every kind of layer, with every output, loss, convention, smoothing and weighting that go together:
/// gradients agree with central differences.
struct EveryGradientTests {
    static let wave = CustomActivation(
        name: "wave", function: { sin($0) + 0.3 * $0 }, derivative: { cos($0) + 0.3 })

    static let activations: [Activation] = [
        .identity, .sigmoid, .tanh, .relu, .leakyRelu(), .gelu, .approximateGelu, .swish(), .softplus, .softmax,
        .custom(wave),
    ]

    static let losses: [Loss] = [.quadratic, .crossEntropy, .logLikelihood, .absolute, .huber(delta: 0.4), .kl]

    enum Kind: CaseIterable {
        case plain, masked, dropout, normalized, frozen, normalizedAndFrozen
    }

    /// What a case adds to the loss.
    struct Addition {
        var labelSmoothing = 0.0
        var classWeights: [Double]?
    }

    /// The number of cases of each hidden activation in each kind of layer: 11 outputs with 3 losses, weighted or not, and 5
    /// pairs of probabilities and their losses, smoothed or not too, in 6 conventions.
    static let casesEach = (11 * 3 * 2 + 5 * 4) * 6

    @Test(arguments: activations.indices, Kind.allCases)
    func `agree with central differences`(_ hidden: Int, _ kind: Kind) throws {
        var count = 0
        var faults: [String] = []
        for output in Self.activations {
            let (network, soft, hard) = try Self.fit(Self.activations[hidden], output, kind)
            for loss in Self.losses where (try? loss.check(outputsOf: network)) != nil {
                for convention in Convention.all {
                    for smoothing in loss.isOfProbabilities ? [0, 0.1] : [0] {
                        for weights in [nil, [0.7, 1.6]] {
                            let addition = Addition(labelSmoothing: smoothing, classWeights: weights)
                            let data = weights == nil ? soft : hard
                            if let fault = try Self.fault(network, on: data, loss, convention, addition) {
                                faults.append(fault)
                            }
                            count += 1
                        }
                    }
                }
            }
        }
        #expect(count == Self.casesEach)
        #expect(faults.isEmpty, "\(faults.count) faults, first: \(faults.first ?? "none")")
    }

    @Test func `no case is missing`() {
        #expect(Self.activations.count * Kind.allCases.count * Self.casesEach == 34_056)
        #expect(Set(Self.activations.map(\.description)).count == 11)
        for activation in Self.activations {
            // A new activation does not compile here until it is listed above.
            switch activation {
            case .identity, .sigmoid, .tanh, .relu, .leakyRelu, .gelu, .approximateGelu, .swish, .softplus, .softmax,
                .custom:
                break
            }
        }
        for loss in Self.losses {
            switch loss {
            case .quadratic, .crossEntropy, .logLikelihood, .absolute, .huber, .kl: break
            }
        }
        #expect(Convention.all.count == 6 && Set(Self.losses.map(\.name)).count == 6)
    }

    /// What is wrong with the gradients, if anything.
    ///
    /// Along a random direction of each group of parameters, by the five-point formula, whose error is of the order h⁴.
    static func fault(
        _ network: Network, on data: Dataset, _ loss: Loss, _ convention: Convention, _ addition: Addition
    ) throws -> String? {
        let gradients = try network.gradients(
            on: data, loss: loss, convention: convention, labelSmoothing: addition.labelSmoothing,
            classWeights: addition.classWeights
        ).parameters
        let start = network.parameters
        let step = 1e-3
        var stream = RandomStream(seed: 3)
        var largest = 0.0
        func value(_ group: Range<Int>, _ direction: [Double], _ distance: Double) throws -> Double {
            var moved = start
            for (index, part) in zip(group, direction) { moved[index] += distance * part }
            var network = network
            try network.setParameters(moved)
            let result = try network.loss(
                on: data, loss: loss, convention: convention, labelSmoothing: addition.labelSmoothing,
                classWeights: addition.classWeights, normalization: .batch)
            largest = max(largest, abs(result))
            return result
        }
        for (number, layer) in network.layout.layers.enumerated() {
            for group in [layer.weights, layer.biases, layer.scales, layer.shifts] where !group.isEmpty {
                let random = group.map { _ in stream.normal() }
                let length = Matrix(row: random).norm()
                let direction = random.map { $0 / length }
                let near = try value(group, direction, step) - value(group, direction, -step)
                let far = try value(group, direction, 2 * step) - value(group, direction, -2 * step)
                let numeric = (8 * near - far) / (12 * step)
                let found = zip(group, direction).reduce(0) { $0 + gradients[$1.0] * $1.1 }
                let size = Matrix(row: Array(gradients[group])).norm()
                // What rounding of the losses makes of the quotient is not the gradient's fault.
                let rounding = 8 * Double.ulpOfOne * largest / step
                let error = abs(found - numeric)
                if !(error <= 1e-7 * size + rounding) {
                    return "\(network.summary), \(loss), \(convention.name), \(addition), layer \(number + 1): "
                        + "\(found) is not \(numeric), off by \(error / size)"
                }
            }
        }
        return nil
    }

    /// A network of two layers with soft and with hard targets, where no step meets a kink and all weights have gradients.
    ///
    /// Shifts may have none: a normalised layer takes away what identity units below it add to all samples.
    static func fit(
        _ hidden: Activation, _ output: Activation, _ kind: Kind
    ) throws -> (Network, soft: Dataset, hard: Dataset) {
        for seed in 1...2000 {
            let (network, soft, hard) = try example(hidden, output, kind, seed: UInt64(seed))
            let trace = try network.forward(soft.inputs, normalization: .batch)
            var distances: [Double] = []
            for (index, layer) in network.layers.enumerated() where layer.activation.hasKink {
                distances += trace.layers[index].sums.elements.map(abs)
            }
            for targets in [soft.targets, hard.targets] {
                let differences = try trace.outputs.combined(with: targets) { abs($0 - $1) }.elements
                distances += differences + differences.map { abs($0 - 0.4) }
            }
            let spreads = trace.layers.compactMap { $0.normalized?.variances.elements.min() }
            guard distances.allSatisfy({ $0 > 0.015 }) && spreads.allSatisfy({ $0 > 0.02 }) else { continue }
            let gradients = try network.gradients(on: soft, loss: .quadratic).parameters
            let weights = network.layout.layers.map { Matrix(row: Array(gradients[$0.weights])).norm() }
            if weights.allSatisfy({ $0 > 1e-3 }) {
                return (network, soft, hard)
            }
        }
        throw EngineError.value("no seed fits \(hidden), \(output), \(kind)")
    }

    private static func example(
        _ hidden: Activation, _ output: Activation, _ kind: Kind, seed: UInt64
    ) throws -> (Network, soft: Dataset, hard: Dataset) {
        var layers = [Layer(units: 3, activation: hidden), Layer(units: 2, activation: output)]
        for index in layers.indices {
            switch kind {
            case .plain: break
            case .masked:
                layers[index].mask = Matrix(index == 0 ? [[1, 0, 1], [1, 1, 0]] : [[0, 1], [1, 1], [1, 0]])
            case .dropout: layers[index].dropout = index == 0 ? .classical(keep: 0.8) : .exactlyHalf
            case .normalized: layers[index].normalization = Normalization()
            case .frozen: layers[index].isFrozen = true
            case .normalizedAndFrozen:
                layers[index].normalization = Normalization()
                layers[index].isFrozen = true
            }
        }
        let network = try LayerSamples.network(inputs: 2, layers, seed: seed)
        var stream = RandomStream(seed: seed + 1000)
        let inputs = Matrix(rows: 5, columns: 2, elements: (0..<10).map { _ in stream.normal() })
        let shares = (0..<5).map { _ in 0.1 + 0.8 * stream.uniform() }
        return (
            network,
            try Dataset(name: "soft", inputs: inputs, targets: Matrix(shares.map { [$0, 1 - $0] })),
            try Dataset(name: "hard", inputs: inputs, targets: Matrix([[1, 0], [0, 1], [1, 0], [0, 1], [0, 1]]))
        )
    }
}
