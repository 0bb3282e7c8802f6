import Glibc
import Testing

@testable import Engine

/// The kernels of losses beside cross-entropy and quadratic, in both types and at every level this machine has.
extension KernelTests {
    @Test(arguments: sets)
    func `other losses in doubles`(_ set: InstructionSet) {
        for count in Self.counts { otherLosses(KernelTable<Double>(set).pointer, Double.self, count, 4e-15) }
    }

    @Test(arguments: sets)
    func `other losses in floats`(_ set: InstructionSet) {
        for count in Self.counts { otherLosses(KernelTable<Float>(set).pointer, Float.self, count, 3e-6) }
    }

    private func otherLosses<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ count: Int, _ tolerance: Double
    ) {
        let z = random(type, count, seed: 21, scale: 4)
        var y = random(type, count, seed: 22)
        y[0] = z[0]
        let differences = zip(z, y).map { Double($0) - Double($1) }
        func expect(
            _ found: Double, _ delta: [Element], terms: [Double], slopes: [Double],
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let sum = terms.reduce(0, +)
            #expect(abs(found - sum) <= tolerance * max(1, sum), sourceLocation: sourceLocation)
            #expect(near(Array(delta.dropLast()), slopes, tolerance), sourceLocation: sourceLocation)
            #expect(delta[count] == 7, "wrote beyond the end", sourceLocation: sourceLocation)
        }

        var delta = [Element](repeating: 7, count: count + 1)
        var found = Element.absoluteDifference(kernels, count: count, z, y, scale: 0.5, &delta)
        expect(
            found, delta, terms: differences.map { abs($0) },
            slopes: differences.map { $0 > 0 ? 0.5 : $0 < 0 ? -0.5 : 0 })
        #expect(Element.absoluteDifference(kernels, count: count, z, y, scale: 0, nil) == found)

        delta = [Element](repeating: 7, count: count + 1)
        found = Element.huber(kernels, bound: 1.5, count: count, z, y, scale: 0.5, &delta)
        expect(
            found, delta, terms: differences.map { abs($0) <= 1.5 ? $0 * $0 / 2 : 1.5 * (abs($0) - 0.75) },
            slopes: differences.map { 0.5 * max(-1.5, min($0, 1.5)) })
        #expect(Element.huber(kernels, bound: 1.5, count: count, z, y, scale: 0, nil) == found)

        let shares = y.map { abs($0) - abs($0).rounded(.down) }
        var a = z
        delta = [Element](repeating: 7, count: count + 1)
        found = Element.sigmoidLikelihood(kernels, count: count, &a, shares, scale: 0.5, &delta)
        expect(
            found, delta, terms: zip(z, shares).map { Double($1) * log1p(exp(-Double($0))) },
            slopes: zip(z, shares).map { -0.5 * Double($1) / (1 + exp(Double($0))) })
        #expect(near(a, z.map { 1 / (1 + exp(-Double($0))) }, tolerance))
        a = z
        #expect(Element.sigmoidLikelihood(kernels, count: count, &a, shares, scale: 0, nil) == found)

        for bad in [Element.nan, .infinity] {
            var spoilt = z
            spoilt[count / 2] = bad
            #expect(!Element.absoluteDifference(kernels, count: count, spoilt, y, scale: 1, nil).isFinite)
            #expect(!Element.huber(kernels, bound: 1, count: count, spoilt, y, scale: 1, nil).isFinite)
        }
    }
}
