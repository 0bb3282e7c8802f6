extension Parser {
    /// Explains why neither a closing bracket nor a comma stands here, inside brackets.
    func bracketFault() -> Fault {
        if let fault = lexicalFault { return fault }
        guard let open = openBrackets.last else { return unexpectedFault() }
        let isParenthesis = tokens[open].symbol == .openParenthesis
        switch current.symbol {
        case .closeParenthesis, .closeBracket:
            return syntaxFault(
                "\(quote(tokens[open])) cannot be closed by \(quoted)", at: tokens[open].span, current.span,
                hint: "did you mean \(isParenthesis ? ")" : "]")?", topic: .brackets)
        case .equals:
            return equalsFault()
        case _ where isLabel && closers[open] != nil:
            return missingCommaFault()
        default: break
        }
        if closers[open] == nil { return unclosedBracketFault(open, at: position) }
        if let fault = misplacedTokenFault { return fault }
        if current.symbol == .semicolon {
            return misplacedFault("`;` separates only the rows of [ ]", topic: .brackets)
        }
        let separators =
            tokens[position - 1].symbol == .newline
            ? "a new row begins with ;" : "items are separated by commas, rows by ;"
        return sideBySideFault(hint: isParenthesis ? nil : separators)
    }

    /// A bracket that is open at the token before an index, where it should have been closed.
    func unclosedBracketFault(_ open: Int, at index: Int) -> Fault {
        var last = index
        while last > open + 1, tokens[last - 1].symbol == .newline { last -= 1 }
        let place = tokens[max(last - 1, open)].span.end
        let closer = tokens[open].symbol == .openParenthesis ? ")" : "]"
        return syntaxFault(
            "this \(quote(tokens[open])) is not closed: a `\(closer)` is missing", at: tokens[open].span,
            Span(place, place), topic: .brackets, isMendedByMore: current.symbol == .end)
    }

    func openNormFault(_ open: Span) -> Fault {
        if let fault = lexicalFault { return fault }
        if !current.endsStatement, current.beginsValue { return sideBySideFault() }
        return syntaxFault("this `‖` has no partner that closes it", at: open, placeBehind, topic: .operators)
    }

    func emptyParenthesesFault(_ span: Span) -> Fault {
        syntaxFault("a value is missing between the parentheses", at: span, topic: .brackets)
    }

    func labelInParenthesesFault() -> Fault {
        syntaxFault(
            "an option stands only behind a function, whose `(` touches it", at: current.span,
            hint: "a comparison is written ==", topic: .options)
    }

    /// Two values with nothing between them.
    func sideBySideFault(hint: String? = nil) -> Fault {
        if let fault = lexicalFault { return fault }
        guard current.beginsValue else { return unexpectedFault() }
        if current.symbol == .name, nextIs(.arrow), vocabulary.activations.contains(current.text) {
            return misplacedFault(
                "the inputs of a network have no activation", hint: "write the number of inputs alone in front of ->",
                topic: .networks)
        }
        let left = text(previous.span, limit: 30)
        var hint = hint
        if isVerb || current.text == "then" || current.text == "do" {
            // `for k in 1..3 print k` and `if 1 < 2 then …` mean no product.
            hint = hint ?? "what a block runs begins on a new line"
        } else if current.text == "mod" {
            hint = "the remainder is written a - b*floor(a/b)"
        } else if previous.symbol == .number, current.symbol == .name || current.symbol == .openParenthesis {
            hint = hint ?? "did you mean \(left)*\(current.symbol == .name ? text(current.span, limit: 30) : "(…)")?"
        } else if previous.symbol == .name, current.symbol == .openParenthesis {
            hint = "a call is written \(left)(…), a product \(left)*(…)"
        }
        return misplacedFault(
            "a comma or an operator is missing before \(quoted)", hint: hint, topic: .operators)
    }

    /// An argument behind an option of a call.
    func argumentAfterOptionFault(_ argument: Span, _ options: [Option]) -> Fault {
        syntaxFault(
            "options stand last", at: argument,
            hint: options.first.map {
                "move \(text(argument, limit: 30)) in front of \(text($0.label.span, limit: 30))="
            }, topic: .options)
    }
}

extension Token {
    /// Whether a value can begin with the token.
    var beginsValue: Bool {
        switch symbol {
        case .name, .number, .text, .openParenthesis, .openBracket, .nabla, .keyword(.not): true
        default: false
        }
    }
}
