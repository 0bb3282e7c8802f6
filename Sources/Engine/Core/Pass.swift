import Synchronization

/// What one pass over samples found.
struct PassResult {
    /// The sum of the losses, before the convention's factor.
    var loss = 0.0
    /// The number of samples, counted by their weights; of a mini-batch.
    var total = 0.0
    /// The number of samples whose class was missed, if classes were given.
    var missed = 0
    /// The first layer, counted from 1, with a number that is not finite, if the loss is not finite.
    var layerNotFinite: Int?
    /// Whether the caller cancelled the pass.
    var isCancelled = false
}

/// What the shards of a pass have in common.
struct ShardWork<Element: Scalar> {
    let samples: Samples<Element>
    /// What stands at the positions; nil for the samples as they are.
    let order: UnsafePointer<Int32>?
    /// What the derivatives of each sample are multiplied with; nil if no gradients are wanted.
    let scale: Element?
    /// The classes, to count the samples that miss theirs.
    let labels: UnsafePointer<Int32>?
    let phase: Phase
    /// Whether the pass was cancelled, for all threads that work on it.
    let stop: StopFlag
}

/// Tells the threads of a pass that it was cancelled.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }

    func clear() { flag.store(false, ordering: .relaxed) }
}

/// Passes of samples through a core: shard after shard, gathering the samples of a mini-batch into contiguous rows.
///
/// Several threads work on a shard each; what they find is put together in the order of the shards, so that the results are
/// the same for any number of threads.
struct Pass<Element: Scalar>: ~Copyable {
    let core: Core<Element>
    let samples: Samples<Element>
    private let gatheredInputs: UnsafeMutablePointer<Element>
    private let gatheredTargets: UnsafeMutablePointer<Element>
    private let gatheredWeights: UnsafeMutablePointer<Element>
    private let shardGradients: UnsafeMutablePointer<Element>
    private let hasShardGradients: Bool
    private let team: ShardTeam<Element>?
    private let stop = StopFlag()
    private var memory = Memory<Element>()

    /// - Parameters:
    ///   - gathers: Whether samples will be taken in another order than they stand in.
    ///   - rows: The greatest number of samples of a pass that computes gradients; 0 for none.
    ///   - team: How many threads may work together, and the layout for the cores of the others; nil for one thread.
    init(
        core: consuming Core<Element>, samples: Samples<Element>, gathers: Bool, gradientRows rows: Int,
        team: (threads: Int, layout: Layout)? = nil
    ) {
        gatheredInputs = memory.zeros(gathers ? core.batchRows * samples.inputWidth : 0)
        gatheredTargets = memory.zeros(gathers ? core.batchRows * samples.targetWidth : 0)
        gatheredWeights = memory.zeros(gathers && samples.weights != nil ? core.batchRows : 0)
        hasShardGradients = rows > core.shardRows
        shardGradients = memory.zeros(hasShardGradients ? core.parameterCount : 0)
        if let (threads, layout) = team {
            self.team = ShardTeam(core, layout, samples: samples, gathers: gathers, threads: threads)
        } else {
            self.team = nil
        }
        self.core = core
        self.samples = samples
    }

    /// Makes the pages of all gradients, which the products of large layers would wait for.
    ///
    /// - Returns: Whether they were made before it was cancelled.
    func makePages(_ isCancelled: () -> Bool) -> Bool {
        let count = core.parameterCount
        return (team?.helpers ?? []).allSatisfy { LargePages.make($0.gradients, count: count, isCancelled) }
            && LargePages.make(core.gradients, count: core.withGradients ? count : 0, isCancelled)
            && LargePages.make(shardGradients, count: hasShardGradients ? count : 0, isCancelled)
    }

    /// Sends samples through the network and, if wanted, the derivatives back.
    ///
    /// - Parameters:
    ///   - range: The positions of the samples.
    ///   - order: What stands at the positions; nil for the samples as they are.
    ///   - scale: What the derivatives of each sample are multiplied with; nil if no gradients are wanted.
    ///   - labels: The classes, to count the samples that miss theirs; only without an order.
    ///   - others: Samples to take instead of those of the pass; only without an order.
    ///   - observer: What counts along, from 0; only without an order.
    ///   - phase: Whether for training; with the statistics of the samples if these are as many as the core was told.
    ///   - isCancelled: Asked between shards, and in those of many weights between their products.
    func run(
        _ range: Range<Int>, order: UnsafePointer<Int32>? = nil, scale: Element?, labels: UnsafePointer<Int32>? = nil,
        of others: Samples<Element>? = nil, observer: Tally<Element>? = nil, phase: Phase = .inference,
        isCancelled: () -> Bool = { false }
    ) -> PassResult {
        let needsAll = phase.usesBatchStatistics && core.usesBatchStatistics
        precondition(!needsAll || range.count <= core.batchRows, "the statistics are those of all samples of a pass")
        var phase = phase
        phase.batchPosition = range.lowerBound
        let work = ShardWork(
            samples: others ?? samples, order: order, scale: scale, labels: labels, phase: phase, stop: stop)
        let flag = stop
        flag.clear()
        // Once told to end, nobody is asked again.
        func ask() -> Bool {
            if !flag.isSet && isCancelled() { flag.set() }
            return flag.isSet
        }
        let shardRows = needsAll ? core.batchRows : core.shardRows
        var result = PassResult()
        observer?.clear()
        var start = range.lowerBound
        while start < range.upperBound {
            if start > range.lowerBound && ask() {
                result.isCancelled = true
                return result
            }
            let isFirst = start == range.lowerBound
            let rows = min(shardRows, range.upperBound - start)
            var next = start + rows
            let others = needsAll ? 0 : team?.begin(work, next..<range.upperBound) ?? 0
            add(
                shard(work, start, rows: rows, into: isFirst ? core.gradients : shardGradients, ask), to: &result,
                gradients: scale == nil || isFirst ? nil : shardGradients, ask)
            observer?.add(core, rows: rows, targets: work.samples.targets + start * samples.targetWidth)
            for helper in team?.helpers.prefix(others) ?? [] {
                helper.finish()
                add(helper.result, to: &result, gradients: scale == nil ? nil : helper.gradients, ask)
                helper.count(observer)
                next += helper.rows
            }
            if result.layerNotFinite != nil || result.isCancelled { return result }
            start = next
        }
        if !result.loss.isFinite { result.layerNotFinite = core.layerCount }
        return result
    }

    /// Puts what a shard gave with that of the shards before it.
    private func add(
        _ shard: PassResult, to result: inout PassResult, gradients: UnsafeMutablePointer<Element>?,
        _ isCancelled: () -> Bool
    ) {
        if shard.isCancelled { result.isCancelled = true }
        if result.layerNotFinite != nil || result.isCancelled { return }
        result.loss += shard.loss
        result.missed += shard.missed
        result.layerNotFinite = shard.layerNotFinite
        if let gradients {
            let isWhole = Interruption.blocks(core.parameterCount, isCancelled) { block in
                Element.accumulate(
                    core.kernels, count: block.count, UnsafePointer(gradients + block.lowerBound),
                    into: core.gradients + block.lowerBound)
            }
            if !isWhole { result.isCancelled = true }
        }
    }

    /// Sends one shard through the network and, if wanted, the derivatives back; where it is cancelled, nothing it gives counts.
    func shard(
        _ work: ShardWork<Element>, _ start: Int, rows: Int, into gradients: UnsafeMutablePointer<Element>,
        _ isCancelled: () -> Bool
    ) -> PassResult {
        let samples = work.samples
        var phase = work.phase
        phase.position = start
        var inputs = samples.inputs + start * samples.inputWidth
        var targets = samples.targets + start * samples.targetWidth
        var weights = samples.weights.map { $0 + start }
        if let order = work.order {
            gather(samples, rows, order + start)
            inputs = UnsafePointer(gatheredInputs)
            targets = UnsafePointer(gatheredTargets)
            if weights != nil { weights = UnsafePointer(gatheredWeights) }
        }
        var result = PassResult()
        core.forward(rows: rows, inputs, phase, isCancelled: isCancelled)
        if work.stop.isSet {
            result.isCancelled = true
            return result
        }
        result.loss = core.assess(rows: rows, targets: targets, weights: weights, scale: work.scale)
        guard result.loss.isFinite else {
            result.layerNotFinite = core.firstLayerNotFinite(rows: rows)
            return result
        }
        if let labels = work.labels { result.missed = missed(rows, labels + start) }
        if work.scale != nil { core.backward(rows: rows, inputs, phase, into: gradients, isCancelled: isCancelled) }
        result.isCancelled = work.stop.isSet
        return result
    }

    /// How many samples there are at positions, each counted as often as its weight says.
    func total(_ range: Range<Int>, order: UnsafePointer<Int32>? = nil) -> Double {
        guard let weights = samples.weights else { return Double(range.count) }
        var total = 0.0
        for position in range { total += Double(weights[order.map { Int($0[position]) } ?? position]) }
        return total
    }

    private func gather(_ samples: Samples<Element>, _ rows: Int, _ order: UnsafePointer<Int32>) {
        let inputWidth = samples.inputWidth
        let targetWidth = samples.targetWidth
        for row in 0..<rows {
            let sample = Int(order[row])
            (gatheredInputs + row * inputWidth).update(from: samples.inputs + sample * inputWidth, count: inputWidth)
            (gatheredTargets + row * targetWidth).update(
                from: samples.targets + sample * targetWidth, count: targetWidth)
            if let weights = samples.weights { gatheredWeights[row] = weights[sample] }
        }
    }

    private func missed(_ rows: Int, _ labels: UnsafePointer<Int32>) -> Int {
        let values = UnsafePointer(core.output.values)
        let columns = core.output.outputs
        var missed = 0
        for row in 0..<rows {
            let predicted = largest(values + row * columns, count: columns)
            missed += predicted == labels[row] ? 0 : 1
        }
        return missed
    }

    /// The class that outputs stand for: the first of the largest, or whether a single one is above one half.
    private func largest(_ outputs: UnsafePointer<Element>, count: Int) -> Int32 {
        if count == 1 { return outputs[0] > 0.5 ? 1 : 0 }
        var best = 0
        for index in 1..<count where outputs[index] > outputs[best] { best = index }
        return Int32(truncatingIfNeeded: best)
    }
}
