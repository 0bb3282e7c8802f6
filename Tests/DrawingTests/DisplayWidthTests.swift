import Testing

@testable import Drawing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("λ = 1e-3", 8), ("e\u{301}", 1), ("ŷ", 1), ("x₁", 2), ("Aᵀ", 2), ("日本語", 6), ("ｆｕｌｌ", 8),
        ("한글", 4), ("👍", 2), ("👩‍👩‍👧‍👦", 2), ("🇨🇭", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("\u{200B}", 0), ("a\u{0}b\u{7}", 2),
        ("─│┤", 3), ("⠿⣿", 2), ("●▲■◆×", 5), ("∇σ′∞", 4), ("\u{1100}\u{1161}", 2), ("½", 1), ("⌚", 2), ("\r\n", 0),
    ])
    func columns(_ text: String, _ expected: Int) {
        #expect(DisplayWidth.columns(of: text) == expected)
    }

    @Test func paddingAndElidingCountColumns() {
        #expect("日本".padded(to: 6) == "日本  ")
        #expect("日本".paddedLeft(to: 5) == " 日本")
        #expect("日本語".elided(to: 5) == "日本…")
        #expect("日本語".elided(to: 6) == "日本語")
        #expect("abcdef".elided(to: 4, ellipsis: "...") == "a...")
        #expect("abc".elided(to: 0) == "")
    }
}
