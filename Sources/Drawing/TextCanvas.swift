/// A grid of terminal cells to draw on.
struct TextCanvas {
    /// What stands in a cell.
    enum Content: Hashable {
        /// Nothing but the background.
        case empty
        /// Braille dots, one bit each.
        case dots(UInt8)
        /// A character.
        case glyph(Character)
    }

    /// One terminal cell.
    struct Cell: Hashable {
        var content = Content.empty
        var foreground: Color?
        /// The paper of the upper half.
        var upper: Color?
        /// The paper of the lower half; where something stands in the cell, that of the upper one is all the paper there is.
        var lower: Color?

        init(content: Content = .empty, foreground: Color? = nil, upper: Color?, lower: Color?) {
            self.content = content
            self.foreground = foreground
            self.upper = upper
            self.lower = lower
        }

        init(content: Content = .empty, foreground: Color? = nil, background: Color? = nil) {
            self.init(content: content, foreground: foreground, upper: background, lower: background)
        }

        /// The paper behind what stands in the cell.
        var background: Color? { upper ?? lower }

        /// What a terminal shows: two halves of different colours are a half block on paper.
        fileprivate func shown(color: Bool) -> (content: Content, foreground: Color?, background: Color?) {
            guard color, content == .empty, upper != lower else { return (content, foreground, background) }
            if let upper { return (.glyph("▀"), upper, lower) }
            return (.glyph("▄"), lower, nil)
        }
    }

    /// The number of cells in a row.
    let columns: Int
    /// The number of rows.
    let rows: Int
    private var cells: [Cell]

    init(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        cells = Array(repeating: Cell(), count: self.columns * self.rows)
    }

    /// The cell at a place, which must lie inside.
    subscript(column: Int, row: Int) -> Cell {
        get { cells[row * columns + column] }
        set { cells[row * columns + column] = newValue }
    }

    /// Whether a cell exists.
    func contains(column: Int, row: Int) -> Bool {
        column >= 0 && row >= 0 && column < columns && row < rows
    }

    /// Sets one of the two by four dots of a cell; the dots' coordinates count from the upper left corner.
    mutating func setDot(x: Int, y: Int, color: Color?) {
        guard x >= 0, y >= 0, contains(column: x / 2, row: y / 4) else { return }
        let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
        let bit = bits[(y % 4) * 2 + x % 2]
        var cell = self[x / 2, y / 4]
        if case .dots(let others) = cell.content {
            cell.content = .dots(others | bit)
        } else {
            cell.content = .dots(bit)
        }
        cell.foreground = color
        self[x / 2, y / 4] = cell
    }

    /// Puts a character into a cell.
    mutating func setGlyph(_ glyph: Character, column: Int, row: Int, color: Color?) {
        guard contains(column: column, row: row) else { return }
        self[column, row].content = .glyph(glyph)
        self[column, row].foreground = color
    }

    /// One row as text; colours are written where they change and ended with the row.
    func line(_ row: Int, color: Bool) -> String {
        var text = ""
        var foreground: Color?
        var background: Color?
        for column in 0..<columns {
            let cell = self[column, row].shown(color: color)
            if color && (cell.foreground != foreground || cell.background != background) {
                let isReset =
                    (cell.foreground == nil && foreground != nil) || (cell.background == nil && background != nil)
                if isReset { text += ANSI.reset }
                if let wanted = cell.foreground, isReset || wanted != foreground { text += ANSI.foreground(wanted) }
                if let wanted = cell.background, isReset || wanted != background { text += ANSI.background(wanted) }
                (foreground, background) = (cell.foreground, cell.background)
            }
            switch cell.content {
            case .empty: text += " "
            case .glyph(let glyph): text.append(glyph)
            case .dots(let bits): text.unicodeScalars.append(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
            }
        }
        if foreground != nil || background != nil { return text + ANSI.reset }
        return text.trimmingEnd
    }
}

extension String {
    /// The text without spaces at its end.
    var trimmingEnd: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }
}
