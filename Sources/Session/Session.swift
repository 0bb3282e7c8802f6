//! Runs cells of the language: compiles trees to closures and keeps the variables between cells.

import Engine
public import Language

/// How a cell ended.
public enum CellOutcome: Sendable {
    /// Every statement ran.
    case completed
    /// The cell is wrong, or something failed while it ran.
    case failed(Diagnostic)
}

/// One conversation in the language: its variables, its convention and what runs in it.
///
/// A session belongs to one thread.
public final class Session {
    /// The names with a meaning of their own.
    public let registry: Registry
    private let machine: Machine
    private(set) var environment = Environment()
    /// What the session began with, if it is a copy, whose own variables end with it.
    private let original: Snapshot?

    /// Lets other threads read the variables.
    public var reader: SessionReader { machine.reader }

    /// Starts a session with no variables.
    public init() {
        registry = .standard
        machine = Machine(registry: .standard)
        original = nil
    }

    /// Starts a session with the variables of another.
    init(copying snapshot: Snapshot) {
        registry = .standard
        machine = Machine(registry: .standard)
        machine.adopt(snapshot)
        environment = snapshot.environment
        original = snapshot
    }

    /// Runs a cell: it is checked as a whole, then its statements run in order.
    ///
    /// - Parameters:
    ///   - source: The cell's text.
    ///   - cell: The number of the cell in its notebook, for what is said of variables; `nil` where cells have none.
    ///   - output: Where its output goes.
    ///   - isCancelled: Asked per statement, loop turn and mini-batch, and every few milliseconds of what takes longer; once it
    ///     is true the cell ends.
    public func execute(
        _ source: String, cell: Int? = nil, output: any Output, isCancelled: @escaping () -> Bool
    ) -> CellOutcome {
        let isCancelled = { [reader, weak machine] in
            if reader.isWanted, let machine { reader.publish(machine.snapshot) }
            return isCancelled()
        }
        machine.begin(output: output, isCancelled: isCancelled)
        reader.beginRunning()
        defer { reader.endRunning(machine.snapshot) }
        return MemoryLimit.whenever(atMost: { [machine] in machine.limits.memory }) {
            Interruption.whenever(isCancelled) {
                let outcome = run(source, cell: cell)
                warnOfChanges()
                return outcome
            }
        }
    }

    /// Says what is lost with a copy.
    private func warnOfChanges() {
        guard let original else { return }
        let changed = environment.names.filter { name in
            guard let slot = environment.slot(of: name), machine.slots.indices.contains(slot) else { return false }
            if case .network(let network) = machine.slots[slot], network.isChanged { return true }
            let before =
                original.variables.assignments.indices.contains(slot) ? original.variables.assignments[slot] : nil
            return machine.assignments[slot] !== before
        }
        guard !changed.isEmpty else { return }
        let names = changed.count > 5 ? Array(changed.prefix(5)) + ["others"] : changed
        machine.warn(
            "\(listed(names, conjunction: "and")) changed in this cell alone: a subshell works on a copy of the main "
                + "shell's variables, which ends with the cell")
    }

    private func run(_ source: String, cell: Int?) -> CellOutcome {
        do throws(Diagnostic) {
            let code = try compile(source, cell: cell)
            for (statement, span) in code {
                try machine.checkInterrupt(at: span)
                _ = try statement(machine)
                // What a call found before an interrupt has its name by now.
                if let interruption = machine.interruption { throw interruption }
            }
            return .completed
        } catch {
            return .failed(error.pointingToHelp)
        }
    }

    private func compile(_ source: String, cell: Int?) throws(Diagnostic) -> [(StatementCode, Span)] {
        let parsed = parse(source, vocabulary: registry.vocabulary) { Interruption.isRequested }
        try machine.checkInterrupt(at: parsed.statements.last?.span ?? Span(0, 0))
        if let diagnostic = parsed.diagnostics.first { throw diagnostic }
        environment.refresh(machine.slots)
        var compiler = Compiler(
            registry: registry, source: source, cell: cell, environment: environment, convention: machine.convention,
            statements: parsed.statements)
        let code = try compiler.compile(parsed.statements)
        environment = compiler.environment
        for warning in compiler.warnings { machine.warn(warning) }
        machine.grow(to: environment.slotCount)
        // While the cell runs nothing else holds on to what it replaces.
        environment.refresh([])
        machine.environment = environment
        return zip(code, parsed.statements).map { ($0, $1.span) }
    }

    /// Which statement gave a variable its value.
    func assignment(of name: String) -> Assignment? {
        environment.slot(of: name).flatMap { machine.assignments.indices.contains($0) ? machine.assignments[$0] : nil }
    }

    /// The convention in force.
    var convention: Convention { machine.convention }

    /// How many threads may work at the same time; nothing but the time it takes depends on it.
    var threads: Int {
        get { machine.threads }
        set { machine.settings.threads = newValue }
    }

    /// How many bytes of text a cell may show in a notebook, which `set limits` changes; never more than 1 GiB.
    public var outputLimit: Int { machine.limits.output }

    /// How that is raised, in one clause; nil where it cannot be.
    public var outputHint: String? { machine.limits.outputHint }

    /// Whether a text is a whole cell, or more lines must follow.
    public func completeness(of source: String) -> Completeness {
        Language.completeness(of: source, vocabulary: registry.vocabulary)
    }

    /// What a list of the variables says, in the order of their first assignment.
    public var variableSummaries: [VariableSummary] {
        variables.map { VariableSummary(name: $0.name, kind: $0.value.kind.rawValue, text: $0.value.listed) }
    }

    /// The variables with their values, in the order of their first assignment.
    var variables: [(name: String, value: Value)] {
        environment.refresh(machine.slots)
        return environment.variables
    }
}

/// One line of a list of variables.
public struct VariableSummary: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The kind of its value, such as `data set`.
    public let kind: String
    /// Its value in short.
    public let text: String
}

extension Diagnostic {
    /// The diagnostic with the help on its kind of error, where nothing else helps.
    fileprivate var pointingToHelp: Diagnostic {
        guard hint == nil, topic == nil, kind != .interrupted, kind != .syntax else { return self }
        var diagnostic = self
        diagnostic.topic = kind.helpName
        return diagnostic
    }

    /// The diagnostic with the help on what was called, where a value of its arguments is wrong and nothing else helps.
    func pointing(to entry: Entry) -> Diagnostic {
        guard hint == nil, topic == nil, kind == .value else { return self }
        var diagnostic = self
        diagnostic.topic = entry.helpName
        return diagnostic
    }
}
