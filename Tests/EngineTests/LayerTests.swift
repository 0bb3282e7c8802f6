import Testing

@testable import Engine

/// Names, masks and freezing of layers, and the layouts of weights.
struct LayerTests {
    static let mask = Matrix([[1, 0, 1, 0], [0, 1, 1, 1]])
    static let optimizers: [TrainingOptions] = [
        TrainingOptions(learningRate: 0.1), TrainingOptions(learningRate: 0.1, momentum: .heavyBall(0.9)),
        TrainingOptions(learningRate: 0.1, momentum: .exponentialAverage(0.9)),
        TrainingOptions(learningRate: 0.1, momentum: .nesterov(0.9)), TrainingOptions(optimizer: .adagrad()),
        TrainingOptions(optimizer: .rmsProp()), TrainingOptions(optimizer: .adam()),
        TrainingOptions(optimizer: .adam(epsilon: 0)), TrainingOptions(optimizer: .adamW()),
        TrainingOptions(optimizer: .adadelta()),
    ]

    private func masked(_ seed: UInt64 = 3) throws -> Network {
        try Network(
            inputs: 2,
            layers: [
                Layer(units: 4, activation: .tanh, name: "hidden", mask: Self.mask),
                Layer(units: 1, activation: .sigmoid, name: "output"),
            ], initialization: .normal(variance: .one, biases: true), seed: seed)
    }

    private func excluded(_ network: Network) -> [Double] {
        zip(network.weights(1).elements, Self.mask.elements).filter { $1 == 0 }.map(\.0)
    }

    @Test(arguments: optimizers.indices, [Precision.double, .single])
    func `a masked weight is 0 and stays 0`(_ index: Int, _ precision: Precision) throws {
        let data = try GaussianMixture.lecture.sample(count: 100, seed: 2)
        var options = Self.optimizers[index]
        options.epochs = 5
        options.batch = 20
        options.decay = 0.01
        options.absoluteDecay = 0.01
        options.clip = 0.1
        options.precision = precision
        var network = try masked()
        #expect(excluded(network) == [0, 0, 0])
        let before = network
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .completed)
        #expect(excluded(network).allSatisfy { $0.bitPattern == 0 })
        #expect(zip(network.parameters, before.parameters).filter { $0 == $1 }.count == 3)
    }

    @Test func `a mask put on later holds against what the optimiser remembers`() throws {
        let data = try GaussianMixture.lecture.sample(count: 100, seed: 2)
        var network = try masked()
        try network.setMask(nil, layer: 1)
        var options = TrainingOptions(learningRate: 0.1, momentum: .heavyBall(0.9), epochs: 20)
        var state = TrainingState()
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(excluded(network).allSatisfy { $0 != 0 })
        try network.setMask(Self.mask, layer: 1)
        #expect(excluded(network) == [0, 0, 0])
        options.epochs = 1
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(excluded(network) == [0, 0, 0])
        #expect(network.layers[0].mask == Self.mask)
    }

    @Test func `a mask changes no other weight, neither at the start nor by setting`() throws {
        var network = try masked()
        var plain = try Network(
            inputs: 2, layers: [Layer(units: 4, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            initialization: .normal(variance: .one, biases: true), seed: 3)
        let kept = zip(plain.weights(1).elements, Self.mask.elements).map { $0 * $1 }
        #expect(network.weights(1).elements == kept)
        #expect(network.weights(2) == plain.weights(2))
        try network.setWeights(Matrix(rows: 2, columns: 4, repeating: 3), layer: 1)
        #expect(network.weights(1) == Self.mask.map { 3 * $0 })
        try plain.setMask(Self.mask, layer: 1)
        #expect(plain.weights(1).elements == kept)
    }

    @Test func `masks of another size or with other numbers are refused`() throws {
        var network = try masked()
        let before = network
        expectError(.shape, "2×4", "4×2") { try network.setMask(Self.mask.transposed(), layer: 1) }
        expectError(.value, "0.5", "row 2, column 1") {
            try network.setMask(Matrix([[1, 1, 1, 1], [0.5, 0, 0, 0]]), layer: 1)
        }
        expectError(.value, "mask") { try network.setMask(Matrix([[1, 1, 1, .nan], [0, 0, 0, 0]]), layer: 1) }
        expectError(.value, "layers are 1 to 2") { try network.setMask(nil, layer: 3) }
        #expect(network == before)
    }

    @Test(arguments: optimizers.indices, [Precision.double, .single])
    func `a frozen layer does not move by a bit, the others do`(_ index: Int, _ precision: Precision) throws {
        let data = try GaussianMixture.lecture.sample(count: 60, seed: 2)
        var options = Self.optimizers[index]
        options.epochs = 3
        options.batch = 20
        options.decay = 0.01
        options.precision = precision
        var network = try LayerSamples.network(
            inputs: 2,
            [
                Layer(units: 3, activation: .tanh),
                Layer(units: 4, activation: .relu, normalization: Normalization(), isFrozen: true),
                Layer(units: 1, activation: .sigmoid),
            ])
        let before = network
        var state = TrainingState()
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(network.weights(2) == before.weights(2))
        #expect(network.scales(2) == before.scales(2))
        #expect(network.shifts(2) == before.shifts(2))
        #expect(network.runningStatistics == before.runningStatistics)
        for layer in [1, 3] { #expect(network.weights(layer) != before.weights(layer)) }
        let gradients = try network.gradients(on: data)
        #expect(gradients.weights(2).elements.contains { $0 != 0 })
        try network.setFrozen(false, layer: 2)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(network.weights(2) != before.weights(2))
        #expect(network.runningStatistics != before.runningStatistics)
        expectError(.value, "layers are 1 to 3") { try network.setFrozen(true, layer: 0) }
    }

    @Test func `clipping is by the norm of what moves`() throws {
        let data = try GaussianMixture.lecture.sample(count: 60, seed: 2)
        var network = try masked()
        try network.setFrozen(true, layer: 1)
        let gradients = try network.gradients(on: data)
        let moving = gradients.weights(2).elements + gradients.biases(2).elements
        let norm = moving.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let before = network
        var state = TrainingState()
        _ = try Engine.train(
            &network, state: &state, on: data,
            options: TrainingOptions(learningRate: 1, clip: norm / 2, epochs: 1))
        let steps = zip(before.weights(2).elements + before.biases(2).elements, moving).map { $0 - $1 / 2 }
        #expect(agree(network.weights(2).elements + network.biases(2).elements, steps, within: 1e-15))
    }

    @Test func `layers are found by name, which must be one layer's own`() throws {
        let network = try masked()
        #expect(network.layer(named: "output") == 2)
        #expect(network.layer(named: "Output") == nil)
        let layer = Layer(units: 1, activation: .tanh, name: "same")
        expectError(.value, "layers 1 and 3", "same") {
            try Network(inputs: 1, layers: [layer, Layer(units: 1, activation: .tanh), layer])
        }
        expectError(.value, "layer 1", "empty") {
            try Network(inputs: 1, layers: [Layer(units: 1, activation: .tanh, name: "")])
        }
    }

    @Test func `weights are read and set in three layouts`() throws {
        var network = try Network(
            inputs: 2, layers: [Layer(units: 3, activation: .tanh), Layer(units: 1, activation: .identity)])
        let weights = Matrix([[1, 2, 3], [4, 5, 6]])
        try network.setWeights(weights.transposed(), layer: 1, layout: .outputsByInputs)
        #expect(network.weights(1) == weights)
        #expect(try network.weights(1, layout: .inputsByOutputs) == weights)
        #expect(try network.weights(1, layout: .outputsByInputs) == Matrix([[1, 4], [2, 5], [3, 6]]))
        let theta = Matrix([[7, 8, 9], [1, 2, 3], [4, 5, 6]])
        try network.setWeights(theta, layer: 1, layout: .biasesAsFirstRow)
        #expect(network.biases(1) == Matrix(row: [7, 8, 9]))
        #expect(network.weights(1) == weights)
        for layout in WeightLayout.allCases {
            let written = try network.weights(1, layout: layout)
            var other = try Network(inputs: 2, layers: network.layers, seed: 8)
            try other.setWeights(written, layer: 1, layout: layout)
            #expect(try other.weights(1, layout: layout) == written)
            expectError(.shape, "layer 2") { try network.setWeights(theta, layer: 2, layout: layout) }
            expectError(.value, "no layer 3") { try network.weights(3, layout: layout) }
        }
        var broken = theta
        broken[0, 0] = .nan
        let before = network
        expectError(.value, "finite") { try network.setWeights(broken, layer: 1, layout: .biasesAsFirstRow) }
        #expect(network == before)
    }

    /// B6: a⁽¹⁾ = g((1, a⁽⁰⁾)·Θ⁽¹⁾).
    @Test func `a dummy input of 1 replaces the biases`() throws {
        let network = try LayerSamples.network(
            inputs: 3, [Layer(units: 4, activation: .sigmoid), Layer(units: 2, activation: .softmax)])
        var values = try LayerSamples.data(5, inputs: 3, outputs: 2).inputs
        let expected = try network.output(for: values)
        for layer in 1...2 {
            let extended = Matrix((0..<5).map { [1] + values.row($0) })
            let theta = try network.weights(layer, layout: .biasesAsFirstRow)
            let sums = MatrixTests.product(extended, theta)
            values = network.layers[layer - 1].activation(Matrix(rows: 5, columns: theta.columns, elements: sums))
        }
        #expect(agree(values.elements, expected.elements, within: 1e-15))
    }

    @Test func `the summary writes layers as the language does`() throws {
        let network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 50, activation: .tanh, normalization: Normalization()),
                Layer(units: 3, activation: .relu, dropout: .classical(keep: 0.8)),
                Layer(
                    units: 1, activation: .sigmoid, dropout: .inverted(drop: 0.5),
                    normalization: Normalization(epsilon: 0.001)),
            ])
        #expect(
            network.summary
                == "2 → 50 tanh → batchnorm → dropout(keep=0.8) → 3 relu → dropout(0.5) → 1 sigmoid → "
                + "batchnorm(epsilon=0.001)")
    }

    @Test func `hidden softmax and custom layers have the right gradients`() throws {
        let cube = CustomActivation(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 })
        let network = try LayerSamples.network(
            inputs: 3,
            [
                Layer(units: 5, activation: .softmax), Layer(units: 20, activation: .custom(cube)),
                Layer(units: 12, activation: .softmax), Layer(units: 2, activation: .custom(cube)),
            ])
        #expect(network.summary == "3 → 5 softmax → 20 cube → 12 softmax → 2 cube")
        let data = try LayerSamples.data(9, inputs: 3, outputs: 2)
        let deviation = try LayerSamples.deviation(of: network.gradients(on: data).parameters, at: network) {
            try $0.loss(on: data)
        }
        #expect(deviation < 1e-7)
    }

    @Test func `a custom tanh trains like tanh in both precisions`() throws {
        let custom = CustomActivation(
            name: "mine", function: { Activation.tanh(Matrix(row: [$0]))[0, 0] },
            derivative: {
                let value = Activation.tanh(Matrix(row: [$0]))[0, 0]
                return 1 - value * value
            })
        let data = try GaussianMixture.lecture.sample(count: 60, seed: 2)
        for (precision, tolerance) in [(Precision.double, 1e-13), (.single, 1e-5)] {
            var found: [[Double]] = []
            for activation in [Activation.tanh, .custom(custom)] {
                var network = try Network(
                    inputs: 2, layers: [Layer(units: 5, activation: activation), Layer(units: 1, activation: .sigmoid)])
                var state = TrainingState()
                let options = TrainingOptions(batch: 20, epochs: 10, precision: precision)
                found.append(try Engine.train(&network, state: &state, on: data, options: options).history.loss)
            }
            #expect(agree(found[0], found[1], within: tolerance))
        }
        let other = CustomActivation(name: "mine", function: custom.function, derivative: custom.derivative)
        #expect(Activation.custom(custom) == .custom(custom))
        #expect(Activation.custom(custom) != .custom(other))
        #expect(Activation.custom(custom).description == "mine")
        #expect(
            agree(
                try Activation.custom(custom).derivative(Matrix(row: [0, 1])).elements, [1, 0.4199743416], within: 1e-10
            ))
    }
}
