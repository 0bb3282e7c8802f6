import CBLAS

/// Matrix products: the engine's own kernels for small and narrow ones, OpenBLAS for large ones.
enum Products {
    /// The number of multiplications from which OpenBLAS is used, where no side is narrow.
    static let crossover = 1 << 20

    /// The narrowest side with which OpenBLAS is used.
    static let narrowest = 32

    static func isLarge(rows: Int, columns: Int, depth: Int) -> Bool {
        rows >= narrowest && columns >= narrowest && depth >= narrowest
            && rows.multipliedFullWidth(by: columns).high == 0
            && Double(rows) * Double(columns) * Double(depth) >= Double(crossover)
    }

    /// Keeps OpenBLAS on the calling thread; evaluated once.
    static let singleThread: Void = openblas_set_num_threads(1)

    /// `c[rows, columns] = a[rows, depth] · b[depth, columns] + bias`.
    static func multiply<Element: Scalar>(
        _ kernels: Element.Kernels, rows: Int, columns: Int, depth: Int, _ a: Element.Source, _ b: Element.Source,
        bias: Element.Source?, into c: Element.Target
    ) {
        if isLarge(rows: rows, columns: columns, depth: depth) {
            _ = singleThread
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
