/// A word, number, text or symbol of the source, for completion and highlighting.
public struct Token: Sendable, Hashable {
    /// What a token is, as far as the source alone tells: verbs and functions are names here.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case name
        case keyword
        case preposition
        case number
        case text
        case comment
        case `operator`
        case bracket
        case separator
        case newline
        case invalid
    }

    /// What the token is.
    public let kind: Kind
    /// Where it stands.
    public let span: Span
    /// Its canonical spelling: glyphs for ASCII spellings, NFC, a number without `_`, a text's contents.
    public let text: String
    /// What the parser takes it for.
    let symbol: Symbol

    /// What stands before the first token.
    static let start = Token(kind: .newline, span: Span(0, 0), text: "", symbol: .newline)

    /// Whether the token is a word, which can stand behind `.` and as an option's label.
    var isWord: Bool {
        switch symbol {
        case .name, .keyword, .preposition: true
        default: false
        }
    }

    /// Whether the token ends a statement.
    var endsStatement: Bool { symbol == .newline || symbol == .semicolon || symbol == .end }
}

/// What the parser takes a token for.
enum Symbol: Sendable, Hashable {
    case name
    case keyword(Keyword)
    case preposition(Preposition)
    case number
    case text
    case comment
    case newline
    case semicolon
    case comma
    case colon
    case question
    case dot
    case openParenthesis
    case closeParenthesis
    case openBracket
    case closeBracket
    case norm
    case transpose
    /// A run of superscript digits, with or without `⁻`.
    case superscript
    case prime
    case nabla
    case equals
    case arrow
    case pair
    case range
    case plusMinus
    case approximately
    case caret
    case binary(BinaryOperator)
    case invalid(LexicalFault)
    case end

    /// What the symbol is for highlighting.
    var kind: Token.Kind {
        switch self {
        case .name: .name
        case .keyword: .keyword
        case .preposition: .preposition
        case .number: .number
        case .text: .text
        case .comment: .comment
        case .newline, .end: .newline
        case .comma, .semicolon, .colon: .separator
        case .openParenthesis, .closeParenthesis, .openBracket, .closeBracket: .bracket
        case .invalid: .invalid
        case .question, .dot, .norm, .transpose, .superscript, .prime, .nabla, .equals, .arrow, .pair, .range,
            .plusMinus, .approximately, .caret, .binary:
            .operator
        }
    }
}

/// Why a token is none of the language's.
enum LexicalFault: Sendable, Hashable {
    case stray
    case unclosedText
    case unknownEscape
    case noDigitAfterPoint
    case noDigitAfterExponent
    case misplacedUnderscore
    case secondPoint
    case tooLarge
    case signWithoutPower
}

/// Splits a source text into tokens; broken code gives tokens of kind `invalid`, never an error.
public func tokenize(_ source: String) -> [Token] {
    var lexer = Lexer(Array(source.utf8))
    lexer.run()
    return lexer.tokens
}
