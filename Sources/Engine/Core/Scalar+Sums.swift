/// Sums over many numbers in blocks, between which they may be cancelled; the result is that of all at once, to the bit.
///
/// Once `isCancelled` is true the rest is left out, and the result means nothing.
extension Scalar {
    /// Σ |x|: not finite if any element is not.
    static func magnitude(_ kernels: Kernels, count: Int, _ x: Source, _ isCancelled: () -> Bool = { false }) -> Double
    {
        summed(count, isCancelled) { block, lanes in
            magnitude(kernels, count: block.count, x + block.lowerBound, lanes: lanes)
        }
    }

    /// Σ (factor x)².
    static func sumOfSquares(
        _ kernels: Kernels, count: Int, _ x: Source, scaledBy factor: Double, _ isCancelled: () -> Bool = { false }
    ) -> Double {
        Double.summed(count, isCancelled) { block, lanes in
            sumOfSquares(kernels, count: block.count, x + block.lowerBound, scaledBy: factor, lanes: lanes)
        }
    }

    /// Σ x y.
    static func dot(
        _ kernels: Kernels, count: Int, _ x: Source, _ y: Source, _ isCancelled: () -> Bool = { false }
    ) -> Double {
        Double.summed(count, isCancelled) { block, lanes in
            dot(kernels, count: block.count, x + block.lowerBound, y + block.lowerBound, lanes: lanes)
        }
    }

    /// Sums block by block what stands in lanes between them.
    private static func summed(
        _ count: Int, _ isCancelled: () -> Bool, _ sum: (Range<Int>, Target) -> Double
    ) -> Double {
        withUnsafeTemporaryAllocation(of: Self.self, capacity: laneCount) { lanes in
            lanes.initialize(repeating: 0)
            guard let start = lanes.baseAddress else { return 0 }
            var result = 0.0
            _ = Interruption.blocks(count, isCancelled) { result = sum($0, start) }
            return result
        }
    }

    /// What every kernel's lanes have room in: two vectors of the most scalars.
    private static var laneCount: Int { 32 }
}
