import Language
import Testing

@testable import Session

@Suite struct BlockTests {
    @Test(arguments: [
        ("for k in 1..3\n  print k\nend", "1\n2\n3\n"),
        ("for k in 3..1 step -1\n  print k\nend", "3\n2\n1\n"),
        ("for k in 2..1\n  print k\nend", ""),
        ("for v in [1, 2; 3, 4]\n  print v\nend", "[1, 2]\n[3, 4]\n"),
        ("for v in [5, 6]\n  print v\nend", "5\n6\n"),
        ("for v in [\"a\", none]\n  print v\nend", "a\nnone\n"),
        ("for (a, b) in [(1, true), (2, false)]\n  print b, a\nend", "true 1\nfalse 2\n"),
        ("for a in 1..2, b in 1..2\n  print a, b\nend", "1 1\n1 2\n2 1\n2 2\n"),
        ("for k in 1..9\n  if k == 3\n    break\n  end\n  print k\nend", "1\n2\n"),
        ("x = 3\nwhile x > 0\n  print x\n  x = x - 1\nend", "3\n2\n1\n"),
        ("x = 2\nif x == 1\n  print \"one\"\nelse if x == 2\n  print \"two\"\nelse\n  print \"many\"\nend", "two\n"),
        ("s = 0\nfor k in 1..10\n  s = s + k\nend\nprint s", "55\n"),
        ("for k in 1..2\n  if k == 2\n    print last\n  end\n  last = k\nend", "1\n"),
    ])
    func prints(_ source: String, _ expected: String) throws {
        #expect(try Session().run(source).printed == expected)
    }

    @Test func theBodySharesTheCellsScope() throws {
        let session = Session()
        try session.run("for k in 1..3\n  x = k\nend")
        #expect(try session.value("(x, k)") == "(3, 3)")
    }

    @Test func shapesMayChangeFromTurnToTurn() throws {
        let session = Session()
        #expect(try session.value("A = [1, 2]\nfor k in 1..2\n  B = A·Aᵀ\n  A = [1, 2, 3]\nend\nB") == "14")
    }

    @Test func sweepGivesATable() throws {
        let session = Session()
        let table = try session.value(
            "T = sweep a in [1, 2], b in 1..2\n  c = 10a + b\n  record d = c, e = [c, c]\nend\nT")
        #expect(table.contains("a   b    d   e"))
        #expect(try session.value("T.d") == "4×1\n  11\n  12\n  21\n  22")
        #expect(try session.fail("c").contains("nothing is called c"))
        #expect(try session.fail("T.f").contains("it has a, b, d and e"))
    }

    @Test func aSweepHidesWhatItTrains() throws {
        let output = try Session().run(
            "sweep s in 1..3\n  N = 2 -> 2 tanh -> 1 sigmoid, seed=s\n  train N on xor, epochs=2\n  record l = loss(N, xor)\nend"
        )
        let live = output.events.filter { if case .live = $0 { true } else { false } }
        #expect(live.count == 1)
    }

    @Test func aRowIsRecordedOnlyWhereItIsReached() throws {
        let session = Session()
        try session.run("T = sweep k in 1..2\n  if k == 2\n    record x = k\n  end\nend")
        #expect(try session.value("T.x") == "[none, 2]")
    }

    @Test func aSweepSeesWhatTheLoopAroundItAssignsLater() throws {
        let source = """
            for i in 1..2
              T = sweep k in 1..1
                if i == 2
                  print later
                end
                record a = k
              end
              later = 3
            end
            """
        #expect(try Session().run(source).printed == "3\n")
    }

    @Test func aSweepOverNothingIsDone() throws {
        let output = try Session().run("T = sweep k in 1..0\n  record a = k\nend")
        let last = try #require(output.events.last)
        guard case .update(let rendering, _, isFinal: true) = last else {
            Issue.record("no last update")
            return
        }
        #expect(rendering.plain().contains("done"))
    }

    @Test(arguments: [
        ("for k in 1..2, k in 1..3\nend", "k is bound twice"), ("for (a, a) in [(1, 2)]\nend", "a is bound twice"),
        ("sweep k in 1..2\n  record k = 1\nend", "k is what the sweep runs over"),
    ])
    func refusesOneNameForTwoThings(_ source: String, _ message: String) throws {
        #expect(try Session().fail(source).contains(message))
    }

    @Test func loopsEndWhenInterrupted() throws {
        let session = Session()
        var polls = 0
        let outcome = session.execute("k = 0\nwhile true\n  k = k + 1\nend", output: TestOutput()) {
            polls += 1
            return polls > 100
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it did not end")
            return
        }
        #expect(diagnostic.kind == .interrupted)
        #expect(try session.number("k") > 50)
    }
}
