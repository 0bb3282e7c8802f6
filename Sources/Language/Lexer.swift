/// Splits the UTF-8 bytes of a cell into tokens.
struct Lexer {
    let source: [UInt8]
    var offset = 0
    var tokens: [Token] = []

    init(_ source: [UInt8]) {
        self.source = source
    }

    /// Lexes the whole source.
    mutating func run() {
        if source.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while offset < source.count {
            let start = offset
            lexToken()
            // Progress guard: whatever the source holds, every turn consumes a byte.
            if offset == start { offset += 1 }
        }
    }

    private mutating func lexToken() {
        switch byte(0) {
        case ascii("\n"), ascii("\r"):
            let start = offset
            offset += byte(0) == ascii("\r") && byte(1) == ascii("\n") ? 2 : 1
            append(.newline, from: start, text: "\n")
        case ascii(" "), ascii("\t"), 0x0B, 0x0C:
            offset += 1
        case ascii("#"):
            let start = offset
            skipLine()
            append(.comment, from: start)
        case ascii("\""):
            lexText()
        case ascii("0")...ascii("9"):
            lexNumber()
        case ascii(".") where isDigit(byte(1)) && !touchesOperand:
            lexNumber()
        default:
            let (scalar, length) = scalar(at: offset)
            if scalar.isNameStart {
                lexName()
            } else if scalar.value >= 0x80 && scalar.properties.isWhitespace {
                offset += length
            } else {
                lexSymbol(scalar, length)
            }
        }
    }

    // MARK: Names

    private mutating func lexName() {
        let start = offset
        var isASCII = true
        while offset < source.count {
            let (scalar, length) = scalar(at: offset)
            guard scalar.continuesName else { break }
            isASCII = isASCII && length == 1
            offset += length
        }
        let text = isASCII ? spelling(from: start) : Lexer.canonicalName(spelling(from: start))
        append(Lexer.reservedWords[text] ?? .name, from: start, text: text)
    }

    /// A name's spelling in NFC, the micro sign folded to the Greek letter.
    static func canonicalName(_ name: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars { scalars.append(scalar == "\u{B5}" ? "\u{3BC}" : scalar) }
        return String(scalars).normalized
    }

    /// The keywords and prepositions.
    static let reservedWords: [String: Symbol] = {
        var words: [String: Symbol] = [:]
        for keyword in Keyword.allCases { words[keyword.rawValue] = .keyword(keyword) }
        for preposition in Preposition.allCases { words[preposition.rawValue] = .preposition(preposition) }
        return words
    }()

    // MARK: Bytes

    /// The byte that many places ahead; zero behind the end.
    func byte(_ ahead: Int) -> UInt8 {
        let index = offset + ahead
        return index < source.count ? source[index] : 0
    }

    /// The scalar that begins at a byte, and its length; U+FFFD where none does.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        guard index < source.count else { return ("\u{FFFD}", 1) }
        let first = source[index]
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard length > 1 else { return (Unicode.Scalar(first), 1) }
        guard index + length <= source.count else { return ("\u{FFFD}", 1) }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for next in source[index + 1..<index + length] { value = value << 6 | UInt32(next & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    /// Whether a name or number could go on at a byte.
    func nameContinues(at index: Int) -> Bool {
        index < source.count && scalar(at: index).scalar.continuesName
    }

    mutating func skipLine() {
        while offset < source.count, byte(0) != ascii("\n"), byte(0) != ascii("\r") { offset += 1 }
    }

    /// Whether a value ends exactly here, so that `.5` would be a member of it.
    private var touchesOperand: Bool {
        guard let last = tokens.last, last.span.end == offset else { return false }
        switch last.symbol {
        case .name, .keyword, .preposition, .number, .text, .closeParenthesis, .closeBracket, .transpose, .superscript,
            .prime:
            return true
        default:
            return false
        }
    }

    /// The source text from a byte to where the lexer stands.
    func spelling(from start: Int) -> String {
        String(decoding: source[start..<offset], as: UTF8.self)
    }

    mutating func append(_ symbol: Symbol, kind: Token.Kind? = nil, from start: Int, text: String? = nil) {
        tokens.append(
            Token(
                kind: kind ?? symbol.kind, span: Span(start, offset), text: text ?? spelling(from: start),
                symbol: symbol))
    }
}

/// The byte of an ASCII character.
func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: scalar.value) }

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { byte >= ascii("0") && byte <= ascii("9") }

extension Unicode.Scalar {
    /// Whether a name can begin with the scalar: a letter of any script or `_`.
    var isNameStart: Bool {
        if value < 0x80 { return value == 0x5F || (value | 0x20 >= 0x61 && value | 0x20 <= 0x7A) }
        guard self != "ᵀ" else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    /// Whether a name can go on with the scalar: also digits, subscript digits and combining marks.
    var continuesName: Bool {
        if isNameStart { return true }
        if value < 0x80 { return value >= 0x30 && value <= 0x39 }
        switch properties.generalCategory {
        case .decimalNumber, .nonspacingMark, .spacingMark: return true
        default: return value >= 0x2080 && value <= 0x2089
        }
    }
}
