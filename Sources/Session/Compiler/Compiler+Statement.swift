import Drawing
import Language

extension Compiler {
    /// Compiles one statement; the value of the last expression of a cell is its result.
    mutating func compile(_ statement: Statement, isLast: Bool = false) throws(Diagnostic) -> StatementCode {
        let code = try compileKind(of: statement, isLast: isLast)
        return statement.isQuiet ? quiet(code) : code
    }

    /// Compiles one statement as if no `;` ended its line.
    private mutating func compileKind(of statement: Statement, isLast: Bool) throws(Diagnostic) -> StatementCode {
        let outer = assignment
        assignment = Assignment(
            cell: cell, line: source.line(of: statement.span.start), text: source.firstLine(statement.span))
        defer { assignment = outer }
        switch statement.kind {
        case .definition(let name, let parameters, let body):
            return try compileDefinition(of: name, parameters: parameters, body, at: statement.span)
        case .timed(let inner):
            return timed(try compile(inner, isLast: isLast))
        case .expression(let expression, let options):
            let value = try compile(expression, options: options)
            return isCallOfVerb(expression) ? silent(value.run) : display(value.run, isResult: isLast)
        case .command(let command):
            let value = try compileCall(of: command)
            let entry = registry.entry(command.verb.text)
            if entry?.showsItself ?? true { return interruptible(silent(value.run)) }
            return interruptible(display(value.run, isResult: isLast, isAsked: entry?.returns == .diagram))
        case .assignment(let targets, let values, let options):
            return try compileAssignment(targets, values, options, at: statement.span)
        case .commandAssignment(let targets, let command):
            let value = try compileCall(of: command)
            return interruptible(try assignment(of: value, to: targets, origin: nil, at: statement.span))
        case .loop(let binders, let body):
            return try compileLoop(binders, body)
        case .whileLoop(let condition, let body):
            return try compileWhile(condition, body)
        case .conditional(let branches):
            return try compileConditional(branches)
        case .breakLoop:
            guard loops > 0 else {
                throw Diagnostic(.syntax, "break stands outside a loop", at: statement.span)
            }
            return { _ in .leaveLoop }
        case .sweep(let targets, let binders, let options, let body):
            return try compileSweep(targets, binders, options, body, at: statement.span, isLast: isLast)
        case .record(let columns):
            return try compileRecord(columns, at: statement.span)
        case .help(let name):
            return try compileHelp(name)
        }
    }

    /// Ends the cell behind a statement whose value is what was found before an interrupt.
    func interruptible(_ statement: @escaping StatementCode) -> StatementCode {
        { machine throws(Diagnostic) in
            let flow = try statement(machine)
            if let interruption = machine.interruption {
                machine.interruption = nil
                throw interruption
            }
            return flow
        }
    }

    /// Displays a value, unless it is nothing, or nobody asked for it and the statement is quiet.
    func display(_ value: @escaping Code, isResult: Bool, isAsked: Bool = false) -> StatementCode {
        { machine throws(Diagnostic) in
            let value = try value(machine)
            if case .none = value { return .next }
            if machine.isQuiet, !isAsked { return .next }
            let rendering = value.rendering
            if isResult { machine.output.result(rendering) } else { machine.output.display(rendering) }
            return .next
        }
    }

    /// Compiles `name?`: what a variable is, or the help on a built-in.
    private func compileHelp(_ name: Name) throws(Diagnostic) -> StatementCode {
        if let inspection = inspection(of: name) { return silent(inspection) }
        guard let rendering = Help.page(named: name.text, registry)?.rendering else {
            throw unknownName(name.text, at: name.span)
        }
        return { machine in
            machine.output.display(rendering)
            return .next
        }
    }

    /// Displays what a variable is; `nil` where none is called so.
    private func inspection(of name: Name) -> Code? {
        guard let slot = slot(reading: name.text) else { return nil }
        return { machine throws(Diagnostic) in
            guard let value = machine.slots[slot] else {
                throw Diagnostic(.name, "\(name.text) has no value yet", at: name.span, topic: "names")
            }
            let page = Inspection.page(of: value, named: name.text, assignment: machine.assignments[slot])
            machine.output.display(page.rendering)
            return .none
        }
    }

    /// Says how long a statement took; standard output is the one place where a time shows.
    private func timed(_ statement: @escaping StatementCode) -> StatementCode {
        { machine throws(Diagnostic) in
            let clock = ContinuousClock()
            let start = clock.now
            let flow = try statement(machine)
            let elapsed = (clock.now - start) / .microseconds(1)
            let (scale, unit) = elapsed < 1e3 ? (1.0, "µs") : elapsed < 1e6 ? (1e3, "ms") : (1e6, "s")
            machine.output.print("took \(NumberText.significant(elapsed / scale, digits: 4)) \(unit)\n")
            return flow
        }
    }

    /// Runs a statement so that it shows neither values nor how far it is; what it is there to show it shows.
    private func quiet(_ statement: @escaping StatementCode) -> StatementCode {
        { machine throws(Diagnostic) in
            let outer = machine.isQuiet
            machine.isQuiet = true
            defer { machine.isQuiet = outer }
            return try statement(machine)
        }
    }

    // MARK: Commands

    /// Runs a command and drops its value: one that gives something shows it itself, as `train` and `plot` do.
    private func silent(_ command: @escaping Code) -> StatementCode {
        { machine throws(Diagnostic) in
            _ = try command(machine)
            return .next
        }
    }

    /// Whether an expression is a command written as a function that shows itself: `plot(boundary(N), D)`.
    private func isCallOfVerb(_ expression: Expression) -> Bool {
        guard case .call(let callee, _, _) = expression.kind, case .name(let name) = callee.kind else { return false }
        return registry.entry(name)?.showsItself ?? false
    }

    /// Compiles a command to the call of its verb.
    mutating func compileCall(of command: Command) throws(Diagnostic) -> Compiled {
        guard let entry = registry.entry(command.verb.text) else {
            throw unknownName(command.verb.text, at: command.verb.span)
        }
        if case .expectation = entry.implementation { return try compileExpectation(command, entry) }
        if entry.name == "help", let name = command.names.first, command.names.count == 1,
            let value = inspection(of: name)
        {
            return Compiled(run: value, type: StaticType(kind: Kind.none))
        }
        return try compileCall(
            of: entry, head: command.verb.span, isCommand: true, names: command.words + command.names,
            subjects: command.subjects,
            objects: command.objects, options: command.options)
    }

    // MARK: Assignments

    private mutating func compileAssignment(
        _ targets: [Target], _ values: [Expression], _ options: [Option], at span: Span
    ) throws(Diagnostic) -> StatementCode {
        if values.count == 1, let value = values.first {
            let compiled = try compile(value, options: options)
            return try assignment(of: compiled, to: targets, origin: origin(of: value), at: span)
        }
        guard values.count == targets.count else {
            throw Diagnostic(
                .syntax, "\(targets.count) names and \(values.count) values: give as many of one as of the other",
                at: span)
        }
        if let option = options.first {
            throw Diagnostic(
                .syntax, "an option cannot follow several values", at: option.label.span,
                hint: "assign one value in a line")
        }
        // All values are found before the first is assigned, so that `a, b = b, a` swaps.
        var codes: [Code] = []
        var compiled: [Compiled] = []
        for value in values {
            let one = try compile(value)
            compiled.append(one)
            codes.append(one.root)
        }
        var setters: [Setter] = []
        for (position, target) in targets.enumerated() {
            setters.append(
                try setter(of: target, type: compiled[position].type, origin: origin(of: values[position])))
        }
        return { [codes, setters] machine throws(Diagnostic) in
            var results: [Value] = []
            for code in codes { results.append(try code(machine)) }
            for (setter, result) in zip(setters, results) { try setter(machine, result) }
            return .next
        }
    }

    /// Assigns one value to one target, or takes it apart into several.
    mutating func assignment(
        of value: Compiled, to targets: [Target], origin: String?, at span: Span
    ) throws(Diagnostic) -> StatementCode {
        if targets.count == 1, let target = targets.first {
            let run = value.run
            if target.member == nil, target.subscripts.isEmpty, let number = value.fast?.number {
                let slot = declare(target.name, type: value.type, origin: origin)
                return { [assignment] machine throws(Diagnostic) in
                    let value: Value =
                        if let number = number(machine.slots) { .number(number) } else { try run(machine) }
                    machine.assign(value, to: slot, by: assignment)
                    return .next
                }
            }
            let set = try setter(of: target, type: value.type, origin: origin)
            return { machine throws(Diagnostic) in
                try set(machine, try run(machine))
                return .next
            }
        }
        var setters: [Setter] = []
        for target in targets { setters.append(try setter(of: target, type: .unknown, origin: nil)) }
        return { [setters] machine throws(Diagnostic) in
            let items = try ItemSequence(try value.run(machine), at: span)
            guard items.count == setters.count else {
                throw Diagnostic(
                    .value, "\(setters.count) names, and the value has \(counted(items.count, "part"))", at: span)
            }
            for (position, setter) in setters.enumerated() { try setter(machine, items[position]) }
            return .next
        }
    }

    /// Gives a target its value.
    private typealias Setter = @Sendable (Machine, Value) throws(Diagnostic) -> Void

    private mutating func setter(
        of target: Target, type: StaticType, origin: String?
    ) throws(Diagnostic) -> Setter {
        if let member = target.member {
            let base = try compile(Expression(.name(target.name.text), target.name.span))
            let span = target.span
            if !target.subscripts.isEmpty {
                let (positions, _) = try compilePositions(target.subscripts)
                let text = "\(target.name.text).\(member.text)"
                return { machine, value throws(Diagnostic) in
                    try Members.setPart(
                        of: member, at: try positions(machine), of: try base.run(machine), to: value, named: text,
                        machine: machine, at: span)
                }
            }
            return { machine, value throws(Diagnostic) in
                try Members.set(member, of: try base.run(machine), to: value, machine: machine, at: span)
            }
        }
        guard target.subscripts.isEmpty else {
            throw Diagnostic(
                .type,
                "a part of \(target.name.text) cannot be assigned to: only a network's parameters change in place",
                at: target.span,
                hint: "values are made anew: choose(condition, a, b), stack(A, B) and beside(A, B) make matrices",
                topic: "indexing")
        }
        let slot = declare(target.name, type: type, origin: origin)
        return { [assignment] machine, value in machine.assign(value, to: slot, by: assignment) }
    }

    /// The slot of a variable that is assigned here.
    private mutating func declare(_ name: Name, type: StaticType, origin: String?) -> Int {
        let slot = slot(writing: name)
        note(slot, type: type, origin: origin)
        return slot
    }

    /// What a variable was made of, where that is short enough to help: `D.train.X`, or the built-in it is another name of.
    private func origin(of value: Expression) -> String? {
        switch value.kind {
        case .member, .call:
            let text = source.text(value.span)
            return text.count <= 30 ? text : nil
        case .name(let name):
            return slot(reading: name).map { environment.origin(of: $0) } ?? registry.entry(name)?.name
        default: return nil
        }
    }
}
