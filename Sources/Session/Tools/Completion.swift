public import Language

/// What can stand at a place in a cell.
public struct Completions: Sendable, Hashable {
    /// One way to go on.
    public struct Item: Sendable, Hashable {
        /// What is inserted.
        public let text: String
        /// What it is, such as `verb`, `option` or `matrix`.
        public let kind: String
        /// How it is called, or its shape or value in short; of an option what it is for.
        public let signature: String?
    }

    /// The items, in the order they are best shown.
    public let items: [Item]
    /// What they replace: the whole word that the place is in.
    public let span: Span
}

extension Session {
    /// What can stand at a place, in broken code too.
    ///
    /// - Parameter offset: The place, in UTF-8 bytes.
    public func complete(_ source: String, at offset: Int) -> Completions {
        let context = CompletionContext(source, at: offset, registry: registry.with(functions))
        if let escape = context.escape {
            let items = Glyphs.all.filter { $0.name.hasPrefix(escape.name) }.map {
                Completions.Item(text: $0.glyph, kind: "glyph", signature: "\\" + $0.name)
            }
            return Completions(items: items, span: escape.span)
        }
        var seen: Set<String> = []
        let candidates = candidates(for: context.place, isLabel: context.isLabel).filter {
            $0.text.hasPrefix(context.prefix) && seen.insert($0.text).inserted
        }
        return Completions(items: candidates.map(\.item), span: context.span)
    }

    /// The functions that variables hold.
    private var functions: [Entry] {
        variables.compactMap { name, value in
            if case .function(let entry) = value, entry.name == name, entry.definition != nil { entry } else { nil }
        }
    }

    /// What may go on, whose signature is made only where it does.
    private struct Candidate {
        let text: String
        let kind: String
        let signature: () -> String?

        init(text: String, kind: String, signature: @autoclosure @escaping () -> String?) {
            self.text = text
            self.kind = kind
            self.signature = signature
        }

        var item: Completions.Item { Completions.Item(text: text, kind: kind, signature: signature()) }
    }

    private func candidates(for place: CompletionContext.Place, isLabel: Bool) -> [Candidate] {
        let variables = self.variables
        var items: [Candidate] = []
        if let (verb, given) = place.names { items += names(behind: verb, given: given, variables) }
        if let path = place.path { items += members(of: path, variables) }
        if let (verb, words) = place.words {
            items += words.map { Candidate(text: $0, kind: "word", signature: verb.signature) }
        }
        items += columns(of: place.tables, variables).filter { !place.givenColumns.contains($0.text) }
        if place.takesActivation {
            items += entries(of: .activation)
            items += variables.filter { $0.value.isActivation }.map { name, value in
                Candidate(text: name, kind: value.kind.rawValue, signature: value.brief)
            }
        }
        if place.takesLayer { items += entries(of: .layer) }
        if place.takesValue, let parameter = place.parameter { items += choices(of: parameter) }
        items += place.options.flatMap { options($0, isLabel: isLabel) }
        items += place.prepositions.compactMap(Self.preposition)
        if place.beginsStatement { items += verbs + Keyword.statementWords.map(Self.keyword) }
        if place.takesValue {
            items += place.ownParameters.map { Candidate(text: $0, kind: "parameter", signature: nil) }
            items += values(variables, for: place.parameter)
        }
        if place.takesCommand { items += verbs(thatGiveValues: true) + [Self.keyword(.sweep)] }
        return items + place.keywords.map(Self.keyword)
    }

    // MARK: Verbs, words and keywords

    private var verbs: [Candidate] { verbs(thatGiveValues: false) }

    private func verbs(thatGiveValues: Bool) -> [Candidate] {
        registry.entries.filter { $0.category == .verb && (!thatGiveValues || $0.returns != Kind.none) }.map {
            Candidate(text: $0.name, kind: "verb", signature: $0.signature)
        }
    }

    private static func keyword(_ keyword: Keyword) -> Candidate {
        Candidate(text: keyword.rawValue, kind: "keyword", signature: nil)
    }

    private static func preposition(_ parameter: Parameter) -> Candidate? {
        guard case .object(let preposition) = parameter.role else { return nil }
        return Candidate(text: preposition.rawValue, kind: "preposition", signature: parameter.summary)
    }

    /// The words and bare names that can follow a verb which takes them.
    private func names(
        behind verb: Entry, given: [String], _ variables: [(name: String, value: Value)]
    ) -> [Candidate] {
        if let word = verb.words.first, !given.contains(word) {
            return [Candidate(text: word, kind: "word", signature: verb.signature)]
        }
        switch verb.name {
        case "use":
            return given.count > 1
                ? [] : Conventions.names.map { Candidate(text: $0, kind: "convention", signature: nil) }
        case "help":
            return registry.entries.flatMap { entry in
                entry.spellings.map { Candidate(text: $0, kind: entry.category.rawValue, signature: entry.signature) }
            } + HelpTopic.all.map { Candidate(text: $0.name, kind: "topic", signature: nil) }
        case "delete":
            return variables.filter { !given.contains($0.name) }.map {
                Candidate(text: $0.name, kind: $0.value.kind.rawValue, signature: $0.value.brief)
            }
        default: return []
        }
    }

    // MARK: Values

    /// What an expression can begin with, what fits the parameter first; of names that cannot fit an option none.
    private func values(_ variables: [(name: String, value: Value)], for parameter: Parameter?) -> [Candidate] {
        let known = variables.map { name, value in
            (
                candidate: Candidate(text: name, kind: value.kind.rawValue, signature: value.brief),
                fits: value.fits(parameter)
            )
        }
        let entries = registry.entries.filter { entry in
            entry.category != .verb && entry.category != .layer && (parameter?.role != .option || entry.fits(parameter))
        }
        return (known.filter(\.fits) + known.filter { !$0.fits }).map(\.candidate)
            + (entries.filter { $0.fits(parameter) } + entries.filter { !$0.fits(parameter) }).flatMap { entry in
                entry.spellings.map { Candidate(text: $0, kind: entry.category.rawValue, signature: entry.signature) }
            }
    }

    /// The names of a category, for where they are best offered.
    private func entries(of category: Entry.Category) -> [Candidate] {
        registry.entries.filter { $0.category == category }.flatMap { entry in
            entry.spellings.map { Candidate(text: $0, kind: entry.category.rawValue, signature: entry.signature) }
        }
    }

    private func members(of path: [String], _ variables: [(name: String, value: Value)]) -> [Candidate] {
        guard let value = value(at: path, variables) else { return [] }
        return Members.names(of: value).map { name in
            let member = self.value(at: path + [name], variables)
            return Candidate(text: name, kind: member?.kind.rawValue ?? "member", signature: member?.brief)
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

    /// The columns of the tables among variables.
    private func columns(of names: [String], _ variables: [(name: String, value: Value)]) -> [Candidate] {
        names.flatMap { name -> [Candidate] in
            guard case .table(let table) = variables.first(where: { $0.name == name })?.value else { return [] }
            return table.columns.map {
                Candidate(text: $0.label, kind: "column", signature: "\(name), " + counted($0.values.count, "row"))
            }
        }
    }

    // MARK: Options

    private func options(_ parameter: Parameter, isLabel: Bool) -> [Candidate] {
        ([parameter.label] + parameter.aliases).map {
            Candidate(text: isLabel ? $0 : $0 + "=", kind: "option", signature: parameter.summary)
        }
    }

    private func choices(of parameter: Parameter) -> [Candidate] {
        let choices = parameter.kinds == [.truth] ? ["true", "false"] : parameter.choices
        return choices.map { Candidate(text: $0, kind: "value", signature: nil) }
    }
}

extension Value {
    /// Whether it is an activation, which can stand behind the size of a layer.
    fileprivate var isActivation: Bool {
        if case .function(let entry) = self, case .activation = entry.implementation { true } else { false }
    }

    /// Whether the value can be given to a parameter that takes certain kinds.
    fileprivate func fits(_ parameter: Parameter?) -> Bool {
        parameter?.accepts(kind) ?? true
    }
}

extension Entry {
    /// Whether the name, or a call of it, may give what a parameter takes; not known of most functions.
    fileprivate func fits(_ parameter: Parameter?) -> Bool {
        guard let parameter, !parameter.kinds.isEmpty else { return true }
        // Data are not read for this.
        if let kind = returns ?? (category == .data ? .dataset : standsFor?.kind) { return parameter.accepts(kind) }
        return parameter.accepts(.matrix) || parameter.accepts(.number)
    }
}
