extension LexicalFault {
    /// Explains the fault of a token.
    func diagnostic(for token: Token) -> Diagnostic {
        let span = token.span
        switch self {
        case .stray:
            let (message, hint) = LexicalFault.explainStray(token.text)
            return Diagnostic(.syntax, message, at: span, hint: hint, topic: SyntaxTopic.symbols.rawValue)
        case .unclosedText:
            return Diagnostic(
                .syntax, "this text has no closing \" on its line", at: Span(span.start, span.start + 1),
                topic: SyntaxTopic.text.rawValue)
        case .unknownEscape:
            return Diagnostic(
                .syntax, "this text holds a \\ that begins no escape", at: span,
                hint: "write \\\\ for a backslash; \\n, \\t, \\r, \\0, \\\" and \\u{…} are the escapes",
                topic: SyntaxTopic.text.rawValue)
        case .noDigitAfterPoint:
            return number("a number needs a digit after its point", span, hint: "did you mean \(token.text)0?")
        case .noDigitAfterExponent:
            let mantissa = token.text.dropLast()
            return number(
                "a number needs a digit after its e", span,
                hint: "write \(mantissa)e3 for a power of ten, \(mantissa)*e for a product with e")
        case .misplacedUnderscore:
            return number("an underscore in a number stands between two digits", span)
        case .secondPoint:
            return number("a number has one decimal point", span, hint: "a range is written 1..3")
        case .tooLarge:
            return number("this number is too large", span, hint: "the largest is about 1.8e308")
        case .signWithoutPower:
            return Diagnostic(
                .syntax, "a superscript digit is missing after ⁻", at: span, hint: "the minus sign is -",
                topic: SyntaxTopic.symbols.rawValue)
        }
    }

    private func number(_ message: String, _ span: Span, hint: String? = nil) -> Diagnostic {
        Diagnostic(.syntax, message, at: span, hint: hint, topic: SyntaxTopic.numbers.rawValue)
    }

    /// Names a character that means nothing, and what it is probably written for.
    private static func explainStray(_ text: String) -> (message: String, hint: String?) {
        if text == "&&" { return ("`&&` is no operator", "did you mean and?") }
        if text == "||" { return ("`||` is no operator", "did you mean or? The norm is ‖x‖ or norm(x)") }
        if text == "**" { return ("`**` is no operator", "a power is written ^, as in x^2, or x²") }
        if text == "//" { return ("`//` is no operator", "a comment begins with #") }
        if text == "..." { return ("a range is written with two points", "did you mean ..?") }
        guard let scalar = text.unicodeScalars.first else { return ("this means nothing here", nil) }
        let hint = strayHints[scalar]
        if scalar.isASCII, scalar.value > 0x20, scalar.value < 0x7F { return ("`\(scalar)` means nothing here", hint) }
        let code = String(scalar.value, radix: 16, uppercase: true)
        let name =
            scalar.properties.name?.lowercased()
            ?? "the character U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return ("an invisible character stands here: \(name)", "delete it")
        case .nonspacingMark, .spacingMark, .enclosingMark:
            return ("a combining mark stands behind no letter: \(name)", nil)
        default:
            return ("`\(scalar)` (\(name)) means nothing here", hint)
        }
    }

    private static let strayHints: [Unicode.Scalar: String] = [
        "×": "a product is written * for numbers, · for matrices", "∗": "did you mean *?", "∙": "did you mean ·?",
        "•": "did you mean ·?", "⊗": "did you mean ⊙?", "⨀": "did you mean ⊙?", "∘": "did you mean ⊙?",
        "÷": "did you mean /?", "∕": "did you mean /?", "–": "did you mean -?", "—": "did you mean -?",
        "‐": "did you mean -?", "‑": "did you mean -?", "“": "text stands between straight quotes: \"…\"",
        "”": "text stands between straight quotes: \"…\"", "„": "text stands between straight quotes: \"…\"",
        "‘": "text stands between straight quotes: \"…\"", "’": "text stands between straight quotes: \"…\"",
        "`": "text stands between straight quotes: \"…\"", "…": "a range is written with two points: 1..3",
        "⇒": "did you mean =>?", "⟶": "did you mean ->?", "≔": "did you mean =?", "≃": "did you mean ≈?",
        "≅": "did you mean ≈?", "∼": "did you mean ≈?", "~": "did you mean ~~ (≈)?", "⩽": "did you mean ≤?",
        "⩾": "did you mean ≥?", "∧": "did you mean and?", "∨": "did you mean or?", "¬": "did you mean not?",
        "&": "did you mean and?", "|": "the norm is ‖x‖ or norm(x)",
        "!": "did you mean not?", "%": "a comment begins with #; the remainder is a - b*floor(a/b)",
        "$": "formulas are written without $",
        "\\": "press Tab behind \\name to turn it into its character",
        "{": "lists stand in [ ]; a block ends with end",
        "}": "lists stand in [ ]; a block ends with end",
        "√": "did you mean sqrt(…)?", "∈": "did you mean in?", "½": "did you mean 0.5?", "¼": "did you mean 0.25?",
        "¾": "did you mean 0.75?", "、": "did you mean a comma?", "，": "did you mean a comma?",
        "（": "did you mean (?", "）": "did you mean )?",
    ]
}
