import Language

extension Entry {
    /// The verbs.
    static let verbs: [Entry] = [
        Entry(
            "train", .verb, "Trains a network on data by gradient descent",
            details: """
                Training continues where the network stands; `reset N` starts it again. While it runs, one display shows \
                the progress and the loss curve; `train N on D;` shows nothing. The history it gives has one row for each epoch, from 0 (before training). \
                What is not given follows the convention in force: the form of momentum, the factor of the decay, the \
                batch. The loss follows the output: sigmoid and softmax have the cross-entropy, identity the quadratic loss. \
                Momentum goes with sgd only. The learning rate is given once, as η=0.01 or as adam(η=0.01). Going on with \
                another optimiser starts its memory anew. Where training stops early by `patience`, the network is that of \
                the best epoch, and training goes on from there.
                """,
            [
                .subject("N", [.network], "The network"),
                .object(.on, "D", [.dataset], "The data it learns from"),
                .option(
                    "loss", [.loss], default: "by output", choices: Entry.lossNames, "What is minimised"),
                .option(
                    "optimizer", [.optimizer], default: "sgd",
                    choices: ["sgd", "adagrad", "rmsprop", "adam", "adamw", "adadelta", "lbfgs"],
                    "How gradients become steps"),
                .option(
                    "learning_rate", aliases: ["η"], [.number], default: "by optimizer",
                    "The length of a step along the gradient; 0.1 for sgd, divided by the batch where samples are summed"
                ),
                .option(
                    "schedule", [.schedule, .none], default: "none",
                    choices: [
                        "none", "step(10)", "exponential(0.99)", "cosine(100)", "onecycle(100)", "warmup(5)", "plateau",
                    ],
                    "How the learning rate changes, counted from the network's first epoch"),
                .option(
                    "momentum", aliases: ["β"], [.number, .momentum, .none], default: "none",
                    choices: ["none", "heavyball(0.9)", "ema(0.9)", "nesterov(0.9)"],
                    "How earlier gradients go on acting"),
                .option("decay", aliases: ["λ"], [.number], default: "0", "The weight decay, on weights only"),
                .option(
                    "l1", [.number], default: "0",
                    "What is added to a weight's gradient times its sign; 0 where it is 0"),
                .option(
                    "clip", [.number, .none], default: "none", choices: ["none"],
                    "The norm that longer gradients are scaled down to, before decay and l1 are added"),
                .option(
                    "batch", [.number, .all], default: "by convention", choices: ["all"],
                    "How many samples make one step"),
                .option("epochs", [.number], default: "100", "How often the data is gone through"),
                labelSmoothing, classWeights,
                .option(
                    "frozen", [.number, .matrix, .none], default: "none", choices: ["none", "1"],
                    "The layers, counted from 1, whose parameters this training leaves as they are"),
                .option(
                    "metrics", [.function, .list, .none], default: "none",
                    choices: ["none", "accuracy", "error", "rsquared"],
                    "What is measured after each epoch beside the loss: one of them, or several in brackets"),
                .option(
                    "statistics", [.truth], default: "false",
                    "Whether the history keeps how large each layer's numbers were, as H.statistics"),
                .option(
                    "snapshots", [.number], default: "none", choices: ["20"],
                    "How many snapshots of the network the history keeps, evenly over the epochs, for `replay`"),
                .option(
                    "validation", [.dataset], default: "none",
                    "Data that are measured after each epoch and never trained on"),
                .option(
                    "patience", [.number], default: "none",
                    "After how many epochs without a new smallest validation loss training stops, at the best epoch"),
                .option("shuffle", [.truth], default: "true", "Whether each epoch has an order of its own"),
                .option("seed", [.number], default: "the network's", "Where the shuffling draws from"),
                .option(
                    "precision", [.text], default: "double", choices: ["double", "single"],
                    "The precision of the arithmetic"),
            ], returns: .history,
            example: """
                D = mixture(n=200, seed=42)
                N = 2 -> 8 tanh -> 1 sigmoid, seed=7
                train N on D.train, η=0.1, momentum=heavyball(0.9), batch=20, epochs=30
                H = train N on D.train, validation=D.test, patience=5, epochs=30
                print H.validation_loss[1]
                H = train N on D.train, frozen=1, metrics=accuracy, label_smoothing=0.1, statistics=true, epochs=2
                H.statistics
                """, .call(Training.run)),
        Entry(
            "reset", .verb, "Starts a network again from its seed, its history forgotten",
            [.subject("N", [.network], "The network")], returns: Kind.none,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=5\nreset N", .call(Training.reset)),
        Entry(
            "plot", .verb,
            "Draws functions, boundaries, data, histories, paths, matrices, columns of tables and diagrams",
            details: """
                `plot σ, σ' over -6..6` draws graphs. `plot boundary(N) on D` shades the plane by the probability of the \
                classes and draws the line between them, with the points of D; `with bayes(D)` adds the boundary that no \
                classifier can beat. `plot N on D` draws the curve of a network with one input, `plot D` points alone; samples \
                that make square images are drawn as images, and `plot digits[1..20] with N` marks those that N takes for another \
                class. `plot contour(f) with P` draws a function of two variables with the path of a descent, `plot surface(f)` \
                it in space. `plot H` draws a loss curve with the best epoch marked, `plot H1, H2` several, `plot H.error` another \
                measure. `plot T.loss by C over epoch, panel=s` draws a column of a table: a colour for each C, a panel for each \
                s; where several rows share both, their median with a band. `plot v` draws the numbers of a vector over their \
                positions, `plot A` a matrix as coloured cells, `plot confusion(N, D)` how often classes are taken for each \
                other. A list has a panel for each item: `plot [contour(f), surface(f)]`. Functions give other figures: roc, \
                units, images, histogram, bars, boxes.
                """,
            [
                .subject(
                    "what",
                    [
                        .boundary, .dataset, .history, .figure, .function, .plottable, .network, .path, .matrix, .range,
                        .table, .list, .tuple, .diagram, .classifier,
                    ], repeated: true, keepsTable: true, "What is drawn"),
                .object(.on, "D", [.dataset], required: false, "The points drawn with it"),
                .object(
                    .with, "other",
                    [
                        .classifier, .boundary, .path, .plottable, .dataset, .history, .figure, .function, .matrix,
                        .range, .tuple, .list, .network,
                    ], required: false,
                    "What is drawn over it, several things in parentheses; or the network that tells the classes of images"
                ),
                .object(
                    .by, "by", [.text, .tuple, .list], required: false, namesColumns: true,
                    "The columns of a table that have a colour for each value"),
                .object(
                    .over, "over", [.range, .matrix, .text], required: false, namesColumns: true,
                    "The range of a function, or the column of a table along the horizontal axis"),
            ] + figureOptions + [imageShape], returns: .figure,
            example: """
                D = mixture(n=100, seed=42)
                N = 2 -> 8 tanh -> 1 sigmoid, seed=7
                H = train N on D.train, validation=D.test, epochs=10
                plot boundary(N) on D with bayes(D)
                plot σ, σ' over -6..6, title="The sigmoid", xlabel="z"
                plot H, yscale=log
                plot [H, boundary(N)], size=800
                T = sweep η in [0.1, 0.5], k in 1..3
                  M = 2 -> 3 tanh -> 1 sigmoid, seed=k
                  H = train M on xor, η=η, epochs=5
                  record curve = H.loss, last = loss(M, xor)
                end
                plot T.curve by η over epoch
                plot T.last over η, xscale=log
                plot N.W1
                plot confusion(N, D)
                plot digits[1..10]
                """, .call(Plotting.plot)),
        Entry(
            "show", .verb, "Displays values in their richest form",
            details: "`show conventions` displays the six conventions side by side.", words: ["conventions"],
            [
                .subject("value", [], required: false, repeated: true, "What is displayed"),
                .option("title", [], default: "none", "A title for a table; several values in parentheses are joined"),
                .option(
                    "baseline", [.classifier], default: "none",
                    "What the errors and accuracies of a table are measured against"),
                .columns(
                    "best", default: "none", "The column of a table, or several in parentheses, whose best is marked"),
                .option("largest", [.truth], default: "false", "Whether the largest number is the best"),
            ], returns: Kind.none,
            example: """
                A = [1, 2; 3, 4]
                show A, Aᵀ
                T = sweep λ in [0, 0.1, 1]
                  record error = (λ - 0.2)²
                end
                show T, best=error
                """, .call(Showing.show)),
        Entry(
            "print", .verb, "Writes values to standard output, with spaces between",
            [
                .subject("value", [], required: false, repeated: true, "What is written"),
                .option("end", [.text], default: "\"\\n\"", "What follows the last value"),
            ], returns: Kind.none, example: "print \"two and two is\", 2 + 2", .call(Showing.print)),
        Entry(
            "warn", .verb, "Writes values to standard error, with spaces between",
            [.subject("value", [], repeated: true, "What is written")], returns: Kind.none,
            example: "warn \"the learning rate is large:\", 10", .call(Showing.warn)),
        Entry(
            "clear", .verb, "Clears the output of the cell",
            [
                .option(
                    "wait", [.truth], default: "false",
                    "Whether it is cleared only when something new is shown, so that what changes does not flicker")
            ], returns: Kind.none,
            example: "print \"gone\"\nclear\nfor k in 1..3\n  clear, wait=true\n  print k\nend", .call(Showing.clear)),
        Entry(
            "pause", .verb, "Waits for a number of seconds, or until it is interrupted",
            [.subject("seconds", [.number], "How long, a day at most")], returns: Kind.none,
            example: "print \"look\"\npause 0.01\nclear", .call(Showing.pause)),
        Entry(
            "expect", .verb, "Turns a number of the lecture into a test: green, or an error with both values",
            details: "`≈` compares within `± tolerance`, or within 1e-9 relative where none is given.",
            [.subject("comparison", [], "What must hold")], returns: Kind.none, example: "expect 1/3 ≈ 0.3333 ± 1e-4",
            .expectation),
        Entry(
            "use", .verb, "Chooses the convention in force, and prints what it fixes",
            details: """
                A convention fixes forms, never amounts: the scale of the quadratic loss, mean or sum over samples, the form \
                of momentum, the gradient of the decay, the layout weights are shown in, the initialisation and the batch. \
                Without `use` the convention is modern.
                """, words: ["convention"], takesNames: true,
            [.subject("name", [], required: false, "mukund, rousseau, lai, yale, tendulkar or modern")],
            returns: Kind.none, example: "use convention rousseau", .call(Conventions.use)),
        Entry(
            "set", .verb, "Sets what holds where a statement says nothing else, and limits",
            details: """
                `set seed 7` is for whatever draws at random and is given no seed, 1 at first; a network's training draws from \
                the network's own. `set precision single` is for `train`, double at first. `set threads 2` is how many \
                threads may work together, at first as many as the machine has; their number changes no digit. An explicit \
                option wins. \
                Limits end what would take all memory, with an error. Without a value, `set seed` and its like print all \
                settings, `set limits` the limits and those that are fixed. Everything holds until the session ends.
                """, words: ["seed", "precision", "threads", "limits"],
            [
                .subject(
                    "value", [.number, .text, .all], required: false, choices: ["single", "double"],
                    "The seed, single or double, or the number of threads or all"),
                .option("elements", [.number], default: "1e8", "The most elements of a matrix, and numbers of a range"),
                .option("memory", [.number], default: "by machine", "The most bytes that the process may take"),
                .option("operations", [.number], default: "1e6", "The most operations that a derivative goes through"),
                .option(
                    "output", [.number], default: "4194304", "The most bytes of text that a cell shows in a notebook"),
            ],
            returns: Kind.none,
            example: "set seed 7\nset precision single\nset threads 2\nset limits, elements=1e6\nset limits",
            .call(Settings.set)),
        Entry(
            "help", .verb, "Explains a verb, a function, an option or a topic, with an example that runs",
            takesNames: true, [.subject("name", [], required: false, "What is explained; without it, how to begin")],
            returns: Kind.none, example: "help train", .call(Help.run)),
        Entry(
            "vars", .verb, "Lists the variables: their types, their shapes or values, and what assigned them",
            returns: .table, example: "x = 0.1\nA = [1, 2, 3; 4, 5, 6]\nvars", .variables(.list)),
        Entry(
            "delete", .verb, "Removes variables; a built-in that one has hidden comes back",
            takesNames: true, [.subject("name", [], repeated: true, "What is removed")], returns: Kind.none,
            example: "x = 1\nσ = 2\ndelete x, σ\nσ(0)", .variables(.delete)),
    ]
}
