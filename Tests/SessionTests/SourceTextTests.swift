import Language
import Testing

@testable import Session

@Suite struct SourceTextTests {
    @Test(arguments: [
        ("a + b", "a + b"), ("a  +\t b", "a + b"), (" a", "a"), ("a ", "a"), ("a\nb", "a b"), ("σ·ŷ  + 1", "σ·ŷ + 1"),
        ("a\u{A0}b", "a b"), ("", ""), (" ", ""),
        (String(repeating: "x ", count: 200), String(repeating: "x ", count: 125) + "…"),
    ])
    func whiteSpaceIsFolded(source: String, text: String) {
        #expect(SourceText(source).text(Span(0, source.utf8.count)) == text)
    }
}
