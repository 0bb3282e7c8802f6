import Engine
import Language
import Testing

@testable import Session

@Suite struct OptimizerTests {
    /// The loss after training a small network for five epochs with some options.
    private func loss(_ options: String, _ session: Session = Session()) throws -> Double {
        try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid, seed=3, init=glorot
            H = train N on mixture(n=40, seed=1), \(options), epochs=5
            """)
        return try session.number("H.loss[6]")
    }

    @Test(arguments: [
        ("sgd", "0.1"), ("adagrad", "0.01"), ("rmsprop", "0.01"), ("adam", "0.001"), ("adamw", "0.001"),
        ("adadelta", "1"),
    ])
    func aNameAloneHasItsDefaults(_ name: String, _ rate: String) throws {
        let alone = try loss("optimizer=\(name)")
        #expect(try alone == loss("optimizer=\(name)()"))
        #expect(try alone == loss("optimizer=\(name)(η=\(rate))"))
        #expect(try alone == loss("optimizer=\(name)(\(rate))"))
        #expect(try alone == loss("optimizer=\(name), learning_rate=\(rate)"))
        #expect(try alone != loss("optimizer=\(name), η=0.02"))
        #expect(try loss("optimizer=\(name)(η=0.02)") == loss("optimizer=\(name), η=0.02"))
    }

    @Test func plainTrainingIsSgd() throws {
        #expect(try loss("batch=8") == loss("batch=8, optimizer=sgd, schedule=none, clip=none, l1=0"))
        #expect(try loss("momentum=0.9") == loss("momentum=0.9, optimizer=sgd"))
        #expect(try loss("momentum=none, optimizer=adam") == loss("optimizer=adam"))
        #expect(try loss("momentum=nesterov(0.9)") != loss("momentum=heavyball(0.9)"))
    }

    @Test(arguments: [
        ("adam(beta1=0.5)", "adam(β1=0.5)"), ("adam(beta2=0.5)", "adamw(β₂=0.5)"),
        ("rmsprop(rho=0.5)", "rmsprop(ρ=0.5)"),
        ("adadelta(epsilon=0.1)", "adadelta(ε=0.1)"), ("adagrad(epsilon=0.1)", "adagrad(ε=0.1)"),
    ])
    func argumentsHaveTwoSpellings(_ one: String, _ other: String) throws {
        #expect(try loss("optimizer=\(one)") == loss("optimizer=\(other)"))
        let name = String(one.prefix { $0 != "(" })
        #expect(try loss("optimizer=\(one)") != loss("optimizer=\(name)"))
    }

    @Test func theOtherOptionsArrive() throws {
        let plain = try loss("batch=8")
        for options in ["l1=0.01", "clip=0.01", "schedule=step(2)", "schedule=warmup(3)", "schedule=cosine(4)"] {
            #expect(try loss("batch=8, \(options)") != plain, "\(options)")
        }
        #expect(try loss("batch=8, clip=1e9") == plain)
        #expect(try loss("batch=8, schedule=exponential(1)") == plain)
        // AdamW shrinks weights beside the step, with the convention's factor.
        #expect(try loss("optimizer=adam, decay=0.5") != loss("optimizer=adamw, decay=0.5"))
        let session = Session()
        try session.run("use convention rousseau")
        #expect(
            try loss("optimizer=adamw, decay=0.5, batch=8", session) == loss("optimizer=adamw, decay=1, batch=8"))
    }

    @Test(arguments: [
        "optimizer=adam", "optimizer=adagrad, schedule=step(3)", "optimizer=rmsprop, schedule=exponential(0.9)",
        "optimizer=adamw, decay=0.01, schedule=cosine(15)", "optimizer=adadelta, l1=1e-3",
        "momentum=nesterov(0.9), schedule=onecycle(20), clip=0.1", "optimizer=adam(0.01), schedule=warmup(12)",
    ])
    func tenAndTenIsTwenty(_ options: String) throws {
        let session = Session()
        try session.run(
            """
            A = 2 -> 4 tanh -> 1 sigmoid, seed=5
            B = 2 -> 4 tanh -> 1 sigmoid, seed=5
            D = mixture(40, 1)
            train A on D, \(options), batch=8, epochs=20
            train B on D, \(options), batch=8, epochs=10
            train B on D, \(options), batch=8, epochs=10
            """)
        #expect(try session.number("max(abs(A.θ - B.θ))") == 0)
        #expect(try session.number("max(abs(A.history.loss - B.history.loss))") == 0)
    }

    @Test func theyAreValues() throws {
        let session = Session()
        #expect(try session.value("adam") == "Adam, β₁ = 0.9, β₂ = 0.999, ε = 1e-8")
        #expect(try session.value("adam(η=0.01)") == "Adam, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, η = 0.01")
        #expect(try session.value("step(10)") == "× 0.1 every 10 epochs")
        let table = try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid
            T = sweep o in [sgd, adam, rmsprop(η=0.02)], s in [none, cosine(5)]
              M = 2 -> 3 tanh -> 1 sigmoid
              H = train M on xor, optimizer=o, schedule=s, epochs=5
              record end = H.loss[6]
            end
            show T
            """
        ).displayed.joined()
        #expect(table.contains("Adam"))
        #expect(try session.value("rows(T.end)") == "6")
    }

    @Test func theHistorySaysWhatWasUsed() throws {
        let text = try Session().run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid
            H = train N on xor, optimizer=adamw(η=0.02), decay=0.1, schedule=warmup(2), clip=1, l1=1e-3, epochs=5
            show H
            """
            // A long footnote is wrapped.
        ).displayed.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for part in [
            "optimiser AdamW, β₁ = 0.9", "learning rate 0.02", "schedule warm-up over 2 epochs",
            "w -ηλw beside the step", "L1 λ₁ = 0.001", "clipping norm",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("momentum"))
    }
}
