import Language

/// Trees as S-expressions, compact enough to read in a test.
func dump(_ statements: [Statement]) -> String {
    statements.map(dump).joined(separator: "\n")
}

func dump(_ statement: Statement) -> String {
    switch statement.kind {
    case .expression(let value, let options):
        return options.isEmpty ? dump(value) : list("expression", dump(value), dump(options))
    case .assignment(let targets, let values, let options):
        return list("=", dump(targets), values.map(dump).joined(separator: " "), dump(options))
    case .definition(let name, let parameters, let body):
        return list("define", list(name.text, parameters.map(\.text).joined(separator: " ")), dump(body))
    case .timed(let statement):
        return list("time", dump(statement))
    case .command(let command):
        return dump(command)
    case .commandAssignment(let targets, let command):
        return list("=", dump(targets), dump(command))
    case .loop(let binders, let body):
        return list("for", dump(binders), dump(body: body))
    case .whileLoop(let condition, let body):
        return list("while", dump(condition), dump(body: body))
    case .conditional(let branches):
        return list("if", branches.map(dump).joined(separator: " "))
    case .sweep(let targets, let binders, let options, let body):
        return list("sweep", dump(targets), dump(binders), dump(options), dump(body: body))
    case .record(let pairs):
        return list("record", dump(pairs))
    case .breakLoop:
        return "break"
    case .help(let name):
        return list("help", name.text)
    }
}

func dump(_ command: Command) -> String {
    list(
        "command", command.verb.text, command.words.map { ":\($0.text)" }.joined(separator: " "),
        command.names.map { "'\($0.text)" }.joined(separator: " "),
        command.subjects.map(dump).joined(separator: " "),
        command.objects.map { list($0.preposition.rawValue, dump($0.value)) }.joined(separator: " "),
        dump(command.options))
}

func dump(_ expression: Expression) -> String {
    switch expression.kind {
    case .number(let value):
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    case .text(let text):
        return "\"\(text)\""
    case .name(let name):
        return name
    case .brackets(let rows):
        return "[" + rows.map { $0.map(dump).joined(separator: " ") }.joined(separator: "; ") + "]"
    case .tuple(let items):
        return list("tuple", items.map(dump).joined(separator: " "))
    case .member(let value, let name):
        return list(".", dump(value), name.text)
    case .call(let function, let arguments, let options):
        return list("call", dump(function), arguments.map(dump).joined(separator: " "), dump(options))
    case .index(let value, let subscripts):
        return list("index", dump(value), subscripts.map(dump).joined(separator: " "))
    case .unary(let name, let operand):
        return list(name.rawValue, dump(operand))
    case .transpose(let value):
        return list("ᵀ", dump(value))
    case .derivative(let function):
        return list("'", dump(function))
    case .gradient(let function):
        return list("∇", dump(function))
    case .power(let base, let exponent):
        return list("^", dump(base), dump(exponent))
    case .binary(let name, let left, let right, _):
        return list(name.rawValue, dump(left), dump(right))
    case .approximately(let left, let right, let tolerance):
        return list("≈", dump(left), dump(right), tolerance.map { "± " + dump($0) } ?? "")
    case .range(let first, let last, let step):
        return list("..", dump(first), dump(last), step.map(dump) ?? "")
    case .pair(let left, let right):
        return list("=>", dump(left), dump(right))
    case .norm(let value):
        return list("‖", dump(value))
    case .network(let inputs, let layers):
        let layers = layers.map { layer in
            let given = layer.arguments.map(dump) + (layer.options.isEmpty ? [] : [dump(layer.options)])
            let activation = layer.activation?.text ?? ""
            return list(
                dump(layer.size), given.isEmpty ? activation : list(activation, given.joined(separator: " ")))
        }
        return list("->", dump(inputs), layers.joined(separator: " "))
    }
}

private func dump(_ subscripts: Subscript) -> String {
    switch subscripts {
    case .at(let value): dump(value)
    case .all: ":"
    }
}

private func dump(_ targets: [Target]) -> String {
    targets.map { target in
        let whole = target.name.text + (target.member.map { ".\($0.text)" } ?? "")
        return target.subscripts.isEmpty
            ? whole : whole + "[" + target.subscripts.map(dump).joined(separator: " ") + "]"
    }.joined(separator: " ")
}

private func dump(_ options: [Option]) -> String {
    options.map { "\($0.label.text)=\(dump($0.value))" }.joined(separator: " ")
}

private func dump(_ binders: [Binder]) -> String {
    binders.map { list("in", $0.names.map(\.text).joined(separator: " "), dump($0.sequence)) }.joined(separator: " ")
}

private func dump(_ branch: Branch) -> String {
    list(branch.condition.map(dump) ?? "else", dump(body: branch.body))
}

private func dump(body: [Statement]) -> String { "{" + body.map(dump).joined(separator: "; ") + "}" }

private func list(_ parts: String...) -> String { "(" + parts.filter { !$0.isEmpty }.joined(separator: " ") + ")" }
