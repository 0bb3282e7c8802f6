import Testing

@testable import Engine

/// Batch normalisation: lecture checklist block R-13 and what follows from the formulas.
struct NormalizationTests {
    static let standard = Normalization()

    /// The first sums of R-4, normalised in R-13 (whose 1.12707194 is 1.12707189: the columns sum to 0); an input of 1 carries their biases, as a normalised layer has none.
    private func lecture(_ normalization: Normalization) throws -> (Network, Dataset) {
        var network = try Network(
            inputs: 4, layers: [Layer(units: 2, activation: .identity, normalization: normalization)])
        try network.setWeights(Matrix(rows: 4, columns: 2, elements: LectureTests.firstLayer), layer: 1)
        let inputs = Matrix((0..<4).map { LectureTests.samples.row($0) + [1] })
        return (network, try Dataset(name: "hand", inputs: inputs, targets: Matrix(rows: 4, columns: 2, repeating: 0)))
    }

    @Test(arguments: [Precision.double, .single])
    func `the sums of the lecture's network`(_ precision: Precision) throws {
        var (network, data) = try lecture(Normalization(epsilon: 1e-300, momentum: 1))
        if precision == .single { (network, data) = try lecture(Normalization(epsilon: 1e-30, momentum: 1)) }
        let tolerance = precision == .double ? 5.1e-9 : 1e-6
        let phase = Phase(usesBatchStatistics: true)
        let found =
            precision == .double
            ? try LayerSamples.pass(network, on: data, phase).outputs
            : try LayerSamples.pass(in: Float.self, network, on: data, phase).outputs
        let expected = [
            0.57823688, -1.67077933, -1.53869814, 0.90866946, 1.12707189, 0.59600900, -0.16661063, 0.16610087,
        ]
        #expect(agree(found, expected, within: tolerance))
        // The running averages with momentum 1 are the statistics of the last mini-batch.
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0, epochs: 1, precision: precision)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(agree(network.runningMeans(1).elements, [0.23125, -0.03125], within: 1e-7))
        #expect(agree(network.runningVariances(1).elements, [0.54223958, 0.54557292], within: 3 * tolerance))
        // With the unbiased variance, inference gives √(3/4) of the training's values.
        let inference = try network.output(for: data.inputs).elements
        #expect(agree(inference, expected.map { $0 * 0.75.squareRoot() }, within: 3 * tolerance))
    }

    @Test func `running averages take a tenth of each mini-batch`() throws {
        var (network, data) = try lecture(Self.standard)
        #expect(network.runningStatistics == [0, 0, 1, 1])
        var state = TrainingState()
        _ = try Engine.train(
            &network, state: &state, on: data, options: TrainingOptions(learningRate: 0, epochs: 2))
        // 1 - 0.9² of the mini-batch, 0.9² of the start.
        #expect(agree(network.runningMeans(1).elements, [0.19 * 0.23125, 0.19 * -0.03125], within: 1e-12))
        let variances = [0.19 * 0.54223958 + 0.81, 0.19 * 0.54557292 + 0.81]
        #expect(agree(network.runningVariances(1).elements, variances, within: 1e-8))
    }

    @Test func `2 → 50 → 1 has 251 parameters, and none for biases`() throws {
        let network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 50, activation: .tanh, normalization: Self.standard),
                Layer(units: 1, activation: .sigmoid),
            ])
        #expect(network.parameterCount == 251)
        #expect(network.biases(1).shape == "1×0")
        #expect(network.scales(1) == Matrix(rows: 1, columns: 50, repeating: 1))
        #expect(network.shifts(1) == Matrix(rows: 1, columns: 50, repeating: 0))
        #expect(network.scales(2).isEmpty && network.runningMeans(2).isEmpty)
        #expect(network.allWeights.count == 150)
        // The weights are those of the plain network.
        let plain = try Network(
            inputs: 2, layers: [Layer(units: 50, activation: .tanh), Layer(units: 1, activation: .sigmoid)])
        #expect(network.allWeights == plain.allWeights)
    }

    @Test func `what a layer does not have cannot be set`() throws {
        var network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 3, activation: .tanh, normalization: Self.standard),
                Layer(units: 1, activation: .sigmoid),
            ])
        let row = Matrix(row: [1, 2, 3])
        expectError(.value, "layer 1 has no biases", "normalised") { try network.setBiases(row, layer: 1) }
        expectError(.value, "layer 2 has no scales", "not normalised") { try network.setScales(row, layer: 2) }
        expectError(.value, "no biases") { try network.weights(1, layout: .biasesAsFirstRow) }
        expectError(.value, "no biases") { try network.setWeights(row, layer: 1, layout: .biasesAsFirstRow) }
        expectError(.shape, "6") { try network.setRunningStatistics([1]) }
        expectError(.value, "below 0") { try network.setRunningStatistics([0, 0, 0, 1, 1, -1]) }
        try network.setScales(row, layer: 1)
        try network.setShifts(row.map { -$0 }, layer: 1)
        #expect(network.scales(1) == row)
        #expect(network.shifts(1).elements == [-1, -2, -3])
        for epsilon in [0, -1, .nan] {
            expectError(.value, "ε") {
                try Network(
                    inputs: 1,
                    layers: [Layer(units: 1, activation: .tanh, normalization: Normalization(epsilon: epsilon))])
            }
        }
    }

    static let networks: [[Layer]] = [
        [Layer(units: 2, activation: .sigmoid, normalization: standard)],
        [Layer(units: 20, activation: .tanh, normalization: standard), Layer(units: 2, activation: .softmax)],
        [
            Layer(units: 3, activation: .gelu, normalization: standard),
            Layer(units: 17, activation: .softmax, normalization: Normalization(epsilon: 0.1)),
            Layer(
                units: 5, activation: .swish(),
                mask: Matrix((0..<17).map { row in (0..<5).map { Double((row + $0) % 2) } }),
                normalization: standard),
            Layer(units: 2, activation: .identity, normalization: standard),
        ],
        [
            Layer(units: 6, activation: .tanh, normalization: standard, isFrozen: true),
            Layer(units: 2, activation: .softmax, normalization: standard),
        ],
    ]

    @Test(arguments: networks.indices, [12, 300])
    func `gradients in training mode agree with central differences`(_ index: Int, _ samples: Int) throws {
        let network = try LayerSamples.network(inputs: 3, Self.networks[index])
        let data = try LayerSamples.data(samples, inputs: 3, outputs: 2)
        for statistics in [Normalization.Statistics.batch, .running] {
            let found = try network.gradients(on: data, normalization: statistics)
            let deviation = try LayerSamples.deviation(of: found.parameters, at: network, step: 1e-3) {
                try $0.loss(on: data, normalization: statistics)
            }
            #expect(deviation < 1e-7)
        }
        let double = try LayerSamples.pass(network, on: data, Phase(usesBatchStatistics: true)).gradients
        let single = try LayerSamples.pass(in: Float.self, network, on: data, Phase(usesBatchStatistics: true))
            .gradients
        let size = double.map(abs).max() ?? 0
        #expect(agree(single, double, within: 2e-4 * size))
    }

    @Test func `adding a number to all sums changes nothing`() throws {
        // A bias is a weight of an input that is 1; its gradient is 0.
        let data = try LayerSamples.data(40, inputs: 3, outputs: 1)
        let inputs = Matrix((0..<40).map { data.inputs.row($0) + [1] })
        let extended = try Dataset(name: "extended", inputs: inputs, targets: data.targets)
        let layers = [
            Layer(units: 5, activation: .tanh, normalization: Self.standard), Layer(units: 1, activation: .sigmoid),
        ]
        var network = try LayerSamples.network(inputs: 4, layers)
        let before = try network.loss(on: extended, normalization: .batch)
        let gradients = try network.gradients(on: extended)
        #expect(agree(gradients.weights(1).row(3), [0, 0, 0, 0, 0], within: 1e-16))
        var weights = network.weights(1)
        for column in 0..<5 { weights[3, column] += 4 }
        try network.setWeights(weights, layer: 1)
        #expect(abs(try network.loss(on: extended, normalization: .batch) - before) < 1e-15)
    }

    @Test func `a trained network equals its folded one`() throws {
        let data = try GaussianMixture.lecture.sample(count: 100, seed: 2)
        var network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 20, activation: .relu, name: "first", normalization: Self.standard),
                Layer(
                    units: 10, activation: .tanh, dropout: .classical(keep: 0.8),
                    normalization: Normalization(epsilon: 0.01)),
                Layer(units: 5, activation: .sigmoid, dropout: .exactlyHalf),
                Layer(units: 1, activation: .sigmoid, dropout: .inverted(drop: 0.5), normalization: Self.standard),
            ])
        var state = TrainingState()
        let options = TrainingOptions(optimizer: .adam(), learningRate: 0.01, batch: 20, epochs: 30)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect((history.loss.last ?? 1) < history.loss[0] - 0.1)
        let folded = try network.folded()
        #expect(folded.summary == "2 → 20 relu → 10 tanh → 5 sigmoid → 1 sigmoid")
        #expect(folded.runningStatistics.isEmpty)
        #expect(folded.layer(named: "first") == 1)
        let points = MatrixTests.random(500, 2, seed: 9)
        let (found, expected) = (try folded.output(for: points), try network.output(for: points))
        #expect(agree(found.elements, expected.elements, within: 1e-12))
        let plain = try GoldenRunTests.network(.tanh)
        #expect(try plain.folded() == plain)
    }

    @Test func `an epoch that does not end leaves the running averages alone`() throws {
        let data = try GaussianMixture.lecture.sample(count: 100, seed: 2)
        var network = try Network(
            inputs: 2,
            layers: Self.networks[0].map { layer in
                Layer(units: 1, activation: .sigmoid, normalization: layer.normalization)
            })
        var state = TrainingState()
        let options = TrainingOptions(batch: 20, epochs: 2)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        let before = network
        var epoch = 0
        var asked = 0
        // Within the second epoch of this training.
        let outcome = try Engine.train(
            &network, state: &state, on: data, options: options,
            isCancelled: {
                if epoch == 3 { asked += 1 }
                return asked > 3
            }, onEpoch: { epoch = $0.epoch })
        #expect(outcome.ended == .cancelled)
        #expect(state.epoch == 3)
        var other = before
        var otherState = TrainingState()
        otherState.epoch = 2
        _ = try Engine.train(
            &other, state: &otherState, on: data, options: TrainingOptions(batch: 20, epochs: 1))
        #expect(network == other)
        #expect(network.runningStatistics != before.runningStatistics)
    }

    @Test func `sums beyond all numbers end training, they do not hide behind a scale of 0`() throws {
        let data = try Dataset(
            name: "large", inputs: Matrix(column: [1e200, -1e200]), targets: Matrix(column: [0, 1]))
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .sigmoid, normalization: Self.standard)])
        let before = network
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 3))
        #expect(outcome.ended == .diverged(layer: 1, epoch: 1, step: 1))
        #expect(network == before)
    }

    @Test func `a single sample has no variance`() throws {
        var network = try Network(
            inputs: 2, layers: [Layer(units: 1, activation: .sigmoid, normalization: Self.standard)])
        let data = try GaussianMixture.lecture.sample(count: 22, seed: 2)
        var state = TrainingState()
        for batch in [1, 3, 7] {
            expectError(.value, "single sample") {
                try Engine.train(&network, state: &state, on: data, options: TrainingOptions(batch: batch))
            }
        }
        _ = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(batch: 4, epochs: 1))
        let one = try Dataset(name: "one", inputs: Matrix(row: [1, 2]), targets: Matrix(row: [1]))
        expectError(.value, "one is a single sample") { try network.gradients(on: one) }
        expectError(.value, "single sample") { try network.loss(on: one, normalization: .batch) }
        #expect(try network.loss(on: one).isFinite)
        try network.setFrozen(true, layer: 1)
        _ = try Engine.train(&network, state: &state, on: one, options: TrainingOptions(epochs: 1))
    }

    @Test func `a mini-batch that memory cannot hold is refused`() throws {
        var network = try Network(
            inputs: 1,
            layers: [
                Layer(units: 1 << 20, activation: .tanh, normalization: Self.standard),
                Layer(units: 1, activation: .identity),
            ], initialization: .zeros)
        let data = try LayerSamples.data(20, inputs: 1, outputs: 1)
        var state = TrainingState()
        expectError(.limit, "20 samples", "15") {
            try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 1))
        }
        expectError(.limit, "15") { try network.gradients(on: data) }
    }
}
