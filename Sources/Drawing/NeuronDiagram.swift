/// A single neuron: inputs, weights and bias, their sum, the activation.
public struct NeuronDiagram: Sendable, Hashable {
    /// An input with its weight.
    public struct Input: Sendable, Hashable {
        /// The input's letter.
        public var name: String
        /// What it is multiplied with.
        public var weight: Double
        /// Its number; `nil` without a sample.
        public var value: Double?

        /// Makes an input.
        public init(name: String, weight: Double, value: Double? = nil) {
            self.name = name
            self.weight = weight
            self.value = value
        }
    }

    /// The heading; `nil` for none.
    public var title: String?
    /// Small lines under the picture.
    public var captions: [String]
    /// The inputs.
    public var inputs: [Input]
    /// What is added; `nil` for nothing.
    public var bias: Double?
    /// The name of the activation.
    public var activation: String
    /// What the activation takes; `nil` without a sample.
    public var sum: Double?
    /// What it makes of it; `nil` without a sample.
    public var output: Double?

    /// Makes a diagram.
    public init(
        title: String? = nil, captions: [String] = [], inputs: [Input], bias: Double?, activation: String,
        sum: Double? = nil, output: Double? = nil
    ) {
        self.title = title
        self.captions = captions
        self.inputs = inputs
        self.bias = bias
        self.activation = activation
        self.sum = sum
        self.output = output
    }

    private func equation(_ letter: String, _ value: Double?, _ number: (Double) -> String) -> String {
        letter + (value.map { " = " + number($0) } ?? "")
    }

    private struct Row {
        let name: String
        let value: Double?
        let weight: Double
        let isBias: Bool
    }

    private var rows: [Row] {
        inputs.map { Row(name: $0.name, value: $0.value, weight: $0.weight, isBias: false) }
            + (bias.map { [Row(name: "+1", value: nil, weight: $0, isBias: true)] } ?? [])
    }

    /// The picture.
    func picture() -> SVGPicture {
        var canvas = DiagramCanvas()
        let rows = self.rows
        let pitch = rows.count <= 4 ? 62.0 : 50.0
        let radius = 21.0
        let height = max(Double(rows.count) * pitch, 110)
        let middle = height / 2
        let center = Place(x: 250, y: middle)
        let largest = rows.reduce(0) { max($0, $1.weight.isFinite ? $1.weight.magnitude : 0) }
        for (index, row) in rows.enumerated() {
            let place = Place(x: 42, y: middle + (Double(index) - Double(rows.count - 1) / 2) * pitch)
            let share = largest > 0 && row.weight.isFinite ? row.weight.magnitude / largest : 0
            let (dx, dy) = (center.x - place.x, center.y - place.y)
            let length = (dx * dx + dy * dy).squareRoot()
            let end = Place(x: center.x - dx / length * 30, y: center.y - dy / length * 30)
            canvas.arrow(
                place, end,
                .init(
                    paint: row.weight < 0 ? .backward : .forward, width: 0.8 + 2.4 * share, isDashed: row.weight < 0))
            let label =
                (row.isBias ? "b" : DiagramText.indexed("w", index + 1)) + " = " + DiagramText.number(row.weight)
            canvas.text(
                label, Place(x: place.x + dx * 0.46, y: place.y + dy * 0.46 + 4), size: 12, onLines: true)
            canvas.circle(
                place, radius: radius, .init(paint: row.isBias ? .axis : .ink, width: 1.3, isDashed: row.isBias))
            if let value = row.value {
                canvas.text(row.name, Place(x: place.x, y: place.y - 3), size: 10.5, .muted)
                canvas.text(DiagramText.number(value), Place(x: place.x, y: place.y + 10), size: 12)
            } else {
                canvas.text(row.name, Place(x: place.x, y: place.y + 4.5), size: 13, row.isBias ? .muted : .ink)
            }
        }
        canvas.circle(center, radius: 27, .init(paint: .ink, width: 1.6))
        canvas.text("Σ", Place(x: center.x, y: center.y + 8), size: 22)
        let name = max(TextMeasure.width(activation, size: 14) + 26, 56)
        let box = Box(left: 385, top: middle - 24, right: 385 + name, bottom: middle + 24)
        canvas.arrow(Place(x: 278, y: middle), Place(x: box.left - 1, y: middle), .init(paint: .ink, width: 1.5))
        canvas.text(equation("z", sum) { DiagramText.number($0, digits: 4) }, Place(x: 330, y: middle - 9), size: 12.5)
        canvas.box(box, .init(paint: .ink, width: 1.6))
        canvas.text(activation, Place(x: (box.left + box.right) / 2, y: middle + 5), size: 14)
        let end = box.right + 70
        canvas.arrow(Place(x: box.right, y: middle), Place(x: end, y: middle), .init(paint: .ink, width: 1.5))
        let output = equation("a", self.output) { DiagramText.number($0, digits: 4) }
        canvas.text(output, Place(x: end + 8, y: middle + 5), size: 13.5, anchor: .start, isBold: true)
        canvas.text("inputs", Place(x: 42, y: height + 14), size: 11.5, .muted)
        canvas.text("weights", Place(x: 140, y: height + 14), size: 11.5, .muted)
        canvas.text("sum", Place(x: center.x, y: height + 14), size: 11.5, .muted)
        canvas.text("activation", Place(x: (box.left + box.right) / 2, y: height + 14), size: 11.5, .muted)
        return canvas.picture(
            title: title, captions: captions, width: end + 12 + TextMeasure.width(output, size: 14.5),
            height: height + 18, description: lines().joined(separator: "; "))
    }

    /// The picture as lines of text.
    func lines() -> [String] {
        let rows = self.rows
        func number(_ value: Double) -> String { NumberText.significant(value, digits: 5) }
        let names = rows.map { $0.name + ($0.value.map { " = " + number($0) } ?? "") }
        let weights = rows.enumerated().map { index, row in
            "× " + (row.isBias ? "b" : DiagramText.indexed("w", index + 1)) + " = " + number(row.weight)
        }
        let nameWidth = names.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
        let weightWidth = weights.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
        let middle = rows.count / 2
        var lines = (title.map { [$0.onOneLine, ""] }) ?? []
        for index in rows.indices {
            let joint =
                rows.count == 1 ? "─" : index == 0 ? "┐" : index == rows.count - 1 ? "┘" : index == middle ? "┼" : "┤"
            var line =
                "  " + names[index].padded(to: nameWidth) + "  " + weights[index].padded(to: weightWidth) + " ─\(joint)"
            if index == middle {
                // Where the middle is the last row, the line goes on from its corner.
                if joint == "┘" { line = String(line.dropLast()) + "┴" }
                line += "─ Σ ── " + equation("z", sum, number) + " ── " + activation + " ── "
                line += equation("a", output, number)
            }
            lines.append(line)
        }
        if !captions.isEmpty { lines += [""] + captions }
        return lines
    }
}
