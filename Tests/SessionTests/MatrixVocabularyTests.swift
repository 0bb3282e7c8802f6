import Language
import Testing

@testable import Session

/// What is said of matrices, and what they are made of.
@Suite struct MatrixVocabularyTests {
    @Test(arguments: [
        ("sum([1, 2; 3, 4], over=rows)", "[4, 6]"), ("sum([1, 2; 3, 4], over=cols)", "[3; 7]"),
        ("sum([1, 2; 3, 4], over=all)", "10"), ("mean([1, 2; 3, 4], over=rows)", "[2, 3]"),
        ("sum([1, 2; 3, 4], over=columns)", "[3; 7]"), ("columns([1, 2, 3])", "3"),
        ("min([3, 1; 2, 9], over=cols)", "[1; 2]"), ("max([3, 1; 2, 9], over=rows)", "[3, 9]"),
        ("max(0, [-1, 2])", "[0, 2]"), ("min([1, 5], [3, 2])", "[1, 2]"), ("max([0/0, 1], 0)", "[NaN, 1]"),
        ("variance([2, 4, 4, 4, 5, 5, 7, 9])", "4"), ("std([2, 4, 4, 4, 5, 5, 7, 9])", "2"),
        ("var([1, 2, 3], sample=true)", "1"), ("deviation([1, 2; 3, 6], over=rows)", "[1, 2]"),
        ("logsumexp([0, 0]) - log(2)", "0"), ("argmax([3, 9, 1])", "2"), ("argmin([3, 9; 1, 4])", "[2, 1]"),
        ("argmax([3, 9; 1, 4], over=cols)", "[2; 2]"), ("argmax([3, 9; 1, 4], over=rows)", "[1, 1]"),
        ("sort([3, 1, 2])", "[1, 2, 3]"), ("sort([3; 1; 2], descending=true)", "[3; 2; 1]"),
        ("sort([3, 1; 2, 9], over=cols)", "[1, 3; 2, 9]"), ("cumsum([1, 2, 3])", "[1, 3, 6]"),
        ("cumsum([1; 2; 3])", "[1; 3; 6]"), ("cumsum(1..4)", "[1, 3, 6, 10]"), ("unique([2, 1, 2])", "[1, 2]"),
        ("unique([2; 1; 2])", "[1; 2]"), ("positions([3, -1, 2] > 0)", "[1, 3]"),
        ("positions([3; -1; 2] > 0)", "[1; 3]"),
        ("positions([1, 5; 7, 2] > 4)", "[1, 2; 2, 1]"), ("positions(2 > 1)", "1"), ("cols(positions(1 > 2))", "0"),
        ("choose(2 > 1, \"yes\", \"no\")", "yes"), ("choose([1, -1] > 0, [5, 6], 0)", "[5, 0]"),
        ("choose([1; -1] > 0, 1, [5; 6])", "[1; 6]"), ("size([1, 2; 3, 4; 5, 6])", "[3, 2]"),
        ("zeros(2, 3)", "[0, 0, 0; 0, 0, 0]"), ("ones(1, 2)", "[1, 1]"), ("eye(2)", "[1, 0; 0, 1]"), ("eye(1)", "1"),
        ("diagonal([1, 2])", "[1, 0; 0, 2]"), ("diag([1, 2; 3, 4])", "[1; 4]"), ("diagonal([1; 2])", "[1, 0; 0, 2]"),
        ("linspace(0, 1, 5)", "[0, 0.25, 0.5, 0.75, 1]"), ("linspace(-1e308, 1e308, 3)", "[-1e308, 0, 1e308]"),
        ("reshape(1..6, 2, 3)", "[1, 2, 3; 4, 5, 6]"), ("reshape([1, 2; 3, 4; 5, 6], 2, 3)", "[1, 2, 3; 4, 5, 6]"),
        ("stack([1, 2], [3, 4; 5, 6])", "[1, 2; 3, 4; 5, 6]"), ("beside([1; 2], [3, 4; 5, 6])", "[1, 3, 4; 2, 5, 6]"),
        ("stack(1..2, [7, 8])", "[1, 2; 7, 8]"), ("beside(1, 2, 3)", "[1, 2, 3]"), ("stack([1, 2])", "[1, 2]"),
        ("inverse([2, 0; 0, 4])", "[0.5, 0; 0, 0.25]"), ("solve([2, 1; 1, 3], [3; 5])", "[0.8; 1.4]"),
        ("determinant([1, 2; 3, 4])", "-2"), ("det(5)", "5"), ("rank([1, 2; 2, 4])", "1"),
        ("eigenvalues([2, 1; 1, 2])", "[1, 3]"), ("round([1.4, 1.5, -2.5])", "[1, 2, -3]"),
        ("sign([-3, 0, 2])", "[-1, 0, 1]"),
        ("floor(-1.5)", "-2"), ("ceil(-1.5)", "-1"), ("ceiling(1.2)", "2"), ("tan(0)", "0"), ("asin(2)", "NaN"),
        ("acos(1)", "0"), ("4·atan(1) - π", "0"), ("sinh(0)", "0"), ("cosh(0)", "1"),
    ])
    func value(_ source: String, _ expected: String) throws {
        #expect(try Session().run("print " + source).printed == expected + "\n")
    }

    /// Empty matrices, infinities and the like have results that are written down.
    @Test(arguments: [
        ("sum(E)", "0"), ("size(sum(E, over=rows))", "[1, 3]"), ("sum(E, over=rows)", "[0, 0, 0]"),
        ("size(sum(E, over=cols))", "[0, 1]"), ("size(max(E, over=cols))", "[0, 1]"), ("logsumexp(E)", "-∞"),
        ("size(sort(E, over=rows))", "[0, 3]"), ("size(cumsum(E, over=cols))", "[0, 3]"), ("size(unique(E))", "[0, 1]"),
        ("size(positions(E > 0))", "[0, 2]"), ("size(abs(E))", "[0, 3]"), ("size(stack(E, E))", "[0, 3]"),
        ("size(stack(E, [1, 2, 3]))", "[1, 3]"), ("size(beside(E, E))", "[0, 6]"), ("size(zeros(0, 3))", "[0, 3]"),
        ("size(eye(0))", "[0, 0]"), ("size(reshape(E, 3, 0))", "[3, 0]"), ("determinant(eye(0))", "1"),
        ("rank(E)", "0"),
        ("size(inverse(eye(0)))", "[0, 0]"), ("size(eigenvalues(eye(0)))", "[1, 0]"), ("size(E·Eᵀ)", "[0, 0]"),
        ("Eᵀ·E", "[0, 0, 0; 0, 0, 0; 0, 0, 0]"), ("norm(E)", "0"), ("size(max(E, 0))", "[0, 3]"),
        ("size(choose(E > 0, E, 1))", "[0, 3]"),
        ("sum([1e308, 1e308])", "∞"), ("mean([1e308, 1e308])", "1e308"), ("deviation([1e308, -1e308])", "1e308"),
        ("variance([1e308, -1e308])", "∞"), ("mean([1/0, -1/0])", "NaN"), ("max([1/0, 2])", "∞"),
        ("max([0/0, 2])", "NaN"),
        ("argmax([1, 0/0])", "2"), ("sort([0/0, 2, -1/0, 1])", "[-∞, 1, 2, NaN]"), ("unique([-0, 0])", "0"),
        ("sign(0/0)", "NaN"), ("round(1/0)", "∞"), ("floor(1e308)", "1e308"),
        ("logsumexp([1000, 1000]) - log(2)", "1000"),
        ("determinant(diagonal([1e200, 1e200, 1e-200, 1e-200]))", "1"), ("inverse(1e300)", "1e-300"),
        ("cumsum([1e308, 1e308])", "[1e308, ∞]"), ("(-0)·ones(1, 2)", "[0, 0]"),
    ])
    func extreme(_ source: String, _ expected: String) throws {
        #expect(try Session().run("E = [1, 2, 3; 4, 5, 6][2..1, :]\nprint " + source).printed == expected + "\n")
    }

    @Test(arguments: [
        ("mean(E)", "the mean of no numbers is not defined"), ("max(E)", "the maximum of no numbers"),
        ("std(E, over=rows)", "the standard deviation of no numbers"), ("argmin(E)", "the smallest"),
        ("variance(3, sample=true)", "needs two numbers at least"),
        ("sum([1, 2], over=1)", "sum goes over rows or over cols"), ("sum([1, 2], over=row)", "did you mean rows?"),
        ("sum([1, 2], over=sin)", "sum goes over rows or over cols"),
        ("sort([1, 2; 3, 4])", "wants a vector or a direction"),
        ("cumsum([1, 2; 3, 4])", "cumsum([1, 2; 3, 4], over=rows) goes down each column"),
        ("max([1, 2], [1, 2, 3])", "max needs equal shapes"), ("max(1, 2, over=rows)", "element by element"),
        ("positions([1, 2])", "holds 1 and 0 only, and this one 2"), ("choose([1, 0/0], 1, 2)", "this one NaN"),
        ("choose([1, 0] > 0, [1, 2, 3], 0)", "the condition is 1×2, [1, 2, 3] is 1×3"),
        ("zeros(1e9, 1e9)", "134217728 elements"),
        ("zeros(1e5, 1e5)", "a 100000×100000 matrix is larger than 134217728"),
        ("zeros(2)", "zeros needs cols"), ("zeros(-1, 2)", "a whole number from 0 up, not -1"),
        ("ones(1.5, 2)", "not 1.5"),
        ("eye(1e5)", "100000×100000"), ("diagonal(1..1e5)", "100000×100000"), ("normals(1e5, 1e5)", "100000×100000"),
        ("normals(2, 2, seed=-1)", "seed must be"), ("linspace(0, 1, 1)", "n is 2 at least"),
        ("linspace(0, 1/0, 3)", "finite ends"),
        ("reshape([1, 2, 3], 2, 2)", "[1, 2, 3] has 3 elements (1×3), and 2×2 needs 4"),
        ("stack([1, 2], [1, 2, 3])", "1×2 and 1×3"), ("beside([1, 2], [1; 2])", "1×2 and 2×1"),
        ("inverse([1, 2; 2, 4])", "singular"), ("inverse([1, 2, 3; 4, 5, 6])", "only a square matrix has an inverse"),
        ("inverse([1, 0/0; 2, 4])", "element 1, 2 of the matrix is"),
        ("solve([1, 2; 3, 4], [1, 2])", "did you mean [1, 2]ᵀ?"),
        ("eigenvalues([1, 2; 3, 4])", "element 1, 2 is 2 and element 2, 1 is 3"),
        ("inverse(zeros(5000, 5000))", "4000 rows"),
        ("eigenvalues(eye(501))", "500 rows"), ("rank(ones(3000, 3000))", "500"),
        ("[[1, 2]; [3, 4]]", "stack(A, B)"),
    ])
    func mistake(_ source: String, _ said: String) throws {
        let text = try Session().fail("E = [1, 2, 3; 4, 5, 6][2..1, :]\nx = " + source)
        #expect(text.contains(said), "\(text)")
    }

    /// A cell with a shape that cannot fit does not begin.
    @Test(arguments: [
        "zeros(2, 3)·ones(2, 3)", "inverse(ones(2, 3))", "solve(eye(2), ones(3, 1))", "reshape(ones(2, 3), 4, 2)",
        "stack(ones(1, 2), ones(1, 3))", "sum(ones(2, 3), over=rows)·eye(2)", "sum(ones(2, 3), over=cols)·eye(2)",
        "max(ones(2, 3), ones(3, 2))", "sort(ones(2, 2))", "eigenvectors(ones(2, 3))·eye(2)",
        "diagonal([1, 2])·ones(3, 1)",
        "tanh(ones(2, 3))·ones(2, 3)", "[1, -2, 3]·[1, -2, 3]", "normals(n, n)·ones(3, 1)", "cumsum([1, 2])·[1, 2]",
        "linspace(0, 1, 5)·ones(4, 1)", "ones(2, 3)·exp(ones(2, 2))", "choose(ones(2, 2) > 0, 1, ones(3, 3))",
        "zeros(1e9, 2)", "sort([2, 1], over=n)", "argmax(ones(3, 4), over=cols)·ones(2, 1)", "size(n)·size(n)",
        "ones(2, 3)[1, :]·ones(2, 1)", "ones(2, 3)[:, 1..2]·ones(3, 1)", "ones(4, 4)[1..n]·ones(3, 1)",
        "ones(1, 4)[1..3]·ones(4, 1)", "ones(4, 1)[[1, 2]]·ones(4, 1)",
    ])
    func isCheckedBeforeTheCellRuns(_ source: String) throws {
        let session = Session()
        try session.run("n = 2")
        let output = TestOutput()
        guard case .failed = session.execute("print 1\nx = " + source, output: output, isCancelled: { false }) else {
            Issue.record("no error")
            return
        }
        #expect(output.printed.isEmpty)
    }

    @Test func whatIsCheckedBeforeIsNotStricterThanWhatRuns() throws {
        // n gets another value in the cell, and so do the weights: nothing of them may be taken for known.
        let session = Session()
        try session.run("n = 2\nN = 1 -> 1, W1=2")
        try session.run("n = 3\nA = zeros(n, n)·ones(3, 1)")
        try session.run("N.W1 = 3\nB = zeros(N.W1, 1)ᵀ·ones(3, 1)")
        try session.run("for k in 1..3\n  C = ones(k, k)·ones(k, 1)\nend")
        try session.run("T = sweep n in 1..3\n  record s = sum(ones(n, n)·ones(n, 1))\nend")
        #expect(try session.value("T.s[3]") == "9")
        try session.run("A = [1, 2, 3; 4, 5, 6]\nB = A[2, :]·A[1, :]ᵀ + A[1, 1]\nC = A[:, 2..3]·A[1..2, 1..2]")
        try session.run("v = [1, 2, 3]\nB = v[2..1]\nC = v[1]·[1, 2, 3]\nd = A[2]·vᵀ\ne = vᵀ[2..3]ᵀ·A[:, 1]")
        try session.run("rows = 5\nx = rows + 1")
        #expect(try session.fail("sum([1, 2], over=rows)").contains("this is a number (5)"))
    }

    @Test func zerosIsAnInitialisationByItself() throws {
        let session = Session()
        #expect(try session.value("N = 2 -> 1, init=zeros\nsum(N.θ)") == "0")
        #expect(try session.value("zeros(1, 1)") == "0")
    }

    @Test func randomMatricesDependOnTheirSeedOnly() throws {
        let session = Session()
        #expect(try session.value("sum(normals(3, 4, seed=1) ≠ randn(3, 4))") == "0")
        #expect(try session.value("sum(normals(3, 4, seed=1) == normals(3, 4, seed=2))") == "0")
        #expect(try session.number("mean(uniforms(1000, 100))") > 0.49)
        #expect(abs(try session.number("std(normals(1000, 100))") - 1) < 0.01)
        // The stream of training data and initialisation: the first weights are those of the same seed.
        #expect(
            try session.value("N = 2 -> 3, init=normal(1), seed=5\nN.W1 ≈ normals(2, 3, seed=5) ± 0") == "true")
    }

    @Test func positionsPickAndExtremesAreFound() throws {
        let session = Session()
        try session.run("A = normals(6, 5, seed=4)\nv = A[:, 2]")
        #expect(try session.value("i, j = argmax(A)\nA[i, j] == max(A)") == "true")
        #expect(try session.value("v[argmin(v)] == min(v)") == "true")
        #expect(try session.value("P = positions(A > 0)\nrows(P) == sum(A > 0)") == "true")
        #expect(try session.value("min(v[positions(v > 0)]) > 0") == "true")
        #expect(try session.value("sum(A) ≈ sum(sum(A, over=rows))") == "true")
        #expect(try session.value("sum(max(0, A) == relu(A)) == 30") == "true")
        #expect(try session.value("deviation(A)² ≈ variance(A)") == "true")
        #expect(try session.value("B = stack(A, v[1..5]ᵀ)\nB[7, :] ≈ v[1..5] ± 0") == "true")
    }

    @Test func linearAlgebraSaysWhatSlidesSay() throws {
        let session = Session()
        try session.run("X = beside(normals(50, 3, seed=2), ones(50, 1))\nw = [1; -2; 3; 0.5]\ny = X·w")
        #expect(try session.value("solve(Xᵀ·X, Xᵀ·y) ≈ w ± 1e-10") == "true")
        #expect(try session.value("inverse(Xᵀ·X)·Xᵀ·y ≈ w ± 1e-10") == "true")
        try session.run("Σ = Xᵀ·X / rows(X)\nλ = eigenvalues(Σ)\nV = eigenvectors(Σ)")
        #expect(try session.value("V·diagonal(λ)·Vᵀ ≈ Σ ± 1e-10") == "true")
        #expect(try session.value("determinant(Σ) ≈ λ[1]·λ[2]·λ[3]·λ[4] ± 1e-10") == "true")
        #expect(
            try session.value("L = linear(w=[1, -1], Σ=[2, .8; .8, 1])\nL.eigenvalues ≈ eigenvalues(L.Σ) ± 1e-12")
                == "true")
    }

    @Test(arguments: ["sort(x)", "unique(x)", "sort(reshape(x, 1000, 1000), over=rows)", "normals(1000, 1000)"])
    func anInterruptEnds(_ source: String) throws {
        let session = Session()
        try session.run("x = uniforms(1, 1000000)")
        var polls = 0
        let outcome = session.execute("y = " + source, output: TestOutput()) {
            polls += 1
            return polls > 3
        }
        guard case .failed(let diagnostic) = outcome, diagnostic.kind == .interrupted else {
            Issue.record("not interrupted: \(outcome)")
            return
        }
        #expect(polls == 4)
    }

    @Test func weightsAreSetInTheLayoutOfTheConvention() throws {
        let session = Session()
        try session.run("N = 2 -> 3 -> 1\nN.W1 = [1, 2, 3; 4, 5, 6]\nN.b1 = [1, 2, 3]")
        #expect(try session.value("print N.W1[2, 3], N.b1[2]\nN.W1[:, 1] ≈ [1; 4] ± 0") == "true")
        #expect(try session.fail("N.W1 = [1, 2; 3, 4]").contains("2×3"))
        let turned = "transposed it fits"
        #expect(try !session.fail("N.W1 = [1, 2; 3, 4]").contains(turned))
        #expect(try session.fail("N.W1 = [1, 2; 3, 4; 5, 6]").contains(turned))
        #expect(try session.fail("N.W9 = 1").contains("the network has 2 layers"))
        try session.run("use convention yale")
        try session.run("N.W1 = [1, 2; 3, 4; 5, 6]")
        #expect(try session.value("N.W1[3, 2]") == "6")
        let failure = try session.fail("N.W1 = [1, 2, 3; 4, 5, 6]")
        #expect(failure.contains("are 3×2, not 2×3") && failure.contains(turned))
        try session.run("use convention modern")
        #expect(try session.value("N.W1[2, 3]") == "6")
    }

    @Test(arguments: [
        ("A[1, :]", "[1, 2, 3]"), ("A[:, 2]", "[2; 5; 8]"), ("A[2..3, 1]", "[4; 7]"),
        ("A[[3, 1], [1, 3]]", "[7, 9; 1, 3]"),
        ("A[2, 2]", "5"), ("A[2]", "[4, 5, 6]"), ("v[2]", "20"), ("v[2..3]", "[20, 30]"),
        ("v[3..1 step -1]", "[30, 20, 10]"),
        ("size(A[1..0, :])", "[0, 3]"), ("L[2]", "b"), ("L[2..3]", "[\"b\", \"c\"]"), ("rows(D[1..10].X)", "10"),
        ("rows(D[3].X)", "1"),
    ])
    func indexing(_ source: String, _ expected: String) throws {
        let session = Session()
        try session.run(
            """
            A = [1, 2, 3; 4, 5, 6; 7, 8, 9]; v = [10, 20, 30]; L = ["a", "b", "c"]; D = mixture(n=20)
            """)
        #expect(try session.run("print " + source).printed == expected + "\n")
    }

    @Test(arguments: [
        ("A[0, 1]", "position 0 does not exist"), ("A[1, 4]", "A has 3 columns"), ("A[1.5, 1]", "position 1.5"),
        ("A[1, 2, 3]", "two directions"),
        ("A[0/0]", "position NaN"),
    ])
    func positionsThatDoNotExist(_ source: String, _ said: String) throws {
        #expect(try Session().fail("A = [1, 2, 3; 4, 5, 6]\n" + source).contains(said))
    }

    @Test(arguments: [
        ("12345678901", "12345678901"), ("2^53 - 1", "9007199254740991"), ("2^60", "1.152921505e18"), ("1e12", "1e12"),
        ("123456789012.5", "1.23456789e11"), ("0.1 + 0.2", "0.3"), ("-12345678901", "-12345678901"),
        ("1/3", "0.3333333333"),
    ])
    func numbersAreShownToAllTheirDigitsWhereWhole(_ source: String, _ expected: String) throws {
        #expect(try Session().value(source) == expected)
    }

    @Test func matricesAreShownInTheirMiddlesLeftOut() throws {
        let session = Session()
        let text = try session.value("reshape(1..1000, 20, 50)")
        #expect(text.hasPrefix("20×50\n") && text.contains("⋮") && text.contains("…") && text.contains("⋱"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 80 })
        #expect(try session.value("[1.5, -1000; 0/0, 1/0]") == "2×2\n  1.5  -1000.0\n  NaN        ∞")
        #expect(try session.value("zeros(0, 3)") == "0×3")
    }
}
