/// A page of help that is about no single name.
public struct HelpTopic: Sendable {
    /// The name it is asked for by.
    public let name: String
    /// Other names it is asked for by, such as the kind of error it explains.
    public let aliases: [String]
    /// The page, in whole sentences.
    public let text: String
    /// A program that shows it; the tests run it.
    public let example: String

    init(name: String, aliases: [String] = [], text: String, example: String) {
        self.name = name
        self.aliases = aliases
        self.text = text
        self.example = example
    }

    /// The name and the other names.
    var names: [String] { [name] + aliases }

    /// The page as it is displayed.
    var page: Page { Page([.heading(name), .paragraph(text), .heading("Example:"), .code(example)]) }

    /// The topic of a name.
    static func named(_ name: String) -> HelpTopic? { all.first { $0.names.contains(name) } }

    /// All topics, in the order help lists them.
    public static let all: [HelpTopic] = language + errors

    /// What the language is like.
    private static let language: [HelpTopic] = [
        HelpTopic(
            name: "shapes", aliases: ["shape"],
            text: """
                A matrix is rows × columns, and a sample is a row. A·B (or A @ B) is the matrix product: the columns of A must \
                be as many as the rows of B. A ⊙ B (or A .* B) is the element-wise product of equal shapes. Aᵀ (or A.T) swaps \
                rows and columns. A number goes with every element, and + adds a row to every row; nothing else is stretched.
                """,
            example: "A = [1, 2; 3, 4]\nb = [10, 20]\nA·A + b\nA ⊙ Aᵀ"),
        HelpTopic(
            name: "matrices",
            text: """
                zeros, ones, eye, diagonal, linspace, normals and uniforms make matrices; stack, beside and reshape make others of \
                them. sum, mean, variance, deviation, min and max take all elements together: with over=rows they go down each \
                column and give a row, with over=cols along each row and give a column. argmax, positions, sort, unique, cumsum \
                and choose find, order and pick. inverse, solve, determinant, rank, eigenvalues and eigenvectors are linear algebra.
                """,
            example: "X = normals(100, 2, seed=1)\nm = mean(X, over=rows)\nC = Xᵀ·X / rows(X)\neigenvalues(C)"),
        HelpTopic(
            name: "names", aliases: ["name"],
            text: """
                A name is made of letters of any script, digits, _ and subscript digits, and starts with a letter. It gets a \
                value by =. Verbs, prepositions and keywords cannot be assigned to; assigning a built-in hides it.
                """,
            example: "η₁ = 0.1\nη₁ / 2"),
        HelpTopic(
            name: "numbers",
            text: """
                1, .5, 1e-4 and 1_000 are numbers, in double precision. A number needs a digit after its point, so that 1..20 \
                is a range, and after its e. Written directly before a name, a parenthesis or ∇ it multiplies: 1.5x, 2(a + b), 0.1∇f(x).
                """,
            example: "x = 4\n1.5x²\n1/2x"),
        HelpTopic(
            name: "text",
            text: """
                Text stands in double quotes on one line. Inside it \\n is a new line, \\t a tab, \\" a quote and \\\\ a backslash.
                """,
            example: "print \"a \\\"quoted\\\" word\""),
        HelpTopic(
            name: "operators",
            text: """
                From the tightest: calls, indices, members, ᵀ and ²; ^; a number directly before a name; - before an operand; \
                · ⊙ * /; + -; ..; ±; comparisons and ≈; not; and; or; =>; ->. Every sign has an ASCII spelling: · is @, ⊙ is \
                .*, ᵀ is .T, ² is ^2, ≈ is ~~, ± is +/-, ≤ ≥ ≠ are <= >= !=. Comparisons do not chain.
                """,
            example: "-2²\n1 + 2 ≈ 3.0001 ± 1e-3"),
        HelpTopic(
            name: "symbols",
            text: """
                Signs that keyboards lack are typed as \\name and completed: \\eta gives η, \\cdot ·, \\odot ⊙, \\top ᵀ, \\approx ≈. \
                Look-alikes count as the same: ⋅ is ·, − is -, ∥ is ‖. Every sign has an ASCII spelling as well; help operators \
                lists them.
                """,
            example: "A = [1, 2; 3, 4]\nA @ A.T"),
        HelpTopic(
            name: "brackets",
            text: """
                Numbers in brackets are a matrix: [1, 2, 3] is 1×3, [1; 2; 3] is 3×1, [1, 2; 3, 4] is 2×2. Anything else in \
                brackets is a list. A bracket that is open carries a statement on to the next line.
                """,
            example: "A = [1, 2;\n     3, 4]\nA"),
        HelpTopic(
            name: "indexing",
            text: """
                Positions count from 1: v[2] is the second element, A[1, :] the first row, A[:, 2] the second column, A[1..2, 1] \
                a part of a column. The bracket touches what it indexes.
                """,
            example: "A = [1, 2; 3, 4]\nA[1, :]\nA[2, 1]"),
        HelpTopic(
            name: "assignment",
            text: """
                name = value gives a name a value and displays nothing. a, b = 1, 2 assigns two, and N.W1 = A sets the weights of \
                a network. What is left of = is a name or a network's parameter.
                """,
            example: "a, b = 1, 2\na, b = b, a\nprint a, b"),
        HelpTopic(
            name: "functions",
            text: """
                A function is called with its values in parentheses that touch its name: tanh(x), mixture(n=200, seed=42). Values \
                come first, options by their label after them. Every verb is a function as well, with the same values. \
                f(x, y) = x² + y defines a function, which is a value like any other; it looks up free names when it is called.
                """,
            example: "f(x, y) = x² + y\nf(3, 1)\nN = 2 -> 3 tanh -> 1 sigmoid\nH = train(N, xor, epochs=5)\nH.loss"),
        HelpTopic(
            name: "derivatives",
            text: """
                f' is the derivative of a function of one value, by element for a matrix: σ'(Z), f''(2). ∇f, or grad(f), is the \
                gradient of a function that gives a number: a derivative for each parameter, as a row where all are numbers. \
                Both are functions and have derivatives themselves.
                """,
            example: "f(x, y) = 1.5x² + y² + 2\n∇f(2, 2)\nσ'([-1, 0, 1])\nh = tanh''\nh(0.5)"),
        HelpTopic(
            name: "commands",
            text: """
                A command is a verb, what it acts on, and options: train N on D, epochs=100. Prepositions such as on and with say \
                what part each thing plays. help lists the verbs. Behind a ; at the end of the line nothing is shown but what is \
                asked for: train N on D; trains without a display, and print and plot go on to show theirs.
                """,
            example: "D = mixture(n=100, seed=42)\nN = 2 -> 5 tanh -> 1 sigmoid\ntrain N on D, epochs=10"),
        HelpTopic(
            name: "options",
            text: """
                Options stand at the end, behind a comma: label=value. They belong to the head of the line, a command, a network \
                or a call. η, λ and β are other spellings of learning_rate, decay and momentum there.
                """,
            example: "N = 2 -> 5 tanh -> 1 sigmoid, seed=7\ntrain N on xor, η=0.5, epochs=10"),
        HelpTopic(
            name: "optimisers",
            text: """
                train N on D, optimizer=adam takes another rule for the steps than gradient descent; optimizer=adam(η=0.01) gives \
                it arguments. There are sgd, adagrad, rmsprop, adam, adamw, adadelta and lbfgs, with the defaults of PyTorch but \
                without decay. momentum=heavyball(β), ema(β) or nesterov(β) goes with sgd. schedule=step(10), exponential(0.99), \
                cosine(100), onecycle(100), warmup(5) or plateau changes the learning rate, clip=1 bounds the gradients' norm, and decay \
                and l1 draw weights towards 0, never biases.
                """,
            example: """
                N = 2 -> 8 tanh -> 1 sigmoid, seed=7
                train N on mixture(n=200, seed=42), optimizer=adam(η=0.01), schedule=cosine(20), clip=1, epochs=20
                """),
        HelpTopic(
            name: "networks",
            text: """
                A network is its number of inputs and its layers, with arrows between: 2 -> 50 tanh -> 1 sigmoid. A layer is a \
                size with an activation behind it; without one it has the identity. An activation's options stand in parentheses \
                that touch its name: 50 swish(2). dropout(0.5) stands before the layer whose inputs it thins, batchnorm behind the \
                layer it normalises. N(X) is its output, N.W1 and N.b1 its first weights and biases, which the network takes too: \
                W1=…, and mask1=… of 1 and 0 for connections that are there and not.
                """,
            example: "N = 2 -> 50 relu -> batchnorm -> dropout(0.5) -> 20 swish(2) -> 1 sigmoid, seed=7\nsummary(N)"),
        HelpTopic(
            name: "blocks",
            text: """
                for runs its lines once for each item: of a range a..b (both ends included), a vector, the rows of a matrix, or \
                a list. while runs them as long as its condition holds, if once where it does, with else if and else. end closes \
                each, break leaves a loop.
                """,
            example: "for k in 1..3\n  print k, k²\nend"),
        HelpTopic(
            name: "sweep",
            text: """
                sweep runs its lines for each point of a grid, the first name slowest, and gives a table with one row for each. \
                record adds columns to it. What the lines assign stays inside, and each point starts without it. The points run on \
                all cores, each with copies of the networks it finds. With trials=10 ranges are intervals that ten numbers are drawn \
                from. A point that fails is a row that says why in the column \
                failure; an interrupt keeps the rows that are done. T.square is a column, T[1] a row; median(T, by=k), \
                sort, where and best take columns by their names, and save T to "t.csv" writes a file.
                """,
            example: """
                T = sweep k in 1..3, x in 0..1, trials=5
                  record square = k·x²
                end
                mean(T, by=k)
                where(T, square > 0.5)
                """),
        HelpTopic(
            name: "limits", aliases: ["limit"],
            text: """
                A limit error says which limit was met. A matrix or a range has a hundred million elements at most, the process \
                takes half of the machine's memory, and a derivative goes through a million operations: set limits, elements=1.2e8 \
                raises them, and set limits alone prints all. The others are fixed: brackets, lists and tables nest 100 deep, blocks \
                50, derivatives 10, and a block runs over ten sequences. They keep every cell within the stack and the memory, and every \
                single step so short that an interrupt need not wait.
                """,
            example: "set limits"),
    ]
}
