extension SVGRenderer {
    /// Small pictures with their labels.
    func tiles(_ layout: TileLayout) -> String {
        var markup = ""
        for (index, tile) in layout.tiles.shown.enumerated() {
            let corner = layout.corner(index)
            switch tile.content {
            case .image(let columns, let values): markup += picture(tile, columns, values, at: corner, layout)
            case .distribution(let range, let counts): markup += distribution(tile, range, counts, at: corner, layout)
            }
            markup += "\n"
        }
        if let key = layout.key { markup += flatBar(layout.map, at: key) }
        return markup
    }

    private func picture(
        _ tile: Tiles.Tile, _ columns: Int, _ values: [Double], at corner: Place, _ layout: TileLayout
    ) -> String {
        var markup = ""
        let (width, height) = (layout.tileWidth, layout.tileHeight)
        if let shape = tile.imageShape {
            markup += image(
                values.prefix(shape.rows * columns).map(layout.map.level), columns: columns, scale: layout.map.scale,
                at: corner, width: width / Double(columns), height: height / Double(shape.rows))
        }
        let (x, y) = (PathWriter.number(corner.x - 0.5), PathWriter.number(corner.y - 0.5))
        let frame = tile.isMarked ? "nabla-ls1" : "nabla-lgrid"
        markup +=
            "<rect class=\"\(frame)\" fill=\"none\" x=\"\(x)\" y=\"\(y)\" width=\"\(PathWriter.number(width + 1))\""
        markup += " height=\"\(PathWriter.number(height + 1))\"\(tile.isMarked ? " stroke-width=\"2.5\"" : "")/>"
        let content = (tile.isMarked ? "✗ " : "") + tile.label.onOneLine
        let size = width < 56 ? 10.5 : SVGLayout.tickSize
        let label = TextMeasure.elided(content, size: size, to: width + layout.gap - 2)
        let style =
            tile.isMarked ? " class=\"nabla-fw1\" font-weight=\"600\"" : " class=\"nabla-fmuted\""
        return markup
            + SVGRenderer.text(
                label, at: Place(x: corner.x + width / 2, y: corner.y + height + 15), anchor: .middle, size: size,
                attributes: style, tooltip: label == content ? nil : content)
    }

    private func distribution(
        _ tile: Tiles.Tile, _ range: ClosedRange<Double>, _ counts: [Double], at corner: Place, _ layout: TileLayout
    ) -> String {
        let (width, height) = (layout.tileWidth, layout.tileHeight)
        let top = corner.y + TileLayout.labelRoom
        let label = TextMeasure.elided(tile.label.onOneLine, size: 12.5, to: width)
        var markup = SVGRenderer.text(
            label, at: Place(x: corner.x, y: corner.y + 12), size: 12.5, attributes: " class=\"nabla-fink\"",
            tooltip: label == tile.label.onOneLine ? nil : tile.label)
        let bounds = AxisBounds.sanitized(range.lowerBound, range.upperBound)
        let map = AxisMap(bounds, scale: .linear, from: corner.x, to: corner.x + width)
        let most = max(counts.filter(\.isFinite).max() ?? 0, 1)
        let ends = counts.indices.map { map.position(bounds.low + bounds.extent * Double($0) / Double(counts.count)) }
        var bars = ""
        for (index, count) in counts.enumerated() where count > 0 {
            let end = index + 1 < ends.count ? ends[index + 1] : corner.x + width
            let length = count / most * (height - 4)
            bars += "M\(PathWriter.number(ends[index])) \(PathWriter.number(top + height))"
            bars +=
                "V\(PathWriter.number(top + height - max(length, 0.7)))H\(PathWriter.number(max(end - 0.6, ends[index] + 0.5)))"
            bars += "V\(PathWriter.number(top + height))z"
        }
        markup += "<path class=\"nabla-fs0\" d=\"\(bars)\"/>"
        var axis = "M\(PathWriter.number(corner.x)) \(SVGRenderer.crisp(top + height))h\(PathWriter.number(width))"
        var labels = ""
        for tick in Ticks.make(bounds, scale: .linear, target: 3, spelling: .typographic) where !tick.isMinor {
            let x = map.position(tick.value)
            axis += "M\(SVGRenderer.crisp(x)) \(SVGRenderer.crisp(top + height))v4"
            let isAtEnd = x > corner.x + width - 12
            let raised = tick.label.drop { !Ticks.raisedCharacters.contains($0) }
            labels += SVGRenderer.text(
                String(tick.label.dropLast(raised.count)), at: Place(x: x, y: top + height + 16),
                anchor: isAtEnd ? .end : x < corner.x + 12 ? .start : .middle,
                raised: raised.map(Ticks.lowered).joined())
        }
        return markup + "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(axis)\"/>"
            + "<g class=\"nabla-fmuted\" font-size=\"11\">\(labels)</g>"
    }

    /// A lying bar that says what the colours mean.
    private func flatBar(_ map: ScaleMap, at place: Place) -> String {
        let step = 120.0 / Double(map.scale.levels)
        let low = Ticks.spelled(NumberText.significant(map.low, digits: 3), .ascii)
        let high = NumberText.significant(map.high, digits: 3)
        let left = place.x + TextMeasure.width(low, size: SVGLayout.tickSize) + 8
        let muted = " class=\"nabla-fmuted\""
        var markup = SVGRenderer.text(
            Ticks.spelled(low, .typographic), at: Place(x: left - 6, y: place.y + 9), anchor: .end,
            size: SVGLayout.tickSize, attributes: muted)
        markup += "<g shape-rendering=\"crispEdges\">"
        for level in 0..<map.scale.levels {
            markup += "<rect class=\"nabla-f\(map.scale.name)\(level)\" y=\"\(PathWriter.number(place.y))\""
            markup +=
                " x=\"\(PathWriter.number(left + Double(level) * step))\" width=\"\(PathWriter.number(step + 0.5))\""
            markup += " height=\"11\"/>"
        }
        markup +=
            "</g><path class=\"nabla-laxis\" fill=\"none\" d=\"M\(SVGRenderer.crisp(left)) \(SVGRenderer.crisp(place.y))h120v11h-120z\"/>"
        return markup
            + SVGRenderer.text(
                Ticks.spelled(high, .typographic), at: Place(x: left + 126, y: place.y + 9),
                size: SVGLayout.tickSize, attributes: muted)
    }
}
