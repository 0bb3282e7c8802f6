import Glibc

/// Two classes of points in the plane, one round Gaussian each: class 0 around (-1, 0), class 1 around (1, 0).
///
/// Everything about it is known in closed form, with a spread s: the boundary is x = 0, the probability of class 1 is
/// σ(2x/s²), which one sigmoid neuron gives exactly, and the Bayes error is Φ(-1/s); for s = 1 it is 0.158655 (lecture
/// checklist block R-11).
public struct GaussianPair: KnownDensity, Hashable {
    /// The standard deviation in each direction.
    public let spread: Double

    /// Creates a pair.
    ///
    /// - Throws: A value error unless the spread is positive.
    public init(spread: Double = 1) throws(EngineError) {
        guard spread > 0 && spread.isFinite else {
            throw .value("the noise of gaussians is \(shortText(spread)); it must be a positive number")
        }
        self.spread = spread
    }

    /// Draws points, for each one the noise in x and then the noise in y, all from one stream.
    public func sample(count: Int, seed: UInt64) throws(EngineError) -> Dataset {
        try Datasets.plane("gaussians", count: count, classes: 2, noise: spread, seed: seed) { label, _ in
            (label == 0 ? -1 : 1, 0)
        }
    }

    /// The density of a class, 0 or 1, at a point.
    public func density(class index: Int, x: Double, y: Double) -> Double {
        precondition(index == 0 || index == 1, "the classes of a pair are 0 and 1")
        let dx = (x - (index == 0 ? -1 : 1)) / spread
        let dy = y / spread
        return exp(-(dx * dx + dy * dy) / 2) / (2 * Double.pi * spread * spread)
    }

    /// The probability of class 1 at points `[n, 2]`, as `[n, 1]`: σ(2x/s²).
    public func posterior(of points: Matrix) throws(EngineError) -> Matrix {
        try Self.checkPoints(points)
        return try .generated(rows: points.rows, columns: 1) {
            1 / (1 + exp(-2 * points.elements[2 * $0] / spread / spread))
        }
    }

    /// The error of the Bayes rule: Φ(-1/s).
    public func bayesError<Failure>(asking: () throws(Failure) -> Void) throws(Failure) -> Double {
        erfc(1 / (spread * 2.0.squareRoot())) / 2
    }
}
