import Engine
import Language

extension Entry {
    /// What shows backpropagation at work.
    static let backpropagation: [Entry] = [
        Entry(
            "backward", .function,
            "The gradients of a network's loss with everything the two passes computed on the way",
            details: """
                Of `G = backward(N, D)`, `G.W1` and `G.b1` are what `grad(N, D)` gives; `G.Z1` are the weighted sums, `G.A1` the \
                activations (`G.A0` the inputs) and `G.δ1`, or `G.delta1`, the derivatives of the loss `G.loss` by `G.Z1`, all with a \
                sample in each row. Under a mean over the samples δ holds each sample's share of it. Of a normalised layer Z is what \
                its activation takes. Nothing is dropped, and the running averages of batchnorm are used, as at inference.
                """,
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data"),
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
            ], returns: .gradients,
            example: """
                N = 2 -> 3 tanh -> 1 sigmoid, seed=7
                G = backward(N, xor)
                expect G.W2 ≈ G.A1ᵀ·G.δ2
                expect G.W1 ≈ grad(N, xor).W1
                G
                """,
            .call { arguments, machine throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let data = try arguments.dataset("D").samples
                let loss = arguments.lossOption
                let trace = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                    try network.backward(
                        on: data, loss: loss, convention: machine.convention, normalization: .running)
                }
                return .gradients(
                    NetworkGradients(
                        gradients: trace.gradients, layers: network.layers.count, convention: machine.convention,
                        trace: trace))
            }),
        Entry(
            "bump", .function, "Adds a little to one unit's weighted sum z, and sets ΔC beside δ·Δz",
            details: """
                δ is the derivative of the loss C by z: for a small Δz the change ΔC is δ·Δz, up to a term that shrinks with Δz². \
                The sum of every sample is changed, or that of one. Several values of `by` give a row each.
                """,
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data that C is the loss on"),
                .subject("layer", [.number], "The layer, counted from 1"),
                .subject("unit", [.number], "The unit, counted from 1"),
                .option("by", [.matrix], default: "0.01", "Δz, a number or several"),
                .option("sample", [.number], default: "all", "The sample whose z is changed, counted from 1"),
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
            ], returns: .table,
            example: """
                N = 2 -> 3 tanh -> 1 sigmoid, seed=7
                T = bump(N, xor, layer=1, unit=2, by=[0.1, 0.01, 0.001])
                T
                expect T.ΔC ≈ T.δ ⊙ T.Δz ± 1e-3
                """, .call(bump)),
        Entry(
            "statistics", .function,
            "How large each layer's numbers are on data, to see gradients that vanish and units that are dead",
            details: """
                The norms of the activations, of δ and of the gradient of the weights, the share of activations that are 0, and the \
                share of units that are 0 for every sample.
                """,
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data"),
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "Which loss"),
            ], returns: .table, example: "N = 2 -> 5 relu -> 5 relu -> 1 sigmoid, seed=7\nstatistics(N, xor)",
            .call { arguments, machine throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let data = try arguments.dataset("D").samples
                let loss = arguments.lossOption
                let found = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                    try network.statistics(on: data, loss: loss, convention: machine.convention)
                }
                return .table(
                    ValueTable(
                        layers: found.enumerated().map { LayerRow(layer: $0.offset + 1, statistics: $0.element) },
                        withEpochs: false))
            }),
        Entry(
            "learning_rates", .function,
            "Tries growing learning rates, a step with each on a copy of a network, and suggests one",
            details: """
                Of `R = learning_rates(N, D)`, `R.learning_rate` and `R.loss` are a row for each step, `R.suggestion` is a tenth of the \
                rate at which the loss was smallest (none if it never fell), and `plot R.curve` draws the loss over the rate. The search \
                ends where the loss is four times its smallest. The network stays as it is.
                """,
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data it would learn from"),
                .option("from", [.number], default: "1e-7", "The first learning rate"),
                .option("to", [.number], default: "10", "The last one"),
                .option("steps", [.number], default: "100", "How many there are, in equal ratios"),
                .option("loss", [.loss], default: "by output", choices: Entry.lossNames, "What is minimised"),
                .option(
                    "optimizer", [.optimizer], default: "sgd",
                    choices: ["sgd", "adagrad", "rmsprop", "adam", "adamw", "adadelta"], "How gradients become steps"),
                .option(
                    "momentum", aliases: ["β"], [.number, .momentum, .none], default: "none",
                    choices: ["none", "heavyball(0.9)", "ema(0.9)", "nesterov(0.9)"],
                    "How earlier gradients go on acting"),
                .option("decay", aliases: ["λ"], [.number], default: "0", "The weight decay, on weights only"),
                .option(
                    "batch", [.number, .all], default: "by convention", choices: ["all"],
                    "How many samples make one step"),
                .option("seed", [.number], default: "the network's", "Where the shuffling draws from"),
            ], returns: .table,
            example: """
                D = mixture(n=200, seed=42)
                N = 2 -> 20 tanh -> 1 sigmoid, seed=7
                R = learning_rates(N, D, from=1e-3)
                plot R.curve
                train N on D, η=R.suggestion, epochs=10
                """, .call(Training.learningRates)),
    ]

    @Sendable private static func bump(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let loss = arguments.lossOption
        let layer = try arguments.whole("layer", in: 1...network.layers.count) ?? 1
        let unit = try arguments.whole("unit", in: 1...network.layers[layer - 1].units) ?? 1
        let sample = try arguments.whole("sample", in: 1...max(1, data.count))
        let amounts = arguments["by"]?.asMatrix?.elements ?? [0.01]
        var found: [Perturbation] = []
        for amount in amounts {
            try machine.checkInterrupt(at: arguments.head)
            found.append(
                try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                    try network.bump(
                        layer: layer, unit: unit, by: amount, sample: sample, on: data, loss: loss,
                        convention: machine.convention)
                })
        }
        func column(_ label: String, _ number: (Perturbation) -> Double) -> ValueTable.Column {
            ValueTable.Column(label: label, values: found.map { .number(number($0)) })
        }
        let place = "unit \(unit) of layer \(layer), " + (sample.map { "sample \($0)" } ?? "all samples")
        return .table(
            ValueTable(
                columns: [
                    column("Δz") { $0.amount }, column("δ") { $0.delta }, column("δΔz") { $0.prediction },
                    column("ΔC") { $0.change },
                ],
                notes: [(label: "C", value: .number(found.first?.loss ?? .nan)), (label: "z", value: .text(place))]))
    }
}
