import Engine
import Language

/// Makes a part of a layer when the cell runs.
typealias LayerPart<Part> = @Sendable (Machine) throws(Diagnostic) -> Part

/// A layer whose numbers are found when the cell runs.
struct CompiledLayer: Sendable {
    /// The number of units.
    let units: LayerPart<Int>
    let activation: LayerPart<Activation>
    var dropout: LayerPart<Dropout>?
    var normalization: LayerPart<Normalization>?

    func layer(_ machine: Machine) throws(Diagnostic) -> Layer {
        Layer(
            units: try units(machine), activation: try activation(machine), dropout: try dropout?(machine),
            normalization: try normalization?(machine))
    }
}

extension Compiler {
    /// Compiles the layers of a network, with the dropout before them and the normalisation behind them.
    mutating func compileLayers(_ syntax: [LayerSyntax]) throws(Diagnostic) -> [CompiledLayer] {
        var layers: [CompiledLayer] = []
        // The dropout that waits for its layer.
        var waiting: (dropout: LayerPart<Dropout>, span: Span)?
        for item in syntax {
            guard let part = layerPart(item.size) else {
                var layer = try compileDenseLayer(item)
                layer.dropout = waiting?.dropout
                waiting = nil
                layers.append(layer)
                continue
            }
            let span = item.size.span
            if let activation = item.activation {
                throw Diagnostic(
                    .syntax, "\(part.entry.name) has no activation; only layers with a size have", at: activation.span,
                    topic: part.entry.name)
            }
            if part.entry === Entry.dropout {
                if let waiting {
                    var fault = Diagnostic(
                        .syntax, "two dropouts stand in a row, and each thins the inputs of the layer behind it",
                        at: span,
                        hint: "one of them is enough", topic: "dropout")
                    fault.spans.append(waiting.span)
                    throw fault
                }
                waiting = (dropout: try compileDropout(part), span: span)
            } else {
                try checkNormalization(at: span, layers.last, behindDropout: waiting != nil)
                let bound = try bind(part.entry, head: part.head, subjects: part.arguments, options: part.options)
                layers[layers.count - 1].normalization = { machine throws(Diagnostic) in
                    let arguments = try bound.arguments(of: part.entry, head: part.head, machine)
                    return try arguments.normalization()
                }
            }
        }
        if let waiting {
            throw Diagnostic(
                .syntax, "no layer stands behind the dropout, whose inputs it could thin", at: waiting.span,
                hint: layers.isEmpty ? nil : "dropout stands before the output layer, not behind it", topic: "dropout")
        }
        return layers
    }

    /// Compiles a number of units or inputs.
    mutating func compileSize(_ expression: Expression) throws(Diagnostic) -> LayerPart<Int> {
        let size = try compile(expression)
        let span = expression.span
        if let kind = size.type.kind, kind != .number {
            throw Diagnostic(
                .type, "a layer's size is a number, and this is \(kind.withArticle)", at: span, topic: "networks")
        }
        return { machine throws(Diagnostic) in
            let number = try Operators.number(of: try size.run(machine), at: span)
            guard let count = Int(exactly: number), count > 0 else {
                throw Diagnostic(
                    .value, "a layer's size is a whole number above 0, not \(Value.text(of: number))", at: span,
                    topic: "networks")
            }
            return count
        }
    }

    private mutating func compileDenseLayer(_ layer: LayerSyntax) throws(Diagnostic) -> CompiledLayer {
        CompiledLayer(units: try compileSize(layer.size), activation: try compileActivation(of: layer))
    }

    /// Compiles the activation of a layer, which its parentheses may make from values known when the cell runs.
    private mutating func compileActivation(of layer: LayerSyntax) throws(Diagnostic) -> LayerPart<Activation> {
        guard let name = layer.activation else { return { _ in .identity } }
        guard let entry = registry.entry(name.text), case .activation(let make) = entry.implementation else {
            return try compileActivation(inVariable: name, of: layer)
        }
        // The layer holds what the activation acts on, so only its options are given: `50 swish(2)`.
        let applied = entry.withoutSubjects
        let bound = try bind(applied, head: name.span, subjects: layer.arguments, options: layer.options)
        let head = name.span
        return { machine throws(Diagnostic) in try make(try bound.arguments(of: applied, head: head, machine)) }
    }

    /// Compiles `50 g`, where g is a variable that holds an activation, as in a sweep over activations.
    private mutating func compileActivation(
        inVariable name: Name, of layer: LayerSyntax
    ) throws(Diagnostic) -> LayerPart<Activation> {
        guard mayHaveValue(name.text) else {
            let names = registry.entries.filter { $0.category == .activation }.flatMap(\.spellings)
            throw Diagnostic(
                .name, "\(name.text) is not an activation", at: name.span,
                hint: nearest(to: name.text, in: names).map { "did you mean \($0)?" }
                    ?? "the activations: " + names.joined(separator: ", "), topic: "networks")
        }
        if let argument = layer.arguments.first?.span ?? layer.options.first?.label.span {
            throw Diagnostic(
                .syntax, "an activation that a variable holds has its defaults", at: argument,
                hint: "parameters stand behind the activation's own name: 50 swish(2)", topic: "networks")
        }
        let variable = try compile(Expression(.name(name.text), name.span))
        return { machine throws(Diagnostic) in
            let value = try variable.run(machine)
            guard case .function(let entry) = value, case .activation(let make) = entry.implementation else {
                throw Diagnostic(
                    .type, "\(name.text) is \(value.kind.withArticle), not an activation", at: name.span,
                    hint: "the activations: help networks", topic: "networks")
            }
            return try make(Arguments(entry: entry.withoutSubjects, values: [], at: name.span))
        }
    }

    // MARK: Between layers

    /// `dropout(0.5)` or `batchnorm` in the place of a size.
    private struct LayerPartSyntax {
        let entry: Entry
        let head: Span
        var arguments: [Expression] = []
        var options: [Option] = []
    }

    private func layerPart(_ expression: Expression) -> LayerPartSyntax? {
        switch expression.kind {
        case .name: entry(ofLayerPart: expression).map { LayerPartSyntax(entry: $0, head: expression.span) }
        case .call(let callee, let arguments, let options):
            entry(ofLayerPart: callee).map {
                LayerPartSyntax(entry: $0, head: callee.span, arguments: arguments, options: options)
            }
        default: nil
        }
    }

    private func entry(ofLayerPart name: Expression) -> Entry? {
        guard case .name(let text) = name.kind, slot(reading: text) == nil, let entry = registry.entry(text) else {
            return nil
        }
        return entry.category == .layer ? entry : nil
    }

    private mutating func compileDropout(_ part: LayerPartSyntax) throws(Diagnostic) -> LayerPart<Dropout> {
        if part.options.isEmpty, part.arguments.count == 1, let argument = part.arguments.first,
            case .name("half") = argument.kind, slot(reading: "half") == nil
        {
            return { _ in .exactlyHalf }
        }
        let bound = try bind(part.entry, head: part.head, subjects: part.arguments, options: part.options)
        return { machine throws(Diagnostic) in
            let arguments = try bound.arguments(of: part.entry, head: part.head, machine)
            do throws(Diagnostic) {
                return try arguments.dropout(machine.convention)
            } catch {
                throw error.pointing(to: part.entry)
            }
        }
    }

    private func checkNormalization(
        at span: Span, _ last: CompiledLayer?, behindDropout: Bool
    ) throws(Diagnostic) {
        func fault(_ message: String, _ hint: String) -> Diagnostic {
            Diagnostic(.syntax, message, at: span, hint: hint, topic: "batchnorm")
        }
        guard let last else {
            throw fault(
                "batchnorm normalises the layer before it, and there is none yet",
                "standardize(D) gives inputs mean 0 and variance 1")
        }
        if behindDropout {
            throw fault(
                "batchnorm stands directly behind the layer it normalises, not behind a dropout",
                "50 relu -> batchnorm -> dropout(0.5)")
        }
        if last.normalization != nil {
            throw fault("the layer is normalised already", "one batchnorm behind a layer is enough")
        }
    }
}
