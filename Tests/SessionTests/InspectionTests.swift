import Language
import Testing

@testable import Session

@Suite struct InspectionTests {
    /// What is said of the place at the mark `|`.
    private func text(_ marked: String, in session: Session = Session()) throws -> String? {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let before = String(try #require(parts.first))
        return session.inspect(before + (parts.dropFirst().first ?? ""), at: before.utf8.count)?.plain()
    }

    @Test func aBuiltIn() throws {
        let rendering = try #require(Session().inspect("train N on D", at: 3))
        #expect(rendering.plain().hasPrefix("train N on D, loss=by output, optimizer=sgd"))
        #expect(rendering.markdown?.contains("| `learning_rate, η` |") == true)
        #expect(rendering.html?.contains("<code>learning_rate, η</code>") == true)
    }

    @Test func aVariable() throws {
        let session = Session()
        let output = TestOutput()
        let cell = "D = mixture(n=20, seed=1)\nX = D.train.X; y = 1\nfor k in 1..3\n  z = k\nend"
        _ = session.execute(cell, cell: 4, output: output, isCancelled: { false })
        let page = try #require(session.inspect("X + 1", at: 1))
        #expect(page.plain().hasPrefix("X is a 20×2 matrix\n\n  range"))
        #expect(page.plain().contains("assigned  cell 4, line 2: X = D.train.X"))
        #expect(page.html?.contains("<code>X = D.train.X</code>") == true)
        #expect(
            try #require(try text("D.train.Y|", in: session)).hasPrefix("D.train.Y is a 20×1 matrix\n\nThe targets"))
        #expect(try #require(try text("z|", in: session)).contains("cell 4, line 4: z = k"))
        #expect(try #require(try text("k|", in: session)).contains("cell 4, line 3: for k in 1..3"))
        #expect(try #require(session.run("X?").displayed.first).hasPrefix("X is a 20×2 matrix"))
    }

    @Test func aFailedCellLeavesTheOldPlace() throws {
        let session = Session()
        _ = session.execute("x = 1", cell: 1, output: TestOutput(), isCancelled: { false })
        _ = session.execute("expect 1 == 2\nx = 2", cell: 2, output: TestOutput(), isCancelled: { false })
        #expect(try #require(try text("x|", in: session)).contains("cell 1, line 1: x = 1"))
    }

    @Test func numbersOfAMatrix() throws {
        let session = Session()
        try session.run("v = [0, 1, 2, 3, 4, 5, 6, 7]\nA = [1, 0/0; 3, 5]\nE = [0/0, 1/0]\nC = [2, 2]")
        let vector = try #require(try text("v|", in: session))
        #expect(vector.contains("0 to 7, mean 3.5") && vector.contains("▁▂▃▄▅▆▇█"))
        let matrix = try #require(try text("A|", in: session))
        #expect(matrix.contains("1 to 5, mean 3") && matrix.contains("not finite"))
        #expect(try #require(try text("E|", in: session)).contains("no finite number among 2"))
        #expect(try #require(try text("C|", in: session)).contains("▄▄"))
    }

    @Test func whatIsSaidOfEachKind() throws {
        let session = Session()
        try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid, seed=7
            M = 2 -> 1 sigmoid
            D = mixture(n=20, seed=1)
            H = train N on D, epochs=4
            G = grad(N, D)
            T = sweep k in 1..3
              record a = k
            end
            s = "text"
            """)
        for (name, parts) in [
            ("N", ["N is a network 2 → 3 tanh → 1 sigmoid", " 4 epochs", "at best (epoch", "3 tanh"]),
            ("M", ["not yet"]), ("D", ["20 samples, 10 of class 0 and 10 of class 1", "10000 samples"]),
            ("H", ["4 epochs", "cross-entropy", "curve"]), ("G", ["parameter"]), ("T", ["3 rows, 2 columns"]),
            ("iris.X", ["150×4"]), ("s", ["\"text\""]), ("H.loss", ["The loss on the training data at each epoch"]),
            ("N.W1", ["The weights of layer 1", "2×3"]),
            ("G.b2", ["The derivatives of the loss by the biases of layer 2"]),
        ] {
            let text = try #require(try text(name + "|", in: session), "\(name)")
            for part in parts { #expect(text.contains(part), "\(name): \(text)") }
        }
    }

    @Test(arguments: [
        ("mixture(|", "mixture(n=200, seed=1)"), ("D = mixture(n=20, |)", "mixture(n=200, seed=1)"),
        ("mixture(n=|20)", "mixture(n=200, seed=1)"), ("train N on D, |", "train N on D"),
        ("2 -|> 3 tanh", "->"), ("A |⊙ B", "shapes"), ("x |≈ y", "expectations"), ("help|", "help"),
        // An option, a preposition and a topic.
        ("train N on D, epo|chs=10", "epochs of train"), ("train N on D, η|=0.1", "learning_rate of train"),
        ("mixture(n|=20)", "n of mixture"), ("N = 2 -> 3 tanh, se|ed=1", "seed of a network"),
        ("train(N, D,\n  mome|ntum=0.9)", "momentum of train"), ("plot D w|ith bayes(D)", "other of plot"),
        ("help sh|apes", "shapes"),
    ])
    func whatStandsThere(_ marked: String, _ expected: String) throws {
        #expect(try #require(try text(marked)).hasPrefix(expected))
    }

    @Test(arguments: ["1 |+ 2", "no_|such_name", "|", "no_such.ta|nh", "x.lo|ss = 1"])
    func nothing(_ marked: String) throws {
        #expect(try text(marked) == nil)
    }

    @Test func sparklinesTakeAnyNumbers() {
        #expect(Sparkline.curve([]) == "")
        #expect(Sparkline.curve([.nan, 1, .infinity, 2]) == " ▁ █")
        #expect(Sparkline.curve([-1.7e308, 1.7e308]) == "▁█")
        #expect(Sparkline.curve(Array(repeating: 1.7e308, count: 200)).count == 40)
        #expect(Sparkline.distribution([-1.7e308, 0, 0, 1.7e308], bins: 3) == "▁█▁")
        #expect(Sparkline.distribution([1, 1]) == "")
    }
}
