import Engine
import Language

/// What a cell runs on: the values of all variables, and where output goes.
///
/// It belongs to the thread that runs the session.
final class Machine {
    /// The values by slot; `nil` where a variable has none yet.
    var slots: [Value?] { variables.values }
    /// Which statement gave each slot its value, where that is known.
    var assignments: [Assignment?] { variables.assignments }
    fileprivate var variables = Variables()
    /// The conventions in force.
    var convention = Convention.modern
    /// The limits in force.
    var limits = Limits.standard
    /// What holds where a statement says nothing else.
    var settings = Settings()
    /// How many threads there are for this machine at most, where others work beside it.
    private let share: Int
    /// How many threads may work at the same time.
    var threads: Int { min(settings.threads ?? Threads.available, share) }
    /// Where the running cell's output goes.
    var output: any Output = SilentOutput()
    /// Whether the running cell has been interrupted.
    var isCancelled: () -> Bool = { false }
    /// Whether something that runs many trainings shows how far it is: they show nothing of their own then.
    var isSweeping = false
    /// Whether a statement runs whose line ends in `;`: it shows neither values nor how far it is.
    var isQuiet = false
    /// The row of the table that the innermost running sweep makes.
    var row: [Value] = []
    /// Why the sweep or descent that has just run is not whole; its table or path is kept before the cell ends.
    var interruption: Diagnostic?
    /// The names with a meaning of their own.
    let registry: Registry
    /// Which name has which slot.
    var environment = Environment()
    /// What lets other threads read the variables.
    let reader = SessionReader()
    /// How much of the stack the running calls of functions take, in operations nested in one another.
    var callCost = 0
    /// How many calls of functions run within one another.
    var callDepth = 0
    /// What the derivatives that are being taken have recorded, the innermost last.
    var tapes: [Tape] = []
    /// The function whose operations are being recorded.
    var calledFunction = ""
    /// How many tapes there have been.
    var lastLevel = 0
    private var lastLiveIdentifier = 0
    private var warned: Set<String> = []

    init(registry: Registry) {
        self.registry = registry
        share = Threads.limit
    }

    /// A machine that begins where another one stands.
    ///
    /// - Parameter threads: How many threads may work at the same time for this one.
    init(_ start: Start, threads: Int) {
        registry = start.registry
        share = threads
        environment = start.snapshot.environment
        variables = start.snapshot.variables
        isQuiet = start.isQuiet
        restore(start.snapshot)
    }

    /// The variables as they stand now.
    var snapshot: Snapshot {
        Snapshot(
            environment: environment, variables: variables, convention: convention, limits: limits, settings: settings)
    }

    /// Takes over the variables of another session, networks copied.
    func adopt(_ snapshot: Snapshot) {
        var copies = NetworkCopies()
        environment = snapshot.environment
        variables = snapshot.variables
        for (slot, value) in variables.values.enumerated() {
            if let value, value.holdsNetworks { variables.values[slot] = copies.copy(of: value) }
        }
        restore(snapshot)
    }

    /// Sets again what was set at a moment; the variables stay.
    func restore(_ snapshot: Snapshot) {
        convention = snapshot.convention
        limits = snapshot.limits
        settings = snapshot.settings
    }

    /// Waits for something outside, while other threads can read the variables.
    func waiting<Result>(_ body: () -> Result) -> Result {
        reader.endRunning(snapshot)
        defer { reader.beginRunning() }
        return body()
    }

    /// Begins a cell.
    func begin(output: any Output, isCancelled: @escaping () -> Bool) {
        self.output = output
        self.isCancelled = isCancelled
        interruption = nil
        warned = []
    }

    /// Warns on standard error, of the same thing once in a cell.
    func warn(_ warning: String) {
        guard warned.insert(warning).inserted else { return }
        if let record = output as? OutputRecord {
            record.warnOnce(warning)
        } else {
            output.warn("warning: \(warning)\n")
        }
    }

    /// Makes room for so many slots.
    func grow(to count: Int) {
        variables.grow(to: count)
    }

    /// Gives a slot a value, and notes which statement did.
    func assign(_ value: Value, to slot: Int, by assignment: Assignment?) {
        variables.assign(value, to: slot, by: assignment)
    }

    /// Gives a slot a value that no statement assigns, or takes its value away.
    func set(_ slot: Int, to value: Value?) {
        variables.values[slot] = value
    }

    /// An identifier for a display that is updated in place.
    func newLiveIdentifier() -> Int {
        lastLiveIdentifier += 1
        return lastLiveIdentifier
    }

    /// Ends the cell where it has been interrupted.
    func checkInterrupt(at span: Span) throws(Diagnostic) {
        if isCancelled() { throw Diagnostic(.interrupted, "interrupted", at: span) }
    }
}

extension Machine {
    /// The variables and settings of a machine, for others to begin with.
    struct Start: Sendable {
        fileprivate let registry: Registry
        let snapshot: Snapshot
        fileprivate let isQuiet: Bool
        /// The variables that are networks or have some in them.
        let networks: [(slot: Int, value: Value)]
    }

    /// The variables and settings as they stand.
    var start: Start {
        Start(
            registry: registry, snapshot: snapshot, isQuiet: isQuiet,
            networks: variables.values.enumerated().compactMap { slot, value in
                value.flatMap { $0.holdsNetworks ? (slot: slot, value: $0) : nil }
            })
    }
}

/// Swallows everything; what a machine writes to while no cell runs.
private final class SilentOutput: Output {
    func print(_ text: String) {}
    func warn(_ text: String) {}
    func display(_ rendering: Rendering) {}
    func result(_ rendering: Rendering) {}
    func displayLive(_ rendering: Rendering, identifier: Int) {}
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {}
    func clear(wait: Bool) {}
}

/// An expression, compiled: slots are resolved and nothing is looked up by name any more.
typealias Code = @Sendable (Machine) throws(Diagnostic) -> Value

/// A statement, compiled.
typealias StatementCode = @Sendable (Machine) throws(Diagnostic) -> Flow

/// How a statement ends.
enum Flow {
    case next
    case leaveLoop
}

/// What is known of an expression before it runs.
struct StaticType: Sendable {
    var kind: Kind?
    var shape: Shape?

    static let unknown = StaticType()

    init(kind: Kind? = nil, shape: Shape? = nil) {
        self.kind = kind
        self.shape = shape
    }

    /// The type of a value at hand.
    init(of value: Value) {
        kind = value.kind
        if case .matrix(let matrix) = value { shape = Shape(matrix) }
        if case .number = value { shape = .scalar }
    }
}

extension StaticType {
    /// What is known of a value made from this one element by element: of a range it is a matrix, or a number.
    var byElement: StaticType { kind == .range ? .unknown : self }
}

/// Rows and columns.
struct Shape: Hashable, Sendable {
    var rows: Int
    var columns: Int

    static let scalar = Shape(rows: 1, columns: 1)

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    init(_ matrix: Matrix) {
        self.init(rows: matrix.rows, columns: matrix.columns)
    }

    var isScalar: Bool { rows == 1 && columns == 1 }
    var transposed: Shape { Shape(rows: columns, columns: rows) }
    var text: String { "\(rows)×\(columns)" }
}

/// A compiled expression with what is known of its value.
struct Compiled: Sendable {
    let run: Code
    let type: StaticType
    /// A faster way, where the expression is made of numbers alone.
    var fast: FastCode?
}
