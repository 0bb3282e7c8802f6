import Testing

@testable import Engine

/// What takes long asks again and again whether to go on, and ends at the answer that says no.
@Suite struct InterruptionTests {
    private static let numbers = Matrix(row: (0..<3_000_000).map { Double(($0 * 7919) % 3_000_017) })
    private static let wide = Matrix(rows: 1000, columns: 3000, elements: numbers.elements)
    private static let network = Result {
        try Network(inputs: 30, layers: [Layer(units: 30, activation: .tanh), Layer(units: 1, activation: .sigmoid)])
    }
    private static let data = Result {
        try Dataset(
            name: "many", inputs: Matrix(rows: 100_000, columns: 30, elements: numbers.elements.map { $0 / 3e6 }),
            targets: Matrix(column: (0..<100_000).map { Double($0 % 2) }))
    }

    /// A million weights, all equal, so that nobody who looks for a difference ends early.
    private static let large = Result {
        try Network(
            inputs: 1000, layers: [Layer(units: 1000, activation: .tanh), Layer(units: 1, activation: .identity)],
            initialization: .constant(0.1))
    }
    private static let few = Result {
        try Dataset(
            name: "few", inputs: Matrix.random(rows: 3, columns: 1000, .normal, seed: 1),
            targets: Matrix(column: [1, 0, 1]))
    }

    /// An operation, and how often it asks at least.
    struct Operation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let least: Int
        let run: @Sendable () throws -> Void

        init(_ name: String, atLeast least: Int = 5, run: @escaping @Sendable () throws -> Void) {
            testDescription = name
            self.least = least
            self.run = run
        }
    }

    static let operations: [Operation] = [
        Operation("filling") { _ = try Matrix.filled(rows: 1000, columns: 3000, with: 1) },
        Operation("drawing") { _ = try Matrix.random(rows: 1000, columns: 3000, .normal, seed: 1) },
        Operation("a function of elements") { _ = try numbers.mapped { $0 + 1 } },
        Operation("an operation on two matrices") { _ = try numbers.combined(with: numbers, +) },
        Operation("adding a row") { _ = try wide.addingRow(Matrix(row: wide.row(0))) },
        Operation("a product") {
            let square = try Matrix.filled(rows: 1100, columns: 1100, with: 1)
            _ = try square.multiplied(by: square)
        },
        Operation("a long inner product") {
            let long = try Matrix.filled(rows: 40, columns: 100_000, with: 1)
            _ = try long.multiplied(by: Matrix.filled(rows: 100_000, columns: 100, with: 1))
        },
        Operation("an activation") { _ = try Activation.tanh.applied(to: numbers) },
        Operation("softmax") { _ = try Activation.softmax.applied(to: wide) },
        Operation("exchanging rows and columns") { _ = try wide.exchanged() },
        Operation("the norm") { _ = try numbers.norm(asking: Interruption.check) },
        Operation("sums down the columns") { _ = try wide.statistic(.sum, over: .rows) },
        Operation("the sum") { _ = try numbers.statistic(.sum) },
        Operation("the deviation") { _ = try numbers.statistic(.deviation(sample: true)) },
        Operation("the largest") { _ = try numbers.statistic(.maximum) },
        Operation("cumulative sums") { _ = try numbers.cumulativeSums(over: .columns) },
        Operation("sorting", atLeast: 100) { _ = try numbers.sorted(over: .columns) },
        Operation("sorting rows") { _ = try wide.sorted(over: .columns) },
        Operation("distinct numbers", atLeast: 100) { _ = try numbers.distinct() },
        Operation("joining") { _ = try Matrix.stacked([wide, wide]) },
        Operation("standing beside one another") { _ = try Matrix.besideOneAnother([wide, wide]) },
        Operation("picking rows") { _ = try wide.rows(at: Array(0..<1000)) },
        Operation("solving") {
            let eye = try Matrix.diagonal(Array(repeating: 1, count: 700))
            _ = try eye.solved(for: .filled(rows: 700, columns: 4000, with: 1))
        },
        Operation("a determinant") { _ = try Matrix.random(rows: 900, columns: 900, .normal, seed: 1).determinant() },
        Operation("the rank of many rows") {
            _ = try Matrix(rows: 100_000, columns: 30, elements: numbers.elements).rank()
        },
        Operation("the inverse") { _ = try Matrix.diagonal(Array(repeating: 1, count: 900)).inverse() },
        Operation("outputs", atLeast: 300) { _ = try network.get().output(for: data.get().inputs) },
        Operation("the loss", atLeast: 300) { _ = try network.get().loss(on: data.get()) },
        Operation("gradients", atLeast: 300) { _ = try network.get().gradients(on: data.get()) },
        Operation("the error rate", atLeast: 300) { _ = try network.get().errorRate(on: data.get()) },
        Operation("the points of a mixture") { _ = try GaussianMixture.lecture.sample(count: 200_000, seed: 1) },
        Operation("the points of spirals") { _ = try Datasets.moons(count: 200_000, noise: 0.1, seed: 1) },
        Operation("the samples of a linear model") {
            _ = try LinearModel(weights: [1, 2], noise: 1).sample(count: 200_000, seed: 1)
        },
        Operation("the probabilities of a mixture") {
            _ = try GaussianMixture.lecture.posterior(of: Matrix(rows: 50_000, columns: 2, repeating: 0))
        },
        Operation("the Bayes error") { _ = try GaussianMixture.lecture.bayesError(asking: Interruption.check) },
        Operation("standardising") { _ = try data.get().standardized() },
        Operation("splitting") { _ = try data.get().split(testShare: 0.2) },
        Operation("the entropy") { _ = try Information.entropy(numbers.map { $0 * 0 + 1 / 3e6 }) },
        Operation("a new network") { _ = try Network(inputs: 1000, layers: [Layer(units: 1000, activation: .tanh)]) },
        Operation("the weights of a layer") { _ = try large.get().weights(1, layout: .inputsByOutputs) },
        Operation("the weights of a layer as textbooks have them", atLeast: 7) {
            _ = try large.get().weights(1, layout: .outputsByInputs)
        },
        Operation("setting weights", atLeast: 10) {
            var network = try large.get()
            try network.setWeights(Matrix(rows: 1000, columns: 1000, repeating: 1), layer: 1)
        },
        Operation("looking for equal units") { _ = try large.get().warnings(on: few.get()) },
        Operation("the loss of many weights", atLeast: 4) { _ = try large.get().loss(on: few.get()) },
        Operation("gradients by many weights", atLeast: 20) { _ = try large.get().gradients(on: few.get()) },
        Operation("a forward trace of many weights") { _ = try large.get().forward(few.get().inputs) },
        Operation("a backward trace of many weights") { _ = try large.get().backward(on: few.get()) },
        Operation("the gradients of single samples", atLeast: 100) {
            try network.get().forEachSampleGradient(on: data.get().samples(at: Array(0..<100))) { _, _ in }
        },
        Operation("the statistics of layers", atLeast: 300) { _ = try network.get().statistics(on: data.get()) },
        Operation("an ROC curve", atLeast: 4) {
            _ = try ROCCurve(scores: numbers.row(0), positives: (0..<3_000_000).map { $0 % 2 == 0 })
        },
        Operation("reading comma-separated values") {
            let rows = Array("a,b,c\n".utf8) + Array((0..<20_000).map { _ in Array("1,2,3\n".utf8) }.joined())
            _ = try Dataset(name: "many", commaSeparatedValues: rows)
        },
        Operation("one-hot rows") { _ = try Matrix(row: (0..<300_000).map { Double($0 % 10) }).oneHot() },
    ]

    @Test(arguments: operations)
    func `a long operation asks, and ends where it is told to`(_ operation: Operation) throws {
        // Made now, so that making them is not counted.
        _ = (Self.network, Self.data, Self.large, Self.few)
        var asked = 0
        let whole = Interruption.whenever({
            asked += 1; return false
        }) { Result { try operation.run() } }
        try whole.get()
        let all = asked
        #expect(all >= operation.least)
        for last in [1, (all + 1) / 2] {
            asked = 0
            let ended = Interruption.whenever({
                asked += 1; return asked >= last
            }) { Result { try operation.run() } }
            #expect(throws: EngineError.cancelled) { try ended.get() }
            #expect(asked == last)
        }
    }

    /// Where a step is long it is stopped within, and the network is that of the last epoch.
    @Test(arguments: [
        (Optimizer.adam(), Precision.double, 360), (.adam(), .single, 360), (.lbfgs(), .double, 670),
    ])
    func `a step of many weights is stopped within`(_ optimizer: Optimizer, _ precision: Precision, _ least: Int) throws
    {
        let layers = [Layer(units: 2100, activation: .tanh), Layer(units: 1, activation: .identity)]
        let fresh = try Network(inputs: 2000, layers: layers)
        let samples = try Dataset(
            name: "few", inputs: Matrix.random(rows: 3, columns: 2000, .normal, seed: 1),
            targets: Matrix(column: [1, 0, 1]))
        let options = TrainingOptions(optimizer: optimizer, batch: 3, epochs: 2, precision: precision)
        var state = TrainingState()
        func train(_ network: inout Network, endingAt last: Int, asked: inout Int) throws -> TrainingOutcome {
            state = TrainingState()
            return try Engine.train(
                &network, state: &state, on: samples, options: options,
                isCancelled: {
                    asked += 1
                    return asked >= last
                })
        }
        var (whole, asked) = (fresh, 0)
        let history = try train(&whole, endingAt: .max, asked: &asked).history
        #expect(asked > least)
        var once = fresh
        var onceState = TrainingState()
        var first = options
        first.epochs = 1
        _ = try Engine.train(&once, state: &onceState, on: samples, options: first)
        for last in stride(from: 1, through: asked, by: asked / 12) {
            var (network, count) = (fresh, 0)
            let outcome = try train(&network, endingAt: last, asked: &count)
            #expect(outcome.ended == TrainingOutcome.Ending.cancelled && count == last)
            let epochs = outcome.history.epochs.last ?? 0
            #expect(outcome.history.loss == Array(history.loss.prefix(outcome.history.loss.count)))
            // What counts is the last whole epoch, the optimiser's memory with it.
            #expect(network == (epochs == 0 ? fresh : once))
            #expect(state == (epochs == 0 ? TrainingState() : onceState))
        }
    }

    @Test func `nothing is interrupted outside`() throws {
        #expect(!Interruption.isRequested)
        Interruption.whenever({ true }) { #expect(Interruption.isRequested) }
        #expect(!Interruption.isRequested)
    }

    /// What an interrupt leaves of a copy, nobody gets.
    @Test func `a copy that is not completed changes nothing`() throws {
        let network = try Self.large.get()
        let core = Core<Double>(layout: network.layout, rows: 1, head: .quadratic, withGradients: false)
        core.load(network.parameters, statistics: [])
        let plan = try TrainingPlan(
            network, state: TrainingState(), data: Self.few.get(), options: TrainingOptions(epochs: 3))
        var copies = EpochCopies(network, plan)
        #expect(copies.keep(core, { false }) && copies.lastParameters == network.parameters)
        core.load(network.parameters.map { $0 + 1 }, statistics: [])
        for last in 1...3 {
            var asked = 0
            let isWhole = copies.keep(core) {
                asked += 1
                return asked >= last
            }
            #expect(!isWhole && asked == last && copies.lastParameters == network.parameters)
        }
        #expect(copies.keep(core, { false }) && copies.lastParameters == network.parameters.map { $0 + 1 })
    }

    /// Sums in blocks are those of all numbers at once, to the bit, with every set of instructions.
    @Test(arguments: InstructionSet.allCases.filter(\.isSupported))
    func `sums in blocks are the same`(_ set: InstructionSet) throws {
        func check<Element: Scalar>(_ type: Element.Type) throws {
            let kernels = KernelTable<Element>(set).pointer
            let count = 900_001
            var stream = RandomStream(seed: 3)
            let x = (0..<count).map { _ in Element(stream.normal()) }
            let y = (0..<count).map { _ in Element(stream.normal()) }
            func lanes() -> [Element] { Array(repeating: 0, count: 32) }
            func wideLanes() -> [Double] { Array(repeating: 0, count: 32) }
            var (narrow, wide, square) = (lanes(), wideLanes(), wideLanes())
            var asked = 0
            func ask() -> Bool {
                asked += 1
                return false
            }
            #expect(
                Element.magnitude(kernels, count: count, x, ask)
                    == Element.magnitude(kernels, count: count, x, lanes: &narrow))
            #expect(asked == 3)
            #expect(
                Element.dot(kernels, count: count, x, y, ask)
                    == Element.dot(kernels, count: count, x, y, lanes: &wide))
            #expect(asked == 6)
            #expect(
                Element.sumOfSquares(kernels, count: count, x, scaledBy: 0.3, ask)
                    == Element.sumOfSquares(kernels, count: count, x, scaledBy: 0.3, lanes: &square))
            #expect(asked == 9)
        }
        try check(Double.self)
        try check(Float.self)
    }

    /// Pieces give what the whole does.
    @Test func `what is done in pieces is what is done at once`() throws {
        #expect(try Self.wide.exchanged() == Self.wide.transposed())
        #expect(try Self.numbers.norm(asking: Interruption.check) == Self.numbers.norm())
        #expect(try Activation.softmax.applied(to: Self.wide) == Activation.softmax(Self.wide))
        #expect(try Self.numbers.mapped { -$0 } == Self.numbers.map { -$0 })
        let (a, b) = (MatrixTests.random(700, 1300, seed: 1), MatrixTests.random(1300, 600, seed: 2))
        let (product, picked) = (try a.multiplied(by: b), try a.rows(at: [0, 511, 512, 699]))
        let expected = try picked.multiplied(by: b)
        for (row, place) in [0, 511, 512, 699].enumerated() {
            for column in 0..<600 { #expect(abs(product[place, column] - expected[row, column]) < 1e-10) }
        }
    }
}
