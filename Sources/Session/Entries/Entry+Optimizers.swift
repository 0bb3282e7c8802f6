import Engine
import Language

extension Entry {
    /// The optimisers: each is a value by its name alone, and a call with other arguments.
    static let optimizers: [Entry] = [
        optimizer(
            "sgd", .gradientDescent, rate: "0.1", "Gradient descent: the step is -η∇, or what the momentum makes of it"),
        optimizer(
            "adagrad", .adagrad(), rate: "0.01",
            "Adagrad: each parameter's step is divided by the root of s, s = s + ∇²",
            epsilon: "1e-10"),
        optimizer(
            "rmsprop", .rmsProp(), rate: "0.01",
            "RMSProp: each parameter's step is divided by the root of s, s = ρs + (1-ρ)∇²", rho: "0.99", epsilon: "1e-8"
        ),
        optimizer(
            "adam", .adam(), rate: "0.001",
            "Adam: an average of gradients over the root of an average of their squares",
            hasBetas: true, epsilon: "1e-8"),
        optimizer(
            "adamw", .adamW(), rate: "0.001", "AdamW: Adam whose decay shrinks the weights beside the step",
            details: "Without `decay` of `train` it is Adam: the decay is 0 unless it is given, here too.",
            hasBetas: true, epsilon: "1e-8"),
        optimizer(
            "adadelta", .adadelta(), rate: "1",
            "Adadelta: each parameter's step is scaled by its latest changes over its latest gradients", rho: "0.9",
            epsilon: "1e-6"),
        Entry(
            "lbfgs", .optimizer, "L-BFGS: steps by the curvature that the last steps met, an epoch each",
            details: """
                It takes all samples in each step and no momentum, l1 or clip. A line search finds the length of each step by \
                the strong Wolfe conditions; without it the length is η, as in PyTorch unless told otherwise.
                """,
            [
                .option("learning_rate", aliases: ["η"], [.number], default: "1", "The first length that is tried"),
                .option("history", [.number], default: "100", "How many steps are remembered"),
                .option("search", [.truth], default: "true", "Whether a line search finds the length of each step"),
            ], returns: .optimizer,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, optimizer=lbfgs, epochs=3\n"
                + "train N on xor, optimizer=lbfgs(history=5, search=false), epochs=3",
            .adjustable(.optimizer(.lbfgs(), learningRate: nil)) { arguments, _ throws(Diagnostic) in
                .optimizer(
                    .lbfgs(
                        history: try arguments.whole("history", in: 1...10_000) ?? 100,
                        lineSearch: try arguments.truth("search") ?? true ? .strongWolfe : .none),
                    learningRate: try arguments.nonNegative("learning_rate"))
            }),
    ]

    private static func optimizer(
        _ name: String, _ standard: Optimizer, rate: String, _ summary: String, details: String = "",
        hasBetas: Bool = false, rho: String? = nil, epsilon: String? = nil
    ) -> Entry {
        var parameters: [Parameter] = [
            .option("learning_rate", aliases: ["η"], [.number], default: rate, "The length of a step")
        ]
        if hasBetas {
            parameters += [
                .option(
                    "beta1", aliases: ["β1", "β₁"], [.number], default: "0.9", "How much of the mean gradient is kept"),
                .option(
                    "beta2", aliases: ["β2", "β₂"], [.number], default: "0.999", "How much of the mean square is kept"),
            ]
        }
        if let rho {
            parameters.append(
                .option("rho", aliases: ["ρ"], [.number], default: rho, "How much of the mean square is kept"))
        }
        if let epsilon {
            parameters.append(
                .option("epsilon", aliases: ["ε"], [.number], default: epsilon, "What keeps the divisor from being 0"))
        }
        return Entry(
            name, .optimizer, summary, details: details, parameters, returns: .optimizer,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, optimizer=\(name), epochs=3\n"
                + "train N on xor, optimizer=\(name)(η=0.02), epochs=3",
            .adjustable(.optimizer(standard, learningRate: nil)) { arguments, _ throws(Diagnostic) in
                let rate = try arguments.nonNegative("learning_rate")
                return .optimizer(try adjusted(standard, arguments), learningRate: rate)
            })
    }

    /// An optimiser with the arguments that were given.
    private static func adjusted(_ standard: Optimizer, _ arguments: Arguments) throws(Diagnostic) -> Optimizer {
        switch standard {
        case .gradientDescent: .gradientDescent
        case .adagrad(let epsilon): .adagrad(epsilon: try arguments.nonNegative("epsilon") ?? epsilon)
        case .rmsProp(let rho, let epsilon):
            .rmsProp(
                rho: try arguments.share("rho") ?? rho, epsilon: try arguments.nonNegative("epsilon") ?? epsilon)
        case .adam(let beta1, let beta2, let epsilon):
            .adam(
                beta1: try arguments.share("beta1") ?? beta1, beta2: try arguments.share("beta2") ?? beta2,
                epsilon: try arguments.nonNegative("epsilon") ?? epsilon)
        case .adamW(let beta1, let beta2, let epsilon):
            .adamW(
                beta1: try arguments.share("beta1") ?? beta1, beta2: try arguments.share("beta2") ?? beta2,
                epsilon: try arguments.nonNegative("epsilon") ?? epsilon)
        case .adadelta(let rho, let epsilon):
            .adadelta(
                rho: try arguments.share("rho") ?? rho, epsilon: try arguments.nonNegative("epsilon") ?? epsilon)
        case .lbfgs: standard  // It has an entry of its own.
        }
    }

    /// How the learning rate may change.
    static let schedules: [Entry] = [
        schedule(
            "step", "The learning rate times a factor after every so many epochs",
            [epochs("After how many epochs"), .option("factor", [.number], default: "0.1", "The factor")],
            example: "step(10, factor=0.5)"
        ) { arguments throws(Diagnostic) in
            .step(epochs: try count(arguments), factor: try arguments.positive("factor") ?? 0.1)
        },
        schedule(
            "exponential", "The learning rate times a factor after each epoch",
            [.subject("factor", [.number], "The factor")], example: "exponential(0.99)"
        ) { arguments throws(Diagnostic) in .exponential(factor: try arguments.positive("factor") ?? 1) },
        schedule(
            "cosine", "The learning rate down to 0 along half a cosine, from epoch to epoch; it stays 0 afterwards",
            [epochs("When it is 0")], example: "cosine(20)"
        ) { arguments throws(Diagnostic) in .cosine(epochs: try count(arguments)) },
        schedule(
            "onecycle",
            "The learning rate from a 25th up to its full value at 30 % of the epochs, then down to almost 0, step by step",
            [epochs("How long all of it takes")], example: "onecycle(20)"
        ) { arguments throws(Diagnostic) in .oneCycle(epochs: try count(arguments)) },
        schedule(
            "warmup", "The learning rate from almost 0 up to its full value, step by step; it stays there afterwards",
            [epochs("How long it rises")], example: "warmup(5)"
        ) { arguments throws(Diagnostic) in .warmUp(epochs: try count(arguments)) },
        Entry(
            "plateau", .schedule, "The learning rate times a factor whenever the loss has stopped falling",
            details: """
                The loss is that of the validation where there is one, else that of the training data; it falls where it is a \
                new best by the threshold, a share of the old one. What it has seen survives from call to call.
                """,
            [
                .option("factor", [.number], default: "0.1", "The factor"),
                .option("patience", [.number], default: "10", "How many epochs without a fall are borne"),
                .option("threshold", [.number], default: "1e-4", "The share by which a new best is smaller"),
            ], returns: .schedule,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, schedule=plateau, epochs=20\n"
                + "train N on xor, schedule=plateau(factor=0.5, patience=3), epochs=20",
            .adjustable(.schedule(.plateau())) { arguments, _ throws(Diagnostic) in
                .schedule(
                    .plateau(
                        factor: try arguments.positive("factor") ?? 0.1,
                        patience: try arguments.whole("patience", in: 0...10_000_000) ?? 10,
                        threshold: try arguments.share("threshold") ?? 1e-4))
            }),
    ]

    private static func schedule(
        _ name: String, _ summary: String, _ parameters: [Parameter], example: String,
        _ make: @escaping @Sendable (Arguments) throws(Diagnostic) -> Schedule
    ) -> Entry {
        Entry(
            name, .schedule, summary,
            details:
                "Epochs are counted from the network's first one, not from the call's: training 10 and 10 is training 20.",
            parameters, returns: .schedule,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, schedule=\(example), epochs=20",
            .call { arguments, _ throws(Diagnostic) in .schedule(try make(arguments)) })
    }

    private static func epochs(_ summary: String) -> Parameter { .subject("epochs", [.number], summary) }

    private static func count(_ arguments: Arguments) throws(Diagnostic) -> Int {
        try arguments.whole("epochs", in: 1...1_000_000_000) ?? 1
    }
}
