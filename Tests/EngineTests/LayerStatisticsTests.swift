import Testing

@testable import Engine

struct LayerStatisticsTests {
    @Test func `a network by hand`() throws {
        // Of the two samples, unit 1 sees 1 and -1, unit 2 always less than 0, the output the first unit times 2.
        let data = try Dataset(name: "two", inputs: Matrix([[1], [-1]]), targets: Matrix([[1], [1]]))
        var network = try Network(
            inputs: 1, layers: [Layer(units: 2, activation: .relu), Layer(units: 1, activation: .identity)])
        try network.setParameters([1, 1, 0, -5, 2, 1, 0])
        let found = try network.statistics(on: data, convention: .yale)
        // Outputs 2 and 0; δ = (a - y)/2 = ½ and -½; below, δ = 2·½ for the one unit that is awake.
        #expect(found.count == 2)
        #expect(found[0].activationNorm == 1 && found[1].activationNorm == 2)
        #expect(found[0].zeroShare == 0.75 && found[1].zeroShare == 0.5)
        #expect(found[0].deadShare == 0.5 && found[1].deadShare == 0)
        #expect(found[0].deltaNorm == 1 && found[1].deltaNorm == 0.5.squareRoot())
        #expect(found[0].gradientNorm == 1 && found[1].gradientNorm == 0.5)
    }

    @Test(arguments: [nil, 50] as [Int?], [Precision.double, .single])
    func `the history has what the network says`(_ batch: Int?, _ precision: Precision) throws {
        // More samples than a shard has rows.
        let data = try GaussianMixture.lecture.sample(count: 600, seed: 2)
        var network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 20, activation: .relu), Layer(units: 9, activation: .tanh),
                Layer(units: 2, activation: .softmax),
            ])
        var state = TrainingState()
        let options = TrainingOptions(
            decay: 0.1, batch: batch, epochs: 3, precision: precision, validation: data, statistics: true)
        let history = try Engine.train(&network, state: &state, on: data, options: options).history
        let expected = try network.statistics(on: data)
        let gradients = try network.gradients(on: data)
        for layer in 1...3 {
            let column = try #require(history.statistics(ofLayer: layer))
            #expect(column.count == 4)
            let (found, wanted) = (column[3], expected[layer - 1])
            let size = gradients.weights(layer).elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for (one, other) in [
                (found.activationNorm, wanted.activationNorm), (found.deltaNorm, wanted.deltaNorm),
                (found.gradientNorm, wanted.gradientNorm), (found.zeroShare, wanted.zeroShare),
                (size, wanted.gradientNorm),
            ] {
                #expect(abs(one - other) <= 1e-5 * max(1e-3, other))
            }
            #expect(found.deadShare == wanted.deadShare)
        }
        #expect(history.statistics(ofLayer: 4) == nil && history.statistics(ofLayer: 0) == nil)
        let output = try network.output(for: data.inputs).elements
        #expect(abs(expected[2].activationNorm - output.reduce(0) { $0 + $1 * $1 }.squareRoot()) < 1e-12 * 30)
    }

    @Test func `a bias of -100 kills every unit`() throws {
        let data = try GaussianMixture.lecture.sample(count: 200, seed: 2)
        var network = try Network(
            inputs: 2, layers: [Layer(units: 30, activation: .relu), Layer(units: 1, activation: .sigmoid)])
        #expect(try network.statistics(on: data)[0].deadShare == 0)
        try network.setBiases(Matrix(row: Array(repeating: -100, count: 30)), layer: 1)
        let dead = try network.statistics(on: data)[0]
        #expect(dead.deadShare == 1 && dead.zeroShare == 1 && dead.gradientNorm == 0 && dead.activationNorm == 0)
    }

    @Test func `dead units are counted in their own layer`() throws {
        let data = try GaussianMixture.lecture.sample(count: 200, seed: 2)
        var network = try Network(
            inputs: 2,
            layers: [
                Layer(units: 30, activation: .tanh), Layer(units: 4, activation: .relu),
                Layer(units: 1, activation: .sigmoid),
            ])
        try network.setBiases(Matrix(row: [100, -100, -100, -100]), layer: 2)
        #expect(try network.statistics(on: data).map(\.deadShare) == [0, 0.75, 0])
    }

    @Test func `resetting draws the first parameters again`() throws {
        let fresh = try TrainingTests.network()
        var network = fresh
        var state = TrainingState()
        let data = try GaussianMixture.lecture.sample(count: 60, seed: 42)
        let options = TrainingOptions(momentum: .heavyBall(0.9), batch: 20, epochs: 5)
        let first = try Engine.train(&network, state: &state, on: data, options: options)
        let trained = network
        try network.reset()
        #expect(network == fresh && trained != fresh)
        state = TrainingState()
        #expect(try Engine.train(&network, state: &state, on: data, options: options) == first)
        #expect(network == trained)
    }
}
