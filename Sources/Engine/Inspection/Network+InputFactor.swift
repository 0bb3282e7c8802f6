extension Network {
    /// What the inputs of a layer, counted from 1, are multiplied with at inference because of dropout; 1 without.
    ///
    /// - Throws: A value error if there is no such layer.
    public func inputFactor(_ layer: Int) throws(EngineError) -> Double {
        layout.layers[try checkedLayer(layer, of: layers.count) - 1].inferenceFactor
    }
}
