import Engine
import Language

/// Finds the shape of a call's result, or says why its arguments do not fit; `nil` where too little is known.
///
/// The same rule checks a call before its cell runs and when it runs.
typealias ShapeRule = @Sendable (ArgumentShapes) throws(Diagnostic) -> Shape?

/// What is known of a call's arguments, before it runs or when it does: enough to check shapes.
struct ArgumentShapes {
    /// The entry that is called.
    let entry: Entry
    /// The shapes given for each parameter, several for a repeated one; `nil` for what is not known or has none.
    let shapes: [[Shape?]]
    /// The value of each parameter, where it is known.
    let values: [Value?]
    /// Where each value stands in the cell.
    let spans: [Span]
    /// How each value was written.
    let texts: [String]
    /// The head of the call.
    let head: Span
    /// The limits in force; before the cell runs the widest there are, since the cell may set others.
    var limits = Limits.widest

    private func index(_ label: String) -> Int? { entry.parameters.firstIndex { $0.label == label } }

    /// The shape of a parameter's value.
    subscript(_ label: String) -> Shape? { index(label).flatMap { shapes[$0].first ?? nil } }

    /// All shapes given for a repeated parameter; `nil` where one is not known.
    func all(_ label: String) -> [Shape]? {
        guard let index = index(label) else { return nil }
        let known = shapes[index].compactMap { $0 }
        return known.count == shapes[index].count ? known : nil
    }

    /// Whether a parameter was given.
    func isGiven(_ label: String) -> Bool { index(label).map { !shapes[$0].isEmpty } ?? false }

    /// Where a parameter's value stands.
    func span(_ label: String) -> Span { index(label).map { spans[$0] } ?? head }

    /// What messages call a parameter's value: as it was written, where that is short.
    func name(_ label: String) -> String {
        guard let text = index(label).map({ texts[$0] }), !text.isEmpty else { return label }
        return text.count <= 24 ? text : text.prefix(22) + "…"
    }

    /// An error about a parameter's value.
    func fault(
        _ kind: Diagnostic.Kind, _ message: String, at labels: String..., hint: String? = nil
    ) -> Diagnostic {
        var diagnostic = Diagnostic(kind, message, at: head, hint: hint, topic: entry.name)
        let spans = labels.filter(isGiven).map(span)
        if !spans.isEmpty { diagnostic.spans = spans }
        return diagnostic
    }

    // MARK: Directions and counts

    /// What `over` was given as.
    enum Over {
        case unknown
        case everything
        case direction(Direction)
    }

    /// What is taken together.
    func over() throws(Diagnostic) -> Over {
        guard let index = index("over"), isGiven("over") else { return .everything }
        switch values[index] {
        case nil: return .unknown
        case .all: return .everything
        case .function(let entry) where entry.name == "rows": return .direction(.rows)
        case .function(let entry) where entry.name == "cols": return .direction(.columns)
        case .some(let value):
            throw fault(
                .value, "\(entry.name) goes over rows or over cols, and this is \(value.described)", at: "over",
                hint: "over=rows gives one result for each column, over=cols one for each row")
        }
    }

    /// The shape of a statistic of `A` over what `over` says.
    func reduced() throws(Diagnostic) -> Shape? {
        switch try over() {
        case .unknown: nil
        // Of a table, which has no shape, it is another table.
        case .everything: self["A"] == nil ? nil : .scalar
        case .direction(.rows): self["A"].map { Shape(rows: 1, columns: $0.columns) }
        case .direction(.columns): self["A"].map { Shape(rows: $0.rows, columns: 1) }
        }
    }

    /// The direction of `A`'s lines: what `over` says, or that of a vector; `nil` where it is not known.
    func lines() throws(Diagnostic) -> Direction? {
        switch try over() {
        case .unknown: return nil
        case .direction(let direction): return direction
        case .everything:
            guard let shape = self["A"] else { return nil }
            if shape.rows == 1 { return .columns }
            if shape.columns == 1 { return .rows }
            throw fault(
                .shape, "\(name("A")) is \(shape.text), and \(entry.name) wants a vector or a direction", at: "A",
                hint: "\(entry.name)(\(name("A")), over=rows) goes down each column, over=cols along each row")
        }
    }

    /// A number of rows or columns; `nil` where it is not known.
    func count(_ label: String) throws(Diagnostic) -> Int? {
        guard let index = index(label), case .number(let number) = values[index] else { return nil }
        guard number >= 0, number == number.rounded() else {
            throw fault(.value, "\(label) must be a whole number from 0 up, not \(Value.text(of: number))", at: label)
        }
        guard number <= Double(limits.elements) else {
            throw fault(
                .limit,
                "\(label) is \(Value.text(of: number)), and a matrix may have \(limits.elements) elements at most",
                at: label, hint: Limits.elementsHint(for: number))
        }
        return Int(number)
    }

    /// The shape that the parameters `rows` and `cols` give, within the limit.
    func counted() throws(Diagnostic) -> Shape? {
        guard let rows = try count("rows"), let columns = try count("cols") else { return nil }
        try limits.check(rows, columns, at: span("rows").union(span("cols")))
        return Shape(rows: rows, columns: columns)
    }

    /// The shape of a square matrix.
    ///
    /// - Parameter purpose: What only a square matrix has.
    func square(_ label: String, for purpose: String) throws(Diagnostic) -> Shape? {
        guard let shape = self[label] else { return nil }
        guard shape.rows == shape.columns else {
            throw fault(
                .shape, "only a square matrix has \(purpose), and \(name(label)) is \(shape.text)", at: label)
        }
        return shape
    }
}

extension ArgumentShapes {
    /// What is known of a call when it runs: everything.
    init(_ arguments: Arguments) {
        entry = arguments.entry
        values = arguments.values
        shapes = zip(arguments.entry.parameters, arguments.values).map { parameter, value -> [Shape?] in
            guard let value else { return [] }
            if parameter.isRepeated, case .tuple(let items) = value { return items.map(\.shape) }
            return [value.shape]
        }
        spans = arguments.spans
        texts = arguments.texts
        head = arguments.head
        limits = arguments.limits
    }
}

extension Value {
    /// Rows and columns of what arithmetic takes for a matrix.
    var shape: Shape? {
        switch self {
        case .number: .scalar
        case .matrix(let matrix): Shape(matrix)
        case .range(let range): Shape(rows: 1, columns: range.count)
        case .tracked: primal.shape
        default: nil
        }
    }
}

extension StaticType {
    /// The type of a number or a matrix of a shape.
    init(numbersIn shape: Shape) {
        self.init(kind: shape.isScalar ? .number : .matrix, shape: shape)
    }
}

extension Arguments {
    /// The shape of the result by the entry's rule, after checking that the arguments fit.
    @discardableResult
    func checkedShape() throws(Diagnostic) -> Shape {
        try entry.shapeRule?(ArgumentShapes(self)) ?? .scalar
    }

    /// What `over` says; `nil` for everything.
    func direction() throws(Diagnostic) -> Direction? {
        if case .direction(let direction) = try ArgumentShapes(self).over() { direction } else { nil }
    }
}
