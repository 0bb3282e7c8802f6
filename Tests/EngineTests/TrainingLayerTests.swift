import Testing

@testable import Engine

/// What training keeps and returns to where layers have more than weights and biases.
struct TrainingLayerTests {
    private let data: Dataset
    private let validation: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 60, seed: 3)
        validation = try GaussianMixture.lecture.sample(count: 40, seed: 4)
    }

    private func network(_ first: Layer, seed: UInt64 = 1) throws -> Network {
        try Network(inputs: 2, layers: [first, Layer(units: 1, activation: .sigmoid)], seed: seed)
    }

    @Test func `stopping early returns to the running statistics of the best epoch`() throws {
        let start = try network(Layer(units: 20, activation: .tanh, normalization: Normalization()))
        var options = TrainingOptions(learningRate: 2, batch: 10, epochs: 300, validation: validation, patience: 5)
        var stopped = start
        var state = TrainingState()
        let outcome = try train(&stopped, state: &state, on: data, options: options)
        guard case .stoppedEarly(let best) = outcome.ended else {
            Issue.record("ended \(outcome.ended)")
            return
        }
        options.epochs = best
        options.patience = nil
        var fresh = start
        var other = TrainingState()
        _ = try train(&fresh, state: &other, on: data, options: options)
        #expect(stopped.parameters == fresh.parameters)
        #expect(stopped.runningStatistics == fresh.runningStatistics)
    }

    @Test func `a reset forgets the running statistics`() throws {
        let start = try network(Layer(units: 5, activation: .tanh, normalization: Normalization()))
        var trained = start
        var state = TrainingState()
        _ = try train(&trained, state: &state, on: data, options: TrainingOptions(batch: 10, epochs: 2))
        #expect(trained.runningStatistics != start.runningStatistics)
        try trained.reset()
        #expect(trained == start)
    }

    @Test(arguments: [Optimizer.lbfgs(), .lbfgs(lineSearch: .none)])
    func `L-BFGS leaves frozen layers and missing connections alone`(_ optimizer: Optimizer) throws {
        let mask = Matrix(rows: 2, columns: 4, elements: [1, 0, 1, 0, 0, 1, 1, 1])
        let first = Layer(units: 4, activation: .tanh, mask: mask)
        for isFrozen in [false, true] {
            var network = try network(first)
            try network.setFrozen(isFrozen, layer: 1)
            let start = network
            var state = TrainingState()
            let options = TrainingOptions(optimizer: optimizer, decay: 0.01, epochs: 5)
            let outcome = try train(&network, state: &state, on: data, options: options)
            #expect(outcome.history.loss[5] < outcome.history.loss[0])
            #expect((network.weights(1) == start.weights(1)) == isFrozen)
            for (weight, connection) in zip(network.weights(1).elements, mask.elements) where connection == 0 {
                #expect(weight == 0)
            }
        }
    }

    @Test(arguments: [
        Layer(units: 4, activation: .tanh, dropout: .inverted(drop: 0.5)),
        Layer(units: 4, activation: .tanh, normalization: Normalization()),
    ])
    func `L-BFGS refuses layers whose loss is another function at each step`(_ layer: Layer) throws {
        var network = try network(layer)
        var state = TrainingState()
        #expect {
            try train(&network, state: &state, on: data, options: TrainingOptions(optimizer: .lbfgs()))
        } throws: { error in
            (error as? EngineError)?.code == .value && "\(error)".contains("L-BFGS")
        }
    }

    @Test func `the validation is weighed by its own classes`() throws {
        let weights = [1.0, 3.0]
        var network = try network(Layer(units: 4, activation: .tanh))
        var state = TrainingState()
        let history = try train(
            &network, state: &state, on: data,
            options: TrainingOptions(batch: 7, epochs: 2, classWeights: weights, validation: validation)
        ).history
        let loss = try network.loss(on: validation, classWeights: weights)
        #expect(abs(try #require(history.validationLoss?.last) - loss) < 1e-14)
        #expect(abs(try #require(history.loss.last) - network.loss(on: data, classWeights: weights)) < 1e-14)
        #expect(abs(loss - (try network.loss(on: validation))) > 1e-4)
    }
}
