import Testing

@testable import Session

/// What is asked of networks: probabilities, counts, passes and what training measures.
@Suite struct EvaluationTests {
    private func session(_ preamble: String = "") throws -> Session {
        let session = Session()
        try session.run("D = mixture(n=60, seed=3)\nN = 2 -> 4 tanh -> 1 sigmoid, seed=7\n" + preamble)
        return session
    }

    @Test func probabilitiesSumTo1() throws {
        let session = try session("P = probabilities(N, D.X)\nQ = probabilities(2 -> 3 softmax, D.X)")
        try session.run("expect sum(P, over=cols) ≈ ones(60, 1)\nexpect sum(Q, over=cols) ≈ ones(60, 1)")
        try session.run("expect P[:, 2] ≈ N(D.X)\nexpect sum((P[:, 2] > 0.5) ≠ predict(N, D.X)) == 0")
        #expect(try session.fail("probabilities(2 -> 1 tanh, D.X)").contains("tanh outputs are no probabilities"))
    }

    @Test func theThreeLayoutsHoldTheSameNumbers() throws {
        let session = try session("N.b1 = [1, 2, 3, 4]")
        try session.run(
            """
            expect weights(N, 1, layout="out x in") == N.W1ᵀ
            expect weights(N, 1, layout="in × out") == N.W1
            expect weights(N, 1, layout="biases first") == stack(N.b1, N.W1)
            use convention yale
            expect weights(N, 1) == N.W1
            expect size(weights(N, 1)) == [4, 2]
            """)
        #expect(try session.fail("weights(N, 1, layout=\"rows\")").contains("\"biases first\""))
        #expect(try session.fail("weights(N, 3)").contains("from 1 to 2"))
        #expect(
            try session.fail("weights(2 -> 3 relu -> batchnorm -> 1, 1, layout=\"biases first\")").contains(
                "normalised"))
    }

    @Test func aCopyTrainsByItself() throws {
        let session = try session("train N on D, epochs=3\nM = copy(N)\nW = N.W1\ntrain M on D, epochs=2")
        try session.run("expect N.W1 == W\nexpect ‖M.W1 - W‖ > 0")
        #expect(try session.number("rows(N.history.loss)") == 4)
        #expect(try session.number("rows(M.history.loss)") == 6)
    }

    @Test func confusionCountsEverySample() throws {
        let session = try session("train N on D, epochs=20\nC = confusion(N, D, matrix=true)\nT = confusion(N, D)")
        #expect(try session.number("sum(C)") == 60)
        try session.run("expect (C[1, 1] + C[2, 2]) / 60 ≈ accuracy(N, D)\nexpect T.accuracy ≈ accuracy(N, D)")
        try session.run("expect T.recall[2] ≈ C[2, 2] / sum(C[2, :])")
        try session.run("I = 4 -> 3 softmax, seed=7\ntrain I on iris, epochs=2")
        let text = try session.value("confusion(I, iris)")
        #expect(text.contains("as setosa") && text.contains("virginica"))
        try session.run("expect accuracy(I, iris) ≈ 1 - error(I, iris)")
        #expect(try session.fail("confusion(2 -> 1, D.X => D.X[:, 1])").contains("not about classes"))
    }

    @Test func theAreaIsTheShareOfPairsInOrder() throws {
        let session = try session(
            """
            s = N(D.X)
            wins = 0
            for i in 1..60, j in 1..60
              if D.Y[i] > D.Y[j] and s[i] > s[j]
                wins = wins + 1
              end
            end
            """)
        try session.run("expect auc(N, D) ≈ wins / 900\nexpect auc(N, D, class=0) ≈ auc(N, D)")
        let figure = try #require(try session.run("roc(N, D)").result)
        #expect(figure.svg != nil)
    }

    @Test func rSquaredIsThatOfTheFormula() throws {
        let session = Session()
        try session.run(
            """
            D = sine(n=50, seed=2)
            N = 1 -> 5 tanh -> 1, seed=7
            train N on D, epochs=30
            e = D.Y - N(D.X)
            expect rsquared(N, D) ≈ 1 - sum(e²) / (50·variance(D.Y))
            """)
    }

    // MARK: The two passes

    @Test func theBackwardPassIsThatOfTheSlides() throws {
        let session = try session()
        try session.run(
            """
            G = backward(N, D)
            expect G.A0 == D.X
            expect G.Z1 ≈ D.X·N.W1 + N.b1
            expect G.A1 ≈ tanh(G.Z1)
            expect G.A2 ≈ N(D.X)
            expect G.δ2 ≈ (G.A2 - D.Y) / 60
            expect G.delta1 ≈ (G.δ2·N.W2ᵀ) ⊙ (1 - G.A1²)
            expect G.W1 ≈ D.Xᵀ·G.δ1
            expect G.b1 ≈ sum(G.δ1, over=rows)
            expect G.loss ≈ loss(N, D)
            expect G.W2 ≈ grad(N, D).W2
            """)
        #expect(try session.value("G").contains("binary cross-entropy"))
        #expect(try session.fail("grad(N, D).δ1").contains("no member δ1"))
        #expect(try session.fail("G.Z3").contains("no member Z3"))
    }

    /// ΔC - δ·Δz shrinks with the square of Δz.
    @Test(arguments: ["N", "(2 -> 4 tanh -> batchnorm -> 1 sigmoid, seed=7, γ1=[1, 2, 3, 4])"])
    func aBumpChangesTheLossByDelta(_ network: String) throws {
        let session = try session("M = \(network.filter { !"()".contains($0) })")
        try session.run(
            """
            T = bump(M, D, layer=1, unit=2, by=[1e-2, 1e-3])
            r = abs(T.ΔC - T.δΔz)
            expect r[2] < 0.02·r[1]
            expect T.δΔz ≈ T.δ ⊙ T.Δz
            expect T.C ≈ loss(M, D)
            expect T.δ[1] ≈ sum(backward(M, D).δ1[:, 2])
            B = bump(M, D, 1, 2, sample=5)
            expect B.δ ≈ backward(M, D).δ1[5, 2]
            """)
        #expect(try session.fail("bump(M, D, 1, 9)").contains("from 1 to 4"))
        #expect(try session.fail("bump(M, D, 3, 1)").contains("from 1 to 2"))
    }

    @Test func statisticsAreTheNormsOfTheBackwardPass() throws {
        let session = try session()
        try session.run(
            """
            S = statistics(N, D)
            G = backward(N, D)
            expect S.deltas ≈ [‖G.δ1‖; ‖G.δ2‖]
            expect S.gradients ≈ [‖G.W1‖; ‖G.W2‖]
            expect S.activations ≈ [‖G.A1‖; ‖G.A2‖]
            H = train N on D, epochs=3, statistics=true
            expect rows(H.statistics.epoch) == 8
            expect H.statistics.gradients[1..2] ≈ S.gradients
            """)
        #expect(try session.fail("(train(copy(N), D, epochs=1)).statistcs").contains("no member"))
    }

    // MARK: What training takes

    @Test func metricsStandInTheHistory() throws {
        let session = try session("H = train N on D, validation=D.test[1..50], metrics=[accuracy, error], epochs=4")
        try session.run(
            """
            expect H.accuracy ≈ 1 - H.error
            expect H.validation_accuracy[5] ≈ accuracy(N, D.test[1..50])
            L = train (1 -> 1) on sine(n=20), metrics=rsquared, epochs=2
            """)
        #expect(try session.number("rows(L.rsquared)") == 3)
        #expect(try session.value("H").contains("validation accuracy"))
        #expect(try session.fail("train N on D, metrics=tanh").contains("metrics are accuracy, error and rsquared"))
        #expect(try session.fail("train N on D, metrics=[1, 2]").contains("metrics"))
    }

    @Test func smoothedTargetsAreWhatTheFormulaSays() throws {
        let session = try session("S = 0.8·D.Y + 0.1")
        try session.run(
            """
            expect loss(N, D, label_smoothing=0.2) ≈ loss(N, D.X => S)
            expect grad(N, D, label_smoothing=0.2).W1 ≈ grad(N, D.X => S).W1
            a = N(D.X)
            w = 1 + 2·D.Y
            l = -(D.Y ⊙ log(a) + (1 - D.Y) ⊙ log(1 - a))
            expect loss(N, D, class_weights=[1, 3]) ≈ sum(w ⊙ l) / sum(w)
            expect loss(N, D, class_weights=[2, 2]) ≈ loss(N, D)
            M = copy(N)
            H = train M on D, η=0.5, label_smoothing=0.2, class_weights=[1, 3], epochs=1, batch=all
            G = grad(N, D, label_smoothing=0.2, class_weights=[1, 3])
            expect M.W2 ≈ N.W2 - 0.5·G.W2
            """)
        #expect(try session.value("H").contains("label smoothing"))
        #expect(try session.fail("loss(N, D, label_smoothing=1)").contains("from 0 to below 1"))
        #expect(try session.fail("train N on D, class_weights=[1, -1]").contains("0 or more"))
    }

    @Test func theSuggestedLearningRateTrains() throws {
        let session = try session("W = N.W1\nR = learning_rates(N, D, from=1e-3, to=1e3, steps=60, batch=all)")
        try session.run(
            """
            expect N.W1 == W
            k = argmin(R.loss)
            expect R.suggestion ≈ R.learning_rate[k] / 10
            expect R.learning_rate[1] ≈ 1e-3
            expect R.loss[1] ≈ loss(N, D)
            plot R.curve
            train N on D, η=R.suggestion, epochs=5
            """)
        #expect(try session.value("R").contains("suggestion"))
        #expect(try session.fail("learning_rates(N, D, from=1, to=0.1)").contains("rise"))
        #expect(try session.fail("learning_rates(N, D, optimizer=lbfgs)").contains("L-BFGS"))
    }
}
