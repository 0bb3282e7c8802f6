import Testing

@testable import Session

/// What a session says of mistakes, as it was read and found helpful.
@Suite struct DiagnosticTests {
    static let preamble = """
        D = mixture(n=200, seed=42)
        N = 2 -> 50 tanh -> 1 sigmoid, seed=7
        H = train N on xor, epochs=2
        X = D.train.X
        A = [1, 2; 3, 4]
        f(x, y) = 1.5x² + y² + 2
        g(x) = x·[1, 2, 3]
        deep(n) = deep(n + 1)
        unknown(x) = x + sigmoi(x)
        indirect(x) = 2·unknown(x)
        rowsum(A) = A·[1, 0; 1, 1]
        opaque(A) = error(N, A => A)
        ranged(x) = sum(1..x)
        listed(x) = [x, "a"]
        three() = 3
        """

    /// Cells with one mistake each.
    static let cells = [
        // Names.
        "aplha", "x = sigmoi(0)", "N.W9", "D.trian", "H.los", "3.x", "print later\nlater = 1",
        // Verbs and their options.
        "trian N on D", "train N on D, lerning_rate=0.3", "train N on D, colour=3", "train N", "train D on N",
        "train N on 3", "train N, 5 on D", "train N on D on D", "train N on D, epochs=1, epochs=2",
        "plot boundary(N) on 5",
        "plot 3", "x = 3, epochs=3", "use convention yael", "use convention", "help trian", "expect 1", "expect 1 == 2",
        "expect [1, 2] ≈ [1, 3] ± 0.5", "expect 0.61 ≈ 0.62 ± 1e-3", "expect min(A) ≥ 2", "expect 1 ≈ 2",
        "for k in 1..3 print k\nend", "if 1 < 2 then\n  print 1\nend",
        // Values.
        "train N on D, epochs=-1", "train N on D, epochs=2.5", "train N on D, batch=0", "train N on D, batch=1000",
        "train N on D, momentum=1", "train N on D, momentum=heavyball(2)", "train N on D, decay=-1",
        "train N on D, η=-0.1",
        "train N on D, η=0/0", "train N on D, precision=\"half\"", "train N on D, loss=mse",
        "train N on D, loss=quadratc",
        "train N on D, seed=-1", "train N on D, shuffle=1",
        "gaussians(n=3)", "linear(Σ=[1, 2; 2, 1])", "linear(w=[1, 2, 3], Σ=[1, 0; 0, 1])", "spirals(n=100, classes=3)",
        "moons(noise=-1)", "bayes(iris)", "onehot([0.5, 1])", "digits.x",
        "mixture(n=3)", "mixture(n=0)", "A[0]", "A[3, 1]", "A[1, 1, 1]", "X[1.5]", "[1, 2][\"a\"]",
        // Networks.
        "2 -> 0 tanh", "2 -> 2.5 tanh", "2 -> A tanh", "2 -> 3 thanh",
        "2 -> 3 tanh, sed=7", "2 -> 3 tanh, init=3", "2 -> 3 tanh, W1=[1, 2]", "2 -> 3 tanh, W7=[1, 2]",
        "2 -> 100000000 tanh -> 100000000 tanh", "N([1, 2, 3])", "N(\"a\")", "train (3 -> 1 sigmoid) on D",
        "train (2 -> 3 sigmoid) on (xor.X => xor.X)", "train (2 -> 1 tanh) on xor, loss=crossentropy",
        "boundary(3 -> 1 sigmoid)",
        // Activations with options.
        "2 -> 3 swsh(2)", "2 -> 3 swish(2, 3)", "2 -> 3 tanh(2)", "2 -> 3 swish(gamma=2)", "2 -> 3 swish(2, beta=3)",
        "2 -> 3 swish(beta=A)", "2 -> 3 swish(\"a\")", "2 -> 3 swish(1/0)", "2 -> 3 leakyrelu(slope=0/0)",
        "swish(A, 1/0)", "gelu(1, approximate=1)", "2 -> 3 gelu(approximate=none)",
        // Between layers.
        "2 -> 3 relu -> 1 sigmoid -> dropout(0.5)", "2 -> dropout(0.5)", "2 -> dropout(0.5) -> dropout(0.5) -> 1",
        "2 -> batchnorm -> 1 sigmoid", "2 -> 3 relu -> batchnorm -> batchnorm -> 1",
        "2 -> 3 relu -> dropout(0.5) -> batchnorm -> 1", "2 -> 3 relu -> dropout(1.5) -> 1",
        "2 -> dropout(keep=0) -> 1",
        "2 -> dropout(drop=0.5, keep=0.5) -> 1", "2 -> dropout -> 1", "2 -> dropout(0.5) tanh -> 1",
        "2 -> dropout(\"a\") -> 1", "2 -> droput(0.5) -> 1", "2 -> 3 relu -> bachnorm -> 1",
        "2 -> 3 relu -> batchnorm(epsilon=0) -> 1", "2 -> 3 relu -> batchnorm(momentum=2) -> 1",
        "2 -> 3 relu -> batchnorm(0.1, 0.2, 0.3) -> 1", "dropout(0.5)", "dropout(0.5) -> 3 tanh",
        "(2 -> 3 relu -> batchnorm -> 1).b1", "N.γ1 = [1, 2]", "2 -> 3 tanh -> batchnorm -> 1, b1=[1, 2, 3]",
        "2 -> 3 tanh, mask1=[1, 1]", "2 -> 3 tanh, mask2=[1, 1]",
        "train (2 -> 3 relu -> batchnorm -> 1 sigmoid) on D, batch=1",
        // What is asked of networks.
        "weights(N, 3)", "weights(N, 1, layout=\"rows\")", "probabilities(2 -> 1, X)", "confusion(2 -> 1, D)",
        "bump(N, D, 1, 51)", "bump(N, D)", "bump(N, D, 1, 1, sample=201)", "backward(N, X)", "auc(N, D, class=2)",
        "train N on D, frozen=3", "train N on D, metrics=tanh", "train N on D, metrics=[accuracy, 3]",
        "train N on D, label_smoothing=1", "train N on D, class_weights=[1, 2, 3]",
        "train N on D, class_weights=[1, -1]",
        "train N on D, loss=quadratic, label_smoothing=0.1", "learning_rates(N, D, from=1, to=0.1)",
        "learning_rates(N, D, optimizer=lbfgs)", "H.statistics", "H.acuracy", "rsquared(N, 3)",
        // Shapes and types.
        "Z1 = X·N.W2 + N.b1", "A * A", "A ⊙ [1, 2]", "A - [1, 2]", "X ⊙ Xᵀ", "X·A·X", "A + \"a\"", "A and true",
        "if A < 3\n  print 1\nend", "for k in N\n  print k\nend", "1..1e9", "[1, 2; 3]", "[1; \"a\"]", "tanh(\"a\")",
        "A(1)",
        "a, b = 1, 2, 3", "a, b = [1, 2, 3]", "A ≈ [1, 2, 3]", "‖N‖", "-none",
        // Optimisers and schedules.
        "train N on D, optimizer=adam, momentum=0.9", "train N on D, momentum=nesterov(1)",
        "train N on D, optimizer=adam(η=0.01), η=0.1", "train N on D, optimizer=adam(beta1=1)",
        "train N on D, optimizer=rmsprop(rho=-1)", "train N on D, optimizer=adam(epsilon=-1)",
        "train N on D, optimizer=adam(rho=0.9)", "train N on D, optimizer=adm", "train N on D, optimizer=3",
        "train N on D, optimizer=\"adam\"", "train N on D, schedule=cosine", "train N on D, schedule=cosine()",
        "train N on D, schedule=cosine(0)", "train N on D, schedule=step(10, factor=0)",
        "train N on D, schedule=exponential(0/0)", "train N on D, schedule=adam", "train N on D, clip=0",
        "train N on D, clip=-1", "train N on D, l1=-0.1", "train N on D, l1=0/0", "step = 3",
        // Names of every kind, each a letter off.
        "accuracies = 1\nacuracies + 1", "mixtur(n=20)", "pint 3", "train N on D, optimizer=adma",
        "train N on D, batch=al",
        "train N on D, momentum=heavybal(0.9)", "2 -> 3 tanh, init=glorto", "H.eror", "grad(N, D).W3", "bayes(D).eror",
        "D.test.train", "iirs", "irisis.X", "use convention modren", "help shpaes", "help optimizrs",
        "mixture(n=20, sed=1)", "swish(1, bta=2)", "xor.classes", "T = vars\nT.nme", "true.x",
        "N.wieghts", "N.parms", "N.loss", "N.bias", "H.acuracy", "H.validation_los", "H.val_loss", "D.tset", "D.inputs",
        "P = [1] => [2]\nP.Z", "T = sweep k in 1..2\n  record error = k\nend\nT.eror",
        // Variables.
        "delete", "delete Hh", "delete nothing_like_it", "delete train", "delete σ", "delete D, D", "delete(D)",
        "delete N.W1", "vars D", "help(train)", "mixtre?", "zzz?",
        // Functions.
        "f(1)", "f(1, 2, 3)", "f(x=1, z=2)", "f(1, x=2)", "g(A)", "g(g(A))", "deep(1)", "unknown(1)", "indirect(3)",
        "3(4)(5)",
        "s = swish\ns(1, gama=2)", "print f(2)", "time f(1)", "f.x", "plot f(1)",
        // Derivatives.
        "A'", "X'·X", "y = 3\ny'", "\"a\"'", "3'", "f'", "f'(1, 2)", "g'(\"a\")", "softmax'", "softmax'(A)", "mixture'",
        "train'",
        "rowsum'(A)", "sum'(A)", "g'(A)", "∇g(A)", "∇3", "∇A", "∇N", "∇three", "∇f((1, 2), 3)", "∇f(\"a\", \"b\")",
        "grad(f, D)",
        "grad(f)(1)", "∇opaque(A)", "∇ranged(3)", "∇listed(2)", "grad(3)", "grad(N)", "∇mixture", "∇unknown(1)",
        // What other languages write.
        "len(A)", "A.shape", "7 mod 3", "7 % 3", "2 ** 3", "np.dot(A, A)", "for i in range(3)\n  print i\nend",
        "def f(x):", "lambda x: x", "import numpy", "N.predict(X)", "N.fit(D)", "N.wights", "h = ln(2)", "A.dot(A)",
        "mse", "None",
        // A function for what it gives, data for their samples, classes for numbers.
        "data = mixture\ntrain N on data", "train N on mixture", "mixture.X", "predict(N, D)", "forward(N, D.train)",
        "data = moons\ndata.X", "moons[1..3]", "rows(moons)", "bayes(moons)", "for x in moons\n  print x\nend",
        "plot moons", "data = mixture\nplot data", "data = mixture\nbayes(data)", "predict(N, D.train[1..3])",
        "predict(N, D.train[1, 2])", "cols(D)", "size(D)", "mean(D.train)", "tanh(D)", "N(D)", "D·[1; 2]", "D + 1",
        // What a beginner writes.
        "train N on (X, X)", "train N on X", "train N on X, X", "train N on ([1, 2; 3, 4] => [0, 1])", "N(1, 2)",
        "train N D", "2 -> 1 step", "perceptron(2)", "2 -> 3 -> 1, activation=tanh", "2 -> 1, bias=1",
        "train N on D, lr=0.1", "train N on D, verbose=false", "train N on D, loss=\"crossentrpy\"",
        "train N on D, η=0,1", "train N on D, epochs=3, momentum", "train (2, 3, 1) on D", "plot loss",
        "M = 2 -> 1\nplot M.history", "load ok.csv", "save D to out.csv", "for i in 1..3: print i",
        "if 1 < 2: print 1", "plot x^2", "hist([1, 2])", "[[1, 2], [3, 4]]·[1; 2]", "\"a\" + \"b\"",
        "plot σ, -3..3", "plot σ over -3, 3", "descend f from 1, 1", "train (4 -> 1 sigmoid) on iris",
        "expect 0.1 + 0.2 == 0.3", "mean(A, axis=0)", "xor.test", "(A => A).train",
        "sweep k in 1..2\n  record loss(N, D)\nend",
        // How many samples there are.
        "D.test[1..20_000]", "digits[1798]", "D[0]", "A[1, 3]", "[1, 2, 3][4]", "[\"a\", 1][3]", "(1..3)[5]",
        "vars[100]", "split(iris, test=0)", "split(iris, test=1.5)", "split(iris, test=150)", "split(iris, test=-3)",
        "split(iris, test=1/0)", "mnist",
        "train (4 -> 3) on iris", "train (4 -> 3) on (iris.X => iris.Y / 2)",
        // Whom an option belongs to.
        "diagram(2 -> 1, seed=2)", "params(2 -> 1, init=zeros)", "summary(2 -> 1, colour=2)",
        "P = descend f from (1, 1)\nplot contour(f) with P, P", "show 3, baseline=bayes(D)",
        // Pairs as data.
        "([1, 2; 3, 4] => [0; 1])[3]", "([1, 2; 3, 4] => [0; 1; 1])[1]", "(\"a\" => 1)[1]",
        "([1, 2; 3, 4] => [0; 1])[1, 2]",
        // Several lines: the place is in the third.
        "y = 1\nz = 2\nw = y·unknown_name\nprint w",
    ]

    @Test func goldenMessages() throws {
        let session = Session()
        try session.run(Self.preamble)
        var text = ""
        for cell in Self.cells { text += try session.fail(cell) + "\n\n" }
        try expectGolden(text, "diagnostics.txt")
    }

    @Test func afterEveryMistakeTheSessionGoesOn() throws {
        let session = Session()
        try session.run(Self.preamble)
        for cell in Self.cells {
            _ = try session.fail(cell)
            #expect(try session.value("rows(X)") == "200", "after: \(cell)")
        }
    }
}
