import CKernels

/// The kernels of dropout, connection masks and batch normalisation.
extension Float {
    static func drawMask(
        _ kernels: Kernels, count: Int, state: UInt64, dropped: UInt64, kept: Float, into mask: Target
    ) {
        kernels.pointee.draw_mask(count, state, dropped, kept, mask)
    }

    static func multiply(_ kernels: Kernels, count: Int, _ a: Source, _ b: Source, into c: Target) {
        kernels.pointee.multiply(count, a, b, c)
    }

    static func keep(_ kernels: Kernels, count: Int, _ x: Target, where mask: Source) {
        kernels.pointee.keep_where(count, mask, x)
    }

    static func columnSquares(
        _ kernels: Kernels, rows: Int, columns: Int, _ a: Source, mean: Source, into out: Target
    ) {
        kernels.pointee.column_squares(rows, columns, a, mean, out)
    }

    static func columnProducts(
        _ kernels: Kernels, rows: Int, columns: Int, _ a: Source, _ b: Source, into out: Target
    ) {
        kernels.pointee.column_products(rows, columns, a, b, out)
    }

    static func standardize(
        _ kernels: Kernels, rows: Int, columns: Int, mean: Source, factor: Source, _ x: Target
    ) {
        kernels.pointee.standardise(rows, columns, mean, factor, x)
    }

    static func scaleAndShift(
        _ kernels: Kernels, rows: Int, columns: Int, _ x: Source, scale: Source, shift: Source, into y: Target
    ) {
        kernels.pointee.scale_and_shift(rows, columns, x, scale, shift, y)
    }

    static func standardizeBack(
        _ kernels: Kernels, rows: Int, columns: Int, _ x: Source, factor: Source, mean: Source, product: Source,
        _ delta: Target
    ) {
        kernels.pointee.standardise_back(rows, columns, x, factor, mean, product, delta)
    }
}
