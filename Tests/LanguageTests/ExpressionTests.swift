import Language
import Testing

@Suite struct ExpressionTests {
    @Test(arguments: [
        ("1.5", "1.5"), ("\"a\"", "\"a\""), ("x", "x"), ("true", "true"),
        ("[]", "[]"), ("[1]", "[1]"), ("[1, 2; 3, 4]", "[1 2; 3 4]"), ("[1; 2]", "[1; 2]"),
        ("[(1, 2), a]", "[(tuple 1 2) a]"),
        ("(a)", "a"), ("(a, b)", "(tuple a b)"), ("((a))", "a"),
        ("N.W1", "(. N W1)"), ("N.train", "(. N train)"), ("x.on", "(. x on)"), ("x.end", "(. x end)"),
        ("D.a.b", "(. (. D a) b)"),
        ("f()", "(call f)"), ("f(a, b)", "(call f a b)"), ("f(a, s=1)", "(call f a s=1)"), ("f(s=1)", "(call f s=1)"),
        ("f(a)(b)", "(call (call f a) b)"), ("f(plot=1, on=2, end=3, η=4)", "(call f plot=1 on=2 end=3 η=4)"),
        ("N.f(x)", "(call (. N f) x)"), ("train(N, D)", "(call train N D)"), ("f(train(N))", "(call f (call train N))"),
        ("D[1]", "(index D 1)"), ("A[1, :]", "(index A 1 :)"), ("A[:]", "(index A :)"),
        ("A[1..3, 2]", "(index A (.. 1 3) 2)"),
        ("A[1][2]", "(index (index A 1) 2)"), ("D.train[1].X", "(. (index (. D train) 1) X)"),
        ("Aᵀ", "(ᵀ A)"), ("A.T", "(ᵀ A)"), ("Aᵀᵀ", "(ᵀ (ᵀ A))"), ("N.W2ᵀ", "(ᵀ (. N W2))"),
        ("x²", "(^ x 2)"), ("x¹⁰", "(^ x 10)"), ("x⁻¹", "(^ x (- 1))"), ("x^-1", "(^ x (- 1))"), ("x^n", "(^ x n)"),
        ("‖A‖", "(‖ A)"), ("‖a·‖b‖‖", "(‖ (· a (‖ b)))"), ("‖a‖ + ‖b‖", "(+ (‖ a) (‖ b))"),
        ("‖[1, 2]‖²", "(^ (‖ [1 2]) 2)"),
        ("‖-a‖", "(‖ (- a))"), ("∥A∥", "(‖ A)"),
        ("1 => 0", "(=> 1 0)"), ("1..20", "(.. 1 20)"), ("0..1 step 0.1", "(.. 0 1 0.1)"),
        ("step", "step"), ("f(step, schedule=step(10))", "(call f step schedule=(call step 10))"),
        ("a ≈ b", "(≈ a b)"), ("a ≈ b ± c", "(≈ a b ± c)"), ("a ~~ b +/- c", "(≈ a b ± c)"),
        ("not a", "(not a)"), ("not not a", "(not (not a))"), ("- -a", "(- (- a))"), ("--a", "(- (- a))"),
        ("σ(x)", "(call σ x)"), ("μ", "\u{3BC}"),
    ])
    func production(_ source: String, _ expected: String) {
        #expect(tree(source) == expected)
    }

    /// Every pair of neighbours in the order of precedence, tightest first, and what else the order decides.
    @Test(arguments: [
        // Call, index, member, transpose and superscripts from left to right.
        ("f(x)[1]", "(index (call f x) 1)"), ("A[1](x)", "(call (index A 1) x)"), ("N.W1ᵀ²", "(^ (ᵀ (. N W1)) 2)"),
        ("f'(x)", "(call (' f) x)"), ("f''", "(' (' f))"), ("f′", "(' f)"), ("tanh'²(x)", "(^ (call (' tanh) x) 2)"),
        ("(f)'[1]", "(index (' f) 1)"), ("∇f(x)", "(call (∇ f) x)"), ("∇(a + b)(x)", "(call (∇ (+ a b)) x)"),
        ("∇f'", "(' (∇ f))"), ("∇∇f(x, y)", "(call (∇ (∇ f)) x y)"), ("-∇f(x)²", "(- (^ (call (∇ f) x) 2))"),
        ("∇f.x", "(. (∇ f) x)"), ("∇ f", ""), ("f '", ""), ("2·∇f(x)", "(· 2 (call (∇ f) x))"),
        ("0.1∇f(x)", "(* 0.1 (call (∇ f) x))"), ("w - 2∇f(w)²", "(- w (* 2 (^ (call (∇ f) w) 2)))"), ("2 ∇f", ""),
        ("A²ᵀ", "(ᵀ (^ A 2))"), ("Aᵀ[1]", "(index (ᵀ A) 1)"), ("x².y", "(. (^ x 2) y)"), ("f(x)²", "(^ (call f x) 2)"),
        ("tanh²(x)", "(^ (call tanh x) 2)"), ("N.f²(x)", "(^ (call (. N f) x) 2)"),
        ("tanh²(x)ᵀ", "(ᵀ (^ (call tanh x) 2))"),
        ("sin²(x) + cos²(x)", "(+ (^ (call sin x) 2) (^ (call cos x) 2))"), ("tanh² (x)", ""),
        // Postfix over `^`.
        ("x^y²", "(^ x (^ y 2))"), ("x²^y", "(^ (^ x 2) y)"), ("2^n[1]", "(^ 2 (index n 1))"), ("A^Bᵀ", "(^ A (ᵀ B))"),
        // `^` from the right, with a signed exponent.
        ("a^b^c", "(^ a (^ b c))"), ("2^-1", "(^ 2 (- 1))"), ("2^-a^b", "(^ 2 (- (^ a b)))"),
        ("2^--1", "(^ 2 (- (- 1)))"),
        ("2^-1 + 3", "(+ (^ 2 (- 1)) 3)"), ("2^-1·x", "(· (^ 2 (- 1)) x)"),
        // `^` over a juxtaposed number.
        ("2x^3", "(* 2 (^ x 3))"), ("2^3x", "(* (^ 2 3) x)"), ("x^2y", "(* (^ x 2) y)"),
        ("2x^2y", "(* (* 2 (^ x 2)) y)"),
        ("2^-1x", "(* (^ 2 (- 1)) x)"), ("1.5x²", "(* 1.5 (^ x 2))"), ("2(a+b)", "(* 2 (+ a b))"),
        ("2(a+b)²", "(* 2 (^ (+ a b) 2))"),
        ("2²(a+b)", "(* (^ 2 2) (+ a b))"), ("2²x", "(* (^ 2 2) x)"), ("2f(x)", "(* 2 (call f x))"),
        ("2N.W1", "(* 2 (. N W1))"),
        ("2x[1]", "(* 2 (index x 1))"), ("2xᵀ", "(* 2 (ᵀ x))"), ("2epsilon", "(* 2 epsilon)"), ("1e3x", "(* 1000 x)"),
        // A juxtaposed number over unary minus and over products.
        ("-2x", "(- (* 2 x))"), ("1/2x", "(/ 1 (* 2 x))"), ("a·2x", "(· a (* 2 x))"), ("-2x²", "(- (* 2 (^ x 2)))"),
        // Unary minus under powers, over products.
        ("-x²", "(- (^ x 2))"), ("-x^2", "(- (^ x 2))"), ("-xᵀ", "(- (ᵀ x))"), ("-a·b", "(· (- a) b)"),
        ("a·-b", "(· a (- b))"),
        ("-a/b", "(/ (- a) b)"), ("a - -b", "(- a (- b))"),
        // Products from the left, over sums.
        ("a/b*c", "(* (/ a b) c)"), ("a·b·c", "(· (· a b) c)"), ("a ⊙ b ⊙ c", "(⊙ (⊙ a b) c)"),
        ("a·b/c", "(/ (· a b) c)"),
        ("a + b·c", "(+ a (· b c))"), ("a ⊙ b + c", "(+ (⊙ a b) c)"), ("a·b + c ⊙ d", "(+ (· a b) (⊙ c d))"),
        ("(a·b) ⊙ c", "(⊙ (· a b) c)"), ("a·(b ⊙ c)", "(· a (⊙ b c))"), ("a * b - c", "(- (* a b) c)"),
        // Sums from the left, over ranges.
        ("a - b + c", "(+ (- a b) c)"), ("1..n+1", "(.. 1 (+ n 1))"), ("a-1..b", "(.. (- a 1) b)"),
        ("-6..6", "(.. (- 6) 6)"),
        ("0..1 step a+b", "(.. 0 1 (+ a b))"), ("1..2 == 1..2", "(== (.. 1 2) (.. 1 2))"),
        // Ranges over `±`, `±` over comparisons.
        ("a ≈ b..c ± d..e", "(≈ a (.. b c) ± (.. d e))"), ("a + 1 ≈ b - 1 ± c + d", "(≈ (+ a 1) (- b 1) ± (+ c d))"),
        ("a ≈ b ± c and d", "(and (≈ a b ± c) d)"), ("a..b ≈ c", "(≈ (.. a b) c)"),
        // Comparisons over `not`.
        ("not a == b", "(not (== a b))"), ("not a ≈ b ± c", "(not (≈ a b ± c))"), ("a < b + c", "(< a (+ b c))"),
        ("(a == b) == c", "(== (== a b) c)"),
        // `not` over `and` over `or`, each from the left.
        ("not a and b", "(and (not a) b)"), ("a and not b", "(and a (not b))"), ("a and b or c", "(or (and a b) c)"),
        ("a or b and c", "(or a (and b c))"), ("a or b or c", "(or (or a b) c)"),
        ("a and b and c", "(and (and a b) c)"),
        ("a < b and c < d", "(and (< a b) (< c d))"), ("not a or b", "(or (not a) b)"),
        // `or` over `=>` over `->`.
        ("a or b => c", "(=> (or a b) c)"), ("a => b or c", "(=> a (or b c))"), ("1 => 0 -> 2", "(-> (=> 1 0) (2))"),
        ("2 -> 3 => 4", "(-> 2 ((=> 3 4)))"), ("2 -> n + 1 -> 3", "(-> 2 ((+ n 1)) (3))"),
        ("a == b => c", "(=> (== a b) c)"),
    ])
    func precedence(_ source: String, _ expected: String) {
        if expected.isEmpty {
            #expect(!parse(source, vocabulary: vocabulary).diagnostics.isEmpty)
        } else {
            #expect(tree(source) == expected)
        }
    }

    @Test(arguments: [
        ("2 -> 50 tanh -> 1 sigmoid", "(-> 2 (50 tanh) (1 sigmoid))"), ("2 → 3", "(-> 2 (3))"),
        ("2 -> h tanh -> dropout(0.5) -> 1 sigmoid", "(-> 2 (h tanh) ((call dropout 0.5)) (1 sigmoid))"),
        ("columns(X) -> 2h + 1 σ", "(-> (call columns X) ((+ (* 2 h) 1) σ))"), ("2->3 tanh", "(-> 2 (3 tanh))"),
        ("params(784 -> 50 relu -> 10 softmax) == 39760", "(== (call params (-> 784 (50 relu) (10 softmax))) 39760)"),
        ("[2 -> 3 tanh, 4 -> 5]", "[(-> 2 (3 tanh)) (-> 4 (5))]"), ("2 -> batchnorm -> 1", "(-> 2 (batchnorm) (1))"),
        ("(2 -> 3 tanh)", "(-> 2 (3 tanh))"), ("2 -> tanh", "(-> 2 (tanh))"),
        ("2 ->\n3 tanh ->\n\n1", "(-> 2 (3 tanh) (1))"),
        ("2 -> 50 swish(2) -> 1 sigmoid", "(-> 2 (50 (swish 2)) (1 sigmoid))"),
        ("2 -> h swish(beta=1/s) -> 1", "(-> 2 (h (swish beta=(/ 1 s))) (1))"),
        ("2 -> 50 swish(2,\n3, k=1)", "(-> 2 (50 (swish 2 3 k=1)))"), ("2 -> 50 swish()", "(-> 2 (50 swish))"),
    ])
    func networks(_ source: String, _ expected: String) {
        #expect(tree(source) == expected)
    }

    /// The ASCII spelling of a glyph gives the same tree.
    @Test(arguments: [
        ("a·b", "a@b"), ("a ⊙ b", "a .* b"), ("Aᵀ·B", "A.T @ B"), ("x²", "x^2"), ("x⁻²", "x^-2"),
        ("2 → 3 tanh", "2 -> 3 tanh"),
        ("a ≈ b ± c", "a ~~ b +/- c"), ("a ≤ b", "a <= b"), ("a ≥ b", "a >= b"), ("a ≠ b", "a != b"),
        ("a − b", "a - b"),
        ("a⋅b", "a·b"), ("µ", "μ"),
    ])
    func asciiSpellings(_ glyphs: String, _ ascii: String) {
        #expect(tree(glyphs) == tree(ascii))
        #expect(parse(glyphs, vocabulary: vocabulary).diagnostics.isEmpty)
    }

    @Test func spans() throws {
        let source = "(a + b)·f(x)² "
        let statement = try #require(parse(source, vocabulary: vocabulary).statements.first)
        guard case .expression(let product, _) = statement.kind,
            case .binary(.matrixProduct, let left, let right, let place) = product.kind
        else {
            Issue.record("not a product")
            return
        }
        #expect(statement.span == Span(0, 15))
        #expect(product.span == Span(0, 15))
        #expect(left.span == Span(0, 7))
        #expect(place == Span(7, 9))
        #expect(right.span == Span(9, 15))
    }

    @Test func juxtapositionHasAnEmptyOperator() throws {
        let statement = try #require(parse("2x", vocabulary: vocabulary).statements.first)
        guard case .expression(let product, _) = statement.kind,
            case .binary(.multiply, _, _, let place) = product.kind
        else {
            Issue.record("not a product")
            return
        }
        #expect(place == Span(1, 1))
    }
}
