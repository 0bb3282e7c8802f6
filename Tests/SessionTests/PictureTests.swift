import Drawing
import Testing

@testable import Session

/// Figures of networks, samples, matrices and tables.
@Suite struct PictureTests {
    /// The last figure that a cell displays.
    private func figure(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Figure {
        let output = try Session().run(source, sourceLocation: sourceLocation)
        let figures = output.events.compactMap { event -> Figure? in
            if case .display(.figure(let figure)) = event { figure } else { nil }
        }
        return try #require(figures.last, sourceLocation: sourceLocation)
    }

    private func text(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try figure(source, sourceLocation: sourceLocation).text(columns: 80)
    }

    private static let digits = "N = 64 -> 10 softmax, init=zeros\ntrain N on digits[1..200], epochs=2, η=0.05\n"

    static let pictures = [
        ("matrix", "A = [1, -2.5; 0, 4]\nplot A"),
        ("images", digits + "plot digits[1..8] with N"),
        ("units", "N = 16 -> 3 tanh -> 1, init=constant(0.5)\nplot units(N)"),
        ("bars", "plot bars([3, 1, -2], names=[\"a\", \"<b>\", \"c & d\"])"),
        ("boxes", "T = sweep λ in [0, 0.1], k in 1..5\n  record a = λ + k\nend\nplot boxes(T.a, by=λ)"),
        ("histogram", "plot histogram([1, 1, 2, 3, 3, 3, 5], bins=5)"),
    ]

    @Test(arguments: pictures.indices)
    func goldens(_ index: Int) throws {
        let (name, source) = Self.pictures[index]
        try expectGolden(try text(source) + "\n", "plot-\(name).txt")
    }

    @Test func confusionIsDrawnWithItsCounts() throws {
        let figure = try figure("N = 4 -> 3 softmax, init=zeros\nplot confusion(N, iris)")
        #expect(figure.title == "N on iris" && figure.xAxis.label == "predicted class")
        guard case .cells(let grid) = figure.layers.first else { return #expect(Bool(false)) }
        #expect(grid.texts == ["50", "0", "0", "50", "0", "0", "50", "0", "0"])
        // What was found is below zero, what was not above it.
        #expect(grid.values[0] == -1 && grid.values[3] == 1)
        #expect(grid.rowNames == ["setosa", "versicolor", "virginica"])
    }

    @Test func wrongImagesAreMarked() throws {
        let figure = try figure("N = 64 -> 10 softmax, init=zeros\nplot digits[1..3] with N")
        guard case .tiles(let tiles) = figure.layers.first else { return #expect(Bool(false)) }
        #expect(tiles.tiles.map(\.isMarked) == [false, true, true])
        #expect(tiles.tiles.map(\.label) == ["0", "0 ≠ 1", "0 ≠ 2"])
        #expect(figure.caption == "2 of 3 wrong, marked: predicted ≠ true")
    }

    @Test func boxesGoOverTheOtherRowsOfASweep() throws {
        let figure = try figure(Self.pictures[4].1)
        guard case .boxes(let boxes, _, _) = figure.layers.first else { return #expect(Bool(false)) }
        #expect(boxes.map(\.median) == [3, 3.1] && boxes[0].lowerQuartile == 2 && boxes[0].high == 5)
        #expect(figure.xAxis.names == ["0", "0.1"] && figure.xAxis.label == "λ" && figure.yAxis.label == "a")
    }

    @Test func barsOfAGroupAreMeans() throws {
        let table = "T = sweep C in [quadratic, crossentropy], k in 1..3\n  record a = k\nend\n"
        let figure = try figure(table + "plot bars(T.a, by=C)")
        guard case .bars(let bars, _, _) = figure.layers.first else { return #expect(Bool(false)) }
        #expect(bars.map(\.height) == [2, 2] && figure.xAxis.names == ["quadratic", "crossentropy"])
        #expect(try self.figure(table + "plot bars(T.a)").xAxis.names.count == 6)
    }

    @Test func namesOfAMatrixAreThoseOfItsRowsOrColumns() throws {
        func labels(_ figure: Figure) -> [String?] {
            figure.layers.map { if case .bars(_, _, let label) = $0 { label } else { nil } }
        }
        let rows = try figure("plot bars([1, 2, 3; 4, 5, 6], names=[\"a\", \"b\"])")
        #expect(rows.xAxis.names == ["a", "b"] && labels(rows) == ["column 1", "column 2", "column 3"])
        let columns = try figure("plot bars([1, 2, 3; 4, 5, 6], names=[\"a\", \"b\", \"c\"])")
        #expect(columns.xAxis.names == ["1", "2"] && labels(columns) == ["a", "b", "c"])
    }

    @Test func histogramsOverTheEpochs() throws {
        let training = "N = 2 -> 4 tanh -> 1 sigmoid, seed=7\nH = train N on xor, epochs=10, snapshots=5\n"
        for (call, label) in [
            ("H", "weights"), ("H, xor", "activations"), ("H, what=\"gradients\"", "gradients"),
        ] {
            let figure = try figure(training + "plot histogram(\(call), bins=7)")
            #expect(figure.panels.map(\.title) == ["layer 1: 4 tanh", "layer 2: 1 sigmoid"])
            #expect(figure.panels.allSatisfy { $0.yAxis.label == label && $0.xAxis.label == "epoch" })
            guard case .cells(let grid) = figure.panels[0].layers.first else { return #expect(Bool(false)) }
            #expect(grid.columnNames == ["0", "2", "4", "6", "8", "10"] && grid.rows == 7)
            // The numbers of each epoch are somewhere, the largest of all at the top.
            for column in 0..<6 {
                let total = (0..<7).reduce(0) { $0 + grid.values[$1 * 6 + column] }
                #expect(abs(total - 1) < 1e-12)
            }
            #expect(grid.values[..<6].contains { $0 > 0 })
        }
    }

    @Test func diagramsArePanelsToo() throws {
        let networks = "A = 2 -> 3 tanh -> 1, seed=1\nB = 2 -> 1 sigmoid, seed=1\n"
        let figure = try figure(networks + "plot [diagram(A), diagram(B), boundary(B)], title=\"Three\"")
        #expect(figure.panels.map { $0.diagram != nil } == [true, true, false] && figure.title == "Three")
        let svg = figure.svg()
        for text in [">A</text>", ">B</text>", ">boundary of B</text>", ".nabla-node{"] { #expect(svg.contains(text)) }
        let shown = figure.text(columns: 80)
        #expect(shown.contains("3 units") && shown.contains("P(class 1)"))
        let said = try Session().fail(networks + "plot [diagram(A)] with xor")
        #expect(said.contains("nothing can be drawn over a figure without axes"))
    }

    @Test func histogramsOfLayers() throws {
        let network = "N = 2 -> 8 tanh -> 8 relu -> 1 sigmoid, seed=7\n"
        for (source, title) in [
            ("N", "weights of N"), ("N, xor", "activations of N on xor"), ("grad(N, xor)", "gradients of the weights"),
        ] {
            let figure = try figure(network + "plot histogram(\(source))")
            guard case .tiles(let tiles) = figure.layers.first else { return #expect(Bool(false)) }
            #expect(tiles.tiles.count == 3 && figure.title == title)
        }
        let figure = try figure("plot histogram([1, 0/0, 1/0, 3])")
        #expect(figure.caption == "2 numbers, mean 2; 2 not finite left out")
    }

    @Test func statisticsHaveAPicture() throws {
        let network = "N = 2 -> 8 tanh -> 1 sigmoid, seed=7\n"
        #expect(try figure(network + "plot statistics(N, xor)").yAxis.scale == .logarithmic)
        let lines = try figure(network + "H = train N on xor, epochs=3, statistics=true\nplot H.statistics")
        #expect(lines.layers.count == 2 && lines.xAxis.label == "epoch")
    }

    @Test func aVectorIsALineAndAMatrixCells() throws {
        guard case .line(let x, let y, _, _) = try figure("v = [2, 4, 8]\nplot v").layers.first else {
            return #expect(Bool(false))
        }
        #expect(x == [1, 2, 3] && y == [2, 4, 8])
        guard case .cells(let grid) = try figure("A = [1, 2; 3, 4]\nplot A").layers.first else {
            return #expect(Bool(false))
        }
        #expect(grid.values == [1, 2, 3, 4])
    }

    @Test func optionsHoldForFiguresWithoutAxes() throws {
        let figure = try figure("plot [1, 2; 3, 4], title=\"<T>\", xlabel=\"in\", ylabel=\"out\", size=(500, 300)")
        #expect(figure.title == "<T>" && figure.xAxis.label == "in" && figure.yAxis.label == "out")
        #expect(figure.svg().contains("width=\"500\" height=\"300\""))
        let panels = try self.figure(
            "N = 2 -> 3 tanh -> 1 sigmoid, seed=7\nplot [histogram(N.W1), bars([1, 2]), confusion(N, xor)], columns=2")
        #expect(panels.panels.count == 3 && panels.svg().contains("nabla-fd"))
    }

    /// Odd input gives a figure whose SVG is whole, with nothing that markup would take for its own.
    @Test(arguments: [
        "plot zeros(3, 3)", "plot [0/0, 1/0; -1/0, 0]", "plot normals(1000, 3)", "plot normals(3, 1000)",
        "plot ones(1, 1000)", "plot bars([0, 0])", "plot bars(3)", "plot bars([0/0, 1/0])", "plot histogram([2, 2, 2])",
        "plot histogram([-1e308, 1e308])", "plot boxes([1])", "plot boxes([0/0, 1])", "plot boxes([0/0, 0/0])",
        "plot bars([1, 2], names=[\"<b> & \\\"c\\\"\", \"שלום\"]), title=\"</svg>\"",
        "plot images([1, 2, 3, 4], shape=[2, 2])", "plot images(digits[1..150])", "plot digits", "plot 1..5",
        "plot images(zeros(2, 16))", "plot xor",
    ])
    func oddInputGivesAFigure(_ source: String) throws {
        let figure = try figure(source)
        let svg = figure.svg()
        #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n") && !svg.contains("nan"))
        #expect(svg.components(of: "</svg>") == 1 && svg.components(of: "<text") == svg.components(of: "</text>"))
        #expect(!figure.text(columns: 60).isEmpty)
    }

    @Test(arguments: [
        ("plot histogram([0/0])", "no number that is finite"),
        ("plot bars(1..1000)", "1000 bars are more than a picture can tell apart"),
        ("plot bars([1, 2], names=[\"a\"])", "names gives 1 name for 2 groups"),
        ("plot bars([1, 2; 3, 4], names=[\"a\"])", "names gives 1 name for 2 rows and 2 columns"),
        ("plot histogram([1, 2], what=\"weights\")", "what goes with the history of a training"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=1\nplot histogram(H)", "snapshots=20"),
        (
            "N = 2 -> 1 sigmoid\nH = train N on xor, epochs=1, snapshots=1\nplot histogram(H, what=\"losses\")",
            "not \"losses\""
        ),
        ("plot bars([1, 2], by=a)", "[1, 2] is no column"),
        ("T = sweep a in 1..2\n  record b = a\nend\nplot T", "plot bars(T.b)"),
        ("T = sweep a in 1..2\n  record b = a\nend\nplot bars(T.b, by=c)", "the table has no column c"),
        ("T = sweep a in 1..2\n  record b = \"x\"\nend\nplot bars(T.b, by=a)", "the column b has no numbers"),
        ("plot units(2 -> 3 tanh -> 1)", "shape=[rows, columns]"),
        ("plot images(digits[1], shape=[3, 3])", "an image of 64 numbers, not [3, 3]"),
        ("plot digits[1..3] with (2 -> 2 softmax)", "64"),
        ("plot 5", "a number (5) cannot be drawn here"), ("plot iris", "points are drawn over 1 or 2 inputs"),
        ("plot xor with (2 -> 1 sigmoid)", "with a network, plot draws images, and xor makes none"),
        ("plot [1, 2; 3, 4], yscale=log", "yscale goes with axes of numbers"),
        ("plot [1, 2; 3, 4] with [1, 2]", "nothing can be drawn over a figure without axes"),
        ("plot digits[1..3] with xor", "with images goes the network"),
        ("plot boxes(\"a\")", "boxes takes"),
        ("plot histogram(\"a\")", "histogram takes"),
        ("plot bars((1, 2))", "bars takes"),
    ])
    func whatCannotBeDrawnSaysWhy(_ source: String, _ message: String) throws {
        let said = try Session().fail(source)
        #expect(said.contains(message), "\(said)")
    }
}

extension String {
    /// How often a part occurs.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
