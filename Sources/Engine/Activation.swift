/// What a layer does with its weighted sums.
public enum Activation: Sendable, Hashable {
    /// f(z) = z.
    case identity
    /// The logistic function, σ(z) = 1 / (1 + e⁻ᶻ).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// The rectifier, max(z, 0).
    case relu
    /// The rectifier with a slope left of 0, where the rectifier is flat: z for z > 0, otherwise slope · z.
    case leakyRelu(slope: Double = 0.01)
    /// z · Φ(z), with the distribution function Φ of the standard normal distribution (Hendrycks and Gimpel, 2016).
    case gelu
    /// The approximation z (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2 of `gelu`, off by 4.73e-4 at most.
    case approximateGelu
    /// z · σ(β z): half of z for β = 0, the rectifier for an infinite β (Ramachandran et al., 2017).
    case swish(beta: Double = 1)
    /// The smooth rectifier, ln(1 + eᶻ).
    case softplus
    /// The exponentials of a row divided by their sum.
    case softmax
    /// One of the caller's own.
    case custom(CustomActivation)

    /// Applies the activation to weighted sums: element by element, softmax row by row.
    ///
    /// No finite argument overflows on the way. At ±∞ element-wise activations have their limits; only NaN gives NaN.
    public func callAsFunction(_ sums: Matrix) -> Matrix {
        var result = sums
        result.withUnsafeMutableElements { buffer in
            guard let values = buffer.baseAddress else { return }
            let kernels = InstructionSet.doubleKernels
            switch self {
            case .softmax: Double.softmax(kernels, rows: sums.rows, columns: sums.columns, values, into: values)
            case .custom(let custom): custom.apply(count: buffer.count, UnsafePointer(values), into: values)
            default: Double.activate(kernels, self, count: buffer.count, values, into: values)
            }
        }
        return result
    }

    /// The derivative at weighted sums, element by element.
    ///
    /// - Parameters:
    ///   - sums: The arguments z.
    ///   - reluAtZero: Where relu and leaky relu have no derivative, at 0, the one taken: 0 is that of their left side, 1 that
    ///     of their right, and other numbers lie between the two in proportion.
    /// - Throws: A value error for softmax, each of whose outputs depends on all sums of its row.
    public func derivative(_ sums: Matrix, reluAtZero: Double = 0) throws(EngineError) -> Matrix {
        if self == .softmax {
            throw .value("softmax has no element-wise derivative: each output depends on all sums of its row")
        }
        let values = self == .sigmoid || self == .tanh ? self(sums) : sums
        var result = Matrix(rows: sums.rows, columns: sums.columns, repeating: 1)
        values.elements.withUnsafeBufferPointer { source in
            result.withUnsafeMutableElements { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                if case .custom(let custom) = self {
                    custom.differentiate(count: target.count, sums: from, to)
                } else {
                    Double.differentiate(
                        InstructionSet.doubleKernels, self, count: target.count, values: from, reluAtZero: reluAtZero,
                        to)
                }
            }
        }
        return result
    }

    /// Throws a value error if a parameter is not finite.
    public func check() throws(EngineError) {
        switch self {
        case .leakyRelu(let slope) where !slope.isFinite:
            throw .value("the slope of \(name) must be a finite number")
        case .swish(let beta) where !beta.isFinite:
            throw .value("the beta of \(name) must be a finite number")
        default: break
        }
    }

    /// Whether it is the rectifier or one of its relatives, whose layers start with weights for rectifiers.
    public var isRectifier: Bool {
        switch self {
        case .relu, .leakyRelu, .gelu, .approximateGelu, .swish, .softplus: true
        case .identity, .sigmoid, .tanh, .softmax, .custom: false
        }
    }
}

extension Activation: CustomStringConvertible {
    /// The name without parameters, as in "swish".
    public var name: String {
        switch self {
        case .identity: "identity"
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .relu: "relu"
        case .leakyRelu: "leakyrelu"
        case .gelu, .approximateGelu: "gelu"
        case .swish: "swish"
        case .softplus: "softplus"
        case .softmax: "softmax"
        case .custom(let custom): custom.name
        }
    }

    /// The name, with the parameters that are not the usual ones, as in "swish" and "swish(2)".
    public var description: String {
        switch self {
        case .leakyRelu(let slope) where self != .leakyRelu(): "\(name)(\(shortText(slope)))"
        case .swish(let beta) where self != .swish(): "\(name)(\(shortText(beta)))"
        case .approximateGelu: "\(name)(approximate=true)"
        default: name
        }
    }
}
