/// The line of the source a diagnostic is about, with its places marked, as columns of a terminal.
public struct Excerpt: Sendable, Hashable {
    /// The line's number, from 1.
    public let line: Int
    /// The line's text: tabs as one space, a long line elided around the place.
    public let text: String
    /// The carets under the places, with the spaces in front of and between them.
    public let carets: String
    /// The column of the first caret, from 0.
    public let column: Int

    /// How many columns of a long line are shown.
    static let width = 100

    /// Marks places in a source text; places outside of it count as its end.
    ///
    /// - Returns: `nil` where there is no place to mark.
    /// - Complexity: linear in the length of the source.
    public init?(of spans: [Span], in source: String) {
        guard let first = spans.first else { return nil }
        let bytes = Array(source.utf8)
        let place = Excerpt.place(of: first, in: bytes)
        let bounds = Excerpt.line(around: place, in: bytes)
        var cells = Excerpt.cells(of: bytes, bounds, around: place)
        var marks: [Range<Int>] = []
        for (index, span) in spans.enumerated() {
            let start = index == 0 ? min(place, bounds.upperBound) : span.start
            let isInside = start <= bounds.upperBound && max(span.end, start) >= bounds.lowerBound
            let reachesIn = span.end > bounds.lowerBound || start >= bounds.lowerBound
            guard isInside, reachesIn else { continue }
            marks.append(Excerpt.columns(from: start, to: span.end, in: cells))
        }
        Excerpt.elide(&cells, &marks)
        var carets: [Character] = []
        for mark in marks {
            while carets.count < mark.upperBound { carets.append(" ") }
            for column in mark { carets[column] = "^" }
        }
        self.line = Excerpt.lineNumber(at: bounds.lowerBound, in: bytes)
        self.text = String(cells.map(\.character))
        self.carets = String(carets)
        self.column = marks.map(\.lowerBound).min() ?? 0
    }

    /// One character of the line.
    private struct Cell {
        var character: Character
        var width: Int
        var start: Int
        var end: Int
    }

    /// The offset a diagnostic is reported at; the end of the text moves back to where something stands.
    private static func place(of span: Span, in bytes: [UInt8]) -> Int {
        var place = min(max(span.start, 0), bytes.count)
        guard place == bytes.count else { return place }
        while place > 0, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place - 1]) { place -= 1 }
        return place
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func line(around place: Int, in bytes: [UInt8]) -> Range<Int> {
        var start = place
        // Between the two bytes of one line end the line is the one they close.
        if start > 0, start < bytes.count, bytes[start] == 0x0A, bytes[start - 1] == 0x0D { start -= 1 }
        var end = start
        while start > 0, !isLineEnd(bytes[start - 1]) { start -= 1 }
        while end < bytes.count, !isLineEnd(bytes[end]) { end += 1 }
        return start..<end
    }

    private static func lineNumber(at offset: Int, in bytes: [UInt8]) -> Int {
        var line = 1
        for index in 0..<offset
        where bytes[index] == 0x0A || (bytes[index] == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) {
            line += 1
        }
        return line
    }

    /// The characters of a line; of a very long one those around the place.
    private static func cells(of bytes: [UInt8], _ bounds: Range<Int>, around place: Int) -> [Cell] {
        var start = max(bounds.lowerBound, place - 4 * width)
        var end = min(bounds.upperBound, place + 8 * width)
        while start > bounds.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end < bounds.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
        var cells: [Cell] = []
        if start > bounds.lowerBound { cells.append(Cell(character: "…", width: 1, start: start, end: start)) }
        var offset = start
        for character in String(decoding: bytes[start..<end], as: UTF8.self) {
            let length = character.utf8.count
            let shown = character.printable
            cells.append(Cell(character: shown, width: shown.displayWidth, start: offset, end: offset + length))
            offset += length
        }
        if end < bounds.upperBound { cells.append(Cell(character: "…", width: 1, start: end, end: end)) }
        return cells
    }

    /// The columns of a place; at least one.
    private static func columns(from start: Int, to end: Int, in cells: [Cell]) -> Range<Int> {
        var column = 0
        var range: Range<Int>?
        for cell in cells {
            let isMarked = cell.start == start || (cell.end > start && cell.start < max(end, start + 1))
            if isMarked, cell.start < cell.end {
                let width = end > start ? cell.width : 1
                range = (range?.lowerBound ?? column)..<max(column + width, range?.upperBound ?? 0)
                if end <= start { break }
            }
            column += cell.width
        }
        let found = range ?? column..<column
        return found.isEmpty ? found.lowerBound..<found.lowerBound + 1 : found
    }

    /// Cuts a line that is too wide down to a window around its first mark.
    private static func elide(_ cells: inout [Cell], _ marks: inout [Range<Int>]) {
        let total = cells.reduce(0) { $0 + $1.width }
        guard total > width, let first = marks.first else { return }
        let from = first.upperBound <= width - 2 ? 0 : max(0, first.lowerBound - width / 3)
        var column = 0
        var shown: [Cell] = []
        var shift = 0
        var shownWidth = 0
        for cell in cells {
            defer { column += cell.width }
            if column < from {
                shift = column + cell.width
            } else if shownWidth + cell.width <= width - 2 {
                shown.append(cell)
                shownWidth += cell.width
            } else {
                break
            }
        }
        let ellipsis = Cell(character: "…", width: 1, start: 0, end: 0)
        let isCutBefore = shift > 0
        let isCutBehind = shift + shownWidth < total
        cells = (isCutBefore ? [ellipsis] : []) + shown + (isCutBehind ? [ellipsis] : [])
        let offset = (isCutBefore ? 1 : 0) - shift
        let last = shownWidth + (isCutBefore ? 1 : 0)
        marks = marks.map { mark in
            let start = min(max(mark.lowerBound + offset, 0), last)
            return start..<max(start + 1, min(mark.upperBound + offset, last))
        }
    }
}
