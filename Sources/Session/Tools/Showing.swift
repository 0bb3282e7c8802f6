import Drawing
import Language

/// `show`, `print`, `warn` and `clear`.
enum Showing {
    static func show(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let title = arguments.title
        var footnote: String?
        if case .classifier(let bayes) = arguments["baseline"] {
            footnote = "baseline: Bayes error \(NumberText.fixed(bayes.error, decimals: 6))"
        }
        for value in arguments.all("value") {
            if case .table(let table) = value {
                machine.output.display(table.drawn(title: title, footnote: footnote).rendering)
            } else {
                machine.output.display(value.rendering)
            }
        }
        return .none
    }

    static func print(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let end = try arguments.text(of: "end") ?? "\n"
        machine.output.print(arguments.all("value").map(\.short).joined(separator: " ") + end)
        return .none
    }

    static func warn(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.warn(arguments.all("value").map(\.short).joined(separator: " ") + "\n")
        return .none
    }

    static func clear(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.clear()
        return .none
    }
}
