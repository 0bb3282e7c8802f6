import Language

/// The columns a sweep records, one row for each point.
///
/// It is unchecked because only the thread that runs the session touches it.
final class SweepRecorder: @unchecked Sendable {
    /// The labels, in the order they were first written.
    var labels: [String] = []
    /// How many of the columns hold what the sweep runs over; they come first.
    var boundCount = 0
    /// The rows, finished and running.
    var rows: [[Value]] = []

    /// The column of a label, new where there is none.
    func column(_ label: String) -> Int {
        if let position = labels.firstIndex(of: label) { return position }
        labels.append(label)
        return labels.count - 1
    }

    /// Begins a run of the sweep.
    func start() {
        rows = []
    }

    /// Begins the row of one point.
    func newRow(_ values: [Value]) {
        rows.append(values + Array(repeating: Value.none, count: max(0, labels.count - values.count)))
    }

    /// Sets a cell of the running row.
    func set(_ column: Int, to value: Value) {
        guard let last = rows.indices.last, rows[last].indices.contains(column) else { return }
        rows[last][column] = value
    }

    /// The table of what has been recorded.
    var table: ValueTable {
        ValueTable(
            columns: labels.enumerated().map { position, label in
                ValueTable.Column(label: label, values: rows.map { $0[position] })
            })
    }
}

extension Compiler {
    /// Compiles `sweep`: its body is a scope of its own, and only its table leaves it.
    mutating func compileSweep(
        _ targets: [Target], _ binders: [Binder], _ options: [Option], _ body: [Statement], at span: Span, isLast: Bool
    ) throws(Diagnostic) -> StatementCode {
        if let option = options.first {
            throw Diagnostic(
                .syntax, "sweep takes no option \(option.label.text)", at: option.label.span, topic: "sweep")
        }
        let outer = recorder
        let recorder = SweepRecorder()
        self.recorder = recorder
        var facts = CellFacts()
        facts.collect(body)
        scopes.append(Scope(assigned: facts.assigned))
        nesting += 1
        defer {
            nesting -= 1
            scopes.removeLast()
            self.recorder = outer
        }
        for name in binders.flatMap(\.names) { _ = recorder.column(name.text) }
        recorder.boundCount = recorder.labels.count
        let sequences = try compile(binders)
        let statements = try compileBody(body, isLoop: true)
        let ownSlots = scopes.last.map { Array($0.slots.values) } ?? []
        let slots = sequences.flatMap(\.slots)
        let title = "sweep " + sequences.flatMap(\.names).map(\.text).joined(separator: ", ")
        let sweep: Code = { machine throws(Diagnostic) in
            recorder.start()
            let view = SweepView(title: title, machine: machine)
            defer {
                view.end(recorder.rows.count)
                // What the body assigned goes with its scope.
                for slot in ownSlots { machine.set(slot, to: nil) }
            }
            let flow = try Self.run(
                sequences[...], machine, progress: { view.update($0, points: recorder.rows.count) }
            ) { (machine) throws(Diagnostic) -> Flow in
                recorder.newRow(slots.map { machine.slots[$0] ?? .none })
                for statement in statements {
                    if try statement(machine) == .leaveLoop { return .leaveLoop }
                }
                return .next
            }
            view.isWhole = flow == .next
            let table = recorder.table
            guard table.depth <= ValueList.depthLimit else {
                throw Diagnostic(
                    .limit, "tables nest more than \(ValueList.depthLimit) deep here", at: span, topic: "limits")
            }
            return .table(table)
        }
        guard !targets.isEmpty else { return display(sweep, isResult: isLast) }
        // The table is assigned outside the sweep's scope.
        let inner = scopes.removeLast()
        defer { scopes.append(inner) }
        return try assignment(
            of: Compiled(run: sweep, type: StaticType(kind: .table)), to: targets, origin: nil, at: span)
    }

    /// Compiles `record`: columns of the innermost sweep's table.
    mutating func compileRecord(_ columns: [Option], at span: Span) throws(Diagnostic) -> StatementCode {
        guard let recorder else {
            throw Diagnostic(.syntax, "record stands outside a sweep", at: span, topic: "sweep")
        }
        var compiled: [(column: Int, code: Code)] = []
        for column in columns {
            let position = recorder.column(column.label.text)
            guard position >= recorder.boundCount else {
                throw Diagnostic(
                    .syntax, "\(column.label.text) is what the sweep runs over, and a column already",
                    at: column.label.span, topic: "sweep")
            }
            compiled.append((column: position, code: try compile(column.value).run))
        }
        return { [compiled] machine throws(Diagnostic) in
            for (column, code) in compiled { recorder.set(column, to: try code(machine)) }
            return .next
        }
    }
}
