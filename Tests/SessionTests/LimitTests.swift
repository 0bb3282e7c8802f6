import Engine
import Testing

@testable import Session

@Suite struct LimitTests {
    /// Each is a limit error that says how the limit is raised, or that it cannot be.
    @Test(arguments: [
        ("zeros(1e9, 1e9)", "cannot be allowed"), ("zeros(11000, 10000)", "set limits, elements=110000000"),
        ("v = 1..1.2e8", "set limits, elements=120000000"), ("1..1e10", "cannot be allowed"),
        ("A = ones(20000, 1)\nA·Aᵀ", "cannot be allowed"), ("f(n) = f(n + 1)\nf(1)", "cannot be raised"),
        ("L = [none]\nfor i in 1..200\n  L = [L, none]\nend", "cannot be raised"),
        ("inverse(zeros(5000, 5000))", "cannot be raised"), ("N = 10000 -> 10000", "cannot be raised"),
        ("set limits, elements=10\nones(3, 4)", "set limits, elements=12"),
        ("set limits, operations=3\nf(x) = x·x·x·x·x·x\nf'(2)", "set limits, operations="),
        ("set limits, memory=1e6\nones(1000, 1000)", "set limits, memory="),
        ("set limits, memory=1e6\nmixture(n=1e6)", "set limits, memory="),
        ("set limits, memory=1e6\nN = 1000 -> 1000", "set limits, memory="),
        ("moons(n=1e9)", "cannot be raised"),
        ("T = sweep a in 1..2000, b in 1..2000\n  record c = a\nend", "cannot be raised"),
        ("pair = 2 -> 2\ntrain pair on [1, 1] => [1, 1], epochs=1e12", "cannot be raised"),
        ("eigenvalues(eye(600))", "cannot be raised"), ("rank(normals(600, 600))", "cannot be raised"),
        (String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200), "name of its own"),
    ])
    func `a limit says how it is raised`(_ source: String, _ hint: String) throws {
        let message = try Session().fail(source)
        #expect(message.contains("limit error") && message.contains(hint), "\(message)")
    }

    @Test func `limits are set, shown and kept`() throws {
        let session = Session()
        try session.run("set limits, elements=1000")
        #expect(try session.fail("ones(100, 11)").contains("larger than 1000 elements"))
        #expect(try session.fail("v = ones(100, 10)\n[v, v][1 + 0·(1..500)]").contains("a list of 500"))
        #expect(try session.run("set limits").displayed.joined().contains("1000"))
        try session.run("set limits, elements=1100\nA = ones(100, 11)")
        #expect(try session.fail("set limits, elements=0").contains("from 1 to"))
        #expect(try session.fail("set limits, elements=1e12").contains("from 1 to"))
        #expect(try session.fail("set").contains("limits"))
    }

    /// What grows without end ends with an error, and what was there stays.
    @Test func `growing matrices end at the memory limit`() throws {
        let session = Session()
        try session.run("x = 1")
        let taken = try #require(MemoryLimit.available)
        #expect(Limits.standard.memory <= taken / 2 && Limits.widest.memory < taken)
        // Tests that run beside this one take their share.
        try session.run("set limits, memory=\(min(1_500_000_000, Limits.widest.memory))")
        let message = try session.fail("L = none\nfor i in 1..90\n  L = (L, zeros(2000, 2000) + i)\nend")
        #expect(message.contains("limit error") && message.contains("memory="), "\(message)")
        #expect(try session.number("x + 1") == 2)
    }

    @Test func `thousands of statements and deep blocks run`() throws {
        let session = Session()
        try session.run((1...10_000).map { "x\($0 % 100) = \($0)" }.joined(separator: "\n"))
        #expect(try session.number("x99") == 9999)
        let depth = 49
        let source =
            "n = 0\n" + String(repeating: "for i in 1..1\n", count: depth) + "n = n + 1\n"
            + String(repeating: "end\n", count: depth)
        try session.run(source)
        #expect(try session.number("n") == 1)
    }
}
