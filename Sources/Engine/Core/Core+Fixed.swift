/// Parameters that training leaves alone: weights that masks exclude, and frozen layers.
extension Core {
    /// Sets what the layer's mask excludes to 0 in a buffer of its weights.
    ///
    /// - Parameter isCancelled: Asked between blocks; once it is true, the rest is left out.
    func applyMask(_ layer: LayerPlan, to weights: UnsafeMutablePointer<Element>, _ isCancelled: () -> Bool) {
        guard let mask = layer.connections else { return }
        _ = Interruption.blocks(layer.inputs * layer.outputs, isCancelled) { block in
            Element.keep(kernels, count: block.count, weights + block.lowerBound, where: mask + block.lowerBound)
        }
    }

    /// Sets the weights that masks exclude to 0, whatever memory of an optimiser has moved them.
    ///
    /// - Parameter isCancelled: Asked between blocks; once it is true, the rest is left out.
    func applyMasks(_ isCancelled: () -> Bool) {
        for index in 0..<layerCount {
            applyMask(layers[index], to: parameters + layers[index].weightOffset, isCancelled)
        }
    }

    /// Sets the gradients of frozen layers to 0, so that they take no part in the norm of all.
    func clearFrozenGradients() {
        for index in 0..<layerCount where layers[index].isFrozen {
            (gradients + layers[index].weightOffset).update(repeating: 0, count: layers[index].parameterCount)
        }
    }
}
