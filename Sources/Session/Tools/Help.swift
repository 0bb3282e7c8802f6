import Language

/// `help`, `name?` and the documentation of entries.
enum Help {
    /// `help`, `help train`, `help shapes`.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.display(
            try page(
                for: arguments.names.map(\.text), registry: machine.registry,
                at: arguments.names.first?.span ?? arguments.head
            ).rendering)
        return .none
    }

    /// The page on a name; without a name, the first page.
    static func page(for names: [String], registry: Registry, at span: Span) throws(Diagnostic) -> Page {
        guard let name = names.last else { return overview(registry) }
        if let page = page(named: names.joined(separator: " "), registry) ?? page(named: name, registry) { return page }
        let candidates =
            registry.entries.flatMap(\.spellings) + HelpTopic.all.flatMap(\.names)
            + Entry.Category.allCases.map { $0.heading.lowercased() }
            + registry.entries.flatMap { $0.parameters.flatMap(\.spellings) }
        throw Diagnostic(
            .name, "there is no help on \(name)", at: span,
            hint: nearest(to: name, in: candidates).map { "did you mean \($0)?" } ?? "help lists what there is")
    }

    /// The page on an entry, a topic, an option or a group of entries.
    static func page(named name: String, _ registry: Registry) -> Page? {
        if let entry = registry.entry(name) { return page(of: entry) }
        if Entry.network.spellings.contains(name) { return page(of: Entry.network) }
        if let topic = HelpTopic.named(name) { return topic.page }
        let users = (registry.entries + [Entry.network]).filter { entry in
            entry.index(of: name).map { entry.parameters[$0].role == .option } ?? false
        }
        if !users.isEmpty { return page(ofOption: name, users) }
        if let category = Entry.Category.allCases.first(where: { $0.groupNames.contains(name) }),
            let section = section(category, registry)
        {
            return Page(section)
        }
        return registry.entries.first { $0.words.contains(name) }.map { page(of: $0) }
    }

    /// The page of one entry.
    static func page(of entry: Entry) -> Page {
        var page = Page([.signature(entry.signature), .paragraph("\(entry.summary).")])
        if !entry.details.isEmpty { page.blocks.append(.paragraph(entry.details)) }
        if !entry.aliases.isEmpty {
            let spellings = entry.aliases.map { "`\($0)`" }.joined(separator: ", ")
            page.blocks.append(.paragraph("Also written \(spellings)."))
        }
        if !entry.parameters.isEmpty {
            page.blocks.append(
                .table(
                    headings: ["", "", "default"],
                    rows: entry.parameters.map { parameter in
                        [parameter.spellings.joined(separator: ", "), parameter.summary, parameter.defaultText]
                    }))
        }
        if !entry.example.isEmpty { page.blocks += [.heading("Example:"), .code(entry.example)] }
        return page
    }

    /// The page of a parameter: what it is for, what it takes, and what it is where it is not given.
    static func page(of parameter: Parameter, of entry: Entry) -> Page {
        var facts: [(name: String, text: String)] = []
        if !parameter.kinds.isEmpty { facts.append((name: "takes", text: parameter.kindsDescribed)) }
        if !parameter.choices.isEmpty {
            facts.append((name: "such as", text: parameter.choices.map { "`\($0)`" }.joined(separator: ", ")))
        }
        if !parameter.defaultText.isEmpty { facts.append((name: "default", text: parameter.defaultText)) }
        if !parameter.aliases.isEmpty {
            facts.append((name: "also", text: parameter.aliases.map { "`\($0)`" }.joined(separator: ", ")))
        }
        return Page([
            .signature("\(parameter.label) of \(entry.calledName)"), .paragraph("\(parameter.summary)."),
            .list(facts), .paragraph("`help \(entry.helpName)` explains the whole."),
        ])
    }

    private static func page(ofOption name: String, _ users: [Entry]) -> Page {
        Page([
            .heading("\(name), an option"),
            .list(
                users.compactMap { entry in
                    guard let index = entry.index(of: name) else { return nil }
                    let parameter = entry.parameters[index]
                    let standard = parameter.defaultText.isEmpty ? "" : " (default \(parameter.defaultText))"
                    return (name: "\(parameter.label) of \(entry.calledName)", text: parameter.summary + standard)
                }),
        ])
    }

    /// What a newcomer types first; the tests run it.
    static let firstSession = """
        D = mixture(n=200, seed=42)
        N = 2 -> 20 tanh -> 1 sigmoid, seed=7
        train N on D, η=0.1, momentum=0.9, epochs=200
        plot boundary(N) on D with bayes(D)
        error(N, D.test)
        """

    /// The first page: how to begin, how to ask, and what there is.
    static func overview(_ registry: Registry) -> Page {
        var page = Page([
            .heading("A first session: data of two classes, a network, its training, and what it has learnt"),
            .code(firstSession), .heading("How to go on"),
            .list([
                (
                    name: "help train",
                    text: "explains a verb, a function, an option or a topic, with an example that runs"
                ),
                (name: "N?", text: "says what a variable is and where it comes from"),
                (name: "vars", text: "lists the variables"),
                (name: "Tab", text: "in a notebook completes names, options and their values; `\\eta` and Tab is `η`"),
                (name: "use convention", text: "takes the formulas of a lecture; `help conventions` says which"),
            ]),
        ])
        for category in Entry.Category.allCases {
            if category == .verb {
                page.blocks += section(category, registry) ?? []
                continue
            }
            let names = registry.entries.filter { $0.category == category }.map(\.name)
            if !names.isEmpty { page.blocks += [.heading(category.heading), .names(names)] }
        }
        page.blocks += [
            .heading("Topics"), .names(HelpTopic.all.map(\.name)),
            .paragraph("The name of a group lists it with a line for each: `help functions`, `help optimisers`."),
        ]
        return page
    }

    /// What there is of a category, one line for each entry.
    static func section(_ category: Entry.Category, _ registry: Registry) -> [Page.Block]? {
        let entries = registry.entries.filter { $0.category == category }
        if entries.isEmpty { return nil }
        return [.heading(category.heading), .list(entries.map { (name: $0.name, text: $0.summary) })]
    }
}

extension Entry.Category {
    /// What `help` knows the group of all entries of a category by.
    fileprivate var groupNames: [String] { [heading.lowercased(), noun + "s"] }

    /// The heading over the entries of a category.
    var heading: String {
        switch self {
        case .verb: "Verbs"
        case .function: "Functions"
        case .activation: "Activations"
        case .layer: "Between layers"
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
