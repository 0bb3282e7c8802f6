import Language

/// What can be done with variables as such.
enum VariableCommand: Sendable {
    /// `vars`.
    case list
    /// `delete a, b`.
    case delete
}

extension Compiler {
    /// Compiles `vars` or `delete a, b`.
    mutating func compileVariables(
        _ command: VariableCommand, _ names: [Name], head: Span
    ) throws(Diagnostic) -> Compiled {
        switch command {
        case .list: return list()
        case .delete:
            guard !names.isEmpty else {
                throw Diagnostic(
                    .syntax, "delete needs the names of variables", at: head, hint: "vars lists them", topic: "delete")
            }
            var doomed: [(name: Name, slot: Int)] = []
            for name in names {
                if doomed.contains(where: { $0.name.text == name.text }) {
                    throw Diagnostic(.name, "\(name.text) is named twice", at: name.span, topic: "delete")
                }
                doomed.append((name: name, slot: try slot(deleting: name)))
            }
            return Compiled(
                run: { [doomed] machine throws(Diagnostic) in
                    for (name, slot) in doomed {
                        guard machine.slots[slot] != nil else {
                            throw Diagnostic(.name, "\(name.text) has no value", at: name.span, topic: "delete")
                        }
                        machine.set(slot, to: nil)
                    }
                    return .none
                },
                type: StaticType(kind: Kind.none))
        }
    }

    /// The slot of a variable that is deleted; behind it the name is free again, where that is certain.
    private mutating func slot(deleting name: Name) throws(Diagnostic) -> Int {
        if let slot = slot(reading: name.text) {
            if let scope = scopes.last, scope.slots[name.text] == nil {
                throw Diagnostic(
                    .name, "\(name.text) is a variable outside the sweep, and nothing but its table leaves a sweep",
                    at: name.span, hint: "delete it before the sweep or behind it", topic: "sweep")
            }
            if nesting == 0 {
                assigned.remove(slot)
                types[slot] = nil
                environment.forget(slot)
            }
            return slot
        }
        if let entry = registry.entry(name.text) {
            throw Diagnostic(
                .name, "\(name.text) is \(entry.category.withArticle) of the language, not a variable", at: name.span,
                hint: "only variables can be deleted; vars lists them", topic: "delete")
        }
        let close = nearest(to: name.text, in: environment.names.filter { slot(reading: $0) != nil })
        throw Diagnostic(
            .name, "no variable is called \(name.text)", at: name.span,
            hint: close.map { "did you mean \($0)?" } ?? "vars lists the variables", topic: "delete")
    }

    private func list() -> Compiled {
        let known = environment.names.compactMap { name in environment.slot(of: name).map { (name: name, slot: $0) } }
        return Compiled(
            run: { machine throws(Diagnostic) in
                let variables = known.compactMap { name, slot in
                    machine.slots[slot].map { (name: name, value: $0, assignment: machine.assignments[slot]) }
                }
                guard !variables.isEmpty else {
                    machine.output.display(Rendering(plain: "no variables yet"))
                    return .none
                }
                let cells = variables.map { $0.assignment?.place }
                var columns = [
                    ValueTable.Column(label: "name", values: variables.map { .text($0.name) }),
                    ValueTable.Column(label: "type", values: variables.map { .text($0.value.kind.rawValue) }),
                    ValueTable.Column(label: "value", values: variables.map { .text($0.value.listed) }),
                ]
                if cells.contains(where: { $0 != nil }) {
                    columns.append(ValueTable.Column(label: "where", values: cells.map { .text($0 ?? "") }))
                }
                columns.append(
                    ValueTable.Column(label: "assigned", values: variables.map { .text($0.assignment?.text ?? "") }))
                let table = ValueTable(columns: columns)
                machine.output.display(table.drawn().rendering)
                return .table(table)
            },
            type: StaticType(kind: .table))
    }
}

extension Value {
    /// The value in short, as `vars` lists it: of a function its definition.
    var listed: String {
        guard case .function(let entry) = self, let definition = entry.definition else { return brief }
        return definition.count > 60 ? definition.prefix(59) + "…" : definition
    }
}
