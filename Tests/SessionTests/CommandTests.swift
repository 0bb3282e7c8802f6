import Drawing
import Language
import Testing

@testable import Session

/// `compare`, `check gradients` and `descend`.
@Suite struct CommandTests {
    // MARK: compare

    /// The largest difference is found with its place, and divided by the largest magnitude.
    @Test func theLargestDifferenceHasAPlace() throws {
        let session = Session()
        let output = try session.run("T = compare [1, 2; 3, 4] with [1, 2.5; 3, 3.75]")
        #expect(try session.short("(T.difference, T.row, T.column, T.left, T.right)") == "(0.5, 1, 2, 2, 2.5)")
        #expect(try session.number("T.relative") == 0.125)
        #expect(try #require(output.displayed.first).contains("[1, 2; 3, 4] and [1, 2.5; 3, 3.75]: different"))
    }

    @Test(arguments: [
        ("compare 1/3 with 1/3", "identical"), ("compare 1e-30 with 0", "different"),
        ("compare [0.1 + 0.2, 1] with [0.3, 1]", "equal to rounding"),
        ("compare [1, 2, 3] with [1; 2; 3]", "identical"), ("compare (1, 1.0004)", "one"),
        ("compare 1 with 1.0004", "equal to 3 digits"), ("compare 1 with 1.4", "different"),
        ("compare 1, 1.0004, tolerance=1e-3", "equal to rounding"), ("compare 0/0 with 0/0", "identical"),
        ("compare 0/0 with 1", "different"), ("compare 1/0 with 1/0", "identical"),
    ])
    func verdicts(_ cell: String, _ verdict: String) throws {
        let session = Session()
        guard verdict != "one" else {
            #expect(try session.fail(cell).contains("compare takes"))
            return
        }
        let text = try #require(try session.run(cell).displayed.first)
        #expect(text.contains(": \(verdict)"), "\(text)")
    }

    /// The lecture's gradients by hand are the engine's to rounding.
    @Test func backpropagationByHandEqualsTheEngine() throws {
        let text = try #require(
            try Session().run(
                """
                D = mixture(n=40, seed=3)
                N = 2 -> 5 tanh -> 1 sigmoid, seed=7
                X, Y = D.train.X, D.train.Y
                A1 = tanh(X·N.W1 + N.b1)
                δ2 = σ(A1·N.W2 + N.b2) - Y
                δ1 = (δ2·N.W2ᵀ) ⊙ (1 - A1²)
                compare (Xᵀ·δ1) / rows(X) with grad(N, D.train).W1
                """
            ).displayed.first)
        #expect(text.contains("equal to rounding") || text.contains("identical"))
    }

    @Test func networksAreComparedPartByPart() throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid, seed=1\nM = 2 -> 3 tanh -> 1 sigmoid, seed=1")
        try session.run("b = [0, 0, 0.5]\nM.b1 = b\nT = compare N with M")
        #expect(try session.short("T.part") == "[\"W1\", \"b1\", \"W2\", \"b2\"]")
        #expect(try session.short("T.difference") == "[0; 0.5; 0; 0]")
        #expect(try session.short("T.column") == "[1; 3; 1; 1]")
        #expect(try session.fail("compare N with (2 -> 4 tanh -> 1 sigmoid)").contains("W1 are 2×3 and 2×4"))
        #expect(try session.run("compare N with (2 -> 3 relu -> 1 sigmoid)").displayed[0].contains("the layers differ"))
    }

    @Test func historiesHaveARowAndACurveEach() throws {
        let session = Session()
        let output = try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid, seed=1
            A = train N on xor, epochs=10, loss=quadratic
            use convention yale
            M = 2 -> 3 tanh -> 1 sigmoid, seed=1
            B = train M on xor, epochs=20, η=0.5, loss=quadratic
            T = compare A, B
            """)
        #expect(try session.short("(T.run, T.epochs)") == "([\"A\", \"B\"], [10; 20])")
        #expect(try session.number("T.final[2] - B.loss[21]") == 0)
        #expect(try session.number("T.best[1] - min(A.loss)") == 0)
        let displayed = output.events.compactMap { event in
            if case .display(let rendering) = event { rendering } else { nil }
        }
        guard displayed.count == 3, case .figure(let figure) = displayed[2] else {
            Issue.record("no curves")
            return
        }
        #expect(figure.layers.count == 2)
        #expect(displayed[1].plain().contains("these runs used different conventions: modern, yale"))
        #expect(displayed[1].plain().contains("0.1 | "))
        #expect(displayed[1].html != nil)
    }

    @Test func tablesAreComparedColumnByColumn() throws {
        let session = Session()
        try session.run("S = sweep k in 1..3\n  record a = k², t = \"x\"\nend")
        try session.run("R = sweep k in 1..3\n  record a = k² + choose(k == 2, 1, 0), u = 1\nend\nT = compare S with R")
        #expect(try session.short("(T.column, T.difference, T.row)") == "([\"k\", \"a\"], [0; 1], [1; 2])")
    }

    // MARK: check gradients

    @Test func correctGradientsPass() throws {
        let session = Session()
        let output = try session.run(
            "D = mixture(n=40, seed=3)\nN = 2 -> 5 tanh -> 1 sigmoid, seed=7\nT = check gradients of N on D")
        #expect(try #require(output.displayed.first).contains("✓ passes"))
        #expect(try session.short("(T.part, T.checked)") == "([\"W1\", \"b1\", \"W2\", \"b2\"], [10; 5; 5; 1])")
        #expect(try session.number("max(T.error)") < 1e-7)
        #expect(try session.run("check gradients of N on D, step=0.5, limit=3").displayed[0].contains("✗ fails"))
    }

    @Test func aGradientCheckCanBeInterrupted() throws {
        let session = Session()
        try session.run("D = mixture(n=40, seed=3)\nN = 2 -> 5 tanh -> 1 sigmoid, seed=7")
        var polls = 0
        let outcome = session.execute("check gradients of N on D", output: TestOutput()) {
            polls += 1
            return polls > 5
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it was not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
    }

    /// What the commands show, and what they say of mistakes.
    @Test func golden() throws {
        let session = Session()
        try session.run(
            """
            D = mixture(n=20, seed=3)
            N = 2 -> 2 tanh -> 1 sigmoid, W1=[0.1, 0.2; 0.3, 0.4], b1=[0.5, 0.6], W2=[0.7; -0.8], b2=0.9
            M = 2 -> 2 tanh -> 1 sigmoid, W1=[0.1, 0.2; 0.3, 0.5], b1=[0.5, 0.6], W2=[0.7; -0.8], b2=0.9
            f(x, y) = 1.5x² + y² + 2
            g(w) = sum(w²)
            L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)
            """)
        var text = ""
        for cell in [
            "compare N with M", "compare [1, 2; 3, 4] with [1, 2; 3, 5]", "check gradients of N on xor, tolerance=1e-4",
            "descend f from (2, 2), η=0.1, momentum=ema(0.5), steps=20",
            "descend f from [2, 2], η=0.7, steps=10000",
            "descend L, η=0.1, steps=10", "descend g from [1, 2, 3], momentum=nesterov(0.5), steps=3",
        ] {
            let output = try session.run(cell)
            text += "> \(cell)\n\(output.displayed.joined(separator: "\n"))\n\(output.warned)\n"
            #expect(
                output.events.contains {
                    if case .display = $0 { true } else if case .result = $0 { true } else { false }
                })
        }
        for cell in [
            "compare 3", "compare 3 with N", "compare [1, 2] with [1; 2; 3]", "compare 1, 2, 3", "compare \"a\" with 3",
            "compare [1, 2; 3, 4; 5, 6] with [1, 2, 3; 4, 5, 6]", "compare N", "check gradients of N",
            "check gradients of N on iris", "check gradients of N on D, tolerance=0", "check N on D",
            "descend D", "descend 3", "descend f from (1, 2, 3)", "descend f from \"a\"", "descend g from (1, 2)",
            "descend f, momentum=1", "descend f, batch=3", "descend L from [1, 2, 3]", "descend f, steps=-1",
            "descend f from (0/0, 1)", "P = descend f\nP.z", "descend mixture", "h(x) = [x, x]\ndescend h",
        ] {
            text += "> \(cell)\n\(try session.fail(cell))\n\n"
        }
        try expectGolden(text, "commands.txt")
    }
}
