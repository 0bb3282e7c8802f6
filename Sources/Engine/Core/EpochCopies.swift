/// The parameters and running statistics after the last whole epoch and after the best one, as arrays that a network takes over
/// without another copy.
struct EpochCopies: ~Copyable {
    private struct Copy {
        var parameters: [Double]
        var statistics: [Double]

        init(parameters: [Double], statistics: [Double]) {
            self.parameters = parameters
            self.statistics = statistics
        }

        /// Copies what stands in a core; nil where it was cancelled.
        init?<Element: Scalar>(_ core: borrowing Core<Element>, _ isCancelled: () -> Bool) {
            let source = core.parameters
            guard let parameters = [Double](count: core.parameterCount, isCancelled, { Double(source[$0]) }) else {
                return nil
            }
            self.init(parameters: parameters, statistics: core.copyOfStatistics())
        }

        /// The same in the memory of this one; whether all was copied before it was cancelled.
        mutating func update<Element: Scalar>(_ core: borrowing Core<Element>, _ isCancelled: () -> Bool) -> Bool {
            let (source, running) = (core.parameters, core.statistics)
            statistics.withUnsafeMutableBufferPointer { target in
                for index in target.indices { target[index] = Double(running[index]) }
            }
            return parameters.withUnsafeMutableBufferPointer { target in
                Interruption.blocks(target.count, isCancelled) { block in
                    for index in block { target[index] = Double(source[index]) }
                }
            }
        }
    }

    /// In raw memory, so that writing to one allocates nothing.
    private let copies: UnsafeMutablePointer<Copy>
    private var last = 0
    private var best: Int?
    /// How many copies there are once an epoch was kept: the last whole one, the best one and one to write to.
    private let room: Int
    private var hasRoom = false

    /// Begins with the network as it is.
    init(_ network: Network, _ plan: TrainingPlan) {
        room = plan.epochs.count < 2 ? 1 : plan.patience == nil ? 2 : 3
        copies = .allocate(capacity: room)
        copies.initialize(
            repeating: Copy(parameters: network.parameters, statistics: network.runningStatistics), count: room)
    }

    deinit {
        copies.deinitialize(count: room)
        copies.deallocate()
    }

    /// The parameters after the last whole epoch.
    var lastParameters: [Double] { copies[last].parameters }

    /// The running statistics after the last whole epoch.
    var lastStatistics: [Double] { copies[last].statistics }

    /// The parameters after the best epoch of this run.
    var bestParameters: [Double] { copies[best ?? last].parameters }

    /// The running statistics after the best epoch of this run.
    var bestStatistics: [Double] { copies[best ?? last].statistics }

    /// Takes what stands in a core for that of the last whole epoch.
    ///
    /// - Returns: Whether all was copied; where it was cancelled, the last whole epoch is the one before.
    mutating func keep<Element: Scalar>(_ core: borrowing Core<Element>, _ isCancelled: () -> Bool) -> Bool {
        guard hasRoom else {
            var made: [Copy] = []
            for _ in 0..<room {
                guard let copy = Copy(core, isCancelled) else { return false }
                made.append(copy)
            }
            for (place, copy) in made.enumerated() { copies[place] = copy }
            hasRoom = true
            return true
        }
        var free = 0
        while free == last || free == best { free += 1 }
        guard copies[free].update(core, isCancelled) else { return false }
        last = free
        return true
    }

    /// Takes the last whole epoch for the best.
    mutating func keepBest() { best = last }
}
