/// A feed-forward network: a description of its layers and one flat buffer of parameters.
public struct Network: Sendable, Hashable {
    /// The number of parameters above which a network is refused (256 mebibytes).
    public static let maximumParameterCount = 1 << 25

    /// The number of inputs.
    public let inputs: Int

    /// All parameters: W1 row-major as `[inputs, outputs]`, b1, W2, b2 and so on; of a normalised layer γ and β instead of b.
    public private(set) var parameters: [Double]

    /// The running statistics of normalised layers: of each all means, then all variances.
    public private(set) var runningStatistics: [Double]

    /// How the parameters were drawn.
    public let initialization: Initialization

    /// The seed of the stream the parameters were drawn from.
    public let seed: UInt64

    private(set) var layout: Layout

    /// Creates a network and draws its parameters.
    ///
    /// - Throws: A value error for a network without layers, a size below 1, a name given twice or a number of a layer's
    ///   activation, mask, dropout or normalisation that makes no sense; a shape error for a mask of another size than the
    ///   weights; a limit error for more than `maximumParameterCount` parameters.
    public init(
        inputs: Int, layers: [Layer], initialization: Initialization = .modern, seed: UInt64 = 1
    ) throws(EngineError) {
        guard !layers.isEmpty else { throw .value("a network needs at least one layer after its inputs") }
        guard inputs > 0 else { throw .value("a network needs at least one input, not \(inputs)") }
        try initialization.check()
        layout = try Layout(inputs: inputs, layers: layers)
        try MemoryLimit.check(layout.parameterCount, for: "a network of \(layout.parameterCount) parameters")
        parameters = try initialization.parameters(for: layout, seed: seed)
        runningStatistics = layout.initialStatistics
        self.inputs = inputs
        self.initialization = initialization
        self.seed = seed
    }

    /// The layers, the output layer last.
    public var layers: [Layer] { layout.layers.map(\.layer) }

    /// Starts again from the seed: all parameters as they were first drawn, to the bit, and no running statistics.
    ///
    /// A training that shall begin anew begins with a new `TrainingState` too.
    ///
    /// - Throws: `cancelled` where an interrupt ended it; nothing has changed then.
    public mutating func reset() throws(EngineError) {
        parameters = try initialization.parameters(for: layout, seed: seed)
        runningStatistics = layout.initialStatistics
    }

    /// The number of outputs.
    public var outputs: Int { layout.layers[layout.layers.count - 1].outputs }

    /// The number of parameters.
    public var parameterCount: Int { layout.parameterCount }

    /// The activation of the output layer.
    public var outputActivation: Activation { layout.layers[layout.layers.count - 1].activation }

    /// The architecture in one line, as in "2 → 50 tanh → batchnorm → dropout(0.5) → 1 sigmoid".
    ///
    /// A normalisation follows the layer whose sums it normalises, a dropout precedes the layer whose inputs it drops.
    public var summary: String {
        ([String(inputs)] + layout.layers.map(\.layer.summary)).joined(separator: " → ")
    }
}

extension Network {
    /// The weights of a layer, counted from 1, as `[inputs, outputs]`.
    public func weights(_ layer: Int) -> Matrix {
        layout.weights(layer, of: parameters)
    }

    /// The biases of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a normalised layer, which has none.
    public func biases(_ layer: Int) -> Matrix {
        layout.row(layer, \.biases, of: parameters)
    }

    /// The scales γ of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a layer that is not normalised.
    public func scales(_ layer: Int) -> Matrix {
        layout.row(layer, \.scales, of: parameters)
    }

    /// The shifts β of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a layer that is not normalised.
    public func shifts(_ layer: Int) -> Matrix {
        layout.row(layer, \.shifts, of: parameters)
    }

    /// The running means of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a layer that is not normalised.
    public func runningMeans(_ layer: Int) -> Matrix {
        layout.row(layer, \.means, of: runningStatistics)
    }

    /// The running variances of a layer, counted from 1, as `[1, outputs]`; `[1, 0]` of a layer that is not normalised.
    public func runningVariances(_ layer: Int) -> Matrix {
        layout.row(layer, \.variances, of: runningStatistics)
    }

    /// All weights without the biases, layer after layer.
    public var allWeights: [Double] {
        layout.layers.flatMap { parameters[$0.weights] }
    }

    /// The number of the layer of a name, counted from 1, if there is one.
    public func layer(named name: String) -> Int? {
        layout.layers.firstIndex { $0.layer.name == name }.map { $0 + 1 }
    }
}

extension Network {
    /// Replaces the biases of a layer, counted from 1, by a row.
    ///
    /// - Throws: A value error if there is no such layer, it has no biases or one is not finite, a shape error if the size
    ///   differs.
    public mutating func setBiases(_ biases: Matrix, layer: Int) throws(EngineError) {
        try setRow(biases, layer: layer, \.biases, called: "bias", all: "biases")
    }

    /// Replaces the scales γ of a normalised layer, counted from 1, by a row.
    ///
    /// - Throws: A value error if there is no such layer, it is not normalised or a scale is not finite, a shape error if the
    ///   size differs.
    public mutating func setScales(_ scales: Matrix, layer: Int) throws(EngineError) {
        try setRow(scales, layer: layer, \.scales, called: "scale", all: "scales")
    }

    /// Replaces the shifts β of a normalised layer, counted from 1, by a row.
    ///
    /// - Throws: A value error if there is no such layer, it is not normalised or a shift is not finite, a shape error if the
    ///   size differs.
    public mutating func setShifts(_ shifts: Matrix, layer: Int) throws(EngineError) {
        try setRow(shifts, layer: layer, \.shifts, called: "shift", all: "shifts")
    }

    /// Replaces all parameters, in the order of `parameters`; weights that masks exclude become 0.
    ///
    /// - Throws: A shape error if their number differs, a value error if one is not finite.
    public mutating func setParameters(_ parameters: [Double]) throws(EngineError) {
        guard parameters.count == parameterCount else {
            throw .shape("the network has \(parameterCount) parameters, not \(parameters.count)")
        }
        try replace(0..<parameterCount, with: parameters, called: "parameter")
    }

    /// Replaces all running statistics, in the order of `runningStatistics`.
    ///
    /// - Throws: A shape error if their number differs, a value error if one is not finite or a variance is below 0.
    public mutating func setRunningStatistics(_ statistics: [Double]) throws(EngineError) {
        guard statistics.count == layout.statisticsCount else {
            throw .shape("the network has \(layout.statisticsCount) running statistics, not \(statistics.count)")
        }
        if let value = statistics.first(where: { !$0.isFinite }) {
            throw .value("the running statistic \(shortText(value)) is not finite")
        }
        for layer in layout.layers {
            if let value = statistics[layer.variances].first(where: { $0 < 0 }) {
                throw .value("the running variance \(shortText(value)) is below 0")
            }
        }
        runningStatistics = statistics
    }

    /// Freezes a layer, counted from 1, so that training leaves its parameters as they are, or lets it go again.
    ///
    /// - Throws: A value error if there is no such layer.
    public mutating func setFrozen(_ isFrozen: Bool, layer: Int) throws(EngineError) {
        try change(layer) { $0.isFrozen = isFrozen }
    }

    /// Gives a layer, counted from 1, a connection mask of 0 and 1 as `[inputs, outputs]`, or takes it away.
    ///
    /// Weights that the mask excludes become 0, and are so still when it is taken away.
    ///
    /// - Throws: A value error if there is no such layer or an element is neither 0 nor 1, a shape error if the size differs.
    public mutating func setMask(_ mask: Matrix?, layer: Int) throws(EngineError) {
        try change(layer) { $0.mask = mask }
        layout.applyMasks(to: &parameters)
    }

    private mutating func change(_ layer: Int, _ body: (inout Layer) -> Void) throws(EngineError) {
        _ = try place(of: layer)
        var changed = layers
        body(&changed[layer - 1])
        layout = try Layout(inputs: inputs, layers: changed)
    }

    func place(of layer: Int) throws(EngineError) -> Layout.DenseLayer {
        guard 1 <= layer && layer <= layout.layers.count else {
            throw .value("there is no layer \(layer): the network's layers are 1 to \(layout.layers.count)")
        }
        return layout.layers[layer - 1]
    }

    private mutating func setRow(
        _ row: Matrix, layer: Int, _ part: KeyPath<Layout.DenseLayer, Range<Int>>, called name: String, all: String
    ) throws(EngineError) {
        let place = try place(of: layer)
        let range = place[keyPath: part]
        guard !range.isEmpty else {
            throw .value("layer \(layer) has no \(all): it is \(place.layer.isNormalized ? "" : "not ")normalised")
        }
        guard row.rows == 1 && row.columns == place.outputs else {
            throw .shape("the \(all) of layer \(layer) are 1×\(place.outputs), not \(row.shape)")
        }
        try replace(range, with: row.elements, called: name)
    }

    mutating func replace(
        _ range: Range<Int>, with values: [Double], called name: String
    ) throws(EngineError) {
        var pulse = Interruption.Pulse()
        for value in values {
            try pulse.count()
            guard value.isFinite else { throw .value("the \(name) \(shortText(value)) is not finite") }
        }
        // A copy is made in any case, since others hold the parameters too.
        var replaced = try [Double](generating: parameterCount) {
            range.contains($0) ? values[$0 - range.lowerBound] : parameters[$0]
        }
        layout.applyMasks(to: &replaced)
        parameters = replaced
    }

    /// Takes over parameters and statistics of the right number without a check, after training.
    ///
    /// What is frozen stays as it is, unrounded even where training computed in single precision.
    mutating func adopt(_ trained: [Double], statistics running: [Double]) {
        let before = self
        parameters = trained
        runningStatistics = running
        for place in layout.layers where place.layer.isFrozen {
            parameters.replaceSubrange(place.parameters, with: before.parameters[place.parameters])
            let range = place.means.lowerBound..<place.variances.upperBound
            runningStatistics.replaceSubrange(range, with: before.runningStatistics[range])
        }
    }
}

extension Layout {
    func weights(_ layer: Int, of buffer: [Double]) -> Matrix {
        precondition(1 <= layer && layer <= layers.count, "layers are counted from 1 to the number of layers")
        let place = layers[layer - 1]
        return Matrix(rows: place.inputs, columns: place.outputs, elements: Array(buffer[place.weights]))
    }

    func row(_ layer: Int, _ part: KeyPath<DenseLayer, Range<Int>>, of buffer: [Double]) -> Matrix {
        precondition(1 <= layer && layer <= layers.count, "layers are counted from 1 to the number of layers")
        return Matrix(row: Array(buffer[layers[layer - 1][keyPath: part]]))
    }

    /// Sets the weights that masks exclude to 0.
    func applyMasks(to parameters: inout [Double]) {
        for place in layers {
            guard let mask = place.layer.mask else { continue }
            for (index, element) in zip(place.weights, mask.elements) where element == 0 { parameters[index] = 0 }
        }
    }
}
