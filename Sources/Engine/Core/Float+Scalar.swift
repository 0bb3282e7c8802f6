import CBLAS
import CKernels

extension Float: Scalar {
    typealias Table = nabla_kernels_f32

    static func kernels(_ set: InstructionSet) -> Kernels? { nabla_kernels_f32_at(set.rawValue) }

    static func lanes(_ kernels: Kernels) -> Int { kernels.pointee.lanes }

    static func product(
        _ kernels: Kernels, rows: Int, columns: Int, depth: Int, _ a: Source, rowStride: Int, columnStride: Int,
        _ b: Source, bias: Source?, into c: Target
    ) {
        kernels.pointee.product(rows, columns, depth, a, rowStride, columnStride, b, bias, c)
    }

    static func productTransposed(
        _ kernels: Kernels, rows: Int, columns: Int, depth: Int, _ a: Source, _ b: Source, bias: Source?,
        into c: Target
    ) {
        kernels.pointee.product_transposed(rows, columns, depth, a, b, bias, c)
    }

    static func transpose(_ kernels: Kernels, rows: Int, columns: Int, _ a: Source, into b: Target) {
        kernels.pointee.transpose(rows, columns, a, b)
    }

    static func activate(_ kernels: Kernels, _ activation: Activation, count: Int, _ z: Source, into a: Target) {
        kernels.pointee.activate(activation.kernelNumber, count, z, a)
    }

    static func differentiate(
        _ kernels: Kernels, _ activation: Activation, count: Int, values: Source, reluAtZero: Float, _ delta: Target
    ) {
        kernels.pointee.differentiate(activation.kernelNumber, count, values, reluAtZero, delta)
    }

    static func softmax(_ kernels: Kernels, rows: Int, columns: Int, _ z: Source, into p: Target) {
        kernels.pointee.softmax(rows, columns, z, p)
    }

    static func softmaxDifferentiate(_ kernels: Kernels, rows: Int, columns: Int, _ p: Source, _ delta: Target) {
        kernels.pointee.softmax_differentiate(rows, columns, p, delta)
    }

    static func softmaxCrossEntropy(
        _ kernels: Kernels, rows: Int, columns: Int, _ z: Target, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.softmax_cross_entropy(rows, columns, z, y, scale, delta)
    }

    static func sigmoidCrossEntropy(
        _ kernels: Kernels, count: Int, _ z: Target, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.sigmoid_cross_entropy(count, z, y, scale, delta)
    }

    static func quadratic(
        _ kernels: Kernels, count: Int, _ a: Source, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.quadratic(count, a, y, scale, delta)
    }

    static func columnSums(_ kernels: Kernels, rows: Int, columns: Int, _ a: Source, into out: Target) {
        kernels.pointee.column_sums(rows, columns, a, out)
    }

    static func magnitude(_ kernels: Kernels, count: Int, _ x: Source) -> Double {
        kernels.pointee.magnitude(count, x)
    }

    static func accumulate(_ kernels: Kernels, count: Int, _ x: Source, into y: Target) {
        kernels.pointee.accumulate(count, x, y)
    }

    static func descend(_ kernels: Kernels, count: Int, _ w: Target, _ g: Source, rate: Float, decay: Float) {
        kernels.pointee.descend(count, w, g, rate, decay)
    }

    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, velocity: Target, rate: Float, keep: Float,
        take: Float, decay: Float
    ) {
        kernels.pointee.descend_with_velocity(count, w, g, velocity, rate, keep, take, decay)
    }

    static func blas(
        transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int, _ a: Source, _ b: Source,
        beta: Float, into c: Target
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(depth), 1, a, blasint(transposeA ? rows : depth),
            b, blasint(transposeB ? depth : columns), beta, c, blasint(columns))
    }

    static func withElements<Result>(of numbers: [Double], _ body: (Source, Int) -> Result) -> Result {
        numbers.map(Float.init).withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("there are no empty data sets") }
            return body(start, buffer.count)
        }
    }
}
