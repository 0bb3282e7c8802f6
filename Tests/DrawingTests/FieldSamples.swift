import Testing

@testable import Drawing

/// Figures of fields, bands, arrows, classes, surfaces and panels.
enum FieldSamples {
    /// 1.5x² + y² + 2, the function of a lecture.
    static func bowl(nodes: Int = 21) throws -> ScalarField {
        var values: [Double] = []
        for y in ScalarField.nodes(-2...2, count: nodes) {
            for x in ScalarField.nodes(-2...2, count: nodes) { values.append(1.5 * x * x + y * y + 2) }
        }
        return try #require(ScalarField(x: -2...2, y: -2...2, rows: nodes, columns: nodes, values: values))
    }

    /// Three classes, each the most probable one near its own centre.
    static func classes(nodes: Int = 25) throws -> ClassField {
        let centres = [(-1.0, -0.5), (1.0, -0.8), (0.2, 1.2)]
        var scores = centres.map { _ in [Double]() }
        for y in ScalarField.nodes(-2...2, count: nodes) {
            for x in ScalarField.nodes(-2...2, count: nodes) {
                let weights = centres.map { 1 / (0.2 + (x - $0.0) * (x - $0.0) + (y - $0.1) * (y - $0.1)) }
                let sum = weights.reduce(0, +)
                for index in centres.indices { scores[index].append(weights[index] / sum) }
            }
        }
        let fields = try scores.map { values in
            try #require(ScalarField(x: -2...2, y: -2...2, rows: nodes, columns: nodes, values: values))
        }
        return try #require(ClassField(fields))
    }

    /// Levels with arrows, a path, its start and its end.
    static func levels() throws -> Figure {
        let field = try bowl()
        let path = (0..<12).map { step in (0..<step).reduce(1.0) { total, _ in total * 0.7 } }
        let marks = [-1.5, -0.5, 0.5, 1.5]
        let xs = marks.flatMap { _ in marks }
        let ys = marks.flatMap { y in marks.map { _ in y } }
        return Figure(
            title: "A descent", xAxis: Axis(label: "x"), yAxis: Axis(label: "y"), equalAspect: true,
            layers: [
                .levels(field, levels: field.contourLevels(count: 6), label: "f"),
                .arrows(
                    x: xs, y: ys, dx: xs.map { $0 * 0.2 }, dy: ys.map { $0 * 0.14 },
                    style: LineStyle(series: nil, width: 1.5), label: "gradient"),
                .line(
                    x: path.map { $0 * 1.8 }, y: path.map { $0 * $0 * 1.8 }, style: LineStyle(series: 1), label: "path"),
                .points(x: [1.8], y: [1.8], style: PointStyle(series: 1, shape: .square), label: "start"),
            ])
    }

    /// Two medians with bands.
    static func bands() -> Figure {
        let epochs = (0...20).map { Double($0) }
        let layers = [1.0, 0.4].enumerated().flatMap { series, speed -> [Figure.Layer] in
            let middle = epochs.map { 1 / (1 + speed * $0 / 4) }
            return [
                .band(x: epochs, low: middle.map { $0 * 0.8 }, high: middle.map { $0 * 1.15 }, series: series),
                .line(x: epochs, y: middle, style: LineStyle(series: series), label: "η = \(speed)"),
            ]
        }
        return Figure(
            title: "Medians", caption: "line: median; band: quartiles", xAxis: Axis(label: "epoch"),
            yAxis: Axis(label: "loss"), layers: layers)
    }

    /// The figure of a name.
    static func figure(_ name: String) throws -> Figure {
        switch name {
        case "levels": try levels()
        case "surface":
            Figure(
                title: "A surface", xAxis: Axis(label: "x"), yAxis: Axis(label: "y"),
                layers: [.surface(try bowl(nodes: 13), label: "f")])
        case "classes":
            Figure(
                title: "Three classes", xAxis: Axis(label: "x₁"), yAxis: Axis(label: "x₂"), equalAspect: true,
                layers: [
                    .classes(try classes()),
                    .points(x: [-1, -0.8], y: [-0.5, 0], style: PointStyle(series: 0), label: "class 0"),
                    .points(x: [1], y: [-1], style: PointStyle(series: 1), label: "class 1"),
                ])
        case "bands": bands()
        default:
            Figure(title: "Side by side", panels: [bands(), bands(), Samples.lines()], columns: 2)
        }
    }
}
