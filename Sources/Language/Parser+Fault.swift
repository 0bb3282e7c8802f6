extension Parser {
    /// A syntax error.
    func syntaxFault(
        _ message: String, at spans: Span..., hint: String? = nil, topic: SyntaxTopic, isMendedByMore: Bool = false
    ) -> Fault {
        var diagnostic = Diagnostic(.syntax, message, at: current.span, hint: hint, topic: topic.rawValue)
        diagnostic.spans = spans
        return Fault(diagnostic: diagnostic, isMendedByMore: isMendedByMore)
    }

    /// A syntax error about the current token.
    func misplacedFault(_ message: String, hint: String? = nil, topic: SyntaxTopic) -> Fault {
        syntaxFault(message, at: current.span, hint: hint, topic: topic)
    }

    /// The place just behind the last token.
    var placeBehind: Span { Span(previous.span.end, previous.span.end) }

    /// The current token in backticks.
    var quoted: String { quote(current) }

    func quote(_ token: Token) -> String { "`\(text(token.span, limit: 30))`" }

    /// What is wrong with the current token itself.
    var lexicalFault: Fault? {
        guard case .invalid(let fault) = current.symbol else { return nil }
        return Fault(diagnostic: fault.diagnostic(for: current))
    }

    /// Explains a token that means nothing behind a value, wherever the value stands.
    var misplacedTokenFault: Fault? {
        if let fault = lexicalFault { return fault }
        switch current.symbol {
        case .norm:
            return misplacedFault(
                "this `‖` closes nothing", hint: "in front of a norm stands an operator, as in 2*‖x‖",
                topic: .operators)
        case .plusMinus:
            return toleranceFault()
        case .colon:
            return colonFault()
        case .question:
            return misplacedFault("`?` asks for help behind a single name", topic: .commands)
        case .keyword(.step):
            let isInLayer = position >= 2 && tokens[position - 2].symbol == .arrow
            return misplacedFault(
                "`step` follows a range, as in 0..1 step 0.1",
                hint: isInLayer ? "a step has no slope to learn by: sigmoid is the smooth one" : nil, topic: .operators)
        case .keyword(.in):
            return misplacedFault("`in` stands only in the line of for and sweep", topic: .blocks)
        case .prime:
            return missingOperandFault()
        default:
            return nil
        }
    }
}
