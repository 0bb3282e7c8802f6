/// Draws the two passes in four columns: weights, what goes forward, what comes back, the derivatives by the weights.
struct PassesDrawing {
    private let diagram: PassesDiagram
    private let shown: [Int?]
    private let notes: [String]
    private let rowHeight = 74.0
    private let centers: [Double]
    private let halfWidths: [Double]
    private let gaps: Double = 74
    private var canvas = DiagramCanvas()

    init(_ diagram: PassesDiagram, shown: [Int?], notes: [String]) {
        self.diagram = diagram
        self.shown = shown
        self.notes = notes
        let layers = shown.compactMap { $0 }.map { diagram.layers[$0] }
        func half(_ quantities: [PassesDiagram.Quantity]) -> Double {
            quantities.map { quantity in
                max(
                    TextMeasure.width(quantity.symbol, size: 15),
                    TextMeasure.width(quantity.shape, size: 11) + 8,
                    min(TextMeasure.width(quantity.formula, size: 11), 200)) / 2 + 12
            }.max() ?? 30
        }
        halfWidths = [
            half(layers.map(\.weights)), half([diagram.inputs] + layers.flatMap { [$0.sums, $0.activations] }),
            half(layers.flatMap { [$0.sumDerivatives, $0.activationDerivatives] }),
            half(layers.map(\.weightDerivatives)),
        ]
        var centers: [Double] = []
        var edge = 0.0
        for half in halfWidths {
            centers.append(edge + half)
            edge += 2 * half + gaps
        }
        self.centers = centers
    }

    private enum Side: Int {
        case weights
        case forward
        case backward
        case weightDerivatives
    }

    /// The place of a box: row 0 has the inputs, each layer its sums and its activations.
    private func place(_ side: Side, _ row: Double) -> Place {
        Place(x: centers[side.rawValue], y: 66 + row * rowHeight)
    }

    private func half(_ side: Side) -> Double { halfWidths[side.rawValue] }

    private mutating func box(
        _ quantity: PassesDiagram.Quantity, _ side: Side, _ row: Double, _ paint: DiagramCanvas.Paint
    ) {
        let place = place(side, row)
        let hasFormula = !quantity.formula.isEmpty
        let height = hasFormula ? 25.0 : 19
        canvas.box(
            Box(
                left: place.x - half(side), top: place.y - height, right: place.x + half(side), bottom: place.y + height
            ),
            .init(paint: paint, width: 1.5))
        let top = hasFormula ? place.y - 9 : place.y - 2
        canvas.text(quantity.symbol, Place(x: place.x, y: top), size: 14, isBold: true, isTypeset: true)
        if hasFormula {
            let formula = TextMeasure.elided(quantity.formula, size: 11, to: half(side) * 2 - 8)
            canvas.text(formula, Place(x: place.x, y: place.y + 5), size: 11, isTypeset: true)
        }
        canvas.text(quantity.shape, Place(x: place.x, y: place.y + (hasFormula ? 19 : 13)), size: 11, .muted)
    }

    /// A straight arrow from the edge of one box to that of another.
    private mutating func arrow(_ from: (Side, Double), _ to: (Side, Double), _ paint: DiagramCanvas.Paint) {
        let (start, end) = (place(from.0, from.1), place(to.0, to.1))
        if from.0 == to.0 {
            let direction = end.y > start.y ? 26.0 : -26
            canvas.arrow(
                Place(x: start.x, y: start.y + direction), Place(x: end.x, y: end.y - direction),
                .init(paint: paint, width: 1.6))
        } else {
            let direction = end.x > start.x ? 1.0 : -1
            canvas.arrow(
                Place(x: start.x + direction * half(from.0), y: start.y),
                Place(x: end.x - direction * (half(to.0) + 1), y: end.y), .init(paint: paint, width: 1.6))
        }
    }

    /// A thin arrow for what the backward pass takes from the forward pass; it passes behind the boxes.
    private mutating func crossing(_ from: (Side, Double), _ to: (Side, Double), lift: Double = 0) {
        let (start, end) = (place(from.0, from.1), place(to.0, to.1))
        canvas.arrow(
            Place(x: start.x + half(from.0), y: start.y + lift), Place(x: end.x - half(to.0) - 1, y: end.y + lift),
            .init(paint: .axis, width: 1, isDashed: true))
    }

    func picture() -> SVGPicture {
        var drawing = self
        drawing.draw()
        let rows = Double(shown.reduce(1) { $0 + ($1 == nil ? 1 : 2) })
        let width = centers[3] + halfWidths[3]
        let size = (width: width, height: 66 + rows * rowHeight + 30)
        return drawing.canvas.picture(
            title: diagram.title, captions: notes, width: size.width, height: size.height,
            description: diagram.lines(columns: 200).joined(separator: "; "))
    }

    private mutating func draw() {
        for (side, text) in [
            (Side.weights, "weights"), (.forward, "forward ↓"), (.backward, "backward ↑"),
            (.weightDerivatives, "for the step"),
        ] {
            let paint: DiagramCanvas.Paint = side == .forward ? .forward : side == .backward ? .backward : .muted
            canvas.text(text, Place(x: centers[side.rawValue], y: 16), size: 12.5, paint, isBold: true)
        }
        drawArrows()
        box(diagram.inputs, .forward, 0, .forward)
        var row = 0.0
        for index in shown {
            guard let index else {
                row += 1
                for side in [Side.forward, .backward] {
                    canvas.text("⋮", Place(x: place(side, row).x, y: place(side, row).y + 8), size: 24, .muted)
                }
                continue
            }
            let layer = diagram.layers[index]
            box(layer.weights, .weights, row + 1, .ink)
            box(layer.sums, .forward, row + 1, .forward)
            box(layer.activations, .forward, row + 2, .forward)
            box(layer.sumDerivatives, .backward, row + 1, .backward)
            box(layer.activationDerivatives, .backward, row + 2, .backward)
            box(layer.weightDerivatives, .weightDerivatives, row + 1, .backward)
            row += 2
        }
        let last = place(.forward, row + 1)
        let middle = (centers[1] + centers[2]) / 2
        let half = max(TextMeasure.width(diagram.loss.symbol + " = " + diagram.loss.shape, size: 14) / 2 + 14, 40)
        canvas.box(
            Box(left: middle - half, top: last.y - 16, right: middle + half, bottom: last.y + 16),
            .init(paint: .ink, width: 1.8))
        canvas.text(
            diagram.loss.symbol + (diagram.loss.shape.isEmpty ? "" : " = " + diagram.loss.shape),
            Place(x: middle, y: last.y + 5), size: 14, isBold: true)
        let (out, back) = (place(.forward, row), place(.backward, row))
        canvas.arrow(
            [Place(x: out.x, y: out.y + 26), Place(x: out.x, y: last.y), Place(x: middle - half - 1, y: last.y)],
            .init(paint: .forward, width: 1.6))
        canvas.arrow(
            [Place(x: middle + half, y: last.y), Place(x: back.x, y: last.y), Place(x: back.x, y: back.y + 26)],
            .init(paint: .backward, width: 1.6))
    }

    private mutating func drawArrows() {
        var row = 0.0
        for (position, index) in shown.enumerated() {
            guard index != nil else {
                row += 1
                continue
            }
            // What is behind a gap is drawn without what leads to it.
            let isConnected = position == 0 || shown[position - 1] != nil
            // The activations of the layer before make the weights' derivatives, the weights what goes further back.
            crossing((.forward, row), (.weightDerivatives, row + 1))
            if position > 0 { crossing((.weights, row + 1), (.backward, row)) }
            crossing((.forward, row + 1), (.backward, row + 1))
            arrow((.forward, row), (.forward, row + 1), .forward)
            arrow((.weights, row + 1), (.forward, row + 1), .forward)
            arrow((.forward, row + 1), (.forward, row + 2), .forward)
            arrow((.backward, row + 2), (.backward, row + 1), .backward)
            if position > 0 && isConnected { arrow((.backward, row + 1), (.backward, row), .backward) }
            arrow((.backward, row + 1), (.weightDerivatives, row + 1), .backward)
            row += 2
        }
    }
}
