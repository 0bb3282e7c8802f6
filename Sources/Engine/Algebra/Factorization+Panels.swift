import CBLAS

/// Gaussian elimination in pieces of some ten milliseconds, between which an interrupt ends it.
extension Factorization {
    /// How many columns are factorised at a time.
    private static let panelWidth = 256

    /// How many multiplications an update by a panel takes between two questions.
    private static let updateWork = 200_000_000

    /// Factorises a matrix, whose columns follow one another, in place; false where a pivot is 0, and the rest is not done.
    ///
    /// - Parameter pivots: For each row, counted from 1, which one it was exchanged with.
    static func eliminate(_ factors: inout [Double], _ pivots: inout [Int32]) throws(EngineError) -> Bool {
        _ = Products.singleThread
        let size = pivots.count
        for start in stride(from: 0, to: size, by: panelWidth) {
            try Interruption.check()
            let panel = start..<Swift.min(start + panelWidth, size)
            guard factorise(panel, of: &factors, &pivots) else { return false }
            exchangeRows(panel, of: &factors, pivots, in: 0..<start)
            let width = Swift.max(1, updateWork / ((size - start) * panel.count))
            for left in stride(from: panel.upperBound, to: size, by: width) {
                try Interruption.check()
                let columns = left..<Swift.min(left + width, size)
                exchangeRows(panel, of: &factors, pivots, in: columns)
                update(columns, of: &factors, by: panel, size: size)
            }
        }
        return true
    }

    /// Factorises the columns of a panel from its diagonal down.
    private static func factorise(
        _ panel: Range<Int>, of factors: inout [Double], _ pivots: inout [Int32]
    ) -> Bool {
        let (size, start) = (pivots.count, panel.lowerBound)
        var (rows, columns, lead) = (Int32(size - start), Int32(panel.count), Int32(size))
        var info: Int32 = 0
        var exchanged = [Int32](repeating: 0, count: panel.count)
        factors.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            dgetrf_(&rows, &columns, base + start * size + start, &lead, &exchanged, &info)
        }
        for (index, row) in exchanged.enumerated() { pivots[start + index] = row + Int32(start) }
        return info == 0
    }

    /// Does in other columns what exchanging rows did in a panel.
    private static func exchangeRows(
        _ panel: Range<Int>, of factors: inout [Double], _ pivots: [Int32], in columns: Range<Int>
    ) {
        guard !columns.isEmpty else { return }
        var (count, lead, step) = (Int32(columns.count), Int32(pivots.count), Int32(1))
        var (first, last) = (Int32(panel.lowerBound + 1), Int32(panel.upperBound))
        factors.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            dlaswp_(&count, base + columns.lowerBound * pivots.count, &lead, &first, &last, pivots, &step)
        }
    }

    /// Takes a factorised panel out of columns behind it: U = L⁻¹·A beside the panel's triangle, A - L·U below.
    private static func update(
        _ columns: Range<Int>, of factors: inout [Double], by panel: Range<Int>, size: Int
    ) {
        let lead = blasint(size)
        let (width, count) = (blasint(panel.count), blasint(columns.count))
        factors.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let triangle = base + panel.lowerBound * size + panel.lowerBound
            let beside = base + columns.lowerBound * size + panel.lowerBound
            cblas_dtrsm(
                CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, width, count, 1, triangle, lead, beside,
                lead)
            let rows = size - panel.upperBound
            guard rows > 0 else { return }
            cblas_dgemm(
                CblasColMajor, CblasNoTrans, CblasNoTrans, blasint(rows), count, width, -1, triangle + panel.count,
                lead,
                beside, lead, 1, beside + panel.count, lead)
        }
    }

    /// One over the condition number in the largest column sum, estimated from a few solutions (Higham, 1988; LAPACK's
    /// dlacn2).
    ///
    /// - Parameter columnSum: The largest sum of magnitudes of a column of the matrix.
    static func reciprocalCondition(
        _ factors: [Double], _ pivots: [Int32], columnSum: Double
    ) throws(EngineError) -> Double {
        let size = pivots.count
        var (n, m, lead, one) = (Int32(size), Int32(size), Int32(size), Int32(1))
        var (directions, estimate) = ([Double](repeating: 0, count: size), 0.0)
        var sides = directions
        var signs = [Int32](repeating: 0, count: size)
        var state: [Int32] = [0, 0, 0]
        var next: Int32 = 0
        var info: Int32 = 0
        while true {
            dlacn2_(&n, &directions, &sides, &signs, &estimate, &next, &state)
            if next == 0 { break }
            try Interruption.check()
            dgetrs_(next == 1 ? "N" : "T", &n, &one, factors, &lead, pivots, &sides, &m, &info, 1)
        }
        return 1 / estimate / columnSum
    }
}
