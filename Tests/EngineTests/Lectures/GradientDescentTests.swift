import Glibc
import Testing

@testable import Engine

/// Gradient descent on f = 1.5x² + y² + 2 from (2, 2): lecture checklist blocks R-2 and R-2b, rows F1 to F4 and F17.
///
/// A linear neuron with weights (x, y) has just this loss on four samples, √3 and √2 on the axes and on both sides of 0,
/// but for the 2; the bias stays 0, since opposite samples pull at it alike.
struct GradientDescentTests {
    private let data: Dataset

    init() throws {
        let (a, b) = (3.0.squareRoot(), 2.0.squareRoot())
        data = try Dataset(
            name: "bowl", inputs: Matrix([[a, 0], [-a, 0], [0, b], [0, -b]]), targets: Matrix(column: [0, 0, 0, 0]))
    }

    private func neuron(_ x: Double, _ y: Double) throws -> Network {
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([x, y, 0])
        return network
    }

    private func descend(
        _ rate: Double, _ epochs: Int, momentum: Momentum = .none, from start: (Double, Double) = (2, 2),
        on data: Dataset? = nil
    ) throws -> (place: [Double], values: [Double]) {
        var network = try neuron(start.0, start.1)
        var state = TrainingState()
        let options = TrainingOptions(
            learningRate: rate, momentum: momentum, epochs: epochs, convention: .mukund)
        let outcome = try Engine.train(&network, state: &state, on: data ?? self.data, options: options)
        #expect(outcome.ended == .completed)
        #expect(abs(network.parameters[2]) < 1e-12)
        return (Array(network.parameters[..<2]), outcome.history.loss.map { $0 + 2 })
    }

    @Test func `the function and its gradient`() throws {
        let gradient = try neuron(2, 2).gradients(on: data, convention: .mukund).parameters
        #expect(agree(gradient, [6, 4, 0], within: 1e-14))
        #expect(abs(try neuron(2, 2).loss(on: data, convention: .mukund) + 2 - 12) < 1e-14)
        #expect(abs(try neuron(-1, 3).loss(on: data, convention: .mukund) - 10.5) < 1e-14)
    }

    /// The first-order promise is f - η‖∇‖² = 12 - 5.2; the curvature takes ½η²∇ᵀH∇ = 0.7 of it back (F2).
    @Test func `a step gains what Taylor says less the curvature`() throws {
        let found = try descend(0.1, 1).values[1]
        #expect(abs(found - 7.5) < 1e-13)
        #expect(abs((found - (12 - 0.1 * 52)) - 0.5 * 0.01 * (3 * 36 + 2 * 16)) < 1e-13)
        // The smaller the step, the truer the promise: the gap falls with η².
        let small = try descend(0.001, 1).values[1]
        #expect(abs((small - (12 - 0.052)) - 0.7e-4) < 1e-12)
    }

    /// F3: of all steps h the gradient step makes f + ⟨h, ∇f⟩ + ‖h‖²/2η least.
    @Test func `the gradient step minimises the linear model with its penalty`() throws {
        let rate = 0.1
        let place = try descend(rate, 1).place
        func model(_ h: [Double]) -> Double { 12 + 6 * h[0] + 4 * h[1] + (h[0] * h[0] + h[1] * h[1]) / (2 * rate) }
        let step = [place[0] - 2, place[1] - 2]
        #expect(abs(model(step) - (12 - rate * 52 / 2)) < 1e-13)
        for (x, y) in [(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01), (0.02, 0.03)] {
            #expect(model([step[0] + x, step[1] + y]) > model(step))
        }
    }

    /// A row of R-2: the factors of x and y in each step, the place after the first, f after 1, 10, 100 and 1000 steps with
    /// half a unit of the last printed digit, and the first step with f - 2 below a millionth.
    struct Row: Sendable, CustomTestStringConvertible {
        let rate: Double
        let factors: [Double]
        let place: [Double]
        let values: [Double]
        let tolerances: [Double]
        let first: Int?

        var testDescription: String { "η \(rate)" }
    }

    static let rows = [
        Row(
            rate: 0.1, factors: [0.7, 0.8], place: [1.4, 1.6], values: [7.5, 2.050904396, 2, 2],
            tolerances: [1e-13, 5.1e-10, 1e-13, 1e-15], first: 35),
        Row(
            rate: 0.001, factors: [0.997, 0.998], place: [1.994, 1.996],
            values: [11.94807, 11.49308148, 7.970108087, 2.087708696],
            tolerances: [1e-13, 5.1e-9, 5.1e-10, 5.1e-10], first: 3797),
        Row(
            rate: 0.665757, factors: [-0.997271, -0.331514], place: [-1.994542, -0.663028],
            values: [8.406902813, 7.680872666, 5.47367589, 2.025382342],
            tolerances: [5.1e-10, 5.1e-10, 5.1e-9, 5.1e-10], first: 2856),
        Row(
            rate: 0.66, factors: [-0.98, -0.32], place: [-1.96, -0.64],
            values: [8.172, 6.005647831, 2.10552768, 2], tolerances: [1e-13, 5.1e-10, 5.1e-9, 1e-13], first: 387),
        Row(
            rate: 2.0 / 3, factors: [-1, -1.0 / 3], place: [-2, -2.0 / 3], values: [8.444444, 8, 8, 8],
            tolerances: [5.1e-7, 1.5e-9, 1e-11, 1e-10], first: nil),
        Row(
            rate: 0.67, factors: [-1.01, -0.34], place: [-2.02, -0.68],
            values: [8.583, 9.321140241, 45.89610711, 2.64e9], tolerances: [1e-13, 5.1e-10, 5.1e-9, 5.1e6], first: nil),
        Row(
            rate: 0.7, factors: [-1.1, -0.4], place: [-2.2, -0.8], values: [9.9, 42.36499974, 1.14e9, 3.7e83],
            tolerances: [1e-13, 5.1e-9, 5.1e6, 5.1e81], first: nil),
    ]

    @Test(arguments: rows)
    func `step sizes`(_ row: Row) throws {
        let found = try descend(row.rate, row.first == nil ? 1000 : 4000).values
        for (steps, (expected, tolerance)) in zip([1, 10, 100, 1000], zip(row.values, row.tolerances)) {
            #expect(abs(found[steps] - expected) <= tolerance, "\(found[steps]) after \(steps) steps")
        }
        #expect(agree(try descend(row.rate, 1).place, row.place, within: 1e-14))
        #expect(agree(row.factors, [1 - 3 * row.rate, 1 - 2 * row.rate], within: 1e-15))
        for steps in [1, 7, 60] {
            let exact = row.factors.map { 2 * pow($0, Double(steps)) }
            let place = try descend(row.rate, steps).place
            for axis in 0..<2 { #expect(abs(place[axis] - exact[axis]) <= 1e-12 * max(1, abs(exact[axis]))) }
        }
        #expect(found.firstIndex { $0 - 2 < 1e-6 } == row.first)
    }

    /// The best fixed step size, 2/(2 + 3), shrinks both directions by a fifth, x from side to side.
    @Test func `the best step size`() throws {
        #expect(agree(try descend(0.4, 1).place, [-0.4, 0.4], within: 1e-15))
        let found = try [0.39, 0.4, 0.41].map { try descend($0, 10).values[10] }
        #expect(found[1] < found[0] && found[1] < found[2])
    }

    @Test func `at two thirds x flips for ever`() throws {
        #expect(agree(try descend(2.0 / 3, 1000).place, [2, 0], within: 1e-9))
        #expect(agree(try descend(2.0 / 3, 1001).place, [-2, 0], within: 1e-9))
    }

    /// R-2b: the average of MLX, which begins at 0 instead of the first gradient; by hand, from the engine's gradients.
    @Test func `an average that begins at 0`() throws {
        var network = try neuron(2, 2)
        var velocity = [0.0, 0.0, 0.0]
        for expected in [[1.7, 1.8, 0], [1.295, 1.52, 0]] {
            let gradient = try network.gradients(on: data, convention: .mukund).parameters
            velocity = zip(velocity, gradient).map { 0.5 * $0 + 0.5 * $1 }
            try network.setParameters(zip(network.parameters, velocity).map { $0 - 0.1 * $1 })
            #expect(agree(network.parameters, expected, within: 1e-14))
        }
        #expect(agree(try descend(0.1, 1, momentum: .exponentialAverage(0.5)).place, [1.4, 1.6], within: 1e-14))
    }

    @Test func `f after twenty steps of a slow average`() throws {
        #expect(abs(try descend(0.1, 20, momentum: .exponentialAverage(0.9)).values[20] - 3.1632816) < 5.1e-8)
    }

    /// R-2b, from (2, 2) with η = 0.1: x and y after so many steps.
    @Test(arguments: [
        (Momentum.exponentialAverage(0.5), 1, 1.4, 1.6), (.exponentialAverage(0.5), 2, 0.89, 1.24),
        (.exponentialAverage(0.5), 3, 0.5015, 0.936), (.exponentialAverage(0.5), 5, 0.06248375, 0.49856),
        (.exponentialAverage(0.5), 10, -0.06121309, 0.07123373),
        (.exponentialAverage(0.5), 20, 0.00184673, -0.00127977),
        (.exponentialAverage(0.9), 10, -1.86688097, -1.00685763),
        (.exponentialAverage(0.9), 20, -0.41222377, -0.9530944), (.heavyBall(0.5), 2, 0.68, 1.08),
        (.heavyBall(0.5), 3, 0.116, 0.604), (.heavyBall(0.5), 10, 0.03665905, -0.06509059),
        (.heavyBall(0.9), 20, 0.36968058, -0.69850523),
    ])
    func `momentum`(_ momentum: Momentum, _ steps: Int, _ x: Double, _ y: Double) throws {
        #expect(agree(try descend(0.1, steps, momentum: momentum).place, [x, y], within: 5.1e-9))
    }

    @Test func `momentum cures the step size that alternates`() throws {
        let place = try descend(0.665757, 30, momentum: .exponentialAverage(0.5)).place
        #expect(agree(place, [0.000122, -0.000067], within: 5.1e-7))
    }

    /// F17: v is the weighted sum of all gradients, with the first one's weight βᵗ.
    @Test func `the average has its closed form`() throws {
        let (rate, beta) = (0.1, 0.9)
        // The gradients at the places on the way: (3x, 2y).
        var slopes: [[Double]] = []
        var network = try neuron(2, 2)
        var state = TrainingState()
        let options = TrainingOptions(
            learningRate: rate, momentum: .exponentialAverage(beta), epochs: 1, convention: .mukund)
        for time in 0..<12 {
            slopes.append(try network.gradients(on: data, convention: .mukund).parameters)
            _ = try Engine.train(&network, state: &state, on: data, options: options)
            for index in 0..<2 {
                var sum = slopes[0][index]
                for _ in 0..<time { sum *= beta }
                var weight = 1 - beta
                for back in 0..<time {
                    sum += weight * slopes[time - back][index]
                    weight *= beta
                }
                #expect(abs(state.moments[index] - sum) < 1e-14)
            }
        }
    }

    /// The greatest stable η for the curvature 3: 2/3 times 1, (1+β)/(1-β) or 1+β.
    @Test(arguments: [
        (Momentum.none, 2.0 / 3), (.exponentialAverage(0.5), 2), (.exponentialAverage(0.9), 38.0 / 3),
        (.heavyBall(0.5), 1), (.heavyBall(0.9), 3.8 / 3),
    ])
    func `the limit of stability`(_ momentum: Momentum, _ limit: Double) throws {
        for (share, isStable) in [(0.99, true), (1.01, false)] {
            let place = try descend(share * limit, 600, momentum: momentum, from: (1e-3, 0)).place
            #expect((abs(place[0]) < 1e-4) == isStable, "\(place[0])")
        }
    }

    /// "Abruptly changing": the linear model with Σ = diag(9, 1), of which only x is shown (R-2b, J7).
    @Test(arguments: [
        (Momentum.none, [1, -0.8, 0.64, -0.512, 0.4096]),
        (
            .exponentialAverage(0.5),
            [1, -0.8, -0.98, -0.188, 0.3772, 0.32032, 0.003592, -0.158005, -0.096599]
        ),
        (.heavyBall(0.5), [1, -0.8, -0.26, 0.478, -0.0134, -0.23498, 0.077194, 0.094332, -0.066897]),
    ])
    func `momentum smooths the path in a narrow valley`(_ momentum: Momentum, _ path: [Double]) throws {
        let (a, b) = (18.0.squareRoot(), 2.0.squareRoot())
        let valley = try Dataset(
            name: "valley", inputs: Matrix([[a, 0], [-a, 0], [0, b], [0, -b]]), targets: Matrix(column: [0, 0, 0, 0]))
        let found = try path.indices.map {
            try descend(0.1, $0, momentum: momentum, from: (1, 1), on: valley).place[0]
        }
        #expect(agree(found, path, within: 5.1e-7))
        let turns = zip(found, found.dropFirst()).count { $0 * $1 < 0 }
        #expect(turns == (momentum == .none ? path.count - 1 : momentum == .heavyBall(0.5) ? 5 : 3))
    }
}
