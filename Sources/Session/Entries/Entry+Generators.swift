import Engine
import Language

extension Entry {
    /// Data that are drawn, each with a training and a test part.
    static let generators: [Entry] = [
        Entry(
            "gaussians", .function, "Draws two classes, one round Gaussian each, around (-1, 0) and (1, 0)",
            details: """
                Everything is known in closed form: the boundary is x = 0, the probability of class 1 is σ(2x/noise²), so that \
                one sigmoid neuron is exact, and the Bayes error is Φ(-1/noise), 0.158655 for noise 1. \(partsOfClasses)
                """,
            [
                .option("n", [.number], default: "200", "How many training points, an even number"),
                .option("noise", [.number], default: "1", "The standard deviation of each class in each direction"),
                .option("seed", [.number], default: "1", "Where they are drawn from"),
            ], returns: .dataset, example: "D = gaussians(n=200, seed=1)\nexpect bayes(D).error ≈ 0.158655 ± 5e-7",
            .call { arguments, machine throws(Diagnostic) in
                let noise = try arguments.nonNegative("noise") ?? 1
                let pair = try engine(at: arguments.span("noise")) { () throws(EngineError) in
                    try GaussianPair(spread: noise)
                }
                return try drawn(arguments, machine, origin: .density(pair)) { count, seed throws(EngineError) in
                    try pair.sample(count: count, seed: seed)
                }
            }),
        plane("moons", "Draws two half circles that reach into each other") {
            count, noise, seed throws(EngineError) in
            try Datasets.moons(count: count, noise: noise, seed: seed)
        },
        plane("circles", "Draws a circle of radius 1, class 0, around one of radius 1/2, class 1") {
            count, noise, seed throws(EngineError) in
            try Datasets.circles(count: count, noise: noise, seed: seed)
        },
        Entry(
            "spirals", .function, "Draws the arms of a spiral, a class each, that wind one and a half times",
            details: """
                The arms lead from the origin out to radius 1. With more than two classes the targets are one column with the \
                numbers of the classes from 0. \(partsOfClasses)
                """,
            [
                .option("n", [.number], default: "200", "How many training points, as many for each class"),
                .option("noise", [.number], default: "0.03", "The standard deviation of the noise in each direction"),
                .option("classes", [.number], default: "2", "How many arms, from 2 to 100"),
                .option("seed", [.number], default: "1", "Where they are drawn from"),
            ], returns: .dataset,
            example: "D = spirals(n=300, classes=3)\nN = 2 -> 16 tanh -> 3 softmax\ntrain N on D, epochs=10",
            .call { arguments, machine throws(Diagnostic) in
                let noise = try arguments.nonNegative("noise") ?? 0.03
                let classes = try arguments.whole("classes", in: 2...100) ?? 2
                return try drawn(arguments, machine, classes: classes) { count, seed throws(EngineError) in
                    try Datasets.spirals(count: count, classes: classes, noise: noise, seed: seed)
                }
            }),
        Entry(
            "sine", .function, "Draws numbers from -π to π with their sines and noise: a regression with one input",
            details: parts,
            [
                .option("n", [.number], default: "200", "How many training samples"),
                .option("noise", [.number], default: "0.1", "The standard deviation of the noise"),
                .option("seed", [.number], default: "1", "Where they are drawn from"),
            ], returns: .dataset,
            example: "D = sine(n=100)\nN = 1 -> 10 tanh -> 1\ntrain N on D, epochs=10\nloss(N, D.test)",
            .call { arguments, machine throws(Diagnostic) in
                let noise = try arguments.nonNegative("noise") ?? 0.1
                return try drawn(arguments, machine, classes: 1) { count, seed throws(EngineError) in
                    try Datasets.sine(count: count, noise: noise, seed: seed)
                }
            }),
        Entry(
            "linear", .function,
            "Draws from the linear model y = ⟨w, x⟩ + ε, with x from N(0, Σ) and ε from N(0, noise²)",
            details: """
                `L.risk(w)`, or `L.risk(w1, w2)`, is the expected squared error of other weights, (w - L.w)ᵀΣ(w - L.w) + noise². \
                `L.w`, `L.Σ` and `L.noise` are what was given, `L.eigenvalues` those of Σ in ascending order: gradient descent \
                on the risk converges where η is below 1 over the largest. \(parts)
                """,
            [
                .option("w", [.matrix], default: "[1, -1]", "The weights that the data follow"),
                .option(
                    "Σ", aliases: ["covariance"], [.matrix], default: "ones on the diagonal",
                    "The covariance of the inputs, symmetric and positive definite"),
                .option("noise", [.number], default: "1", "The standard deviation of ε"),
                .option("n", [.number], default: "200", "How many training samples"),
                .option("seed", [.number], default: "1", "Where they are drawn from"),
            ], returns: .dataset,
            example: """
                L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=0.5, seed=3)
                expect L.risk(0.3, 0.4) ≈ 1.622
                N = 2 -> 1
                train N on L, epochs=10
                """,
            .call { arguments, machine throws(Diagnostic) in
                let model = try linearModel(arguments)
                return try drawn(arguments, machine, classes: 1, origin: .linear(model)) {
                    count, seed throws(EngineError) in
                    try model.sample(count: count, seed: seed)
                }
            }),
    ]

    private static let parts = """
        `D.train` is drawn from the seed, `D.test` (10,000 samples) from the next; D by itself stands for its training part.
        """

    private static let partsOfClasses = """
        \(parts) In both, the classes come one after the other: the first samples are all of class 0.
        """

    /// The entry of a generator of two classes with noise.
    private static func plane(
        _ name: String, _ summary: String,
        _ draw: @escaping @Sendable (_ count: Int, _ noise: Double, _ seed: UInt64) throws(EngineError) -> Dataset
    ) -> Entry {
        Entry(
            name, .function, summary, details: partsOfClasses,
            [
                .option("n", [.number], default: "200", "How many training points, an even number"),
                .option("noise", [.number], default: "0.1", "The standard deviation of the noise in each direction"),
                .option("seed", [.number], default: "1", "Where they are drawn from"),
            ], returns: .dataset,
            example: """
                D = \(name)(n=200, noise=0.1, seed=1)
                N = 2 -> 8 tanh -> 1 sigmoid, seed=1
                train N on D, epochs=20
                plot boundary(N) on D
                """,
            .call { arguments, machine throws(Diagnostic) in
                let noise = try arguments.nonNegative("noise") ?? 0.1
                return try drawn(arguments, machine) { count, seed throws(EngineError) in try draw(count, noise, seed) }
            })
    }

    /// Draws a training part of n samples from the seed and a test part of 10,000 from the next.
    ///
    /// - Parameter classes: How many classes share the samples of each part equally.
    static func drawn(
        _ arguments: Arguments, _ machine: Machine, classes: Int = 2, origin: DataSet.Origin? = nil,
        _ draw: (_ count: Int, _ seed: UInt64) throws(EngineError) -> Dataset
    ) throws(Diagnostic) -> Value {
        let count = try arguments.whole("n", in: classes...10_000_000) ?? (200 / classes) * classes
        let seed = try arguments.seed(machine)
        return try engine(at: arguments.span("n")) { () throws(EngineError) in
            .dataset(
                DataSet(
                    try draw(count, seed), test: try draw(10_000 / classes * classes, seed &+ 1), origin: origin))
        }
    }

    private static func linearModel(_ arguments: Arguments) throws(Diagnostic) -> LinearModel {
        let weights = arguments["w"] == nil ? Matrix(row: [1, -1]) : try arguments.matrix("w")
        guard weights.rows == 1 || weights.columns == 1 else {
            throw Diagnostic(
                .shape, "w is a vector, and this is a \(weights.rows)×\(weights.columns) matrix",
                at: arguments.span("w"),
                topic: arguments.entry.name)
        }
        let covariance = arguments["Σ"] == nil ? nil : try arguments.matrix("Σ")
        let noise = try arguments.nonNegative("noise") ?? 1
        return try engine(at: arguments.span(covariance == nil ? "w" : "Σ")) { () throws(EngineError) in
            try LinearModel(weights: weights.elements, covariance: covariance, noise: noise)
        }
    }
}
