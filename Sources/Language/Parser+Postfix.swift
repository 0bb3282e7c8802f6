extension Parser {
    /// Parses an operand with what follows it directly: calls, indices, members, `'`, `ᵀ` and superscript powers.
    mutating func parsePostfix() throws(Fault) -> Node {
        // A number, also with a superscript, multiplies a parenthesis that touches it instead of calling it.
        var isNumber = current.symbol == .number
        var base = try parseOperand()
        postfixes: while true {
            switch current.symbol {
            case .openParenthesis where touches && !isNumber:
                base = try parseCall(base)
            case .openBracket where touches:
                guard !isNumber else { throw indexedNumberFault(base.span) }
                base = try parseIndex(base)
            case .dot:
                base = try parseMember(base)
                isNumber = false
            case .transpose:
                let end = advance().span
                base = try node(.transpose(base.expression), base.span.union(end), above: base.height)
                isNumber = false
            case .superscript:
                base = try parseSuperscript(base, isNumber: isNumber)
            case .prime:
                guard touches else { throw primeFault(behind: base.span) }
                let end = advance().span
                base = try node(.derivative(base.expression), base.span.union(end), above: base.height)
                isNumber = false
            default:
                break postfixes
            }
        }
        endsInNumber = isNumber
        return base
    }

    /// Parses `²`; `tanh²(x)` is the square of the call.
    @inline(never)
    private mutating func parseSuperscript(_ base: Node, isNumber: Bool) throws(Fault) -> Node {
        let superscript = advance()
        var base = base
        var end = superscript.span
        if !isNumber, base.expression.isNamed, current.symbol == .openParenthesis, touches {
            if superscript.text.hasPrefix("⁻") { throw inverseFunctionFault(base.span, superscript.span) }
            base = try parseCall(base)
            end = base.span
        }
        var digits = String.UnicodeScalarView()
        for scalar in superscript.text.unicodeScalars {
            if let digit = scalar.superscriptDigit { digits.append(digit) }
        }
        guard let value = Double(String(digits)), value.isFinite else {
            throw Fault(diagnostic: LexicalFault.tooLarge.diagnostic(for: superscript))
        }
        var exponent = try node(.number(value), superscript.span)
        if superscript.text.hasPrefix("⁻") {
            exponent = try node(.unary(.negate, exponent.expression), superscript.span, above: exponent.height)
        }
        return try node(
            .power(base.expression, exponent.expression), base.span.union(end),
            above: max(base.height, exponent.height))
    }

    /// Parses `(a, name=value)` behind a function.
    @inline(never)
    private mutating func parseCall(_ function: Node) throws(Fault) -> Node {
        let list = try parseArguments()
        return try node(
            .call(function.expression, arguments: list.arguments, options: list.options),
            function.span.union(list.end), above: max(function.height, list.height))
    }

    /// The values in the parentheses of a call.
    struct ArgumentList {
        var arguments: [Expression] = []
        var options: [Option] = []
        /// The height of the highest of them.
        var height = 0
        /// The closing parenthesis.
        var end = Span(0, 0)
    }

    /// Parses `(a, name=value)`.
    @inline(never)
    mutating func parseArguments() throws(Fault) -> ArgumentList {
        _ = openBracket()
        var list = ArgumentList()
        var labels: Set<String> = []
        while current.symbol != .closeParenthesis {
            if isLabel {
                let (option, optionHeight) = try parseOption(after: list.options, &labels)
                list.options.append(option)
                list.height = max(list.height, optionHeight)
            } else {
                let argument = try parseNode()
                guard list.options.isEmpty else { throw argumentAfterOptionFault(argument.span, list.options) }
                list.arguments.append(argument.expression)
                list.height = max(list.height, argument.height)
            }
            guard current.symbol == .comma else { break }
            advance()
            if current.symbol == .closeParenthesis { throw missingOperandFault() }
        }
        list.end = try closeBracket(.closeParenthesis).span
        return list
    }

    /// Parses `[1, :]` behind a value.
    @inline(never)
    private mutating func parseIndex(_ value: Node) throws(Fault) -> Node {
        let (subscripts, end, height) = try parseSubscripts()
        return try node(
            .index(value.expression, subscripts), value.span.union(end), above: max(value.height, height))
    }

    /// Parses `[1, :]`; gives the positions, the closing bracket and the height of the highest.
    @inline(never)
    mutating func parseSubscripts() throws(Fault) -> (subscripts: [Subscript], end: Span, height: Int) {
        let open = openBracket()
        var subscripts: [Subscript] = []
        var height = 0
        if current.symbol == .closeBracket { throw emptyIndexFault(open.span.union(current.span)) }
        while true {
            if current.symbol == .colon {
                subscripts.append(.all(advance().span))
            } else {
                let index = try parseNode()
                subscripts.append(.at(index.expression))
                height = max(height, index.height)
            }
            guard consume(.comma) else { break }
        }
        return (subscripts: subscripts, end: try closeBracket(.closeBracket).span, height: height)
    }

    /// Parses `.W1`; any word may be a member's name.
    @inline(never)
    private mutating func parseMember(_ value: Node) throws(Fault) -> Node {
        guard touches else { throw detachedPointFault() }
        let point = advance()
        guard current.isWord else { throw missingMemberFault(point.span) }
        let name = advance()
        return try node(
            .member(value.expression, Name(name.text, name.span)), value.span.union(name.span), above: value.height)
    }
}

extension Expression {
    /// Whether it is a name, a member or a derivative, which can be a function.
    var isNamed: Bool {
        switch kind {
        case .name, .member, .derivative, .gradient: true
        default: false
        }
    }

    /// Whether options may follow it at the end of a statement.
    var takesOptions: Bool {
        switch kind {
        case .call, .network: true
        default: false
        }
    }
}
