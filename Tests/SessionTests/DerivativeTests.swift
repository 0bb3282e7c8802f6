import Engine
import Language
import Testing

@testable import Session

@Suite struct DerivativeTests {
    @Test(arguments: [
        // The lecture's function and chain rule.
        ("f(x, y) = 1.5x² + y² + 2\n∇f(2, 2)", "[6, 4]"), ("f(x, y) = 1.5x² + y² + 2\ngrad(f)(2, 2)", "[6, 4]"),
        ("f(x) = x³\n(f'(2), f''(2), f'''(2), f''''(2))", "(12, 12, 6, 0)"),
        ("(σ'(0), σ''(0), σ'''(0))", "(0.25, 0, -0.125)"), ("d = tanh'\nd(0)", "1"), ("sin''''(1) - sin(1)", "0"),
        ("tanh'²(0)", "1"), ("swish'(0, beta=2)", "0.5"), ("f(x) = swish'(x, beta=2)\nf(0)", "0.5"),
        ("σ'([0, 0; 0, 0])", "[0.25, 0.25; 0.25, 0.25]"), ("f(x) = x² + 1\nf'([1, 2, 3]ᵀ)[3]", "6"),
        // Derivatives of several kinds.
        ("f(x) = 2^x\nf'(0) ≈ log(2)", "true"), ("f(x) = x^x\nf'(1)", "1"), ("f(x) = x^-1\nf'(2)", "-0.25"),
        ("f(x) = x^0\nf'(0)", "0"), ("f(x) = sum(x^[0, 1, 2])\nf'(0)", "1"), ("f(x) = 0^x\nf'(2)", "0"),
        ("f(x) = 1/x\nf''(2)", "0.25"), ("f(x) = sqrt(x)\nf'(4)", "0.25"), ("f(x) = 3\nf'(1)", "0"),
        ("f(x) = [x, 2x; 3, x²]\ng(x) = f(x)[1, 2] + f(x)[2, 2]\ng'(3)", "8"), ("f(x) = sum([x, x])\nf'(1)", "2"),
        ("f(x, y) = x\n∇f(1, 2)", "[1, 0]"), ("f(A) = sum(A[1, :])\n∇f([1, 2; 3, 4])", "[1, 1; 0, 0]"),
        ("f(x) = max(x) - min(x)\n∇f([1, 3, 3, 1])", "[-1, 1, 0, 0]"), ("∇norm([3, 4])", "[0.6, 0.8]"),
        ("∇norm([0, 0])", "[0, 0]"), ("f(x) = ‖x‖²\n∇f([3, 4])", "[6, 8]"), ("∇sum([1; 2])", "[1; 1]"),
        ("f(A, b) = sum(A·b)\n∇f([1, 2; 3, 4], [5; 6])", "([5, 6; 5, 6], [4; 6])"),
        ("f(A, b) = sum(A + b)\n∇f([1, 2; 3, 4], [5, 6])", "([1, 1; 1, 1], [2, 2])"),
        ("f(x, g) = g(x)²\n∇f(3, sqrt)", "1"), ("f(x) = x² > 3 and x > 0\nf(2)", "true"),
        ("f(x, y) = x·y\n∇f(3, 4)·[1; 1]", "7"), ("∇sum(1..3)", "[1, 1, 1]"), ("f(x) = rows([x; x])·x\nf'(1)", "2"),
        ("f(x) = choose(x <= 1, x, x·f(x - 1))\n(f(5), f'(3))", "(120, 11)"),
        ("f(x, y) = choose(x > 0, y, nothing)\nf(1, 2)", "2"), ("g = choose\ng(false, 1, 2)", "2"),
        ("f(x) = sum(choose([1, 0], x², 2))\n∇f([3, 4])", "[6, 0]"),
        ("∇max([1, 3, 3])", "[0, 1, 0]"), ("f(x) = sum(max(0, x))\n∇f([-1, 0, 2])", "[0, 0, 1]"),
        ("f(x) = sort(x)·[1; 10; 100]\n∇f([2, 3, 1])", "[10, 100, 1]"),
        ("∇deviation([2, 2])", "[0, 0]"), ("f(P) = entropy(P, base=e)\n∇f([1, 0])", "[-1, 0]"),
        ("f(x) = floor(x) + sign(x) + rows(x) + x\nf'(1.5)", "1"), ("∇logsumexp([1000, 1000])", "[0.5, 0.5]"),
        ("f(x) = argmax([1, x])·x\nf'(3)", "2"), ("∇sort", "∇sort, the gradient of sort"),
        ("f(x) = -xᵀ\ng(x) = sum(f(x)·[1; 2])\n∇g([1; 1])", "[-1; -2]"),
        // Levels keep apart: d/dx x·(d/dy (x + y)) is 1, not 2.
        (
            "h(y) = c + y\nf(x) = x·g(x)\ng(x) = k(x)\nk(x) = dx(x, 1)\ndx(x, y) = ∇s(x, y)[2]\ns(x, y) = x + y\nf'(5)",
            "1"
        ),
        ("g(x, y) = x·y\nf(x) = x·∇g(x, x)[2]\nf'(3)", "6"),
        ("f(x, y) = x²·y³\ng(x, y) = ∇f(x, y)[1]\n∇g(1, 2)", "[16, 24]"),
        ("f(x) = exp(x)·x\n(∇f)'(0)", "2"),
        ("N = 2 -> 3 tanh -> 1 sigmoid\nf(x) = N(x)\nsum(∇f([1, 2]) - ∇f([1, 2]))", "0"),
    ])
    func gives(_ source: String, _ expected: String) throws {
        #expect(try Session().short(source) == expected)
    }

    @Test func theChainRuleOfTheLecture() throws {
        let session = Session()
        try session.run("F(θ) = exp(sin(θ²))")
        #expect(abs(try session.number("F'(0.7)") - 1.9776558345) < 5e-11)
    }

    @Test func theConventionSaysWhatReluDoesAtZero() throws {
        let session = Session()
        #expect(try session.value("(relu'(0), relu'(1), relu'(-1), leakyrelu'(0))") == "(0, 1, 0, 0.01)")
        try session.run("use convention tendulkar")
        #expect(try session.value("(relu'(0), leakyrelu'(0))") == "(1, 1)")
    }

    /// R-5 of the reference: the derivatives of the activations.
    @Test(arguments: [
        ("σ", -3, 0.0451766597), ("σ", 2, 0.1049935854), ("tanh", 0.5, 0.786447733), ("gelu", -1, -0.0833154706),
        ("gelu", 3, 1.0119456472), ("swish", 0.5, 0.7399611873), ("swish", -2, -0.0907842488),
    ])
    func activations(_ name: String, _ x: Double, _ expected: Double) throws {
        #expect(abs(try Session().number("\(name)'(\(x))") - expected) < 1e-10)
    }

    // MARK: Every function of the registry

    /// Functions that stand in no differentiable expression, since they are of no number, random or only for display.
    static let withoutRule: Set<String> = [
        "predict", "loss", "error", "accuracy", "grad", "params", "boundary", "bayes", "mixture", "gaussians", "moons",
        "circles", "spirals", "sine", "linear", "split", "standardize", "onehot", "labels", "unique", "eigenvectors",
        "confusion", "rsquared", "auc", "bump", "probabilities", "roc", "summary", "weights", "copy", "backward",
        "learning_rates", "statistics", "best", "where", "input", "password", "contour", "surface", "gradient",
        "minibatches", "images", "units", "histogram", "bars", "boxes", "latex",
    ]

    static let functions = Registry.standard.entries.filter { $0.category == .function || $0.category == .activation }

    @Test func whatHasNoRuleIsListed() {
        #expect(Set(Self.functions.filter { $0.derivative == nil }.map(\.name)) == Self.withoutRule)
    }

    /// Those that take one matrix, with the options they have.
    static let ofOneMatrix = functions.filter { entry in
        entry.derivative != nil && entry.parameters.filter(\.isRequired).count == 1
            && [[.matrix], [.matrix, .table]].contains(entry.parameters.first?.kinds)
    }

    /// How those are called that do not take any matrix by itself.
    static let calls = [
        "entropy": "entropy(softmax(reshape(x, 1, 4)))", "eigenvalues": "eigenvalues(x + x.T)",
        "sort": "sort(x, over=rows, descending=true)", "cumsum": "cumsum(x, over=cols)",
    ]

    @Test(arguments: ofOneMatrix.map(\.name))
    func agreesWithCentralDifferences(_ name: String) throws {
        let session = Session()
        let points =
            switch name {
            case "log", "sqrt": "[0.4, 1.3; 2.1, 0.7]"
            case "asin", "acos": "[0.4, -0.3; 0.6, -0.7]"
            default: "[0.4, -1.3; 2.1, -0.7]"
            }
        let call = Self.calls[name] ?? "\(name)(x)"
        try session.run(
            """
            A = \(points)
            C = [0.3, -1.1; 0.8, 1.7]
            q(x) = \(call)
            f(x) = sum(q(x) ⊙ (0·q(x) + sum(C)) + q(x) ⊙ q(x) ⊙ q(x))
            G = ∇f(A)
            h = 1e-5
            """)
        try expectDifferences(session, "A", relative: 1e-7)
        if name == "eigenvalues" { return }
        // The gradient's gradient, by differences of the gradient.
        try session.run(
            """
            f(x) = sum(∇e(x) ⊙ C)
            e(x) = sum(q(x) ⊙ q(x) ⊙ q(x))
            G = ∇f(A)
            """)
        try expectDifferences(session, "A", relative: 1e-6)
    }

    /// Operators and compositions, by each of two matrices.
    @Test(arguments: [
        "sum(A·B)", "sum((A·B) ⊙ C)", "sum(A ⊙ B)", "sum(A / B)", "sum((A²)^B)", "sum(A + B[1, :])", "sum((A - B)³)",
        "sum(2^A) + ‖B‖", "sum(softmax(A·B) ⊙ C)", "sum(A[1, 1]·B)", "sum(B / A[2, 1])", "sum(A[:, 2]·B[1, :])",
        "sum([A[1, 1], B[2, 2]; A[2, 1], 1]·C)", "log(sum(exp(A))) + max(B)·min(A)", "mean(σ(A·B + B[2, :]) ⊙ C)",
        "sum(tanh'(A) ⊙ B)", "∇norm(A)[1, 2]·B[1, 1]", "sum(A.T·C·B)", "sum(swish(A, beta=B[1, 2]))",
        "sum(-A[[2, 1, 1], :])",
        "A[1, :]·B·A[2, :]ᵀ", "(A[1, :]·C)[2]·B[1, 1]", "sum(leakyrelu(A, slope=B[1, 1]))", "B[1, 1]^A[1, 1]",
        "sum(N(A)) + sum(forward(N, B))",
        // Over rows and columns.
        "mean(A, over=rows)·B·mean(A, over=cols)", "sum(A, over=cols)ᵀ·C·sum(B, over=rows)ᵀ",
        "variance(A·B, over=rows)·deviation(A + B, over=cols)",
        "deviation(A[1, :], sample=true)·variance(B, sample=true)",
        "sum(logsumexp(A, over=rows) + logsumexp(B, over=cols)ᵀ)", "max(A, over=rows)·min(B, over=cols)",
        // Element by element, from one of two.
        "sum(max(0, A·B) ⊙ C)", "sum(min(A, B) ⊙ max(A, C))", "sum(max(A, B[1, 2]) ⊙ C)",
        "max(A[1, 1], B[1, 1])·B[2, 1]",
        "sum(choose(A > B, A ⊙ A, B))", "sum(choose(A > 0, A[1, 2], B) ⊙ C)", "choose(A[1, 1] > 0, A[1, 1]·B[1, 1], 0)",
        // Matrices taken apart and put together.
        "sum(stack(A, B, A)·C)", "sum(beside(A, B[:, 1], A)·stack(C, [1, 2], B))", "sum(diagonal(A[1, :])·B)",
        "sum(diagonal(A·B))", "sum(reshape(A, 1, 4)·reshape(B, 4, 1))",
        "sum(cumsum(A, over=rows) ⊙ cumsum(B, over=cols))",
        "sum(sort(A, over=cols) ⊙ B)", "sort(B[2, :])·sort(A[:, 1], descending=true)",
        "sum(linspace(A[1, 1], B[1, 1], 5)²)", "sum(ones(2, 3)·stack(A[1, :], B))",
        // Linear algebra.
        "sum(inverse(A)·B)", "sum(solve(A, B) ⊙ C)", "sum(solve(B, A[:, 1])²)", "determinant(A·B)",
        "sum(inverse(A[1, 1])·B)", "sum(solve(A[1, 1], B[1, :]) ⊙ [1, 3])",
        "eigenvalues(A·Aᵀ + B + Bᵀ)[2]", "log(determinant(B·Aᵀ)²)",
        // Information.
        "crossentropy(softmax(A[1, :]), softmax(B[1, :]))",
        "kl(softmax(B[1, :]), softmax(A[2, :]), base=e)", "entropy(softmax(A[2, :]·B), base=e)",
    ])
    func expressions(_ body: String) throws {
        for name in ["A", "B"] {
            let session = Session()
            try session.run(
                """
                A = [0.4, -1.3; 2.1, -0.7]
                B = [1.2, 0.5; 0.9, 1.6]
                C = [0.3, -1.1; 0.8, 1.7]
                N = 2 -> 3 tanh -> 2 softmax
                q(A, B) = \(body)
                f(x) = q(\(name == "A" ? "x, B" : "A, x"))
                G = ∇f(\(name))
                h = 1e-5
                """)
            try expectDifferences(session, name, relative: 1e-7)
        }
    }

    /// Compares `G` with central differences of `f` at a 2×2 matrix.
    private func expectDifferences(_ session: Session, _ name: String, relative: Double) throws {
        for (row, column) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
            var step = ["0", "0", "0", "0"]
            step[(row - 1) * 2 + column - 1] = "h"
            let matrix = "[\(step[0]), \(step[1]); \(step[2]), \(step[3])]"
            let difference = try session.number("(f(\(name) + \(matrix)) - f(\(name) - \(matrix))) / (2h)")
            let derivative = try session.number("G[\(row), \(column)]")
            #expect(
                abs(difference - derivative) <= relative * max(1, abs(difference)),
                "\(derivative) and \(difference) at \(row), \(column)")
        }
    }

    /// R-4 of the reference: the loss written by hand, differentiated, is the engine's gradient.
    @Test(arguments: ["sigmoid", "tanh", "relu", "gelu", "swish", "softplus", "leakyrelu"])
    func aNetworkByHand(_ activation: String) throws {
        let session = Session()
        try session.run(
            """
            use convention tendulkar
            X = [1, 0, -1; 0.5, -0.5, 2; -1, 1.5, 0; 0, 0.25, 0.5]
            Y = [1, 0; 0, 1; 1, 0; 0, 1]
            W1 = [0.2, -0.4; 0.7, 0.1; -0.3, 0.5]
            b1 = [0.1, -0.2]
            W2 = [0.6, -0.1; -0.5, 0.8]
            b2 = [0.05, -0.05]
            L(W1, b1, W2, b2) = -sum(Y ⊙ log(softmax(\(activation)(X·W1 + b1)·W2 + b2)))
            g1, c1, g2, c2 = ∇L(W1, b1, W2, b2)
            N = 3 -> 2 \(activation) -> 2 softmax, W1=W1, b1=b1, W2=W2, b2=b2
            G = grad(N, X => Y)
            """)
        for (ours, engines) in [("g1", "W1"), ("c1", "b1"), ("g2", "W2"), ("c2", "b2")] {
            #expect(try session.number("max(abs(\(ours) - G.\(engines)))") < 1e-12, "\(engines)")
        }
        if activation == "sigmoid" {
            #expect(abs(try session.number("L(W1, b1, W2, b2)") - 2.4322696844) < 5e-11)
            #expect(abs(try session.number("g1[3, 2]") + 0.4087246876) < 5e-11)
        }
    }

    /// A long chain is followed back, and released, without recursion.
    @Test func aLongChainOfOperations() throws {
        let session = Session()
        var program = "f0(x) = x\n"
        for level in 1...14 { program += "f\(level)(x) = f\(level - 1)(f\(level - 1)(x + 1))\n" }
        try session.run(program)
        #expect(try session.value("f14'(1)") == "1")
    }

    @Test func aTapeIsLimited() throws {
        let tape = Tape(level: 1, limits: Limits(elements: 100, memory: .max, operations: 3))
        let variable = tape.variable(.number(1))
        let identity = Tape.Operand(position: variable.position) { (d) throws(Diagnostic) in d }
        _ = try tape.record(.number(2), [identity], isMixed: false, at: Span(0, 0))
        _ = try tape.record(.number(3), [identity], isMixed: false, at: Span(0, 0))
        #expect(throws: Diagnostic.self) {
            try tape.record(.number(4), [identity], isMixed: false, at: Span(0, 0))
        }
    }
}
