import FoundationEssentials
import KernelCore
import Language
import Session

/// The language as the kernel serves it.
final class SessionInterpreter: Interpreter {
    private let session: Session
    // Distinct from those of another kernel, whose displays may be in the same notebook.
    private let displayPrefix = UUID().uuidString.lowercased()

    /// Creates an interpreter of a session, by default of a new one.
    init(_ session: Session = Session()) { self.session = session }

    var language: LanguageDescription { Self.languageDescription }

    static let languageDescription = LanguageDescription(
        implementation: "nabla", implementationVersion: Version.current,
        banner: "Nabla \(Version.current): a small command language for neural networks; help lists what there is",
        name: "nabla", version: Version.current, mimetype: "text/x-nabla", fileExtension: ".nabla",
        // Lexers that clients know, and that colour the language's numbers, strings, comments and blocks.
        pygmentsLexer: "julia", codemirrorMode: "julia")

    func execute(_ code: String, silent: Bool, output: any OutputSink) -> ExecutionOutcome {
        let adapter = KernelOutput(output, displayPrefix: displayPrefix)
        let cell = silent ? nil : output.executionCount
        switch session.execute(code, cell: cell, output: adapter, isCancelled: { output.isInterrupted }) {
        case .completed: return .ok
        case .failed(let diagnostic):
            return .failed(
                name: diagnostic.kind.errorName, value: diagnostic.message, traceback: diagnostic.traceback(in: code))
        }
    }

    func evaluate(
        _ expression: String, isInterrupted: @escaping () -> Bool
    ) -> Result<MIMEBundle, EvaluationFailure> {
        let output = ResultOutput()
        switch session.execute(expression, output: output, isCancelled: isInterrupted) {
        case .completed: return .success(output.result?.bundle ?? ["text/plain": "none"])
        case .failed(let diagnostic):
            return .failure(
                EvaluationFailure(
                    name: diagnostic.kind.errorName, value: diagnostic.message,
                    traceback: diagnostic.traceback(in: expression)))
        }
    }

    func complete(_ code: String, at cursor: Int) -> CompletionResult {
        let completions = session.complete(code, at: code.utf8Offset(ofScalar: cursor))
        return CompletionResult(
            matches: completions.items.map { item in
                // JupyterLab has one line for a kind, and would break `data set`.
                let type = String(item.kind.map { $0 == " " ? "\u{A0}" : $0 })
                return .init(text: item.text, type: type, signature: item.signature)
            },
            start: code.scalarOffset(ofUTF8: completions.span.start),
            end: code.scalarOffset(ofUTF8: completions.span.end))
    }

    func inspect(_ code: String, at cursor: Int, detail: Int) -> MIMEBundle? {
        session.inspect(code, at: code.utf8Offset(ofScalar: cursor))?.bundle
    }

    func completeness(of code: String) -> KernelCore.Completeness {
        switch session.completeness(of: code) {
        case .complete: .complete
        case .incomplete(let indent): .incomplete(indent: indent)
        case .invalid: .invalid
        }
    }

    var outputLimits: OutputLimits {
        OutputLimits(text: session.outputLimit, display: session.outputLimit * 16, remedy: session.outputHint)
    }

    /// The variables, as clients are told of them.
    var variables: [VariableSummary] { session.variableSummaries }

    var commTargets: [String: any CommTarget] {
        [VariablesTarget.name: VariablesTarget { [session] in session.variableSummaries }]
    }

    var subshellMaker: SubshellMaker? {
        { [reader = session.reader] in SubshellInterpreter(reader) }
    }
}

extension Diagnostic.Kind {
    /// The name of the error for clients: `ShapeError`.
    fileprivate var errorName: String {
        self == .interrupted ? "Interrupted" : rawValue.prefix(1).uppercased() + rawValue.dropFirst() + "Error"
    }
}

extension Diagnostic {
    /// The lines that a notebook shows, in colour.
    fileprivate func traceback(in source: String) -> [String] {
        rendered(in: source, color: true).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

extension Rendering {
    /// The forms that a client picks from.
    var bundle: MIMEBundle {
        var bundle = ["text/plain": plain()]
        if let html { bundle["text/html"] = html }
        if let svg { bundle["image/svg+xml"] = svg }
        if let markdown { bundle["text/markdown"] = markdown }
        if let latex { bundle["text/latex"] = latex }
        return bundle
    }
}

extension String {
    /// The offset in UTF-8 bytes of a position counted in Unicode scalars.
    func utf8Offset(ofScalar position: Int) -> Int {
        unicodeScalars.prefix(max(position, 0)).reduce(0) { $0 + UTF8.width($1) }
    }

    /// The position in Unicode scalars of an offset in UTF-8 bytes.
    func scalarOffset(ofUTF8 offset: Int) -> Int {
        var bytes = 0
        var position = 0
        for scalar in unicodeScalars {
            if bytes >= offset { break }
            bytes += UTF8.width(scalar)
            position += 1
        }
        return position
    }
}
