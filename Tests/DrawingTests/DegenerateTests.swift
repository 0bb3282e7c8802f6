import Testing

@testable import Drawing

/// Data that a careless cell may hand over: every renderer must give something well-formed.
@Suite struct DegenerateTests {
    private static let numbers: [[Double]] = [
        [], [0], [3, 3, 3], [.nan], [.nan, .nan], [.infinity, -.infinity], [1, .nan, 2], [1, .infinity, 2],
        [-1e308, 1e308], [1.7e308, 1.7e308], [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude],
        [0, .leastNonzeroMagnitude], [1e300, 1e-300], [-0.0, 0.0],
        [1e16, 1e16 + 2], [-5, -4], [0, -0.5, 0], [1e9, 1e9 + 1], [1, 2, 3, 4, 5],
    ]

    private static let ranges: [ClosedRange<Double>?] = [
        nil, 0...0, -1...1, 1e308...1.7e308, -1.7e308...1.7e308, -Double.infinity...Double.infinity,
        Double.leastNonzeroMagnitude...Double.leastNormalMagnitude,
        -3...(-2),
    ]

    private func check(_ figure: Figure) throws {
        for width in [Int.min, 0, 640, Int.max] {
            let checked = try XMLChecker(figure.svg(width: width))
            for path in checked.paths {
                #expect(path.allSatisfy { "MmLlHhVvzZ0123456789.- ".contains($0) }, "\(path)")
            }
        }
        for columns in [Int.min, 0, 72] {
            #expect(!figure.text(columns: columns).isEmpty)
            #expect(!figure.text(columns: columns, color: true).isEmpty)
        }
        #expect(!figure.text(ascii: true).isEmpty)
    }

    @Test(arguments: numbers)
    func oddSeries(_ y: [Double]) throws {
        for x in DegenerateTests.numbers {
            for scale in [Axis.Scale.linear, .logarithmic] {
                for equal in [false, true] {
                    try check(
                        Figure(
                            xAxis: Axis(scale: scale), yAxis: Axis(scale: scale), equalAspect: equal,
                            layers: [
                                .line(x: x, y: y, style: LineStyle(dash: .dashed), label: "line"),
                                .points(x: x, y: y, style: PointStyle(series: .min), label: "points"),
                            ]))
                }
            }
        }
    }

    @Test(arguments: ranges)
    func oddRanges(_ range: ClosedRange<Double>?) throws {
        let field = try #require(Samples.field(nodes: 12))
        for other in DegenerateTests.ranges {
            for scale in [Axis.Scale.linear, .logarithmic] {
                try check(
                    Figure(
                        xAxis: Axis(range: range, scale: scale), yAxis: Axis(range: other, scale: scale),
                        equalAspect: true,
                        layers: [
                            .probability(field), .contour(field, level: 0.5, style: .boundary),
                            .line(x: [-1, 0, 1], y: [2, -2, 2], style: LineStyle(series: .max, width: .nan)),
                        ]))
            }
        }
    }

    @Test(arguments: [
        [0, 0, 0, 0], [.nan, .nan, .nan, .nan], [.infinity, 0, -.infinity, 1], [1e308, -1e308, 1e308, -1e308],
        [0.5, 0.5, 0.5, 0.5], [0, 1, 1, 0], [.nan, 1, 0, 1],
    ])
    func oddFields(_ values: [Double]) throws {
        for (x, y) in [(0.0...1.0, 0.0...1.0), (-1e307...1e307, 0...1e-300), (-5...(-4), 1e9...(1e9 + 1))] {
            let field = try #require(ScalarField(x: x, y: y, rows: 2, columns: 2, values: values))
            for level in [0.5, .nan, .infinity, -.infinity, 1e308] {
                for scale in [Axis.Scale.linear, .logarithmic] {
                    try check(
                        Figure(
                            xAxis: Axis(scale: scale), equalAspect: true,
                            layers: [.probability(field), .contour(field, level: level, style: .boundary, label: "c")]))
                }
            }
        }
    }

    @Test func noiseFieldIsStillDrawn() throws {
        var random = TestRandom(seed: 8)
        let values = (0..<40_000).map { _ in random.uniform() }
        let field = try #require(ScalarField(x: 0...1, y: 0...1, rows: 200, columns: 200, values: values))
        let figure = Figure(equalAspect: true, layers: [.probability(field), .contour(field, level: 0.5)])
        let svg = figure.svg()
        _ = try XMLChecker(svg)
        #expect(svg.utf8.count < 1_000_000)
    }

    @Test func longLabelsAreShortenedAndNamedInFull() throws {
        let label = String(repeating: "very long label ", count: 30)
        let figure = Figure(
            title: label, caption: label, xAxis: Axis(label: label), yAxis: Axis(label: label), equalAspect: true,
            layers: (0..<30).map { (index: Int) in
                .line(x: [0, 1], y: [0, 1], style: LineStyle(series: index), label: "\(index) " + label)
            })
        try check(figure)
        #expect(figure.svg().contains("<title>29 \(label)</title>"))
    }
}
