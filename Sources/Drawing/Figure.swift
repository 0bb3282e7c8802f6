// Drawing: figures, tables and progress reports as values, rendered to SVG, HTML and text.

/// A plot as a value: what is shown, not how; `svg` and `text` render it.
public struct Figure: Sendable, Hashable {
    /// One thing drawn over the others before it.
    public enum Layer: Sendable, Hashable {
        /// Graded regions of the probability of class 1: the first colour near 0, the second near 1.
        case probability(ScalarField)
        /// The line where a field has the given level.
        case contour(ScalarField, level: Double, style: LineStyle = .boundary, label: String? = nil)
        /// Points; those without a finite place are left out and counted in a note.
        case points(x: [Double], y: [Double], style: PointStyle, label: String? = nil)
        /// A line through points in the given order, broken where a value is not finite.
        case line(x: [Double], y: [Double], style: LineStyle, label: String? = nil)
        /// A shaded strip between two lines over the same places, broken where a value is not finite.
        case band(x: [Double], low: [Double], high: [Double], series: Int, label: String? = nil)
        /// Arrows that begin at places, each as long as its step on both axes; drawn with the places' ends inside of the axes.
        case arrows(x: [Double], y: [Double], dx: [Double], dy: [Double], style: LineStyle, label: String? = nil)
        /// The bands between levels, tinted from the lowest to the highest, with a thin line and a number at each level.
        case levels(ScalarField, levels: [Double], label: String? = nil)
        /// The regions of several classes: where each is the most probable, in its colour, stronger where it is surer.
        case classes(ClassField)
        /// A function of two variables as a surface in space, which takes the whole panel.
        case surface(ScalarField, label: String)
        /// Bars from zero, which touch where they have an end in common.
        case bars([Bar], series: Int, label: String? = nil)
        /// Boxes over the middle halves of groups of numbers.
        case boxes([FiveNumbers], series: Int, label: String? = nil)
        /// A matrix as coloured cells, which has the figure for itself, without axes.
        case cells(CellGrid)
        /// Small pictures side by side, which have the figure for themselves, without axes.
        case tiles(Tiles)
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// A small line under the plot; `nil` for none.
    public var caption: String?
    /// The horizontal axis.
    public var xAxis: Axis
    /// The vertical axis.
    public var yAxis: Axis
    /// Whether one unit has the same length on both axes.
    public var equalAspect: Bool
    /// What is drawn, the first at the bottom.
    public var layers: [Layer]
    /// Figures drawn side by side instead of layers, row by row; empty for a figure of its own.
    public var panels: [Figure] = []
    /// A diagram in place of layers; `nil` for a plot.
    public var diagram: Diagram?
    /// How many panels stand in a row; `nil` for a choice by their number.
    public var panelColumns: Int?
    /// The size on paper, in pixels; `nil` for what suits the content.
    public var size: Size?

    /// How large a figure is on paper.
    public struct Size: Sendable, Hashable {
        /// The width in pixels, from 200 to 4000.
        public var width: Int
        /// The height in pixels, up to 4000; `nil` for what suits the content.
        public var height: Int?

        /// Makes a size; sides out of bounds are moved to the nearest one.
        public init(width: Int, height: Int? = nil) {
            self.width = min(max(width, 200), 4000)
            self.height = height.map { min(max($0, 120), 4000) }
        }
    }

    /// Makes a figure of several, with as many in a row as given.
    public init(title: String? = nil, caption: String? = nil, panels: [Figure], columns: Int? = nil) {
        self.init(title: title, caption: caption)
        self.panels = panels
        panelColumns = columns
    }

    /// Makes a figure of a diagram, which is a panel among others then.
    public init(diagram: Diagram) {
        self.init()
        self.diagram = diagram
    }

    /// Makes a figure; everything but its layers has a default.
    public init(
        title: String? = nil, caption: String? = nil, xAxis: Axis = Axis(), yAxis: Axis = Axis(),
        equalAspect: Bool = false, layers: [Layer] = []
    ) {
        self.title = title
        self.caption = caption
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.equalAspect = equalAspect
        self.layers = layers
    }
}

/// What both renderers need of a figure once its odd cases are settled.
struct ResolvedFigure {
    /// The bounds of the horizontal axis.
    var x: AxisBounds
    /// The bounds of the vertical axis.
    var y: AxisBounds
    /// What the legend names, in the order of the layers.
    var legend: [LegendEntry] = []
    /// Whether a layer shows probabilities.
    var hasProbability = false
    /// Whether a layer shows a field, so that the panel has an edge of its own.
    var hasField = false
    /// Whether tints fill the panel, so that a grid would only disturb them.
    var isFilled = false
    /// What had to be left out, in plain words.
    var notes: [String] = []
    /// The most entries of a legend.
    static let legendLimit = 24

    init(_ figure: Figure) {
        var xRange = DataRange(scale: figure.xAxis.scale)
        var yRange = DataRange(scale: figure.yAxis.scale)
        for layer in figure.layers {
            xRange.add(layer, along: .horizontal)
            yRange.add(layer, along: .vertical)
            switch layer {
            case .probability: (hasProbability, hasField, isFilled) = (true, true, true)
            case .levels, .classes: (hasField, isFilled) = (true, true)
            case .contour: hasField = true
            case .points, .line, .band, .arrows, .surface, .bars, .boxes, .cells, .tiles: break
            }
            if let entry = LegendEntry(layer), !legend.contains(entry) { legend.append(entry) }
        }
        if legend.count > ResolvedFigure.legendLimit {
            let named = ResolvedFigure.legendLimit - 1
            notes.append("the legend names \(named) of \(legend.count)")
            legend.removeSubrange(named...)
        }
        let onlyLines = !hasField && figure.layers.allSatisfy(\.isLine)
        x = xRange.bounds(for: figure.xAxis, margin: onlyLines ? 0 : 0.03)
        y = yRange.bounds(for: figure.yAxis, margin: 0.05)
        if figure.equalAspect && figure.xAxis.scale == .linear && figure.yAxis.scale == .linear { limitAspect() }
        countOmissions(figure)
    }

    /// Widens the shorter axis of a strip so narrow that equal units would leave no room to draw in.
    private mutating func limitAspect() {
        let most = 3.0
        if x.extent > y.extent * most { y = y.widened(to: x.extent / most) }
        if y.extent > x.extent * most { x = x.widened(to: y.extent / most) }
    }

    private mutating func countOmissions(_ figure: Figure) {
        var unplaced = 0
        var outside = 0
        for layer in figure.layers {
            switch layer {
            case .points(let xs, let ys, _, _):
                for (px, py) in zip(xs, ys) {
                    if !figure.xAxis.canShow(px) || !figure.yAxis.canShow(py) {
                        unplaced += 1
                    } else if px < x.low || px > x.high || py < y.low || py > y.high {
                        outside += 1
                    }
                }
            case .line(let xs, let ys, _, _):
                // In a line, "not a number" is the way to leave a gap.
                unplaced += zip(xs, ys).count { px, py in
                    !px.isNaN && !py.isNaN && !(figure.xAxis.canShow(px) && figure.yAxis.canShow(py))
                }
            case .bars(let bars, _, _):
                unplaced += bars.count { !figure.yAxis.canShow($0.height) && $0.height != 0 }
            case .boxes(let boxes, _, _): unplaced += boxes.reduce(0) { $0 + $1.omitted(on: figure.yAxis) }
            case .probability, .contour, .band, .arrows, .levels, .classes, .surface, .cells, .tiles: break
            }
        }
        if unplaced > 0 { notes.append("\(ResolvedFigure.counted(unplaced)) without a place on these axes not drawn") }
        if outside > 0 { notes.append("\(ResolvedFigure.counted(outside)) outside of the axes") }
        if !figure.layers.contains(where: \.hasData) { notes.append("nothing to draw") }
        for case .cells(let grid) in figure.layers {
            let unknown = grid.values.count { $0.isNaN }
            if unknown > 0 { notes.append("\(unknown == 1 ? "1 cell is" : "\(unknown) cells are") not a number") }
        }
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 point" : "\(count) points" }
}

extension Axis {
    /// Whether a value has a place on the axis at all.
    func canShow(_ value: Double) -> Bool {
        value.isFinite && (scale == .linear || value > 0)
    }
}

extension Figure {
    /// Whether cells, small pictures or a diagram take the whole figure, or all of its panels, so that there are no axes to draw over.
    public var hasNoAxes: Bool {
        if !panels.isEmpty { return panels.allSatisfy(\.hasNoAxes) }
        if diagram != nil { return true }
        return layers.contains { layer in
            switch layer {
            case .cells, .tiles: true
            default: false
            }
        }
    }

    /// Whether a surface takes the whole panel.
    var hasSurface: Bool {
        layers.contains { if case .surface = $0 { true } else { false } }
    }
}

extension Figure.Layer {
    /// Whether the layer is a line.
    var isLine: Bool {
        switch self {
        case .line, .band: true
        default: false
        }
    }

    /// Whether there is anything to draw.
    var hasData: Bool {
        switch self {
        case .probability, .contour, .levels, .classes, .surface, .cells: true
        case .tiles(let tiles): !tiles.tiles.isEmpty
        case .bars(let bars, _, _): !bars.isEmpty
        case .boxes(let boxes, _, _): !boxes.isEmpty
        case .points(let x, let y, _, _), .line(let x, let y, _, _): !x.isEmpty && !y.isEmpty
        case .band(let x, _, _, _, _), .arrows(let x, _, _, _, _, _): !x.isEmpty
        }
    }
}

/// One row of a legend.
struct LegendEntry: Hashable {
    /// What stands before the label.
    enum Key: Hashable {
        /// A piece of line.
        case line(LineStyle)
        /// A point.
        case point(PointStyle)
        /// A shaded strip in the colour of a series.
        case band(Int)
        /// A filled rectangle in the colour of a series.
        case area(Int)
    }

    /// What stands before the label.
    let key: Key
    /// The label.
    let label: String

    /// The entry of a layer; `nil` when the layer has no label.
    init?(_ layer: Figure.Layer) {
        switch layer {
        case .contour(_, _, let style, let label?), .line(_, _, let style, let label?),
            .arrows(_, _, _, _, let style, let label?):
            key = .line(style)
            self.label = label.onOneLine
        case .points(_, _, let style, let label?):
            key = .point(style)
            self.label = label.onOneLine
        case .band(_, _, _, let series, let label?):
            key = .band(series)
            self.label = label.onOneLine
        case .bars(_, let series, let label?), .boxes(_, let series, let label?):
            key = .area(series)
            self.label = label.onOneLine
        default: return nil
        }
    }
}
