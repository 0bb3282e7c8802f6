import Testing

@testable import Engine

/// The kernels of the optimisers, in both types and at every level this machine has, against their formulas in doubles.
extension KernelTests {
    @Test(arguments: sets)
    func `steps of optimisers in doubles`(_ set: InstructionSet) {
        for count in Self.counts { optimizers(KernelTable<Double>(set).pointer, Double.self, count, 4e-15) }
    }

    @Test(arguments: sets)
    func `steps of optimisers in floats`(_ set: InstructionSet) {
        for count in Self.counts { optimizers(KernelTable<Float>(set).pointer, Float.self, count, 3e-6) }
    }

    private func optimizers<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, _ count: Int, _ tolerance: Double
    ) {
        let w = random(type, count, seed: 12)
        let g = random(type, count, seed: 13)
        let s = random(type, count, seed: 14).map { abs($0) }
        let c = random(type, count, seed: 15).map { abs($0) }
        let slopes = zip(w, g).map { Double($1) + 0.5 * Double($0) }
        func expect(
            _ name: String, _ moved: [[Element]], _ expected: (Int) -> [Double],
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let wanted = (0..<count).map(expected)
            for (index, found) in moved.enumerated() {
                #expect(
                    near(Array(found.dropLast()), wanted.map { $0[index] }, tolerance), "\(name) \(index), \(count)",
                    sourceLocation: sourceLocation)
                #expect(found[count] == 7, "\(name) wrote beyond the end", sourceLocation: sourceLocation)
            }
        }

        var x = g + [7]
        Element.scale(kernels, count: count, &x, by: 0.25)
        expect("scale", [x]) { [0.25 * Double(g[$0])] }
        let sum = Element.sumOfSquares(kernels, count: count, g, scaledBy: 0.5)
        #expect(abs(sum - g.reduce(0) { $0 + 0.25 * Double($1) * Double($1) }) <= 1e-14 * sum)

        let product = Element.dot(kernels, count: count, w, g)
        let wanted = zip(w, g).map { Double($0) * Double($1) }
        #expect(abs(product - wanted.reduce(0, +)) <= 1e-14 * wanted.reduce(0) { $0 + abs($1) })

        var signed = w
        signed[0] = 0
        if count > 1 { signed[1] = -0.0 }
        x = g + [7]
        Element.addSigns(kernels, count: count, of: signed, times: 0.5, to: &x)
        expect("signs", [x]) { [Double(g[$0]) + (signed[$0] > 0 ? 0.5 : signed[$0] < 0 ? -0.5 : 0)] }

        x = w + [7]
        var first = s + [7]
        Element.descend(kernels, count: count, &x, g, ahead: &first, rate: 0.25, keep: 0.75, decay: 0.5)
        expect("ahead", [x, first]) { i in
            let v = 0.75 * Double(s[i]) + slopes[i]
            return [Double(w[i]) - 0.25 * (slopes[i] + 0.75 * v), v]
        }

        x = w + [7]
        first = s + [7]
        Element.descend(
            kernels, count: count, &x, g, squares: &first, rate: 0.25, keep: 0.75, take: 0.5, epsilon: 0.125, decay: 0.5
        )
        expect("squares", [x, first]) { i in
            let square = 0.75 * Double(s[i]) + 0.5 * slopes[i] * slopes[i]
            return [Double(w[i]) - 0.25 * slopes[i] / (square.squareRoot() + 0.125), square]
        }

        x = w + [7]
        first = c + [7]
        var second = s + [7]
        Element.descend(
            kernels, count: count, &x, g, mean: &first, squares: &second, rate: 0.25, keep: 0.75, take: 0.5,
            keepSquares: 0.875, takeSquares: 0.375, root: 1.5, epsilon: 0.125, shrink: 0.625, decay: 0.5)
        expect("moments", [x, first, second]) { i in
            let mean = 0.75 * Double(c[i]) + 0.5 * slopes[i]
            let square = 0.875 * Double(s[i]) + 0.375 * slopes[i] * slopes[i]
            return [0.625 * Double(w[i]) - 0.25 * mean / (1.5 * square.squareRoot() + 0.125), mean, square]
        }

        x = w + [7]
        first = s + [7]
        second = c + [7]
        Element.descend(
            kernels, count: count, &x, g, squares: &first, changes: &second, rate: 0.25, keep: 0.75, take: 0.5,
            epsilon: 0.125, decay: 0.5)
        expect("changes", [x, first, second]) { i in
            let square = 0.75 * Double(s[i]) + 0.5 * slopes[i] * slopes[i]
            let change = slopes[i] * ((Double(c[i]) + 0.125) / (square + 0.125)).squareRoot()
            return [Double(w[i]) - 0.25 * change, square, 0.75 * Double(c[i]) + 0.5 * change * change]
        }
    }
}
