/// What is counted while samples pass through a core, shard after shard.
struct Observer<Element: Scalar>: ~Copyable {
    /// The counts, in memory that belongs to the observer.
    let tally: Tally<Element>
    private let units: [Int]

    /// - Parameters:
    ///   - countsSquares: Whether the squared differences of outputs and targets are summed.
    ///   - watchesLayers: Whether the layers are watched; only for passes that compute gradients.
    init(_ layout: Layout, countsSquares: Bool, watchesLayers: Bool) {
        units = layout.layers.map(\.outputs)
        let layerCount = watchesLayers ? units.count : 0
        let unitCount = watchesLayers ? units.reduce(0, +) : 0
        tally = Tally(
            countsSquares: countsSquares, layerCount: layerCount, unitCount: unitCount, total: .allocate(capacity: 1),
            layers: .allocate(capacity: max(1, layerCount)), isAlive: .allocate(capacity: max(1, unitCount)))
        tally.total.initialize(to: 0)
        tally.layers.initialize(repeating: Tally.LayerCounts(), count: max(1, layerCount))
        tally.isAlive.initialize(repeating: false, count: max(1, unitCount))
    }

    deinit {
        tally.total.deallocate()
        tally.layers.deallocate()
        tally.isAlive.deallocate()
    }

    /// The statistics of a layer, counted from 0, after a pass whose gradients are still in the core.
    func statistics(of index: Int, _ core: borrowing Core<Element>) -> LayerStatistics {
        let layer = core.layers[index]
        let counts = tally.layers[index]
        var firstUnit = 0
        for previous in 0..<index { firstUnit += units[previous] }
        var dead = 0
        for unit in firstUnit..<firstUnit + layer.outputs where !tally.isAlive[unit] { dead += 1 }
        return LayerStatistics(
            activationNorm: counts.activations.squareRoot(), deltaNorm: counts.deltas.squareRoot(),
            gradientNorm: Element.sumOfSquares(
                core.kernels, count: layer.inputs * layer.outputs, UnsafePointer(core.gradients + layer.weightOffset),
                scaledBy: 1
            ).squareRoot(),
            zeroShare: Double(counts.zeros) / Double(max(1, counts.rows * layer.outputs)),
            deadShare: Double(dead) / Double(layer.outputs))
    }
}

/// The counts of an observer.
struct Tally<Element: Scalar> {
    /// The sums of one layer.
    struct LayerCounts {
        var rows = 0
        var zeros = 0
        var activations = 0.0
        var deltas = 0.0
    }

    let countsSquares: Bool
    let layerCount: Int
    let unitCount: Int
    /// The sum of the squared differences of outputs and targets.
    let total: UnsafeMutablePointer<Double>
    let layers: UnsafeMutablePointer<LayerCounts>
    /// For each unit of all layers, whether it was not 0 for some sample.
    let isAlive: UnsafeMutablePointer<Bool>

    /// Begins a pass.
    func clear() {
        total.initialize(to: 0)
        layers.update(repeating: LayerCounts(), count: layerCount)
        isAlive.update(repeating: false, count: unitCount)
    }

    /// Counts a shard whose outputs are compared and, where layers are watched, whose derivatives are computed.
    func add(_ core: borrowing Core<Element>, rows: Int, targets: UnsafePointer<Element>) {
        if countsSquares {
            total.pointee += Element.quadratic(
                core.kernels, count: rows * core.output.outputs, UnsafePointer(core.output.values), targets, scale: 0,
                nil)
        }
        var alive = isAlive
        for index in 0..<layerCount {
            let layer = core.layers[index]
            let count = rows * layer.outputs
            let values = UnsafePointer(layer.values)
            layers[index].rows += rows
            layers[index].activations += Element.sumOfSquares(core.kernels, count: count, values, scaledBy: 1)
            if let delta = layer.delta {
                layers[index].deltas += Element.sumOfSquares(
                    core.kernels, count: count, UnsafePointer(delta), scaledBy: 1)
            }
            var zeros = 0
            for row in 0..<rows {
                for unit in 0..<layer.outputs {
                    if values[row * layer.outputs + unit] == 0 { zeros += 1 } else { alive[unit] = true }
                }
            }
            layers[index].zeros += zeros
            alive += layer.outputs
        }
    }
}
