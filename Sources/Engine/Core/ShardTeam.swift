/// The threads that work on shards beside the one that trains.
///
/// They sleep between passes and end with the team. Each has a workspace of its own and reads the parameters of the first
/// core, which changes them only while the others sleep.
final class ShardTeam<Element: Scalar> {
    /// How many operations a shard must cost, so that waking a thread for it is worth while.
    static var leastCost: Int { 1 << 18 }

    private(set) var helpers: [ShardHelper<Element>] = []
    private let shardRows: Int

    /// - Parameter threads: How many threads may work together, the caller's among them.
    init(_ core: borrowing Core<Element>, _ layout: Layout, samples: Samples<Element>, gathers: Bool, threads: Int) {
        shardRows = core.shardRows
        let shards = (samples.count + shardRows - 1) / shardRows
        let isWorthwhile = !core.usesBatchStatistics && Double(core.cost) * Double(shardRows) >= Double(Self.leastCost)
        guard isWorthwhile else { return }
        for _ in 1..<max(1, min(threads, shards)) {
            let helper = ShardHelper(core.companion(layout), samples: samples, gathers: gathers)
            // Where the system has no more threads to give, fewer do the same.
            guard helper.launch() else { return }
            helpers.append(helper)
        }
    }

    deinit {
        for helper in helpers { helper.end() }
    }

    /// Gives each helper a shard, as far as there are any; returns how many have one.
    func begin(_ work: ShardWork<Element>, _ range: Range<Int>) -> Int {
        var start = range.lowerBound
        var count = 0
        while count < helpers.count && start < range.upperBound {
            let rows = min(shardRows, range.upperBound - start)
            helpers[count].begin(work, start, rows: rows)
            start += rows
            count += 1
        }
        return count
    }
}

/// A thread that works on a shard at a time.
///
/// Two semaphores hand everything here to and fro between the two threads.
final class ShardHelper<Element: Scalar>: HelperThread, @unchecked Sendable {
    /// How many samples the shard has.
    private(set) var rows = 0
    /// What the shard gave.
    private(set) var result = PassResult()
    private let pass: Pass<Element>
    private var work: ShardWork<Element>?
    private var start = 0
    private let wanted = Semaphore()
    private let finished = Semaphore()

    init(_ core: consuming Core<Element>, samples: Samples<Element>, gathers: Bool) {
        pass = Pass(core: core, samples: samples, gathers: gathers, gradientRows: 0)
    }

    /// The gradients of the shard.
    var gradients: UnsafeMutablePointer<Element> { pass.core.gradients }

    /// Hands over a shard.
    func begin(_ work: ShardWork<Element>, _ start: Int, rows: Int) {
        self.work = work
        self.start = start
        self.rows = rows
        wanted.signal()
    }

    /// Waits until the shard is done.
    func finish() {
        finished.wait()
    }

    /// Counts the shard as if the caller's core had computed it.
    func count(_ tally: Tally<Element>?) {
        guard let work, let tally else { return }
        tally.add(pass.core, rows: rows, targets: work.samples.targets + start * work.samples.targetWidth)
    }

    /// Ends the thread; it must be asleep.
    func end() {
        work = nil
        wanted.signal()
        join()
    }

    override func body() {
        wanted.wait()
        while let work {
            // The parameters have changed since the last shard, perhaps.
            pass.core.parametersChanged()
            result = pass.shard(work, start, rows: rows, into: pass.core.gradients) { work.stop.isSet }
            finished.signal()
            wanted.wait()
        }
    }
}
