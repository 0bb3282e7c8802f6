import Testing

@testable import Session

/// The rules of the language's description, by their numbers, as far as they are of the language itself.
@Suite struct LanguageRuleTests {
    @Test func rule1OptionsBelongToTheHeadOfTheStatement() throws {
        let session = Session()
        try session.run("N = 2 -> 50 tanh -> 1 sigmoid, seed=7\nM = 2 -> 50 tanh -> 1 sigmoid, seed=8")
        #expect(try session.value("K = 2 -> 50 tanh -> 1 sigmoid, seed=7\nK([1, 2]) == N([1, 2])") == "true")
        #expect(try session.value("N([1, 2]) == M([1, 2])") == "false")
        // Left of `=` stands the label, right of it the loop's variable.
        try session.run("for η in [0, 0.5]\n  K = 2 -> 1 sigmoid, seed=7\n  train K on xor, η=η, epochs=1\nend")
        try session.run("J = 2 -> 1 sigmoid, seed=7\ntrain J on xor, learning_rate=0.5, epochs=1")
        #expect(try session.short("K.W1 == J.W1") == "[1; 1]")
        // η is nothing by itself.
        #expect(try Session().fail("x = η").contains("nothing is called η"))
        // Every verb is a function.
        #expect(try session.value("rows(train(N, xor, epochs=3).loss)") == "4")
    }

    @Test func rule2Products() throws {
        let session = Session()
        try session.run("A = [1, 2; 3, 4]")
        let message = try session.fail("A * A")
        #expect(message.contains("·") && message.contains("⊙"))
        #expect(try session.short("2 * A") == "[2, 4; 6, 8]")
        #expect(try session.fail("A·A ⊙ A").hasPrefix("syntax error"))
        #expect(try session.short("(A·A) ⊙ A") == "[7, 20; 45, 88]")
        #expect(try session.short("A²") == "[1, 4; 9, 16]")
        #expect(try session.short("A < Aᵀ") == "[0, 1; 0, 0]")
        #expect(try session.short("A / A") == "[1, 1; 1, 1]")
    }

    @Test func rule3TransposeAndDerivatives() throws {
        let session = Session()
        try session.run("A = [1, 2; 3, 4]\nf(x, y) = 1.5x² + y² + 2\ng(x) = x³")
        #expect(try session.fail("A'").contains("ᵀ"))
        #expect(try session.short("(σ'(0), g'(2), g''(2))") == "(0.25, 12, 12)")
        #expect(try session.short("(∇f(2, 2), grad(f)(2, 2))") == "([6, 4], [6, 4])")
    }

    @Test func rule4NothingRunsWhereACellIsWrong() throws {
        let session = Session()
        let output = TestOutput()
        _ = session.execute(
            "print \"ran\"\nA = [1, 2; 3, 4]\nA·[1, 2, 3]", output: output, isCancelled: { false })
        #expect(output.printed.isEmpty)
        try session.run("A = [1, 2; 3, 4]")
        #expect(try session.short("A + [10, 20]") == "[11, 22; 13, 24]")
        #expect(try session.fail("A + [10; 20]").hasPrefix("shape error"))
        #expect(try session.fail("A ⊙ [10, 20]").hasPrefix("shape error"))
    }

    @Test(arguments: [
        ("size([1, 2, 3])", "[1, 3]"), ("size([1; 2; 3])", "[3, 1]"), ("size([1, 2; 3, 4])", "[2, 2]"),
        ("[7] + 1", "8"),
        ("[1, \"a\", none][2]", "a"), ("[1, 2, 3] ≈ [1; 2; 3]", "true"), ("[5, 6][1]", "5"), ("sum(1..3)", "6"),
        ("[1, 2; 3, 4]·[1; 1] ≈ [3, 7]", "true"), ("[[1, 2], \"a\"][1]", "[1, 2]"),
    ])
    func rule5Brackets(_ source: String, _ expected: String) throws {
        #expect(try Session().short(source) == expected)
    }

    @Test func rule5OneTruthValueAndTheFirstThatFails() throws {
        let session = Session()
        #expect(try session.fail("if [1, 2] < 2\nend").hasPrefix("type error"))
        #expect(try session.fail("while [1, 2] < 2\nend").hasPrefix("type error"))
        #expect(try session.fail("expect [1, 2, 4] ≈ [1, 3, 5]").contains("2"))
        #expect(try session.run("for row in [1, 2; 3, 4]\n  print row\nend").printed == "[1, 2]\n[3, 4]\n")
        #expect(try session.run("for k in 1..3\n  print k, end=\"\"\nend").printed == "123")
    }

    @Test func rule6TrainingGoesOnUntilTheNetworkIsReset() throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid, seed=7\nW = N.W1\nH = train N on xor, epochs=3")
        #expect(try session.short("(size(H.loss), H.epoch[1])") == "([4, 1], 0)")
        try session.run("train N on xor, epochs=2")
        #expect(try session.value("rows(N.history.loss)") == "6")
        try session.run("reset N")
        #expect(try session.short("N.W1 == W") == "[1, 1, 1; 1, 1, 1]")
    }

    @Test func rule7SameSeedSameNumbers() throws {
        let session = Session()
        try session.run(
            "A = 2 -> 5 tanh -> 1 sigmoid, seed=7\nB = 2 -> 5 tanh -> 1 sigmoid, seed=7\nC = 2 -> 5 tanh -> 1 sigmoid")
        try session.run("D = mixture(n=40, seed=3)\ntrain A on D, batch=7, epochs=20")
        try session.run("for k in 1..2\n  train B on D, batch=7, epochs=10\nend")
        #expect(try session.value("‖A.θ - B.θ‖") == "0")
        #expect(try session.value("‖C.W - (2 -> 5 tanh -> 1 sigmoid).W‖") == "0")
    }

    @Test func rule8ConventionsFixForms() throws {
        let session = Session()
        let printed =
            try session.run("use convention yale").displayed.joined() + session.run("use convention yale").printed
        #expect(printed.contains("yale"))
        try session.run("N = 1 -> 1 sigmoid, W1=0.6, b1=0.9")
        let yale = try session.number("loss(N, 1 => 0, loss=quadratic)")
        try session.run("use convention mukund")
        #expect(try session.value("loss(N, 1 => 0, loss=quadratic) ≈ \(2 * yale)") == "true")
    }

    @Test func rule9ExpectIsATest() throws {
        let session = Session()
        #expect(try !session.run("expect 1/3 ≈ 0.3333 ± 1e-4").displayed.isEmpty)
        let message = try session.fail("expect 1/3 ≈ 0.3334 ± 1e-5")
        #expect(message.hasPrefix("expectation error") && message.contains("0.3334") && message.contains("0.3333"))
    }

    @Test func rule11NothingIsAbbreviated() throws {
        #expect(try Session().fail("N = 2 -> 1\ntrain N on xor, ep=3").contains("no option ep"))
        #expect(try Session().fail("train").contains("N"))
    }

    @Test func rule12Output() throws {
        let session = Session()
        #expect(try session.run("print 1, \"a\", end=\"\"\nprint [1, 2]").printed == "1 a[1, 2]\n")
        #expect(try session.run("warn \"careful\", 2").warned.contains("careful 2"))
        #expect(try session.run("show [1, 2]").displayed.count == 1)
        #expect(try session.run("print 1\nclear").events.count == 2)
    }

    @Test func rule13Scopes() throws {
        let session = Session()
        try session.run("k = 7\nT = sweep a in [1, 2], b in 1..2\n  inner = 10a + b\n  record c = inner\nend")
        #expect(try session.short("(T.c, T.a)") == "([11; 12; 21; 22], [1; 1; 2; 2])")
        #expect(try session.fail("inner").contains("nothing is called inner"))
        try session.run("for k in 1..3\n  kept = k\nend\nif true\n  also = 1\nend")
        #expect(try session.short("(k, kept, also)") == "(3, 3, 1)")
        // A function looks up free names when it is called.
        try session.run("f(x) = x·later\nlater = 2")
        #expect(try session.value("f(3)") == "6")
        try session.run("later = 5")
        #expect(try session.value("f(3)") == "15")
    }

    // MARK: Words and spaces

    @Test(arguments: [
        ("x = 3\n1.5x²", "13.5"), ("a, b = 1, 2\n2(a+b)", "6"), ("x = 2\n1/2x", "0.25"), ("sum(1..20)", "210"),
        ("1_000", "1000"),
        ("y = 1 +\n  2\ny", "3"), ("y = max([1,\n  5])\ny", "5"), ("N = 2 ->\n  3 tanh ->\n  1\nparams(N)", "13"),
        ("y = (1\n  + 2)\ny", "3"), ("a,\nb = 1,\n2\na + b", "3"), ("x₁, x₂ = 3, 4\nx₁ + x₂", "7"),
        ("ŷ = 2\ny\u{302}", "2"),
        ("x = 1; y = 2; x + y", "3"), ("x = 1 # + 5\nx", "1"), ("µ = 3\nμ", "3"), ("2 − 1", "1"), ("∥[3, 4]∥", "5"),
        ("[1, 2]⋅[3; 4]", "11"), ("tanh′(0)", "1"), ("A = [1, 2]\nA @ A.T", "5"), ("sum([1, 2] .* [3, 4])", "11"),
        ("grad(sin)(0) == (∇sin)(0)", "true"), ("norm([3, 4]) == ‖[3, 4]‖", "true"), ("sigmoid(1) == σ(1)", "true"),
        ("3^2 == 3²", "true"), ("1 ~~ 2 +/- 3", "true"), ("(1 <= 1) and (1 >= 1) and (1 != 2)", "true"),
        ("f(x) = x + 1\nf(2)", "3"), ("tanh²(1) == tanh(1)^2", "true"), ("f(x, y) = x²·y\n∇f(1, 2)[1]", "4"),
    ])
    func words(_ source: String, _ expected: String) throws {
        #expect(try Session().value(source) == expected)
    }

    @Test(arguments: [
        "train = 1", "plot = 1", "on = 1", "over = 1", "end = 1", "and = 1", "for = 1", "record = 1", "step = 1",
    ])
    func reservedWordsCannotBeAssigned(_ source: String) throws {
        #expect(try Session().fail(source).hasPrefix("syntax error"))
    }

    @Test(arguments: ["σ = 1", "mixture = 1", "pi = 1", "tanh(x) = x", "xor = 1", "adam = 1"])
    func builtInsAreHiddenWithAWarning(_ source: String) throws {
        let name = source.prefix { $0 != " " && $0 != "(" }
        #expect(try Session().run(source).warned.contains("\(name) now hides the"))
    }
}
