import Engine
import Language

extension Compiler {
    /// Compiles `sweep`: its body is a scope of its own, and only its table leaves it.
    mutating func compileSweep(
        _ targets: [Target], _ binders: [Binder], _ options: [Option], _ body: [Statement], at span: Span, isLast: Bool
    ) throws(Diagnostic) -> StatementCode {
        let head = Span(span.start, options.last?.value.span.end ?? binders.last?.sequence.span.end ?? span.end)
        let trials = try compileTrials(options)
        let outer = columns
        var facts = CellFacts()
        facts.collect(body)
        scopes.append(Scope(assigned: facts.assigned))
        nesting += 1
        defer {
            nesting -= 1
            scopes.removeLast()
            columns = outer
        }
        let names = binders.flatMap(\.names)
        for name in names where name.text == SweepColumns.failure { throw reservedColumn(at: name.span) }
        columns = SweepColumns(bound: names.map(\.text))
        let sequences = try compile(binders)
        let sweep = Sweep(
            title: "sweep " + names.map(\.text).joined(separator: ", "), head: head, sequences: sequences,
            statements: try compileBody(body, isLoop: true),
            ownSlots: scopes.last.map { Array($0.slots.values) } ?? [], labels: columns?.labels ?? [],
            boundCount: names.count)
        let trains = facts.verbs.contains("train")
        let run: Code = { machine throws(Diagnostic) in
            var table = try sweep.run(trials: try trials?(machine), machine)
            if trains { table.conventions = [machine.convention.name] }
            return .table(table)
        }
        // The table is assigned outside the sweep's scope.
        let inner = scopes.removeLast()
        defer { scopes.append(inner) }
        let use =
            targets.isEmpty
            ? display(run, isResult: isLast)
            : try assignment(of: Compiled(run: run, type: StaticType(kind: .table)), to: targets, origin: nil, at: span)
        return interruptible(use)
    }

    /// Compiles `trials=k, seed=s`.
    private mutating func compileTrials(
        _ options: [Option]
    ) throws(Diagnostic) -> (@Sendable (Machine) throws(Diagnostic) -> SweepGrid.Trials)? {
        var codes: [String: Code] = [:]
        for option in options {
            let label = option.label
            guard ["trials", "seed"].contains(label.text) else {
                let close = nearest(to: label.text, in: ["trials", "seed"])
                throw Diagnostic(
                    .name, "sweep has no option \(label.text)", at: label.span,
                    hint: suggestion(close, of: ["trials", "seed"], "its options are"), topic: "sweep")
            }
            guard codes[label.text] == nil else {
                throw Diagnostic(.syntax, "\(label.text) is given twice", at: label.span)
            }
            codes[label.text] = try compile(option.value).run
        }
        guard let first = options.first else { return nil }
        guard let trials = codes["trials"] else {
            throw Diagnostic(
                .syntax, "seed is where trials draw from, and there are none", at: first.label.span,
                hint: "trials=10 draws ten numbers from each range", topic: "sweep")
        }
        let spans = Dictionary(options.map { ($0.label.text, $0.value.span) }, uniquingKeysWith: { first, _ in first })
        let seed = codes["seed"]
        return { machine throws(Diagnostic) in
            let span = spans["trials"] ?? first.label.span
            let count = try Self.whole("trials", try trials(machine), in: 1...SweepGrid.limit, at: span)
            var start = machine.settings.seed
            if let seed {
                start = UInt64(
                    try Self.whole("seed", try seed(machine), in: 0...(1 << 53), at: spans["seed"] ?? span))
            }
            return SweepGrid.Trials(count: count, seed: start, span: span)
        }
    }

    private static func whole(
        _ label: String, _ value: Value, in bounds: ClosedRange<Int>, at span: Span
    ) throws(Diagnostic) -> Int {
        let number = try Operators.number(of: value, at: span)
        guard let whole = Int(exactly: number), bounds.contains(whole) else {
            throw Diagnostic(
                .value,
                "\(label) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
                    + "not \(Value.text(of: number))", at: span, topic: "sweep")
        }
        return whole
    }

    /// Compiles `record`: columns of the innermost sweep's table.
    mutating func compileRecord(_ pairs: [Option], at span: Span) throws(Diagnostic) -> StatementCode {
        guard let boundCount = columns?.boundCount else {
            throw Diagnostic(.syntax, "record stands outside a sweep", at: span, topic: "sweep")
        }
        var compiled: [(column: Int, code: Code)] = []
        for pair in pairs {
            if pair.label.text == SweepColumns.failure { throw reservedColumn(at: pair.label.span) }
            guard let position = columns?.column(pair.label.text), position >= boundCount else {
                throw Diagnostic(
                    .syntax, "\(pair.label.text) is what the sweep runs over, and a column already",
                    at: pair.label.span, topic: "sweep")
            }
            compiled.append((column: position, code: try compile(pair.value).run))
        }
        return { [compiled] machine throws(Diagnostic) in
            for (column, code) in compiled {
                let value = try code(machine)
                machine.row[column] = value
            }
            return .next
        }
    }

    private func reservedColumn(at span: Span) -> Diagnostic {
        Diagnostic(
            .name, "the column \(SweepColumns.failure) says why a point failed, and nothing else can have that name",
            at: span, topic: "sweep")
    }
}
