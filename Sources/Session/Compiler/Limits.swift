import Drawing
import Engine
import Language

/// What ends a session's statements before they take all memory; `set limits` changes it.
struct Limits: Sendable, Hashable {
    /// The most elements a matrix may have, and numbers a range.
    var elements: Int
    /// The most bytes the process may take.
    var memory: Int
    /// The most operations a derivative may go through.
    var operations: Int
    /// The most bytes of text that a cell shows in a notebook; what else it shows may take 16 times as much.
    var output = 4 << 20

    /// Those a session starts with: half of the machine's memory may be used.
    static let standard = Limits(
        elements: 100_000_000, memory: (MemoryLimit.available ?? .max) / 2, operations: 1_000_000)

    /// The widest that can be set; what a derivative keeps of an operation takes some hundred bytes.
    static let widest = Limits(
        elements: Matrix.maximumCount, memory: MemoryLimit.available.map { $0 / 10 * 9 } ?? .max,
        operations: 10_000_000, output: 1 << 30)

    /// Refuses a matrix that would be too large.
    func check(_ rows: Int, _ columns: Int, at span: Span) throws(Diagnostic) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        // A side is limited also where the other one is 0.
        if overflow || max(rows, columns, count) > elements {
            throw Diagnostic(
                .limit, "a \(rows)×\(columns) matrix is larger than \(elements) elements", at: span,
                hint: Limits.elementsHint(for: max(Double(rows) * Double(columns), Double(max(rows, columns)))))
        }
    }

    /// Refuses a list that would be too long; an item takes as much as some elements.
    func checkItems(_ count: Int, at span: Span) throws(Diagnostic) {
        guard count <= elements / 10 else {
            throw Diagnostic(
                .limit, "a list of \(count) items is longer than \(elements / 10), a tenth of the elements of a matrix",
                at: span, hint: Limits.elementsHint(for: Double(count) * 10))
        }
    }

    // MARK: How they are raised

    /// How the limit of elements is raised for so many.
    static func elementsHint(for count: Double) -> String {
        guard count <= Double(widest.elements) else {
            return "more than \(widest.elements) elements cannot be allowed: work on parts"
        }
        return "set limits, elements=\(Int(count)) allows it"
    }

    /// How the limit of operations is raised.
    static func operationsHint(above limits: Limits) -> String {
        limits.operations < widest.operations
            ? "set limits, operations=\(widest.operations) allows the most there can be"
            : "more cannot be allowed: a derivative of less at a time goes through fewer"
    }

    static let memoryHint =
        "delete what is no longer needed, or set limits, memory=…: at most \(MemoryLimit.text(widest.memory)) here"

    /// How the limit of output is raised; nil where it is at its widest.
    var outputHint: String? {
        output < Limits.widest.output
            ? "set limits, output=\(min(output * 10, Limits.widest.output)) shows more" : nil
    }

    static let fixedHint = "this limit cannot be raised"

    // MARK: set limits

    /// `set limits`: changes those that are given, and shows all where none is.
    static func set(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        var limits = machine.limits
        limits.elements = try arguments.whole("elements", in: 1...widest.elements) ?? limits.elements
        limits.memory = try arguments.whole("memory", in: 1...widest.memory) ?? limits.memory
        limits.operations = try arguments.whole("operations", in: 1...widest.operations) ?? limits.operations
        limits.output = try arguments.whole("output", in: 1...widest.output) ?? limits.output
        if limits == machine.limits { machine.output.display(limits.table.rendering) }
        machine.limits = limits
        return .none
    }

    private var table: Table {
        let rows: [(String, String, String, String)] = [
            ("elements", "of a matrix, numbers of a range", "\(elements)", "\(Limits.widest.elements)"),
            ("memory", "bytes of the process", "\(memory)", "\(Limits.widest.memory)"),
            ("operations", "of a derivative", "\(operations)", "\(Limits.widest.operations)"),
            ("output", "bytes of text of a cell in a notebook", "\(output)", "\(Limits.widest.output)"),
            ("", "operations nested in calls", "\(Function.costLimit)", "fixed"),
            ("", "depth of lists and tables", "\(ValueList.depthLimit)", "fixed"),
            ("", "depth of derivatives", "\(Tape.nestingLimit)", "fixed"),
            ("", "parameters of a network", "\(Network.maximumParameterCount)", "fixed"),
        ]
        return Table(
            title: "limits",
            columns: [
                Table.Column(title: "name", cells: rows.map { .text($0.0) }),
                Table.Column(title: "of what", cells: rows.map { .text($0.1) }),
                Table.Column(title: "limit", cells: rows.map { .text($0.2) }),
                Table.Column(title: "at most", cells: rows.map { .text($0.3) }),
            ])
    }
}
