extension TextRenderer {
    /// A figure of cells or tiles, which has no axes, as lines; `nil` for any other.
    func plateLines() -> [String]? {
        for layer in figure.layers {
            switch layer {
            case .cells(let grid): return cellLines(grid)
            case .tiles(let tiles): return tileLines(tiles)
            default: continue
            }
        }
        return nil
    }

    /// A matrix: its numbers where they fit, and else a shade for each cell.
    private func cellLines(_ grid: CellGrid) -> [String] {
        let lines = writtenLines(grid) ?? shadedLines(grid)
        if figure.xAxis.label.isEmpty { return lines }
        return lines + ["  " + (ascii ? "across: " : "→ ") + figure.xAxis.label.onOneLine]
    }

    /// A shade for each cell, or for each block of cells where they are many.
    private func shadedLines(_ grid: CellGrid) -> [String] {
        let names = (0..<grid.rows).reduce(1) { max($0, DisplayWidth.columns(of: grid.rowName($1))) }
        let nameWidth = min(names, 14)
        let perCell = grid.columns * 2 + nameWidth + 4 <= columns ? 2 : 1
        let reduced = grid.reduced(rows: 40, columns: max((columns - nameWidth - 4) / perCell, 1))
        let lines = shadedLines(reduced, grid.map, nameWidth: nameWidth, perCell: perCell)
        let note = reduced.reductionNote(of: grid).map { ["(\($0))"] } ?? []
        return lines + note + [shadeKey(grid.map)]
    }

    /// The numbers or texts of a matrix in aligned columns under their names; `nil` where they do not fit.
    private func writtenLines(_ grid: CellGrid) -> [String]? {
        guard grid.columns <= 20, grid.rows <= 40, !grid.isUnwritten else { return nil }
        for digits in [3, 2] {
            let texts = grid.spelled(digits: digits)
            let rowNames = (0..<grid.rows).map { grid.rowName($0).elided(to: 16, ellipsis: dots(3)) }
            let nameWidth = rowNames.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
            let widths = (0..<grid.columns).map { column in
                (0..<grid.rows).reduce(DisplayWidth.columns(of: grid.columnName(column))) {
                    max($0, DisplayWidth.columns(of: texts[$1 * grid.columns + column]))
                }
            }
            guard nameWidth + 2 + widths.reduce(0, { $0 + $1 + 2 }) <= columns else { continue }
            var head = String(repeating: " ", count: nameWidth + 2)
            for column in 0..<grid.columns { head += "  " + grid.columnName(column).paddedLeft(to: widths[column]) }
            var lines = [head.trimmingEnd]
            for row in 0..<grid.rows {
                var line = rowNames[row].paddedLeft(to: nameWidth) + (ascii ? " |" : " │")
                for column in 0..<grid.columns {
                    let index = row * grid.columns + column
                    line += "  " + painted(texts[index].paddedLeft(to: widths[column]), grid.map, grid.values[index])
                }
                lines.append(line.trimmingEnd)
            }
            return lines
        }
        return nil
    }

    /// Text on the colour of a number.
    private func painted(_ text: String, _ map: ScaleMap, _ value: Double) -> String {
        guard color, let level = map.level(value) else { return text }
        let ink = map.scale.writing(level) == .card ? Palette.light.card : Palette.light.ink
        return ANSI.background(map.scale.color(level, in: .light)) + ANSI.foreground(ink) + text + ANSI.reset
    }

    private func shadedLines(_ grid: CellGrid, _ map: ScaleMap, nameWidth: Int, perCell: Int) -> [String] {
        let step = max(1, (grid.rows + 15) / 16)
        return (0..<grid.rows).map { row in
            let name = row % step == 0 ? grid.rowName(row).elided(to: nameWidth, ellipsis: dots(3)) : ""
            var line = name.paddedLeft(to: nameWidth) + (ascii ? " |" : " │")
            for column in 0..<grid.columns { line += shade(grid.values[row * grid.columns + column], map, perCell) }
            return line.trimmingEnd
        }
    }

    /// So many characters in the colour of a number, or as dark as it.
    func shade(_ value: Double, _ map: ScaleMap, _ count: Int) -> String {
        guard let level = map.level(value) else { return String(repeating: "?", count: count) }
        if color {
            return ANSI.background(map.scale.color(level, in: .light)) + String(repeating: " ", count: count)
                + ANSI.reset
        }
        let shades = TextRenderer.shades(of: map.scale, ascii: ascii)
        let share = Double(level) / Double(map.scale.levels - 1)
        return String(repeating: shades[Int((share * Double(shades.count - 1)).rounded())], count: count)
    }

    /// The characters of a scale; below zero dots, above it blocks.
    static func shades(of scale: ColorScale, ascii: Bool) -> [Character] {
        switch scale {
        case .diverging: Array(ascii ? "O0o- +*#@" : "●•∙· ░▒▓█")
        case .amounts, .ink: Array(ascii ? " .:-=+*#%@" : " ░▒▓█")
        }
    }

    func shadeKey(_ map: ScaleMap) -> String {
        let low = NumberText.significant(map.low, digits: 3)
        let high = NumberText.significant(map.high, digits: 3)
        if color {
            let bar = (0..<map.scale.levels).map { ANSI.background(map.scale.color($0, in: .light)) + " " }
            return low + " " + bar.joined() + ANSI.reset + " " + high
        }
        return low + " " + String(TextRenderer.shades(of: map.scale, ascii: ascii)) + " " + high
    }

    func dots(_ count: Int) -> String { ascii ? String(repeating: ".", count: count) : "…" }
}
