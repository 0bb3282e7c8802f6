import Language

/// The columns a sweep records, one row for each point.
final class SweepRecorder {
    /// The labels, in the order they were first written.
    var labels: [String] = []
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
        scopes.append([:])
        var sequences: [BoundSequence] = []
        nesting += 1
        defer {
            nesting -= 1
            scopes.removeLast()
            self.recorder = outer
        }
        for binder in binders {
            sequences.append(try compile(binder))
            for name in binder.names { _ = recorder.column(name.text) }
        }
        let statements = try compileBody(body, isLoop: true)
        let slots = sequences.flatMap(\.slots)
        let title = "sweep " + sequences.flatMap(\.names).map(\.text).joined(separator: ", ")
        let sweep: Code = { [sequences] machine throws(Diagnostic) in
            recorder.start()
            let view = SweepView(title: title, machine: machine)
            defer { view.end(recorder.rows.count) }
            _ = try Self.run(
                sequences[...], machine, progress: { view.update($0, points: recorder.rows.count) }
            ) { (machine) throws(Diagnostic) -> Flow in
                recorder.newRow(slots.map { machine.slots[$0] ?? .none })
                for statement in statements {
                    if try statement(machine) == .leaveLoop { return .leaveLoop }
                }
                return .next
            }
            return .table(recorder.table)
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
            compiled.append((column: recorder.column(column.label.text), code: try compile(column.value).run))
        }
        return { [compiled] machine throws(Diagnostic) in
            for (column, code) in compiled { recorder.set(column, to: try code(machine)) }
            return .next
        }
    }
}
