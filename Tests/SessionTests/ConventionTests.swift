import Testing

@testable import Session

@Suite struct ConventionTests {
    /// All six side by side, what one fixes, and what is said where two are mixed.
    @Test func golden() throws {
        let session = Session()
        try session.run(
            """
            N = 1 -> 1 sigmoid, W1=0.6, b1=0.9
            M = 1 -> 1 sigmoid, W1=0.6, b1=0.9
            use convention tendulkar
            train N on (1 => 0), epochs=2
            T = sweep k in 1..2
              P = 1 -> 1 sigmoid, W1=k, b1=0.9
              train P on (1 => 0), epochs=2
              record a = P(1)
            end
            use convention rousseau
            train M on (1 => 0), epochs=2
            S = sweep k in 1..2
              P = 1 -> 1 sigmoid, W1=k, b1=0.9
              train P on (1 => 0), epochs=2
              record a = P(1)
            end
            """)
        var text = ""
        for cell in [
            "show conventions", "use convention yale", "compare T with S", "compare N with M",
            "compare N.history with M.history", "compare T with T", "median(T, by=k)", "where(S, k > 1)", "N.history",
        ] {
            let output = try session.run(cell)
            text += "> \(cell)\n" + (output.displayed.first ?? "") + "\n\n"
        }
        for cell in ["show", "show conventions 3", "use conventions yale"] {
            text += "> \(cell)\n\(try session.fail(cell))\n\n"
        }
        try expectGolden(text, "conventions.txt")
    }

    @Test func `in a notebook the six are one table`() throws {
        let output = try Session().run("show conventions")
        guard case .display(let rendering) = try #require(output.events.first) else { return }
        let html = try #require(rendering.html)
        for name in Conventions.names { #expect(html.contains(">\(name)</th>")) }
        #expect(html.contains("Σ(y-a)²/K") && html.contains("½Σ(y-a)²*"))
    }
}
