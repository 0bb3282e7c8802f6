import Engine
import Language

extension Members {
    /// The members of data from a linear model.
    static let linearNames = ["w", "Σ", "noise", "eigenvalues", "risk"]

    /// What is known of a linear model: `L.w`, `L.risk`.
    static func member(_ name: String, of model: LinearModel) -> Value? {
        switch name {
        case "w": Value(Matrix(row: model.weights))
        case "Σ": Value(model.covariance)
        case "noise": .number(model.noise)
        case "eigenvalues": Value(Matrix(row: model.eigenvalues))
        case "risk": .function(risk(of: model))
        default: nil
        }
    }

    /// The risk as a function of all weights, given one by one or as vectors.
    private static func risk(of model: LinearModel) -> Entry {
        let labels = model.weights.indices.map { model.weights.count == 1 ? "w" : "w\($0 + 1)" }
        return Entry(
            "risk", .function, "The expected squared error of weights in a linear model",
            details: "It is (w - w₀)ᵀΣ(w - w₀) + σ², with w₀, Σ and σ those of the model.",
            labels.enumerated().map { position, label in
                .subject(
                    label, [.matrix], required: position == 0,
                    position == 0 ? "A weight, or all as a vector" : "A weight")
            }, returns: .number, example: "L = linear(w=[1, -1])\nL.risk(0, 0)\nL.risk([0, 0])",
            derivative: .composed { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.risk(of: labels.compactMap { arguments[$0] }, in: model)
            },
            .call { arguments, _ throws(Diagnostic) in
                var weights: [Double] = []
                for label in labels where arguments[label] != nil {
                    weights += try arguments.matrix(label).elements
                }
                return try engine(at: arguments.head) { () throws(EngineError) in
                    .number(try model.risk(of: weights))
                }
            })
    }
}

extension Arithmetic {
    /// (w - w₀)ᵀΣ(w - w₀) + σ² of weights given one by one or as vectors.
    fileprivate func risk(of weights: [Value], in model: LinearModel) throws(Diagnostic) -> Value {
        var columns: [Value] = []
        for value in weights {
            let count = value.shape.map { $0.rows * $0.columns } ?? 0
            columns.append(try reshaped(value, to: Shape(rows: count, columns: 1)))
        }
        let all = try joined(columns) { (matrices) throws(EngineError) in try .stacked(matrices) }
        let difference = try subtract(all, Value(Matrix(column: model.weights)))
        let square = try sum(try multiply(difference, try dot(Value(model.covariance), difference)))
        return try add(square, .number(model.noise * model.noise))
    }
}
