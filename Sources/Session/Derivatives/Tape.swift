import Engine
import Language

/// What one derivative has recorded: each operation with the way back to its operands.
///
/// An operation knows its operands by their places, so that neither the way back nor the release of a tape recurses.
final class Tape {
    /// Finds the derivative by an operand from that by the result.
    typealias PullBack = (Value) throws(Diagnostic) -> Value

    /// One operand of an operation, where it is tracked on this tape.
    struct Operand {
        let position: Int
        let pullBack: PullBack
    }

    private let limits: Limits
    /// How many derivatives may be taken within one another.
    static let nestingLimit = 10

    /// Tells its values from those of other tapes; an inner tape's is larger.
    let level: Int
    private(set) var operations: [[Operand]] = []
    /// What each operation is, where a graph of them is wanted.
    private(set) var notes: [OperationNote]?
    private var elementCount = 0

    init(level: Int, limits: Limits, keepsNotes: Bool = false) {
        self.level = level
        self.limits = limits
        notes = keepsNotes ? [] : nil
    }

    /// A value that the derivative is taken by.
    func variable(_ value: Value, named name: String = "") -> Tracked {
        notes?.append(OperationNote(form: .variable(name), operands: [], value: value.primal))
        operations.append([])
        return Tracked(value, level: level, position: operations.count - 1, isMixed: false)
    }

    /// Records an operation.
    func record(
        _ result: Value, _ operands: [Operand], isMixed: Bool,
        note: @autoclosure () -> OperationNote = OperationNote(form: .call(""), operands: [], value: .none),
        at span: Span
    ) throws(Diagnostic) -> Value {
        let shape = result.shape ?? .scalar
        elementCount += shape.rows * shape.columns
        guard operations.count < limits.operations, elementCount <= limits.elements else {
            let isLong = operations.count >= limits.operations
            throw Diagnostic(
                .limit,
                "a derivative goes through \(limits.operations) operations and \(limits.elements) elements at most",
                at: span,
                hint: isLong ? Limits.operationsHint(above: limits) : Limits.elementsHint(for: Double(elementCount)),
                topic: "limits")
        }
        operations.append(operands)
        if notes != nil { notes?.append(note()) }
        return .tracked(Tracked(result, level: level, position: operations.count - 1, isMixed: isMixed))
    }

    /// The derivatives of a result by variables; `nil` for one that the result does not depend on.
    func derivatives(
        of result: Tracked, by variables: [Tracked], seed: Value, _ arithmetic: Arithmetic
    ) throws(Diagnostic) -> [Value?] {
        let derivatives = try derivatives(of: result, seed: seed, keepsAll: false, arithmetic)
        return variables.map { derivatives[$0.position] }
    }

    /// The derivatives of a result by everything on the tape; those by operations are let go unless all are kept.
    func derivatives(
        of result: Tracked, seed: Value, keepsAll: Bool, _ arithmetic: Arithmetic
    ) throws(Diagnostic) -> [Value?] {
        var derivatives: [Value?] = Array(repeating: nil, count: operations.count)
        derivatives[result.position] = seed
        var position = result.position
        while position >= 0 {
            if let derivative = derivatives[position], !operations[position].isEmpty {
                if !keepsAll { derivatives[position] = nil }
                try arithmetic.machine.checkInterrupt(at: arithmetic.span)
                for operand in operations[position] {
                    let part = try operand.pullBack(derivative)
                    derivatives[operand.position] =
                        if let sum = derivatives[operand.position] { try arithmetic.add(sum, part) } else { part }
                }
            }
            position -= 1
        }
        return derivatives
    }
}

/// What an operation on a tape is, as a graph shows it.
struct OperationNote {
    /// How an operation is written.
    enum Form {
        /// What the derivative is taken by.
        case variable(String)
        case infix(BinaryOperator)
        case power
        case negation
        case transposition
        case sum
        /// Some elements of a matrix.
        case elements
        /// Numbers put together in brackets.
        case brackets
        /// A function by its name.
        case call(String)
    }

    /// What an operation is applied to.
    enum Operand {
        /// Another operation or a variable, by its place on the tape.
        case tracked(Int)
        /// Something that is not differentiated by.
        case constant(Value)
    }

    let form: Form
    let operands: [Operand]
    /// What it made.
    let value: Value
}

extension Machine {
    /// Records what a body computes for a derivative.
    func recording<Result>(
        at span: Span, keepsNotes: Bool = false, _ body: (Tape) throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> (tape: Tape, result: Result) {
        guard tapes.count < Tape.nestingLimit else {
            throw Diagnostic(
                .limit, "derivatives nest at most \(Tape.nestingLimit) deep", at: span,
                hint: "that cannot be raised", topic: "limits")
        }
        lastLevel += 1
        let tape = Tape(level: lastLevel, limits: limits, keepsNotes: keepsNotes)
        tapes.append(tape)
        defer { tapes.removeLast() }
        return (tape, try body(tape))
    }

    /// The tape of a level, which is among the few that are being recorded.
    func tape(_ level: Int) -> Tape? {
        tapes.last { $0.level == level }
    }
}
