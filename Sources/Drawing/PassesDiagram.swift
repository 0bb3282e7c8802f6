/// The two passes of backpropagation side by side: matrices forward on the left, their derivatives backward on the right.
public struct PassesDiagram: Sendable, Hashable {
    /// A matrix or a number.
    public struct Quantity: Sendable, Hashable {
        /// Its letter: `A1`, `Z1^(g)`.
        public var symbol: String
        /// Its shape, `200×2`, with its numbers where they are few.
        public var shape: String
        /// What it is computed from; empty for what is given.
        public var formula: String

        /// Makes a quantity.
        public init(symbol: String, shape: String, formula: String = "") {
            self.symbol = symbol
            self.shape = shape
            self.formula = formula
        }
    }

    /// What a layer computes in both passes.
    public struct Layer: Sendable, Hashable {
        /// The weights.
        public var weights: Quantity
        /// The weighted sums.
        public var sums: Quantity
        /// The activations.
        public var activations: Quantity
        /// The derivatives by the weights.
        public var weightDerivatives: Quantity
        /// The derivatives by the sums.
        public var sumDerivatives: Quantity
        /// The derivatives by the activations.
        public var activationDerivatives: Quantity

        /// Makes a layer.
        public init(
            weights: Quantity, sums: Quantity, activations: Quantity, weightDerivatives: Quantity,
            sumDerivatives: Quantity, activationDerivatives: Quantity
        ) {
            self.weights = weights
            self.sums = sums
            self.activations = activations
            self.weightDerivatives = weightDerivatives
            self.sumDerivatives = sumDerivatives
            self.activationDerivatives = activationDerivatives
        }
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// Small lines under the picture.
    public var captions: [String]
    /// What goes in.
    public var inputs: Quantity
    /// The layers, the output layer last.
    public var layers: [Layer]
    /// The loss.
    public var loss: Quantity

    /// Makes a diagram.
    public init(
        title: String? = nil, captions: [String] = [], inputs: Quantity, layers: [Layer], loss: Quantity
    ) {
        self.title = title
        self.captions = captions
        self.inputs = inputs
        self.layers = layers
        self.loss = loss
    }

    /// The layers that are shown; `nil` for those left out.
    private var shown: [Int?] { DiagramText.shown(layers.count, limit: 6) }

    private var notes: [String] {
        captions + (layers.count > 6 ? ["5 of \(layers.count) layers are shown"] : [])
    }

    /// The picture as lines of text: both passes in columns, forward from the top, backward from the bottom.
    ///
    /// Where there is no room for formulas beside numbers, or beside shapes in a narrow terminal, the formulas are left out.
    func lines(columns width: Int) -> [String] {
        let lines = lines(columns: width, withFormulas: true)
        let canCut = width >= 60 && !inputs.shape.contains(":")
        if canCut || lines.allSatisfy({ DisplayWidth.columns(of: $0) <= width }) { return lines }
        return self.lines(columns: width, withFormulas: false)
    }

    private func lines(columns width: Int, withFormulas: Bool) -> [String] {
        func text(_ quantity: Quantity) -> [String] {
            [
                "\(quantity.symbol)  \(quantity.shape)",
                quantity.formula.isEmpty || !withFormulas ? "" : "= \(quantity.formula)",
            ]
        }
        var rows: [(left: [String], right: [String])] = [(text(inputs), [])]
        for index in shown {
            guard let index else {
                rows.append((["⋮"], ["⋮"]))
                continue
            }
            let layer = layers[index]
            rows.append((text(layer.weights), text(layer.weightDerivatives)))
            rows.append((text(layer.sums), text(layer.sumDerivatives)))
            rows.append((text(layer.activations), text(layer.activationDerivatives)))
        }
        rows.append((text(loss), []))
        let columns = rows.map { row in
            (
                row.left.filter { !$0.isEmpty }.joined(separator: "  "),
                row.right.filter { !$0.isEmpty }.joined(separator: "  ")
            )
        }
        let left = columns.reduce(0) { max($0, DisplayWidth.columns(of: $1.0)) }
        var lines = (title.map { [$0.onOneLine] }) ?? []
        lines += ["forward ↓".padded(to: left) + "      backward ↑"]
        for (position, row) in columns.enumerated() {
            let sign = row.1.isEmpty ? "" : row.0 == "⋮" ? "   " : " → "
            let isLast = position == columns.count - 1
            lines.append("  " + row.0.padded(to: left) + (isLast ? "  ┘" : sign + "  " + row.1))
        }
        return lines + notes.flatMap { $0.wrapped(to: max(width, 20)) }
    }

    /// The picture.
    func picture() -> SVGPicture { PassesDrawing(self, shown: shown, notes: notes).picture() }
}
