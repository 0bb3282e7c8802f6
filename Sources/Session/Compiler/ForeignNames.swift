import Language

/// Names that other languages and their libraries have, and what is written here instead.
enum ForeignNames {
    /// The hint for a name that nothing is called; `nil` for a name that is nowhere known.
    static func hint(for name: String) -> String? {
        if modules.contains(name) { return "everything is at hand without \(name): exp(x), not \(name).exp(x)" }
        return names[name]
    }

    /// The hint for a member that a value does not have.
    static func hint(forMember name: String, of value: Value, in registry: Registry) -> String? {
        switch name {
        case "shape", "size", "length", "len": return "size(x) gives the numbers of rows and columns"
        case "dot", "matmul": return "the matrix product is written A·B or A @ B"
        case "t", "transpose": return "the transpose is written Aᵀ or A.T"
        case "fit": return "a network is trained by train N on D"
        case "append": return "stack(A, B) joins matrices below one another, beside(A, B) side by side"
        default: break
        }
        if let member = members[value.kind]?[name] { return member }
        if let entry = registry.entry(name) {
            return entry.isAbout(value) ? "\(entry.name) is no member: write \(entry.shortForm)" : nil
        }
        let functions = registry.entries.filter { $0.isAbout(value) }
        guard let close = nearest(to: name, in: functions.flatMap(\.spellings)), let entry = registry.entry(close)
        else { return nil }
        return "did you mean \(entry.shortForm)?"
    }

    /// The hint for an option that is called something else here; `nil` where the entry has no such option.
    static func hint(forOption label: String, of entry: Entry) -> String? {
        if label == "activation", entry === Entry.network { return "an activation stands behind its layer: 3 tanh" }
        if ["w", "b", "weights", "bias", "biases"].contains(label), entry === Entry.network {
            return "the weights of layer 1 are given as W1, its biases as b1"
        }
        if ["axis", "dim"].contains(label), entry.index(of: "over") != nil {
            return "over=rows goes down each column, over=cols along each row"
        }
        if label == "verbose", entry.name == "train" { return "a ; at the end of the line keeps training quiet" }
        guard let option = options[label], entry.index(of: option) != nil else { return nil }
        return "did you mean \(option)?"
    }

    /// What options are called elsewhere.
    private static let options = [
        "lr": "learning_rate", "eta": "learning_rate", "alpha": "learning_rate", "iterations": "epochs",
        "n_epochs": "epochs", "batch_size": "batch", "weight_decay": "decay", "lambda": "decay", "l2": "decay",
        "mu": "momentum", "beta": "momentum", "criterion": "loss", "cost": "loss", "validation_data": "validation",
        "early_stopping": "patience", "random_state": "seed", "test_size": "test", "n_samples": "n", "samples": "n",
        "size": "n", "std": "noise", "sigma": "noise", "title_text": "title", "label": "target", "y": "target",
        "xlim": "xrange", "ylim": "yrange", "figsize": "size", "log": "yscale",
    ]

    /// What the members of values are called elsewhere.
    private static let members: [Kind: [String: String]] = [
        .dataset: [
            "train": split, "test": split, "inputs": "did you mean X?", "features": "did you mean X?",
            "data": "did you mean X?",
            "targets": "did you mean Y?", "target": "did you mean Y?", "labels": "did you mean Y?",
        ],
        .pair: ["train": split, "test": split],
        .network: [
            "bias": "the biases of layer 1 are b1", "biases": "the biases of layer 1 are b1",
            "weight": "the weights of layer 1 are W1, all weights W", "layers": "summary(N) lists the layers",
            "loss": "N.history.loss has it for each epoch, loss(N, D) on data",
            "error": "N.history.error has it for each epoch, error(N, D) on data",
            "parameters": "all parameters are θ, their number params(N)",
        ],
        .history: [
            "val_loss": "did you mean validation_loss?", "val_error": "did you mean validation_error?",
            "val_accuracy": "did you mean validation_accuracy?", "acc": "did you mean accuracy?",
            "losses": "did you mean loss?", "epochs": "did you mean epoch?",
        ],
    ]

    private static let modules: Set = [
        "np", "numpy", "torch", "math", "tf", "tensorflow", "plt", "sklearn", "scipy", "pd",
    ]

    private static let split = "split(D, test=0.2) divides data into a training and a test part"

    private static let network = "a network is written 2 -> 3 tanh -> 1 sigmoid"

    private static let names = [
        "len": "rows(x) and cols(x) count, size(x) gives both",
        "length": "rows(x) and cols(x) count, size(x) gives both",
        "shape": "size(x) gives the numbers of rows and columns", "range": "a range is written 1..3, or 0..1 step 0.1",
        "arange": "a range is written 1..3, or 0..1 step 0.1", "mod": "the remainder is written a - b*floor(a/b)",
        "dot": "the matrix product is written A·B or A @ B", "matmul": "the matrix product is written A·B or A @ B",
        "transpose": "the transpose is written Aᵀ or A.T", "array": "a matrix is written [1, 2; 3, 4]",
        "tensor": "a matrix is written [1, 2; 3, 4]", "pow": "a power is written x^n",
        "ln": "log(x) is the natural logarithm", "average": "did you mean mean?", "hstack": "did you mean beside?",
        "vstack": "did you mean stack?", "concatenate": "did you mean stack or beside?",
        "append": "did you mean stack or beside?", "null": "did you mean none?", "nil": "did you mean none?",
        "Sequential": network, "Linear": network, "Dense": network, "mse": "did you mean quadratic?",
        "logistic": "did you mean sigmoid?", "perceptron": network, "Perceptron": network, "MLP": network,
        "network": network, "neuron": network,
        "x": "a variable is written x = 3, a function f(x) = x²", "hist": "did you mean histogram?",
        "scatter": "plot X => Y draws points", "imshow": "plot A draws a matrix", "bce": "did you mean crossentropy?",
        "mae": "did you mean absolute?", "mnist": "load mnist from \"folder\" reads its four files",
        "fit": "a network is trained by train N on D",
    ]
}

extension Entry {
    /// Whether it is called with the value first, as a member of the value would be read elsewhere: `predict(N, X)`.
    fileprivate func isAbout(_ value: Value) -> Bool {
        guard isCallable, let subject = parameters.first else { return false }
        return !subject.kinds.isEmpty && subject.accepts(value.kind)
    }
}
