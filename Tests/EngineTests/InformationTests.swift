import Glibc
import Testing

@testable import Engine

/// Lecture checklist D14 to D18 and R-7.
struct InformationTests {
    let p = Matrix(row: [0.5, 0.25, 0.125, 0.125])
    let uniform = Matrix(row: [0.25, 0.25, 0.25, 0.25])

    @Test func `a fair coin has one bit, a fair die two and a half`() throws {
        #expect(try Information.entropy(Matrix(row: [0.5, 0.5])) == 1)
        let die = Matrix(row: [Double](repeating: 1.0 / 6, count: 6))
        #expect(abs(try Information.entropy(die) - 2.584962500721156) < 1e-15)
        #expect(abs(try Information.entropy(die, in: .nats) - 1.791759469228055) < 1e-15)
        #expect(try Information.entropy(Matrix(row: [0.5, 0.5]), in: .nats) == log(2))
        #expect(abs(try Information.entropy(Matrix(row: [0.9, 0.1])) - 0.4689955936) < 5.1e-11)
        // What is certain tells nothing, and not the negative of nothing.
        #expect(try Information.entropy(Matrix(row: [0, 1])).sign == .plus)
        #expect(try Information.entropy(Matrix(row: [0, 1])) == 0)
    }

    /// D15: a code of whole bits for the six faces needs at least the entropy, and as many as the faces have in binary.
    @Test func `three bits tell the faces of a die apart`() throws {
        let die = Matrix(row: [Double](repeating: 1.0 / 6, count: 6))
        let entropy = try Information.entropy(die)
        let bits = Int(entropy.rounded(.up))
        #expect(bits == 3 && Double(bits) >= entropy)
        #expect(Set((0..<6).map { String($0, radix: 2) }.map(\.count)).max() == bits)
        // A code without prefixes, two faces with two bits and four with three, is nearer: on average 2⅔.
        let lengths = [2, 2, 3, 3, 3, 3]
        #expect(lengths.reduce(0) { $0 + 1 / Double(1 << $1) } == 1)
        let mean = Double(lengths.reduce(0, +)) / 6
        #expect(mean >= entropy && mean < entropy + 1)
        // Its lengths are the surprise of a model, and their mean is that model's cross-entropy.
        let model = Matrix(row: lengths.map { 1 / Double(1 << $0) })
        #expect(abs(try Information.crossEntropy(die, model) - mean) < 1e-15)
    }

    /// I6: thrown often, coin and die have the entropy of their distributions.
    @Test(arguments: [(2, 1), (6, 2.584962500721156)])
    func `coin and die as they fall`(_ faces: Int, _ expected: Double) throws {
        var stream = RandomStream(seed: 12)
        var counts = [Double](repeating: 0, count: faces)
        for _ in 0..<60_000 { counts[stream.below(faces)] += 1 }
        let shares = Matrix(row: counts.map { $0 / 60_000 })
        let entropy = try Information.entropy(shares)
        // No distribution has more, and equal faces come close.
        #expect(entropy <= expected && expected - entropy < 5e-4)
        let fair = Matrix(row: [Double](repeating: 1 / Double(faces), count: faces))
        #expect(abs(try Information.divergence(shares, fair) - (expected - entropy)) < 1e-12)
    }

    @Test func `cross-entropy and divergence`() throws {
        #expect(try Information.entropy(p) == 1.75)
        #expect(try Information.crossEntropy(p, uniform) == 2)
        #expect(try Information.divergence(p, uniform) == 0.25)
        #expect(try Information.crossEntropy(uniform, p) == 2.25)
        #expect(try Information.divergence(p, p) == 0)
    }

    @Test func `the cross-entropy is the entropy and the divergence`() throws {
        var stream = RandomStream(seed: 2)
        for unit in [Information.Unit.bits, .nats] {
            for _ in 0..<50 {
                let p = Activation.softmax(Matrix(row: (0..<5).map { _ in 3 * stream.normal() }))
                let q = Activation.softmax(Matrix(row: (0..<5).map { _ in 3 * stream.normal() }))
                let whole = try Information.crossEntropy(p, q, in: unit)
                let parts = try Information.entropy(p, in: unit) + Information.divergence(p, q, in: unit)
                #expect(abs(whole - parts) < 1e-13)
                #expect(try Information.divergence(p, q, in: unit) > 0)
                let bits = try Information.divergence(p, q)
                #expect(abs(try bits * log(2) - Information.divergence(p, q, in: .nats)) < 1e-13)
            }
        }
    }

    @Test func `what the model holds impossible costs infinitely much`() throws {
        let certain = Matrix(row: [1, 0])
        let even = Matrix(row: [0.5, 0.5])
        #expect(try Information.crossEntropy(even, certain) == .infinity)
        #expect(try Information.divergence(even, certain) == .infinity)
        #expect(try Information.crossEntropy(certain, even) == 1)
        #expect(try Information.divergence(certain, even) == 1)
    }

    @Test func `the earth mover's distance counts the way`() throws {
        #expect(try Information.earthMoversDistance(Matrix(row: [1, 0, 0]), Matrix(row: [0, 0, 1])) == 2)
        #expect(try Information.earthMoversDistance(Matrix(row: [1, 0, 0]), Matrix(row: [0, 1, 0])) == 1)
        #expect(try Information.earthMoversDistance(p, uniform) == 0.25 + 0.25 + 0.125)
        #expect(try Information.earthMoversDistance(p, p) == 0)
    }

    @Test func `what is no distribution is refused`() throws {
        expectError(.value, "probability 2", "-0.5") { try Information.entropy(Matrix(row: [1.5, -0.5])) }
        expectError(.value, "nan") { try Information.entropy(Matrix(row: [.nan, 1])) }
        expectError(.value, "sum to 0.75") { try Information.crossEntropy(p, Matrix(row: [0.25, 0.25, 0.25, 0])) }
        expectError(.value, "inf") { try Information.entropy(Matrix(row: [.infinity])) }
        expectError(.shape, "1×4", "1×2") { try Information.divergence(p, Matrix(row: [0.5, 0.5])) }
        expectError(.shape, "at least one") { try Information.entropy(Matrix(rows: 0, columns: 0, elements: [])) }
        #expect(try Information.entropy(Matrix(row: [0.3333333, 0.3333333, 0.3333333])) > 1.58)
    }
}
