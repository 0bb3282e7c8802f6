/// Pictures that follow one another, as a value: what something became, step by step.
public struct Replay: Sendable, Hashable {
    /// What a frame shows.
    public enum Picture: Sendable, Hashable {
        /// A plot.
        case figure(Figure)
        /// A diagram.
        case diagram(Diagram)

        fileprivate func text(columns: Int, color: Bool, ascii: Bool) -> String {
            switch self {
            case .figure(let figure): figure.text(columns: columns, color: color, ascii: ascii)
            case .diagram(let diagram): diagram.text(columns: columns, ascii: ascii)
            }
        }

        func svg() -> String {
            switch self {
            case .figure(let figure): figure.svg()
            case .diagram(let diagram): diagram.svg()
            }
        }
    }

    /// One picture with what is said of it.
    public struct Frame: Sendable, Hashable {
        /// Where it stands: `epoch 10, loss 0.31`.
        public var label: String
        /// The picture.
        public var picture: Picture

        /// Makes a frame.
        public init(label: String, picture: Picture) {
            self.label = label
            self.picture = picture
        }
    }

    /// What is shown, for those who do not see it.
    public var title: String
    /// The frames in their order.
    public var frames: [Frame]

    /// Makes a replay.
    public init(title: String, frames: [Frame]) {
        self.title = title
        self.frames = frames
    }

    /// A frame as text, its label in front; empty where there is no such frame.
    ///
    /// - Parameters:
    ///   - columns: The width of the terminal.
    ///   - color: Whether it shows ANSI colours.
    ///   - ascii: Whether it shows the characters of ASCII alone.
    public func text(
        ofFrame index: Int, columns: Int = 78, color: Bool = false, ascii: Bool = false
    ) -> String {
        guard frames.indices.contains(index) else { return "" }
        let frame = frames[index]
        return "[\(index + 1)/\(frames.count)] \(frame.label.onOneLine)\n"
            + frame.picture.text(columns: columns, color: color, ascii: ascii)
    }

    /// The first frame, one from the middle and the last as text, for where nothing can move.
    public func text(columns: Int = 78, color: Bool = false, ascii: Bool = false) -> String {
        var chosen: [Int] = []
        for index in [0, frames.count / 2, frames.count - 1] where frames.indices.contains(index) {
            if chosen.last != index { chosen.append(index) }
        }
        let shown = chosen.map { text(ofFrame: $0, columns: columns, color: color, ascii: ascii) }.joined(
            separator: "\n\n")
        return title.onOneLine + "\n" + shown
    }
}
