import Language
import Testing

@testable import Session

@Suite struct FunctionTests {
    @Test(arguments: [
        ("f(x, y) = 1.5x² + y² + 2\nf(2, 2)", "12"), ("g() = 3\ng() + 1", "4"),
        ("f(x) = x\nf([1, 2; 3, 4])[2, 1]", "3"),
        ("x = 7\nf(x) = 2x\n(f(1), x)", "(2, 7)"), ("c = 1\nf(x) = x + c\nc = 10\nf(1)", "11"),
        ("f(x) = x + later\nlater = 5\nf(1)", "6"), ("f(x) = h(x) + 1\nh(x) = 2x\nf(3)", "7"),
        ("f(x) = 1\nf(x) = 2\nf(0)", "2"), ("f(x) = x²\nh = f\nh(3)", "9"), ("f(x) = x²\nf(x=3)", "9"),
        ("f(x, y) = x - y\nf(1, y=3)", "-2"), ("f(g, x) = g(g(x))\nf(sqrt, 16)", "2"),
        ("F = [sin, cos]\nF[2](0)", "1"), ("f(x) = x² + 1\nF = [f, exp]\nF[1](2)", "5"),
        ("f(x) = swish(x, beta=0)\nf(3)", "1.5"), ("s = swish\ns(3, beta=0)", "1.5"),
        ("f(x) = exp(x)\nexp(x) = 3x\nf(2)", "6"), ("f(x) = swish(x, beta=3)\nswish(x, beta) = x + beta\nf(2)", "5"),
        ("f(x) = max([x, 3])\nf(1)", "3"), ("f(n) = n == 0 or f(n - 1)\nf(50)", "true"),
        ("A, b = [1, 2; 3, 4], [1, 1]\nf(x) = (x·A, x + b)\np, q = f([1, 0])\np[2] + q[1]", "4"),
        ("f(x, y) = 1.5x² + y² + 2\nf", "f(x, y) = 1.5x² + y² + 2"), ("f(x)=x\n[f, 1]", "[f(x)=x, 1]"),
        ("T = sweep k in 1..3\n  f(x) = k·x\n  record y = f(10)\nend\nT.y[3]", "30"),
        ("y = 0\nfor k in 1..3\n  f(x) = x + k\n  y = f(y)\nend\ny", "6"),
    ])
    func gives(_ source: String, _ expected: String) throws {
        #expect(try Session().short(source) == expected)
    }

    @Test func hidingABuiltInWarns() throws {
        let session = Session()
        try session.run("f(x) = tanh(x)")
        #expect(try session.run("tanh(x) = 2x").warned.contains("tanh now hides the activation"))
        #expect(try session.value("f(3)") == "6")
        #expect(try session.run("tanh(x) = 3x").warned.isEmpty)
    }

    @Test func aFailedCallLeavesNothingBehind() throws {
        let session = Session()
        try session.run("f(x) = x + nothing\ng(n) = g(n + 1)")
        _ = try session.fail("f(1)")
        _ = try session.fail("g(1)")
        _ = try session.fail("∇f(1)")
        try session.run("nothing = 1")
        #expect(try session.value("(f(1), ∇f(1))") == "(2, 1)")
    }

    /// Calls nest as deep as the limit lets them on the eight megabytes of a main thread, derivatives included.
    @Test(arguments: [
        "f(n) = f(n + 1)", "f(n) = g(n)\ng(n) = f(n)", "f(n) = 1 + (2·(3 - (4·f(n + 1))))",
        "f(n) = abs(abs(abs(f(abs(n)))))", "f(n) = ‖[f(n), f(n)]‖", "f(n) = (f)(n)", "f(n) = [(f, n)][1][1](n)",
    ])
    func recursionIsLimited(_ definition: String) throws {
        let session = Session()
        try session.run(definition)
        let message = try session.fail("f(1)")
        #expect(message.contains("limit error") && message.contains("deep here"))
        #expect(try session.fail("∇f(1)").contains("limit error"))
        #expect(try session.fail("f'(1)").contains("limit error"))
        #expect(try session.fail("f'''(1)").contains("limit error"))
    }

    @Test func recursionThroughDerivativesIsLimited() throws {
        let session = Session()
        try session.run("f(x) = f'(x)\ng(x) = ∇g(x)")
        #expect(try session.fail("f(1)").contains("limit error"))
        #expect(try session.fail("g(1)").contains("limit error"))
        #expect(try session.fail("sin" + String(repeating: "'", count: 400) + "(1)").contains("10 deep"))
    }

    @Test func anInterruptEndsARecursion() throws {
        var polls = 0
        let session = Session()
        let outcome = session.execute("f(n) = f(n + 1) + f(n + 1)\nf(1)", output: TestOutput()) {
            polls += 1
            return polls > 20
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
    }

    @Test func toolsKnowAFunction() throws {
        let session = Session()
        try session.run("force(m, a) = m·a")
        let item = try #require(session.complete("forc", at: 4).items.first)
        #expect(item.kind == "function" && item.signature == "force(m, a)")
        #expect(session.inspect("force", at: 2)?.plain().contains("force(m, a) = m·a") == true)
        for source in ["force?", "help force"] {
            #expect(try #require(try session.run(source).displayed.first).contains("force(m, a) = m·a"))
        }
    }

    @Test func aBodyKnowsItsParametersFirst() throws {
        let session = Session()
        try session.run("mass = 3")
        for source in ["force(mark, a) = 2 + ma", "y = 1; time force(mark, a) = sin(ma"] {
            #expect(session.complete(source, at: source.utf8.count).items.first?.text == "mark")
        }
        #expect(!session.complete("force(mark, a) = 1\nma", at: 21).items.contains { $0.text == "mark" })
        let hidden = "force(mass) = mass"
        for offset in [7, 16] {
            #expect(session.inspect(hidden, at: offset)?.plain() == "mass is a parameter of force(mass)")
        }
        #expect(session.inspect("mass", at: 1)?.plain().hasPrefix("mass is a number") == true)
    }

    @Test func variablesListAndDeleteFunctions() throws {
        let session = Session()
        try session.run("f(x) = x² + 1\ng(x) = f(x) + 1\nh = g'\nsin(x) = f(x)\nk(x) = sin(x)")
        let list = try #require(try session.run("vars").displayed.first)
        for part in ["f(x) = x² + 1", "g', the derivative of g(x) = f(x) + 1", "function"] {
            #expect(list.contains(part), "\(part)")
        }
        #expect(try session.value("k(2)") == "5")
        #expect(session.complete("delete f", at: 8).items.map(\.text) == ["f"])
        try session.run("delete f, sin")
        #expect(try session.fail("f(1)").contains("nothing is called f"))
        #expect(try session.fail("g(1)").contains("nothing is called f"))
        #expect(try session.value("k(0)") == "0")
        #expect(try session.fail("delete f").contains("no variable is called f"))
        try session.run("f(x) = 2x")
        #expect(try session.value("(g(1), h(1))") == "(3, 2)")
    }

    @Test func timeGoesToStandardOutputAlone() throws {
        let output = try Session().run("time x = 3\ntime x + 1")
        #expect(output.printed.split(separator: "\n").count == 2)
        #expect(output.printed.hasPrefix("took ") && output.printed.hasSuffix("s\n"))
        #expect(output.displayed == ["4"])
    }
}
