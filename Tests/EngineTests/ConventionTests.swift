import Testing

@testable import Engine

/// The table of conventions in the language's description.
struct ConventionTests {
    static let table: [(String, String, String, String, String, String, String, String, String, String)] = [
        (
            "mukund", "Σ(y-a)²", "mean", "heavy ball", "2λw", "p dropped, inverted", "0", "outputs × inputs",
            "N(0, 1/n), biases 0", "all"
        ),
        (
            "rousseau", "Σ(y-a)²/K", "mean", "average", "2λw", "p kept, test ×p", "0", "inputs × outputs",
            "N(0, 1/n), biases 0", "all"
        ),
        (
            "lai", "½Σ(y-a)²", "mean", "heavy ball", "2λw", "p dropped, inverted", "0", "inputs × outputs",
            "N(0, 1/n), biases 0", "all"
        ),
        (
            "yale", "½Σ(y-a)²", "mean", "heavy ball", "2λw", "p dropped, inverted", "0", "outputs × inputs",
            "N(0, 1), biases too", "all"
        ),
        (
            "tendulkar", "½Σ(y-a)²", "sum", "heavy ball", "2λw", "exactly half, test ×½", "1", "inputs × outputs",
            "N(0, 1), biases too", "all"
        ),
        (
            "modern", "Σ(y-a)²/K", "mean", "heavy ball", "λw", "p dropped, inverted", "0", "inputs × outputs",
            "Glorot uniform, He normal for the relu family, biases 0", "32"
        ),
    ]

    @Test(
        arguments: [
            ((1.0 / 30).squareRoot(), "N(0, 0.1826), biases 0"), (0.5, "N(0, 0.5), biases 0"), (1, "N(0, 1), biases 0"),
            (123456, "N(0, 123500), biases 0"), (2.0 / 3e6, "N(0, 6.667e-7), biases 0"), (0, "N(0, 0), biases 0"),
        ] as [(Double, String)])
    func `a variance is printed with four digits`(_ variance: Double, _ text: String) {
        #expect(Initialization.normal(variance: .constant(variance)).description == text)
    }

    @Test func `all six, in the order of the table`() {
        #expect(Convention.all.map(\.name) == Self.table.map(\.0))
        #expect(Convention.named("lecture") == nil)
    }

    @Test(arguments: table.indices)
    func `each prints its row of the table`(_ index: Int) throws {
        let row = Self.table[index]
        let convention = try Convention.wanted(row.0)
        let texts = convention.choices.map(\.text)
        try #require(texts.count == 10)
        #expect(texts[0] == row.1)
        #expect(texts[1] == row.2)
        #expect(texts[2] == "sum")
        #expect(texts[3].hasPrefix(row.3))
        #expect(texts[4] == row.4 + ", weights only")
        #expect(Array(texts[5...]) == [row.5, row.6, row.7, row.8, row.9])
    }

    @Test func `what a lecture does not say is marked as ours`() throws {
        let ours = try Convention.wanted("tendulkar").choices.filter(\.isOurs).map(\.aspect)
        #expect(ours == ["momentum", "decay gradient"])
        #expect(Convention.modern.choices.allSatisfy { !$0.isOurs })
    }

    @Test func `a bare momentum takes the convention's form`() throws {
        #expect(try Convention.wanted("rousseau").momentum(0.9) == .exponentialAverage(0.9))
        #expect(Convention.modern.momentum(0.9) == .heavyBall(0.9))
        #expect(Convention.modern.momentum(0) == .none)
    }

    @Test func `the default batch is never larger than the data`() throws {
        #expect(Convention.modern.batch(forSamples: 33) == 32)
        #expect(Convention.modern.batch(forSamples: 32) == nil)
        #expect(Convention.modern.batch(forSamples: 4) == nil)
        #expect(try Convention.wanted("yale").batch(forSamples: 1000) == nil)
    }

    @Test func `weights are shown as the lecture draws them`() throws {
        let weights = Matrix([[1, 2, 3], [4, 5, 6]])
        #expect(try Convention.wanted("yale").shown(weights) == weights.transposed())
        #expect(Convention.modern.shown(weights) == weights)
    }
}
