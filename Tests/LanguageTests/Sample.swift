import Language

/// A vocabulary like the one the registry gives to the parser.
let vocabulary = Vocabulary(
    verbs: [
        Vocabulary.Verb(name: "train", prepositions: [.on]),
        Vocabulary.Verb(name: "reset"),
        Vocabulary.Verb(name: "plot", prepositions: [.on, .with, .by, .over]),
        Vocabulary.Verb(name: "show"),
        Vocabulary.Verb(name: "print"),
        Vocabulary.Verb(name: "warn"),
        Vocabulary.Verb(name: "clear"),
        Vocabulary.Verb(name: "expect"),
        Vocabulary.Verb(name: "use", words: ["convention"], takesNames: true),
        Vocabulary.Verb(name: "help", takesNames: true),
        Vocabulary.Verb(name: "compare", prepositions: [.with]),
        Vocabulary.Verb(name: "trace", prepositions: [.on]),
        Vocabulary.Verb(name: "check", words: ["gradients"], prepositions: [.of, .on]),
        Vocabulary.Verb(name: "descend", prepositions: [.from]),
        Vocabulary.Verb(name: "load"),
        Vocabulary.Verb(name: "save", prepositions: [.to]),
    ],
    activations: ["identity", "sigmoid", "σ", "tanh", "relu", "swish", "softmax"])

/// The program of the language's description.
let program = """
    use convention yale                               # C = (y-a)²/2; prints every choice
    T = sweep s in [(0.6, 0.9), (2, 2)], C in [quadratic, crossentropy]
      N = 1 -> 1 sigmoid, W1=s[1], b1=s[2]
      H = train N on (1 => 0), loss=C, η=0.15, epochs=300
      record a = N(1), curve = H.loss, half = first(H.output < 0.5)
    end
    show T
    expect T.a ≈ [0.0940, 0.0116, 0.2028, 0.0120] ± 5e-5
    plot T.curve by C over epoch, panel=s
    plot σ, σ' over -6..6

    f(x, y) = 1.5x² + y² + 2
    for (η, m) in [(0.1, none), (0.001, none), (0.665757, none), (0.665757, ema(0.5))]
      P = descend f from (2, 2), η=η, momentum=m, steps=100
      plot contour(f) with P
    end
    L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)
    plot contour(L.risk) with descend(L, η=0.1, batch=1, steps=500)

    use convention rousseau                           # mean loss, +2λw, biases free
    T = sweep λ in [0, 1e-4, 1e-3, 1e-2], k in 1..20
      D = mixture(n=200, seed=k)
      N = 2 -> 50 tanh -> 1 sigmoid, seed=k
      train N on D.train, η=0.1, momentum=heavyball(0.9), decay=λ, batch=20, epochs=1000
      record train_error = error(N, D.train), test_error = error(N, D.test), size = ‖N.W‖²
    end
    D = mixture(n=200, seed=42)
    show median(T, by=λ), baseline=bayes(D)
    N = 2 -> 50 tanh -> 1 sigmoid, seed=7
    train N on D.train, η=0.1, momentum=heavyball(0.9), decay=1e-3, epochs=1000
    plot boundary(N) on D.train with bayes(D)

    X, Y = D.train.X, D.train.Y                        # backpropagation by hand
    Z1 = X·N.W1 + N.b1
    A1 = tanh(Z1)
    Ŷ = σ(A1·N.W2 + N.b2)
    δ2 = Ŷ - Y
    δ1 = (δ2·N.W2ᵀ) ⊙ tanh'(Z1)
    compare (Xᵀ·δ1) / rows(X) with grad(N, D.train).W1
    check gradients of N on D.train
    trace N on D.train[1], backward=true

    M = 2 -> 4 tanh -> 1 sigmoid, init=constant(0.5)
    train M on xor, loss=crossentropy, η=0.5, epochs=20000
    expect loss(M, xor) ≥ 0.4773                      # symmetry: never solved
    expect params(784 -> 50 relu -> 10 softmax) == 39760
    expect entropy([1/6, 1/6, 1/6, 1/6, 1/6, 1/6]) ≈ 2.58496 ± 1e-5
    save N to "gmm.safetensors"
    help train

    """

/// The dump of a source that must parse, or what is wrong with it.
func tree(_ source: String) -> String {
    let result = parse(source, vocabulary: vocabulary)
    guard let diagnostic = result.diagnostics.first else { return dump(result.statements) }
    return diagnostic.rendered(in: source, color: false)
}
