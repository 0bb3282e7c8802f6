import Drawing
import Engine
import Language

/// What holds where a statement says nothing else; `set` changes it.
struct Settings: Sendable, Hashable {
    /// Where random numbers start that are given no seed of their own.
    var seed: UInt64 = 1
    /// The arithmetic that `train` computes with.
    var precision = Precision.double
    /// How many threads may work together, `nil` for as many as the machine has; their number changes no digit.
    var threads: Int?

    /// `set`: changes a setting or limits, and shows what nothing is said about.
    static func set(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        guard let word = arguments.names.first?.text, ["seed", "precision", "threads", "limits"].contains(word) else {
            throw Diagnostic(
                .syntax, "set is followed by seed, precision, threads or limits", at: arguments.head,
                hint: "set seed 7, for example", topic: "set")
        }
        try checkForm(word, arguments)
        switch word {
        case "limits": return try Limits.set(arguments, machine)
        case "seed":
            if let seed = try arguments.whole("value", in: 0...(1 << 53)) {
                machine.settings.seed = UInt64(seed)
                return .none
            }
        case "precision":
            if let name = try arguments.text(of: "value") {
                machine.settings.precision = try precision(name, at: arguments.span("value"))
                return .none
            }
        default:
            if case .all = arguments["value"] {
                machine.settings.threads = nil
                return .none
            }
            if let threads = try arguments.whole("value", in: 1...Threads.limit) {
                machine.settings.threads = threads
                return .none
            }
        }
        machine.output.display(machine.settings.table.rendering)
        return .none
    }

    /// The precision of a name.
    static func precision(_ name: String, at span: Span) throws(Diagnostic) -> Precision {
        if let precision = Precision(rawValue: name) { return precision }
        throw Diagnostic(.value, "precision is double or single, not \(name)", at: span, topic: "set")
    }

    /// Refuses words and options that belong to another setting.
    private static func checkForm(_ word: String, _ arguments: Arguments) throws(Diagnostic) {
        guard arguments.names.count == 1, word != "limits" || arguments["value"] == nil else {
            throw Diagnostic(
                .syntax, "set changes one setting at a time", at: arguments.head,
                hint: word == "limits"
                    ? "limits are options: set limits, elements=1e6" : "its form: \(forms[word] ?? "")",
                topic: "set")
        }
        guard word != "limits" else { return }
        for label in ["elements", "memory", "operations", "output"] where arguments[label] != nil {
            throw Diagnostic(
                .syntax, "\(label) is a limit", at: arguments.span(label), hint: "set limits, \(label)=…", topic: "set")
        }
    }

    private static let forms = ["seed": "set seed 7", "precision": "set precision single", "threads": "set threads 2"]

    private var table: Table {
        let rows = [
            ("seed", "\(seed)"), ("precision", precision.rawValue), ("threads", threads.map { "\($0)" } ?? "all"),
        ]
        return Table(
            title: "settings",
            columns: [
                Table.Column(title: "name", cells: rows.map { .text($0.0) }),
                Table.Column(title: "value", cells: rows.map { .text($0.1) }),
            ])
    }
}
