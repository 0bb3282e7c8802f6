/// Parameters that training leaves alone: weights that masks exclude, and frozen layers.
extension Core {
    /// Sets what the layer's mask excludes to 0 in a buffer of its weights.
    func applyMask(_ layer: LayerPlan, to weights: UnsafeMutablePointer<Element>) {
        guard let mask = layer.connections else { return }
        Element.keep(kernels, count: layer.inputs * layer.outputs, weights, where: mask)
    }

    /// Sets the weights that masks exclude to 0, whatever memory of an optimiser has moved them.
    func applyMasks() {
        for index in 0..<layerCount { applyMask(layers[index], to: parameters + layers[index].weightOffset) }
    }

    /// Sets the gradients of frozen layers to 0, so that they take no part in the norm of all.
    func clearFrozenGradients() {
        for index in 0..<layerCount where layers[index].isFrozen {
            (gradients + layers[index].weightOffset).update(repeating: 0, count: layers[index].parameterCount)
        }
    }
}
