import Drawing
import Language
import Testing

@testable import Session

@Suite struct TrainingTests {
    /// What a cell knows beforehand of a network's history is out of date once it trains.
    @Test func theHistoryGrowsWithinACell() throws {
        let session = Session()
        try session.run("N = 2 -> 2 tanh -> 1 sigmoid")
        try session.run("train N on xor, epochs=1\nplot N.history")
        #expect(try session.value("train N on xor, epochs=1\nrows(N.history.loss - [1; 2; 3])") == "3")
    }

    /// The lecture's toy problem, full batch, heavy ball 0.9, η 0.1, N(0, 1/n): a verified run, row by row.
    @Test(arguments: [
        (
            "0", [0.7215958077, 0.6615891625, 0.5456157036, 0.4315471627, 0.3391583202, 0.2083844648], 0.2484,
            911.121267
        ),
        (
            "1e-3", [0.7215958077, 0.6615901526, 0.5456998692, 0.4352537668, 0.4056981534, 0.3951460524], 0.2233,
            41.444481
        ),
    ])
    func verifiedRun(_ decay: String, _ losses: [Double], _ testError: Double, _ size: Double) throws {
        let session = Session()
        try session.run(
            """
            use convention rousseau
            D = mixture(n=200, seed=42)
            N = 2 -> 50 tanh -> 1 sigmoid, seed=7
            H = train N on D.train, η=0.1, momentum=heavyball(0.9), decay=\(decay), batch=all, epochs=5000
            """)
        for (epoch, loss) in zip([0, 1, 10, 100, 1000, 5000], losses) {
            // The verified values are printed to ten digits.
            #expect(abs(try session.number("H.loss[\(epoch + 1)]") - loss) <= 1e-9, "epoch \(epoch)")
        }
        #expect(try session.number("error(N, D.test)") == testError)
        #expect(abs(try session.number("‖N.W‖²") - size) <= 1e-6)
    }

    /// One neuron, x = 1, y = 0, quadratic loss with ½: the lecture's "0.82 → 0.09" and its saturated start.
    @Test(arguments: [("0.6", "0.9", "0.0940"), ("2", "2", "0.2028")])
    func singleNeuron(_ weight: String, _ bias: String, _ end: String) throws {
        try Session().run(
            """
            use convention yale
            N = 1 -> 1 sigmoid, W1=\(weight), b1=\(bias)
            H = train N on (1 => 0), loss=quadratic, η=0.15, epochs=300
            expect N(1) ≈ \(end) ± 5e-5
            expect H.output[301] ≈ N(1)
            """)
    }

    @Test func handBackpropagationEqualsTheEngine() throws {
        try Session().run(
            """
            D = mixture(n=40, seed=3)
            N = 2 -> 5 tanh -> 1 sigmoid, seed=7
            X, Y = D.train.X, D.train.Y
            Z1 = X·N.W1 + N.b1
            A1 = tanh(Z1)
            Ŷ = σ(A1·N.W2 + N.b2)
            δ2 = Ŷ - Y
            δ1 = (δ2·N.W2ᵀ) ⊙ (1 - A1²)
            expect Ŷ ≈ N(X) ± 1e-14
            expect (A1ᵀ·δ2) / rows(X) ≈ grad(N, D).W2 ± 1e-14
            expect (Xᵀ·δ1) / rows(X) ≈ grad(N, D).W1 ± 1e-14
            """)
    }

    @Test func tenAndTenIsTwenty() throws {
        let session = Session()
        let options = "η=0.1, momentum=heavyball(0.9), batch=8, decay=1e-3"
        try session.run(
            "A = 2 -> 4 tanh -> 1 sigmoid, seed=5\nB = 2 -> 4 tanh -> 1 sigmoid, seed=5\nD = mixture(40, 1)")
        try session.run("train A on D, \(options), epochs=20")
        try session.run("train B on D, \(options), epochs=10\ntrain B on D, \(options), epochs=10")
        for name in ["W1", "b1", "W2", "b2"] {
            #expect(try session.number("max(abs(A.\(name) - B.\(name)))") == 0)
        }
        #expect(try session.value("rows(B.history.loss)") == "21")
        #expect(try session.number("max(abs(A.history.loss - B.history.loss))") == 0)
    }

    @Test func resetStartsAgain() throws {
        let session = Session()
        try session.run("N = 2 -> 4 tanh -> 1 sigmoid\nW = N.W\ntrain N on xor, epochs=3")
        #expect(try session.number("max(abs(N.W - W))") > 0)
        try session.run("reset N")
        #expect(try session.number("max(abs(N.W - W))") == 0)
        #expect(try session.value("N.history == none") == "true")
    }

    @Test func oneLiveDisplayFollowsATraining() throws {
        let events = try Session().run("N = 2 -> 4 tanh -> 1 sigmoid\ntrain N on xor, epochs=5").events
        guard case .live(_, let shown) = events.first, case .update(let last, let updated, let isFinal) = events.last
        else {
            Issue.record("no live display")
            return
        }
        #expect(shown == updated)
        #expect(isFinal)
        guard case .progress(let report) = last else {
            Issue.record("no progress report")
            return
        }
        #expect(report.state == .finished)
        #expect(report.fraction == 1)
        #expect(report.timeLeft == nil)
        #expect(report.curve != nil)
    }

    @Test func theLastCurveBeginsBeforeTheFirstEpoch() throws {
        let output = try Session().run("N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=10")
        guard case .update(.progress(let report), _, isFinal: true) = output.events.last,
            case .line(let epochs, _, _, _)? = report.curve?.layers.first
        else {
            Issue.record("no curve")
            return
        }
        #expect(epochs == (0...10).map(Double.init))
    }

    @Test(arguments: [
        "train N on [1, 2, 3] => 1", "train N on xor, epochs=10000001", "train N on xor, epochs=10000000",
    ])
    func whatCannotBeginShowsNothing(_ line: String) throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=1")
        let output = TestOutput()
        guard case .failed = session.execute(line, output: output, isCancelled: { false }) else {
            Issue.record("no error")
            return
        }
        #expect(output.events.isEmpty)
    }

    @Test func trainingStopsEarlyAtTheBestEpoch() throws {
        let session = Session()
        let output = TestOutput()
        let source = """
            D = mixture(n=40, seed=42)
            N = 2 -> 20 tanh -> 1 sigmoid, seed=7
            H = train N on D.train, optimizer=adam(η=0.05), validation=D.test, patience=5, epochs=500
            """
        _ = session.execute(source, output: output) { false }
        let best = try session.number("rows(H.validation_loss)") - 6
        #expect(best > 0 && best < 400)
        #expect(try session.number("H.validation_loss[\(Int(best) + 1)] - min(H.validation_loss)") == 0)
        #expect(try session.number("rows(H.validation_error)") == best + 6)
        #expect(try session.number("loss(N, D.test)") - session.number("min(H.validation_loss)") < 1e-12)
        try session.run("train N on D.train, epochs=2")
        #expect(try session.number("rows(N.history.loss)") == best + 3)
        let text = try session.fail("train N on D.train, patience=5")
        #expect(text.contains("needs a validation"))
        try session.run("M = 2 -> 1 sigmoid\ntrain M on D.train, optimizer=lbfgs, schedule=plateau, epochs=12")
        #expect(try session.number("norm(grad(M, D.train).W1)") < 1e-6)
        #expect(try session.fail("train M on D.train, optimizer=lbfgs, batch=8").contains("all samples"))
    }

    @Test func anInterruptKeepsTheNetworkAndItsHistory() throws {
        let session = Session()
        try session.run("N = 2 -> 4 tanh -> 1 sigmoid\nW = N.W\nx = 7")
        var polls = 0
        let source = "train N on xor, epochs=1000000"
        let outcome = session.execute(source, output: TestOutput()) {
            polls += 1
            return polls > 50
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it was not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
        #expect(diagnostic.message.contains("N keeps its weights and its history"))
        #expect(try session.value("x") == "7")
        let epochs = try session.number("rows(N.history.loss)")
        #expect(epochs > 1 && epochs < 60)
        #expect(try session.number("max(abs(N.W - W))") > 0)
        try session.run("train N on xor, epochs=2")
        #expect(try session.number("rows(N.history.loss)") == epochs + 2)
    }

    @Test func divergenceSaysWhere() throws {
        let session = Session()
        try session.run("N = 2 -> 4 relu -> 1 identity")
        let text = try session.fail("train N on xor, η=1e200, epochs=20")
        #expect(text.hasPrefix("numeric error"))
        #expect(text.contains("became NaN or infinite at epoch"))
        #expect(try session.number("max(abs(N.W))") < .infinity)
    }

    @Test func theConventionFixesForms() throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid, init=constant(0.5)")
        let mean = try session.number("loss(N, xor)")
        try session.run("use convention tendulkar")
        #expect(abs(try session.number("loss(N, xor)") - 4 * mean) < 1e-14)
        #expect(try session.value("(rows(N.W1), cols(N.W1))") == "(2, 3)")
        try session.run("use convention mukund")
        #expect(try session.value("(rows(N.W1), cols(N.W1))") == "(3, 2)")
        #expect(try session.value("(rows(grad(N, xor).W1), cols(grad(N, xor).W1))") == "(3, 2)")
        try session.run("M = 2 -> 3 tanh -> 1 sigmoid, W1=[1, 2; 3, 4; 5, 6]")
        #expect(try session.run("print M.W1").printed == "[1, 2; 3, 4; 5, 6]\n")
        try session.run("use convention modern")
        #expect(try session.run("print M.W1").printed == "[1, 3, 5; 2, 4, 6]\n")
    }

    @Test func aNumberForMomentumMeansTheConventionsForm() throws {
        let session = Session()
        func loss(_ momentum: String) throws -> Double {
            try session.run(
                "N = 2 -> 3 tanh -> 1 sigmoid, init=normal(1)\nH = train N on xor, batch=all, momentum=\(momentum), epochs=5"
            )
            return try session.number("H.loss[6]")
        }
        #expect(try loss("0.9") == loss("heavyball(0.9)"))
        try session.run("use convention rousseau")
        #expect(try loss("0.9") == loss("ema(0.9)"))
        #expect(try loss("0.9") != loss("heavyball(0.9)"))
    }

    @Test func twoNamesMeanOneNetwork() throws {
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid\nM = N\ntrain M on xor, epochs=2")
        #expect(try session.value("N(xor.X) ≈ M(xor.X)") == "true")
        #expect(try session.number("rows(N.history.loss)") == 3)
    }

    @Test func parametersCanBeSet() throws {
        let session = Session()
        try session.run("N = 2 -> 2 tanh -> 1 sigmoid\nN.W1 = [1, 2; 3, 4]\nN.b1 = [5, 6]")
        #expect(try session.run("print N.W1, N.b1").printed == "[1, 2; 3, 4] [5, 6]\n")
        #expect(try session.fail("N.W1 = [1, 2, 3]").contains("shape error"))
        #expect(try session.fail("N.W3 = [1]").contains("the network has 2 layers"))
        #expect(try session.fail("N.q = 1").contains("cannot be set"))
        #expect(try session.run("print N.W1").printed == "[1, 2; 3, 4]\n")
    }

    @Test func dataOfOneKindOrAnother() throws {
        let session = Session()
        try session.run("D = mixture(n=20, seed=4)\nN = 2 -> 3 tanh -> 2 softmax")
        try session.run("train N on D, epochs=2\ntrain N on D.train, epochs=2\ntrain N on D.train[1..10], epochs=1")
        try session.run("train N on ([0, 0; 1, 1] => [0; 1]), epochs=1")
        #expect(try session.value("rows(N.history.loss)") == "7")
        #expect(try session.fail("bayes(xor)").contains("the density of xor is not known"))
    }

    @Test func bayesErrorIsFoundByIntegration() throws {
        let session = Session()
        #expect(abs(try session.number("bayes(mixture(200, 42)).error") - 0.210078) < 5e-7)
        #expect(try session.number("error(bayes(mixture(200, 42)), mixture(200, 42).test)") == 0.2072)
        #expect(try session.number("error(bayes(mixture(200, 42)), mixture(200, 42).train)") == 0.22)
    }

    @Test func everythingIsTheSameASecondTime() throws {
        let source = """
            D = mixture(n=100, seed=42)
            N = 2 -> 8 tanh -> 1 sigmoid, seed=7
            H = train N on D, η=0.1, momentum=heavyball(0.9), batch=20, epochs=50
            show H, N, N.W1
            plot boundary(N) on D with bayes(D)
            """
        let first = try Session().run(source)
        let second = try Session().run(source)
        #expect(first.displayed == second.displayed)
        guard case .update(let a, _, _) = first.events.last(where: { if case .update = $0 { true } else { false } }),
            case .update(let b, _, _) = second.events.last(where: { if case .update = $0 { true } else { false } })
        else {
            Issue.record("no live display")
            return
        }
        #expect(a.html == b.html)
    }

    @Test func aRecordSaysWhichLossEachPartIsIn() throws {
        let session = Session()
        try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid
            H = train N on xor, epochs=3
            """)
        #expect(try session.run("H").displayed[0].contains("epoch   cross-entropy "))
        try session.run("train N on xor, epochs=2")
        #expect(try session.run("N.history").displayed[0].contains("epoch   cross-entropy "))
        try session.run("H = train N on xor, epochs=2, loss=quadratic, η=0.2")
        let table = try session.run("H").displayed[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(table.contains("epoch cross-entropy, from epoch 6 quadratic"))
        #expect(table.contains("from epoch 6: loss quadratic, Σ(y-a)²/K, mean over samples; learning rate 0.2"))
        #expect(!table.contains("from epoch 4"))
        try session.run("use convention yale")
        let live = try session.run("train N on xor, epochs=1, loss=quadratic").events.compactMap { event in
            if case .update(.progress(let report), _, true) = event { report.curve?.yAxis.label } else { nil }
        }
        #expect(
            live.last
                == "cross-entropy (modern), from epoch 6 quadratic loss (modern), from epoch 8 quadratic loss (yale)")
        try session.run("reset N\nH = train N on xor, epochs=1, loss=quadratic")
        #expect(try session.run("H").displayed[0].contains("epoch   quadratic "))
    }
}
