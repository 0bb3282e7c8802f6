import Testing

@testable import Engine

/// Traces of layers with masks, dropout and batch normalisation, frozen ones and those with activations of the caller's own.
struct LayerTraceTests {
    static let cubic = CustomActivation(
        name: "cubic", function: { $0 + 0.1 * $0 * $0 * $0 }, derivative: { 1 + 0.3 * $0 * $0 })

    /// Networks of 3 inputs and 2 outputs.
    static let networks: [[Layer]] = [
        [
            Layer(units: 5, activation: .tanh, normalization: Normalization()),
            Layer(units: 2, activation: .softmax),
        ],
        [
            Layer(
                units: 4, activation: .gelu,
                mask: Matrix((0..<3).map { row in (0..<4).map { Double((row + $0) % 2) } }),
                dropout: .classical(keep: 0.75), normalization: Normalization(epsilon: 0.1)),
            Layer(units: 17, activation: .softmax, dropout: .exactlyHalf),
            Layer(units: 2, activation: .sigmoid, dropout: .inverted(drop: 0.3), normalization: Normalization()),
        ],
        [
            Layer(units: 6, activation: .swish(), normalization: Normalization(), isFrozen: true),
            Layer(units: 3, activation: .custom(cubic), normalization: Normalization()),
            Layer(units: 2, activation: .identity, isFrozen: true),
        ],
        [
            Layer(units: 5, activation: .custom(cubic), name: "own", dropout: .classical(keep: 0.6)),
            Layer(units: 2, activation: .tanh, mask: Matrix((0..<5).map { [Double($0 % 2), 1] })),
        ],
    ]

    static func example(_ index: Int, samples: Int = 12) throws -> (Network, Dataset) {
        (
            try LayerSamples.network(inputs: 3, networks[index]),
            try LayerSamples.data(samples, inputs: 3, outputs: 2)
        )
    }

    @Test(arguments: networks.indices, [12, 300])
    func `a forward trace is the network as it is used`(_ index: Int, _ samples: Int) throws {
        let (network, data) = try Self.example(index, samples: samples)
        let trace = try network.forward(data.inputs)
        #expect(trace.outputs == (try network.output(for: data.inputs)))
        #expect(agree(trace.outputs.elements, try network.folded().output(for: data.inputs).elements, within: 1e-12))
        let single = try network.forward(data.inputs, precision: .single)
        for number in 1...network.layers.count {
            let layer = trace.layers[number - 1]
            #expect(layer.activations.elements == network.layers[number - 1].activation(layer.sums).elements)
            #expect((layer.normalized == nil) == !network.layers[number - 1].isNormalized)
            #expect(layer.normalized?.means ?? Matrix(row: []) == network.runningMeans(number))
            #expect(layer.normalized?.variances ?? Matrix(row: []) == network.runningVariances(number))
            #expect(agree(single.layers[number - 1].sums.elements, layer.sums.elements, within: 2e-5))
            let (found, known) = (single.layers[number - 1].normalized, layer.normalized)
            #expect(
                agree(
                    found?.normalizedSums.elements ?? [], known?.normalizedSums.elements ?? [], within: 2e-5))
        }
    }

    @Test(arguments: networks.indices, [12, 300])
    func `a backward trace ends in the same gradients as training`(_ index: Int, _ samples: Int) throws {
        let (network, data) = try Self.example(index, samples: samples)
        for statistics in [Normalization.Statistics.batch, .running] {
            for convention in [Convention.modern, .tendulkar] {
                let trace = try network.backward(on: data, convention: convention, normalization: statistics)
                let gradients = try network.gradients(on: data, convention: convention, normalization: statistics)
                #expect(trace.gradients == gradients)
                #expect(
                    trace.loss == (try network.loss(on: data, convention: convention, normalization: statistics)))
                #expect(trace.forward == (try network.forward(data.inputs, normalization: statistics)) || samples > 12)
                let single = try network.backward(
                    on: data, convention: convention, precision: .single, normalization: statistics)
                let size = gradients.parameters.map(abs).max() ?? 0
                #expect(agree(single.gradients.parameters, gradients.parameters, within: 1e-4 * size))
                let inputs = trace.inputDerivatives.elements.map(abs).max() ?? 0
                #expect(agree(single.inputDerivatives.elements, trace.inputDerivatives.elements, within: 1e-4 * inputs))
            }
        }
        #expect(
            try network.backward(on: data).gradients == network.backward(on: data, normalization: .batch).gradients)
    }

    /// Each traced matrix from those before it, in the formulas of the documentation.
    @Test(arguments: networks.indices, [Normalization.Statistics.batch, .running])
    func `shapes and formulas`(_ index: Int, _ statistics: Normalization.Statistics) throws {
        let (network, data) = try Self.example(index)
        let trace = try network.backward(on: data, convention: .tendulkar, normalization: statistics)
        let ones = Matrix(rows: 1, columns: 12, repeating: 1)
        func expect(_ found: Matrix, _ expected: Matrix, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
            let size = max(1, expected.elements.map(abs).max() ?? 0)
            #expect(agree(found.elements, expected.elements, within: 1e-13 * size), sourceLocation: sourceLocation)
        }
        for (place, layer) in zip(1..., network.layers) {
            let (known, back) = (trace.forward.layers[place - 1], trace.layers[place - 1])
            let factor = layer.dropout.map { $0.inferenceFactor(inputs: network.weights(place).rows) } ?? 1
            let inputs = try trace.forward.activations(place - 1).map { factor * $0 }
            let product = try inputs.multiplied(by: network.weights(place))
            let delta = try trace.deltas(place)
            var sums = delta
            if let normalized = known.normalized {
                let usesBatch = statistics == .batch && !layer.isFrozen
                let epsilon = try #require(layer.normalization?.epsilon)
                expect(normalized.weightedSums, product)
                let means = usesBatch ? try ones.multiplied(by: product).map { $0 / 12 } : network.runningMeans(place)
                let centred = try product.addingRow(means.map { -$0 })
                let variances =
                    usesBatch
                    ? try ones.multiplied(by: centred.map { $0 * $0 }).map { $0 / 12 } : network.runningVariances(place)
                expect(normalized.means, means)
                expect(normalized.variances, variances)
                let factors = variances.map { 1 / ($0 + epsilon).squareRoot() }
                let z = centred.scaledColumns(by: factors)
                expect(normalized.normalizedSums, z)
                expect(known.sums, try z.scaledColumns(by: network.scales(place)).addingRow(network.shifts(place)))
                expect(back.scaleDerivatives, try ones.multiplied(by: delta.combined(with: z, *)))
                expect(back.shiftDerivatives, try ones.multiplied(by: delta))
                #expect(back.biasDerivatives.shape == "1×0")
                sums = delta.scaledColumns(by: network.scales(place)).scaledColumns(by: factors)
                if usesBatch {
                    let mean = try ones.multiplied(by: sums).map { -$0 / 12 }
                    let slope = try ones.multiplied(by: sums.combined(with: z, *)).map { $0 / 12 }
                    sums = try sums.addingRow(mean).combined(with: z.scaledColumns(by: slope), -)
                }
            } else {
                expect(known.sums, try product.addingRow(network.biases(place)))
                #expect(known.weightedSums == known.sums)
                expect(back.biasDerivatives, try ones.multiplied(by: delta))
                #expect(back.scaleDerivatives.shape == "1×0" && back.shiftDerivatives.shape == "1×0")
            }
            expect(back.weightedSumDerivatives, sums)
            var weights = try inputs.transposed().multiplied(by: sums)
            if let mask = layer.mask { weights = try weights.combined(with: mask, *) }
            expect(back.weightDerivatives, weights)
            let below = try sums.multiplied(by: network.weights(place).transposed()).map { factor * $0 }
            expect(try trace.activationDerivatives(place - 1), below)
            var deltas: [Double] = []
            for sample in 0..<12 {
                let jacobian = try layer.activation.jacobian(at: Matrix(row: known.sums.row(sample)))
                deltas += try Matrix(row: back.activationDerivatives.row(sample)).multiplied(by: jacobian).elements
            }
            #expect(agree(delta.elements, deltas, within: 1e-14 * max(1, deltas.map(abs).max() ?? 0)))
        }
        #expect(trace.columns.allSatisfy { $0.forward.value.shape == $0.backward.value.shape })
        let parts = network.layers.reduce(1) { $0 + ($1.isNormalized ? 7 : 4) }
        #expect(trace.columns.count == parts)
    }

    @Test(arguments: networks.indices, [Normalization.Statistics.batch, .running])
    func `derivatives by the inputs agree with central differences`(
        _ index: Int, _ statistics: Normalization.Statistics
    ) throws {
        let (network, data) = try Self.example(index)
        let found = try network.inputGradients(on: data, normalization: statistics)
        #expect(found.shape == "12×3")
        for (row, column) in [(0, 0), (3, 2), (11, 1)] {
            func loss(_ shift: Double) throws -> Double {
                var inputs = data.inputs
                inputs[row, column] += shift
                return try network.loss(
                    on: Dataset(name: "moved", inputs: inputs, targets: data.targets), normalization: statistics)
            }
            let numeric = try (8 * (loss(1e-3) - loss(-1e-3)) - (loss(2e-3) - loss(-2e-3))) / 12e-3
            #expect(abs(found[row, column] - numeric) < 1e-9)
        }
    }

    @Test func `the two columns name scales, shifts, factors and masks`() throws {
        let (network, data) = try Self.example(1)
        let columns = try network.backward(on: data).columns
        #expect(
            columns.map(\.forward.symbol) == [
                "A0", "W1", "S1", "Ẑ1", "γ1", "β1", "Z1", "A1", "W2", "b2", "Z2", "A2", "W3", "S3", "Ẑ3", "γ3", "β3",
                "Z3", "A3",
            ])
        #expect(
            columns[0...8].map(\.forward.formula) == [
                "", "", "0.75·A0·W1", "(S1 - μ1)/√(s1 + ε)", "", "", "Ẑ1 ⊙ γ1 + β1", "gelu(Z1)", "",
            ])
        #expect(
            columns[0...8].map(\.backward.formula) == [
                "0.75·S1^(g)·W1ᵀ", "(0.75·A0ᵀ·S1^(g)) ⊙ M1",
                "(Ẑ1^(g) - mean(Ẑ1^(g)) - Ẑ1 ⊙ mean(Ẑ1^(g) ⊙ Ẑ1))/√(s1 + ε)", "Z1^(g) ⊙ γ1", "1ᵀ·(Z1^(g) ⊙ Ẑ1)",
                "1ᵀ·Z1^(g)", "A1^(g) ⊙ gelu'(Z1)", "0.5·Z2^(g)·W2ᵀ", "0.5·A1ᵀ·Z2^(g)",
            ])
        #expect(columns[10].forward.formula == "0.5·A1·W2 + b2")
        #expect(columns[11].backward.formula == "S3^(g)·W3ᵀ")
        #expect(columns[18].backward.formula == "∂C/∂A3")
        let running = try network.backward(on: data, normalization: .running).columns
        #expect(running[2].backward.formula == "Ẑ1^(g)/√(s1 + ε)")
        // A frozen layer keeps to its running statistics.
        let (other, samples) = try Self.example(2)
        #expect(try other.backward(on: samples).columns[2].backward.formula == "Ẑ1^(g)/√(s1 + ε)")
    }

    /// the first sums of R-4, whose biases an input of 1 carries (its 1.12707194 is 1.12707189: columns sum to 0).
    @Test(arguments: [(Precision.double, 5.1e-9), (.single, 1e-6)])
    func `the lecture's batch normalisation, step by step`(_ precision: Precision, _ tolerance: Double) throws {
        var network = try Network(
            inputs: 4,
            layers: [Layer(units: 2, activation: .identity, normalization: Normalization(epsilon: 1e-30))])
        try network.setWeights(Matrix(rows: 4, columns: 2, elements: LectureTests.firstLayer), layer: 1)
        let inputs = Matrix((0..<4).map { LectureTests.samples.row($0) + [1] })
        let trace = try network.forward(inputs, precision: precision, normalization: .batch)
        let normalized = try #require(trace.layers[0].normalized)
        #expect(agree(normalized.weightedSums.elements, TraceTests.firstSums, within: tolerance))
        #expect(agree(normalized.means.elements, [0.23125, -0.03125], within: tolerance))
        #expect(agree(normalized.variances.elements, [0.40667969, 0.40917969], within: tolerance))
        let deviations = normalized.variances.elements.map { $0.squareRoot() }
        #expect(agree(deviations, [0.63771442, 0.63967155], within: tolerance))
        let expected = [
            0.57823688, -1.67077933, -1.53869814, 0.90866946, 1.12707189, 0.59600900, -0.16661063, 0.16610087,
        ]
        #expect(agree(normalized.normalizedSums.elements, expected, within: tolerance))
        // γ is 1 and β 0.
        #expect(trace.outputs == normalized.normalizedSums)
    }

    /// Row E32, through the trace: Jᵀ times -Y/Ŷ is Ŷ - Y, as the targets of a sample sum to 1.
    @Test(arguments: [Loss.crossEntropy, .logLikelihood, .kl])
    func `softmax outputs turn -Y ⊘ Ŷ into Ŷ - Y`(_ loss: Loss) throws {
        let network = try LayerSamples.network(
            inputs: 3, [Layer(units: 4, activation: .tanh), Layer(units: 3, activation: .softmax)])
        let targets = Matrix([[0.2, 0.5, 0.3], [1, 0, 0], [0, 0.5, 0.5], [0.6, 0.1, 0.3]])
        let data = try Dataset(name: "shares", inputs: MatrixTests.random(4, 3, seed: 2), targets: targets)
        let trace = try network.backward(on: data, loss: loss, convention: .tendulkar)
        let outputs = trace.forward.outputs
        let quotients = try targets.combined(with: outputs) { -$0 / $1 }
        #expect(agree(trace.layers[1].activationDerivatives.elements, quotients.elements, within: 1e-15))
        let errors = try outputs.combined(with: targets, -)
        #expect(agree(try trace.deltas(2).elements, errors.elements, within: 1e-15))
        for sample in 0..<4 {
            let jacobian = try Activation.softmax.jacobian(at: Matrix(row: try trace.forward.sums(2).row(sample)))
            let product = try jacobian.transposed().multiplied(by: Matrix(column: quotients.row(sample)))
            #expect(agree(product.elements, errors.row(sample), within: 1e-15))
        }
    }

    @Test func `a trace with the statistics of one sample is an error`() throws {
        let (network, data) = try Self.example(0, samples: 1)
        expectError(.value, "single sample") { try network.backward(on: data) }
        expectError(.value, "single sample") { try network.forward(data.inputs, normalization: .batch) }
        expectError(.value, "single sample") { try network.hessianProduct(with: network.parameters, on: data) }
        #expect(try network.backward(on: data, normalization: .running).loss.isFinite)
        // A network whose normalised layers are frozen needs no statistics of the samples.
        var frozen = network
        try frozen.setFrozen(true, layer: 1)
        #expect(try frozen.backward(on: data).gradients == frozen.gradients(on: data))
    }
}
