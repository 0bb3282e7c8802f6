import Language

extension HelpTopic {
    /// The kinds of error that no other topic explains.
    static let errors: [HelpTopic] = [
        HelpTopic(
            name: "errors", aliases: ["error messages", "mistakes"],
            text: """
                A message says what is wrong and marks the place with ^. Below it stands what was probably meant, and which page \
                of help explains more. A cell is checked as a whole before it runs, so that most mistakes are found before \
                anything has changed. The kinds of error are syntax, name, type, shape, value, numeric, file, expectation, \
                interrupted and limit; each has a page: help shape, help numeric.
                """,
            example: "x = 3\nx?"),
        HelpTopic(
            name: "syntax",
            text: """
                A syntax error is a line that cannot be read: a bracket that nothing closes, a comma or an operator that is \
                missing, an option in the wrong place, a block without end. The mark shows where reading stopped, and the cause \
                stands there or shortly before. help commands, help options and help blocks show how lines are built.
                """,
            example: "D = mixture(n=100, seed=42)\nN = 2 -> 5 tanh -> 1 sigmoid, seed=7\ntrain N on D, epochs=10"),
        HelpTopic(
            name: "types", aliases: ["type"],
            text: """
                Every value has a type: number, matrix, text, truth value, list, range, data set, network, history and so on. A \
                type error is a value of one type where another is wanted. name? says what type a variable has, and vars lists \
                the types of all of them.
                """,
            example: "N = 2 -> 3 tanh -> 1 sigmoid\nN?\nvars"),
        HelpTopic(
            name: "values", aliases: ["value"],
            text: """
                A value error is a value of the right type that cannot be used: epochs=-1, a learning rate below 0, a position \
                that a matrix does not have. The message says what is allowed; help with the name of the verb or function says \
                what each option means.
                """,
            example: "A = [1, 2; 3, 4]\nA[rows(A), 1]"),
        HelpTopic(
            name: "numeric", aliases: ["NaN", "divergence"],
            text: """
                A numeric error is a calculation that left the numbers: a loss or a layer became infinite or NaN (not a number). \
                Mostly the learning rate is too large: the steps overshoot and grow. The message says in which layer, epoch and \
                step it began, and the network stays as it was after the last whole epoch. A smaller η, clip=1, fewer units or \
                standardized inputs help.
                """,
            example: """
                D = standardize(split(iris))
                N = 4 -> 8 tanh -> 3 softmax, seed=1
                train N on D, η=0.05, clip=1, epochs=10
                """),
        HelpTopic(
            name: "files", aliases: ["file"],
            text: """
                A file error is a file that cannot be found, read or written; the message names it. A name without a / is looked \
                for in the folder of the notebook, in a terminal in the folder where nabla was started. The data that come with \
                Nabla, such as iris and digits, need no file. Where input finds no more lines, or nobody to ask, that is one too.
                """,
            example: "D = split(iris, test=0.2)\nD"),
        HelpTopic(
            name: "expectations", aliases: ["expectation"],
            text: """
                expect states what must hold, and is an error where it does not; the message has both values and how far they are \
                apart. Between ≈ and ± stands what is expected, behind ± how far off it may be; without ± that is a billionth \
                of the number.
                """,
            example: "expect 1/3 ≈ 0.3333 ± 1e-4"),
        HelpTopic(
            name: "interrupts", aliases: ["interrupt", "interrupted"],
            text: """
                Interrupting a cell (the square in a notebook, Ctrl-C in a terminal) ends it between two steps. What it assigned \
                before stays, and a network that was training keeps the last whole epoch with its history, so that train goes on \
                from there.
                """,
            example:
                "N = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=5\ntrain N on xor, epochs=5\nrows(N.history.loss)"
        ),
        HelpTopic(
            name: "conventions",
            text: """
                Lectures write the same things differently: the quadratic loss with or without one half, the mean over samples or \
                the sum, momentum as a heavy ball or as an average. use convention NAME takes the formulas of one of them and \
                prints each. Amounts, such as a learning rate, are never part of it. Without use it is modern, which is what \
                PyTorch does.
                """,
            example: "use convention yale\nN = 1 -> 1 sigmoid, W1=0.6, b1=0.9\nloss(N, [1] => [0], loss=quadratic)"),
    ]
}

extension Diagnostic.Kind {
    /// The page of help on the kind of error.
    var helpName: String { HelpTopic.named(rawValue)?.name ?? rawValue }
}
