import CBLAS

/// Matrix products: the engine's own kernels up to a size, OpenBLAS beyond.
///
/// Measured on one core of Zen 4 with OpenBLAS 0.3.21, in GFLOP/s, own against OpenBLAS: at 128³ 57 to 48 in double and 117
/// to 100 in single precision, at 256×512×784 56 to 52 and 115 to 102, at 512³ 49 to 53 and 113 to 104. With a transposed
/// right side, which the own kernels have to copy first, at 64³ 49 to 42 and 75 to 85, at 128³ 53 to 48 and 92 to 97.
enum Products {
    /// The number of multiplications from which OpenBLAS is used.
    static let crossover = 1 << 27

    /// The same where the right side is transposed.
    static let transposedCrossover = 1 << 20

    /// The narrowest side with which OpenBLAS is used.
    static let narrowest = 32

    /// Whether a product is one for OpenBLAS, which is then kept on one thread.
    static func isLarge(rows: Int, columns: Int, depth: Int, from crossover: Int = crossover) -> Bool {
        // No side is beyond 2²⁷, so that doubles hold the product well enough.
        let isLarge =
            min(rows, columns, depth) >= narrowest
            && Double(rows) * Double(columns) * Double(depth) >= Double(crossover)
        if isLarge { _ = singleThread }
        return isLarge
    }

    /// Keeps OpenBLAS on the calling thread; evaluated once.
    static let singleThread: Void = openblas_set_num_threads(1)

    /// The number of multiplications above which a product of matrices is made in tiles: some ten milliseconds.
    static let longest = 3e8

    /// The sides of such tiles.
    static let tileSide = 512

    /// Adds the product of a part of one matrix and a part of another to a part of a third, whose rows are as long as those
    /// of the second.
    static func accumulate(
        rows: Int, columns: Int, depth: Int, _ a: UnsafeBufferPointer<Double>, at aStart: Int, stride aStride: Int,
        _ b: UnsafeBufferPointer<Double>, at bStart: Int, stride bStride: Int,
        into c: UnsafeMutableBufferPointer<Double>, at cStart: Int
    ) {
        guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
        _ = singleThread
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(depth), 1,
            a + aStart, blasint(aStride), b + bStart, blasint(bStride), 1, c + cStart, blasint(bStride))
    }

    /// `c[rows, columns] = a[rows, depth] · b[depth, columns] + bias`.
    static func multiply<Element: Scalar>(
        _ kernels: Element.Kernels, rows: Int, columns: Int, depth: Int, _ a: Element.Source, _ b: Element.Source,
        bias: Element.Source?, into c: Element.Target
    ) {
        if isLarge(rows: rows, columns: columns, depth: depth) {
            if let bias {
                for row in 0..<rows { (c + row * columns).update(from: bias, count: columns) }
            }
            Element.blas(
                transposeA: false, transposeB: false, rows: rows, columns: columns, depth: depth, a, b,
                beta: bias == nil ? 0 : 1, into: c)
        } else {
            Element.product(
                kernels, rows: rows, columns: columns, depth: depth, a, rowStride: depth, columnStride: 1, b,
                bias: bias, into: c)
        }
    }
}
