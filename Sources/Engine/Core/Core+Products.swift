/// The matrix products of a layer, each by what is fastest for its sizes.
extension Core {
    /// The weights as `[outputs, inputs]`.
    func transposedWeights(_ index: Int) -> UnsafePointer<Element> {
        let layer = layers[index]
        let weights = UnsafePointer(parameters + layer.weightOffset)
        if layer.outputs == 1 { return weights }
        if !layer.isTransposedCurrent {
            Element.transpose(kernels, rows: layer.inputs, columns: layer.outputs, weights, into: layer.transposed)
            layers[index].isTransposedCurrent = true
        }
        return UnsafePointer(layer.transposed)
    }

    /// `target[inputs, outputs] = sourceᵀ · delta`.
    func weightGradients(
        _ layer: LayerPlan, rows: Int, _ source: UnsafePointer<Element>, _ delta: UnsafePointer<Element>,
        into target: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool
    ) {
        if isLong(layer) {
            longWeightGradients(layer, rows: rows, source, delta, into: target, isCancelled)
        } else if layer.isNarrow {
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
    func propagate(
        _ index: Int, rows: Int, _ delta: UnsafePointer<Element>, into target: UnsafeMutablePointer<Element>,
        _ isCancelled: () -> Bool
    ) {
        let layer = layers[index]
        let weights = UnsafePointer(parameters + layer.weightOffset)
        if isLong(layer) {
            propagateLong(layer, rows: rows, delta, into: target, isCancelled)
        } else if Products.isLarge(
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
}
