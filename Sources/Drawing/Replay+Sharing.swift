/// The frames of a replay as markup, in which what several frames have in common is written once.
///
/// Frames differ in little: the points, the axes and the style sheet are often those of every frame. Whole lines of markup are
/// compared, since each layer of a figure is one.
struct SharedFrames {
    /// What the frames refer to, which has to be on the page and must not be hidden.
    private(set) var shared = ""
    /// The pictures in their order.
    private(set) var pictures: [String] = []

    /// How long a line is at least that is worth a reference.
    private static let leastLength = 160

    /// Takes apart complete SVG documents.
    ///
    /// - Parameter name: A name of this replay: the shapes that its frames are clipped to are its own.
    init(_ documents: [String], named name: String) {
        var clips: [String: String] = [:]
        let pages = documents.map { Self.taken($0, name, &clips) }
        let styles = Set(pages.map(\.style))
        var counts: [Substring: Int] = [:]
        for page in pages { for line in Set(page.lines) where Self.isShareable(line) { counts[line, default: 0] += 1 } }
        var definitions = ""
        var names: [Substring: String] = [:]
        for page in pages {
            var picture = ""
            for line in page.lines {
                if line.isEmpty { continue }
                if line == Self.stylePlace {
                    if styles.count > 1 { picture += page.style }
                    continue
                }
                guard counts[line, default: 0] > 1 else {
                    picture += line + "\n"
                    continue
                }
                let id = names[line] ?? "nabla-" + Markup.digest(String(line))
                if names.updateValue(id, forKey: line) == nil { definitions += "<g id=\"\(id)\">\(line)</g>\n" }
                picture += "<use href=\"#\(id)\"/>\n"
            }
            pictures.append(picture)
        }
        definitions = clips.sorted { $0.key < $1.key }.map(\.value).joined() + definitions
        let style = styles.count == 1 ? styles.first ?? "" : ""
        guard !(style + definitions).isEmpty else { return }
        shared = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\(SVGStyle.root)\" width=\"0\" height=\"0\""
        shared += " aria-hidden=\"true\" style=\"position:absolute\">\n\(style)<defs>\n\(definitions)</defs></svg>\n"
    }

    /// Stands for the style sheet among the lines of a document.
    private static let stylePlace = "<style/>"

    /// The lines of a document without its style sheet and the shapes it is clipped to, which are collected under names that
    /// equal shapes of different frames share.
    private static func taken(
        _ document: String, _ name: String, _ clips: inout [String: String]
    ) -> (lines: [Substring], style: String) {
        var lines: [Substring] = []
        var style = ""
        var isStyle = false
        var renamed: [(old: Substring, new: String)] = []
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("<style>") {
                isStyle = true
                lines.append(stylePlace[...])
            }
            if isStyle {
                style += line + "\n"
                if line.hasSuffix("</style>") { isStyle = false }
                continue
            }
            let opening = "<clipPath id=\""
            guard line.hasPrefix(opening), let end = line.dropFirst(opening.count).firstIndex(of: "\"") else {
                lines.append(line)
                continue
            }
            let old = line[line.index(line.startIndex, offsetBy: opening.count)..<end]
            let shape = line[end...]
            let new = "nabla-\(name)-\(Markup.digest(String(shape)))"
            clips[new] = opening + new + shape + "\n"
            renamed.append((old: old, new: new))
        }
        guard !renamed.isEmpty else { return (lines, style) }
        let renamedLines = lines.map { line -> Substring in
            for (old, new) in renamed {
                let opening = "<g clip-path=\"url(#\(old))\">"
                if line.hasPrefix(opening) { return "<g clip-path=\"url(#\(new))\">" + line.dropFirst(opening.count) }
            }
            return line
        }
        return (renamedLines, style)
    }

    /// Whether a line is a whole element that means the same at another place; texts are left where a reader finds them.
    private static func isShareable(_ line: Substring) -> Bool {
        guard line.utf8.count >= leastLength, line.hasPrefix("<"), !line.contains("<text"), !line.contains(" id=\"")
        else {
            return false
        }
        var depth = 0
        var previous = UInt8(ascii: " ")
        var isClosing = false
        for byte in line.utf8 {
            switch byte {
            case UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "/") where previous == UInt8(ascii: "<"):
                isClosing = true
                depth -= 2
            case UInt8(ascii: ">"):
                if !isClosing && previous == UInt8(ascii: "/") { depth -= 1 }
                isClosing = false
            default: break
            }
            if depth < 0 { return false }
            previous = byte
        }
        return depth == 0
    }
}
