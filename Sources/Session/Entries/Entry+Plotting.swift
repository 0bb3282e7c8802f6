import Engine
import Language

extension Entry {
    /// `plot`, and what makes something to be plotted.
    static let plotting: [Entry] = [
        fieldPlot(
            .contour, "The lines of equal value of a function of two variables, for `plot`",
            details: """
                The function takes two numbers or a vector of two. `plot contour(f) with P` draws the path of a descent over \
                it, around which the part of the plane is chosen; `with (P, Q)` several, `with gradient(f)` arrows. `xrange` \
                and `yrange` of plot choose another part.
                """,
            [
                .option(
                    "levels", [.matrix, .range], default: "round numbers", "The values that lines are drawn at")
            ],
            example: """
                f(x, y) = 1.5x² + y² + 2
                P = descend f from (2, 2), η=0.1, steps=20
                plot contour(f) with P
                plot contour(f, levels=2..8) with gradient(f), xrange=-2..2, yrange=-2..2
                """),
        fieldPlot(
            .surface, "A function of two variables as a surface in space, for `plot`",
            example: "f(x, y) = 1.5x² + y² + 2\nplot surface(f), xrange=-2..2, yrange=-2..2"),
        fieldPlot(
            .gradient, "The gradient of a function of two variables as arrows uphill, for `plot`",
            example: "f(x, y) = 1.5x² + y² + 2\nplot gradient(f)"),
        Entry(
            "minibatches", .function, "What the steps of a stochastic descent see: the error of each batch, for `plot`",
            details: """
                Each panel shows the mean squared error of the samples that its step was taken by, the path so far and the step \
                itself. The path is one of `descend(L, batch=…)` on a linear model with two weights.
                """,
            [
                .subject("P", [.path], "The path"),
                .option("steps", [.number, .range, .matrix], default: "1..6", "The steps shown, counted from 1"),
            ], returns: .figure,
            example: """
                L = linear(w=[1, -1], noise=1, seed=3)
                P = descend L, η=0.1, batch=1, steps=20
                plot minibatches(P, steps=1..4)
                """, .call(Plotting.batches)),
    ]

    private static func fieldPlot(
        _ form: Plottable.Form, _ summary: String, details: String = "", _ options: [Parameter] = [], example: String
    ) -> Entry {
        Entry(
            form.rawValue, .function, summary, details: details,
            [.subject("f", [.function], "The function")] + options, returns: .plottable, example: example,
            .call { arguments, _ throws(Diagnostic) in
                guard case .function(let entry) = try arguments.required("f") else { return .none }
                let text = arguments.text("f")
                var levels: [Double]?
                if let given = arguments["levels"]?.asMatrix {
                    guard given.elements.count <= 100, given.elements.allSatisfy(\.isFinite), !given.isEmpty else {
                        throw Diagnostic(
                            .value, "levels are 1 to 100 finite numbers", at: arguments.span("levels"),
                            topic: form.rawValue)
                    }
                    levels = given.elements
                }
                return .plottable(.field(form, entry, name: text.isEmpty ? entry.name : text, levels: levels))
            })
    }

    /// The options of every plot.
    static let figureOptions: [Parameter] = [
        .option("title", [], default: "from what is drawn", "The title; several values in parentheses are joined"),
        .option("xlabel", [], default: "from what is drawn", "The label of the horizontal axis"),
        .option("ylabel", [], default: "from what is drawn", "The label of the vertical axis"),
        .option(
            "xscale", [.function, .text], default: "linear", choices: ["log", "linear"],
            "How the horizontal axis is divided"),
        .option(
            "yscale", [.function, .text], default: "by the values", choices: ["log", "linear"],
            "How the vertical axis is divided"),
        .option("xrange", [.range, .matrix, .tuple], default: "by the values", "What the horizontal axis shows: 0..5"),
        .option("yrange", [.range, .matrix, .tuple], default: "by the values", "What the vertical axis shows: 0..1"),
        .option(
            "size", [.number, .matrix, .tuple], default: "640",
            "The width in pixels, or (width, height)"),
        .columns("panel", default: "none", "The columns of a table whose values each have a panel of their own"),
        .option("columns", [.number], default: "by their number", "How many panels stand in a row"),
        .option(
            "band", [.text, .none], default: "\"quartiles\"", choices: ["\"quartiles\"", "\"range\"", "none"],
            "What is shaded around the median of rows that are runs of one thing"),
    ]
}
