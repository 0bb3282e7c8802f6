import Engine
import Language

extension Entry {
    /// More functions of one number.
    static let functions: [Entry] = [
        applied("tan", "The tangent of an angle in radians", example: "tan(pi / 4)", Mathematics.tangent),
        applied(
            "asin", "The angle from -π/2 to π/2 whose sine is x", "Outside -1…1 there is none: NaN.",
            example: "asin(1)", Mathematics.arcSine),
        applied(
            "acos", "The angle from 0 to π whose cosine is x", "Outside -1…1 there is none: NaN.", example: "acos(0)",
            Mathematics.arcCosine),
        applied("atan", "The angle from -π/2 to π/2 whose tangent is x", example: "4·atan(1)", Mathematics.arcTangent),
        applied("sinh", "The hyperbolic sine, (exp(x) - exp(-x))/2", example: "sinh(1)", Mathematics.hyperbolicSine),
        applied(
            "cosh", "The hyperbolic cosine, (exp(x) + exp(-x))/2", example: "cosh(0)", Mathematics.hyperbolicCosine),
        applied("floor", "The largest whole number that is not above x", example: "floor([-1.5, 1.5])") {
            $0.rounded(.down)
        },
        applied(
            "ceiling", aliases: ["ceil"], "The smallest whole number that is not below x",
            example: "ceiling([-1.5, 1.5])"
        ) { $0.rounded(.up) },
        applied(
            "round", "The nearest whole number", "Halves are rounded away from 0: round(2.5) is 3, round(-2.5) is -3.",
            example: "round([1.4, 1.5, -2.5])"
        ) { $0.rounded() },
        applied("sign", "-1 below 0, 0 at 0 and 1 above 0", "NaN has none: NaN.", example: "sign([-3, 0, 2])") {
            $0 > 0 ? 1 : $0 < 0 ? -1 : $0
        },
    ]

    private static func applied(
        _ name: String, aliases: [String] = [], _ summary: String, _ details: String = "", example: String,
        _ function: @escaping @Sendable (Double) -> Double
    ) -> Entry {
        let all = "A matrix is taken element by element."
        return Entry(
            name, aliases: aliases, .function, summary, details: details.isEmpty ? all : details + " " + all,
            [.subject("x", [.matrix], "A number or a matrix")], example: example, .elementwise(function))
    }
}
