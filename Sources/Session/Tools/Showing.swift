import Drawing
import Glibc
import Language

/// `show`, `print`, `warn`, `clear` and `pause`.
enum Showing {
    static func show(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        if !arguments.names.isEmpty {
            guard arguments.all("value").isEmpty else {
                throw Diagnostic(
                    .syntax, "show conventions takes nothing else", at: arguments.span("value"), topic: "show")
            }
            machine.output.display(Conventions.overview)
            return .none
        }
        guard arguments["value"] != nil else {
            throw Diagnostic(
                .syntax, "show needs a value", at: arguments.head, hint: "show A, or show conventions", topic: "show")
        }
        let title = arguments.title
        if arguments["baseline"] != nil,
            let other = arguments.written("value").first(where: { $0.value.kind != .table })
        {
            throw Diagnostic(
                .type, "a baseline stands below a table, and this is \(other.value.described)", at: other.span,
                topic: "show")
        }
        for value in arguments.all("value") {
            if case .table(let table) = value {
                let best = arguments["best"] == nil ? [] : try Tables.columns("best", of: table, arguments)
                let isLargestBest = try arguments.truth("largest") ?? false
                var drawn = table.drawn(title: title, best: best, isLargestBest: isLargestBest)
                if case .classifier(let bayes) = arguments["baseline"] { compare(&drawn, with: bayes) }
                machine.output.display(drawn.rendering)
            } else {
                machine.output.display(value.rendering)
            }
        }
        return .none
    }

    /// Adds what the Bayes classifier reaches: a row below the errors and accuracies, or a line where the table has none.
    ///
    /// An error on training data may be smaller, and so has none beside it.
    private static func compare(_ table: inout Table, with bayes: BayesClassifier) {
        var row = table.columns.map { column -> Table.Cell in
            if column.title.hasPrefix("train") { return .empty }
            if column.title.hasSuffix("error") { return .number(bayes.error) }
            return column.title.hasSuffix("accuracy") ? .number(1 - bayes.error) : .empty
        }
        if row.first == .empty, row.contains(where: { $0 != .empty }) {
            row[0] = .text("Bayes")
            table.baseline = row
        } else {
            let line = "baseline: Bayes error \(NumberText.fixed(bayes.error, decimals: 6))"
            table.footnote = table.footnote.map { "\($0); \(line)" } ?? line
        }
    }

    static func print(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let end = try arguments.text(of: "end") ?? "\n"
        machine.output.print(arguments.all("value").map(\.short).joined(separator: " ") + end)
        return .none
    }

    static func warn(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.warn(arguments.all("value").map(\.short).joined(separator: " ") + "\n")
        return .none
    }

    static func clear(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        machine.output.clear(wait: try arguments.truth("wait") ?? false)
        return .none
    }

    /// Waits in short naps, so that an interrupt is heeded at once.
    static func pause(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let seconds = try arguments.number("seconds") ?? 0
        guard seconds >= 0, seconds <= 86_400 else {
            throw Diagnostic(
                .value, "pause waits from 0 to 86400 seconds, not \(Value.text(of: seconds))",
                at: arguments.span("seconds"), topic: "pause")
        }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while true {
            try machine.checkInterrupt(at: arguments.head)
            let rest = (end - clock.now) / .microseconds(1)
            guard rest > 0 else { return .none }
            usleep(useconds_t(min(rest.rounded(.up), 20_000)))
        }
    }
}
