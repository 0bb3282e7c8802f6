import Testing

@testable import Engine

/// The kernels of dropout, masks and batch normalisation, in both types and at every level this machine has.
extension KernelTests {
    @Test(arguments: sets)
    func `layers in doubles`(_ set: InstructionSet) {
        layers(KernelTable<Double>(set).pointer, Double.self, 4e-15)
    }

    @Test(arguments: sets)
    func `layers in floats`(_ set: InstructionSet) {
        layers(KernelTable<Float>(set).pointer, Float.self, 3e-6)
    }

    private func layers<Element: Scalar>(_ kernels: Element.Kernels, _ type: Element.Type, _ tolerance: Double) {
        for count in Self.counts {
            var mask = [Element](repeating: 7, count: count + 1)
            Element.drawMask(
                kernels, count: count, state: RandomStream(seed: 5, skipping: 3).state,
                dropped: UInt64(0.4 * 0x1p53), kept: 2, into: &mask)
            var stream = RandomStream(seed: 5)
            for _ in 0..<3 { _ = stream.next() }
            #expect(mask.dropLast() == (0..<count).map { _ in stream.uniform() < 0.4 ? Element(0) : 2 }[...])
            #expect(mask[count] == 7)

            let a = random(type, count, seed: 1)
            let b = random(type, count, seed: 2)
            var c = [Element](repeating: 7, count: count + 1)
            Element.multiply(kernels, count: count, a, b, into: &c)
            #expect(near(c, zip(a, b).map { Double($0) * Double($1) } + [7], tolerance))
            c = a + [7]
            Element.keep(kernels, count: count, &c, where: mask)
            #expect(c == zip(a, mask).map { $1 == 0 ? 0 : $0 } + [7])
            var broken = [Element](repeating: .nan, count: count)
            Element.keep(kernels, count: count, &broken, where: [Element](repeating: 0, count: count))
            #expect(broken.allSatisfy { $0 == 0 })
            for rows in [1, 2, 5] { columns(kernels, type, rows: rows, columns: count, tolerance) }
        }
    }

    private func columns<Element: Scalar>(
        _ kernels: Element.Kernels, _ type: Element.Type, rows: Int, columns: Int, _ tolerance: Double
    ) {
        let count = rows * columns
        let x = random(type, count, seed: 3)
        let y = random(type, count, seed: 4)
        let (mean, scale, shift) = (
            random(type, columns, seed: 5), random(type, columns, seed: 6), random(type, columns, seed: 7)
        )
        func sums(_ term: (Int, Int) -> Double) -> [Double] {
            (0..<columns).map { column in (0..<rows).reduce(0) { $0 + term($1 * columns + column, column) } } + [7]
        }
        func each(_ term: (Int, Int) -> Double) -> [Double] { (0..<count).map { term($0, $0 % columns) } + [7] }
        func square(_ value: Double) -> Double { value * value }

        var out = [Element](repeating: 7, count: columns + 1)
        Element.columnSquares(kernels, rows: rows, columns: columns, x, mean: mean, into: &out)
        #expect(near(out, sums { square(Double(x[$0]) - Double(mean[$1])) }, tolerance))
        Element.columnProducts(kernels, rows: rows, columns: columns, x, y, into: &out)
        #expect(near(out, sums { index, _ in Double(x[index]) * Double(y[index]) }, tolerance))
        var z = x + [7]
        Element.standardize(kernels, rows: rows, columns: columns, mean: mean, factor: scale, &z)
        #expect(near(z, each { (Double(x[$0]) - Double(mean[$1])) * Double(scale[$1]) }, tolerance))
        Element.scaleAndShift(kernels, rows: rows, columns: columns, x, scale: scale, shift: shift, into: &z)
        #expect(near(z, each { Double(x[$0]) * Double(scale[$1]) + Double(shift[$1]) }, tolerance))
        z = y + [7]
        Element.standardizeBack(
            kernels, rows: rows, columns: columns, x, factor: scale, mean: mean, product: shift, &z)
        let back = each { index, column in
            Double(scale[column]) * (Double(y[index]) - Double(mean[column]) - Double(x[index]) * Double(shift[column]))
        }
        #expect(near(z, back, 4 * tolerance))
    }
}
