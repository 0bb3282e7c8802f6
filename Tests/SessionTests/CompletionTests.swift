import Language
import Testing

@testable import Session

@Suite struct CompletionTests {
    private let session = Session()

    /// The texts offered at the mark `|`.
    private func offers(_ marked: String) throws -> [String] {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let before = String(try #require(parts.first))
        return session.complete(before + (parts.dropFirst().first ?? ""), at: before.utf8.count).items.map(\.text)
    }

    @Test(arguments: [
        ("trai|", ["train"]), ("N = 2 -> 5 sigm|", ["sigmoid"]), ("D = mixt|", ["mixture"]),
        ("print mixt|", ["mixture"]),
        ("train N on D, ep|", ["epochs="]), ("train N on D, η|", ["η="]), ("train N on D, learn|", ["learning_rate="]),
        ("H = train N on D, mom|", ["momentum="]), ("train(N, D, ep|", ["epochs="]),
        ("train N o|", ["on"]),
        ("train N on D, loss=quad|", ["quadratic"]),
        ("train N on D, momentum=heavy|", ["heavyball(0.9)", "heavyball"]),
        ("train N on D, optimizer=ada|", ["adagrad", "adam", "adamw", "adadelta"]),
        ("train N on D, schedule=st|", ["step(10)", "step"]),
        ("train N on D, optimizer=adam(0.01, β|", ["β1=", "β₁=", "β2=", "β₂="]),
        ("mixture(n=200, se|", ["seed="]), ("use con|", ["convention"]), ("use convention ya|", ["yale"]),
        ("help trai|", ["train"]),
        ("\\eta|", ["η"]), ("\\sig|", ["σ"]), ("x = \\lamb|", ["λ"]), ("print \"trai|", []), ("# trai|", []),
        ("nothing_begins_so|", []), ("2 -> 3 tanh, se|", ["seed="]), ("(1 + mixt|", ["mixture"]),
        ("for k in 1..3\n  pri|", ["print"]),
        ("x = 3; trai|", ["train"]), ("print \"😀\", mixt|", ["mixture"]),
        // Words come one after the other, prepositions and options once.
        ("D = load mn|", ["mnist"]), ("check grad|", ["gradients"]),
        ("use |", ["convention"]), ("use convention |", ["mukund", "rousseau", "lai", "yale", "tendulkar", "modern"]),
        ("use convention yale |", []), ("train N |", ["on"]), ("plot D |", ["on", "with", "by", "over"]),
        ("plot boundary(N) on D |", ["with", "by", "over"]),
        ("plot boundary(N) on D with bayes(D) |", ["by", "over"]),
        (
            "plot boundary(N) on D, |",
            [
                "title=", "xlabel=", "ylabel=", "xscale=", "yscale=", "xrange=", "yrange=", "size=", "panel=",
                "columns=", "band=", "shape=",
            ]
        ), ("train N on D, η=0.1, l|", ["loss=", "l1=", "label_smoothing="]),
        ("train N on D, learning_rate=0.1, η|", []), ("gaussians(n=10, noise=1, |)", ["seed="]),
        ("train N on D, shuffle=|", ["true", "false"]),
        ("plot boundary(N) on D,\n  ti|", ["title="]), ("train(N, D,\n  ep|", ["epochs="]),
        ("2 -> 3 tanh -> 1 sigmoid, |", ["seed=", "init="]), ("N = 2 -> 3 tanh, init=g|", ["glorot"]),
        ("bayes(mixture(n=20, |", ["seed="]), ("mixture(n=20), s|", ["seed="]),
        // Networks, also in brackets.
        ("params(2 -> 50 ta|", ["tanh"]), ("train (2 -> 3 sof|", ["softplus", "softmax"]), ("2 -> 50 tanh |", []),
        ("2 -> 3 swish(be|", ["beta=", "beside"]), ("2 -> 3 tanh -> 4 ge|", ["gelu"]), ("2 ->\n  3 ta|", ["tanh"]),
        // Blocks.
        ("for k |", ["in"]), ("for |", []), ("for k in mixt|", ["mixture"]), ("for k in 1..3, |", []),
        ("else |", ["if"]),
        ("record a|", []), ("record a = mixt|", ["mixture"]), ("sweep a in [1, 2], b |", ["in"]),
        ("T = swe|", ["sweep"]),
        ("ti|", ["time"]), ("time trai|", ["train"]), ("time train N on D, ep|", ["epochs="]), ("time for k |", ["in"]),
        ("f(x, y) = 2·sigm|", ["sigmoid"]),
        ("H = trai|", ["train"]), ("H = pri|", []), ("x = 1 |", ["and", "or"]), ("k = 1..3 |", ["step", "and", "or"]),
        // Broken lines above.
        ("x = (1\ntrai|", ["train"]), ("x = [1, 2\nplot boundary(N) |", ["on", "with", "by", "over"]),
        ("y = )\ntrai|", ["train"]),
        ("x = \"abc\ntrai|", ["train"]), ("foo bar\nx = $\ntrain N on D, ep|", ["epochs="]),
        // An option is given once, also where it is written already behind the place.
        ("train N on D, ep|, epochs=10", []),
        ("train(N, D, ep|,\n  epochs=10)", []), ("train(N, D, ep|)\ntrain N on D, epochs=3", ["epochs="]),
        ("train N on D, ep|; train N on D, epochs=3", ["epochs="]), ("train N on D, ep| η=f(1, epochs=3)", ["epochs="]),
        // The words of verbs.
        ("set |", ["seed", "precision", "threads", "limits"]), ("set li|", ["limits"]),
        ("set precision sing|", ["single"]),
        ("set limits, el|", ["elements="]), ("show conv|", ["conventions"]), ("check |", ["gradients"]),
        ("check gradients |", ["of", "on"]),
        // What stands behind the place matters little.
        ("train N on D, ep|ochs=10", ["epochs"]), ("mi|xt(n=20)", ["min", "mixture", "minibatches"]), ("3|", []),
        ("x = 1.|", []),
        ("f(x).|", []),
    ])
    func withoutVariables(_ marked: String, _ expected: [String]) throws {
        let offered = try offers(marked)
        #expect(offered == expected)
    }

    @Test func activationsComeFirstInANetwork() throws {
        try session.run("A = 1")
        #expect(try offers("N = 2 -> 3 |").prefix(3) == ["identity", "sigmoid", "σ"])
    }

    @Test func variablesAndMembers() throws {
        try session.run("data1 = mixture(n=20, seed=1)\nN = 2 -> 3 tanh -> 1 sigmoid")
        #expect(try offers("print dat|") == ["data1"])
        #expect(try offers("data1.|") == ["X", "Y", "train", "test"])
        #expect(try offers("data1.train.|") == ["X", "Y"])
        #expect(try offers("print N.|") == ["W1", "b1", "W2", "b2", "W", "θ", "history"])
        #expect(try offers("N.W1 + N.b|") == ["b1", "b2"])
        #expect(try offers("xor.|") == ["X", "Y"])
    }

    @Test func columnsWhereTheyCanBeNamed() throws {
        try session.run("T = sweep λ in [0, 1], k in 1..2\n  record size = λ + k\nend\nzeta = 3")
        #expect(try offers("median(T, by=|") == ["λ", "k", "size"])
        #expect(try offers("sort(T.size, by=s|") == ["size"])
        #expect(try offers("best(T, by=|)") == ["λ", "k", "size"])
        #expect(try offers("plot T.size by |") == ["λ", "k", "size"])
        #expect(try offers("plot T.size by λ over |").prefix(3) == ["λ", "k", "size"])
        #expect(try offers("plot T.size over λ, panel=|") == ["λ", "k", "size"])
        #expect(try offers("where(T, |").prefix(3) == ["λ", "k", "size"])
        #expect(try offers("where(T, λ == 0 and ze|").first == "zeta")
        // Several stand in parentheses, each once.
        #expect(try offers("median(T, by=(|") == ["λ", "k", "size"])
        #expect(try offers("median(T, by=(λ, |") == ["k", "size"])
        #expect(try offers("sort(T, by=(λ, k, s|") == ["size"])
        #expect(try offers("show T, best=(|)") == ["λ", "k", "size"])
        #expect(try offers("plot T.size by (k, |") == ["λ", "size"])
        #expect(try offers("sort(T, descending=(tr|").first == "true")
        // Where no table stands, there are no columns.
        #expect(try offers("median([1, 2], by=|") == [])
        #expect(try offers("where(|").first == "T")
    }

    @Test func parametersOfOnesOwnFunctions() throws {
        try session.run("f(quickness, weight) = quickness·weight")
        #expect(try offers("f(qu|").first == "quickness=")
        #expect(try offers("f(1, |").first == "weight=")
        #expect(try offers("f(weight=2, |") == ["quickness="])
        #expect(try offers("f(q|, quickness=1)").contains("quickness=") == false)
        // A function of a built-in's name hides it.
        try session.run("tanh(strange) = strange")
        #expect(try offers("tanh(str|") == ["strange="])
    }

    @Test func activationsThatVariablesHold() throws {
        try session.run("g = tanh\nh(x) = x²\nn = 3")
        let offered = try offers("N = 2 -> 3 |")
        #expect(offered.contains("g") && !offered.contains("h") && !offered.contains("n"))
    }

    @Test(arguments: [11, 13])
    func whatIsReplacedIsTheWord(_ place: Int) {
        let completions = session.complete("print 1, mixt + 3", at: place)
        #expect(completions.span == Span(9, 13))
    }

    @Test func everyItemSaysWhatItIs() throws {
        try session.run("X = [1, 2, 3; 4, 5, 6]\nD = mixture(n=20, seed=1)\nN = 2 -> 3 tanh -> 1 sigmoid")
        func item(_ source: String, _ text: String) -> Completions.Item? {
            session.complete(source, at: source.utf8.count).items.first { $0.text == text }
        }
        #expect(item("print ", "X")?.kind == "matrix")
        #expect(item("print ", "X")?.signature == "2×3")
        #expect(item("print ", "D")?.signature == "20 samples of 2 inputs, 10000 to test")
        #expect(item("N.", "W1")?.signature == "2×3")
        #expect(item("N.", "history")?.kind == "none")
        #expect(item("mix", "mixture")?.signature == "mixture(n=200, seed=1)")
        #expect(item("train N on D, ", "epochs=")?.signature == "How often the data is gone through")
        let unnamed = ["keyword", "value", "convention", "topic"]
        for source in ["", "print ", "train N on D, ", "use ", "help ", "N = 2 -> 3 ", "N.", "D.", "\\"] {
            for item in session.complete(source, at: source.utf8.count).items {
                #expect(
                    !item.kind.isEmpty && (item.signature?.isEmpty == false || unnamed.contains(item.kind)), "\(item)")
            }
        }
    }

    @Test func whatFitsComesFirst() throws {
        try session.run("A = 1\nB = mixture(n=20, seed=1)\nC = 2 -> 3 tanh -> 1 sigmoid")
        #expect(try offers("train |").prefix(3) == ["C", "A", "B"])
        #expect(try offers("train C on |").prefix(3) == ["B", "A", "C"])
        #expect(try offers("error(C, |").prefix(3) == ["B", "A", "C"])
    }

    @Test(arguments: Glyphs.all.map(\.name))
    func everyGlyphIsOffered(_ name: String) throws {
        let glyph = try #require(Glyphs.all.first { $0.name == name }?.glyph)
        #expect(try offers("x = \\\(name)|").contains(glyph))
        #expect(try offers("print \"\\\(name)|").contains(glyph))
    }

    /// Wherever the cursor stands in whatever was typed so far, what would be replaced lies in the text.
    @Test func anyPlaceInAnyTextIsSafe() throws {
        try session.run(DiagnosticTests.preamble)
        let hostile = "for k in [1, 2; 3\n train N on (D, η=\\eta \"x\n é😀 ‖ ᵀ .. -> ,,"
        let examples = RegistryTests.entries.map(\.example) + HelpTopic.all.map(\.example)
        for source in [hostile] + examples + DiagnosticTests.cells {
            let bytes = Array(source.utf8)
            for end in bytes.indices {
                let beginning = String(decoding: bytes[..<end], as: UTF8.self)
                expectSafe(beginning, at: beginning.utf8.count)
                expectSafe(source, at: end)
            }
        }
        for offset in [-1, hostile.utf8.count + 1] { expectSafe(hostile, at: offset) }
    }

    private func expectSafe(_ source: String, at offset: Int) {
        let span = session.complete(source, at: offset).span
        let isWithin = 0 <= span.start && span.start <= span.end && span.end <= source.utf8.count
        let bytes = Array(source.utf8)
        let cutsNone = [span.start, span.end].allSatisfy { $0 >= bytes.count || $0 < 0 || bytes[$0] & 0xC0 != 0x80 }
        #expect(isWithin && cutsNone, "\(offset) in \(source)")
        // Inspecting computes what it says of data, so that every place would take long.
        if offset % 7 == 0 { _ = session.inspect(source, at: offset) }
    }
}
