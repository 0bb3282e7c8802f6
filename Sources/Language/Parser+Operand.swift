extension Parser {
    /// Parses a number, a text, a name or something in brackets.
    mutating func parseOperand() throws(Fault) -> Node {
        let token = current
        switch token.symbol {
        case .number:
            guard let value = Double(token.text) else { throw unexpectedFault() }
            advance()
            return try node(.number(value), token.span)
        case .text:
            advance()
            return try node(.text(token.text), token.span)
        case .name:
            if vocabulary.verbs[token.text] != nil, !(nextIs(.openParenthesis) && nextTouches) {
                throw verbAsValueFault()
            }
            advance()
            return try node(.name(token.text), token.span)
        case .keyword(.step):
            // Behind a range it is an operator; where a value is due it can only be the schedule of that name.
            advance()
            return try node(.name(token.text), token.span)
        case .openParenthesis:
            return try parseParentheses()
        case .openBracket:
            return try parseBrackets()
        case .norm:
            return try parseNorm()
        case .nabla:
            return try parseGradient()
        default:
            throw missingOperandFault()
        }
    }

    /// Parses `(a)` or the tuple `(a, b)`; the span of either holds the parentheses.
    @inline(never)
    private mutating func parseParentheses() throws(Fault) -> Node {
        let open = openBracket()
        if current.symbol == .closeParenthesis { throw emptyParenthesesFault(open.span.union(current.span)) }
        var items: [Expression] = []
        var height = 0
        repeat {
            if isLabel { throw labelInParenthesesFault() }
            let item = try parseNode()
            items.append(item.expression)
            height = max(height, item.height)
        } while consume(.comma)
        let end = try closeBracket(.closeParenthesis)
        let span = open.span.union(end.span)
        if items.count == 1, let item = items.first {
            return Node(expression: Expression(item.kind, span), height: height)
        }
        return try node(.tuple(items), span, above: height)
    }

    /// Parses `[a, b; c, d]`.
    @inline(never)
    private mutating func parseBrackets() throws(Fault) -> Node {
        let open = openBracket()
        var rows: [[Expression]] = []
        var height = 0
        if current.symbol != .closeBracket {
            repeat {
                var row: [Expression] = []
                repeat {
                    if current.symbol == .colon { throw unexpectedFault() }
                    let item = try parseNode()
                    row.append(item.expression)
                    height = max(height, item.height)
                } while consume(.comma)
                rows.append(row)
            } while consume(.semicolon)
        }
        let end = try closeBracket(.closeBracket)
        return try node(.brackets(rows), open.span.union(end.span), above: height)
    }

    /// Parses `‖A‖`; the second `‖` closes because an operand precedes it.
    @inline(never)
    private mutating func parseNorm() throws(Fault) -> Node {
        let open = advance().span
        let value = try parseNode()
        guard current.symbol == .norm else { throw openNormFault(open) }
        let end = advance().span
        return try node(.norm(value.expression), open.union(end), above: value.height)
    }
}
