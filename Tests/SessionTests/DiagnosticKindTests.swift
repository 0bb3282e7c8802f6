import Language
import Testing

@testable import Session

/// Every kind of error of the language, with its place.
@Suite struct DiagnosticKindTests {
    private static let preamble = """
        N = 2 -> 3 tanh -> 1 sigmoid, seed=7
        D = mixture(n=20, seed=1)
        A = [1, 2; 3, 4]
        deep(n) = deep(n + 1)
        nested(n) = choose(n <= 0, 1, nested(n - 1))
        late(x) = x·[1, 2, 3]
        """

    /// Cells with an error of the kind; the switch is exhaustive, so that no kind is forgotten.
    private static func cells(_ kind: Diagnostic.Kind) -> [String] {
        switch kind {
        case .syntax:
            [
                "x = (1 + 2", "x = 1 +", "x = $", "x = \"a", "x = 1.", "expect 0 < 1 < 2", "for k in 1..3", "end",
                "trian N on D",
                "x = 3, seed=1", "a·b ⊙ c", "end = 3", "break", "record a = 1", "train N on D on D", "train N", "1 ± 2",
            ]
        case .name:
            [
                "y", "tnah(1)", "N.W9", "later\nlater = 1", "train N on D, speed=3", "use convention yael",
                "f(x) = q\nf(1)",
            ]
        case .type:
            ["1 + \"a\"", "A'", "train D on N", "tanh(\"a\")", "if A\nend", "[1; \"a\"]", "‖N‖", "not 3"]
        case .shape:
            ["A + [1, 2, 3]", "A·[1, 2, 3]", "A ⊙ [1, 2]", "[1, 2; 3]", "N([1, 2, 3])", "A * A", "N.W1 = A", "late(A)"]
        case .value:
            [
                "A[0]", "A[3, 1]", "train N on D, epochs=-1", "2 -> 0 tanh", "mixture(n=3)", "1..2 step 0",
                "a, b = 1..3", "inverse([1, 2; 2, 4])", "eigenvalues([0/0])",
            ]
        case .numeric:
            [
                "M = 2 -> 1, W1=[1e300; 1e300]\ntrain M on ([1e300, 1e300] => 1), epochs=3",
                "M = 2 -> 3 relu -> 1, seed=7\ntrain M on D, η=1e9, epochs=50",
            ]
        case .file:
            ["load \"nothing here.csv\"", "T = sweep k in 1..2\n  record a = k\nend\nsave T to \"no folder/t.csv\""]
        case .expectation:
            [
                "expect 1 == 2", "expect 0.61 ≈ 0.62 ± 1e-3", "expect [1, 2, 3] ≈ [1, 2, 4]", "expect min(A) ≥ 2",
                "expect not true",
            ]
        case .interrupted: ["x = 1\nfor k in 1..1e7\n  x = k\nend", "train N on D, epochs=1000000", "deep(1)\nx = 2"]
        case .limit:
            [
                "deep(1)", "1..1e18", "2 -> 1e8 tanh -> 1e8 tanh", "zeros(1e5, 1e5)",
                "x = [1]\nfor k in 1..200\n  x = [x, none]\nend",
                "x = " + String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200),
            ]
        }
    }

    @Test func everyKindShowsItsPlace() throws {
        var text = ""
        for kind in Diagnostic.Kind.allCases {
            text += "═══ \(kind.rawValue)\n"
            for cell in Self.cells(kind) {
                let session = Session()
                try session.run(Self.preamble)
                var polls = 0
                let outcome = session.execute(cell, output: TestOutput()) {
                    polls += 1
                    return kind == .interrupted && polls > 3
                }
                guard case .failed(let diagnostic) = outcome else {
                    Issue.record("no error in: \(cell)")
                    continue
                }
                let rendered = diagnostic.rendered(in: cell, color: false)
                #expect(diagnostic.kind == kind, "\(rendered)")
                #expect(rendered.contains("^"), "\(rendered)")
                text += rendered + "\n\n"
                #expect(try session.value("1 + 1") == "2")
            }
        }
        try expectGolden(text, "kinds.txt")
    }

    @Test func everyKindHasAPageOfHelp() throws {
        for kind in Diagnostic.Kind.allCases where !Self.cells(kind).isEmpty {
            #expect(try Session().run("help \(kind.helpName)").displayed.count == 1, "\(kind)")
        }
    }
}
