import Drawing
import Engine
import Language

extension Entry {
    /// What is asked of networks that are there.
    static let evaluation: [Entry] = [
        Entry(
            "probabilities", .function,
            "The probability a network gives each class, a row for each sample, class 0 first",
            details: """
                Softmax outputs are the probabilities. One sigmoid output a is that of class 1, which gives the columns 1 - a and a; \
                several say for each class by itself whether it is the one.
                """,
            [.subject("N", [.network], "The network"), .subject("X", [.matrix], "The samples, [samples, inputs]")],
            example: "N = 2 -> 3 tanh -> 1 sigmoid\nprobabilities(N, [0, 0; 1, 1])\n"
                + "probabilities(2 -> 3 softmax, [0, 0; 1, 1])",
            .call { arguments, _ throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                guard network.outputActivation == .sigmoid || network.outputActivation == .softmax else {
                    throw Diagnostic(
                        .value,
                        "\(network.outputActivation) outputs are no probabilities; sigmoid and softmax outputs are",
                        at: arguments.span("N"), hint: "forward gives the outputs as they are",
                        topic: "probabilities")
                }
                let samples = try arguments.matrix("X")
                let outputs = try engine(at: arguments.span("X")) { () throws(EngineError) in
                    try network.output(for: samples)
                }
                guard outputs.columns == 1, network.outputActivation == .sigmoid else { return Value(outputs) }
                return Value(
                    Matrix(rows: outputs.rows, columns: 2, elements: outputs.elements.flatMap { [1 - $0, $0] }))
            }),
        Entry(
            "weights", .function, "The weights of a layer as a matrix, in the layout that a book or a library uses",
            details: """
                `"in x out"` has a row for each input, as in X·W + b; `"out x in"` a row for each unit, as in W·x + b; \
                `"biases first"` a row for each input below a row of biases, as in [1, x]·W. Without a layout it is that of the \
                convention in force, as in `N.W1`.
                """,
            [
                .subject("N", [.network], "The network"), .subject("layer", [.number], "The layer, counted from 1"),
                .option(
                    "layout", [.text], default: "by convention",
                    choices: WeightLayout.allCases.map { "\"\($0.spelling)\"" }, "How the matrix is written"),
            ],
            example: """
                N = 2 -> 3 tanh -> 1 sigmoid
                weights(N, 1, layout="out x in")
                X = [0, 0; 1, 1]
                expect tanh(beside(ones(2, 1), X)·weights(N, 1, layout="biases first")) ≈ tanh(X·N.W1 + N.b1)
                """, .call(weights)),
        Entry(
            "summary", .function, "A table of a network's layers and what stands between them, with their parameters",
            [.subject("N", [.network], "The network")], returns: .table,
            example: "N = 2 -> 50 relu -> batchnorm -> dropout(0.5) -> 1 sigmoid\n"
                + "expect sum(summary(N).parameters) == params(N)\nsummary(N)",
            .call { arguments, _ throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let rows = network.summaryRows
                return .table(
                    ValueTable(
                        columns: [
                            ValueTable.Column(label: "layer", values: rows.map { .number(Double($0.layer)) }),
                            ValueTable.Column(label: "part", values: rows.map { .text($0.part) }),
                            ValueTable.Column(label: "weights", values: rows.map { .text($0.weights) }),
                            ValueTable.Column(label: "parameters", values: rows.map { .number(Double($0.parameters)) }),
                        ],
                        notes: [(label: "total", value: .number(Double(network.parameterCount)))]))
            }),
        Entry(
            "copy", .function, "Another network like one, with its weights and its history, that trains by itself",
            details: "`M = N` makes M another name of the same network; `M = copy(N)` makes another network.",
            [.subject("N", [.network], "The network")], returns: .network,
            example:
                "N = 2 -> 3 tanh -> 1 sigmoid\nM = copy(N)\ntrain M on xor, epochs=5\nexpect loss(M, xor) < loss(N, xor)",
            .call { arguments, _ throws(Diagnostic) in .network(TrainedNetwork(try arguments.network("N").current)) }),
        Entry(
            "confusion", .function, "How often samples of each class are taken for each class",
            details: """
                A row for each true class: how often it was taken for each, and its precision, recall and F1. With `matrix=true` the \
                counts alone, [true classes, predicted classes]. `plot confusion(N, D)` draws them.
                """,
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data"),
                .option("matrix", [.truth], default: "false", "Whether the counts alone are wanted, as a matrix"),
            ],
            example: """
                N = 4 -> 3 softmax, seed=7
                train N on iris, epochs=20
                C = confusion(N, iris)
                C
                C.recall
                plot C
                """, .call(confusion)),
        Entry(
            "roc", .function,
            "Draws the share of a class that is found over the share of false alarms, for every threshold",
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data"),
                .option("class", [.number], default: "1", "The class that is looked for, counted from 0"),
            ], returns: .figure,
            example: "D = mixture(n=200, seed=42)\nN = 2 -> 8 tanh -> 1 sigmoid, seed=7\nplot roc(N, D.test)",
            .call { arguments, _ throws(Diagnostic) in .figure(try rocCurve(arguments).figure(arguments)) }),
        Entry(
            "auc", .function,
            "The area under the ROC curve: how often a sample of the class has a higher output than one of another",
            [
                .subject("N", [.network], "The network"), .subject("D", [.dataset], "The data"),
                .option("class", [.number], default: "1", "The class that is looked for, counted from 0"),
            ], returns: .number,
            example: "D = mixture(n=200, seed=42)\nN = 2 -> 8 tanh -> 1 sigmoid, seed=7\nauc(N, D.test)",
            .call { arguments, _ throws(Diagnostic) in .number(try rocCurve(arguments).area) }),
        Entry(
            "rsquared", .function,
            "R², one minus the squared errors over the squared distances of the targets from their mean",
            details: "1 is a perfect fit, 0 no better than the mean. Of several outputs it is the mean.",
            [.subject("N", [.network], "The network"), .subject("D", [.dataset], "The data")], returns: .number,
            example: "D = sine(n=100, noise=0.1)\nN = 1 -> 10 tanh -> 1\ntrain N on D, epochs=50\nrsquared(N, D)",
            .call { arguments, _ throws(Diagnostic) in
                let network = try arguments.network("N").snapshot
                let data = try arguments.dataset("D").samples
                return .number(
                    try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
                        try network.rSquared(on: data)
                    })
            }),
    ]

    @Sendable private static func weights(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let layer = try arguments.whole("layer", in: 1...network.layers.count) ?? 1
        var layout = machine.convention.weightLayout
        if let text = try arguments.text(of: "layout") {
            guard let given = WeightLayout.allCases.first(where: { $0.spellings.contains(text) }) else {
                let known = WeightLayout.allCases.map { "\"\($0.spelling)\"" }
                throw Diagnostic(
                    .value, "a layout is \(listed(known, conjunction: "or")), not \"\(text)\"",
                    at: arguments.span("layout"), topic: "weights")
            }
            layout = given
        }
        return Value(
            try engine(at: arguments.head) { () throws(EngineError) in try network.weights(layer, layout: layout) })
    }

    @Sendable private static func confusion(_ arguments: Arguments, _ machine: Machine) throws(Diagnostic) -> Value {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let found = try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try network.confusionMatrix(on: data)
        }
        if try arguments.truth("matrix") == true { return Value(found.matrix) }
        let names = (0..<found.classes).map { data.classNames.count == found.classes ? data.classNames[$0] : "\($0)" }
        func shares(_ label: String, _ shares: [Double?]) -> ValueTable.Column {
            ValueTable.Column(label: label, values: shares.map { $0.map { .number($0) } ?? Value.none })
        }
        let counts = names.enumerated().map { index, name in
            ValueTable.Column(label: "as \(name)", values: found.counts.map { .number(Double($0[index])) })
        }
        return .table(
            ValueTable(
                columns: [ValueTable.Column(label: "class", values: names.map { .text($0) })] + counts + [
                    shares("precision", found.precision), shares("recall", found.recall), shares("f1", found.f1),
                ],
                notes: [(label: "accuracy", value: .number(found.accuracy))],
                picture: { [title = "\(arguments.text("N")) on \(arguments.text("D"))"] in
                    Pictures.confusion(found, names: names, title: title)
                }))
    }

    private static func rocCurve(_ arguments: Arguments) throws(Diagnostic) -> ROCCurve {
        let network = try arguments.network("N").snapshot
        let data = try arguments.dataset("D").samples
        let positive = try arguments.whole("class", in: 0...max(1, network.outputs - 1)) ?? 1
        return try engine(at: arguments.span("N"), arguments.span("D")) { () throws(EngineError) in
            try network.rocCurve(on: data, positive: positive)
        }
    }
}

extension ROCCurve {
    /// The curve beside that of guessing.
    fileprivate func figure(_ arguments: Arguments) -> Figure {
        let shown = LossCurve.points(of: points.count).map { points[$0] }
        return Figure(
            title: "ROC of \(arguments.text("N")) on \(arguments.text("D"))",
            xAxis: Axis(label: "false positive rate", range: 0...1),
            yAxis: Axis(label: "true positive rate", range: 0...1), equalAspect: true,
            layers: [
                .line(
                    x: shown.map(\.falsePositiveRate), y: shown.map(\.truePositiveRate),
                    style: LineStyle(series: 0, width: 2.5),
                    label: "\(arguments.text("N")), area \(NumberText.fixed(area, decimals: 4))"),
                .line(x: [0, 1], y: [0, 1], style: .reference, label: "guessing"),
            ])
    }
}

extension WeightLayout {
    /// The name in the language.
    fileprivate var spelling: String {
        switch self {
        case .inputsByOutputs: "in x out"
        case .outputsByInputs: "out x in"
        case .biasesAsFirstRow: "biases first"
        }
    }

    /// The name with the sign for times too.
    fileprivate var spellings: [String] { [spelling, String(spelling.map { $0 == "x" ? "×" : $0 })] }
}
