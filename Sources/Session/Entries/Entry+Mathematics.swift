import Engine
import Language

extension Entry {
    /// The activations, which stand in networks and are functions as well.
    static let activations: [Entry] = [
        activation(.identity, "Gives back what it is given; the output of a regression"),
        activation(.sigmoid, aliases: ["σ"], "The logistic function 1/(1 + exp(-x)), from 0 to 1"),
        activation(.tanh, "The hyperbolic tangent, from -1 to 1"),
        activation(.relu, "The larger of x and 0"),
        activation(
            .leakyRelu(), "x above 0 and slope·x below, so that no unit dies",
            details: "In a network: `50 leakyrelu(0.2)`.",
            [.option("slope", [.number], default: "0.01", "The slope left of 0")],
            example: "leakyrelu([-1, 0, 1])\n2 -> 50 leakyrelu(0.2) -> 1 sigmoid",
            derivative: { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.leakyRelu(try arguments.required("x"), slope: arguments["slope"] ?? .number(0.01))
            }
        ) { arguments throws(Diagnostic) in .leakyRelu(slope: try arguments.number("slope") ?? 0.01) },
        activation(
            .gelu, "x·Φ(x), a smoother relu, with the normal distribution function Φ",
            details: """
                With `approximate=true` it is x·(1 + tanh(√(2/π)·(x + 0.044715x³)))/2, which differs by 0.000473 at most; in a \
                network, `50 gelu(approximate=true)`.
                """,
            [.option("approximate", [.truth], default: "false", "Whether to take the approximation by tanh")],
            example: "gelu([-1, 0, 1])\ngelu([-1, 0, 1], approximate=true)",
            derivative: { arguments, arithmetic throws(Diagnostic) in
                let activation = try arguments.truth("approximate") == true ? Activation.approximateGelu : .gelu
                return try arithmetic.activation(activation, of: try arguments.required("x"))
            }
        ) { arguments throws(Diagnostic) in try arguments.truth("approximate") == true ? .approximateGelu : .gelu },
        activation(
            .swish(), "x·σ(beta·x), a smooth relu that dips below 0",
            details: "With beta 0 it is x/2, with a large one relu. In a network: `50 swish(2)`.",
            [.option("beta", aliases: ["β"], [.number], default: "1", "How sharply it bends")],
            example: "swish([-1, 0, 1], beta=2)\n2 -> 50 swish(2) -> 1 sigmoid",
            derivative: { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.swish(try arguments.required("x"), beta: arguments["beta"] ?? .number(1))
            }
        ) { arguments throws(Diagnostic) in .swish(beta: try arguments.number("beta") ?? 1) },
        activation(.softplus, "log(1 + exp(x)), a smooth relu above 0"),
        activation(.softmax, "Exponentials that sum to 1, in each row", example: "softmax([1, 2, 3])"),
    ]

    /// An activation without parameters.
    private static func activation(
        _ activation: Activation, aliases: [String] = [], _ summary: String, example: String? = nil
    ) -> Entry {
        self.activation(
            activation, aliases: aliases, summary, [], example: example ?? "\(activation.name)([-1, 0, 1])",
            derivative: { arguments, arithmetic throws(Diagnostic) in
                try arithmetic.activation(activation, of: try arguments.required("x"))
            }
        ) { _ throws(Diagnostic) in activation }
    }

    /// An activation whose options `make` reads.
    private static func activation(
        _ usual: Activation, aliases: [String] = [], _ summary: String, details: String = "", _ options: [Parameter],
        example: String, derivative: @escaping @Sendable (Arguments, Arithmetic) throws(Diagnostic) -> Value,
        _ make: @escaping @Sendable (Arguments) throws(Diagnostic) -> Activation
    ) -> Entry {
        Entry(
            usual.name, aliases: aliases, .activation, summary, details: details,
            [.subject("x", [.matrix], "A number, or a matrix with samples in rows")] + options, example: example,
            derivative: .composed(derivative),
            .activation { arguments throws(Diagnostic) in
                let activation = try make(arguments)
                let place = options.first.map { arguments.span($0.label) } ?? arguments.head
                try engine(at: place) { () throws(EngineError) in try activation.check() }
                return activation
            })
    }

    /// Functions of numbers and matrices.
    static let mathematics: [Entry] = [
        elementwise("exp", "The exponential function", "exp(1)", Mathematics.exponential) {
            (_, y, _) throws(Diagnostic) in y
        },
        elementwise("log", "The natural logarithm", "log([1, 2, 4])", Mathematics.logarithm) {
            (x, _, arithmetic) throws(Diagnostic) in try arithmetic.divide(.number(1), x)
        },
        elementwise("sqrt", "The square root", "sqrt(2)", { $0.squareRoot() }) {
            (_, y, arithmetic) throws(Diagnostic) in try arithmetic.divide(.number(0.5), y)
        },
        elementwise("abs", "The absolute value", "abs([-1, 2])", { $0.magnitude }) {
            (x, _, arithmetic) throws(Diagnostic) in
            arithmetic.constant(x) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 * 0 }
        },
        elementwise("sin", "The sine of an angle in radians", "sin(pi / 2)", Mathematics.sine) {
            (x, _, arithmetic) throws(Diagnostic) in try arithmetic.cosine(x)
        },
        elementwise("cos", "The cosine of an angle in radians", "cos(0)", Mathematics.cosine) {
            (x, _, arithmetic) throws(Diagnostic) in try arithmetic.negate(try arithmetic.sine(x))
        },
        extent(
            "rows", "How many rows a matrix or a table has, and how many samples data have", ofMatrix: { $0.rows },
            ofTable: { $0.rowCount }, ofData: { $0.count }),
        extent(
            "cols", aliases: ["columns"], "How many columns a matrix or a table has", ofMatrix: { $0.columns },
            ofTable: { $0.columns.count }),
        matrix(
            "norm", "The Frobenius norm, also written ‖A‖", "norm([3, 4])",
            composed { (value, arithmetic) throws(Diagnostic) in try arithmetic.norm(value) }
        ) { matrix throws(EngineError) in try matrix.norm(asking: Interruption.check) },
    ]

    /// A function of the first parameter, made of operations that have derivatives.
    static func composed(
        _ function: @escaping @Sendable (Value, Arithmetic) throws(Diagnostic) -> Value
    ) -> DerivativeRule {
        .composed { arguments, arithmetic throws(Diagnostic) in
            try arguments.checkedShape()
            return try function(arguments.values.first.flatMap { $0 } ?? .none, arithmetic)
        }
    }

    private static func elementwise(
        _ name: String, _ summary: String, _ example: String, _ function: @escaping @Sendable (Double) -> Double,
        derivative: @escaping @Sendable (Value, Value, Arithmetic) throws(Diagnostic) -> Value
    ) -> Entry {
        Entry(
            name, .function, summary, details: "A matrix is taken element by element.",
            [.subject("x", [.matrix], "A number or a matrix")], example: example, derivative: .byElement(derivative),
            .elementwise(function))
    }

    private static func matrix(
        _ name: String, _ summary: String, _ example: String, _ derivative: DerivativeRule,
        _ function: @escaping @Sendable (Matrix) throws(EngineError) -> Double
    ) -> Entry {
        Entry(
            name, .function, summary, [.subject("A", [.matrix], "The matrix")], returns: .number,
            shape: { _ in .scalar }, example: example, derivative: derivative,
            .call { arguments, _ throws(Diagnostic) in
                let matrix = try arguments.matrix("A")
                return try engine(at: arguments.head) { () throws(EngineError) in .number(try function(matrix)) }
            })
    }

    /// `rows` and `cols`.
    private static func extent(
        _ name: String, aliases: [String] = [], _ summary: String, ofMatrix: @escaping @Sendable (Matrix) -> Int,
        ofTable: @escaping @Sendable (ValueTable) -> Int, ofData: (@Sendable (Dataset) -> Int)? = nil
    ) -> Entry {
        let subject = ofData == nil ? "The matrix or table" : "The matrix, table or data"
        return Entry(
            name, aliases: aliases, .function, summary,
            [.subject("A", [.matrix, .table] + (ofData == nil ? [] : [.dataset]), subject)], returns: .number,
            shape: { _ in .scalar }, example: "\(name)([1, 2; 3, 4; 5, 6])" + (ofData == nil ? "" : "\n\(name)(iris)"),
            derivative: .zero,
            .call { arguments, _ throws(Diagnostic) in
                switch arguments["A"] {
                case .table(let table): return .number(Double(ofTable(table)))
                case .dataset, .pair:
                    let data = try arguments.dataset("A").samples
                    return .number(Double(ofData?(data) ?? 0))
                default: return .number(Double(ofMatrix(try arguments.matrix("A"))))
                }
            })
    }

    /// The constants.
    static let constants: [Entry] = [
        Entry(
            "pi", aliases: ["π"], .constant, "The ratio of a circle's circumference to its diameter", example: "2π",
            .constant(.number(.pi))),
        Entry(
            "e", .constant, "The base of the natural logarithm", example: "log(e)",
            .constant(.number(Mathematics.exponential(1)))),
        Entry("true", .constant, "The truth value that holds", example: "true", .constant(.truth(true))),
        Entry("false", .constant, "The truth value that does not hold", example: "false", .constant(.truth(false))),
        Entry("none", .constant, "The absence of a value", example: "print none", .constant(.none)),
        Entry("all", .constant, "Everything there is, as in `batch=all`", example: "print all", .constant(.all)),
    ]
}
