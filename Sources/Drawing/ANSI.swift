/// Escape sequences of terminals with colours.
public enum ANSI {
    /// Back to the terminal's own colours.
    static let reset = "\u{1B}[0m"

    /// Text in a colour.
    static func foreground(_ color: Color) -> String { "\u{1B}[38;2;\(color.red);\(color.green);\(color.blue)m" }

    /// Paper in a colour.
    static func background(_ color: Color) -> String { "\u{1B}[48;2;\(color.red);\(color.green);\(color.blue)m" }

    /// A text for a terminal with 256 colours: each 24-bit colour in it becomes the nearest of them.
    public static func in256Colors(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<start]
            rest = rest[start...]
            guard let end = rest.firstIndex(of: "m") else { break }
            let parts = rest[..<end].dropFirst(2).split(separator: ";").compactMap { Int($0) }
            if parts.count == 5, parts[1] == 2 {
                result += "\u{1B}[\(parts[0]);5;\(index(red: parts[2], green: parts[3], blue: parts[4]))m"
            } else {
                result += rest[...end]
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The nearest of the colours 16 to 255: a cube of six levels a side, and 24 greys.
    private static func index(red: Int, green: Int, blue: Int) -> Int {
        let levels = [0, 95, 135, 175, 215, 255]
        func level(_ value: Int) -> Int {
            levels.indices.min { (levels[$0] - value).magnitude < (levels[$1] - value).magnitude } ?? 0
        }
        func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
            func square(_ difference: Int) -> Int { difference * difference }
            return square(r - red) + square(g - green) + square(b - blue)
        }
        let (r, g, b) = (level(red), level(green), level(blue))
        let grey = min(max(((red + green + blue) / 3 - 3) / 10, 0), 23)
        let shade = 8 + 10 * grey
        return distance(shade, shade, shade) < distance(levels[r], levels[g], levels[b])
            ? 232 + grey : 16 + 36 * r + 6 * g + b
    }
}
