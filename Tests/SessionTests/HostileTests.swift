import FoundationEssentials
import Language
import Testing

@testable import Session

/// Takes every form of whatever it is given, as notebooks and terminals do, and keeps only how much there was.
final class MeasuringOutput: Output {
    private(set) var size = 0

    private func take(_ rendering: Rendering) {
        let forms = [rendering.plain(color: true), rendering.html ?? "", rendering.svg ?? "", rendering.markdown ?? ""]
        size += forms.reduce(0) { $0 + $1.utf8.count }
    }

    func print(_ text: String) { size += text.utf8.count }
    func warn(_ text: String) { size += text.utf8.count }
    func display(_ rendering: Rendering) { take(rendering) }
    func result(_ rendering: Rendering) { take(rendering) }
    func displayLive(_ rendering: Rendering, identifier: Int) { take(rendering) }
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) { take(rendering) }
    func clear(wait: Bool) {}
}

extension Session {
    /// Runs a cell that may do anything but trap, hang or speak without bounds.
    func survive(_ source: String, polls limit: Int = 100, sourceLocation: SourceLocation = #_sourceLocation) {
        let output = MeasuringOutput()
        var polls = 0
        let outcome = execute(source, output: output) {
            polls += 1
            return polls > limit
        }
        if output.size > 10_000_000 {
            Issue.record("\(output.size) bytes of output of \(source.prefix(500))", sourceLocation: sourceLocation)
        }
        guard case .failed(let diagnostic) = outcome else { return }
        let count = source.utf8.count
        for span in diagnostic.spans where span.start < 0 || span.end < span.start || span.end > count {
            Issue.record("\(diagnostic.message) at \(span) of \(source.prefix(500))", sourceLocation: sourceLocation)
        }
        if diagnostic.message.utf8.count > 2000 || diagnostic.rendered(in: source, color: true).utf8.count > 20_000 {
            Issue.record("\(diagnostic.message.prefix(500))", sourceLocation: sourceLocation)
        }
    }
}

/// Programs that nobody means: each gives a value or an error, and the session goes on.
@Suite struct HostileTests {
    private func preparedSession() throws -> Session {
        let session = Session()
        try session.run(ProgramGenerator.prelude)
        return session
    }

    @Test(arguments: UInt64(1)...8)
    func generatedPrograms(_ seed: UInt64) throws {
        var generator = ProgramGenerator(seed: seed)
        for _ in 0..<20 {
            let session = try preparedSession()
            for _ in 0..<20 { session.survive(generator.statement(2)) }
            session.survive(generator.program())
            #expect(try session.value("1 + 1") == "2")
        }
    }

    // MARK: Broken programs

    /// Programs that mean something: all examples, and the notebook with little training.
    static func programs() throws -> [String] {
        struct Notebook: Decodable {
            struct Cell: Decodable {
                var cell_type: String
                var source: [String]
            }
            var cells: [Cell]
        }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try #require(contents(of: "/\(root)/notebooks/00-tour.ipynb"))
        let notebook = try JSONDecoder().decode(Notebook.self, from: Data(text.utf8))
        let cells = notebook.cells.filter { $0.cell_type == "code" }.map { $0.source.joined() }
        let examples = Registry.standard.entries.map(\.example) + HelpTopic.all.map(\.example)
        // A changed word must never be the name of a file that is written.
        return (examples + [Entry.network.example] + cells).filter { !$0.contains("save ") }.map {
            $0.replacing(/epochs=\d+/, with: "epochs=2").replacing(/n=\d+/, with: "n=20")
        }
    }

    /// The tokens of a source and the space between them.
    private func pieces(of source: String) -> [String] {
        let bytes = Array(source.utf8)
        var pieces: [String] = []
        var end = 0
        for token in tokenize(source) {
            pieces.append(String(decoding: bytes[end..<token.span.start], as: UTF8.self))
            pieces.append(String(decoding: bytes[token.span.start..<token.span.end], as: UTF8.self))
            end = token.span.end
        }
        return pieces
    }

    @Test(arguments: UInt64(1)...4)
    func mutatedTokens(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let programs = try Self.programs()
        let spare = programs.flatMap(pieces) + ProgramGenerator.numbers + ProgramGenerator.names
        let session = try preparedSession()
        for _ in 0..<400 {
            var pieces = pieces(of: programs.randomElement(using: &random) ?? "")
            for _ in 0..<Int.random(in: 1...3, using: &random) where !pieces.isEmpty {
                let index = Int.random(in: 0..<pieces.count, using: &random)
                let other = spare.randomElement(using: &random) ?? ""
                switch Int.random(in: 0..<4, using: &random) {
                case 0: pieces.remove(at: index)
                case 1: pieces.insert(other, at: index)
                case 2: pieces[index] = other
                default: pieces.removeSubrange(index...)
                }
            }
            session.survive(pieces.joined())
        }
        #expect(try session.value("1 + 1") == "2")
    }

    @Test(arguments: UInt64(1)...2)
    func mutatedBytes(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let programs = try Self.programs()
        let session = try preparedSession()
        for _ in 0..<400 {
            var bytes = Array((programs.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            session.survive(String(decoding: bytes, as: UTF8.self))
        }
        #expect(try session.value("1 + 1") == "2")
    }

    @Test(arguments: UInt64(1)...2)
    func toolsInBrokenText(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let programs = try Self.programs()
        let session = try preparedSession()
        for _ in 0..<15 {
            let whole = Array((programs.randomElement(using: &random) ?? "").utf8.prefix(300))
            let source = String(decoding: whole.prefix(Int.random(in: 0...whole.count, using: &random)), as: UTF8.self)
            for offset in -1...(source.utf8.count + 1) {
                let span = session.complete(source, at: offset).span
                #expect(0 <= span.start && span.start <= span.end && span.end <= source.utf8.count)
                _ = session.inspect(source, at: offset)
            }
            _ = session.completeness(of: source)
        }
    }

    @Test(arguments: [".", "a.", "N.", "(", "x = [", "\\", "train N on D, ", "print \"", "f(", "2 -> 3 tanh, "])
    func toolsAfterAVeryLongText(_ piece: String) throws {
        let session = try preparedSession()
        let source = String(repeating: piece, count: 100_000 / piece.utf8.count)
        _ = session.complete(source, at: source.utf8.count)
        _ = session.inspect(source, at: source.utf8.count)
        _ = session.completeness(of: source)
    }

    // MARK: Extremes

    @Test func everythingTakesExtremeValues() throws {
        let session = try preparedSession()
        let values =
            ProgramGenerator.numbers + [
                "E", "F", "Eᵀ", "A[2..1]", "(2..1)", "[]", "()", "[[]]", "(1..10)", "E·Eᵀ", "F·[1, 2][2..1, :]", "D",
                "(-1e308)..1e308", "1..1e308 step 1e-308", "0..1 step 0/0", "0..1 step -1", "[1e308, 1/0, 0/0]ᵀ",
                "(E => E)", "([0/0, 1] => 1)", "([1e308, -1e308; -1e308, 1e308] => [0; 1])",
            ]
        let forms =
            [
                "A[@]", "A[@, :]", "A[:, @]", "L[@]", "D[@]", "r[@]", "@[1]", "@[1, 1]", "@[:, :]", "-@", "@ᵀ", "@²",
                "2^@", "‖@‖", "not @", "@ => 1", "[@, @]", "[@; @]", "1..@", "1..2 step @", "1 -> @ tanh",
                "N(@)", "N.W1 = @", "N.b1 = @", "show @", "print @", "a, b = @", "A ≈ A ± @", "plot f on @",
                "train N on @, epochs=1", "train N on xor, η=@, epochs=2", "train N on xor, decay=@, epochs=2",
                "train N on xor, momentum=@, epochs=2", "train N on xor, batch=@, epochs=2",
                "train N on xor, seed=@, epochs=2", "train N on xor, W1=@", "2 -> 3 tanh, seed=@",
                "train (2 -> 1, init=constant(@)) on xor, epochs=1", "loss(N, @)", "grad(N, @)",
                "plot boundary(N) on @ with bayes(D)", "plot boundary(2 -> 1 sigmoid, W1=[@; @])", "mixture(n=@)",
                "plot f, title=@", "for k in @\nbreak\nend", "sweep k in @\nrecord x=k\nbreak\nend",
                "if @\nend", "while @\nbreak\nend", "k = @", "k?",
            ] + ProgramGenerator.binary.flatMap { ["@\($0)A", "2\($0)@", "@\($0)@"] }
            + Registry.standard.entries.filter { $0.category == .function || $0.category == .activation }
            .map { "\($0.name)(@)" }
        for form in forms {
            for value in values where !(form.hasPrefix("mixture") && value == "1e7") {
                session.survive(form.replacing("@", with: "(\(value))"))
            }
            session.survive("reset N")
        }
        #expect(try session.value("1 + 1") == "2")
    }

    @Test(arguments: [
        "x = [none]\nfor k in 1..40\n  x = [x, x]\nend\nprint x\nx",
        "x = \"a\"\nfor k in 1..90\n  x = (x, x, x, x)\nend\nshow x\nwarn x, x\nplot f, title=x",
        "x = [none]\nfor k in 1..1000000\n  x = [x]\nend",
        "x = 1\nwhile true\n  T = sweep k in 1..2\n    record a = x\n  end\n  x = [T]\nend",
        "x = xor\nfor k in 1..1000\n  x = x[1..4]\nend\nx",
        "T = sweep k in 1..100000\n  record a = k, b = [k, k]\nend\nT",
        "o = 1 + 0·(1..1e6)\nA = o[1..1000]ᵀ·o[1..1000]\nA[o, o]", "o = 1 + 0·(1..1e6)\nB = D.test[o]\nB[1..2]",
        "x = 1..1e7\nfor k in 1..1e6\n  y = x[k]\n  a, b = x[1..2]\nend",
        "for k in 1..1e7\n  for i in 1..1e7\n    for j in 1..1e7\n    end\n  end\nend",
        "sweep k in 1..3\n  sweep i in 1..3\n    break\n    record a = i\n  end\n  record k2 = k\nend",
        "sweep k in 1..2\n  T = sweep k in 1..k\n    record a = k\n  end\n  record t = T\nend",
        "for tanh in 1..3\n  N = 2 -> tanh tanh\nend\nN\ntanh(1)", "tanh = 3\nN = 2 -> 3 tanh\nσ = tanh\nσ(1)",
        "mixture = 3\nmixture(n=2)", "漢, ŷ₁, é = 1, 2, 3\n漢 + ŷ₁ + é",
        "if true\n  train N on D, epochs=1\n  use convention yale\nend",
        "N = 2 -> 1 sigmoid, W1=[1e308; 1e308]\ntrain N on ([1e308, 1e308] => 1), epochs=3\nN.history",
        "N = 2 -> 1, W1=[1e300; 1e300]\ntrain N on ([1e300, 1e300] => 1), epochs=3",
        "N = 1 -> 1\nH = train N on (1 => 1), epochs=0\nplot H\nH\nH.loss\nH.output",
    ])
    func whatGrows(_ program: String) throws {
        let session = try preparedSession()
        session.survive(program, polls: 200_000)
        #expect(try session.value("1 + 1") == "2")
    }

    /// The depths that the parser allows fit into the stacks that programs run on.
    @Test func deepNesting() throws {
        let session = Session()
        let brackets = String(repeating: "(", count: 95) + "1" + String(repeating: ")", count: 95)
        #expect(try session.value(brackets) == "1")
        #expect(try session.value("1" + String(repeating: " + 1", count: 490)) == "491")
        #expect(try session.value("-" + String(repeating: "-", count: 90) + "1") == "-1")
        #expect(
            try session.value(String(repeating: "abs(", count: 90) + "1" + String(repeating: ")", count: 90)) == "1")
        let heads = (0..<49).map { level in
            "for " + (0..<10).map { "a\(level)b\($0) in 1" }.joined(separator: ", ") + "\n"
        }
        session.survive(heads.joined() + "print 1\n" + String(repeating: "end\n", count: 49), polls: 100_000)
        let sweeps = String(repeating: "sweep k in 1..1\n", count: 49)
        session.survive(sweeps + "record a = 1\n" + String(repeating: "end\n", count: 49), polls: 100_000)
    }

    @Test func tooManyBinders() throws {
        let heads = (0..<100_000).map { "a\($0) in 1" }.joined(separator: ", ")
        #expect(try Session().fail("for \(heads)\nend").contains("10 sequences at most"))
    }

    @Test func longTexts() throws {
        let session = try preparedSession()
        let row = (0..<50_000).map { "\($0)" }.joined(separator: ", ")
        session.survive("x = [\(row)]" + String(repeating: " + 1", count: 300) + "\nx")
        session.survive("train N on ([\(row)] => 1)")
        session.survive("expect [\(row)] == 1")
        session.survive("x = \"\(String(repeating: "é", count: 100_000))\"\nprint [x, x, x]\nx?")
        session.survive(String(repeating: "x = 1;", count: 20_000))
        session.survive("N = 2" + String(repeating: " -> 1 tanh", count: 5000) + "\nN\nN.x\nM(N)")
    }
}
