import Engine
import Language

extension Compiler {
    /// Compiles the body of a block, where nothing that is assigned is certain afterwards.
    mutating func compileBody(_ body: [Statement], isLoop: Bool) throws(Diagnostic) -> [StatementCode] {
        nesting += 1
        loops += isLoop ? 1 : 0
        defer {
            nesting -= 1
            loops -= isLoop ? 1 : 0
        }
        var code: [StatementCode] = []
        for statement in body { code.append(try compile(statement)) }
        return code
    }

    /// Compiles `for`: the binders nest, the first slowest.
    mutating func compileLoop(_ binders: [Binder], _ body: [Statement]) throws(Diagnostic) -> StatementCode {
        nesting += 1
        defer { nesting -= 1 }
        let sequences = try compile(binders)
        let statements = try compileBody(body, isLoop: true)
        return { machine throws(Diagnostic) in
            _ = try Self.run(sequences[...], machine) { (machine) throws(Diagnostic) -> Flow in
                for statement in statements {
                    if try statement(machine) == .leaveLoop { return .leaveLoop }
                }
                return .next
            }
            return .next
        }
    }

    /// A compiled binder.
    struct BoundSequence: Sendable {
        let slots: [Int]
        let names: [Name]
        let sequence: Code
        let span: Span
        let assignment: Assignment?
    }

    /// How many binders may stand in one head; each is a level of recursion when the block runs.
    private static let binderLimit = 10

    /// Compiles the binders of a block's head; each sees the names before it.
    mutating func compile(_ binders: [Binder]) throws(Diagnostic) -> [BoundSequence] {
        if binders.count > Self.binderLimit {
            throw Diagnostic(
                .limit, "a block runs over \(Self.binderLimit) sequences at most",
                at: binders[Self.binderLimit].sequence.span,
                hint: "that cannot be raised: a block within a block runs over more", topic: "limits")
        }
        var seen: Set<String> = []
        for name in binders.flatMap(\.names) where !seen.insert(name.text).inserted {
            throw Diagnostic(.syntax, "\(name.text) is bound twice", at: name.span, topic: "blocks")
        }
        var sequences: [BoundSequence] = []
        for binder in binders { sequences.append(try compile(binder)) }
        return sequences
    }

    private mutating func compile(_ binder: Binder) throws(Diagnostic) -> BoundSequence {
        let sequence = try compile(binder.sequence)
        var slots: [Int] = []
        for name in binder.names {
            let slot = slot(writing: name)
            note(slot, type: .unknown, origin: nil)
            slots.append(slot)
        }
        return BoundSequence(
            slots: slots, names: binder.names, sequence: sequence.run, span: binder.sequence.span,
            assignment: assignment)
    }

    /// Runs a body for each combination of the binders' items.
    static func run(
        _ sequences: ArraySlice<BoundSequence>, _ machine: Machine, body: (Machine) throws(Diagnostic) -> Flow
    ) throws(Diagnostic) -> Flow {
        guard let first = sequences.first else { return try body(machine) }
        let items = try ItemSequence(try first.sequence(machine), at: first.span)
        let (span, assignment, inner) = (first.span, first.assignment, sequences.dropFirst())
        let isInnermost = inner.isEmpty
        let onlySlot = first.slots.count == 1 ? first.slots.first : nil
        for position in 0..<items.count {
            try machine.checkInterrupt(at: span)
            let item = items[position]
            if let onlySlot {
                machine.assign(item, to: onlySlot, by: assignment)
            } else {
                let parts = try ItemSequence(item, at: first.span)
                guard parts.count == first.slots.count else {
                    throw Diagnostic(
                        .value, "\(first.slots.count) names, and an item of \(parts.count) parts", at: first.span)
                }
                for (part, slot) in first.slots.enumerated() {
                    machine.assign(parts[part], to: slot, by: first.assignment)
                }
            }
            let flow = try isInnermost ? body(machine) : run(inner, machine, body: body)
            if flow == .leaveLoop { return .leaveLoop }
        }
        return .next
    }

    mutating func compileWhile(_ condition: Expression, _ body: [Statement]) throws(Diagnostic) -> StatementCode {
        nesting += 1
        defer { nesting -= 1 }
        loops += 1
        let holds = try compile(condition).condition(at: condition.span)
        loops -= 1
        let statements = try compileBody(body, isLoop: true)
        let span = condition.span
        return { machine throws(Diagnostic) in
            while try holds(machine) {
                try machine.checkInterrupt(at: span)
                for statement in statements {
                    if try statement(machine) == .leaveLoop { return .next }
                }
            }
            return .next
        }
    }

    mutating func compileConditional(_ branches: [Branch]) throws(Diagnostic) -> StatementCode {
        typealias Condition = @Sendable (Machine) throws(Diagnostic) -> Bool
        var compiled: [(condition: Condition?, body: [StatementCode])] = []
        for branch in branches {
            var condition: Condition?
            if let expression = branch.condition {
                condition = try compile(expression).condition(at: expression.span)
            }
            compiled.append((condition: condition, body: try compileBody(branch.body, isLoop: false)))
        }
        return { [compiled] machine throws(Diagnostic) in
            for branch in compiled {
                if let condition = branch.condition, try !condition(machine) { continue }
                for statement in branch.body {
                    if try statement(machine) == .leaveLoop { return .leaveLoop }
                }
                break
            }
            return .next
        }
    }
}
