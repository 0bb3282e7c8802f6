import Language
import Testing

@testable import Session

@Suite struct SweepTests {
    /// The table of values that print as they are.
    private func table(_ session: Session, _ name: String = "T") throws -> ValueTable {
        let value = try #require(session.variables.first { $0.name == name }?.value)
        guard case .table(let table) = value else { throw Diagnostic(.type, "no table", at: Span(0, 0)) }
        return table
    }

    @Test func thePointsFollowTheFirstNameSlowest() throws {
        let session = Session()
        try session.run("T = sweep a in [1, 2], (b, c) in [(3, \"x\"), (4, \"y\")]\n  record s = 10a + b\nend")
        #expect(try session.short("T.s") == "[13; 14; 23; 24]")
        #expect(try session.short("T.c") == "[\"x\", \"y\", \"x\", \"y\"]")
    }

    @Test func aLaterNameMayRunOverWhatAnEarlierOneGives() throws {
        #expect(
            try Session().short("T = sweep n in 1..3, k in 1..n\n  record s = n·k\nend\nT.s") == "[1; 2; 4; 3; 6; 9]")
    }

    // MARK: Trials

    @Test func trialsDrawFromTheWholeInterval() throws {
        let session = Session()
        try session.run("T = sweep x in 0..1, y in -3..5, trials=200\n  record s = x + y\nend")
        #expect(try session.number("rows(T)") == 200)
        #expect(try session.number("min(T.x)") > 0 && session.number("max(T.x)") < 1)
        #expect(try session.number("min(T.y)") < -2.8 && session.number("max(T.y)") > 4.8)
        #expect(try session.number("mean(T.x)").distance(to: 0.5).magnitude < 0.07)
        // Both are drawn from one stream, and are not the same draw.
        #expect(try session.number("norm(8·T.x - 3 - T.y)") > 1)
    }

    @Test func eachTrialIsDrawnByItsNumber() throws {
        let session = Session()
        try session.run("T = sweep x in 0..1, trials=5\nend\nU = sweep x in 0..1, trials=9\nend")
        #expect(try session.number("norm(T.x - U.x[1..5])") == 0)
        try session.run("V = sweep x in 0..1, trials=5, seed=2\nend")
        #expect(try session.number("norm(T.x - V.x)") > 0.1)
        try session.run("W = sweep o in [\"a\", \"b\"], x in 0..1, trials=5\nend")
        #expect(try session.number("norm(W.x[1..5] - W.x[6..10]) + norm(W.x[1..5] - T.x)") == 0)
    }

    @Test func theStreamOfATrialIsThatOfItsSeedRoleAndNumber() throws {
        let session = Session()
        try session.run("T = sweep x in 0..1, trials=3, seed=7\nend")
        // SplitMix64 by hand, from mix(7, trial, 2).
        func mix(_ state: inout UInt64) -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        var seed: UInt64 = 7
        var second = mix(&seed) &+ 3
        var third = mix(&second) &+ 2
        var stream = mix(&third)
        #expect(try session.number("T.x[3]") == Double(mix(&stream) >> 11) * 0x1p-53)
    }

    @Test(arguments: [
        ("trials=3, trials=4", "x in 0..1", "trials is given twice"), ("trials=0", "x in 0..1", "from 1 to 1000000"),
        ("trials=3", "x in [1, 2]", "runs over none"), ("trials=3", "x in 1..0", "nothing to draw"),
        ("trials=3", "x in 0..1 step 0.5", "has the step 0.5"), ("seed=3", "x in 0..1", "there are none"),
        ("trial=3", "x in 0..1", "did you mean trials?"), ("trials=3, seed=-1", "x in 0..1", "from 0 to"),
    ])
    func saysWhatIsWrongWithTrials(_ options: String, _ binder: String, _ message: String) throws {
        #expect(try Session().fail("T = sweep \(binder), \(options)\n  record a = x\nend").contains(message))
    }

    @Test func hasAMillionPointsAtMost() throws {
        #expect(try Session().fail("sweep a in 1..2, b in 1..1000001\nend").contains("1000000 points at most"))
    }

    // MARK: Points that fail

    @Test func aPointThatFailsIsARowWithItsMessage() throws {
        let session = Session()
        let output = try session.run(
            "T = sweep n in 1..3\n  record a = n\n  A = ones(2, n)\n  record b = sum(A·ones(2, 1))\nend")
        #expect(try session.short("T.a") == "[1; 2; 3]")
        #expect(try session.short("T.b") == "[none, 4, none]")
        #expect(try session.short("T.failure[2]") == "none")
        #expect(try session.short("T.failure[3]").contains("the inner dimensions 3 and 2 differ"))
        #expect(output.warned.contains("2 of 3 points failed"))
    }

    @Test func aBodyThatNeverWorksIsAnError() throws {
        let session = Session()
        #expect(try session.fail("T = sweep n in 3..4\n  record b = ones(2, n)·ones(2, 1)\nend").contains("3 and 2"))
        #expect(try session.fail("T").contains("nothing is called T"))
    }

    @Test(arguments: ["sweep k in 1..2\n  record failure = k\nend", "sweep failure in 1..2\nend"])
    func theColumnOfFailuresIsTaken(_ source: String) throws {
        #expect(try Session().fail(source).contains("why a point failed"))
    }

    @Test func aPointKnowsNothingOfThoseBefore() throws {
        let session = Session()
        try session.run("T = sweep k in 1..2\n  if k == 2\n    record x = last\n  end\n  last = k\nend")
        #expect(try session.short("T.failure[2]") == "last has no value yet")
    }

    // MARK: Interrupts and nesting

    @Test(arguments: [false, true])
    func anInterruptKeepsTheRowsThatAreDone(isNested: Bool) throws {
        let session = Session()
        session.threads = 1
        let inner = "T = sweep k in 1..1000\n  j = 0\n  while j < 10\n    j = j + 1\n  end\n  record a = k²\nend"
        let source = isNested ? "for i in 1..5\n\(inner)\nend" : inner
        var polls = 0
        let outcome = session.execute(source, output: TestOutput()) {
            polls += 1
            return polls > 1500
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it did not end")
            return
        }
        #expect(diagnostic.kind == .interrupted)
        let rows = try table(session).rowCount
        #expect(rows > 10 && rows < 1000)
        #expect(diagnostic.message == "interrupted after \(rows) of 1000 points, whose rows are kept")
        #expect(try session.number("T.a[\(rows)]") == Double(rows * rows))
        // The next cell is none the wiser.
        #expect(try session.short("U = sweep k in 1..2\n  record a = k\nend\nU.a") == "[1; 2]")
    }

    @Test func aSweepInASweepIsAValueOfItsRow() throws {
        let session = Session()
        try session.run(
            "T = sweep n in 1..3\n  U = sweep k in 1..n\n    record a = n·k\n  end\n  record total = sum(U.a), inner = U\nend"
        )
        #expect(try session.short("T.total") == "[1; 6; 18]")
        #expect(try session.short("T.inner[3].a") == "[3; 6; 9]")
    }

    @Test func theDisplayCountsThePoints() throws {
        let output = try Session().run("T = sweep a in 1..3, b in 1..4\n  record s = a\nend")
        guard case .update(let rendering, _, isFinal: true) = try #require(output.events.last) else {
            Issue.record("no last update")
            return
        }
        #expect(rendering.plain().contains("12 of 12"))
    }

    // MARK: first

    @Test func firstIsTheEpochFromZero() throws {
        let session = Session()
        try session.run("N = 1 -> 1 sigmoid, W1=2, b1=2\nH = train N on (1 => 0), η=0.15, epochs=300, loss=quadratic")
        let epoch = try session.number("first(H.output < 0.5)")
        #expect(epoch > 0)
        #expect(try session.short("H.output[\(Int(epoch))] >= 0.5 and H.output[\(Int(epoch) + 1)] < 0.5") == "true")
        #expect(try session.short("first(H.output < 0)") == "none")
        #expect(try session.number("first(H.output < 1)") == 0)
        #expect(try session.fail("first([2, 3])").contains("holds 1 and 0 only"))
    }

    /// LANGUAGE's first program, with the outputs of reference R-1.
    @Test func theLectureOnSlowLearningIsOneSweep() throws {
        let session = Session()
        try session.run(
            """
            use convention yale
            T = sweep s in [(0.6, 0.9), (2, 2)], C in [quadratic, crossentropy]
              N = 1 -> 1 sigmoid, W1=s[1], b1=s[2]
              H = train N on (1 => 0), loss=C, η=0.15, epochs=300
              record a = N(1), curve = H.loss, half = first(H.output < 0.5)
            end
            expect T.a ≈ [0.0940, 0.0116, 0.2028, 0.0120] ± 5e-5
            """)
        #expect(try session.number("rows(where(T, C == crossentropy and half < 100))") == 2)
        #expect(try session.short("T.curve[4][301] == min(T.curve[4])") == "true")
    }
}
