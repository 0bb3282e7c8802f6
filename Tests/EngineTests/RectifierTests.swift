import Glibc
import Testing

@testable import Engine

/// The relatives of relu: lecture checklist rows C10 and C11 and block R-5.
struct RectifierTests {
    static let relatives: [Activation] = [
        .leakyRelu(), .leakyRelu(slope: 0.3), .gelu, .approximateGelu, .swish(), .swish(beta: 2), .softplus,
    ]

    static let extremes = Matrix(row: [-.infinity, -1e308, -1e4, 1e4, 1e308, .infinity])

    let arguments = Matrix(row: [-3, -2, -1, 0, 0.5, 1, 2, 3])

    @Test(arguments: [
        (
            Activation.gelu,
            [
                -0.0040496941, -0.0455002639, -0.1586552539, 0, 0.3457312306, 0.8413447461, 1.9544997361, 2.9959503059,
            ]
        ),
        (
            .approximateGelu,
            [
                -0.0036373921, -0.0454023059, -0.1588080094, 0, 0.3457140098, 0.8411919906, 1.9545976941, 2.9963626079,
            ]
        ),
        (
            .swish(),
            [
                -0.1422776195, -0.2384058440, -0.2689414214, 0, 0.3112296656, 0.7310585786, 1.7615941560, 2.8577223805,
            ]
        ),
        (
            .swish(beta: 2),
            [
                -0.0074178695, -0.0359724199, -0.1192029220, 0, 0.3655292893, 0.8807970780, 1.9640275801, 2.9925821305,
            ]
        ),
    ])
    func `values of the lecture`(_ activation: Activation, _ expected: [Double]) {
        #expect(agree(activation(arguments).elements, expected, within: 5.1e-11))
    }

    @Test(arguments: [
        (
            Activation.gelu,
            [
                -0.0119456472, -0.0852318011, -0.0833154706, 0.5, 0.8674951247, 1.0833154706, 1.0852318011,
                1.0119456472,
            ]
        ),
        (
            .swish(),
            [
                -0.0881041060, -0.0907842488, 0.0723294881, 0.5, 0.7399611873, 0.9276705119, 1.0907842488, 1.0881041060,
            ]
        ),
    ])
    func `derivatives of the lecture`(_ activation: Activation, _ expected: [Double]) throws {
        #expect(agree(try activation.derivative(arguments).elements, expected, within: 5.1e-11))
    }

    @Test(arguments: [(Activation.swish(), -0.278465, -1.27845), (.gelu, -0.16997121, -0.7518)])
    func `where they dip lowest`(_ activation: Activation, _ lowest: Double, _ place: Double) throws {
        let points = (-20_000_000...(-5_000_000)).filter { $0 % 10 == 0 }.map { Double($0) / 1e7 }
        let values = activation(Matrix(row: points)).elements
        let minimum = try #require(values.indices.min { values[$0] < values[$1] })
        #expect(abs(values[minimum] - lowest) < 5.1e-7)
        #expect(abs(points[minimum] - place) < 5.1e-5)
        let left = try activation.derivative(Matrix(row: [points[minimum] - 1e-3, points[minimum] + 1e-3])).elements
        #expect(left[0] < 0 && left[1] > 0)
    }

    @Test func `gelu's minimum to the last digit of the lecture`() {
        let values = Activation.gelu(Matrix(row: (7400...7600).map { -Double($0) / 10_000 })).elements
        #expect(abs((values.min() ?? .nan) + 0.16997121) < 5.1e-9)
    }

    @Test func `the approximation of gelu is off by 4.73e-4 at most`() {
        let points = Matrix(row: (-60_000...60_000).map { Double($0) / 10_000 })
        let gaps = zip(Activation.gelu(points).elements, Activation.approximateGelu(points).elements)
            .map { abs($0 - $1) }
        #expect(abs((gaps.max() ?? .nan) - 4.73e-4) < 5e-7)
    }

    @Test func `swish is half its argument for β 0 and relu for a large β`() throws {
        let all = Matrix(row: arguments.elements + Self.extremes.elements)
        #expect(Activation.swish(beta: 0)(all).elements == all.elements.map { $0 / 2 })
        #expect(try Activation.swish(beta: 0).derivative(all).elements.allSatisfy { $0 == 0.5 })
        for beta in [1e3, 1e300, Double.greatestFiniteMagnitude] {
            #expect(Activation.swish(beta: beta)(all) == Activation.relu(all))
            let slopes = try Activation.swish(beta: beta).derivative(all).elements
            #expect(slopes == all.elements.map { $0 > 0 ? 1 : $0 == 0 ? 0.5 : 0 })
        }
        let mirrored = Activation.swish(beta: -1)(arguments).elements
        #expect(agree(mirrored, Activation.swish()(arguments.map { -$0 }).elements.map { -$0 }, within: 0))
    }

    @Test func `leaky relu`() throws {
        let leaky = Activation.leakyRelu()
        #expect(leaky(arguments).elements == [-0.03, -0.02, -0.01, 0, 0.5, 1, 2, 3])
        #expect(try leaky.derivative(arguments).elements == [0.01, 0.01, 0.01, 0.01, 1, 1, 1, 1])
        let zero = Matrix(row: [0, -0.0])
        #expect(try leaky.derivative(zero, reluAtZero: 1).elements == [1, 1])
        #expect(try Activation.leakyRelu(slope: 0.5).derivative(zero, reluAtZero: 0.5).elements == [0.75, 0.75])
        #expect(Activation.leakyRelu(slope: 0)(Self.extremes) == Activation.relu(Self.extremes))
        #expect(Activation.leakyRelu(slope: -1)(arguments) == arguments.map { abs($0) })
    }

    @Test func `softplus has the logistic function as its slope, and softplus(x) - softplus(-x) is x`() throws {
        let points = Matrix(row: (-4000...4000).map { Double($0) / 100 })
        #expect(try Activation.softplus.derivative(points) == Activation.sigmoid(points))
        let difference = zip(Activation.softplus(points).elements, Activation.softplus(points.map { -$0 }).elements)
            .map { $0 - $1 }
        #expect(agree(difference, points.elements, within: 1e-14))
        #expect(abs(Activation.softplus(Matrix(row: [0]))[0, 0] - log(2)) < 1e-16)
        // Far to the left it is eˣ, not 0.
        #expect(abs(Activation.softplus(Matrix(row: [-300]))[0, 0] / exp(-300) - 1) < 1e-13)
    }

    @Test func `close to the mathematical library everywhere`() throws {
        let points = Matrix(row: (-20_000...20_000).map { Double($0) / 500 })
        let references: [(Activation, (Double) -> (value: Double, slope: Double))] = [
            (
                .gelu,
                { x in
                    let distribution = erfc(-x * 0.5.squareRoot()) / 2
                    return (x * distribution, distribution + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot())
                }
            ),
            (
                .approximateGelu,
                { x in
                    let u = (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
                    let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
                    return (
                        x * (1 + tanh(u)) / 2, (1 + tanh(u)) / 2 + x / 2 * slope / (cosh(u) * cosh(u))
                    )
                }
            ),
            (
                .swish(beta: 1.5),
                { x in
                    let s = 1 / (1 + exp(-1.5 * x))
                    return (x * s, s + 1.5 * x * s / (1 + exp(1.5 * x)))
                }
            ),
            (.softplus, { x in (x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)), 1 / (1 + exp(-x))) }),
        ]
        for (activation, reference) in references {
            let values = activation(points).elements
            let slopes = try activation.derivative(points).elements
            for (index, point) in points.elements.enumerated() {
                let (value, slope) = reference(point)
                #expect(abs(values[index] - value) <= 1e-15 * max(1, abs(value)), "\(activation) at \(point)")
                #expect(abs(slopes[index] - slope) <= 1e-15, "\(activation)' at \(point)")
            }
        }
    }

    @Test func `gelu keeps its relative precision far to the left`() {
        for point in stride(from: -25.0, through: -1, by: 0.25) {
            let expected = point * erfc(-point * 0.5.squareRoot()) / 2
            #expect(abs(Activation.gelu(Matrix(row: [point]))[0, 0] / expected - 1) < 1e-13)
        }
    }

    @Test(arguments: relatives)
    func `extremes have their limits and nothing but NaN gives NaN`(_ activation: Activation) throws {
        let left: Double
        let slopes: (Double, Double)
        if case .leakyRelu(let slope) = activation {
            left = slope
            slopes = (slope, 1)
        } else {
            left = 0
            slopes = (0, 1)
        }
        let expected = Self.extremes.elements.map { $0 > 0 ? $0 : left == 0 ? 0 : left * $0 }
        #expect(activation(Self.extremes).elements == expected)
        let found = try activation.derivative(Self.extremes).elements
        #expect(found == [slopes.0, slopes.0, slopes.0, slopes.1, slopes.1, slopes.1])
        #expect(activation(Matrix(row: [.nan]))[0, 0].isNaN)
        for set in KernelTests.sets {
            let floats = KernelTable<Float>(set).pointer
            let extremes: [Float] = [-.infinity, -3e38, -1e4, 1e4, 3e38, .infinity]
            var values = extremes
            Float.activate(floats, activation, count: extremes.count, extremes, into: &values)
            let slope = Float(left)
            #expect(values == extremes.map { $0 > 0 ? $0 : slope == 0 ? 0 : slope * $0 })
        }
    }

    @Test(arguments: relatives)
    func `all instruction sets agree, and single precision with double`(_ activation: Activation) {
        let points = (-3000...3000).map { Double($0) / 128 }
        let floatPoints = points.map(Float.init)
        let ones = [Double](repeating: 1, count: points.count)
        var reference: (values: [Double], slopes: [Double])?
        for set in KernelTests.sets {
            let doubles = KernelTable<Double>(set).pointer
            var values = points
            var slopes = ones
            Double.activate(doubles, activation, count: points.count, points, into: &values)
            Double.differentiate(doubles, activation, count: points.count, values: points, reluAtZero: 0, &slopes)
            if let reference {
                #expect(zip(values, reference.values).allSatisfy { abs($0 - $1) <= 1e-15 * max(1, abs($1)) })
                #expect(agree(slopes, reference.slopes, within: 1e-15))
            } else {
                reference = (values, slopes)
            }
            let floats = KernelTable<Float>(set).pointer
            var floatValues = floatPoints
            var floatSlopes = ones.map(Float.init)
            Float.activate(floats, activation, count: points.count, floatPoints, into: &floatValues)
            Float.differentiate(
                floats, activation, count: points.count, values: floatPoints, reluAtZero: 0, &floatSlopes)
            #expect(zip(floatValues, values).allSatisfy { abs(Double($0) - $1) <= 1e-6 * max(1, abs($1)) })
            #expect(agree(floatSlopes.map(Double.init), slopes, within: 1e-6))
        }
    }

    @Test(arguments: relatives, [Precision.double, .single])
    func `training makes the loss smaller`(_ activation: Activation, _ precision: Precision) throws {
        let data = try GaussianMixture.lecture.sample(count: 100, seed: 1)
        var network = try Network(
            inputs: 2, layers: [Layer(units: 20, activation: activation), Layer(units: 1, activation: .sigmoid)])
        var state = TrainingState()
        let options = TrainingOptions(epochs: 30, precision: precision)
        let loss = try Engine.train(&network, state: &state, on: data, options: options).history.loss
        let (first, last) = (try #require(loss.first), try #require(loss.last))
        #expect(last < 0.8 * first)
        #expect(abs(try network.loss(on: data) - last) < 1e-5)
    }

    @Test(arguments: relatives)
    func `their layers start with weights for rectifiers`(_ activation: Activation) throws {
        func weights(_ activation: Activation, _ initialization: Initialization) throws -> [Double] {
            try Network(
                inputs: 3, layers: [Layer(units: 4, activation: activation)], initialization: initialization
            ).parameters
        }
        #expect(try weights(activation, .modern) == weights(.relu, .he))
        #expect(try weights(.tanh, .modern) == weights(activation, .glorot))
    }

    @Test func `names say the parameters that are not the usual ones`() throws {
        #expect(
            Self.relatives.map(\.description) == [
                "leakyrelu", "leakyrelu(0.3)", "gelu", "gelu(approximate=true)", "swish", "swish(2)", "softplus",
            ])
        let network = try Network(
            inputs: 2, layers: [Layer(units: 5, activation: .swish(beta: 0.5)), Layer(units: 1, activation: .softplus)])
        #expect(network.summary == "2 → 5 swish(0.5) → 1 softplus")
        expectError(.value, "cross-entropy", "softplus") {
            try network.loss(on: Datasets.xor(), loss: .crossEntropy)
        }
    }

    @Test func `parameters that are not finite are refused`() {
        for bad in [Double.nan, .infinity, -.infinity] {
            for (activation, part) in [(Activation.leakyRelu(slope: bad), "slope"), (.swish(beta: bad), "beta")] {
                expectError(.value, part, activation.name) {
                    try Network(inputs: 1, layers: [Layer(units: 1, activation: activation)])
                }
            }
        }
    }

    @Test func `leaky relu at zero has the derivative of the convention`() throws {
        var network = try Network(
            inputs: 1,
            layers: [Layer(units: 1, activation: .leakyRelu(slope: 0.25)), Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 0, 1, 0])
        let data = try Dataset(name: "zero", inputs: Matrix(row: [0]), targets: Matrix(row: [1]))
        #expect(try network.gradients(on: data, convention: .wanted("tendulkar")).parameters == [0, -1, 0, -1])
        #expect(try network.gradients(on: data, convention: .wanted("yale")).parameters == [0, -0.25, 0, -1])
    }
}
