extension Parser {
    // MARK: Names

    /// What a word is that cannot be assigned to.
    func reservation(of token: Token) -> String? {
        switch token.symbol {
        case .keyword: "a keyword"
        case .preposition: "a preposition"
        case .name: vocabulary.verbs[token.text] == nil ? nil : "a verb"
        default: nil
        }
    }

    /// Refuses `plot = 3`.
    func checkNotReserved() throws(Fault) {
        if isLabel, let reservation = reservation(of: current) { throw reservedFault(current, reservation) }
    }

    func reservedFault(_ token: Token, _ reservation: String) -> Fault {
        syntaxFault(
            "\(text(token.span)) is \(reservation) and cannot be assigned to", at: token.span,
            hint: "choose another name, such as my_\(token.text)", topic: .names)
    }

    // MARK: Assignments

    /// `a, b` without `=`.
    func valueListFault(_ targets: [Target]) -> Fault {
        if let fault = lexicalFault { return fault }
        let first = targets.first?.span ?? current.span
        if current.endsStatement, previousComma {
            return syntaxFault(
                "a value is missing after the comma", at: Span(tokens[position - 1].span.end, current.span.start),
                topic: .assignment, isMendedByMore: current.symbol == .end)
        }
        return syntaxFault(
            "values separated by commas are no statement", at: first.union(targets.last?.span ?? first),
            hint: "did you mean print \(text(first, limit: 20)), …?", topic: .assignment)
    }

    private var previousComma: Bool {
        var index = position - 1
        while index >= 0, tokens[index].symbol == .newline { index -= 1 }
        return index >= 0 && tokens[index].symbol == .comma
    }

    func countFault(_ targets: [Target], _ values: [Expression]) -> Fault {
        if values.count == targets.count + 1, let fault = decimalCommaFault { return fault }
        let left = targets.count == 1 ? "1 name" : "\(targets.count) names"
        let span = values.dropFirst().reduce(values.first?.span ?? current.span) { $0.union($1.span) }
        return syntaxFault(
            "\(left) cannot take \(values.count) values", at: targets.first?.span ?? span, span,
            hint: targets.count == 1 ? "did you mean [\(text(span, limit: 30))]?" : nil, topic: .assignment)
    }

    /// `x = 0,5`, which in some countries is one number.
    ///
    /// The parser stands behind the second number, or at it.
    private var decimalCommaFault: Fault? {
        let end = current.symbol == .number ? position : position - 1
        guard end >= 2, tokens[end - 2].symbol == .number, tokens[end - 1].symbol == .comma,
            tokens[end].symbol == .number, tokens[end - 2].span.end == tokens[end - 1].span.start,
            tokens[end - 1].span.end == tokens[end].span.start
        else { return nil }
        return syntaxFault(
            "a decimal has a point, not a comma", at: tokens[end - 1].span,
            hint: "did you mean \(tokens[end - 2].text).\(tokens[end].text)?", topic: .numbers)
    }

    /// A `=` behind a value.
    func equalsFault(statementStart: Int? = nil) -> Fault {
        if let start = statementStart {
            let left = tokens[start].span.union(previous.span)
            let isFirst = !tokens[start..<position].contains { $0.symbol == .equals }
            if isFirst, vocabulary.verbs[tokens[start].text] == nil {
                return syntaxFault(
                    "only a name or a member, as in N.W1, can be assigned to", at: left,
                    hint: "a comparison is written ==", topic: .assignment)
            }
        }
        return misplacedFault(
            "`=` only assigns, at the head of a statement", hint: "did you mean ==?", topic: .operators)
    }

    // MARK: Behind a statement

    /// Explains why the statement, or the head of a block, does not end in front of the current token.
    func leftoverFault(statementStart start: Int?) -> Fault {
        switch current.symbol {
        case .equals:
            return equalsFault(statementStart: start)
        case .closeParenthesis, .closeBracket:
            return misplacedFault("this \(quoted) closes nothing", topic: .brackets)
        case .comma:
            return misplacedFault("nothing of this statement can be separated by a comma here", topic: .commands)
        case .keyword(.end), .keyword(.else):
            return misplacedFault("\(quoted) begins a line of its own", topic: .blocks)
        default: break
        }
        if let fault = misplacedTokenFault { return fault }
        if let start, let fault = unknownVerbFault(start) { return fault }
        if isLabel { return isBehindHead(start) ? missingCommaFault() : missingLineEndFault() }
        if case .preposition = current.symbol {
            return misplacedFault(
                "`\(current.text)` follows only a verb", hint: start.flatMap(callHint), topic: .commands)
        }
        if let start, let verb = vocabulary.verbs[tokens[start].text], verb.prepositions == [.on], current.beginsValue,
            previous.symbol == .name, previous.span.end < current.span.start
        {
            let subject = text(tokens[start].span.union(previous.span), limit: 30)
            return sideBySideFault(hint: "did you mean \(subject) on \(text(current.span, limit: 30))?")
        }
        let isWordFirst = start == position - 1 && previous.symbol == .name
        let word = text(previous.span, limit: 30)
        return sideBySideFault(hint: isWordFirst ? "\(word) is not a verb; a call is written \(word)(…)" : nil)
    }

    /// Whether options could follow what stands in front of the current token.
    private func isBehindHead(_ start: Int?) -> Bool {
        guard let start else { return blocks.last.map { tokens[$0].symbol } == .keyword(.sweep) }
        if vocabulary.verbs[tokens[start].text] != nil || previous.symbol == .closeParenthesis { return true }
        return tokens[start..<position].contains {
            $0.symbol == .arrow || ($0.symbol == .name && vocabulary.verbs[$0.text] != nil)
        }
    }

    private func missingLineEndFault() -> Fault {
        misplacedFault(
            "a new line is missing before \(text(current.span, limit: 30)) =",
            hint: "two statements on one line are separated by ;", topic: .assignment)
    }

    /// `trian N on D`: a statement that begins with a word and something else behind it.
    private func unknownVerbFault(_ start: Int) -> Fault? {
        var head = start
        if position - 2 >= start, tokens[position - 2].symbol == .equals { head = position - 1 }
        guard head == position - 1, tokens[head].symbol == .name, head == start || head > 0 else { return nil }
        let word = tokens[head]
        if let keyword = Parser.foreignKeywords[word.text] {
            return syntaxFault(
                "`\(word.text)` is no keyword of this language", at: word.span, hint: keyword, topic: .blocks)
        }
        guard let verb = nearest(to: word.text, in: vocabulary.verbs.keys.sorted()) else { return nil }
        return syntaxFault(
            "\(text(word.span)) is not a verb", at: word.span, hint: "did you mean \(verb)?", topic: .commands)
    }

    /// Words other languages begin statements with.
    private static let foreignKeywords = [
        "elif": "did you mean else if?", "elseif": "did you mean else if?", "elsif": "did you mean else if?",
        "def": "a function is written f(x) = x²", "function": "a function is written f(x) = x²",
        "return": "a cell shows the value of its last line", "import": "everything is at hand without importing it",
        "let": "a variable is written x = 3",
        "var": "a variable is written x = 3", "foreach": "did you mean for?",
        "lambda": "a function is written f(x) = x²",
    ]

    /// For `plot(f) on D`, where the touching parenthesis makes a call of the verb.
    private func callHint(_ start: Int) -> String? {
        guard tokens[start].symbol == .name, vocabulary.verbs[tokens[start].text] != nil,
            tokens[start + 1].symbol == .openParenthesis
        else { return nil }
        return "a parenthesis that touches the verb makes a call of it: leave a space behind \(tokens[start].text)"
    }

    // MARK: Options

    func missingCommaFault(hint: String? = nil) -> Fault {
        misplacedFault(
            "a comma is missing before the option \(text(current.span, limit: 30))=", hint: hint, topic: .options)
    }

    /// Something other than an option behind a comma.
    func optionExpectedFault(_ options: [Option]) -> Fault {
        if current.endsStatement || !(current.beginsValue || current.isWord) { return missingOperandFault() }
        if nextIs(.binary(.equal)), current.isWord {
            return syntaxFault(
                "an option is written with a single =", at: next.span,
                hint: "did you mean \(text(current.span, limit: 30))=…?", topic: .options)
        }
        if let fault = decimalCommaFault { return fault }
        guard let option = options.first else {
            return misplacedFault(
                "behind this comma an option, name=value, is due", topic: .options)
        }
        let isName = current.symbol == .name && (next.endsStatement || next.symbol == .comma)
        return misplacedFault(
            "options stand last",
            hint: "move \(quoted) in front of \(text(option.label.span, limit: 30))="
                + (isName ? ", or give it a value, \(text(current.span, limit: 30))=…" : ""),
            topic: .options)
    }

    func headlessOptionFault(_ value: Span) -> Fault {
        syntaxFault(
            "an option needs a command, a call or a network in front of it", at: value, current.span, topic: .options)
    }

    func recordFault() -> Fault {
        if let fault = lexicalFault { return fault }
        let isCall = current.symbol == .name && nextIs(.openParenthesis) && nextTouches
        let value = current.endsStatement ? "value" : text(current.span, limit: 30) + (isCall ? "(…)" : "")
        return misplacedFault(
            "`record` gives what it notes a name", hint: "write record name = \(value)", topic: .blocks)
    }

    // MARK: Commands

    func verbAsOperandFault(_ verb: Token) -> Fault {
        syntaxFault(
            "\(text(verb.span)) is a verb, not a value", at: verb.span, topic: .commands)
    }

    /// `set sead 7` and `set seed=7`, where a verb's word is meant.
    func wordFault(_ verb: Vocabulary.Verb, _ command: Command) -> Fault? {
        guard command.words.isEmpty, current.isWord, !verb.takesNames else { return nil }
        if isLabel, verb.words.contains(current.text), position + 2 < tokens.count {
            let value = tokens[position + 2].beginsValue ? text(tokens[position + 2].span, limit: 30) : "…"
            return syntaxFault(
                "\(current.text) is a word of \(verb.name), not an option", at: current.span.union(next.span),
                hint: "did you mean \(verb.name) \(current.text) \(value)?", topic: .commands)
        }
        guard !nextTouches, next.symbol == .number || next.symbol == .text,
            let word = nearest(to: current.text, in: verb.words)
        else { return nil }
        return syntaxFault(
            "\(verb.name) is not followed by \(text(current.span, limit: 30))", at: current.span,
            hint: "did you mean \(verb.name) \(word)?", topic: .commands)
    }

    func prepositionFault(_ verb: Vocabulary.Verb) -> Fault {
        let known = verb.prepositions.map { "`\($0.rawValue)`" }
        let list =
            known.count > 1
            ? known.dropLast().joined(separator: ", ") + " or " + (known.last ?? "") : known.first
        return misplacedFault(
            "\(verb.name) does not take \(quoted)",
            hint: list.map { "\(verb.name) takes \($0)" } ?? "\(verb.name) takes no preposition", topic: .commands)
    }

    /// A subject behind the first preposition.
    func subjectTooLateFault(_ command: Command) -> Fault {
        guard current.beginsValue, !nextIs(.binary(.equal)), let object = command.objects.first else {
            return optionExpectedFault([])
        }
        let several = "\(text(object.value.span, limit: 30)), \(text(current.span, limit: 30))"
        let preposition = object.preposition.rawValue
        let meant: String? =
            switch object.preposition {
            case .on where current.symbol == .name:
                "\(text(object.value.span, limit: 30)) => \(text(current.span, limit: 30))"
            case .with, .from: "\(preposition) (\(several))"
            case .over: "a range, \(preposition) -3..3"
            case .on, .to, .by, .of: nil
            }
        return misplacedFault(
            "behind this comma an option, name=value, is due",
            hint: "what \(command.verb.text) is about stands in front of `\(preposition)`"
                + (meant.map { "; did you mean \($0)?" } ?? ""),
            topic: .commands)
    }

    func nameExpectedFault(_ verb: Name) -> Fault {
        if let fault = lexicalFault { return fault }
        return misplacedFault(
            "\(verb.text) takes bare names, separated by spaces",
            hint: current.symbol == .text ? "did you mean \(current.text)?" : nil, topic: .commands)
    }

    // MARK: Blocks

    func missingEndFault(_ block: Int) -> Fault {
        syntaxFault(
            "this \(quote(tokens[block])) has no `end`", at: tokens[block].span, topic: .blocks, isMendedByMore: true)
    }

    func behindEndFault() -> Fault {
        if let fault = lexicalFault { return fault }
        return misplacedFault("nothing can follow `end` on its line", topic: .blocks)
    }

    func elseFault() -> Fault {
        current.symbol == .colon
            ? colonFault()
            : misplacedFault(
                "`else` stands alone on its line", hint: "a condition is written else if …", topic: .blocks)
    }

    func missingInFault(_ names: [Name]) -> Fault {
        if current.symbol == .comma, nextIsBinderName {
            return syntaxFault(
                "several names of one item stand in parentheses", at: names.first?.span ?? current.span, current.span,
                hint:
                    "write (\(text(names.first?.span ?? current.span, limit: 30)), \(text(next.span, limit: 30))) in …",
                topic: .blocks)
        }
        if current.symbol == .equals {
            return misplacedFault("`in` is missing; `=` assigns", hint: "write x in 1..10", topic: .blocks)
        }
        if let fault = lexicalFault { return fault }
        return syntaxFault("`in` is missing here", at: placeBehind, hint: "write x in 1..10", topic: .blocks)
    }

    private var nextIsBinderName: Bool { next.symbol == .name }

    func binderNameFault() -> Fault {
        if let fault = lexicalFault { return fault }
        if current.symbol == .keyword(.in) {
            return misplacedFault("a name is missing before `in`", hint: "write x in 1..10", topic: .blocks)
        }
        if current.endsStatement {
            return syntaxFault(
                "a name is missing after \(quote(previous))", at: placeBehind, hint: "write x in 1..10",
                topic: .blocks, isMendedByMore: current.symbol == .end && previous.symbol == .comma)
        }
        return misplacedFault(
            "a name is due here, not \(quoted)", hint: "write x in 1..10", topic: .blocks)
    }
}
