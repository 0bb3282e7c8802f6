import Drawing
import Language
import Testing

@testable import Session

@Suite struct CompletionTests {
    private let session = Session()

    /// The texts offered at the mark `|`.
    private func offers(_ marked: String) throws -> [String] {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let before = String(try #require(parts.first))
        return session.complete(before + (parts.dropFirst().first ?? ""), at: before.utf8.count).items.map(\.text)
    }

    @Test(arguments: [
        ("tra|", ["train"]), ("N = 2 -> 5 sigm|", ["sigmoid"]), ("D = mixt|", ["mixture"]),
        ("print mixt|", ["mixture"]),
        ("train N on D, ep|", ["epochs="]), ("train N on D, η|", ["η="]), ("train N on D, learn|", ["learning_rate="]),
        ("H = train N on D, mom|", ["momentum="]), ("train(N, D, ep|", ["epochs="]),
        ("train N o|", ["on"]),
        ("train N on D, loss=quad|", ["quadratic"]),
        ("train N on D, momentum=heavy|", ["heavyball(0.9)", "heavyball"]),
        ("train N on D, optimizer=ada|", ["adagrad", "adam", "adamw", "adadelta"]),
        ("train N on D, schedule=st|", ["step(10)", "std", "stack", "standardize", "step"]),
        ("train N on D, optimizer=adam(0.01, β|", ["β1=", "β₁=", "β2=", "β₂="]),
        ("mixture(n=200, se|", ["seed="]), ("use con|", ["convention"]), ("use convention ya|", ["yale"]),
        ("help trai|", ["train"]),
        ("\\eta|", ["η"]), ("\\sig|", ["σ"]), ("x = \\lamb|", ["λ"]), ("print \"tra|", []), ("# tra|", []),
        ("nothing_begins_so|", []), ("2 -> 3 tanh, se|", ["seed="]), ("(1 + mixt|", ["mixture"]),
        ("for k in 1..3\n  pri|", ["print"]),
        ("x = 3; tra|", ["train"]), ("print \"😀\", mixt|", ["mixture"]),
    ])
    func withoutVariables(_ marked: String, _ expected: [String]) throws {
        #expect(try offers(marked) == expected)
    }

    @Test func whatIsReservedOnlyIsNotOffered() throws {
        #expect(try offers("ti|") == [])
    }

    @Test func activationsComeFirstInANetwork() throws {
        try session.run("A = 1")
        #expect(try offers("N = 2 -> 3 |").prefix(3) == ["identity", "sigmoid", "σ"])
    }

    @Test func variablesAndMembers() throws {
        try session.run("data1 = mixture(n=20, seed=1)\nN = 2 -> 3 tanh -> 1 sigmoid")
        #expect(try offers("print dat|") == ["data1"])
        #expect(try offers("data1.|") == ["X", "Y", "train", "test"])
        #expect(try offers("data1.train.|") == ["X", "Y"])
        #expect(try offers("print N.|") == ["W1", "b1", "W2", "b2", "W", "θ", "history"])
        #expect(try offers("N.W1 + N.b|") == ["b1", "b2"])
        #expect(try offers("xor.|") == ["X", "Y"])
    }

    @Test func whatIsReplacedIsTheWord() {
        let source = "print 1, mixt + 3"
        let completions = session.complete(source, at: 13)
        #expect(completions.span.start == 9)
        #expect(completions.span.end == 13)
    }

    @Test func anyPlaceInAnyTextIsSafe() {
        let source = "for k in [1, 2; 3\n train N on (D, η=\\eta \"x\n é😀 ‖ ᵀ .. -> ,,"
        for offset in -1...(source.utf8.count + 1) {
            _ = session.complete(source, at: offset)
            _ = session.inspect(source, at: offset)
        }
    }
}

@Suite struct InspectionTests {
    @Test func aBuiltIn() throws {
        let rendering = try #require(Session().inspect("train N on D", at: 3))
        #expect(rendering.plain().hasPrefix("train N on D, loss=by output, optimizer=sgd"))
        #expect(rendering.markdown?.contains("| `learning_rate, η` |") == true)
    }

    @Test func aVariable() throws {
        let session = Session()
        try session.run("D = mixture(n=20, seed=1)\nX = D.train.X")
        let text = try #require(session.inspect("X + 1", at: 1)).plain()
        #expect(text.hasPrefix("X is a 20×2 matrix, from "))
        #expect(text.contains("(from D.train.X)"))
        #expect(try #require(session.inspect("D.train.Y", at: 8)).plain().hasPrefix("D.train.Y is a 20×1 matrix"))
        #expect(try #require(session.run("X?").displayed.first).hasPrefix("X is a 20×2 matrix"))
    }

    @Test(arguments: [
        ("mixture(|", "mixture(n=200, seed=1)"), ("D = mixture(n=20, |)", "mixture(n=200, seed=1)"),
        ("mixture(n=|20)", "mixture(n=200, seed=1)"), ("train N on D, |", "train N on D"),
    ])
    func theHeadOfAnArgument(_ marked: String, _ expected: String) throws {
        let before = String(try #require(marked.split(separator: "|").first))
        let rendering = try #require(Session().inspect(marked.filter { $0 != "|" }, at: before.utf8.count))
        #expect(rendering.plain().hasPrefix(expected))
    }

    @Test func nothing() {
        #expect(Session().inspect("1 + 2", at: 2) == nil)
        #expect(Session().inspect("no_such_name", at: 2) == nil)
        #expect(Session().inspect("", at: 0) == nil)
    }
}

@Suite struct ShowingTests {
    @Test func streams() throws {
        let output = try Session().run("print 1, \"a\"\nprint 2, end=\"\"\nprint\nwarn \"careful\"")
        #expect(output.printed == "1 a\n2\n")
        #expect(output.warned == "careful\n")
    }

    @Test func clearing() throws {
        guard case .clear = try Session().run("clear").events.first else {
            Issue.record("nothing was cleared")
            return
        }
    }

    @Test func expectationsAreShownAndChecked() throws {
        let session = Session()
        #expect(try session.fail("expect 1 ≈ 2").contains("1 is not 2: they differ by 1"))
        #expect(try session.run("expect 1/3 ≈ 0.3333 ± 1e-4").displayed == ["✓ 1/3 ≈ 0.3333 ± 1e-4"])
        #expect(try session.run("expect [1, 2] ≤ [1, 3]").displayed.count == 1)
        #expect(try session.fail("expect [1, 2] ≈ [1, 2.5] ± 0.1").contains("element 2 of [1, 2] is 2, expected 2.5"))
        #expect(try session.fail("expect 0/0 ≈ 0/0").hasPrefix("expectation error"))
    }

    @Test func everyConventionIsPrinted() throws {
        for name in ["mukund", "rousseau", "lai", "yale", "tendulkar", "modern"] {
            let text = try #require(try Session().run("use convention \(name)").displayed.first)
            #expect(text.hasPrefix("convention \(name)\n"))
            #expect(text.split(separator: "\n").count == 12)
        }
    }

    @Test func aBoundaryIsDrawnWithItsPointsAndTheBayesBoundary() throws {
        let output = try Session().run(
            "D = mixture(n=60, seed=42)\nN = 2 -> 4 tanh -> 1 sigmoid\nplot boundary(N) on D with bayes(D), title=(\"λ =\", 0)"
        )
        guard case .display(.figure(let figure)) = output.events.last else {
            Issue.record("no figure")
            return
        }
        #expect(figure.title == "λ = 0")
        #expect(figure.layers.count == 5)
        #expect(figure.caption?.contains("Bayes error: 0.2101") == true)
        #expect(figure.svg().utf8.count < 200_000)
    }

    @Test func pointsAloneAreDrawn() throws {
        let session = Session()
        let output = try session.run("D = mixture(n=20, seed=1)\nplot D\nplot D.test, title=\"new points\"")
        #expect(output.displayed.map { $0.prefix { $0 != "\n" } } == ["D", "new points"])
        #expect(output.displayed.allSatisfy { $0.contains("●") && $0.contains("▲") })
        #expect(try session.fail("plot [1, 2, 3] => 1").contains("has 3 inputs"))
    }

    @Test func aBoundaryOfTwoSoftmaxOutputs() throws {
        try Session().run(
            "N = 2 -> 4 tanh -> 2 softmax\nplot boundary(N) on xor\nplot boundary(N)\nD = mixture(20, 1)\nplot boundary(bayes(D)) on D with boundary(N)"
        )
    }

    /// The labels of the point layers that a command draws.
    private func pointLabels(_ command: String) throws -> [String] {
        let output = try Session().run(command)
        guard case .display(.figure(let figure)) = output.events.last else { return [] }
        return figure.layers.compactMap { layer in
            if case .points(_, _, _, let label) = layer { label } else { nil }
        }
    }

    @Test(arguments: [
        ("plot mixture(n=20, seed=1)", ["class 0", "class 1"]),
        ("plot spirals(n=30, classes=3)", ["class 0", "class 1", "class 2"]),
        ("plot ([0, 0; 1, 1; 2, 2] => [0, 0, 1; 1, 0, 0; 1, 0, 0])", ["class 0", "class 2"]),
        ("plot linear(n=20)", ["samples"]), ("plot ([0, 0; 1, 1] => [0.5; 2])", ["samples"]),
        ("plot ([0, 0; 1, 1] => [1; 1e300])", ["samples"]),
        ("plot boundary(2 -> 3 tanh -> 1 sigmoid) on spirals(n=30, classes=3)", ["class 0", "class 1", "class 2"]),
        ("plot boundary(2 -> 3 tanh -> 1 sigmoid) on linear(n=20)", ["samples"]),
    ])
    func everyClassIsDrawnAsOne(_ command: String, _ labels: [String]) throws {
        #expect(try pointLabels(command) == labels)
    }
}
