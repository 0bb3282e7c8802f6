/// How the parameters of a new network are drawn.
///
/// Weights are drawn layer after layer, each row-major, from one stream; biases that are drawn come after all weights, so
/// that the weights are the same with and without them. Normalised layers start with scales 1 and shifts 0. A weight that a
/// mask excludes is drawn like all others, so that these do not depend on the mask, and then set to 0.
public enum Initialization: Sendable, Hashable {
    /// The variance of normally distributed weights.
    public enum Variance: Sendable, Hashable {
        /// One over the number of inputs of the layer.
        case inverseInputs
        /// The same for every layer.
        case constant(Double)

        /// Variance one.
        public static let one = Variance.constant(1)
    }

    /// Normal weights; the biases too if wanted, otherwise 0.
    case normal(variance: Variance, biases: Bool = false)
    /// Uniform in ±√(6 / (inputs + outputs)), biases 0 (Glorot and Bengio, 2010).
    case glorot
    /// Normal with variance 2 / inputs, biases 0 (He et al., 2015).
    case he
    /// Weights and biases uniform in ±1/√inputs.
    case uniform
    /// All weights equal to a number, biases 0.
    case constant(Double)
    /// All parameters 0.
    case zeros
    /// `he` for the relu family (relu, leaky relu, gelu, swish, softplus), `glorot` for all other layers.
    case modern

    /// The choice in words, for printing, its numbers rounded to four digits.
    public var description: String {
        switch self {
        case .normal(.inverseInputs, let biases): "N(0, 1/n), " + (biases ? "biases too" : "biases 0")
        case .normal(.constant(let variance), let biases):
            "N(0, \(shortText(variance.rounded(toDigits: 4)))), " + (biases ? "biases too" : "biases 0")
        case .glorot: "Glorot uniform, biases 0"
        case .he: "He normal, biases 0"
        case .uniform: "uniform ±1/√n, biases too"
        case .constant(let value): "weights \(shortText(value.rounded(toDigits: 4))), biases 0"
        case .zeros: "zeros"
        case .modern: "Glorot uniform, He normal for the relu family, biases 0"
        }
    }

    private enum Distribution {
        case normal(deviation: Double)
        case uniform(bound: Double)
        case constant(Double)

        func draw(_ stream: inout RandomStream) -> Double {
            switch self {
            case .normal(let deviation): stream.normal() * deviation
            case .uniform(let bound): (2 * stream.uniform() - 1) * bound
            case .constant(let value): value
            }
        }
    }

    private func weightDistribution(inputs: Int, outputs: Int, activation: Activation) -> Distribution {
        switch self {
        case .normal(.inverseInputs, _): .normal(deviation: 1 / Double(inputs).squareRoot())
        case .normal(.constant(let variance), _): .normal(deviation: variance.squareRoot())
        case .glorot: .uniform(bound: (6 / (Double(inputs) + Double(outputs))).squareRoot())
        case .he: .normal(deviation: (2 / Double(inputs)).squareRoot())
        case .uniform: .uniform(bound: 1 / Double(inputs).squareRoot())
        case .constant(let value): .constant(value)
        case .zeros: .constant(0)
        case .modern:
            (activation.isRectifier ? Initialization.he : .glorot)
                .weightDistribution(inputs: inputs, outputs: outputs, activation: activation)
        }
    }

    private var drawsBiases: Bool {
        switch self {
        case .normal(_, let biases): biases
        case .uniform: true
        default: false
        }
    }

    /// Throws a value error if the numbers of the choice make no sense.
    func check() throws(EngineError) {
        switch self {
        case .normal(.constant(let variance), _) where !(variance >= 0 && variance.isFinite):
            throw .value("the variance \(shortText(variance)) of the initial weights is not a number from 0 up")
        case .constant(let value) where !value.isFinite:
            throw .value("the initial weight \(shortText(value)) is not finite")
        default: break
        }
    }

    /// Draws the parameters of a layout.
    ///
    /// - Throws: `cancelled` where an interrupt ended it.
    func parameters(for layout: Layout, seed: UInt64) throws(EngineError) -> [Double] {
        var parameters = try Matrix.filled(rows: 1, columns: layout.parameterCount, with: 0).elements
        var pulse = Interruption.Pulse()
        var stream = RandomStream(seed: seed)
        for layer in layout.layers {
            let distribution = weightDistribution(
                inputs: layer.inputs, outputs: layer.outputs, activation: layer.activation)
            for index in layer.weights {
                try pulse.count()
                parameters[index] = distribution.draw(&stream)
            }
            for index in layer.scales { parameters[index] = 1 }
        }
        if drawsBiases {
            for layer in layout.layers {
                let distribution = weightDistribution(
                    inputs: layer.inputs, outputs: layer.outputs, activation: layer.activation)
                for index in layer.biases {
                    try pulse.count()
                    parameters[index] = distribution.draw(&stream)
                }
            }
        }
        layout.applyMasks(to: &parameters)
        return parameters
    }
}

/// A number in its shortest form, without the point of a whole one.
func shortText(_ number: Double) -> String {
    // Its sign means nothing, and another processor gives 0/0 another one.
    if number.isNaN { return "nan" }
    let text = "\(number)"
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    // 1e-08 is written 1e-8.
    guard let power = text.lastIndex(of: "e"), text[power...].hasPrefix("e-0") else { return text }
    return text[..<power] + "e-" + text[power...].dropFirst(3)
}
