import Language
import Testing

@Suite struct LexerTests {
    /// The kinds and canonical texts of the tokens, without the ends of lines.
    private func tokens(_ source: String) -> [String] {
        tokenize(source).filter { $0.kind != .newline }.map { "\($0.kind) \($0.text)" }
    }

    private func texts(_ source: String) -> [String] {
        tokenize(source).map(\.text)
    }

    @Test(arguments: [
        ("1", "1"), (".5", ".5"), ("1e-4", "1e-4"), ("1E+4", "1E+4"), ("1_000", "1000"),
        ("1_000.000_1e1_0", "1000.0001e10"),
        ("0.25", "0.25"), ("1.5e3", "1.5e3"),
    ])
    func numbers(_ source: String, text: String) {
        #expect(tokens(source) == ["number \(text)"])
    }

    @Test(arguments: [
        ("1..20", ["1", "..", "20"]), ("1...5", ["1", "...", "5"]), (".5...5", [".5", "...", "5"]),
        ("1.5..2.5", ["1.5", "..", "2.5"]), ("1.*A", ["1", "⊙", "A"]), ("2.T", ["2", "ᵀ"]),
        ("2epsilon", ["2", "epsilon"]),
        ("1.5x²", ["1.5", "x", "²"]), ("2(a", ["2", "(", "a"]), ("x.5", ["x", ".", "5"]), ("x .5", ["x", ".5"]),
        ("[.5", ["[", ".5"]), ("3e2x", ["3e2", "x"]), ("1e5..2", ["1e5", "..", "2"]),
    ])
    func numbersEndWhereTheyShould(_ source: String, _ expected: [String]) {
        #expect(texts(source) == expected)
    }

    @Test(arguments: ["1.", "1.x", "1e", "1e-", "1_", "1_x", "1__0", "1.2.3", "1e999", "1.e5", "1._5"])
    func faultyNumbersAreNumbersStill(_ source: String) {
        #expect(tokenize(source).first?.kind == .number)
        #expect(parse(source, vocabulary: vocabulary).diagnostics.count == 1)
    }

    @Test(arguments: [
        "x", "W1", "learning_rate", "_a", "ŷ", "x₁", "x₁₂", "δ2", "Σ", "θ", "日本", "имя", "नमस्ते", "x̂", "ß", "ﬁ", "ª",
        "x٣",
    ])
    func names(_ source: String) {
        #expect(tokens(source) == ["name \(source)"])
    }

    @Test(arguments: [
        ("x²", ["x", "²"]), ("W2ᵀ", ["W2", "ᵀ"]), ("σ'", ["σ", "'"]), ("f′", ["f", "'"]), ("a·b", ["a", "·", "b"]),
        ("a⊙b", ["a", "⊙", "b"]), ("∇f", ["∇", "f"]), ("‖A‖", ["‖", "A", "‖"]), ("x⁻¹", ["x", "⁻¹"]),
        ("a≈b±c", ["a", "≈", "b", "±", "c"]), ("x₁²", ["x₁", "²"]), ("x¹⁰", ["x", "¹⁰"]),
    ])
    func namesEndAtGlyphs(_ source: String, _ expected: [String]) {
        #expect(texts(source) == expected)
    }

    @Test func namesAreComparedInNFC() {
        let composed = tokenize("\u{177}").first?.text ?? ""
        let decomposed = tokenize("y\u{302}").first?.text ?? ""
        #expect(Array(composed.unicodeScalars) == Array(decomposed.unicodeScalars))
        // Marks in another order are the same name.
        let first = tokenize("a\u{323}\u{302}").first?.text ?? ""
        let second = tokenize("a\u{302}\u{323}").first?.text ?? ""
        #expect(Array(first.unicodeScalars) == ["\u{1EAD}"])
        #expect(Array(second.unicodeScalars) == ["\u{1EAD}"])
        // NFKC would make these the same.
        #expect(tokenize("ﬁ").first?.text != "fi")
        #expect(tokenize("x₁").first?.text != "x1")
    }

    @Test(arguments: [
        ("⋅", "·"), ("@", "·"), ("−", "-"), ("∥", "‖"), ("µ", "\u{3BC}"), ("′", "'"), (".*", "⊙"), ("→", "->"),
        ("~~", "≈"),
        ("+/-", "±"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "=="), ("=>", "=>"), ("..", ".."),
    ])
    func lookAlikesAndASCIISpellings(_ source: String, _ canonical: String) {
        let tokens = tokenize(source)
        #expect(tokens.map(\.text) == [canonical])
        #expect(tokens.map { Array($0.text.unicodeScalars) } == [Array(canonical.unicodeScalars)])
        #expect(tokens.map(\.span) == [Span(0, source.utf8.count)])
    }

    @Test func transposeOnlyWhereTheNameEnds() {
        #expect(texts("A.T") == ["A", "ᵀ"])
        #expect(texts("A.Tx") == ["A", ".", "Tx"])
        #expect(texts("A.T₁") == ["A", ".", "T₁"])
    }

    @Test(arguments: [
        (#""a b""#, "a b"), (#""""#, ""), (#""a\nb\t\r\0""#, "a\nb\t\r\0"), (#""\"\\\'""#, "\"\\'"),
        (#""\u{3b7}\u{1F642}""#, "η🙂"), ("\"# no comment\"", "# no comment"), (#""a;b""#, "a;b"),
    ])
    func texts(_ source: String, _ contents: String) {
        #expect(tokens(source) == ["text \(contents)"])
        #expect(parse(source, vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test(arguments: [
        #""\q""#, #""\u{}""#, #""\u{D800}""#, #""\u{1234567}""#, #""\u41""#, #""\u{+41}""#, #""\"#, #"""#,
    ])
    func faultyTexts(_ source: String) {
        #expect(tokenize(source).map(\.kind) == [.text])
        #expect(parse(source, vocabulary: vocabulary).diagnostics.count == 1)
    }

    @Test func commentsAndLines() {
        #expect(
            tokenize("a # b; c\r\nd;e\rf").map(\.kind)
                == [.name, .comment, .newline, .name, .separator, .name, .newline, .name])
        #expect(texts("\u{FEFF}a\u{A0}b") == ["a", "b"])
    }

    @Test func kinds() {
        #expect(
            tokens("for x in plot(\"a\", 1) on D # c")
                == [
                    "keyword for", "name x", "keyword in", "name plot", "bracket (", "text a", "separator ,",
                    "number 1",
                    "bracket )", "preposition on", "name D", "comment # c",
                ])
        #expect(tokens("$$ 🙂") == ["invalid $$", "invalid 🙂"])
    }

    @Test func spansCoverTheSource() {
        var covered = 0
        for token in tokenize(program) {
            #expect(token.span.start >= covered)
            covered = token.span.end
        }
        #expect(covered == program.utf8.count)
    }

    @Test func keywordsAreComplete() {
        for keyword in Keyword.allCases {
            #expect(tokens(keyword.rawValue) == ["keyword \(keyword.rawValue)"])
        }
        for preposition in Preposition.allCases {
            #expect(tokens(preposition.rawValue) == ["preposition \(preposition.rawValue)"])
        }
    }
}
