import Testing

@testable import Engine

/// Snapshots of a training: evenly over the epochs, and without any effect on it.
@Suite struct SnapshotTests {
    private let data: Dataset

    init() throws {
        data = try Datasets.xor()
    }

    private func trained(
        epochs: [Int], snapshots: Int?, precision: Precision = .double
    ) throws -> (network: Network, history: History) {
        var network = try Network(
            inputs: 2, layers: [Layer(units: 3, activation: .tanh), Layer(units: 1, activation: .sigmoid)], seed: 7)
        var state = TrainingState()
        var history: History?
        for count in epochs {
            let options = TrainingOptions(learningRate: 0.5, epochs: count, precision: precision, snapshots: snapshots)
            let outcome = try train(&network, state: &state, on: data, options: options)
            if history == nil { history = outcome.history } else { history?.append(outcome.history) }
        }
        return (network, try #require(history))
    }

    @Test(arguments: [
        (10, 5, [0, 2, 4, 6, 8, 10]), (10, 3, [0, 4, 7, 10]), (3, 20, [0, 1, 2, 3]), (0, 4, [0]), (7, 1, [0, 7]),
    ])
    func lieEvenlyFromTheFirstEpochToTheLast(_ epochs: Int, _ count: Int, _ expected: [Int]) throws {
        #expect(try trained(epochs: [epochs], snapshots: count).history.snapshots.map(\.epoch) == expected)
    }

    @Test(arguments: [Precision.double, .single])
    func theLastIsTheNetworkAndNoneChangesIt(_ precision: Precision) throws {
        let with = try trained(epochs: [20], snapshots: 4, precision: precision)
        let without = try trained(epochs: [20], snapshots: nil, precision: precision)
        #expect(with.network == without.network)
        #expect(with.history.loss == without.history.loss)
        #expect(without.history.snapshots.isEmpty)
        let last = try #require(with.history.snapshots.last)
        #expect(try with.network.restored(from: last) == with.network)
        let first = try #require(with.history.snapshots.first)
        let loss = try with.network.restored(from: first).loss(on: data)
        #expect(abs(loss - with.history.loss[0]) <= (precision == .double ? 1e-15 : 1e-6))
    }

    @Test func runsThatFollowOneAnotherAreJoined() throws {
        let history = try trained(epochs: [4, 4], snapshots: 2).history
        #expect(history.snapshots.map(\.epoch) == [0, 2, 4, 6, 8])
    }

    @Test func limitsAreKept() throws {
        #expect(throws: EngineError.self) { try trained(epochs: [1], snapshots: 0) }
        #expect(throws: EngineError.self) { try trained(epochs: [1], snapshots: 1001) }
        var network = try Network(
            inputs: 1000, layers: [Layer(units: 1000, activation: .tanh), Layer(units: 1, activation: .identity)])
        var state = TrainingState()
        let wide = try Dataset(
            name: "wide", inputs: Matrix(rows: 1, columns: 1000, repeating: 0), targets: Matrix(row: [1]))
        #expect(throws: EngineError.self) {
            try train(&network, state: &state, on: wide, options: TrainingOptions(epochs: 100, snapshots: 100))
        }
        let small = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
        #expect(throws: EngineError.self) {
            try small.restored(from: Snapshot(epoch: 0, parameters: [1], statistics: []))
        }
    }
}
