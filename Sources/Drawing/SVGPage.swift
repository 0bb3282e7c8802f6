/// A complete SVG document around what is drawn.
struct SVGPage {
    let width: Double
    let height: Double
    /// What a reader who does not see the picture is told first.
    var title = ""
    /// What such a reader is told further.
    var description = ""
    /// The style sheet.
    var style = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The document; equal names mean equal content, since several figures may stand in one page.
    func document(_ content: String, named id: String) -> String {
        let width = PathWriter.number(self.width)
        let height = PathWriter.number(self.height)
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\(SVGStyle.root)\" width=\"\(width)\""
        svg += " height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\""
        svg += " aria-labelledby=\"\(id)-title \(id)-desc\" style=\"max-width:100%;height:auto\">\n"
        svg += "<title id=\"\(id)-title\">\(Markup.escaped(title))</title>\n"
        svg += "<desc id=\"\(id)-desc\">\(Markup.escaped(description))</desc>\n"
        svg += "<style>\(style)</style>\n"
        svg += "<rect class=\"nabla-frame\" x=\".5\" y=\".5\" width=\"\(PathWriter.number(self.width - 1))\""
        svg += " height=\"\(PathWriter.number(self.height - 1))\" rx=\"6\"/>\n"
        return svg + content + "</svg>\n"
    }
}
