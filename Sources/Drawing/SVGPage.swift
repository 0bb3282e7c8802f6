/// A complete SVG document around what is drawn.
struct SVGPage {
    /// How wide a picture is that nobody asked a width of: what a notebook has room for in a window of 1280 pixels.
    static let usualWidth = 840.0

    let width: Double
    let height: Double
    /// What a reader who does not see the picture is told first.
    var title = ""
    /// What such a reader is told further.
    var description = ""
    /// The style sheet.
    var style = ""
    /// How wide it is shown at most: a page that holds it as an image knows its size, not the style that fits it to the page.
    var greatestWidth = Double.infinity

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The document; equal names mean equal content, since several figures may stand in one page.
    func document(_ content: String, named id: String) -> String {
        let number = PathWriter.number
        let scale = min(1, greatestWidth / max(width, 1))
        var svg =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\(SVGStyle.root)\" width=\"\(number(width * scale))\""
        svg += " height=\"\(number(height * scale))\" viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\""
        svg += " aria-labelledby=\"\(id)-title \(id)-desc\" style=\"max-width:100%;height:auto\">\n"
        svg += "<title id=\"\(id)-title\">\(Markup.escaped(title))</title>\n"
        svg += "<desc id=\"\(id)-desc\">\(Markup.escaped(description))</desc>\n"
        svg += "<style>\(style)</style>\n"
        svg += "<rect class=\"nabla-frame\" x=\".5\" y=\".5\" width=\"\(number(width - 1))\""
        svg += " height=\"\(number(height - 1))\" rx=\"6\"/>\n"
        return svg + content + "</svg>\n"
    }
}

/// What is drawn, with the page that goes around it.
struct SVGPicture {
    let page: SVGPage
    let content: String
    /// A name that no other content has.
    let name: String

    /// The whole document.
    var document: String { page.document(content, named: name) }
}
