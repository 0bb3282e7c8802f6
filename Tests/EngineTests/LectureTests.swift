import Testing

@testable import Engine

/// Small networks computed by hand: lecture checklist blocks.
struct LectureTests {
    /// one sigmoid neuron, x = 1, y = 0, η = 0.15, 300 epochs from (w, b).
    @Test(arguments: [
        (
            0.6, 0.9, Loss.quadratic, [0, 1, 50, 100, 150, 200, 250, 300],
            [0.817574, 0.812055, 0.387010, 0.210996, 0.152740, 0.123747, 0.106056, 0.093956],
            [0.334214, 0.329717, 0.074889, 0.022260, 0.011665, 0.007657, 0.005624, 0.004414]
        ),
        (
            2, 2, .quadratic, [0, 1, 50, 100, 150, 200, 250, 300],
            [0.982014, 0.981922, 0.975933, 0.964131, 0.933417, 0.788736, 0.357212, 0.202848],
            [0.482176, 0.482085, 0.476223, 0.464774, 0.435634, 0.311052, 0.063800, 0.020574]
        ),
        (0.6, 0.9, .crossEntropy, [0, 50, 300], [0.817574, 0.079215, 0.011638], []),
        (2, 2, .crossEntropy, [0, 50, 300], [0.982014, 0.098504, 0.012009], []),
    ])
    func `a single neuron unlearns its error`(
        _ weight: Double, _ bias: Double, _ loss: Loss, _ epochs: [Int], _ outputs: [Double], _ losses: [Double]
    ) throws {
        let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setWeights(Matrix(row: [weight]), layer: 1)
        try network.setBiases(Matrix(row: [bias]), layer: 1)
        var state = TrainingState()
        let options = TrainingOptions(loss: loss, learningRate: 0.15, epochs: 300, convention: .yale)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        let found = try #require(history.output)
        #expect(agree(epochs.map { found[$0] }, outputs, within: 5.1e-7))
        if loss == .quadratic { #expect(agree(epochs.map { history.loss[$0] }, losses, within: 5.1e-7)) }
        #expect(network.weights(1)[0, 0] - weight == network.biases(1)[0, 0] - bias || weight != bias)
        #expect(history.epochs == Array(0...300))
    }

    @Test func `the neuron's cross-entropy crosses one half and one tenth when the checklist says`() throws {
        for (start, half, tenth) in [((0.6, 0.9), 8, 41), ((2.0, 2.0), 17, 50)] {
            let data = try Dataset(name: "one", inputs: Matrix(row: [1]), targets: Matrix(row: [0]))
            var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
            try network.setParameters([start.0, start.1])
            var state = TrainingState()
            let options = TrainingOptions(learningRate: 0.15, convention: .yale)
            let history = try Engine.train(&network, state: &state, on: data, options: options).history
            let outputs = try #require(history.output)
            #expect(outputs.firstIndex { $0 < 0.5 } == half)
            #expect(outputs.firstIndex { $0 < 0.1 } == tenth)
        }
    }

    /// a 1-1-1 network.
    @Test(arguments: [
        (Activation.identity, 0.0175258998, [0.0114419482, 0.0228838964, -0.1075478509, -0.1872212584]),
        (.sigmoid, 0.0459634954, [-0.0046322140, -0.0092644281, 0.0435401958, 0.0757955662]),
    ])
    func `the absurdly simple network`(_ output: Activation, _ loss: Double, _ gradients: [Double]) throws {
        var network = try Network(
            inputs: 1, layers: [Layer(units: 1, activation: .sigmoid), Layer(units: 1, activation: output)])
        try network.setParameters([0.8, -0.1, -0.5, 0.3])
        let data = try Dataset(name: "one", inputs: Matrix(row: [0.5]), targets: Matrix(row: [0.2]))
        let found = try network.gradients(on: data, loss: .quadratic, convention: .tendulkar)
        #expect(abs(try network.loss(on: data, loss: .quadratic, convention: .tendulkar) - loss) < 1e-10)
        #expect(agree(found.parameters, gradients, within: 1e-10))
    }

    static let samples = Matrix([[1, 0, -1], [0.5, -0.5, 2], [-1, 1.5, 0], [0, 0.25, 0.5]])
    static let firstLayer = [0.2, -0.4, 0.7, 0.1, -0.3, 0.5, 0.1, -0.2]

    /// a 3-2-2 network with softmax outputs and the summed cross-entropy.
    @Test(arguments: [
        (
            Activation.sigmoid, 2.4322696844,
            [0.0337136507, -0.1189694578, -0.1231012180, 0.2755216654, 0.2253790131, -0.4087246876],
            [2.3762998250, 2.3245978774, 1.9193202234, 0.2591901424]
        ),
        (
            .tanh, 1.8588965573, [0.11089486, -0.57198584, -0.18262003, 0.74946463, 0.49506119, -0.94758712],
            [1.5903979003, 1.3881408780, 0.5642536536, 0.0364648717]
        ),
        (
            .relu, 2.1880428153, [0.03518375, -0.77814682, -0.35283563, 0.88336383, 0.44386625, -1.25200577],
            [1.7958992360, 1.5148273895, 0.5184955103, 0.0196967919]
        ),
    ])
    func `the network by hand`(
        _ hidden: Activation, _ loss: Double, _ gradients: [Double], _ afterwards: [Double]
    ) throws {
        let data = try Dataset(name: "hand", inputs: Self.samples, targets: Matrix(column: [0, 1, 0, 1]))
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: hidden), Layer(units: 2, activation: .softmax)])
        try network.setParameters(Self.firstLayer + [0.6, -0.1, -0.5, 0.8, 0.05, -0.05])
        #expect(abs(try network.loss(on: data, convention: .tendulkar) - loss) < 1e-10)
        #expect(abs(try network.loss(on: data) - loss / 4) < 1e-10)
        let found = try network.gradients(on: data, convention: .tendulkar)
        #expect(agree(found.weights(1).elements, gradients, within: 5.1e-9))
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.1, convention: .tendulkar)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(agree([1, 2, 10, 100].map { history.loss[$0] }, afterwards, within: 1e-10))
    }

    @Test func `the network by hand, all gradients and outputs of the sigmoid variant`() throws {
        let data = try Dataset(name: "hand", inputs: Self.samples, targets: Matrix(column: [0, 1, 0, 1]))
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: .sigmoid), Layer(units: 2, activation: .softmax)])
        try network.setParameters(Self.firstLayer + [0.6, -0.1, -0.5, 0.8, 0.05, -0.05])
        let outputs = try network.output(for: data.inputs)
        #expect(agree(outputs.column(0), [0.5565809965, 0.3775873516, 0.4606261356, 0.4495430772], within: 1e-10))
        let found = try network.gradients(on: data, convention: .tendulkar)
        #expect(agree(found.biases(1).elements, [-0.0109881971, 0.0182638247], within: 1e-10))
        let second = [-0.3153073945, 0.3153073945, 0.0454924953, -0.0454924953]
        #expect(agree(found.weights(2).elements, second, within: 1e-10))
        #expect(agree(found.biases(2).elements, [-0.1556624391, 0.1556624391], within: 1e-10))
        #expect(try network.classes(for: data.inputs) == [0, 1, 1, 1])
        #expect(try network.errorRate(on: data) == 0.25)
        #expect(try network.accuracy(on: data) == 0.75)
    }

    @Test func `the network by hand with a regression head`() throws {
        let data = try Dataset(name: "hand", inputs: Self.samples, targets: Matrix(column: [1, -1, 0.5, 0]))
        var network = try Network(
            inputs: 3, layers: [Layer(units: 2, activation: .sigmoid), Layer(units: 1, activation: .identity)])
        try network.setParameters(Self.firstLayer + [0.6, -0.5, 0.05])
        let outputs = try network.output(for: data.inputs).elements
        #expect(agree(outputs, [0.31252384, -0.07457502, 0.18936032, 0.10935502], within: 5.1e-9))
        #expect(abs(try network.loss(on: data, convention: .tendulkar) - 0.71874521) < 5.1e-9)
        let found = try network.gradients(on: data, convention: .tendulkar)
        #expect(agree(found.weights(2).elements, [-0.31289385, 0.28965495], within: 5.1e-9))
        #expect(agree(found.biases(2).elements, [0.03666415], within: 5.1e-9))
        let first = [0.0036067, -0.02693491, -0.11263374, 0.10676086, 0.34451446, -0.28593692]
        #expect(agree(found.weights(1).elements, first, within: 5.1e-9))
    }

    /// one neuron on the AND data. (The checklist's bias gradient ends in 3; it is 0.14301285042.)
    @Test(arguments: [
        (Loss.quadratic, 0.2690559536, [0.02184246, 0.00369624], 0.1430128504),
        (.crossEntropy, 0.7335946811, [0.05502471, 0.00615213], 0.2988110033),
    ])
    func `one neuron with two inputs`(_ loss: Loss, _ value: Double, _ weights: [Double], _ bias: Double) throws {
        let data = try Dataset(
            name: "and", inputs: Matrix([[0, 0], [0, 1], [1, 0], [1, 1]]), targets: Matrix(column: [0, 0, 0, 1]))
        var network = try Network(inputs: 2, layers: [Layer(units: 1, activation: .sigmoid)])
        try network.setParameters([0.5, -0.3, 0.1])
        let outputs = try network.output(for: data.inputs).elements
        #expect(agree(outputs, [0.52497919, 0.450166, 0.64565631, 0.57444252], within: 5.1e-9))
        #expect(abs(try network.loss(on: data, loss: loss, convention: .mukund) - value) < 1e-10)
        let found = try network.gradients(on: data, loss: loss, convention: .mukund)
        #expect(agree(found.weights(1).elements, weights, within: 5.1e-9))
        #expect(agree(found.biases(1).elements, [bias], within: 1e-10))
    }

    /// Lecture checklist J9: constant weights on xor keep the hidden units equal.
    @Test(arguments: [(Initialization.constant(0.5), 0.47772, 5e-6), (.zeros, 0.693147, 5e-7)])
    func `units that begin equal stay equal`(
        _ initialization: Initialization, _ loss: Double, _ tolerance: Double
    ) throws {
        let data = try Datasets.xor()
        var network = try Network(
            inputs: 2, layers: [Layer(units: 4, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            initialization: initialization)
        var state = TrainingState()
        let options = TrainingOptions(learningRate: 0.5, epochs: 20_000)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        #expect(abs((history.loss.last ?? 0) - loss) < tolerance)
        let weights = network.weights(1)
        for column in 1..<4 { #expect(agree(weights.column(column), weights.column(0), within: 1e-12)) }
    }
}
