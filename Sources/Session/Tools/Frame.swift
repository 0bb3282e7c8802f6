import Language

/// What a place lies directly in: a statement, or the innermost bracket that is open there.
///
/// Closed brackets inside it are left out but for their closing one, so that commas and signs are its own.
struct Frame {
    /// What opens the frame.
    enum Opening {
        case statement
        /// `(` or `[` that calls nothing known.
        case bracket
        /// The parenthesis of a call.
        case call(Entry)
    }

    let opening: Opening
    /// The tokens up to the place.
    private(set) var tokens: [Token] = []
    /// What each closed call in the frame calls, by the position of its closing parenthesis.
    private(set) var calls: [Int: Entry] = [:]
    /// What is open around the frame, the innermost last.
    private(set) var enclosing: [Frame] = []
    /// Whether the place begins a line where a statement may begin, though a bracket is open.
    private(set) var mayBeginStatement = false

    private init(_ opening: Opening) { self.opening = opening }

    /// The frame behind the tokens; comments are not among them.
    static func innermost(_ tokens: [Token], _ registry: Registry) -> Frame {
        var open: [Frame] = []
        var current = Frame(.statement)
        for (position, token) in tokens.enumerated() {
            switch (token.kind, token.text) {
            case (.newline, _):
                if current.isOpenAtItsEnd { continue }
                if open.isEmpty {
                    current = Frame(.statement)
                } else if beginsStatement(tokens[(position + 1)...], registry) {
                    // The bracket was forgotten: the line begins anew.
                    open = []
                    current = Frame(.statement)
                } else {
                    current.mayBeginStatement = true
                    continue
                }
            case (.separator, ";") where open.isEmpty: current = Frame(.statement)
            case (.bracket, "("), (.bracket, "["):
                open.append(current)
                current = Frame(current.opening(by: token, registry))
            case (.bracket, _):
                guard var outer = open.popLast() else { continue }
                if case .call(let entry) = current.opening { outer.calls[outer.tokens.count] = entry }
                outer.tokens.append(token)
                current = outer
            default: current.tokens.append(token)
            }
            current.mayBeginStatement = false
        }
        current.enclosing = open
        return current
    }

    /// The labels in the rest of a frame, up to its closing bracket or the end of its statement.
    static func labels(in rest: [Token]) -> Set<String> {
        var labels: Set<String> = []
        var depth = 0
        // A line that ends in a comma goes on.
        let rest = rest.indices.filter { $0 == 0 || rest[$0].kind != .newline || rest[$0 - 1].text != "," }.map {
            rest[$0]
        }
        for (position, token) in rest.enumerated() {
            switch (token.kind, token.text) {
            case (.bracket, "("), (.bracket, "["): depth += 1
            case (.bracket, _): depth -= 1
            case (.separator, ";") where depth == 0: return labels
            case (.newline, _) where depth == 0: return labels
            case (_, "=") where depth == 0 && (position == 1 || (position > 1 && rest[position - 2].text == ",")):
                labels.insert(rest[position - 1].text)
            default: break
            }
            if depth < 0 { return labels }
        }
        return labels
    }

    /// Whether the tokens so far want an operand, so that a line break does not end them.
    private var isOpenAtItsEnd: Bool {
        guard let last = tokens.last else {
            if case .statement = opening { return false }
            return true
        }
        return last.kind == .separator
            || (last.kind == .operator && last.text != "=" && !endsOperand(at: tokens.count - 1))
    }

    /// Whether the token at a position is the last one of an operand.
    func endsOperand(at position: Int) -> Bool {
        let token = tokens[position]
        switch token.kind {
        case .name, .number, .text, .bracket: return true
        case .operator:
            if token.text == "‖" { return tokens[...position].count { $0.text == "‖" }.isMultiple(of: 2) }
            return Self.postfix.contains(token.text.first ?? " ")
        case .keyword, .preposition: return position > 0 && tokens[position - 1].text == "."
        case .comment, .separator, .newline, .invalid: return false
        }
    }

    private static let postfix: Set<Character> = [
        "ᵀ", "'", "′", "?", "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻",
    ]

    private func opening(by bracket: Token, _ registry: Registry) -> Opening {
        guard bracket.text == "(", let callee = tokens.last, callee.span.end == bracket.span.start,
            callee.kind == .name || callee.text == Keyword.step.rawValue,
            tokens.dropLast().last?.text != ".", let entry = registry.entry(callee.text)
        else { return .bracket }
        let isLayer = entry.category == .activation && tokens.dropLast().contains { $0.text == "->" }
        return .call(isLayer ? entry.withoutSubjects : entry)
    }

    /// Whether a line certainly begins a statement: with a verb, a keyword or an assignment.
    private static func beginsStatement(_ line: ArraySlice<Token>, _ registry: Registry) -> Bool {
        guard let first = line.first else { return false }
        if let keyword = Keyword(rawValue: first.text) { return Keyword.statementWords.contains(keyword) }
        let second = line.dropFirst().first
        if second?.kind == .bracket || second?.text == "=" { return false }
        return registry.entry(first.text)?.category == .verb && first.kind == .name && second != nil
    }
}

extension Keyword {
    /// The keywords that begin a statement.
    static let statementWords: [Keyword] = [.for, .while, .if, .else, .sweep, .record, .break, .end, .time]
}
