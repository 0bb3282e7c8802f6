import Testing

@testable import Session

@Suite struct LossTests {
    /// The lecture's coin, die and pair of distributions, in bits unless nats are asked for.
    @Test(arguments: [
        "entropy([1/2, 1/2]) == 1", "entropy([1/6, 1/6, 1/6, 1/6, 1/6, 1/6]) ≈ 2.58496 ± 1e-5",
        "entropy([1/2, 1/2], base=e) ≈ log(2)", "entropy([0.9, 0.1]) ≈ 0.4689955936 ± 1e-10",
        "crossentropy(P, Q) == 2", "kl(P, Q) == 1/4", "crossentropy(Q, P) == 2.25",
        "crossentropy(P, Q, base=e) ≈ 2log(2)", "crossentropy(P, Q) == entropy(P) + kl(P, Q)",
    ])
    func information(_ claim: String) throws {
        try Session().run("P = [1/2, 1/4, 1/8, 1/8]\nQ = [1/4, 1/4, 1/4, 1/4]\nexpect \(claim)")
    }

    @Test(arguments: [
        ("entropy([1/2, 1/4])", "sum to 0.75"), ("kl([1, 0], [1/3, 1/3, 1/3])", "1×2"),
        ("entropy([1/2, 1/2], base=10)", "base is 2"), ("huber(0)", "above 0"),
        ("loss(2 -> 1 sigmoid, xor, loss=kl)", "softmax"), ("quadratic(1)", "cannot be called"),
    ])
    func mistakes(_ program: String, _ part: String) throws {
        let said = try Session().fail(program)
        #expect(said.contains(part), "\(said)")
    }

    /// The lecture's log-likelihood is the cross-entropy; Huber's loss is half the square up to δ.
    @Test(arguments: [
        "loss(N, xor, loss=loglikelihood) == loss(N, xor, loss=crossentropy)",
        "loss(N, xor, loss=kl) ≈ loss(N, xor)",
        "loss(M, (1 => 0), loss=huber(9)) == 2", "loss(M, (1 => 0), loss=huber) == 1.5",
        "loss(M, (1 => 0), loss=huber(0.5)) == 0.875", "loss(M, (1 => 0), loss=absolute) == 2",
        "grad(M, (1 => 0), loss=absolute).W1 == 1",
        "train(M, (1 => 0), loss=absolute, η=0.5, epochs=3).loss == [2; 1; 0; 0]",
    ])
    func losses(_ claim: String) throws {
        try Session().run("N = 2 -> 3 tanh -> 2 softmax, seed=3\nM = 1 -> 1 identity, W1=2\nexpect \(claim)")
    }

    @Test func aRunNamesItsLoss() throws {
        let output = try Session().run(
            "N = 1 -> 1 identity\nH = train N on (1 => 0), loss=huber(2), epochs=1\nH\nprint huber(2)")
        #expect(output.displayed.contains { $0.contains("Huber, ½(y-a)² up to |y-a| = δ") && $0.contains("δ = 2") })
        #expect(output.printed == "huber(2)\n")
    }

    @Test func trainWarnsOncePerCell() throws {
        let session = Session()
        let training = "N = 2 -> 4 tanh -> 1 sigmoid, init=zeros\ntrain N on xor, epochs=1"
        #expect(try session.run(training).warned.hasPrefix("warning: the 4 units of layer 1"))
        let sweep =
            "T = sweep η in [0.1, 0.2]\n  N = 2 -> 4 tanh -> 1 sigmoid, init=zeros\n"
            + "  train N on xor, η=η, epochs=1\n  record l = loss(N, xor)\nend"
        let warned = try session.run(sweep).warned
        #expect(warned.split(separator: "\n").filter { $0.contains("units of layer 1") }.count == 1)
        #expect(try session.run("N = 2 -> 4 tanh -> 1 sigmoid\ntrain N on xor, epochs=1").warned == "")
    }
}
