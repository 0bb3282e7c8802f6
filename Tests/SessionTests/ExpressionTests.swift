import Testing

@testable import Session

@Suite struct ExpressionTests {
    @Test(arguments: [
        ("1 + 2", "3"), ("1/3", "0.3333333333"), ("2^10", "1024"), ("-2²", "-4"), ("2^-1", "0.5"), ("1 - 2 - 3", "-4"),
        ("2·3", "6"), ("2*3/4", "1.5"), ("1/0", "∞"), ("0/0", "NaN"), ("-0", "0"), ("1e308 * 10", "∞"),
        ("1 < 2", "true"), ("2 ≤ 1", "false"), ("1 == 1", "true"), ("1 ≠ 1", "false"), ("not (1 > 2)", "true"),
        ("true and false", "false"), ("false or true", "true"), ("\"a\" == \"a\"", "true"), ("none == 1", "false"),
        ("sqrt(16)", "4"), ("exp(0)", "1"), ("abs(-3)", "3"), ("σ(0)", "0.5"), ("tanh²(0)", "0"), ("2π", "6.283185307"),
        ("1..4", "1..4"), ("0..1 step 0.25", "0..1 step 0.25"), ("sum(1..4)", "10"), ("sum(0..1 step 0.1)", "5.5"),
        ("[1, \"a\"]", "[1, \"a\"]"), ("(1, true)", "(1, true)"), ("1 => 0", "1 => 0"), ("[]", "[]"), ("[7]", "7"),
        ("‖[3, 4]‖", "5"), ("norm([3; 4])", "5"), ("rows([1, 2])", "1"), ("cols([1, 2])", "2"),
        ("max([3, 9, 1]) - min([3, 9, 1])", "8"), ("mean([1, 2; 3, 4])", "2.5"),
        ("1 ≈ 1 + 1e-10", "true"), ("1 ≈ 1.1 ± 0.2", "true"), ("1 ≈ 1.1", "false"), ("[1, 2] ≈ [1; 2]", "true"),
        ("0/0 ≈ 0/0", "false"), ("1/0 ≈ 1/0", "true"), ("1/0 ≈ 1", "false"), ("(1..4)[2]", "2"),
        ("params(784 -> 50 relu -> 10 softmax)", "39760"),
        ("params(5 -> 3 -> 2)", "26"), ("params(5 -> 4 -> 3 -> 2)", "47"), ("params(2 -> 50 tanh -> 1 sigmoid)", "201"),
    ])
    func scalar(_ source: String, _ expected: String) throws {
        #expect(try Session().value(source) == expected)
    }

    @Test(arguments: [
        ("[1, 2; 3, 4]·[1; 1]", "[3; 7]"), ("[1, 2; 3, 4] ⊙ [2, 2; 2, 2]", "[2, 4; 6, 8]"),
        ("[1, 2; 3, 4] + [10, 20]", "[11, 22; 13, 24]"), ("[10, 20] + [1, 2; 3, 4]", "[11, 22; 13, 24]"),
        ("[1, 2] - 1", "[0, 1]"), ("1 - [1, 2]", "[0, -1]"), ("[2, 4] / 2", "[1, 2]"), ("8 / [2, 4]", "[4, 2]"),
        ("[2, 4] / [2, 4]", "[1, 1]"), ("[1, 2]²", "[1, 4]"), ("2^[1, 2, 3]", "[2, 4, 8]"), ("[1, 2] < 2", "[1, 0]"),
        ("2·[1, 2]", "[2, 4]"), ("[1, 2] * 3", "[3, 6]"), ("[1, 2, 3]ᵀ", "[1; 2; 3]"), ("-[1, 2]", "[-1, -2]"),
        ("[1, 2; 3, 4][1, :]", "[1, 2]"), ("[1, 2; 3, 4][:, 2]", "[2; 4]"), ("[1, 2; 3, 4][2]", "[3, 4]"),
        ("[5, 6, 7][2..3]", "[6, 7]"), ("[5; 6; 7][[3, 1]]", "[7; 5]"), ("relu([-1, 2])", "[0, 2]"),
        ("softmax([0, 0])", "[0.5, 0.5]"), ("xor.Y", "[0; 1; 1; 0]"),
    ])
    func matrix(_ source: String, _ expected: String) throws {
        #expect(try Session().run("print " + source).printed == expected + "\n")
    }

    @Test func aMatrixIsShownUnderItsShape() throws {
        #expect(try Session().value("[1/3, 2; 3, 4000]") == "2×2\n  0.333333     2.000000\n  3.000000  4000.000000")
    }

    @Test func aLargeMatrixIsElided() throws {
        let text = try Session().value("D = mixture(n=200, seed=42)\nD.train.X")
        #expect(text.hasPrefix("200×2\n"))
        #expect(text.split(separator: "\n").count == 14)
        #expect(text.contains("⋮"))
    }

    @Test func assignmentDisplaysNothingAndSwaps() throws {
        let session = Session()
        #expect(try session.run("a, b = 1, 2").events.isEmpty)
        try session.run("a, b = b, a")
        #expect(try session.value("(a, b)") == "(2, 1)")
        try session.run("c, d = (3, 4)")
        #expect(try session.value("(c, d)") == "(3, 4)")
    }

    @Test func onlyTheLastExpressionIsTheResult() throws {
        let events = try Session().run("1\n2\n3").events
        #expect(events.count == 3)
        guard case .display = events.first, case .result(let last) = events.last else {
            Issue.record("not a display and a result")
            return
        }
        #expect(last.plain() == "3")
    }

    @Test func hidingABuiltInWarns() throws {
        let session = Session()
        #expect(try session.run("σ = 3").warned.contains("σ now hides the activation"))
        #expect(try session.value("σ") == "3")
        #expect(try session.run("σ = 4").warned.isEmpty)
    }

    @Test func aNameThatIsAssignedNowhereYetKeepsItsMeaning() throws {
        #expect(try Session().run("if false\n  tanh = 3\nend\nprint tanh(0)").printed == "0\n")
    }

    @Test func aListThatHoldsAnotherManyTimesOverIsCutShort() throws {
        let text = try Session().run("x = [none]\nfor k in 1..40\n  x = [x, x]\nend\nprint x").printed
        #expect(text.utf8.count < 3000 && text.contains("…"))
        #expect(try Session().fail("x = 1\nfor k in 1..200\n  x = (x, 1)\nend").contains("100 deep"))
    }

    @Test func aPairJoinsNumbers() throws {
        #expect(try Session().fail("x = [1, 2] => \"a\"").contains("this is text"))
    }

    @Test func whatIsPickedIsLimited() throws {
        let session = Session()
        try session.run("o = 1 + 0·(1..1e5)\nA = [1, 2; 3, 4]")
        #expect(try session.fail("A[o, o]").contains("larger than"))
        #expect(try session.fail("mixture(n=2)[1 + 0·(1..1e7)]·A[o, o]").contains("larger than"))
    }

    @Test func aCellThatIsWrongChangesNothing() throws {
        let session = Session()
        try session.run("x = 1")
        _ = try session.fail("x = 2\ny = nothing_of_that_name")
        #expect(try session.value("x") == "1")
        #expect(try session.fail("y").contains("nothing is called y"))
    }

    @Test func aFailingStatementKeepsWhatRanBefore() throws {
        let session = Session()
        _ = try session.fail("x = 5\ny = [1, 2][3]")
        #expect(try session.value("x") == "5")
    }
}
