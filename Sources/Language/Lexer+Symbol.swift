extension Lexer {
    /// Lexes an operator, a bracket, a separator or a stray character.
    mutating func lexSymbol(_ scalar: Unicode.Scalar, _ length: Int) {
        let start = offset
        if scalar.superscriptDigit != nil || scalar == "⁻" { return lexSuperscript() }
        if let (spelling, symbol) = longSymbol() {
            offset += spelling.utf8.count
            return append(symbol, from: start, text: Lexer.canonicalSpellings[spelling] ?? spelling)
        }
        offset += length
        if let (symbol, text) = Lexer.shortSymbols[scalar] { return append(symbol, from: start, text: text) }
        // A run of one character is one mistake.
        while offset < source.count, self.scalar(at: offset).scalar == scalar { offset += length }
        append(.invalid(.stray), from: start)
    }

    private mutating func lexSuperscript() {
        let start = offset
        if scalar(at: offset).scalar == "⁻" { offset += "⁻".utf8.count }
        let digits = offset
        while offset < source.count {
            let (scalar, length) = scalar(at: offset)
            guard scalar.superscriptDigit != nil else { break }
            offset += length
        }
        append(offset == digits ? .invalid(.signWithoutPower) : .superscript, from: start)
    }

    /// The symbol of two or more ASCII characters that stands here.
    private func longSymbol() -> (spelling: String, symbol: Symbol)? {
        let second = byte(1)
        switch byte(0) {
        case ascii("+") where second == ascii("/") && byte(2) == ascii("-"): return ("+/-", .plusMinus)
        case ascii("-") where second == ascii(">"): return ("->", .arrow)
        case ascii("=") where second == ascii(">"): return ("=>", .pair)
        case ascii("=") where second == ascii("="): return ("==", .binary(.equal))
        case ascii("!") where second == ascii("="): return ("!=", .binary(.notEqual))
        case ascii("<") where second == ascii("="): return ("<=", .binary(.lessOrEqual))
        case ascii(">") where second == ascii("="): return (">=", .binary(.greaterOrEqual))
        case ascii("~") where second == ascii("~"): return ("~~", .approximately)
        case ascii("*") where second == ascii("*"): return ("**", .invalid(.stray))
        case ascii("/") where second == ascii("/"): return ("//", .invalid(.stray))
        case ascii(".") where second == ascii("*"): return (".*", .binary(.elementwiseProduct))
        case ascii(".") where second == ascii("T") && !nameContinues(at: offset + 2): return (".T", .transpose)
        case ascii(".") where second == ascii("."):
            return byte(2) == ascii(".") ? ("...", .invalid(.stray)) : ("..", .range)
        default: return nil
        }
    }

    /// ASCII spellings that have a glyph as their canonical spelling.
    private static let canonicalSpellings = [
        "+/-": "±", "!=": "≠", "<=": "≤", ">=": "≥", "~~": "≈", ".*": "⊙", ".T": "ᵀ",
    ]

    /// Symbols of one character, look-alikes included, with their canonical spelling.
    private static let shortSymbols: [Unicode.Scalar: (Symbol, String)] = [
        ";": (.semicolon, ";"), ",": (.comma, ","), ":": (.colon, ":"), "?": (.question, "?"), ".": (.dot, "."),
        "(": (.openParenthesis, "("), ")": (.closeParenthesis, ")"),
        "[": (.openBracket, "["), "]": (.closeBracket, "]"),
        "‖": (.norm, "‖"), "∥": (.norm, "‖"),
        "ᵀ": (.transpose, "ᵀ"), "'": (.prime, "'"), "′": (.prime, "'"), "∇": (.nabla, "∇"),
        "=": (.equals, "="), "→": (.arrow, "->"), "±": (.plusMinus, "±"), "≈": (.approximately, "≈"),
        "^": (.caret, "^"),
        "·": (.binary(.matrixProduct), "·"), "⋅": (.binary(.matrixProduct), "·"),
        "\u{387}": (.binary(.matrixProduct), "·"), "@": (.binary(.matrixProduct), "·"),
        "⊙": (.binary(.elementwiseProduct), "⊙"), "*": (.binary(.multiply), "*"), "/": (.binary(.divide), "/"),
        "+": (.binary(.add), "+"), "-": (.binary(.subtract), "-"), "−": (.binary(.subtract), "-"),
        "<": (.binary(.less), "<"), ">": (.binary(.greater), ">"), "≤": (.binary(.lessOrEqual), "≤"),
        "≥": (.binary(.greaterOrEqual), "≥"), "≠": (.binary(.notEqual), "≠"),
    ]
}

extension Unicode.Scalar {
    /// The ASCII digit of a superscript digit.
    var superscriptDigit: Unicode.Scalar? {
        switch value {
        case 0xB9: "1"
        case 0xB2: "2"
        case 0xB3: "3"
        case 0x2070, 0x2074...0x2079: Unicode.Scalar(0x30 + value - 0x2070)
        default: nil
        }
    }
}
