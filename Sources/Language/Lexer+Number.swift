extension Lexer {
    /// Lexes `1`, `.5`, `1e-4`, `1_000`; what follows a number without a space is left to the parser.
    mutating func lexNumber() {
        let start = offset
        var fault: LexicalFault?
        skipDigits(&fault)
        if byte(0) == ascii(".") {
            if isDigit(byte(1)) {
                offset += 1
                skipDigits(&fault)
            } else if !operatorFollowsPoint {
                offset += 1
                fault = fault ?? .noDigitAfterPoint
            }
        }
        if byte(0) | 0x20 == ascii("e") { skipExponent(&fault) }
        if byte(0) == ascii("."), isDigit(byte(1)) {
            while isDigit(byte(0)) || (byte(0) == ascii(".") && isDigit(byte(1))) { offset += 1 }
            fault = fault ?? .secondPoint
        }
        let text = spelling(from: start).filter { $0 != "_" }
        if fault == nil, Double(text)?.isFinite != true { fault = .tooLarge }
        append(fault.map(Symbol.invalid) ?? .number, kind: .number, from: start, text: text)
    }

    /// Whether the point ahead belongs to `..`, `.*` or `.T`, not to the number.
    private var operatorFollowsPoint: Bool {
        byte(1) == ascii(".") || byte(1) == ascii("*") || (byte(1) == ascii("T") && !nameContinues(at: offset + 2))
    }

    private mutating func skipDigits(_ fault: inout LexicalFault?) {
        while isDigit(byte(0)) || byte(0) == ascii("_") {
            if byte(0) == ascii("_"), !isDigit(byte(1)) { fault = fault ?? .misplacedUnderscore }
            offset += 1
        }
    }

    /// Skips `e-4`; an `e` that begins a name (`2epsilon`) stays, an `e` alone is a fault.
    private mutating func skipExponent(_ fault: inout LexicalFault?) {
        let sign = byte(1) == ascii("-") || byte(1) == ascii("+") ? 1 : 0
        if isDigit(byte(1 + sign)) {
            offset += 1 + sign
            skipDigits(&fault)
        } else if !nameContinues(at: offset + 1) {
            offset += 1
            fault = fault ?? .noDigitAfterExponent
        }
    }
}
