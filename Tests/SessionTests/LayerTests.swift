import Testing

@testable import Session

/// Dropout, batch normalisation, masks and frozen layers in the language.
@Suite struct LayerTests {
    /// What is written, and what a summary writes of it.
    static let networks = [
        (
            "2 -> 50 relu -> batchnorm -> dropout(0.5) -> 1 sigmoid",
            "2 → 50 relu → batchnorm → dropout(0.5) → 1 sigmoid"
        ),
        ("2 -> dropout(0.1) -> 3 softmax -> 2 softmax", "2 → dropout(0.1) → 3 softmax → 2 softmax"),
        ("2 -> dropout(keep=0.8) -> 1 sigmoid", "2 → dropout(keep=0.8) → 1 sigmoid"),
        ("2 -> dropout(drop=0.2) -> 1 sigmoid", "2 → dropout(0.2) → 1 sigmoid"),
        ("2 -> dropout(half) -> 1 sigmoid -> batchnorm", "2 → dropout(half) → 1 sigmoid → batchnorm"),
        (
            "2 -> 4 -> batchnorm(epsilon=1e-3, momentum=0.2) -> 1",
            "2 → 4 identity → batchnorm(epsilon=0.001, momentum=0.2) → 1 identity"
        ),
    ]

    @Test(arguments: networks)
    func aSummaryIsReadBack(_ source: String, _ written: String) throws {
        let session = Session()
        #expect(try session.run("N = \(source)\nprint N").printed == written + "\n")
        #expect(try session.run("print (\(written))").printed == written + "\n")
    }

    @Test func aVariableMayHoldTheActivation() throws {
        let session = Session()
        try session.run("T = sweep g in [tanh, relu]\n  N = 2 -> 3 g -> 1 sigmoid, seed=1\n  record a = N([1, 2])\nend")
        try session.run("A = 2 -> 3 tanh -> 1 sigmoid, seed=1\nB = 2 -> 3 relu -> 1 sigmoid, seed=1")
        try session.run("expect T.a ≈ [A([1, 2]), B([1, 2])]")
        #expect(try session.fail("g = 3\n2 -> 3 g").contains("g is a number, not an activation"))
        #expect(try session.fail("g = swish\n2 -> 3 g(2)").contains("has its defaults"))
        #expect(try session.fail("2 -> 3 g2").contains("g2 is not an activation"))
    }

    @Test func aBareProbabilityHasTheConventionsMeaning() throws {
        let session = Session()
        let network = "N = 2 -> dropout(0.5) -> 1 sigmoid\nprint N"
        for (convention, written) in [
            ("rousseau", "dropout(keep=0.5)"), ("tendulkar", "dropout(half)"), ("yale", "dropout(0.5)"),
        ] {
            let printed = try session.run("use convention \(convention)\n" + network).printed
            #expect(printed == "2 → \(written) → 1 sigmoid\n")
            #expect(try session.run("print (\(printed.dropLast()))").printed == printed)
        }
        try session.run("use convention rousseau")
        #expect(try session.run("print (2 -> dropout(drop=0.2) -> 1)").printed == "2 → dropout(0.2) → 1 identity\n")
    }

    @Test func aVariableHidesTheName() throws {
        #expect(try Session().run("dropout = 3\nprint (2 -> dropout tanh -> 1)").printed == "2 → 3 tanh → 1 identity\n")
    }

    @Test func theNumberMayComeFromASweep() throws {
        let session = Session()
        try session.run("T = sweep p in [0, 0.5]\n  N = 2 -> 9 relu -> dropout(p) -> 1\n  record w = N\nend")
        #expect(
            try session.run("print T.w").printed == "[2 → 9 relu → dropout(0) → 1 identity, "
                + "2 → 9 relu → dropout(0.5) → 1 identity]\n")
    }

    // MARK: Normalised layers

    @Test func scalesAndShiftsAreReadAndSet() throws {
        let session = Session()
        try session.run("N = 2 -> 3 relu -> batchnorm -> 1 sigmoid, seed=7, γ1=[1, 2, 3], beta1=[4; 5; 6]")
        #expect(try session.run("print N.gamma1, N.β1, N.b2").printed == "[1, 2, 3] [4, 5, 6] 0\n")
        try session.run("N.γ1 = 2·N.γ1\nN.beta1 = [0, 0, 1]")
        #expect(try session.run("print N.γ1, N.β1").printed == "[2, 4, 6] [0, 0, 1]\n")
        #expect(try session.number("params(N)") == 6 + 6 + 4)
        #expect(try session.fail("N.b1").contains("its shifts β1 take their place"))
        #expect(try session.fail("N.b1 = [1, 2, 3]").contains("its shifts β1 take their place"))
        #expect(try session.fail("N.γ2").contains("batchnorm behind the layer would normalise it"))
        #expect(try session.fail("grad(N, xor).b1").contains("layer 1 is normalised"))
    }

    /// At inference the running statistics are 0 and 1 at first; in training those of the batch count.
    @Test func aNormalisedLayerComputesWhatTheFormulaSays() throws {
        let session = Session()
        try session.run(
            """
            X = normals(10, 2, seed=3)
            N = 2 -> 3 tanh -> batchnorm(epsilon=0.5) -> 1, seed=7, γ1=[1, 2, 3], β1=[0.1, 0.2, 0.3]
            S = ones(10, 1)·(N.γ1 / sqrt(1.5))
            expect N(X) ≈ tanh((X·N.W1) ⊙ S + N.β1)·N.W2 + N.b2
            """)
    }

    @Test func theGradientsOfANormalisedLayerHaveItsNames() throws {
        let session = Session()
        try session.run(
            """
            D = mixture(n=20, seed=3)
            N = 2 -> 3 tanh -> batchnorm -> 1 sigmoid, seed=7
            G = grad(N, D)
            A = backward(N, D)
            """)
        let text = try session.value("G")
        #expect(text.contains("γ1") && text.contains("β1") && text.contains("b2") && !text.contains("b1"))
        // The shift is added to what the activation takes.
        try session.run("expect sum(A.δ1, over=rows) ≈ A.β1")
        try session.run("expect A.A1 ≈ tanh(A.Z1)")
    }

    @Test func aSummaryCountsEveryPart() throws {
        let session = Session()
        try session.run("N = 2 -> 50 relu -> batchnorm -> dropout(0.5) -> 1 sigmoid, mask1=[\(row(0)); \(row(1))]")
        #expect(
            try session.run("print summary(N).parameters, summary(N).part").printed
                == "[100; 100; 0; 51] [\"50 relu\", \"batchnorm\", \"dropout(0.5)\", \"1 sigmoid\"]\n")
        #expect(try session.number("sum(summary(N).parameters)") == session.number("params(N)"))
        let rendering = try #require(try session.run("N").result)
        for text in [rendering.plain(), rendering.html ?? ""] {
            #expect(text.contains("batchnorm") && text.contains("dropout(0.5)") && text.contains("251"), "\(text)")
            #expect(text.contains("2×50, 50 masked"))
        }
    }

    private func row(_ first: Int) -> String { (0..<50).map { "\(($0 + first) % 2)" }.joined(separator: ", ") }

    // MARK: Masks and frozen layers

    @Test func aMaskedWeightStays0() throws {
        let session = Session()
        try session.run(
            """
            use convention yale
            N = 2 -> 3 tanh -> 1 sigmoid, seed=7, mask1=[1, 0; 1, 1; 0, 1]
            train N on xor, epochs=5, momentum=0.9, decay=0.1
            expect N.W1[1, 2] == 0
            expect N.W1[3, 1] == 0
            expect N.W1[2, 1] ≠ 0
            expect N.mask1[3, 1] == 0
            N.mask1 = none
            train N on xor, epochs=1
            expect N.W1[1, 2] ≠ 0
            """)
        #expect(try session.fail("N.mask1").contains("no member mask1"))
        #expect(try session.fail("2 -> 3 tanh, mask1=[1, 2; 1, 1; 0, 1]").contains("must be 1 for a connection"))
    }

    @Test func aFrozenLayerStaysForOneTraining() throws {
        let session = Session()
        try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid, seed=7
            W, V = N.W1, N.W2
            H = train N on xor, frozen=1, epochs=3
            expect ‖N.W1 - W‖ == 0
            expect ‖N.W2 - V‖ > 0
            """)
        #expect(try session.value("H").contains("frozen layer 1"))
        try session.run("train N on xor, epochs=1\nexpect ‖N.W1 - W‖ > 0")
        #expect(try session.fail("train N on xor, frozen=[1, 3]").contains("there is no layer 3"))
    }

    @Test func normalisationAndDropoutTrainAndSay() throws {
        let session = Session()
        try session.run(
            """
            D = mixture(n=200, seed=42)
            N = 2 -> 20 relu -> batchnorm -> dropout(0.2) -> 1 sigmoid, seed=7
            H = train N on D, epochs=20, batch=20
            expect H.loss[21] < H.loss[1]
            """)
        // The line under the table is broken where it is long.
        let text = try session.value("H").split { $0.isWhitespace }.joined(separator: " ")
        #expect(text.contains("dropout 0.2 before layer 2") && text.contains("normalisation over each mini-batch"))
    }

    @Test func equalUnitsAreToldApartByDropoutOnly() throws {
        let session = Session()
        let plain = try session.run(
            "M = 2 -> 4 tanh -> batchnorm -> 1 sigmoid, init=constant(0.5)\ntrain M on xor, epochs=1")
        #expect(plain.warned.contains("stay equal"))
        let thinned = try session.run(
            "M = 2 -> 4 tanh -> dropout(0.5) -> 1 sigmoid, init=constant(0.5)\ntrain M on xor, epochs=1")
        #expect(!thinned.warned.contains("stay equal"))
    }

    @Test func completionsOfferWhatStandsBetweenLayersBehindAnArrow() {
        let session = Session()
        func items(_ source: String) -> [String] { session.complete(source, at: source.utf8.count).items.map(\.text) }
        #expect(items("N = 2 -> 3 relu -> dr") == ["dropout"])
        #expect(items("N = 2 -> 3 relu -> batch") == ["batchnorm"])
        #expect(items("x = dropo").isEmpty)
    }
}
