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
        let biasOffset: Int
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
    }

    let kernels: Element.Kernels
    let lanes: Int
    let layerCount: Int
    let parameterCount: Int
    let shardRows: Int
    let head: Head
    let reluAtZero: Element
    let parameters: UnsafeMutablePointer<Element>
    let gradients: UnsafeMutablePointer<Element>
    let layers: UnsafeMutablePointer<LayerPlan>
    private let narrowGradients: UnsafeMutablePointer<Element>
    private var memory = Memory<Element>()

    /// The greatest number of rows of a shard.
    static var maximumShardRows: Int { 256 }

    /// The greatest number of activations kept for a shard, unless a single sample has more.
    private static var maximumShardValues: Int { 1 << 24 }

    /// Allocates the memory for a network.
    ///
    /// - Parameters:
    ///   - rows: The greatest number of samples that will be worked on together.
    ///   - withGradients: Whether `backward` will be called.
    init(
        layout: Layout, rows: Int, head: Head, reluAtZero: Double = 0, withGradients: Bool,
        instructionSet: InstructionSet = .best
    ) {
        kernels = KernelTable<Element>(instructionSet).pointer
        lanes = Element.lanes(kernels)
        layerCount = layout.layers.count
        parameterCount = layout.parameterCount
        self.head = head
        self.reluAtZero = Element(reluAtZero)
        let width = layout.layers.reduce(layout.layers[0].inputs) { $0 + $1.outputs }
        shardRows = max(1, min(rows, Core.maximumShardRows, Core.maximumShardValues / width))

        parameters = memory.zeros(parameterCount)
        gradients = memory.zeros(withGradients ? parameterCount : 0)
        layers = .allocate(capacity: layerCount)
        var narrowCount = 0
        for (index, layer) in layout.layers.enumerated() {
            let count = shardRows * layer.outputs
            let values = memory.zeros(count)
            let keepsSums = withGradients && layer.activation.differentiatesSums(reluAtZero: reluAtZero)
            let isNarrow = layer.outputs < lanes && layer.inputs >= lanes
            let needsTransposed = isNarrow || (withGradients && index > 0 && layer.inputs >= lanes)
            if isNarrow { narrowCount = max(narrowCount, layer.weights.count) }
            (layers + index).initialize(
                to: LayerPlan(
                    inputs: layer.inputs, outputs: layer.outputs, activation: layer.activation,
                    weightOffset: layer.weights.lowerBound, biasOffset: layer.biases.lowerBound, keepsSums: keepsSums,
                    sums: keepsSums ? memory.zeros(count) : values, values: values,
                    delta: withGradients ? memory.zeros(count) : nil,
                    transposed: memory.zeros(needsTransposed ? layer.weights.count : 0), isNarrow: isNarrow))
        }
        narrowGradients = memory.zeros(withGradients ? narrowCount : 0)
    }

    deinit { layers.deallocate() }

    /// The output layer.
    var output: LayerPlan { layers[layerCount - 1] }

    /// Takes over parameters.
    func load(_ source: [Double]) {
        for index in 0..<parameterCount { parameters[index] = Element(source[index]) }
        parametersChanged()
    }

    /// The parameters as doubles.
    func copyOfParameters() -> [Double] {
        (0..<parameterCount).map { Double(parameters[$0]) }
    }

    /// The gradients as doubles.
    func copyOfGradients() -> [Double] {
        (0..<parameterCount).map { Double(gradients[$0]) }
    }

    /// Must be called whenever the parameters have changed.
    func parametersChanged() {
        for index in 0..<layerCount { layers[index].isTransposedCurrent = false }
    }

    private func transposedWeights(_ index: Int) -> UnsafePointer<Element> {
        let layer = layers[index]
        let weights = UnsafePointer(parameters + layer.weightOffset)
        if layer.outputs == 1 { return weights }
        if !layer.isTransposedCurrent {
            Element.transpose(kernels, rows: layer.inputs, columns: layer.outputs, weights, into: layer.transposed)
            layers[index].isTransposedCurrent = true
        }
        return UnsafePointer(layer.transposed)
    }

    /// Computes all layers for a shard; of the output layer only the weighted sums.
    func forward(rows: Int, _ inputs: UnsafePointer<Element>) {
        var source = inputs
        for index in 0..<layerCount {
            let layer = layers[index]
            let biases = UnsafePointer(parameters + layer.biasOffset)
            if layer.isNarrow {
                Element.productTransposed(
                    kernels, rows: rows, columns: layer.outputs, depth: layer.inputs, source, transposedWeights(index),
                    bias: biases, into: layer.sums)
            } else {
                Products.multiply(
                    kernels, rows: rows, columns: layer.outputs, depth: layer.inputs, source,
                    UnsafePointer(parameters + layer.weightOffset), bias: biases, into: layer.sums)
            }
            if index < layerCount - 1 { activate(layer, rows: rows) }
            source = UnsafePointer(layer.values)
        }
    }

    private func activate(_ layer: LayerPlan, rows: Int) {
        if layer.activation == .softmax {
            Element.softmax(
                kernels, rows: rows, columns: layer.outputs, UnsafePointer(layer.sums), into: layer.values)
        } else if layer.activation != .identity {
            Element.activate(
                kernels, layer.activation, count: rows * layer.outputs, UnsafePointer(layer.sums), into: layer.values)
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
        case .sigmoid, .tanh, .relu, .leakyRelu, .gelu, .approximateGelu, .swish, .softplus:
            Element.differentiate(
                kernels, layer.activation, count: rows * layer.outputs,
                values: UnsafePointer(layer.keepsSums ? layer.sums : layer.values), reluAtZero: reluAtZero, delta)
        }
    }

    /// Writes the gradients of a shard after `forward` and `assess`.
    func backward(rows: Int, _ inputs: UnsafePointer<Element>, into target: UnsafeMutablePointer<Element>) {
        for index in stride(from: layerCount - 1, through: 0, by: -1) {
            let layer = layers[index]
            guard let delta = layer.delta else { return }
            let source = index == 0 ? inputs : UnsafePointer(layers[index - 1].values)
            weightGradients(layer, rows: rows, source, UnsafePointer(delta), into: target + layer.weightOffset)
            Element.columnSums(
                kernels, rows: rows, columns: layer.outputs, UnsafePointer(delta), into: target + layer.biasOffset)
            if index > 0, let below = layers[index - 1].delta {
                propagate(index, rows: rows, UnsafePointer(delta), into: below)
                differentiate(layers[index - 1], rows: rows, below)
            }
        }
    }

    /// `target[inputs, outputs] = sourceᵀ · delta`.
    private func weightGradients(
        _ layer: LayerPlan, rows: Int, _ source: UnsafePointer<Element>, _ delta: UnsafePointer<Element>,
        into target: UnsafeMutablePointer<Element>
    ) {
        if layer.isNarrow {
            // The transposed product fills vectors with inputs.
            let transposed = layer.outputs == 1 ? target : narrowGradients
            Element.product(
                kernels, rows: layer.outputs, columns: layer.inputs, depth: rows, delta, rowStride: 1,
                columnStride: layer.outputs, source, bias: nil, into: transposed)
            if layer.outputs > 1 {
                Element.transpose(
                    kernels, rows: layer.outputs, columns: layer.inputs, UnsafePointer(transposed), into: target)
            }
        } else if Products.isLarge(rows: layer.inputs, columns: layer.outputs, depth: rows) {
            Element.blas(
                transposeA: true, transposeB: false, rows: layer.inputs, columns: layer.outputs, depth: rows, source,
                delta, beta: 0, into: target)
        } else {
            Element.product(
                kernels, rows: layer.inputs, columns: layer.outputs, depth: rows, source, rowStride: 1,
                columnStride: layer.inputs, delta, bias: nil, into: target)
        }
    }

    /// `target[rows, inputs] = delta · weightsᵀ`.
    private func propagate(
        _ index: Int, rows: Int, _ delta: UnsafePointer<Element>, into target: UnsafeMutablePointer<Element>
    ) {
        let layer = layers[index]
        let weights = UnsafePointer(parameters + layer.weightOffset)
        if Products.isLarge(
            rows: rows, columns: layer.inputs, depth: layer.outputs, from: Products.transposedCrossover)
        {
            Element.blas(
                transposeA: false, transposeB: true, rows: rows, columns: layer.inputs, depth: layer.outputs, delta,
                weights, beta: 0, into: target)
        } else if layer.inputs >= lanes {
            Element.product(
                kernels, rows: rows, columns: layer.inputs, depth: layer.outputs, delta, rowStride: layer.outputs,
                columnStride: 1, transposedWeights(index), bias: nil, into: target)
        } else {
            Element.productTransposed(
                kernels, rows: rows, columns: layer.inputs, depth: layer.outputs, delta, weights, bias: nil,
                into: target)
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
    func lastLayerNotFinite(in buffer: UnsafePointer<Element>) -> Int? {
        for index in stride(from: layerCount - 1, through: 0, by: -1) {
            let layer = layers[index]
            let count = layer.biasOffset + layer.outputs - layer.weightOffset
            if !Element.magnitude(kernels, count: count, buffer + layer.weightOffset).isFinite { return index + 1 }
        }
        return nil
    }
}

/// Blocks of raw memory, aligned to cache lines, that live as long as their owner.
struct Memory<Element: Scalar>: ~Copyable {
    private var blocks: [UnsafeMutableRawPointer] = []

    mutating func zeros(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        blocks.append(block)
        let elements = block.bindMemory(to: Element.self, capacity: max(count, 1))
        elements.initialize(repeating: 0, count: max(count, 1))
        return elements
    }

    mutating func copy(_ numbers: [Double]) -> UnsafeMutablePointer<Element> {
        let elements = zeros(numbers.count)
        for (index, number) in numbers.enumerated() { elements[index] = Element(number) }
        return elements
    }

    deinit { blocks.forEach { $0.deallocate() } }
}
