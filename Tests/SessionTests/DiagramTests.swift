import Drawing
import Testing

@testable import Session

/// `diagram` and `graph`: the numbers in them are those of the lectures.
@Suite struct DiagramTests {
    private func diagrams(_ source: String) throws -> [Diagram] {
        let output = try Session().run(source)
        return output.events.compactMap { event in
            switch event {
            case .display(.diagram(let diagram)), .result(.diagram(let diagram)): diagram
            default: nil
            }
        }
    }

    private func text(_ source: String) throws -> String {
        let all = try diagrams(source)
        #expect(all.count == 1)
        return all.first?.text(columns: 100) ?? ""
    }

    @Test(arguments: [
        ("diagram N", 1), ("diagram(N)", 1), ("plot diagram(N)", 1), ("show diagram(N)", 1), ("F = diagram(N)", 0),
        ("F = diagram(N)\nF", 1), ("diagram N on xor[1]", 1), ("diagram(N, [0, 1])", 1),
    ])
    func isShownOnce(_ command: String, _ count: Int) throws {
        #expect(try diagrams("N = 2 -> 3 tanh -> 1 sigmoid, seed=7\n\(command)").count == count)
    }

    @Test func lectureNetworksHaveTheirParameters() throws {
        #expect(try text("N = 5 -> 3 tanh -> 2 softmax\ndiagram N").contains("26 parameters"))
        #expect(try text("N = 5 -> 4 relu -> 3 relu -> 2 softmax\ndiagram N").contains("47 parameters"))
        #expect(try text("N = 3 -> 2 sigmoid\ndiagram N").contains("8 parameters"))
    }

    @Test func aNeuronShowsItsNumbers() throws {
        // Block R-9: w = (.5, -.3), b = .1 at x = (0, 1).
        let text = try text("N = 2 -> 1 sigmoid, W1=[0.5; -0.3], b1=0.1\ndiagram N on xor[2]")
        #expect(text.contains("z = -0.2") && text.contains("a = 0.45017"))
        #expect(try diagrams("N = 2 -> 1 sigmoid\ndiagram(N, biases=\"nodes\")").allSatisfy(\.isNetwork))
        #expect(try diagrams("N = 2 -> 1 sigmoid, mask1=[1; 0]\ndiagram(N)").allSatisfy(\.isNetwork))
    }

    @Test func aMaskedConnectionIsMissing() throws {
        let text = try text("N = 2 -> 2 tanh -> 1 sigmoid, mask1=[1, 0; 1, 1]\ndiagram N")
        #expect(text.contains("1 connection is missing"))
    }

    @Test func aBumpShowsBothChanges() throws {
        let text = try text(
            "N = 2 -> 3 tanh -> 1 sigmoid, seed=7\ndiagram(N, xor, bump=[1, 2], by=0.1)")
        let session = Session()
        try session.run("N = 2 -> 3 tanh -> 1 sigmoid, seed=7\nT = bump(N, xor, layer=1, unit=2, by=0.1)")
        let change = try session.number("T.ΔC[1]")
        #expect(text.contains("ΔC = \(NumberText.significant(change, digits: 6))"))
    }

    @Test(arguments: ["modern", "mukund", "rousseau", "lai", "yale", "tendulkar"])
    func everyConventionHasItsEquation(_ convention: String) throws {
        let all = try diagrams(
            "use convention \(convention)\nN = 2 -> 3 tanh -> 1 sigmoid, seed=7\ndiagram(N, layer=1)\ngraph N on xor")
        guard case .equation(let equation) = all.first, case .passes(let passes) = all.last else {
            Issue.record("no equation")
            return
        }
        // Whatever the letters, the shapes of the product fit.
        var shapes: [String] = []
        for case .matrix(_, let shape, _) in equation.parts { shapes.append(shape) }
        let isColumn = ["mukund", "rousseau", "yale"].contains(convention)
        #expect(shapes == (isColumn ? ["3×1", "3×2", "2×1", "3×1"] : ["1×3", "1×2", "2×3", "1×3"]))
        #expect(passes.layers.count == 2)
        #expect(passes.layers[0].sums.shape == (isColumn ? "3×4" : "4×3"))
        #expect(passes.layers[0].weights.shape == passes.layers[0].weightDerivatives.shape)
    }

    @Test func oneSampleShowsItsNumbers() throws {
        let session = Session()
        try session.run("N = 2 -> 2 tanh -> 1 sigmoid, seed=7\nG = backward(N, xor[2])")
        let delta = try session.number("G.δ2")
        let output = try session.run("graph N on xor[2]")
        guard case .result(.diagram(.passes(let passes))) = output.events.first else {
            Issue.record("no passes")
            return
        }
        #expect(passes.inputs.shape == "1×2: 0, 1")
        #expect(passes.layers[1].sumDerivatives.shape == "1×1: " + NumberText.aligned([delta], digits: 3)[0])
    }

    @Test func theChainRuleOfTheLecture() throws {
        // Block R-8.
        guard case .graph(let graph) = try diagrams("F(θ) = exp(sin(θ²))\ngraph(F, 0.7)").first else {
            Issue.record("no graph")
            return
        }
        func numbers(_ quantities: [GraphDiagram.Quantity?]) -> [Double] {
            quantities.map { if case .number(let number) = $0 { number } else { .nan } }
        }
        let forward = numbers(graph.nodes.map(\.value))
        let backward = numbers(graph.nodes.map(\.derivative))
        for (found, known) in zip(forward, [0.7, 0.49, 0.4706258882, 1.6009959241]) {
            #expect(abs(found - known) < 1e-9)
        }
        #expect(abs(backward[0] - 1.9776558345) < 1e-9)
        #expect(backward[3] == 1)
        let local = graph.nodes.flatMap { $0.inputs.compactMap(\.derivative) }
        for (found, known) in zip(local, [1.4, 0.8823328586, 1.6009959241]) { #expect(abs(found - known) < 1e-9) }
        #expect(graph.nodes.map(\.formula) == ["", "θ²", "sin(v₁)", "exp(v₂)"])
    }

    @Test func waysAreAddedUp() throws {
        let text = try text("g(x, y) = 1.5x² + y² + x·y + 2\ngraph(g, 1, 2)")
        #expect(text.contains("x              1         5"))
        #expect(text.contains("v₅ = x·y") && text.contains("g = v₆ + 2"))
        #expect(try self.text("h(w, x) = σ(w·x)\ngraph(h, [1, 2], [3; 4])").contains("h = sigmoid(v₁)"))
        #expect(try self.text("i(x) = x\ngraph(i, 3)").contains("3"))
    }

    @Test(arguments: [
        ("N = 2 -> 3 tanh -> 1\ndiagram N on xor", "one sample"),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, [1, 2, 3])", "input"),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, layer=3)", "layer must be"),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, bump=[3, 1])", "no layer and unit"),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, bump=[1, 1.5])", "no layer and unit"),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, by=1)", "bump="),
        ("N = 2 -> 3 tanh -> 1\ndiagram(N, biases=\"all\")", "hidden"),
        ("diagram 3", "network"),
        ("N = 2 -> 3 tanh -> 1\ngraph N", "needs data"),
        ("N = 2 -> 3 tanh -> 1\ngraph(N, 3)", "needs data"),
        ("f(x) = x²\ngraph(f)", "1 parameter"),
        ("f(x) = x²\ngraph(f, 1, 2)", "1 parameter"),
        ("f(x) = x²\ngraph f on xor", "goes with a network"),
        ("f(x) = 3\ngraph(f, 1)", "does not depend"),
        ("f(x) = x + x·x·x·x·x·x·x·x·x·x\ng(x) = f(f(f(f(f(f(f(f(f(x)))))))))\ngraph(g, 1)", "80"),
        ("f(x) = round(x)\nH = 1 -> 1\ngraph(predict, 1)", "derivative"),
    ])
    func mistakesAreExplained(_ source: String, _ part: String) throws {
        let message = try Session().fail(source)
        #expect(message.contains(part), "\(message)")
    }

    @Test func deepAndWideNetworksAreDrawn() throws {
        let deep = "2 -> " + Array(repeating: "3 tanh", count: 60).joined(separator: " -> ") + " -> 1"
        #expect(try text("N = \(deep)\ndiagram N").contains("⋯"))
        #expect(try text("N = 3 -> 1000 relu -> 2\ndiagram N").contains("⋮"))
    }
}

extension Diagram {
    fileprivate var isNetwork: Bool { if case .network = self { true } else { false } }
}
