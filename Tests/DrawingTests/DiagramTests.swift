import Testing

@testable import Drawing

/// Diagrams: well-formed for any value, as they were looked at and found good.
@Suite struct DiagramTests {
    private static func network(
        _ sizes: [Int], weight: (Int) -> Double = { Double($0 % 7) - 3 }, bias: Bool = false
    ) -> NetworkDiagram {
        NetworkDiagram(
            title: "N <of> \"units\" & more",
            layers: sizes.map { .init(units: $0, name: "tanh") },
            connections: zip(sizes, sizes.dropFirst()).map { inputs, units in
                .init(
                    weights: (0..<inputs * units).map(weight), biases: (0..<units).map { Double($0) / 4 })
            }, hasBiasNodes: bias)
    }

    private static let neuron = NeuronDiagram(
        title: "AND", inputs: [.init(name: "x₁", weight: 0.5, value: 1), .init(name: "x₂", weight: -0.3, value: 0)],
        bias: 0.1, activation: "sigmoid", sum: 0.6, output: 0.6456563062)

    private static let graph = GraphDiagram(
        title: "F(x, y) at a point", result: "F",
        nodes: [
            .init(name: "x", formula: "", value: .number(1), derivative: .number(5)),
            .init(name: "y", formula: "", value: .number(2), derivative: .shape("2×3")),
            .init(
                name: "v₁", formula: "x²", value: .number(1), derivative: .number(1),
                inputs: [.init(node: 0, derivative: 2)]),
            .init(name: "v₂", formula: "sin(v₁)", value: .number(0.84), inputs: [.init(node: 2, derivative: 0.54)]),
            .init(
                name: "F", formula: "v₂·y + x", value: .number(2.68), derivative: .number(1),
                inputs: [.init(node: 3, derivative: 2), .init(node: 1), .init(node: 0, derivative: 1), .init(node: 9)]),
        ])

    private static func passes(_ count: Int) -> PassesDiagram {
        func quantity(_ symbol: String, _ formula: String = "") -> PassesDiagram.Quantity {
            .init(symbol: symbol, shape: "4×3", formula: formula)
        }
        return PassesDiagram(
            title: "passes", inputs: quantity("A_0"),
            layers: (0..<count).map { layer in
                .init(
                    weights: quantity("W_\(layer + 1)"), sums: quantity("Z_\(layer + 1)", "A_\(layer)·W_\(layer + 1)"),
                    activations: quantity("A_\(layer + 1)", "g(Z_\(layer + 1))"),
                    weightDerivatives: quantity("W_\(layer + 1)^(g)"), sumDerivatives: quantity("Z_\(layer + 1)^(g)"),
                    activationDerivatives: quantity("A_\(layer + 1)^(g)"))
            }, loss: .init(symbol: "L", shape: "0.5"))
    }

    private static let equation = EquationDiagram(
        title: "z = W·a",
        parts: [
            .matrix(symbol: "z", shape: "2×1", rows: [["1"], ["2"]]), .sign("="),
            .matrix(symbol: "W^1", shape: "2×2", rows: [["-1", "2"], ["3", "…"]]), .sign("·"),
            .matrix(symbol: "a", shape: "2×1", rows: [["<"], ["&"]]),
        ])

    @Test func `a wide diagram is drawn smaller, since a page may hold it as an image`() throws {
        let nodes = (0..<20).map { index in
            GraphDiagram.Node(
                name: "v\(index)", formula: index == 0 ? "" : "sin(v\(index - 1))", value: .number(1),
                inputs: index == 0 ? [] : [.init(node: index - 1)])
        }
        let svg = Diagram.graph(GraphDiagram(result: "F", nodes: nodes)).svg()
        let head = try #require(
            svg.firstMatch(of: #/width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d.]+) ([\d.]+)"/#))
        let sizes = [head.1, head.2, head.3, head.4].compactMap { Double($0) }
        try #require(sizes.count == 4)
        #expect(sizes[0] == 840 && sizes[2] > 1500)
        #expect((sizes[0] / sizes[2] - sizes[1] / sizes[3]).magnitude < 0.001)
    }

    @Test func `strokes in ASCII`() {
        for diagram in [Diagram.graph(Self.graph), .passes(Self.passes(2)), .network(Self.network([2, 3, 1]))] {
            let text = diagram.text(columns: 90)
            let plain = diagram.text(columns: 90, ascii: true)
            #expect(plain.count == text.count)
            #expect(text.contains { "─→▶".contains($0) })
            #expect(!plain.contains { "─│┐┘┼→▶↑↓".contains($0) })
        }
    }

    @Test(arguments: ["network", "values", "neuron", "graph", "passes", "equation"])
    func golden(_ name: String) throws {
        let diagram: Diagram =
            switch name {
            case "network": .network(Self.network([3, 4, 2], bias: true))
            case "values": .network(Self.values)
            case "neuron": .neuron(Self.neuron)
            case "graph": .graph(Self.graph)
            case "passes": .passes(Self.passes(2))
            default: .equation(Self.equation)
            }
        _ = try XMLChecker(diagram.svg())
        try expectGolden(diagram.svg(), "diagram-\(name).svg")
        try expectGolden(diagram.text() + "\n", "diagram-\(name).txt")
    }

    private static var values: NetworkDiagram {
        var diagram = network([3, 2])
        diagram.layers[0].values = [1, -0.5, 2].map { .init(sum: nil, activation: $0) }
        diagram.layers[1].values = [.init(sum: 0.25, activation: 0.5), .init(sum: -3, activation: -0.99)]
        diagram.connections[0].exists = [true, false, true, true, true, true]
        diagram.highlight = .init(layer: 1, unit: 0)
        return diagram
    }

    @Test(arguments: [[1], [1, 1], [1000, 1000, 1], Array(repeating: 3, count: 61), [16, 17], [0, 2], []])
    func anySizeIsWellFormed(_ sizes: [Int]) throws {
        for bias in [false, true] {
            let diagram = Diagram.network(Self.network(sizes, bias: bias))
            _ = try XMLChecker(diagram.svg())
            #expect(!diagram.text().isEmpty)
            #expect(diagram.svg().utf8.count < 200_000)
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 0, 1e308, 1e-300])
    func anyWeightIsWellFormed(_ weight: Double) throws {
        let diagram = Diagram.network(Self.network([2, 2, 1], weight: { $0 == 1 ? weight : 0.5 }))
        let svg = diagram.svg()
        _ = try XMLChecker(svg)
        #expect(!svg.contains("=\"NaN") && !svg.contains("=\"nan") && !svg.contains("inf\""))
        var neuron = Self.neuron
        neuron.inputs[0].weight = weight
        neuron.sum = weight
        _ = try XMLChecker(Diagram.neuron(neuron).svg())
    }

    @Test func aMissingConnectionIsNotDrawn() {
        let diagram = Self.values
        #expect(diagram.edges.count == 5)
        #expect(!diagram.edges.contains { $0.from == .unit(0) && $0.to == 1 })
    }

    @Test func whatIsTooLargeIsLeftOutInTheMiddle() {
        let wide = Self.network([17, 2])
        #expect(wide.slots(of: 0).count == 16)
        #expect(wide.slots(of: 0).contains(.gap))
        #expect(Self.network([16, 2]).slots(of: 0).count == 16)
        #expect(!Self.network([16, 2]).slots(of: 0).contains(.gap))
        #expect(Self.network(Array(repeating: 2, count: 61)).columns.contains(nil))
    }

    @Test(arguments: [0, 1, 40])
    func anyDepthOfPassesIsWellFormed(_ count: Int) throws {
        let diagram = Diagram.passes(Self.passes(count))
        _ = try XMLChecker(diagram.svg())
        #expect(!diagram.text().isEmpty)
    }

    @Test func formulasGiveWayToNumbers() {
        let diagram = Diagram.passes(Self.passes(2))
        #expect(diagram.text(columns: 78).contains("= A_0·W_1"))
        #expect(!diagram.text(columns: 36).contains("= A_0·W_1"))
        #expect(diagram.text(columns: 36).contains("Z_1^(g)  4×3"))
    }

    @Test func emptyDiagramsAreWellFormed() throws {
        _ = try XMLChecker(Diagram.graph(GraphDiagram(result: "F", nodes: [])).svg())
        _ = try XMLChecker(Diagram.equation(EquationDiagram(parts: [])).svg())
        _ = try XMLChecker(Diagram.neuron(NeuronDiagram(inputs: [], bias: nil, activation: "<")).svg())
    }
}
