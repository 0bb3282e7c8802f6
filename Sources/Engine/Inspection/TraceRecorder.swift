/// Collects what a core's passes leave behind, shard after shard.
struct TraceRecorder {
    private struct Rows {
        var sums: [Double] = []
        var activations: [Double] = []
        var activationDerivatives: [Double] = []
        var sumDerivatives: [Double] = []
        // Of normalised layers only.
        var weightedSums: [Double] = []
        var normalizedSums: [Double] = []
        var weightedSumDerivatives: [Double] = []
        var means: [Double] = []
        var variances: [Double] = []
    }

    private let layout: Layout
    private let samples: Int
    private let withGradients: Bool
    private var rows: [Rows]
    private var inputDerivatives: [Double] = []

    init(_ layout: Layout, samples: Int, withGradients: Bool) {
        self.layout = layout
        self.samples = samples
        self.withGradients = withGradients
        rows = layout.layers.map { layer in
            let (count, isNormalized) = (samples * layer.outputs, layer.layer.isNormalized)
            func room(_ isWanted: Bool) -> [Double] { isWanted ? [Double](roomFor: count) : [] }
            return Rows(
                sums: room(true), activations: room(true), activationDerivatives: room(withGradients),
                sumDerivatives: room(withGradients), weightedSums: room(isNormalized),
                normalizedSums: room(isNormalized), weightedSumDerivatives: room(withGradients && isNormalized))
        }
        if withGradients, let first = layout.layers.first {
            inputDerivatives = [Double](roomFor: samples * first.inputs)
        }
    }

    /// Keeps the numbers of a shard whose pass, in a phase, has just ended.
    mutating func keep<Element: Scalar>(_ core: borrowing Core<Element>, rows count: Int, _ phase: Phase) {
        for index in 0..<core.layerCount {
            let layer = core.layers[index]
            guard let kept = layer.kept else { continue }
            let size = count * layer.outputs
            append(kept.sums, size, to: &rows[index].sums)
            append(layer.values, size, to: &rows[index].activations)
            if let plan = layer.normalization, let weightedSums = kept.weightedSums {
                append(weightedSums, size, to: &rows[index].weightedSums)
                append(plan.normalized, size, to: &rows[index].normalizedSums)
                if rows[index].means.isEmpty {
                    let usesBatch = plan.usesBatchStatistics(phase)
                    append(usesBatch ? plan.mean : plan.runningMean, layer.outputs, to: &rows[index].means)
                    append(usesBatch ? plan.variance : plan.runningVariance, layer.outputs, to: &rows[index].variances)
                }
            }
            guard withGradients, let delta = layer.delta else { continue }
            append(kept.activationDerivatives, size, to: &rows[index].activationDerivatives)
            append(kept.sumDerivatives ?? delta, size, to: &rows[index].sumDerivatives)
            if kept.sumDerivatives != nil { append(delta, size, to: &rows[index].weightedSumDerivatives) }
        }
        if withGradients, let derivatives = core.inputDerivatives {
            append(derivatives, count * core.layers[0].inputs, to: &inputDerivatives)
        }
    }

    private func append<Element: Scalar>(
        _ source: UnsafeMutablePointer<Element>, _ count: Int, to target: inout [Double]
    ) {
        for index in 0..<count { target.append(Double(source[index])) }
    }

    func forwardTrace(_ inputs: Matrix) -> ForwardTrace {
        ForwardTrace(
            inputs: inputs,
            layers: zip(layout.layers, rows).map { layer, rows in
                ForwardTrace.Layer(
                    sums: Matrix(rows: samples, columns: layer.outputs, elements: rows.sums),
                    activations: Matrix(rows: samples, columns: layer.outputs, elements: rows.activations),
                    normalized: layer.layer.isNormalized ? normalized(rows, units: layer.outputs) : nil)
            })
    }

    private func normalized(_ rows: Rows, units: Int) -> ForwardTrace.Normalized {
        ForwardTrace.Normalized(
            weightedSums: Matrix(rows: samples, columns: units, elements: rows.weightedSums),
            means: Matrix(row: rows.means), variances: Matrix(row: rows.variances),
            normalizedSums: Matrix(rows: samples, columns: units, elements: rows.normalizedSums))
    }

    /// - Parameter outputDerivatives: The derivatives by the outputs where the core went past them.
    func backwardTrace(
        of network: Network, _ inputs: Matrix, loss: Double, lossText: String,
        normalization: Normalization.Statistics, gradients: [Double], outputDerivatives: (Matrix) -> Matrix?
    ) -> BackwardTrace {
        let forward = forwardTrace(inputs)
        let last = layout.layers.count - 1
        return BackwardTrace(
            network: network, forward: forward, loss: loss, lossText: lossText, normalization: normalization,
            layers: layout.layers.indices.map { index in
                let width = layout.layers[index].outputs
                let known = index == last ? outputDerivatives(forward.outputs) : nil
                let sumDerivatives = Matrix(rows: samples, columns: width, elements: rows[index].sumDerivatives)
                return BackwardTrace.Layer(
                    activationDerivatives: known
                        ?? Matrix(rows: samples, columns: width, elements: rows[index].activationDerivatives),
                    sumDerivatives: sumDerivatives,
                    weightedSumDerivatives: layout.layers[index].layer.isNormalized
                        ? Matrix(rows: samples, columns: width, elements: rows[index].weightedSumDerivatives)
                        : sumDerivatives,
                    weightDerivatives: layout.weights(index + 1, of: gradients),
                    biasDerivatives: layout.row(index + 1, \.biases, of: gradients),
                    scaleDerivatives: layout.row(index + 1, \.scales, of: gradients),
                    shiftDerivatives: layout.row(index + 1, \.shifts, of: gradients))
            },
            inputDerivatives: Matrix(rows: samples, columns: inputs.columns, elements: inputDerivatives),
            gradients: Gradients(parameters: gradients, layout: layout))
    }
}
