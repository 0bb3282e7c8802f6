import Engine
import Language

/// The members of values: `N.W1`, `D.train`, `H.loss`.
enum Members {
    /// The member of a value.
    static func get(_ name: Name, of value: Value, convention: Convention) throws(Diagnostic) -> Value {
        if let member = member(name.text, of: value, convention: convention) { return member }
        let known = names(of: value)
        let isPlural = if case .gradients = value { true } else { false }
        throw Diagnostic(
            .name, "\(value.described) \(isPlural ? "have" : "has") no member \(name.text)", at: name.span,
            hint: suggestion(nearest(to: name.text, in: known), of: known, isPlural ? "there are" : "it has"))
    }

    /// The names of a value's members, for completion and messages.
    static func names(of value: Value) -> [String] {
        switch value {
        case .dataset(let data):
            var names = ["X", "Y"] + (data.test == nil ? [] : ["train", "test"])
            if !data.samples.classNames.isEmpty { names.append("classes") }
            if case .linear = data.origin { names += linearNames }
            return names
        case .network(let network):
            return parameterNames(layers: network.snapshot.layers.count) + ["W", "θ", "history"]
        case .gradients(let gradients):
            return parameterNames(layers: gradients.layers)
        case .history(let history):
            return ["epoch", "loss"] + (history.history.error == nil ? [] : ["error"])
                + (history.history.output == nil ? [] : ["output"])
                + (history.history.validationLoss == nil ? [] : ["validation_loss"])
                + (history.history.validationError == nil ? [] : ["validation_error"])
        case .classifier: return ["error"]
        case .table(let table): return table.columns.map(\.label)
        default: return []
        }
    }

    /// What a member of a value is, as a sentence without its full stop; `nil` where the name says it all.
    static func summary(of name: String, of value: Value) -> String? {
        switch value {
        case .network, .gradients:
            let what = if case .network = value { "The" } else { "The derivatives of the loss by the" }
            if let place = place(of: name) {
                return place.isBias
                    ? "\(what) biases of layer \(place.layer), a row with one for each unit"
                    : "\(what) weights of layer \(place.layer), in the layout of the convention in force"
            }
            switch name {
            case "W": return "All weights without the biases as one column, layer after layer"
            case "θ": return "All parameters as one column, layer after layer, weights before biases"
            case "history": return "The record of the training so far; none before the first"
            default: return nil
            }
        case .dataset:
            switch name {
            case "X": return "The inputs, a sample in each row"
            case "Y": return "The targets, a sample in each row"
            case "train": return "The part that is trained on"
            case "test": return "The part that is kept for measuring"
            case "classes": return "The names of the classes in the order of their numbers"
            case "w": return "The weights of the linear model the data came from"
            case "Σ": return "The covariance of the inputs of the linear model the data came from"
            case "noise": return "The standard deviation of the noise in the targets"
            case "eigenvalues": return "The eigenvalues of Σ"
            case "risk": return "The expected squared error of weights, as a function of them"
            default: return nil
            }
        case .history:
            switch name {
            case "epoch": return "The number of epochs before each row, from 0"
            case "loss": return "The loss on the training data at each epoch, without the decay term"
            case "error": return "The share of training samples that are misclassified at each epoch"
            case "output": return "The output for the one sample at each epoch"
            default: return nil
            }
        case .classifier: return "The share of samples it misclassifies, over the whole density"
        case .table: return "A column of the table"
        default: return nil
        }
    }

    /// The names as prose lists them, the middle of very many left out.
    static func inProse(_ names: [String]) -> String {
        let shown = names.count > 30 ? names.prefix(12) + ["…"] + names.suffix(5) : names[...]
        return listed(Array(shown), conjunction: "and")
    }

    private static func member(_ name: String, of value: Value, convention: Convention) -> Value? {
        switch value {
        case .dataset(let data):
            switch name {
            case "X": return Value(data.samples.inputs)
            case "Y": return Value(data.samples.targets)
            case "train" where data.test != nil: return .dataset(DataSet(data.samples, origin: data.origin))
            case "test": return data.test.map { .dataset(DataSet($0, origin: data.origin)) }
            case "classes" where !data.samples.classNames.isEmpty:
                return .list(ValueList(data.samples.classNames.map { .text($0) }))
            default:
                guard case .linear(let model) = data.origin else { return nil }
                return member(name, of: model)
            }
        case .network(let network):
            return member(name, of: network, convention: convention)
        case .gradients(let gradients): return parameter(name, of: gradients)
        case .history(let history):
            switch name {
            case "epoch": return Value(Matrix(column: history.history.epochs.map { Double($0) }))
            case "loss": return Value(Matrix(column: history.history.loss))
            case "error": return history.history.error.map { Value(Matrix(column: $0)) }
            case "output": return history.history.output.map { Value(Matrix(column: $0)) }
            case "validation_loss": return history.history.validationLoss.map { Value(Matrix(column: $0)) }
            case "validation_error": return history.history.validationError.map { Value(Matrix(column: $0)) }
            default: return nil
            }
        case .classifier(let classifier): return name == "error" ? .number(classifier.error) : nil
        case .table(let table): return table.column(name)
        default: return nil
        }
    }

    private static func member(_ name: String, of trained: TrainedNetwork, convention: Convention) -> Value? {
        let network = trained.snapshot
        switch name {
        case "W": return Value(Matrix(column: network.allWeights))
        case "θ": return Value(Matrix(column: network.parameters))
        case "history": return trained.current.history.map { .history($0) } ?? Value.none
        default:
            return parameter(name, layers: network.layers.count, convention: convention) { layer, isBias in
                isBias ? network.biases(layer) : network.weights(layer)
            }
        }
    }

    // MARK: Parameters by name

    /// Whether a name is that of a weight matrix or a bias: `W1`, `b2`.
    static func isParameterName(_ name: String) -> Bool {
        place(of: name) != nil
    }

    private static func place(of name: String) -> (layer: Int, isBias: Bool)? {
        guard let first = name.first, first == "W" || first == "b" else { return nil }
        let digits = name.dropFirst()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let layer = Int(digits), layer > 0
        else {
            return nil
        }
        return (layer: layer, isBias: first == "b")
    }

    private static func parameterNames(layers: Int) -> [String] {
        guard layers > 0 else { return [] }
        return (1...layers).flatMap { ["W\($0)", "b\($0)"] }
    }

    private static func parameter(
        _ name: String, layers: Int, convention: Convention, _ matrix: (Int, Bool) -> Matrix
    ) -> Value? {
        guard let place = place(of: name), place.layer <= layers else { return nil }
        let found = matrix(place.layer, place.isBias)
        return Value(place.isBias ? found : convention.shown(found))
    }

    /// A derivative by the name of its parameter.
    static func parameter(_ name: String, of gradients: NetworkGradients) -> Value? {
        parameter(name, layers: gradients.layers, convention: gradients.convention) { layer, isBias in
            isBias ? gradients.gradients.biases(layer) : gradients.gradients.weights(layer)
        }
    }

    /// The weights of a network with their shapes, for suggestions.
    static func weightShapes(of value: Value, named base: String) -> [NamedShape] {
        guard case .network(let network) = value else { return [] }
        let snapshot = network.snapshot
        guard !snapshot.layers.isEmpty else { return [] }
        return (1...snapshot.layers.count).map { layer in
            NamedShape(text: "\(base).W\(layer)", shape: Shape(snapshot.weights(layer)))
        }
    }

    // MARK: Setting

    /// Sets a member: only the parameters of a network can be.
    static func set(
        _ name: Name, of value: Value, to new: Value, machine: Machine, at span: Span
    ) throws(Diagnostic) {
        guard case .network(let trained) = value else {
            throw Diagnostic(
                .type, "only the weights and biases of a network can be set, and this is \(value.described)", at: span)
        }
        var state = trained.current
        try setParameters(name, of: &state.network, to: new, convention: machine.convention, at: span)
        trained.replace(with: state)
    }

    /// Sets a weight matrix, in the layout of the convention, or a bias.
    static func setParameters(
        _ name: Name, of network: inout Network, to value: Value, convention: Convention, at span: Span
    ) throws(Diagnostic) {
        guard let place = place(of: name.text) else {
            throw Diagnostic(
                .name, "\(name.text) cannot be set", at: name.span,
                hint: "W1, b1, W2, … are the parameters of a network")
        }
        guard place.layer <= network.layers.count else {
            throw Diagnostic(
                .name, "\(name.text) does not exist: the network has \(counted(network.layers.count, "layer"))",
                at: name.span)
        }
        guard var matrix = value.asMatrix else {
            throw Diagnostic(.type, "\(name.text) is a matrix, and this is \(value.described)", at: span)
        }
        if !place.isBias, convention.weightLayout == .outputsByInputs { matrix = matrix.transposed() }
        if place.isBias, matrix.columns == 1, matrix.rows == network.layers[place.layer - 1].units {
            matrix = matrix.transposed()
        }
        var changed = network
        try engine(at: span) { () throws(EngineError) in
            if place.isBias {
                try changed.setBiases(matrix, layer: place.layer)
            } else {
                try changed.setWeights(matrix, layer: place.layer)
            }
        }
        network = changed
    }
}
