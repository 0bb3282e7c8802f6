import Engine
import Glibc
import Testing

@testable import Session

@Suite struct NetworkFileTests {
    /// A path that no other test has; what lies there is removed behind the body.
    private func withPath(_ ending: String, _ body: (String) throws -> Void) throws {
        let path = "/tmp/nabla-networks-\(getpid())-\(UInt64.random(in: 0...UInt64.max))\(ending)"
        defer { unlink(path) }
        try body(path)
    }

    @Test(arguments: [
        "2 -> 5 tanh -> 1 sigmoid, seed=7",
        "2 -> 3 swish(2) -> batchnorm -> dropout(0.3) -> 4 leakyrelu(0.2) -> 3 softmax",
        "2 -> 2 relu -> 1, mask1=[1, 0; 0, 1], init=he", "2 -> 3 gelu -> 2 softplus -> 1, init=normal(0.5), seed=3",
    ])
    func `a network comes back to the bit`(_ network: String) throws {
        let session = Session()
        let isClasses = network.contains("softmax")
        try session.run("D = \(isClasses ? "spirals(n=60, classes=3)" : "mixture(n=40)")\nN = \(network)")
        try session.run("train N on D, epochs=3")
        try withPath(".safetensors") { path in
            try session.run("save N to \"\(path)\"\nM = load \"\(path)\"")
            try session.run("expect norm(M.θ - N.θ) == 0\nexpect norm(M(D.X) - N(D.X)) == 0")
            #expect(try session.short("M") == session.short("N"))
            // It begins again where the other does, and is a network of its own.
            try session.run("reset N\nreset M\nexpect norm(M.θ - N.θ) == 0\ntrain M on D, epochs=1")
            try session.run("expect norm(M.θ - N.θ) > 0")
        }
    }

    @Test func `data and matrices are saved as they are read`() throws {
        let session = Session()
        try withPath(".csv") { path in
            try session.run("D = mixture(n=20)\nsave D to \"\(path)\"\nE = load \"\(path)\", target=y")
            try session.run("expect norm(E.X - D.X) == 0\nexpect norm(E.Y - D.Y) == 0")
            try session.run("A = [1, 2; 3, 4.5]\nsave A to \"\(path)\"\nF = load \"\(path)\", target=x2")
            try session.run("expect norm(beside(F.X, F.Y) - A) == 0")
        }
    }

    @Test func `mistakes are explained`() throws {
        let session = Session()
        try session.run("N = 2 -> 1 sigmoid")
        #expect(try session.fail("save N to \"n.csv\"").contains("ends in .safetensors"))
        #expect(try session.fail("save [1, 2] to \"n.safetensors\"").contains("only a network"))
        #expect(try session.fail("load \"/nowhere/n.safetensors\"").contains("file error"))
        #expect(try session.fail("load \"/nowhere/n.safetensors\", test=0.2").contains("test goes with data"))
        try withPath(".safetensors") { path in
            let bytes = try (Network(inputs: 2, layers: [Layer(units: 1, activation: .tanh)])).safetensors()
            try File.write(Array(bytes.dropLast(3)), to: path)
            let message = try session.fail("load \"\(path)\"")
            #expect(message.contains("file error") && message.contains(path) && message.contains("bytes"), "\(message)")
        }
    }
}
