import Drawing
import Engine
import Glibc
import Language
import Testing

@testable import Session

/// A sweep on several threads is the sweep on one, to the byte.
@Suite struct SweepThreadTests {
    private func session(_ threads: Int) -> Session {
        let session = Session()
        session.threads = threads
        return session
    }

    /// What a cell puts out but for what is updated in place, and the table T in all its forms.
    private func everything(_ source: String, threads: Int, _ session: Session? = nil) throws -> [String] {
        let session = session ?? self.session(threads)
        let output = TestOutput()
        let outcome = session.execute(source, output: output, isCancelled: { false })
        var texts = output.events.map { event in
            switch event {
            case .print(let text): "print \(text)"
            case .warn(let text): "warn \(text)"
            case .display(let rendering): "display \(rendering.plain())"
            case .result(let rendering): "result \(rendering.plain())"
            case .live: "live"
            case .update(let rendering, _, isFinal: let isFinal): isFinal ? rendering.plain() : ""
            case .clear: "clear"
            }
        }
        texts.removeAll { $0.isEmpty }
        if case .failed(let diagnostic) = outcome {
            texts.append(diagnostic.rendered(in: source, color: false))
        }
        guard case .table(let table)? = session.variables.first(where: { $0.name == "T" })?.value else { return texts }
        let drawn = table.drawn()
        return texts + [drawn.text(columns: 200), drawn.html(), try file(of: session)]
    }

    /// The table T as a file.
    private func file(of session: Session) throws -> String {
        var template = Array("/tmp/nabla-sweep-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        close(descriptor)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        try session.run("save T to \"\(path)\"")
        return try #require(contents(of: path))
    }

    /// Whether there is a table T, which an early interrupt prevents, and has rows.
    private func hasRows(_ session: Session) throws -> Bool {
        guard session.variables.contains(where: { $0.name == "T" }) else { return false }
        return try session.number("rows(T)") > 0
    }

    /// Sweeps of every kind of body.
    static let sweeps = [
        "T = sweep a in 1..7, b in [0.1, 0.2]\n  record s = a·b, t = sin(a) / b\nend",
        """
        T = sweep λ in [0, 1e-3], k in 1..4
          D = mixture(n=40, seed=k)
          N = 2 -> 5 tanh -> 1 sigmoid, seed=k
          H = train N on D.train, η=0.1, momentum=heavyball(0.9), decay=λ, batch=10, epochs=5
          record loss = H.loss[6], size = ‖N.W‖², curve = H.loss, network = N
        end
        """,
        "T = sweep η in 0.01..0.5, C in [quadratic, crossentropy], m in 0..1, trials=6, seed=3\n  record s = η + m\nend",
        "T = sweep n in 1..6\n  A = ones(2, n)\n  record first = n\n  record b = sum(A·ones(3, 1))\nend",
        "T = sweep n in 1..3\n  record b = ones(2, n)·ones(7, 1)\nend",
        "T = sweep n in 1..9\n  print n, n²\n  if n > 4\n    warn \"large\", n\n  end\n  show [n; 1]\n  record a = n\nend",
        "T = sweep n in 1..9\n  record a = n²\n  if n == 6\n    break\n  end\nend",
        "T = sweep n in 1..0\n  record a = n\nend",
        "T = sweep n in 1..1\n  record a = n\nend",
        "T = sweep n in 1..4\n  U = sweep k in 1..n\n    print n, k\n    record a = n·k, b = 1 / (k - 2)\n  end\n  record s = sum(U.a), U = U\nend",
        "f(x) = choose(x <= 1, 1, x·f(x - 1))\nT = sweep n in 1..8\n  record a = f(n), b = f'(1), g = (∇(f))(1)\nend",
        "f(x) = x³\nT = sweep n in 1..8\n  g(x) = f(x)·n\n  record a = g(2), b = g'(n)\nend",
        "T = sweep n in 1..4\n  use convention yale\n  N = 1 -> 1 sigmoid, W1=n, b1=0\n  record l = loss(N, 1 => 0)\nend",
    ]

    @Test(arguments: sweeps) func `any number of threads makes the same table and output`(_ source: String) throws {
        let one = try everything(source, threads: 1)
        #expect(!one.isEmpty)
        for threads in [2, 3] {
            #expect(try everything(source, threads: threads) == one, "\(threads) threads")
        }
    }

    @Test(arguments: [1, 2, 3]) func `two halves are the whole`(_ threads: Int) throws {
        let body = """
              D = mixture(n=30, seed=k)
              N = 2 -> 4 tanh -> 1 sigmoid, seed=k
              H = train N on D.train, η=0.1, momentum=heavyball(0.9), batch=8, epochs=4
              record loss = H.loss[5], error = error(N, D.test), weights = N.W1
            end
            """
        let files = try ["1..20", "1..10", "11..20"].map { range in
            let session = session(threads)
            try session.run("T = sweep k in \(range)\n\(body)")
            return try file(of: session).split(separator: "\n")
        }
        #expect(files[0].count == 21)
        #expect(files[0] == files[1] + files[2].dropFirst())
    }

    @Test(arguments: [1, 2, 3])
    func `what an interrupt keeps and the rest are the whole`(_ threads: Int) throws {
        let body = "  s = 0\n  for i in 1..40\n    s = s + sin(i·k)\n  end\n  record s = s\nend"
        let whole = session(threads)
        try whole.run("T = sweep k in 1..60\n\(body)")
        let rows = try file(of: whole).split(separator: "\n").dropFirst()
        var random = SplitMix64(state: 5)
        for _ in 0..<12 {
            let session = session(threads)
            let last = Int.random(in: 1...1200, using: &random)
            var polls = 0
            let outcome = session.execute("T = sweep k in 1..60\n\(body)", output: TestOutput()) {
                polls += 1
                return polls > last
            }
            // The other threads may have left this one too little to ask so often.
            guard case .failed(let diagnostic) = outcome else { continue }
            #expect(diagnostic.kind == .interrupted)
            guard try hasRows(session) else { continue }
            let kept = try file(of: session).split(separator: "\n").dropFirst()
            #expect(diagnostic.message == "interrupted after \(kept.count) of 60 points, whose rows are kept")
            let points = kept.map { Int($0.prefix { $0 != "," }) ?? 0 }
            #expect(points == points.sorted())
            let missing = (1...60).filter { !points.contains($0) }.map(String.init)
            var rest: ArraySlice<Substring> = []
            if !missing.isEmpty {
                try session.run("T = sweep k in [\(missing.joined(separator: ", "))]\n\(body)")
                rest = try file(of: session).split(separator: "\n").dropFirst()
            }
            #expect(Set(kept).union(rest) == Set(rows))
            #expect(kept.count + rest.count == 60)
        }
    }

    // MARK: What a point may change

    @Test(arguments: [1, 2, 3]) func `a point finds the networks of before the sweep`(_ threads: Int) throws {
        let session = session(threads)
        try session.run(
            """
            N = 2 -> 3 tanh -> 1 sigmoid, seed=4
            M = N
            L = [N, "text", (N, 1)]
            U = sweep i in 1..2
              record net = N
            end
            before = N.W1
            T = sweep k in 1..6
              train N on xor, epochs=3, η=k
              record same = ‖N.W1 - M.W1‖ + ‖N.W1 - L[1].W1‖ + ‖N.W1 - U.net[1].W1‖, moved = ‖N.W1 - before‖, N = N
            end
            V = sweep k in [6, 1]
              train M on xor, epochs=3, η=k
              record moved = ‖M.W1 - before‖
            end
            """)
        #expect(try session.number("‖N.W1 - before‖") == 0)
        #expect(try session.number("min(T.moved)") > 0)
        #expect(try session.short("T.moved[6] == V.moved[1] and T.moved[1] == V.moved[2]") == "true")
        // A recorded network was copied before, and is one of its own.
        #expect(try session.short("T.N[2].W1 == before") != "[1, 1, 1; 1, 1, 1]")
    }

    @Test func `networks that a sweep runs over are copied for each point`() throws {
        let source = """
            A = 2 -> 3 tanh -> 1 sigmoid, seed=4
            B = 2 -> 4 relu -> 1 sigmoid, seed=5
            wasA, wasB = A.W1, B.W1
            T = sweep N in [A, B], e in 1..3
              train N on xor, epochs=e
              record loss = loss(N, xor), shared = ‖A.W1 - wasA‖
            end
            """
        let session = session(1)
        let one = try everything(source, threads: 1, session)
        #expect(try everything(source, threads: 2) == one)
        #expect(try session.number("‖A.W1 - wasA‖ + ‖B.W1 - wasB‖") == 0)
        #expect(try session.short("T.shared > 0") == "[1; 1; 1; 0; 0; 0]")
    }

    @Test(arguments: [1, 2]) func `settings of a point end with it`(_ threads: Int) throws {
        let session = session(threads)
        try session.run(
            "T = sweep k in 1..4\n  if k == 2\n    use convention yale\n    set limits, elements=1000\n  end\nend")
        #expect(session.convention.name == "modern")
        #expect(try session.number("sum(zeros(2000, 1))") == 0)
    }

    @Test func `a sweep cannot delete what is outside of it`() throws {
        let session = session(2)
        try session.run("x = 3")
        #expect(try session.fail("T = sweep k in 1..2\n  delete x\nend").contains("outside the sweep"))
        #expect(try session.number("x") == 3)
        try session.run("T = sweep k in 1..2\n  y = k\n  delete y\nend")
    }

    // MARK: Failures, output, interrupts

    @Test func `calls nest as deep on every thread`() throws {
        let source = """
            f(x) = choose(x <= 1, 1, 1 + f(x - 1))
            T = sweep n in [10, 100, 300, 100000, 200, 100000]
              record depth = f(n)
            end
            """
        let one = try everything(source, threads: 1)
        #expect(one.joined().contains("there is no room for another of f"))
        #expect(try everything(source, threads: 2) == one)
    }

    @Test func `a point that prints for ever is cut, and ends by an interrupt`() throws {
        let session = session(2)
        var polls = 0
        let output = TestOutput()
        let source =
            "T = sweep k in 1..2\n  if k == 1\n    for i in 1..20000\n      print i\n    end\n  end\n  record a = k\nend"
        let outcome = session.execute(source, output: output) {
            polls += 1
            return false
        }
        guard case .completed = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(output.printed.split(separator: "\n").count == 10_000)
        #expect(output.warned.contains("the rest of it is left out"))
    }

    @Test func `interrupts at any moment keep rows and end the sweep`() throws {
        var random = SplitMix64(state: 11)
        let source = """
            T = sweep k in 1..8
              N = 2 -> 4 tanh -> 1 sigmoid, seed=k
              H = train N on xor, epochs=4·k, batch=1
              U = sweep j in 1..5
                record v = j·k
              end
              v = linspace(0, k, 140000)
              record loss = loss(N, xor), s = sum(sin(v)), u = sum(U.v)
            end
            """
        let whole = session(1)
        try whole.run(source)
        let rows = Set(try file(of: whole).split(separator: "\n"))
        for _ in 0..<20 {
            let session = session(Int.random(in: 1...3, using: &random))
            let last = Int.random(in: 1...400, using: &random)
            var polls = 0
            let outcome = session.execute(source, output: TestOutput()) {
                polls += 1
                return polls > last
            }
            guard case .failed(let diagnostic) = outcome else { continue }
            #expect(diagnostic.kind == .interrupted)
            guard try hasRows(session) else { continue }
            #expect(Set(try file(of: session).split(separator: "\n")).isSubset(of: rows))
        }
    }

    @Test(arguments: [1, 2, 3]) func `an interrupt ends every thread`(_ threads: Int) throws {
        let session = session(threads)
        let output = TestOutput()
        let source = "T = sweep k in 1..20\n  while k > 3\n  end\n  print \"done\", k\n  record a = k²\nend"
        let outcome = session.execute(source, output: output) { output.printed.contains("done 3") }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it did not end")
            return
        }
        #expect(diagnostic.message == "interrupted after 3 of 20 points, whose rows are kept")
        #expect(output.printed == "done 1\ndone 2\ndone 3\n")
        #expect(try session.short("T.a") == "[1; 4; 9]")
    }

    @Test(arguments: [2, 3]) func `an interrupt keeps what is done behind a point that is not`(_ threads: Int) throws {
        let session = session(threads)
        let output = TestOutput()
        let source = "T = sweep k in 1..6\n  while k == 2\n  end\n  print \"done\", k\n  record a = k²\nend"
        let outcome = session.execute(source, output: output) {
            guard case .update(let rendering, _, _)? = output.events.last else { return false }
            return rendering.plain().contains("5 of 6")
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it did not end")
            return
        }
        #expect(diagnostic.message == "interrupted after 5 of 6 points, whose rows are kept")
        #expect(output.printed == "done 1\ndone 3\ndone 4\ndone 5\ndone 6\n")
        #expect(try session.short("T.a") == "[1; 9; 16; 25; 36]")
    }

    @Test func `the display stays within its bounds and ends whole`() throws {
        let output = TestOutput()
        let session = session(3)
        _ = session.execute(
            "T = sweep k in 1..300\n  record a = sum(1..k)\nend", output: output, isCancelled: { false })
        var isFinal = false
        for event in output.events {
            switch event {
            case .live: break
            case .update(_, _, isFinal: let last):
                #expect(!isFinal)
                isFinal = last
            default: Issue.record("\(event)")
            }
        }
        #expect(isFinal)
    }

    // MARK: Chance

    @Test(arguments: 0..<200) func `a random sweep is the same on any number of threads`(_ seed: Int) throws {
        let source = Self.program(seed: UInt64(seed))
        let one = try everything(source, threads: 1)
        #expect(try everything(source, threads: 2) == one, "\(source)")
        #expect(try everything(source, threads: 3) == one, "\(source)")
    }

    /// A sweep with one to three names, and a body of a few statements, some of which fail at some points.
    private static func program(seed: UInt64) -> String {
        var random = SplitMix64(state: seed &* 0x9E37_79B9 &+ 1)
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        let names = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random))
        let sequences = ["1..4", "[2, 0.5, -1]", "0..3", "[1; 2]", "2..1", "[(1), (2)]", "-1..1 step 0.5"]
        var source = "w = [3, 1, 2]\nn = 2 -> 2 tanh -> 1 sigmoid\ng(x) = x² + w[1]\n"
        source += "T = sweep " + names.map { "\($0) in \(pick(sequences))" }.joined(separator: ", ")
        if Bool.random(using: &random), names.count > 1 { source += ", z in 0..1, trials=3" }
        source += "\n"
        for line in 0..<Int.random(in: 1...6, using: &random) {
            let (x, y) = (pick(Array(names)), pick(Array(names)))
            source += "  "
            source += pick([
                "record r\(line) = \(x) + \(y)·2", "record r\(line) = g(\(x)), s\(line) = g'(\(y))",
                "record r\(line) = w[\(x)]", "t = \(x)·\(y)\n  record r\(line) = t", "print \(x), \(y)",
                "record r\(line) = normals(2, 2, seed=abs(round(\(x))))", "if \(x) == \(y)\n    break\n  end",
                "train n on xor, epochs=2, η=abs(\(x))\n  record r\(line) = n([0, 1; 1, 0]), n\(line) = n",
                "record r\(line) = ones(2, \(x))·ones(\(y), 1)", "warn \"at\", \(x)", "w = [\(x), \(y)]",
                "U = sweep i in 1..3\n    record v = i·\(x)\n  end\n  record r\(line) = sum(U.v)", "show \(x) + 1",
                "s = 0\n  for i in 1..3\n    s = s + i·\(y)\n  end\n  record r\(line) = s",
            ])
            source += "\n"
        }
        return source + "end"
    }
}
