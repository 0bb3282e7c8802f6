import Language
import Testing

@testable import Session

@Suite struct VariableTests {
    @Test func listing() throws {
        let session = Session()
        #expect(try session.run("vars").displayed == ["no variables yet"])
        try session.run("x = 0.5\nX = [1, 2, 3; 4, 5, 6]\nN = 2 -> 3 tanh -> 1 sigmoid\nD = mixture(n=20, seed=1)")
        let text = try #require(try session.run("vars").displayed.first)
        let lines = text.split(separator: "\n").dropFirst(2)
        #expect(lines.map { $0.split(separator: " ").first } == ["x", "X", "N", "D"])
        for part in ["0.5", "2×3", "2 → 3 tanh → 1 sigmoid", "20 samples of 2 inputs", "D = mixture(n=20, seed=1)"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try session.value("rows([1; 2])") == "2")
        #expect(try session.run("V = vars\nV.name").result?.plain() == "[\"x\", \"X\", \"N\", \"D\"]")
    }

    @Test func listingSaysWhere() throws {
        let session = Session()
        _ = session.execute("a = 1\n\nb = 2", cell: 7, output: TestOutput(), isCancelled: { false })
        let text = try #require(try session.run("vars").displayed.first)
        #expect(text.contains("cell 7, line 1") && text.contains("cell 7, line 3"))
    }

    @Test func deleting() throws {
        let session = Session()
        try session.run("a = 1\nb = 2\nc = 3\ndelete a, b")
        #expect(session.variables.map(\.name) == ["c"])
        #expect(try session.fail("a").contains("nothing is called a"))
        #expect(try session.fail("delete c, c").contains("c is named twice"))
        #expect(session.variables.map(\.name) == ["c"])
        try session.run("a = 4")
        #expect(try session.value("a") == "4")
    }

    @Test func aHiddenBuiltInComesBack() throws {
        let session = Session()
        try session.run("σ = 3\ndelete σ\nexpect σ(0) == 0.5")
        try session.run("σ = 3")
        try session.run("if true\n  delete σ\nend\nexpect σ(0) == 0.5")
        try session.run("σ = 3")
        try session.run("delete σ")
        #expect(try session.value("σ(0)") == "0.5")
    }

    @Test func insideBlocks() throws {
        let session = Session()
        #expect(try session.fail("x = 1\nfor k in 1..2\n  delete x\nend").contains("x has no value"))
        try session.run("y = 1\nfor k in 1..2\n  y = k\n  delete y\nend")
        #expect(!session.variables.contains { $0.name == "y" })
        #expect(try session.fail("y").contains("nothing is called y"))
    }

    @Test func aFailedCellDeletesNothing() throws {
        let session = Session()
        try session.run("x = 1")
        _ = try session.fail("expect 1 == 2\ndelete x")
        #expect(try session.value("x") == "1")
    }

    @Test func completion() throws {
        let session = Session()
        try session.run("alpha = 1\nalto = 2\nbeta = 3")
        #expect(session.complete("delete al", at: 9).items.map(\.text) == ["alpha", "alto"])
        #expect(session.complete("delete alpha, ", at: 14).items.map(\.text) == ["alto", "beta"])
    }
}
