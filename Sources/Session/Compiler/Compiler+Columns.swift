import Language

extension Compiler {
    /// Compiles what is given for a parameter; `isGrouped` where `by` names columns of the table it is taken from.
    mutating func compile(
        _ expression: Expression, for parameter: Parameter, isGrouped: Bool
    ) throws(Diagnostic) -> Compiled {
        if parameter.namesColumns {
            guard parameter.kinds.contains(.range) else { return try compileColumns(expression) }
            return try compileColumnOrRange(expression)
        }
        if parameter.keepsTable || (isGrouped && parameter.accepts(.table) && parameter.accepts(.matrix)) {
            return try compileWithTable(expression, isPlotted: parameter.accepts(.plottable))
        }
        if let word = word(expression, of: parameter) { return constant(.text(word)) }
        return try compile(expression)
    }

    /// Compiles `epoch` or `-6..6`: a bare name is that of a column unless a variable has a range or numbers under it.
    private mutating func compileColumnOrRange(_ expression: Expression) throws(Diagnostic) -> Compiled {
        guard case .name(let name) = expression.kind else { return try compile(expression) }
        guard let slot = slot(reading: name) else { return constant(.text(name)) }
        return Compiled(
            run: { machine in
                switch machine.slots[slot] {
                case .range(let range): .range(range)
                case .matrix(let matrix): .matrix(matrix)
                default: .text(name)
                }
            },
            type: .unknown)
    }

    /// Compiles what names columns: a bare name is the column of that name, whatever variable has it.
    mutating func compileColumns(_ expression: Expression) throws(Diagnostic) -> Compiled {
        switch expression.kind {
        case .name(let name): return constant(.text(name))
        case .tuple(let items): return try compileColumns(items, at: expression.span)
        case .brackets(let rows) where rows.count == 1: return try compileColumns(rows[0], at: expression.span)
        default: return try compile(expression)
        }
    }

    /// Compiles what rows are taken from: `T.a` is the table T, which remembers what column was asked for.
    ///
    /// For `plot` the numbers of a history or a path remember what they were measured over.
    mutating func compileWithTable(
        _ expression: Expression, isPlotted: Bool = false
    ) throws(Diagnostic) -> Compiled {
        guard case .member(let base, let name) = expression.kind else { return try compile(expression) }
        let known = isPlotted ? try compile(expression).type : .unknown
        let whole = try compile(base)
        return Compiled(
            run: { machine throws(Diagnostic) in
                let value = try whole.run(machine)
                if case .table(var table) = value, table.index(of: name.text) != nil {
                    table.focus = name.text
                    return .table(table)
                }
                let series = isPlotted ? Plottable.Series.curves(of: name.text, in: value) : []
                if series.count == 1 { return .plottable(.series(series[0])) }
                if !series.isEmpty { return .tuple(ValueList(series.map { .plottable(.series($0)) })) }
                return try Members.get(name, of: value, convention: machine.convention)
            },
            type: known.kind == .dataset || known.kind == .function ? known : .unknown)
    }

    private mutating func compileColumns(_ items: [Expression], at span: Span) throws(Diagnostic) -> Compiled {
        var codes: [Code] = []
        for item in items { codes.append(try compileColumns(item).run) }
        return Compiled(
            run: { [codes] machine throws(Diagnostic) in
                .tuple(try Operators.items(try Self.values(of: codes, machine), at: span))
            },
            type: StaticType(kind: .tuple))
    }

    /// A name in the condition of `where`: a column of the table, or else what it is outside.
    private struct ConditionName {
        let name: String
        let span: Span
        let slot: Int
        let outside: Code?
    }

    /// Compiles `where(T, condition)`: the condition's free names are slots of their own, filled for each row.
    mutating func compileFilter(
        _ arguments: [Expression], _ options: [Option], head: Span
    ) throws(Diagnostic) -> Compiled {
        let entry = Entry.filter
        if let option = options.first { throw Calls.unknownOption(option.label, of: entry) }
        guard arguments.count == 2 else {
            throw Diagnostic(
                .syntax, "where takes a table and a condition", at: head, hint: "its form: \(entry.form)",
                topic: "where")
        }
        let (subject, predicate) = (arguments[0], arguments[1])
        let table = try compileWithTable(subject)
        if let kind = table.type.kind, kind != .table {
            throw Calls.wrongKind(entry.parameters[0], of: entry, kind.withArticle, at: subject.span)
        }
        var free = FreeNames()
        free.collect(predicate)
        var scope = Scope(assigned: [])
        var names: [ConditionName] = []
        for (name, span) in free.names {
            // A name that is only a column is nothing outside.
            let outside = try? compile(Expression(.name(name), span)).run
            let slot = environment.newSlot()
            scope.slots[name] = slot
            names.append(ConditionName(name: name, span: span, slot: slot, outside: outside))
        }
        scopes.append(scope)
        defer { scopes.removeLast() }
        let condition = try compile(predicate)
        return Compiled(
            run: { [names] machine throws(Diagnostic) in
                let value = try table.run(machine)
                guard case .table(let table) = value else {
                    throw Calls.wrongKind(entry.parameters[0], of: entry, value.described, at: subject.span)
                }
                return try Self.filter(table, names, condition.run, machine, at: predicate.span).focused
            },
            type: StaticType(kind: table.type.kind))
    }

    private static func filter(
        _ table: ValueTable, _ names: [ConditionName], _ condition: Code, _ machine: Machine, at span: Span
    ) throws(Diagnostic) -> ValueTable {
        let replaced = names.map { machine.slots[$0.slot] }
        defer { for (name, value) in zip(names, replaced) { machine.set(name.slot, to: value) } }
        var columns: [(slot: Int, column: Int)] = []
        for name in names {
            if let column = table.index(of: name.name) {
                columns.append((slot: name.slot, column: column))
            } else if let outside = name.outside {
                machine.set(name.slot, to: try outside(machine))
            } else {
                throw Tables.noColumn(name.name, of: table, at: name.span)
            }
        }
        if columns.isEmpty {
            let value = try condition(machine)
            if let rows = table.rows(where: value) { return table.choosing(rows) }
            return try Operators.truth(of: value, at: span) ? table : table.choosing([])
        }
        var chosen: [Int] = []
        for row in 0..<table.rowCount {
            try machine.checkInterrupt(at: span)
            var isWhole = true
            for (slot, column) in columns {
                let value = table.columns[column].values[row]
                if case .none = value { isWhole = false }
                machine.set(slot, to: value)
            }
            do throws(Diagnostic) {
                if try Operators.truth(of: try condition(machine), at: span) { chosen.append(row) }
            } catch  where error.kind == .type && !isWhole {
                continue
            }
        }
        return table.choosing(chosen)
    }
}

/// The names that an expression reads, each with its first place.
private struct FreeNames {
    private(set) var names: [(name: String, span: Span)] = []

    mutating func collect(_ expression: Expression) {
        switch expression.kind {
        case .number, .text, .derivative, .gradient: break
        case .name(let name):
            if !names.contains(where: { $0.name == name }) { names.append((name: name, span: expression.span)) }
        case .brackets(let rows): for row in rows { collect(row) }
        case .tuple(let items): collect(items)
        case .member(let base, _): collect(base)
        case .call(let callee, let arguments, let options):
            // A function keeps its name, whatever column has it.
            if case .name = callee.kind {} else { collect(callee) }
            collect(arguments)
            collect(options.map(\.value))
        case .index(let base, let subscripts):
            collect(base)
            for case .at(let position) in subscripts { collect(position) }
        case .unary(_, let operand), .transpose(let operand), .norm(let operand): collect(operand)
        case .power(let first, let second), .pair(let first, let second): collect([first, second])
        case .binary(_, let first, let second, _): collect([first, second])
        case .approximately(let first, let second, let third), .range(let first, let second, let third):
            collect([first, second] + [third].compactMap { $0 })
        case .network(let inputs, let layers): collect([inputs] + layers.map(\.size))
        }
    }

    private mutating func collect(_ expressions: [Expression]) {
        for expression in expressions { collect(expression) }
    }
}
