import Engine
import Glibc
import Language
import Testing

@testable import Session

/// `load mnist from "folder"`.
@Suite struct MNISTTests {
    /// Runs a body with a folder that holds 20 images to train on and 10 to test, each the brighter the larger its digit.
    private func withDigits(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/nabla-mnist-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(folder, 0o700) == 0)
        var paths: [String] = []
        defer {
            for path in paths { unlink(path) }
            rmdir(folder)
        }
        for (part, count) in [("train", 20), ("t10k", 10)] as [(String, UInt8)] {
            let labels = (0..<count).map { $0 % 10 }
            let pixels = labels.flatMap { [UInt8](repeating: $0 * 28, count: 784) }
            for (name, bytes) in [
                ("images-idx3", [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28] + pixels),
                ("labels-idx1", [0, 0, 8, 1, 0, 0, 0, count] + labels),
            ] as [(String, [UInt8])] {
                paths.append("\(folder)/\(part)-\(name)-ubyte")
                try File.write(bytes, to: paths[paths.count - 1])
            }
        }
        try body(folder)
    }

    @Test func aNetworkTrainsOnIt() throws {
        try withDigits { folder in
            let session = Session()
            try session.run(
                """
                D = load mnist from "\(folder)"
                N = 784 -> 5 tanh -> 10 softmax
                train N on D, epochs=2
                accuracy(N, D.test)
                """)
            #expect(try session.short("size(D.train.X)") == "[20, 784]")
            #expect(try session.short("size(D.test.X)") == "[10, 784]")
            #expect(try session.short("D.classes").hasPrefix("[\"0\", \"1\""))
            #expect(try session.number("max(D.train.X)") == 252.0 / 255)
            #expect(try session.number("min(D.train.X)") == 0)
            #expect(try session.number("count(load(folder=\"\(folder)\").test.X == D.test.X)") == 7840)
        }
    }

    /// The word is the verb's alone: a variable may have its name, also the one that takes the data.
    @Test func theWordIsNoName() throws {
        try withDigits { folder in
            let session = Session()
            try session.run("mnist = \"\(folder)\"\nD = load mnist from mnist\nmnist = load mnist from mnist")
            #expect(try session.short("size(mnist.test.X)") == "[10, 784]")
        }
    }

    @Test(arguments: [
        ("load mnist from \"/nowhere\"", "file", "there is no folder \"/nowhere\"", nil),
        ("load mnist from \"/\"", "file", "\"/\" does not hold train-images-idx3-ubyte, train-labels-idx1-ubyte", nil),
        ("load mnist", "syntax", "needs the folder", "load mnist from \"folder\""),
        ("load mnist \"/tmp\"", "syntax", "behind from", "load mnist from \"/tmp\""),
        ("load \"a.csv\" from \"/tmp\"", "syntax", "not that of a file", "begins with its folder"),
        ("load", "syntax", "needs the name of a file", "load mnist from \"folder\""),
        ("load mnist from \"/nowhere\", test=0.2", "value", "test goes with comma-separated values", nil),
        ("load mnist from 3", "type", "from", nil),
        ("load \"/tmp\", target=y", "file", "is a folder", nil),
    ])
    func saysWhatIsWrong(_ source: String, _ kind: String, _ message: String, _ hint: String?) throws {
        guard case .failed(let diagnostic) = Session().execute(source, output: TestOutput(), isCancelled: { false })
        else {
            Issue.record("\(source) works")
            return
        }
        #expect(diagnostic.kind.rawValue == kind)
        #expect(diagnostic.message.contains(message), "\(diagnostic.message)")
        if let hint { #expect(diagnostic.hint?.contains(hint) == true, "\(diagnostic.hint ?? "none")") }
    }

    @Test func aSingleFilePointsToTheFour() throws {
        try withDigits { folder in
            let source = "load \"\(folder)/train-images-idx3-ubyte\""
            guard case .failed(let diagnostic) = Session().execute(source, output: TestOutput(), isCancelled: { false })
            else {
                Issue.record("\(source) works")
                return
            }
            #expect(diagnostic.kind == .file)
            #expect(diagnostic.hint?.contains("load mnist from") == true)
        }
    }
}
