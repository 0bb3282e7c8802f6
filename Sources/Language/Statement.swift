/// A name as it stands in the source, in its canonical spelling (NFC, look-alikes folded).
public struct Name: Sendable, Hashable {
    /// The canonical spelling.
    public var text: String
    /// Where it stands.
    public var span: Span

    /// Creates a name.
    public init(_ text: String, _ span: Span) {
        self.text = text
        self.span = span
    }
}

/// One statement of a cell.
public struct Statement: Sendable, Hashable {
    /// What kind of statement it is, with its parts.
    public indirect enum Kind: Sendable, Hashable {
        /// An expression, whose value is displayed; options may follow it.
        case expression(Expression, options: [Option])
        /// `a, N.W1 = first, second, seed=7`: as many targets as values, or one value that is taken apart.
        case assignment(targets: [Target], values: [Expression], options: [Option])
        /// `f(x, y) = body`.
        case definition(Name, parameters: [Name], body: Expression)
        /// `time statement`: runs it and says how long it took.
        case timed(Statement)
        /// `H = train N on D, epochs=10` is an assignment of this.
        case command(Command)
        /// `targets = verb …`.
        case commandAssignment(targets: [Target], Command)
        /// `for binders … end`.
        case loop([Binder], body: [Statement])
        /// `while condition … end`.
        case whileLoop(Expression, body: [Statement])
        /// `if … else if … else … end`: the branches in order, the last with no condition for `else`.
        case conditional([Branch])
        /// `sweep binders, option=value … end`, or `T = sweep …`.
        case sweep(targets: [Target], [Binder], options: [Option], body: [Statement])
        /// `record a = x, b = y`, in the body of a sweep.
        case record([Option])
        /// `break`.
        case breakLoop
        /// `name?`: help on a name.
        case help(Name)
    }

    /// The statement's kind and parts.
    public var kind: Kind
    /// The whole statement.
    public var span: Span
    /// Whether a `;` ends its line, so that it shows nothing unasked.
    public var isQuiet: Bool

    /// Creates a statement.
    public init(_ kind: Kind, _ span: Span, isQuiet: Bool = false) {
        self.kind = kind
        self.span = span
        self.isQuiet = isQuiet
    }
}

/// The left side of an assignment: a name, a member of a named value (`N.W1 = …`), or a part of either (`N.W1[1, :] = …`).
public struct Target: Sendable, Hashable {
    /// The variable.
    public var name: Name
    /// The member that is set, if any.
    public var member: Name?
    /// The positions of the part that is set, with their brackets; empty for the whole.
    public var subscripts: [Subscript]
    /// The whole target.
    public var span: Span

    /// Creates a target.
    public init(name: Name, member: Name? = nil, subscripts: [Subscript] = [], span: Span? = nil) {
        self.name = name
        self.member = member
        self.subscripts = subscripts
        self.span = span ?? member.map { name.span.union($0.span) } ?? name.span
    }
}

/// `label=value` behind a head, or a pair of `record`.
public struct Option: Sendable, Hashable {
    /// The label, as written.
    public var label: Name
    /// The value.
    public var value: Expression

    /// Creates an option.
    public init(label: Name, value: Expression) {
        self.label = label
        self.value = value
    }
}

/// `x in values` or `(a, b) in values` at the head of `for` and `sweep`.
public struct Binder: Sendable, Hashable {
    /// The names bound; more than one take each item apart.
    public var names: [Name]
    /// What is run over.
    public var sequence: Expression

    /// Creates a binder.
    public init(names: [Name], sequence: Expression) {
        self.names = names
        self.sequence = sequence
    }
}

/// One branch of `if`.
public struct Branch: Sendable, Hashable {
    /// The condition; `nil` for `else`.
    public var condition: Expression?
    /// What runs where it holds.
    public var body: [Statement]

    /// Creates a branch.
    public init(condition: Expression?, body: [Statement]) {
        self.condition = condition
        self.body = body
    }
}

/// A verb with its words, subjects, prepositions and options.
public struct Command: Sendable, Hashable {
    /// What stands behind one preposition.
    public struct Object: Sendable, Hashable {
        /// The preposition.
        public var preposition: Preposition
        /// Where the preposition stands.
        public var span: Span
        /// The expression behind it.
        public var value: Expression

        /// Creates an object.
        public init(preposition: Preposition, span: Span, value: Expression) {
            self.preposition = preposition
            self.span = span
            self.value = value
        }
    }

    /// The verb.
    public var verb: Name
    /// The verb's words that were given, such as `convention` after `use`.
    public var words: [Name]
    /// The bare names that follow a verb which takes names (`help train`).
    public var names: [Name]
    /// The subjects, in order.
    public var subjects: [Expression]
    /// What stands behind prepositions, in order.
    public var objects: [Object]
    /// The options.
    public var options: [Option]

    /// Creates a command.
    public init(
        verb: Name, words: [Name] = [], names: [Name] = [], subjects: [Expression] = [], objects: [Object] = [],
        options: [Option] = []
    ) {
        self.verb = verb
        self.words = words
        self.names = names
        self.subjects = subjects
        self.objects = objects
        self.options = options
    }
}
