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
                Table.Column(
                    title: "form", cells: convention.choices.map { .text($0.text + ($0.isOurs ? " *" : "")) }),
            ], footnote: convention.choices.contains(where: \.isOurs) ? silence : nil)
        machine.output.display(table.rendering)
        return .none
    }

    private static let silence = "* the lecture does not say; this is Nabla's choice"

    // MARK: All side by side

    /// All conventions side by side, with the formulas; in a terminal three beside one another.
    static var overview: Rendering {
        let all = Convention.all
        let title = "conventions"
        let notes =
            silence + ". Heavy ball: v ← βv + ∇, w ← w - ηv. Average: v ← βv + (1-β)∇ from v = ∇ at first. "
            + "n: inputs of a layer, K: outputs, y: targets, a: outputs, p: the number given to dropout. Biases do not decay"
        return Rendering(
            plain: table(all.prefix(3), title: title).text() + "\n\n"
                + table(all.dropFirst(3), footnote: notes).text(columns: 78),
            html: table(all[...], title: title, footnote: notes).html())
    }

    private static func table(
        _ conventions: ArraySlice<Convention>, title: String? = nil, footnote: String? = nil
    ) -> Table {
        let matters = Convention.modern.choices.map { choice in
            choice.aspect == "cross-entropy over outputs" ? "cross-entropy" : choice.aspect
        }
        return Table(
            title: title,
            columns: [Table.Column(title: "", cells: matters.map { .text($0) })]
                + conventions.map { convention in
                    Table.Column(
                        title: convention.name,
                        cells: convention.choices.map { .text(brief($0, of: convention) + ($0.isOurs ? "*" : "")) })
                }, footnote: footnote)
    }

    /// A choice in the few signs that fit beside five others.
    private static func brief(_ choice: Convention.Choice, of convention: Convention) -> String {
        switch choice.aspect {
        case "momentum": convention.momentumForm == .heavyBall ? "heavy ball" : "average"
        case "decay gradient": convention.decayFactor == 1 ? "λw" : "\(Value.text(of: convention.decayFactor))λw"
        case "weights shown": convention.weightLayout == .inputsByOutputs ? "in × out" : "out × in"
        case "dropout(p)": convention.dropoutForm == .exactlyHalf ? "half, test ×½" : choice.text
        case "initialisation":
            convention.initialization == .modern
                ? "Glorot, He, b 0"
                : choice.text.hasSuffix("too") ? "N(0, 1), b too" : "N(0, 1/n), b 0"
        default: choice.text
        }
    }
}
