import Glibc
import Testing

@testable import Engine

/// The generators against their formulas, and against first values computed once by an independent program.
struct GeneratorTests {
    /// The first two rows and the last one of a data set, inputs and then target.
    private func expectRows(
        _ data: Dataset, _ expected: [[Double]], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (row, values) in zip([0, 1, data.count - 1], expected) {
            let found = data.inputs.row(row) + data.targets.row(row)
            #expect(found.count == values.count, sourceLocation: sourceLocation)
            for (found, value) in zip(found, values) {
                #expect(abs(found - value) < 1e-11, "\(found), not \(value)", sourceLocation: sourceLocation)
            }
        }
    }

    private func points(_ data: Dataset, class label: Double) -> [(x: Double, y: Double)] {
        (0..<data.count).filter { data.targets[$0, 0] == label }.map { (data.inputs[$0, 0], data.inputs[$0, 1]) }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private func deviation(_ values: [Double]) -> Double {
        let mean = mean(values)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    @Test func `first values`() throws {
        expectRows(
            try GaussianPair().sample(count: 200, seed: 42),
            [
                [-0.117751093778, -0.450849875719, 0], [-0.811647365884, 0.219586379191, 0],
                [1.261879118169, 0.521017568998, 1],
            ])
        expectRows(
            try Datasets.moons(count: 200, noise: 0.1, seed: 42),
            [
                [-0.698674231307, 0.814841492534, 0], [-0.893570991703, 0.335213393886, 0],
                [1.977994772540, 0.219289566967, 1],
            ])
        expectRows(
            try Datasets.circles(count: 200, noise: 0.1, seed: 42),
            [
                [-0.063526269411, -0.909348819678, 0], [0.698347643351, -0.803581723162, 0],
                [0.452158826921, -0.274636447856, 1],
            ])
        expectRows(
            try Datasets.spirals(count: 300, classes: 3, noise: 0.03, seed: 42),
            [
                [-0.226284460714, 0.858508928696, 0], [-0.739185654602, 0.538503519403, 0],
                [-0.088583722632, -0.660383124182, 2],
            ])
        expectRows(
            try Datasets.sine(count: 200, noise: 0.1, seed: 42),
            [
                [1.517796897030, 0.988044210754], [-0.978978600661, -0.811092731507],
                [-2.298997352282, -0.786223121777],
            ])
        let model = try LinearModel(weights: [1, -1], covariance: Matrix([[2, 0.8], [0.8, 1]]), noise: 1)
        expectRows(
            try model.sample(count: 200, seed: 3),
            [
                [-0.213248289177, 0.933904907183, -1.605000097490], [0.583268059431, 0.966112484188, -0.750114885092],
                [-0.783302700124, 0.141816686041, -0.304821781791],
            ])
    }

    @Test func `each class has its share and the geometry holds without noise`() throws {
        let moons = try Datasets.moons(count: 1000, noise: 0, seed: 5)
        #expect(points(moons, class: 0).count == 500 && points(moons, class: 1).count == 500)
        #expect(points(moons, class: 0).allSatisfy { abs(hypot($0.x, $0.y) - 1) < 1e-12 && $0.y >= 0 })
        #expect(points(moons, class: 1).allSatisfy { abs(hypot($0.x - 1, $0.y - 0.5) - 1) < 1e-12 && $0.y <= 0.5 })
        let circles = try Datasets.circles(count: 1000, noise: 0, seed: 5)
        #expect(points(circles, class: 0).count == 500)
        #expect(points(circles, class: 0).allSatisfy { abs(hypot($0.x, $0.y) - 1) < 1e-12 })
        #expect(points(circles, class: 1).allSatisfy { abs(hypot($0.x, $0.y) - 0.5) < 1e-12 })
        let spirals = try Datasets.spirals(count: 999, classes: 3, noise: 0, seed: 5)
        for label in 0..<3 {
            let arm = points(spirals, class: Double(label))
            #expect(arm.count == 333)
            for (x, y) in arm {
                let turns = atan2(y, x) / (2 * Double.pi) - 1.5 * hypot(x, y) - Double(label) / 3
                #expect(abs(turns - turns.rounded()) < 1e-12)
            }
        }
        let sine = try Datasets.sine(count: 1000, noise: 0, seed: 5)
        #expect(zip(sine.inputs.elements, sine.targets.elements).allSatisfy { sin($0) == $1 })
        #expect(sine.inputs.elements.allSatisfy { abs($0) <= Double.pi })
        #expect((sine.inputs.elements.max() ?? 0) > 3 && (sine.inputs.elements.min() ?? 0) < -3)
    }

    @Test func `noise has the standard deviation that was asked for`() throws {
        let noisy = try Datasets.circles(count: 20_000, noise: 0.2, seed: 8)
        let plain = try Datasets.circles(count: 20_000, noise: 0, seed: 8)
        let noise = zip(noisy.inputs.elements, plain.inputs.elements).map { $0 - $1 }
        #expect(abs(mean(noise)) < 0.005)
        #expect(abs(deviation(noise) - 0.2) < 0.004)
        let sine = try Datasets.sine(count: 20_000, noise: 0.3, seed: 8)
        let rest = zip(sine.inputs.elements, sine.targets.elements).map { $1 - sin($0) }
        #expect(abs(mean(rest)) < 0.01)
        #expect(abs(deviation(rest) - 0.3) < 0.006)
    }

    @Test func `training and test data are independent, and a seed gives the same data`() throws {
        let first = try Datasets.moons(count: 100, noise: 0.1, seed: 1)
        #expect(try Datasets.moons(count: 100, noise: 0.1, seed: 1) == first)
        #expect(try Datasets.moons(count: 100, noise: 0.1, seed: 2).inputs != first.inputs)
    }

    @Test(arguments: [(0, 0.1), (-2, 0.1), (3, 0.1), (10, -0.1), (10, .nan), (10, .infinity), (10, 1e308)])
    func `what makes no sense is refused`(_ count: Int, _ noise: Double) {
        expectError(.value) { try Datasets.moons(count: count, noise: noise, seed: 1) }
        expectError(.value) { try Datasets.circles(count: count, noise: noise, seed: 1) }
        expectError(.value) { try Datasets.spirals(count: count, classes: 2, noise: noise, seed: 1) }
        guard count != 3 else { return }
        expectError(.value) { try Datasets.sine(count: count, noise: noise, seed: 1) }
        expectError(.value) { try LinearModel(weights: [1], noise: noise).sample(count: count, seed: 1) }
    }

    @Test func `too much is refused`() throws {
        expectError(.limit) { try Datasets.moons(count: Int.max - 1, noise: 0, seed: 1) }
        expectError(.limit) { try Datasets.sine(count: 1 << 25, noise: 0, seed: 1) }
        expectError(.value, "2 to 100 classes") { try Datasets.spirals(count: 101, classes: 101, noise: 0, seed: 1) }
        expectError(.value, "multiple of 3") { try Datasets.spirals(count: 100, classes: 3, noise: 0, seed: 1) }
        let wide = try LinearModel(weights: Array(repeating: 1, count: 256), noise: 0)
        expectError(.limit) { try wide.sample(count: 1 << 24, seed: 1) }
    }
}

/// Two Gaussians, lecture checklist block R-11(c).
struct GaussianPairTests {
    @Test func `the Bayes error is that of the lecture checklist`() throws {
        #expect(abs(try GaussianPair().bayesError - 0.158655) < 5e-7)
        #expect(abs(try GaussianPair(spread: 0.5).bayesError - 0.022750131948) < 1e-11)
    }

    @Test(arguments: [1, 0.7])
    func `it agrees with a mixture of one centre each`(_ spread: Double) throws {
        let pair = try GaussianPair(spread: spread)
        let mixture = try GaussianMixture(centres: [[.init(x: -1, y: 0)], [.init(x: 1, y: 0)]], spread: spread)
        let points = Matrix([[-2, 1], [-0.3, 0], [0, 5], [0.1, -2], [3, 0.5]])
        for (first, second) in zip(try pair.posterior(of: points).elements, try mixture.posterior(of: points).elements)
        {
            #expect(abs(first - second) < 1e-14)
        }
        #expect(abs(pair.bayesError - mixture.bayesError) < 1e-5)
        for label in 0...1 {
            #expect(
                abs(pair.density(class: label, x: 0.3, y: 0.4) - mixture.density(class: label, x: 0.3, y: 0.4)) < 1e-14)
        }
    }

    @Test func `the posterior is what one neuron with weights (2, 0) gives`() throws {
        let points = Matrix([[-2, 1], [-0.3, 0], [0, 5], [0.1, -2], [3, 0.5], [-1e6, 0], [1e6, 0]])
        var neuron = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)], initialization: .zeros)
        try neuron.setWeights(Matrix(column: [2, 0]), layer: 1)
        let posterior = try GaussianPair().posterior(of: points)
        for (first, second) in zip(posterior.elements, try neuron.output(for: points).elements) {
            #expect(abs(first - second) < 1e-15)
        }
        #expect(try GaussianPair().posterior(of: Matrix(row: [0, 3]))[0, 0] == 0.5)
        #expect(try GaussianPair(spread: 1e-200).posterior(of: Matrix(row: [0, 3]))[0, 0] == 0.5)
    }

    @Test func `samples have the means and deviations, and the Bayes rule errs as it should`() throws {
        let data = try GaussianPair().sample(count: 40_000, seed: 9)
        for (label, centre) in [(0, -1.0), (1, 1.0)] {
            let rows = (0..<data.count).filter { data.targets[$0, 0] == Double(label) }
            #expect(rows.count == 20_000)
            for (column, mean) in [(0, centre), (1, 0)] {
                let values = rows.map { data.inputs[$0, column] }
                let found = values.reduce(0, +) / 20_000
                #expect(abs(found - mean) < 0.03)
                #expect(abs(values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 20_000 - 1) < 0.04)
            }
        }
        #expect(abs(try GaussianPair().errorRate(on: data) - 0.158655) < 0.006)
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func `a spread must be positive`(_ spread: Double) {
        expectError(.value, "noise") { try GaussianPair(spread: spread) }
    }

    @Test func `bad samples and points are refused`() {
        expectError(.value) { try GaussianPair().sample(count: 3, seed: 1) }
        expectError(.value) { try GaussianPair().sample(count: 0, seed: 1) }
        expectError(.shape) { try GaussianPair().posterior(of: Matrix(row: [1, 2, 3])) }
    }
}
