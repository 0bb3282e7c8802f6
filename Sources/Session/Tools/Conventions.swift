import Drawing
import Engine
import Language

/// `use convention`.
enum Conventions {
    /// The names of all conventions.
    static var names: [String] { Convention.all.map(\.name) }

    static func use(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let names = arguments.names.filter { $0.text != "convention" }
        let known = Self.names
        guard arguments.names.first?.text == "convention", let name = names.first, names.count == 1 else {
            throw Diagnostic(
                .syntax, "use is followed by convention and its name", at: arguments.head,
                hint: "use convention " + listed(known, conjunction: "or"), topic: "use")
        }
        guard let convention = Convention.named(name.text) else {
            let close = nearest(to: name.text, in: known).map { "did you mean \($0)?" }
            throw Diagnostic(
                .name, "no convention is called \(name.text)", at: name.span,
                hint: close ?? "the conventions: " + known.joined(separator: ", "), topic: "use")
        }
        machine.convention = convention
        let table = Table(
            title: "convention \(convention.name)",
            columns: [
                Table.Column(title: "matter", cells: convention.choices.map { .text($0.aspect) }),
                Table.Column(title: "form", cells: convention.choices.map { .text($0.text) }),
            ])
        machine.output.display(table.rendering)
        return .none
    }
}
