/// What a small change of one weighted sum does to the loss: row 000:176 of the lectures.
public struct Perturbation: Sendable, Hashable {
    /// The layer of the unit, counted from 1.
    public let layer: Int
    /// The unit, counted from 1.
    public let unit: Int
    /// The sample whose weighted sum was changed, counted from 1; nil for those of all samples.
    public let sample: Int?
    /// Δz, what was added to the weighted sum.
    public let amount: Double
    /// C before the change.
    public let loss: Double
    /// δ = ∂C/∂z; for all samples the sum of theirs.
    public let delta: Double
    /// ΔC, the loss with the changed sum minus that without.
    public let change: Double

    /// The change to first order, δ·Δz.
    public var prediction: Double { delta * amount }
}

extension Network {
    /// Adds an amount to the weighted sum of one unit and measures what becomes of the loss.
    ///
    /// The sum is what the activation takes. It is changed through the unit's bias, or the shift β if it is normalised, for
    /// one sample on that sample alone, so that the numbers come from the same passes as any loss and gradient. The network
    /// works as at inference, where no sample depends on another: normalised by the running statistics, nothing dropped. So δ
    /// is that of `backward` with them.
    ///
    /// - Parameters:
    ///   - layer: The layer, counted from 1.
    ///   - unit: The unit, counted from 1.
    ///   - amount: Δz.
    ///   - sample: The sample, counted from 1; nil to change the sum of every sample.
    ///   - data: The samples; C is the loss on all of them.
    ///   - loss: The loss; nil for the one that matches the outputs.
    ///   - convention: The form of the loss.
    /// - Throws: A value error if there is no such layer, unit or sample or the amount is not finite; what
    ///   `gradients` throws.
    public func bump(
        layer: Int, unit: Int, by amount: Double, sample: Int? = nil, on data: Dataset, loss: Loss? = nil,
        convention: Convention = .modern
    ) throws(EngineError) -> Perturbation {
        let layer = try checkedLayer(layer, of: layers.count)
        let place = layout.layers[layer - 1]
        let biases = place.layer.isNormalized ? place.shifts : place.biases
        guard 1 <= unit && unit <= biases.count else {
            throw .value("there is no unit \(unit) in layer \(layer): its units are 1 to \(biases.count)")
        }
        var part = data
        if let sample {
            guard 1 <= sample && sample <= data.count else {
                throw .value("there is no sample \(sample) in \(data.name): its samples are 1 to \(data.count)")
            }
            part = try data.samples(at: [sample - 1])
        }
        let bias = biases.lowerBound + unit - 1
        guard amount.isFinite && (parameters[bias] + amount).isFinite else {
            throw .value("\(shortText(amount)) cannot be added to a weighted sum; it must be a finite number")
        }
        var shifted = parameters
        shifted[bias] += amount
        var bumped = self
        try bumped.setParameters(shifted)
        let before = try self.loss(on: part, loss: loss, convention: convention)
        let after = try bumped.loss(on: part, loss: loss, convention: convention)
        let gradient = try gradients(on: part, loss: loss, convention: convention, normalization: .running)
            .parameters[bias]
        let share = convention.reduction == .mean ? Double(part.count) / Double(data.count) : 1
        return Perturbation(
            layer: layer, unit: unit, sample: sample, amount: amount,
            loss: sample == nil ? before : try self.loss(on: data, loss: loss, convention: convention),
            delta: share * gradient, change: share * (after - before))
    }
}
