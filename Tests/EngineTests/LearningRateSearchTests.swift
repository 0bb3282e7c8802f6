import Testing

@testable import Engine

struct LearningRateSearchTests {
    let data: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 200, seed: 42)
    }

    @Test(arguments: [nil, 32] as [Int?], [Precision.double, .single])
    func `losses are those of the steps of a training`(_ batch: Int?, _ precision: Precision) throws {
        let network = try TrainingTests.network()
        let before = network
        let options = TrainingOptions(momentum: .heavyBall(0.5), batch: batch, precision: precision)
        // Rates that hardly rise are one rate.
        let found = try findLearningRate(
            network, on: data, options: options, from: 0.1, to: 0.1.nextUp, steps: 15)
        #expect(network == before)
        #expect(found.rates.count == 15)
        var trained = network
        var state = TrainingState()
        var steps = options
        steps.epochs = batch == nil ? 14 : 2
        steps.learningRate = 0.1
        let history = try Engine.train(&trained, state: &state, on: data, options: steps).history
        if batch == nil {
            #expect(agree(found.losses, history.loss, within: precision == .double ? 1e-12 : 1e-5))
        } else {
            // Seven batches are an epoch: the fifteenth is the first after two.
            let third = try findLearningRate(
                trained, on: data, options: options, from: 0.1, to: 0.2, steps: 2)
            #expect(found.losses[14] < found.losses[0] && third.losses[0].isFinite)
            #expect(abs(found.losses[14] - history.loss[2]) < 0.3)
        }
    }

    @Test(arguments: [nil, 32] as [Int?])
    func `suggests a rate that trains and stops where losses explode`(_ batch: Int?) throws {
        let network = try Network(
            inputs: 2, layers: [Layer(units: 20, activation: .tanh), Layer(units: 1, activation: .identity)], seed: 3)
        let options = TrainingOptions(batch: batch, epochs: 10)
        let found = try findLearningRate(network, on: data, options: options)
        #expect(found.rates.count < 100 && found.losses.count == found.rates.count)
        #expect(abs(found.rates[0] - 1e-7) < 1e-20)
        let suggestion = try #require(found.suggestion)
        #expect(suggestion > 1e-4 && suggestion < 1)
        var trained = network
        var state = TrainingState()
        var training = options
        training.learningRate = suggestion
        let outcome = try Engine.train(&trained, state: &state, on: data, options: training)
        #expect(outcome.ended == .completed)
        #expect((outcome.history.loss.last ?? 1) < 0.95 * outcome.history.loss[0])
    }

    @Test func `without a fall there is no suggestion, and cancelling ends it`() throws {
        let network = try TrainingTests.network()
        let still = try findLearningRate(network, on: data, options: TrainingOptions(), from: 1e-30, to: 2e-30)
        #expect(still.rates.count == 100 && still.suggestion == nil)
        var asked = 0
        let cut = try findLearningRate(
            network, on: data, options: TrainingOptions(),
            isCancelled: {
                asked += 1
                return asked >= 20
            })
        #expect((1..<20).contains(cut.rates.count))
    }

    @Test func `what makes no sense is refused`() throws {
        let network = try TrainingTests.network()
        let plain = TrainingOptions()
        for (from, to, steps) in [(0, 1, 10), (1, 1, 10), (2, 1, 10), (.nan, 1, 10), (1, .infinity, 10)] {
            expectError(.value, "learning rates go from") {
                try findLearningRate(network, on: data, options: plain, from: from, to: to, steps: steps)
            }
        }
        expectError(.value, "number of steps is 1") {
            try findLearningRate(network, on: data, options: plain, steps: 1)
        }
        expectError(.value, "L-BFGS") {
            try findLearningRate(network, on: data, options: TrainingOptions(optimizer: .lbfgs()))
        }
        expectError(.value, "1 to 200") {
            try findLearningRate(network, on: data, options: TrainingOptions(batch: 201))
        }
    }
}
