import Testing

@testable import Engine

/// What the tests of layers share.
enum LayerSamples {
    /// Random inputs and targets from 0 to 1.
    static func data(_ count: Int, inputs: Int, outputs: Int, seed: UInt64 = 11) throws -> Dataset {
        var stream = RandomStream(seed: seed)
        let x = (0..<count * inputs).map { _ in stream.normal() }
        let y = (0..<count * outputs).map { _ in stream.uniform() }
        return try Dataset(
            name: "random", inputs: Matrix(rows: count, columns: inputs, elements: x),
            targets: Matrix(rows: count, columns: outputs, elements: y))
    }

    /// A network with random biases, scales and shifts, whose running statistics are not those it starts with.
    static func network(inputs: Int, _ layers: [Layer], seed: UInt64 = 5) throws -> Network {
        var network = try Network(
            inputs: inputs, layers: layers, initialization: .normal(variance: .inverseInputs, biases: true), seed: seed)
        var stream = RandomStream(seed: seed + 1)
        for (index, layer) in layers.enumerated() where layer.isNormalized {
            let row = { Matrix(row: (0..<layer.units).map { _ in stream.normal() }) }
            try network.setScales(row().map { 1 + 0.3 * $0 }, layer: index + 1)
            try network.setShifts(row(), layer: index + 1)
        }
        try network.setRunningStatistics(network.runningStatistics.map { 0.5 * $0 + 0.3 * stream.uniform() })
        return network
    }

    /// One pass over a data set in the given phase: the sum of the losses and its derivatives.
    static func pass<Element: Scalar>(
        in _: Element.Type = Double.self, _ network: Network, on data: Dataset, _ phase: Phase
    ) throws -> (loss: Double, gradients: [Double], outputs: [Double]) {
        let objective = try Objective(network, on: data, loss: nil, convention: .modern)
        let found = Element.withElements(of: data.inputs.elements, { false }) { inputs in
            Element.withElements(of: objective.targets.elements, { false }) { targets in
                let core = Core<Element>(
                    layout: network.layout, rows: data.count, batch: data.count, head: objective.head(network),
                    withGradients: true)
                core.load(network.parameters, statistics: network.runningStatistics)
                let pass = Pass(
                    core: core,
                    samples: Samples(
                        inputs: inputs, targets: targets, weights: nil, inputWidth: network.inputs,
                        targetWidth: network.outputs,
                        count: data.count), gathers: false, gradientRows: data.count)
                let scale = Element(objective.scale(samples: 1))
                let result = pass.run(0..<data.count, scale: scale, phase: phase)
                let rows = min(data.count, pass.core.shardRows)
                return (
                    objective.value(ofSum: result.loss, samples: 1), pass.core.copyOfGradients(),
                    (0..<rows * network.outputs).map { Double(pass.core.output.values[$0]) }
                )
            }
        }
        return try #require(found)
    }

    /// How far gradients are from central differences of a loss, relative to their size.
    static func deviation(
        of gradients: [Double], at network: Network, step: Double = 1e-4, loss: (Network) throws -> Double
    ) throws -> Double {
        let start = network.parameters
        var difference = 0.0
        var size = 0.0
        for index in start.indices {
            func shifted(_ shift: Double) throws -> Double {
                var moved = start
                moved[index] += shift
                var network = network
                try network.setParameters(moved)
                return try loss(network)
            }
            // The five-point formula: its error is of the order step⁴.
            let near = try shifted(step) - shifted(-step)
            let far = try shifted(2 * step) - shifted(-2 * step)
            let numeric = (8 * near - far) / (12 * step)
            difference += (numeric - gradients[index]) * (numeric - gradients[index])
            size += numeric * numeric
        }
        return (difference / size).squareRoot()
    }
}
