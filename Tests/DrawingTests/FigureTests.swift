import Testing

@testable import Drawing

@Suite struct FigureTests {
    private static let hostile = "</text><script>alert(\"x\")</script>&amp;'\u{0}\u{1B}[31m]]>\n\u{FFFF}<!--"

    @Test func defaultBoundaryPlotIsSmall() throws {
        let svg = try Samples.boundary().svg()
        _ = try XMLChecker(svg)
        #expect(svg.utf8.count < 100_000)
    }

    @Test func hostileTextsStayText() throws {
        let text = FigureTests.hostile
        var figure = try Samples.boundary(nodes: 20, points: 10)
        figure.title = text
        figure.caption = text
        figure.xAxis.label = text
        figure.yAxis.label = text
        figure.layers.append(.line(x: [0, 1], y: [0, 1], style: LineStyle(), label: text))
        figure.layers.append(.points(x: [0, 1], y: [0, 1], style: PointStyle(), label: text))
        let svg = figure.svg()
        let checked = try XMLChecker(svg)
        #expect(!checked.elements.contains("script"))
        #expect(!figure.text().contains("\u{1B}"))
        #expect(!figure.text().contains("\u{0}"))
        let report = ProgressReport(
            title: text, fraction: 0.5, fields: [.init(text, text)], state: .failed(text), timeLeft: text, curve: figure
        )
        let reportElements = try XMLChecker(report.html()).elements
        #expect(!reportElements.contains("script"))
        #expect(!report.text(columns: 400).contains("\u{1B}"))
        let table = Table(
            title: text, columns: [.init(title: text, cells: [.text(text)])], baseline: [.text(text)], footnote: text)
        let tableElements = try XMLChecker("<div>\(table.html())</div>").elements
        #expect(!tableElements.contains("script"))
        #expect(!table.text().contains("\u{1B}"))
    }

    @Test func figuresInOnePageDoNotShareNames() throws {
        let first = try XMLChecker(Samples.losses().svg()).ids
        let second = try XMLChecker(Samples.lines().svg()).ids
        #expect(first.count == 3)
        #expect(Set(first).count == 3)
        #expect(Set(first).isDisjoint(with: second))
        #expect(try XMLChecker(Samples.losses().svg()).ids == first)
        var changed = Samples.losses()
        changed.caption = "another"
        #expect(Set(try XMLChecker(changed.svg()).ids).isDisjoint(with: first))
    }

    @Test func legendStandsOutsideThePanel() throws {
        var wordy = try Samples.boundary(nodes: 20)
        wordy.layers.append(
            .line(x: [0], y: [0], style: LineStyle(), label: "a label with many words that cannot stand beside a panel")
        )
        for figure in [try Samples.boundary(nodes: 20), Samples.losses(), Samples.lines(), wordy] {
            for width in [200, 320, 640, 1200] {
                let layout = SVGLayout(figure, ResolvedFigure(figure), width: width)
                #expect(!layout.legend.isEmpty)
                for item in layout.legend {
                    #expect(!layout.panel.contains(item.place))
                    #expect(item.place.y < layout.height)
                    let end = item.place.x + 34 + TextMeasure.width(item.label, size: SVGLayout.legendSize)
                    #expect(end <= layout.width, "\(width) \(item.label)")
                }
            }
        }
    }

    @Test func equalUnitsHaveEqualLengths() throws {
        for width in [300, 640] {
            let figure = try Samples.boundary(nodes: 20)
            let layout = SVGLayout(figure, ResolvedFigure(figure), width: width)
            #expect((layout.panel.width / 5 - layout.panel.height / 4).magnitude < 1)
        }
    }

    @Test func linesOfTextFit() throws {
        for figure in [try Samples.boundary(nodes: 20), Samples.losses(), Samples.lines()] {
            for columns in [32, 50, 72, 80, 132] {
                for ascii in [false, true] {
                    for line in figure.text(columns: columns, ascii: ascii).split(separator: "\n") {
                        #expect(DisplayWidth.columns(of: String(line)) <= columns, "\(line)")
                    }
                }
            }
        }
    }

    @Test func plainTextHasNoEscapesAndAsciiIsAscii() throws {
        var figure = try Samples.boundary(nodes: 20)
        #expect(!figure.text().contains("\u{1B}"))
        #expect(figure.text(color: true).contains("\u{1B}[48;2;"))
        figure.xAxis.label = "x1"
        figure.yAxis.label = "x2"
        #expect(figure.text(ascii: true).allSatisfy { $0.isASCII })
        #expect(Samples.lines().text(ascii: true).allSatisfy { $0.isASCII })
    }

    @Test func colouredRowsEndInTheTerminalsOwnColours() throws {
        for line in try Samples.boundary(nodes: 20).text(color: true).split(separator: "\n")
        where line.contains("\u{1B}") {
            let last = try #require(line.split(separator: "\u{1B}").last)
            #expect(last.hasPrefix("[0m"))
        }
    }

    @Test func manyPointsAreThinnedWithANote() throws {
        var random = TestRandom(seed: 4)
        let x = (0..<1_000_000).map { _ in random.uniform() }
        let y = (0..<1_000_000).map { _ in random.uniform() }
        let figure = Figure(layers: [
            .points(x: x, y: y, style: PointStyle(), label: "cloud"),
            .line(x: x, y: y, style: LineStyle(), label: "scribble"),
            .line(x: x.indices.map(Double.init), y: y, style: LineStyle()),
        ])
        let svg = figure.svg()
        #expect(svg.utf8.count < 600_000)
        #expect(svg.contains("cloud: 1000000 points, thinned for the picture"))
        #expect(svg.contains("scribble: line through every 100th of 1000000 points"))
        #expect(!figure.text().isEmpty)
    }

    @Test func whatHasNoPlaceIsCounted() {
        let figure = Figure(
            yAxis: Axis(scale: .logarithmic),
            layers: [
                .points(x: [1, 2, .nan, 4], y: [1, 0, 1, -3], style: PointStyle()),
                .line(x: [1, 2, 3], y: [1, .nan, .infinity], style: LineStyle()),
            ])
        #expect(ResolvedFigure(figure).notes == ["4 points without a place on these axes not drawn"])
        let cropped = Figure(
            xAxis: Axis(range: 0...1), layers: [.points(x: [0, 0.5, 3], y: [0, 1, 2], style: PointStyle())])
        #expect(ResolvedFigure(cropped).notes == ["1 point outside of the axes"])
        #expect(cropped.svg().contains("1 point outside of the axes"))
        #expect(Figure().svg().contains("nothing to draw"))
    }

    @Test func amountsStartAtZero() {
        let figure = Figure(layers: [.line(x: [0, 1], y: [0.02, 0.7], style: LineStyle())])
        #expect(ResolvedFigure(figure).y.low == 0)
        let offset = Figure(layers: [.line(x: [0, 1], y: [100, 101], style: LineStyle())])
        #expect(ResolvedFigure(offset).y.low > 99)
    }
}
