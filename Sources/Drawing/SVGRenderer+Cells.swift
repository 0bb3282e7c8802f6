extension SVGRenderer {
    /// Cells or tiles as markup.
    func draw(_ plate: PlateLayout) -> String {
        switch plate {
        case .cells(let layout): cells(layout)
        case .tiles(let layout): tiles(layout)
        }
    }

    private func cells(_ layout: CellLayout) -> String {
        let grid = layout.grid
        let levels = grid.values.map(layout.map.level)
        var markup = image(
            levels, columns: grid.columns, scale: layout.map.scale,
            at: Place(x: layout.panel.left, y: layout.panel.top),
            width: layout.cellWidth, height: layout.cellHeight)
        if layout.cellWidth >= 14 && layout.cellHeight >= 14 { markup += separators(layout) }
        let outline = layout.panel
        markup +=
            "<path class=\"nabla-laxis\" fill=\"none\" d=\"M\(SVGRenderer.crisp(outline.left)) \(SVGRenderer.crisp(outline.top))"
        markup +=
            "H\(SVGRenderer.crisp(outline.right))V\(SVGRenderer.crisp(outline.bottom))H\(SVGRenderer.crisp(outline.left))z\"/>"
        if let texts = layout.texts { markup += written(texts, levels, layout) }
        markup += names(layout)
        if grid.hasBar { markup += colorBar(layout) }
        return markup
    }

    /// Numbers as colours; neighbours of one colour in a row become one rectangle, each colour one path.
    func image(
        _ levels: [Int?], columns: Int, scale: ColorScale, at corner: Place, width: Double, height: Double
    ) -> String {
        var paths = [String](repeating: "", count: scale.levels)
        var unknown = ""
        func number(_ value: Double) -> String { PathWriter.number(value) }
        for row in 0..<(levels.count / max(columns, 1)) {
            let top = corner.y + Double(row) * height
            let bottom = corner.y + Double(row + 1) * height
            var column = 0
            while column < columns {
                let level = levels[row * columns + column]
                var end = column + 1
                while end < columns, levels[row * columns + end] == level { end += 1 }
                let left = number(corner.x + Double(column) * width)
                let right = number(corner.x + Double(end) * width)
                // The paper shows through where it has the colour already.
                if let level, level > 0 || scale == .diverging {
                    paths[level] += "M\(left) \(number(top))H\(right)V\(number(bottom))H\(left)z"
                } else if level == nil {
                    for place in column..<end {
                        let x = corner.x + Double(place) * width
                        unknown += "M\(number(x)) \(number(top))L\(number(x + width)) \(number(bottom))"
                        unknown += "M\(number(x + width)) \(number(top))L\(number(x)) \(number(bottom))"
                    }
                }
                column = end
            }
        }
        var markup = "<g shape-rendering=\"crispEdges\">"
        for (level, path) in paths.enumerated() where !path.isEmpty {
            markup += "<path class=\"nabla-f\(scale.name)\(level)\" d=\"\(path)\"/>"
        }
        markup += "</g>"
        return unknown.isEmpty ? markup : markup + "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(unknown)\"/>"
    }

    /// Thin lines of paper between large cells.
    private func separators(_ layout: CellLayout) -> String {
        var path = ""
        for column in 1..<max(layout.grid.columns, 1) {
            let x = layout.panel.left + Double(column) * layout.cellWidth
            path +=
                "M\(PathWriter.number(x)) \(PathWriter.number(layout.panel.top))V\(PathWriter.number(layout.panel.bottom))"
        }
        for row in 1..<max(layout.grid.rows, 1) {
            let y = layout.panel.top + Double(row) * layout.cellHeight
            path +=
                "M\(PathWriter.number(layout.panel.left)) \(PathWriter.number(y))H\(PathWriter.number(layout.panel.right))"
        }
        return path.isEmpty ? "" : "<path class=\"nabla-halo\" fill=\"none\" stroke-width=\"1.5\" d=\"\(path)\"/>"
    }

    private func written(_ texts: [String], _ levels: [Int?], _ layout: CellLayout) -> String {
        var markup = ""
        for writing in ColorScale.Writing.allCases {
            var part = ""
            for (index, content) in texts.enumerated() {
                guard (levels[index].map(layout.map.scale.writing) ?? .ink) == writing else { continue }
                let column = Double(index % layout.grid.columns) + 0.5
                let row = Double(index / layout.grid.columns) + 0.5
                let raised = content.drop { !Ticks.raisedCharacters.contains($0) }
                let place = Place(
                    x: layout.panel.left + column * layout.cellWidth,
                    y: layout.panel.top + row * layout.cellHeight + layout.textSize * 0.35)
                part += SVGRenderer.text(
                    String(content.dropLast(raised.count)), at: place, raised: raised.map(Ticks.lowered).joined())
            }
            if part.isEmpty { continue }
            markup += "<g class=\"nabla-f\(writing.rawValue)\" text-anchor=\"middle\""
            markup += " font-size=\"\(PathWriter.number(layout.textSize))\">\(part)</g>"
        }
        return markup
    }

    /// The names of the rows and columns.
    private func names(_ layout: CellLayout) -> String {
        let grid = layout.grid
        let size = SVGLayout.tickSize
        var markup = ""
        // The panel begins at a whole pixel, which may take half of one from the names.
        let room = layout.panel.left - 7 - (figure.yAxis.label.isEmpty ? 16 : 38)
        for row in stride(from: 0, to: grid.rows, by: layout.rowStep) {
            let y = layout.panel.top + (Double(row) + 0.5) * layout.cellHeight + 4.2
            let name = TextMeasure.elided(grid.rowName(row), size: size, to: room)
            markup += SVGRenderer.text(name, at: Place(x: layout.panel.left - 8, y: y), anchor: .end)
        }
        for column in stride(from: 0, to: grid.columns, by: layout.columnStep) {
            let x = layout.panel.left + (Double(column) + 0.5) * layout.cellWidth
            let name = TextMeasure.elided(grid.columnName(column), size: size, to: layout.nameWidth)
            if layout.isSlanted {
                let place = Place(x: x + 4, y: layout.panel.bottom + 13)
                let turn = "rotate(-45 \(PathWriter.number(place.x)) \(PathWriter.number(place.y)))"
                markup += SVGRenderer.text(name, at: place, anchor: .end, attributes: " transform=\"\(turn)\"")
            } else {
                markup += SVGRenderer.text(name, at: Place(x: x, y: layout.panel.bottom + 18), anchor: .middle)
            }
        }
        return "<g class=\"nabla-fmuted\" font-size=\"\(PathWriter.number(size))\">\(markup)</g>"
    }

    /// A standing bar that says what the colours mean.
    private func colorBar(_ layout: CellLayout) -> String {
        let map = layout.map
        let height = min(max(layout.panel.height, 72), 190)
        let left = layout.panel.right + 18
        let top = layout.panel.top
        var markup = "<g shape-rendering=\"crispEdges\">"
        let step = height / Double(map.scale.levels)
        for level in 0..<map.scale.levels {
            let y = top + Double(map.scale.levels - 1 - level) * step
            markup += "<rect class=\"nabla-f\(map.scale.name)\(level)\" x=\"\(PathWriter.number(left))\""
            markup += " y=\"\(PathWriter.number(y))\" width=\"12\" height=\"\(PathWriter.number(step + 0.5))\"/>"
        }
        markup +=
            "</g><path class=\"nabla-laxis\" fill=\"none\" d=\"M\(SVGRenderer.crisp(left)) \(SVGRenderer.crisp(top))h12"
        markup += "v\(PathWriter.number(height.rounded()))h-12z\"/>"
        for (value, share) in [(map.high, 0.0), (map.low / 2 + map.high / 2, 0.5), (map.low, 1.0)] {
            let label = Ticks.spelled(NumberText.significant(value, digits: 3), .typographic)
            let raised = label.drop { !Ticks.raisedCharacters.contains($0) }
            markup += SVGRenderer.text(
                String(label.dropLast(raised.count)), at: Place(x: left + 18, y: top + share * height + 4.2),
                size: SVGLayout.tickSize, attributes: " class=\"nabla-fmuted\"",
                raised: raised.map(Ticks.lowered).joined())
        }
        return markup
    }
}
