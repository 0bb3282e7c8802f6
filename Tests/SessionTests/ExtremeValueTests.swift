import Testing

@testable import Session

/// What NaN, the infinities, the largest numbers, minus zero and empty matrices give is defined.
@Suite struct ExtremeValueTests {
    private static let preamble = "A = [1, 2, 3; 4, 5, 6]\nE = A[2..1, :]\nF = A[:, 2..1]\nnan = 0/0\ninf = 1/0\n"

    @Test(arguments: [
        // NaN goes through arithmetic and is equal to nothing, not even to itself.
        ("nan + 1", "NaN"), ("nan·0", "NaN"), ("nan^0", "1"), ("1^nan", "1"), ("-nan", "NaN"), ("nan == nan", "false"),
        ("nan ≠ nan", "true"), ("nan < 1", "false"), ("nan ≥ 1", "false"), ("nan ≈ nan", "false"),
        ("nan ≈ nan ± inf", "false"),
        ("[nan, 1] == [nan, 1]", "[0, 1]"), ("max([1, nan])", "NaN"), ("min([nan, 1])", "NaN"),
        ("sum([1, nan])", "NaN"),
        ("relu(nan)", "NaN"), ("σ(nan)", "NaN"), ("tanh(nan)", "NaN"), ("softmax([nan, 1])", "[NaN, NaN]"),
        ("‖[nan, 1]‖", "NaN"),
        ("sign(nan)", "NaN"), ("abs(nan)", "NaN"), ("floor(nan)", "NaN"), ("choose(nan > 0, 1, 2)", "2"),
        ("abs'(nan)", "NaN"),
        // Infinities.
        ("inf + 1", "∞"), ("inf - inf", "NaN"), ("-inf", "-∞"), ("inf·0", "NaN"), ("1/inf", "0"),
        ("inf == inf", "true"),
        ("inf ≈ inf", "true"), ("inf ≈ -inf", "false"), ("inf ≈ 1 ± inf", "true"), ("inf^0", "1"), ("2^inf", "∞"),
        ("2^-inf", "0"),
        ("σ(inf)", "1"), ("σ(-inf)", "0"), ("tanh(-inf)", "-1"), ("relu(-inf)", "0"), ("exp(-inf)", "0"),
        ("log(0)", "-∞"),
        ("log(-1)", "NaN"), ("sqrt(-1)", "NaN"), ("softplus(-inf)", "0"), ("softplus(inf)", "∞"), ("‖[inf, 1]‖", "∞"),
        ("max([1, inf])", "∞"), ("argmax([1, inf, inf])", "2"), ("σ'(inf)", "0"), ("tanh'(inf)", "0"),
        // The largest numbers.
        ("1e308 + 1e308", "∞"), ("1e308·10", "∞"), ("-1e308·10", "-∞"), ("mean([1e308, 1e308])", "1e308"),
        ("1e308²", "∞"), ("1e-308²", "0"), ("σ(1e308)", "1"), ("σ(-1e308)", "0"), ("softplus(1e308)", "1e308"),
        ("softmax([1e308, -1e308])", "[1, 0]"), ("logsumexp([1e308, 0])", "1e308"), ("‖[1e308, 0]‖", "1e308"),
        ("1e308 ≈ 1e308·(1 + 1e-12)", "true"), ("tanh(1e308)", "1"), ("σ'(1e308)", "0"),
        // Minus zero is zero.
        ("-0 == 0", "true"), ("-0", "0"), ("1/(-0)", "-∞"), ("sqrt(-0)", "0"), ("max([-0, 0])", "0"), ("sign(-0)", "0"),
        ("[1, -0]", "[1, 0]"), ("-0 < 0", "false"), ("relu(-0)", "0"),
        // Empty matrices, 0×3 and 2×0.
        ("size(E)", "[0, 3]"), ("size(F)", "[2, 0]"), ("size(Eᵀ)", "[3, 0]"), ("size(E + 1)", "[0, 3]"),
        ("size(E ⊙ E)", "[0, 3]"),
        ("size(E²)", "[0, 3]"), ("size(tanh(E))", "[0, 3]"), ("size(softmax(E))", "[0, 3]"), ("size(E·Aᵀ)", "[0, 2]"),
        ("Eᵀ·E", "[0, 0, 0; 0, 0, 0; 0, 0, 0]"), ("F·Fᵀ", "[0, 0; 0, 0]"), ("sum(E)", "0"), ("‖E‖", "0"),
        ("size(-E)", "[0, 3]"),
        ("size(E + [1, 2, 3])", "[0, 3]"), ("size(E < 1)", "[0, 3]"), ("E ≈ E", "true"),
        ("size(sum(E, over=rows))", "[1, 3]"),
        ("size(stack(E, A))", "[2, 3]"), ("size(E[:, 1])", "[0, 1]"), ("size(sort(E[:, 1]))", "[0, 1]"),
        ("rows(E)", "0"),
    ])
    func result(_ source: String, _ expected: String) throws {
        #expect(try Session().short(Self.preamble + source) == expected, "\(source)")
    }

    @Test(arguments: [
        ("E[1]", "value"), ("E[1, 1]", "value"), ("E·A", "shape"), ("E + [1; 2]", "shape"), ("max(E)", "value"),
        ("mean(E)", "value"),
        ("if E\nend", "type"), ("A[nan]", "value"), ("A[inf]", "value"), ("A[1e308]", "value"), ("A[-0]", "value"),
        ("nan..1", "value"),
        ("1..inf", "value"), ("-1e308..1e308", "limit"), ("zeros(nan, 1)", "value"), ("zeros(-1, 1)", "value"),
        ("zeros(1e308, 1)", "limit"), ("2 -> nan tanh", "value"), ("2 -> inf tanh", "value"),
        ("inverse([nan])", "value"),
        ("train (3 -> 1 sigmoid) on (E => E[:, 1])", "shape"), ("mixture(n=inf)", "value"),
        ("2 -> 1, seed=nan", "value"),
        ("train (2 -> 1) on xor, η=nan", "value"), ("train (2 -> 1) on xor, η=inf", "value"),
        ("expect nan == nan", "expectation"),
    ])
    func error(_ source: String, _ kind: String) throws {
        let message = try Session().fail(Self.preamble + source)
        #expect(message.hasPrefix(kind + " error"), "\(message)")
    }

    /// A loop over nothing has no turns, and a table of no points no rows.
    @Test func loopsOverNothing() throws {
        #expect(try Session().run(Self.preamble + "for row in E\n  print row\nend").printed.isEmpty)
        #expect(try Session().run(Self.preamble + "for row in F\n  print size(row)\nend").printed == "[1, 0]\n[1, 0]\n")
        #expect(
            try Session().run(Self.preamble + "T = sweep k in 2..1\n  record a = k\nend\nprint T.a").printed
                == "[]\n")
    }
}
