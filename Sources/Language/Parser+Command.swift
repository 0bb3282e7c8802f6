extension Parser {
    /// Parses `verb word… subject, subject preposition object, option=value`.
    mutating func parseCommand() throws(Fault) -> Command {
        let token = advance()
        var command = Command(verb: Name(token.text, token.span))
        guard let verb = vocabulary.verbs[token.text] else { return command }
        if current.symbol == .dot || current.symbol == .openBracket, touches { throw verbAsOperandFault(token) }
        while current.isWord, verb.words.contains(current.text), !isLabel, !isAppliedWord {
            let word = advance()
            command.words.append(Name(word.text, word.span))
        }
        if let fault = wordFault(verb, command) { throw fault }
        if verb.takesNames {
            try parseNames(of: verb, &command)
        } else {
            try parseSubjects(of: verb, &command)
        }
        try parseObjects(of: verb, &command)
        if consumeComma() {
            guard isLabel else { throw subjectTooLateFault(command) }
            command.options = try parseOptions()
        }
        return command
    }

    /// Whether a word is called, indexed or has a member, and so is a value's name.
    private var isAppliedWord: Bool {
        nextTouches && (nextIs(.openParenthesis) || nextIs(.openBracket) || nextIs(.dot))
    }

    /// Whether a comma stands here with an option behind it.
    private var isCommaBeforeOption: Bool {
        guard current.symbol == .comma else { return false }
        var index = position + 1
        while tokens[index].symbol == .newline { index += 1 }
        return tokens[index].isWord && tokens[index + 1].symbol == .equals
    }

    /// Parses the subjects, up to a preposition or the options.
    private mutating func parseSubjects(of verb: Vocabulary.Verb, _ command: inout Command) throws(Fault) {
        if isLabel { throw missingCommaFault(hint: "a comparison is written ==") }
        guard !current.endsStatement, !isCommaBeforeOption else { return }
        if case .preposition = current.symbol { return }
        repeat {
            command.subjects.append(try parseExpression())
        } while !isCommaBeforeOption && consumeComma()
    }

    /// Parses the bare names behind a verb that takes names; a glyph is a name here too.
    private mutating func parseNames(of verb: Vocabulary.Verb, _ command: inout Command) throws(Fault) {
        while !current.endsStatement, !isCommaBeforeOption {
            if current.symbol == .comma, !command.names.isEmpty {
                advanceOverInfix()
                if current.endsStatement || current.symbol == .comma { throw missingOperandFault() }
            }
            if isLabel { throw missingCommaFault() }
            if case .preposition(let preposition) = current.symbol, verb.prepositions.contains(preposition) { return }
            let isSeparate = command.names.isEmpty || !touches || previous.symbol == .comma
            guard current.isWord || current.kind == .operator, isSeparate else { throw nameExpectedFault(command.verb) }
            command.names.append(bareName(advance()))
        }
    }

    /// A word in its canonical spelling, or a glyph as it stands in the source.
    func bareName(_ token: Token) -> Name {
        Name(token.isWord ? token.text : text(token.span), token.span)
    }

    /// Parses `on D with N`.
    private mutating func parseObjects(of verb: Vocabulary.Verb, _ command: inout Command) throws(Fault) {
        while case .preposition(let preposition) = current.symbol {
            if isLabel { throw missingCommaFault() }
            guard verb.prepositions.contains(preposition) else { throw prepositionFault(verb) }
            if let other = command.objects.first(where: { $0.preposition == preposition }) {
                throw Fault(
                    diagnostic: Diagnostic(
                        .syntax, "`\(preposition)` stands twice behind \(verb.name)", at: other.span, current.span,
                        topic: SyntaxTopic.commands.rawValue))
            }
            let span = advance().span
            command.objects.append(
                Command.Object(preposition: preposition, span: span, value: try parseExpression()))
        }
    }
}
