extension Character {
    /// How many columns a terminal gives the character: none for a lone combining mark, two for East Asian wide
    /// characters and emoji, one for anything else.
    var displayWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if first.isASCII { return 1 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        let isEmoji = first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
        return isEmoji || wideRanges.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// The character as one line of a terminal can show it: nothing that moves the cursor or changes direction.
    var printable: Character {
        guard unicodeScalars.count == 1, let scalar = unicodeScalars.first else {
            return self == "\r\n" ? " " : self
        }
        if scalar == "\t" || scalar == "\n" || scalar == "\r" { return " " }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        default: return self
        }
    }
}

extension String {
    /// How many columns a terminal gives the string.
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// The string as one line of a terminal can show it.
    var printable: String { String(map(\.printable)) }
}

/// The blocks of Unicode's East Asian Width property W and F, emoji aside.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
]
