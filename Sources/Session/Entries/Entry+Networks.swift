import Engine
import Language

extension Entry {
    /// A network literal; not in the table of names, since it is written with arrows.
    static let network = Entry(
        "->", aliases: ["→"], .function, "Builds a network: the inputs, then each layer's size and activation",
        details: """
            A layer without an activation has the identity. Between layers stand dropout and batchnorm. Parameters can be set by \
            hand: `W1=…`, `b1=…`, in the layout of the convention in force, and `mask1=…`, of 1 for each connection of layer 1 and 0 \
            for none: the weight of a missing one is 0 and stays so. The same seed gives the same first weights, always.
            """,
        [
            .option("seed", [.number], default: "1", "Where the first weights are drawn from"),
            .option(
                "init", [.initialization], default: "by convention",
                choices: ["normal(1)", "uniform", "glorot", "he", "constant(0.5)", "zeros"],
                "How the first weights are drawn"),
        ], returns: .network,
        example:
            "N = 2 -> 50 tanh -> 1 sigmoid, seed=7\nN\nM = 2 -> 2 relu -> batchnorm -> 1 sigmoid, mask1=[1, 0; 0, 1]\nM.W1",
        .call { arguments, _ throws(Diagnostic) in .none })

    /// Functions of networks.
    static let networkFunctions: [Entry] = [
        Entry(
            "forward", .function, "The output of a network for samples in rows; `N(X)` is the same",
            [.subject("N", [.network], "The network"), .subject("X", [.matrix], "The samples, [samples, inputs]")],
            example: "N = 2 -> 3 tanh -> 1 sigmoid\nforward(N, [0, 0; 1, 1])",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.output(of: try arguments.network("N").snapshot, for: try arguments.required("X"))
            },
            .call { arguments, _ throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let samples = try arguments.matrix("X")
                return try engine(at: arguments.span("X")) { () throws(EngineError) in
                    Value(try network.output(for: samples))
                }
            }),
        Entry(
            "predict", .function, "The class a network gives each sample, counted from 0",
            [.subject("N", [.network], "The network"), .subject("X", [.matrix], "The samples, [samples, inputs]")],
            example: "N = 2 -> 3 tanh -> 1 sigmoid\npredict(N, [0, 0; 1, 1])",
            .call { arguments, _ throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let samples = try arguments.matrix("X")
                return try engine(at: arguments.span("X")) { () throws(EngineError) in
                    Value(Matrix(column: try network.classes(for: samples).map { Double($0) }))
                }
            }),
        measure(
            "loss", "The loss of a network on data, without the decay term",
            [
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
                labelSmoothing, classWeights,
            ]
        ) { network, data, arguments, machine throws(Diagnostic) in
            let loss = arguments.lossOption
            let smoothing = try arguments.labelSmoothing()
            let weights = try arguments.classWeights()
            return try engine(at: arguments.head) { () throws(EngineError) in
                try network.loss(
                    on: data, loss: loss, convention: machine.convention, labelSmoothing: smoothing,
                    classWeights: weights)
            }
        },
        Entry(
            "error", .function, "The share of samples that a network or the Bayes classifier gets wrong",
            [
                .subject("N", [.network, .classifier], "The network, or `bayes(D)`"),
                .subject("D", [.dataset], "The data"),
            ], returns: .number, example: "D = mixture(n=100, seed=42)\nerror(bayes(D), D.test)",
            .call { arguments, _ throws(Diagnostic) in .number(try errorRate(arguments)) }),
        Entry(
            "accuracy", .function, "The share of samples that a network or the Bayes classifier gets right",
            [
                .subject("N", [.network, .classifier], "The network, or `bayes(D)`"),
                .subject("D", [.dataset], "The data"),
            ], returns: .number, example: "D = mixture(n=100, seed=42)\naccuracy(bayes(D), D.test)",
            .call { arguments, _ throws(Diagnostic) in .number(1 - (try errorRate(arguments))) }),
        Entry(
            "grad", .function, "The gradients of a network's loss on data, or the gradient of a function",
            details: """
                `grad(N, D).W1` has the layout of the convention in force; the decay term is not part of it. `grad(f)`, or `∇f`, is \
                the function that gives the derivatives of f by its parameters.
                """,
            [
                .subject("N", [.network, .function], "The network or the function"),
                .subject("D", [.dataset], required: false, "The data, for a network"),
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
                labelSmoothing, classWeights,
            ], example: "N = 2 -> 3 tanh -> 1 sigmoid\ngrad(N, xor).W2\nf(x, y) = x²·y\ngrad(f)(1, 2)",
            .call { arguments, machine throws(Diagnostic) in
                if case .function = arguments["N"] {
                    for label in ["D", "loss", "label_smoothing", "class_weights"] where arguments[label] != nil {
                        throw Diagnostic(
                            .syntax, "the gradient of a function takes no \(label)", at: arguments.span(label),
                            hint: "grad(f)(x) is its value at x", topic: "grad")
                    }
                    return .function(
                        try Differentiation.gradient(of: try arguments.required("N"), at: arguments.span("N")))
                }
                let network = try arguments.network("N").snapshot
                let data = try arguments.dataset("D").samples
                let loss = arguments.lossOption
                let smoothing = try arguments.labelSmoothing()
                let weights = try arguments.classWeights()
                let gradients = try engine(at: arguments.head) { () throws(EngineError) in
                    try network.gradients(
                        on: data, loss: loss, decay: 0, convention: machine.convention, labelSmoothing: smoothing,
                        classWeights: weights)
                }
                return .gradients(
                    NetworkGradients(gradients: gradients, layers: network.layers.count, convention: machine.convention)
                )
            }),
        Entry(
            "params", .function, "How many parameters a network has",
            [.subject("N", [.network], "The network")], returns: .number,
            example: "expect params(784 -> 50 relu -> 10 softmax) == 39760",
            .call { arguments, _ throws(Diagnostic) in
                .number(Double(try arguments.network("N").snapshot.parameterCount))
            }),
        Entry(
            "boundary", .function, "What separates the classes of a network with two inputs, for `plot`",
            [.subject("N", [.network, .classifier], "The network, or `bayes(D)`")], returns: .boundary,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\nplot boundary(N) on xor",
            .call { arguments, _ throws(Diagnostic) in .boundary(try Plotting.boundary(arguments)) }),
    ]

    private static func measure(
        _ name: String, _ summary: String, _ options: [Parameter],
        _ body: @escaping @Sendable (Network, Dataset, Arguments, Machine) throws(Diagnostic) -> Double
    ) -> Entry {
        Entry(
            name, .function, summary,
            [.subject("N", [.network], "The network"), .subject("D", [.dataset], "The data")] + options,
            returns: .number, example: "N = 2 -> 3 tanh -> 1 sigmoid\n\(name)(N, xor)",
            .call { arguments, machine throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                return .number(try body(network, try arguments.dataset("D").samples, arguments, machine))
            })
    }

    private static func errorRate(_ arguments: Arguments) throws(Diagnostic) -> Double {
        let data = try arguments.dataset("D").samples
        let model = try arguments.required("N")
        return try engine(at: arguments.head) { () throws(EngineError) in
            switch model {
            case .network(let network): try network.snapshot.errorRate(on: data)
            case .classifier(let classifier): try classifier.density.errorRate(on: data)
            default: .nan
            }
        }
    }
}

extension Arguments {
    /// The loss that was asked for, `nil` where it follows the output.
    var lossOption: Loss? {
        if case .loss(let loss) = self["loss"] { loss } else { nil }
    }
}
