import Testing

@testable import Session

/// `trace`: every formula it shows is true of the numbers beside it, in the letters of each lecture.
@Suite struct TraceTests {
    /// A trace's lines, with names the language can take: `a^1` is a1, `∂C/∂W1` is dW1.
    private func lines(_ table: ValueTable) -> [(name: String, formula: String, value: Value)] {
        func plain(_ text: String) -> String {
            var text = text
            for letter in ["C", "L", "ℓ"] { text = text.replacing("∂\(letter)/∂", with: "d") }
            text = text.replacing("^(g)", with: "g")
            for number in 0...3 {
                for index in ["^\(number)", "^(\(number))", "^[\(number)]"] {
                    text = text.replacing(index, with: "\(number)")
                }
            }
            return text
        }
        func texts(_ label: String) -> [String] {
            table.columns.first { $0.label == label }?.values.map { plain($0.short) } ?? []
        }
        let values = table.columns.first { $0.label == "value" }?.values ?? []
        return zip(zip(texts("quantity"), texts("formula")), values).map { ($0.0, $0.1, $1) }
    }

    @Test(arguments: [
        ("modern", 1), ("modern", 3), ("mukund", 1), ("rousseau", 1), ("lai", 1), ("lai", 3), ("yale", 1),
        ("tendulkar", 1), ("tendulkar", 3),
    ])
    func everyFormulaHolds(_ convention: String, _ samples: Int) throws {
        for (layers, loss) in [
            ("2 -> 3 tanh -> 2 relu -> 1 sigmoid", "crossentropy"),
            ("2 -> 3 tanh -> 2 softplus -> 1 sigmoid", "quadratic"),
            ("2 -> 3 sigmoid -> 1", "quadratic"), ("2 -> 3 tanh -> 2 softmax", "crossentropy"),
        ] {
            let session = Session()
            try session.run(
                """
                use convention \(convention)
                D = mixture(n=40, seed=3)
                N = \(layers), seed=7
                testedTrace = trace N on D[1..\(samples)], backward=true, loss=\(loss)
                """)
            guard case .table(let table) = session.variables.first(where: { $0.name == "testedTrace" })?.value else {
                Issue.record("no table")
                return
            }
            let lines = lines(table)
            for (position, line) in lines.enumerated() {
                try session.run("\(line.name) = testedTrace.value[\(position + 1)]")
            }
            var checked = 0
            for line in lines where !line.formula.isEmpty {
                var formula = line.formula
                if formula.hasPrefix("1ᵀ·") { formula = "ones(1, \(samples))·" + formula.dropFirst(3) }
                formula = formula.replacing("/n", with: "/\(samples)")
                // The language's softmax is that of rows.
                if !["modern", "lai", "tendulkar"].contains(convention) {
                    for sum in ["z2", "z3"] {
                        formula = formula.replacing("softmax(\(sum))", with: "softmax(\(sum)ᵀ)ᵀ")
                    }
                }
                try session.run("expect \(formula) ≈ \(line.name) ± 1e-14")
                checked += 1
            }
            // Sums, activations, δ, ∂W and ∂b of each layer, but for δ or ∂C/∂A that the loss gives.
            let count = layers.split(separator: ">").count - 1
            #expect(checked >= 5 * count - 1, "\(checked) of \(layers)")
        }
    }

    /// The derivatives are those of `grad`, in the layout of the convention.
    @Test(arguments: [("modern", "∂C/∂W1"), ("mukund", "∂C/∂W^1"), ("tendulkar", "W_1^(g)"), ("rousseau", "∂ℓ/∂w^(1)")])
    func theGradientsAreThoseOfGrad(_ convention: String, _ name: String) throws {
        let session = Session()
        try session.run(
            """
            use convention \(convention)
            N = 2 -> 3 tanh -> 1 sigmoid, seed=7
            T = trace N on xor, backward=true
            """)
        guard case .table(let table) = session.variables.first(where: { $0.name == "T" })?.value,
            let position = table.columns[0].values.firstIndex(where: { $0.short == name })
        else {
            Issue.record("no \(name)")
            return
        }
        #expect(try session.number("max(abs(T.value[\(position + 1)] - grad(N, xor).W1))") < 1e-16)
    }

    /// Each lecture's letters, in text and in LaTeX.
    @Test(arguments: [
        ("modern", "Z1 = A0·W1 + b1", "Z_{1} = A_{0} W_{1} + b_{1}", "δ1 = (δ2·W2ᵀ) ⊙ tanh'(Z1)"),
        ("mukund", "z^1 = W^1·a^0 + b^1", "z^{1} = W^{1} a^{0} + b^{1}", "δ^1 = ((W^2)ᵀ·δ^2) ⊙ tanh'(z^1)"),
        (
            "rousseau", "z^(1) = (w^(1))ᵀ·x^(0) + b^(1)", "\\left(w^{(1)}\\right)^{\\top} x^{(0)}",
            "∂ℓ/∂x^(1) = w^(2)·∂ℓ/∂z^(2)"
        ),
        ("lai", "z^[1] = a^[0]·W^[1] + b^[1]", "z^{[1]} = a^{[0]} W^{[1]} + b^{[1]}", "δ^[2] = a^[2] - y"),
        ("yale", "z^1 = w^1·a^0 + b^1", "\\frac{\\partial C}{\\partial w^{1}} = \\delta^{1}", "δ^2 = a^2 - y"),
        ("tendulkar", "Z_1 = A_0·W_1 + b_1", "W_{1}^{(g)} = A_{0}^{\\top} Z_{1}^{(g)}", "Z_2^(g) = A_2 - Y"),
    ])
    func letters(_ convention: String, _ forward: String, _ latex: String, _ backward: String) throws {
        let output = try Session().run(
            "use convention \(convention)\nN = 2 -> 3 tanh -> 1 sigmoid, seed=7\ntrace N on xor[2], backward=true")
        guard case .display(let rendering) = output.events.last else {
            Issue.record("nothing shown")
            return
        }
        let text = rendering.plain()
        let html = try #require(rendering.html)
        #expect(text.contains(forward), "\(text)")
        #expect(text.contains(backward), "\(text)")
        #expect(html.contains(latex), "\(html)")
        #expect(html.count { $0 == "$" } % 2 == 0)
    }

    @Test func largeMatricesAreElided() throws {
        let text = try #require(
            try Session().run("N = 64 -> 200 relu -> 10 softmax\ntrace N on digits[1]").displayed.first)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 } && text.contains("⋱"))
        #expect(text.contains("(64×200)"))
    }

    @Test func golden() throws {
        let session = Session()
        var text = try session.run(
            """
            N = 2 -> 2 tanh -> 1 sigmoid, W1=[0.1, 0.2; 0.3, 0.4], b1=[0.5, 0.6], W2=[0.7; -0.8], b2=0.9
            trace N on xor[2], backward=true
            """
        ).displayed.joined(separator: "\n")
        try session.run("use convention rousseau")
        text += "\n\n" + (try session.run("trace N on xor[2..3], backward=true, loss=quadratic").displayed[0]) + "\n\n"
        for cell in [
            "trace N", "trace N on iris", "trace N on xor, loss=quadratic", "trace N on xor, backward=3",
            "trace 3 on xor",
        ] {
            text += "> \(cell)\n\(try session.fail(cell))\n\n"
        }
        try expectGolden(text, "traces.txt")
    }
}
