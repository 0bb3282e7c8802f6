import FoundationEssentials
import KernelCore
import Session

/// The language in a subshell: each cell works on a copy of the main shell's variables, taken when it begins.
final class SubshellInterpreter: Interpreter {
    private let reader: SessionReader
    /// The copy that a cell works on, until it is finished.
    private var cell: SessionInterpreter?

    init(_ reader: SessionReader) { self.reader = reader }

    var language: LanguageDescription { SessionInterpreter.languageDescription }

    func execute(_ code: String, silent: Bool, output: any OutputSink) -> ExecutionOutcome {
        guard let copy = copy(isInterrupted: { output.isInterrupted }) else {
            return .failed(name: "Interrupted", value: "interrupted", traceback: ["interrupted"])
        }
        cell = copy
        return copy.execute(code, silent: silent, output: output)
    }

    func evaluate(
        _ expression: String, isInterrupted: @escaping () -> Bool
    ) -> Result<MIMEBundle, EvaluationFailure> {
        guard let copy = cell ?? copy(isInterrupted: isInterrupted) else {
            return .failure(EvaluationFailure(name: "Interrupted", value: "interrupted", traceback: ["interrupted"]))
        }
        return copy.evaluate(expression, isInterrupted: isInterrupted)
    }

    func finishCell() { cell = nil }

    func complete(_ code: String, at cursor: Int) -> CompletionResult { copyForHelp().complete(code, at: cursor) }

    func inspect(_ code: String, at cursor: Int, detail: Int) -> MIMEBundle? {
        copyForHelp().inspect(code, at: cursor, detail: detail)
    }

    func completeness(of code: String) -> KernelCore.Completeness { SessionInterpreter().completeness(of: code) }

    var outputLimits: OutputLimits { cell?.outputLimits ?? OutputLimits() }

    /// The targets read this subshell's copy, so that they answer while the main shell is busy.
    var commTargets: [String: any CommTarget] {
        [VariablesTarget.name: VariablesTarget { [self] in copyForHelp().variables }]
    }

    private func copy(isInterrupted: () -> Bool) -> SessionInterpreter? {
        reader.session(isCancelled: isInterrupted).map { SessionInterpreter($0) }
    }

    /// A copy for what cannot be interrupted: without variables where the main shell gives none in time.
    private func copyForHelp() -> SessionInterpreter {
        let end = ContinuousClock.now + .milliseconds(500)
        return copy(isInterrupted: { .now > end }) ?? SessionInterpreter()
    }
}
