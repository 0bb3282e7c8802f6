extension Lexer {
    /// Lexes `"…"`, which ends on its line.
    mutating func lexText() {
        let start = offset
        var contents: [UInt8] = []
        var fault: LexicalFault? = .unclosedText
        var escapeFault: LexicalFault?
        offset += 1
        while offset < source.count, byte(0) != ascii("\n"), byte(0) != ascii("\r") {
            if byte(0) == ascii("\"") {
                offset += 1
                fault = escapeFault
                break
            }
            if byte(0) == ascii("\\") {
                if let escaped = lexEscape() { contents += escaped } else { escapeFault = .unknownEscape }
            } else {
                contents.append(byte(0))
                offset += 1
            }
        }
        append(
            fault.map(Symbol.invalid) ?? .text, kind: .text, from: start,
            text: String(decoding: contents, as: UTF8.self))
    }

    /// Consumes `\n`, `\u{3b7}` and the like; `nil` and the backslash alone consumed where none stands.
    mutating func lexEscape() -> [UInt8]? {
        let start = offset
        offset += 2
        switch byte(-1) {
        case ascii("n"): return [0x0A]
        case ascii("t"): return [0x09]
        case ascii("r"): return [0x0D]
        case ascii("0"): return [0]
        case ascii("\""), ascii("'"), ascii("\\"): return [byte(-1)]
        case ascii("u") where byte(0) == ascii("{"):
            let digits = source[(offset + 1)...].prefix(9).prefix { $0 != ascii("}") }
            let text = String(decoding: digits, as: UTF8.self)
            if text.utf8.count <= 8, digits.endIndex < source.count, source[digits.endIndex] == ascii("}"),
                let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value), !text.hasPrefix("+")
            {
                offset = digits.endIndex + 1
                return Array(String(scalar).utf8)
            }
        default: break
        }
        offset = start + 1
        return nil
    }
}
