import Language
import Testing

/// The productions of the grammar, one case for each alternative.
private enum Production: String, CaseIterable {
    case cell, assignment, commandAssignment, sweepAssignment, definition, command, record, breakLoop, time, expression
    case help, target, pair, verbWord, prepositions, forBlock, whileBlock, ifBlock, sweep, binder, options
    case network, call, matrix, list, tuple, range, pairs, member, index, power, transpose, derivative, gradient, norm
    case juxtaposition, negation, operators, comparison, tolerance, logic, literal

    /// Sources that are made by the production; the switch is exhaustive, so that none is forgotten.
    var sources: [String] {
        switch self {
        case .cell: ["", "a", "a\nb", "a; b", ";;a;\n\n;b\n", "a # b\nc"]
        case .assignment:
            ["a = 1", "a, b = c", "a, b = 1, 2", "N = 2 -> 1, seed=7", "a = f(1), x=2", "a, b = c, f(1), x=2"]
        case .commandAssignment: ["H = train N on D", "H, K = train N on D, epochs=1"]
        case .sweepAssignment: ["T = sweep k in a\nend", "T, U = sweep k in a\nend"]
        case .definition: ["f() = 1", "f(x) = x²", "f(x, y) = x => y", "f(x) = 2 -> x tanh"]
        case .command:
            [
                "show", "show a", "print a, b", "clear, wait=true", "train N on D", "print a, end=\"\"", "plot(a)",
                "plot (a)/b",
            ]
        case .record: ["sweep k in a\nrecord a = 1\nend", "sweep k in a\nrecord a = 1, end = k\nend"]
        case .breakLoop:
            [
                "for k in a\nbreak\nend", "while a\nbreak\nend", "sweep k in a\nbreak\nend",
                "for k in a\nif b\nbreak\nend\nend",
            ]
        case .time: ["time a", "time a = 1", "time train N on D", "time time a"]
        case .expression: ["a", "f(a), x=1", "2 -> 1, seed=7"]
        case .help: ["a?", "train?", "⊙?", "on?"]
        case .target: ["a = 1", "N.W1 = a", "a, N.W1 = b", "N.on, N.end = b", "N.W1[1, :] = a", "a, N.b1[2..3] = b"]
        case .pair: ["f(1), x=1", "f(1), plot=1, on=2, for=3", "f(1), η=η"]
        case .verbWord:
            ["check gradients of N on D", "check gradients", "use convention yale", "use yale", "help for, on, ⊙"]
        case .prepositions:
            Preposition.allCases.map { preposition in
                let verb = vocabulary.verbs.values.filter { $0.prepositions.contains(preposition) }.map(\.name).min()
                return "\(verb ?? "none") a \(preposition.rawValue) b, c=1"
            } + ["plot f with P on D over r by c"]
        case .forBlock: ["for k in a\nend", "for k in a, j in b\nx = k\ny = j\nend", "for k in a; b; end"]
        case .whileBlock: ["while a\nend", "while a < b\nx = 1\nend"]
        case .ifBlock:
            [
                "if a\nend", "if a\nx\nelse\ny\nend", "if a\nx\nelse if b\ny\nend",
                "if a\nx\nelse if b\ny\nelse if c\nelse\nz\nend",
            ]
        case .sweep:
            ["sweep k in a\nend", "sweep k in a, j in b\nend", "sweep k in a, trials=3, seed=1\nrecord x = k\nend"]
        case .binder: ["for (a, b) in c\nend", "for (a, b, c) in d, e in f\nend", "for k in 1..2 step 1\nend"]
        case .options: ["show a, x=1, y=2", "train N on D,\n  η=1,\n  λ=2", "f(a, x=1, y=2)"]
        case .network:
            [
                "2 -> 1", "2 -> h tanh -> 1 sigmoid", "2 -> h tanh -> dropout(0.5) -> 1 sigmoid",
                "2 -> 3 swish(2, x=1)",
                "n + 1 -> 2n -> rows(X) σ",
            ]
        case .call: ["f()", "f(a)", "f(a, b)", "f(x=a)", "f(a, b, x=c, y=d)", "f(a)(b)", "train(N, D, epochs=1)"]
        case .matrix: ["[1]", "[1, 2]", "[1; 2]", "[1, 2; 3, 4]"]
        case .list: ["[]", "[\"a\", none]", "[(1, 2), (3, 4)]", "[[1, 2], [3]]"]
        case .tuple: ["(a, b)", "(a, b, c)", "((a, b), c)", "(a)"]
        case .range: ["a..b", "a..b step c", "1..20", "0..1 step 0.1"]
        case .pairs: ["1 => 0", "[0, 1] => f(x)"]
        case .member: ["N.W1", "N.θ", "D.train.X", "N.on.end.plot"]
        case .index: ["D[1]", "A[1, :]", "A[:, 2]", "A[:, :]", "A[1..2, [1, 2]]", "A[1][2]"]
        case .power: ["a^b", "a^-b", "a²", "a⁻¹", "a¹²", "tanh²(x)"]
        case .transpose: ["Aᵀ", "A.T", "A.Tᵀ"]
        case .derivative: ["f'", "f''", "f'(x)", "N.f'"]
        case .gradient: ["∇f", "∇f(x)", "∇(f)(x)", "∇∇f"]
        case .norm: ["‖a‖", "‖a + ‖b‖‖", "‖a‖²", "‖a‖·‖b‖", "1 + ‖a‖"]
        case .juxtaposition: ["2x", "1.5x²", "2(a + b)", "2f(x)", "2²x", "2∇f(x)"]
        case .negation: ["-a", "--a", "-2x"]
        case .operators:
            ["a·b", "a ⊙ b", "a * b", "a / b", "a + b", "a - b"]
        case .comparison: ["a < b", "a ≤ b", "a > b", "a ≥ b", "a == b", "a ≠ b", "a ≈ b"]
        case .tolerance: ["a ≈ b ± c", "expect a ≈ b ± c"]
        case .logic: ["a and b", "a or b", "not a", "not a and b or c"]
        case .literal: ["1", ".5", "1e-4", "1_000", "\"a\\n\"", "true", "none", "ŷ", "x₁"]
        }
    }
}

@Suite struct GrammarTests {
    @Test func everyProductionHasItsTree() throws {
        var text = ""
        for production in Production.allCases {
            #expect(!production.sources.isEmpty, "\(production)")
            text += "─── \(production)\n"
            for source in production.sources {
                #expect(parse(source, vocabulary: vocabulary).diagnostics.isEmpty, "\(source)")
                let shown = source.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ⏎ ")
                text += "\(shown)\n    \(tree(source).split(separator: "\n").joined(separator: "\n    "))\n"
            }
        }
        try expectGolden(text, "grammar.txt")
    }

    /// What the productions make is every kind of node there is.
    @Test func everyNodeIsMade() {
        let trees = Production.allCases.flatMap(\.sources).map(tree).joined(separator: "\n")
        let statements = [
            "(expression ", "(= ", "(define ", "(time ", "(command ", "(for ", "(while ", "(if ", "(sweep ", "(record ",
            "break", "(help ",
        ]
        let expressions = [
            "(. ", "(call ", "(index ", "(- ", "(not ", "(ᵀ ", "(' ", "(∇ ", "(^ ", "(· ", "(⊙ ", "(* ", "(/ ", "(+ ",
            "(< ",
            "(≤ ", "(> ", "(≥ ", "(== ", "(≠ ", "(and ", "(or ", "(≈ ", "(.. ", "(=> ", "(‖ ", "(-> ", "(tuple ", "[]",
            "\"",
        ]
        let prepositions = Preposition.allCases.map { "(\($0.rawValue) " }
        for head in statements + expressions + prepositions { #expect(trees.contains(head), "\(head)") }
    }
}
