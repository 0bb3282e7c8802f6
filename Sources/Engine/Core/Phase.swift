/// What of a pass differs between training and inference.
struct Phase {
    /// The network as it is used: running statistics, and nothing dropped.
    static let inference = Phase()

    /// Whether layers that are normalised and not frozen use the statistics of the samples at hand.
    var usesBatchStatistics = false
    /// The start of the random stream that says which inputs are dropped; nil for none.
    var dropoutSeed: UInt64?
    /// The position of the first row in the order of the epoch.
    var position = 0
    /// The position of the first sample of the mini-batch.
    var batchPosition = 0
}
