/// Two equally likely classes of points in the plane whose densities are known, and with them the best classifier.
public protocol KnownDensity: Sendable {
    /// The density of a class, 0 or 1, at a point.
    func density(class index: Int, x: Double, y: Double) -> Double

    /// The probability of class 1 at points `[n, 2]`, as `[n, 1]`.
    ///
    /// - Throws: A shape error unless the points have two columns.
    func posterior(of points: Matrix) throws(EngineError) -> Matrix

    /// The error of the Bayes rule, which no classifier can beat.
    ///
    /// - Parameter asking: Called every few milliseconds; what it throws ends the search.
    func bayesError<Failure>(asking: () throws(Failure) -> Void) throws(Failure) -> Double

    /// Draws points, the first half of class 0 and the second half of class 1, with targets 0 and 1.
    ///
    /// - Throws: A value error unless the count is even and positive, a limit error for too many points.
    func sample(count: Int, seed: UInt64) throws(EngineError) -> Dataset
}

extension KnownDensity {
    /// The error of the Bayes rule, which no classifier can beat.
    public var bayesError: Double { bayesError(asking: {}) }

    /// The share of points whose class the Bayes rule misses.
    ///
    /// - Throws: A shape error unless the inputs have two columns and the targets one.
    public func errorRate(on data: Dataset) throws(EngineError) -> Double {
        guard data.targets.columns == 1 else {
            throw .shape("the targets of \(data.name) are \(data.targets.shape); expected \(data.count)×1, the class")
        }
        let probabilities = try posterior(of: data.inputs)
        let missed = zip(probabilities.elements, data.targets.elements).count { ($0 > 0.5 ? 1 : 0) != $1 }
        return Double(missed) / Double(data.count)
    }

    /// Throws a shape error unless points have two coordinates.
    static func checkPoints(_ points: Matrix) throws(EngineError) {
        guard points.columns == 2 else {
            throw .shape("the points are \(points.shape); expected \(points.rows)×2, x and y")
        }
    }
}
