import Drawing
import Engine
import Language

/// `compare`.
enum Comparison {
    /// Two or more things with the names they are shown by.
    struct Side {
        let name: String
        let value: Value
    }

    /// Compares values, displays the outcome and gives it as a table.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let sides = sides(arguments)
        guard sides.count > 1 else {
            throw Diagnostic(
                .syntax, "compare takes two values or more, and here is one", at: arguments.head,
                hint: "compare \(sides.first?.name ?? "A") with …", topic: "compare")
        }
        let histories = sides.compactMap { if case .history(let history) = $0.value { history } else { nil } }
        if histories.count == sides.count {
            return compare(histories, named: sides.map(\.name), machine)
        }
        guard sides.count == 2 else {
            throw fault(
                .value, "compare takes two values, and here are \(sides.count)", arguments,
                hint: "only histories are compared by more than two")
        }
        let tolerance = try arguments.nonNegative("tolerance") ?? 1e-12
        if case .table(let left) = sides[0].value, case .table(let right) = sides[1].value {
            return try compare(left, right, sides.map(\.name), tolerance, arguments, machine)
        }
        guard let left = try parts(of: sides[0].value, machine.convention, at: arguments.span("A")),
            let right = try parts(of: sides[1].value, machine.convention, at: arguments.span("A")),
            kind(sides[0].value) == kind(sides[1].value)
        else {
            throw fault(
                .type, "\(sides[0].value.described) and \(sides[1].value.described) cannot be compared", arguments,
                hint:
                    "compare takes two of a kind: numbers or matrices, histories, networks, gradients, data sets, tables"
            )
        }
        return try compare(left, right, sides, tolerance, arguments, machine)
    }

    /// A matrix of a value with its name; alone it has none.
    struct Part {
        let name: String
        let matrix: Matrix
    }

    /// The matrices a value is made of; `nil` where it has none.
    private static func parts(
        of value: Value, _ convention: Convention, at span: Span
    ) throws(Diagnostic) -> [Part]? {
        switch value {
        case .network(let trained):
            let network = trained.snapshot
            var parts: [Part] = []
            for layer in network.layers.indices.map({ $0 + 1 }) {
                let weights = try engine(at: span) { () throws(EngineError) in
                    try network.weights(layer, layout: convention.weightLayout)
                }
                parts += [
                    Part(name: "W\(layer)", matrix: weights),
                    Part(name: "b\(layer)", matrix: network.biases(layer)),
                    Part(name: "γ\(layer)", matrix: network.scales(layer)),
                    Part(name: "β\(layer)", matrix: network.shifts(layer)),
                ].filter { !$0.matrix.isEmpty }
            }
            return parts
        case .gradients(let gradients):
            return Members.names(of: value).compactMap { name in
                Members.member(name, of: gradients)?.asMatrix.map { Part(name: name, matrix: $0) }
            }
        case .dataset(let data):
            return [Part(name: "X", matrix: data.samples.inputs), Part(name: "Y", matrix: data.samples.targets)]
        default: return value.primal.asMatrix.map { [Part(name: "", matrix: $0)] }
        }
    }

    /// The kind, a number being a matrix.
    private static func kind(_ value: Value) -> Kind { value.shape == nil ? value.kind : .matrix }

    private static func compare(
        _ left: [Part], _ right: [Part], _ sides: [Side], _ tolerance: Double, _ arguments: Arguments,
        _ machine: Machine
    ) throws(Diagnostic) -> Value {
        guard left.map(\.name) == right.map(\.name) else {
            throw fault(
                .shape,
                "the parts differ: \(Members.inProse(left.map(\.name))) of \(sides[0].name), "
                    + "\(Members.inProse(right.map(\.name))) of \(sides[1].name)", arguments)
        }
        var differences: [MatrixDifference] = []
        for (a, b) in zip(left, right) {
            let (first, second) = (Shape(a.matrix), Shape(b.matrix))
            let areVectors = first.isVector && second.isVector && a.matrix.elements.count == b.matrix.elements.count
            guard first == second || areVectors else {
                let what = a.name.isEmpty ? "these" : a.name
                throw fault(
                    .shape, "compare needs equal shapes, and \(what) are \(first.text) and \(second.text)", arguments,
                    hint: first == second.transposed ? "transpose one: \(sides[0].name)ᵀ" : nil)
            }
            differences.append(try difference(a.matrix, b.matrix, arguments))
        }
        let worst = differences.map(\.relative).max() ?? 0
        var columns: [ValueTable.Column] = []
        func add(_ label: String, _ values: [Value]) { columns.append(.init(label: label, values: values)) }
        if left.count > 1 { add("part", left.map { .text($0.name) }) }
        add("shape", left.map { .text(Shape($0.matrix).text) })
        add("difference", differences.map { .number($0.largest) })
        add("relative", differences.map { .number($0.relative) })
        add("row", differences.map { .number(Double($0.row)) })
        add("column", differences.map { .number(Double($0.column)) })
        add("left", differences.map { .number($0.left) })
        add("right", differences.map { .number($0.right) })
        let table = ValueTable(columns: columns)
        machine.output.display(
            table.drawn(
                title: "\(sides[0].name) and \(sides[1].name): \(Verdict.text(relative: worst, tolerance: tolerance))",
                footnote: notes(on: sides)
            ).rendering)
        return .table(table)
    }

    /// What should be known of networks that are compared; `nil` where nothing should.
    private static func notes(on sides: [Side]) -> String? {
        let conventions = sides.compactMap { side -> String? in
            guard case .network(let network) = side.value else { return nil }
            return network.current.history?.history.convention.name
        }
        let notes = [layersDiffer(sides), mixture(of: conventions)].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// Says that networks of the same parameters have other layers.
    private static func layersDiffer(_ sides: [Side]) -> String? {
        let layers = sides.compactMap { side -> String? in
            if case .network(let network) = side.value { network.snapshot.architecture } else { nil }
        }
        guard let first = layers.first, let last = layers.last, first != last else { return nil }
        return "the layers differ: \(first) and \(last)"
    }

    private static func compare(
        _ left: ValueTable, _ right: ValueTable, _ names: [String], _ tolerance: Double, _ arguments: Arguments,
        _ machine: Machine
    ) throws(Diagnostic) -> Value {
        guard left.rowCount == right.rowCount else {
            throw fault(
                .shape, "\(names[0]) has \(counted(left.rowCount, "row")), \(names[1]) \(right.rowCount)", arguments)
        }
        let common = left.columns.compactMap { column in
            right.columns.first { $0.label == column.label }.map { (column, $0) }
        }
        guard !common.isEmpty else {
            throw fault(
                .value,
                "the tables have no column in common: \(Members.inProse(left.columns.map(\.label))), and "
                    + Members.inProse(right.columns.map(\.label)), arguments)
        }
        var largest: [Value] = []
        var relative: [Value] = []
        var rows: [Value] = []
        var worst = 0.0
        for (a, b) in common {
            if let x = left.column(a.label)?.asMatrix, let y = right.column(b.label)?.asMatrix {
                let difference = try difference(x, y, arguments)
                largest.append(.number(difference.largest))
                relative.append(.number(difference.relative))
                rows.append(.number(Double(difference.row)))
                worst = max(worst, difference.relative)
            } else {
                var differing: [Int] = []
                for (row, (x, y)) in zip(a.values, b.values).enumerated() {
                    if row % 1000 == 0 { try machine.checkInterrupt(at: arguments.head) }
                    if x.short != y.short { differing.append(row) }
                }
                largest.append(.text(differing.isEmpty ? "none" : "in \(counted(differing.count, "row"))"))
                relative.append(Value.none)
                rows.append(differing.first.map { .number(Double($0 + 1)) } ?? Value.none)
                if !differing.isEmpty { worst = .infinity }
            }
        }
        let table = ValueTable(columns: [
            .init(label: "column", values: common.map { .text($0.0.label) }),
            .init(label: "difference", values: largest), .init(label: "relative", values: relative),
            .init(label: "row", values: rows),
        ])
        let labels = Set(common.map(\.0.label))
        let alone = (left.columns + right.columns).map(\.label).filter { !labels.contains($0) }
        let texts = [left, right].compactMap { table -> String? in
            table.conventions.isEmpty ? nil : table.conventions.joined(separator: " and ")
        }
        let notes = [
            alone.isEmpty ? nil : "only in one of them: \(Members.inProse(alone))", mixture(of: texts),
        ].compactMap { $0 }
        machine.output.display(
            table.drawn(
                title: "\(names[0]) and \(names[1]): \(Verdict.text(relative: worst, tolerance: tolerance))",
                footnote: notes.isEmpty ? nil : notes.joined(separator: "; ")
            ).rendering)
        return .table(table)
    }

    private static func difference(
        _ a: Matrix, _ b: Matrix, _ arguments: Arguments
    ) throws(Diagnostic) -> MatrixDifference {
        try engine(at: arguments.span("A")) { () throws(EngineError) in try MatrixDifference(a, b) }
    }

    // MARK: What is compared

    /// What is compared, each with its text in the cell.
    private static func sides(_ arguments: Arguments) -> [Side] {
        let values = arguments.all("A")
        var texts = items(arguments.text("A"))
        if texts.count != values.count { texts = values.indices.map { "value \($0 + 1)" } }
        var sides = zip(texts, values).map { Side(name: $0, value: $1) }
        if let other = arguments["B"] {
            let text = arguments.text("B")
            sides.append(Side(name: text.isEmpty ? "value \(sides.count + 1)" : text, value: other))
        }
        return sides
    }

    /// The items of a list as it was written, apart at the commas outside of brackets.
    private static func items(_ text: String) -> [String] {
        var items: [String] = []
        var item = ""
        var depth = 0
        for character in text {
            if "([".contains(character) { depth += 1 }
            if ")]".contains(character) { depth -= 1 }
            if character == ",", depth == 0 {
                items.append(item)
                item = ""
            } else if !(character.isWhitespace && item.isEmpty) {
                item.append(character)
            }
        }
        return items + (item.isEmpty ? [] : [item])
    }

    private static func fault(
        _ kind: Diagnostic.Kind, _ message: String, _ arguments: Arguments, hint: String? = nil
    ) -> Diagnostic {
        var diagnostic = Diagnostic(kind, message, at: arguments.span("A"), hint: hint, topic: "compare")
        if arguments["B"] != nil { diagnostic.spans.append(arguments.span("B")) }
        return diagnostic
    }
}
