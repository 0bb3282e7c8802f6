import Language
import Testing

@Suite struct CompletenessTests {
    @Test(arguments: [
        "", "\n", "# c", "x = 1", "x = 1\n", "train N on D", "for k in 1..3\nend", "help ->", "x = (1\n)", "for?",
    ])
    func complete(_ source: String) {
        #expect(completeness(of: source, vocabulary: vocabulary) == .complete)
    }

    @Test(arguments: [
        ("x = (1", ""), ("x = [1,", ""), ("x = f(a,\n", ""), ("x = 1 +", ""), ("x = 1 + # c", ""), ("x = 1 +\n\n", ""),
        ("a,", ""), ("x = 1,", ""), ("2 ->", ""), ("a and", ""), ("a ≈ b ±", ""), ("1 ..", ""), ("2^", ""),
        ("1 =>", ""),
        ("print a,", ""), ("train N on D,", ""), ("for k in 1..3", "  "), ("for k in 1..3\n", "  "),
        ("for k in 1..3\n x = 1", "  "),
        ("if a\n for k in x", "    "), ("if a\n for k in x\n end", "  "), ("if a\nelse", "  "), ("while a", "  "),
        ("T = sweep k in x", "  "), ("for k in x\n y = [1,", "  "), ("for k in [1,", "  "), ("for k in x,", "  "),
        ("if a\n\n\n", "  "), ("H = train(N,\n  epochs=1", ""),
    ])
    func incomplete(_ source: String, _ indent: String) {
        #expect(completeness(of: source, vocabulary: vocabulary) == .incomplete(indent: indent))
    }

    @Test(arguments: [
        "x = )", "x = \"abc", "x =", "trian N on D", "for k in", "for k in 1..3\n x = $", "x = (1 $", "x = (\"a", "end",
        "train N on",
        "if x = 3", "x = (1, 2]", "‖a",
    ])
    func invalid(_ source: String) {
        #expect(completeness(of: source, vocabulary: vocabulary) == .invalid)
    }

    /// Every beginning of a sound program that ends with a line is complete or asks for more.
    @Test func beginningsOfAProgram() {
        var beginning = ""
        for line in program.split(separator: "\n", omittingEmptySubsequences: false) {
            beginning += line + "\n"
            #expect(completeness(of: beginning, vocabulary: vocabulary) != .invalid, "\(line)")
        }
    }
}
