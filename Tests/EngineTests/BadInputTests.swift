import Testing

@testable import Engine

/// What does not fit, is out of range or is not there: each has an error of its kind, which names what was found and what
/// was expected.
struct BadInputTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: EngineError.Code
        let parts: [String]
        let make: @Sendable () throws -> Void

        init(
            _ description: String, _ code: EngineError.Code, _ parts: [String],
            _ make: @escaping @Sendable () throws -> Void
        ) {
            testDescription = description
            self.code = code
            self.parts = parts
            self.make = make
        }
    }

    @Test(arguments: data + networks + training + layers + validation)
    func `is refused`(_ mistake: Mistake) {
        do {
            try mistake.make()
            Issue.record("no error was thrown")
        } catch let error as EngineError {
            #expect(error.code == mistake.code)
            for part in mistake.parts { #expect(error.message.contains(part), "\(error.message)") }
            // A sentence without its full stop.
            #expect(error.message.last != "." && !error.message.contains("\n"))
        } catch {
            Issue.record(error)
        }
    }

    /// 6 samples of two inputs and a class from 0 to 2.
    private static func samples(_ count: Int = 6, labels: [Double]? = nil) throws -> Dataset {
        try Dataset(
            name: "flowers", inputs: MatrixTests.random(count, 2, seed: 3),
            targets: Matrix(column: labels ?? (0..<count).map { Double($0 % 3) }))
    }

    private static func network(_ change: (inout Layer) -> Void = { _ in }) throws -> Network {
        var hidden = Layer(units: 4, activation: .tanh)
        change(&hidden)
        return try Network(inputs: 2, layers: [hidden, Layer(units: 3, activation: .softmax)])
    }

    /// Trains, and expects of a failure that it changed nothing.
    private static func train(
        _ change: (inout TrainingOptions) -> Void, network: Network? = nil, on data: Dataset? = nil
    ) throws {
        var trained = try network ?? Self.network()
        let before = trained
        var state = TrainingState()
        var options = TrainingOptions(epochs: 1)
        change(&options)
        do {
            _ = try Engine.train(&trained, state: &state, on: data ?? samples(), options: options)
        } catch {
            #expect(trained == before && state == TrainingState())
            throw error
        }
    }

    static let data = [
        Mistake("numbers of samples differ", .shape, ["3×2", "4×1", "3 and 4"]) {
            _ = try Dataset(
                name: "d", inputs: Matrix(rows: 3, columns: 2, repeating: 0), targets: Matrix(column: [0, 0, 0, 0]))
        },
        Mistake("no samples", .shape, ["needs samples", "0×2", "0×1"]) {
            _ = try Dataset(
                name: "d", inputs: Matrix(rows: 0, columns: 2, elements: []), targets: Matrix(column: []))
        },
        Mistake("no inputs", .shape, ["needs samples", "2×0"]) {
            _ = try Dataset(
                name: "d", inputs: Matrix(rows: 2, columns: 0, elements: []), targets: Matrix(column: [0, 1]))
        },
        Mistake("an input that is no number", .value, ["input 2 of sample 1", "nan", "finite"]) {
            _ = try Dataset(name: "d", inputs: Matrix(row: [1, .nan]), targets: Matrix(row: [0]))
        },
        Mistake("an infinite target", .value, ["target 1 of sample 2", "-inf", "finite"]) {
            _ = try Dataset(name: "d", inputs: Matrix(column: [1, 2]), targets: Matrix(column: [0, -.infinity]))
        },
        Mistake("more classes than names", .value, ["3 classes", "names for 2"]) {
            _ = try Dataset(
                name: "d", inputs: Matrix(column: [1]), targets: Matrix(column: [2]), classNames: ["a", "b"])
        },
        Mistake("a sample that does not exist", .value, ["position 6", "it has 6"]) {
            _ = try samples().samples(at: [0, 6])
        },
        Mistake("a test part of everything", .value, ["is 1", "between 0 and 1"]) {
            _ = try samples().split(testShare: 1)
        },
        Mistake("a test part of nothing", .value, ["0.01 of 6", "test part"]) {
            _ = try samples().split(testShare: 0.01)
        },
        Mistake("an empty file", .value, ["d has no samples", "first line"]) {
            _ = try Dataset(name: "d", commaSeparatedValues: [])
        },
    ]

    static let networks = [
        Mistake("samples of another width", .shape, ["6×2", "3 inputs", "expected 6×3"]) {
            _ = try Network(inputs: 3, layers: [Layer(units: 3, activation: .softmax)]).loss(on: samples())
        },
        Mistake("targets of another width", .shape, ["6×1", "2 outputs", "expected 6×2"]) {
            _ = try Network(inputs: 2, layers: [Layer(units: 2, activation: .identity)]).gradients(on: samples())
        },
        Mistake("a class above the outputs", .value, ["class 3 of sample 2", "flowers", "0 to 2"]) {
            _ = try network().loss(on: samples(labels: [0, 3, 1, 2, 0, 1]))
        },
        Mistake("a class below 0", .value, ["class -1 of sample 6", "0 to 2"]) {
            try train({ _ in }, on: samples(labels: [0, 1, 1, 2, 0, -1]))
        },
        Mistake("half a class", .value, ["class 0.5 of sample 1", "0 to 2"]) {
            _ = try network().errorRate(on: samples(labels: [0.5, 1, 1, 2, 0, 1]))
        },
        Mistake("no layers", .value, ["at least one layer"]) { _ = try Network(inputs: 2, layers: []) },
        Mistake("no inputs of a network", .value, ["at least one input", "not 0"]) {
            _ = try Network(inputs: 0, layers: [Layer(units: 1, activation: .tanh)])
        },
        Mistake("a layer without units", .value, ["layer 2", "at least one unit", "not -3"]) {
            _ = try Network(
                inputs: 2, layers: [Layer(units: 1, activation: .tanh), Layer(units: -3, activation: .tanh)])
        },
        Mistake("more parameters than memory", .limit, ["\(Network.maximumParameterCount) parameters"]) {
            _ = try Network(inputs: .max, layers: [Layer(units: .max, activation: .tanh)])
        },
        Mistake("weights of another shape", .shape, ["layer 1", "2×4", "not 4×2"]) {
            var network = try Self.network()
            try network.setWeights(Matrix(rows: 4, columns: 2, repeating: 0), layer: 1)
        },
        Mistake("a layer that is not there", .value, ["no layer 3", "1 to 2"]) {
            var network = try Self.network()
            try network.setBiases(Matrix(row: [0]), layer: 3)
        },
        Mistake("parameters too few", .shape, ["27 parameters", "not 26"]) {
            var network = try Self.network()
            try network.setParameters([Double](repeating: 0, count: 26))
        },
        Mistake("a weight that is no number", .value, ["nan", "not finite"]) {
            var network = try Self.network()
            try network.setParameters([Double](repeating: .nan, count: 27))
        },
        Mistake("the cross-entropy of numbers", .value, ["sigmoid or softmax", "identity"]) {
            _ = try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)])
                .loss(on: samples(), loss: .crossEntropy)
        },
        Mistake("δ of a Huber loss", .value, ["δ of the Huber loss is -1", "above 0"]) {
            _ = try network().loss(on: samples(), loss: .huber(delta: -1))
        },
    ]

    static let training = [
        Mistake("a batch of nothing", .value, ["batch is 0", "flowers has 6", "1 to 6"]) { try train { $0.batch = 0 } },
        Mistake("a batch below 0", .value, ["batch is -4", "1 to 6"]) { try train { $0.batch = -4 } },
        Mistake("a batch larger than the data", .value, ["batch is 7", "flowers has 6", "1 to 6"]) {
            try train { $0.batch = 7 }
        },
        Mistake("epochs below 0", .value, ["epochs is -1", "0 or more"]) { try train { $0.epochs = -1 } },
        Mistake("epochs without end", .limit, ["\(Int.max) more epochs", "10000000"]) {
            try train { $0.epochs = .max }
        },
        Mistake("a learning rate below 0", .value, ["learning rate is -0.1", "0 up"]) {
            try train { $0.learningRate = -0.1 }
        },
        Mistake("a learning rate that is no number", .value, ["learning rate is nan"]) {
            try train { $0.learningRate = .nan }
        },
        Mistake("a decay below 0", .value, ["decay is -1", "0 up"]) { try train { $0.decay = -1 } },
        Mistake("an L1 decay below 0", .value, ["L1 decay is -1", "0 up"]) { try train { $0.absoluteDecay = -1 } },
        Mistake("a momentum of 1", .value, ["momentum is 1", "from 0 to below 1"]) {
            try train { $0.momentum = .heavyBall(1) }
        },
        Mistake("momentum beside Adam", .value, ["gradient descent only", "Adam"]) {
            try train {
                $0.optimizer = .adam()
                $0.momentum = .nesterov(0.9)
            }
        },
        Mistake("clipping to nothing", .value, ["norm 0", "above 0"]) { try train { $0.clip = 0 } },
        Mistake("a schedule of no epochs", .value, ["number of epochs is 0", "1 or more"]) {
            try train { $0.schedule = .cosine(epochs: 0) }
        },
        Mistake("a plateau that raises", .value, ["factor is 2", "below 1"]) {
            try train { $0.schedule = .plateau(factor: 2) }
        },
        Mistake("L-BFGS on mini-batches", .value, ["all samples", "2 of the 6"]) {
            try train {
                $0.optimizer = .lbfgs()
                $0.batch = 2
            }
        },
        Mistake("class weights too few", .shape, ["2 class weights", "3 classes"]) {
            try train { $0.classWeights = [1, 2] }
        },
        Mistake("class weights too many", .shape, ["4 class weights", "3 classes"]) {
            try train { $0.classWeights = [1, 2, 3, 4] }
        },
        Mistake("a class weight below 0", .value, ["class 2", "-0.5", "0 up"]) {
            try train { $0.classWeights = [1, 1, -0.5] }
        },
        Mistake("label smoothing of everything", .value, ["label smoothing is 1", "below 1"]) {
            try train { $0.labelSmoothing = 1 }
        },
        Mistake("a state of another network", .shape, ["27 parameters", "9"]) {
            var large = try Self.network()
            var state = TrainingState()
            let options = TrainingOptions(momentum: .heavyBall(0.9), epochs: 1)
            _ = try Engine.train(&large, state: &state, on: samples(), options: options)
            var small = try Network(inputs: 2, layers: [Layer(units: 3, activation: .softmax)])
            _ = try Engine.train(&small, state: &state, on: samples(), options: options)
        },
        Mistake("learning rates that fall", .value, ["from 1 to 0.1", "rise"]) {
            _ = try findLearningRate(network(), on: samples(), options: TrainingOptions(), from: 1, to: 0.1)
        },
    ]

    static let layers = [
        Mistake("two layers of one name", .value, ["layers 1 and 2", "“top”"]) {
            _ = try Network(
                inputs: 2,
                layers: [
                    Layer(units: 1, activation: .tanh, name: "top"), Layer(units: 1, activation: .tanh, name: "top"),
                ])
        },
        Mistake("dropping everything", .value, ["probability 1", "from 0 to below 1"]) {
            _ = try network { $0.dropout = .inverted(drop: 1) }
        },
        Mistake("dropping less than nothing", .value, ["probability -0.2", "from 0 to below 1"]) {
            _ = try network { $0.dropout = .inverted(drop: -0.2) }
        },
        Mistake("keeping nothing", .value, ["probability 0;", "above 0 and at most 1"]) {
            _ = try network { $0.dropout = .classical(keep: 0) }
        },
        Mistake("keeping more than everything", .value, ["probability 1.5", "above 0 and at most 1"]) {
            _ = try network { $0.dropout = .classical(keep: 1.5) }
        },
        Mistake("ε of 0", .value, ["ε", "is 0", "above 0"]) {
            _ = try network { $0.normalization = Normalization(epsilon: 0) }
        },
        Mistake("running averages of more than everything", .value, ["momentum", "is 1.5", "from 0 to 1"]) {
            _ = try network { $0.normalization = Normalization(momentum: 1.5) }
        },
        Mistake("normalisation over mini-batches of one sample", .value, ["single sample", "2 or more"]) {
            try train({ $0.batch = 1 }, network: network { $0.normalization = Normalization() })
        },
        Mistake("normalisation over a last mini-batch of one sample", .value, ["mini-batches of 5", "6 samples"]) {
            try train({ $0.batch = 5 }, network: network { $0.normalization = Normalization() })
        },
        Mistake("normalisation over a single sample", .value, ["single sample", "2 or more"]) {
            _ = try network { $0.normalization = Normalization() }.gradients(on: samples(1))
        },
        Mistake("biases of a normalised layer", .value, ["layer 1", "no biases"]) {
            var network = try Self.network { $0.normalization = Normalization() }
            try network.setBiases(Matrix(row: [0, 0, 0, 0]), layer: 1)
        },
        Mistake("a mask of another shape", .shape, ["mask of layer 1 is 4×2", "2×4"]) {
            _ = try network { $0.mask = Matrix(rows: 4, columns: 2, repeating: 1) }
        },
        Mistake("a mask of halves", .value, ["0.5 in row 1, column 1", "1 for a connection"]) {
            _ = try network { $0.mask = Matrix(rows: 2, columns: 4, repeating: 0.5) }
        },
        Mistake("a slope that is no number", .value, ["slope of leakyrelu", "finite number"]) {
            _ = try Network(inputs: 1, layers: [Layer(units: 1, activation: .leakyRelu(slope: .nan))])
        },
    ]

    static let validation = [
        Mistake("a patience of 0", .value, ["patience is 0", "1 or more"]) {
            try train {
                $0.patience = 0
                $0.validation = try? samples()
            }
        },
        Mistake("a patience without a validation", .value, ["patience of 3", "needs a validation"]) {
            try train { $0.patience = 3 }
        },
        Mistake("a validation with other inputs", .shape, ["in the validation", "4×3", "2 inputs", "4×2"]) {
            let other = try Dataset(
                name: "other", inputs: Matrix(rows: 4, columns: 3, repeating: 0), targets: Matrix(column: [0, 1, 2, 0]))
            try train { $0.validation = other }
        },
        Mistake("a validation with other targets", .shape, ["in the validation", "4×2", "3 outputs", "4×3"]) {
            let other = try Dataset(
                name: "other", inputs: Matrix(rows: 4, columns: 2, repeating: 0),
                targets: Matrix(rows: 4, columns: 2, repeating: 0))
            try train { $0.validation = other }
        },
        Mistake("a validation with another class", .value, ["in the validation", "class 7", "0 to 2"]) {
            let other = try samples(labels: [0, 1, 2, 0, 1, 7])
            try train { $0.validation = other }
        },
        Mistake("R² of equal targets", .value, ["R²", "all equal"]) {
            let flat = try Dataset(
                name: "flat", inputs: Matrix(column: [1, 2]), targets: Matrix(column: [1, 1]))
            let line = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
            try train({ $0.metrics = [.determination] }, network: line, on: flat)
        },
    ]
}
