/// Small pictures side by side, in rows from left to right.
public struct Tiles: Sendable, Hashable {
    /// One small picture.
    public struct Tile: Sendable, Hashable {
        /// What it shows.
        public enum Content: Sendable, Hashable {
            /// Numbers as colours, row after row from the top; the rows are as long as `columns` says.
            case image(columns: Int, values: [Double])
            /// How often numbers lie in each of so many equal parts of a range.
            case distribution(ClosedRange<Double>, counts: [Double])
        }

        /// What it shows.
        public var content: Content
        /// What stands below an image and above a distribution.
        public var label: String
        /// Whether it is marked as wrong.
        public var isMarked: Bool

        /// Makes a picture.
        public init(_ content: Content, label: String, isMarked: Bool = false) {
            self.content = content
            self.label = label
            self.isMarked = isMarked
        }
    }

    /// The pictures.
    public var tiles: [Tile]
    /// How the numbers of images become colours.
    public var scale: ColorScale
    /// What the scale is laid over; `nil` for what all images need together.
    public var range: ClosedRange<Double>?
    /// What follows the number of those that are not drawn: `images`.
    public var noun: String

    /// Makes a row of pictures.
    public init(_ tiles: [Tile], scale: ColorScale = .ink, range: ClosedRange<Double>? = nil, noun: String = "images") {
        self.tiles = tiles
        self.scale = scale
        self.range = range
        self.noun = noun
    }
}

extension Tiles {
    /// The most pictures drawn on paper.
    static let limit = 100

    /// The pictures that are drawn.
    var shown: [Tile] { Array(tiles.prefix(Tiles.limit)) }

    /// Whether images are among them, which the colours are explained for.
    var hasImages: Bool { tiles.contains { if case .image = $0.content { true } else { false } } }

    /// The colours over all images.
    var map: ScaleMap {
        let values = shown.flatMap { tile -> [Double] in
            if case .image(_, let values) = tile.content { values } else { [] }
        }
        return ScaleMap(scale, range: range, over: values)
    }
}

extension Tiles.Tile {
    /// The number of rows and columns of an image that has some; `nil` for anything else.
    var imageShape: (rows: Int, columns: Int)? {
        guard case .image(let columns, let values) = content, columns > 0, values.count >= columns else { return nil }
        return (values.count / columns, columns)
    }
}
