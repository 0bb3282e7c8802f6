import Engine
import Language

/// Positions in brackets: `D[1]`, `A[1, :]`, `A[2..3, 1]`; the first is 1.
enum Indexing {
    /// One position: a value, or everything along its direction.
    struct Position {
        /// A number, a range or a vector of indices; `nil` for `:`.
        let value: Value?
        let span: Span
    }

    /// The part of a value at the positions.
    static func element(
        of value: Value, at positions: [Position], named text: String, span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        switch value {
        case .tracked:
            let matrix = value.elements
            // The same positions of a matrix of places say where each element comes from.
            let places = Matrix(
                rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.indices.map { Double($0) })
            let chosen = try element(of: places, at: positions, named: text, span: span, machine)
            return try Arithmetic(machine, at: span).elements(
                chosen.elements.elements.map { Int($0) }, of: value, shape: chosen.shape ?? .scalar)
        case .list(let items), .tuple(let items):
            let chosen = try single(positions, value, span)
            let indices = try indices(chosen, count: items.count, "item", text)
            if isSingle(chosen), let index = indices.first { return items[index] }
            try machine.limits.checkItems(indices.count, at: span)
            return .list(ValueList(indices.map { items[$0] }))
        case .dataset(let data):
            let chosen = try single(positions, value, span)
            let samples = data.samples
            let rows = try indices(chosen, count: samples.inputs.rows, "sample", text)
            try machine.limits.check(rows.count, max(samples.inputs.columns, samples.targets.columns), at: span)
            // A part of a part is called no longer than a part.
            let name = samples.name.hasSuffix("[…]") ? samples.name : samples.name + "[…]"
            return try engine(at: span) { () throws(EngineError) in
                .dataset(
                    DataSet(try samples.samples(at: rows, name: name), origin: data.origin))
            }
        case .pair(let input, let output):
            return try pair(input, output, at: try single(positions, value, span), named: text, span: span, machine)
        case .table(let table):
            let chosen = try single(positions, value, span)
            if let rows = table.rows(where: chosen.value) { return .table(table.choosing(rows)) }
            return .table(table.choosing(try indices(chosen, count: table.rowCount, "row", text)))
        case .range(let range) where positions.count == 1:
            let chosen = try single(positions, value, span)
            let indices = try indices(chosen, count: range.count, "element", text)
            return try engine(at: span) { () throws(EngineError) in
                Value(try .generated(rows: 1, columns: indices.count) { range.element(indices[$0]) })
            }
        default:
            guard let matrix = try value.toMatrix(at: span) else {
                throw Diagnostic(
                    .type, "\(text) is \(value.described), which has no parts to index", at: span,
                    hint: value.callHint, topic: "indexing")
            }
            return try element(of: matrix, at: positions, named: text, span: span, machine)
        }
    }

    /// Pairs are data with a sample in each row; an index gives fewer of them.
    private static func pair(
        _ input: Value, _ output: Value, at position: Position, named text: String, span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        guard let inputs = try input.toMatrix(at: span), let targets = try output.toMatrix(at: span) else {
            throw Diagnostic(
                .type, "\(text) is a pair of \(input.described) and \(output.described), which has no samples to index",
                at: span, topic: "indexing")
        }
        guard inputs.rows == targets.rows else {
            throw Diagnostic(
                .shape, "\(text) has \(inputs.rows) inputs and \(targets.rows) targets: a sample is a row of both",
                at: span,
                topic: "indexing")
        }
        let rows = try indices(position, count: inputs.rows, "sample", text)
        try machine.limits.check(rows.count, max(inputs.columns, targets.columns), at: span)
        return try engine(at: span) { () throws(EngineError) in
            .pair(Value(try inputs.rows(at: rows)), Value(try targets.rows(at: rows)))
        }
    }

    private static func element(
        of matrix: Matrix, at positions: [Position], named text: String, span: Span, _ machine: Machine
    ) throws(Diagnostic) -> Value {
        switch positions.count {
        case 1:
            let chosen =
                matrix.isVector
                ? try indices(positions[0], count: matrix.elements.count, "element", text)
                : try indices(positions[0], count: matrix.rows, "row", text)
            guard matrix.isVector else {
                try machine.limits.check(chosen.count, matrix.columns, at: span)
                return try engine(at: span) { () throws(EngineError) in Value(try matrix.rows(at: chosen)) }
            }
            let isRow = matrix.rows == 1
            return try engine(at: span) { () throws(EngineError) in
                Value(
                    try .generated(rows: isRow ? 1 : chosen.count, columns: isRow ? chosen.count : 1) {
                        matrix.elements[chosen[$0]]
                    })
            }
        case 2:
            let rows = try indices(positions[0], count: matrix.rows, "row", text)
            let columns = try indices(positions[1], count: matrix.columns, "column", text)
            try machine.limits.check(rows.count, columns.count, at: span)
            return try engine(at: span) { () throws(EngineError) in
                Value(
                    try .generated(rows: rows.count, columns: columns.count) {
                        matrix.elements[rows[$0 / columns.count] * matrix.columns + columns[$0 % columns.count]]
                    })
            }
        default:
            throw Diagnostic(
                .shape, "a matrix has two directions, and here are \(positions.count) positions", at: span,
                topic: "indexing")
        }
    }

    private static func single(_ positions: [Position], _ value: Value, _ span: Span) throws(Diagnostic) -> Position {
        guard let first = positions.first, positions.count == 1 else {
            throw Diagnostic(.shape, "\(value.described) takes one position in brackets", at: span, topic: "indexing")
        }
        return first
    }

    private static func isSingle(_ position: Position) -> Bool {
        if case .number = position.value { true } else { false }
    }

    /// The positions counted from 0, each checked.
    ///
    /// - Parameter noun: What is counted, for messages.
    private static func indices(
        _ position: Position, count: Int, _ noun: String, _ text: String
    ) throws(Diagnostic) -> [Int] {
        guard let value = position.value?.primal else {
            return try engine(at: position.span) { () throws(EngineError) in try [Int](generating: count) { $0 } }
        }
        guard let numbers = try value.toMatrix(at: position.span)?.elements else {
            throw Diagnostic(
                .type, "a position is a number, and this is \(value.described)", at: position.span, topic: "indexing")
        }
        var indices = [Int](roomFor: numbers.count)
        for number in numbers {
            if indices.count % (1 << 16) == (1 << 16) - 1 {
                try engine(at: position.span) { () throws(EngineError) in try Interruption.check() }
            }
            guard let index = Int(exactly: number), index >= 1, index <= count else {
                let start = number < 1 ? ", counted from 1" : ""
                throw Diagnostic(
                    .value,
                    "position \(Value.text(of: number)) does not exist: \(text) has \(counted(count, noun))\(start)",
                    at: position.span, topic: "indexing")
            }
            indices.append(index - 1)
        }
        return indices
    }
}
