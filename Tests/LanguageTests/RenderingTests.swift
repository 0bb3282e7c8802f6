import Language
import Testing

@Suite struct RenderingTests {
    @Test func likeInTheLanguageDescription() {
        let diagnostic = Diagnostic(
            .shape, "X is 200×2 (from D.train), N.W2 is 50×1: the inner dimensions 2 and 50 differ", at: Span(5, 6),
            Span(8, 12), hint: "did you mean N.W1 (2×50)?", topic: "shapes")
        let source = "Z1 = X·N.W2 + N.b1"
        var later = diagnostic
        later.spans = [Span(9, 10), Span(12, 16)]
        #expect(
            later.rendered(in: "a\nb\n" + source, color: false)
                == "shape error, line 3\n" + diagnostic.renderedExcerpt(in: source, color: false))
        #expect(
            diagnostic.renderedExcerpt(in: source, color: false) == """
                Z1 = X·N.W2 + N.b1
                     ^ ^^^^ X is 200×2 (from D.train), N.W2 is 50×1: the inner dimensions 2 and 50 differ
                     did you mean N.W1 (2×50)?            help shapes
                """)
        #expect(
            diagnostic.rendered(in: source, color: true) == """
                shape error, line 1
                Z1 = X·N.W2 + N.b1
                     \u{1B}[31m^ ^^^^\u{1B}[0m \u{1B}[1mX is 200×2 (from D.train), N.W2 is 50×1: the inner dimensions 2 \
                and 50 differ\u{1B}[0m
                     did you mean N.W1 (2×50)?            help shapes
                """)
    }

    private func carets(_ source: String, _ spans: Span...) -> String {
        guard let excerpt = Excerpt(of: spans, in: source) else { return "none" }
        return "\(excerpt.line)|\(excerpt.text)|\(excerpt.carets)"
    }

    @Test func columnsAreThoseOfATerminal() {
        #expect(carets("x\u{302} = b", Span(6, 7)) == "1|x\u{302} = b|    ^")
        #expect(carets("日本 = b", Span(9, 10)) == "1|日本 = b|       ^")
        #expect(carets("日本 = b", Span(3, 6)) == "1|日本 = b|  ^^")
        #expect(carets("🙂 b", Span(5, 6)) == "1|🙂 b|   ^")
        #expect(carets("👨‍👩‍👧 b", Span(19, 20)) == "1|👨‍👩‍👧 b|   ^")
        #expect(carets("\tx = b", Span(1, 2)) == "1| x = b| ^")
        #expect(carets("각 b", Span(4, 5)) == "1|각 b|   ^")
    }

    @Test func oddPlaces() {
        #expect(carets("ab", Span(2, 2)) == "1|ab|  ^")
        #expect(carets("ab\n", Span(3, 3)) == "1|ab|  ^")
        #expect(carets("ab\ncd", Span(2, 3)) == "1|ab|  ^")
        #expect(carets("ab\ncd", Span(1, 5)) == "1|ab| ^")
        #expect(carets("ab\ncd", Span(3, 5), Span(0, 1)) == "2|cd|^^")
        #expect(carets("ab\ncd", Span(4, 5), Span(1, 4)) == "2|cd|^^")
        #expect(carets("ab\r\ncd", Span(4, 6)) == "2|cd|^^")
        #expect(carets("ab\r\ncd", Span(3, 4)) == "1|ab|  ^")
        #expect(carets("ab\rcd", Span(3, 4)) == "2|cd|^")
        #expect(carets("", Span(0, 0)) == "1||^")
        #expect(carets("", Span(7, 9)) == "1||^")
        #expect(carets("ab", Span(-5, 900)) == "1|ab|^^")
        #expect(carets("ab", Span(.min, .max)) == "1|ab|^^")
        #expect(carets("ab", Span(.max, .max), Span(.max, .max)) == "1|ab|  ^")
        #expect(carets("ŷ", Span(1, 2)) == "1|ŷ|^")
        #expect(carets("\n\n\n", Span(3, 3)) == "1||^")
        #expect(carets("ab") == "none")
    }

    @Test func longLinesAreElided() throws {
        let source = String(repeating: "abcdefghi ", count: 1000)
        for offset in [0, 50, 97, 98, 99, 100, 101, 5000, 9995, 9999, 10000] {
            let excerpt = try #require(Excerpt(of: [Span(offset, offset + 1)], in: source))
            #expect(excerpt.text.count <= 100)
            let column = try #require(excerpt.carets.firstIndex(of: "^"))
            let shown = excerpt.text.dropFirst(excerpt.carets.distance(from: excerpt.carets.startIndex, to: column))
                .first
            let expected = offset < 9999 ? source.dropFirst(offset).first : excerpt.text.last
            if offset < 9999 { #expect(shown == expected, "\(offset)") }
            #expect(excerpt.text.hasSuffix("…") || offset > 9000)
            #expect(excerpt.text.hasPrefix("…") || offset < 100)
        }
        let wide = try #require(Excerpt(of: [Span(0, 9000)], in: String(repeating: "漢", count: 3000)))
        #expect(wide.text.count <= 51)
        #expect(wide.carets.count <= 100)
    }

    @Test func nothingMovesTheCursor() {
        let diagnostic = Diagnostic(.value, "bad\u{1B}[2J\nvalue", at: Span(0, 1), hint: "a\tb\u{202E}")
        let text = diagnostic.rendered(in: "a\u{1B}[31m\u{8}b", color: false)
        #expect(text == "value error, line 1\na\u{FFFD}[31m\u{FFFD}b\n^ bad\u{FFFD}[2J value\na b\u{FFFD}")
    }

    @Test func withoutAPlace() {
        var diagnostic = Diagnostic(.file, "no such file", at: Span(0, 0), topic: "files")
        diagnostic.spans = []
        #expect(diagnostic.rendered(in: "x", color: false) == "file error\nno such file\n  help files")
    }

    @Test func anySpanOfAnyTextRenders() {
        let source = "a\r\n漢\u{302}\t🙂\n\r\nŷ"
        let count = source.utf8.count
        for start in -1...count + 1 {
            for end in start...count + 1 {
                let diagnostic = Diagnostic(.value, "m", at: Span(start, end), Span(end, end + 1))
                let lines = diagnostic.rendered(in: source, color: false).split(separator: "\n")
                #expect(lines.last?.contains("^ m") == true)
            }
        }
    }
}
