/// The room that text takes in a terminal.
public enum DisplayWidth {
    /// Counts the terminal columns of a text: combining marks take none, East Asian wide characters and emoji two.
    public static func columns(of text: String) -> Int {
        var total = 0
        for character in text { total += columns(of: character) }
        return total
    }

    /// Counts the terminal columns of one character as a reader sees it.
    static func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii >= 0x20 && ascii != 0x7F ? 1 : 0 }
        var width = 0
        for scalar in character.unicodeScalars {
            // The emoji selector asks for the wide, coloured form of what precedes it.
            if scalar.value == 0xFE0F && width > 0 { return 2 }
            if width == 0 { width = columns(of: scalar) }
        }
        return width
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        let value = scalar.value
        if (0x1160...0x11FF).contains(value) { return 0 }
        if value < 0x1100 { return 1 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(value) } ? 2 : 1
    }

    /// The blocks that Unicode's East Asian Width calls wide or full-width.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE4, 0x17000...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265,
        0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}

extension String {
    /// The text followed by spaces up to the given columns.
    func padded(to columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - DisplayWidth.columns(of: self)))
    }

    /// The text preceded by spaces up to the given columns.
    func paddedLeft(to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - DisplayWidth.columns(of: self))) + self
    }

    /// The text shortened with an ellipsis so that it takes at most the given columns.
    func elided(to columns: Int, ellipsis: String = "…") -> String {
        if DisplayWidth.columns(of: self) <= columns { return self }
        let room = columns - DisplayWidth.columns(of: ellipsis)
        guard room > 0 else { return "" }
        var result = ""
        var used = 0
        for character in self {
            let width = DisplayWidth.columns(of: character)
            if used + width > room { break }
            result.append(character)
            used += width
        }
        return result + ellipsis
    }

    /// The text broken at spaces into lines of at most the given columns.
    func wrapped(to columns: Int, ellipsis: String = "…") -> [String] {
        var lines: [String] = []
        var line = ""
        for word in onOneLine.split(separator: " ") {
            let piece = String(word).elided(to: columns, ellipsis: ellipsis)
            let needed = DisplayWidth.columns(of: line) + 1 + DisplayWidth.columns(of: piece)
            if line.isEmpty {
                line = piece
            } else if needed <= columns {
                line += " " + piece
            } else {
                lines.append(line)
                line = piece
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// The text on one line: line breaks and other control characters become spaces.
    var onOneLine: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .lineSeparator, .paragraphSeparator: " "
                    default: scalar
                    }
                }))
    }
}
