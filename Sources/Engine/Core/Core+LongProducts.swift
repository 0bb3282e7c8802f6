/// The products of layers of millions of weights, in blocks of inputs between which they may be cancelled.
///
/// OpenBLAS takes them however few the rows are: what the kernels of the engine gain, a transposed copy of the weights loses.
extension Core {
    /// The number of weights from which a layer's products are made in blocks.
    private static var longCount: Int { 1 << 22 }

    /// Whether a layer's products are made in blocks.
    func isLong(_ layer: LayerPlan) -> Bool { !layer.isNarrow && layer.inputs * layer.outputs >= Core.longCount }

    /// `target[rows, outputs] = source · weights + biases`.
    func multiplyLong(
        _ layer: LayerPlan, rows: Int, _ source: UnsafePointer<Element>, bias: UnsafePointer<Element>?,
        into target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) {
        let (columns, weights) = (layer.outputs, UnsafePointer(parameters + layer.weightOffset))
        if let bias { for row in 0..<rows { (target + row * columns).update(from: bias, count: columns) } }
        inBlocks(layer, isCancelled) { inputs in
            let isFirst = inputs.lowerBound == 0 && bias == nil
            Element.blas(
                transposeA: false, transposeB: false, rows: rows, columns: columns, depth: inputs.count,
                source + inputs.lowerBound, stride: layer.inputs, weights + inputs.lowerBound * columns,
                beta: isFirst ? 0 : 1, into: target, stride: nil)
        }
    }

    /// `target[inputs, outputs] = sourceᵀ · delta`.
    func longWeightGradients(
        _ layer: LayerPlan, rows: Int, _ source: UnsafePointer<Element>, _ delta: UnsafePointer<Element>,
        into target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) {
        inBlocks(layer, isCancelled) { inputs in
            Element.blas(
                transposeA: true, transposeB: false, rows: inputs.count, columns: layer.outputs, depth: rows,
                source + inputs.lowerBound, stride: layer.inputs, delta, beta: 0,
                into: target + inputs.lowerBound * layer.outputs, stride: nil)
        }
    }

    /// `target[rows, inputs] = delta · weightsᵀ`.
    func propagateLong(
        _ layer: LayerPlan, rows: Int, _ delta: UnsafePointer<Element>, into target: UnsafeMutablePointer<Element>,
        _ isCancelled: () -> Bool
    ) {
        let weights = UnsafePointer(parameters + layer.weightOffset)
        inBlocks(layer, isCancelled) { inputs in
            Element.blas(
                transposeA: false, transposeB: true, rows: rows, columns: inputs.count, depth: layer.outputs, delta,
                stride: nil, weights + inputs.lowerBound * layer.outputs, beta: 0, into: target + inputs.lowerBound,
                stride: layer.inputs)
        }
    }

    private func inBlocks(_ layer: LayerPlan, _ isCancelled: () -> Bool, _ body: (Range<Int>) -> Void) {
        _ = Products.singleThread
        let length = max(1, Core.longCount / layer.outputs)
        for start in stride(from: 0, to: layer.inputs, by: length) {
            if isCancelled() { return }
            body(start..<min(start + length, layer.inputs))
        }
    }
}
