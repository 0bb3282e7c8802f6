import CBLAS
import CKernels

/// A floating-point type the core is compiled for; each requirement is one kernel of CKernels, described there.
protocol Scalar: BinaryFloatingPoint, Sendable {
    associatedtype Table
    typealias Kernels = UnsafePointer<Table>
    typealias Source = UnsafePointer<Self>
    typealias Target = UnsafeMutablePointer<Self>

    static func kernels(_ set: InstructionSet) -> Kernels?
    static func lanes(_ kernels: Kernels) -> Int

    static func product(
        _ kernels: Kernels, rows: Int, columns: Int, depth: Int, _ a: Source, rowStride: Int, columnStride: Int,
        _ b: Source, bias: Source?, into c: Target)
    static func productTransposed(
        _ kernels: Kernels, rows: Int, columns: Int, depth: Int, _ a: Source, _ b: Source, bias: Source?,
        into c: Target)
    static func transpose(_ kernels: Kernels, rows: Int, columns: Int, _ a: Source, into b: Target)
    static func activate(_ kernels: Kernels, _ activation: Activation, count: Int, _ z: Source, into a: Target)
    static func differentiate(
        _ kernels: Kernels, _ activation: Activation, count: Int, values: Source, reluAtZero: Self, _ delta: Target)
    static func softmax(_ kernels: Kernels, rows: Int, columns: Int, _ z: Source, into p: Target)
    static func softmaxDifferentiate(_ kernels: Kernels, rows: Int, columns: Int, _ p: Source, _ delta: Target)
    static func softmaxCrossEntropy(
        _ kernels: Kernels, rows: Int, columns: Int, _ z: Target, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func sigmoidCrossEntropy(
        _ kernels: Kernels, count: Int, _ z: Target, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func sigmoidLikelihood(
        _ kernels: Kernels, count: Int, _ z: Target, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func quadratic(
        _ kernels: Kernels, count: Int, _ a: Source, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func absoluteDifference(
        _ kernels: Kernels, count: Int, _ a: Source, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func huber(
        _ kernels: Kernels, bound: Self, count: Int, _ a: Source, _ y: Source, scale: Self, _ delta: Target?
    ) -> Double
    static func columnSums(_ kernels: Kernels, rows: Int, columns: Int, _ a: Source, into out: Target)
    static func magnitude(_ kernels: Kernels, count: Int, _ x: Source, lanes: Target) -> Double
    static func accumulate(_ kernels: Kernels, count: Int, _ x: Source, into y: Target)
    static func descend(_ kernels: Kernels, count: Int, _ w: Target, _ g: Source, rate: Self, decay: Self)
    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, velocity: Target, rate: Self, keep: Self,
        take: Self, decay: Self)
    static func scale(_ kernels: Kernels, count: Int, _ x: Target, by factor: Self)
    static func sumOfSquares(
        _ kernels: Kernels, count: Int, _ x: Source, scaledBy factor: Double, lanes: UnsafeMutablePointer<Double>
    ) -> Double
    static func dot(
        _ kernels: Kernels, count: Int, _ x: Source, _ y: Source, lanes: UnsafeMutablePointer<Double>
    ) -> Double
    static func addSigns(_ kernels: Kernels, count: Int, of w: Source, times amount: Self, to g: Target)
    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, ahead velocity: Target, rate: Self, keep: Self,
        decay: Self)
    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, squares: Target, rate: Self, keep: Self, take: Self,
        epsilon: Self, decay: Self)
    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, mean: Target, squares: Target, rate: Self, keep: Self,
        take: Self, keepSquares: Self, takeSquares: Self, root: Self, epsilon: Self, shrink: Self, decay: Self)
    static func descend(
        _ kernels: Kernels, count: Int, _ w: Target, _ g: Source, squares: Target, changes: Target, rate: Self,
        keep: Self, take: Self, epsilon: Self, decay: Self)
    static func drawMask(
        _ kernels: Kernels, count: Int, state: UInt64, dropped: UInt64, kept: Self, into mask: Target)
    static func multiply(_ kernels: Kernels, count: Int, _ a: Source, _ b: Source, into c: Target)
    static func keep(_ kernels: Kernels, count: Int, _ x: Target, where mask: Source)
    static func columnSquares(
        _ kernels: Kernels, rows: Int, columns: Int, _ a: Source, mean: Source, into out: Target)
    static func columnProducts(
        _ kernels: Kernels, rows: Int, columns: Int, _ a: Source, _ b: Source, into out: Target)
    static func standardize(
        _ kernels: Kernels, rows: Int, columns: Int, mean: Source, factor: Source, _ x: Target)
    static func scaleAndShift(
        _ kernels: Kernels, rows: Int, columns: Int, _ x: Source, scale: Source, shift: Source, into y: Target)
    static func standardizeBack(
        _ kernels: Kernels, rows: Int, columns: Int, _ x: Source, factor: Source, mean: Source, product: Source,
        _ delta: Target)

    /// `c[rows, columns] = op(a) · op(b) + beta c` by BLAS, on one thread.
    ///
    /// - Parameter stride: How far the rows of a and of c begin from one another; nil where they follow without gaps.
    static func blas(
        transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int, _ a: Source, stride: Int?, _ b: Source,
        beta: Self, into c: Target, stride target: Int?)

    /// What an optimiser remembers, computed in this type.
    static func moments(_ parts: [Moments.Part<Self>]) -> Moments

    /// Gives access to numbers in this type, converted only where they must be; nil where that was cancelled.
    static func withBuffer<Result>(
        of numbers: [Double], _ isCancelled: () -> Bool, _ body: (UnsafeBufferPointer<Self>) -> Result?
    ) -> Result?
}

extension Scalar {
    /// Gives access to numbers in this type; where there are none, to a place that nobody reads.
    static func withElements<Result>(
        of numbers: [Double], _ isCancelled: () -> Bool, _ body: (Source) -> Result?
    ) -> Result? {
        withBuffer(of: numbers, isCancelled) { buffer in
            guard let start = buffer.baseAddress else { return withUnsafePointer(to: 0, body) }
            return body(start)
        }
    }
}

extension Activation {
    /// The number of an element-wise activation in CKernels; softmax has kernels of its own, custom ones have none.
    var kernelNumber: Int32 {
        switch self {
        case .identity, .softmax, .custom: Int32(NABLA_IDENTITY.rawValue)
        case .sigmoid: Int32(NABLA_SIGMOID.rawValue)
        case .tanh: Int32(NABLA_TANH.rawValue)
        case .relu: Int32(NABLA_RELU.rawValue)
        case .leakyRelu: Int32(NABLA_LEAKY_RELU.rawValue)
        case .gelu: Int32(NABLA_GELU.rawValue)
        case .approximateGelu: Int32(NABLA_APPROXIMATE_GELU.rawValue)
        case .swish: Int32(NABLA_SWISH.rawValue)
        case .softplus: Int32(NABLA_SOFTPLUS.rawValue)
        }
    }

    /// The slope or β that CKernels takes, 0 where there is none; one beyond the type's range becomes its greatest number.
    func kernelParameter<Element: Scalar>() -> Element {
        let limit = Double(Element.greatestFiniteMagnitude)
        switch self {
        case .leakyRelu(let parameter), .swish(let parameter):
            return Element(max(-limit, min(parameter, limit)))
        case .identity, .sigmoid, .tanh, .relu, .gelu, .approximateGelu, .softplus, .softmax, .custom:
            return 0
        }
    }

    /// Whether the derivative is computed from the weighted sums, because their activations are not enough.
    func differentiatesSums(reluAtZero: Double) -> Bool {
        switch self {
        case .identity, .sigmoid, .tanh, .softmax: false
        case .relu: reluAtZero != 0
        case .leakyRelu(let slope): reluAtZero != 0 || slope <= 0
        case .gelu, .approximateGelu, .swish, .softplus, .custom: true
        }
    }
}

extension Scalar {
    /// `blas` of matrices whose rows follow one another without gaps.
    static func blas(
        transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int, _ a: Source, _ b: Source,
        beta: Self, into c: Target
    ) {
        blas(
            transposeA: transposeA, transposeB: transposeB, rows: rows, columns: columns, depth: depth, a, stride: nil,
            b, beta: beta, into: c, stride: nil)
    }
}
