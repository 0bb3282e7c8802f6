@testable import Drawing

/// One text of a picture, with the box it takes by the estimates of `TextMeasure`.
struct PlacedText: CustomStringConvertible {
    var content = ""
    var box: Box
    /// The colour's name in the style sheet: `ink`, `muted`, `s3`.
    var color: String
    var size: Double
    /// Whether it runs upwards from left to right, beside others that do.
    var isSlanted = false
    var description: String { "“\(content)”" }

    /// The texts of an SVG document that the renderers wrote, and the size of its paper.
    static func all(in svg: String) -> (paper: Box, texts: [PlacedText]) {
        var reader = Reader()
        var isMarkup = false
        for part in svg.split(separator: "<", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
            if isMarkup, let tag = pieces.first { reader.tag(tag) }
            if pieces.count > 1 { reader.characters(pieces[1]) }
            isMarkup = true
        }
        return (reader.paper, reader.texts)
    }

    /// What an element hands down to those in it.
    private struct Context {
        var x = 0.0
        var y = 0.0
        var size = 16.0
        var color = "ink"
        var anchor = "start"
        var isBold = false
    }

    private struct Reader {
        var paper = Box(left: 0, top: 0, right: 0, bottom: 0)
        var texts: [PlacedText] = []
        private var open: [(name: Substring, context: Context)] = []
        /// The text that is being read: where it begins, and its runs.
        private var start: (x: Double, y: Double, turn: Double)?
        private var runs: [(text: String, size: Double, isBold: Bool)] = []

        mutating func tag(_ tag: Substring) {
            if tag.hasPrefix("/") {
                if tag == "/text" { end() }
                open.removeLast()
                return
            }
            let name = tag.prefix { $0 != " " && $0 != "/" }
            var context = open.last?.context ?? Context()
            let attributes = attributes(of: tag)
            if let size = attributes["font-size"].flatMap(Double.init) { context.size = size }
            if let anchor = attributes["text-anchor"] { context.anchor = anchor }
            if let weight = attributes["font-weight"] { context.isBold = weight != "400" }
            for item in (attributes["class"] ?? "").split(separator: " ") where item.hasPrefix("nabla-f") {
                context.color = String(item.dropFirst(7))
            }
            let numbers = (attributes["transform"] ?? "").split { "(), ".contains($0) }.compactMap { Double($0) }
            switch name {
            case "svg":
                let box = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
                paper = Box(left: 0, top: 0, right: box[2], bottom: box[3])
            case "g" where attributes["transform"]?.hasPrefix("translate") == true:
                context.x += numbers[0]
                context.y += numbers.count > 1 ? numbers[1] : 0
            case "text":
                func place(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? 0 }
                start = (context.x + place("x"), context.y + place("y"), numbers.first ?? 0)
                runs = []
            default: break
            }
            if !tag.hasSuffix("/") { open.append((name, context)) }
        }

        mutating func characters(_ text: Substring) {
            // A title within a text is shown only where the pointer rests.
            guard start != nil, let (name, context) = open.last, name != "title", !text.isEmpty else { return }
            var plain = String(text)
            for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            {
                plain = plain.replacing(entity, with: character)
            }
            runs.append((plain, context.size, context.isBold))
        }

        private mutating func end() {
            guard let start, let context = open.last?.context else { return }
            self.start = nil
            let width = runs.reduce(0) {
                $0 + TextMeasure.width($1.text, size: $1.size) * ($1.isBold ? 1.05 : 1)
            }
            let left = context.anchor == "middle" ? -width / 2 : context.anchor == "end" ? -width : 0
            var box = Box(left: left, top: -context.size * 0.72, right: left + width, bottom: context.size * 0.2)
            if start.turn == -90 { box = Box(left: box.top, top: -box.right, right: box.bottom, bottom: -box.left) }
            let half = 0.5.squareRoot() * width
            if start.turn == -45 { box = Box(left: -half, top: -context.size / 2, right: 0, bottom: half) }
            box = Box(
                left: box.left + start.x, top: box.top + start.y, right: box.right + start.x,
                bottom: box.bottom + start.y)
            texts.append(
                PlacedText(
                    content: runs.map(\.text).joined(), box: box, color: context.color, size: context.size,
                    isSlanted: start.turn == -45))
        }

        private func attributes(of tag: Substring) -> [String: String] {
            var found: [String: String] = [:]
            let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
            for index in stride(from: 0, to: parts.count - 1, by: 2) {
                found[String(parts[index].drop { $0 != " " }.trimmingSpaces.dropLast())] = String(parts[index + 1])
            }
            return found
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring { Substring(split { $0 == " " || $0 == "\n" }.last ?? "") }
}
