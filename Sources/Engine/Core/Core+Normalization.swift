/// Batch normalisation of the weighted sums of a layer; each row has a number for each unit.
struct NormalizationPlan<Element: Scalar> {
    let epsilon: Element
    let momentum: Element
    /// Whether training uses the running statistics too.
    let isFrozen: Bool
    let scaleOffset: Int
    let shiftOffset: Int
    let runningMean: UnsafeMutablePointer<Element>
    let runningVariance: UnsafeMutablePointer<Element>
    /// Mean and variance, over 1/B, of the last mini-batch.
    let mean: UnsafeMutablePointer<Element>
    let variance: UnsafeMutablePointer<Element>
    /// 1/√(s + ε) of the last forward pass.
    let factor: UnsafeMutablePointer<Element>
    /// Three rows to compute in.
    let scratch: UnsafeMutablePointer<Element>
    /// The normalised sums before scale and shift, `[rows, outputs]`.
    let normalized: UnsafeMutablePointer<Element>

    /// Allocates the memory for a layer that is normalised; nil for others.
    init?(
        _ layer: Layout.DenseLayer, statistics: UnsafeMutablePointer<Element>,
        normalized: UnsafeMutablePointer<Element>, _ memory: inout Memory<Element>
    ) {
        guard let normalization = layer.layer.normalization else { return nil }
        epsilon = Element(normalization.epsilon)
        momentum = Element(normalization.momentum)
        isFrozen = layer.layer.isFrozen
        scaleOffset = layer.scales.lowerBound
        shiftOffset = layer.shifts.lowerBound
        runningMean = statistics + layer.means.lowerBound
        runningVariance = statistics + layer.variances.lowerBound
        mean = memory.zeros(layer.outputs)
        variance = memory.zeros(layer.outputs)
        factor = memory.zeros(layer.outputs)
        scratch = memory.zeros(3 * layer.outputs)
        self.normalized = normalized
    }

    func usesBatchStatistics(_ phase: Phase) -> Bool { phase.usesBatchStatistics && !isFrozen }
}

extension Core {
    /// Turns the weighted sums in `plan.normalized` into what the layer's activation takes.
    func normalize(_ layer: LayerPlan, _ plan: NormalizationPlan<Element>, rows: Int, _ phase: Phase) {
        let columns = layer.outputs
        var mean = UnsafePointer(plan.runningMean)
        var variance = UnsafePointer(plan.runningVariance)
        if plan.usesBatchStatistics(phase) {
            mean = UnsafePointer(plan.mean)
            variance = UnsafePointer(plan.variance)
            computeStatistics(plan, rows: rows, columns: columns)
        }
        for column in 0..<columns { plan.factor[column] = 1 / (variance[column] + plan.epsilon).squareRoot() }
        Element.standardize(
            kernels, rows: rows, columns: columns, mean: mean, factor: UnsafePointer(plan.factor), plan.normalized)
        Element.scaleAndShift(
            kernels, rows: rows, columns: columns, UnsafePointer(plan.normalized),
            scale: UnsafePointer(parameters + plan.scaleOffset), shift: UnsafePointer(parameters + plan.shiftOffset),
            into: layer.sums)
    }

    private func computeStatistics(_ plan: NormalizationPlan<Element>, rows: Int, columns: Int) {
        let share = 1 / Element(rows)
        let sums = plan.normalized
        // In blocks of rows, whose sums round less than one long sum.
        addBlocks(plan, rows: rows, columns: columns, into: plan.mean) { start, rows, target in
            Element.columnSums(
                kernels, rows: rows, columns: columns, UnsafePointer(sums + start * columns), into: target)
        }
        Element.scale(kernels, count: columns, plan.mean, by: share)
        addBlocks(plan, rows: rows, columns: columns, into: plan.variance) { start, rows, target in
            Element.columnSquares(
                kernels, rows: rows, columns: columns, UnsafePointer(sums + start * columns),
                mean: UnsafePointer(plan.mean), into: target)
        }
        Element.scale(kernels, count: columns, plan.variance, by: share)
    }

    private func addBlocks(
        _ plan: NormalizationPlan<Element>, rows: Int, columns: Int, into total: UnsafeMutablePointer<Element>,
        _ block: (_ start: Int, _ rows: Int, _ target: UnsafeMutablePointer<Element>) -> Void
    ) {
        total.update(repeating: 0, count: columns)
        for start in stride(from: 0, to: rows, by: Core.maximumShardRows) {
            block(start, min(Core.maximumShardRows, rows - start), plan.scratch)
            Element.accumulate(kernels, count: columns, UnsafePointer(plan.scratch), into: total)
        }
    }

    /// Turns the derivatives by what the activation took into those by the weighted sums, and writes those by scale and
    /// shift.
    ///
    /// With the statistics of the mini-batch, ∂z = γ/√(s + ε) (δ - mean δ - ẑ mean(δ ⊙ ẑ)).
    func normalizeBack(
        _ layer: LayerPlan, _ plan: NormalizationPlan<Element>, rows: Int, _ phase: Phase,
        _ delta: UnsafeMutablePointer<Element>, into target: UnsafeMutablePointer<Element>
    ) {
        let columns = layer.outputs
        let scales = target + plan.scaleOffset
        let shifts = target + plan.shiftOffset
        addBlocks(plan, rows: rows, columns: columns, into: scales) { start, rows, target in
            Element.columnProducts(
                kernels, rows: rows, columns: columns, UnsafePointer(delta + start * columns),
                UnsafePointer(plan.normalized + start * columns), into: target)
        }
        addBlocks(plan, rows: rows, columns: columns, into: shifts) { start, rows, target in
            Element.columnSums(
                kernels, rows: rows, columns: columns, UnsafePointer(delta + start * columns), into: target)
        }
        let share = plan.usesBatchStatistics(phase) ? 1 / Element(rows) : 0
        let factor = plan.scratch
        let mean = plan.scratch + columns
        let product = plan.scratch + 2 * columns
        for column in 0..<columns {
            factor[column] = parameters[plan.scaleOffset + column] * plan.factor[column]
            mean[column] = share * shifts[column]
            product[column] = share * scales[column]
        }
        Element.standardizeBack(
            kernels, rows: rows, columns: columns, UnsafePointer(plan.normalized), factor: UnsafePointer(factor),
            mean: UnsafePointer(mean), product: UnsafePointer(product), delta)
    }

    /// Lets the running statistics follow those of the last mini-batch, which had `rows` samples.
    func absorbStatistics(rows: Int) {
        let unbiased = Element(rows) / Element(max(rows - 1, 1))
        for index in 0..<layerCount {
            guard let plan = layers[index].normalization, !plan.isFrozen else { continue }
            for column in 0..<layers[index].outputs {
                let keep = 1 - plan.momentum
                let variance = unbiased * plan.variance[column]
                plan.runningMean[column] = keep * plan.runningMean[column] + plan.momentum * plan.mean[column]
                plan.runningVariance[column] = keep * plan.runningVariance[column] + plan.momentum * variance
            }
        }
    }

    /// The last layer, counted from 1, whose running statistics are not finite, or nil.
    func lastLayerWithoutFiniteStatistics() -> Int? {
        if statisticsCount == 0 { return nil }
        for index in stride(from: layerCount - 1, through: 0, by: -1) {
            // Means and variances are neighbours.
            guard let plan = layers[index].normalization else { continue }
            let count = 2 * layers[index].outputs
            if !Element.magnitude(kernels, count: count, UnsafePointer(plan.runningMean)).isFinite { return index + 1 }
        }
        return nil
    }
}
