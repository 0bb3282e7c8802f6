import Engine
import Language

/// The members of values: `N.W1`, `D.train`, `H.loss`.
enum Members {
    /// The member of a value.
    static func get(_ name: Name, of value: Value, convention: Convention) throws(Diagnostic) -> Value {
        if let weights = try weights(name, of: value, convention) { return weights }
        if let member = member(name.text, of: value, convention: convention) { return member }
        if let missing = missingParameter(name, of: value) { throw missing }
        if let unmeasured = unmeasured(name, of: value) { throw unmeasured }
        let known = names(of: value)
        let isPlural = if case .gradients = value { true } else { false }
        let close = nearest(to: name.text, in: known)
        let foreign =
            close == nil
            ? unmeasuredHint(near: name.text, of: value)
                ?? ForeignNames.hint(forMember: name.text, of: value, in: .standard) ?? value.callHint : nil
        throw Diagnostic(
            .name, "\(value.described) \(isPlural ? "have" : "has") no member \(name.text)", at: name.span,
            hint: foreign ?? suggestion(close, of: known, isPlural ? "there are" : "it has"))
    }

    /// The error for what a history lacks because `train` was not asked to measure it; `nil` for any other name.
    private static func unmeasured(_ name: Name, of value: Value) -> Diagnostic? {
        guard case .history = value, let option = measurements[name.text] else { return nil }
        return Diagnostic(
            .name, "the history has no \(name.text), which was not measured", at: name.span,
            hint: "train with \(option) measures it", topic: "train")
    }

    /// The hint for a misspelt name of what a history could hold and does not; `nil` where none is close.
    private static func unmeasuredHint(near name: String, of value: Value) -> String? {
        guard case .history = value, let close = nearest(to: name, in: measurements.keys.sorted()),
            let option = measurements[close]
        else { return nil }
        return "did you mean \(close)? Train with \(option) measures it"
    }

    /// What a history holds only where `train` was asked for it, with the options that ask.
    private static let measurements = [
        "statistics": "statistics=true", "accuracy": "metrics=accuracy", "rsquared": "metrics=rsquared",
        "validation_loss": "validation=D.test", "validation_error": "validation=D.test",
        "validation_accuracy": "metrics=accuracy beside a validation",
        "validation_rsquared": "metrics=rsquared beside a validation",
    ]

    /// The names of a value's members, for completion and messages.
    static func names(of value: Value) -> [String] {
        switch value {
        case .dataset(let data):
            var names = ["X", "Y"] + (data.test == nil ? [] : ["train", "test"])
            if !data.samples.classNames.isEmpty { names.append("classes") }
            if case .linear = data.origin { names += linearNames }
            return names
        case .network(let network):
            let layers = network.snapshot.layers
            return LayerMember.parameterNames(normalized: layers.map(\.isNormalized))
                + layers.indices.filter { layers[$0].mask != nil }.map { "mask\($0 + 1)" } + ["W", "θ", "history"]
        case .gradients(let gradients):
            return gradients.names
        case .history(let history):
            return ["epoch", "loss"] + (history.history.error == nil ? [] : ["error"])
                + (history.history.output == nil ? [] : ["output"])
                + (history.history.validationLoss == nil ? [] : ["validation_loss"])
                + (history.history.validationError == nil ? [] : ["validation_error"])
                + history.history.metrics.map(\.memberName)
                + (history.history.statistics(ofLayer: 1) == nil ? [] : ["statistics"])
        case .pair: return ["X", "Y"]
        case .classifier: return ["error"]
        case .path(let record): return record.members
        case .table(let table): return table.columns.map(\.label) + table.notes.map(\.label)
        default: return []
        }
    }

    /// What a member of a value is, as a sentence without its full stop; `nil` where the name says it all.
    static func summary(of name: String, of value: Value) -> String? {
        switch value {
        case .network, .gradients:
            if let member = LayerMember(name) { return summary(of: member, of: value) }
            switch name {
            case "loss": return "The loss that the derivatives are of"
            case "W": return "All weights without the biases as one column, layer after layer"
            case "θ": return "All parameters as one column, layer after layer, weights before biases"
            case "history": return "The record of the training so far; none before the first"
            default: return nil
            }
        case .dataset, .pair:
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
            case "statistics": return "How large each layer's numbers were at each epoch"
            default: return nil
            }
        case .path: return DescentRecord.summary(of: name)
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
        case .gradients(let gradients): return member(name, of: gradients)
        case .history(let history):
            switch name {
            case "epoch": return Value(Matrix(column: history.history.epochs.map { Double($0) }))
            case "loss": return Value(Matrix(column: history.history.loss))
            case "error": return history.history.error.map { Value(Matrix(column: $0)) }
            case "output": return history.history.output.map { Value(Matrix(column: $0)) }
            case "validation_loss": return history.history.validationLoss.map { Value(Matrix(column: $0)) }
            case "validation_error": return history.history.validationError.map { Value(Matrix(column: $0)) }
            case "statistics": return history.statistics.map { .table($0) }
            default:
                return history.history.metrics.first { $0.memberName == name }
                    .map { Value(Matrix(column: $0.values)) }
            }
        case .pair(let inputs, let targets): return name == "X" ? inputs : name == "Y" ? targets : nil
        case .path(let record): return record.member(name)
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
        default: return member(name, of: network, convention: convention)
        }
    }
}
