import Language
import Testing

@testable import Session

@Suite struct NumberCodeTests {
    /// Values are copied at every step of a program.
    @Test func aValueIsSmall() {
        #expect(MemoryLayout<Value>.size <= 25)
    }

    /// In a list nothing is the root, so that the general code runs.
    @Test(arguments: [
        "a + b", "a - b·a", "a / b", "a ⊙ b", "a^b", "a²", "-a", "-(a + 1)^2", "2a·(b - a) / 3 - b", "pi·a", "a * b",
        "a < b", "a ≤ b", "a > b", "a ≥ b", "a == b", "a != b", "a + 1 < 2b",
    ])
    func agreesWithTheGeneralCode(_ expression: String) throws {
        for (a, b) in [
            ("1.5", "-2"), ("0", "3"), ("0/0", "1"), ("1", "0/0"), ("1/0", "0"), ("2", "2"), ("-8", "1/3"),
            ("[1, 2; 3, 4]", "2"), ("2", "[1, 2; 3, 4]"), ("1..3", "2"),
        ] {
            let session = Session()
            try session.run("a = \(a)\nb = \(b)\nf(a, b) = \(expression)")
            let general = outcome(session, "[\(expression), 0][1]")
            for root in ["root = \(expression)\nroot", "root, other = \(expression), 1\nroot", "f(a, b)"] {
                #expect(outcome(session, root) == general, "\(expression) of \(a) and \(b): \(root)")
            }
        }
    }

    /// What a program displays, or its error.
    private func outcome(_ session: Session, _ source: String) -> String {
        let output = TestOutput()
        return switch session.execute(source, output: output, isCancelled: { false }) {
        case .completed: output.result?.plain() ?? ""
        case .failed(let diagnostic): diagnostic.kind.rawValue + diagnostic.message
        }
    }

    @Test(arguments: [
        ("x = 2\nfor k in 1..3\n  x = x·k\nend\nx", "12"),
        // A name that is a built-in until a branch has hidden it, or once it is deleted.
        ("for k in 1..2\n  if k == 2\n    pi = 3\n  end\n  y = 2·pi\nend\ny", "6"),
        ("for k in 1..1\n  if k == 2\n    pi = 3\n  end\n  y = 2·pi\nend\ny - 6 > 0", "true"),
        ("pi = 3\nf(x) = x·pi\ndelete pi\nf(1) - 3 > 0", "true"),
        // A number that becomes a matrix and a number again.
        ("y = 1\nfor k in [2, [1, 2], 3]\n  y = k + k\nend\ny", "6"),
        // Parameters hide variables, and get them back.
        ("x = 5\nf(x) = x·x\nf(2) + x", "9"), ("n = 0\nwhile n < 3\n  n = n + 1\nend\nn", "3"),
        ("if [1, 2] ≈ [1, 2]\n  r = 1\nelse if 1 > 2\n  r = 2\nend\nr", "1"),
        // Numbers that a derivative is taken by go the general way.
        ("f(x) = x² + 3x\nc = f(1)\n(f'(2), f''(2), ∇f(2))", "(7, 2, 7)"),
        ("f(x) = g(x)\ng(y) = y^3 - 2y\nf'(2)", "10"),
        ("f(x) = choose(x > 1, x², -x)\n(f'(3), f'(0))", "(6, -1)"),
    ])
    func gives(_ source: String, _ expected: String) throws {
        #expect(try Session().short(source) == expected)
    }

    @Test func conditionsSayWhatTheyAre() throws {
        #expect(try Session().fail("x = 3\nif x\nend").contains("true or false is wanted here"))
        #expect(try Session().fail("x = [1, 2]\nwhile x > 0\nend").contains("compares 2 elements"))
        #expect(try Session().fail("x = 1\ny = (x < 2) + 1").contains("arithmetic is for numbers"))
    }
}
