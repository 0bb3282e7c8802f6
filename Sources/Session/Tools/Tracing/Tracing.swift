import Drawing
import Engine
import Language

/// `trace`.
enum Tracing {
    /// Traces samples through a network, displays every formula with its numbers and gives them as a table.
    static func run(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let isBackward = try arguments.truth("backward") ?? false
        if !isBackward, arguments["loss"] != nil {
            throw Diagnostic(
                .value, "the forward pass has no loss", at: arguments.span("loss"),
                hint: "backward=true goes back from it",
                topic: "trace")
        }
        let convention = machine.convention
        let steps = TraceSteps(
            network: network, notation: Notation(convention), convention: convention, samples: data.count)
        var parts: [(title: String, steps: [TraceStep])] = []
        var notes = ["convention \(convention.name): a sample is a \(steps.notation.hasColumns ? "column" : "row")"]
        if isBackward {
            let loss = arguments.lossOption
            let trace = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                try network.backward(on: data, loss: loss, convention: convention, normalization: .running)
            }
            parts.append((title: "forward", steps: steps.forward(trace.forward)))
            parts.append(
                (
                    title: "backward from \(steps.notation.loss) = \(NumberText.significant(trace.loss, digits: 8))",
                    steps: steps.backward(trace, targets: targets(data, outputs: network.outputs))
                ))
            notes.append("\(steps.notation.loss): \(trace.lossText)")
        } else {
            let trace = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                try network.forward(data.inputs)
            }
            parts.append((title: "forward", steps: steps.forward(trace)))
        }
        if network.layers.contains(where: \.isNormalized) { notes.append("normalised by the running statistics") }
        machine.output.display(
            rendering(parts, title: "trace \(arguments.text("N")) on \(arguments.text("D"))", notes: notes))
        let all = parts.flatMap(\.steps)
        return .table(
            ValueTable(columns: [
                .init(label: "quantity", values: all.map { .text($0.symbol.text) }),
                .init(label: "formula", values: all.map { .text($0.formula?.text ?? "") }),
                .init(label: "value", values: all.map { Value($0.value) }),
            ]))
    }

    /// The targets with a column for each output, where they are the numbers of classes.
    private static func targets(_ data: Dataset, outputs: Int) -> Matrix {
        guard data.targets.columns == 1, outputs > 1 else { return data.targets }
        var targets = Matrix(rows: data.count, columns: outputs, repeating: 0)
        for (row, label) in data.targets.elements.enumerated() {
            guard let column = Int(exactly: label), (0..<outputs).contains(column) else { return data.targets }
            targets[row, column] = 1
        }
        return targets
    }

    // MARK: Showing

    private static func rendering(
        _ parts: [(title: String, steps: [TraceStep])], title: String, notes: [String]
    ) -> Rendering {
        var plain = [title]
        var html =
            "<table><caption style=\"text-align:left\">\(Markup.escaped(title))</caption><tbody>"
        for part in parts {
            plain += ["", part.title]
            html += "<tr><th colspan=\"3\" style=\"text-align:left\">\(Markup.escaped(part.title))</th></tr>"
            for step in part.steps {
                let shape = Shape(step.value).text
                let formula = step.formula.map { " = \($0.text)" } ?? ""
                plain.append("  \(step.symbol.text)\(formula)  (\(shape))")
                plain += lines(step.value).map { "    " + $0 }
                let latex = step.symbol.latex + (step.formula.map { " = \($0.latex)" } ?? "")
                html +=
                    "<tr><td style=\"text-align:left\">$\(Markup.escaped(latex))$</td><td>\(shape)</td>"
                    + "<td>\(numbers(step.value))</td></tr>"
            }
        }
        plain += [""] + notes
        html += "</tbody></table>" + notes.map { "<div>\(Markup.escaped($0))</div>" }.joined()
        return Rendering(plain: plain.joined(separator: "\n"), html: html)
    }

    /// The numbers, the middle of a large matrix left out.
    private static func lines(_ matrix: Matrix) -> [String] {
        matrix.lines(rowLimit: 6, columnLimit: 6, digits: 5)
    }

    private static func numbers(_ matrix: Matrix) -> String {
        lines(matrix).map { Markup.escaped($0) }.joined(separator: "<br>").monospaced
    }
}

extension String {
    /// Text whose columns align, for HTML.
    fileprivate var monospaced: String { "<pre style=\"margin:0;text-align:left;background:none\">\(self)</pre>" }
}
