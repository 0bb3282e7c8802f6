import Testing

@testable import Engine

/// The engine against PyTorch: the same networks, data and options, and after 50 steps the same parameters.
@Suite(
    .enabled(
        if: PyTorch.python != nil,
        "there is no PyTorch: `make pytorch` installs it, or let NABLA_PYTORCH be the path of a Python that has it"))
struct PyTorchTests {
    /// What is compared; a thrown error is a mistake in the table.
    static let cases = Result { try activations() + optimizers() + schedules() + conventions() }

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
                        hidden: (3 * index + number + 5 * Int(seed)) % PyTorchTable.activations.count,
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
        try #require(network.parameters.count == expected.count)
        let gap = zip(network.parameters, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
        #expect(gap <= 1e-10, "\(test.testDescription)")
        let way = zip(network.parameters, test.network.parameters).map { abs($0 - $1) }.max() ?? 0
        #expect(way > 1e-3, "\(test.testDescription) went nowhere")
    }
}
