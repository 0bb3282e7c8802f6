import Drawing
import Engine
import Language

extension Session {
    /// What is known of the name at a place: a variable's type and value, or the help on a built-in.
    ///
    /// - Parameter offset: The place, in UTF-8 bytes; a place just behind a name counts.
    public func inspect(_ source: String, at offset: Int) -> Rendering? {
        let tokens = tokenize(source)
        guard
            let position = tokens.firstIndex(where: { token in
                token.span.start <= offset && offset <= token.span.end && token.kind == .name
            })
        else { return nil }
        let path = CompletionContext.path(tokens[...position])
        let variables = self.variables
        if let value = value(at: path, variables),
            registry.entry(path.joined(separator: ".")) == nil || variables.contains(where: { $0.name == path.first })
        {
            return description(of: value, named: path.joined(separator: "."))
        }
        return (try? Help.page(for: [tokens[position].text], registry: registry, at: tokens[position].span))
    }

    private func description(of value: Value, named name: String) -> Rendering {
        var lines = ["\(name) is \(value.described)"]
        if case .matrix(let matrix) = value, let low = matrix.elements.min(), let high = matrix.elements.max() {
            lines[0] += ", from \(Value.text(of: low)) to \(Value.text(of: high))"
        }
        let origin = environment.slot(of: name).flatMap { environment.origin(of: $0) }
        if let origin { lines[0] += " (from \(origin))" }
        let shown = value.rendering
        let members = Members.names(of: value)
        var plain = lines.joined(separator: "\n") + "\n\n" + shown.plain()
        if !members.isEmpty { plain += "\n\nmembers: " + members.joined(separator: ", ") }
        return Rendering(
            plain: plain,
            html: "<p>\(Markup.escaped(lines.joined(separator: " ")))</p>"
                + (shown.html ?? "<pre>\(Markup.escaped(shown.plain()))</pre>"))
    }
}
