import Drawing
import Engine
import Language

extension Session {
    /// What is known of the name at a place: a variable's type and value, or the help on a built-in.
    ///
    /// Where no name is, it is the help on what the place is an argument of.
    ///
    /// - Parameter offset: The place, in UTF-8 bytes; a place just behind a name counts.
    public func inspect(_ source: String, at offset: Int) -> Rendering? {
        let tokens = tokenize(source)
        guard
            let position = tokens.firstIndex(where: { token in
                token.span.start <= offset && offset <= token.span.end && token.kind == .name
            })
        else {
            return CompletionContext(source, at: offset, registry: registry).head.map { Help.rendering(of: $0) }
        }
        let path = CompletionContext.path(tokens[...position])
        let variables = self.variables
        if let value = value(at: path, variables),
            registry.entry(path.joined(separator: ".")) == nil || variables.contains(where: { $0.name == path.first })
        {
            let name = path.joined(separator: ".")
            return Inspection.rendering(
                of: value, named: name, origin: environment.slot(of: name).flatMap { environment.origin(of: $0) })
        }
        return (try? Help.page(for: [tokens[position].text], registry: registry, at: tokens[position].span))
    }
}

/// What is known of a value.
enum Inspection {
    /// The kind of a value, where it came from, its members and how it looks.
    static func rendering(of value: Value, named name: String, origin: String?) -> Rendering {
        var summary = "\(name) is \(value.described)"
        if case .matrix(let matrix) = value, let low = matrix.elements.min(), let high = matrix.elements.max() {
            summary += ", from \(Value.text(of: low)) to \(Value.text(of: high))"
        }
        if let origin { summary += " (from \(origin))" }
        let shown = value.rendering
        let members = Members.names(of: value)
        let footer = members.isEmpty ? "" : "members: " + Members.inProse(members)
        return Rendering(
            plain: summary + "\n\n" + shown.plain() + (footer.isEmpty ? "" : "\n\n" + footer),
            html: "<p>\(Markup.escaped(summary))</p>" + (shown.html ?? "<pre>\(Markup.escaped(shown.plain()))</pre>")
                + "<p>\(Markup.escaped(footer))</p>")
    }
}
