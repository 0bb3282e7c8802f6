extension Figure {
    /// Renders the figure as a complete SVG document that may also stand inside an HTML page.
    ///
    /// - Parameter width: the width in pixels; the height follows from the content.
    /// - Complexity: one pass over the data, and ten over a field of probabilities.
    public func svg(width: Int = 640) -> String {
        SVGRenderer(self, width: width).document()
    }
}

/// Draws one figure.
struct SVGRenderer {
    let figure: Figure
    let resolved: ResolvedFigure
    let layout: SVGLayout
    let xMap: AxisMap
    let yMap: AxisMap

    init(_ figure: Figure, width: Int) {
        self.figure = figure
        resolved = ResolvedFigure(figure)
        layout = SVGLayout(figure, resolved, width: width)
        let panel = layout.panel
        xMap = AxisMap(resolved.x, scale: figure.xAxis.scale, from: panel.left, to: panel.right)
        yMap = AxisMap(resolved.y, scale: figure.yAxis.scale, from: panel.bottom, to: panel.top)
    }

    /// One layer as markup, and whether it ends at the panel's edges; only points may overlap them.
    private struct Mark {
        let content: String
        let isClipped: Bool
    }

    func document() -> String {
        let marks = figure.layers.map { layer in
            if case .points = layer { return Mark(content: draw(layer), isClipped: false) }
            return Mark(content: draw(layer), isClipped: true)
        }.filter { !$0.content.isEmpty }
        let furniture = axes() + legend() + captions()
        let content = marks.map(\.content).joined() + furniture + accessibleTitle + description
        // Several figures may stand in one page, so that names come from the content: equal names, equal meaning.
        let id = "nabla-" + Markup.digest(content)

        let width = PathWriter.number(layout.width)
        let height = PathWriter.number(layout.height)
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\(SVGStyle.root)\" width=\"\(width)\""
        svg += " height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\""
        svg += " aria-labelledby=\"\(id)-title \(id)-desc\" style=\"max-width:100%;height:auto\">\n"
        svg += "<title id=\"\(id)-title\">\(Markup.escaped(accessibleTitle))</title>\n"
        svg += "<desc id=\"\(id)-desc\">\(Markup.escaped(description))</desc>\n"
        svg += "<style>\(SVGStyle.sheet(series: usedSeries, hasRegions: resolved.hasProbability))</style>\n"
        svg += "<clipPath id=\"\(id)-panel\">\(rectangle(layout.panel))</clipPath>\n"
        svg += "<rect class=\"nabla-frame\" x=\".5\" y=\".5\" width=\"\(PathWriter.number(layout.width - 1))\""
        svg += " height=\"\(PathWriter.number(layout.height - 1))\" rx=\"6\"/>\n"
        svg += grid()
        for mark in marks {
            svg += mark.isClipped ? "<g clip-path=\"url(#\(id)-panel)\">\(mark.content)</g>\n" : mark.content + "\n"
        }
        return svg + furniture + "</svg>\n"
    }

    private func rectangle(_ box: Box) -> String {
        "<rect x=\"\(PathWriter.number(box.left))\" y=\"\(PathWriter.number(box.top))\""
            + " width=\"\(PathWriter.number(box.width))\" height=\"\(PathWriter.number(box.height))\"/>"
    }

    /// The series of the palette that appear, in ascending order.
    private var usedSeries: [Int] {
        var used = [Bool](repeating: false, count: Palette.light.series.count)
        for layer in figure.layers {
            switch layer {
            case .points(_, _, let style, _): used[Palette.slot(style.series)] = true
            case .line(_, _, let style, _), .contour(_, _, let style, _):
                if let series = style.series { used[Palette.slot(series)] = true }
            case .probability: break
            }
        }
        return used.indices.filter { used[$0] }
    }

    private var accessibleTitle: String {
        if let title = figure.title, !title.isEmpty { return title.onOneLine }
        let names = [figure.yAxis.label, figure.xAxis.label].filter { !$0.isEmpty }
        return names.isEmpty ? "Plot" : names.joined(separator: " over ").onOneLine
    }

    /// What a reader who does not see the picture is told.
    private var description: String {
        func axis(_ name: String, _ axis: Axis, _ bounds: AxisBounds) -> String {
            let label = axis.label.isEmpty ? "" : " " + axis.label.onOneLine
            let kind = axis.scale == .logarithmic ? ", logarithmic" : ""
            let low = NumberText.significant(bounds.low, digits: 4)
            return "\(name) axis\(label) from \(low) to \(NumberText.significant(bounds.high, digits: 4))\(kind)."
        }
        var parts = [axis("Horizontal", figure.xAxis, resolved.x), axis("Vertical", figure.yAxis, resolved.y)]
        if resolved.hasProbability { parts.append("Regions shaded by the probability of class 1.") }
        if !resolved.legend.isEmpty {
            parts.append("Shown: " + resolved.legend.map(\.label).joined(separator: ", ") + ".")
        }
        if let caption = figure.caption { parts.append(caption.onOneLine) }
        return parts.joined(separator: " ")
    }
}
