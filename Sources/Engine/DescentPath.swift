/// The places that gradient descent on a function went through, with the values and gradients there.
public struct DescentPath: Sendable, Hashable {
    /// The places, `[steps + 1, coordinates]`; the first is where it began.
    public let points: Matrix
    /// The function's value at each place.
    public let values: [Double]
    /// The gradient at each place by which the next step went, `[steps + 1, coordinates]`.
    public let gradients: Matrix
    /// The step that led to a place where the value or the gradient is not finite, which is left out; nil where none did.
    public let divergedAt: Int?

    /// The number of steps.
    public var steps: Int { values.count - 1 }
}

/// Goes down a function along its gradient: θ ← θ - ηv, with v what the momentum makes of the gradients.
///
/// The momentum's forms are those of training. The path ends before the first place at which the value or the gradient is not
/// finite.
///
/// - Parameters:
///   - start: Where it begins.
///   - learningRate: η.
///   - momentum: How earlier gradients go on acting.
///   - steps: The number of steps.
///   - evaluate: The value and the gradient at a place, which may differ from step to step; the step is counted from 0. Where it is
///     nil, the path ends before the place.
/// - Throws: What `evaluate` throws.
public func descend<Failure: Error>(
    from start: [Double], learningRate: Double, momentum: Momentum = .none, steps: Int,
    evaluate: (_ place: [Double], _ step: Int) throws(Failure) -> (value: Double, gradient: [Double])?
) throws(Failure) -> DescentPath {
    var place = start
    var velocity = start.map { _ in 0.0 }
    var points: [Double] = []
    var values: [Double] = []
    var gradients: [Double] = []
    var divergedAt: Int?
    for step in 0...max(0, steps) {
        guard let (value, gradient) = try evaluate(place, step) else { break }
        let isFinite = value.isFinite && gradient.allSatisfy(\.isFinite) && place.allSatisfy(\.isFinite)
        guard isFinite || step == 0 else {
            divergedAt = step
            break
        }
        points += place
        values.append(value)
        gradients += gradient
        guard isFinite else {
            divergedAt = 0
            break
        }
        for index in place.indices {
            let slope = gradient[index]
            var along = slope
            switch momentum {
            case .none: break
            case .heavyBall(let beta):
                velocity[index] = beta * velocity[index] + slope
                along = velocity[index]
            case .exponentialAverage(let beta):
                velocity[index] = step == 0 ? slope : beta * velocity[index] + (1 - beta) * slope
                along = velocity[index]
            case .nesterov(let beta):
                velocity[index] = beta * velocity[index] + slope
                along = slope + beta * velocity[index]
            }
            place[index] -= learningRate * along
        }
    }
    let size = start.count
    return DescentPath(
        points: Matrix(rows: values.count, columns: size, elements: points), values: values,
        gradients: Matrix(rows: values.count, columns: size, elements: gradients), divergedAt: divergedAt)
}

extension LinearModel {
    /// The samples of one step of a stochastic descent.
    ///
    /// - Throws: A value error unless the count is positive, a limit error for too many samples.
    public func batch(of count: Int, seed: UInt64, step: Int) throws(EngineError) -> Dataset {
        try sample(count: count, seed: mixSeed(seed, role: .trial, counter: UInt64(max(0, step))))
    }

    /// The gradient of the squared error of a batch drawn afresh, (2/B)Σ x(⟨w, x⟩ - y): lecture block R-10.
    ///
    /// - Parameters:
    ///   - weights: Where the gradient is taken.
    ///   - batch: The number of samples B.
    ///   - seed: Where the samples are drawn from, together with the step.
    ///   - step: The step they are drawn for.
    /// - Throws: A shape error unless there are as many weights as the model has, a value error unless the batch is positive,
    ///   a limit error for too many samples.
    public func batchGradient(
        at weights: [Double], batch: Int, seed: UInt64, step: Int
    ) throws(EngineError) -> [Double] {
        guard weights.count == self.weights.count else {
            throw .shape("the linear model has \(self.weights.count) weights, not \(weights.count)")
        }
        let samples = try self.batch(of: batch, seed: seed, step: step)
        var gradient = weights.map { _ in 0.0 }
        for row in 0..<samples.count {
            let inputs = samples.inputs.row(row)
            let error = zip(weights, inputs).reduce(-samples.targets[row, 0]) { $0 + $1.0 * $1.1 }
            for index in gradient.indices { gradient[index] += 2 * inputs[index] * error / Double(batch) }
        }
        return gradient
    }
}
