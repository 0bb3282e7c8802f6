import Synchronization
import Testing

@testable import Engine

struct EmbeddedDatasetsTests {
    private func counts(_ data: Dataset) throws -> [Int] {
        try data.targets.classLabels().reduce(into: Array(repeating: 0, count: data.classNames.count)) { $0[$1] += 1 }
    }

    @Test func `digits are whole`() throws {
        let digits = try Datasets.digits()
        #expect(digits.inputs.shape == "1797×64" && digits.targets.shape == "1797×1")
        #expect(digits.inputs.elements.allSatisfy { (0...16).contains($0) && $0 == $0.rounded() })
        #expect(digits.inputs.sum() == 561_718)
        #expect(try counts(digits) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
        #expect(digits.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
        #expect(Array(digits.inputs.row(0).prefix(8)) == [0, 0, 5, 13, 9, 1, 0, 0])
    }

    @Test func `iris is whole`() throws {
        let iris = try Datasets.iris()
        #expect(iris.inputs.shape == "150×4")
        #expect(iris.classNames == ["setosa", "versicolor", "virginica"])
        #expect(try counts(iris) == [50, 50, 50])
        let means = (0..<4).map { iris.inputs.column($0).reduce(0, +) / 150 }
        #expect(agree(means, [5.843333333333, 3.057333333333, 3.758, 1.199333333333], within: 1e-9))
    }

    @Test func `an interrupted reading begins anew`() throws {
        let kept = Mutex<Dataset?>(nil)
        let text = "length,width,species\n" + String(repeating: "0.5,1.5,a\n", count: 20_000)
        func read() throws -> Dataset {
            try Array(text.utf8).withUnsafeBufferPointer { try Datasets.read("lines", $0, into: kept) }
        }
        var result: Result<Dataset, any Error>?
        Interruption.whenever({ true }) { result = Result { try read() } }
        expectError(.cancelled) { try result?.get() }
        #expect(try read().count == 20_000)
        Interruption.whenever({ true }) { result = Result { try read() } }
        #expect(try result?.get().count == 20_000)
    }

    private func accuracy(of data: Dataset, hidden: Int, epochs: Int) throws -> Double {
        let (train, test) = try data.split(testShare: 0.2, seed: 1)
        let standardization = try Standardization(of: train.inputs)
        var network = try Network(
            inputs: data.inputs.columns,
            layers: [
                Layer(units: hidden, activation: .relu),
                Layer(units: data.classNames.count, activation: .softmax),
            ])
        var state = TrainingState()
        _ = try Engine.train(
            &network, state: &state, on: try train.standardized(by: standardization),
            options: TrainingOptions(momentum: .heavyBall(0.9), batch: 32, epochs: epochs), isCancelled: { false },
            onEpoch: { _ in })
        return try network.accuracy(on: try test.standardized(by: standardization))
    }

    @Test func `a small network learns the digits`() throws {
        #expect(try accuracy(of: Datasets.digits(), hidden: 32, epochs: 10) >= 0.95)
    }

    @Test func `a small network learns the irises`() throws {
        #expect(try accuracy(of: Datasets.iris(), hidden: 8, epochs: 50) >= 0.9)
    }
}
