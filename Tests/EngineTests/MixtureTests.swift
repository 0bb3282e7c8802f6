import Testing

@testable import Engine

struct MixtureTests {
    let train: Dataset

    init() throws {
        train = try GaussianMixture.lecture.sample(count: 200, seed: 42)
    }

    @Test func `the training set is that of the lecture checklist`() {
        let points = train.inputs
        // The last y is -.4318881836 in the checklist, a slip of one digit: the generator, run by hand, gives this one.
        let expected = [
            (0, 0.2528115947, 0.9991248932), (1, 1.0982020142, 1.1002007666), (199, -2.4797183825, -0.4318882336),
        ]
        for (row, x, y) in expected {
            #expect(abs(points[row, 0] - x) < 1e-10)
            #expect(abs(points[row, 1] - y) < 1e-10)
        }
        #expect(abs(points.column(0).reduce(0, +) / 200 - -0.02290678) < 1e-8)
        #expect(abs(points.column(1).reduce(0, +) / 200 - 0.81271486) < 1e-8)
        #expect(train.targets.elements == Array(repeating: 0, count: 100) + Array(repeating: 1, count: 100))
    }

    @Test func `the Bayes rule errs as often as the checklist says`() throws {
        let test = try GaussianMixture.lecture.sample(count: 10_000, seed: 43)
        #expect(try GaussianMixture.lecture.errorRate(on: train) == 0.22)
        #expect(try GaussianMixture.lecture.errorRate(on: test) == 0.2072)
    }

    @Test func `the Bayes error is 0.210078`() {
        #expect(abs(GaussianMixture.lecture.bayesError - 0.210078) < 5e-7)
    }

    /// Lecture checklist block R-11(c): unit Gaussians at (±1, 0).
    @Test func `two Gaussians have a closed form`() throws {
        let mixture = try GaussianMixture(centres: [[.init(x: -1, y: 0)], [.init(x: 1, y: 0)]], spread: 1)
        #expect(abs(mixture.bayesError - 0.1586553) < 2e-6)
        let points = Matrix(rows: 4, columns: 2, elements: [0, 3, 0.5, 0, -2, 1, 40, 40])
        let posterior = try mixture.posterior(of: points).elements
        let expected = Activation.sigmoid(Matrix(column: [0, 1, -4, 80])).elements
        for (found, expected) in zip(posterior, expected) { #expect(abs(found - expected) < 1e-14) }
    }

    @Test func `the posterior is the share of the density`() throws {
        let mixture = GaussianMixture.lecture
        let densities = (0...1).map { mixture.density(class: $0, x: 0.3, y: 0.7) }
        let posterior = try mixture.posterior(of: Matrix(row: [0.3, 0.7]))[0, 0]
        #expect(abs(posterior - densities[1] / (densities[0] + densities[1])) < 1e-14)
    }

    @Test func `a density integrates to one`() {
        let step = 0.05
        let sum = stride(from: -6, to: 6, by: step).reduce(0.0) { sum, x in
            stride(from: -5, to: 7, by: step).reduce(sum) {
                $0 + GaussianMixture.lecture.density(class: 1, x: x, y: $1)
            }
        }
        #expect(abs(sum * step * step - 1) < 1e-8)
    }

    @Test func `far from all centres the posterior is still a number`() throws {
        let far = try GaussianMixture.lecture.posterior(of: Matrix(row: [1e3, 1e3]))[0, 0]
        #expect(far == 0)
        let farther = try GaussianMixture.lecture.posterior(of: Matrix(row: [-1e3, 1e3]))[0, 0]
        #expect(farther == 1)
    }

    @Test(arguments: [-2, 0, 1, 7, (1 << 24) + 2])
    func `a count that cannot be halved or held is refused`(_ count: Int) {
        #expect(throws: EngineError.self) { try GaussianMixture.lecture.sample(count: count, seed: 1) }
    }

    @Test func `a mixture needs two classes with finite centres and a positive spread`() {
        let origin = GaussianMixture.Point(x: 0, y: 0)
        #expect(throws: EngineError.self) { try GaussianMixture(centres: [[origin]], spread: 1) }
        #expect(throws: EngineError.self) { try GaussianMixture(centres: [[origin], []], spread: 1) }
        #expect(throws: EngineError.self) { try GaussianMixture(centres: [[origin], [origin]], spread: 0) }
        #expect(throws: EngineError.self) { try GaussianMixture(centres: [[origin], [origin]], spread: .nan) }
        #expect(throws: EngineError.self) {
            try GaussianMixture(centres: [[origin], [.init(x: .infinity, y: 0)]], spread: 1)
        }
    }

    @Test func `points and targets of other sizes are refused`() throws {
        #expect(throws: EngineError.self) { try GaussianMixture.lecture.posterior(of: Matrix(row: [1, 2, 3])) }
    }
}
