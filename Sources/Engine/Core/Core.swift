/// A network laid out for computing: parameters, gradients and the activations of one shard of samples in raw memory.
///
/// Samples are worked off in shards of a fixed number of rows, whatever the batch: this bounds the memory, and the results
/// do not depend on how shards may be spread over threads. Nothing here allocates after `init`.
struct Core<Element: Scalar>: ~Copyable {
    /// What is computed at the output layer.
    enum Head {
        case activation
        case quadratic
        case absolute
        case huber(bound: Element)
        case sigmoidCrossEntropy
        case sigmoidLikelihood
        case softmaxCrossEntropy

        /// Whether the activations are found first, because the loss takes them rather than the weighted sums.
        var comparesActivations: Bool {
            switch self {
            case .activation, .quadratic, .absolute, .huber: true
            case .sigmoidCrossEntropy, .sigmoidLikelihood, .softmaxCrossEntropy: false
            }
        }
    }

    /// One layer's sizes and places in memory.
    struct LayerPlan {
        let inputs: Int
        let outputs: Int
        let activation: Activation
        let weightOffset: Int
        /// Where the biases stand, or scales and shifts of a normalised layer.
        let biasOffset: Int
        /// The number of all parameters, which stand together.
        let parameterCount: Int
        let isFrozen: Bool
        /// The mask of the weights, if there is one.
        let connections: UnsafePointer<Element>?
        let dropout: DropoutPlan<Element>?
        let normalization: NormalizationPlan<Element>?
        /// Whether the weighted sums are kept apart from the activations because the derivative needs them.
        let keepsSums: Bool
        let sums: UnsafeMutablePointer<Element>
        let values: UnsafeMutablePointer<Element>
        let delta: UnsafeMutablePointer<Element>?
        /// The weights as `[outputs, inputs]`, brought up to date when they are asked for.
        let transposed: UnsafeMutablePointer<Element>
        var isTransposedCurrent = false

        /// Whether the layer has fewer outputs than a vector has lanes, but enough inputs to fill one.
        let isNarrow: Bool

        /// What a trace keeps of a pass; nil without one.
        let kept: Kept?
    }

    /// The numbers of a layer that a pass overwrites, kept for a trace.
    struct Kept {
        /// What the activation takes.
        let sums: UnsafeMutablePointer<Element>
        /// The derivatives by the activations; a loss that goes straight to the weighted sums leaves none at the output.
        let activationDerivatives: UnsafeMutablePointer<Element>
        /// The weighted sums of a normalised layer before normalisation; nil of others, whose activations take them.
        let weightedSums: UnsafeMutablePointer<Element>?
        /// The derivatives by what the activation of a normalised layer takes; nil of others.
        let sumDerivatives: UnsafeMutablePointer<Element>?
    }

    let withGradients: Bool
    /// About how many operations a sample costs: a multiplication for each weight, some more for each activation.
    let cost: Int
    let kernels: Element.Kernels
    let lanes: Int
    let layerCount: Int
    let parameterCount: Int
    /// The greatest number of rows of a shard.
    let shardRows: Int
    /// The same where the statistics of a mini-batch are needed, which is then one shard.
    let batchRows: Int
    let usesBatchStatistics: Bool
    let statisticsCount: Int
    let head: Head
    let reluAtZero: Element
    let parameters: UnsafeMutablePointer<Element>
    let gradients: UnsafeMutablePointer<Element>
    /// The running statistics of normalised layers.
    let statistics: UnsafeMutablePointer<Element>
    let layers: UnsafeMutablePointer<LayerPlan>
    let narrowGradients: UnsafeMutablePointer<Element>
    /// The derivatives by the inputs, which only a trace wants.
    let inputDerivatives: UnsafeMutablePointer<Element>?
    private var memory = Memory<Element>()

    /// The greatest number of rows of a shard.
    static var maximumShardRows: Int { 256 }

    /// About how many operations a shard may cost, of which an interrupt waits for the end: some 20 ms of computing.
    private static var shardCost: Int { 300_000_000 }

    /// The rows of a shard below which large weights would be fetched too often.
    private static var leastShardRows: Int { 8 }

    /// Allocates the memory for a network.
    ///
    /// - Parameters:
    ///   - rows: The greatest number of samples that will be worked on together.
    ///   - batch: The greatest number of samples whose statistics will be computed.
    ///   - withGradients: Whether `backward` will be called.
    ///   - traces: Whether what a pass overwrites is kept.
    ///   - shared: Parameters and running statistics that belong to another core; nil for some of its own.
    init(
        layout: Layout, rows: Int, batch: Int = 0, head: Head, reluAtZero: Double = 0, withGradients: Bool,
        traces: Bool = false, sharing shared: Shared? = nil, instructionSet: InstructionSet = .best
    ) {
        self.withGradients = withGradients
        cost = layout.parameterCount + 10 * layout.width
        kernels = KernelTable<Element>(instructionSet).pointer
        lanes = Element.lanes(kernels)
        layerCount = layout.layers.count
        parameterCount = layout.parameterCount
        self.head = head
        self.reluAtZero = Element(reluAtZero)
        let affordable = max(Core.leastShardRows, Core.shardCost / cost)
        shardRows = max(1, min(rows, Core.maximumShardRows, affordable, Layout.maximumShardValues / layout.width))
        usesBatchStatistics = layout.usesBatchStatistics
        batchRows = usesBatchStatistics ? max(shardRows, batch) : shardRows
        statisticsCount = layout.statisticsCount

        if let shared {
            parameters = shared.parameters
            statistics = shared.statistics
        } else {
            parameters = memory.zeros(parameterCount)
            statistics = memory.zeros(statisticsCount)
        }
        gradients = memory.zeros(withGradients ? parameterCount : 0)
        layers = .allocate(capacity: layerCount)
        var narrowCount = 0
        var unit = 0
        let units = layout.layers.reduce(0) { $0 + ($1.layer.dropout == nil ? 0 : $1.inputs) }
        for (index, layer) in layout.layers.enumerated() {
            let count = batchRows * layer.outputs
            let values = memory.zeros(count)
            let keepsSums = withGradients && layer.activation.differentiatesSums(reluAtZero: reluAtZero)
            let isNarrow = layer.outputs < lanes && layer.inputs >= lanes
            let needsTransposed = isNarrow || (withGradients && (index > 0 || traces) && layer.inputs >= lanes)
            if isNarrow { narrowCount = max(narrowCount, layer.weights.count) }
            let sums = keepsSums ? memory.zeros(count) : values
            let dropout = DropoutPlan(
                layer, rows: batchRows, unit: unit, units: units, withMask: withGradients, &memory)
            if dropout != nil { unit += layer.inputs }
            let normalization = NormalizationPlan(
                layer, statistics: statistics,
                normalized: (withGradients || traces) && layer.layer.isNormalized ? memory.zeros(count) : sums,
                &memory)
            let keepsNormalized = traces && layer.layer.isNormalized
            let kept =
                traces
                ? Kept(
                    sums: memory.zeros(count), activationDerivatives: memory.zeros(withGradients ? count : 0),
                    weightedSums: keepsNormalized ? memory.zeros(count) : nil,
                    sumDerivatives: keepsNormalized && withGradients ? memory.zeros(count) : nil)
                : nil
            (layers + index).initialize(
                to: LayerPlan(
                    inputs: layer.inputs, outputs: layer.outputs, activation: layer.activation,
                    weightOffset: layer.weights.lowerBound, biasOffset: layer.weights.upperBound,
                    parameterCount: layer.parameters.count, isFrozen: layer.layer.isFrozen,
                    connections: memory.copy(layer.layer.mask?.elements), dropout: dropout,
                    normalization: normalization, keepsSums: keepsSums, sums: sums, values: values,
                    delta: withGradients ? memory.zeros(count) : nil,
                    transposed: memory.zeros(needsTransposed ? layer.weights.count : 0), isNarrow: isNarrow,
                    kept: kept))
        }
        inputDerivatives = withGradients && traces ? memory.zeros(batchRows * layout.layers[0].inputs) : nil
        narrowGradients = memory.zeros(withGradients ? narrowCount : 0)
    }

    deinit {
        layers.deinitialize(count: layerCount)
        layers.deallocate()
    }

    /// What cores on several threads have in common.
    struct Shared {
        let parameters: UnsafeMutablePointer<Element>
        let statistics: UnsafeMutablePointer<Element>
    }

    /// Another core for the same layout and parameters, with a workspace and gradients of its own; this one must outlive it.
    func companion(_ layout: Layout) -> Core {
        Core(
            layout: layout, rows: shardRows, head: head, reluAtZero: Double(reluAtZero), withGradients: withGradients,
            sharing: Shared(parameters: parameters, statistics: statistics))
    }

    /// The output layer.
    var output: LayerPlan { layers[layerCount - 1] }

    /// Takes over parameters and the running statistics of normalised layers.
    ///
    /// - Returns: Whether all were taken over before it was cancelled.
    @discardableResult
    func load(_ source: [Double], statistics running: [Double], _ isCancelled: () -> Bool = { false }) -> Bool {
        for index in 0..<statisticsCount { statistics[index] = Element(running[index]) }
        parametersChanged()
        return source.withUnsafeBufferPointer { source in
            Interruption.blocks(parameterCount, isCancelled) { block in
                for index in block { parameters[index] = Element(source[index]) }
            }
        }
    }

    /// The parameters as doubles.
    func copyOfParameters() -> [Double] {
        [Double](parameters, count: parameterCount)
    }

    /// The running statistics as doubles.
    func copyOfStatistics() -> [Double] {
        [Double](statistics, count: statisticsCount)
    }

    /// The gradients as doubles.
    func copyOfGradients() -> [Double] {
        [Double](gradients, count: parameterCount)
    }

    /// Must be called whenever the parameters have changed.
    func parametersChanged() {
        for index in 0..<layerCount { layers[index].isTransposedCurrent = false }
    }

    /// Computes all layers for a shard; of the output layer only the weighted sums.
    ///
    /// - Parameter isCancelled: Asked between layers; once it is true, the rest is left out.
    func forward(
        rows: Int, _ inputs: UnsafePointer<Element>, _ phase: Phase = .inference, isCancelled: () -> Bool = { false }
    ) {
        var source = inputs
        for index in 0..<layerCount {
            if index > 0 && isCancelled() { return }
            let layer = layers[index]
            source = thin(layer, rows: rows, source, phase)
            let biases = layer.normalization == nil ? UnsafePointer(parameters + layer.biasOffset) : nil
            let sums = layer.normalization?.normalized ?? layer.sums
            if layer.isNarrow {
                Element.productTransposed(
                    kernels, rows: rows, columns: layer.outputs, depth: layer.inputs, source, transposedWeights(index),
                    bias: biases, into: sums)
            } else if isLong(layer) {
                multiplyLong(layer, rows: rows, source, bias: biases, into: sums, isCancelled)
            } else {
                Products.multiply(
                    kernels, rows: rows, columns: layer.outputs, depth: layer.inputs, source,
                    UnsafePointer(parameters + layer.weightOffset), bias: biases, into: sums)
            }
            if let plan = layer.normalization {
                layer.kept?.weightedSums?.update(from: sums, count: rows * layer.outputs)
                normalize(layer, plan, rows: rows, phase)
            }
            layer.kept?.sums.update(from: layer.sums, count: rows * layer.outputs)
            if index < layerCount - 1 { activate(layer, rows: rows) }
            source = UnsafePointer(layer.values)
        }
    }

    private func activate(_ layer: LayerPlan, rows: Int) {
        let count = rows * layer.outputs
        let sums = UnsafePointer(layer.sums)
        switch layer.activation {
        case .identity: break
        case .softmax: Element.softmax(kernels, rows: rows, columns: layer.outputs, sums, into: layer.values)
        case .custom(let custom): custom.apply(count: count, sums, into: layer.values)
        case .sigmoid, .tanh, .relu, .leakyRelu, .gelu, .approximateGelu, .swish, .softplus:
            Element.activate(kernels, layer.activation, count: count, sums, into: layer.values)
        }
    }

    /// Turns the weighted sums of the output layer into its activations.
    func finish(rows: Int) {
        activate(output, rows: rows)
    }

    /// Turns the weighted sums of the output layer into its activations and compares them with the targets.
    ///
    /// - Parameters:
    ///   - weights: How much each sample counts; nil for once each.
    ///   - scale: What the derivatives are multiplied with; nil if they are not wanted.
    /// - Returns: The sum of the samples' losses as the head has them, without the factors of a convention.
    func assess(
        rows: Int, targets: UnsafePointer<Element>, weights: UnsafePointer<Element>? = nil, scale: Element?
    ) -> Double {
        if head.comparesActivations { activate(output, rows: rows) }
        var sum = 0.0
        if let weights {
            for row in 0..<rows {
                let loss = compare(row..<row + 1, with: targets, scale: scale.map { $0 * weights[row] })
                sum += Double(weights[row]) * loss
            }
        } else {
            sum = compare(0..<rows, with: targets, scale: scale)
        }
        if head.comparesActivations && scale != nil, let delta = output.delta {
            output.kept?.activationDerivatives.update(from: delta, count: rows * output.outputs)
            differentiate(output, rows: rows, delta)
        }
        return sum
    }

    /// Compares some rows of the output layer with their targets, and finds the derivatives if they are wanted: by the
    /// activations where these are compared, otherwise by the weighted sums, which become activations.
    private func compare(_ rows: Range<Int>, with targets: UnsafePointer<Element>, scale: Element?) -> Double {
        let columns = output.outputs
        let offset = rows.lowerBound * columns
        let count = rows.count * columns
        let values = output.values + offset
        let targets = targets + offset
        let delta = scale == nil ? nil : output.delta.map { $0 + offset }
        let scale = scale ?? 0
        return switch head {
        case .activation: 0
        case .quadratic: Element.quadratic(kernels, count: count, values, targets, scale: scale, delta)
        case .absolute: Element.absoluteDifference(kernels, count: count, values, targets, scale: scale, delta)
        case .huber(let bound):
            Element.huber(kernels, bound: bound, count: count, values, targets, scale: scale, delta)
        case .sigmoidCrossEntropy:
            Element.sigmoidCrossEntropy(kernels, count: count, values, targets, scale: scale, delta)
        case .sigmoidLikelihood:
            Element.sigmoidLikelihood(kernels, count: count, values, targets, scale: scale, delta)
        case .softmaxCrossEntropy:
            Element.softmaxCrossEntropy(
                kernels, rows: rows.count, columns: columns, values, targets, scale: scale, delta)
        }
    }

    private func differentiate(_ layer: LayerPlan, rows: Int, _ delta: UnsafeMutablePointer<Element>) {
        switch layer.activation {
        case .identity: break
        case .softmax:
            Element.softmaxDifferentiate(
                kernels, rows: rows, columns: layer.outputs, UnsafePointer(layer.values), delta)
        case .custom(let custom):
            custom.differentiate(count: rows * layer.outputs, sums: UnsafePointer(layer.sums), delta)
        case .sigmoid, .tanh, .relu, .leakyRelu, .gelu, .approximateGelu, .swish, .softplus:
            Element.differentiate(
                kernels, layer.activation, count: rows * layer.outputs,
                values: UnsafePointer(layer.keepsSums ? layer.sums : layer.values), reluAtZero: reluAtZero, delta)
        }
    }

    /// Writes the gradients of a shard after `forward`, in the same phase, and `assess`.
    ///
    /// - Parameter isCancelled: Asked between products of a layer; once it is true, the rest is left out.
    func backward(
        rows: Int, _ inputs: UnsafePointer<Element>, _ phase: Phase = .inference,
        into target: UnsafeMutablePointer<Element>, isCancelled: () -> Bool = { false }
    ) {
        for index in stride(from: layerCount - 1, through: 0, by: -1) {
            let layer = layers[index]
            guard let delta = layer.delta else { return }
            let source = thinned(layer, index == 0 ? inputs : UnsafePointer(layers[index - 1].values), phase)
            if let plan = layer.normalization {
                layer.kept?.sumDerivatives?.update(from: delta, count: rows * layer.outputs)
                normalizeBack(layer, plan, rows: rows, phase, delta, into: target)
            } else {
                Element.columnSums(
                    kernels, rows: rows, columns: layer.outputs, UnsafePointer(delta), into: target + layer.biasOffset)
            }
            if isCancelled() { return }
            weightGradients(
                layer, rows: rows, source, UnsafePointer(delta), into: target + layer.weightOffset, isCancelled)
            if isCancelled() { return }
            applyMask(layer, to: target + layer.weightOffset, isCancelled)
            if index > 0, let below = layers[index - 1].delta {
                propagate(index, rows: rows, UnsafePointer(delta), into: below, isCancelled)
                thinBack(layer, rows: rows, phase, below)
                layers[index - 1].kept?.activationDerivatives.update(from: below, count: rows * layer.inputs)
                differentiate(layers[index - 1], rows: rows, below)
            } else if let inputDerivatives {
                propagate(index, rows: rows, UnsafePointer(delta), into: inputDerivatives, isCancelled)
                thinBack(layer, rows: rows, phase, inputDerivatives)
            }
        }
    }

    /// The first layer, counted from 1, whose activations of the last shard are not all finite; else the output layer.
    func firstLayerNotFinite(rows: Int) -> Int {
        for index in 0..<layerCount - 1 {
            let layer = layers[index]
            if !Element.magnitude(kernels, count: rows * layer.outputs, UnsafePointer(layer.values)).isFinite {
                return index + 1
            }
        }
        return layerCount
    }

    /// The last layer, counted from 1, where a buffer of the parameters' layout is not finite, or nil.
    ///
    /// - Parameter isCancelled: Asked between blocks; once it is true, the rest is left out.
    func lastLayerNotFinite(in buffer: UnsafePointer<Element>, _ isCancelled: () -> Bool = { false }) -> Int? {
        for index in stride(from: layerCount - 1, through: 0, by: -1) {
            let layer = layers[index]
            let magnitude = Element.magnitude(
                kernels, count: layer.parameterCount, buffer + layer.weightOffset, isCancelled)
            if !magnitude.isFinite { return index + 1 }
        }
        return nil
    }
}

extension [Double] {
    /// Copies numbers.
    init<Number: Scalar>(_ source: UnsafePointer<Number>, count: Int) {
        self = Array(count: count, { false }) { Double(source[$0]) } ?? []
    }

    init<Number: Scalar>(_ source: UnsafeMutablePointer<Number>, count: Int) {
        self.init(UnsafePointer(source), count: count)
    }
}
