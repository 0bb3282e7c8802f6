@testable import Drawing

/// Pictures of cells, tiles, bars and boxes that several tests draw.
enum CellFigures {
    static let all = ["matrix", "confusion", "images", "weights", "distributions", "bars", "boxes"]

    static func figure(_ name: String) -> Figure {
        switch name {
        case "matrix": matrix()
        case "confusion": confusion()
        case "images": images()
        case "weights": weights()
        case "distributions": distributions()
        case "bars": bars()
        default: boxes()
        }
    }

    static func matrix() -> Figure {
        let values = [0.52, -1.2, 0.03, 2.0, -0.4, 0, 1.75, -1.98]
        return cells(CellGrid(rows: 2, columns: 4, values: values), title: "N.W1")
    }

    static func confusion() -> Figure {
        let counts: [Double] = [50, 0, 0, 0, 47, 3, 1, 2, 47]
        return cells(
            CellGrid(
                rows: 3, columns: 3,
                values: counts.enumerated().map { $0.offset % 4 == 0 ? -$0.element / 50 : $0.element / 50 },
                texts: counts.map { NumberText.significant($0) }, rowNames: ["setosa", "<versi> & color", "virginica"],
                columnNames: ["setosa", "<versi> & color", "virginica"], range: -1...1, hasBar: false),
            title: "confusion of N on iris", across: "predicted class", down: "true class")
    }

    static func cells(_ grid: CellGrid?, title: String, across: String = "", down: String = "") -> Figure {
        Figure(
            title: title, xAxis: Axis(label: across), yAxis: Axis(label: down),
            layers: grid.map { [.cells($0)] } ?? [])
    }

    /// Rings of different sizes, two of them taken for something else.
    static func images() -> Figure {
        let tiles = (0..<10).map { index in
            var values: [Double] = []
            for y in 0..<8 {
                for x in 0..<8 {
                    let distance = ((Double(x) - 3.5) * (Double(x) - 3.5) + (Double(y) - 3.5) * (Double(y) - 3.5))
                    let radius = Double(index) + 2
                    values.append(max(0, 1 - (distance - radius).magnitude / 4))
                }
            }
            return Tiles.Tile(
                .image(columns: 8, values: values), label: index % 4 == 3 ? "\(index), not \(index + 1)" : "\(index)",
                isMarked: index % 4 == 3)
        }
        return Figure(title: "digits with N", caption: "2 of 10 wrong", layers: [.tiles(Tiles(tiles))])
    }

    static func weights() -> Figure {
        let tiles = (0..<6).map { unit in
            var values: [Double] = []
            for y in 0..<16 {
                for x in 0..<16 { values.append(Double((x * (unit + 1) + y * 3) % 17 - 8) / 8) }
            }
            return Tiles.Tile(.image(columns: 16, values: values), label: "\(unit + 1)")
        }
        return Figure(title: "units of N", layers: [.tiles(Tiles(tiles, scale: .diverging, noun: "units"))])
    }

    static func distributions() -> Figure {
        let tiles = (1...3).map { layer in
            let counts = (0..<24).map { bin in Double((24 - bin) * (bin + layer) % (30 + layer)) }
            return Tiles.Tile(.distribution(-1...1.5, counts: counts), label: "layer \(layer): 50 tanh")
        }
        return Figure(title: "activations of N on D", layers: [.tiles(Tiles(tiles, noun: "layers"))])
    }

    static func bars() -> Figure {
        let heights = [0.21, 0.08, 0.33, 0.12]
        let others = [0.25, 0.11, 0.3, -0.05]
        return Figure(
            title: "test error", xAxis: Axis(label: "C", names: ["quadratic", "crossentropy", "absolute", "huber"]),
            yAxis: Axis(label: "error"),
            layers: [
                .bars(
                    heights.enumerated().map {
                        Bar(from: Double($0.offset) + 0.64, to: Double($0.offset) + 1, height: $0.element)
                    }, series: 0, label: "a"),
                .bars(
                    others.enumerated().map {
                        Bar(from: Double($0.offset) + 1, to: Double($0.offset) + 1.36, height: $0.element)
                    }, series: 1, label: "b"),
            ])
    }

    static func boxes() -> Figure {
        var random = TestRandom(seed: 3)
        let boxes = (1...4).compactMap { place in
            FiveNumbers(
                of: (0..<20).map { index in
                    (random.uniform() + random.uniform()) * 0.1 * Double(place) + (index == 0 ? 0.5 : 0.1)
                }, at: Double(place))
        }
        return Figure(
            title: "test error", xAxis: Axis(label: "λ", names: ["0", "1e-4", "1e-3", "1e-2"]),
            yAxis: Axis(label: "test_error"), layers: [.boxes(boxes, series: 0)])
    }
}
