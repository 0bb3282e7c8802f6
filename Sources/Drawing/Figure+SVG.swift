extension Figure {
    /// Renders the figure as a complete SVG document that may also stand inside an HTML page.
    ///
    /// - Parameter width: the width in pixels, `nil` for the figure's own; the height follows from the content.
    /// - Complexity: one pass over the data, and ten over a field of probabilities.
    public func svg(width: Int? = nil) -> String {
        if let diagram { return diagram.svg() }
        if !panels.isEmpty { return PanelGrid(self, width: width).document() }
        return SVGRenderer(self, width: width ?? size?.width ?? 640, height: size?.height).document()
    }
}

/// Draws one figure.
struct SVGRenderer {
    let figure: Figure
    let resolved: ResolvedFigure
    let layout: SVGLayout
    let xMap: AxisMap
    let yMap: AxisMap

    /// Lays a figure out.
    ///
    /// - Parameter hasLegend: whether the legend is drawn; several panels may share one.
    init(_ figure: Figure, width: Int, height: Int? = nil, hasLegend: Bool = true) {
        self.figure = figure
        var resolved = ResolvedFigure(figure)
        if !hasLegend { resolved.legend = [] }
        self.resolved = resolved
        layout = SVGLayout(figure, resolved, width: width, height: height)
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
        let content = content()
        var page = SVGPage(width: layout.width, height: layout.height)
        page.title = accessibleTitle
        page.description = description
        page.style = SVGStyle.sheet(series: usedSeries, tints: tints, isWriting: hasTiles)
        return page.document(content.markup, named: content.name)
    }

    /// Everything that is drawn, with a name that no other content has.
    func content() -> (markup: String, name: String) {
        if let surface { return surface.content() }
        let layers = layout.plate.map { [$0.layer] } ?? figure.layers
        let marks = layers.map { layer in
            let overlaps = if case .points = layer { true } else { layout.plate != nil }
            return Mark(content: draw(layer), isClipped: !overlaps)
        }.filter { !$0.content.isEmpty }
        let furniture = axes() + legend() + captions()
        let content = marks.map(\.content).joined() + furniture + accessibleTitle + description
        // Several figures may stand in one page, so that names come from the content: equal names, equal meaning.
        let id = "nabla-" + Markup.digest(content)
        var markup = "<clipPath id=\"\(id)-panel\">\(rectangle(layout.panel))</clipPath>\n" + grid()
        for mark in marks {
            markup += mark.isClipped ? "<g clip-path=\"url(#\(id)-panel)\">\(mark.content)</g>\n" : mark.content + "\n"
        }
        return (markup + furniture, id)
    }

    private func rectangle(_ box: Box) -> String {
        "<rect x=\"\(PathWriter.number(box.left))\" y=\"\(PathWriter.number(box.top))\""
            + " width=\"\(PathWriter.number(box.width))\" height=\"\(PathWriter.number(box.height))\"/>"
    }

    /// The surface that takes the whole panel; `nil` for a plane figure.
    private var surface: SVGSurface? {
        for layer in figure.layers {
            if case .surface(let field, let label) = layer { return SVGSurface(self, field, label: label) }
        }
        return nil
    }

    /// Whether small pictures appear, the marked of which have their texts in colour.
    var hasTiles: Bool { figure.layers.contains { if case .tiles = $0 { true } else { false } } }

    /// The tints that appear beside the colours of series.
    var tints: Set<SVGStyle.Tint> {
        var tints: Set<SVGStyle.Tint> = []
        for layer in figure.layers {
            switch layer {
            case .probability: tints.insert(.regions)
            case .levels: tints.insert(.levels)
            case .surface: tints.insert(.surface)
            case .cells(let grid): tints.insert(.scale(grid.scale))
            case .tiles(let tiles): tints.insert(.scale(tiles.scale))
            default: break
            }
        }
        return tints
    }

    /// The series of the palette that appear, in ascending order.
    var usedSeries: [Int] {
        var used = [Bool](repeating: false, count: Palette.light.series.count)
        for layer in figure.layers {
            switch layer {
            case .points(_, _, let style, _): used[Palette.slot(style.series)] = true
            case .line(_, _, let style, _), .contour(_, _, let style, _), .arrows(_, _, _, _, let style, _):
                if let series = style.series { used[Palette.slot(series)] = true }
            case .band(_, _, _, let series, _), .bars(_, let series, _), .boxes(_, let series, _):
                used[Palette.slot(series)] = true
            case .classes(let classes):
                for series in classes.present { used[Palette.slot(series)] = true }
            case .tiles: (used[0], used[1]) = (true, true)
            case .probability, .levels, .surface, .cells: break
            }
        }
        return used.indices.filter { used[$0] }
    }

    var accessibleTitle: String {
        if let title = figure.title, !title.isEmpty { return title.onOneLine }
        let names = [figure.yAxis.label, figure.xAxis.label].filter { !$0.isEmpty }
        return names.isEmpty ? "Plot" : names.joined(separator: " over ").onOneLine
    }

    /// What a reader who does not see the picture is told.
    var description: String {
        func axis(_ name: String, _ axis: Axis, _ bounds: AxisBounds) -> String {
            let label = axis.label.isEmpty ? "" : " " + axis.label.onOneLine
            let kind = axis.scale == .logarithmic ? ", logarithmic" : ""
            let low = NumberText.significant(bounds.low, digits: 4)
            return "\(name) axis\(label) from \(low) to \(NumberText.significant(bounds.high, digits: 4))\(kind)."
        }
        if let plate = layout.plate {
            return ([plate.description] + (figure.caption.map { [$0.onOneLine] } ?? [])).joined(separator: " ")
        }
        var parts = [axis("Horizontal", figure.xAxis, resolved.x), axis("Vertical", figure.yAxis, resolved.y)]
        for case .surface(let field, let label) in figure.layers { parts.append(field.described(as: label)) }
        if resolved.hasProbability { parts.append("Regions shaded by the probability of class 1.") }
        if !resolved.legend.isEmpty {
            parts.append("Shown: " + resolved.legend.map(\.label).joined(separator: ", ") + ".")
        }
        if let caption = figure.caption { parts.append(caption.onOneLine) }
        return parts.joined(separator: " ")
    }
}
