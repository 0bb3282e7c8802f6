extension Parser {
    /// Whether `name(…) =` stands here, the head of a function's definition.
    var isDefinition: Bool {
        guard current.isWord, tokens[position + 1].symbol == .openParenthesis,
            current.span.end == tokens[position + 1].span.start, let closer = closers[position + 1]
        else { return false }
        return tokens[closer + 1].symbol == .equals
    }

    /// Parses `f(x, y) = body`.
    mutating func parseDefinition() throws(Fault) -> Statement.Kind {
        if let reservation = reservation(of: current) { throw reservedFault(current, reservation) }
        let name = advance()
        _ = openBracket()
        var parameters: [Name] = []
        while current.symbol != .closeParenthesis {
            parameters.append(try parseParameter(behind: parameters))
            guard current.symbol == .comma else { break }
            advance()
            if current.symbol == .closeParenthesis { throw parameterFault() }
        }
        _ = try closeBracket(.closeParenthesis)
        advance()
        return .definition(Name(name.text, name.span), parameters: parameters, body: try parseExpression())
    }

    private mutating func parseParameter(behind others: [Name]) throws(Fault) -> Name {
        if let reservation = reservation(of: current) {
            throw misplacedFault(
                "\(text(current.span)) is \(reservation) and no name for a parameter",
                hint: "choose another name, such as my_\(current.text)", topic: .names)
        }
        guard current.symbol == .name else { throw parameterFault() }
        if let other = others.first(where: { $0.text == current.text }) {
            throw syntaxFault(
                "two parameters are called \(text(current.span, limit: 30))", at: other.span, current.span,
                topic: .functions)
        }
        if nextIs(.equals) {
            throw syntaxFault(
                "a parameter has no default", at: current.span.union(next.span),
                hint: "write \(text(current.span, limit: 30)) alone", topic: .functions)
        }
        let token = advance()
        guard current.symbol == .comma || current.symbol == .closeParenthesis else {
            throw parameterFault(from: token.span)
        }
        return Name(token.text, token.span)
    }

    /// Something other than a name among the parameters.
    private func parameterFault(from start: Span? = nil) -> Fault {
        if let fault = lexicalFault { return fault }
        return syntaxFault(
            "left of `=` a function has only the names of its parameters in parentheses",
            at: start.map { $0.union(current.span) } ?? current.span,
            hint: "as in f(x, y) = x + y; a comparison is written ==", topic: .functions)
    }

    /// Parses `time statement`.
    mutating func parseTimed() throws(Fault) -> Statement.Kind? {
        try enter()
        defer { leave() }
        let keyword = advance()
        guard !current.endsStatement else {
            throw syntaxFault(
                "a statement is missing after `time`", at: keyword.span, hint: "as in time train N on D",
                topic: .commands)
        }
        return try parseStatement().map { .timed($0) }
    }

    /// Parses `∇f`, `∇(f)`: it takes the name or the parenthesis that it touches.
    @inline(never)
    mutating func parseGradient() throws(Fault) -> Node {
        try enter()
        defer { leave() }
        let start = advance().span
        switch current.symbol {
        case .name where touches, .openParenthesis where touches, .nabla where touches:
            let function = try parseOperand()
            return try node(.gradient(function.expression), start.union(function.span), above: function.height)
        default:
            throw syntaxFault(
                "`∇` touches the function it is of", at: start, hint: "as in ∇f(x, y), or ∇f alone", topic: .functions)
        }
    }
}
