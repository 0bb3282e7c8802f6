import Testing

@testable import Engine

/// The shapes that the documentation promises, with sizes that are all different, and both precisions.
struct ShapeTests {
    /// 3 inputs, 7 normalised units, 4 units, 5 outputs.
    private func network() throws -> Network {
        try LayerSamples.network(
            inputs: 3,
            [
                Layer(units: 7, activation: .tanh, normalization: Normalization()),
                Layer(units: 4, activation: .sigmoid, dropout: .classical(keep: 0.9)),
                Layer(units: 5, activation: .softmax),
            ])
    }

    private func data() throws -> Dataset {
        try Dataset(
            name: "eleven", inputs: MatrixTests.random(11, 3, seed: 3),
            targets: Matrix(column: (0..<11).map { Double($0 % 5) }))
    }

    private func expect(
        _ matrices: [Matrix], _ shapes: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(matrices.map(\.shape) == shapes, sourceLocation: sourceLocation)
    }

    @Test func `parameters, gradients and statistics of layers`() throws {
        let network = try network()
        let gradients = try network.gradients(on: data())
        let weights = ["3×7", "7×4", "4×5"]
        expect((1...3).map(network.weights), weights)
        expect((1...3).map(network.biases), ["1×0", "1×4", "1×5"])
        expect((1...3).map(network.scales), ["1×7", "1×0", "1×0"])
        expect((1...3).map(network.shifts), ["1×7", "1×0", "1×0"])
        expect((1...3).map(network.runningMeans), ["1×7", "1×0", "1×0"])
        expect((1...3).map(network.runningVariances), ["1×7", "1×0", "1×0"])
        expect((1...3).map(gradients.weights), weights)
        expect((1...3).map(gradients.biases), ["1×0", "1×4", "1×5"])
        expect((1...3).map(gradients.scales), ["1×7", "1×0", "1×0"])
        expect((1...3).map(gradients.shifts), ["1×7", "1×0", "1×0"])
        let count = 3 * 7 + 2 * 7 + 7 * 4 + 4 + 4 * 5 + 5
        #expect(network.parameterCount == count)
        #expect(network.parameters.count == count && gradients.parameters.count == count)
        #expect(network.runningStatistics.count == 14 && network.allWeights.count == 21 + 28 + 20)
        expect((1...3).map { Convention.rousseau.shown(network.weights($0)) }, weights)
        expect((1...3).map { Convention.yale.shown(network.weights($0)) }, ["7×3", "4×7", "5×4"])
        expect(try (1...3).map { try network.folded().biases($0) }, ["1×7", "1×4", "1×5"])
    }

    @Test func `weights in three layouts, there and back`() throws {
        var network = try network()
        for (layout, shapes) in [
            (WeightLayout.inputsByOutputs, ["7×4", "4×5"]), (.outputsByInputs, ["4×7", "5×4"]),
            (.biasesAsFirstRow, ["8×4", "5×5"]),
        ] {
            let before = network
            let weights = try (2...3).map { try network.weights($0, layout: layout) }
            expect(weights, shapes)
            for (layer, matrix) in zip(2..., weights) { try network.setWeights(matrix, layer: layer, layout: layout) }
            #expect(network == before)
        }
        expect([try network.weights(1, layout: .inputsByOutputs)], ["3×7"])
        expect([try network.weights(1, layout: .outputsByInputs)], ["7×3"])
    }

    @Test func `outputs, metrics and derivatives of samples`() throws {
        let network = try network()
        let data = try data()
        #expect(try network.output(for: data.inputs).shape == "11×5")
        #expect(try network.classes(for: data.inputs).count == 11)
        #expect(try network.confusionMatrix(on: data).matrix.shape == "5×5")
        #expect(try network.inputGradients(on: data).shape == "11×3")
        let samples = try network.sampleGradients(on: data, normalization: .running)
        #expect(samples.shape == "11×\(network.parameterCount)")
        #expect(try network.hessianProduct(with: network.parameters, on: data).count == network.parameterCount)
        #expect(try network.sharpestCurvature(on: data, iterations: 2).direction.count == network.parameterCount)
        let check = try network.gradientCheck(on: data)
        #expect(check.groups.map(\.count) == [21, 7, 7, 28, 4, 20, 5])
        let sums = Matrix(row: [1, 2, -1, 0.5])
        for activation in [Activation.softmax, .gelu] {
            #expect(try activation.jacobian(at: sums).shape == "4×4")
            #expect(activation(data.inputs).shape == "11×3")
        }
        #expect(try Activation.tanh.derivative(data.inputs).shape == "11×3")
        #expect(try Activation.tanh.secondDerivative(data.inputs).shape == "11×3")
    }

    @Test(arguments: [Precision.double, .single], [Normalization.Statistics.batch, .running])
    func `traces`(_ precision: Precision, _ statistics: Normalization.Statistics) throws {
        let network = try network()
        let forward = try network.forward(data().inputs, precision: precision, normalization: statistics)
        let backward = try network.backward(on: data(), precision: precision, normalization: statistics)
        let rows = ["11×7", "11×4", "11×5"]
        for trace in [forward, backward.forward] {
            expect([trace.inputs] + (try (0...3).map { try trace.activations($0) }), ["11×3", "11×3"] + rows)
            expect(try (1...3).map { try trace.sums($0) } + [trace.outputs], rows + ["11×5"])
            expect(trace.layers.map(\.sums), rows)
            expect(trace.layers.map(\.activations), rows)
            expect(trace.layers.map(\.weightedSums), rows)
            let known = try #require(trace.layers[0].normalized)
            expect(
                [known.weightedSums, known.normalizedSums, known.means, known.variances],
                ["11×7", "11×7", "1×7", "1×7"])
            #expect(trace.layers[1].normalized == nil)
        }
        expect(
            [backward.inputDerivatives] + (try (0...3).map { try backward.activationDerivatives($0) }),
            ["11×3", "11×3"] + rows)
        expect(try (1...3).map { try backward.deltas($0) }, rows)
        expect(backward.layers.map(\.activationDerivatives), rows)
        expect(backward.layers.map(\.sumDerivatives), rows)
        expect(backward.layers.map(\.weightedSumDerivatives), rows)
        expect(backward.layers.map(\.weightDerivatives), ["3×7", "7×4", "4×5"])
        expect(backward.layers.map(\.biasDerivatives), ["1×0", "1×4", "1×5"])
        expect(backward.layers.map(\.scaleDerivatives), ["1×7", "1×0", "1×0"])
        expect(backward.layers.map(\.shiftDerivatives), ["1×7", "1×0", "1×0"])
    }

    @Test func `statistics and order of matrices`() throws {
        let matrix = MatrixTests.random(11, 3, seed: 5)
        for statistic in [Statistic.sum, .mean, .maximum] {
            expect(
                [
                    try matrix.statistic(statistic), try matrix.statistic(statistic, over: .rows),
                    try matrix.statistic(statistic, over: .columns),
                ], ["1×1", "1×3", "11×1"])
        }
        expect(
            [
                try matrix.position(ofLargest: true), try matrix.position(ofLargest: true, over: .rows),
                try matrix.position(ofLargest: false, over: .columns),
            ], ["1×1", "1×3", "11×1"])
        for direction in [Direction.rows, .columns] {
            #expect(try matrix.cumulativeSums(over: direction).shape == "11×3")
            #expect(try matrix.sorted(over: direction).shape == "11×3")
        }
        let square = try matrix.transposed().multiplied(by: matrix)
        let right = MatrixTests.random(3, 5, seed: 6)
        expect(
            [
                matrix.transposed(), square, try square.inverse(), try square.solved(for: right),
                try square.eigenvectors().vectors, try matrix.reshaped(rows: 1, columns: 33),
                try Matrix.stacked([matrix, square]), try Matrix.besideOneAnother([square, right]),
                try Matrix.diagonal([1, 2, 3, 4]), try Matrix(column: [0, 2, 6]).oneHot(),
            ], ["3×11", "3×3", "3×3", "3×5", "3×3", "1×33", "14×3", "3×8", "4×4", "3×7"])
        #expect(try square.eigenvalues().count == 3 && matrix.diagonal.count == 3)
    }

    @Test func `data and known densities`() throws {
        let points = MatrixTests.random(11, 2, seed: 7)
        #expect(try GaussianPair().posterior(of: points).shape == "11×1")
        #expect(try GaussianMixture.lecture.posterior(of: points).shape == "11×1")
        let linear = try LinearModel(weights: [1, 2, 3], noise: 1).sample(count: 11, seed: 1)
        expect([linear.inputs, linear.targets], ["11×3", "11×1"])
        let standardization = try Standardization(of: linear.inputs)
        #expect(standardization.means.count == 3)
        #expect(try standardization.applied(to: linear.inputs).shape == "11×3")
    }

    /// Everything public that takes a precision: traces forwards and backwards, and training.
    @Test(arguments: LayerTraceTests.networks.indices)
    func `single precision is double precision to about six digits`(_ index: Int) throws {
        let (network, data) = try LayerTraceTests.example(index)
        func expectClose(_ found: Matrix, _ expected: Matrix, sourceLocation: SourceLocation = #_sourceLocation) {
            let size = max(1, expected.elements.map(abs).max() ?? 0)
            #expect(found != expected, sourceLocation: sourceLocation)
            #expect(
                agree(found.elements, expected.elements, within: 1e-5 * size), sourceLocation: sourceLocation)
        }
        for statistics in [Normalization.Statistics.batch, .running] {
            let forward = try [Precision.single, .double].map {
                try network.forward(data.inputs, precision: $0, normalization: statistics)
            }
            let backward = try [Precision.single, .double].map {
                try network.backward(on: data, precision: $0, normalization: statistics)
            }
            for layer in network.layers.indices {
                expectClose(forward[0].layers[layer].sums, forward[1].layers[layer].sums)
                expectClose(forward[0].layers[layer].activations, forward[1].layers[layer].activations)
                expectClose(backward[0].layers[layer].sumDerivatives, backward[1].layers[layer].sumDerivatives)
                expectClose(
                    backward[0].layers[layer].activationDerivatives, backward[1].layers[layer].activationDerivatives)
            }
            expectClose(backward[0].inputDerivatives, backward[1].inputDerivatives)
            expectClose(
                Matrix(row: backward[0].gradients.parameters), Matrix(row: backward[1].gradients.parameters))
            expectClose(Matrix(row: [backward[0].loss]), Matrix(row: [backward[1].loss]))
        }
        let trained = try [Precision.single, .double].map { precision in
            var network = network
            var state = TrainingState()
            let options = TrainingOptions(learningRate: 0.01, batch: 6, epochs: 3, precision: precision)
            let loss = try Engine.train(&network, state: &state, on: data, options: options).history.loss
            return (loss: Matrix(row: loss), parameters: Matrix(row: network.parameters))
        }
        expectClose(trained[0].parameters, trained[1].parameters)
        expectClose(trained[0].loss, trained[1].loss)
    }
}
