/// The words that shape statements; none of them can be a variable, a verb or a function.
public enum Keyword: String, Sendable, Hashable, CaseIterable {
    case `for`
    case `while`
    case `if`
    case `else`
    case sweep
    case record
    case `break`
    case end
    case `in`
    case and
    case or
    case not
    case step
    case time
}
