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
        kernels.pointee.activate(activation.kernelNumber, activation.kernelParameter(), count, z, a)
    }

    static func differentiate(
        _ kernels: Kernels, _ activation: Activation, count: Int, values: Source, reluAtZero: Float, _ delta: Target
    ) {
        kernels.pointee.differentiate(
            activation.kernelNumber, activation.kernelParameter(), count, values, reluAtZero, delta)
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

    static func sigmoidLikelihood(
        _ kernels: Kernels, count: Int, _ z: Target, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.sigmoid_likelihood(count, z, y, scale, delta)
    }

    static func quadratic(
        _ kernels: Kernels, count: Int, _ a: Source, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.quadratic(count, a, y, scale, delta)
    }

    static func absoluteDifference(
        _ kernels: Kernels, count: Int, _ a: Source, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.absolute_difference(count, a, y, scale, delta)
    }

    static func huber(
        _ kernels: Kernels, bound: Float, count: Int, _ a: Source, _ y: Source, scale: Float, _ delta: Target?
    ) -> Double {
        kernels.pointee.huber(bound, count, a, y, scale, delta)
    }

    static func columnSums(_ kernels: Kernels, rows: Int, columns: Int, _ a: Source, into out: Target) {
        kernels.pointee.column_sums(rows, columns, a, out)
    }

    static func magnitude(_ kernels: Kernels, count: Int, _ x: Source, lanes: Target) -> Double {
        kernels.pointee.magnitude(count, x, lanes)
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

    static func scale(_ kernels: Kernels, count: Int, _ x: Target, by factor: Float) {
        kernels.pointee.scale(count, x, factor)
    }

    static func sumOfSquares(
        _ kernels: Kernels, count: Int, _ x: Source, scaledBy factor: Double, lanes: UnsafeMutablePointer<Double>
    ) -> Double {
        kernels.pointee.sum_of_squares(count, x, factor, lanes)
    }

    static func dot(
        _ kernels: Kernels, count: Int, _ x: Source, _ y: Source, lanes: UnsafeMutablePointer<Double>
    ) -> Double {
        kernels.pointee.dot(count, x, y, lanes)
    }

    static func addSigns(_ kernels: Kernels, count: Int, of w: Source, times amount: Float, to g: Target) {
        kernels.pointee.add_signs(count, w, amount, g)
    }

    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, ahead velocity: Target, rate: Float, keep: Float,
        decay: Float
    ) {
        kernels.pointee.descend_ahead(count, w, g, velocity, rate, keep, decay)
    }

    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, squares: Target, rate: Float, keep: Float,
        take: Float, epsilon: Float, decay: Float
    ) {
        kernels.pointee.descend_by_squares(count, w, g, squares, rate, keep, take, epsilon, decay)
    }

    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, mean: Target, squares: Target, rate: Float,
        keep: Float, take: Float, keepSquares: Float, takeSquares: Float, root: Float, epsilon: Float, shrink: Float,
        decay: Float
    ) {
        kernels.pointee.descend_by_moments(
            count, w, g, mean, squares, rate, keep, take, keepSquares, takeSquares, root, epsilon, shrink, decay)
    }

    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, squares: Target, changes: Target, rate: Float,
        keep: Float, take: Float, epsilon: Float, decay: Float
    ) {
        kernels.pointee.descend_by_changes(count, w, g, squares, changes, rate, keep, take, epsilon, decay)
    }

    static func blas(
        transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int, _ a: Source, stride: Int?, _ b: Source,
        beta: Float, into c: Target, stride target: Int?
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(depth), 1, a,
            blasint(stride ?? (transposeA ? rows : depth)), b, blasint(transposeB ? depth : columns), beta, c,
            blasint(target ?? columns))
    }

    static func moments(_ parts: [Moments.Part<Float>]) -> Moments { .single(parts) }

    static func withBuffer<Result>(
        of numbers: [Double], _ isCancelled: () -> Bool, _ body: (UnsafeBufferPointer<Float>) -> Result?
    ) -> Result? {
        [Float](count: numbers.count, isCancelled) { Float(numbers[$0]) }?.withUnsafeBufferPointer(body)
    }
}
