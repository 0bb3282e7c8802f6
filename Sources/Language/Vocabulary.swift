/// The verbs the parser knows, given to it by the registry: the language itself has no verb built in.
public struct Vocabulary: Sendable {
    /// How a verb's command is written: `verb word… subject, subject preposition object, option=value`.
    public struct Verb: Sendable, Hashable {
        /// The verb itself, such as `plot`.
        public var name: String
        /// Words that may follow the verb, such as `convention` after `use`; they are not expressions.
        public var words: [String]
        /// Prepositions the verb takes.
        public var prepositions: [Preposition]
        /// Whether what follows the verb is bare names, not expressions (`use convention yale`, `help train`).
        public var takesNames: Bool

        /// Creates the syntax of one verb.
        public init(
            name: String, words: [String] = [], prepositions: [Preposition] = [], takesNames: Bool = false
        ) {
            self.name = name
            self.words = words
            self.prepositions = prepositions
            self.takesNames = takesNames
        }
    }

    /// The verbs by name.
    public let verbs: [String: Verb]
    /// Names of activations, which may follow a layer's size in a network.
    public let activations: Set<String>

    /// Creates a vocabulary.
    public init(verbs: [Verb], activations: Set<String>) {
        self.verbs = Dictionary(verbs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.activations = activations
    }
}

/// The words that introduce a further operand of a command.
public enum Preposition: String, Sendable, Hashable, CaseIterable {
    case on
    case with
    case from
    case to
    case by
    case over
    case of
}
