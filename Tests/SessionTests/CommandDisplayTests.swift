import Glibc
import Testing

@testable import Session

/// What each command shows, as text and as HTML.
@Suite struct CommandDisplayTests {
    private static let preamble = """
        N = 2 -> 2 tanh -> 1 sigmoid, W1=[0.1, 0.2; 0.3, 0.4], b1=[0.5, 0.6], W2=[0.7; -0.8], b2=0.9
        M = 2 -> 2 tanh -> 1 sigmoid, W1=[0.1, 0.2; 0.3, 0.5], b1=[0.5, 0.6], W2=[0.7; -0.8], b2=0.9
        f(x, y) = 1.5x² + y² + 2
        D = [1, 2; 3, 4] => [0; 1]
        """

    private static let cells = [
        "compare N with M", "check gradients of N on xor", "trace N on xor[2], backward=true",
        "descend f from (2, 2), η=0.1, steps=5", "bump(N, xor, 2, 1, by=[0.1, 0.01])",
        """
        T = sweep a in [1, 2], b in ["x", "y"]
          record c = a², d = [a, 1], e = choose(a == 1, none, 0.5)
        end
        """,
        "T", "show T, title=\"squares\"", "median(T.c, by=b)", "H = train N on xor, epochs=3", "H", "N", "grad(N, xor)",
        "D[2]", "use convention lai", "time x = 3", "set seed", "vars", "print 1, \"a\", [1, 2]",
        "warn 3",
        "expect 1/3 ≈ 0.3333 ± 1e-4", "graph(f, 1, 2)", "graph N on xor", "diagram N",
    ]

    @Test func golden() throws {
        let session = Session()
        try session.run(Self.preamble)
        var text = ""
        for cell in Self.cells { text += Self.shown(try session.run(cell), by: cell) }
        try expectGolden(text, "displays.txt")
    }

    /// What is saved, as it stands in the file, and what is loaded again.
    @Test func goldenFiles() throws {
        let session = Session()
        try session.run(Self.preamble)
        try session.run("T = sweep a in [1, 2]\n  record c = a / 3, d = choose(a == 1, none, \"p,q\")\nend")
        var text = ""
        for name in ["T", "iris[[1, 51, 101]]", "[1, 2; 3, 4]", "N"] {
            let path = "/tmp/nabla-displays-\(getpid())" + (name == "N" ? ".safetensors" : ".csv")
            defer { unlink(path) }
            let output = try session.run("save \(name) to \"\(path)\"")
            text += "> save \(name)\n" + output.printed + output.displayed.joined()
            if name == "N" {
                text += Self.shown(try session.run("K = load \"\(path)\"\nK"), by: "load")
                #expect(try session.number("max(abs(K.θ - N.θ))") == 0)
            } else {
                text += (contents(of: path) ?? "") + "\n"
                if name.hasPrefix("iris") { text += Self.shown(try session.run("K = load \"\(path)\"\nK"), by: "load") }
            }
        }
        try expectGolden(text.replacing("nabla-displays-\(getpid())", with: "file"), "files.txt")
    }

    /// Everything a cell put out, the last state of what is updated; times are masked, pictures only named.
    private static func shown(_ output: TestOutput, by cell: String) -> String {
        var text = "> \(cell)\n"
        for event in output.events {
            switch event {
            case .print(let printed): text += printed.hasPrefix("took ") ? "took …\n" : printed
            case .warn(let warning): text += "warning: " + warning
            case .display(let rendering), .result(let rendering), .update(let rendering, _, isFinal: true):
                text += rendering.plain() + "\n"
                if let html = rendering.html { text += "── HTML\n" + inLines(html) + "\n" }
                if rendering.svg != nil { text += "── and a picture\n" }
            case .live, .update, .clear: break
            }
        }
        return text + "\n"
    }

    /// HTML with a line for each row and block, so that a difference is seen; the styles are the tables' own matter.
    private static func inLines(_ html: String) -> String {
        var text = html.replacing(#/\ style="[^"]*"/#, with: "")
        for tag in ["<tr", "<div", "<p"] {
            text = text.split(separator: tag, omittingEmptySubsequences: false).joined(separator: "\n" + tag)
        }
        return text.hasPrefix("\n") ? String(text.dropFirst()) : text
    }
}
