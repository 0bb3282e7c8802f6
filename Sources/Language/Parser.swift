/// What parsing a cell gives: the statements that are sound, and what is wrong with the others.
public struct ParseResult: Sendable, Hashable {
    /// The statements that could be parsed, in order; run them only where there is no diagnostic.
    public var statements: [Statement]
    /// One diagnostic for each cause, the earliest place first.
    public var diagnostics: [Diagnostic]

    /// Creates a result.
    public init(statements: [Statement], diagnostics: [Diagnostic]) {
        self.statements = statements
        self.diagnostics = diagnostics
    }
}

/// Parses a cell; after a faulty statement it goes on with the next one.
///
/// - Parameter isCancelled: Asked before each statement; once it is true, the rest is left out.
/// - Complexity: linear in the length of the source, whatever it holds.
public func parse(
    _ source: String, vocabulary: Vocabulary, isCancelled: () -> Bool = { false }
) -> ParseResult {
    var parser = Parser(source, vocabulary: vocabulary)
    parser.parseCell(isCancelled)
    return ParseResult(
        statements: parser.statements, diagnostics: Array(parser.orderedFaults.map(\.diagnostic)))
}

/// Parses the tokens of one cell; `mutating` means that tokens are consumed.
///
/// Parsing recurses, so what lies on the way from one bracket to the next is kept out of line: at the limits below it
/// needs less than a megabyte of stack.
struct Parser {
    /// How deep brackets and prefix operators may nest.
    static let nestingLimit = 100
    /// How deep blocks may nest.
    static let blockLimit = 50
    /// How deep an expression's tree may be, long chains of operators included.
    static let heightLimit = 500
    /// How many diagnostics one cell gives at most.
    static let diagnosticLimit = 100

    let cell: Cell
    var position = 0
    /// The index of the token that was consumed last; -1 before the first.
    var previousPosition = -1
    /// Indices of the brackets that are open where the parser stands.
    var openBrackets: [Int] = []
    var nesting = 0
    /// Indices of the keywords whose blocks are open where the parser stands.
    var blocks: [Int] = []
    /// The most blocks open at the end of the source.
    var openBlocksAtEnd = 0
    /// The keyword of a block whose `end` seems to be missing, by the indentation of the one that closed it.
    var suspect: Int?
    /// Whether what was parsed last is a number, which multiplies a name or `(` that touches it.
    var endsInNumber = false
    /// Set where going on would only repeat the same complaint.
    var isAbandoned = false
    var statements: [Statement] = []
    var faults: [Fault] = []

    init(_ source: String, vocabulary: Vocabulary) {
        cell = Cell(source, vocabulary: vocabulary)
    }

    var tokens: [Token] { cell.tokens }
    var closers: [Int?] { cell.closers }
    var vocabulary: Vocabulary { cell.vocabulary }

    /// The faults by place; those at one place stay in the order they were found.
    var orderedFaults: [Fault] {
        faults.enumerated()
            .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
    }

    // MARK: Statements and recovery

    /// Parses all statements of the cell.
    mutating func parseCell(_ isCancelled: () -> Bool = { false }) {
        while current.symbol != .end, !isAbandoned, !isCancelled() {
            let start = position
            if let statement = parseNextStatement() { statements.append(statement) }
            // Progress guard: no token is looked at by this loop for ever.
            if position == start { position += 1 }
        }
    }

    /// Parses a statement, or skips an empty or a faulty one.
    mutating func parseNextStatement() -> Statement? {
        if current.symbol == .newline || current.symbol == .semicolon {
            advance()
            return nil
        }
        let start = position
        do throws(Fault) {
            var statement = try parseStatement()
            guard current.endsStatement else { throw leftoverFault(statementStart: start) }
            statement?.isQuiet = endsInSemicolon
            return statement
        } catch {
            recover(from: error)
            return nil
        }
    }

    /// Whether the line ends here, behind a `;`.
    private var endsInSemicolon: Bool {
        var index = position
        while tokens[index].symbol == .semicolon { index += 1 }
        return index > position && tokens[index].endsStatement
    }

    /// Notes a fault and goes on where the next statement probably begins.
    mutating func recover(from fault: Fault) {
        var fault = fault
        if let open = openBrackets.last(where: { closers[$0] == nil }), fault.diagnostic.kind != .limit,
            let lineEnd = endOfLine(behind: open)
        {
            if lexicalFault == nil {
                fault = unclosedBracketFault(open, at: lineEnd)
                position = lineEnd
            } else {
                skipToStatement()
            }
        } else if let outermost = openBrackets.first, let closer = closers[outermost] {
            position = max(position, min(closer + 1, tokens.count - 1))
        }
        openBrackets.removeAll()
        note(fault)
        skipStatement()
    }

    /// Notes a fault, up to a sensible number of them.
    mutating func note(_ fault: Fault) {
        faults.append(fault)
        if faults.count >= Parser.diagnosticLimit { isAbandoned = true }
    }

    /// The last end of a line between an open bracket and where the parser stands, or the end of the source.
    private func endOfLine(behind open: Int) -> Int? {
        if current.symbol == .end { return position }
        var index = position
        while index > open {
            if tokens[index].symbol == .newline { return index }
            index -= 1
        }
        return nil
    }

    /// Skips to the end of the line in front of one that looks like a statement.
    private mutating func skipToStatement() {
        while current.symbol != .end {
            if current.symbol == .newline, tokens[position + 1].endsStatement || looksLikeStatement(position + 1) {
                return
            }
            position += 1
        }
    }

    private func looksLikeStatement(_ index: Int) -> Bool {
        switch tokens[index].symbol {
        case .keyword: true
        case .name: vocabulary.verbs[tokens[index].text] != nil || tokens[index + 1].symbol == .equals
        default: false
        }
    }

    /// Skips to the end of the statement; the `end` of a block that is open stays.
    mutating func skipStatement() {
        while !current.endsStatement {
            if current.symbol == .keyword(.end), !blocks.isEmpty, previous.symbol != .dot, !nextIs(.equals) { return }
            if let closer = closers[position] { position = closer }
            advance()
        }
    }

    // MARK: Tokens

    /// The token the parser stands at.
    var current: Token { tokens[position] }

    /// The token that was consumed last.
    var previous: Token { previousPosition < 0 ? Token.start : tokens[previousPosition] }

    /// The token behind the current one.
    var next: Token { tokens[nextPosition] }

    private var nextPosition: Int {
        var index = min(position + 1, tokens.count - 1)
        if !openBrackets.isEmpty {
            while tokens[index].symbol == .newline { index += 1 }
        }
        return index
    }

    /// Whether the token behind the current one has a symbol.
    func nextIs(_ symbol: Symbol) -> Bool { next.symbol == symbol }

    /// Whether the current token touches the one before it.
    var touches: Bool { current.span.start == previous.span.end }

    /// Whether the token behind the current one touches it.
    var nextTouches: Bool { current.span.end == next.span.start }

    /// Consumes the current token; inside brackets also the ends of lines behind it.
    @discardableResult
    @inline(never)
    mutating func advance() -> Token {
        let token = current
        guard token.symbol != .end else { return token }
        previousPosition = position
        position += 1
        if !openBrackets.isEmpty { skipNewlines() }
        return token
    }

    /// Consumes an infix operator or a comma, behind which the line may end.
    @discardableResult
    mutating func advanceOverInfix() -> Token {
        let token = advance()
        skipNewlines()
        return token
    }

    mutating func skipNewlines() {
        while current.symbol == .newline { position += 1 }
    }

    /// Consumes the token if it is the symbol.
    mutating func consume(_ symbol: Symbol) -> Bool {
        guard current.symbol == symbol else { return false }
        advance()
        return true
    }

    /// Consumes an opening bracket.
    mutating func openBracket() -> Token {
        openBrackets.append(position)
        return advance()
    }

    /// Consumes a closing bracket, or explains why it does not stand here.
    mutating func closeBracket(_ symbol: Symbol) throws(Fault) -> Token {
        guard current.symbol == symbol else { throw bracketFault() }
        openBrackets.removeLast()
        return advance()
    }

    /// The source text of a place, shortened where it is long.
    func text(_ span: Span, limit: Int = 60) -> String { cell.text(span, limit: limit) }

    // MARK: Limits

    /// Goes one level deeper; `leave` must follow.
    mutating func enter() throws(Fault) {
        guard nesting < Parser.nestingLimit else {
            throw limitFault(
                "this is nested more than \(Parser.nestingLimit) levels deep", at: current.span,
                hint: "give a part of it a name of its own")
        }
        nesting += 1
    }

    mutating func leave() { nesting -= 1 }

    func limitFault(_ message: String, at span: Span, hint: String? = nil) -> Fault {
        Fault(diagnostic: Diagnostic(.limit, message, at: span, hint: hint))
    }
}
