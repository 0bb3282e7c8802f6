/// Collects the marks of a diagram and makes a document of them.
struct DiagramCanvas {
    /// The colours marks may have; the style sheet has a light and a dark form of each.
    enum Paint: String {
        /// Text and strong lines.
        case ink
        /// Text of less weight.
        case muted
        /// Thin lines.
        case axis
        /// What is positive, or goes forward.
        case forward = "s0"
        /// What is negative, or comes back.
        case backward = "s1"

        /// The name of its colour for text, which needs more contrast than a line.
        fileprivate var writing: String {
            self == .forward || self == .backward ? "w" + rawValue.dropFirst() : rawValue
        }
    }

    /// How a line is drawn.
    struct Stroke {
        var paint = Paint.axis
        var width = 1.2
        var isDashed = false
        var opacity = 1.0
    }

    /// Where a text stands about its place.
    enum Anchor: String {
        case start
        case middle
        case end
    }

    private var body = ""

    private static func number(_ value: Double) -> String { PathWriter.number(value) }

    private static func attributes(_ stroke: Stroke) -> String {
        var text = "class=\"nabla-l\(stroke.paint.rawValue)\" fill=\"none\""
        text += " stroke-width=\"\(NumberText.fixed(stroke.width, decimals: 2))\" stroke-linecap=\"round\""
        if stroke.isDashed {
            text += " stroke-dasharray=\"\(number(stroke.width * 1.5 + 3)) \(number(stroke.width + 3))\""
        }
        if stroke.opacity < 1 { text += " opacity=\"\(NumberText.fixed(stroke.opacity, decimals: 2))\"" }
        return text
    }

    /// A straight line.
    mutating func line(_ start: Place, _ end: Place, _ stroke: Stroke = Stroke(), title: String? = nil) {
        var path = PathWriter()
        path.add([start, end], isClosed: false)
        self.path(path.text, stroke, title: title)
    }

    /// A line with a head at its end.
    mutating func arrow(_ start: Place, _ end: Place, _ stroke: Stroke = Stroke()) {
        arrow([start, end], stroke)
    }

    /// A line through places with a head at its end.
    mutating func arrow(_ places: [Place], _ stroke: Stroke = Stroke()) {
        guard let end = places.last, let before = places.dropLast().last else { return }
        let (dx, dy) = (end.x - before.x, end.y - before.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0.1 else { return }
        let (ux, uy) = (dx / length, dy / length)
        let size = 5 + stroke.width * 1.6
        let neck = Place(x: end.x - ux * size, y: end.y - uy * size)
        var path = PathWriter()
        path.add(places.dropLast() + [neck], isClosed: false)
        self.path(path.text, stroke)
        var head = PathWriter()
        let half = size * 0.42
        head.add(
            [
                end, Place(x: neck.x - uy * half, y: neck.y + ux * half),
                Place(x: neck.x + uy * half, y: neck.y - ux * half),
            ], isClosed: true)
        body += "<path class=\"nabla-f\(stroke.paint.rawValue)\" d=\"\(head.text)\"/>\n"
    }

    /// A path in the notation of SVG.
    mutating func path(_ data: String, _ stroke: Stroke, title: String? = nil) {
        let tooltip = title.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        body += "<path \(Self.attributes(stroke)) d=\"\(data)\">\(tooltip)</path>\n"
    }

    /// A node that hides what is behind it.
    mutating func circle(_ center: Place, radius: Double, _ stroke: Stroke = Stroke(), title: String? = nil) {
        let place = "cx=\"\(Self.number(center.x))\" cy=\"\(Self.number(center.y))\" r=\"\(Self.number(radius))\""
        let tooltip = title.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        body += "<circle class=\"nabla-node\" \(place)/>"
        body += "<circle \(Self.attributes(stroke)) \(place)>\(tooltip)</circle>\n"
    }

    /// A box with round corners that hides what is behind it.
    mutating func box(_ box: Box, _ stroke: Stroke = Stroke(), radius: Double = 6, title: String? = nil) {
        var place = "x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\""
        place +=
            " width=\"\(Self.number(box.width))\" height=\"\(Self.number(box.height))\" rx=\"\(Self.number(radius))\""
        let tooltip = title.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        body += "<rect class=\"nabla-node\" \(place)/><rect \(Self.attributes(stroke)) \(place)>\(tooltip)</rect>\n"
    }

    /// A text whose base line begins, ends or has its middle at a place.
    ///
    /// - Parameters:
    ///   - onLines: whether it stands on top of lines, which then keep clear of it.
    ///   - isTypeset: whether `^` and `_` raise and lower what follows them.
    mutating func text(
        _ text: String, _ place: Place, size: Double, _ paint: Paint = .ink, anchor: Anchor = .middle,
        isBold: Bool = false,
        onLines: Bool = false, isTypeset: Bool = false
    ) {
        if text.isEmpty { return }
        var attributes =
            "x=\"\(Self.number(place.x))\" y=\"\(Self.number(place.y))\" font-size=\"\(Self.number(size))\""
        if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
        if isBold { attributes += " font-weight=\"600\"" }
        if onLines {
            let half = TextMeasure.width(text, size: size) / 2 + 1
            body +=
                "<rect class=\"nabla-node\" x=\"\(Self.number(place.x - half))\" y=\"\(Self.number(place.y - size * 0.85))\""
            body += " width=\"\(Self.number(2 * half))\" height=\"\(Self.number(size * 1.1))\" rx=\"3\"/>"
        }
        let content = isTypeset ? Self.typeset(text.onOneLine, size: size) : Markup.escaped(text.onOneLine)
        body += "<text class=\"nabla-f\(paint.writing)\" \(attributes)>\(content)</text>\n"
    }

    /// A formula with its exponents raised and its indices lowered.
    private static func typeset(_ text: String, size: Double) -> String {
        var markup = ""
        var plain = ""
        var rest = text[...]
        var shift = 0.0
        func flush() {
            if plain.isEmpty { return }
            let move = shift == 0 ? "" : " dy=\"\(number(-shift))\""
            markup += "<tspan\(move)>\(Markup.escaped(plain))</tspan>"
            plain = ""
            shift = 0
        }
        while let character = rest.popFirst() {
            guard character == "^" || character == "_", let next = rest.first else {
                plain.append(character)
                continue
            }
            flush()
            var part = ""
            let closing: Character? = next == "(" ? ")" : next == "[" ? "]" : nil
            while let following = rest.first,
                closing != nil || following.isASCII && (following.isLetter || following.isNumber)
            {
                part.append(following)
                rest.removeFirst()
                if following == closing { break }
            }
            let target = character == "^" ? -size * 0.36 : size * 0.22
            markup +=
                "<tspan dy=\"\(number(target - shift))\" font-size=\"\(number(size * 0.72))\">\(Markup.escaped(part))</tspan>"
            shift = target
        }
        flush()
        return markup
    }

    /// The colours that diagrams have of those of the series.
    static let series = [0, 1]

    /// The rules that only diagrams need.
    static let style =
        ".nabla-node{fill:\(Palette.light.card.css);fill:var(--nabla-card)}"
        + ".nabla-faxis{fill:\(Palette.light.axis.css);fill:var(--nabla-axis)}\n"

    /// The picture: the marks under a title, captions under the marks.
    ///
    /// - Parameters:
    ///   - size: The size of what was drawn, its upper left corner at 0, 0.
    ///   - description: What a reader is told who does not see the picture.
    func picture(
        title: String?, captions: [String], width: Double, height: Double, description: String
    ) -> SVGPicture {
        let margin = 16.0
        let shownTitle = (title ?? "").onOneLine
        // A document is at least as wide as its title needs, up to a line of text.
        let captionSize = SVGLayout.noteSize
        let wanted = captions.map { TextMeasure.width($0.onOneLine, size: captionSize) }.max() ?? 0
        let heading = TextMeasure.width(shownTitle, size: SVGLayout.titleSize) * 1.13
        let inner = max(width, min(max(wanted, heading), 560))
        let titles = TextMeasure.wrapped(shownTitle, size: SVGLayout.titleSize, to: inner / 1.13, limit: 3)
        let notes = captions.flatMap { TextMeasure.wrapped($0, size: captionSize, to: inner, limit: 4) }
        let top = margin + (titles.isEmpty ? 0 : Double(titles.count) * 21 + 9)
        let bottom = notes.isEmpty ? margin : Double(notes.count) * 16 + margin + 8
        let total = (width: (inner + 2 * margin).rounded(.up), height: (top + height + bottom).rounded(.up))
        var furniture = DiagramCanvas()
        for (index, line) in titles.enumerated() {
            furniture.text(
                line, Place(x: margin, y: 32 + Double(index) * 21), size: SVGLayout.titleSize, anchor: .start,
                isBold: true)
        }
        for (index, line) in notes.enumerated() {
            furniture.text(
                line, Place(x: margin, y: top + height + 20 + Double(index) * 16), size: captionSize, .muted,
                anchor: .start)
        }
        let name = shownTitle.isEmpty ? "Diagram" : shownTitle
        let id = "nabla-" + Markup.digest(body + furniture.body + name + description)
        var page = SVGPage(width: total.width, height: total.height)
        page.greatestWidth = SVGPage.usualWidth
        page.title = name
        page.description = description.onOneLine
        page.style = SVGStyle.sheet(series: Self.series, tints: [], isWriting: true) + Self.style
        let left = margin + ((inner - width) / 2).rounded()
        let drawn = "<g transform=\"translate(\(Self.number(left)) \(Self.number(top)))\">\n\(body)</g>\n"
        return SVGPicture(page: page, content: drawn + furniture.body, name: id)
    }
}

/// Numbers and letters as diagrams write them.
public enum DiagramText {
    /// A number with a typographic minus sign.
    static func number(_ value: Double, digits: Int = 3) -> String {
        Ticks.spelled(NumberText.significant(value, digits: digits), .typographic)
    }

    /// A letter with a number below it.
    public static func indexed(_ letter: String, _ number: Int) -> String {
        let digits: [Character] = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"]
        return letter + String(String(number).map { digits[min($0.wholeNumberValue ?? 0, 9)] })
    }

    /// A whole number as an exponent.
    public static func raised(_ number: Int) -> String { Ticks.raised(number) }

    /// The positions that are shown, with a gap (`nil`) in the middle where there are too many.
    public static func shown(_ count: Int, limit: Int) -> [Int?] {
        guard count > limit else { return (0..<max(count, 0)).map { $0 } }
        let tail = (limit - 1) / 2
        return (0..<(limit - 1 - tail)).map { $0 } + [nil] + ((count - tail)..<count).map { $0 }
    }

    /// A text with as many spaces on both sides as put it into the middle of so many columns.
    static func centered(_ text: String, in columns: Int) -> String {
        let room = columns - DisplayWidth.columns(of: text)
        if room <= 0 { return text }
        return String(repeating: " ", count: room / 2) + text + String(repeating: " ", count: room - room / 2)
    }
}
