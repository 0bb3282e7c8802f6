/// Where the parts of a figure without axes stand on paper.
enum PlateLayout {
    case cells(CellLayout)
    case tiles(TileLayout)

    /// Lays out the first layer of cells or tiles; `nil` where there is none.
    ///
    /// - Parameter height: what everything takes at most; `nil` for what suits the content.
    init?(_ figure: Figure, top: Double, width: Double, height: Double?, margin: Double) {
        for layer in figure.layers {
            switch layer {
            case .cells(let grid):
                self = .cells(CellLayout(grid, figure, top: top, width: width, height: height, margin: margin))
                return
            case .tiles(let tiles):
                self = .tiles(TileLayout(tiles, top: top, width: width, height: height, margin: margin))
                return
            default: continue
            }
        }
        return nil
    }

    /// What is drawn in.
    var panel: Box {
        switch self {
        case .cells(let layout): layout.panel
        case .tiles(let layout): layout.panel
        }
    }

    /// The lower end of everything.
    var bottom: Double {
        switch self {
        case .cells(let layout): layout.bottom
        case .tiles(let layout): layout.bottom
        }
    }

    /// The base line of the horizontal axis's label.
    var labelLine: Double {
        switch self {
        case .cells(let layout): layout.labelLine
        case .tiles(let layout): layout.bottom
        }
    }

    /// The layer that is drawn.
    var layer: Figure.Layer {
        switch self {
        case .cells(let layout): .cells(layout.grid)
        case .tiles(let layout): .tiles(layout.tiles)
        }
    }

    /// What a reader who does not see the picture is told.
    var description: String {
        func range(_ map: ScaleMap) -> String {
            "Colours from \(NumberText.significant(map.low, digits: 4)) to \(NumberText.significant(map.high, digits: 4))."
        }
        switch self {
        case .cells(let layout):
            let bar = layout.grid.hasBar ? " " + range(layout.map) : ""
            return "\(layout.grid.rows) rows and \(layout.grid.columns) columns of coloured cells." + bar
        case .tiles(let layout):
            let labels = layout.tiles.shown.prefix(40).map(\.label.onOneLine).filter { !$0.isEmpty }
            return "\(layout.tiles.shown.count) small pictures: " + labels.joined(separator: ", ") + "."
        }
    }
}

/// Where the cells of a matrix stand on paper.
struct CellLayout {
    /// The grid as it is drawn.
    let grid: CellGrid
    let map: ScaleMap
    let panel: Box
    let cellWidth: Double
    let cellHeight: Double
    /// What is written in the cells; `nil` where there is no room.
    let texts: [String]?
    let textSize: Double
    /// Of how many names of columns one is written, and of how many names of rows.
    let columnStep: Int
    let rowStep: Int
    /// Whether the names of the columns are slanted, because they are too long to lie.
    let isSlanted: Bool
    /// The room of the names of the columns.
    let nameWidth: Double
    let labelLine: Double
    let bottom: Double

    init(_ whole: CellGrid, _ figure: Figure, top: Double, width: Double, height: Double?, margin: Double) {
        let grid = whole.reduced(rows: CellGrid.limit, columns: CellGrid.limit)
        self.grid = grid
        map = whole.map
        let size = SVGLayout.tickSize
        func widest(_ names: [String]) -> Double { names.reduce(0) { max($0, TextMeasure.width($1, size: size)) } }
        let rowNames = (0..<grid.rows).map(grid.rowName)
        let columnNames = (0..<grid.columns).map(grid.columnName)
        let left = margin + (figure.yAxis.label.isEmpty ? 0 : 22) + min(widest(rowNames), width * 0.25) + 8
        let room = width - margin - left - (grid.hasBar ? 74 : 6)
        // Few cells are large, so that a small matrix still fills a slide.
        let most = height == nil ? max(44, min(78, 340 / Double(max(grid.rows, grid.columns)))) : .infinity
        // The names below the columns and the label below them are known only when the cells are.
        let upright = height.map { max($0 - (figure.xAxis.label.isEmpty ? 24 : 44), 24) } ?? width * 0.8
        var wide = min(room / Double(grid.columns), most)
        var high = min(upright / Double(grid.rows), most)
        if wide >= 14 && high >= 14 { high = min(wide, high) }
        wide = min(wide, max(high * 1.6, 22))
        high = min(high, max(wide * 1.6, 22))
        cellWidth = wide
        cellHeight = high
        panel = Box(
            left: left.rounded(), top: top, right: left.rounded() + wide * Double(grid.columns),
            bottom: top + high * Double(grid.rows))

        var texts: [String]?
        var textSize = 13.0
        if high >= 15 && wide >= 17 {
            for (digits, candidate) in [(3, 13.0), (3, 11.5), (2, 13.0), (2, 11.5), (2, 10), (1, 10)] {
                let spelled = grid.spelled(digits: digits).map { Ticks.spelled($0, .typographic) }
                let widest = spelled.reduce(0) { max($0, TextMeasure.width($1, size: candidate)) }
                guard widest <= wide - 8, candidate <= high - 3 else { continue }
                (texts, textSize) = (spelled, candidate)
                break
            }
        }
        self.texts = texts
        self.textSize = textSize
        rowStep = CellLayout.step(grid.rows, pitch: high, needed: size + 3)
        let nameWidth = widest(columnNames)
        let isNumbered = grid.columnNames.isEmpty
        isSlanted = !isNumbered && nameWidth + 6 > wide
        columnStep = CellLayout.step(grid.columns, pitch: wide, needed: isSlanted ? size + 5 : nameWidth + 8)
        self.nameWidth = min(nameWidth, 110)
        let names = isSlanted ? self.nameWidth * 0.71 + 16 : 24
        labelLine = panel.bottom + names + 14
        bottom = panel.bottom + names + (figure.xAxis.label.isEmpty ? 0 : 20)
    }

    /// Of how many names one is written, 1, 2, 5, 10 or so on.
    private static func step(_ count: Int, pitch: Double, needed: Double) -> Int {
        var step = 1
        var index = 0
        while Double(step) * pitch < needed, step < count {
            step = step / [1, 2, 5][index % 3] * [2, 5, 10][index % 3]
            index += 1
        }
        return step
    }
}

/// Where small pictures stand on paper.
struct TileLayout {
    let tiles: Tiles
    let map: ScaleMap
    let panel: Box
    /// How many stand in a row.
    let perRow: Int
    /// The size of a picture without its label.
    let tileWidth: Double
    let tileHeight: Double
    let gap: Double
    /// From the top of one row to that of the next.
    let pitch: Double
    /// Where the key of the colours begins; `nil` for none.
    let key: Place?
    let bottom: Double
    static let labelRoom = 19.0

    init(_ tiles: Tiles, top: Double, width: Double, height: Double?, margin: Double) {
        self.tiles = tiles
        map = tiles.map
        let room = width - 2 * margin
        let shown = tiles.shown
        let count = max(shown.count, 1)
        let gap = tiles.hasImages ? 12.0 : 22.0
        var wide: Double
        if tiles.hasImages {
            // As large as lets them stand in about as many columns as a slide has room for.
            let wanted = count <= 5 ? 104.0 : count <= 12 ? 88 : count <= 40 ? 62 : 48
            let columns = min(count, max(1, Int((room + gap) / (wanted + gap))))
            wide = min((room + gap) / Double(columns) - gap, wanted * 1.15)
            perRow = columns
        } else {
            perRow = count == 1 ? 1 : count == 2 || count == 4 || room < 420 ? 2 : 3
            wide = (room + gap) / Double(perRow) - gap
        }
        let shape = shown.lazy.compactMap(\.imageShape).first
        let ratio = shape.map { Double($0.rows) / Double($0.columns) } ?? 0.6
        var high = tiles.hasImages ? wide * min(max(ratio, 0.1), 6) : wide * (perRow == 1 ? 0.45 : 0.6)
        let rows = (count + perRow - 1) / perRow
        let around = TileLayout.labelRoom * (tiles.hasImages ? 1 : 2) + (tiles.hasImages ? 7 : 12)
        let most = height.map { max(($0 - 22) / Double(rows) - around, 8) } ?? 260
        if high > most || (height != nil && !tiles.hasImages) {
            if tiles.hasImages { wide = max(wide * most / high, 14) }
            high = most
        }
        tileWidth = wide
        tileHeight = max(high, 8)
        self.gap = gap
        pitch = tileHeight + around
        panel = Box(left: margin, top: top, right: width - margin, bottom: top + Double(rows) * pitch)
        let hasKey = tiles.hasImages && tiles.scale == .diverging
        key = hasKey ? Place(x: margin, y: panel.bottom + 10) : nil
        bottom = panel.bottom + (hasKey ? 22 : -4)
    }

    /// The upper left corner of a picture with its label.
    func corner(_ index: Int) -> Place {
        return Place(
            x: panel.left + Double(index % perRow) * (tileWidth + gap), y: panel.top + Double(index / perRow) * pitch)
    }
}
