/// The graph of a computation at a point: an operation in each node, its value forward, the derivative backward.
public struct GraphDiagram: Sendable, Hashable {
    /// An edge into a node.
    public struct Input: Sendable, Hashable {
        /// The node it comes from, which stands before this one.
        public var node: Int
        /// The local derivative, of the node by that one; `nil` where it is no number.
        public var derivative: Double?

        /// Makes an edge.
        public init(node: Int, derivative: Double? = nil) {
            self.node = node
            self.derivative = derivative
        }
    }

    /// What a node holds, forward or backward.
    public enum Quantity: Sendable, Hashable {
        /// A number.
        case number(Double)
        /// A matrix of a shape, as in `2×3`.
        case shape(String)

        /// The quantity in so many digits.
        func text(digits: Int) -> String {
            switch self {
            case .number(let number): NumberText.significant(number, digits: digits)
            case .shape(let shape): shape
            }
        }
    }

    /// A variable or an operation.
    public struct Node: Sendable, Hashable {
        /// The name of what it makes: `θ`, `v₁`.
        public var name: String
        /// How it is made: `sin(v₁)`; empty for a variable.
        public var formula: String
        /// What it makes.
        public var value: Quantity
        /// The derivative of the result by it; `nil` where there is none.
        public var derivative: Quantity?
        /// What it is made of.
        public var inputs: [Input]

        /// Makes a node.
        public init(
            name: String, formula: String, value: Quantity, derivative: Quantity? = nil, inputs: [Input] = []
        ) {
            self.name = name
            self.formula = formula
            self.value = value
            self.derivative = derivative
            self.inputs = inputs
        }
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// Small lines under the picture.
    public var captions: [String]
    /// The letter of the result.
    public var result: String
    /// The nodes, each behind those it is made of; the result is the last.
    public var nodes: [Node]

    /// The most nodes that a picture shows well.
    public static let nodeLimit = 80

    /// Makes a graph; edges from nodes that do not stand before theirs are left out.
    public init(title: String? = nil, captions: [String] = [], result: String, nodes: [Node]) {
        self.title = title
        self.captions = captions
        self.result = result
        self.nodes = nodes
        for index in nodes.indices {
            self.nodes[index].inputs.removeAll { !(0..<index).contains($0.node) }
        }
    }

    /// The picture as lines of text: a row for each node with its value and derivatives.
    func lines(columns width: Int) -> [String] {
        var formulas: [String] = []
        var locals: [String] = []
        for node in nodes {
            formulas.append((node.formula.isEmpty ? node.name : "\(node.name) = \(node.formula)").onOneLine)
            locals.append(
                node.inputs.compactMap { input in
                    input.derivative.map {
                        "∂\(node.name)/∂\(nodes[input.node].name) = \(NumberText.significant($0, digits: 6))"
                    }
                }.joined(separator: ", ").onOneLine)
        }
        func cells(_ quantities: [Quantity?]) -> [String] { quantities.map { $0?.text(digits: 10) ?? "" } }
        let columns = [
            ["node"] + formulas, ["value ↓"] + cells(nodes.map(\.value)),
            ["∂\(result)/∂node ↑"] + cells(nodes.map(\.derivative)), ["local derivatives"] + locals,
        ]
        let widths = columns.map { $0.reduce(0) { max($0, DisplayWidth.columns(of: $1)) } }
        var lines = (title.map { [$0.onOneLine] }) ?? []
        for row in 0...nodes.count {
            lines.append(zip(columns, widths).map { $0[row].padded(to: $1) }.joined(separator: "   "))
            if row == 0 { lines.append(String(repeating: "─", count: min(widths.reduce(9, +), width))) }
        }
        return lines + captions.flatMap { $0.wrapped(to: max(width, 20)) }
    }
}
