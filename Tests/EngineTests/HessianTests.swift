import Testing

@testable import Engine

/// Second derivatives: of activations, and of losses along a vector.
struct HessianTests {
    static let elementwise: [Activation] =
        [.identity, .sigmoid, .tanh, .relu] + RectifierTests.relatives + [.swish(beta: -3), .swish(beta: 0)]

    @Test(arguments: elementwise)
    func `second derivatives are the differences of the first`(_ activation: Activation) throws {
        // No kink between.
        let points = (-1000...1000).map { Double($0) / 100 + 0.003 }
        let found = try activation.secondDerivative(Matrix(row: points)).elements
        let step = 1e-4
        func slope(_ shift: Double) throws -> [Double] {
            try activation.derivative(Matrix(row: points.map { $0 + shift * step })).elements
        }
        let (near, far) = (zip(try slope(1), try slope(-1)), zip(try slope(2), try slope(-2)))
        let numeric = zip(near, far).map { (8 * ($0.0 - $0.1) - ($1.0 - $1.1)) / (12 * step) }
        #expect(agree(found, numeric, within: 1e-10))
    }

    @Test(arguments: elementwise)
    func `second derivatives vanish far out, and only NaN gives NaN`(_ activation: Activation) throws {
        let far = Matrix(row: RectifierTests.extremes.elements)
        let found = try activation.secondDerivative(far).elements
        #expect(found.allSatisfy { $0 == 0 }, "\(found)")
        #expect(try activation.secondDerivative(Matrix(row: [.nan]))[0, 0].isNaN)
    }

    @Test func `softmax has a Jacobian instead`() throws {
        expectError(.value, "softmax") { try Activation.softmax.secondDerivative(Matrix(row: [1])) }
        //
        let expected = [
            0.0819250691, -0.0220330445, -0.0598920245, -0.0220330445, 0.1848364465, -0.162803402, -0.0598920245,
            -0.162803402, 0.2226954265,
        ]
        for shift in [0.0, 999] {
            let jacobian = try Activation.softmax.jacobian(at: Matrix(row: [1 + shift, 2 + shift, 3 + shift]))
            #expect(agree(jacobian.elements, expected, within: 5.1e-11))
            #expect(jacobian == jacobian.transposed())
            for row in 0..<3 { #expect(abs(jacobian.row(row).reduce(0, +)) < 3e-16) }
        }
        #expect(try Activation.softmax.jacobian(at: Matrix(row: [5])) == Matrix(row: [0]))
    }

    @Test func `the Jacobian of other activations is a diagonal`() throws {
        let sums = Matrix(row: [-1, 0, 2])
        let jacobian = try Activation.tanh.jacobian(at: sums)
        let slopes = try Activation.tanh.derivative(sums).elements
        for row in 0..<3 { for column in 0..<3 { #expect(jacobian[row, column] == (row == column ? slopes[row] : 0)) } }
        #expect(try Activation.relu.jacobian(at: Matrix(row: [0]), reluAtZero: 1) == Matrix(row: [1]))
        expectError(.shape, "2×1") { try Activation.tanh.jacobian(at: Matrix(column: [1, 2])) }
        expectError(.shape, "1×0") { try Activation.softmax.jacobian(at: Matrix(row: [])) }
        expectError(.limit, "20000×20000") {
            try Activation.softmax.jacobian(at: Matrix(rows: 1, columns: 20_000, repeating: 0))
        }
    }

    private func random(_ count: Int, seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed)
        return (0..<count).map { _ in stream.normal() }
    }

    private func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

    static let chains: [[Activation]] =
        elementwise.flatMap { [[$0, .identity], [.tanh, $0]] }
        + [[.sigmoid], [.softmax], [.tanh, .sigmoid], [.gelu, .softmax], [.swish(), .sigmoid, .softmax]]

    @Test(arguments: chains, [Convention.modern, .tendulkar])
    func `products with the Hessian are differences of gradients, and symmetric`(
        _ chain: [Activation], _ convention: Convention
    ) throws {
        let (network, data) = try GradientCheckTests.random(chain)
        let direction = random(network.parameterCount, seed: 1)
        let other = random(network.parameterCount, seed: 2)
        for loss in [Loss.quadratic, .crossEntropy, .logLikelihood, .absolute, .huber(delta: 0.5)] {
            let output = chain[chain.count - 1]
            if loss.isOfProbabilities && output != .sigmoid && output != .softmax { continue }
            if loss == .kl { continue }
            let product = try network.hessianProduct(with: direction, on: data, loss: loss, convention: convention)
            func gradient(_ step: Double) throws -> [Double] {
                var moved = network
                try moved.setParameters(zip(network.parameters, direction).map { $0 + step * $1 })
                return try moved.gradients(on: data, loss: loss, convention: convention).parameters
            }
            let step = 1e-6
            let numeric = zip(try gradient(step), try gradient(-step)).map { ($0 - $1) / (2 * step) }
            let size = max(1, Matrix(row: numeric).norm())
            #expect(agree(product, numeric, within: 1e-6 * size))
            let mirrored = try network.hessianProduct(with: other, on: data, loss: loss, convention: convention)
            #expect(abs(dot(other, product) - dot(direction, mirrored)) < 1e-12 * size)
        }
    }

    @Test func `a linear model has the closed form`() throws {
        let network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        let inputs = MatrixTests.random(30, 2, seed: 9)
        let data = try Dataset(name: "linear", inputs: inputs, targets: Matrix(column: inputs.column(0)))
        // ½Σ(ŷ-y)²/n: XᵀX/n, with a column of ones for the bias.
        let padded = Matrix(inputs.rowsAsArrays.map { $0 + [1] })
        let hessian = try padded.transposed().multiplied(by: padded).map { $0 / 30 }
        for index in 0..<3 {
            let unit = (0..<3).map { $0 == index ? 1.0 : 0 }
            let product = try network.hessianProduct(with: unit, on: data, convention: .yale)
            #expect(agree(product, hessian.column(index), within: 1e-15))
        }
        // Its largest eigenvalue by the eigenvalues of a covariance.
        let expected = try #require(
            try LinearModel(weights: [0, 0, 0], covariance: hessian, noise: 0).eigenvalues.last)
        let curvature = try network.sharpestCurvature(on: data, convention: .yale)
        #expect(curvature.isConverged)
        #expect(abs(curvature.eigenvalue - expected) < 1e-11)
        #expect(abs(curvature.learningRateLimit * expected - 2) < 1e-10)
        #expect(abs(Matrix(row: curvature.direction).norm() - 1) < 1e-15)
    }

    @Test func `gradient descent is stable below 2/λ and not above`() throws {
        let inputs = MatrixTests.random(30, 2, seed: 9)
        let data = try Dataset(name: "linear", inputs: inputs, targets: Matrix(column: inputs.column(0)))
        let start = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        let limit = try start.sharpestCurvature(on: data).learningRateLimit
        for (factor, isStable) in [(0.99, true), (1.01, false)] {
            var network = start
            var state = TrainingState()
            let options = TrainingOptions(learningRate: factor * limit, epochs: 2000)
            let loss = try Engine.train(&network, state: &state, on: data, options: options).history.loss
            #expect(((loss.last ?? .nan) < 1e-6) == isStable)
        }
    }

    @Test func `more samples than one part`() throws {
        let (network, data) = try GradientCheckTests.random([.tanh, .softmax], samples: 2500)
        let direction = random(network.parameterCount, seed: 1)
        for convention in [Convention.modern, .tendulkar] {
            let product = try network.hessianProduct(with: direction, on: data, convention: convention)
            var sum = [Double](repeating: 0, count: product.count)
            for start in stride(from: 0, to: 2500, by: 500) {
                let part = try data.samples(at: Array(start..<start + 500))
                let found = try network.hessianProduct(with: direction, on: part, convention: convention)
                for index in sum.indices { sum[index] += found[index] }
            }
            let share = convention.reduction == .mean ? 0.2 : 1
            #expect(agree(product, sum.map { $0 * share }, within: 1e-11))
        }
    }

    @Test func `the largest eigenvalue, not the one of the greatest magnitude`() throws {
        // At a saddle eigenvalues of both signs have the greatest magnitude.
        let network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .identity), Layer(units: 1, activation: .identity)],
            initialization: .zeros)
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [3]))
        // ½(w2(w1 + b1) + b2 - 3)² at 0: in w1, b1, w2, b2 the bend is -3 between w2 and both w1 and b1, and 1 in b2.
        let found = try network.sharpestCurvature(on: data, convention: .yale)
        #expect(found.isConverged)
        #expect(abs(found.eigenvalue - 3 * 2.0.squareRoot()) < 1e-9)
        // A concave direction dominates: the quadratic loss of a saturated sigmoid.
        var neuron = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
        try neuron.setParameters([2, 2])
        let zero = try Dataset(name: "zero", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        let flat = try neuron.sharpestCurvature(on: zero, loss: .quadratic, convention: .yale)
        #expect(flat.isConverged)
        #expect(abs(flat.eigenvalue) < 1e-9)
    }

    @Test func `what has no product is an error`() throws {
        let (network, data) = try GradientCheckTests.random([.tanh, .softmax])
        expectError(.shape, "38 parameters", "2 numbers") { try network.hessianProduct(with: [1, 2], on: data) }
        let infinite = [Double](repeating: .infinity, count: 38)
        expectError(.value, "finite") { try network.hessianProduct(with: infinite, on: data) }
        let narrow = try Dataset(name: "narrow", inputs: Matrix(row: [1]), targets: Matrix(row: [1, 0, 0]))
        expectError(.shape, "3 inputs") {
            try network.hessianProduct(with: [Double](repeating: 1, count: 38), on: narrow)
        }
        expectError(.value, "iteration") { try network.sharpestCurvature(on: data, iterations: 0) }
        expectError(.value, "tolerance") { try network.sharpestCurvature(on: data, tolerance: .nan) }
        let cancelled = try network.sharpestCurvature(on: data, isCancelled: { true })
        #expect(!cancelled.isConverged && cancelled.iterations == 0)
        #expect(try !network.sharpestCurvature(on: data, iterations: 1).isConverged)
    }
}

extension Matrix {
    fileprivate var rowsAsArrays: [[Double]] { (0..<rows).map { row($0) } }
}
