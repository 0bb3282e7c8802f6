import Testing

@testable import Engine

/// However many threads work on a batch, every digit is the same.
struct ThreadTests {
    private static let layers = [
        Layer(units: 60, activation: .gelu),
        Layer(units: 40, activation: .tanh, dropout: .inverted(drop: 0.3)),
        Layer(units: 10, activation: .softmax, dropout: .exactlyHalf),
    ]

    private struct Run: Equatable {
        var parameters: [Double]
        var history: History
    }

    private func train(_ options: TrainingOptions, threads: Int, dropout: Bool) throws -> Run {
        let data = try Datasets.digits()
        let layers = Self.layers.map { dropout ? $0 : Layer(units: $0.units, activation: $0.activation) }
        var network = try Network(inputs: 64, layers: layers, seed: 3)
        var options = options
        options.threads = threads
        options.validation = try data.samples(at: Array(0..<700))
        options.metrics = [.accuracy, .determination]
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .completed)
        return Run(parameters: network.parameters, history: outcome.history)
    }

    static let options: [TrainingOptions] = [
        TrainingOptions(learningRate: 1e-3, epochs: 3, statistics: true),
        TrainingOptions(optimizer: .adam(), batch: 700, epochs: 3),
        TrainingOptions(
            optimizer: .adam(), batch: 1000, epochs: 3, precision: .single,
            classWeights: [1, 2] + [Double](repeating: 1, count: 8)),
        TrainingOptions(optimizer: .lbfgs(), epochs: 3),
    ]

    @Test(arguments: options.indices, [2, 3, 5])
    func `any number of threads gives the same`(_ index: Int, _ threads: Int) throws {
        let options = Self.options[index]
        let dropout = index < 3
        let alone = try train(options, threads: 1, dropout: dropout)
        let together = try train(options, threads: threads, dropout: dropout)
        #expect(alone.parameters.map(\.bitPattern) == together.parameters.map(\.bitPattern))
        #expect(alone.history == together.history)
    }

    @Test func `the threads are there`() throws {
        let network = try Network(inputs: 64, layers: Self.layers)
        let data = try Datasets.digits()
        let objective = try Objective(network, on: data, loss: nil, convention: .modern)
        let count = objective.withSamples(data.inputs, { false }) { (samples: Samples<Double>) in
            let core = Core<Double>(
                layout: network.layout, rows: data.count, head: objective.head(network), withGradients: true)
            let team = ShardTeam(core, network.layout, samples: samples, gathers: false, threads: 4)
            return team.helpers.count
        }
        #expect(count == 3)
    }

    @Test(arguments: [1, 4])
    func `the first layer with an infinite number is the same`(_ threads: Int) throws {
        var data = try Datasets.digits()
        var inputs = data.inputs
        // One sample of the third shard overflows in the second layer.
        for column in 0..<64 { inputs[600, column] = 1e250 }
        data = try Dataset(name: "large", inputs: inputs, targets: Matrix(rows: 1797, columns: 10, repeating: 0))
        var network = try Network(
            inputs: 64, layers: [60, 40, 10].map { Layer(units: $0, activation: .identity) }, seed: 3)
        try network.setWeights(Matrix(rows: 60, columns: 40, repeating: 1e100), layer: 2)
        var state = TrainingState()
        let outcome = try Engine.train(
            &network, state: &state, on: data,
            options: TrainingOptions(loss: .quadratic, epochs: 1, threads: threads))
        #expect(outcome.ended == .diverged(layer: 2, epoch: 0, step: 0))
    }

    @Test(arguments: [1, 3])
    func `a large batch is left between its shards`(_ threads: Int) throws {
        let data = try Datasets.digits()
        var network = try Network(inputs: 64, layers: Self.layers, seed: 3)
        let start = network
        var state = TrainingState()
        for limit in [0, 1, 2, 5, 9] {
            var asked = 0
            let outcome = try Engine.train(
                &network, state: &state, on: data, options: TrainingOptions(epochs: 1, threads: threads)
            ) {
                asked += 1
                return asked > limit
            }
            guard outcome.ended == .cancelled else { continue }
            #expect(asked > limit)
            #expect(network == start)
            #expect(state == TrainingState())
            #expect(outcome.history.epochs.count <= 1)
        }
    }

    @Test(arguments: [0, -1, 1000])
    func `a number of threads out of range`(_ threads: Int) throws {
        var network = try Network(inputs: 64, layers: Self.layers)
        var state = TrainingState()
        #expect {
            try Engine.train(
                &network, state: &state, on: Datasets.digits(), options: TrainingOptions(threads: threads))
        } throws: { error in
            (error as? EngineError)?.code == .value && "\(error)".contains("\(threads)")
        }
    }
}
