/// The topics of `help` that syntax errors point to.
public enum SyntaxTopic: String, Sendable, Hashable, CaseIterable {
    case assignment
    case blocks
    case brackets
    case commands
    case functions
    case indexing
    case names
    case networks
    case numbers
    case operators
    case options
    case symbols
    case text
}
