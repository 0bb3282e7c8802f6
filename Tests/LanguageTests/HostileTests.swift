import Language
import Testing

/// Sources that nobody means: parsing ends, stays inside the source and never traps.
@Suite struct HostileTests {
    private func check(_ source: String) {
        let count = source.utf8.count
        for token in tokenize(source) where token.span.start >= token.span.end || token.span.end > count {
            Issue.record("a token at \(token.span)")
        }
        let result = parse(source, vocabulary: vocabulary)
        for diagnostic in result.diagnostics {
            for span in diagnostic.spans where span.start < 0 || span.end > count {
                Issue.record("a diagnostic at \(span): \(diagnostic.message)")
            }
        }
        for diagnostic in result.diagnostics.prefix(3) {
            let rendered = diagnostic.rendered(in: source, color: false)
            if !rendered.contains("^ " + diagnostic.message.prefix(5)) { Issue.record("\(rendered)") }
        }
        let completeness = completeness(of: source, vocabulary: vocabulary)
        #expect((completeness == .complete) == result.diagnostics.isEmpty)
    }

    /// A generator with a fixed seed: the tests are the same each time.
    struct SplitMix64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    @Test(arguments: [
        "(", "[", ")", "]", "‖", "([", ")(", "(]", "-", "not ", "2^", "2^-", "1+", "a·", "a ⊙ b·", "ᵀ", "xᵀ", "x²", "²",
        "a.", "f(", "f(x)(",
        "a[", "a[1]", "1..", "a ≈ b ±", "a<b", "a=>", "2->", "2 -> 3 tanh ->", "a=", "a,", "a,\n", "a b ", "1 ", "1",
        ".", ".5", "1e", "_", "\"",
        "\"a\"", "\\", "$", "$ ", "€", "🙂", "\u{301}", "a\u{301}\u{323}", "\u{0}", "\r", "\r\n", "\n", ";", "#", " ",
        "'", "∇", "⁻", "?", ":", "(\n",
        "f(x\n", "x = (\n", "x = [1,\n", "for k in x\n", "for k in x;", "for k in x\nend\n", "for k in x;end;",
        "  for k in x\n", "while x\n", "if x\n",
        "if x\nelse\n", "else\n", "else if x\n", "end\n", "sweep k in x\n", "record a=1\n", "x = sweep k in x,",
        "break\n", "time ", "step ", "in ",
        "train ", "train N on ", "train N on D, ", "plot x, a=1, ", "help ", "help ⊙ ", "use convention ", "a, b = ",
        "x = 1, ", ",a=1", "x?", "f(a=1,",
        "2x", "2(", "2²", "x^2y", "a or ", "a and not ", "漢", "ab\u{200D}", "trian N on D\n", "foo bar\n", "x = $\n",
        "\u{FEFF}", "x = |a| && b ** c\n",
    ])
    func repetitions(_ piece: String) {
        check(String(repeating: piece, count: max(1, 20_000 / piece.utf8.count)))
    }

    @Test(arguments: ["(", "[1, 2; ", "x ", "2^", "for k in x\n", "f(a=1, b=", "a\u{301}", "x,\n"])
    func megabytes(_ piece: String) {
        check(String(repeating: piece, count: 1_000_000 / piece.utf8.count))
    }

    @Test func manyDistinctOptions() {
        let options = (0..<50_000).map { "a\($0)=\($0)" }.joined(separator: ", ")
        #expect(parse("f(\(options)), \(options)", vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test func nestingIsLimited() throws {
        let deep = String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
        let diagnostic = try #require(parse("x = \(deep)\ny = 2", vocabulary: vocabulary).diagnostics.first)
        #expect(diagnostic.kind == .limit)
        #expect(parse("x = \(deep)\ny = 2", vocabulary: vocabulary).diagnostics.count == 1)
        #expect(dump(parse("x = \(deep)\ny = 2", vocabulary: vocabulary).statements) == "(= y 2)")
        let blocks = String(repeating: "for k in x\n", count: 1000) + String(repeating: "end\n", count: 1000)
        #expect(parse(blocks, vocabulary: vocabulary).diagnostics.map(\.kind) == [.limit])
        let shallow = String(repeating: "(", count: 90) + "1" + String(repeating: ")", count: 90)
        #expect(parse(shallow, vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test(arguments: ["1 + ", "x·", "a and ", "a or ", "2^", "- "])
    func heightIsLimited(_ link: String) {
        let long = String(repeating: link, count: 100_000) + "1"
        #expect(parse(long, vocabulary: vocabulary).diagnostics.map(\.kind) == [.limit])
        let fair = String(repeating: link, count: 90) + "1"
        #expect(parse(fair, vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test(arguments: ["ᵀ", ".a", "(1)", "[1]", "ᵀ²"])
    func postfixesAreLimited(_ postfix: String) {
        let long = "x" + String(repeating: postfix, count: 100_000)
        #expect(parse(long, vocabulary: vocabulary).diagnostics.map(\.kind) == [.limit])
    }

    @Test func longListsAreNot() {
        let list = "[" + (0..<20_000).map { "-\($0)" }.joined(separator: ", ") + "]"
        #expect(parse("x = \(list)", vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test func truncation() {
        let bytes = Array(program.utf8)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            check(String(decoding: bytes[..<length], as: UTF8.self))
        }
    }

    @Test(arguments: UInt64(1)...8)
    func mutation(_ seed: UInt64) {
        var random = SplitMix64(state: seed)
        let lines = program.split(separator: "\n", omittingEmptySubsequences: false)
        let spare = pieces(of: program + " ) ( ] [ ‖ end else for if $ \" ' ∇ ± = -> , ; : ? 1. 1e ⁻ .. and not")
        for _ in 0..<150 {
            let first = Int.random(in: 0..<lines.count, using: &random)
            var pieces = pieces(of: lines[first..<min(first + 8, lines.count)].joined(separator: "\n"))
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<max(1, pieces.count), using: &random)
                guard index < pieces.count, let other = spare.randomElement(using: &random) else { continue }
                switch Int.random(in: 0..<4, using: &random) {
                case 0: pieces.remove(at: index)
                case 1: pieces.insert(other, at: index)
                case 2: pieces[index] = other
                default: pieces.swapAt(index, Int.random(in: 0..<pieces.count, using: &random))
                }
            }
            check(pieces.joined())
        }
    }

    /// The tokens of a source and the space between them.
    private func pieces(of source: String) -> [String] {
        let bytes = Array(source.utf8)
        var pieces: [String] = []
        var end = 0
        for token in tokenize(source) {
            pieces.append(String(decoding: bytes[end..<token.span.start], as: UTF8.self))
            pieces.append(String(decoding: bytes[token.span.start..<token.span.end], as: UTF8.self))
            end = token.span.end
        }
        return pieces
    }

    @Test(arguments: UInt64(1)...4)
    func randomBytes(_ seed: UInt64) {
        var random = SplitMix64(state: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            check(String(decoding: bytes, as: UTF8.self))
            let ascii = bytes.map { $0 & 0x7F }
            check(String(decoding: ascii, as: UTF8.self))
        }
    }
}
