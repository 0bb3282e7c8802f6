import Testing

@testable import Session

/// Activations as functions and in layers, with options and without.
@Suite struct ActivationTests {
    @Test(arguments: [
        ("leakyrelu([-1, 0, 2])", "[-0.01, 0, 2]"), ("leakyrelu([-1, 2], slope=0.5)", "[-0.5, 2]"),
        ("leakyrelu([-1, 2], 0.5)", "[-0.5, 2]"), ("gelu(1)", "0.8413447461"),
        ("gelu(1, approximate=false)", "0.8413447461"), ("gelu(1, approximate=true)", "0.8411919906"),
        ("swish(-1)", "-0.2689414214"), ("swish(1, beta=2)", "0.880797078"), ("swish(1, β=2)", "0.880797078"),
        ("swish([-4, 4], 0)", "[-2, 2]"), ("softplus(0)", "0.6931471806"), ("softplus(1e4)", "10000"),
    ])
    func functions(_ source: String, _ expected: String) throws {
        #expect(try Session().run("print " + source).printed == expected + "\n")
    }

    @Test(arguments: [
        ("50 leakyrelu", "50 leakyrelu"), ("50 leakyrelu(0.2)", "50 leakyrelu(0.2)"),
        ("50 leakyrelu(slope=0.01)", "50 leakyrelu"), ("50 gelu", "50 gelu"), ("50 gelu()", "50 gelu"),
        ("50 gelu(approximate=true)", "50 gelu(approximate=true)"), ("50 swish", "50 swish"),
        ("50 swish(2)", "50 swish(2)"), ("50 swish(β=1/2)", "50 swish(0.5)"), ("2k swish(k)", "6 swish(3)"),
        ("50 softplus", "50 softplus"), ("50 tanh()", "50 tanh"),
    ])
    func layers(_ layer: String, _ described: String) throws {
        let text = try Session().value("k = 3\n2 -> \(layer) -> 1 sigmoid")
        #expect(text.contains("2 → \(described) → 1 sigmoid"), "\(text)")
    }

    @Test func aLayerComputesWhatTheFunctionDoes() throws {
        let session = Session()
        try session.run("X = [-2; 0.5; 3]")
        for (layer, function) in [
            ("leakyrelu(0.3)", "leakyrelu(X, 0.3)"), ("gelu", "gelu(X)"),
            ("gelu(approximate=true)", "gelu(X, approximate=true)"), ("swish(2)", "swish(X, 2)"),
            ("softplus", "softplus(X)"),
        ] {
            try session.run("N = 1 -> 1 \(layer), W1=1, b1=0\nexpect N(X) ≈ \(function)")
        }
    }

    @Test func anOptionMayComeFromASweep() throws {
        let session = Session()
        try session.run(
            """
            T = sweep s in [0, 1, 2]
              N = 2 -> 5 swish(s) -> 1 sigmoid
              H = train N on xor, epochs=200, η=0.5
              record gain = H.loss[1] - H.loss[201]
            end
            """)
        #expect(try session.number("min(T.gain)") > 0)
        #expect(try session.number("rows(T.gain)") == 3)
    }

    @Test func aSummaryShowsTheOptions() throws {
        #expect(try Session().value("2 -> 3 swish(2) -> 1 sigmoid").contains("swish(2)"))
    }
}
