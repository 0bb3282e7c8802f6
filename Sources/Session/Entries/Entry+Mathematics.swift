import Engine
import Language

extension Entry {
    /// The activations, which stand in networks and are functions as well.
    static let activations: [Entry] = [
        activation(.identity, "Gives back what it is given; the output of a regression"),
        activation(.sigmoid, aliases: ["σ"], "The logistic function 1/(1 + exp(-x)), from 0 to 1"),
        activation(.tanh, "The hyperbolic tangent, from -1 to 1"),
        activation(.relu, "The larger of x and 0"),
        activation(.softmax, "Exponentials that sum to 1, in each row"),
    ]

    private static func activation(_ activation: Activation, aliases: [String] = [], _ summary: String) -> Entry {
        let name = activation.rawValue
        return Entry(
            name, aliases: aliases, .activation, summary,
            [.subject("x", [.matrix], "A number, or a matrix with samples in rows")],
            example: activation == .softmax ? "softmax([1, 2, 3])" : "\(name)([-1, 0, 1])",
            .call { arguments, _ throws(Diagnostic) in Value(activation(try arguments.matrix("x"))) })
    }

    /// Functions of numbers and matrices.
    static let mathematics: [Entry] = [
        elementwise("exp", "The exponential function", "exp(1)", Mathematics.exponential),
        elementwise("log", "The natural logarithm", "log([1, 2, 4])", Mathematics.logarithm),
        elementwise("sqrt", "The square root", "sqrt(2)") { $0.squareRoot() },
        elementwise("abs", "The absolute value", "abs([-1, 2])") { $0.magnitude },
        elementwise("sin", "The sine of an angle in radians", "sin(pi / 2)", Mathematics.sine),
        elementwise("cos", "The cosine of an angle in radians", "cos(0)", Mathematics.cosine),
        matrix("rows", "How many rows a matrix has", "rows([1, 2; 3, 4; 5, 6])") { Double($0.rows) },
        matrix("cols", "How many columns a matrix has", "cols([1, 2; 3, 4; 5, 6])") { Double($0.columns) },
        matrix("sum", "The sum of all elements", "sum([1, 2; 3, 4])") { $0.sum() },
        matrix("mean", "The mean of all elements", "mean([1, 2; 3, 4])") { $0.sum() / Double($0.elements.count) },
        matrix("min", "The smallest element", "min([3, 1, 2])") { $0.elements.min() ?? .nan },
        matrix("max", "The largest element", "max([3, 1, 2])") { $0.elements.max() ?? .nan },
        matrix("norm", "The Frobenius norm, also written ‖A‖", "norm([3, 4])") { $0.norm() },
    ]

    private static func elementwise(
        _ name: String, _ summary: String, _ example: String, _ function: @escaping @Sendable (Double) -> Double
    ) -> Entry {
        Entry(
            name, .function, summary, details: "A matrix is taken element by element.",
            [.subject("x", [.matrix], "A number or a matrix")], example: example, .elementwise(function))
    }

    private static func matrix(
        _ name: String, _ summary: String, _ example: String, _ function: @escaping @Sendable (Matrix) -> Double
    ) -> Entry {
        Entry(
            name, .function, summary, [.subject("A", [.matrix], "The matrix")], returns: .number, example: example,
            .call { arguments, _ throws(Diagnostic) in .number(function(try arguments.matrix("A"))) })
    }

    /// The constants.
    static let constants: [Entry] = [
        Entry(
            "pi", aliases: ["π"], .constant, "The ratio of a circle's circumference to its diameter", example: "2π",
            .constant(.number(.pi))),
        Entry("true", .constant, "The truth value that holds", example: "true", .constant(.truth(true))),
        Entry("false", .constant, "The truth value that does not hold", example: "false", .constant(.truth(false))),
        Entry("none", .constant, "The absence of a value", example: "print none", .constant(.none)),
        Entry("all", .constant, "Everything there is, as in `batch=all`", example: "print all", .constant(.all)),
    ]
}
