/// Networks as safetensors files.
///
/// `W1`, `W2`, … are `[inputs, outputs]`, `b1`, … `[outputs]`, in doubles; a normalised layer has `gamma1`, `beta1`, `mean1` and
/// `variance1`, one with a mask `mask1`. The file's description has the layers, the initialisation and the seed. PyTorch's
/// `torch.nn.Linear` keeps its weights transposed.
extension Network {
    /// The bytes of a file with all that predicting needs, and the seed and initialisation that `reset` needs.
    ///
    /// - Throws: A value error for an activation of the caller's own, which is no data.
    public func safetensors() throws(EngineError) -> [UInt8] {
        var metadata = [
            "format": Self.format, "layers": "\(layers.count)", "layout": "inputs x outputs", "seed": "\(seed)",
            "initialization": Self.text(initialization),
        ]
        var tensors: [TensorFile.Tensor] = []
        func add(_ name: String, _ matrix: Matrix, isVector: Bool = true) {
            let shape = isVector ? [matrix.elements.count] : [matrix.rows, matrix.columns]
            tensors.append(TensorFile.Tensor(name: name, shape: shape, elements: matrix.elements))
        }
        for (number, layer) in zip(1..., layers) {
            metadata["activation\(number)"] = try Self.text(layer.activation)
            if let dropout = layer.dropout { metadata["dropout\(number)"] = Self.text(dropout) }
            if let name = layer.name { metadata["name\(number)"] = name }
            if layer.isFrozen { metadata["frozen\(number)"] = "true" }
            add("W\(number)", weights(number), isVector: false)
            if let normalization = layer.normalization {
                metadata["batchnorm\(number)"] = "\(normalization.epsilon) \(normalization.momentum)"
                add("gamma\(number)", scales(number))
                add("beta\(number)", shifts(number))
                add("mean\(number)", runningMeans(number))
                add("variance\(number)", runningVariances(number))
            } else {
                add("b\(number)", biases(number))
            }
            if let mask = layer.mask { add("mask\(number)", mask, isVector: false) }
        }
        return try TensorFile(metadata: metadata, tensors: tensors).bytes()
    }

    /// Reads a network that `safetensors` wrote, or another program in the same form.
    ///
    /// - Throws: A file error with the place for bytes that are no such file, or whose arrays do not make a network; a limit
    ///   error for more parameters than a network may have.
    public init(safetensors bytes: [UInt8]) throws(EngineError) {
        let file = try TensorFile(bytes)
        guard let count = file.metadata["layers"].flatMap({ Int($0) }), 1...10_000 ~= count else {
            throw .file(
                "the description has no number of layers: a network's file has \"layers\" and \"activation1\", … in its "
                    + "__metadata__")
        }
        var layers: [Layer] = []
        var inputs = 0
        for number in 1...count {
            let weights = try file.matrix("W\(number)")
            if number == 1 { inputs = weights.rows }
            guard let activation = Self.activation(file.metadata["activation\(number)"] ?? "") else {
                throw .file("the description has no activation of layer \(number) that is known")
            }
            var layer = Layer(units: weights.columns, activation: activation, name: file.metadata["name\(number)"])
            layer.isFrozen = file.metadata["frozen\(number)"] == "true"
            if let text = file.metadata["dropout\(number)"] {
                guard let dropout = Self.dropout(text) else {
                    throw .file("the dropout of layer \(number) is not known")
                }
                layer.dropout = dropout
            }
            if let text = file.metadata["batchnorm\(number)"] {
                let numbers = text.split(separator: " ").compactMap { Double($0) }
                guard numbers.count == 2 else { throw .file("batchnorm\(number) needs ε and the momentum") }
                layer.normalization = Normalization(epsilon: numbers[0], momentum: numbers[1])
            }
            if file.tensor("mask\(number)") != nil { layer.mask = try file.matrix("mask\(number)") }
            layers.append(layer)
        }
        do throws(EngineError) {
            self = try Network(
                inputs: inputs, layers: layers,
                initialization: Self.initialization(file.metadata["initialization"] ?? "") ?? .modern,
                seed: file.metadata["seed"].flatMap { UInt64($0) } ?? 1)
            var statistics: [Double] = []
            for number in 1...count {
                try setWeights(try file.matrix("W\(number)"), layer: number)
                if layers[number - 1].isNormalized {
                    try setScales(try file.row("gamma\(number)"), layer: number)
                    try setShifts(try file.row("beta\(number)"), layer: number)
                    statistics += try file.row("mean\(number)").elements + file.row("variance\(number)").elements
                } else {
                    try setBiases(try file.row("b\(number)"), layer: number)
                }
            }
            try setRunningStatistics(statistics)
        } catch {
            // What does not fit together is the file's fault.
            throw error.code == .shape || error.code == .value ? .file(error.message) : error
        }
    }

    private static let format = "nabla network 1"

    // MARK: Names

    private static func text(_ activation: Activation) throws(EngineError) -> String {
        switch activation {
        case .identity: "identity"
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .relu: "relu"
        case .leakyRelu(let slope): "leakyrelu \(slope)"
        case .gelu: "gelu"
        case .approximateGelu: "gelu approximate"
        case .swish(let beta): "swish \(beta)"
        case .softplus: "softplus"
        case .softmax: "softmax"
        case .custom(let custom):
            throw .value("the activation \(custom.name) is a function of the program, which a file cannot hold")
        }
    }

    private static func activation(_ text: String) -> Activation? {
        let words = text.split(separator: " ")
        let number = words.count == 2 ? Double(words[1]) : nil
        switch (words.first, number) {
        case ("leakyrelu", let slope?): return .leakyRelu(slope: slope)
        case ("swish", let beta?): return .swish(beta: beta)
        default:
            return [
                "identity": .identity, "sigmoid": .sigmoid, "tanh": .tanh, "relu": .relu, "leakyrelu": .leakyRelu(),
                "gelu": .gelu, "gelu approximate": .approximateGelu, "swish": .swish(), "softplus": .softplus,
                "softmax": .softmax,
            ][text]
        }
    }

    private static func text(_ dropout: Dropout) -> String {
        switch dropout {
        case .inverted(let drop): "inverted \(drop)"
        case .classical(let keep): "classical \(keep)"
        case .exactlyHalf: "half"
        }
    }

    private static func dropout(_ text: String) -> Dropout? {
        let words = text.split(separator: " ")
        switch (words.first, words.count == 2 ? Double(words[1]) : nil) {
        case ("inverted", let drop?): return .inverted(drop: drop)
        case ("classical", let keep?): return .classical(keep: keep)
        case ("half", nil): return .exactlyHalf
        default: return nil
        }
    }

    private static func text(_ initialization: Initialization) -> String {
        switch initialization {
        case .normal(.inverseInputs, let biases): "normal inverse" + (biases ? " biases" : "")
        case .normal(.constant(let variance), let biases): "normal \(variance)" + (biases ? " biases" : "")
        case .glorot: "glorot"
        case .he: "he"
        case .uniform: "uniform"
        case .constant(let value): "constant \(value)"
        case .zeros: "zeros"
        case .modern: "modern"
        }
    }

    private static func initialization(_ text: String) -> Initialization? {
        let words = text.split(separator: " ")
        let number = words.count > 1 ? Double(words[1]) : nil
        switch (words.first, number) {
        case ("normal", let variance?): return .normal(variance: .constant(variance), biases: words.last == "biases")
        case ("normal", nil): return .normal(variance: .inverseInputs, biases: words.last == "biases")
        case ("constant", let value?): return .constant(value)
        default:
            return ["glorot": .glorot, "he": .he, "uniform": .uniform, "zeros": .zeros, "modern": .modern][text]
        }
    }
}

extension TensorFile {
    /// An array of two sides.
    fileprivate func matrix(_ name: String) throws(EngineError) -> Matrix {
        guard let tensor = tensor(name) else { throw .file("there is no array \(name)") }
        guard tensor.shape.count == 2 else {
            throw .file("\(name) has \(tensor.shape.count) sides; a weight matrix has inputs and outputs")
        }
        return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.elements)
    }

    /// An array of one side, or with one row or column.
    fileprivate func row(_ name: String) throws(EngineError) -> Matrix {
        guard let tensor = tensor(name) else { throw .file("there is no array \(name)") }
        guard tensor.shape.count == 1 || (tensor.shape.count == 2 && tensor.shape.contains(1)) else {
            throw .file("\(name) has the sides \(tensor.shape); it needs one number for each unit")
        }
        return Matrix(row: tensor.elements)
    }
}
