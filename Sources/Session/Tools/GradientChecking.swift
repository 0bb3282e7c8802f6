import Drawing
import Engine
import Language

/// `check gradients`.
enum GradientChecking {
    /// Compares the gradients with central differences, displays the outcome and gives it as a table.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let tolerance = try arguments.positive("tolerance") ?? 1e-6
        let step = try arguments.positive("step")
        let limit = try arguments.whole("limit", in: 1...1_000_000_000) ?? 100
        let loss = arguments.lossOption
        let check = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            if let step {
                return try network.gradientCheck(
                    on: data, loss: loss, convention: machine.convention, step: step, tolerance: tolerance,
                    limit: limit, isCancelled: machine.isCancelled)
            }
            return try network.gradientCheck(
                on: data, loss: loss, convention: machine.convention, tolerance: tolerance, limit: limit,
                isCancelled: machine.isCancelled)
        }
        let table = table(check, machine.convention)
        machine.output.display(
            table.drawn(
                title: "gradients of \(arguments.text("N")) on \(arguments.text("D"))",
                footnote: verdict(check, machine.convention)
            ).rendering)
        guard check.isComplete else {
            let compared = check.groups.reduce(0) { $0 + $1.checked }
            throw Diagnostic(
                .interrupted, "interrupted after \(counted(compared, "parameter"))", at: arguments.head, topic: "check")
        }
        return .table(table)
    }

    /// A row for each group of parameters.
    private static func table(_ check: GradientCheck, _ convention: Convention) -> ValueTable {
        var columns: [ValueTable.Column] = []
        func add(_ label: String, _ value: (GradientCheck.Group) -> Value) {
            columns.append(.init(label: label, values: check.groups.map(value)))
        }
        func worst(_ label: String, _ value: (GradientCheck.Entry) -> Value) {
            add(label) { $0.worst.map(value) ?? .none }
        }
        add("part") { .text($0.name) }
        add("checked") { .number(Double($0.checked)) }
        add("of") { .number(Double($0.count)) }
        if check.groups.contains(where: { $0.masked > 0 }) { add("masked") { .number(Double($0.masked)) } }
        if check.groups.contains(where: { $0.kinks > 0 }) { add("kinks") { .number(Double($0.kinks)) } }
        worst("error") { .number($0.relativeError) }
        worst("where") { .text(name($0, convention)) }
        worst("analytic") { .number($0.analytic) }
        worst("numeric") { .number($0.numeric) }
        return ValueTable(columns: columns)
    }

    /// The parameter's name, its indices in the layout weights are shown in.
    private static func name(_ entry: GradientCheck.Entry, _ convention: Convention) -> String {
        let isTurned = entry.part == .weights && convention.weightLayout == .outputsByInputs
        let (row, column) = isTurned ? (entry.column, entry.row) : (entry.row, entry.column)
        return "\(entry.part.rawValue)\(entry.layer)[\(row), \(column)]"
    }

    private static func verdict(_ check: GradientCheck, _ convention: Convention) -> String {
        let kinks = check.groups.reduce(0) { $0 + $1.kinks }
        let left = kinks == 0 ? "" : "; left out at kinks: \(kinks)"
        guard let worst = check.worst else { return "nothing was compared" + left }
        let error = NumberText.significant(worst.relativeError, digits: 3)
        let tolerance = NumberText.significant(check.tolerance, digits: 3)
        return (check.passes ? "✓ passes" : "✗ fails")
            + ": the worst relative error is \(error), at \(name(worst, convention)); tolerance \(tolerance)" + left
    }
}
