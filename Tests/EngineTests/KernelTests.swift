import Glibc
import Testing

@testable import Engine

/// Every kernel, in both types and at every level this machine has, against the formula in doubles.
struct KernelTests {
    static let sets = InstructionSet.allCases.filter(\.isSupported)

    /// Sizes around those of a vector and of a tile.
    static let counts = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100]

    @Test func `this machine has the baseline`() {
        #expect(InstructionSet.baseline.isSupported)
        #expect(Self.sets.contains(.best))
    }

    @Test func `OpenBLAS, in all the ways it is called`() {
        blas(Double.self, tolerance: 1e-14)
        blas(Float.self, tolerance: 1e-5)
    }

    private func blas<Element: Scalar>(_ type: Element.Type, tolerance: Double) {
        let (rows, columns, depth) = (5, 7, 9)
        let a = random(type, rows * depth, seed: 1)
        let b = random(type, depth * columns, seed: 2)
        for (transposeA, transposeB) in [(false, false), (true, false), (false, true)] {
            for beta in [Element(0), 1] {
                var expected: [Double] = []
                for row in 0..<rows {
                    for column in 0..<columns {
                        expected.append(
                            (0..<depth).reduce(Double(3 * beta)) { sum, k in
                                let left = a[transposeA ? k * rows + row : row * depth + k]
                                let right = b[transposeB ? column * depth + k : k * columns + column]
                                return sum + Double(left) * Double(right)
                            })
                    }
                }
                var c = [Element](repeating: 3, count: rows * columns)
                Element.blas(
                    transposeA: transposeA, transposeB: transposeB, rows: rows, columns: columns, depth: depth, a, b,
                    beta: beta, into: &c)
                #expect(near(c, expected, tolerance))
            }
        }
    }

    @Test func `a bias is added to large products too`() throws {
        let size = 512
        try #require(Products.isLarge(rows: size, columns: size, depth: size))
        let ones = [Float](repeating: 1, count: size * size)
        let bias = (0..<size).map { Float($0) }
        var c = ones
        Products.multiply(
            KernelTable<Float>(.best).pointer, rows: size, columns: size, depth: size, ones, ones, bias: bias, into: &c)
        #expect(c == (0..<size * size).map { Float(size + $0 % size) })
    }

    @Test(arguments: sets)
    func `doubles`(_ set: InstructionSet) throws {
        try check(Double.self, set, tolerance: 2e-15)
    }

    @Test(arguments: sets)
    func `floats`(_ set: InstructionSet) throws {
        try check(Float.self, set, tolerance: 2e-6)
    }

    private func check<Element: Scalar>(_ type: Element.Type, _ set: InstructionSet, tolerance: Double) throws {
        let kernels = KernelTable<Element>(set).pointer
        try products(kernels, type, tolerance)
        for count in Self.counts {
            elementwise(kernels, type, count, tolerance)
            losses(kernels, type, count, tolerance)
            steps(kernels, type, count, tolerance)
            for columns in [1, 2, 3, 5, 8, 10, 20] { rows(kernels, type, count, columns, tolerance) }
        }
    }

    /// Random numbers that are the same in both types.
    func random<Element: Scalar>(_: Element.Type, _ count: Int, seed: UInt64, scale: Double = 1) -> [Element] {
        var stream = RandomStream(seed: seed)
        return (0..<count).map { _ in Element(Float(stream.normal() * scale)) }
    }

    func near<Element: Scalar>(_ found: [Element], _ expected: [Double], _ tolerance: Double) -> Bool {
        found.count == expected.count
            && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= tolerance * max(1, abs($1)) }
    }

    private func products<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ tolerance: Double
    ) throws {
        for rows in [1, 2, 3, 4, 5, 6, 11, 12, 13, 20, 29] {
            for columns in Self.counts {
                for depth in [0, 1, 2, 7, 16, 50] {
                    let a = random(type, rows * depth + 1, seed: 1)
                    let b = random(type, columns * depth + 1, seed: 2)
                    let bias = random(type, columns, seed: 3)
                    var expected: [Double] = []
                    var transposed: [Double] = []
                    var strided: [Double] = []
                    for row in 0..<rows {
                        for column in 0..<columns {
                            var sums = (Double(bias[column]), Double(bias[column]), 0.0)
                            for k in 0..<depth {
                                sums.0 += Double(a[row * depth + k]) * Double(b[k * columns + column])
                                sums.1 += Double(a[row * depth + k]) * Double(b[column * depth + k])
                                sums.2 += Double(a[k * rows + row]) * Double(b[k * columns + column])
                            }
                            expected.append(sums.0)
                            transposed.append(sums.1)
                            strided.append(sums.2)
                        }
                    }
                    var c = [Element](repeating: .nan, count: rows * columns)
                    let scaled = tolerance * 30
                    Element.product(
                        kernels, rows: rows, columns: columns, depth: depth, a, rowStride: depth, columnStride: 1, b,
                        bias: bias, into: &c)
                    try #require(near(c, expected, scaled), "product \(rows)×\(depth)×\(columns)")
                    Element.productTransposed(
                        kernels, rows: rows, columns: columns, depth: depth, a, b, bias: bias, into: &c)
                    try #require(near(c, transposed, scaled), "transposed product \(rows)×\(depth)×\(columns)")
                    Element.product(
                        kernels, rows: rows, columns: columns, depth: depth, a, rowStride: 1, columnStride: rows, b,
                        bias: nil, into: &c)
                    try #require(near(c, strided, scaled), "strided product \(rows)×\(depth)×\(columns)")
                }
            }
        }
    }

    private func elementwise<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ count: Int, _ tolerance: Double
    ) {
        let z = random(type, count, seed: 4, scale: 3) + [0]
        let functions: [(Activation, (Double) -> Double, (Double) -> Double)] = [
            (.identity, { $0 }, { _ in 1 }),
            (.sigmoid, { 1 / (1 + exp(-$0)) }, { exp(-$0) / ((1 + exp(-$0)) * (1 + exp(-$0))) }),
            (.tanh, Glibc.tanh, { 1 - Glibc.tanh($0) * Glibc.tanh($0) }),
            (.relu, { max($0, 0) }, { $0 > 0 ? 1 : $0 == 0 ? 0.25 : 0 }),
            (.leakyRelu(slope: 0.5), { max($0, $0 / 2) }, { $0 > 0 ? 1 : $0 == 0 ? 0.625 : 0.5 }),
            (
                .gelu, { $0 * erfc(-$0 * 0.5.squareRoot()) / 2 },
                { erfc(-$0 * 0.5.squareRoot()) / 2 + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
            ),
            (
                .swish(beta: 2), { $0 / (1 + exp(-2 * $0)) },
                { (1 + 2 * $0 / (1 + exp(2 * $0))) / (1 + exp(-2 * $0)) }
            ),
            (.softplus, { log1p(exp($0)) }, { 1 / (1 + exp(-$0)) }),
        ]
        for (activation, function, slope) in functions {
            var a = [Element](repeating: 7, count: count + 2)
            Element.activate(kernels, activation, count: count + 1, z, into: &a)
            #expect(near(Array(a.dropLast()), z.map { function(Double($0)) }, tolerance), "\(activation)")
            #expect(a[count + 1] == 7, "wrote beyond the end")
            var inPlace = z
            inPlace.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                Element.activate(kernels, activation, count: count + 1, start, into: start)
            }
            #expect(inPlace == Array(a.dropLast()))
            var delta = [Element](repeating: 2, count: count + 2)
            let values = activation.differentiatesSums(reluAtZero: 0.25) ? z : Array(a.dropLast())
            Element.differentiate(kernels, activation, count: count + 1, values: values, reluAtZero: 0.25, &delta)
            #expect(near(Array(delta.dropLast()), z.map { 2 * slope(Double($0)) }, tolerance * 2), "\(activation)'")
            #expect(delta[count + 1] == 2, "wrote beyond the end")
        }
    }

    private func losses<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ count: Int, _ tolerance: Double
    ) {
        let z = random(type, count, seed: 5, scale: 4)
        let y = random(type, count, seed: 6).map { abs($0) - abs($0).rounded(.down) }
        for wantsDelta in [true, false] {
            var a = z
            var delta = [Element](repeating: 7, count: count + 1)
            var expected = 0.0
            for (z, y) in zip(z, y) { expected += log1p(exp(-Double(z))) + (1 - Double(y)) * Double(z) }
            let found = delta.withUnsafeMutableBufferPointer {
                Element.sigmoidCrossEntropy(
                    kernels, count: count, &a, y, scale: 0.5, wantsDelta ? $0.baseAddress : nil)
            }
            #expect(abs(found - expected) <= tolerance * max(1, expected))
            let sigmoid = z.map { 1 / (1 + exp(-Double($0))) }
            #expect(near(a, sigmoid, tolerance))
            if wantsDelta {
                let slopes = zip(sigmoid, y).map { 0.5 * ($0 - Double($1)) }
                #expect(near(Array(delta.dropLast()), slopes, tolerance))
            }
            #expect(delta[count] == 7)
        }
        var delta = [Element](repeating: 7, count: count + 1)
        let differences = zip(z, y).map { Double($0) - Double($1) }
        let expected = differences.reduce(0) { $0 + $1 * $1 }
        #expect(
            abs(Element.quadratic(kernels, count: count, z, y, scale: 0.5, &delta) - expected)
                <= tolerance * max(1, expected))
        #expect(near(Array(delta.dropLast()), differences.map { 0.5 * $0 }, tolerance))
        #expect(delta[count] == 7)
    }

    private func rows<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ rows: Int, _ columns: Int, _ tolerance: Double
    ) {
        let z = random(type, rows * columns, seed: 7, scale: 4)
        let y = random(type, rows * columns, seed: 8).map { abs($0) }
        var probabilities: [Double] = []
        var loss = 0.0
        var slopes: [Double] = []
        var jacobian: [Double] = []
        var sums = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            let range = row * columns..<(row + 1) * columns
            let exponentials = z[range].map { exp(Double($0)) }
            let p = exponentials.map { $0 / exponentials.reduce(0, +) }
            let mass = y[range].reduce(0.0) { $0 + Double($1) }
            let mean = zip(p, y[range]).reduce(0) { $0 + $1.0 * Double($1.1) }
            for ((p, y), z) in zip(zip(p, y[range]), z[range]) {
                loss -= Double(y) * log(p)
                slopes.append(2 * (p * mass - Double(y)))
                jacobian.append(p * (Double(y) - mean))
                sums[probabilities.count % columns] += Double(z)
                probabilities.append(p)
            }
        }
        var p = z
        Element.softmax(kernels, rows: rows, columns: columns, z, into: &p)
        #expect(near(p, probabilities, tolerance))
        var delta = y
        Element.softmaxDifferentiate(kernels, rows: rows, columns: columns, p, &delta)
        #expect(near(delta, jacobian, tolerance * 5))
        p = z
        let found = Element.softmaxCrossEntropy(kernels, rows: rows, columns: columns, &p, y, scale: 2, &delta)
        #expect(abs(found - loss) <= 5 * tolerance * max(1, loss))
        #expect(near(p, probabilities, tolerance))
        #expect(near(delta, slopes, tolerance * 10))
        p = z
        #expect(Element.softmaxCrossEntropy(kernels, rows: rows, columns: columns, &p, y, scale: 2, nil) == found)
        var out = [Element](repeating: 7, count: columns + 1)
        Element.columnSums(kernels, rows: rows, columns: columns, z, into: &out)
        #expect(near(Array(out.dropLast()), sums, tolerance * 20))
        #expect(out[columns] == 7)
        var transposed = z
        Element.transpose(kernels, rows: rows, columns: columns, z, into: &transposed)
        for row in 0..<rows {
            for column in 0..<columns where transposed[column * rows + row] != z[row * columns + column] {
                Issue.record("transposed \(rows)×\(columns)")
            }
        }
    }

    private func steps<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ count: Int, _ tolerance: Double
    ) {
        let w = random(type, count, seed: 9)
        let g = random(type, count, seed: 10)
        let v = random(type, count, seed: 11)
        let magnitude = Element.magnitude(kernels, count: count, w)
        #expect(abs(magnitude - w.reduce(0.0) { $0 + Double(abs($1)) }) <= tolerance * 10 * magnitude)
        for place in [0, count / 2, count - 1] {
            for bad in [Element.nan, .infinity, -.infinity] {
                var spoilt = w
                spoilt[place] = bad
                #expect(!Element.magnitude(kernels, count: count, spoilt).isFinite)
            }
        }
        var sum = v + [7]
        Element.accumulate(kernels, count: count, w, into: &sum)
        #expect(near(Array(sum.dropLast()), zip(v, w).map { Double($0) + Double($1) }, tolerance))
        var plain = w + [7]
        Element.descend(kernels, count: count, &plain, g, rate: 0.25, decay: 0.5)
        let slopes = zip(w, g).map { Double($1) + 0.5 * Double($0) }
        #expect(near(Array(plain.dropLast()), zip(w, slopes).map { Double($0) - 0.25 * $1 }, tolerance))
        var heavy = w + [7]
        var velocity = v + [7]
        Element.descend(
            kernels, count: count, &heavy, g, velocity: &velocity, rate: 0.25, keep: 0.75, take: 0.5, decay: 0.5)
        let velocities = zip(v, slopes).map { 0.75 * Double($0) + 0.5 * $1 }
        #expect(near(Array(velocity.dropLast()), velocities, tolerance))
        #expect(near(Array(heavy.dropLast()), zip(w, velocities).map { Double($0) - 0.25 * $1 }, tolerance))
        for end in [sum, plain, heavy, velocity] { #expect(end[count] == 7, "wrote beyond the end") }
    }
}
