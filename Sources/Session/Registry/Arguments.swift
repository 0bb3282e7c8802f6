import Engine
import Language

/// The values of one call, by the positions of the entry's parameters.
struct Arguments: Sendable {
    /// The entry that is called.
    let entry: Entry
    /// The value of each parameter, `nil` where none was given; a repeated parameter holds a tuple.
    let values: [Value?]
    /// Where each value stands in the cell; the head of the call for those not given.
    let spans: [Span]
    /// How each value was written, for titles and messages.
    let texts: [String]
    /// The bare words and names that follow the verb.
    let names: [Name]
    /// The head of the call: the verb or the function's name.
    let head: Span
    /// The limits in force.
    let limits: Limits
    /// Where each value stands that was given for a parameter, and how it was written, where that is known.
    var items: [[(span: Span, text: String)]] = []

    init(
        entry: Entry, values: [Value?], spans: [Span], texts: [String], names: [Name], head: Span,
        limits: Limits = .standard
    ) {
        self.limits = limits
        self.entry = entry
        self.values = values
        self.spans = spans
        self.texts = texts
        self.names = names
        self.head = head
    }

    /// Arguments that all stand at one place; those left out are not given.
    init(entry: Entry, values: [Value?], at span: Span) {
        let rest = max(0, entry.parameters.count - values.count)
        self.init(
            entry: entry, values: values + Array(repeating: nil, count: rest),
            spans: Array(repeating: span, count: entry.parameters.count),
            texts: Array(repeating: "", count: entry.parameters.count), names: [], head: span)
    }

    /// The same arguments with other values, of another entry where it has the same parameters.
    func with(_ values: [Value?], of other: Entry? = nil) -> Arguments {
        var changed = Arguments(
            entry: other ?? entry, values: values, spans: spans, texts: texts, names: names, head: head,
            limits: limits)
        changed.items = items
        return changed
    }

    /// The same arguments with a value for another parameter, with where it stands and how it was written.
    func with(_ item: (value: Value, span: Span, text: String), for label: String) -> Arguments {
        guard let place = index(label) else { return self }
        func replaced<Item>(_ items: [Item], by item: Item) -> [Item] {
            items.enumerated().map { $0.offset == place ? item : $0.element }
        }
        var changed = Arguments(
            entry: entry, values: replaced(values, by: item.value), spans: replaced(spans, by: item.span),
            texts: replaced(texts, by: item.text), names: names, head: head, limits: limits)
        changed.items = items
        return changed
    }

    private func index(_ label: String) -> Int? {
        entry.parameters.firstIndex { $0.label == label }
    }

    /// The value given for a parameter; `nil` where none was.
    subscript(_ label: String) -> Value? {
        index(label).flatMap { values[$0] }
    }

    /// Where the parameter's value stands.
    func span(_ label: String) -> Span {
        index(label).map { spans[$0] } ?? head
    }

    /// How the parameter's value was written.
    func text(_ label: String) -> String {
        index(label).map { texts[$0] } ?? ""
    }

    /// The values of a repeated parameter.
    func all(_ label: String) -> [Value] {
        if case .tuple(let items) = self[label] { Array(items) } else { self[label].map { [$0] } ?? [] }
    }

    /// The values of a repeated parameter, each with where it stands and how it was written.
    func written(_ label: String) -> [(value: Value, span: Span, text: String)] {
        let known = index(label).flatMap { items.indices.contains($0) ? items[$0] : nil } ?? []
        return all(label).enumerated().map { position, value in
            let item = known.indices.contains(position) ? known[position] : (span: span(label), text: "")
            return (value: value, span: item.span, text: item.text)
        }
    }

    // MARK: Typed access

    func number(_ label: String) throws(Diagnostic) -> Double? {
        guard let value = self[label] else { return nil }
        if case .number(let number) = value { return number }
        throw wrongKind(label, value, "a number")
    }

    /// A whole number within bounds.
    func whole(_ label: String, in bounds: ClosedRange<Int>) throws(Diagnostic) -> Int? {
        guard let number = try number(label) else { return nil }
        guard let whole = Int(exactly: number), bounds.contains(whole) else {
            // So large a bound is there to bound the work, whatever the number means.
            let isLimit = bounds.upperBound >= 1_000_000 && number.isFinite && number > Double(bounds.upperBound)
            throw Diagnostic(
                isLimit ? .limit : .value,
                "\(label) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
                    + "not \(Value.text(of: number))",
                at: span(label), hint: isLimit ? Limits.fixedHint : nil, topic: entry.name)
        }
        return whole
    }

    /// A number that may not be below 0, nor NaN or infinite.
    func nonNegative(_ label: String) throws(Diagnostic) -> Double? {
        guard let number = try number(label) else { return nil }
        guard number >= 0, number.isFinite else {
            throw Diagnostic(
                .value, "\(label) must be 0 or more, not \(Value.text(of: number))", at: span(label), topic: entry.name)
        }
        return number
    }

    /// A number from 0 to below 1.
    func share(_ label: String) throws(Diagnostic) -> Double? {
        guard let share = try number(label) else { return nil }
        guard share >= 0, share < 1 else {
            throw Diagnostic(
                .value, "\(entry.name) takes a \(label) from 0 to below 1, not \(Value.text(of: share))",
                at: span(label), topic: entry.name)
        }
        return share
    }

    /// A finite number above 0.
    func positive(_ label: String) throws(Diagnostic) -> Double? {
        guard let number = try number(label) else { return nil }
        guard number > 0, number.isFinite else {
            throw Diagnostic(
                .value, "\(label) must be above 0, not \(Value.text(of: number))", at: span(label), topic: entry.name)
        }
        return number
    }

    func truth(_ label: String) throws(Diagnostic) -> Bool? {
        guard let value = self[label] else { return nil }
        if case .truth(let truth) = value { return truth }
        throw wrongKind(label, value, "true or false")
    }

    func text(of label: String) throws(Diagnostic) -> String? {
        guard let value = self[label] else { return nil }
        if case .text(let text) = value { return text }
        throw wrongKind(label, value, "text in quotes")
    }

    /// A title: any value in short, those of a tuple with spaces between.
    var title: String? {
        self["title"].map { value in
            if case .tuple(let items) = value { items.map(\.short).joined(separator: " ") } else { value.short }
        }
    }

    /// The seed that is given.
    func givenSeed() throws(Diagnostic) -> UInt64? {
        try whole("seed", in: 0...(1 << 53)).map { UInt64($0) }
    }

    /// The seed that is given, else the session's.
    func seed(_ machine: Machine) throws(Diagnostic) -> UInt64 {
        try givenSeed() ?? machine.settings.seed
    }

    func matrix(_ label: String) throws(Diagnostic) -> Matrix {
        let value = try required(label)
        if let matrix = try value.toMatrix(at: span(label)) { return matrix }
        throw wrongKind(label, value, "a matrix")
    }

    func network(_ label: String) throws(Diagnostic) -> TrainedNetwork {
        let value = try required(label)
        if case .network(let network) = value { return network }
        throw wrongKind(label, value, "a network")
    }

    /// A data set, or the pairs that stand for one.
    func dataset(_ label: String) throws(Diagnostic) -> DataSet {
        let value = try required(label)
        switch value {
        case .dataset(let data): return data
        case .pair(let input, let output):
            guard let inputs = try input.toMatrix(at: span(label)), let targets = try output.toMatrix(at: span(label))
            else {
                throw wrongKind(label, value, "a data set, or numbers on both sides of =>")
            }
            do throws(Diagnostic) {
                return try engine(at: span(label)) { () throws(EngineError) in
                    DataSet(try Dataset(name: text(label), inputs: inputs, targets: targets))
                }
            } catch {
                var error = error
                if error.kind == .shape, targets.rows == 1, targets.columns == inputs.rows {
                    error.hint =
                        "the targets stand in a row: with a ; between them, or by ᵀ, there is one for each sample"
                }
                throw error
            }
        default: throw wrongKind(label, value, "a data set")
        }
    }

    /// The value of a parameter that must be there.
    func required(_ label: String) throws(Diagnostic) -> Value {
        guard let value = self[label] else {
            throw Diagnostic(.syntax, "\(entry.name) needs \(label)", at: head, topic: entry.name)
        }
        return value
    }

    private func wrongKind(_ label: String, _ value: Value, _ wanted: String) -> Diagnostic {
        Diagnostic(
            .type, "\(entry.name) takes \(wanted) as \(label), and this is \(value.described)", at: span(label),
            topic: entry.name)
    }
}

/// Runs a piece of the engine and says its errors where they belong in the cell.
func engine<Result>(
    at spans: Span..., body: () throws(EngineError) -> Result
) throws(Diagnostic) -> Result {
    do {
        return try body()
    } catch {
        let kind: Diagnostic.Kind =
            switch error.code {
            case .shape: .shape
            case .value: .value
            case .numeric: .numeric
            case .limit, .memory: .limit
            case .file: .file
            case .cancelled: .interrupted
            }
        var diagnostic = Diagnostic(kind, error.message, at: Span(0, 0))
        diagnostic.spans = spans
        if error.code == .memory { diagnostic.hint = Limits.memoryHint }
        if error.code == .limit { diagnostic.hint = Limits.fixedHint }
        throw diagnostic
    }
}
