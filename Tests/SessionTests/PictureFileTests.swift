import Engine
import Glibc
import Testing

@testable import Session

/// `save` of figures, diagrams and replays.
@Suite struct PictureFileTests {
    /// A session with a figure F of 300 by 200, a diagram G and a replay R.
    private func session() throws -> Session {
        let session = Session()
        try session.run(
            """
            f(x) = x²
            F = plot f, size=(300, 200)
            G = diagram(2 -> 2 tanh -> 1)
            R = replay descend(f, 2, steps=2)
            """)
        return session
    }

    /// What is saved to a file of that ending.
    private func saved(
        _ statement: String, _ ending: String, options: String = "", in session: Session
    ) throws -> [UInt8] {
        let path = "/tmp/nabla-pictures-\(getpid())-\(UInt64.random(in: 0...UInt64.max))\(ending)"
        defer { unlink(path) }
        try session.run("save \(statement) to \"\(path)\"\(options)")
        return try File.read(path)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a figure as it is shown`() throws {
        let session = try session()
        for name in ["F", "G"] {
            let svg = try #require(session.variables.first { $0.name == name }?.value.rendering.svg)
            #expect(try text(saved(name, ".svg", in: session)) == svg)
        }
    }

    @Test(arguments: [("", 2), (", scale=1", 1), (", scale=3", 3)])
    func `the pixels of a figure`(options: String, scale: Int) throws {
        let png = try saved("F", ".png", options: options, in: session())
        #expect(png.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
        // The width and the height stand in the first chunk, each in four bytes.
        let numbers = [16, 20].map { png[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(numbers == [300 * scale, 200 * scale])
    }

    @Test(arguments: ["F", "G"])
    func `a page for print`(name: String) throws {
        #expect(try text(saved(name, ".pdf", in: session())).hasPrefix("%PDF-"))
        #expect(try text(saved(name, ".png", in: session())).contains("IEND"))
    }

    @Test func `a replay is a page`() throws {
        let page = try text(saved("R", ".html", in: session()))
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.contains("<title>descend f"))
        #expect(page.ranges(of: "class=\"nabla-replay-frame\"").count == 3)
    }

    @Test(arguments: [
        ("save F to \"f.csv\"", "ends in .svg, .png or .pdf"),
        ("save R to \"r.svg\"", "a replay is saved to a file whose name ends in .html"),
        ("save [1, 2] to \"f.png\"", "only a figure or a diagram"),
        ("save F to \"f.pdf\", scale=2", "scale goes with .png"),
        ("save F to \"f.png\", scale=0", "above 0"),
        ("save F to \"f.png\", scale=1e4", "limit error"),
        ("save F to \"/nowhere/f.png\"", "No such file"),
    ])
    func `mistakes are explained`(source: String, message: String) throws {
        let answer = try session().fail(source)
        #expect(answer.contains(message), "\(answer)")
    }
}
