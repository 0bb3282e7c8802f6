import Testing

@testable import Engine

/// The engine against PyTorch: the same networks, data and options, and after 50 steps the same parameters.
@Suite(
    .enabled(
        if: PyTorch.python != nil,
        "there is no PyTorch: `make pytorch` installs it, or let NABLA_PYTORCH be the path of a Python that has it"))
struct PyTorchTests {
    /// What is compared; a thrown error is a mistake in the table.
    static let cases = Result {
        try activations() + losses() + optimizers() + schedules() + conventions() + layers() + newton()
    }

    /// PyTorch's parameters, from one process for all cases.
    static let results = Result { try PyTorch.train(cases.get().map(\.twin)) }

    static var indices: Range<Int> { 0..<((try? cases.get().count) ?? 1) }

    /// Every activation with every loss.
    private static func activations() throws -> [PyTorchCase] {
        try PyTorchTable.activations.indices.flatMap { hidden in
            try PyTorchTable.losses.indices.flatMap { loss in
                try (UInt64(1)...(loss < 3 ? 3 : 1)).map { seed in
                    let row = PyTorchTable.losses[loss]
                    return try PyTorchCase(
                        "\(row.loss)", hidden: hidden, loss: row, seed: 100 * seed + UInt64(loss) + seed)
                }
            }
        }
    }

    /// Every other loss, on all samples and on mini-batches.
    private static func losses() throws -> [PyTorchCase] {
        let averaged = try PyTorchTable.otherLosses.enumerated().flatMap { index, row in
            try [nil, 6].enumerated().flatMap { number, batch in
                try (UInt64(1)...3).map { seed in
                    try PyTorchCase(
                        "\(row.loss), weighted: \(row.isWeighted)", hidden: (index + 3 * number + 5 * Int(seed)) % 11,
                        loss: row, seed: UInt64(4000 + index) + seed, adjust: { $0.batch = batch })
                }
            }
        }
        let summed = try [nil, 6].map { batch in
            try PyTorchCase(
                "binary cross-entropy with class weights", hidden: 2, loss: PyTorchTable.weightedBinary,
                optimizer: PyTorchTable.OptimizerRow(.gradientDescent, rate: 0.02, .init("SGD")), seed: 4100,
                adjust: {
                    $0.batch = batch
                    $0.convention = .tendulkar
                })
        }
        return averaged + summed
    }

    /// Normalised and frozen layers; the parameters are compared with the running statistics.
    private static func layers() throws -> [PyTorchCase] {
        let builds: [(String, (inout [Layer]) -> Void)] = [
            ("frozen first layer", { $0[0].isFrozen = true }),
            ("frozen output layer", { $0[$0.count - 1].isFrozen = true }),
            (
                "batch normalisation of hidden layers",
                { layers in
                    for index in layers.indices.dropLast() { layers[index].normalization = Normalization() }
                }
            ),
            (
                "batch normalisation of all layers",
                { layers in
                    for index in layers.indices {
                        layers[index].normalization = Normalization(epsilon: 0.01, momentum: 0.3)
                    }
                }
            ),
            (
                "frozen normalised first layer",
                { layers in
                    for index in layers.indices { layers[index].normalization = Normalization() }
                    layers[0].isFrozen = true
                }
            ),
        ]
        let optimizers = [
            PyTorchTable.descent,
            PyTorchTable.OptimizerRow(
                .gradientDescent, .heavyBall(0.9), rate: 0.01, .init("SGD", ["momentum": 0.9])), PyTorchTable.adam,
            PyTorchTable.adamW,
        ]
        return try builds.enumerated().flatMap { index, build in
            try optimizers.enumerated().flatMap { number, optimizer in
                try [nil, 6].map { batch in
                    try PyTorchCase(
                        "\(build.0), \(optimizer.optimizer.name)", hidden: 1 + (index + number) % 2,
                        loss: PyTorchTable.losses[(index + number) % 3], optimizer: optimizer,
                        seed: UInt64(5000 + index), build: build.1,
                        adjust: {
                            $0.batch = batch
                            $0.decay = 0.02
                            $0.absoluteDecay = number.isMultiple(of: 2) ? 0.001 : 0
                            $0.clip = number == 1 ? 0.5 : nil
                        })
                }
            }
        }
    }

    /// L-BFGS step by step, and with the two line searches the minimum of linear regression.
    ///
    /// Bare steps may multiply a rounding error by 10⁵ and more; those of these two networks do not. Where PyTorch's line
    /// search stays short of the minimum (seed 6103), there is nothing to compare with.
    private static func newton() throws -> [PyTorchCase] {
        let forms: [(history: Int, rate: Double, seed: UInt64)] = [
            (100, 0.2, 6000), (100, 0.05, 6002), (3, 0.1, 6002), (1, 0.05, 6002),
        ]
        let steps = try forms.flatMap { form in
            try (0..<3).map { loss in
                try PyTorchCase(
                    "L-BFGS of \(form.history) steps", hidden: 1, loss: PyTorchTable.losses[loss],
                    optimizer: PyTorchTable.newton(history: form.history, rate: form.rate), seed: form.seed)
            }
        }
        let ends = try (UInt64(0)..<3).map { seed in
            try PyTorchCase(
                "L-BFGS with line search", hidden: 0,
                optimizer: PyTorchTable.newton(history: 100, rate: 1, search: true), seed: 6100 + seed,
                tolerance: 1e-7, build: { $0 = [Layer(units: $0[$0.count - 1].units, activation: .identity)] })
        }
        return steps + ends
    }

    /// Every optimiser, alone and with the options that change its gradients.
    private static func optimizers() throws -> [PyTorchCase] {
        let variants: [(String, (inout TrainingOptions) -> Void)] = [
            ("plain", { _ in }), ("decay", { $0.decay = 0.02 }), ("mini-batches", { $0.batch = 6 }),
            (
                "decay, L1, clipping and mini-batches",
                {
                    $0.decay = 0.01
                    $0.absoluteDecay = 0.003
                    $0.clip = 0.3
                    $0.batch = 7
                    $0.convention = .rousseau
                }
            ),
        ]
        return try PyTorchTable.optimizers.enumerated().flatMap { index, optimizer in
            try variants.enumerated().flatMap { number, variant in
                try (UInt64(1)...2).map { seed in
                    let turn = index + number + Int(seed)
                    return try PyTorchCase(
                        "\(optimizer.optimizer.description), \(optimizer.momentum.description), \(variant.0)",
                        // All but softmax, the last, under which hidden layers learn little.
                        hidden: (3 * index + number + 5 * Int(seed)) % (PyTorchTable.activations.count - 1),
                        loss: PyTorchTable.losses[turn % 3], optimizer: optimizer, seed: UInt64(1000 + turn),
                        adjust: variant.1)
                }
            }
        }
    }

    /// Every schedule with some optimisers, on mini-batches of 7, 7 and 6 samples.
    private static func schedules() throws -> [PyTorchCase] {
        try PyTorchTable.schedules.enumerated().flatMap { index, schedule in
            try [PyTorchTable.descent, PyTorchTable.heavyBall, PyTorchTable.adam, PyTorchTable.adamW].enumerated().map {
                number, optimizer in
                try PyTorchCase(
                    "\(schedule.schedule.description), \(optimizer.optimizer.name)", hidden: 2 + (index + number) % 8,
                    loss: PyTorchTable.losses[(index + number) % 3], optimizer: optimizer, schedule: schedule,
                    seed: UInt64(2000 + index), adjust: { $0.decay = 0.01 })
            }
        }
    }

    /// Every convention's loss, summed or averaged, and its decay.
    private static func conventions() throws -> [PyTorchCase] {
        try Convention.all.flatMap { convention in
            try [0, 1, 2, 3].map { loss in
                try PyTorchCase(
                    convention.name, hidden: 2, loss: PyTorchTable.losses[loss],
                    optimizer: PyTorchTable.OptimizerRow(.gradientDescent, rate: 0.02, .init("SGD")),
                    seed: UInt64(3000 + loss),
                    adjust: {
                        $0.convention = convention
                        $0.decay = 0.01
                    })
            }
        }
    }

    @Test func `the table is whole`() throws {
        #expect(try Self.cases.get().count == Self.results.get().count)
    }

    @Test(arguments: indices)
    func `fifty steps are PyTorch's`(_ index: Int) throws {
        let test = try Self.cases.get()[index]
        let expected = try Self.results.get()[index]
        var network = test.network
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: test.data, options: test.options)
        try #require(outcome.ended == .completed)
        let found = network.parameters + network.runningStatistics
        try #require(found.count == expected.count)
        let gap = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
        #expect(gap <= test.tolerance, "\(test.testDescription)")
        let way = zip(network.parameters, test.network.parameters).map { abs($0 - $1) }.max() ?? 0
        #expect(way > 1e-3, "\(test.testDescription) went nowhere")
    }

    /// Otherwise the comparison would say nothing of it.
    @Test func `the plateau reduces the learning rate`() throws {
        for optimizer in [PyTorchTable.descent, PyTorchTable.adam] {
            let test = try PyTorchCase(
                "plateau", hidden: 2, optimizer: optimizer, schedule: PyTorchTable.plateau, seed: 2005)
            let ends = try [test.options.schedule, nil].map { schedule in
                var options = test.options
                options.schedule = schedule
                var network = test.network
                var state = TrainingState()
                _ = try Engine.train(&network, state: &state, on: test.data, options: options)
                return network.parameters
            }
            #expect(!agree(ends[0], ends[1], within: 1e-3))
        }
    }
}
