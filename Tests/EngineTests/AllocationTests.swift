import Glibc
import Testing

@testable import Engine

/// Proves that training allocates nothing from its second epoch to its last step, by leaving it no memory to allocate: any
/// allocation ends the process that runs the test.
struct AllocationTests {
    /// Takes all memory that malloc has or could get.
    ///
    /// - Returns: The last block, which leads to all others; otherwise the compiler would leave them out.
    static func exhaustMemory() -> UnsafeMutableRawPointer? {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(UInt32(RLIMIT_AS.rawValue)), &none) == 0 else { return nil }
        var last: UnsafeMutableRawPointer?
        var size = 1 << 30
        while size >= 8 {
            while let block = malloc(size) {
                block.storeBytes(of: last, as: UnsafeMutableRawPointer?.self)
                last = block
            }
            // The allocator keeps small blocks in a list for each size.
            size = size > 2048 ? size / 2 : size - 8
        }
        return last
    }

    /// Trains for many epochs without memory, then ends the process with success.
    static func trainWithoutMemory(
        _ options: TrainingOptions, hidden: [Activation] = [.relu, .tanh], layers: [Layer]? = nil,
        allocating: Bool = false
    ) throws {
        var options = options
        options.epochs = 50
        let data = try GaussianMixture.lecture.sample(count: 600, seed: 1)
        var network = try Network(
            inputs: 2,
            layers: (layers ?? hidden.map { Layer(units: 40, activation: $0) }) + [
                Layer(units: 2, activation: .softmax)
            ])
        var state = TrainingState()
        var taken: UnsafeMutableRawPointer?
        var found: [Double] = []
        var hasBegun = false
        _ = try Engine.train(
            &network, state: &state, on: data, options: options,
            isCancelled: {
                guard hasBegun else { return false }
                if taken == nil { taken = exhaustMemory() }
                return taken == nil
            },
            onEpoch: { report in
                hasBegun = true
                if allocating { found.append(report.loss) }
                if report.epoch == report.of { _exit(EXIT_SUCCESS) }
            })
    }

    @Test func `shuffled mini-batches with momentum`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(momentum: .heavyBall(0.9), decay: 1e-3, batch: 20))
        }
    }

    @Test func `batches larger than a shard in single precision`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(momentum: .exponentialAverage(0.9), batch: 300, precision: .single))
        }
    }

    @Test func `all samples at once, relu differentiable at zero`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(convention: .tendulkar))
        }
    }

    @Test func `the quadratic loss of softmax`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(loss: .quadratic, batch: 32, shuffle: false))
        }
    }

    @Test func `class weights and the Huber loss`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(TrainingOptions(loss: .huber(), batch: 20, classWeights: [1, 2]))
        }
    }

    static let optimizers: [(optimizer: Optimizer, precision: Precision)] = [
        (.adagrad(), .double), (.rmsProp(), .single), (.adam(), .double), (.adamW(), .single), (.adadelta(), .double),
    ]

    @Test(arguments: optimizers.indices)
    func `optimisers with schedule, clipping and decays`(_ index: Int) async {
        await #expect(processExitsWith: .success) { [index] in
            let (optimizer, precision) = AllocationTests.optimizers[index]
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(
                    optimizer: optimizer, schedule: .oneCycle(epochs: 40), decay: 1e-3, absoluteDecay: 1e-4, clip: 0.01,
                    batch: 20, precision: precision))
        }
    }

    @Test func `L-BFGS with its line search`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(
                    optimizer: .lbfgs(history: 7), decay: 1e-3,
                    validation: GaussianMixture.lecture.sample(count: 70, seed: 2), patience: 1000))
        }
    }

    @Test func `Nesterov momentum`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(TrainingOptions(momentum: .nesterov(0.9), batch: 20))
        }
    }

    @Test func `activations with parameters`() async {
        await #expect(processExitsWith: .success) {
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(batch: 20), hidden: [.leakyRelu(slope: 0.2), .gelu, .swish(beta: 2), .softplus])
        }
    }

    static let cube = CustomActivation(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 })

    static let layers = [
        Layer(units: 20, activation: .custom(cube), dropout: .inverted(drop: 0.1), normalization: Normalization()),
        Layer(units: 10, activation: .softmax, mask: Matrix(rows: 20, columns: 10, repeating: 1), isFrozen: true),
        Layer(units: 30, activation: .gelu, dropout: .exactlyHalf, normalization: Normalization(), isFrozen: true),
    ]

    /// The whole data set, and mini-batches in single precision.
    @Test(arguments: [600, 20])
    func `dropout, batch normalisation, masks, frozen and custom layers`(_ batch: Int) async {
        await #expect(processExitsWith: .success) { [batch] in
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(decay: 1e-3, clip: 1, batch: batch, precision: batch == 600 ? .double : .single),
                layers: AllocationTests.layers)
        }
    }

    @Test(arguments: [true, false])
    func `validation, early stopping, plateaus, metrics and statistics`(_ isSingle: Bool) async {
        await #expect(processExitsWith: .success) { [isSingle] in
            try AllocationTests.trainWithoutMemory(
                TrainingOptions(
                    optimizer: .adam(), schedule: .plateau(factor: 0.5, patience: 2), batch: 50,
                    precision: isSingle ? .single : .double,
                    validation: GaussianMixture.lecture.sample(count: 700, seed: 2), patience: 1000,
                    metrics: [.accuracy, .determination], statistics: true))
        }
    }

    @Test func `an allocation would be noticed`() async {
        await #expect(processExitsWith: .failure) {
            try AllocationTests.trainWithoutMemory(TrainingOptions(batch: 20), allocating: true)
        }
    }
}
