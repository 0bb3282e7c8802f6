import Language

/// `help`, `name?` and the documentation of entries.
enum Help {
    /// `help`, `help train`, `help shapes`.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.display(
            try page(
                for: arguments.names.map(\.text), registry: machine.registry,
                at: arguments.names.first?.span ?? arguments.head))
        return .none
    }

    /// The page on a name: an entry, an option, a topic or a group of entries; without a name, what there is.
    static func page(for names: [String], registry: Registry, at span: Span) throws(Diagnostic) -> Rendering {
        guard let name = names.last else { return overview(registry) }
        if let entry = registry.entry(name) { return rendering(of: entry) }
        if Entry.network.spellings.contains(name) { return rendering(of: Entry.network) }
        if let topic = HelpTopic.all.first(where: { $0.name == name }) { return topic.rendering }
        let users = registry.entries.filter { entry in
            entry.index(of: name).map { entry.parameters[$0].role == .option } ?? false
        }
        if !users.isEmpty { return option(name, of: users) }
        if let category = Entry.Category.allCases.first(where: { $0.groupNames.contains(name) }),
            let section = section(category, registry)
        {
            return Rendering(plain: section.plain, markdown: section.markdown)
        }
        if let verb = registry.entries.first(where: { $0.words.contains(name) }) { return rendering(of: verb) }
        let candidates =
            registry.entries.flatMap(\.spellings) + HelpTopic.all.map(\.name)
            + Entry.Category.allCases.map { $0.heading.lowercased() }
            + registry.entries.flatMap { $0.parameters.flatMap { [$0.label] + $0.aliases } }
        throw Diagnostic(
            .name, "there is no help on \(name)", at: span,
            hint: nearest(to: name, in: candidates).map { "did you mean \($0)?" } ?? "help lists what there is")
    }

    /// The page of one entry.
    static func rendering(of entry: Entry) -> Rendering {
        var plain = "\(entry.signature)\n\n\(entry.summary).\n"
        var markdown = "**`\(entry.signature)`**\n\n\(entry.summary).\n"
        if !entry.details.isEmpty {
            plain += wrapped(entry.details) + "\n"
            markdown += "\n\(entry.details)\n"
        }
        let spellings = entry.aliases.joined(separator: ", ")
        if !spellings.isEmpty {
            plain += "Also written \(spellings).\n"
            markdown += "\nAlso written \(entry.aliases.map { "`\($0)`" }.joined(separator: ", ")).\n"
        }
        if !entry.parameters.isEmpty {
            let labels = entry.parameters.map { ([$0.label] + $0.aliases).joined(separator: ", ") }
            let width = labels.map(\.count).max() ?? 0
            plain += "\n"
            markdown += "\n| | | default |\n|---|---|---|\n"
            for (label, parameter) in zip(labels, entry.parameters) {
                let padding = String(repeating: " ", count: width - label.count)
                let standard = parameter.defaultText.isEmpty ? "" : " (\(parameter.defaultText))"
                plain += "  \(label)\(padding)  \(parameter.summary)\(standard)\n"
                markdown += "| `\(label)` | \(parameter.summary) | \(parameter.defaultText) |\n"
            }
        }
        plain += "\nExample:\n" + entry.example.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        markdown += "\n```\n\(entry.example)\n```\n"
        return Rendering(plain: plain, markdown: markdown)
    }

    private static func option(_ name: String, of users: [Entry]) -> Rendering {
        var plain = ""
        var markdown = ""
        for entry in users {
            guard let index = entry.index(of: name) else { continue }
            let parameter = entry.parameters[index]
            let standard = parameter.defaultText.isEmpty ? "" : " (\(parameter.defaultText))"
            plain += "\(parameter.label) of \(entry.name): \(parameter.summary)\(standard)\n"
            markdown += "- `\(parameter.label)` of `\(entry.name)`: \(parameter.summary)\(standard)\n"
        }
        return Rendering(plain: String(plain.dropLast()), markdown: markdown)
    }

    private static func overview(_ registry: Registry) -> Rendering {
        var plain = "help NAME explains any of these, with an example that runs.\n"
        var markdown = "`help NAME` explains any of these, with an example that runs.\n"
        for category in Entry.Category.allCases {
            guard let section = section(category, registry) else { continue }
            plain += "\n\(section.plain)\n"
            markdown += "\n\(section.markdown)"
        }
        let topics = HelpTopic.all.map(\.name)
        plain += "\nTopics\n  " + topics.joined(separator: ", ")
        markdown += "\n**Topics**\n\n" + topics.map { "`\($0)`" }.joined(separator: ", ") + "\n"
        return Rendering(plain: plain, markdown: markdown)
    }

    /// What there is of a category, one line for each entry.
    private static func section(
        _ category: Entry.Category, _ registry: Registry
    ) -> (plain: String, markdown: String)? {
        let entries = registry.entries.filter { $0.category == category }
        if entries.isEmpty { return nil }
        var lines = [category.heading]
        var markdown = "**\(category.heading)**\n\n"
        let width = entries.map(\.name.count).max() ?? 0
        for entry in entries {
            lines.append("  \(entry.name)\(String(repeating: " ", count: width - entry.name.count))  \(entry.summary)")
            markdown += "- `\(entry.name)`: \(entry.summary)\n"
        }
        return (plain: lines.joined(separator: "\n"), markdown: markdown)
    }

    /// A text in lines of at most 78 characters.
    static func wrapped(_ text: String) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > 78, !line.isEmpty {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return (lines + [line]).joined(separator: "\n")
    }
}

extension Entry.Category {
    /// What `help` knows the group of all entries of a category by.
    fileprivate var groupNames: [String] { [heading.lowercased(), noun + "s"] }

    /// The heading over the entries of a category.
    fileprivate var heading: String {
        switch self {
        case .verb: "Verbs"
        case .function: "Functions"
        case .activation: "Activations"
        case .loss: "Losses"
        case .optimizer: "Optimisers"
        case .momentum: "Forms of momentum"
        case .schedule: "Schedules of the learning rate"
        case .initialization: "Initialisations"
        case .data: "Data"
        case .constant: "Constants"
        }
    }
}
