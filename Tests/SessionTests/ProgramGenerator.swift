import Language

@testable import Session

/// A generator with a fixed seed: the tests are the same each time.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Writes programs that parse and mostly mean nothing, out of the whole vocabulary.
struct ProgramGenerator {
    var random: SplitMix64

    /// Gives the names that the programs use a value of each kind, empty matrices among them.
    static let prelude = """
        a, b, c = 1, -2.5, 0/0
        A = [1, 2; 3, 4; 5, 6]
        B = [1, 0.5; -1, 2]
        E = A[2..1, :]
        F = A[:, 2..1]
        v = [1, 2, 3]
        L = [1, "text", [true, none], (1, 2)]
        t = "text"
        r = 0..1 step 0.25
        p = [0, 0; 1, 1] => [0; 1]
        D = mixture(n=20, seed=3)
        N = 2 -> 3 tanh -> 1 sigmoid, seed=7
        M = 3 -> 4 relu -> 2 softmax
        O = 2 -> 4 relu -> batchnorm -> dropout(0.5) -> 1 sigmoid, mask1=[1, 0, 1, 1; 1, 1, 0, 1]
        H = train N on xor, epochs=2
        G = grad(N, xor)
        Q = backward(O, xor)
        T = sweep k in 1..2
          record s = k², w = [k, k]
        end
        f = boundary(N)
        q(x) = x² + sin(x)·a
        u(x, y) = q(x)·y
        w(x) = choose(x <= 1, 1, x·w(x - 1))
        z() = N
        """

    /// What may reach outside the session or wait for somebody is not called by chance.
    private static let reachingOut: Set<String> = ["load", "save", "input", "password", "pause"]
    private static let entries = Registry.standard.entries.filter { !reachingOut.contains($0.name) }
    /// The names that stand for values and functions, in every spelling.
    private static let vocabulary = entries.filter { $0.category != .verb }.flatMap(\.spellings)
    private static let called = entries.filter { !$0.parameters.isEmpty && $0.name != "expect" }
    private static let commands = entries.filter { $0.category == .verb && !$0.takesNames && $0.name != "expect" }
    private static let activations = entries.filter { $0.category == .activation }

    static let names = [
        "a", "b", "c", "A", "B", "E", "F", "v", "L", "t", "r", "p", "D", "N", "M", "H", "G", "T", "f", "xor", "k", "ŷ",
        "O", "Q", "O.γ1", "O.b1", "O.mask1", "Q.δ1", "Q.Z2", "Q.A0", "Q.loss", "dropout", "batchnorm", "accuracy",
        "D.train", "D.test", "D.X", "N.W1", "N.b2", "N.W", "N.θ", "N.history", "H.loss", "H.output", "G.W1", "T.s",
        "T.w", "q", "u", "∇u", "q'", "tanh", "σ", "quadratic", "glorot", "none", "all", "true", "mixture", "print",
        "nothing",
    ]
    static let numbers = [
        "0", "1", "2", "3", "0.5", "1e-9", "1e308", "1e-308", "(0/0)", "(1/0)", "(-1/0)", "-1", "-0", "1.5", "1e7",
        "1e18", "9.3e18", "1e400", "4503599627370497", "(-1e308)", "12", "100",
    ]
    private static let postfixes = [
        "ᵀ", "²", "³", ".T", "^-1", "⁻¹", "^0.5", ".X", ".Y", ".W1", ".W", ".θ", ".error", ".loss", ".history", "'",
        "(2)",
        "[1]",
    ]
    static let binary = ["+", "-", "·", "⊙", "*", "/", "^", "<", "<=", "==", "!=", "≥", ">", " and ", " or ", " ≈ "]

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<max(count, 1), using: &random) }

    mutating func pick(_ items: [String]) -> String { items.isEmpty ? "1" : items[below(items.count)] }

    mutating func expression(_ depth: Int) -> String {
        if depth <= 0 { return below(3) == 0 ? pick(Self.numbers) : name() }
        switch below(23) {
        case 0: return pick(Self.numbers)
        case 1, 2: return name()
        case 20: return pick(["2", "1.5", "2²", "0"]) + "(" + expression(depth - 1) + ")"
        case 21: return "choose(" + expression(depth - 1) + ", " + name() + ", " + expression(depth - 1) + ")"
        case 22: return network(depth - 1)
        case 3: return "-(" + expression(depth - 1) + ")"
        case 4: return "not " + expression(depth - 1)
        case 5, 6, 7: return "(" + expression(depth - 1) + pick(Self.binary) + expression(depth - 1) + ")"
        case 8, 9, 10: return call(depth)
        case 11: return "[" + list(depth, separator: ", ") + "]"
        case 12: return "[" + list(depth, separator: "; ") + "]"
        case 13: return pick(Self.names) + "[" + position(depth) + "]"
        case 14: return pick(Self.names) + "[" + position(depth) + ", " + position(depth) + "]"
        case 15: return range(depth)
        case 16: return "(" + expression(depth - 1) + " => " + expression(depth - 1) + ")"
        case 17: return "‖" + expression(depth - 1) + "‖"
        case 18: return "(" + expression(depth - 1) + ")" + pick(Self.postfixes)
        default: return "(" + list(depth, separator: ", ") + ")"
        }
    }

    /// A name of the prelude, or now and then any of the registry.
    private mutating func name() -> String { pick(below(5) == 0 ? Self.vocabulary : Self.names) }

    private mutating func list(_ depth: Int, separator: String) -> String {
        (0...below(3)).map { _ in expression(depth - 1) }.joined(separator: separator)
    }

    private mutating func position(_ depth: Int) -> String {
        switch below(4) {
        case 0: ":"
        case 1: range(depth)
        default: expression(depth - 1)
        }
    }

    private mutating func range(_ depth: Int) -> String {
        let ends = "(\(expression(depth - 1)))..(\(expression(depth - 1)))"
        return "(" + ends + (below(2) == 0 ? " step (\(expression(depth - 1)))" : "") + ")"
    }

    private mutating func call(_ depth: Int) -> String {
        if below(6) == 0 {
            let function = pick(["", "", "∇", "∇∇"]) + name() + pick(["", "", "'", "''", "²"])
            return function + "(" + expression(depth - 1) + pick(["", ", " + name(), ", x=a"]) + ")"
        }
        let entry = Self.called[below(Self.called.count)]
        var parts: [String] = []
        for parameter in entry.parameters where parameter.role != .option { parts.append(argument(parameter, depth)) }
        for parameter in entry.parameters where parameter.role == .option && below(3) == 0 {
            parts.append("\(pick(parameter.spellings))=\(argument(parameter, depth))")
        }
        return "\(pick(entry.spellings))(" + parts.joined(separator: ", ") + ")"
    }

    /// A value that mostly is of a kind the parameter takes.
    private mutating func argument(_ parameter: Parameter, _ depth: Int) -> String {
        if parameter.label == "epochs" { return pick(["0", "1", "2", "5", "-1", "0.5", "(0/0)", "1e9"]) }
        // Ten million points take seconds, and nothing is learnt from them.
        if parameter.label == "n" { return pick(["2", "4", "10", "40", "0", "-1", "2.5", "(0/0)", "1e18", "a", "t"]) }
        if below(4) == 0 { return expression(depth - 1) }
        if !parameter.choices.isEmpty { return pick(parameter.choices) }
        switch parameter.kinds.isEmpty ? nil : parameter.kinds[below(parameter.kinds.count)] {
        case .network: return pick(["N", "M", "O", network(1)])
        case .dataset: return pick(["D", "D.train", "D.test", "xor", "p", "(A => A)", "D[1..3]", "(E => E)"])
        case .matrix: return pick(["A", "B", "E", "F", "v", "D.X", "r", "N.W1"])
        case .number: return pick(Self.numbers)
        case .classifier: return pick(["bayes(D)", "bayes(xor)"])
        case .boundary: return pick(["f", "boundary(N)", "boundary(bayes(D))"])
        case .history: return pick(["H", "N.history"])
        case .figure: return "plot(f)"
        case .truth: return pick(["true", "false"])
        case .text: return pick(["t", "\"\"", "\"single\""])
        case .function: return pick(["q", "u", "w", "z", "q'", "∇u", "sin", "σ", "norm"])
        case .table: return pick(["T", "vars()"])
        case .gradients: return "G"
        case .list: return pick(["L", "[A, B]", "[]"])
        case .tuple: return pick(["(1, 2)", "(A, N, \"a\")"])
        case .range: return "r"
        case .pair: return "p"
        case .some(.none): return "none"
        case .all: return "all"
        case .optimizer: return name(of: .optimizer, depth)
        case .momentum: return name(of: .momentum, depth)
        case .schedule: return name(of: .schedule, depth)
        case .initialization: return name(of: .initialization, depth)
        case .loss: return name(of: .loss, depth)
        default: return expression(depth - 1)
        }
    }

    /// A name of a group, or a call of it.
    private mutating func name(of category: Entry.Category, _ depth: Int) -> String {
        let entries = Self.entries.filter { $0.category == category }
        guard !entries.isEmpty else { return "none" }
        let entry = entries[below(entries.count)]
        return below(2) == 0 ? entry.name : entry.name + arguments(of: entry, depth - 1)
    }

    /// Some of the options of an entry, in parentheses.
    private mutating func arguments(of entry: Entry, _ depth: Int) -> String {
        let options = entry.parameters.filter { $0.label != "x" && below(2) == 0 }
        return "(" + options.map { "\(pick($0.spellings))=\(argument($0, depth))" }.joined(separator: ", ") + ")"
    }

    private mutating func layer() -> String {
        let size = pick(["1", "2", "3", "5", "(a)", "0", "2.5", "1e9", "40"])
        guard below(4) > 0 else { return " -> " + size }
        let activation = Self.activations[below(Self.activations.count)]
        return " -> \(size) \(pick(activation.spellings))" + (below(3) == 0 ? arguments(of: activation, 0) : "")
    }

    private mutating func network(_ depth: Int) -> String {
        let parts = [
            "dropout(0.5)", "dropout(half)", "dropout(keep=\(pick(Self.numbers)))", "batchnorm",
            "batchnorm(epsilon=(a))", "dropout(b)", "batchnorm(momentum=\(pick(Self.numbers)))",
        ]
        let layers = (0...below(4)).map { _ in below(3) == 0 ? " -> " + pick(parts) : layer() }
        return "(" + pick(["2", "2", "1", "3", "(c)"]) + layers.joined() + ")"
    }

    mutating func statement(_ depth: Int) -> String {
        switch below(16) {
        case 0, 1: return pick(["a", "b", "A", "B", "v", "L", "N", "x", "ŷ", "tanh", "k"]) + " = " + expression(3)
        case 2 where below(2) == 0:
            let head = pick(["q(x)", "u(x, y)", "w(x)", "z()", "tanh(x)", "v(A, k)"])
            return head + " = " + pick(["", "x·", "∇q(x) + ", "y + ", "A·"]) + expression(3)
        case 2: return "a, b = " + (below(2) == 0 ? expression(2) : expression(2) + ", " + expression(2))
        case 3:
            return pick([
                "N.W1", "N.b1", "N.W2", "M.b2", "N.W9", "A.W1", "O.γ1", "O.beta1", "O.b1", "O.mask1", "N.mask2",
            ]) + " = " + expression(2)
        case 4: return expression(4)
        case 5:
            return pick(["N", "M", "P"]) + " = " + network(2)
                + pick(["", ", seed=\(expression(1))", ", W1=A", ", mask1=B", ", γ1=v"])
        case 6, 7, 8: return command()
        case 9: return "expect " + expression(3)
        case 10 where depth > 0: return "for " + binders() + "\n" + block(depth) + "end"
        case 11 where depth > 0: return "while " + expression(2) + "\n" + block(depth) + "end"
        case 12 where depth > 0:
            return "if " + expression(2) + "\n" + block(depth) + "else if true\n" + block(depth) + "end"
        case 13 where depth > 0:
            return pick(["", "T = ", "a, b = "]) + "sweep " + binders() + "\n" + block(depth)
                + "record s = \(expression(2)), k = 1\n" + "end"
        case 14: return depth < 2 ? pick(["break", "k = 1", "show N", "clear"]) : "print " + expression(2)
        default:
            return pick([
                "use convention yale", "use convention rousseau", "use convention tendulkar", "use convention modern",
                "help train", "A?", "N?", "q?", "help", "reset N", "vars", "delete A", "delete q, w", "time N(xor.X)",
                "record a = 1",
            ])
        }
    }

    private mutating func binders() -> String {
        let one = pick(["k", "a", "x", "(a, b)", "A"]) + " in " + pick(["1..3", "A", "L", "E", "r", expression(2)])
        return below(3) == 0 ? one + ", i in 1..2" : one
    }

    private mutating func block(_ depth: Int) -> String {
        (0...below(2)).map { _ in "  " + statement(depth - 1) + "\n" }.joined()
    }

    private mutating func command() -> String {
        let entry = Self.commands[below(Self.commands.count)]
        var text = entry.name
        for parameter in entry.parameters {
            switch parameter.role {
            case .subject: text += " " + argument(parameter, 3)
            case .object(let preposition):
                if parameter.isRequired || below(2) == 0 {
                    text += " \(preposition.rawValue) " + argument(parameter, 3)
                }
            case .option:
                if below(4) == 0 { text += ", \(pick(parameter.spellings))=" + argument(parameter, 2) }
            }
        }
        return text
    }

    mutating func program() -> String {
        (0...below(3)).map { _ in statement(2) }.joined(separator: "\n")
    }
}
