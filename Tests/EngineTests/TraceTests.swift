import Glibc
import Testing

@testable import Engine

/// Networks taken apart: lecture checklist rows B1 to B9 and E1 to E33, blocks.
struct TraceTests {
    static let precisions: [(precision: Precision, tolerance: Double)] = [(.double, 5.1e-11), (.single, 1e-6)]

    /// The network of R-4 with a choice of hidden units.
    static func network(_ hidden: Activation) throws -> Network {
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: hidden), Layer(units: 2, activation: .softmax)])
        try network.setParameters(LectureTests.firstLayer + [0.6, -0.1, -0.5, 0.8, 0.05, -0.05])
        return network
    }

    static func samples() throws -> Dataset {
        try Dataset(name: "hand", inputs: LectureTests.samples, targets: Matrix(column: [0, 1, 0, 1]))
    }

    static let firstSums = [0.6, -1.1, -0.75, 0.55, 0.95, 0.35, 0.125, 0.075]

    /// R-3, forwards and backwards: z1, a1, z2, a2, the loss, then the derivatives by z2, w2, a1, z1, w1 and x.
    @Test(
        arguments: [
            (
                Activation.identity,
                [
                    0.3, 0.5744425168, 0.0127787416, 0.0127787416, 0.0175258998, -0.1872212584, -0.1075478509,
                    0.0936106292, 0.0228838964, 0.0114419482, 0.0183071171,
                ]
            ),
            (
                .sigmoid,
                [
                    0.3, 0.5744425168, 0.0127787416, 0.5031946419, 0.0459634954, 0.0757955662, 0.0435401958,
                    -0.0378977831, -0.0092644281, -0.0046322140, -0.0074115425,
                ]
            ),
        ], precisions)
    func `the absurdly simple network`(
        _ test: (output: Activation, expected: [Double]), _ exactness: (precision: Precision, tolerance: Double)
    ) throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .sigmoid), Layer(units: 1, activation: test.output)])
        try network.setParameters([0.8, -0.1, -0.5, 0.3])
        let data = try Dataset(name: "one", inputs: Matrix(row: [0.5]), targets: Matrix(row: [0.2]))
        let trace = try network.backward(
            on: data, loss: .quadratic, convention: .tendulkar, precision: exactness.precision)
        let found = [
            trace.forward.layers[0].sums, trace.forward.layers[0].activations, trace.forward.layers[1].sums,
            trace.forward.outputs, Matrix(row: [trace.loss]), trace.layers[1].sumDerivatives,
            trace.layers[1].weightDerivatives, trace.layers[0].activationDerivatives, trace.layers[0].sumDerivatives,
            trace.layers[0].weightDerivatives, trace.inputDerivatives,
        ].flatMap(\.elements)
        #expect(agree(found, test.expected, within: exactness.tolerance))
        // The outputs' own derivative is the error, and a bias's is δ.
        let error = trace.forward.outputs[0, 0] - 0.2
        #expect(abs(trace.layers[1].activationDerivatives[0, 0] - error) < exactness.tolerance)
        #expect(trace.layers[1].biasDerivatives == trace.layers[1].sumDerivatives)
    }

    @Test(arguments: precisions)
    func `the network by hand, every matrix`(_ precision: Precision, _ tolerance: Double) throws {
        let trace = try Self.network(.sigmoid)
            .backward(on: Self.samples(), convention: .tendulkar, precision: precision)
        func expect(_ found: Matrix, _ expected: [[Double]], sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(found.rows == expected.count, sourceLocation: sourceLocation)
            #expect(
                agree(found.elements, expected.flatMap { $0 }, within: tolerance), "\(found)",
                sourceLocation: sourceLocation)
        }
        #expect(abs(trace.loss - 2.4322696844) < tolerance * 4)
        expect(trace.forward.layers[0].sums, [[0.6, -1.1], [-0.75, 0.55], [0.95, 0.35], [0.125, 0.075]])
        expect(
            trace.forward.layers[0].activations,
            [
                [0.6456563062, 0.2497398944], [0.3208213008, 0.6341355910], [0.7211151780, 0.5866175789],
                [0.5312093734, 0.5187412159],
            ])
        let outputs = [0.5565809965, 0.3775873516, 0.4606261356, 0.4495430772]
        expect(trace.forward.outputs, outputs.map { [$0, 1 - $0] })
        let targets = [1.0, 0, 1, 0]
        expect(trace.layers[1].sumDerivatives, zip(outputs, targets).map { [$0 - $1, $1 - $0] })
        expect(trace.layers[1].weightDerivatives, [[-0.3153073945, 0.3153073945], [0.0454924953, -0.0454924953]])
        expect(trace.layers[1].biasDerivatives, [[-0.1556624391, 0.1556624391]])
        expect(
            trace.layers[0].activationDerivatives,
            [
                [-0.3103933024, 0.5764447045], [0.2643111461, -0.4908635571], [-0.3775617050, 0.7011860237],
                [0.3146801540, -0.5844060003],
            ])
        expect(
            trace.layers[0].sumDerivatives,
            [
                [-0.0710130959, 0.1080083749], [0.0575920755, -0.1138840970], [-0.0759307088, 0.1700357842],
                [0.0783635322, -0.1458962373],
            ])
        expect(
            trace.layers[0].weightDerivatives,
            [[0.0337136507, -0.1189694578], [-0.1231012180, 0.2755216654], [0.2253790131, -0.4087246876]])
        expect(trace.layers[0].biasDerivatives, [[-0.0109881971, 0.0182638247]])
    }

    @Test(
        arguments: [
            (
                Activation.tanh, 1.8588965573,
                [0.11089486, -0.57198584, -0.18262003, 0.74946463, 0.49506119, -0.94758712]
            ),
            (.relu, 2.1880428153, [0.03518375, -0.77814682, -0.35283563, 0.88336383, 0.44386625, -1.25200577]),
        ], precisions)
    func `the network by hand with other hidden units`(
        _ test: (hidden: Activation, loss: Double, gradients: [Double]),
        _ exactness: (precision: Precision, tolerance: Double)
    ) throws {
        let network = try Self.network(test.hidden)
        let trace = try network.backward(
            on: Self.samples(), convention: .tendulkar, precision: exactness.precision)
        let tolerance = max(5.1e-9, exactness.tolerance)
        #expect(abs(trace.loss - test.loss) < max(1e-10, exactness.tolerance))
        #expect(agree(trace.layers[0].weightDerivatives.elements, test.gradients, within: tolerance))
        // The weighted sums do not depend on what is done with them.
        #expect(agree(trace.forward.layers[0].sums.elements, Self.firstSums, within: max(1e-15, exactness.tolerance)))
        let activations = test.hidden(trace.forward.layers[0].sums)
        #expect(agree(trace.forward.layers[0].activations.elements, activations.elements, within: tolerance))
    }

    @Test(arguments: precisions)
    func `the network by hand with a regression head`(_ precision: Precision, _ tolerance: Double) throws {
        let data = try Dataset(
            name: "hand", inputs: LectureTests.samples, targets: Matrix(column: [1, -1, 0.5, 0]))
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: .sigmoid), Layer(units: 1, activation: .identity)])
        try network.setParameters(LectureTests.firstLayer + [0.6, -0.5, 0.05])
        let trace = try network.backward(on: data, convention: .tendulkar, precision: precision)
        let tolerance = max(5.1e-9, tolerance)
        let outputs = [0.31252384, -0.07457502, 0.18936032, 0.10935502]
        #expect(agree(trace.forward.outputs.elements, outputs, within: tolerance))
        // Row E31: the output's derivative is ŷ - y, and δ is the same.
        let errors = zip(trace.forward.outputs.elements, data.targets.elements).map { $0 - $1 }
        #expect(agree(trace.layers[1].activationDerivatives.elements, errors, within: 1e-7))
        #expect(trace.layers[1].activationDerivatives == trace.layers[1].sumDerivatives)
        #expect(abs(trace.loss - 0.71874521) < tolerance)
        #expect(agree(trace.layers[1].weightDerivatives.elements, [-0.31289385, 0.28965495], within: tolerance))
        #expect(agree(trace.layers[1].biasDerivatives.elements, [0.03666415], within: tolerance))
        let first = [0.0036067, -0.02693491, -0.11263374, 0.10676086, 0.34451446, -0.28593692]
        #expect(agree(trace.layers[0].weightDerivatives.elements, first, within: tolerance))
    }

    @Test(
        arguments: [
            (Loss.quadratic, 0.2690559536, [0.02184246, 0.00369624], 0.1430128504),
            (.crossEntropy, 0.7335946811, [0.05502471, 0.00615213], 0.2988110033),
        ], precisions)
    func `one neuron with two inputs`(
        _ test: (loss: Loss, value: Double, weights: [Double], bias: Double),
        _ exactness: (precision: Precision, tolerance: Double)
    ) throws {
        let data = try Dataset(
            name: "and", inputs: Matrix([[0, 0], [0, 1], [1, 0], [1, 1]]), targets: Matrix(column: [0, 0, 0, 1]))
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([0.5, -0.3, 0.1])
        let trace = try network.backward(
            on: data, loss: test.loss, convention: .mukund, precision: exactness.precision)
        let outputs = trace.forward.outputs.elements
        #expect(
            agree(outputs, [0.52497919, 0.450166, 0.64565631, 0.57444252], within: max(5.1e-9, exactness.tolerance)))
        #expect(abs(trace.loss - test.value) < exactness.tolerance)
        #expect(
            agree(
                trace.layers[0].weightDerivatives.elements, test.weights, within: max(5.1e-9, exactness.tolerance)))
        #expect(abs(trace.layers[0].biasDerivatives[0, 0] - test.bias) < max(1e-10, exactness.tolerance))
        // Rows E5 and E24: ∂C/∂a is 2(a-y)/n, or (a-y)/(a(1-a))/n.
        for sample in 0..<4 {
            let (a, y) = (outputs[sample], data.targets[sample, 0])
            let expected = test.loss == .quadratic ? 2 * (a - y) / 4 : (a - y) / (a * (1 - a)) / 4
            #expect(abs(trace.layers[0].activationDerivatives[sample, 0] - expected) < 1e-7)
        }
    }

    /// Row E32: the derivative by softmax outputs is -y/ŷ, and Jacobians take it to δ = ŷ - y.
    @Test func `softmax's Jacobian takes -y/ŷ to ŷ - y`() throws {
        let trace = try Self.network(.sigmoid).backward(on: Self.samples(), convention: .tendulkar)
        let outputs = trace.forward.outputs
        for (sample, label) in [0, 1, 0, 1].enumerated() {
            let derivatives = trace.layers[1].activationDerivatives.row(sample)
            #expect(abs(derivatives[label] + 1 / outputs[sample, label]) < 1e-15)
            #expect(derivatives[1 - label] == 0)
            let jacobian = try Activation.softmax.jacobian(
                at: Matrix(row: trace.forward.layers[1].sums.row(sample)))
            let delta = try Matrix(row: derivatives).multiplied(by: jacobian).elements
            #expect(agree(delta, trace.layers[1].sumDerivatives.row(sample), within: 1e-15))
        }
    }

    static let architectures: [(inputs: Int, units: [Int], samples: Int)] = [
        (1, [1], 1), (3, [1], 7), (1, [5], 1), (2, [1, 1], 3), (7, [9, 1, 5], 1), (5, [17, 3], 11), (33, [19, 2], 300),
    ]

    /// The formulas of row E30 hold among the traced matrices, and the shapes are the documented ones.
    @Test(arguments: architectures, [Loss.quadratic, .crossEntropy, .logLikelihood])
    func `shapes and formulas`(_ test: (inputs: Int, units: [Int], samples: Int), _ loss: Loss) throws {
        let hidden: [Activation] = [.tanh, .softplus, .relu]
        let last = test.units.count - 1
        let layers = test.units.enumerated().map { index, units in
            Layer(units: units, activation: index < last ? hidden[index] : units > 1 ? .softmax : .sigmoid)
        }
        let network = try Network(
            inputs: test.inputs, layers: layers, initialization: .normal(variance: .inverseInputs, biases: true),
            seed: 3)
        let data = try Dataset(
            name: "random", inputs: MatrixTests.random(test.samples, test.inputs, seed: 1),
            targets: Matrix(column: (0..<test.samples).map { Double($0 % max(2, test.units[last])) }))
        let trace = try network.backward(on: data, loss: loss, convention: .rousseau)
        #expect(trace.forward == (try network.forward(data.inputs)) || loss != .quadratic)
        #expect(agree(trace.forward.outputs.elements, try network.output(for: data.inputs).elements, within: 1e-15))
        #expect(trace.gradients == (try network.gradients(on: data, loss: loss, convention: .rousseau)))
        #expect(trace.loss == (try network.loss(on: data, loss: loss, convention: .rousseau)))
        #expect(trace.inputDerivatives == (try network.inputGradients(on: data, loss: loss, convention: .rousseau)))
        #expect(trace.inputDerivatives.shape == "\(test.samples)×\(test.inputs)")
        for number in 1...layers.count {
            let units = test.units[number - 1]
            let layer = trace.layers[number - 1]
            let below = try trace.forward.activations(number - 1)
            let sums = try trace.forward.sums(number)
            for matrix in [
                sums, try trace.forward.activations(number), layer.activationDerivatives, try trace.deltas(number),
            ] {
                #expect(matrix.shape == "\(test.samples)×\(units)")
            }
            #expect(layer.weightDerivatives.shape == "\(below.columns)×\(units)")
            #expect(layer.biasDerivatives.shape == "1×\(units)")
            let product = try below.multiplied(by: network.weights(number)).addingRow(network.biases(number))
            #expect(agree(sums.elements, product.elements, within: 1e-14))
            let weights = try below.transposed().multiplied(by: layer.sumDerivatives)
            #expect(agree(layer.weightDerivatives.elements, weights.elements, within: 1e-15))
            let ones = Matrix(rows: 1, columns: test.samples, repeating: 1)
            let biases = try ones.multiplied(by: layer.sumDerivatives)
            #expect(agree(layer.biasDerivatives.elements, biases.elements, within: 1e-15))
            let back = try layer.sumDerivatives.multiplied(by: network.weights(number).transposed())
            let found = try trace.activationDerivatives(number - 1)
            #expect(agree(found.elements, back.elements, within: 1e-15))
            var deltas: [Double] = []
            for sample in 0..<test.samples {
                let jacobian = try layers[number - 1].activation.jacobian(at: Matrix(row: sums.row(sample)))
                deltas += try Matrix(row: layer.activationDerivatives.row(sample)).multiplied(by: jacobian).elements
            }
            #expect(agree(layer.sumDerivatives.elements, deltas, within: 1e-14))
        }
        let columns = trace.columns
        #expect(columns.count == 1 + 4 * layers.count)
        #expect(columns.allSatisfy { $0.forward.value.shape == $0.backward.value.shape })
    }

    @Test func `the two columns name what belongs together`() throws {
        let columns = try Self.network(.tanh).backward(on: Self.samples()).columns
        #expect(columns.map(\.forward.symbol) == ["A0", "W1", "b1", "Z1", "A1", "W2", "b2", "Z2", "A2"])
        #expect(columns.allSatisfy { $0.backward.symbol == $0.forward.symbol + "^(g)" })
        #expect(columns[3].forward.formula == "A0·W1 + b1")
        #expect(columns[3].backward.formula == "A1^(g) ⊙ tanh'(Z1)")
        #expect(columns[4].forward.formula == "tanh(Z1)")
        #expect(columns[4].backward.formula == "Z2^(g)·W2ᵀ")
        #expect(columns[5].backward.formula == "A1ᵀ·Z2^(g)")
    }

    /// θ = 0.7, squared, sin, exp.
    @Test func `a chain of functions is a chain of single units`() throws {
        // Locally linear: each unit multiplies with the derivative of its function at its place.
        let places = [0.7, 0.49, 0.4706258882]
        #expect(abs(places[0] * places[0] - places[1]) < 1e-15)
        #expect(abs(sin(places[1]) - places[2]) < 5.1e-11)
        let slopes = [2 * places[0], cos(places[1]), exp(places[2])]
        #expect(agree(slopes, [1.4, 0.8823328586, 1.6009959241], within: 1e-10))
        var network = try Network(inputs: 1, layers: slopes.map { _ in Layer(units: 1, activation: .identity) })
        for (index, slope) in slopes.enumerated() { try network.setWeights(Matrix(row: [slope]), layer: index + 1) }
        try network.setBiases(Matrix(row: [0]), layer: 1)
        // With the target one below the output, ∂C/∂a is 1 under ½(a-y)².
        let output = try network.output(for: Matrix(row: [0.7]))[0, 0]
        let data = try Dataset(name: "chain", inputs: Matrix(row: [0.7]), targets: Matrix(row: [output - 1]))
        let trace = try network.backward(on: data, convention: .yale)
        #expect(abs(trace.inputDerivatives[0, 0] - 1.9776558345) < 1e-9)
        #expect(abs(try trace.activationDerivatives(2)[0, 0] - 1.6009959241) < 1e-9)
    }

    /// Row B8.
    @Test func `layers without activations are one matrix`() throws {
        let layers = [5, 3, 4].map { Layer(units: $0, activation: .identity) }
        let network = try Network(inputs: 6, layers: layers, initialization: .normal(variance: .inverseInputs))
        let samples = MatrixTests.random(10, 6, seed: 8)
        var product = network.weights(1)
        for layer in 2...3 { product = try product.multiplied(by: network.weights(layer)) }
        let outputs = try network.forward(samples).outputs
        #expect(agree(outputs.elements, try samples.multiplied(by: product).elements, within: 2e-15))
    }

    /// Row C9: after non-negative activations, the weights into a unit move in the same direction for one sample.
    @Test(arguments: [Activation.sigmoid, .relu])
    func `one sample's gradients into a unit have the sign of its δ`(_ hidden: Activation) throws {
        let network = try Self.network(hidden)
        for sample in 0..<4 {
            let trace = try network.backward(on: Self.samples().samples(at: [sample]))
            let (delta, weights) = (trace.layers[1].sumDerivatives, trace.layers[1].weightDerivatives)
            for unit in 0..<2 {
                #expect(weights.column(unit).allSatisfy { $0 * delta[0, unit] >= 0 })
            }
        }
    }

    @Test func `relu at zero is traced with the derivative of the convention`() throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .relu), Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 0, 1, 0])
        let data = try Dataset(name: "zero", inputs: Matrix(row: [0]), targets: Matrix(row: [1]))
        #expect(try network.backward(on: data, convention: .tendulkar).deltas(1)[0, 0] == -1)
        #expect(try network.backward(on: data, convention: .yale).deltas(1)[0, 0] == 0)
    }

    @Test func `what cannot be traced is an error`() throws {
        let network = try Self.network(.tanh)
        let data = try Self.samples()
        expectError(.shape, "4×2", "3 inputs") { try network.forward(Matrix(rows: 4, columns: 2, repeating: 0)) }
        expectError(.shape, "at least one sample") { try network.forward(Matrix(rows: 0, columns: 3, elements: [])) }
        expectError(.shape, "4×2", "3 inputs") {
            try network.backward(
                on: Dataset(name: "narrow", inputs: Matrix(rows: 4, columns: 2, repeating: 0), targets: data.targets))
        }
        for layer in [-1, 3, .min, .max] {
            expectError(.value, "layers are 1 to 2") { try network.forward(data.inputs).activations(layer) }
            expectError(.value, "layers are 1 to 2") { try network.forward(data.inputs).sums(layer) }
            expectError(.value, "layers are 1 to 2") { try network.backward(on: data).deltas(layer) }
            expectError(.value, "layers are 1 to 2") { try network.backward(on: data).activationDerivatives(layer) }
        }
        expectError(.value, "layers are 1 to 2") { try network.forward(data.inputs).sums(0) }
        var large = try Network(inputs: 3, layers: [Layer(units: 2, activation: .identity)])
        try large.setParameters([Double](repeating: 1e200, count: 8))
        let zeros = try Dataset(name: "zeros", inputs: data.inputs, targets: Matrix(rows: 4, columns: 2, repeating: 0))
        expectError(.numeric, "zeros is not finite", "layer 1") { try large.backward(on: zeros) }
        let wide = try Network(inputs: 1, layers: [Layer(units: 1 << 14, activation: .identity)])
        expectError(.limit, "\(Matrix.maximumCount)") {
            try wide.forward(Matrix(rows: 1 << 14, columns: 1, repeating: 0))
        }
    }
}
