import Drawing
import Testing

@testable import Session

@Suite struct DataTests {
    @Test(arguments: [
        "gaussians(n=40, seed=3)", "moons(n=40, seed=3)", "circles(n=40, noise=0.05, seed=3)", "spirals(n=40, seed=3)",
        "sine(n=40, seed=3)", "linear(n=40, seed=3)", "mixture(n=40, seed=3)",
    ])
    func trainingDataStartAtTheSeedAndTestDataAtTheNext(_ call: String) throws {
        let session = Session()
        try session.run("D = \(call)\nE = \(call.replacing("seed=3", with: "seed=4"))")
        #expect(try session.value("(rows(D.train.X), rows(D.test.X), rows(D.X))") == "(40, 10000, 40)")
        #expect(try session.number("max(abs(D.X - D.train.X))") == 0)
        #expect(try session.number("max(abs(D.train.X - E.X))") > 0.01)
        // The first test sample is the first training sample of the next seed, whatever the number of samples.
        #expect(try session.number("max(abs(D.test.X[1, :] - E.train.X[1, :]))") == 0)
    }

    @Test func bayesKnowsTheGaussians() throws {
        let session = Session()
        try session.run("D = gaussians(n=400, seed=2)\nexpect bayes(D).error ≈ 0.158655 ± 5e-7")
        try session.run("expect error(bayes(D), D.test) ≈ 0.158655 ± 0.01\nexpect accuracy(bayes(D), D.train) ≥ 0.75")
        try session.run("N = 2 -> 1 sigmoid, W1=[2; 0]\nexpect error(N, D.test) == error(bayes(D), D.test)")
        let output = try session.run("plot boundary(bayes(D)) on D\nplot boundary(N) on D.test with bayes(D)")
        guard case .display(.figure(let figure)) = output.events.last else {
            Issue.record("no figure")
            return
        }
        #expect(figure.caption?.contains("Bayes error: 0.1587") == true)
        try session.run("expect bayes(gaussians(noise=0.5)).error ≈ 0.02275013 ± 1e-8")
    }

    @Test func onlyDataOfKnownDensityHaveABayesClassifier() throws {
        let session = Session()
        for data in ["moons()", "linear()", "iris", "standardize(gaussians())"] {
            #expect(try session.fail("bayes(\(data))").contains("the density of \(data) is not known"))
        }
        try session.run("bayes(split(gaussians()).test)")
    }

    @Test func theLinearModelIsKnown() throws {
        let session = Session()
        try session.run(
            """
            L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=0.5, n=50, seed=3)
            expect L.risk(0.3, 0.4) ≈ 1.622
            expect L.risk([0.3, 0.4]) ≈ 1.622
            expect L.risk([0.3; 0.4]) ≈ 1.622
            expect L.train.risk(L.w) == 0.25
            expect L.Σ == [2, .8; .8, 1]
            expect 1/max(L.eigenvalues) ≈ 0.4092661 ± 5e-8
            expect L.noise == 0.5
            r = L.risk
            expect r(1, -1) == 0.25
            expect linear(w=3).risk(4) == 2
            """)
        #expect(try session.fail("L.risk(1)").contains("the linear model has 2 weights, not 1"))
        #expect(try session.fail("L.risk(1, 2, 3)").contains("risk takes at most 2 values"))
        #expect(try session.fail("L.risk(\"a\", 1)").hasPrefix("type error"))
        #expect(try session.fail("L.Risk").contains("did you mean risk?"))
        #expect(try session.fail("xor.risk").contains("has no member risk"))
        #expect(try session.value("L.risk").contains("expected squared error"))
    }

    @Test func digitsAndIrisAreThereByName() throws {
        let session = Session()
        #expect(try session.value("(rows(digits.X), cols(digits.X), max(digits.X))") == "(1797, 64, 16)")
        #expect(try session.value("iris.classes") == "[\"setosa\", \"versicolor\", \"virginica\"]")
        #expect(try session.value("iris").contains("classes: setosa, versicolor, virginica"))
        #expect(try session.value("print iris\niris[1].classes[1]") == "setosa")
        #expect(session.complete("iris.", at: 5).items.map(\.text) == ["X", "Y", "classes"])
        #expect(try session.fail("iris()").contains("cannot be called"))
    }

    @Test func aSmallNetworkLearnsTheDigits() throws {
        try Session().run(
            """
            D = standardize(split(digits, test=0.2, seed=1))
            N = 64 -> 32 relu -> 10 softmax
            train N on D, momentum=0.9, epochs=10
            expect accuracy(N, D.test) ≥ 0.95
            """)
    }

    @Test func standardizeUsesTheTrainingPart() throws {
        let session = Session()
        try session.run("D = split(iris, test=0.3, seed=5)\nS = standardize(D)")
        #expect(try session.number("abs(mean(S.train.X[:, 2]))") < 1e-13)
        #expect(try session.number("abs(mean(S.train.X[:, 2] ⊙ S.train.X[:, 2]) - 1)") < 1e-13)
        #expect(try session.number("abs(mean(S.test.X[:, 2]))") > 1e-3)
        // One line through both parts: the same shift and scale.
        try session.run("s = (D.train.X[1, 2] - D.train.X[2, 2]) / (S.train.X[1, 2] - S.train.X[2, 2])")
        try session.run("expect (D.test.X[1, 2] - D.train.X[1, 2]) / s ≈ S.test.X[1, 2] - S.train.X[1, 2] ± 1e-12")
        #expect(try session.value("S.test.classes[3]") == "virginica")
        #expect(try session.value("standardize([1; 3] => [0; 1]).X") == "2×1\n  -1\n   1")
    }

    @Test func splitDividesTheSamples() throws {
        let session = Session()
        try session.run("D = split(iris, test=0.2, seed=1)")
        #expect(try session.value("(rows(D.train.X), rows(D.test.X))") == "(120, 30)")
        try session.run("expect sum(D.train.X) + sum(D.test.X) ≈ sum(iris.X)")
        try session.run("expect split(iris, 0.2, 1).test.X == D.test.X")
        #expect(try session.value("split(xor, test=0.5).test.X ≈ split(xor, test=0.5).test.X") == "true")
        // A whole number counts samples, and draws the same ones as their share does.
        #expect(try session.value("split(iris, test=30, seed=1).test.X ≈ D.test.X") == "true")
        #expect(try session.value("rows(split(digits, test=297).test)") == "297")
        #expect(try session.value("rows(split(iris, test=1).test)") == "1")
    }

    @Test func onehotAndBack() throws {
        let session = Session()
        #expect(try session.run("print onehot([0, 2, 1])").printed == "[1, 0, 0; 0, 0, 1; 0, 1, 0]\n")
        #expect(try session.run("print onehot([0; 1], classes=3)").printed == "[1, 0, 0; 0, 1, 0]\n")
        try session.run("expect labels(onehot(iris.Y)) == iris.Y")
        try session.run(
            "N = 4 -> 3 softmax\ntrain N on (iris.X => onehot(iris.Y)), epochs=1\nexpect loss(N, iris) == loss(N, iris.X => onehot(iris.Y))"
        )
    }

    @Test(arguments: [
        ("gaussians(n=3)", "must be even"), ("moons(n=0)", "n must be a whole number from 2"),
        ("circles(n=21)", "must be even"), ("spirals(n=100, classes=3)", "multiple of 3"),
        ("spirals(classes=1)", "classes must be a whole number from 2 to 100"), ("sine(n=0)", "n must be"),
        ("moons(n=1e9)", "n must be"), ("moons(n=0/0)", "n must be"), ("moons(noise=-1)", "noise must be 0 or more"),
        ("gaussians(noise=0)", "must be a positive number"), ("linear(noise=-1)", "noise must be 0 or more"),
        ("linear(Σ=[1, 2; 2, 1])", "not positive definite"), ("linear(Σ=[1, 1; 0, 1])", "not symmetric"),
        ("linear(Σ=[1, 2, 3])", "Σ is 1×3"), ("linear(w=[1, 2; 3, 4])", "w is a vector"),
        ("linear(w=1..300)", "300 weights"), ("linear(w=1..200, n=10_000_000)", "larger than"),
        ("split(iris, test=0)", "a share between 0 and 1 or a whole number of samples, not 0"),
        ("split(iris, test=150)", "leaves the training part without one"),
        ("split(iris, test=1e-9)", "leaves the test part without one"), ("split(3)", "takes a data set"),
        ("standardize(iris.X)", "takes a data set"), ("onehot([0.5, 1])", "a class is a whole number"),
        ("onehot([0, 5], classes=3)", "only 0 to 2"), ("onehot([0, 1e9])", "larger than"),
        ("labels([1, 1; 0, 1])", "not one-hot"), ("digits.Z", "has no member Z"),
    ])
    func whatMakesNoSenseIsExplained(_ cell: String, _ part: String) throws {
        let text = try Session().fail(cell)
        #expect(text.contains(part), "\(text)")
    }

    /// A pair of inputs and targets is indexed as a data set is: a sample is a row of both.
    @Test(arguments: [
        ("([1, 2; 3, 4] => [0; 1])[2]", "[3, 4] => 1"),
        ("([1, 2; 3, 4; 5, 6] => [0; 1; 2])[1..2]", "[1, 2; 3, 4] => [0; 1]"),
        ("([1, 2; 3, 4; 5, 6] => [0; 1; 2])[[3, 1]]", "[5, 6; 1, 2] => [2; 0]"), ("(1 => 0)[1]", "1 => 0"),
    ])
    func partsOfPairs(_ source: String, _ expected: String) throws {
        #expect(try Session().short(source) == expected)
        let session = Session()
        try session.run("N = 2 -> 1 sigmoid\nP = iris.X[:, 1..2] => choose(iris.Y == 0, 1, 0)")
        #expect(try session.number("loss(N, P[1..10])") == session.number("loss(N, P.X[1..10, :] => P.Y[1..10])"))
    }
}
