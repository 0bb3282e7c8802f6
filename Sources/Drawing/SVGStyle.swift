/// The style sheet of a figure, for light and dark pages.
///
/// Colours are custom properties with a plain value before them, for viewers that know no custom properties. The theme is that of the
/// page's JupyterLab style where there is one, else what the reader's system prefers. Every name begins with `nabla-`, because
/// a style sheet inside a page applies to the whole page.
enum SVGStyle {
    /// The class of all figures.
    static let root = "nabla-figure"

    private static let fonts =
        "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','Liberation Sans',Arial,sans-serif"

    /// Colours that only some layers need.
    enum Tint: Hashable {
        /// The bands of a probability.
        case regions
        /// The bands between levels.
        case levels
        /// The shades of a surface.
        case surface
        /// The colours of a scale.
        case scale(ColorScale)
    }

    /// The rules for a figure that uses the given series and tints, and writes in the colours of its series or not.
    static func sheet(series: [Int], tints: Set<Tint>, isWriting: Bool = false) -> String {
        let light = colors(.light, series: series, tints: tints, isWriting)
        let dark = colors(.dark, series: series, tints: tints, isWriting)
        func properties(_ colors: [(name: String, color: Color)]) -> String {
            ".\(root){" + colors.map { "--nabla-\($0.name):\($0.color.css)" }.joined(separator: ";") + "}"
        }
        var sheet = ".\(root){font-family:\(fonts);font-variant-numeric:tabular-nums}\n"
        sheet += properties(light) + "\n"
        sheet += "@media (prefers-color-scheme:dark){" + properties(dark) + "}\n"
        sheet += "[data-jp-theme-light=true] " + properties(light) + "\n"
        sheet += "[data-jp-theme-light=false] " + properties(dark) + "\n"
        let hasScale = ColorScale.allCases.contains { tints.contains(.scale($0)) }
        for (name, color) in light {
            // Regions and text are filled, grid and axes stroked, series both.
            let isFilled = !["border", "grid", "axis"].contains(name) && (name != "card" || hasScale)
            let isStroked = name.hasPrefix("s") || ["grid", "axis", "ink", "card"].contains(name)
            let value = color.css
            if isFilled { sheet += ".nabla-f\(name){fill:\(value);fill:var(--nabla-\(name))}" }
            if isStroked { sheet += ".nabla-l\(name){stroke:\(value);stroke:var(--nabla-\(name))}" }
        }
        let card = Palette.light.card.css
        sheet +=
            "\n.nabla-halo{stroke:\(card);stroke:var(--nabla-card)}.nabla-frame{fill:\(card);fill:var(--nabla-card);"
        return sheet + "stroke:\(Palette.light.border.css);stroke:var(--nabla-border)}\n"
    }

    /// The name of a series in class names; the ink has its own.
    static func name(_ series: Int?) -> String {
        series.map { "s\(Palette.slot($0))" } ?? "ink"
    }

    private static func colors(
        _ palette: Palette, series: [Int], tints: Set<Tint>, _ isWriting: Bool
    ) -> [(name: String, color: Color)] {
        var colors = [
            ("card", palette.card), ("border", palette.border), ("ink", palette.ink), ("muted", palette.muted),
            ("grid", palette.grid), ("axis", palette.axis),
        ]
        colors += series.map { (name($0), palette.color($0)) }
        if isWriting { colors += series.map { ("w\(Palette.slot($0))", palette.writing($0)) } }
        if tints.contains(.regions) { colors += (0..<Palette.bandCount).map { ("b\($0)", palette.band($0)) } }
        if tints.contains(.levels) { colors += (0..<Palette.tintCount).map { ("t\($0)", palette.tint($0)) } }
        if tints.contains(.surface) { colors += (0..<Palette.shadeCount).map { ("q\($0)", palette.shade($0)) } }
        if ColorScale.allCases.contains(where: { tints.contains(.scale($0)) }) { colors.append(("deep", palette.deep)) }
        for scale in ColorScale.allCases where tints.contains(.scale(scale)) {
            colors += (0..<scale.levels).map { ("\(scale.name)\($0)", scale.color($0, in: palette)) }
        }
        return colors
    }
}
