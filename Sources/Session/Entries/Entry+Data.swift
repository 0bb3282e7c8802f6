import Engine
import Language

extension Entry {
    /// Data and what knows about it.
    static let dataFunctions: [Entry] =
        [
            Entry(
                "mixture", .function, "Draws the lecture's toy problem: two classes, each a mixture of ten Gaussians",
                details: """
                    Half of the points of each part are of class 0 and come first. `D.train` is drawn from the seed, `D.test` (10,000 points) \
                    from the next, so that `mixture(seed=43)` begins with points of `mixture(seed=42).test`: what validates a \
                    network and is not to be seen before the test needs a seed further away. D by itself stands for its \
                    training part. `bayes(D)` knows the density.
                    """,
                [
                    .option("n", [.number], default: "200", "How many training points"),
                    .option("seed", [.number], default: "1", "Where they are drawn from"),
                ], returns: .dataset, example: "D = mixture(n=200, seed=42)\nD",
                .call { arguments, machine throws(Diagnostic) in
                    let mixture = GaussianMixture.lecture
                    return try drawn(arguments, machine, origin: .density(mixture)) { count, seed throws(EngineError) in
                        try mixture.sample(count: count, seed: seed)
                    }
                }),
            Entry(
                "bayes", .function, "The classifier that knows the density a data set was drawn from; none errs less",
                details: "`bayes(D).error` is its error over the whole density, found by integration.",
                [.subject("D", [.dataset], "Data from a generator that knows its density")], returns: .classifier,
                example: "D = mixture(n=200, seed=42)\nbayes(D).error",
                .call { arguments, _ throws(Diagnostic) in
                    guard case .density(let density) = try arguments.dataset("D").origin else {
                        throw Diagnostic(
                            .value, "the density of \(arguments.text("D")) is not known", at: arguments.span("D"),
                            hint: "data made by mixture(…) and gaussians(…) know their density", topic: "bayes")
                    }
                    let error = try engine(at: arguments.span("D")) { () throws(EngineError) in
                        try density.bayesError(asking: Interruption.check)
                    }
                    return .classifier(BayesClassifier(density: density, error: error))
                }),
            Entry(
                "xor", .data, "The four points of exclusive or, which no straight line separates",
                example: "xor.X", .data(Datasets.xor)),
        ] + generators + datasetTools

    /// Names that are values of options: momentum, initialisations.
    static let trainingNames: [Entry] = [
        Entry(
            "heavyball", .momentum, "Momentum v = βv + ∇, step -ηv",
            [.subject("β", [.number], "How much of the velocity is kept")], returns: .momentum,
            example: "N = 2 -> 1 sigmoid\ntrain N on xor, momentum=heavyball(0.9), epochs=3",
            .call { arguments, _ throws(Diagnostic) in .momentum(.heavyBall(try share(arguments))) }),
        Entry(
            "ema", .momentum, "Momentum v = βv + (1-β)∇ from v₀ = ∇₀, step -ηv: an average of the gradients",
            [.subject("β", [.number], "How much of the average is kept")], returns: .momentum,
            example: "N = 2 -> 1 sigmoid\ntrain N on xor, momentum=ema(0.9), epochs=3",
            .call { arguments, _ throws(Diagnostic) in .momentum(.exponentialAverage(try share(arguments))) }),
        Entry(
            "nesterov", .momentum, "Momentum v = βv + ∇, step -η(∇ + βv): the slope is taken further down the road",
            [.subject("β", [.number], "How much of the velocity is kept")], returns: .momentum,
            example: "N = 2 -> 1 sigmoid\ntrain N on xor, momentum=nesterov(0.9), epochs=3",
            .call { arguments, _ throws(Diagnostic) in .momentum(.nesterov(try share(arguments))) }),
        Entry(
            "normal", .initialization, "Normal weights of a given variance, biases 0",
            [.subject("variance", [.number], "The variance")], returns: .initialization,
            example: "N = 2 -> 3 tanh -> 1 sigmoid, init=normal(0.5)",
            .call { arguments, _ throws(Diagnostic) in
                .initialization(.normal(variance: .constant(try arguments.nonNegative("variance") ?? 1)))
            }),
        Entry(
            "constant", .initialization, "Every weight and bias the same, to see why that fails",
            [.subject("c", [.number], "The value")], returns: .initialization,
            example: "N = 2 -> 3 tanh -> 1 sigmoid, init=constant(0.5)",
            .call { arguments, _ throws(Diagnostic) in .initialization(.constant(try arguments.number("c") ?? 0)) }),
        initialization("uniform", .uniform, "Uniform weights within ±1/√n for n inputs, biases 0"),
        initialization("glorot", .glorot, "Uniform weights of variance 2/(inputs + outputs), biases 0"),
        initialization("he", .he, "Normal weights of variance 2/inputs, biases 0"),
        zeros,
    ]

    private static func initialization(_ name: String, _ rule: Initialization, _ summary: String) -> Entry {
        Entry(
            name, .initialization, summary, example: "N = 2 -> 3 tanh -> 1 sigmoid, init=\(name)",
            .constant(.initialization(rule)))
    }

    private static func share(_ arguments: Arguments) throws(Diagnostic) -> Double {
        try arguments.share("β") ?? 0
    }
}
