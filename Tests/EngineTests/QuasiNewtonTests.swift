import Glibc
import Testing

@testable import Engine

/// L-BFGS: its updates against the dense matrix they stand for, its optima against known ones.
struct QuasiNewtonTests {
    let data: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 200, seed: 42)
    }

    /// The directions -H∇ of BFGS with H built up as a matrix from the last pairs: H ← (1 - ρsyᵀ)H(1 - ρysᵀ) + ρssᵀ.
    static func direction(_ pairs: [(s: [Double], y: [Double])], _ gradient: [Double]) -> [Double] {
        let n = gradient.count
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let scale = pairs.last.map { dot($0.s, $0.y) / dot($0.y, $0.y) } ?? 1
        var h = (0..<n).map { i in (0..<n).map { $0 == i ? scale : 0 } }
        for (s, y) in pairs {
            let rho = 1 / dot(s, y)
            let hy = h.map { dot($0, y) }
            let yhy = dot(y, hy)
            for i in 0..<n {
                for j in 0..<n {
                    h[i][j] += rho * (-s[i] * hy[j] - hy[i] * s[j]) + (rho * rho * yhy + rho) * s[i] * s[j]
                }
            }
        }
        return h.map { -dot($0, gradient) }
    }

    static let variants: [(history: Int, form: LineSearchForm, decay: Double, convention: Convention)] = [
        (100, .none, 0, .modern), (3, .none, 0.01, .rousseau), (100, .strongWolfe, 0, .modern),
        (2, .strongWolfe, 0.01, .rousseau), (4, .strongWolfe, 0.01, .tendulkar), (1, .none, 0.1, .modern),
    ]

    @Test(arguments: variants.indices, [Precision.double, .single])
    func `every step is that of the matrix`(_ index: Int, _ precision: Precision) throws {
        let (history, form, decay, convention) = Self.variants[index]
        var network = try TrainingTests.network()
        if precision == .single { try network.setParameters(network.parameters.map { Double(Float($0)) }) }
        var state = TrainingState()
        let options = TrainingOptions(
            optimizer: .lbfgs(history: history, lineSearch: form), learningRate: form == .none ? 0.3 : nil,
            decay: decay, epochs: 1, precision: precision, convention: convention)
        var pairs: [(s: [Double], y: [Double])] = []
        var last: (s: [Double], g: [Double])?
        func value(_ network: Network) throws -> Double {
            try network.loss(on: data, convention: convention)
                + convention.decayFactor * decay / 2 * network.allWeights.reduce(0) { $0 + $1 * $1 }
        }
        for epoch in 0..<8 {
            let before = network
            let gradient = try network.gradients(on: data, decay: decay, convention: convention).parameters
            if let last {
                let y = zip(gradient, last.g).map { $0 - $1 }
                if zip(last.s, y).reduce(0, { $0 + $1.0 * $1.1 }) > 1e-10 { pairs.append((last.s, y)) }
                if pairs.count > history { pairs.removeFirst() }
            }
            let direction = Self.direction(pairs, gradient)
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            let step = zip(network.parameters, before.parameters).map { $0 - $1 }
            let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let found = zip(step, direction).reduce(0) { $0 + $1.0 * $1.1 } / (length * length)
            // The step is along the direction, whatever its length.
            let tolerance = precision == .double ? 1e-9 : 2e-3
            #expect(
                agree(step, direction.map { $0 * found }, within: tolerance * max(found * length, 1e-3)),
                "epoch \(epoch)")
            let magnitude = gradient.reduce(0) { $0 + abs($1) }
            let first = epoch == 0 ? min(1, 1 / magnitude) : 1
            switch form {
            case .none: #expect(abs(found - 0.3 * first) <= tolerance, "epoch \(epoch)")
            case .strongWolfe:
                let slope = -zip(gradient, direction).reduce(0) { $0 - $1.0 * $1.1 }
                let after = try network.gradients(on: data, decay: decay, convention: convention).parameters
                let left = zip(after, direction).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(slope < 0 && abs(left) <= -0.9 * slope * (1 + 1e-5))
                #expect(try value(network) <= value(before) + 1e-4 * found * slope + 1e-7)
            }
            last = (step, gradient)
        }
        #expect(state.epoch == 8 && state.steps == 8)
    }

    /// the optimum of logistic regression.
    @Test(arguments: [LineSearchForm.strongWolfe, .none])
    func `finds the optimum of logistic regression`(_ form: LineSearchForm) throws {
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)], seed: 1)
        var state = TrainingState()
        let options = TrainingOptions(optimizer: .lbfgs(lineSearch: form), epochs: 20)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(agree(network.parameters, [-0.72913527, 0.86074849, -0.65780529], within: 1e-7))
        #expect(abs((history.loss.last ?? 0) - 0.5454424146) < 1e-10)
        #expect(try agree(network.gradients(on: data).parameters, [0, 0, 0], within: 1e-9))
    }

    /// An ill-conditioned quadratic: with w = (1, -2, 0) and no bias the samples are met exactly; with decay the gradients
    /// of loss and decay cancel.
    @Test(arguments: [0, 0.5], [Precision.double, .single])
    func `minimises a quadratic with its decay`(_ decay: Double, _ precision: Precision) throws {
        let data = try Dataset(
            name: "bowl", inputs: Matrix([[10, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]),
            targets: Matrix(column: [10, -2, 0, 0]))
        var network = try Network(inputs: 3, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([3, 3, 0, 0])
        var state = TrainingState()
        let convention = try Convention.wanted("tendulkar")
        let options = TrainingOptions(
            optimizer: .lbfgs(), decay: decay / convention.decayFactor, epochs: 25, precision: precision,
            convention: convention)
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(outcome.ended == .completed)
        let gradients = try network.gradients(
            on: data, decay: decay / convention.decayFactor, convention: convention)
        let tolerance = precision == .double ? 1e-7 : 1e-3
        #expect(agree(gradients.parameters, [0, 0, 0, 0], within: tolerance), "\(gradients.parameters)")
        if decay == 0 { #expect(agree(network.parameters, [1, -2, 0, 0], within: tolerance)) }
        #expect((outcome.history.loss.last ?? 9) < 1 && outcome.history.loss[0] > 200)
    }

    @Test func `what does not go with it is refused`() throws {
        var network = try TrainingTests.network()
        let before = network
        var state = TrainingState()
        let bad: [(TrainingOptions, EngineError.Code, String)] = [
            (TrainingOptions(optimizer: .lbfgs(), batch: 32), .value, "32 of the 200 samples"),
            (TrainingOptions(optimizer: .lbfgs(), momentum: .heavyBall(0.9)), .value, "momentum"),
            (TrainingOptions(optimizer: .lbfgs(), absoluteDecay: 1), .value, "L1"),
            (TrainingOptions(optimizer: .lbfgs(), clip: 1), .value, "clipping"),
            (TrainingOptions(optimizer: .lbfgs(history: 0)), .value, "history"),
            (TrainingOptions(optimizer: .lbfgs(history: .max)), .value, "history"),
        ]
        for (options, code, part) in bad {
            expectError(code, part) { try Engine.train(&network, state: &state, on: data, options: options) }
        }
        #expect(network == before && state == TrainingState())
        var wide = try Network(
            inputs: 2, layers: [Layer(units: 200_000, activation: .tanh), Layer(units: 1, activation: .sigmoid)])
        expectError(.limit, "a shorter history") {
            try Engine.train(
                &wide, state: &state, on: data, options: TrainingOptions(optimizer: .lbfgs(history: 1000), epochs: 1000)
            )
        }
    }

    @Test func `a line search goes down on losses of any size`() throws {
        let far = try Dataset(
            name: "far", inputs: Matrix(column: [1e50, -2e50, 3e50]), targets: Matrix(column: [1, 0, 1]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        var state = TrainingState()
        let outcome = try Engine.train(
            &network, state: &state, on: far, options: TrainingOptions(optimizer: .lbfgs(), epochs: 5))
        #expect(outcome.ended == .completed)
        let losses = outcome.history.loss
        #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(losses[5] < losses[0] / 1e90)
    }

    @Test func `cancelling within a search undoes the epoch`() throws {
        var options = TrainingOptions(optimizer: .lbfgs(history: 3), decay: 1e-3, epochs: 20)
        var whole = try TrainingTests.network()
        var wholeState = TrainingState()
        let wholeHistory = try Engine.train(&whole, state: &wholeState, on: data, options: options).history
        for cancelled in [1, 2, 5, 8, 9, 12] {
            var network = try TrainingTests.network()
            var state = TrainingState()
            var asked = 0
            let outcome = try Engine.train(
                &network, state: &state, on: data, options: options,
                isCancelled: {
                    asked += 1
                    return asked >= cancelled
                })
            #expect(outcome.ended == .cancelled)
            var rest = options
            rest.epochs = 20 - state.epoch
            var history = outcome.history
            history.append(try Engine.train(&network, state: &state, on: data, options: rest).history)
            #expect(network == whole && state == wholeState)
            #expect(history.loss == wholeHistory.loss)
        }
        options.optimizer = .lbfgs(history: 2)
        options.epochs = 1
        _ = try Engine.train(&whole, state: &wholeState, on: data, options: options)
        #expect(wholeState.moments.count == 6 * whole.parameterCount)
    }

    @Test func `stopping early returns its memory too`() throws {
        let small = try GaussianMixture.lecture.sample(count: 40, seed: 42)
        let options = TrainingOptions(optimizer: .lbfgs(history: 5), epochs: 200, validation: data, patience: 7)
        var network = try TrainingTests.network()
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: small, options: options)
        guard case .stoppedEarly(let best) = outcome.ended else {
            Issue.record("\(outcome.ended)")
            return
        }
        var short = options
        short.epochs = best
        var expected = try TrainingTests.network()
        var expectedState = TrainingState()
        _ = try Engine.train(&expected, state: &expectedState, on: small, options: short)
        #expect(best > 1 && network == expected && state == expectedState)
    }

    @Test(arguments: [0.01, 1, 100, 1e6])
    func `the line search meets both conditions wherever it begins`(_ first: Double) throws {
        // Functions of Moré and Thuente (1994): one flat and far, one with a kink of curvature, one that overflows.
        let functions: [(Double) -> (Double, Double)] = [
            { t in (-t / (t * t + 2), (t * t - 2) / ((t * t + 2) * (t * t + 2))) },
            { t in (pow(t + 0.004, 5) - 2 * pow(t + 0.004, 4), 5 * pow(t + 0.004, 4) - 8 * pow(t + 0.004, 3)) },
            { t in (exp(t) - 3 * t, exp(t) - 3) },
        ]
        for (index, function) in functions.enumerated() {
            let (value, slope) = function(0)
            var count = 0
            var search = LineSearch(value: value, slope: slope, rounding: Double.ulpOfOne)
            let step = search.search(from: first) { t in
                count += 1
                let (value, slope) = function(t)
                return .init(step: t, value: value.isFinite ? value : .infinity, slope: slope)
            }
            let found = try #require(step)
            let (end, left) = function(found)
            #expect(count <= 25, "\(index)")
            #expect(found > 0 && end <= value + 1e-4 * found * slope + 1e-15, "\(index): \(found)")
            #expect(abs(left) <= -0.9 * slope, "\(index): \(found)")
        }
    }
}
