// KernelCore: serves Jupyter requests to any interpreter, and knows no socket.

/// Representations of one thing by MIME type, none of them with parameters.
///
/// They are sent as a JSON object with sorted keys.
public typealias MIMEBundle = [String: String]

/// A language that a kernel serves.
///
/// All calls come from one thread, one after the other. Cursors are counted in Unicode scalars, as on the wire, and lie
/// within the code.
public protocol Interpreter: AnyObject {
    /// The language, as clients are told of it.
    var language: LanguageDescription { get }

    /// Runs a cell.
    ///
    /// - Parameters:
    ///   - silent: whether the client wants nothing shown; the output then leads nowhere.
    ///   - output: takes what the cell shows, and tells whether it is to stop; of no use after the call.
    func execute(_ code: String, silent: Bool, output: any OutputSink) -> ExecutionOutcome

    /// Evaluates an expression for the client's own use, after a cell and as the cell has left things.
    ///
    /// - Parameter isInterrupted: tells whether it is to stop; of no use after the call.
    func evaluate(
        _ expression: String, isInterrupted: @escaping () -> Bool
    ) -> Result<MIMEBundle, EvaluationFailure>

    /// Says that nothing more is evaluated after the cell.
    func finishCell()

    /// Says how the code before the cursor could go on.
    func complete(_ code: String, at cursor: Int) -> CompletionResult

    /// Describes what stands at the cursor; nil if there is nothing to say.
    ///
    /// - Parameter detail: 0 for the usual, 1 for more.
    func inspect(_ code: String, at cursor: Int, detail: Int) -> MIMEBundle?

    /// Says whether the code can be run as it stands.
    func completeness(of code: String) -> Completeness

    /// How much a cell may show; asked while a cell runs, which may change it.
    var outputLimits: OutputLimits { get }

    /// What clients can open comms to, by name.
    var commTargets: [String: any CommTarget] { get }

    /// Makes interpreters for subshells, each for a thread of its own, which run while this one does; nil if the language
    /// has none.
    var subshellMaker: SubshellMaker? { get }
}

/// Makes an interpreter for a subshell.
public typealias SubshellMaker = @Sendable () -> sending any Interpreter

extension Interpreter {
    /// Most languages keep nothing for a cell alone.
    public func finishCell() {}

    /// A language needs no limits of its own.
    public var outputLimits: OutputLimits { OutputLimits() }

    /// A language needs no comms.
    public var commTargets: [String: any CommTarget] { [:] }

    /// A language needs no subshells.
    public var subshellMaker: SubshellMaker? { nil }
}

/// What clients are told of a language and its kernel.
public struct LanguageDescription: Sendable {
    /// The kernel's name.
    public var implementation: String
    /// The kernel's version.
    public var implementationVersion: String
    /// The greeting of a console.
    public var banner: String
    /// The language's name.
    public var name: String
    /// The language's version.
    public var version: String
    /// The MIME type of its files.
    public var mimetype: String
    /// The extension of its files, with the dot.
    public var fileExtension: String
    /// The Pygments lexer that fits it.
    public var pygmentsLexer: String
    /// The CodeMirror mode that fits it.
    public var codemirrorMode: String
    /// Entries of the client's help menu.
    public var helpLinks: [(text: String, url: String)]

    /// Creates a description.
    public init(
        implementation: String, implementationVersion: String, banner: String, name: String, version: String,
        mimetype: String, fileExtension: String, pygmentsLexer: String, codemirrorMode: String,
        helpLinks: [(text: String, url: String)] = []
    ) {
        self.implementation = implementation
        self.implementationVersion = implementationVersion
        self.banner = banner
        self.name = name
        self.version = version
        self.mimetype = mimetype
        self.fileExtension = fileExtension
        self.pygmentsLexer = pygmentsLexer
        self.codemirrorMode = codemirrorMode
        self.helpLinks = helpLinks
    }
}

/// How a cell ended.
public enum ExecutionOutcome: Sendable, Hashable {
    /// It ran to its end.
    case ok
    /// It ran to its end, and wants something shown beside the notebook, as help is.
    case page(MIMEBundle)
    /// It failed; an interrupt is a failure too, named by the interpreter.
    case failed(name: String, value: String, traceback: [String])
}

/// Why an expression has no value.
public struct EvaluationFailure: Error, Sendable, Hashable {
    /// The error's kind.
    public var name: String
    /// The error's message.
    public var value: String
    /// The lines to be shown.
    public var traceback: [String]

    /// Creates a failure.
    public init(name: String, value: String, traceback: [String]) {
        self.name = name
        self.value = value
        self.traceback = traceback
    }
}

/// The ways in which code could go on.
public struct CompletionResult: Sendable, Hashable {
    /// One way to go on.
    public struct Match: Sendable, Hashable {
        /// What replaces the range.
        public var text: String
        /// What it is, such as `function`.
        public var type: String
        /// How it is called, if it is.
        public var signature: String?

        /// Creates a match.
        public init(text: String, type: String, signature: String? = nil) {
            self.text = text
            self.type = type
            self.signature = signature
        }
    }

    /// The ways to go on, in the order to be shown.
    public var matches: [Match]
    /// Where the range they replace starts, in Unicode scalars.
    public var start: Int
    /// Where the range they replace ends, in Unicode scalars.
    public var end: Int

    /// Creates a result.
    public init(matches: [Match], start: Int, end: Int) {
        self.matches = matches
        self.start = start
        self.end = end
    }
}

/// Whether code can be run as it stands.
public enum Completeness: Sendable, Hashable {
    /// It can.
    case complete
    /// More is to come; the next line begins with the indent.
    case incomplete(indent: String)
    /// It never can.
    case invalid
    /// There is no telling.
    case unknown
}
