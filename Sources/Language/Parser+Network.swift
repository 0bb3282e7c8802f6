extension Parser {
    /// Parses `-> 50 tanh -> dropout(0.5) -> 1 sigmoid` behind the number of inputs.
    mutating func parseNetwork(inputs: Node) throws(Fault) -> Node {
        var layers: [LayerSyntax] = []
        var height = inputs.height
        var span = inputs.span
        while current.symbol == .arrow {
            advanceOverInfix()
            let size = try parseOperators(.pair)
            try checkSize(size.expression)
            let activation = try parseActivation()
            layers.append(LayerSyntax(size: size.expression, activation: activation))
            height = max(height, size.height)
            span = span.union(activation?.span ?? size.span)
        }
        return try node(.network(inputs: inputs.expression, layers: layers), span, above: height)
    }

    /// Parses the name of an activation behind a layer's size, if one stands there.
    private mutating func parseActivation() throws(Fault) -> Name? {
        guard current.symbol == .name else { return nil }
        guard vocabulary.activations.contains(current.text) else { throw activationFault() }
        let name = advance()
        return Name(name.text, name.span)
    }

    /// `50tanh` would be a product; it is certainly not meant so.
    private func checkSize(_ size: Expression) throws(Fault) {
        guard case .binary(.multiply, let number, let name, let place) = size.kind, place.start == place.end,
            case .name(let activation) = name.kind, vocabulary.activations.contains(activation)
        else { return }
        throw Fault(
            diagnostic: Diagnostic(
                .syntax, "a space is missing between the layer's size and its activation", at: size.span,
                hint: "did you mean \(text(number.span)) \(activation)?", topic: SyntaxTopic.networks.rawValue))
    }
}
