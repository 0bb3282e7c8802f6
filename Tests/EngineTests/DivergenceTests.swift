import Testing

@testable import Engine

struct DivergenceTests {
    let data: Dataset

    init() throws {
        data = try Dataset(
            name: "line", inputs: Matrix(column: [1, 2, 3, 4]), targets: Matrix(column: [1, 2, 3, 4]))
    }

    @Test(arguments: [(nil, Precision.double), (2, .double), (nil, .single), (2, .single)] as [(Int?, Precision)])
    func `a loss that overflows ends training at the last finite row`(
        _ batch: Int?, _ precision: Precision
    ) throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 4, activation: .identity), Layer(units: 1, activation: .identity)], seed: 2
        )
        var state = TrainingState()
        let options = TrainingOptions(
            learningRate: 10, momentum: .heavyBall(0.9), batch: batch, epochs: 1000, precision: precision)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        guard case .diverged(let layer, let epoch, let step) = outcome.ended else {
            Issue.record("did not diverge: \(outcome.ended)")
            return
        }
        #expect((1...2).contains(layer))
        #expect(epoch == outcome.history.epochs.count)
        #expect((1...2).contains(step))
        #expect(outcome.history.loss.allSatisfy { $0.isFinite })
        #expect(network.parameters.allSatisfy { $0.isFinite })
        #expect(state.moments.allSatisfy { $0.isFinite })
        #expect(state.epoch == epoch - 1)
        if precision == .double { #expect(try network.loss(on: data) == outcome.history.loss.last) }
    }

    @Test func `weights whose loss is not finite do not train`() throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .identity), Layer(units: 1, activation: .identity)])
        try network.setParameters([1e200, 0, 1e200, 0])
        let before = network
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: TrainingOptions())
        #expect(outcome.ended == .diverged(layer: 2, epoch: 0, step: 0))
        #expect(outcome.history.epochs.isEmpty)
        #expect(network == before)
    }

    @Test func `the layer is the first whose numbers are not finite`() throws {
        var network = try Network(
            inputs: 1,
            layers: [
                Layer(units: 1, activation: .relu), Layer(units: 1, activation: .relu),
                Layer(units: 1, activation: .identity),
            ])
        try network.setParameters([1e200, 0, 1e200, 0, 1, 0])
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: TrainingOptions())
        #expect(outcome.ended == .diverged(layer: 2, epoch: 0, step: 0))
    }

    @Test(arguments: [nil, 1, 2] as [Int?])
    func `steps too large for any number end training before the first`(_ batch: Int?) throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .tanh), Layer(units: 1, activation: .identity)], seed: 4)
        let before = network
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 1e308, batch: batch, epochs: 3)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        guard case .diverged(_, let epoch, _) = outcome.ended else {
            Issue.record("did not diverge: \(outcome.ended)")
            return
        }
        #expect(epoch == 1)
        #expect(network == before)
    }

    @Test func `a hidden unit that saturates cannot hide infinite weights`() throws {
        // By symmetry only the first weight moves, by 10 times the learning rate; tanh of what comes of it is ±1.
        let data = try Dataset(name: "signs", inputs: Matrix(column: [1, -1]), targets: Matrix(column: [10, -10]))
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .tanh), Layer(units: 1, activation: .identity)])
        try network.setParameters([0, 0, 1, 0])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 1e308, epochs: 3, convention: .yale)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .diverged(layer: 1, epoch: 1, step: 1))
        #expect(outcome.history.loss == [50])
        #expect(network.parameters == [0, 0, 1, 0])
    }

    @Test func `options out of range are refused and nothing is trained`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        let before = network
        var state = TrainingState()
        let bad: [(TrainingOptions, EngineError.Code, String)] = [
            (TrainingOptions(batch: 5), .value, "1 to 4"), (TrainingOptions(batch: 0), .value, "1 to 4"),
            (TrainingOptions(batch: .min), .value, "batch"), (TrainingOptions(epochs: -1), .value, "epochs"),
            (TrainingOptions(epochs: .max), .limit, "epochs"),
            (TrainingOptions(learningRate: -0.1), .value, "learning rate"),
            (TrainingOptions(learningRate: .nan), .value, "learning rate"),
            (TrainingOptions(momentum: .heavyBall(1)), .value, "momentum"),
            (TrainingOptions(momentum: .exponentialAverage(-0.1)), .value, "momentum"),
            (TrainingOptions(momentum: .heavyBall(.nan)), .value, "momentum"),
            (TrainingOptions(decay: -1), .value, "decay"), (TrainingOptions(decay: .infinity), .value, "decay"),
            (TrainingOptions(loss: .crossEntropy), .value, "sigmoid or softmax"),
        ]
        for (options, code, part) in bad {
            expectError(code, part) { try Engine.train(&network, state: &state, on: data, options: options) }
        }
        expectError(.value, "decay") { try network.gradients(on: data, decay: .nan) }
        #expect(network == before)
        #expect(state == TrainingState())
    }

    @Test func `a state of another network is refused`() throws {
        var small = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.01, momentum: .heavyBall(0.9), epochs: 1)
        _ = try Engine.train(&small, state: &state, on: data, options: options)
        var large = try Network(
            inputs: 1, layers: [Layer(units: 2, activation: .tanh), Layer(units: 1, activation: .identity)])
        expectError(.shape, "2 parameters", "7") {
            try Engine.train(&large, state: &state, on: data, options: options)
        }
    }

    @Test func `single precision refuses nothing but overflows sooner`() throws {
        // 1e30 squared is beyond the floats.
        let large = try Dataset(name: "large", inputs: Matrix(column: [1e30]), targets: Matrix(column: [0]))
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .identity), Layer(units: 1, activation: .identity)])
        try network.setParameters([1e10, 0, 1, 0])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 1e-100, epochs: 1, precision: .single)
        let outcome = try Engine.train(&network, state: &state, on: large, options: options)
        #expect(outcome.ended == .diverged(layer: 1, epoch: 0, step: 0))
        #expect(network.parameters == [1e10, 0, 1, 0])
    }
}
