import Foundation
import Testing

@testable import Drawing

/// A small stream of random numbers that is the same on every machine (SplitMix64).
struct TestRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func bits() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number from 0 up to 1.
    mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }

    /// A number of random sign, digits and magnitude.
    mutating func anyFinite(exponents: ClosedRange<Int>) -> Double {
        let exponent = exponents.lowerBound + Int(bits() % UInt64(exponents.count))
        let value = (uniform() * 9 + 1) * (Double("1e\(exponent)") ?? 1)
        return bits() % 2 == 0 ? value : -value
    }
}

/// Compares a rendering with the one kept in `Golden`; with `NABLA_RECORD=1` in the environment, keeps it instead.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] == "1" {
        try Data(text.utf8).write(to: file)
        return
    }
    let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    if kept == text { return }
    let difference = zip(kept.split(separator: "\n"), text.split(separator: "\n")).first { $0 != $1 }
    Issue.record(
        "\(name) differs, first at:\n\(difference?.0.prefix(200) ?? "")\n\(difference?.1.prefix(200) ?? "")",
        sourceLocation: sourceLocation)
}

/// Compares a figure with its forms kept in `Golden`: SVG, text, ASCII and text in colours.
func expectGoldens(of figure: Figure, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let svg = figure.svg()
    _ = try XMLChecker(svg)
    try expectGolden(svg, "\(name).svg", sourceLocation: sourceLocation)
    try expectGolden(figure.text(columns: 80) + "\n", "\(name).txt", sourceLocation: sourceLocation)
    try expectGolden(figure.text(columns: 72, ascii: true) + "\n", "\(name).ascii.txt", sourceLocation: sourceLocation)
    try expectGolden(figure.text(columns: 60, color: true) + "\n", "\(name).ansi.txt", sourceLocation: sourceLocation)
}

/// Figures that several tests draw; their values need no library function, so that they are the same on every machine.
enum Samples {
    /// A field of probabilities with a wiggly boundary and an island.
    static func field(nodes: Int) -> ScalarField? {
        var values: [Double] = []
        for y in ScalarField.nodes(-2...2, count: nodes) {
            for x in ScalarField.nodes(-2.5...2.5, count: nodes) {
                let island = 2.2 / (1 + 30 * ((x - 1.4) * (x - 1.4) + (y + 1.2) * (y + 1.2)))
                let height = 3 * (y - (x * x * x - 3 * x) / 4) + island * 4
                values.append(0.5 + 0.5 * height / (1 + height.magnitude))
            }
        }
        return ScalarField(x: -2.5...2.5, y: -2...2, rows: nodes, columns: nodes, values: values)
    }

    /// A straight boundary to compare with.
    static func reference(nodes: Int) -> ScalarField? {
        var values: [Double] = []
        for y in ScalarField.nodes(-2...2, count: nodes) {
            for x in ScalarField.nodes(-2.5...2.5, count: nodes) { values.append(y + x / 3) }
        }
        return ScalarField(x: -2.5...2.5, y: -2...2, rows: nodes, columns: nodes, values: values)
    }

    /// The default picture of a classifier: regions, two classes of points, two boundaries.
    static func boundary(nodes: Int = 300, points: Int = 200) throws -> Figure {
        let field = try #require(Samples.field(nodes: nodes))
        let reference = try #require(Samples.reference(nodes: nodes))
        var random = TestRandom(seed: 42)
        var xs: [[Double]] = [[], []]
        var ys: [[Double]] = [[], []]
        for index in 0..<points {
            xs[index % 2].append(random.uniform() * 4.6 - 2.3)
            ys[index % 2].append(random.uniform() * 2.4 - (index % 2 == 0 ? 1.8 : 0.6))
        }
        return Figure(
            title: "Decision boundary", caption: "200 samples, test error 0.231", xAxis: Axis(label: "x₁"),
            yAxis: Axis(label: "x₂"), equalAspect: true,
            layers: [
                .probability(field), .points(x: xs[0], y: ys[0], style: PointStyle(series: 0), label: "class 0"),
                .points(x: xs[1], y: ys[1], style: PointStyle(series: 1), label: "class 1"),
                .contour(reference, level: 0, style: .reference, label: "Bayes boundary"),
                .contour(field, level: 0.5, style: .boundary, label: "network"),
            ])
    }

    /// Three losses that span five powers of ten.
    static func losses() -> Figure {
        let epochs = (0...200).map(Double.init)
        let curves = [(1.0, 1e-5), (0.3, 1e-3), (0.05, 0.05)].map { speed, floor in
            epochs.map { floor + 0.7 / (1 + speed * $0 * $0 / 10) }
        }
        return Figure(
            title: "Training loss", xAxis: Axis(label: "epoch"),
            yAxis: Axis(label: "cross-entropy", scale: .logarithmic),
            layers: curves.enumerated().map { index, curve in
                .line(x: epochs, y: curve, style: LineStyle(series: index), label: "λ = 1e-\(index + 2)")
            } + [.line(x: [0, 200], y: [0.01, 0.01], style: .reference, label: "noise floor")])
    }

    /// Two lines on linear axes, one with a gap.
    static func lines() -> Figure {
        let x = ScalarField.nodes(-6...6, count: 121)
        let s = x.map { 0.5 + 0.5 * $0 / (1 + $0.magnitude) }
        let t = x.map { $0.magnitude < 0.5 ? .nan : 1 / (1 + $0 * $0) }
        return Figure(
            title: "Two functions", xAxis: Axis(label: "z"), yAxis: Axis(label: "value"),
            layers: [
                .line(x: x, y: s, style: LineStyle(series: 0), label: "softsign"),
                .line(x: x, y: t, style: LineStyle(series: 1), label: "bell"),
            ])
    }

    /// A table with every kind of cell.
    static let table = Table(
        title: "Median over 20 seeds",
        columns: [
            Table.Column(title: "λ", numbers: [0, 1e-4, 1e-3, 1e-2]),
            Table.Column(title: "test error", numbers: [0.266, 0.252, 0.231, 0.239], best: .smallest),
            Table.Column(title: "‖W‖²", numbers: [1035, 306, 39, 4.5]),
            Table.Column(title: "note", cells: [.text("overfits"), .empty, .text("best <b>"), .text("重い")]),
        ],
        baseline: [.text("Bayes"), .number(0.2101)], footnote: "2-50-1, tanh & momentum 0.9")
}
