import Testing

@testable import Engine

/// Validation, early stopping and metrics.
struct ValidationTests {
    let data: Dataset
    let test: Dataset

    init() throws {
        data = try GaussianMixture.lecture.sample(count: 60, seed: 42)
        test = try GaussianMixture.lecture.sample(count: 500, seed: 43)
    }

    /// Options that overfit: the loss on the validation has its smallest value long before the last epoch.
    func options(_ batch: Int?, _ precision: Precision = .double, patience: Int? = nil) -> TrainingOptions {
        TrainingOptions(
            optimizer: .adam(), learningRate: 0.03, schedule: .plateau(factor: 0.5, patience: 3), batch: batch,
            epochs: 200, precision: precision, validation: test, patience: patience)
    }

    @Test(arguments: [nil, 7] as [Int?], [Precision.double, .single])
    func `the validation is measured at the weights of each row and changes no weight`(
        _ batch: Int?, _ precision: Precision
    ) throws {
        var options = TrainingOptions(batch: batch, epochs: 6, precision: precision)
        var plain = try TrainingTests.network()
        var plainState = TrainingState()
        let plainHistory = try Engine.train(&plain, state: &plainState, on: data, options: options).history
        #expect(plainHistory.validationLoss == nil && plainHistory.validationError == nil)
        options.validation = test
        options.metrics = [.accuracy, .determination, .error]
        options.statistics = true
        var network = try TrainingTests.network()
        var state = TrainingState()
        var reports: [EpochReport] = []
        let history = try Engine.train(
            &network, state: &state, on: data, options: options, onEpoch: { reports.append($0) }
        ).history
        #expect(network == plain)
        #expect(state == plainState)
        #expect(history.loss == plainHistory.loss)
        let losses = try #require(history.validationLoss)
        let errors = try #require(history.validationError)
        #expect(losses.count == 7 && errors.count == 7)
        // Shards of another size round otherwise.
        let tolerance = precision == .double ? 1e-14 : 1e-6
        #expect(try abs(losses[0] - TrainingTests.network().loss(on: test)) <= tolerance)
        #expect(try abs(losses[6] - network.loss(on: test)) <= tolerance)
        #expect(try errors[6] == network.errorRate(on: test))
        #expect(reports.map(\.validationLoss) == losses.dropFirst().map { $0 })
        #expect(reports.map(\.validationError) == errors.dropFirst().map { $0 })
        #expect(
            history.columns.map(\.name) == [
                "loss", "error", "validation loss", "validation error", "accuracy", "R²", "validation accuracy",
                "validation R²",
            ])
        #expect(history.metrics[0].values == history.error?.map { 1 - $0 })
        #expect(history.metrics[2].values == errors.map { 1 - $0 })
        for (set, column) in [(data, 1), (test, 3)] {
            let squares = zip(try network.output(for: set.inputs).elements, set.targets.elements)
                .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            // Half of the targets are 1, half 0.
            let expected = 1 - squares / (0.25 * Double(set.count))
            #expect(abs(history.metrics[column].values[6] - expected) < 1e-6)
        }
    }

    @Test(arguments: [nil, 7] as [Int?], [Precision.double, .single])
    func `stopping early returns network, state and optimiser to the best epoch`(
        _ batch: Int?, _ precision: Precision
    ) throws {
        let options = options(batch, precision, patience: 12)
        var network = try TrainingTests.network()
        var state = TrainingState()
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        let losses = try #require(outcome.history.validationLoss)
        let smallest = try #require(losses.min())
        let best = try #require(losses.firstIndex(of: smallest))
        #expect(outcome.ended == .stoppedEarly(bestEpoch: best))
        #expect(outcome.history.bestEpoch == best)
        #expect(best > 3 && best < 150)
        #expect(losses.count == best + 12 + 1)
        #expect(state.epoch == best)

        // As if training had ended there.
        var short = options
        short.epochs = best
        var expected = try TrainingTests.network()
        var expectedState = TrainingState()
        _ = try Engine.train(&expected, state: &expectedState, on: data, options: short)
        #expect(network == expected)
        #expect(state == expectedState)

        // Going on repeats what was undone; the same patience ends it in the same way.
        var history = outcome.history
        let again = try Engine.train(&network, state: &state, on: data, options: options)
        #expect(again.ended == .stoppedEarly(bestEpoch: best))
        #expect(again.history.epochs.first == best)
        history.append(again.history)
        #expect(history == outcome.history)
        #expect(network == expected)
    }

    @Test(arguments: [nil, 7] as [Int?], [Precision.double, .single])
    func `patience survives from call to call`(_ batch: Int?, _ precision: Precision) throws {
        var options = options(batch, precision, patience: 12)
        var whole = try TrainingTests.network()
        var wholeState = TrainingState()
        let wholeOutcome = try Engine.train(&whole, state: &wholeState, on: data, options: options)
        var network = try TrainingTests.network()
        var state = TrainingState()
        options.epochs = 5
        var history: History?
        var ended = TrainingOutcome.Ending.completed
        for _ in 0..<40 where ended == .completed {
            let outcome = try Engine.train(&network, state: &state, on: data, options: options)
            ended = outcome.ended
            history?.append(outcome.history)
            history = history ?? outcome.history
        }
        #expect(ended == wholeOutcome.ended)
        #expect(network == whole)
        #expect(state == wholeState)
        #expect(history == wholeOutcome.history)
    }

    @Test func `without a better epoch the network is left as it was, digit for digit`() throws {
        var network = try TrainingTests.network()
        let before = network
        var state = TrainingState()
        // Trained on the opposite classes, the validation only gets worse.
        let opposite = try Dataset(
            name: "opposite", inputs: data.inputs, targets: Matrix(column: data.targets.elements.map { 1 - $0 }))
        var options = TrainingOptions(
            learningRate: 1, epochs: 50, precision: .single, validation: opposite, patience: 4)
        _ = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 0))
        network = before
        let outcome = try Engine.train(&network, state: &state, on: data, options: options)
        let losses = try #require(outcome.history.validationLoss)
        let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
        #expect(outcome.ended == .stoppedEarly(bestEpoch: best))
        #expect(best == 0 && network == before)
        #expect(state.epoch == 0 && state.steps == 0)
        options.patience = nil
        #expect(try Engine.train(&network, state: &state, on: data, options: options).ended == .completed)
        #expect(state.stopping == nil)
    }

    @Test func `what does not go together is refused and nothing is trained`() throws {
        var network = try TrainingTests.network()
        let before = network
        var state = TrainingState()
        let wide = try Dataset(name: "wide", inputs: Matrix([[1, 2, 3]]), targets: Matrix([[1]]))
        let soft = try Dataset(name: "soft", inputs: Matrix([[1, 2]]), targets: Matrix([[0.5]]))
        let bad: [(TrainingOptions, EngineError.Code, String)] = [
            (TrainingOptions(validation: wide), .shape, "in the validation, the samples are 1×3"),
            (TrainingOptions(validation: test, patience: 0), .value, "the patience is 0 epochs"),
            (TrainingOptions(validation: test, patience: .min), .value, "it must be 1 or more"),
            (TrainingOptions(patience: 3), .value, "needs a validation"),
            (TrainingOptions(validation: soft, metrics: [.accuracy]), .value, "soft are not about classes"),
            (TrainingOptions(validation: soft, metrics: [.determination]), .value, "all equal"),
            (TrainingOptions(schedule: .plateau(factor: 1)), .value, "factor is 1"),
            (TrainingOptions(schedule: .plateau(factor: .nan)), .value, "factor"),
            (TrainingOptions(schedule: .plateau(patience: -1)), .value, "patience is -1"),
            (TrainingOptions(schedule: .plateau(threshold: 1)), .value, "threshold is 1"),
        ]
        for (options, code, part) in bad {
            expectError(code, part) { try Engine.train(&network, state: &state, on: data, options: options) }
        }
        #expect(network == before)
        #expect(state == TrainingState())
        // A validation without classes has a loss all the same.
        let history = try Engine.train(
            &network, state: &state, on: data, options: TrainingOptions(epochs: 1, validation: soft)
        ).history
        #expect(history.validationLoss?.count == 2 && history.validationError == nil)
    }

    /// PyTorch's ReduceLROnPlateau(factor=0.5, patience=2, threshold=0.1) by hand.
    @Test func `a plateau reduces the rate after its patience is exceeded`() throws {
        let watched = Watched(
            data: data, loss: .crossEntropy, convention: .modern, labelSmoothing: 0, classWeights: nil)
        var plateau = PlateauState(.plateau(factor: 0.5, patience: 2, threshold: 0.1), of: watched)
        let losses = [1, 0.95, 0.9, 0.89, 0.95, 0.95, 0.95, 0.95, 0.7, 0.7, 0.7, 0.7]
        var factors: [Double] = []
        for loss in losses {
            plateau.note(loss, learningRate: 0.1)
            factors.append(plateau.factor)
        }
        // 0.9 is not below 1 · 0.9; 0.89 is.
        #expect(factors == [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25])
        var tiny = PlateauState(.plateau(factor: 0.1, patience: 0), of: watched)
        for _ in 0..<50 { tiny.note(1, learningRate: 1) }
        #expect(tiny.factor > 1e-9 && tiny.factor < 2e-8)
    }

    @Test func `a plateau follows the validation, else the training loss, and survives from call to call`() throws {
        func history(_ validation: Dataset?, _ parts: [Int]) throws -> ([Double], TrainingState) {
            var network = try TrainingTests.network()
            var state = TrainingState()
            var losses: [Double] = []
            for epochs in parts {
                let options = TrainingOptions(
                    learningRate: 3, schedule: .plateau(factor: 0.2, patience: 1), epochs: epochs,
                    validation: validation)
                losses += try Engine.train(&network, state: &state, on: data, options: options).history.loss
                    .dropFirst()
            }
            return (losses, state)
        }
        let (own, ownState) = try history(nil, [40])
        // Against the opposite classes, what trains makes it worse.
        let opposite = try Dataset(
            name: "opposite", inputs: data.inputs, targets: Matrix(column: data.targets.elements.map { 1 - $0 }))
        let (validated, validatedState) = try history(opposite, [40])
        #expect(own != validated)
        #expect(ownState.plateau?.factor ?? 1 < 1 && validatedState.plateau?.factor ?? 1 < 1)
        let (parts, state) = try history(opposite, [3, 5, 12, 20])
        #expect(parts == validated)
        #expect(state == validatedState)
    }

    @Test func `rows without a validation are not numbers in a history that has one elsewhere`() throws {
        var network = try TrainingTests.network()
        var state = TrainingState()
        var history = try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 2)).history
        let watching = TrainingOptions(epochs: 2, validation: test, metrics: [.accuracy], statistics: true)
        history.append(try Engine.train(&network, state: &state, on: data, options: watching).history)
        history.append(try Engine.train(&network, state: &state, on: data, options: TrainingOptions(epochs: 1)).history)
        #expect(history.epochs == [0, 1, 2, 3, 4, 5])
        let isKnown = [false, false, false, true, true, false]
        #expect(history.validationLoss?.map(\.isFinite) == isKnown)
        #expect(history.metrics.map { $0.values.map(\.isFinite) } == [isKnown, isKnown])
        #expect(history.statistics(ofLayer: 2)?.map(\.deltaNorm.isFinite) == isKnown)
        #expect(history.error?.allSatisfy(\.isFinite) == true)
    }
}
