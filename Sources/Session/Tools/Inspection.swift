import Drawing
import Engine
import Language

extension Session {
    /// What is known of what stands at a place: a variable, a member, an option or a built-in.
    ///
    /// Where none of these is, it is the help on what the place is an argument of.
    ///
    /// - Parameter offset: The place, in UTF-8 bytes; a place just behind a name counts.
    public func inspect(_ source: String, at offset: Int) -> Rendering? {
        page(on: source, at: offset)?.rendering
    }

    private func page(on source: String, at offset: Int) -> Page? {
        let tokens = tokenize(source).filter { $0.kind != .comment }
        let words = tokens.indices.filter { position in
            let token = tokens[position]
            return token.span.start <= offset && offset <= token.span.end
                && (token.kind == .name || token.kind == .keyword || token.kind == .preposition)
        }
        guard let position = words.first else {
            if let sign = sign(in: tokens, at: offset) { return sign }
            return CompletionContext(source, at: offset, registry: registry).place.head.map { Help.page(of: $0) }
        }
        let token = tokens[position]
        let next = tokens.indices.contains(position + 1) ? tokens[position + 1].text : ""
        let head = CompletionContext(source, at: token.span.start, registry: registry).place.head
        if let head, let parameter = parameter(named: token, before: next, behind: tokens[..<position], of: head) {
            return Help.page(of: parameter, of: head)
        }
        let path = CompletionContext.path(tokens[...position])
        if let header = DefinitionHeader(tokens, at: position), header.parameters.contains(path.first ?? "") {
            return path.count > 1 ? nil : Page([.heading("\(token.text) is a parameter of \(header.form)")])
        }
        let variables = self.variables
        let isVariable = variables.contains { $0.name == path.first }
        if let value = value(at: path, variables), isVariable || path.count > 1 || registry.entry(token.text) == nil {
            let owner = path.count > 1 ? self.value(at: path.dropLast(), variables) : nil
            return Inspection.page(
                of: value, named: path.joined(separator: "."),
                summary: owner.flatMap { Members.summary(of: token.text, of: $0) },
                assignment: path.count == 1 ? assignment(of: token.text) : nil)
        }
        // Behind a full stop a name is a member, whatever else has that name.
        if position > 0, tokens[position - 1].text == "." { return nil }
        return Help.page(named: token.text, registry)
    }

    /// The parameter that a label before `=` or a preposition stands for.
    private func parameter(
        named token: Token, before next: String, behind tokens: ArraySlice<Token>, of head: Entry
    ) -> Parameter? {
        if token.kind == .preposition {
            return head.parameters.first { $0.role == .object(Preposition(rawValue: token.text) ?? .on) }
        }
        guard next == "=", let before = tokens.last?.text,
            before == "," || before == "(" || tokens.last?.kind == .newline
        else { return nil }
        return head.index(of: token.text).map { head.parameters[$0] }
    }

    /// The page on a sign at the place.
    private func sign(in tokens: [Token], at offset: Int) -> Page? {
        guard let token = tokens.first(where: { $0.span.start <= offset && offset < $0.span.end }) else { return nil }
        switch token.text {
        case "->": return Help.page(of: Entry.network)
        case "·", "⊙", "ᵀ": return HelpTopic.named("shapes")?.page
        case "≈", "±": return HelpTopic.named("expectations")?.page
        case "‖": return registry.entry("norm").map { Help.page(of: $0) }
        default: return nil
        }
    }
}

/// What is known of a value.
enum Inspection {
    /// The type of a value, what it looks like in numbers, where it came from, and how it is displayed.
    static func page(of value: Value, named name: String, summary: String? = nil, assignment: Assignment?) -> Page {
        var page = Page([.heading("\(name) is \(value.described)")])
        if let summary { page.blocks.append(.paragraph(summary + ".")) }
        var facts = facts(of: value)
        if let assignment {
            facts.append((name: "assigned", text: (assignment.place.map { $0 + ": " } ?? "") + "`\(assignment.text)`"))
        }
        let members = Members.names(of: value)
        if !members.isEmpty { facts.append((name: "members", text: Members.inProse(members))) }
        if !facts.isEmpty { page.blocks.append(.list(facts)) }
        if !value.isPlain { page.blocks.append(.display(value.rendering)) }
        return page
    }

    private static func facts(of value: Value) -> [(name: String, text: String)] {
        switch value {
        case .matrix(let matrix): return facts(of: matrix)
        case .range(let range): return [(name: "numbers", text: String(range.count))]
        case .dataset(let data):
            return facts(of: data.samples, data.test == nil ? "classes" : "train")
                + (data.test.map { facts(of: $0, "test") } ?? [])
        case .network(let network):
            guard let history = network.current.history else { return [(name: "trained", text: "not yet")] }
            return facts(of: history)
        case .history(let history): return facts(of: history)
        case .table(let table):
            return [
                (name: "size", text: "\(counted(table.rowCount, "row")), \(counted(table.columns.count, "column"))")
            ]
        case .classifier(let classifier):
            return [(name: "error", text: NumberText.fixed(classifier.error, decimals: 6))]
        case .path(let record):
            return [
                (name: "steps", text: String(record.path.steps)),
                (name: record.function, text: Sparkline.curve(record.path.values)),
            ]
        case .text, .pair, .optimizer, .momentum, .schedule, .initialization, .loss,
            .boundary, .plottable:
            return [(name: "value", text: value.brief)]
        case .list, .tuple: return [(name: "value", text: value.short)]
        case .number, .truth, .none, .all, .function, .tracked, .gradients, .figure, .diagram, .replay: return []
        }
    }

    /// The most numbers that are gone through: asking what something is, no interrupt can end.
    private static let longest = 1 << 20

    private static func facts(of matrix: Matrix) -> [(name: String, text: String)] {
        guard matrix.elements.count <= longest else {
            return [(name: "elements", text: "\(matrix.elements.count), too many to go through here")]
        }
        let finite = matrix.elements.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else {
            return [(name: "range", text: "no finite number among \(matrix.elements.count)")]
        }
        let mean = finite.reduce(0) { $0 + $1 / Double(finite.count) }
        var facts = [
            (name: "range", text: "\(number(low)) to \(number(high)), mean \(number(mean))")
        ]
        if finite.count < matrix.elements.count {
            facts.append((name: "not finite", text: String(matrix.elements.count - finite.count)))
        }
        if matrix.rows == 1 || matrix.columns == 1 {
            facts.append((name: "curve", text: Sparkline.curve(matrix.elements)))
        } else if low < high {
            facts.append(
                (name: "spread", text: Sparkline.distribution(matrix.elements) + " from the smallest to the largest"))
        }
        return facts
    }

    /// How many samples each class has.
    private static func facts(of data: Dataset, _ part: String) -> [(name: String, text: String)] {
        guard data.targets.elements.count <= longest, let classes = Plotting.classes(of: data),
            data.targets.columns > 1 || Set(classes).count > 1
        else {
            return [(name: part, text: counted(data.count, "sample"))]
        }
        var counts: [Int: Int] = [:]
        for label in classes { counts[label, default: 0] += 1 }
        let texts = counts.sorted { $0.key < $1.key }.map { label, count in
            let name = data.classNames.indices.contains(label) ? data.classNames[label] : "class \(label)"
            return "\(count) of \(name)"
        }
        return [(name: part, text: "\(counted(data.count, "sample")), " + Members.inProse(texts))]
    }

    private static func facts(of history: TrainingHistory) -> [(name: String, text: String)] {
        let losses = history.history.loss
        let epochs = history.history.epochs
        guard let first = losses.first, let last = losses.last,
            let best = losses.indices.min(by: { losses[$0] < losses[$1] })
        else { return [] }
        return [
            (name: "trained", text: counted(epochs.last ?? 0, "epoch")),
            (
                name: history.lossName,
                text:
                    "\(number(first)) at first, \(number(last)) at last, \(number(losses[best])) at best (epoch \(epochs[best]))"
            ),
            (name: "curve", text: Sparkline.curve(losses)),
        ]
    }

    private static func number(_ number: Double) -> String { NumberText.significant(number, digits: 6) }
}

extension Value {
    /// Whether the value in one line is all there is to show.
    fileprivate var isPlain: Bool {
        switch self {
        case .matrix, .network, .history, .table, .figure, .diagram, .replay, .function, .dataset, .gradients, .path:
            false
        default: true
        }
    }
}
