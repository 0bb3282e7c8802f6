extension Network {
    /// The product of the Hessian of the loss, its second derivatives by all parameters, with a vector.
    ///
    /// Exact, without the Hessian: the derivatives along the vector of everything a forward and a backward pass compute
    /// (Pearlmutter, 1994). Only the second derivative of an activation of the caller's own is a difference, with about ten
    /// digits. It is the loss that `gradients` differentiates, so that dropout works as at inference. Weights that masks exclude
    /// are no parameters: the vector counts as 0 there, and so is the product. Those of frozen layers are like others.
    ///
    /// - Parameters:
    ///   - vector: As many numbers as there are parameters, in the order of `parameters`.
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss, without decay.
    ///   - normalization: What batch normalisation uses: the statistics of all samples depend on the parameters, the running
    ///     ones do not.
    /// - Throws: A shape error if the vector has another length, a value error if it is not finite; what
    ///   `backward(on:loss:convention:precision:normalization:)` throws; a numeric error if the product is not finite.
    public func hessianProduct(
        with vector: [Double], on data: Dataset, loss: Loss? = nil, convention: Convention = .modern,
        normalization: Normalization.Statistics = .batch
    ) throws(EngineError) -> [Double] {
        guard vector.count == parameterCount else {
            throw .shape("the network has \(parameterCount) parameters, but the vector \(vector.count) numbers")
        }
        if let number = vector.first(where: { !$0.isFinite }) {
            throw .value("the vector contains \(shortText(number)); it must be finite")
        }
        var vector = vector
        layout.applyMasks(to: &vector)
        // Parts of a fixed size, whatever the data, bound the memory; the statistics of all samples need all of them.
        let partSize =
            normalization == .batch && layout.usesBatchStatistics
            ? data.count : max(1, min(1024, (1 << 22) / layout.layers.reduce(inputs) { $0 + $1.outputs }))
        var product = [Double](repeating: 0, count: parameterCount)
        for start in stride(from: 0, to: data.count, by: partSize) {
            let positions = start..<min(start + partSize, data.count)
            let part = positions.count == data.count ? data : try data.samples(at: Array(positions))
            let share = convention.reduction == .mean ? Double(positions.count) / Double(data.count) : 1
            let tangent = try Tangent(
                self, along: vector, on: part, loss: loss, convention: convention, normalization: normalization)
            for (index, number) in try tangent.gradients().enumerated() { product[index] += share * number }
        }
        guard product.allSatisfy(\.isFinite) else {
            throw .numeric("the product with the Hessian of the loss on \(data.name) is not finite")
        }
        layout.applyMasks(to: &product)
        return product
    }

    /// The largest eigenvalue of the Hessian of the loss, by power iteration.
    ///
    /// Where the eigenvalue of the greatest magnitude is negative, the iteration is repeated with a multiple of the identity
    /// added, which makes all of them positive.
    ///
    /// - Parameters:
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss, without decay.
    ///   - tolerance: The iteration ends when ‖Hv - λv‖ is at most this times the greatest magnitude of an eigenvalue found.
    ///   - iterations: The greatest number of products.
    ///   - normalization: What batch normalisation uses.
    ///   - isCancelled: Asked before each product; the result is then what was found so far.
    /// - Throws: A value error unless tolerance and iterations are positive; what
    ///   `hessianProduct(with:on:loss:convention:normalization:)` throws.
    public func sharpestCurvature(
        on data: Dataset, loss: Loss? = nil, convention: Convention = .modern, tolerance: Double = 1e-6,
        iterations: Int = 1000, normalization: Normalization.Statistics = .batch, isCancelled: () -> Bool = { false }
    ) throws(EngineError) -> Curvature {
        guard tolerance > 0 && tolerance.isFinite && iterations > 0 else {
            throw .value(
                "a power iteration needs a positive tolerance and at least one iteration, not \(shortText(tolerance)) and "
                    + "\(iterations)")
        }
        var stream = RandomStream(seed: 1)
        var start = (0..<parameterCount).map { _ in stream.normal() }
        // What masks exclude would add eigenvalues of 0.
        layout.applyMasks(to: &start)
        var vector = scaled(start, by: 1 / norm(start))
        var shift = 0.0
        var largest = 0.0
        var eigenvalue = 0.0
        for iteration in 1...iterations {
            if isCancelled() {
                return Curvature(
                    eigenvalue: eigenvalue, direction: vector, iterations: iteration - 1, isConverged: false)
            }
            let product = try hessianProduct(
                with: vector, on: data, loss: loss, convention: convention, normalization: normalization)
            eigenvalue = zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 }
            largest = max(largest, norm(product))
            let residual = norm(zip(vector, product).map { $1 - eigenvalue * $0 })
            let isConverged = residual <= tolerance * largest
            if isConverged && (eigenvalue >= 0 || shift > 0) {
                return Curvature(eigenvalue: eigenvalue, direction: vector, iterations: iteration, isConverged: true)
            }
            // Two eigenvalues of opposite sign and equal magnitude would never be told apart without the shift either.
            if shift == 0 && (isConverged || iteration == iterations / 2) {
                shift = largest
                if isConverged { vector = scaled(start, by: 1 / norm(start)) }
                continue
            }
            let next = zip(vector, product).map { $1 + shift * $0 }
            vector = scaled(next, by: 1 / norm(next))
        }
        return Curvature(eigenvalue: eigenvalue, direction: vector, iterations: iterations, isConverged: false)
    }
}

/// How a loss bends along the direction in which it bends most.
public struct Curvature: Sendable, Hashable {
    /// The largest eigenvalue λ of the Hessian.
    public let eigenvalue: Double
    /// Its eigenvector, of length 1, in the order of `Network.parameters`.
    public let direction: [Double]
    /// The number of products with the Hessian.
    public let iterations: Int
    /// Whether the eigenvalue is found to within the tolerance.
    public let isConverged: Bool

    /// The learning rate above which plain gradient descent with all samples moves away along the direction, 2/λ; infinite
    /// where the loss does not bend upwards.
    public var learningRateLimit: Double { eigenvalue > 0 ? 2 / eigenvalue : .infinity }
}

private func norm(_ vector: [Double]) -> Double { Matrix(row: vector).norm() }

private func scaled(_ vector: [Double], by factor: Double) -> [Double] { vector.map { $0 * factor } }
