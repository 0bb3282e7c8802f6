import Language

extension Entry {
    /// The verbs that look into what others made.
    static let commands: [Entry] = [compare, checkGradients, trace, descend]

    private static let compare = Entry(
        "compare", .verb, "Says by how much two things differ, and where; of histories it draws the curves together",
        details: """
            Of two numbers or matrices it gives the largest difference with its place, vectors element by element whatever \
            their orientation; of networks, gradients and data sets that of each part; of tables that of each column. \
            Relative means: divided by the largest magnitude on either side. Up to the tolerance the two are equal to \
            rounding. Of two or more histories it gives a row each, with what differs in how they were trained. What it \
            shows is also its value: `compare(A, B).difference`.
            """,
        [
            .subject(
                "A", [.matrix, .history, .network, .gradients, .dataset, .table], repeated: true,
                "What is compared, two or more with commas"),
            .object(
                .with, "B", [.matrix, .history, .network, .gradients, .dataset, .table], required: false,
                "What it is compared with"),
            .option("tolerance", [.number], default: "1e-12", "The relative difference that is still rounding"),
        ], returns: .table,
        example: """
            D = mixture(n=40, seed=3)
            N = 2 -> 5 tanh -> 1 sigmoid, seed=7
            A1 = tanh(D.X·N.W1 + N.b1)
            δ2 = σ(A1·N.W2 + N.b2) - D.Y
            compare (A1ᵀ·δ2) / rows(D.X) with grad(N, D).W2
            M = 2 -> 5 tanh -> 1 sigmoid, seed=8
            H1 = train N on D, epochs=20
            H2 = train M on D, epochs=20, η=0.5
            compare H1 with H2
            compare N with M
            """, .call(Comparison.run))

    private static let checkGradients = Entry(
        "check", .verb, "Compares backpropagation's gradients with central differences (C(w+h) - C(w-h)) / 2h",
        details: """
            A row for each group of parameters has the worst relative error, |analytic - numeric| over the larger of the two, \
            and where it is. What rounding of the loss alone explains passes. Of more than `limit` parameters of a \
            group as many are drawn, always the same. Parameters whose step crosses the kink of a relu are left out and \
            counted. It is the gradient without the decay term.
            """,
        words: ["gradients"],
        [
            .object(.of, "N", [.network], "The network"),
            .object(.on, "D", [.dataset], "The data whose loss is differentiated"),
            .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
            .option("tolerance", [.number], default: "1e-6", "The largest relative error that passes"),
            .option(
                "step", [.number], default: "6e-6", "h, for parameters up to 1; for larger ones times their magnitude"),
            .option("limit", [.number], default: "100", "The most parameters of a group that are compared"),
        ], returns: .table,
        example: """
            D = mixture(n=40, seed=3)
            N = 2 -> 5 tanh -> 1 sigmoid, seed=7
            check gradients of N on D
            T = check(N, D, loss=quadratic)
            expect max(T.error) < 1e-6
            """, .call(GradientChecking.run))

    private static let trace = Entry(
        "trace", .verb, "Sends samples through a network and shows every formula with its numbers",
        details: """
            With `backward=true` the derivatives of the loss follow, from the outputs back to the first layer. The letters, \
            the layout of the weights and whether a sample is a row or a column are those of the convention in force. The \
            network is traced as it is used: normalised by its running statistics, with nothing dropped.
            """,
        [
            .subject("N", [.network], "The network"),
            .object(.on, "D", [.dataset], "The samples, as D[1]"),
            .option("backward", [.truth], default: "false", "Whether the backward pass follows"),
            .option(
                "loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss, for the backward pass"),
        ], returns: .table,
        example: """
            D = mixture(n=40, seed=3)
            N = 2 -> 2 tanh -> 1 sigmoid, seed=7
            trace N on D[1], backward=true
            use convention mukund
            T = trace N on D[1]
            """, .call(Tracing.run))

    private static let descend = Entry(
        "descend", .verb, "Goes down a function along its gradient, and gives the path",
        details: """
            The function is any with a gradient; it gives a number. Without `from` the descent begins at 0. With data of \
            `linear(…)` it is their risk: by its own gradient, or with `batch` by that of as many samples, drawn afresh for \
            each step, (2/B)Σ x(⟨w, x⟩ - y). A path has a row for each step from 0: `P.points`, `P.values`, \
            `P.gradients`, and each parameter by its name. Where a step leads to what is not finite the path ends before it, \
            with a warning.
            """,
        [
            .subject("f", [.function, .dataset], "The function, or data of a linear model"),
            .object(
                .from, "start", [.tuple, .matrix], required: false,
                "Where it begins: a number or matrix for each parameter; 0 without it"),
            .option(
                "learning_rate", aliases: ["η"], [.number], default: "0.1", "The length of a step along the gradient"),
            .option(
                "momentum", aliases: ["β"], [.number, .momentum, .none], default: "none",
                choices: ["none", "heavyball(0.9)", "ema(0.9)", "nesterov(0.9)"], "How earlier gradients go on acting"),
            .option("steps", [.number], default: "100", "How many steps are made"),
            .option(
                "batch", [.number, .all], default: "all", choices: ["all"],
                "How many samples make a gradient of a linear model; all is the gradient of the risk itself"),
            .option("seed", [.number], default: "1", "Where the samples of a linear model are drawn from"),
        ], returns: .path,
        example: """
            f(x, y) = 1.5x² + y² + 2
            descend f from (2, 2), η=0.1, momentum=ema(0.5), steps=20
            P = descend f from (2, 2), η=0.1, steps=10
            expect P.values[11] ≈ 2.050904396 ± 1e-9
            L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)
            descend L, η=0.1, batch=1, steps=50
            """, .call(Descending.run))
}
