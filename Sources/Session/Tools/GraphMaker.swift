import Drawing
import Engine
import Language

/// Makes a diagram of what a tape has noted.
struct GraphMaker {
    let tape: Tape
    /// The place of the result.
    let end: Int
    /// The derivatives of the result by everything on the tape.
    let derivatives: [Value?]
    /// The name of the result.
    let name: String

    /// The graph of everything that the result depends on.
    ///
    /// - Throws: A limit error for more operations than a picture shows.
    func diagram(
        title: String, isScalar: Bool, _ arithmetic: Arithmetic
    ) throws(Diagnostic) -> GraphDiagram {
        let notes = tape.notes ?? []
        let places = reachable
        guard places.count <= GraphDiagram.nodeLimit else {
            throw Diagnostic(
                .limit, "\(name) makes \(places.count) operations here, and a graph shows \(GraphDiagram.nodeLimit)",
                at: arithmetic.span, hint: "that cannot be raised: a part of the function has a smaller graph",
                topic: "graph")
        }
        var names: [Int: String] = [:]
        var operations = 0
        for place in places where notes.indices.contains(place) {
            if case .variable(let name) = notes[place].form {
                names[place] = name
            } else {
                operations += 1
                names[place] = place == end ? name : DiagramText.indexed("v", operations)
            }
        }
        var nodes: [GraphDiagram.Node] = []
        for place in places where notes.indices.contains(place) {
            let note = notes[place]
            var inputs: [GraphDiagram.Input] = []
            for operand in tape.operations[place] {
                guard let source = places.firstIndex(of: operand.position) else { continue }
                let isNumber =
                    note.value.shape?.isScalar == true && notes[operand.position].value.shape?.isScalar == true
                var local: Double?
                if isNumber, case .number(let number) = try operand.pullBack(.number(1)).primal { local = number }
                inputs.append(.init(node: source, derivative: local))
            }
            nodes.append(
                GraphDiagram.Node(
                    name: names[place] ?? "", formula: formula(note, names), value: quantity(note.value),
                    derivative: derivatives[place].map { quantity($0.primal) }, inputs: inputs))
        }
        return GraphDiagram(title: title, result: isScalar ? name : "Σ\(name)", nodes: nodes)
    }

    /// The places the result depends on, in the order of the tape.
    private var reachable: [Int] {
        var isWanted = Array(repeating: false, count: tape.operations.count)
        isWanted[end] = true
        for place in stride(from: end, through: 0, by: -1) where isWanted[place] {
            for operand in tape.operations[place] { isWanted[operand.position] = true }
        }
        return isWanted.indices.filter { isWanted[$0] }
    }

    private func quantity(_ value: Value) -> GraphDiagram.Quantity {
        if case .number(let number) = value { return .number(number) }
        return .shape(value.shape?.text ?? value.kind.rawValue)
    }

    /// An operation as the language writes it.
    private func formula(_ note: OperationNote, _ names: [Int: String]) -> String {
        let operands = note.operands.map { operand in
            switch operand {
            case .tracked(let place): names[place] ?? ""
            case .constant(.number(let number)): Value.text(of: number)
            case .constant(let value): value.shape.map { "[\($0.text)]" } ?? value.kind.rawValue
            }
        }
        let first = operands.first ?? ""
        let last = operands.last ?? ""
        switch note.form {
        case .variable: return ""
        case .infix(.matrixProduct), .infix(.elementwiseProduct), .infix(.multiply):
            return "\(guarded(first))·\(guarded(last))"
        case .infix(let sign): return "\(first) \(sign.rawValue) \(guarded(last))"
        case .power:
            if case .constant(.number(let number)) = note.operands.last, let whole = Int(exactly: number) {
                return guarded(first) + DiagramText.raised(whole)
            }
            return "\(guarded(first))^\(guarded(last))"
        case .negation: return "-\(first)"
        case .transposition: return "\(first)ᵀ"
        case .sum: return "sum(\(first))"
        case .elements: return "\(first)[…]"
        case .brackets: return "[" + operands.joined(separator: ", ") + "]"
        case .call(let name): return "\(name.isEmpty ? "f" : name)(" + operands.joined(separator: ", ") + ")"
        }
    }

    /// A number below zero in parentheses.
    private func guarded(_ text: String) -> String { text.hasPrefix("-") ? "(\(text))" : text }
}
