/// Dropout of the inputs of a layer.
///
/// Whether a unit is dropped depends on the epoch's seed, the sample's position in the epoch, the layer and the unit: each has
/// its own output of one random stream, so that neither shards nor threads make a difference.
struct DropoutPlan<Element: Scalar> {
    let dropout: Dropout
    let inputs: Int
    /// The place of the first input among all that one sample draws for, and their number.
    let unit: Int
    let units: Int
    /// What inputs are multiplied with at inference.
    let inferenceFactor: Element
    /// What the layer reads instead of its inputs, `[rows, inputs]`.
    let thinned: UnsafeMutablePointer<Element>
    /// What the inputs are multiplied with in training, `[rows, inputs]`.
    let mask: UnsafeMutablePointer<Element>

    /// Allocates the memory for a layer with dropout; nil for others.
    init?(
        _ layer: Layout.DenseLayer, rows: Int, unit: Int, units: Int, withMask: Bool, _ memory: inout Memory<Element>
    ) {
        guard let dropout = layer.layer.dropout else { return nil }
        let count = rows * layer.inputs
        self.dropout = dropout
        inputs = layer.inputs
        self.unit = unit
        self.units = units
        inferenceFactor = Element(dropout.inferenceFactor(inputs: layer.inputs))
        thinned = memory.zeros(count)
        mask = memory.zeros(withMask ? count : 0)
    }

    /// The state of the random stream before the first draw for a sample.
    private func state(_ seed: UInt64, position: Int) -> UInt64 {
        let index = UInt64(position) &* UInt64(units) &+ UInt64(unit)
        return RandomStream(seed: seed, skipping: index).state
    }

    func drawMask(_ kernels: Element.Kernels, rows: Int, seed: UInt64, _ phase: Phase) {
        let kept = Element(dropout.trainingFactor)
        if dropout == .exactlyHalf {
            drawHalf(seed: state(seed, position: phase.batchPosition), kept: kept)
            for row in 1..<max(rows, 1) { (mask + row * inputs).update(from: mask, count: inputs) }
            return
        }
        // A uniform draw of 53 bits is below the probability.
        let dropped = UInt64(((1 - dropout.keptShare(ofInputs: inputs)) * 0x1p53).rounded(.up))
        for row in 0..<rows {
            Element.drawMask(
                kernels, count: inputs, state: state(seed, position: phase.position + row), dropped: dropped,
                kept: kept, into: mask + row * inputs)
        }
    }

    /// Selects ⌊n/2⌋ of n inputs in one run over them: each is dropped with the share of those still to be dropped among
    /// those still to come (Knuth, The Art of Computer Programming, 3.4.2, algorithm S).
    private func drawHalf(seed: UInt64, kept: Element) {
        var stream = RandomStream(seed: seed)
        var toDrop = inputs / 2
        for index in 0..<inputs {
            let isDropped = stream.uniform() * Double(inputs - index) < Double(toDrop)
            mask[index] = isDropped ? 0 : kept
            if isDropped { toDrop -= 1 }
        }
    }
}

extension Core {
    /// What a layer reads: its inputs, without those that are dropped.
    func thin(_ layer: LayerPlan, rows: Int, _ source: UnsafePointer<Element>, _ phase: Phase) -> UnsafePointer<Element>
    {
        guard let plan = layer.dropout else { return source }
        let count = rows * layer.inputs
        if let seed = phase.dropoutSeed {
            plan.drawMask(kernels, rows: rows, seed: seed, phase)
            Element.multiply(kernels, count: count, source, UnsafePointer(plan.mask), into: plan.thinned)
        } else if plan.inferenceFactor != 1 {
            plan.thinned.update(from: source, count: count)
            Element.scale(kernels, count: count, plan.thinned, by: plan.inferenceFactor)
        }
        return thinned(layer, source, phase)
    }

    /// What a layer read in the forward pass of the same rows.
    func thinned(_ layer: LayerPlan, _ source: UnsafePointer<Element>, _ phase: Phase) -> UnsafePointer<Element> {
        guard let plan = layer.dropout, phase.dropoutSeed != nil || plan.inferenceFactor != 1 else { return source }
        return UnsafePointer(plan.thinned)
    }

    /// Turns the derivatives by what a layer read into those by its inputs.
    func thinBack(_ layer: LayerPlan, rows: Int, _ phase: Phase, _ delta: UnsafeMutablePointer<Element>) {
        guard let plan = layer.dropout else { return }
        let count = rows * layer.inputs
        if phase.dropoutSeed != nil {
            Element.multiply(kernels, count: count, UnsafePointer(delta), UnsafePointer(plan.mask), into: delta)
        } else if plan.inferenceFactor != 1 {
            Element.scale(kernels, count: count, delta, by: plan.inferenceFactor)
        }
    }
}
