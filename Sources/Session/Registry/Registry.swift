public import Language

/// The names with a meaning of their own: one table from which everything else is made.
public struct Registry: Sendable {
    /// The entries, verbs first, each group in the order help shows it.
    public let entries: [Entry]
    /// What the parser needs of it.
    public let vocabulary: Vocabulary
    private let bySpelling: [String: Int]

    /// Creates a registry; of two entries with one spelling the first wins.
    init(_ entries: [Entry]) {
        self.entries = entries
        var bySpelling: [String: Int] = [:]
        for (position, entry) in entries.enumerated() {
            for spelling in entry.spellings where bySpelling[spelling] == nil { bySpelling[spelling] = position }
        }
        self.bySpelling = bySpelling
        vocabulary = Vocabulary(
            verbs: entries.filter { $0.category == .verb }.map(\.syntax),
            activations: Set(entries.filter { $0.category == .activation }.flatMap(\.spellings)))
    }

    /// The language as it is.
    public static let standard = Registry(
        Entry.verbs + Entry.commands + Entry.diagrams + Entry.files + Entry.activations + Entry.layers
            + Entry.mathematics
            + Entry.functions + Entry.statistics + Entry.order + Entry.tables + Entry.matrices + Entry.linearAlgebra
            + Entry.networkFunctions + Entry.evaluation + Entry.pictures + Entry.backpropagation + Entry.dataFunctions
            + Entry.plotting + Entry.information + Entry.losses + Entry.trainingNames + Entry.optimizers
            + Entry.schedules
            + Entry.constants)

    /// The registry with entries that hide its own.
    func with(_ entries: [Entry]) -> Registry { entries.isEmpty ? self : Registry(entries + self.entries) }

    /// The entry with this spelling.
    public func entry(_ spelling: String) -> Entry? {
        bySpelling[spelling].map { entries[$0] }
    }
}

extension Entry {
    /// How a verb is written, for the parser.
    fileprivate var syntax: Vocabulary.Verb {
        Vocabulary.Verb(
            name: name, words: words,
            prepositions: parameters.compactMap { parameter in
                if case .object(let preposition) = parameter.role { preposition } else { nil }
            },
            takesNames: takesNames)
    }
}
