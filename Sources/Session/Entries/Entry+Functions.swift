import Engine
import Language

extension Entry {
    /// More functions of one number.
    static let functions: [Entry] = [
        applied(
            "tan", "The tangent of an angle in radians", example: "tan(pi / 4)", Mathematics.tangent,
            derivative: .byElement { (_, y, arithmetic) throws(Diagnostic) in
                try arithmetic.add(.number(1), try arithmetic.multiply(y, y))
            }),
        applied(
            "asin", "The angle from -π/2 to π/2 whose sine is x", "Outside -1…1 there is none: NaN.",
            example: "asin(1)", Mathematics.arcSine,
            derivative: .byElement { (x, _, arithmetic) throws(Diagnostic) in
                try arithmetic.divide(.number(1), try arithmetic.otherLeg(x))
            }),
        applied(
            "acos", "The angle from 0 to π whose cosine is x", "Outside -1…1 there is none: NaN.", example: "acos(0)",
            Mathematics.arcCosine,
            derivative: .byElement { (x, _, arithmetic) throws(Diagnostic) in
                try arithmetic.divide(.number(-1), try arithmetic.otherLeg(x))
            }),
        applied(
            "atan", "The angle from -π/2 to π/2 whose tangent is x", example: "4·atan(1)", Mathematics.arcTangent,
            derivative: .byElement { (x, _, arithmetic) throws(Diagnostic) in
                try arithmetic.divide(.number(1), try arithmetic.add(.number(1), try arithmetic.multiply(x, x)))
            }),
        applied(
            "sinh", "The hyperbolic sine, (exp(x) - exp(-x))/2", example: "sinh(1)", Mathematics.hyperbolicSine,
            derivative: .byElement { (x, _, arithmetic) throws(Diagnostic) in try arithmetic.hyperbolicCosine(x) }),
        applied(
            "cosh", "The hyperbolic cosine, (exp(x) + exp(-x))/2", example: "cosh(0)", Mathematics.hyperbolicCosine,
            derivative: .byElement { (x, _, arithmetic) throws(Diagnostic) in try arithmetic.hyperbolicSine(x) }),
        applied(
            "floor", "The largest whole number that is not above x", example: "floor([-1.5, 1.5])",
            { $0.rounded(.down) }, derivative: .zero),
        applied(
            "ceiling", aliases: ["ceil"], "The smallest whole number that is not below x",
            example: "ceiling([-1.5, 1.5])", { $0.rounded(.up) }, derivative: .zero),
        applied(
            "round", "The nearest whole number", "Halves are rounded away from 0: round(2.5) is 3, round(-2.5) is -3.",
            example: "round([1.4, 1.5, -2.5])", { $0.rounded() }, derivative: .zero),
        applied(
            "sign", "-1 below 0, 0 at 0 and 1 above 0", "NaN has none: NaN.", example: "sign([-3, 0, 2])",
            { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, derivative: .zero),
    ]

    private static func applied(
        _ name: String, aliases: [String] = [], _ summary: String, _ details: String = "", example: String,
        _ function: @escaping @Sendable (Double) -> Double, derivative: DerivativeRule
    ) -> Entry {
        let all = "A matrix is taken element by element."
        return Entry(
            name, aliases: aliases, .function, summary, details: details.isEmpty ? all : details + " " + all,
            [.subject("x", [.matrix], "A number or a matrix")], example: example, derivative: derivative,
            .elementwise(function))
    }
}

extension Arithmetic {
    /// √(1 - x²), the other leg of a right triangle with the hypotenuse 1.
    fileprivate func otherLeg(_ x: Value) throws(Diagnostic) -> Value {
        try squareRoot(try subtract(.number(1), try multiply(x, x)))
    }
}
