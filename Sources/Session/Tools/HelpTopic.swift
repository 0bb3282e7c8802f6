/// A page of help that is about no single name.
public struct HelpTopic: Sendable {
    /// The name it is asked for by.
    public let name: String
    /// The page, in whole sentences.
    public let text: String
    /// A program that shows it; the tests run it.
    public let example: String

    /// The page as it is displayed.
    var rendering: Rendering {
        let lines = example.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return Rendering(
            plain: "\(name)\n\n\(Help.wrapped(text))\n\nExample:\n\(lines)",
            markdown: "**\(name)**\n\n\(text)\n\n```\n\(example)\n```\n")
    }

    /// All topics, in the order help lists them.
    public static let all: [HelpTopic] = [
        HelpTopic(
            name: "shapes",
            text: """
                A matrix is rows × columns, and a sample is a row. A·B (or A @ B) is the matrix product: the columns of A must \
                be as many as the rows of B. A ⊙ B (or A .* B) is the element-wise product of equal shapes. Aᵀ (or A.T) swaps \
                rows and columns. A number goes with every element, and + adds a row to every row; nothing else is stretched.
                """,
            example: "A = [1, 2; 3, 4]\nb = [10, 20]\nA·A + b\nA ⊙ Aᵀ"),
        HelpTopic(
            name: "names",
            text: """
                A name is made of letters of any script, digits, _ and subscript digits, and starts with a letter. It gets a \
                value by =. Verbs, prepositions and keywords cannot be assigned to; assigning a built-in hides it.
                """,
            example: "η₁ = 0.1\nη₁ / 2"),
        HelpTopic(
            name: "for",
            text: """
                for runs its lines once for each item: of a range a..b (both ends included), a vector, the rows of a matrix, or \
                a list. end closes it, break leaves it. while and if are closed by end as well.
                """,
            example: "for k in 1..3\n  print k, k²\nend"),
        HelpTopic(
            name: "sweep",
            text: """
                sweep runs its lines for each point of a grid, the first name slowest, and gives a table with one row for each. \
                record adds columns to it. What the lines assign stays inside.
                """,
            example: "T = sweep k in 1..3\n  record square = k²\nend\nT.square"),
        HelpTopic(
            name: "limits",
            text: """
                Brackets and blocks nest 200 deep at most, a range holds ten million numbers, a matrix made by an operation a \
                hundred million.
                """,
            example: "rows([1; 2; 3])"),
    ]
}
