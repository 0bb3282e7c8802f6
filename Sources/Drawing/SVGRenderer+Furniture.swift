extension SVGRenderer {
    /// The grid behind the data; regions are their own background.
    func grid() -> String {
        if resolved.isFilled || layout.plate != nil { return "" }
        let panel = layout.panel
        var path = ""
        for tick in layout.xTicks where !tick.isMinor {
            path +=
                "M\(SVGRenderer.crisp(xMap.position(tick.value))) \(PathWriter.number(panel.top))v\(PathWriter.number(panel.height))"
        }
        for tick in layout.yTicks where !tick.isMinor {
            path +=
                "M\(PathWriter.number(panel.left)) \(SVGRenderer.crisp(yMap.position(tick.value)))h\(PathWriter.number(panel.width))"
        }
        return path.isEmpty ? "" : "<path class=\"nabla-lgrid\" fill=\"none\" d=\"\(path)\"/>\n"
    }

    /// The axes with their marks and labels, and the title.
    func axes() -> String {
        let panel = layout.panel
        func number(_ value: Double) -> String { PathWriter.number(value) }
        var path = ""
        var labels = ""
        for tick in layout.xTicks {
            let x = xMap.position(tick.value)
            path += "M\(SVGRenderer.crisp(x)) \(SVGRenderer.crisp(panel.bottom))v\(tick.isMinor ? "2.5" : "4.5")"
            if let room = layout.slantedRoom {
                labels += slanted(tick.label, at: x, room: room)
                continue
            }
            // A wide label at an end of the axis stays on the paper.
            let half = TextMeasure.width(tick.label, size: SVGLayout.tickSize) / 2 + 4
            let middle = min(max(x, half), layout.width - half)
            labels += tickLabel(tick, at: Place(x: middle, y: panel.bottom + 18), anchor: .middle)
        }
        for tick in layout.yTicks {
            let y = yMap.position(tick.value)
            path += "M\(SVGRenderer.crisp(panel.left)) \(SVGRenderer.crisp(y))h-\(tick.isMinor ? "2.5" : "4.5")"
            labels += tickLabel(tick, at: Place(x: panel.left - 8, y: y + 4.2), anchor: .end)
        }
        if resolved.hasField {
            path +=
                "M\(SVGRenderer.crisp(panel.left)) \(SVGRenderer.crisp(panel.top))H\(SVGRenderer.crisp(panel.right))V\(SVGRenderer.crisp(panel.bottom))"
            path += "H\(SVGRenderer.crisp(panel.left))z"
        } else {
            path +=
                "M\(SVGRenderer.crisp(panel.left)) \(number(panel.top))V\(SVGRenderer.crisp(panel.bottom))H\(number(panel.right))"
        }
        var markup = ""
        if layout.plate == nil {
            markup += "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(path)\"/>\n"
            markup += "<g class=\"nabla-fmuted\" font-size=\"\(number(SVGLayout.tickSize))\">\(labels)</g>\n"
        }
        return markup + axisLabels() + titles() + "\n"
    }

    /// A name below the axis that ends at its mark, shortened where it would leave the paper.
    private func slanted(_ name: String, at x: Double, room: Double) -> String {
        let label = TextMeasure.elided(name, size: SVGLayout.tickSize, to: min(room, (x - 4) / 0.71))
        let place = Place(x: x + 4, y: layout.panel.bottom + 13)
        let turn = " transform=\"rotate(-45 \(PathWriter.number(place.x)) \(PathWriter.number(place.y)))\""
        return SVGRenderer.text(
            label, at: place, anchor: .end, attributes: turn, tooltip: label == name ? nil : name)
    }

    /// The heading.
    func titles() -> String {
        var markup = ""
        for (index, line) in layout.titleLines.enumerated() {
            let place = Place(x: 16, y: 32 + Double(index) * 21)
            markup += SVGRenderer.text(
                line, at: place, size: SVGLayout.titleSize, attributes: " class=\"nabla-fink\" font-weight=\"600\"")
        }
        return markup
    }

    /// The label of a mark, its power of ten raised.
    private func tickLabel(_ tick: Tick, at place: Place, anchor: Anchor) -> String {
        let raised = tick.label.drop { !Ticks.raisedCharacters.contains($0) }
        let base = String(tick.label.dropLast(raised.count))
        return SVGRenderer.text(base, at: place, anchor: anchor, raised: raised.map(Ticks.lowered).joined())
    }

    private func axisLabels() -> String {
        let panel = layout.panel
        let size = SVGLayout.labelSize
        var markup = ""
        let center = (panel.left + panel.right) / 2
        let room = 2 * min(center, layout.width - center) - 24
        let below = TextMeasure.elided(figure.xAxis.label.onOneLine, size: size, to: room)
        markup += SVGRenderer.text(
            below, at: Place(x: center, y: layout.plate?.labelLine ?? panel.bottom + layout.tickDepth + 15),
            anchor: .middle, size: size,
            attributes: " class=\"nabla-fink\"")
        let label = TextMeasure.elided(figure.yAxis.label.onOneLine, size: size, to: max(panel.height + 20, 60))
        let middle = (panel.top + panel.bottom) / 2
        // A symbol stays upright; words are turned along the axis.
        if DisplayWidth.columns(of: label) <= 2 {
            return markup
                + SVGRenderer.text(
                    label, at: Place(x: 24, y: middle + 4.5), anchor: .middle, size: size,
                    attributes: " class=\"nabla-fink\"")
        }
        let turn = " class=\"nabla-fink\" transform=\"rotate(-90 27 \(PathWriter.number(middle)))\""
        return markup
            + SVGRenderer.text(label, at: Place(x: 27, y: middle), anchor: .middle, size: size, attributes: turn)
    }

    /// The names of what is drawn, beside or below the panel.
    func legend() -> String {
        var markup = SVGRenderer.legend(layout.legend)
        if let place = layout.probabilityKey { markup += layout.isBeside ? uprightKey(place) : flatKey(place) }
        return markup.isEmpty ? "" : markup + "\n"
    }

    /// Entries of a legend at their places.
    static func legend(_ items: [SVGLayout.LegendItem]) -> String {
        var markup = ""
        for item in items {
            let place = item.place
            switch item.entry.key {
            case .line(let style):
                let attributes = SVGRenderer.attributes(style)
                let way = "M\(PathWriter.number(place.x + 1)) \(PathWriter.number(place.y))h24"
                markup += "<path class=\"nabla-l\(SVGStyle.name(style.series))\" \(attributes) d=\"\(way)\"/>"
            case .point(let style):
                let shape = MarkShape(style.shape, radius: 4.2)
                let name = SVGStyle.name(style.series)
                let isCross = style.shape == .cross
                markup += "<g class=\"\(isCross ? "nabla-l\(name)" : "nabla-f\(name)")\" stroke-width=\"1.8\">"
                markup += shape.markup(at: Place(x: place.x + 13, y: place.y)) + "</g>"
            case .band(let series):
                let box = "x=\"\(PathWriter.number(place.x + 1))\" y=\"\(PathWriter.number(place.y - 6))\""
                markup += "<rect class=\"nabla-f\(SVGStyle.name(series))\" fill-opacity=\".25\" \(box)"
                markup += " width=\"24\" height=\"12\"/>"
            case .area(let series):
                let (x, y) = (PathWriter.number(place.x + 6), PathWriter.number(place.y - 5))
                markup += "<rect class=\"nabla-f\(SVGStyle.name(series))\" x=\"\(x)\" y=\"\(y)\" width=\"14\""
                markup += " height=\"10\" rx=\"1.5\"/>"
            }
            let isShortened = item.label != item.entry.label
            let tooltip = isShortened ? item.entry.label : nil
            markup += SVGRenderer.text(
                item.label, at: Place(x: place.x + SVGLayout.keyWidth + 8, y: place.y + 4.3),
                size: SVGLayout.legendSize, attributes: " class=\"nabla-fink\"", tooltip: tooltip)
        }
        return markup
    }

    /// The probability key as a standing bar.
    private func uprightKey(_ place: Place) -> String {
        let step = SVGLayout.barLength / Double(Palette.bandCount)
        let top = place.y + 12
        var markup = SVGRenderer.text(
            "P(class 1)", at: Place(x: place.x, y: place.y + 2), size: SVGLayout.legendSize,
            attributes: " class=\"nabla-fink\"")
        for band in 0..<Palette.bandCount {
            let y = top + Double(Palette.bandCount - 1 - band) * step
            markup += bar(band, Place(x: place.x + 6, y: y), width: 14, height: step)
        }
        for (label, share) in [("1", 0.0), ("0.5", 0.5), ("0", 1.0)] {
            let y = top + share * SVGLayout.barLength
            markup += SVGRenderer.text(
                label, at: Place(x: place.x + 27, y: y + 4.2), size: SVGLayout.tickSize,
                attributes: " class=\"nabla-fmuted\"")
        }
        let outline =
            "M\(SVGRenderer.crisp(place.x + 6)) \(SVGRenderer.crisp(top))h14v\(PathWriter.number(SVGLayout.barLength))h-14z"
        return markup + "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(outline)\"/>"
    }

    /// The probability key as a lying bar.
    private func flatKey(_ place: Place) -> String {
        let step = SVGLayout.barLength / Double(Palette.bandCount)
        let title = "P(class 1)"
        let titleWidth = TextMeasure.width(title, size: SVGLayout.legendSize)
        var markup = SVGRenderer.text(
            title, at: Place(x: place.x, y: place.y + 4.3), size: SVGLayout.legendSize,
            attributes: " class=\"nabla-fink\"")
        let left = (place.x + titleWidth + 16).rounded()
        for band in 0..<Palette.bandCount {
            markup += bar(band, Place(x: left + Double(band) * step, y: place.y - 6), width: step, height: 12)
        }
        let outline =
            "M\(SVGRenderer.crisp(left)) \(SVGRenderer.crisp(place.y - 6))h\(PathWriter.number(SVGLayout.barLength))v12h-\(PathWriter.number(SVGLayout.barLength))z"
        markup += "<path class=\"nabla-laxis\" fill=\"none\" d=\"\(outline)\"/>"
        let muted = " class=\"nabla-fmuted\""
        markup += SVGRenderer.text(
            "0", at: Place(x: left - 5, y: place.y + 4.2), anchor: .end, size: SVGLayout.tickSize, attributes: muted)
        return markup
            + SVGRenderer.text(
                "1", at: Place(x: left + SVGLayout.barLength + 5, y: place.y + 4.2), size: SVGLayout.tickSize,
                attributes: muted)
    }

    private func bar(_ band: Int, _ place: Place, width: Double, height: Double) -> String {
        "<rect class=\"nabla-fb\(band)\" x=\"\(PathWriter.number(place.x))\" y=\"\(PathWriter.number(place.y))\""
            + " width=\"\(PathWriter.number(width))\" height=\"\(PathWriter.number(height))\"/>"
    }

    /// The caption, and what had to be left out.
    func captions() -> String {
        var markup = ""
        var y = layout.notesTop
        for line in layout.captionLines + layout.noteLines {
            markup += SVGRenderer.text(
                line, at: Place(x: 16, y: y), size: SVGLayout.noteSize, attributes: " class=\"nabla-fmuted\"")
            y += 16
        }
        return markup.isEmpty ? "" : markup + "\n"
    }

    /// Where text stands relative to its place.
    enum Anchor: String {
        case start
        case middle
        case end
    }

    /// A line of text; nothing for an empty one.
    static func text(
        _ content: String, at place: Place, anchor: Anchor = .start, size: Double? = nil, attributes: String = "",
        tooltip: String? = nil, raised: String = ""
    ) -> String {
        if content.isEmpty { return "" }
        let power = raised.isEmpty ? "" : "<tspan dy=\"-4.5\" font-size=\"9\">\(raised)</tspan>"
        let anchoring = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        let sizing = size.map { " font-size=\"\(PathWriter.number($0))\"" } ?? ""
        let title = tooltip.map { "<title>\(Markup.escaped($0))</title>" } ?? ""
        return "<text x=\"\(PathWriter.number(place.x))\" y=\"\(PathWriter.number(place.y))\""
            + "\(anchoring)\(sizing)\(attributes)>\(title)\(Markup.escaped(content))\(power)</text>"
    }

    /// A coordinate in the middle of a pixel, where a thin line is sharp.
    static func crisp(_ value: Double) -> String { PathWriter.number(value.rounded(.down) + 0.5) }
}
