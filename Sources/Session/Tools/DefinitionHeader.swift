import Language

/// `f(x, y) =` at the beginning of a statement, found in the tokens of code that may be broken.
struct DefinitionHeader {
    /// The name of the function.
    let name: String
    /// The names of the parameters.
    let parameters: [String]

    /// The header of the statement that a position in the tokens belongs to; comments are not among them.
    init?(_ tokens: [Token], at position: Int) {
        let before = tokens[..<min(position, tokens.count)]
        let start = before.lastIndex { $0.kind == .newline || $0.text == ";" }.map { $0 + 1 } ?? 0
        var line = tokens[start...]
        if line.first?.text == Keyword.time.rawValue { line = line.dropFirst() }
        guard let name = line.popFirst(), name.kind == .name, line.popFirst()?.text == "(" else { return nil }
        var parameters: [String] = []
        while let token = line.popFirst(), token.text != ")" {
            if token.text == ",", !parameters.isEmpty { continue }
            guard token.kind == .name else { return nil }
            parameters.append(token.text)
        }
        guard line.first?.text == "=" else { return nil }
        self.name = name.text
        self.parameters = parameters
    }

    /// How the function is called.
    var form: String { name + "(" + parameters.joined(separator: ", ") + ")" }
}
