import Engine
import Language

extension Entry {
    /// What a loss may be in a call, for completion and messages.
    static let lossNames = ["quadratic", "crossentropy", "loglikelihood", "absolute", "huber", "kl"]

    /// The losses: values of the option `loss`; some are functions of distributions as well.
    static let losses: [Entry] = [
        loss(
            "quadratic", .quadratic, "Squared differences, scaled as the convention says",
            network: "2 -> 1 sigmoid", .constant(.loss(.quadratic))),
        divergence(
            "crossentropy", .crossEntropy,
            "The cross-entropy: as a loss binary for sigmoid outputs, categorical for softmax; crossentropy(P, Q) -Σ p log q",
            details:
                "H(P, Q) is the entropy of P and the divergence kl(P, Q); it is infinite where q is 0 and p is not.",
            network: "2 -> 1 sigmoid", call: "crossentropy([1/2, 1/4, 1/4], [1/3, 1/3, 1/3])",
            derivative: { (p, q, arithmetic) throws(Diagnostic) in try arithmetic.crossEntropy(p, q) }
        ) { p, q, unit throws(EngineError) in try Information.crossEntropy(p, q, in: unit) },
        loss(
            "loglikelihood", .logLikelihood, "-ln of the right class's output; for softmax outputs the cross-entropy",
            network: "2 -> 2 softmax", .constant(.loss(.logLikelihood))),
        loss(
            "absolute", .absolute, "Absolute differences; their mean over outputs where the quadratic loss is one",
            network: "2 -> 1 sigmoid", .constant(.loss(.absolute))),
        loss(
            "huber", .huber(),
            "Half the squared difference d up to |d| = δ, then δ(|d| - δ/2), so that outliers pull less",
            details: "By its name alone it has δ = 1. Over outputs it is a mean where the quadratic loss is one.",
            [.subject("δ", [.number], "Where the square becomes a line")], returns: .loss, network: "2 -> 1 identity",
            call: "huber(0.5)",
            .adjustable(.loss(.huber())) { arguments, _ throws(Diagnostic) in
                .loss(.huber(delta: try arguments.positive("δ") ?? 1))
            }),
        divergence(
            "kl", .kl,
            "The Kullback-Leibler divergence Σ p log(p/q): as a loss that of softmax outputs Q from targets P; kl(P, Q)",
            details: "It is 0 where P and Q are equal, and otherwise above 0.", network: "2 -> 2 softmax",
            call: "kl([1/2, 1/4, 1/4], [1/3, 1/3, 1/3])",
            derivative: { (p, q, arithmetic) throws(Diagnostic) in
                try arithmetic.subtract(try arithmetic.crossEntropy(p, q), try arithmetic.crossEntropy(p, p))
            }
        ) { p, q, unit throws(EngineError) in try Information.divergence(p, q, in: unit) },
    ]

    /// What is known of a distribution by itself.
    static let information: [Entry] = [
        Entry(
            "entropy", .function, "The entropy -Σ p log p of a distribution, in bits or, with base=e, in nats",
            [.subject("P", [.matrix], "Probabilities, which sum to 1"), base], returns: .number,
            example: "entropy([1/2, 1/2])\nentropy([1/6, 1/6, 1/6, 1/6, 1/6, 1/6], base=e)",
            derivative: information { (arguments, arithmetic) throws(Diagnostic) in
                let p = try arguments.required("P")
                return try arithmetic.crossEntropy(p, p)
            },
            .call { arguments, _ throws(Diagnostic) in
                let p = try arguments.matrix("P")
                let unit = try arguments.informationUnit()
                return .number(
                    try engine(at: arguments.span("P")) { () throws(EngineError) in
                        try Information.entropy(p, in: unit)
                    })
            })
    ]

    /// The derivative of what is given in nats and checks its arguments when it is computed without derivatives.
    private static func information(
        _ function: @escaping @Sendable (Arguments, Arithmetic) throws(Diagnostic) -> Value
    ) -> DerivativeRule {
        .composed { arguments, arithmetic throws(Diagnostic) in
            _ = try Calls.call(arguments.primal, arithmetic.machine)
            let unit = try arguments.informationUnit() == .bits ? Mathematics.logarithm(2) : 1
            return try arithmetic.divide(try function(arguments, arithmetic), .number(unit))
        }
    }

    private static let base = Parameter.option(
        "base", [.number], default: "2", choices: ["2", "e"], "The base of the logarithm: 2 for bits, e for nats")

    private static func loss(
        _ name: String, _ loss: Loss, _ summary: String, details: String = "", _ parameters: [Parameter] = [],
        returns: Kind? = nil, network: String, call: String? = nil, derivative: DerivativeRule? = nil,
        _ implementation: Implementation
    ) -> Entry {
        let ways = returns == .loss ? [name, call].compactMap { $0 } : [name]
        let uses = ways.map { "loss(N, xor, loss=\($0))" }
        let calls = returns == .loss ? [] : [call].compactMap { $0 }
        return Entry(
            name, .loss, summary, details: details, parameters, returns: returns,
            example: (["N = \(network)"] + uses + calls).joined(separator: "\n"), derivative: derivative,
            implementation)
    }

    /// A loss that is a function of two distributions as well.
    private static func divergence(
        _ name: String, _ value: Loss, _ summary: String, details: String, network: String, call: String,
        derivative: @escaping @Sendable (Value, Value, Arithmetic) throws(Diagnostic) -> Value,
        _ function: @escaping @Sendable (Matrix, Matrix, Information.Unit) throws(EngineError) -> Double
    ) -> Entry {
        loss(
            name, value, summary,
            details: details + " Of distributions it is in bits or, with `base=e`, in nats; as a loss it is in nats.",
            [
                .subject("P", [.matrix], "Probabilities, which sum to 1"),
                .subject("Q", [.matrix], "Those of a model, of the same shape"), base,
            ], returns: .number, network: network, call: call,
            derivative: information { (arguments, arithmetic) throws(Diagnostic) in
                try derivative(try arguments.required("P"), try arguments.required("Q"), arithmetic)
            },
            .adjustable(.loss(value)) { arguments, _ throws(Diagnostic) in
                let p = try arguments.matrix("P")
                let q = try arguments.matrix("Q")
                let unit = try arguments.informationUnit()
                return .number(
                    try engine(at: arguments.span("P"), arguments.span("Q")) { () throws(EngineError) in
                        try function(p, q, unit)
                    })
            })
    }
}

extension Arguments {
    /// Bits for base 2, where none is given too, nats for base e.
    fileprivate func informationUnit() throws(Diagnostic) -> Information.Unit {
        guard let base = try number("base"), base != 2 else { return .bits }
        if base == Mathematics.exponential(1) { return .nats }
        throw Diagnostic(
            .value, "base is 2, for bits, or e, for nats, not \(Value.text(of: base))", at: span("base"),
            topic: entry.name)
    }
}
