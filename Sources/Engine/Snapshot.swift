/// The parameters of a network after an epoch of its training.
public struct Snapshot: Sendable, Hashable {
    /// The number of epochs trained before it; 0 for an untrained network.
    public let epoch: Int
    /// The parameters, in the order of `Network.parameters`.
    public let parameters: [Double]
    /// The running statistics, in the order of `Network.runningStatistics`.
    public let statistics: [Double]
}

extension Network {
    /// The network as it was when a snapshot of it was taken.
    ///
    /// - Throws: A shape error if the snapshot is that of another network.
    public func restored(from snapshot: Snapshot) throws(EngineError) -> Network {
        var network = self
        try network.setParameters(snapshot.parameters)
        try network.setRunningStatistics(snapshot.statistics)
        return network
    }
}

extension TrainingPlan {
    /// The most snapshots of a run.
    static let maximumSnapshots = 1000

    /// The most numbers that the snapshots of a run may hold (512 mebibytes of doubles).
    static let maximumSnapshotNumbers = 1 << 26

    /// Throws unless the snapshots that are wanted have room.
    static func checkSnapshots(_ options: TrainingOptions, of network: Network) throws(EngineError) {
        guard let count = options.snapshots else { return }
        guard 1...maximumSnapshots ~= count else {
            throw .value("the number of snapshots is \(count); it must be 1 to \(maximumSnapshots)")
        }
        let numbers = (min(count, options.epochs) + 1) * (network.parameterCount + network.runningStatistics.count)
        guard numbers <= maximumSnapshotNumbers else {
            throw .limit(
                "\(count) snapshots of \(network.parameterCount) parameters are more than the \(maximumSnapshotNumbers) "
                    + "numbers the engine keeps; fewer need less")
        }
        try MemoryLimit.check(numbers, for: "\(count) snapshots")
    }

    /// Whether a snapshot is taken after an epoch: before the first, after the last and evenly between.
    func takesSnapshot(after epoch: Int) -> Bool {
        guard let snapshots else { return false }
        let trained = epoch - epochs.lowerBound
        if trained <= 0 || epochs.count <= snapshots { return true }
        // The count of snapshots that are due grows by one at evenly spaced epochs, at the last one at the latest.
        return trained * snapshots / epochs.count != (trained - 1) * snapshots / epochs.count
    }
}

extension History {
    /// The snapshots of a run that went on after this one take the place of those at the epochs it went through.
    mutating func joinSnapshots(_ other: History) {
        guard let first = other.epochs.first else { return }
        let begins = other.snapshots.first?.epoch == first
        snapshots.removeAll { $0.epoch > first || (begins && $0.epoch == first) }
        snapshots += other.snapshots
    }
}
