import Glibc
import Testing

@testable import Engine

/// Every optimiser, with decay, clipping and schedules, against its update rule written out number by number.
struct OptimizerTests {
    static let optimizers: [Optimizer] = [
        .gradientDescent, .adagrad(), .adagrad(epsilon: 0.1), .rmsProp(), .rmsProp(rho: 0.5, epsilon: 0.01), .adam(),
        .adam(beta1: 0.5, beta2: 0.7, epsilon: 0.1), .adam(beta1: 0, beta2: 0, epsilon: 1e-3), .adamW(),
        .adamW(beta1: 0.8, beta2: 0.9, epsilon: 1e-4), .adadelta(), .adadelta(rho: 0.5, epsilon: 0.01),
    ]

    /// The options that are tried with every optimiser.
    static let variants: [TrainingOptions] = [
        TrainingOptions(), TrainingOptions(decay: 0.1), TrainingOptions(decay: 0.1, convention: .rousseau),
        TrainingOptions(absoluteDecay: 0.05), TrainingOptions(clip: 0.02), TrainingOptions(clip: 1e6),
        TrainingOptions(schedule: .oneCycle(epochs: 2), decay: 0.01, absoluteDecay: 0.01, clip: 0.1, batch: 5),
        TrainingOptions(schedule: .warmUp(epochs: 2), batch: 5, convention: .tendulkar),
    ]

    static let momenta: [Momentum] = [.none, .heavyBall(0.9), .exponentialAverage(0.7), .nesterov(0.9), .nesterov(0)]

    static var all: [TrainingOptions] {
        let plain = optimizers.flatMap { optimizer in
            variants.map { variant in
                var options = variant
                options.optimizer = optimizer
                return options
            }
        }
        let moving = momenta.flatMap { momentum in
            variants.map { variant in
                var options = variant
                options.momentum = momentum
                return options
            }
        }
        return plain + moving
    }

    let data: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 12, seed: 4)
    }

    /// The parameters after three epochs by the update rules, in doubles.
    func expected(_ options: TrainingOptions) throws -> [Double] {
        var network = try TrainingTests.network()
        var theta = network.parameters
        var first = theta.map { _ in 0.0 }
        var second = first
        var isWeight = theta.map { _ in false }
        for layer in network.layout.layers { for index in layer.weights { isWeight[index] = true } }
        let batch = options.batch ?? data.count
        let starts = Array(stride(from: 0, to: data.count, by: batch))
        var time = 0.0
        for epoch in 0..<3 {
            for (number, start) in starts.enumerated() {
                time += 1
                let rows = start..<min(start + batch, data.count)
                let part = try Dataset(
                    name: "batch", inputs: Matrix(rows.map { [data.inputs[$0, 0], data.inputs[$0, 1]] }),
                    targets: Matrix(column: rows.map { data.targets[$0, 0] }))
                var slope = try network.gradients(on: part, convention: options.convention).parameters
                let norm = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
                if let clip = options.clip, norm > clip { slope = slope.map { $0 * clip / norm } }
                var rate = options.learningRate ?? options.optimizer.defaultLearningRate ?? 0.1 / Double(batch)
                if options.optimizer == .gradientDescent && options.convention.reduction == .mean { rate = 0.1 }
                switch options.schedule {
                case .oneCycle:
                    let all = Double(2 * starts.count)
                    let (position, peak) = (Double(epoch * starts.count + number), 0.3 * all - 1)
                    if position >= all - 1 {
                        rate /= 250_000
                    } else if position < peak {
                        rate *= 0.04 + 0.96 * (1 - cos(.pi * position / peak)) / 2
                    } else {
                        rate *= 4e-6 + (1 - 4e-6) * (1 + cos(.pi * (position - peak) / (0.7 * all))) / 2
                    }
                case .warmUp: rate *= min(1, time / Double(2 * starts.count))
                default: break
                }
                for index in theta.indices {
                    let weight = isWeight[index] ? theta[index] : 0
                    let decay = options.convention.decayFactor * options.decay * weight
                    var g = slope[index] + options.absoluteDecay * (weight > 0 ? 1 : weight < 0 ? -1 : 0)
                    if case .adamW = options.optimizer { theta[index] -= rate * decay } else { g += decay }
                    switch options.optimizer {
                    case .gradientDescent:
                        switch options.momentum {
                        case .none: theta[index] -= rate * g
                        case .heavyBall(let beta):
                            first[index] = beta * first[index] + g
                            theta[index] -= rate * first[index]
                        case .exponentialAverage(let beta):
                            first[index] = time == 1 ? g : beta * first[index] + (1 - beta) * g
                            theta[index] -= rate * first[index]
                        case .nesterov(let beta):
                            first[index] = beta * first[index] + g
                            theta[index] -= rate * (g + beta * first[index])
                        }
                    case .adagrad(let epsilon):
                        first[index] += g * g
                        theta[index] -= rate * g / (first[index].squareRoot() + epsilon)
                    case .rmsProp(let rho, let epsilon):
                        first[index] = rho * first[index] + (1 - rho) * g * g
                        theta[index] -= rate * g / (first[index].squareRoot() + epsilon)
                    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
                        first[index] = beta1 * first[index] + (1 - beta1) * g
                        second[index] = beta2 * second[index] + (1 - beta2) * g * g
                        let mean = first[index] / (1 - pow(beta1, time))
                        let square = second[index] / (1 - pow(beta2, time))
                        theta[index] -= rate * mean / (square.squareRoot() + epsilon)
                    case .adadelta(let rho, let epsilon):
                        first[index] = rho * first[index] + (1 - rho) * g * g
                        let change =
                            (second[index] + epsilon).squareRoot() / (first[index] + epsilon).squareRoot() * g
                        second[index] = rho * second[index] + (1 - rho) * change * change
                        theta[index] -= rate * change
                    case .lbfgs: break  // See QuasiNewtonTests.
                    }
                }
                try network.setParameters(theta)
            }
        }
        return theta
    }

    /// One epoch is one step or, with a batch of 5, three; after each epoch the parameters are compared.
    @Test(arguments: all)
    func `follows its update rule`(_ options: TrainingOptions) throws {
        var options = options
        options.epochs = 3
        options.shuffle = false
        let expected = try expected(options)
        for (precision, tolerance) in [(Precision.double, 1e-12), (.single, 2e-5)] {
            options.precision = precision
            var network = try TrainingTests.network()
            var state = TrainingState()
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            #expect(agree(network.parameters, expected, within: tolerance), "\(options)")
            #expect(!agree(network.parameters, try TrainingTests.network().parameters, within: 1e-4))
        }
    }

    @Test func `six steps of Adam on one number, worked out by hand`() throws {
        // The gradient of ½(b - 0)² is b. With β₁ = β₂ = 0 and ε = 0 each step is the learning rate itself.
        let data = try Dataset(name: "zero", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 2])
        var state = TrainingState()
        let options = TrainingOptions(
            optimizer: .adam(beta1: 0, beta2: 0, epsilon: 0), learningRate: 0.125, epochs: 6, convention: .yale)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(network.parameters == [0.25, 1.25])
        #expect(state.steps == 6)
    }

    /// R-2b: f = 1.5x² + y² + 2 from (2, 2) with η = 0.1, as the sum of squares of a linear neuron whose bias stays 0.
    @Test(arguments: [
        (Momentum.exponentialAverage(0.5), 1, [1.4, 1.6]), (.exponentialAverage(0.5), 2, [0.89, 1.24]),
        (.exponentialAverage(0.5), 10, [-0.06121309, 0.07123373]),
        (.exponentialAverage(0.5), 20, [0.00184673, -0.00127977]),
        (.exponentialAverage(0.9), 20, [-0.41222377, -0.9530944]), (.heavyBall(0.5), 2, [0.68, 1.08]),
        (.heavyBall(0.5), 10, [0.03665905, -0.06509059]), (.heavyBall(0.9), 20, [0.36968058, -0.69850523]),
        // By hand: v = (6, 4), a step of 0.1 · (9, 6); then ∇ = (3.3, 2.8), v = (6.3, 4.8), a step of (0.645, 0.52).
        (.nesterov(0.5), 1, [1.1, 1.4]), (.nesterov(0.5), 2, [0.455, 0.88]),
    ])
    func `the lecture's path with momentum`(_ momentum: Momentum, _ steps: Int, _ end: [Double]) throws {
        let side = 1.5.squareRoot()
        let data = try Dataset(
            name: "bowl", inputs: Matrix([[side, 0], [-side, 0], [0, 1], [0, -1]]),
            targets: Matrix(column: [0, 0, 0, 0])
        )
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([2, 2, 0])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.1, momentum: momentum, epochs: steps, convention: .tendulkar)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(agree(network.parameters, end + [0], within: 5.1e-9), "\(network.parameters)")
    }

    @Test func `L1 moves weights by its amount, never biases, and nothing at 0`() throws {
        let data = try Dataset(name: "zero", inputs: Matrix([[0, 0, 0]]), targets: Matrix(row: [3]))
        var network = try Network(inputs: 3, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([2, 0, -1, 3])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.5, absoluteDecay: 0.25, epochs: 2, convention: .rousseau)
        _ = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(network.parameters == [1.75, 0, -0.75, 3])
    }

    @Test(arguments: [Precision.double, .single])
    func `clipping bounds the norm of all gradients together`(_ precision: Precision) throws {
        // With input (3, 0) and both outputs 1 off, the norm is √(9 + 9 + 1 + 1).
        let data = try Dataset(name: "one", inputs: Matrix(row: [3, 0]), targets: Matrix(row: [0, 0]))
        var network = try Network(inputs: 2, layers: [Layer(units: 2, activation: .identity)])
        func step(clip: Double) throws -> [Double] {
            try network.setParameters([0, 0, 0, 0, 1, -1])
            var state = TrainingState()
            let options = TrainingOptions(
                learningRate: 1, clip: clip, epochs: 1, precision: precision, convention: .yale)
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            return network.parameters
        }
        #expect(try agree(step(clip: 20.0.squareRoot() / 2), [-1.5, 1.5, 0, 0, 0.5, -0.5], within: 1e-6))
        #expect(try step(clip: 4.5) == [-3, 3, 0, 0, 0, 0])
        #expect(try step(clip: 100) == [-3, 3, 0, 0, 0, 0])
    }

    @Test func `clipping tames gradients whose squares overflow`() throws {
        let data = try Dataset(name: "far", inputs: Matrix(row: [1e160]), targets: Matrix(row: [0]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1e-160, 0])
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 1e-170, clip: 2, epochs: 1, convention: .yale)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .completed)
        #expect(abs(network.parameters[0] - (1e-160 - 2e-170)) < 1e-184)
    }

    @Test(arguments: [Optimizer.adagrad(), .rmsProp(), .adam(), .adamW(), .adadelta()])
    func `squares that overflow end training instead of stopping its progress`(_ optimizer: Optimizer) throws {
        let data = try Dataset(name: "far", inputs: Matrix(row: [1e160]), targets: Matrix(row: [0]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([1e-160, 0])
        let before = network
        var state = TrainingState()
        let options = TrainingOptions(optimizer: optimizer, learningRate: 1e-170, epochs: 3, convention: .yale)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .diverged(layer: 1, epoch: 1, step: 1))
        #expect(network == before)
    }

    @Test func `another optimiser begins anew, another form of momentum goes on`() throws {
        func parameters(_ runs: [TrainingOptions]) throws -> [Double] {
            var network = try TrainingTests.network()
            var state = TrainingState()
            for var options in runs {
                options.epochs = 2
                _ = try Engine.train(&network, state: &state, on: data, options: options)
            }
            return network.parameters
        }
        var network = try TrainingTests.network()
        var state = TrainingState()
        _ = try Engine.train(
            &network, state: &state, on: data, options: TrainingOptions(optimizer: .adagrad(), epochs: 2))
        var forgetful = TrainingState()
        forgetful.epoch = 2
        _ = try Engine.train(
            &network, state: &forgetful, on: data, options: TrainingOptions(optimizer: .rmsProp(), epochs: 2))
        #expect(
            try parameters([TrainingOptions(optimizer: .adagrad()), TrainingOptions(optimizer: .rmsProp())])
                == network.parameters)
        #expect(
            try parameters([TrainingOptions(optimizer: .adam()), TrainingOptions(optimizer: .adamW())])
                == parameters([TrainingOptions(optimizer: .adam()), TrainingOptions(optimizer: .adam())]))
        #expect(
            try parameters([TrainingOptions(momentum: .heavyBall(0.9)), TrainingOptions(momentum: .nesterov(0.9))])
                != parameters([TrainingOptions(), TrainingOptions(momentum: .nesterov(0.9))]))
    }

    @Test func `schedules at known points`() {
        let step = Schedule.step(epochs: 10, factor: 0.5)
        #expect(
            [0, 9, 10, 19, 20, 30].map { step.factor(epoch: $0, step: 3, of: 4) } == [1, 1, 0.5, 0.5, 0.25, 0.125])
        let exponential = Schedule.exponential(factor: 0.5)
        #expect([0, 1, 3].map { exponential.factor(epoch: $0, step: 3, of: 4) } == [1, 0.5, 0.125])
        let cosine = Schedule.cosine(epochs: 12)
        let points = [0, 4, 6, 8, 12, 100].map { cosine.factor(epoch: $0, step: 3, of: 4) }
        #expect(agree(points, [1, 0.75, 0.5, 0.25, 0, 0], within: 1e-15))
        let cycle = Schedule.oneCycle(epochs: 10)
        // Of 40 steps the one with 11 before it is the peak and the one with 39 the end.
        let ups = [(0, 0), (2, 3), (6, 1), (9, 3), (10, 0), (500, 3)].map {
            cycle.factor(epoch: $0.0, step: $0.1, of: 4)
        }
        #expect(agree(ups, [0.04, 1, (1 + 4e-6) / 2, 4e-6, 4e-6, 4e-6], within: 1e-15))
        #expect(abs(Schedule.oneCycle(epochs: 10).factor(epoch: 1, step: 0, of: 1) - 0.52) < 1e-15)
        // With fewer than four steps there is no rise, as PyTorch has it.
        let short = (0..<3).map { Schedule.oneCycle(epochs: 3).factor(epoch: $0, step: 0, of: 1) }
        #expect(short[0] < 1 && short[0] > short[1] && abs(short[2] - 4e-6) < 1e-15)
        #expect(abs(Schedule.oneCycle(epochs: 1).factor(epoch: 0, step: 0, of: 1) - 4e-6) < 1e-15)
        let warm = Schedule.warmUp(epochs: 2)
        let rising = [(0, 0), (0, 3), (1, 0), (1, 3), (2, 0), (90, 0)].map {
            warm.factor(epoch: $0.0, step: $0.1, of: 4)
        }
        #expect(rising == [0.125, 0.5, 0.625, 1, 1, 1])
    }

    @Test func `arguments out of range are refused and nothing is trained`() throws {
        var network = try TrainingTests.network()
        let before = network
        var state = TrainingState()
        let bad: [(TrainingOptions, String)] = [
            (TrainingOptions(optimizer: .adam(beta1: 1)), "β₁ of Adam is 1"),
            (TrainingOptions(optimizer: .adam(beta2: -0.1)), "β₂"),
            (TrainingOptions(optimizer: .adamW(beta2: .nan)), "β₂ of AdamW"),
            (TrainingOptions(optimizer: .adam(epsilon: -1e-8)), "ε"),
            (TrainingOptions(optimizer: .adam(epsilon: .infinity)), "ε"),
            (TrainingOptions(optimizer: .rmsProp(rho: 1)), "ρ of RMSProp"),
            (TrainingOptions(optimizer: .adadelta(rho: .nan)), "ρ of Adadelta"),
            (TrainingOptions(optimizer: .adagrad(epsilon: .nan)), "ε of Adagrad"),
            (TrainingOptions(optimizer: .adam(), learningRate: -1), "learning rate"),
            (TrainingOptions(optimizer: .adam(), momentum: .heavyBall(0.9)), "momentum"),
            (TrainingOptions(momentum: .nesterov(1)), "momentum"),
            (TrainingOptions(momentum: .nesterov(.nan)), "momentum"),
            (TrainingOptions(absoluteDecay: -1), "L1"), (TrainingOptions(absoluteDecay: .nan), "L1"),
            (TrainingOptions(clip: 0), "clipped"), (TrainingOptions(clip: -1), "clipped"),
            (TrainingOptions(clip: .nan), "clipped"), (TrainingOptions(clip: .infinity), "clipped"),
            (TrainingOptions(schedule: .cosine(epochs: 0)), "epochs"),
            (TrainingOptions(schedule: .step(epochs: -3)), "epochs"),
            (TrainingOptions(schedule: .step(epochs: 3, factor: 0)), "factor"),
            (TrainingOptions(schedule: .exponential(factor: .nan)), "factor"),
            (TrainingOptions(schedule: .oneCycle(epochs: .min)), "epochs"),
            (TrainingOptions(schedule: .warmUp(epochs: 0)), "epochs"),
        ]
        for (options, part) in bad {
            expectError(.value, part) { try Engine.train(&network, state: &state, on: data, options: options) }
        }
        #expect(network == before)
        #expect(state == TrainingState())
    }

    @Test func `the history says what was used`() throws {
        var network = try TrainingTests.network()
        var state = TrainingState()
        let options = TrainingOptions(
            optimizer: .adamW(), schedule: .cosine(epochs: 5), decay: 0.01, absoluteDecay: 1e-4, clip: 1, epochs: 1,
            convention: .rousseau)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(
            history.choices.dropFirst(5).prefix(6).map { "\($0.aspect): \($0.text)" } == [
                "optimiser: AdamW, β₁ = 0.9, β₂ = 0.999, ε = 1e-8", "learning rate: 0.001",
                "schedule: cosine to 0 over 5 epochs", "decay: λ = 0.01, w -2ηλw beside the step, weights only",
                "L1: λ₁ = 0.0001, gradient +λ₁ sign(w), 0 at 0, weights only",
                "clipping: norm of the loss's gradients at most 1, before decay",
            ])
    }
}
