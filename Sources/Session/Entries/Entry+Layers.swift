import Engine
import Language

extension Entry {
    /// What stands between the layers of a network.
    static let layers: [Entry] = [dropout, batchnorm]

    /// Dropout, written before the layer whose inputs it thins.
    static let dropout = Entry(
        "dropout", .layer,
        "Leaves out inputs of the next layer in training, each with a probability, anew for each sample",
        details: """
            It stands before the layer whose inputs it thins, also directly behind the inputs of the network. What p means the \
            convention says: in rousseau's it is the share kept, in tendulkar's it must be 0.5, elsewhere the share dropped. \
            `drop=` and `keep=` mean the same in all of them: with `drop` what is left is divided by the share kept in training, \
            with `keep` inputs are multiplied by it at inference. `dropout(half)` drops exactly half of the inputs, the same for all \
            samples of a step.
            """,
        [
            .subject("p", [.number], required: false, "A probability, in the convention's meaning"),
            .option("drop", [.number], default: "p", "The probability to be dropped"),
            .option("keep", [.number], default: "p", "The probability to be kept"),
        ],
        example: """
            N = 2 -> dropout(0.1) -> 50 relu -> dropout(0.5) -> 1 sigmoid, seed=7
            train N on mixture(n=200, seed=42), epochs=5
            N
            """, .call(outside))

    /// Batch normalisation, written behind the layer that it normalises.
    static let batchnorm = Entry(
        "batchnorm", .layer, "Normalises the weighted sums of the layer before it over each mini-batch",
        details: """
            The activation of that layer takes γ(z - mean)/√(variance + ε) + β, with a scale γ and a shift β for each unit, `N.γ1` and \
            `N.β1`, instead of biases. Mean and variance are those of the mini-batch in training, and running averages of them \
            elsewhere: of each new one they take the share `momentum`.
            """,
        [
            .option("epsilon", aliases: ["ε"], [.number], default: "1e-5", "What keeps the divisor from being 0"),
            .option("momentum", [.number], default: "0.1", "The share of a mini-batch in the running averages"),
        ],
        example: """
            N = 2 -> 50 relu -> batchnorm -> 1 sigmoid, seed=7
            train N on mixture(n=200, seed=42), batch=20, epochs=5
            N.γ1[1..3]
            """, .call(outside))

    @Sendable private static func outside(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let name = arguments.entry.name
        throw Diagnostic(
            .syntax, "\(name) is no value: it stands between the layers of a network", at: arguments.head,
            hint: "2 -> 50 relu -> \(name)\(name == "dropout" ? "(0.5)" : "") -> 1 sigmoid", topic: name)
    }
}

extension Arguments {
    /// The dropout that was asked for.
    func dropout(_ convention: Convention) throws(Diagnostic) -> Dropout {
        let given = ["p", "drop", "keep"].filter { self[$0] != nil }
        guard let first = given.first, given.count == 1, let share = try number(first) else {
            throw Diagnostic(
                .syntax,
                given.isEmpty ? "dropout needs a probability" : "dropout takes one probability, not \(given.count)",
                at: given.last.map(span) ?? head, hint: "dropout(0.5), dropout(drop=0.5) or dropout(keep=0.5)",
                topic: "dropout")
        }
        return try engine(at: span(first)) { () throws(EngineError) in
            let dropout: Dropout =
                switch first {
                case "drop": .inverted(drop: share)
                case "keep": .classical(keep: share)
                default: try convention.dropout(share)
                }
            try dropout.check()
            return dropout
        }
    }

    /// The normalisation that was asked for.
    func normalization() throws(Diagnostic) -> Normalization {
        let usual = Normalization()
        let momentum = try number("momentum") ?? usual.momentum
        guard 0...1 ~= momentum else {
            throw Diagnostic(
                .value, "batchnorm takes a momentum from 0 to 1, not \(Value.text(of: momentum))", at: span("momentum"),
                topic: "batchnorm")
        }
        return Normalization(epsilon: try positive("epsilon") ?? usual.epsilon, momentum: momentum)
    }
}
