import Language
import Testing

@Suite struct StatementTests {
    @Test func exampleProgramParses() {
        let result = parse(program, vocabulary: vocabulary)
        for diagnostic in result.diagnostics { Issue.record("\(diagnostic.rendered(in: program, color: false))") }
        #expect(result.statements.count == 33)
    }

    @Test(arguments: [
        ("f(x), seed=1", "(expression (call f x) seed=1)"), ("2 -> 3, seed=1", "(expression (-> 2 (3)) seed=1)"),
        ("x = 3", "(= x 3)"), ("N.W1 = A", "(= N.W1 A)"), ("N.train = A", "(= N.train A)"),
        ("N.W1[1, 2] = 0.5", "(= N.W1[1 2] 0.5)"), ("N.W1[i + 1, :] = f(x)", "(= N.W1[(+ i 1) :] (call f x))"),
        ("A[1] = 2", "(= A[1] 2)"), ("a, N.b1[[1, 2][1]] = 1, 2", "(= a N.b1[(index [1 2] 1)] 1 2)"),
        ("A[1] == 2", "(== (index A 1) 2)"), ("A[1]", "(index A 1)"), ("A[1\n] = 2", "(= A[1] 2)"),
        ("N.b1[2] = train N", "(= N.b1[2] (command train N))"),
        ("a, b = 1, 2", "(= a b 1 2)"),
        ("X, Y = D.train", "(= X Y (. D train))"), ("a, N.W1 = f(x), 2, seed=7", "(= a N.W1 (call f x) 2 seed=7)"),
        ("N = 2 -> 1 sigmoid, seed=7, b1=0", "(= N (-> 2 (1 sigmoid)) seed=7 b1=0)"), ("σ = 1", "(= σ 1)"),
        ("a,\nb = 1,\n\n2", "(= a b 1 2)"), ("x = (1, 2)", "(= x (tuple 1 2))"), ("x = a == b", "(= x (== a b))"),
        ("H = train N on D, epochs=10", "(= H (command train N (on D) epochs=10))"),
        ("x = show", "(= x (command show))"),
        ("H = train(N, D, epochs=10)", "(= H (call train N D epochs=10))"),
        ("a, b = train N", "(= a b (command train N))"),
        ("x = 1; y = 2;; z = 3", "(= x 1)\n(= y 2)\n(= z 3)"), ("\n\n x = 1 \n # c\n", "(= x 1)"), ("", ""),
        ("# c", ""),
        ("x = 1 +\n 2", "(= x (+ 1 2))"), ("x = (1\n+ 2\n)", "(= x (+ 1 2))"),
        ("x = [1,\n2;\n3, 4\n]", "(= x [1 2; 3 4])"),
        ("x = f(\na,\nb=1\n)\ny = 2", "(= x (call f a b=1))\n(= y 2)"), ("x = a and # c\n\n b", "(= x (and a b))"),
        ("f(x, y) = x + y", "(define (f x y) (+ x y))"), ("g() = 3", "(define (g) 3)"),
        ("σ(x) = x", "(define (σ x) x)"),
        ("f(x) == 3", "(== (call f x) 3)"), ("f(\nx\n) = x", "(define (f x) x)"),
        ("time f(2)", "(time (call f 2))"), ("time x = 3", "(time (= x 3))"),
        ("time for k in 1..2\nend", "(time (for (in k (.. 1 2)) {}))"),
        ("train?", "(help train)"), ("x?", "(help x)"), ("for?", "(help for)"), ("⊙?", "(help ⊙)"), ("σ ?", "(help σ)"),
    ])
    func statements(_ source: String, _ expected: String) {
        #expect(tree(source) == expected)
    }

    @Test(arguments: [
        ("x", [false]), ("x;", [true]), ("x ;; # c", [true]), ("x; y", [false, false]),
        ("x; y;\nz", [false, true, false]),
        ("for k in x\ny\nend;", [true]), ("time x = 3;", [true]), ("x\n;", [false]), ("A = [1;\n2]", [false]),
    ])
    func aSemicolonAtTheEndOfALineKeepsQuiet(_ source: String, _ expected: [Bool]) {
        #expect(parse(source, vocabulary: vocabulary).statements.map(\.isQuiet) == expected)
    }

    @Test(arguments: [
        ("show", "(command show)"), ("show T", "(command show T)"), ("print a, b", "(command print a b)"),
        ("print a, b, end=\"\"", "(command print a b end=\"\")"),
        ("print a,\nb,\nend=\"\"", "(command print a b end=\"\")"),
        ("clear, wait=true", "(command clear wait=true)"), ("plot f with P on D", "(command plot f (with P) (on D))"),
        ("train N on D.train, η=η, on=3", "(command train N (on (. D train)) η=η on=3)"),
        ("plot a, b over -6..6, panel=s", "(command plot a b (over (.. (- 6) 6)) panel=s)"),
        ("plot over x", "(command plot (over x))"), ("plot (a), b", "(command plot a b)"),
        ("plot [1, 2]", "(command plot [1 2])"),
        ("compare (a)/b with c", "(command compare (/ a b) (with c))"), ("compare(a, b)", "(call compare a b)"),
        ("plot train(N, D, epochs=10)", "(command plot (call train N D epochs=10))"),
        ("plot -x", "(command plot (- x))"),
        ("train 2 -> 3 tanh on D", "(command train (-> 2 (3 tanh)) (on D))"),
        ("check gradients of N on D", "(command check :gradients (of N) (on D))"),
        ("check N of D", "(command check N (of D))"),
        ("check gradients(N)", "(command check (call gradients N))"),
        ("expect a == b, c < d", "(command expect (== a b) (< c d))"),
        ("use convention yale", "(command use :convention 'yale)"), ("use yale", "(command use 'yale)"),
        ("help", "(command help)"), ("help train", "(command help 'train)"),
        ("help train, plot", "(command help 'train 'plot)"),
        ("help for", "(command help 'for)"), ("help on", "(command help 'on)"), ("help σ", "(command help 'σ)"),
        ("help ⊙", "(command help '⊙)"), ("help .*", "(command help '.*)"), ("help ->", "(command help '->)"),
        ("help ‖", "(command help '‖)"), ("help ²", "(command help '²)"),
        ("help train, deep=true", "(command help 'train deep=true)"),
        ("help ∇; x = 1", "(command help '∇)\n(= x 1)"),
    ])
    func commands(_ source: String, _ expected: String) {
        #expect(tree(source) == expected)
    }

    @Test(arguments: [
        ("for k in 1..3\n x = k\nend", "(for (in k (.. 1 3)) {(= x k)})"),
        ("for k in x; y = k; end", "(for (in k x) {(= y k)})"),
        ("for (a, b) in p, k in 1..2\nend", "(for (in a b p) (in k (.. 1 2)) {})"),
        ("for a in x,\n b in y\nend", "(for (in a x) (in b y) {})"),
        ("while x < 3\n x = x + 1\n break\nend", "(while (< x 3) {(= x (+ x 1)); break})"),
        ("if a\n x = 1\nend", "(if (a {(= x 1)}))"), ("if a\nelse\n x = 1\nend", "(if (a {}) (else {(= x 1)}))"),
        (
            "if a\n x = 1\nelse if b\n x = 2\nelse if c\nelse\n x = 3\nend",
            "(if (a {(= x 1)}) (b {(= x 2)}) (c {}) (else {(= x 3)}))"
        ),
        (
            "sweep k in 1..3, trials=2\n record a = k, plot = 2\nend",
            "(sweep (in k (.. 1 3)) trials=2 {(record a=k plot=2)})"
        ),
        ("T = sweep k in x, C in y\nend", "(sweep T (in k x) (in C y) {})"),
        ("a, b = sweep k in x\nend", "(sweep a b (in k x) {})"),
        ("for k in x\n if k\n  break\n end\nend", "(for (in k x) {(if (k {break}))})"),
        ("sweep k in x\n for j in y\n  record a = j\n end\nend", "(sweep (in k x) {(for (in j y) {(record a=j)})})"),
        ("for k in x\n x.end = 1\n f(1), end=2\nend", "(for (in k x) {(= x.end 1); (expression (call f 1) end=2)})"),
        ("for k in x # c\n\n end; y = 1", "(for (in k x) {})\n(= y 1)"),
    ])
    func blocks(_ source: String, _ expected: String) {
        #expect(tree(source) == expected)
    }

    @Test func soundStatementsSurviveFaultyOnes() {
        let result = parse("x = 1\ny = (2\nz = 3\ntrian N on D\nw = 4", vocabulary: vocabulary)
        #expect(dump(result.statements) == "(= x 1)\n(= z 3)\n(= w 4)")
        #expect(result.diagnostics.count == 2)
    }

    @Test func diagnosticsComeInOrderAndInBounds() {
        let result = parse(String(repeating: "x = )\n", count: 1000), vocabulary: vocabulary)
        let starts = result.diagnostics.map { $0.spans.first?.start ?? -1 }
        #expect(starts == starts.sorted())
        #expect(result.diagnostics.count == 100)
    }
}
