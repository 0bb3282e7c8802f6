import Testing

@testable import Engine

/// Gradient checks, perturbations, gradients of samples and second derivatives of layers of every kind.
struct LayerDerivativeTests {
    private func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test(arguments: LayerTraceTests.networks.indices, [Normalization.Statistics.batch, .running])
    func `gradient checks pass, group by group`(_ index: Int, _ statistics: Normalization.Statistics) throws {
        let (network, data) = try LayerTraceTests.example(index)
        let check = try network.gradientCheck(on: data, normalization: statistics)
        #expect(check.passes, "\(check.verdict)")
        let names = network.layers.enumerated().flatMap { place, layer in
            (layer.isNormalized ? ["W", "γ", "β"] : ["W", "b"]).map { "\($0)\(place + 1)" }
        }
        #expect(check.groups.map(\.name) == names)
        #expect(check.groups.allSatisfy { $0.checked + $0.masked + $0.kinks == $0.count && $0.kinks == 0 })
        #expect(check.groups.map(\.masked).reduce(0, +) == [0, 6, 0, 3][index])
        let wrong = statistics == .batch ? Normalization.Statistics.running : .batch
        let other = try network.gradientCheck(
            of: network.gradients(on: data, normalization: wrong).parameters, on: data, loss: nil, convention: .modern,
            step: 1e-5, tolerance: 1e-6, limit: 100, normalization: statistics, isCancelled: { false })
        // Only where no layer is normalised by batches are both the same.
        #expect(other.passes == !network.layout.usesBatchStatistics)
    }

    @Test func `wrong derivatives by scales and shifts are found and named`() throws {
        let (network, data) = try LayerTraceTests.example(0)
        let right = try network.gradients(on: data).parameters
        let layer = network.layout.layers[0]
        for (symbol, range) in [("γ", layer.scales), ("β", layer.shifts)] {
            for (unit, index) in range.enumerated() {
                var derivatives = right
                derivatives[index] *= 1.01
                let check = try network.gradientCheck(
                    of: derivatives, on: data, loss: nil, convention: .modern, step: 1e-5, tolerance: 1e-6, limit: 100,
                    isCancelled: { false })
                #expect(!check.passes)
                #expect(check.worst?.name == "\(symbol)1[1, \(unit + 1)]")
            }
        }
    }

    @Test func `a custom activation with a wrong derivative is found`() throws {
        let data = try LayerSamples.data(12, inputs: 3, outputs: 2)
        for (derivative, isRight) in [(3.0, true), (2, false), (-3, false)] {
            let cube = CustomActivation(
                name: "cube", function: { $0 * $0 * $0 }, derivative: { derivative * $0 * $0 })
            let network = try LayerSamples.network(
                inputs: 3, [Layer(units: 4, activation: .custom(cube)), Layer(units: 2, activation: .sigmoid)])
            let check = try network.gradientCheck(on: data)
            #expect(check.passes == isRight, "\(check.verdict)")
            // What comes after the layer is right.
            #expect(check.groups.map { ($0.worst?.relativeError ?? 1) <= 1e-6 } == [isRight, isRight, true, true])
        }
    }

    @Test func `kinks of normalised layers are those of what the activation takes`() throws {
        // Two samples normalise to -1 and 1; a shift of 1 puts the first at the kink, whatever the weighted sums are.
        var network = try Network(
            inputs: 1,
            layers: [
                Layer(units: 1, activation: .relu, normalization: Normalization(epsilon: 1e-300)),
                Layer(units: 1, activation: .identity),
            ])
        try network.setParameters([1, 1, 1, 0.5, 0])
        let data = try Dataset(name: "two", inputs: Matrix(column: [3, 5]), targets: Matrix(column: [0, 1]))
        let check = try network.gradientCheck(on: data)
        #expect(check.groups.map(\.name) == ["W1", "γ1", "β1", "W2", "b2"])
        #expect(check.groups[1].kinks == 1 && check.groups[2].kinks == 1)
        #expect(check.groups[3].checked == 1 && check.groups[4].checked == 1)
        // The running statistics leave the sums where they are, far from 0.
        #expect(try network.gradientCheck(on: data, normalization: .running).groups.allSatisfy { $0.kinks == 0 })
    }

    @Test(arguments: LayerTraceTests.networks.indices, [nil, 1, 4])
    func `a bump moves what the activation takes, at inference`(_ index: Int, _ sample: Int?) throws {
        let (network, data) = try LayerTraceTests.example(index)
        let trace = try network.backward(on: data, normalization: .running)
        for (layer, description) in zip(1..., network.layers) {
            for unit in 1...description.units {
                let found = try network.bump(layer: layer, unit: unit, by: 1e-4, sample: sample, on: data)
                let deltas = try trace.deltas(layer).column(unit - 1)
                #expect(abs(found.delta - (sample.map { deltas[$0 - 1] } ?? deltas.reduce(0, +))) < 1e-15)
                #expect(abs(found.loss - trace.loss) < 1e-15)
                // What is left is of second order.
                #expect(abs(found.change - found.prediction) < 1e-7)
                #expect(found.change != 0)
            }
        }
    }

    @Test(arguments: LayerTraceTests.networks.indices)
    func `gradients of samples need the running statistics`(_ index: Int) throws {
        let (network, data) = try LayerTraceTests.example(index)
        if network.layout.usesBatchStatistics {
            expectError(.value, "no gradients of their own", "running statistics") {
                try network.sampleGradients(on: data)
            }
            expectError(.value, "no gradients of their own") { try network.gradientVariance(on: data) }
        } else {
            #expect(try network.sampleGradients(on: data).shape == "12×\(network.parameterCount)")
        }
        let samples = try network.sampleGradients(on: data, normalization: .running)
        let mean = (0..<network.parameterCount).map { samples.column($0).reduce(0, +) / 12 }
        let whole = try network.gradients(on: data, normalization: .running).parameters
        #expect(agree(mean, whole, within: 1e-15 * max(1, whole.map(abs).max() ?? 0)))
        #expect(try network.gradientVariance(on: data, normalization: .running) > 0)
    }

    @Test(arguments: LayerTraceTests.networks.indices, [Normalization.Statistics.batch, .running])
    func `products with the Hessian are differences of gradients, and symmetric`(
        _ index: Int, _ statistics: Normalization.Statistics
    ) throws {
        let (network, data) = try LayerTraceTests.example(index)
        var stream = RandomStream(seed: 9)
        var vector = network.parameters.map { _ in stream.normal() }
        let other = network.parameters.map { _ in stream.normal() }
        let output = network.outputActivation
        for loss in [Loss.quadratic, .huber(delta: 0.5), .crossEntropy] {
            if loss.isOfProbabilities && output != .sigmoid && output != .softmax { continue }
            for convention in [Convention.modern, .tendulkar] {
                let product = try network.hessianProduct(
                    with: vector, on: data, loss: loss, convention: convention, normalization: statistics)
                func gradient(_ step: Double) throws -> [Double] {
                    var moved = network
                    try moved.setParameters(zip(network.parameters, vector).map { $0 + step * $1 })
                    return try moved.gradients(
                        on: data, loss: loss, convention: convention, normalization: statistics
                    ).parameters
                }
                let step = loss == .huber(delta: 0.5) ? 1e-5 : 2e-4
                let near = zip(try gradient(step), try gradient(-step)).map { $0 - $1 }
                let far = zip(try gradient(2 * step), try gradient(-2 * step)).map { $0 - $1 }
                let numeric = zip(near, far).map { (8 * $0 - $1) / (12 * step) }
                let size = Matrix(row: numeric).norm()
                #expect(agree(product, numeric, within: 2e-8 * size))
                let mirrored = try network.hessianProduct(
                    with: other, on: data, loss: loss, convention: convention, normalization: statistics)
                #expect(abs(dot(other, product) - dot(vector, mirrored)) < 1e-9 * size)
            }
        }
        // What masks exclude neither counts nor answers.
        let product = try network.hessianProduct(with: vector, on: data, normalization: statistics)
        for place in network.layout.layers {
            for (index, element) in zip(place.weights, place.layer.mask?.elements ?? []) where element == 0 {
                #expect(product[index] == 0)
                vector[index] = 1e6
            }
        }
        #expect(try network.hessianProduct(with: vector, on: data, normalization: statistics) == product)
    }

    @Test func `the curvature along connections that are missing is none`() throws {
        // With all weights masked only the bias of the quadratic loss ½(b - y)² is left: its curvature is 1.
        var network = try Network(
            inputs: 2, layers: [Layer(units: 1, activation: .identity, mask: Matrix(column: [0, 0]))])
        let data = try LayerSamples.data(8, inputs: 2, outputs: 1)
        let found = try network.sharpestCurvature(on: data, convention: .yale)
        #expect(found.isConverged && abs(found.eigenvalue - 1) < 1e-12)
        #expect(agree(found.direction.map(abs), [0, 0, 1], within: 1e-12))
        // Dropout's factor shrinks the curvature by its square: of ½(κwx)² it is κ² mean x².
        network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 1, activation: .identity, mask: Matrix(column: [1, 0]), dropout: .classical(keep: 0.5))
            ])
        let product = try network.hessianProduct(with: [1, 1, 0], on: data, convention: .yale)
        let squares = data.inputs.column(0).reduce(0) { $0 + $1 * $1 } / 8
        let sum = data.inputs.column(0).reduce(0, +) / 8
        #expect(agree(product, [0.25 * squares, 0, 0.5 * sum], within: 1e-15))
    }

    @Test func `the sharpest curvature of a normalised network is an eigenvalue`() throws {
        let (network, data) = try LayerTraceTests.example(0)
        for statistics in [Normalization.Statistics.batch, .running] {
            let found = try network.sharpestCurvature(on: data, normalization: statistics)
            #expect(found.isConverged)
            let product = try network.hessianProduct(with: found.direction, on: data, normalization: statistics)
            #expect(agree(product, found.direction.map { found.eigenvalue * $0 }, within: 1e-5 * found.eigenvalue))
        }
    }
}
