import Glibc
import Testing

@testable import Engine

/// Lecture checklist block R-12, and what masks may depend on.
struct DropoutTests {
    static let forms: [Dropout] = [.inverted(drop: 0.3), .classical(keep: 0.8), .exactlyHalf]

    /// The linear unit of R-12: inputs are the activations of four hidden neurons.
    private func unit(_ dropout: Dropout?) throws -> Network {
        var network = try Network(inputs: 4, layers: [Layer(units: 1, activation: .identity, dropout: dropout)])
        try network.setWeights(Matrix(column: [1, 0.5, -0.3, 2]), layer: 1)
        return network
    }

    static let activations = [0.5, -1, 2, 0.25]

    @Test func `inference is the mean over all thinned networks`() throws {
        let full = try unit(nil)
        func thinned(_ mask: Int) throws -> Double {
            try full.output(for: Matrix(row: (0..<4).map { mask >> $0 & 1 == 1 ? Self.activations[$0] : 0 }))[0, 0]
        }
        #expect(abs(try thinned(15) + 0.1) < 1e-15)
        for (keep, expected) in [(0.5, -0.05), (0.8, -0.08)] {
            var mean = 0.0
            for mask in 0..<16 {
                let kept = mask.nonzeroBitCount
                var share = 1.0
                for _ in 0..<kept { share *= keep }
                for _ in kept..<4 { share *= 1 - keep }
                mean += share * (try thinned(mask))
            }
            #expect(abs(mean - expected) < 1e-15)
            let found = try unit(.classical(keep: keep)).output(for: Matrix(row: Self.activations))
            #expect(abs(found[0, 0] - expected) < 1e-15)
        }
        let halves = try (0..<16).filter { $0.nonzeroBitCount == 2 }.map(thinned)
        #expect(halves.count == 6)
        #expect(abs(halves.reduce(0, +) / 6 + 0.05) < 1e-15)
        #expect(abs(try unit(.exactlyHalf).output(for: Matrix(row: Self.activations))[0, 0] + 0.05) < 1e-15)
        #expect(abs(try unit(.inverted(drop: 0.2)).output(for: Matrix(row: Self.activations))[0, 0] + 0.1) < 1e-15)
    }

    /// H6: with one layer of softmax, halving the weights gives the normalised geometric mean over all 2ᴴ thinned networks;
    /// with the logarithms linear but for a common term, their mean is that of the full network's halved sums.
    @Test(arguments: [Dropout.classical(keep: 0.5), .exactlyHalf])
    func `halved weights before softmax are the geometric mean of all thinned networks`(_ dropout: Dropout) throws {
        let hidden = 6
        let weights = MatrixTests.random(hidden, 3, seed: 5)
        let activations = MatrixTests.random(1, hidden, seed: 6).elements
        func network(_ dropout: Dropout?) throws -> Network {
            var network = try Network(
                inputs: hidden, layers: [Layer(units: 3, activation: .softmax, dropout: dropout)])
            try network.setWeights(weights, layer: 1)
            try network.setBiases(Matrix(row: [0.3, -0.2, 0.1]), layer: 1)
            return network
        }
        let full = try network(nil)
        let masks = (0..<1 << hidden).filter { dropout != .exactlyHalf || $0.nonzeroBitCount == hidden / 2 }
        #expect(masks.count == (dropout == .exactlyHalf ? 20 : 64))
        var logarithms = [0.0, 0.0, 0.0]
        var means = [0.0, 0.0, 0.0]
        for mask in masks {
            let thinned = (0..<hidden).map { mask >> $0 & 1 == 1 ? activations[$0] : 0 }
            for (unit, output) in try full.output(for: Matrix(row: thinned)).elements.enumerated() {
                logarithms[unit] += log(output) / Double(masks.count)
                means[unit] += output / Double(masks.count)
            }
        }
        let geometric = logarithms.map { exp($0) }
        let normalised = geometric.map { $0 / geometric.reduce(0, +) }
        let found = try network(dropout).output(for: Matrix(row: activations)).elements
        #expect(agree(found, normalised, within: 1e-14))
        // The arithmetic mean is another one.
        #expect(!agree(found, means, within: 1e-3))
        #expect(!agree(found, try full.output(for: Matrix(row: activations)).elements, within: 1e-3))
    }

    /// H9: decay adds to the loss whatever the network computes; dropout changes what it computes in training.
    @Test func `decay changes the gradients alone, dropout the outputs`() throws {
        let data = try LayerSamples.data(12, inputs: 4, outputs: 1)
        let plain = try unit(nil)
        let thinned = try unit(.inverted(drop: 0.5))
        let full = try LayerSamples.pass(plain, on: data, Phase(dropoutSeed: 3))
        #expect(full.outputs == (try plain.output(for: data.inputs).elements))
        #expect(try LayerSamples.pass(thinned, on: data, Phase(dropoutSeed: 3)).outputs != full.outputs)
        #expect(try thinned.output(for: data.inputs) == plain.output(for: data.inputs))
        let gradients = try [0, 0.1].map { try plain.gradients(on: data, decay: $0).parameters }
        let added = zip(gradients[1], gradients[0]).map { $0 - $1 }
        #expect(agree(added, [1, 0.5, -0.3, 2].map { 0.1 * $0 } + [0], within: 1e-15))
    }

    /// Powers of 2 as weights, so that an output tells which of eight inputs of 1 were kept.
    private func masks(_ dropout: Dropout, samples: Int, seed: UInt64) throws -> [Int] {
        var network = try Network(inputs: 8, layers: [Layer(units: 1, activation: .identity, dropout: dropout)])
        try network.setWeights(Matrix(column: (0..<8).map { Double(1 << $0) }), layer: 1)
        let data = try Dataset(
            name: "ones", inputs: Matrix(rows: samples, columns: 8, repeating: 1),
            targets: Matrix(rows: samples, columns: 1, repeating: 0))
        let outputs = try LayerSamples.pass(network, on: data, Phase(dropoutSeed: seed)).outputs
        return outputs.map { Int(($0 / dropout.trainingFactor).rounded()) }
    }

    @Test(arguments: [0.2, 0.5, 0.9])
    func `each unit is kept with its probability, whatever the others do`(_ keep: Double) throws {
        let found = try (1...40).flatMap { try masks(.classical(keep: keep), samples: 250, seed: $0) }
        let count = Double(found.count)
        for bit in 0..<8 {
            let share = Double(found.filter { $0 >> bit & 1 == 1 }.count) / count
            // Five standard deviations.
            #expect(abs(share - keep) < 5 * (keep * (1 - keep) / count).squareRoot())
            let pair = Double(found.filter { $0 >> bit & 1 == 1 && $0 >> ((bit + 3) % 8) & 1 == 1 }.count) / count
            #expect(abs(pair - keep * keep) < 5 * (keep * keep * (1 - keep * keep) / count).squareRoot())
        }
    }

    @Test func `exactly half are dropped, the same for all samples of a step, each choice equally often`() throws {
        var counts: [Int: Int] = [:]
        for seed in 0..<7000 {
            let found = try masks(.exactlyHalf, samples: 2, seed: mixSeed(1, role: .dropout, counter: UInt64(seed)))
            #expect(found[0] == found[1])
            counts[found[0], default: 0] += 1
        }
        #expect(counts.keys.allSatisfy { $0.nonzeroBitCount == 4 })
        #expect(counts.count == 70)
        #expect(counts.values.allSatisfy { abs($0 - 100) < 50 })
        #expect(Dropout.exactlyHalf.keptShare(ofInputs: 5) == 0.6)
    }

    @Test func `layers draw apart from each other, and so do the steps of an epoch`() throws {
        // Ones go through two thinned layers: as many come through as the product of both shares says.
        let dropout = Dropout.classical(keep: 0.5)
        var network = try Network(
            inputs: 8,
            layers: [
                Layer(units: 8, activation: .identity, dropout: dropout),
                Layer(units: 1, activation: .identity, dropout: dropout),
            ])
        try network.setWeights(Matrix(rows: 8, columns: 8, elements: (0..<64).map { $0 % 9 == 0 ? 1 : 0 }), layer: 1)
        try network.setWeights(Matrix(rows: 8, columns: 1, repeating: 1), layer: 2)
        let ones = try Dataset(
            name: "ones", inputs: Matrix(rows: 240, columns: 8, repeating: 1),
            targets: Matrix(rows: 240, columns: 1, repeating: 9))
        let outputs = try LayerSamples.pass(network, on: ones, Phase(dropoutSeed: 6)).outputs
        let share = outputs.reduce(0, +) / 1920
        #expect(abs(share - 0.25) < 0.05)

        let half = try Network(inputs: 8, layers: [Layer(units: 1, activation: .identity, dropout: .exactlyHalf)])
        var dropped: [[Int]] = []
        for start in stride(from: 0, to: 240, by: 60) {
            let found = try gradients(half, ones, start..<start + 60)
            dropped.append((0..<8).filter { found[$0] == 0 })
        }
        #expect(dropped.allSatisfy { $0.count == 4 })
        #expect(Set(dropped).count > 1)
    }

    @Test(arguments: forms)
    func `gradients of a thinned network agree with central differences`(_ dropout: Dropout) throws {
        let network = try LayerSamples.network(
            inputs: 3,
            [
                Layer(units: 20, activation: .tanh, dropout: dropout), Layer(units: 5, activation: .sigmoid),
                Layer(units: 4, activation: .softmax, dropout: dropout),
                Layer(units: 2, activation: .sigmoid, dropout: dropout, normalization: Normalization()),
            ])
        let data = try LayerSamples.data(30, inputs: 3, outputs: 2)
        let phase = Phase(usesBatchStatistics: true, dropoutSeed: 9)
        let found = try LayerSamples.pass(network, on: data, phase)
        let deviation = try LayerSamples.deviation(of: found.gradients, at: network) {
            try LayerSamples.pass($0, on: data, phase).loss
        }
        #expect(deviation < 1e-7)
        let single = try LayerSamples.pass(in: Float.self, network, on: data, phase)
        let size = found.gradients.map(abs).max() ?? 0
        #expect(agree(single.gradients, found.gradients, within: 1e-4 * size))
        // Without dropping they are those of the loss as it is measured.
        let plain = try network.gradients(on: data, normalization: .running)
        #expect(
            try LayerSamples.deviation(of: plain.parameters, at: network) { try $0.loss(on: data) } < 1e-7)
    }

    @Test func `shards make no difference`() throws {
        let network = try LayerSamples.network(
            inputs: 8, [Layer(units: 1, activation: .identity, dropout: .inverted(drop: 0.5))])
        let data = try LayerSamples.data(300, inputs: 8, outputs: 1)
        let whole = try LayerSamples.pass(network, on: data, Phase(dropoutSeed: 4)).gradients
        var sum = [Double](repeating: 0, count: 9)
        for start in stride(from: 0, to: 300, by: 60) {
            let part = try gradients(network, data, start..<start + 60)
            for index in sum.indices { sum[index] += part[index] }
        }
        #expect(agree(whole, sum, within: 1e-10))
        let halves = try masks(.exactlyHalf, samples: 300, seed: 4)
        #expect(Set(halves) == Set(try masks(.exactlyHalf, samples: 1, seed: 4)))
    }

    /// The gradients of part of a data set at the positions where it stands.
    private func gradients(_ network: Network, _ data: Dataset, _ range: Range<Int>) throws -> [Double] {
        let objective = try Objective(network, on: data, loss: nil, convention: .modern)
        let found = Double.withElements(of: data.inputs.elements, { false }) { inputs in
            Double.withElements(of: data.targets.elements, { false }) { targets in
                let core = Core<Double>(
                    layout: network.layout, rows: range.count, head: objective.head(network), withGradients: true)
                core.load(network.parameters, statistics: network.runningStatistics)
                let pass = Pass(
                    core: core,
                    samples: Samples(
                        inputs: inputs, targets: targets, weights: nil, inputWidth: 8, targetWidth: 1, count: data.count
                    ),
                    gathers: false, gradientRows: range.count)
                _ = pass.run(range, scale: objective.scale(samples: 1), phase: Phase(dropoutSeed: 4))
                return pass.core.copyOfGradients()
            }
        }
        return try #require(found)
    }

    @Test(arguments: forms, [nil, 7, 20] as [Int?])
    func `train 10 and train 10 is train 20, and the seed matters`(_ dropout: Dropout, _ batch: Int?) throws {
        let data = try GaussianMixture.lecture.sample(count: 60, seed: 2)
        func trained(_ epochs: [Int], seed: UInt64, _ dropout: Dropout?) throws -> (Network, [Double]) {
            var network = try Network(
                inputs: 2,
                layers: [
                    Layer(units: 6, activation: .tanh, normalization: Normalization()),
                    Layer(units: 1, activation: .sigmoid, dropout: dropout),
                ])
            var state = TrainingState()
            var losses: [Double] = []
            for epochs in epochs {
                let options = TrainingOptions(
                    momentum: .heavyBall(0.9), batch: batch, epochs: epochs, shuffle: false, seed: seed)
                losses += try Engine.train(&network, state: &state, on: data, options: options).history.loss
            }
            return (network, losses)
        }
        let whole = try trained([20], seed: 1, dropout)
        let parts = try trained([10, 10], seed: 1, dropout)
        #expect(whole.0 == parts.0)
        #expect(parts.1.count == 22)
        #expect(whole.1 == Array(parts.1[...10] + parts.1[12...]))
        #expect(try trained([20], seed: 2, dropout).0.parameters != whole.0.parameters)
        #expect(try trained([20], seed: 1, nil).0.parameters != whole.0.parameters)
        // The history is measured as the network is used.
        #expect(try abs(whole.0.loss(on: data) - (whole.1.last ?? 0)) < 1e-15)
    }

    @Test func `a bare probability means what the convention says`() throws {
        #expect(try Convention.modern.dropout(0.2) == .inverted(drop: 0.2))
        #expect(try Convention.rousseau.dropout(0.8) == .classical(keep: 0.8))
        #expect(try Convention.tendulkar.dropout(0.5) == .exactlyHalf)
        expectError(.value, "exactly half", "0.3") { try Convention.tendulkar.dropout(0.3) }
        for share in [-0.1, 1, .nan] { expectError(.value, "below 1") { try Convention.modern.dropout(share) } }
        for share in [0, 1.1, .nan] { expectError(.value, "above 0") { try Convention.rousseau.dropout(share) } }
        expectError(.value, "dropout") { try unit(.inverted(drop: 1)) }
    }

    @Test func `a run says what was dropped`() throws {
        var network = try unit(.inverted(drop: 0.25))
        let data = try LayerSamples.data(5, inputs: 4, outputs: 1)
        var state = TrainingState()
        let history = try Engine.train(
            &network, state: &state, on: data, options: TrainingOptions(epochs: 1, seed: 3)
        ).history
        let choice = history.choices.first { $0.aspect == "dropout" }
        #expect(choice?.text == "0.25 before layer 1, seed 3")
    }
}
