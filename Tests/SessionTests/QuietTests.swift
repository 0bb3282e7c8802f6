import Testing

@testable import Session

/// A `;` at the end of a line, behind which nothing is shown that nobody asked for.
@Suite struct QuietTests {
    private func session() throws -> Session {
        let session = Session()
        try session.run("N = 2 -> 2 tanh -> 1 sigmoid\nf(x) = x²")
        return session
    }

    @Test(arguments: [
        "train N on xor, epochs=3;", "train(N, xor, epochs=3);", "H = train N on xor, epochs=3;", "1 + 1;",
        "N;  # a comment", "x = 3;;", "T = sweep k in 1..2\n  train N on xor, epochs=2\n  record a = k\nend;",
        "sweep k in 1..2\n  k\n  record a = k\nend;", "for k in 1..3\n  k\n  train N on xor, epochs=1\nend;",
        "for k in 1..3\n  k;\nend", "if 1 < 2\n  3\nend ; ", "descend f from 2, steps=3;",
    ])
    func showsNothing(_ source: String) throws {
        #expect(try session().run(source).events.isEmpty)
    }

    @Test(arguments: ["print 1;", "plot f;", "show 3;", "diagram N;", "check gradients of N on xor;", "warn 2;"])
    func showsWhatIsAskedFor(_ source: String) throws {
        #expect(try session().run(source).events.count == 1)
    }

    @Test(arguments: [
        ("1; 2", ["1", "2"]), ("1;\n2", ["2"]), ("1; 2;", ["1"]), ("1\n2;", ["1"]),
        ("for k in 1..2\n  1\nend;\n3", ["3"]),
    ])
    func onlyTheStatementInFrontOfItIsQuiet(_ source: String, _ displayed: [String]) throws {
        #expect(try session().run(source).displayed == displayed)
    }

    @Test func anErrorIsSaidAndEndsTheQuiet() throws {
        let session = try session()
        #expect(try session.fail("for k in 1..2\n  [1, 2][k + 1]\nend;").contains("position 3 does not exist"))
        #expect(try session.value("4") == "4")
    }
}
