import Testing

@testable import Engine

struct TrainingTests {
    let data: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 200, seed: 1)
    }

    static func network() throws -> Network {
        try Network(
            inputs: 2, layers: [Layer(units: 11, activation: .tanh), Layer(units: 1, activation: .sigmoid)], seed: 3)
    }

    static let continued: [TrainingOptions] = [
        TrainingOptions(momentum: .heavyBall(0.9), decay: 1e-3, batch: 32),
        TrainingOptions(momentum: .exponentialAverage(0.9), batch: 7, seed: 5),
        TrainingOptions(momentum: .exponentialAverage(0.9)),
        TrainingOptions(momentum: .none, batch: 50),
        TrainingOptions(momentum: .heavyBall(0.5), batch: 64, shuffle: false),
        TrainingOptions(momentum: .heavyBall(0.9), decay: 1e-3, batch: 32, precision: .single),
        TrainingOptions(momentum: .exponentialAverage(0.9), precision: .single),
        TrainingOptions(schedule: .step(epochs: 4), momentum: .nesterov(0.9), absoluteDecay: 1e-3, batch: 32),
        TrainingOptions(optimizer: .adagrad(), schedule: .exponential(factor: 0.9), batch: 30),
        TrainingOptions(optimizer: .rmsProp(), schedule: .cosine(epochs: 15), clip: 0.1),
        TrainingOptions(optimizer: .adam(), schedule: .oneCycle(epochs: 20), decay: 1e-3, batch: 7),
        TrainingOptions(optimizer: .adamW(), schedule: .warmUp(epochs: 13), decay: 1e-2, batch: 30),
        TrainingOptions(optimizer: .adadelta(), batch: 32),
        TrainingOptions(optimizer: .lbfgs(), decay: 1e-3),
        TrainingOptions(optimizer: .lbfgs(history: 4), schedule: .cosine(epochs: 30), precision: .single),
        TrainingOptions(optimizer: .lbfgs(history: 3, lineSearch: .none), learningRate: 0.2, decay: 1e-2),
        TrainingOptions(
            optimizer: .adam(), learningRate: 0.5, schedule: .plateau(factor: 0.5, patience: 1), batch: 32),
        TrainingOptions(optimizer: .adam(), schedule: .oneCycle(epochs: 20), clip: 0.1, batch: 32, precision: .single),
        TrainingOptions(optimizer: .adadelta(), absoluteDecay: 1e-3, precision: .single),
    ]

    @Test(arguments: continued)
    func `training 10 and 10 epochs is training 20, to the bit`(_ options: TrainingOptions) throws {
        var options = options
        var whole = try Self.network()
        var wholeState = TrainingState()
        options.epochs = 20
        let wholeHistory = try Engine.train(&whole, state: &wholeState, on: data, options: options).history

        var parts = try Self.network()
        var state = TrainingState()
        options.epochs = 10
        var history = try Engine.train(&parts, state: &state, on: data, options: options).history
        #expect(state.epoch == 10)
        history.append(try Engine.train(&parts, state: &state, on: data, options: options).history)

        #expect(parts.parameters == whole.parameters)
        #expect(state == wholeState)
        #expect(history.epochs == Array(0...20))
        #expect(history.loss == wholeHistory.loss)
        #expect(history.error == wholeHistory.error)
        #expect((history.loss.last ?? 1) < history.loss[0])
    }

    @Test(arguments: [nil, 32] as [Int?])
    func `cancelling leaves the last complete epoch`(_ batch: Int?) throws {
        let options = TrainingOptions(momentum: .heavyBall(0.9), batch: batch, epochs: 20)
        var network = try Self.network()
        var state = TrainingState()
        var epoch = 0
        var asked = 0
        // Within the sixth epoch.
        let outcome = try Engine.train(
            &network, state: &state, on: data, options: options,
            isCancelled: {
                if epoch == 5 { asked += 1 }
                return asked > 3
            }, onEpoch: { epoch = $0.epoch })
        #expect(outcome.ended == .cancelled)
        #expect(outcome.history.epochs == Array(0...5))
        #expect(state.epoch == 5)
        #expect(try network.loss(on: data) == outcome.history.loss[5])

        var rest = options
        rest.epochs = 15
        _ = try Engine.train(&network, state: &state, on: data, options: rest)
        var whole = try Self.network()
        var wholeState = TrainingState()
        _ = try Engine.train(&whole, state: &wholeState, on: data, options: options)
        #expect(network == whole)
        #expect(state == wholeState)
    }

    @Test(arguments: [Precision.double, .single])
    func `cancelling at once changes nothing`(_ precision: Precision) throws {
        var network = try Self.network()
        let before = network
        var state = TrainingState()
        let outcome = try Engine.train(
            &network, state: &state, on: data, options: TrainingOptions(precision: precision), isCancelled: { true })
        #expect(outcome.ended == .cancelled)
        #expect(outcome.history.epochs.isEmpty)
        #expect(network == before)
        #expect(state == TrainingState())
    }

    @Test func `epochs are reported as they are recorded`() throws {
        var network = try Self.network()
        var state = TrainingState()
        var reports: [EpochReport] = []
        for _ in 0..<2 {
            reports = []
            let outcome = try Engine.train(
                &network, state: &state, on: data, options: TrainingOptions(batch: 20, epochs: 3),
                onEpoch: { reports.append($0) })
            #expect(reports.map(\.loss) == Array(outcome.history.loss.dropFirst()))
            #expect(reports.map(\.error) == outcome.history.error?.dropFirst().map { $0 })
        }
        #expect(reports.map(\.epoch) == [4, 5, 6])
        #expect(reports.allSatisfy { $0.of == 6 })
    }

    @Test func `a history row is the loss and the error at its weights`() throws {
        var network = try Self.network()
        var state = TrainingState()
        let options = TrainingOptions(decay: 0.01, batch: 32, epochs: 4)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(try network.loss(on: data) == history.loss[4])
        #expect(try network.errorRate(on: data) == history.error?[4])
        #expect(try Self.network().loss(on: data) == history.loss[0])
        #expect(history.output == nil)
    }

    @Test func `a step moves all layers by the gradients before it`() throws {
        let network = try Self.network()
        let gradients = try network.gradients(on: data, decay: 0.1, convention: .rousseau).parameters
        var trained = network
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.3, decay: 0.1, epochs: 1, convention: .rousseau)
        _ = try Engine.train(&trained, state: &state, on: data, options: options)
        let expected = zip(network.parameters, gradients).map { $0 - 0.3 * $1 }
        #expect(agree(trained.parameters, expected, within: 1e-15))
    }

    static let shapes: [[Layer]] = [
        [Layer(units: 20, activation: .tanh), Layer(units: 2, activation: .softmax)],
        [
            Layer(units: 20, activation: .relu), Layer(units: 30, activation: .sigmoid),
            Layer(units: 17, activation: .softmax),
        ],
        [
            Layer(units: 3, activation: .tanh), Layer(units: 40, activation: .tanh),
            Layer(units: 5, activation: .softmax),
        ],
    ]

    @Test(arguments: shapes, [nil, 50] as [Int?])
    func `every step follows the gradients of its batch`(_ layers: [Layer], _ batch: Int?) throws {
        let size = batch ?? data.count
        var network = try Network(inputs: 2, layers: layers)
        var followed = network
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.5, batch: batch, epochs: 5, shuffle: false)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        for _ in 0..<5 {
            for start in stride(from: 0, to: data.count, by: size) {
                let rows = start..<start + size
                let part = try Dataset(
                    name: "part", inputs: Matrix(rows.map { data.inputs.row($0) }),
                    targets: Matrix(rows.map { data.targets.row($0) }))
                let gradients = try followed.gradients(on: part).parameters
                try followed.setParameters(zip(followed.parameters, gradients).map { $0 - 0.5 * $1 })
            }
        }
        #expect(agree(network.parameters, followed.parameters, within: 1e-13))
    }

    @Test func `an epoch meets each sample once, in another order each time`() throws {
        // One linear neuron without input signal: with η = 1 and the form Σ(y-a)²/2 each step of one sample sets the bias
        // to the target of that sample.
        let targets = (0..<6).map { Double($0) }
        let data = try Dataset(
            name: "targets", inputs: Matrix(column: targets.map { _ in 0 }), targets: Matrix(column: targets))
        func biases(epochs: Int, shuffle: Bool) throws -> [Double] {
            var found: [Double] = []
            var network = try Network(
                inputs: 1, layers: [Layer(units: 1, activation: .identity)], initialization: .zeros)
            var state = TrainingState()
            let options = TrainingOptions(
                learningRate: 1, batch: 1, epochs: epochs, shuffle: shuffle, convention: .yale)
            _ = try Engine.train(
                &network, state: &state, on: data, options: options,
                onEpoch: { found.append($0.loss) })
            return found
        }
        // Not shuffled, the last sample decides: the mean of ½(y - 5)².
        for loss in try biases(epochs: 3, shuffle: false) { #expect(abs(loss - 55 / 12.0) < 1e-14) }
        let shuffled = try biases(epochs: 50, shuffle: true)
        #expect(Set(shuffled.map { ($0 * 1e6).rounded() }).count >= 3)
    }

    @Test func `a sum convention trains like a mean one, by the default learning rate`() throws {
        let options = [
            TrainingOptions(epochs: 50, convention: .yale), TrainingOptions(epochs: 50, convention: .tendulkar),
            TrainingOptions(batch: 25, epochs: 50, convention: .yale),
            TrainingOptions(batch: 25, epochs: 50, convention: .tendulkar),
        ]
        let parameters = try options.map { options in
            var network = try Self.network()
            var state = TrainingState()
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            return network.parameters
        }
        #expect(agree(parameters[0], parameters[1], within: 1e-10))
        #expect(agree(parameters[2], parameters[3], within: 1e-10))
        #expect(!agree(parameters[0], parameters[2], within: 1e-3))
    }

    @Test func `decay shrinks weights and leaves biases alone`() throws {
        // Without input and with the target met, only decay moves anything.
        let data = try Dataset(name: "zero", inputs: Matrix(row: [0]), targets: Matrix(row: [3]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([2, 3])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.1, decay: 0.5, epochs: 1, convention: .yale)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(agree(network.parameters, [2 - 0.1 * 2 * 0.5 * 2, 3], within: 1e-15))
    }

    @Test func `heavy ball and average follow their recursions`() throws {
        // On ½(y - b)² with y = 0 the gradient of b is b itself.
        let data = try Dataset(name: "zero", inputs: Matrix(row: [0]), targets: Matrix(row: [0]))
        for (momentum, keep, take) in [(Momentum.heavyBall(0.9), 0.9, 1.0), (.exponentialAverage(0.9), 0.9, 0.1)] {
            var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
            try network.setParameters([0, 1])
            var state = TrainingState()
            let options = TrainingOptions(learningRate: 0.2, momentum: momentum, epochs: 5, convention: .yale)
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            var bias = 1.0
            var velocity = 0.0
            for step in 0..<5 {
                velocity = step == 0 ? bias : keep * velocity + take * bias
                bias -= 0.2 * velocity
            }
            #expect(abs(network.biases(1)[0, 0] - bias) < 1e-15)
            #expect(abs(state.moments[1] - velocity) < 1e-15)
        }
    }

    @Test func `training learns`() throws {
        var network = try Network(
            inputs: 2, layers: [Layer(units: 8, activation: .tanh), Layer(units: 1, activation: .sigmoid)])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.5, epochs: 2000)
        let history = try Engine.train(&network, state: &state, on: Datasets.xor(), options: options).history
        #expect(history.error?.last == 0)
        #expect((history.loss.last ?? 1) < 0.05)
    }

    @Test func `zero epochs measure and change nothing`() throws {
        var network = try Self.network()
        let before = network
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 0))
        #expect(outcome.ended == .completed)
        #expect(outcome.history.epochs == [0])
        #expect(network == before)
    }

    @Test func `the history says what was used`() throws {
        var network = try Self.network()
        var state = TrainingState()
        let options = TrainingOptions(
            momentum: .heavyBall(0.9), decay: 1e-3, batch: 20, epochs: 1, seed: 4, convention: .rousseau)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        let found = history.choices.map { "\($0.aspect): \($0.text)" }
        #expect(
            found == [
                "convention: rousseau", "network: 2 → 11 tanh → 1 sigmoid",
                "initialisation: Glorot uniform, He normal for the relu family, biases 0, seed 3",
                "data: mixture, 200 samples",
                "loss: binary cross-entropy, summed over outputs, mean over samples", "optimiser: gradient descent",
                "learning rate: 0.1", "momentum: heavy ball, β = 0.9", "decay: λ = 0.001, gradient +2λw, weights only",
                "batch: 20",
                "order: shuffled each epoch, seed 4", "precision: double",
            ])
        #expect(history.convention == .rousseau)
    }
}
