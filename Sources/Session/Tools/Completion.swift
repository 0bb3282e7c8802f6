public import Language

/// What can stand at a place in a cell.
public struct Completions: Sendable, Hashable {
    /// One way to go on.
    public struct Item: Sendable, Hashable {
        /// What is inserted.
        public let text: String
        /// What it is, such as `verb`, `option` or `matrix`.
        public let kind: String
        /// How it is called, for verbs and functions.
        public let signature: String?
    }

    /// The items, in the order they are best shown.
    public let items: [Item]
    /// What they replace.
    public let span: Span
}

extension Session {
    /// What can stand at a place, in broken code too.
    ///
    /// - Parameter offset: The place, in UTF-8 bytes.
    public func complete(_ source: String, at offset: Int) -> Completions {
        let variables = self.variables
        let context = CompletionContext(source, at: offset, registry: registry)
        if let escape = context.escape {
            let items = Glyphs.all.filter { $0.name.hasPrefix(escape.name) }.map {
                Completions.Item(text: $0.glyph, kind: "glyph", signature: "\\" + $0.name)
            }
            return Completions(items: items, span: escape.span)
        }
        let candidates: [Completions.Item] =
            switch context.place {
            case .member(let path): members(of: path, variables)
            case .statement: verbs + keywords + values(variables)
            case .word(let entry): words(of: entry)
            case .option(let entry, let mayBeValue): options(of: entry) + (mayBeValue ? values(variables) : [])
            case .choice(_, let parameter): choices(of: parameter) + values(variables)
            case .operand(let entry):
                (entry?.name == Entry.network.name ? activations : []) + values(variables) + prepositions(of: entry)
            case .preposition(let entry): prepositions(of: entry)
            case .nothing: []
            }
        var seen: Set<String> = []
        let items = candidates.filter { $0.text.hasPrefix(context.prefix) && seen.insert($0.text).inserted }
        return Completions(items: items, span: context.span)
    }

    private typealias Item = Completions.Item

    private var verbs: [Item] {
        registry.entries.filter { $0.category == .verb }.map {
            Item(text: $0.name, kind: "verb", signature: $0.signature)
        }
    }

    /// The words that begin or shape a statement; `time` is reserved only.
    private var keywords: [Item] {
        Keyword.allCases.filter { $0 != .time }.map { Item(text: $0.rawValue, kind: "keyword", signature: nil) }
    }

    /// What is best offered behind the size of a layer.
    private var activations: [Item] {
        registry.entries.filter { $0.category == .activation }.flatMap { entry in
            entry.spellings.map { Item(text: $0, kind: entry.category.rawValue, signature: entry.signature) }
        }
    }

    /// What an expression can begin with.
    private func values(_ variables: [(name: String, value: Value)]) -> [Item] {
        variables.map { Item(text: $0.name, kind: $0.value.kind.rawValue, signature: nil) }
            + registry.entries.filter { $0.category != .verb }.flatMap { entry in
                entry.spellings.map { Item(text: $0, kind: entry.category.rawValue, signature: entry.signature) }
            }
    }

    private func members(of path: [String], _ variables: [(name: String, value: Value)]) -> [Item] {
        guard let value = value(at: path, variables) else { return [] }
        return Members.names(of: value).map { name in
            Item(text: name, kind: self.value(at: path + [name], variables)?.kind.rawValue ?? "member", signature: nil)
        }
    }

    /// The value of a name and members of it.
    func value(at path: [String], _ variables: [(name: String, value: Value)]) -> Value? {
        guard let first = path.first else { return nil }
        var value = variables.first { $0.name == first }?.value
        if value == nil { value = registry.entry(first)?.standsFor }
        for name in path.dropFirst() {
            value = value.flatMap { try? Members.get(Name(name, Span(0, 0)), of: $0, convention: convention) }
        }
        return value
    }

    private func words(of entry: Entry) -> [Item] {
        if entry.takesNames, entry.words.isEmpty {
            return registry.entries.flatMap(\.spellings).map { Item(text: $0, kind: "topic", signature: nil) }
                + HelpTopic.all.map { Item(text: $0.name, kind: "topic", signature: nil) }
        }
        return entry.words.map { Item(text: $0, kind: "word", signature: nil) }
            + (entry.name == "use" ? Conventions.names.map { Item(text: $0, kind: "convention", signature: nil) } : [])
    }

    private func options(of entry: Entry) -> [Item] {
        entry.parameters(in: { $0 == .option }).flatMap { _, parameter in
            ([parameter.label] + parameter.aliases).map {
                Item(text: $0 + "=", kind: "option", signature: parameter.summary)
            }
        }
    }

    private func choices(of parameter: Parameter) -> [Item] {
        parameter.choices.map { Item(text: $0, kind: "value", signature: nil) }
    }

    private func prepositions(of entry: Entry?) -> [Item] {
        guard let entry else { return [] }
        return entry.parameters.compactMap { parameter in
            guard case .object(let preposition) = parameter.role else { return nil }
            return Item(text: preposition.rawValue, kind: "preposition", signature: parameter.summary)
        }
    }
}

/// The spellings `\name` of the characters that keyboards lack.
enum Glyphs {
    static let all: [(name: String, glyph: String)] = [
        ("alpha", "α"), ("approx", "≈"), ("beta", "β"), ("cdot", "·"), ("chi", "χ"), ("delta", "δ"), ("epsilon", "ε"),
        ("eta", "η"), ("gamma", "γ"), ("geq", "≥"), ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("leq", "≤"),
        ("mu", "μ"), ("nabla", "∇"), ("neq", "≠"), ("norm", "‖"), ("nu", "ν"), ("odot", "⊙"), ("omega", "ω"),
        ("phi", "φ"), ("pi", "π"), ("pm", "±"), ("psi", "ψ"), ("rho", "ρ"), ("sigma", "σ"), ("Sigma", "Σ"),
        ("tau", "τ"), ("theta", "θ"), ("to", "→"), ("top", "ᵀ"), ("xi", "ξ"), ("yhat", "ŷ"), ("Yhat", "Ŷ"),
        ("zeta", "ζ"), ("_0", "₀"), ("_1", "₁"), ("_2", "₂"), ("_3", "₃"), ("_4", "₄"), ("^2", "²"), ("^3", "³"),
    ]
}
