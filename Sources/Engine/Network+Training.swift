/// What training asks of networks whose layers differ between training and inference.
extension Network {
    /// Throws an error unless the statistics of all mini-batches of a size can be computed, where they are needed.
    func checkBatches(of size: Int, from data: Dataset) throws(EngineError) {
        try layout.checkBatch(size, what: "a mini-batch")
        let rest = data.count % size
        if rest > 0 {
            try layout.checkBatch(
                rest, what: "the last of the mini-batches of \(size) of the \(data.count) samples of \(data.name)")
        }
    }

    /// What training does beside the steps, in words; nothing for plain layers.
    func trainingChoices(_ options: TrainingOptions) -> [Convention.Choice] {
        var choices: [Convention.Choice] = []
        if layout.hasDropout {
            let texts = layout.layers.enumerated().compactMap { index, place in
                place.layer.dropout.map { "\($0.amount) before layer \(index + 1)" }
            }
            choices.append(
                .init(aspect: "dropout", text: texts.joined(separator: ", ") + ", seed \(options.seed)"))
        }
        if layout.layers.contains(where: \.layer.isNormalized) {
            choices.append(
                .init(aspect: "normalisation", text: "over each mini-batch, at inference by running averages"))
        }
        let frozen = layout.layers.indices.filter { layout.layers[$0].layer.isFrozen }
        if !frozen.isEmpty {
            choices.append(.init(aspect: "frozen", text: "layer " + frozen.map { "\($0 + 1)" }.joined(separator: ", ")))
        }
        return choices
    }
}
