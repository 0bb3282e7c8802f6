/// What went wrong in a cell, as data: rendered elsewhere, by a notebook, a terminal or a test.
public struct Diagnostic: Error, Sendable, Hashable {
    /// The kinds of error of the language, each with a help page of its own.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case syntax
        case name
        case type
        case shape
        case value
        case numeric
        case file
        case expectation
        case interrupted
        case limit
    }

    /// The kind of error.
    public var kind: Kind
    /// One sentence that says what is wrong, without a final full stop.
    public var message: String
    /// The places it is about, in the order of the source; the first is where the error is reported.
    public var spans: [Span]
    /// What was probably meant, as `did you mean …`, or how to mend it.
    public var hint: String?
    /// The topic of `help` that explains it, such as `shapes`.
    public var topic: String?
    /// Where the cause lies, if that is outside the cell: in a function that the cell calls.
    public var origin: String?

    /// Creates a diagnostic about one or more places.
    public init(
        _ kind: Kind, _ message: String, at spans: Span..., hint: String? = nil, topic: String? = nil,
        origin: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.spans = spans
        self.hint = hint
        self.topic = topic
        self.origin = origin
    }
}
