import Engine
import Language

/// The functions that derivatives need, with derivatives of their own.
extension Arithmetic {
    func exponential(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.exponential) { (_, y) throws(Diagnostic) in y }
    }

    func logarithm(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.logarithm) { (x, _) throws(Diagnostic) in try divide(.number(1), x) }
    }

    func squareRoot(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, { $0.squareRoot() }) { (_, y) throws(Diagnostic) in try divide(.number(0.5), y) }
    }

    func sine(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.sine) { (x, _) throws(Diagnostic) in try cosine(x) }
    }

    func cosine(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.cosine) { (x, _) throws(Diagnostic) in try negate(try sine(x)) }
    }

    func hyperbolicSine(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.hyperbolicSine) { (x, _) throws(Diagnostic) in try hyperbolicCosine(x) }
    }

    func hyperbolicCosine(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.hyperbolicCosine) { (x, _) throws(Diagnostic) in try hyperbolicSine(x) }
    }

    func sigmoid(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, { (x) throws(Diagnostic) in Value(Activation.sigmoid(x.elements)) }) {
            (_, y) throws(Diagnostic) in try multiply(y, try subtract(.number(1), y))
        }
    }

    func tangent(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, { (x) throws(Diagnostic) in Value(Activation.tanh(x.elements)) }) {
            (_, y) throws(Diagnostic) in try subtract(.number(1), try multiply(y, y))
        }
    }

    /// The distribution function Φ of the standard normal distribution.
    func normalDistribution(_ x: Value) throws(Diagnostic) -> Value {
        try elementwise(x, Mathematics.normalDistribution) { (x, _) throws(Diagnostic) in
            let density = try exponential(try multiply(.number(-0.5), try multiply(x, x)))
            return try divide(density, .number((2 * Double.pi).squareRoot()))
        }
    }

    /// What changes in jumps only: its derivative is 0.
    func constant(_ x: Value, _ function: (Double) -> Double) -> Value {
        Value(x.elements.map(function))
    }

    /// The root of the sum of squares; where it is 0, so is its derivative.
    func norm(_ value: Value) throws(Diagnostic) -> Value {
        let primal = value.elements
        let size = primal.norm()
        if size == 0 { return try multiply(.number(0), try sum(value)) }
        let squares = primal.elements.reduce(0) { $0 + $1 * $1 }
        // Where squares over- or underflow, they are taken of shares.
        let scale = squares.isNormal || !size.isFinite ? 1 : size
        let shares = scale == 1 ? value : try divide(value, .number(scale))
        let root = try squareRoot(try sum(try multiply(shares, shares)))
        return scale == 1 ? root : try multiply(.number(scale), root)
    }

    /// Exponentials of each row divided by their sum.
    func softmax(_ value: Value) throws(Diagnostic) -> Value {
        let primal = value.elements
        guard primal.columns > 0, primal.rows > 0 else { return value }
        var largest: [Double] = []
        for row in 0..<primal.rows {
            let top = primal.row(row).max() ?? 0
            largest += Array(repeating: top, count: primal.columns)
        }
        let shift = Value(Matrix(rows: primal.rows, columns: primal.columns, elements: largest))
        let powers = try exponential(try subtract(value, shift))
        let sums = try dot(powers, Value(1, shape: Shape(rows: primal.columns, columns: 1)))
        return try divide(powers, try dot(sums, Value(1, shape: Shape(rows: 1, columns: primal.columns))))
    }

    /// An activation of values, some of which are tracked.
    func activation(_ activation: Activation, of x: Value) throws(Diagnostic) -> Value {
        switch activation {
        case .identity: return x
        case .sigmoid: return try sigmoid(x)
        case .tanh: return try tangent(x)
        case .relu: return try leakyRelu(x, slope: .number(0))
        case .leakyRelu(let slope): return try leakyRelu(x, slope: .number(slope))
        case .gelu: return try multiply(x, try normalDistribution(x))
        case .approximateGelu:
            let cube = try multiply(.number(0.044715), try power(x, .number(3)))
            let inner = try multiply(.number((2 / Double.pi).squareRoot()), try add(x, cube))
            return try multiply(try multiply(.number(0.5), x), try add(.number(1), try tangent(inner)))
        case .swish(let beta): return try swish(x, beta: .number(beta))
        case .softplus:
            return try elementwise(x, { (x) throws(Diagnostic) in Value(Activation.softplus(x.elements)) }) {
                (x, _) throws(Diagnostic) in try sigmoid(x)
            }
        case .softmax: return try softmax(x)
        case .custom(let custom):
            return try elementwise(x, custom.function) { (x, _) throws(Diagnostic) in
                try elementwise(x, custom.derivative) { (_, _) throws(Diagnostic) in
                    throw Diagnostic(
                        .type, "the activation \(custom.name) has no second derivative", at: span, topic: "derivatives")
                }
            }
        }
    }

    /// x above 0 and slope·x below; at 0 the convention says what the derivative is.
    func leakyRelu(_ x: Value, slope: Value) throws(Diagnostic) -> Value {
        let atZero = machine.convention.reluDerivativeAtZero
        let above = constant(x) { $0 > 0 ? 1 : $0 == 0 ? atZero : $0.isNaN ? .nan : 0 }
        let below = constant(x) { $0 > 0 ? 0 : $0 == 0 ? 1 - atZero : $0.isNaN ? .nan : 1 }
        // No infinity meets a 0 here, which would give NaN.
        let right = try elementwise(x, { (x) throws(Diagnostic) in constant(x) { $0.isNaN ? $0 : max($0, 0) } }) {
            (_, _) throws(Diagnostic) in above
        }
        if case .number(0) = slope { return right }
        let left = try elementwise(x, { (x) throws(Diagnostic) in constant(x) { $0.isNaN ? $0 : min($0, 0) } }) {
            (_, _) throws(Diagnostic) in below
        }
        return try add(right, try multiply(slope, left))
    }

    func swish(_ x: Value, beta: Value) throws(Diagnostic) -> Value {
        try multiply(x, try sigmoid(try multiply(beta, x)))
    }

    /// The output of a network for samples in rows.
    func output(of network: Network, for inputs: Value) throws(Diagnostic) -> Value {
        guard let shape = inputs.shape, shape.columns == network.inputs else {
            throw Diagnostic(
                .shape, "the network has \(counted(network.inputs, "input")), and this is \(inputs.described)",
                at: span,
                topic: "shapes")
        }
        var values = inputs
        // Normalisation and dropout are part of the weights where nothing is trained.
        let isPlain = network.layers.allSatisfy { $0.normalization == nil && $0.dropout == nil }
        let network = isPlain ? network : try engine(at: span) { () throws(EngineError) in try network.folded() }
        for (position, layer) in network.layers.enumerated() {
            let sums = try dot(values, Value(network.weights(position + 1)))
            values = try activation(layer.activation, of: try add(sums, Value(network.biases(position + 1))))
        }
        return values
    }

    private func elementwise(
        _ x: Value, _ function: @escaping (Double) -> Double,
        derivative: @escaping (Value, Value) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> Value {
        try elementwise(x, { (x) throws(Diagnostic) in Value(x.elements.map(function)) }, derivative: derivative)
    }
}
