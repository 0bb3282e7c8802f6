extension Parser {
    /// Parses one statement; what ends it is left to the caller.
    ///
    /// - Returns: `nil` for a block whose head is faulty, which is noted already.
    mutating func parseStatement() throws(Fault) -> Statement? {
        let start = current.span
        try checkNotReserved()
        guard let kind = try parseStatementKind() else { return nil }
        return Statement(kind, start.union(previous.span))
    }

    private mutating func parseStatementKind() throws(Fault) -> Statement.Kind? {
        if let name = parseHelp() { return .help(name) }
        switch current.symbol {
        case .keyword(.for): return try parseFor()
        case .keyword(.while): return try parseWhile()
        case .keyword(.if): return try parseIf()
        case .keyword(.sweep): return try parseSweep(targets: [])
        case .keyword(.record): return try parseRecord()
        case .keyword(.break):
            guard isInside(.for, .while, .sweep) else {
                throw misplacedFault("`break` stands only inside for, while or sweep", topic: .blocks)
            }
            advance()
            return .breakLoop
        case .keyword(.end):
            throw misplacedFault("this `end` closes nothing", topic: .blocks)
        case .keyword(.else):
            throw misplacedFault("this `else` belongs to no `if`", topic: .blocks)
        case .keyword(.time): return try parseTimed()
        default: break
        }
        if isDefinition { return try parseDefinition() }
        if isVerb { return .command(try parseCommand()) }
        if let targets = try parseTargets() { return try parseAssignment(targets) }
        let value = try parseExpression()
        return .expression(value, options: try parseTrailingOptions(behind: [value]))
    }

    /// Parses `name?`, also behind a glyph.
    private mutating func parseHelp() -> Name? {
        guard current.isWord || current.kind == .operator, nextIs(.question), position + 2 < tokens.count,
            tokens[position + 2].endsStatement
        else { return nil }
        let token = advance()
        advance()
        return bareName(token)
    }

    /// Whether a verb's command begins here; with a parenthesis that touches it a verb is a function.
    var isVerb: Bool {
        current.symbol == .name && vocabulary.verbs[current.text] != nil
            && !(nextIs(.openParenthesis) && nextTouches)
    }

    // MARK: Assignments

    /// Parses `a, N.W1, N.W2[1, :] =` at the head of a statement; `nil` and nothing consumed where no assignment stands.
    private mutating func parseTargets() throws(Fault) -> [Target]? {
        var index = position
        var targets: [Target] = []
        var hasComma = false
        /// Where the brackets of targets open.
        var brackets: [(target: Int, position: Int)] = []
        while tokens[index].isWord, reservation(of: tokens[index]) == nil {
            var target = Target(name: Name(tokens[index].text, tokens[index].span))
            index += 1
            if tokens[index].symbol == .dot, tokens[index + 1].isWord {
                target.member = Name(tokens[index + 1].text, tokens[index + 1].span)
                index += 2
            }
            if let end = closingBracket(touching: index) {
                brackets.append((target: targets.count, position: index))
                index = end + 1
            }
            targets.append(Target(name: target.name, member: target.member))
            if tokens[index].symbol == .equals {
                for bracket in brackets {
                    position = bracket.position
                    let (subscripts, end, _) = try parseSubscripts()
                    let whole = targets[bracket.target]
                    targets[bracket.target] = Target(
                        name: whole.name, member: whole.member, subscripts: subscripts, span: whole.span.union(end))
                }
                position = index
                advance()
                return targets
            }
            guard tokens[index].symbol == .comma else { break }
            hasComma = true
            index += 1
            while tokens[index].symbol == .newline { index += 1 }
        }
        // Only an assignment begins with names and commas, so there is nothing else to try.
        guard hasComma, brackets.isEmpty else { return nil }
        position = index
        try checkNotReserved()
        throw valueListFault(targets)
    }

    /// Where the bracket closes that opens at a token and touches what precedes; `nil` where none does.
    private func closingBracket(touching start: Int) -> Int? {
        guard tokens[start].symbol == .openBracket, start > 0, tokens[start].span.start == tokens[start - 1].span.end
        else { return nil }
        var depth = 0
        for index in start..<tokens.count {
            switch tokens[index].symbol {
            case .openBracket, .openParenthesis: depth += 1
            case .closeBracket, .closeParenthesis: depth -= 1
            default: break
            }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Parses what stands right of `=`.
    private mutating func parseAssignment(_ targets: [Target]) throws(Fault) -> Statement.Kind? {
        if current.symbol == .keyword(.sweep) { return try parseSweep(targets: targets) }
        if isVerb { return .commandAssignment(targets: targets, try parseCommand()) }
        var values: [Expression] = []
        var options: [Option] = []
        repeat {
            if !values.isEmpty, isLabel {
                options = try parseOptions(behind: values)
                break
            }
            values.append(try parseExpression())
        } while consumeComma()
        guard values.count == 1 || values.count == targets.count else { throw countFault(targets, values) }
        return .assignment(targets: targets, values: values, options: options)
    }

    // MARK: Options

    /// Whether `name =` stands here, the label of an option.
    var isLabel: Bool { current.isWord && nextIs(.equals) }

    /// Consumes a comma and the ends of lines behind it.
    mutating func consumeComma() -> Bool {
        guard current.symbol == .comma else { return false }
        advanceOverInfix()
        return true
    }

    /// Parses `, label=value, …` behind the values of a statement.
    private mutating func parseTrailingOptions(behind values: [Expression]) throws(Fault) -> [Option] {
        guard consumeComma() else { return [] }
        return try parseOptions(behind: values)
    }

    /// Parses options behind the values that may be their head.
    private mutating func parseOptions(behind values: [Expression]) throws(Fault) -> [Option] {
        if isLabel, values.count == 1, let value = values.first, !value.takesOptions {
            throw headlessOptionFault(value.span)
        }
        return try parseOptions()
    }

    /// Parses `label=value, label=value` up to the end of the statement.
    mutating func parseOptions() throws(Fault) -> [Option] {
        var options: [Option] = []
        var labels: Set<String> = []
        repeat {
            guard isLabel else { throw optionExpectedFault(options) }
            options.append(try parseOption(after: options, &labels).option)
        } while consumeComma()
        return options
    }

    /// Parses one `label=value`; the label may be any word that is not among the labels before it.
    mutating func parseOption(
        after options: [Option], _ labels: inout Set<String>
    ) throws(Fault) -> (option: Option, height: Int) {
        let label = advance()
        if !labels.insert(label.text).inserted, let other = options.first(where: { $0.label.text == label.text }) {
            throw Fault(
                diagnostic: Diagnostic(
                    .syntax, "\(text(label.span)) is given twice", at: other.label.span, label.span,
                    topic: SyntaxTopic.options.rawValue))
        }
        advance()
        let value = try parseNode()
        return (Option(label: Name(label.text, label.span), value: value.expression), value.height)
    }
}
