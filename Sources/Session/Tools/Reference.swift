/// The printed reference of the language, made from the registry.
public enum Reference {
    /// The whole reference as Markdown, the entries of a category under its heading.
    public static var markdown: String {
        let registry = Registry.standard
        var text = """
            # Reference

            Every verb, function and name with a meaning of its own, as `help NAME` shows it. `make docs` writes this page from the
            registry; every example on it is run by the tests. [language.md](language.md) is about the language as a whole.


            """
        for category in Entry.Category.allCases {
            let entries = registry.entries.filter { $0.category == category }
            if entries.isEmpty { continue }
            text += "## \(category.heading)\n\n"
            for entry in entries { text += section(entry.name, Help.page(of: entry)) }
        }
        text += "## Networks\n\n" + section(Entry.network.name, Help.page(of: Entry.network))
        text += "## Topics\n\n"
        for topic in HelpTopic.all { text += section(topic.name, Page(Array(topic.page.blocks.dropFirst()))) }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    private static func section(_ title: String, _ page: Page) -> String {
        "### \(title)\n\n\(page.markdown)\n"
    }
}
