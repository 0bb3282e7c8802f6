import Drawing
import Language
import Testing

@testable import Session

/// How values look where they are displayed.
@Suite struct DisplayTests {
    @Test(arguments: ["normals(30, 20)", "normals(3, 10)", "1e6·normals(3, 9)", "ones(3, 10)/3", "normals(3, 7)"])
    func aWideMatrixFitsATerminal(_ source: String) throws {
        let text = try #require(try Session().run(source).displayed.first)
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.columns(of: String($0)) <= 80 }, "\(text)")
    }

    @Test func aMatrixLosesDigitsBeforeColumns() throws {
        #expect(try #require(try Session().run("ones(1, 10)/3").displayed.first).hasSuffix("0.3333  0.3333"))
        #expect(try #require(try Session().run("ones(1, 3)/3").displayed.first).hasSuffix("0.333333  0.333333"))
    }

    @Test(arguments: [
        ("[1, 1e-8; 12345678, 2]", "2×2\n         1  1e-8\n  12345678     2"),
        ("[0.001, 1000; 1e-12, 5]", "2×2\n  0.001  1000\n  1e-12     5"),
        ("[1e10, 1e-10, 3]", "1×3\n  10000000000  1e-10  3"),
        ("[1e-9, 2.5e-9]", "1×2\n  1.0e-9  2.5e-9"),
        ("[1.5, 0/0; 1/0, -2]", "2×2\n  1.5   NaN\n    ∞  -2.0"),
    ])
    func aMatrixOfSmallAndLargeNumbersReadsWell(_ source: String, _ text: String) throws {
        #expect(try Session().value(source) == text)
    }

    @Test func aMatrixHasLaTeXBesideItsHTML() throws {
        let latex = try #require(try Session().run("[1, 2.5e-9; -3, 1/0]").result?.latex)
        #expect(
            latex == #"$\displaystyle \begin{pmatrix} 1 & 2.5 \cdot 10^{-9} \\ -3 & \infty \end{pmatrix}$"#)
        #expect(try Session().short("latex([1, 2; 3, 4])") == #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"#)
        let table = try Session().short("T = sweep a_1 in 1..2\n  record b = \"x&y\"\nend\nlatex(T)")
        #expect(table.contains(#"a\_1 & b \\"#) && table.contains(#"$1$ & x\&y \\"#))
        #expect(try Session().fail("latex(zeros(101, 100))").contains("more than a page holds"))
    }

    @Test func aCurveInATableIsASparkline() throws {
        let text = try Session().value("T = sweep k in 1..2\n  record curve = k·(1..30)\nend\nT")
        #expect(text.contains("▁") && text.contains("█ 2 … 60"))
    }

    @Test func theBestOfATableIsMarked() throws {
        let session = Session()
        try session.run("T = sweep a in 1..3\n  record b = (a - 2)²\nend")
        #expect(try #require(try session.run("show T, best=b").displayed.last).contains("0 ◂"))
        #expect(try #require(try session.run("show T, best=a, largest=true").displayed.last).contains("3 ◂"))
        #expect(try session.fail("show T, best=c").contains("the table has no column c"))
    }

    @Test func aMatrixStandsInBracketsUnderItsShape() throws {
        let html = try #require(try Session().run("[1, 2.5; -3, 4]").result?.html)
        #expect(html.hasPrefix("<div>2×2</div>"))
        #expect(html.contains("border-width:0 1.5px"))
        #expect(html.contains(">-3.0</td>") && html.contains(">2.5</td>"))
    }

    @Test(arguments: ["train", "normals", "plot"])
    func helpFitsATerminal(_ name: String) throws {
        let text = try #require(try Session().run("help \(name)").displayed.first)
        let page = text.split(separator: "\n").prefix { $0 != "Example:" }
        #expect(page.allSatisfy { DisplayWidth.columns(of: String($0)) <= 80 }, "\(text)")
    }

    @Test func helpSaysDefaultsInItsSentences() throws {
        let text = try #require(try Session().run("help train").displayed.first)
        #expect(text.contains("How often the data is gone through (default 100)"))
    }

    @Test func aTableWithoutDefaultsHasNoHeading() throws {
        let output = try Session().run("help sigmoid\nhelp normals")
        let pages = output.events.compactMap { if case .display(let page) = $0 { page.html } else { nil } }
        #expect(pages.map { $0.contains("<thead>") } == [false, true])
        #expect(pages.allSatisfy { $0.contains("<pre><code>") })
    }

    @Test func pauseWaitsAndCanBeInterrupted() throws {
        let session = Session()
        try session.run("pause 0\npause(1e-3)")
        #expect(try session.fail("pause -1").contains("pause waits from 0 to 86400 seconds, not -1"))
        #expect(try session.fail("pause 0/0").contains("not NaN"))
        #expect(try session.fail("pause 1e300").hasPrefix("value error"))
        var asked = 0
        let outcome = session.execute(
            "pause 86400", output: TestOutput(),
            isCancelled: {
                asked += 1
                return asked > 3
            })
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
    }

    @Test func whatFitsAVerbIsOfferedFirst() throws {
        let offered = Session().complete("plot ", at: 5).items.map(\.text)
        let boundary = try #require(offered.firstIndex(of: "boundary"))
        let optimizer = try #require(offered.firstIndex(of: "adam"))
        #expect(boundary < optimizer)
    }

    @Test func aTerminalSaysThatTrainingStoppedEarly() throws {
        let output = try Session().run(
            """
            D = mixture(n=40, seed=42)
            N = 2 -> 20 tanh -> 1 sigmoid, seed=7
            train N on D, optimizer=adam(η=0.1), validation=mixture(n=40, seed=1), patience=3, epochs=200
            """)
        guard case .update(let rendering, _, isFinal: true) = output.events.last else {
            Issue.record("no last report")
            return
        }
        #expect(rendering.plain(columns: 80).contains("stopped early at epoch"))
    }
}
