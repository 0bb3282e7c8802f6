extension Parser {
    /// Parses `-> 50 tanh -> 20 swish(2) -> dropout(0.5) -> 1 sigmoid` behind the number of inputs.
    mutating func parseNetwork(inputs: Node) throws(Fault) -> Node {
        var layers: [LayerSyntax] = []
        var height = inputs.height
        var span = inputs.span
        while current.symbol == .arrow {
            advanceOverInfix()
            let size = try parseOperators(.pair)
            try checkSize(size.expression)
            var layer = LayerSyntax(size: size.expression)
            span = span.union(size.span)
            height = max(height, size.height)
            if let activation = parseActivation() {
                layer.activation = activation
                span = span.union(activation.span)
                if current.symbol == .openParenthesis, touches {
                    let list = try parseArguments()
                    layer.arguments = list.arguments
                    layer.options = list.options
                    span = span.union(list.end)
                    height = max(height, list.height)
                }
            }
            layers.append(layer)
        }
        return try node(.network(inputs: inputs.expression, layers: layers), span, above: height)
    }

    /// Parses the name of an activation behind a layer's size, if one stands there; it may be a variable that holds one.
    private mutating func parseActivation() -> Name? {
        guard current.symbol == .name else { return nil }
        let name = advance()
        return Name(name.text, name.span)
    }

    /// `50tanh` would be a product; it is certainly not meant so.
    private func checkSize(_ size: Expression) throws(Fault) {
        guard case .binary(.multiply, let number, let factor, let place) = size.kind, place.start == place.end
        else { return }
        var name = factor
        if case .call(let function, _, _) = factor.kind { name = function }
        guard case .name(let activation) = name.kind, vocabulary.activations.contains(activation) else { return }
        throw Fault(
            diagnostic: Diagnostic(
                .syntax, "a space is missing between the layer's size and its activation", at: size.span,
                hint: "did you mean \(text(number.span)) \(text(factor.span))?", topic: SyntaxTopic.networks.rawValue))
    }
}
