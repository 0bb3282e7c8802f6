import Drawing

/// What `expect` says.
enum Expectation {
    /// The green line of an expectation that holds.
    static func rendering(of text: String) -> Rendering {
        Rendering(
            plain: "✓ \(text)",
            html: "<span style=\"color:#1a7f37\">✓</span> <code>\(Markup.escaped(text))</code>")
    }

    /// Says that a comparison does not hold, with the values of what is not written out.
    static func failure(
        _ left: (text: String, value: Value), _ comparison: String, _ right: (text: String, value: Value)
    ) -> String {
        let values = [left, right].filter { $0.text != $0.value.short }.map { "\($0.text) is \($0.value.short)" }
        let reason = values.isEmpty ? "" : ": " + values.joined(separator: ", ")
        let isClose = comparison == "==" && left.value.short == right.value.short
        let advice = isClose ? "; they differ in digits that are not shown, and ≈ compares within a tolerance" : ""
        return "\(left.text) \(comparison) \(right.text) does not hold\(reason)\(advice)"
    }

    /// Says by how much two values differ.
    static func failure(named text: String, _ difference: Operators.Difference) -> String {
        let name = difference.position.map { "element \($0) of \(text)" } ?? text
        let gap = abs(difference.left - difference.right)
        let (left, right) = (Value.text(of: difference.left), Value.text(of: difference.right))
        return (name == left ? "\(left) is not \(right): " : "\(name) is \(left), expected \(right): ")
            + "they differ by \(NumberText.significant(gap, digits: 3)), "
            + "more than \(NumberText.significant(difference.tolerance, digits: 3))"
    }
}
