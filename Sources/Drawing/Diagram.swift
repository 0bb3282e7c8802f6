/// A picture of how something is made, as a value: nodes and what connects them; `svg` and `text` render it.
public enum Diagram: Sendable, Hashable {
    /// The layers of a network.
    case network(NetworkDiagram)
    /// A single neuron with its numbers.
    case neuron(NeuronDiagram)
    /// The operations of a computation.
    case graph(GraphDiagram)
    /// Matrices that pass forward through a network, and their derivatives backward.
    case passes(PassesDiagram)
    /// An equation between matrices.
    case equation(EquationDiagram)

    /// The heading; `nil` for none.
    public var title: String? {
        get {
            switch self {
            case .network(let diagram): diagram.title
            case .neuron(let diagram): diagram.title
            case .graph(let diagram): diagram.title
            case .passes(let diagram): diagram.title
            case .equation(let diagram): diagram.title
            }
        }
        set {
            switch self {
            case .network(var diagram):
                diagram.title = newValue
                self = .network(diagram)
            case .neuron(var diagram):
                diagram.title = newValue
                self = .neuron(diagram)
            case .graph(var diagram):
                diagram.title = newValue
                self = .graph(diagram)
            case .passes(var diagram):
                diagram.title = newValue
                self = .passes(diagram)
            case .equation(var diagram):
                diagram.title = newValue
                self = .equation(diagram)
            }
        }
    }

    /// Renders the diagram as a complete SVG document that may also stand inside an HTML page; its size follows from the content.
    public func svg() -> String { picture().document }

    /// What is drawn, for a document of its own or a panel of a figure.
    func picture() -> SVGPicture {
        switch self {
        case .network(let diagram): diagram.picture()
        case .neuron(let diagram): diagram.picture()
        case .graph(let diagram): diagram.picture()
        case .passes(let diagram): diagram.picture()
        case .equation(let diagram): diagram.picture()
        }
    }

    /// Renders the diagram as text that reads without colours, on lines of at most so many columns where it can be.
    ///
    /// - Parameters:
    ///   - columns: The width of the terminal.
    ///   - ascii: Whether lines and arrows are drawn with the characters of ASCII alone; names stay as they are.
    public func text(columns: Int = 78, ascii: Bool = false) -> String {
        let lines =
            switch self {
            case .network(let diagram): diagram.lines(columns: columns)
            case .neuron(let diagram): diagram.lines()
            case .graph(let diagram): diagram.lines(columns: columns)
            case .passes(let diagram): diagram.lines(columns: columns)
            case .equation(let diagram): diagram.lines()
            }
        let text = lines.map { $0.trimmingEnd.elided(to: max(columns, 10)) }.joined(separator: "\n")
        return ascii ? String(text.map { Self.asciiStrokes[$0] ?? $0 }) : text
    }

    private static let asciiStrokes: [Character: Character] = [
        "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "→": ">", "▶": ">", "←": "<", "↑": "^", "↓": "v",
    ]
}
