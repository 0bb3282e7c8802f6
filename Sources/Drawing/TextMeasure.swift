/// Estimates of how wide text is in a usual sans-serif font, for lack of the font itself.
enum TextMeasure {
    /// The width of a text on one line; a little generous, since fonts differ.
    static func width(_ text: String, size: Double) -> Double {
        var units = 0.0
        for character in text { units += units_(of: character) }
        return units * size
    }

    /// The text shortened with an ellipsis so that it fits.
    static func elided(_ text: String, size: Double, to width: Double) -> String {
        if self.width(text, size: size) <= width { return text }
        var used = TextMeasure.width("…", size: size)
        var result = ""
        for character in text {
            used += units_(of: character) * size
            if used > width { break }
            result.append(character)
        }
        return result + "…"
    }

    /// The text broken at spaces into lines that fit, at most `limit` of them.
    static func wrapped(_ text: String, size: Double, to width: Double, limit: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        let words = text.onOneLine.split(separator: " ").map(String.init)
        for (index, word) in words.enumerated() {
            let candidate = line.isEmpty ? word : line + " " + word
            if line.isEmpty || self.width(candidate, size: size) <= width {
                line = candidate
            } else if lines.count + 1 == limit {
                line = ([line] + words[index...].prefix(200)).joined(separator: " ")
                break
            } else {
                lines.append(line)
                line = word
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { elided($0, size: size, to: width) }
    }

    private static func units_(of character: Character) -> Double {
        guard let ascii = character.asciiValue else {
            switch DisplayWidth.columns(of: character) {
            case 0: return 0
            case 2: return 1.05
            default: return "⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉·".contains(character) ? 0.4 : 0.66
            }
        }
        switch ascii {
        case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "I"), UInt8(ascii: "."),
            UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "'"):
            return 0.3
        case UInt8(ascii: " "), UInt8(ascii: "f"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            return 0.37
        case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"), UInt8(ascii: "@"),
            UInt8(ascii: "%"):
            return 0.9
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "<"),
            UInt8(ascii: ">"):
            return 0.69
        default: return 0.58
        }
    }
}
