import Testing

@testable import nabla

@Suite struct ScreenTests {
    private func screen(
        _ variables: [String: String], isTerminal: Bool = true, isColored: Bool = true
    ) -> Screen {
        Screen(isTerminal: isTerminal, isColored: isColored) { variables[$0] ?? "" }
    }

    @Test(arguments: [
        (["TERM": "xterm-256color", "COLORTERM": "truecolor"], Screen.Colors.full),
        (["TERM": "xterm-256color", "COLORTERM": "24bit"], .full), (["TERM": "xterm-direct"], .full),
        (["TERM": "xterm-256color"], .indexed), (["TERM": "screen"], .indexed),
        (["TERM": "linux", "COLORTERM": "truecolor"], .none),
    ])
    func colors(variables: [String: String], colors: Screen.Colors) {
        #expect(screen(variables).colors == colors)
        #expect(screen(variables, isColored: false).colors == .none)
    }

    @Test(arguments: [
        (["TERM": "dumb", "LANG": "en_GB.UTF-8"], true), (["TERM": "linux"], true),
        (["TERM": "xterm", "LANG": "C"], true), (["TERM": "xterm", "LANG": "de_DE.ISO-8859-1"], true),
        (["TERM": "xterm", "LANG": "C", "LC_ALL": "C.UTF-8"], false), (["TERM": "xterm", "LANG": "en_US.utf8"], false),
        (["TERM": "xterm", "LANG": "en_US.UTF-8", "LC_CTYPE": "POSIX"], true), (["TERM": "xterm"], false),
    ])
    func characters(variables: [String: String], isASCII: Bool) {
        #expect(screen(variables).isASCII == isASCII)
        // A pipe takes what a file would.
        #expect(!screen(variables, isTerminal: false, isColored: false).isASCII)
    }

    @Test func colorsAreReduced() {
        let text = "\u{1B}[38;2;255;0;0mx\u{1B}[0m"
        #expect(screen(["TERM": "xterm"]).fitted(text) == "\u{1B}[38;5;196mx\u{1B}[0m")
        #expect(screen(["COLORTERM": "truecolor"]).fitted(text) == text)
    }
}
