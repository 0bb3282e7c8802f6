import Drawing
import Glibc

/// What the terminal behind a stream can show; nothing special where the stream leads elsewhere.
struct Screen: Hashable {
    /// How many colours there are.
    enum Colors: Hashable {
        case none
        case indexed
        case full
    }

    /// The colours of pictures.
    let colors: Colors
    /// Whether pictures are drawn with the characters of ASCII alone.
    let isASCII: Bool

    /// Finds out what the terminal behind a stream can show.
    init(_ descriptor: Int32) {
        self.init(
            isTerminal: isatty(descriptor) == 1, isColored: StandardStreams.showsColor(descriptor),
            variable: StandardStreams.variable)
    }

    /// Finds out what a terminal can show from the environment's variables, which are empty where they are not set.
    init(isTerminal: Bool, isColored: Bool, variable: (String) -> String) {
        let type = variable("TERM")
        // These know no Braille, even where the locale could spell it.
        let isOld = ["dumb", "linux", "vt100", "vt102", "vt220"].contains(type)
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.map(variable).first { !$0.isEmpty } ?? ""
        let encoding = locale.lowercased()
        let isUnicode = locale.isEmpty || encoding.contains("utf-8") || encoding.contains("utf8")
        isASCII = isTerminal && (isOld || !isUnicode)
        if !isColored || isOld {
            colors = .none
        } else {
            let depth = variable("COLORTERM")
            colors = depth == "truecolor" || depth == "24bit" || type.hasSuffix("-direct") ? .full : .indexed
        }
    }

    /// A text in 24-bit colours with those that the terminal has.
    func fitted(_ text: String) -> String { colors == .indexed ? ANSI.in256Colors(text) : text }
}
