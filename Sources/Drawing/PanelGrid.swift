/// Several figures side by side as one document, with one legend where all would have the same.
struct PanelGrid {
    private let figure: Figure
    private let columns: Int
    private let width: Double
    private let greatestWidth: Double
    private let panels: [Panel]
    private let legend: [LegendEntry]
    private let titleLines: [String]
    private let captionLines: [String]
    private let margin = 16.0

    /// What stands in a place of the grid.
    private enum Panel {
        case plot(SVGRenderer)
        case diagram(SVGPicture, scale: Double)

        var height: Double {
            switch self {
            case .plot(let renderer): renderer.layout.height
            case .diagram(let picture, let scale): picture.page.height * scale
            }
        }

        var markup: String {
            switch self {
            case .plot(let renderer): renderer.content().markup
            case .diagram(let picture, let scale):
                "<g transform=\"scale(\(NumberText.significant(scale, digits: 4)))\">\n\(picture.content)</g>\n"
            }
        }

        var description: String {
            switch self {
            case .plot(let renderer): renderer.accessibleTitle + ": " + renderer.description
            case .diagram(let picture, _): picture.page.title + ": " + picture.page.description
            }
        }
    }

    /// The most panels that are drawn.
    private static let limit = 100

    init(_ figure: Figure, width requested: Int?) {
        self.figure = figure
        let shown = figure.panels.prefix(PanelGrid.limit).flatMap(\.leaves)
        columns = figure.columnCount(of: shown.count)
        let wanted = requested ?? figure.size?.width
        greatestWidth = wanted == nil ? SVGPage.usualWidth : .infinity
        let usual = columns == 1 ? 640.0 : columns < 4 ? SVGPage.usualWidth : 1000
        let paper = min(max(wanted ?? Int(usual), 200), 4000)
        width = Double(paper)
        let panelWidth = max(paper / columns, 200)
        let rows = (shown.count + columns - 1) / columns
        let panelHeight = figure.size?.height.map { max(($0 - 40) / max(rows, 1), 120) }
        let legends = shown.filter { $0.diagram == nil }.map { ResolvedFigure($0).legend }
        let isShared = legends.count > 1 && legends.allSatisfy { $0 == legends.first } && !(legends.first ?? []).isEmpty
        legend = isShared ? legends.first ?? [] : []
        panels = shown.map { panel -> Panel in
            guard let picture = panel.diagram?.picture() else {
                return .plot(SVGRenderer(panel, width: panelWidth, height: panelHeight, hasLegend: !isShared))
            }
            let height = panelHeight.map(Double.init) ?? .infinity
            let scale = min(1, Double(panelWidth) / picture.page.width, height / picture.page.height)
            return .diagram(picture, scale: scale)
        }
        let inner = width - 2 * margin
        titleLines = TextMeasure.wrapped(figure.title ?? "", size: SVGLayout.titleSize, to: inner / 1.13, limit: 3)
        var caption = figure.caption.map { [$0] } ?? []
        if figure.panels.count > shown.count { caption.append("\(shown.count) of \(figure.panels.count) panels") }
        captionLines = caption.flatMap { TextMeasure.wrapped($0, size: SVGLayout.noteSize, to: inner, limit: 4) }
    }

    func document() -> String {
        var markup = ""
        for (index, line) in titleLines.enumerated() {
            markup += SVGRenderer.text(
                line, at: Place(x: 16, y: 32 + Double(index) * 21), size: SVGLayout.titleSize,
                attributes: " class=\"nabla-fink\" font-weight=\"600\"")
        }
        var top = titleLines.isEmpty ? 0 : 12 + Double(titleLines.count) * 21
        for start in stride(from: 0, to: panels.count, by: columns) {
            let row = panels[start..<min(start + columns, panels.count)]
            for (offset, panel) in row.enumerated() {
                let left = (Double(offset) * width / Double(columns)).rounded()
                let place = "\(PathWriter.number(left)) \(PathWriter.number(top))"
                markup += "<g transform=\"translate(\(place))\">\n" + panel.markup + "</g>\n"
            }
            top += row.reduce(0) { max($0, $1.height) }
        }
        if !legend.isEmpty {
            var (left, middle) = (margin + 8, top + 8)
            markup += SVGRenderer.legend(
                SVGLayout.row(of: legend, from: margin + 8, to: width - margin, at: &left, &middle))
            top = middle + 20
        }
        for line in captionLines {
            markup += SVGRenderer.text(
                line, at: Place(x: 16, y: top + 10), size: SVGLayout.noteSize, attributes: " class=\"nabla-fmuted\"")
            top += 16
        }
        if !captionLines.isEmpty { top += 8 }
        var page = SVGPage(width: width, height: top.rounded())
        page.title = figure.title.map(\.onOneLine) ?? "\(panels.count) plots"
        page.greatestWidth = greatestWidth
        page.description = panels.map(\.description).joined(separator: " ")
        page.style = style
        return page.document(markup, named: "nabla-" + Markup.digest(markup + page.title + page.description))
    }

    /// The rules that all panels need together.
    private var style: String {
        let plots = panels.compactMap { if case .plot(let renderer) = $0 { renderer } else { nil } }
        let hasDiagram = plots.count < panels.count
        let series = Set(plots.flatMap(\.usedSeries) + (hasDiagram ? DiagramCanvas.series : [])).sorted()
        let tints = plots.reduce(into: Set<SVGStyle.Tint>()) { $0.formUnion($1.tints) }
        let isWriting = hasDiagram || plots.contains(where: \.hasTiles)
        return SVGStyle.sheet(series: series, tints: tints, isWriting: isWriting)
            + (hasDiagram ? DiagramCanvas.style : "")
    }
}

extension Figure {
    /// How many figures without panels a figure is made of.
    public var panelCount: Int { panels.isEmpty ? 1 : panels.reduce(0) { $0 + $1.panelCount } }

    /// The figures without panels that a figure is made of, in their order.
    var leaves: [Figure] { panels.isEmpty ? [self] : panels.flatMap(\.leaves) }

    /// How many panels stand in a row.
    func columnCount(of count: Int) -> Int {
        let usual =
            switch count {
            case ...3: max(count, 1)
            case 4: 2
            case 5, 6, 9: 3
            default: 4
            }
        // A diagram is as wide as a plot, and has no narrower form.
        let most = leaves.contains { $0.diagram != nil } ? 2 : 12
        return min(max(panelColumns ?? min(usual, most), 1), max(count, 1), 12)
    }

    /// The panels for a terminal: side by side as far as they fit, each below its title.
    func panelText(columns: Int, color: Bool, ascii: Bool) -> String {
        let shown = leaves
        // A panel of less than forty columns shows little.
        let across = max(1, min(columnCount(of: shown.count), (columns + 2) / 42))
        let room = (columns - 2 * (across - 1)) / across
        var lines: [String] = []
        if let title, !title.isEmpty {
            lines += [title.onOneLine.elided(to: columns, ellipsis: ascii ? "..." : "…"), ""]
        }
        for start in stride(from: 0, to: shown.count, by: across) {
            if start > 0 { lines.append("") }
            let row = shown[start..<min(start + across, shown.count)].map { panel in
                panel.text(columns: room, color: color, ascii: ascii).split(
                    separator: "\n", omittingEmptySubsequences: false
                ).map(String.init)
            }
            for index in 0..<row.reduce(0, { max($0, $1.count) }) {
                var line = ""
                for (position, panel) in row.enumerated() {
                    let part = panel.indices.contains(index) ? panel[index] : ""
                    line += part
                    let missing = room + 2 - ANSI.columns(of: part)
                    if position < row.count - 1 { line += String(repeating: " ", count: max(missing, 1)) }
                }
                lines.append(line.trimmingEnd)
            }
        }
        if let caption, !caption.isEmpty { lines += caption.wrapped(to: columns, ellipsis: ascii ? "..." : "…") }
        return lines.joined(separator: "\n")
    }
}

extension ANSI {
    /// The terminal columns of a text that may change colours.
    static func columns(of text: String) -> Int {
        var count = 0
        var isEscape = false
        for character in text {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { count += DisplayWidth.columns(of: character) }
            if isEscape && character == "m" { isEscape = false }
        }
        return count
    }
}
