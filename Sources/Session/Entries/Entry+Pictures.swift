import Language

extension Entry {
    /// What puts networks, samples, matrices and tables on a slide.
    static let pictures: [Entry] = [
        Entry(
            "images", .function, "Samples or the rows of a matrix as images, with their classes",
            details: """
                Samples of 64 or 784 numbers are squares; any other arrangement is said by `shape`. With a network each image has \
                the class it is taken for, and the wrong ones are marked. `plot digits[1..20] with N` does the same.
                """,
            [
                .subject("D", [.dataset, .matrix], "The samples, or a matrix with an image in each row"),
                .subject("N", [.network], required: false, default: "none", "The network that tells their classes"),
                imageShape,
            ], returns: .figure,
            example: "N = 64 -> 10 softmax, seed=7\ntrain N on digits, epochs=2\nplot images(digits[1..12], N)",
            .call(Pictures.images)),
        Entry(
            "units", .function, "The weights of each unit of a layer as an image, blue below zero and orange above",
            [
                .subject("N", [.network], "The network"),
                .subject("layer", [.number], required: false, default: "1", "The layer, counted from 1"), imageShape,
            ], returns: .figure,
            example: "N = 64 -> 10 softmax, seed=7\ntrain N on digits, epochs=2\nplot units(N)", .call(Pictures.units)),
        Entry(
            "histogram", .function,
            "How often numbers lie where: of a vector, or of each layer of a network, over the epochs too",
            details: """
                `histogram(N)` shows the weights of each layer, `histogram(N, D)` the activations on data, and \
                `histogram(grad(N, D))` the gradients of the weights. Of a history with snapshots, `H = train N on D, \
                snapshots=20`, each layer has a column of shades for each of them: `histogram(H)` of the weights, `what` of others. \
                What is not finite is left out and counted.
                """,
            [
                keptColumn(
                    "A", [.matrix, .network, .gradients, .history],
                    "The numbers, a network, gradients, or a training with snapshots"),
                .subject(
                    "D", [.dataset], required: false, default: "none", "The data that a network's activations are of"),
                .option(
                    "what", [.text], default: "\"weights\"",
                    choices: ["\"weights\"", "\"activations\"", "\"gradients\""],
                    "What is counted over the epochs of a history"),
                .option("bins", [.number], default: "by count", "How many equal parts the range is divided into"),
            ], returns: .figure,
            example: """
                plot histogram(normals(1000, 1))
                N = 2 -> 8 tanh -> 8 relu -> 1 sigmoid, seed=7
                plot histogram(N, mixture(n=100, seed=1))
                plot histogram(grad(N, xor))
                H = train N on xor, epochs=40, snapshots=8
                plot histogram(H, what="gradients")
                """, .call(Distributions.histogram)),
        Entry(
            "bars", .function, "A bar for each number, or for each group of a table's rows",
            details: """
                `bars(T.a, by=C)` has a bar for each C; where it stands for several rows it is their mean. Of a matrix each row is a \
                group with a bar for each column; `names` are those of the rows, or else of the columns.
                """,
            [
                keptColumn("A", [.matrix], "The numbers, or a column of a table"),
                .columns(
                    "by", default: "none", "The column of the table, or several in parentheses, that makes groups"),
                groupNames,
            ], returns: .figure,
            example: """
                plot bars([3, 1, 2], names=["a", "b", "c"])
                plot bars([3, 1, 2; 1, 2, 2], names=["first", "second"])
                N = 2 -> 5 relu -> 5 relu -> 1 sigmoid, seed=7
                S = statistics(N, xor)
                plot bars(S.dead, by=layer)
                """, .call(Distributions.bars)),
        Entry(
            "boxes", .function,
            "A box for each group of numbers: the median, the middle half, and how far the others reach",
            details: """
                `boxes(T.a, by=λ)` has a box for each λ over all other rows, such as the seeds of a sweep. Of a matrix it has a \
                box for each column. Numbers farther from the box than 1.5 times its height are drawn by themselves.
                """,
            [
                keptColumn("A", [.matrix], "A column of a table, or numbers"),
                .columns(
                    "by", default: "none", "The column of the table, or several in parentheses, that makes groups"),
                groupNames,
            ], returns: .figure,
            example: """
                T = sweep λ in [0, 0.1], k in 1..5
                  record a = λ + k²
                end
                plot boxes(T.a, by=λ)
                """, .call(Distributions.boxes)),
        Entry(
            "latex", .function, "A matrix or a table as LaTeX, to be put into a document",
            details: "A matrix is a `pmatrix` for mathematics, a table a `tabular`.",
            [
                .subject("A", [.matrix, .table], "The matrix or the table"),
                .option("digits", [.number], default: "6", "The most significant digits of a matrix's numbers"),
            ], returns: .text, example: "print latex([1, 2.5; -3, 1e-8])\nprint latex(summary(2 -> 3 tanh -> 1))",
            .call(LaTeX.latex)),
    ]

    /// The option that says how numbers become an image.
    static let imageShape: Parameter = .option(
        "shape", [.matrix, .tuple], default: "square", "The rows and columns of an image, as [28, 28]")

    private static let groupNames: Parameter = .option(
        "names", [.list, .tuple, .matrix, .text], default: "numbers", "What stands below each, in place of its number")

    private static func keptColumn(_ label: String, _ kinds: [Kind], _ summary: String) -> Parameter {
        .subject(label, kinds + [.table], keepsTable: true, summary)
    }
}
