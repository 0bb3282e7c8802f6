import Drawing
import Engine
import Language

/// Pictures of numbers that are looked at as a whole: matrices, samples, weights and confusion.
enum Pictures {
    /// A matrix as coloured cells.
    static func matrix(_ matrix: Matrix, named name: String, at span: Span) throws(Diagnostic) -> Figure {
        try checkSize(matrix.elements.count, named: name, of: "plot", at: span)
        guard let grid = CellGrid(rows: matrix.rows, columns: matrix.columns, values: matrix.elements) else {
            throw Diagnostic(.value, "\(name) has no elements to draw", at: span, topic: "plot")
        }
        return Figure(title: name, xAxis: Axis(label: "column"), yAxis: Axis(label: "row"), layers: [.cells(grid)])
    }

    /// Refuses more numbers than can be looked through without a pause that nothing interrupts.
    static func checkSize(_ count: Int, named name: String, of topic: String, at span: Span) throws(Diagnostic) {
        let limit = 10_000_000
        if count <= limit { return }
        throw Diagnostic(
            .limit, "\(name) has \(count) numbers, and a picture is made of \(limit) at most", at: span,
            hint: "a part is given by its positions: A[1..1000, :]", topic: topic)
    }

    /// The rows and columns that a vector of so many numbers is drawn in, as asked for or else those of a square.
    static func shape(
        of count: Int, _ arguments: Arguments, whose subject: String, label: String
    ) throws(Diagnostic) -> (rows: Int, columns: Int) {
        if let given = arguments["shape"] {
            var numbers: [Double] = []
            switch given {
            case .tuple(let items), .list(let items):
                for case .number(let number) in items { numbers.append(number) }
            default: numbers = given.asMatrix?.elements ?? []
            }
            let sides = numbers.compactMap { Int(exactly: $0) }
            guard sides.count == 2, sides.allSatisfy({ (1...count).contains($0) }), sides[0] * sides[1] == count else {
                throw Diagnostic(
                    .shape,
                    "shape is the rows and columns of an image of \(counted(count, "number")), not \(given.short)",
                    at: arguments.span("shape"), topic: arguments.entry.name)
            }
            return (sides[0], sides[1])
        }
        let side = Int(Double(count).squareRoot().rounded())
        guard side >= 3, side * side == count else {
            throw Diagnostic(
                .shape, "\(subject) \(counted(count, "number")), which make no square image", at: arguments.span(label),
                hint: "shape=[rows, columns] says how they are arranged", topic: arguments.entry.name)
        }
        return (side, side)
    }

    /// Whether `plot` draws samples as images: where their numbers make a square, or a shape is given.
    static func areImages(_ data: Dataset, _ arguments: Arguments) -> Bool {
        let side = Int(Double(data.inputs.columns).squareRoot().rounded())
        return arguments["shape"] != nil || side >= 4 && side * side == data.inputs.columns
    }

    /// The images of `plot`, with what the network behind `with` takes them for.
    static func images(_ item: Plotting.Item, _ arguments: Arguments) throws(Diagnostic) -> Figure {
        guard case .dataset(let data) = item.value else { return Figure() }
        var network: Network?
        switch arguments["other"] {
        case .network(let trained): network = trained.snapshot
        case let other?:
            throw Diagnostic(
                .type, "with images goes the network that tells their classes, and this is \(other.described)",
                at: arguments.span("other"), topic: "plot")
        case nil: break
        }
        return try images(data.samples, network: network, arguments, label: "what")
    }

    /// Samples as images, with their classes and what a network takes them for.
    static func images(
        _ data: Dataset, network: Network?, _ arguments: Arguments, label: String
    ) throws(Diagnostic) -> Figure {
        let shape = try shape(
            of: data.inputs.columns, arguments, whose: "a sample of \(arguments.text(label)) has", label: label)
        let shown = min(data.count, 400)
        let classes = Plotting.classes(of: data)
        var predicted: [Int]?
        var caption: String?
        if let network {
            let found = try engine(at: arguments.span(label)) { () throws(EngineError) in
                try network.classes(for: data.inputs)
            }
            predicted = found
            if let classes {
                let wrong = zip(classes, found).count { $0 != $1 }
                caption = "\(wrong) of \(data.count) wrong" + (wrong > 0 ? ", marked: predicted ≠ true" : "")
            }
        }
        func name(_ label: Int) -> String {
            data.classNames.indices.contains(label) ? data.classNames[label] : String(label)
        }
        let tiles = (0..<shown).map { row -> Tiles.Tile in
            let (truth, found) = (classes?[row], predicted?[row])
            let isWrong = if let truth, let found { truth != found } else { false }
            let label =
                isWrong
                ? name(found ?? 0) + " ≠ " + name(truth ?? 0) : (found ?? truth).map(name) ?? String(row + 1)
            return Tiles.Tile(
                .image(columns: shape.columns, values: data.inputs.row(row)), label: label, isMarked: isWrong)
        }
        var figure = Figure(
            title: arguments.text(label), caption: caption, layers: [.tiles(Tiles(tiles, noun: "images"))])
        if data.count > shown {
            figure.caption = [caption, "the first \(shown)"].compactMap(\.self).joined(separator: " · ")
        }
        return figure
    }

    /// The rows of a matrix as images.
    static func images(of matrix: Matrix, _ arguments: Arguments, label: String) throws(Diagnostic) -> Figure {
        let name = arguments.text(label)
        let shape = try shape(of: matrix.columns, arguments, whose: "a row of \(name) has", label: label)
        let tiles = (0..<min(matrix.rows, 400)).map { row in
            Tiles.Tile(.image(columns: shape.columns, values: matrix.row(row)), label: String(row + 1))
        }
        let hasSigns = matrix.elements.contains { $0 < 0 }
        return Figure(
            title: name, layers: [.tiles(Tiles(tiles, scale: hasSigns ? .diverging : .ink, noun: "rows"))])
    }

    /// `images`.
    static func images(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        if let matrix = try arguments.required("D").asMatrix {
            return .figure(try images(of: matrix, arguments, label: "D"))
        }
        let data = try arguments.dataset("D").samples
        let network = arguments["N"] == nil ? nil : try arguments.network("N").snapshot
        return .figure(try images(data, network: network, arguments, label: "D"))
    }

    /// `units`.
    static func units(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let layer = try arguments.whole("layer", in: 1...network.layers.count) ?? 1
        let weights = network.weights(layer)
        let name = arguments.text("N")
        let shape = try shape(of: weights.rows, arguments, whose: "a unit of layer \(layer) of \(name) has", label: "N")
        let tiles = (0..<min(weights.columns, 400)).map { unit in
            Tiles.Tile(.image(columns: shape.columns, values: weights.column(unit)), label: String(unit + 1))
        }
        return .figure(
            Figure(
                title: "weights of the units of layer \(layer) of \(name)",
                layers: [.tiles(Tiles(tiles, scale: .diverging, noun: "units"))]))
    }

    /// Counts of a confusion matrix: blue where the class was found and orange where not, by the share of the true class.
    static func confusion(_ found: ConfusionMatrix, names: [String], title: String) -> Figure? {
        var values: [Double] = []
        var texts: [String] = []
        // Beyond that no cell has room for its count.
        let isWritten = found.classes <= 100
        for (truth, row) in found.counts.enumerated() {
            let total = Double(max(row.reduce(0, +), 1))
            for (class_, count) in row.enumerated() {
                let share = Double(count) / total
                // One mistake among thousands still has a tint.
                values.append(class_ == truth ? -share : count > 0 ? max(share, 0.08) : 0)
                if isWritten { texts.append(String(count)) }
            }
        }
        guard
            let grid = CellGrid(
                rows: found.classes, columns: found.classes, values: values, texts: isWritten ? texts : nil,
                rowNames: names,
                columnNames: names, range: -1...1, hasBar: false)
        else { return nil }
        return Figure(
            title: title,
            caption: "accuracy \(NumberText.fixed(found.accuracy, decimals: 4)) · colours: share of the true class, "
                + "blue where it was found, orange where not",
            xAxis: Axis(label: "predicted class"), yAxis: Axis(label: "true class"), layers: [.cells(grid)])
    }
}
