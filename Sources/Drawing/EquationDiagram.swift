/// An equation between matrices, written as on a slide: each in brackets over its letter and shape.
public struct EquationDiagram: Sendable, Hashable {
    /// A part of the equation.
    public enum Part: Sendable, Hashable {
        /// A matrix: its letter, its shape and its elements row by row.
        case matrix(symbol: String, shape: String, rows: [[String]])
        /// A sign between two matrices.
        case sign(String)
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// Small lines under the picture.
    public var captions: [String]
    /// The parts in the order of reading.
    public var parts: [Part]

    /// Makes an equation.
    public init(title: String? = nil, captions: [String] = [], parts: [Part]) {
        self.title = title
        self.captions = captions
        self.parts = parts
    }

    private var rowCount: Int {
        parts.reduce(1) { count, part in
            if case .matrix(_, _, let rows) = part { max(count, rows.count) } else { count }
        }
    }

    /// The picture.
    func picture() -> SVGPicture {
        var canvas = DiagramCanvas()
        let (size, line) = (14.0, 24.0)
        let height = Double(rowCount) * line + 10
        var x = 0.0
        for part in parts {
            switch part {
            case .sign(let sign):
                x += 8
                let width = TextMeasure.width(sign, size: 18)
                canvas.text(sign, Place(x: x + width / 2, y: height / 2 + 6), size: 18)
                x += width + 8
            case .matrix(let symbol, let shape, let elements):
                let rows = elements.map { row in row.map { String($0.map { $0 == "-" ? "−" : $0 }) } }
                let columns = rows.first?.count ?? 0
                let widths = (0..<columns).map { column in
                    rows.reduce(0) {
                        max($0, $1.indices.contains(column) ? TextMeasure.width($1[column], size: size) : 0)
                    }
                }
                let inner = widths.reduce(0, +) + Double(max(columns - 1, 0)) * 16
                let width = max(inner + 20, 24)
                let caption = max(TextMeasure.width(symbol, size: 14), TextMeasure.width(shape, size: 11.5))
                let outer = max(width, caption)
                let left = x + (outer - width) / 2
                let top = (height - Double(rows.count) * line) / 2 - 4
                let bottom = height - top
                for (edge, inward) in [(left, 6.0), (left + width, -6.0)] {
                    var path = PathWriter()
                    path.add(
                        [
                            Place(x: edge + inward, y: top), Place(x: edge, y: top), Place(x: edge, y: bottom),
                            Place(x: edge + inward, y: bottom),
                        ], isClosed: false)
                    canvas.path(path.text, .init(paint: .ink, width: 1.6))
                }
                for (index, row) in rows.enumerated() {
                    var right = left + 10
                    for (column, text) in row.enumerated() where widths.indices.contains(column) {
                        right += widths[column]
                        let y = top + 4 + (Double(index) + 0.5) * line + 5
                        canvas.text(text, Place(x: right, y: y), size: size, anchor: .end)
                        right += 16
                    }
                }
                canvas.text(
                    symbol, Place(x: x + outer / 2, y: height + 22), size: 14, isBold: true, isTypeset: true)
                canvas.text(shape, Place(x: x + outer / 2, y: height + 38), size: 11.5, .muted)
                x += outer
            }
        }
        return canvas.picture(
            title: title, captions: captions, width: x, height: height + 44,
            description: lines().joined(separator: "; "))
    }

    /// The picture as lines of text.
    func lines() -> [String] {
        let height = rowCount
        var lines = Array(repeating: "", count: height + 1)
        for part in parts {
            var block: [String]
            let caption: String
            switch part {
            case .sign(let sign):
                block = (0..<height).map { $0 == height / 2 ? " \(sign) " : "" }
                caption = ""
            case .matrix(let symbol, let shape, let rows):
                let columns = rows.first?.count ?? 0
                let widths = (0..<columns).map { column in
                    rows.reduce(0) {
                        max($0, $1.indices.contains(column) ? DisplayWidth.columns(of: $1[column]) : 0)
                    }
                }
                let written = rows.map { row in
                    "[ " + zip(row, widths).map { $0.paddedLeft(to: $1) }.joined(separator: "  ") + " ]"
                }
                let above = (height - rows.count) / 2
                block = Array(repeating: "", count: above) + written
                block += Array(repeating: "", count: height - block.count)
                caption = symbol + " " + shape
            }
            block.append(caption)
            let width = block.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
            for index in lines.indices {
                lines[index] +=
                    index == height ? DiagramText.centered(block[index], in: width) : block[index].padded(to: width)
            }
        }
        return (title.map { [$0.onOneLine, ""] } ?? []) + lines + (captions.isEmpty ? [] : [""] + captions)
    }
}
