extension Parser {
    /// Explains why no value can begin with the current token.
    @inline(never)
    func missingOperandFault() -> Fault {
        if let fault = lexicalFault { return fault }
        let expectsMore = previous.expectsMore
        switch current.symbol {
        case .newline, .end, .semicolon:
            return syntaxFault(
                "a value is missing after \(quote(previous))", at: placeBehind, topic: topic(of: previous),
                isMendedByMore: current.symbol == .end && (expectsMore || !openBrackets.isEmpty))
        case .prime:
            return singleQuoteFault()
        case .equals where previous.isArithmetic && touches:
            return syntaxFault(
                "`\(text(previous.span))=` is no operator", at: previous.span.union(current.span),
                hint: "write x = x \(text(previous.span)) …", topic: .assignment)
        case .keyword(.not):
            return misplacedFault("`not …` needs parentheses here", hint: "did you mean (not …)?", topic: .operators)
        case .keyword(.for), .keyword(.while), .keyword(.if), .keyword(.sweep), .keyword(.record), .keyword(.break),
            .keyword(.time):
            return misplacedFault("\(quoted) begins a statement and cannot be part of one", topic: .blocks)
        case .keyword(.end) where !openBrackets.isEmpty:
            return misplacedFault("`end` closes a block and is no value", topic: .blocks)
        case .colon:
            return colonFault()
        case .question:
            return misplacedFault(
                "`?` asks for help behind a single name", hint: "did you mean help …?", topic: .commands)
        case .plusMinus:
            return toleranceFault()
        case .closeParenthesis, .closeBracket:
            if openBrackets.isEmpty { return misplacedFault("this \(quoted) closes nothing", topic: .brackets) }
        default: break
        }
        if expectsMore, previous.isInfix, current.isInfix {
            return syntaxFault(
                "a value is missing between \(quote(previous)) and \(quoted)", at: previous.span, current.span,
                topic: .operators)
        }
        let goesOn = current.isInfix && isFirstOnLine
        return misplacedFault(
            "a \(current.symbol == .equals ? "name" : "value") is missing before \(quoted)",
            hint: goesOn ? "to go on from the line before, move \(text(current.span)) to its end" : nil,
            topic: topic(of: current))
    }

    /// Whether the current token is the first of its line.
    private var isFirstOnLine: Bool {
        position > 0 && tokens[position - 1].symbol == .newline && openBrackets.isEmpty
    }

    private func topic(of token: Token) -> SyntaxTopic {
        switch token.symbol {
        case .equals: .assignment
        case .preposition: .commands
        case .keyword: .blocks
        case .arrow: .networks
        case .openBracket, .openParenthesis, .closeBracket, .closeParenthesis: .brackets
        default: .operators
        }
    }

    /// `'text'`, which is written `"text"`.
    private func singleQuoteFault() -> Fault {
        var index = position + 1
        while tokens[index].symbol != .prime, !tokens[index].endsStatement { index += 1 }
        guard tokens[index].symbol == .prime else {
            return misplacedFault("text stands between double quotes", hint: "write \"…\"", topic: .text)
        }
        let span = current.span.union(tokens[index].span)
        let contents = text(Span(current.span.end, tokens[index].span.start))
        return syntaxFault(
            "text stands between double quotes", at: span, hint: "did you mean \"\(contents)\"?", topic: .text)
    }

    /// `:` outside an index.
    func colonFault() -> Fault {
        let isInBrackets = openBrackets.last.map { tokens[$0].symbol == .openBracket } ?? false
        let isLast = tokens[min(position + 1, tokens.count - 1)].endsStatement
        let isInHead = blocks.last.map { !tokens[$0..<position].contains(where: \.endsStatement) } ?? false
        if !isInBrackets, isInHead || (isLast && !blocks.isEmpty) {
            return misplacedFault(
                "the head of a block ends without `:`", hint: isLast ? nil : "its body begins on the next line",
                topic: .blocks)
        }
        return misplacedFault(
            "`:` stands only for a whole direction of an index, as in A[1, :]",
            hint: "a range is written 1..3", topic: .indexing)
    }

    func toleranceFault() -> Fault {
        misplacedFault("`±` stands only to the right of `≈`", hint: "write a ≈ b ± tolerance", topic: .operators)
    }

    // MARK: Operators

    /// `a < b < c`; consumes what follows to show what was meant.
    mutating func chainFault(_ first: Token, _ precedence: Precedence, left: Node) throws(Fault) -> Fault {
        let second = advanceOverInfix()
        var right = try parseOperators(precedence.tighter).span
        switch precedence {
        case .comparison:
            if second.symbol == .approximately, current.symbol == .plusMinus {
                advanceOverInfix()
                right = right.union(try parseOperators(.range).span)
            }
            let operand = text(left.expression.rightOperand)
            return syntaxFault(
                "comparisons do not chain", at: first.span, second.span,
                hint: "did you mean \(text(left.span)) and \(operand) \(text(second.span)) \(text(right))?",
                topic: .operators)
        case .range:
            return syntaxFault(
                "ranges do not chain", at: first.span, second.span, hint: "a step is written 0..1 step 0.1",
                topic: .operators)
        default:
            return syntaxFault(
                "pairs do not chain: one `=>` needs parentheses", at: first.span, second.span, topic: .operators)
        }
    }

    /// `a·b ⊙ c`; consumes what follows to show what was meant.
    mutating func mixedProductsFault(_ first: Token, left: Node) throws(Fault) -> Fault {
        let second = advanceOverInfix()
        let right = try parseOperators(.negation)
        return syntaxFault(
            "`·` and `⊙` side by side need parentheses to say which comes first", at: first.span, second.span,
            hint: "did you mean (\(text(left.span))) \(second.text) \(text(right.span))?", topic: .operators)
    }

    // MARK: Behind a value

    func primeFault(behind value: Span) -> Fault {
        misplacedFault(
            "`'` touches the function it differentiates", hint: "did you mean \(text(value, limit: 30))'?",
            topic: .functions)
    }

    func inverseFunctionFault(_ function: Span, _ power: Span) -> Fault {
        let name = text(function, limit: 30)
        return syntaxFault(
            "\(name)\(text(power))(…) could mean the inverse function or a power", at: function.union(power),
            hint: "write 1/\(name)(…) for the power", topic: .operators)
    }

    func indexedNumberFault(_ number: Span) -> Fault {
        syntaxFault(
            "a number has no index", at: number, current.span, hint: "did you mean \(text(number))*[…]?",
            topic: .indexing)
    }

    func emptyIndexFault(_ span: Span) -> Fault {
        syntaxFault("the index is missing between the brackets", at: span, topic: .indexing)
    }

    func detachedPointFault() -> Fault {
        misplacedFault(
            "a point stands directly behind its value", hint: "the matrix product is written · or @",
            topic: .operators)
    }

    func missingMemberFault(_ point: Span) -> Fault {
        if let fault = lexicalFault { return fault }
        return syntaxFault(
            "a name is missing after the point", at: point,
            hint: current.symbol == .number ? "an index is written x[\(current.text)]" : nil, topic: .names)
    }

    func verbAsValueFault() -> Fault {
        let name = text(current.span)
        if let open = openBrackets.last, open > 0, vocabulary.verbs[tokens[open - 1].text]?.takesNames == true {
            return misplacedFault(
                "\(tokens[open - 1].text) takes bare names, without parentheses",
                hint: "did you mean \(tokens[open - 1].text) \(name)?", topic: .commands)
        }
        return misplacedFault(
            "\(name) is a verb; as part of an expression it needs parentheses", hint: "write \(name)(…)",
            topic: .commands)
    }

    func unexpectedFault() -> Fault {
        if current.symbol == .colon { return colonFault() }
        return misplacedFault("\(quoted) cannot stand here", topic: topic(of: current))
    }
}

extension Token {
    /// Whether an operand must follow the token, so that its line may end behind it.
    var expectsMore: Bool { isInfix || symbol == .comma }

    /// Whether the token is an operator between two operands.
    var isInfix: Bool {
        switch symbol {
        case .arrow, .pair, .range, .plusMinus, .approximately, .caret, .binary, .keyword(.and), .keyword(.or): true
        default: false
        }
    }

    /// Whether the token is one of `+ - * / · ⊙`.
    var isArithmetic: Bool {
        switch symbol {
        case .binary(let name):
            [.add, .subtract, .multiply, .divide, .matrixProduct, .elementwiseProduct].contains(name)
        default: false
        }
    }
}

extension Expression {
    /// Where the right operand of a comparison stands.
    fileprivate var rightOperand: Span {
        switch kind {
        case .binary(_, _, let right, _), .approximately(_, let right, _): right.span
        default: span
        }
    }
}
