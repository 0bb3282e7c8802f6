import Glibc
import Language
import Testing

@testable import Session

@Suite struct TableTests {
    /// A session with a table T: λ, k, the numbers a, the texts t, the curves c and h, which is none for a while.
    private func prepared() throws -> Session {
        let session = Session()
        try session.run(
            """
            T = sweep λ in [0.1, 0], k in 1..4
              record a = λ·100 + k², t = "n", c = [k, k]
              if k > 2
                record h = k
              end
            end
            """)
        return session
    }

    // MARK: Groups

    @Test(arguments: [
        ("median(T, by=λ).a", "[16.5; 6.5]"), ("mean(T, by=λ).a", "[17.5; 7.5]"), ("min(T, by=λ).a", "[11; 1]"),
        ("max(T, by=λ).a", "[26; 16]"), ("sum(T, by=λ).a", "[70; 30]"), ("median(T, by=λ).λ", "[0.1; 0]"),
        ("median(T, by=λ).h", "[3.5; 3.5]"), ("count(T, by=λ).count", "[4; 4]"), ("rows(mean(T, by=(λ, k)))", "8"),
        ("mean(T, by=(λ, k)).a", "T.a"), ("mean(T, by=k).h", "[none, none, 3, 4]"), ("mean(T).a", "12.5"),
        ("std(T, by=λ).h", "[0.5; 0.5]"), ("count(T)", "8"), ("count(T.a > 10)", "5"), ("cols(T)", "6"),
        ("median([5, 1, 3, 10])", "4"), ("median([1, 2; 3, 10; 5, 6], over=rows)", "[3, 6]"),
        ("median([1, 2; 3, 10; 5, 6], over=cols)", "[1.5; 6.5; 5.5]"),
        ("median(mean(T, by=λ)).a", "12.5"), ("mean(T, by=\"λ\").a", "[17.5; 7.5]"),
    ])
    func groups(_ source: String, _ expected: String) throws {
        let session = try prepared()
        let wanted = expected == "T.a" ? try session.short("T.a") : expected
        #expect(try session.short(source) == wanted)
    }

    @Test func aGroupHasOnlyItsNamesAndNumbers() throws {
        let session = try prepared()
        #expect(try session.fail("median(T, by=λ).k").contains("it has λ, a and h"))
        #expect(try session.fail("median(T, by=λ).t").contains("has no member t"))
    }

    @Test func aColumnHidesTheVariableOfItsName() throws {
        let session = try prepared()
        #expect(try session.short("λ = 3\nmedian(T, by=λ).a") == "[16.5; 6.5]")
        #expect(try session.short("a = 1000\nrows(where(T, a > 20))") == "1")
    }

    @Test(arguments: [
        ("median(T.a, by=λ).a", "[16.5; 6.5]"), ("cols(median(T.a, by=λ))", "2"), ("mean(T.k, by=λ).k", "[2.5; 2.5]"),
        ("std(T.h, by=λ).h", "[0.5; 0.5]"), ("count(T.a, by=λ).count", "[4; 4]"), ("max(T.a, by=(λ, k)).a", "T.a"),
        ("where(T.a, λ > 0 and k < 3)", "[11; 14]"), ("sort(T.k, by=a, descending=true)[3..5]", "[4; 2; 1]"),
        ("λ = 3\nmedian(T.a, by=λ).λ", "[0.1; 0]"), ("S = (T, 1)\nmedian(S[1].a, by=λ).a", "[16.5; 6.5]"),
        ("median(T.a)", "12.5"), ("where(T.a, a < 12) + 1", "[12; 2; 5; 10]"),
    ])
    func aColumnRemembersItsTable(_ source: String, _ expected: String) throws {
        let session = try prepared()
        let lines = source.split(separator: "\n")
        if lines.count > 1 { try session.run(String(lines[0])) }
        #expect(
            try session.short(String(lines[lines.count - 1])) == (expected == "T.a" ? session.short("T.a") : expected))
    }

    @Test(arguments: [
        ("median(T.t, by=λ)", "T.t is no column of numbers"), ("median(T.λ, by=λ)", "is no column of numbers"),
        ("median(T.b, by=λ)", "has no member b"), ("v = T.a\nmedian(v, by=λ)", "where it is written as one"),
        ("mean([1, 2], by=λ)", "by names columns of a table"),
    ])
    func whatIsNoColumnOfATableIsExplained(_ source: String, _ message: String) throws {
        let found = try prepared().fail(source)
        #expect(found.contains(message), "\(found)")
    }

    @Test func aMedianOfNaNIsNaN() throws {
        #expect(try Session().number("median([1, 0/0, 3])").isNaN)
        #expect(try Session().number("median([1e308, 1.5e308])") == 1.25e308)
        #expect(try Session().fail("median([1, 2][2..1])").contains("no numbers"))
    }

    // MARK: Rows

    @Test(arguments: [
        ("T[T.a < 5].a", "[1; 4]"), ("T[2].a", "14"), ("T[2..3].k", "[2; 3]"), ("T[[8, 1]].a", "[16; 11]"),
        ("where(T, a < 5).a", "[1; 4]"), ("where(T, a < 20 and λ == 0.1).k", "[1; 2; 3]"),
        ("where(T, h > 3).k", "[4; 4]"), ("where(T, h == none and a < 10).k", "[1; 2]"),
        ("limit = 5\nwhere(T, a < limit).a", "[1; 4]"), ("where(T, T.a < 5).a", "[1; 4]"),
        ("where(T, t == \"n\" and abs(k - 2) == 0).a", "[14; 4]"), ("rows(where(T, false))", "0"),
        ("rows(where(where(T, λ == 0), k > 1))", "3"), ("f(x) = where(T, a < x)\nf(5).a", "[1; 4]"),
        ("best(T, by=a).k", "1"), ("best(T, by=a).λ", "0"), ("best(T, by=a, largest=true).a", "26"),
        ("best(T, by=h).k", "3"), ("sort(T, by=a).aᵀ", "[1, 4, 9, 11, 14, 16, 19, 26]"),
        ("sort(T, by=(k, a)).aᵀ", "[1, 11, 4, 14, 9, 19, 16, 26]"),
        ("sort(T, by=h, descending=true).kᵀ", "[4, 4, 3, 3, 1, 2, 1, 2]"), ("sort([3, 1, 2])", "[1, 2, 3]"),
        ("rows(T)", "8"), ("U = best(T, by=a)\nU[U.a > 5].a", "[]"),
    ])
    func rows(_ source: String, _ expected: String) throws {
        #expect(try prepared().short(source) == expected)
    }

    @Test(arguments: [
        ("median(T, by=lambda)", "has no column lambda"), ("sort(T, by=(a, b))", "has no column b"),
        ("where(T, aa < 1)", "has no column aa"), ("where(T)", "a table and a condition"),
        ("where([1, 2], a < 1)", "takes a table"), ("mean([1, 2], by=a)", "by names columns of a table"),
        ("mean(T, by=a, over=rows)", "takes no over"), ("best(T)", "best needs by"), ("T[9]", "position 9"),
        ("best(T, by=t)", "no number to be the best"), ("best(T, by=(a, k))", "one column"),
        ("where(T, a)", "true or false is wanted"), ("median(T, by=a + 1)", "nothing is called a"),
        ("mean(where(T, k > 9), by=λ)", "no column of numbers"), ("where(T, c < 2)", "compares 2 elements"),
    ])
    func saysWhatIsWrong(_ source: String, _ message: String) throws {
        #expect(try prepared().fail(source).contains(message))
    }

    // MARK: Files

    /// A name in a folder that is there and empty, removed behind the body.
    private func withFile(_ body: (String) throws -> Void) throws {
        let path = "/tmp/nabla-tables-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).csv"
        defer { unlink(path) }
        try body(path)
    }

    @Test func savedNumbersAreReadAgainToTheLastDigit() throws {
        try withFile { path in
            let session = Session()
            try session.run(
                """
                T = sweep k in 1..50
                  record x = exp(20·sin(k)), y = 1/k
                end
                save T to "\(path)"
                D = load "\(path)", target=y
                """)
            #expect(try session.number("count(D.X[:, 2] == T.x)") == 50)
            #expect(try session.number("count(D.Y == T.y)") == 50)
            #expect(try session.short("size(load(\"\(path)\", test=0.2).test.X)") == "[10, 2]")
        }
    }

    @Test func theRecordOfATrainingIsSavedWithARowForEachEpoch() throws {
        try withFile { path in
            let session = Session()
            try session.run(
                """
                N = 2 -> 3 tanh -> 1 sigmoid
                D = moons(n=40)
                H = train N on D, epochs=7, validation=D;
                save H to "\(path)"
                """)
            try session.run("R = load \"\(path)\", target=epoch")
            #expect(try session.number("count(R.Y == [0; 1; 2; 3; 4; 5; 6; 7])") == 8)
            // The loss, the error, and both of the validation.
            #expect(try session.short("size(R.X)") == "[8, 4]")
            #expect(try session.number("count(R.X[:, 1] == H.loss)") == 8)
        }
    }

    @Test func textsAreQuotedWhereTheyMustBe() throws {
        try withFile { path in
            let session = Session()
            try session.run(
                """
                T = sweep k in [1, 2]
                  record t = choose(k == 1, "a, \\"b\\"", " c")
                end
                save T to "\(path)"
                D = load "\(path)"
                """)
            #expect(try session.short("D.classes") == "[\"a, \"b\"\", \" c\"]")
        }
    }

    @Test(arguments: [
        ("load \"/nowhere/a.csv\"", "\"/nowhere/a.csv\" cannot be read: No such file"),
        ("load \"/tmp\"", "is a folder"), ("load \"\"", "is empty"), ("load \"/dev/zero\"", "a device"),
        ("save T to \"/nowhere/a.csv\"", "\"/nowhere/a.csv\" cannot be written: No such file"),
        ("save T to \"/dev/null\"", "a device"),
    ])
    func aFileErrorNamesThePath(_ source: String, _ message: String) throws {
        let session = try prepared()
        #expect(try session.fail(source).contains(message))
        guard case .failed(let diagnostic) = session.execute(source, output: TestOutput(), isCancelled: { false })
        else { return }
        #expect(diagnostic.kind == .file)
    }

    @Test func aFileThatIsNoTableSaysWhere() throws {
        try withFile { path in
            let session = try prepared()
            try session.run("save T[[1]] to \"\(path)\"")
            let message = try session.fail("load \"\(path)\", target=a")
            #expect(message.contains(path) && message.contains("line 2, column"))
            #expect(try session.fail("load \"\(path)\", target=z").contains("has no column z"))
        }
    }

    // MARK: Baselines

    /// What a table shows beside the error that no classifier can beat.
    @Test func golden() throws {
        let session = Session()
        try session.run(
            """
            D = mixture(n=40, seed=42)
            T = sweep λ in [0, 0.01], k in 1..3
              record train_error = 0.1·k, test_error = 0.2 + λ·k, accuracy = 1 - 0.1·k
            end
            """)
        var text = ""
        for cell in [
            "show median(T, by=λ), baseline=bayes(D)", "show median(T.train_error, by=λ), baseline=bayes(D)",
            "show median(T.test_error, by=λ), title=\"errors\", baseline=bayes(D)",
        ] {
            let output = try session.run(cell)
            for event in output.events {
                guard case .display(let rendering) = event else { continue }
                text += "> \(cell)\n\(rendering.plain())\n\n"
                #expect((rendering.html ?? "").contains("Bayes") == rendering.plain().contains("Bayes"))
            }
        }
        try expectGolden(text, "tables.txt")
    }
}
