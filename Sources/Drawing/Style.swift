/// How a line is drawn.
public struct LineStyle: Sendable, Hashable {
    /// The rhythm of a line.
    public enum Dash: Sendable, Hashable {
        /// One unbroken stroke.
        case solid
        /// Strokes with gaps.
        case dashed
        /// Dots.
        case dotted
    }

    /// The place in the palette, counted from 0; `nil` is the ink of the text.
    public var series: Int?
    /// The rhythm.
    public var dash: Dash
    /// The width in pixels.
    public var width: Double

    /// Makes a style; without arguments, a solid line in the first colour.
    public init(series: Int? = 0, dash: Dash = .solid, width: Double = 2) {
        self.series = series
        self.dash = dash
        self.width = width
    }

    /// The decision boundary of a model: a strong solid line in the ink of the text.
    public static let boundary = LineStyle(series: nil, dash: .solid, width: 2.5)

    /// What a model is measured against, such as the Bayes boundary: a dashed line in the ink of the text.
    public static let reference = LineStyle(series: nil, dash: .dashed, width: 1.75)
}

/// How a point is drawn.
public struct PointStyle: Sendable, Hashable {
    /// The outline of a point.
    public enum Shape: Sendable, Hashable, CaseIterable {
        /// A disc.
        case circle
        /// An upright triangle.
        case triangle
        /// A square.
        case square
        /// A square on its corner.
        case diamond
        /// Two crossed strokes.
        case cross
    }

    /// The place in the palette, counted from 0.
    public var series: Int
    /// The outline.
    public var shape: Shape

    /// Makes a style; without a shape, each series has its own, so that colour is never the only difference.
    public init(series: Int = 0, shape: Shape? = nil) {
        self.series = series
        self.shape = shape ?? Shape.allCases[Palette.slot(series) % Shape.allCases.count]
    }
}
