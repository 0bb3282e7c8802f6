extension TextRenderer {
    /// The most rows of small pictures written.
    private static let tileRows = 6

    func tileLines(_ tiles: Tiles) -> [String] {
        let map = tiles.map
        var blocks: [[String]] = []
        var lines: [String] = []
        var used = 0
        var rows = 0
        var drawn = 0
        func end() {
            let height = blocks.reduce(0) { max($0, $1.count) }
            for line in 0..<height {
                lines.append(
                    blocks.map { block in
                        let text = line < block.count ? block[line] : ""
                        let missing = max(0, TextRenderer.width(block) - ANSI.columns(of: text))
                        return text + String(repeating: " ", count: missing)
                    }.joined(separator: "   ").trimmingEnd)
            }
            (blocks, used) = ([], 0)
            rows += 1
        }
        for tile in tiles.tiles.prefix(Tiles.limit) {
            let block = self.block(tile, map)
            let width = TextRenderer.width(block)
            if used > 0 && used + 3 + width > columns {
                end()
                if rows == TextRenderer.tileRows { break }
                lines.append("")
            }
            blocks.append(block)
            used += (used > 0 ? 3 : 0) + width
            drawn += 1
        }
        if !blocks.isEmpty { end() }
        if drawn < min(tiles.tiles.count, Tiles.limit) {
            lines.append("(\(tiles.tiles.count - drawn) more \(tiles.noun) not drawn)")
        }
        if tiles.hasImages && tiles.scale == .diverging { lines.append(shadeKey(map)) }
        return lines
    }

    /// One picture with its label.
    private func block(_ tile: Tiles.Tile, _ map: ScaleMap) -> [String] {
        let label = ((tile.isMarked ? (ascii ? "x " : "✗ ") : "") + tile.label.onOneLine)
        switch tile.content {
        case .image(_, let values):
            guard let shape = tile.imageShape else { return [label.elided(to: 20, ellipsis: dots(3))] }
            guard
                let grid = CellGrid(
                    rows: shape.rows, columns: shape.columns, values: Array(values.prefix(shape.rows * shape.columns)))
            else { return [] }
            // A character is twice as high as wide: a small pixel takes two, and of a large image two pixels take one.
            let isSmall = shape.columns <= 14
            let reduced =
                isSmall
                ? grid.reduced(rows: 40, columns: 40)
                : grid.reduced(rows: max((shape.rows + 1) / 2, 1), columns: shape.columns).reduced(
                    rows: 40, columns: 40)
            var lines = (0..<reduced.rows).map { row in
                (0..<reduced.columns).map { shade(reduced.values[row * reduced.columns + $0], map, isSmall ? 2 : 1) }
                    .joined()
            }
            let width = reduced.columns * (isSmall ? 2 : 1)
            // The blank right side of an image is part of it.
            lines = lines.map { $0 + String(repeating: " ", count: max(0, width - ANSI.columns(of: $0))) }
            lines.append(label.elided(to: max(width, 10), ellipsis: dots(3)))
            return lines
        case .distribution(let range, let counts):
            return [label.elided(to: 34, ellipsis: dots(3))] + histogramLines(range, counts)
        }
    }

    /// A distribution in five lines over its range.
    private func histogramLines(_ range: ClosedRange<Double>, _ counts: [Double]) -> [String] {
        let high = 5
        let most = max(counts.filter(\.isFinite).max() ?? 0, 1)
        let eighths = Array(ascii ? " ......##" : " ▁▂▃▄▅▆▇█")
        var lines = (0..<high).map { row in
            String(
                counts.map { count -> Character in
                    let filled = count.isFinite ? count / most * Double(high * 8) : 0
                    let here = Int(filled.rounded(.up)) - (high - 1 - row) * 8
                    return eighths[min(max(here, 0), 8)]
                })
        }
        let width = counts.count
        let low = NumberText.significant(range.lowerBound, digits: 3)
        let top = NumberText.significant(range.upperBound, digits: 3)
        lines.append(String(repeating: ascii ? "-" : "─", count: width))
        let room = max(1, width - low.count - top.count)
        lines.append(low + String(repeating: " ", count: room) + top)
        return lines
    }

    private static func width(_ block: [String]) -> Int { block.reduce(0) { max($0, ANSI.columns(of: $1)) } }
}
