import Engine
import Language

/// Checks a cell and turns it into closures.
///
/// Everything that can be known before the cell runs is checked here: names, options, kinds and shapes.
struct Compiler {
    let registry: Registry
    let source: SourceText
    /// The number of the cell in its notebook.
    let cell: Int?
    /// The session's names and values as they stand before the cell.
    var environment: Environment
    /// The conventions in force throughout the cell; `nil` where the cell may change them.
    let convention: Convention?
    /// Names that the cell assigns anywhere.
    let assignedInCell: Set<String>
    /// What is known of slots assigned so far, in straight-line code.
    var types: [Int: StaticType] = [:]
    /// Slots assigned so far in this cell.
    var assigned: Set<Int> = []
    /// Inner scopes, of sweeps, the innermost last.
    var scopes: [Scope] = []
    /// How many loops or branches enclose the statement: there, what was assigned is not certain.
    var nesting = 0
    /// How many loops enclose the statement.
    var loops = 0
    /// The columns of the innermost sweep.
    var columns: SweepColumns?
    /// The statement that is being compiled, as variables remember it.
    var assignment: Assignment?
    /// Whether a function's body is compiled, whose free names are looked up when it is called.
    var isInFunction = false
    /// How deep the expression is that is compiled, and the deepest so far.
    var height = 0
    var greatestHeight = 0
    /// Warnings to print before the cell runs.
    var warnings: [String] = []

    /// The scope of a sweep's body.
    struct Scope {
        /// Names that hide the session's.
        var slots: [String: Int] = [:]
        /// Names that the body assigns anywhere.
        let assigned: Set<String>
    }

    init(
        registry: Registry, source: String, cell: Int? = nil, environment: Environment, convention: Convention,
        statements: [Statement]
    ) {
        self.registry = registry
        self.source = SourceText(source)
        self.cell = cell
        self.environment = environment
        var facts = CellFacts()
        facts.collect(statements)
        assignedInCell = facts.assigned
        self.convention = facts.verbs.contains("use") ? nil : convention
    }

    /// Compiles the statements of a cell, in order.
    mutating func compile(_ statements: [Statement]) throws(Diagnostic) -> [StatementCode] {
        var code: [StatementCode] = []
        for (position, statement) in statements.enumerated() {
            if position % 64 == 63, Interruption.isRequested {
                throw Diagnostic(.interrupted, "interrupted", at: statement.span)
            }
            let isLast = nesting == 0 && position == statements.count - 1
            code.append(try compile(statement, isLast: isLast))
        }
        return code
    }

    // MARK: Names

    /// The slot a name is read from, where a variable of that name is in sight.
    func slot(reading name: String) -> Int? {
        for scope in scopes.reversed() {
            if let slot = scope.slots[name] { return slot }
        }
        guard let slot = environment.slot(of: name) else { return nil }
        if environment.value(in: slot) != nil || assigned.contains(slot) { return slot }
        return nil
    }

    /// The slot a name is written to: the innermost sweep's own, else the session's.
    mutating func slot(writing name: Name) -> Int {
        if let inner = scopes.indices.last { return slot(of: name.text, inScope: inner) }
        if !environment.isVariable(name.text), let entry = registry.entry(name.text) {
            warnings.append("\(name.text) now hides the \(entry.category.noun) of that name")
        }
        return environment.slotForAssignment(of: name.text)
    }

    /// The slot of a name that is read in a loop above its assignment.
    mutating func slotAssignedLater(_ name: String) -> Int {
        if let scope = scopes.lastIndex(where: { $0.assigned.contains(name) }) { return slot(of: name, inScope: scope) }
        return environment.slotForAssignment(of: name)
    }

    /// The slot of a name in a function's body, whether it has a value by now or not.
    mutating func slot(inFunctionReading name: String) -> Int {
        if let slot = slot(reading: name) { return slot }
        if let scope = scopes.lastIndex(where: { $0.assigned.contains(name) }) { return slot(of: name, inScope: scope) }
        return environment.slotForReading(of: name)
    }

    private mutating func slot(of name: String, inScope scope: Int) -> Int {
        if let slot = scopes[scope].slots[name] { return slot }
        let slot = environment.newSlot()
        scopes[scope].slots[name] = slot
        return slot
    }

    /// Notes what an assignment makes known.
    mutating func note(_ slot: Int, type: StaticType, origin: String?) {
        assigned.insert(slot)
        types[slot] = nesting == 0 ? type : .unknown
        environment.setOrigin(origin, of: slot)
    }

    /// All names in sight, for suggestions.
    var namesInSight: [String] {
        environment.names + scopes.flatMap { $0.slots.keys.sorted() } + registry.entries.flatMap(\.spellings)
    }

    /// The error for a name nobody knows.
    func unknownName(_ name: String, at span: Span) -> Diagnostic {
        if assignedInCell.contains(name), !isInFunction {
            return Diagnostic(.name, "\(name) is used before it has a value", at: span, topic: "names")
        }
        let hint = ForeignNames.hint(for: name) ?? nearest(to: name, in: namesInSight).map { "did you mean \($0)?" }
        return Diagnostic(.name, "nothing is called \(name)", at: span, hint: hint, topic: hint == nil ? "names" : nil)
    }
}

/// What a look over a whole cell tells, before any of it is compiled.
struct CellFacts {
    /// Names that are assigned or bound anywhere.
    var assigned: Set<String> = []
    /// Verbs that are used anywhere.
    var verbs: Set<String> = []

    mutating func collect(_ statements: [Statement]) {
        for statement in statements {
            switch statement.kind {
            case .definition(let name, _, _): assigned.insert(name.text)
            case .timed(let inner): collect([inner])
            case .assignment(let targets, _, _):
                collect(targets)
            case .commandAssignment(let targets, let command):
                collect(targets)
                verbs.insert(command.verb.text)
            case .command(let command):
                verbs.insert(command.verb.text)
            case .sweep(let targets, let binders, _, let body):
                collect(targets)
                collect(binders)
                collect(body)
            case .loop(let binders, let body):
                collect(binders)
                collect(body)
            case .whileLoop(_, let body): collect(body)
            case .conditional(let branches):
                for branch in branches { collect(branch.body) }
            case .expression, .record, .breakLoop, .help: break
            }
        }
    }

    private mutating func collect(_ targets: [Target]) {
        for target in targets { assigned.insert(target.name.text) }
    }

    private mutating func collect(_ binders: [Binder]) {
        for binder in binders { assigned.formUnion(binder.names.map(\.text)) }
    }
}

/// A cell's text, cut by spans.
struct SourceText: Sendable {
    private let bytes: [UInt8]
    /// Where each line but the first begins.
    private let lineStarts: [Int]

    init(_ source: String) {
        let bytes = Array(source.utf8)
        self.bytes = bytes
        lineStarts = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// The line of a place, from 1.
    func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }

    /// What stands at a span up to the end of its first line, of a long line the beginning.
    func firstLine(_ span: Span) -> String {
        let line = line(of: span.start)
        let end = line <= lineStarts.count ? min(span.end, lineStarts[line - 1]) : span.end
        let text = text(Span(span.start, end))
        return text.utf8.count > 80 && text.count > 80 ? text.prefix(79) + "…" : text
    }

    /// What stands at a span, its white space folded; of a very long text the end is left out.
    func text(_ span: Span) -> String {
        let start = min(max(span.start, 0), bytes.count)
        let end = min(max(span.end, start), bytes.count)
        let isLong = end - start > 300
        // A cut within a character leaves a few stray bytes, which `prefix` drops again.
        let text = String(decoding: bytes[start..<(isLong ? start + 300 : end)], as: UTF8.self)
        if !isLong, isFolded(start..<end) { return text }
        let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return isLong ? folded.prefix(250) + "…" : folded
    }

    /// Whether all white space is single spaces between other characters, as is known without a look at any but ASCII's.
    private func isFolded(_ range: Range<Int>) -> Bool {
        let space = UInt8(ascii: " ")
        var previous = space
        for index in range {
            let byte = bytes[index]
            guard byte >= space, byte < 0x80, byte != space || previous != space else { return false }
            previous = byte
        }
        return previous != space
    }
}
