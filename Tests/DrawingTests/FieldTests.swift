import Testing

@testable import Drawing

/// Fields, bands, arrows, classes, surfaces and panels.
@Suite struct FieldTests {
    @Test(arguments: ["levels", "surface", "classes", "bands", "panels"])
    func goldens(_ name: String) throws {
        try expectGoldens(of: FieldSamples.figure(name), name)
    }

    @Test func panelsShareALegendThatAllOfThemHave() throws {
        let shared = Figure(panels: [FieldSamples.bands(), FieldSamples.bands()])
        #expect(shared.svg().components(of: ">η = 1.0</text>") == 1)
        let mixed = Figure(panels: [FieldSamples.bands(), Samples.lines()])
        #expect(mixed.svg().components(of: ">η = 1.0</text>") == 1)
        #expect(mixed.svg().components(of: ">softsign</text>") == 1)
        #expect(mixed.panelCount == 2)
    }

    @Test func panelsStandSideBySideWhereThereIsRoom() throws {
        let figure = Figure(panels: [FieldSamples.bands(), FieldSamples.bands()])
        let wide = figure.text(columns: 120).split(separator: "\n")
        #expect(wide.contains { $0.hasPrefix("Medians") && $0.hasSuffix("Medians") })
        #expect(wide.allSatisfy { DisplayWidth.columns(of: String($0)) <= 120 })
        let narrow = figure.text(columns: 60).split(separator: "\n")
        #expect(narrow.count { $0 == "Medians" } == 2)
        let painted = figure.text(columns: 120, color: true).split(separator: "\n")
        #expect(painted.allSatisfy { ANSI.columns(of: String($0)) <= 120 })
    }

    @Test(arguments: [(320, 240), (900, 300), (400, 800)])
    func aSizeIsKept(_ width: Int, _ height: Int) throws {
        var figure = Samples.lines()
        figure.size = Figure.Size(width: width, height: height)
        let renderer = SVGRenderer(figure, width: width, height: height)
        #expect(renderer.layout.width == Double(width))
        #expect((renderer.layout.height - Double(height)).magnitude <= 2)
        #expect(figure.svg().contains("width=\"\(width)\""))
    }

    @Test func everyClassIsWhereItIsTheMostProbable() throws {
        let classes = try FieldSamples.classes()
        #expect(classes.present == [0, 1, 2])
        for (series, margin) in classes.margins() {
            for node in margin.values.indices {
                let winner = ClassField.winner(classes.probabilities, at: node)
                #expect((margin.values[node] > 0) == (winner == series) || margin.values[node] == 0)
            }
        }
        #expect(ClassField([]) == nil)
        #expect(ClassField([try FieldSamples.bowl(nodes: 5), try FieldSamples.bowl(nodes: 6)]) == nil)
    }

    @Test func farFacesArePaintedFirst() throws {
        let box = Box(left: 0, top: 0, right: 100, bottom: 100)
        let flat = try #require(
            ScalarField(x: 0...1, y: 0...1, rows: 4, columns: 4, values: .init(repeating: 1, count: 16)))
        let projection = SurfaceProjection(flat, in: box, limit: 41)
        #expect(projection.faces.count == 9)
        let heights = projection.faces.map { $0.corners.reduce(0) { $0 + $1.y } }
        // On a plane, what is farther stands higher on paper.
        let first = try #require(heights.first)
        let last = try #require(heights.last)
        #expect(first < last)
        for corner in projection.faces.flatMap(\.corners) { #expect(box.expanded(by: 0.001).contains(corner)) }
        #expect(SurfaceProjection(try FieldSamples.bowl(nodes: 90), in: box, limit: 41).faces.count == 1600)
    }

    @Test func aHeadIsNoLongerThanItsArrow() throws {
        let arrow = try #require(Arrow(from: Place(x: 0, y: 0), to: Place(x: 2, y: 0)))
        #expect(arrow.left.x > 0 && arrow.right.x > 0 && arrow.neck.x < 2)
        #expect(Arrow(from: Place(x: 1, y: 1), to: Place(x: 1, y: 1)) == nil)
        #expect(Arrow(from: Place(x: .nan, y: 1), to: Place(x: 1, y: 1)) == nil)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 0, 1e308])
    func oddFields(_ value: Double) throws {
        var values = [Double](repeating: value, count: 9)
        for centre in [value, 1, -1e308] {
            values[4] = centre
            let field = try #require(ScalarField(x: 0...1, y: 0...1, rows: 3, columns: 3, values: values))
            let classes = try #require(ClassField([field, field, field]))
            let odd = [value, 1, centre]
            for layer in [
                Figure.Layer.levels(field, levels: [value, 0.5, 2]), .surface(field, label: "<f> & \"g\""),
                .classes(classes),
                .band(x: odd, low: odd, high: [2, 2, 2], series: -1, label: "band"),
                .arrows(x: odd, y: odd, dx: odd, dy: odd, style: LineStyle(), label: "arrows"),
            ] {
                let figure = Figure(title: "שלום <b>", layers: [layer])
                for whole in [figure, Figure(panels: [figure, Figure(), figure])] {
                    _ = try XMLChecker(whole.svg())
                    for ascii in [false, true] { #expect(!whole.text(ascii: ascii).isEmpty) }
                    #expect(!whole.text(color: true).isEmpty)
                }
            }
        }
        _ = try XMLChecker(Figure(panels: []).svg())
    }

    @Test func aLegendEndsSomewhere() throws {
        let layers = (0..<1000).map { index in
            Figure.Layer.points(x: [Double(index)], y: [0], style: PointStyle(series: index), label: "class \(index)")
        }
        let svg = Figure(layers: layers).svg()
        _ = try XMLChecker(svg)
        #expect(svg.contains(">class 22</text>") && !svg.contains(">class 23</text>"))
        #expect(svg.contains("the legend names 23 of 1000"))
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
