import Glibc

/// Two classes of points in the plane, each a mixture of Gaussians with equal weights around its centres.
///
/// Both classes are equally likely. The set-up is that of Hastie, Tibshirani and Friedman, *The Elements of Statistical
/// Learning*, chapter 2.
public struct GaussianMixture: KnownDensity, Hashable {
    /// A point in the plane.
    public struct Point: Sendable, Hashable {
        /// The first coordinate.
        public let x: Double
        /// The second coordinate.
        public let y: Double

        /// Creates a point.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// The centres of class 0 and of class 1.
    public let centres: [[Point]]

    /// The standard deviation of each Gaussian in each direction.
    public let spread: Double

    /// Creates a mixture.
    ///
    /// - Throws: A value error unless there are two classes with finite centres and the spread is positive.
    public init(centres: [[Point]], spread: Double) throws(EngineError) {
        guard centres.count == 2 && centres.allSatisfy({ !$0.isEmpty }) else {
            throw .value("a mixture needs two classes with at least one centre each")
        }
        guard centres.joined().allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
            throw .value("the centres of a mixture must be finite")
        }
        guard spread > 0 && spread.isFinite else {
            throw .value("the spread of a mixture is \(shortText(spread)); it must be a positive number")
        }
        self.init(checked: centres, spread: spread)
    }

    private init(checked centres: [[Point]], spread: Double) {
        self.centres = centres
        self.spread = spread
    }

    /// The lectures' toy problem, with the centres of lecture checklist block R-11 and spread √0.2.
    public static let lecture = GaussianMixture(
        checked: [
            [
                Point(x: -0.7, y: -1.3), Point(x: -0.4, y: -0.4), Point(x: -1.3, y: -0.2), Point(x: 0, y: 0.9),
                Point(x: 2, y: 1.4), Point(x: 1.8, y: -0.1), Point(x: 1.9, y: 1.5), Point(x: 0.3, y: 0.6),
                Point(x: 1, y: 1.4), Point(x: 0.2, y: -0.3),
            ],
            [
                Point(x: 0.4, y: 1.3), Point(x: -1.6, y: 1.4), Point(x: -0.1, y: 0.8), Point(x: -0.2, y: 1.2),
                Point(x: -1.8, y: 2.6), Point(x: -0.9, y: -1.2), Point(x: -0.1, y: 2.5), Point(x: -0.5, y: 2.6),
                Point(x: 1.6, y: 0.1), Point(x: -2.5, y: -0.2),
            ],
        ], spread: 0.2.squareRoot())

    /// Draws points, the first half of class 0 and the second half of class 1, with targets 0 and 1.
    ///
    /// For each point a centre is drawn, then the noise in x, then the noise in y, all from one stream. A test set is by
    /// custom drawn with the seed after that of the training set.
    ///
    /// - Throws: A value error unless the count is even and positive, a limit error above 2²⁴ points.
    public func sample(count: Int, seed: UInt64) throws(EngineError) -> Dataset {
        guard count > 0 && count.isMultiple(of: 2) else {
            throw .value("a mixture gives half its points to each class: the count \(count) must be even and positive")
        }
        guard count <= 1 << 24 else { throw .limit("\(count) points are more than the \(1 << 24) the engine accepts") }
        try MemoryLimit.check(4 * count, for: "\(count) points")
        var stream = RandomStream(seed: seed)
        var points = [Double](roomFor: 2 * count)
        var pulse = Interruption.Pulse()
        for centres in centres {
            for _ in 0..<count / 2 {
                try pulse.count(8)
                let centre = centres[stream.below(centres.count)]
                points.append(centre.x + spread * stream.normal())
                points.append(centre.y + spread * stream.normal())
            }
        }
        return try Dataset(
            name: "mixture", inputs: Matrix(rows: count, columns: 2, elements: points),
            targets: .generated(rows: count, columns: 1) { $0 < count / 2 ? 0 : 1 })
    }
}

extension GaussianMixture {
    /// The density of a class, 0 or 1, at a point.
    public func density(class index: Int, x: Double, y: Double) -> Double {
        precondition(centres.indices.contains(index), "the classes of a mixture are 0 and 1")
        let sum = centres[index].reduce(0) { $0 + exp(exponent($1, x, y)) }
        return sum / (2 * Double.pi * spread * spread * Double(centres[index].count))
    }

    private func exponent(_ centre: Point, _ x: Double, _ y: Double) -> Double {
        let dx = (x - centre.x) / spread
        let dy = (y - centre.y) / spread
        return -(dx * dx + dy * dy) / 2
    }

    /// The probability of class 1 at points `[n, 2]`, as `[n, 1]`.
    ///
    /// Exact also far from all centres, where both densities underflow.
    ///
    /// - Throws: A shape error unless the points have two columns.
    public func posterior(of points: Matrix) throws(EngineError) -> Matrix {
        try Self.checkPoints(points)
        var found = [Double](roomFor: points.rows)
        var pulse = Interruption.Pulse()
        let cost = 8 * centres.joined().count
        for row in 0..<points.rows {
            try pulse.count(cost)
            let exponents = centres.map { $0.map { exponent($0, points[row, 0], points[row, 1]) } }
            let largest = exponents.joined().reduce(-Double.infinity, Double.maximum)
            let means = exponents.map { exponents in
                exponents.reduce(0) { $0 + exp($1 - largest) } / Double(exponents.count)
            }
            found.append(means[1] / (means[0] + means[1]))
        }
        return Matrix(column: found)
    }

    /// The error of the Bayes rule, which no classifier can beat: ∫ min(p₀, p₁) / 2, on a grid of spread / 80.
    ///
    /// A Gaussian in the plane is a product of one in x and one in y, so that the densities on the whole grid are a matrix
    /// product.
    ///
    /// - Complexity: Proportional to the number of grid points times the number of centres.
    public func bayesError<Failure>(asking: () throws(Failure) -> Void) throws(Failure) -> Double {
        let xs = grid(centres.joined().map(\.x))
        let ys = grid(centres.joined().map(\.y))
        let inY = centres.map { profiles($0.map(\.y), at: ys.points).transposed() }
        let inX = centres.map { profiles($0.map(\.x), at: xs.points) }
        var sum = 0.0
        // A block of columns of the grid at a time keeps both densities in the cache.
        for start in stride(from: 0, to: xs.points.count, by: 16) {
            try asking()
            let rows = min(16, xs.points.count - start)
            let densities = zip(inX, inY).map { inX, inY in
                let block = Matrix(
                    rows: rows, columns: inX.columns,
                    elements: Array(inX.elements[start * inX.columns..<(start + rows) * inX.columns]))
                return (try? block.multiplied(by: inY))?.elements ?? []
            }
            for (first, second) in zip(densities[0], densities[1]) { sum += Double.minimum(first, second) }
        }
        return sum * xs.step * ys.step / 2
    }

    /// The midpoints of a grid that reaches seven spreads beyond the outermost centres.
    private func grid(_ coordinates: [Double]) -> (points: [Double], step: Double) {
        let low = coordinates.reduce(.infinity, Double.minimum) - 7 * spread
        let high = coordinates.reduce(-.infinity, Double.maximum) + 7 * spread
        // Centres very far apart get a coarser grid.
        let count = Int(Double.maximum(1, Double.minimum(8000, ((high - low) / spread * 80).rounded(.up))))
        let step = (high - low) / Double(count)
        return ((0..<count).map { low + (Double($0) + 0.5) * step }, step)
    }

    /// One-dimensional densities at points, a centre in each column, divided by the number of centres.
    private func profiles(_ coordinates: [Double], at points: [Double]) -> Matrix {
        let scale = 1 / ((2 * Double.pi).squareRoot() * spread)
        var elements = [Double](roomFor: points.count * coordinates.count)
        for point in points {
            for coordinate in coordinates {
                let distance = (point - coordinate) / spread
                elements.append(scale * exp(-distance * distance / 2))
            }
        }
        // The weight of a centre is put into x and y alike.
        let weight = 1 / Double(coordinates.count).squareRoot()
        return Matrix(rows: points.count, columns: coordinates.count, elements: elements.map { $0 * weight })
    }
}
