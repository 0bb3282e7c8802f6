extension TextRenderer {
    /// The character of a filled area, which tells series apart where there is no colour.
    static func areaKey(_ series: Int, ascii: Bool) -> String {
        let fills = Array(ascii ? "#=+%" : "█▒░▓")
        return String(fills[Palette.slot(series) % fills.count])
    }

    /// Bars as filled cells, their ends in eighths of a cell where one series stands alone.
    mutating func bars(_ bars: [Bar], _ series: Int) {
        let fill = TextRenderer.areaKey(series, ascii: ascii).first ?? "#"
        let shade = foreground(series, onRegion: false)
        let bottom = Double(canvas.rows * dots.y)
        let zero = yMap.position(0)
        let base = (zero.isFinite ? min(max(zero, 0), bottom) : bottom) / Double(dots.y)
        for bar in bars {
            let tip = yMap.position(bar.height) / Double(dots.y)
            let (first, last) = (xMap.position(bar.start) / Double(dots.x), xMap.position(bar.end) / Double(dots.x))
            guard tip.isFinite, first.isFinite, last.isFinite, bar.height != 0 else { continue }
            let left = min(max(Int(min(first, last).rounded()), 0), canvas.columns - 1)
            let right = min(max(Int(max(first, last).rounded()), left + 1), canvas.columns)
            let (top, low) = (
                min(max(min(tip, base), 0), Double(canvas.rows)), max(min(max(tip, base), Double(canvas.rows)), 0)
            )
            for row in 0..<canvas.rows {
                let covered = min(low, Double(row + 1)) - max(top, Double(row))
                guard covered > 0 else { continue }
                var glyph = fill
                let isTip = tip < base && Int(top) == row
                if !ascii, fill == "█", isTip, covered < 1, low > Double(row + 1) - 0.01 {
                    glyph = Array("▁▂▃▄▅▆▇█")[min(max(Int((covered * 8).rounded(.up)) - 1, 0), 7)]
                } else if covered < 0.4 {
                    continue
                }
                for column in left..<right { canvas.setGlyph(glyph, column: column, row: row, color: shade) }
            }
        }
    }

    /// Boxes with their whiskers, medians and outliers.
    mutating func boxes(_ boxes: [FiveNumbers], _ series: Int) {
        let shade = foreground(series, onRegion: false)
        let unit = (xMap.position(2) - xMap.position(1)).magnitude / Double(dots.x)
        let half = min(max(Int((unit * 0.3).rounded()), 1), 6)
        func row(_ value: Double) -> Int? {
            let place = yMap.position(value) / Double(dots.y)
            return place.isFinite ? min(max(Int(place), 0), canvas.rows - 1) : nil
        }
        for box in boxes {
            let place = xMap.position(box.place) / Double(dots.x)
            guard place.isFinite, place >= 0, place < Double(canvas.columns) + 1 else { continue }
            let middle = Int(place)
            let step = max(1, box.outliers.count / 200)
            for index in stride(from: 0, to: box.outliers.count, by: step) {
                if let at = row(box.outliers[index]) {
                    canvas.setGlyph(ascii ? "o" : "∘", column: middle, row: at, color: shade)
                }
            }
            let last = canvas.rows - 1
            let (high, low) = (row(box.high) ?? 0, row(box.low) ?? last)
            let (top, bottom) = (row(box.upperQuartile) ?? 0, row(box.lowerQuartile) ?? last)
            for at in high...max(low, high) {
                canvas.setGlyph(ascii ? "|" : "│", column: middle, row: at, color: shade)
            }
            for at in top...max(bottom, top) {
                for column in (middle - half)...(middle + half) {
                    canvas.setGlyph(ascii ? ":" : "░", column: column, row: at, color: shade)
                }
            }
            if let median = row(box.median) {
                for column in (middle - half)...(middle + half) {
                    canvas.setGlyph(ascii ? "=" : "━", column: column, row: median, color: shade)
                }
            }
        }
    }
}
