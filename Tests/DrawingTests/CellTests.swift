import Testing

@testable import Drawing

/// Pictures of cells, tiles, bars and boxes.
@Suite struct CellTests {
    @Test(arguments: CellFigures.all)
    func goldens(_ name: String) throws {
        try expectGoldens(of: CellFigures.figure(name), name)
    }
}

extension CellTests {
    /// Grids with nothing, one thing, equal things and what is no number.
    static let grids: [(rows: Int, columns: Int, values: [Double])] = [
        (1, 1, [3]), (1, 1, [0]), (2, 2, [.nan, .infinity, -.infinity, 0]), (2, 2, [.nan, .nan, .nan, .nan]),
        (3, 3, Array(repeating: 1e-300, count: 9)), (1, 2, [-1.7e308, 1.7e308]),
        (1, 1000, (0..<1000).map(Double.init)), (1000, 1, (0..<1000).map(Double.init)),
        (300, 400, (0..<120_000).map { Double($0 % 7) }),
    ]

    @Test(arguments: grids.indices, ColorScale.allCases)
    func oddGrids(_ index: Int, _ scale: ColorScale) throws {
        let odd = CellTests.grids[index]
        let grid = try #require(CellGrid(rows: odd.rows, columns: odd.columns, values: odd.values, scale: scale))
        let figure = CellFigures.cells(grid, title: "<odd> & \"quoted\" עברית", across: "c", down: "r")
        let svg = figure.svg()
        _ = try XMLChecker(svg)
        #expect(svg.utf8.count < 2_000_000)
        for text in [figure.text(), figure.text(columns: 40, ascii: true), figure.text(color: true)] {
            #expect(text.split(separator: "\n").count < 60)
        }
        #expect(
            figure.text(columns: 60).split(separator: "\n").allSatisfy { DisplayWidth.columns(of: String($0)) <= 60 })
    }

    @Test func aGridWantsANumberForEachCell() {
        #expect(CellGrid(rows: 0, columns: 3, values: []) == nil)
        #expect(CellGrid(rows: 2, columns: 2, values: [1, 2, 3]) == nil)
        #expect(CellGrid(rows: .max, columns: 3, values: []) == nil)
    }

    @Test func aLargeGridIsAveraged() throws {
        let grid = try #require(CellGrid(rows: 1, columns: 400, values: (0..<400).map { Double($0 % 2) }))
        let figure = CellFigures.cells(grid, title: "")
        #expect(figure.svg().contains("1×400; each cell is the mean of 1×2 numbers"))
        #expect(grid.reduced(rows: 200, columns: 200).values.allSatisfy { $0 == 0.5 })
    }

    @Test func oddTiles() throws {
        let odd: [Tiles.Tile] = [
            Tiles.Tile(.image(columns: 0, values: [1]), label: "<a> & \"b\" שלום"),
            Tiles.Tile(.image(columns: 4, values: []), label: ""),
            Tiles.Tile(.image(columns: 2, values: [.nan, .infinity, 1, 2, 3]), label: "x", isMarked: true),
            Tiles.Tile(.distribution(0...0, counts: []), label: "none"),
            Tiles.Tile(.distribution(-1e308...1e308, counts: [.nan, 1, .infinity]), label: "wide"),
        ]
        let several = (0..<300).map { Tiles.Tile(.image(columns: 2, values: [0, 1, 1, 0]), label: "\($0)") }
        for tiles in [[], odd, several] + odd.map({ [$0] }) {
            for scale in ColorScale.allCases {
                let figure = Figure(title: "t", layers: [.tiles(Tiles(tiles, scale: scale))])
                _ = try XMLChecker(figure.svg(width: 300))
                #expect(!figure.text(columns: 40).isEmpty && !figure.text(ascii: true).isEmpty)
            }
        }
        #expect(Figure(layers: [.tiles(Tiles(several))]).svg().contains("200 more images not drawn"))
        #expect(Figure(layers: [.tiles(Tiles([]))]).svg().contains("nothing to draw"))
    }

    @Test func oddBarsAndBoxes() throws {
        let heights = [0, .nan, .infinity, -1e308, 1e308, 1e-300]
        let names = heights.indices.map { "<\($0)> & \"long name of a bar\" עברית" }
        for scale in [Axis.Scale.linear, .logarithmic] {
            for count in [0, 1, 6] {
                let bars = heights.prefix(count).enumerated().map { Bar(at: $0.offset + 1, height: $0.element) }
                let boxes = heights.enumerated().compactMap {
                    FiveNumbers(of: [$0.element, 1], at: Double($0.offset + 1))
                }
                for layer in [Figure.Layer.bars(bars, series: 0), .boxes(boxes, series: 9, label: "<b>")] {
                    let figure = Figure(xAxis: Axis(names: names), yAxis: Axis(scale: scale), layers: [layer])
                    _ = try XMLChecker(figure.svg())
                    #expect(!figure.text().isEmpty && !figure.text(columns: 32, ascii: true).isEmpty)
                }
            }
        }
    }

    @Test func fiveNumbersAreThoseOfTheUsualInterpolation() throws {
        let five = try #require(FiveNumbers(of: [7, 1, 3, 2, 100, .nan], at: 1))
        #expect([five.lowerQuartile, five.median, five.upperQuartile] == [2, 3, 7])
        #expect(five.low == 1 && five.high == 7 && five.outliers == [100] && five.notFinite == 1)
        #expect(FiveNumbers(of: [.nan], at: 1) == nil)
    }

    @Test func aDivergingScaleHasZeroInItsMiddle() {
        let map = ScaleMap(.diverging, range: nil, over: [-1, 4])
        #expect(map.low == -4 && map.high == 4)
        #expect([map.level(0), map.level(-4), map.level(9), map.level(.nan)] == [10, 0, 20, nil])
        #expect(ScaleMap(.amounts, range: nil, over: [2, 6]).level(0) == 0)
    }
}
