import CBLAS
import Glibc

/// A square matrix as a product of triangular ones, by Gaussian elimination with row exchanges, in panels of columns (LAPACK's
/// dgetrf) between which an interrupt ends it.
///
/// A matrix of extreme elements is divided by a power of two first, so that nothing overflows that need not.
struct Factorization {
    /// The most rows: the work takes seconds, and single steps of it some ten milliseconds.
    static let maximumSize = 4000

    /// How many rows the matrix has.
    let size: Int
    /// The power of two that the matrix was divided by.
    let exponent: Int
    /// Whether an element of the diagonal is exactly 0.
    let isExactlySingular: Bool
    /// The reciprocal of the condition number in the largest row sum, from 0 to 1: how far from singular the matrix is.
    let reciprocalCondition: Double
    // LAPACK counts columns first, so that this is the factorisation of the transpose.
    private var factors: [Double]
    private var pivots: [Int32]

    /// Factorises a matrix.
    ///
    /// - Parameter purpose: What only a square matrix has, for the message: "an inverse".
    /// - Throws: A shape error unless the matrix is square, a value error for NaN and ±∞, a limit error above `maximumSize`.
    init(_ matrix: Matrix, purpose: String) throws(EngineError) {
        guard matrix.rows == matrix.columns else {
            throw .shape("only a square matrix has \(purpose), and this one is \(matrix.shape)")
        }
        guard matrix.rows <= Self.maximumSize else {
            throw .limit("a \(matrix.shape) matrix is too large for \(purpose): \(Self.maximumSize) rows are the limit")
        }
        try matrix.checkFinite()
        size = matrix.rows
        exponent = try matrix.commonExponent
        // A copy even where nothing changes, since an interrupt ends this one.
        let scale = exponent
        factors = try matrix.mapped { scale == 0 ? $0 : $0.scaled(by: -scale) }.elements
        pivots = Array(repeating: 0, count: size)
        guard size > 0 else {
            isExactlySingular = false
            reciprocalCondition = 1
            return
        }
        var rowSum = 0.0
        for row in 0..<size {
            rowSum = Swift.max(rowSum, try factors[row * size..<(row + 1) * size].folded(0) { $0 + $1.magnitude })
        }
        isExactlySingular = try !Self.eliminate(&factors, &pivots)
        reciprocalCondition =
            isExactlySingular ? 0 : try Self.reciprocalCondition(factors, pivots, columnSum: rowSum)
    }

    /// Throws a value error unless the rows are independent as far as rounding lets one tell.
    func checkRegular(purpose: String) throws(EngineError) {
        guard isExactlySingular || !(reciprocalCondition >= 0x1p-52) else { return }
        let reason =
            isExactlySingular
            ? "its rows depend on one another"
            : "its rows depend on one another but for rounding (its condition number is "
                + "about \(shortText((1 / reciprocalCondition).rounded(toDigits: 3))))"
        throw .value("the matrix is singular, so that \(purpose): \(reason)")
    }

    /// The product of the diagonal, with its sign; ∞ only where the determinant is beyond the range of numbers.
    var determinant: Double {
        if isExactlySingular { return 0 }
        var significand = 1.0
        var power = size * exponent
        for index in 0..<size {
            significand *= factors[index * (size + 1)]
            if Int(pivots[index]) != index + 1 { significand = -significand }
            power += Int(significand.exponent)
            significand = (significand < 0 ? -1 : 1) * significand.significand
        }
        return significand.scaled(by: power)
    }

    /// The inverse of the matrix.
    func inverse() throws(EngineError) -> Matrix {
        guard size > 0 else { return Matrix(rows: 0, columns: 0, elements: []) }
        return try solution(for: .diagonal(Array(repeating: 1, count: size)))
    }

    /// The X of A·X = B for a B of as many rows, in blocks of right sides, between which an interrupt ends it.
    func solution(for right: Matrix) throws(EngineError) -> Matrix {
        guard !right.isEmpty else { return right }
        let rightExponent = try right.commonExponent
        let sides = try right.scaled(by: -rightExponent).exchanged()
        let block = Swift.max(1, Self.solvingWork / (size * size))
        var found = [Double](roomFor: right.elements.count)
        for start in stride(from: 0, to: right.columns, by: block) {
            try Interruption.check()
            let end = Swift.min(start + block, right.columns)
            var elements = Array(sides.elements[start * size..<end * size])
            var (n, lead, rightLead) = (Int32(size), Int32(size), Int32(size))
            var count = Int32(end - start)
            var info: Int32 = 0
            dgetrs_("T", &n, &count, factors, &lead, pivots, &elements, &rightLead, &info, 1)
            found += elements
        }
        return try Matrix(rows: right.columns, columns: size, elements: found).exchanged()
            .rescaled(by: rightExponent - exponent, what: "the solution")
    }

    /// How many multiplications of a solution lie between two questions: some ten milliseconds.
    private static let solvingWork = 200_000_000
}

extension Matrix {
    /// Throws a value error that names the first element that is NaN or infinite.
    func checkFinite() throws(EngineError) {
        guard let index = try firstIndex(where: { !$0.isFinite }) else { return }
        throw .value(
            "element \(index / columns + 1), \(index % columns + 1) of the matrix is \(shortText(elements[index])), "
                + "and all must be finite")
    }

    /// The power of two to divide by before sums and quotients are taken: 0 unless the largest element is extreme.
    ///
    /// Large elements are made smaller by as little as will do, since the small ones beside them must not vanish.
    var commonExponent: Int {
        get throws(EngineError) {
            let largest = try elements[...].folded(0) { Swift.max($0, $1.magnitude) }
            guard largest > 0 && largest.isFinite else { return 0 }
            let exponent = Int(largest.exponent)
            return exponent > 1000 ? exponent - 1000 : exponent < -900 ? exponent : 0
        }
    }

    /// The matrix times a power of two.
    func scaled(by power: Int) throws(EngineError) -> Matrix {
        power == 0 ? self : try mapped { $0.scaled(by: power) }
    }

    /// The result of a calculation times a power of two.
    ///
    /// - Throws: A numeric error where an element is beyond the range of numbers.
    fileprivate func rescaled(by power: Int, what: String) throws(EngineError) -> Matrix {
        let result = try scaled(by: power)
        guard try result.holds(\.isFinite) else {
            throw .numeric("\(what) has elements beyond the range of numbers, about 1.8e308")
        }
        return result
    }
}

extension Double {
    /// The number times a power of two, rounded once.
    func scaled(by power: Int) -> Double {
        Double(sign: .plus, exponent: power, significand: self)
    }

    /// The number rounded to so many decimal digits, for messages; as it is where it is next to zero or not finite.
    func rounded(toDigits digits: Int) -> Double {
        guard magnitude > 1e-15 && magnitude < 1e300 else { return self }
        let places = Double(digits - 1) - log10(magnitude).rounded(.down)
        // Powers of ten above one are exact, those below are not.
        let unit = pow(10, places.magnitude)
        return places < 0 ? (self / unit).rounded() * unit : (self * unit).rounded() / unit
    }
}
