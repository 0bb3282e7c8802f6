import Testing

@testable import Engine

struct MetricsTests {
    @Test func `a confusion matrix has a row for each true class`() throws {
        let found = try ConfusionMatrix(
            actual: [0, 0, 0, 1, 1, 2, 2, 2, 2], predicted: [0, 0, 1, 1, 2, 2, 2, 0, 2], classes: 4)
        #expect(found.counts == [[2, 1, 0, 0], [0, 1, 1, 0], [1, 0, 3, 0], [0, 0, 0, 0]])
        #expect(found.matrix[2, 0] == 1)
        #expect(found.total == 9)
        #expect(found.accuracy == 6.0 / 9)
        #expect(found.precision == [2.0 / 3, 0.5, 0.75, nil])
        #expect(found.recall == [2.0 / 3, 0.5, 0.75, nil])
        #expect(found.f1 == [2.0 / 3, 0.5, 0.75, nil])
        let skewed = try ConfusionMatrix(actual: [0, 0, 0, 1], predicted: [0, 0, 0, 0], classes: 2)
        #expect(skewed.precision == [0.75, nil])
        #expect(skewed.recall == [1, 0])
        #expect(skewed.f1 == [6.0 / 7, 0])
    }

    @Test func `a confusion matrix without sense is refused`() {
        expectError(.shape, "2", "1") { try ConfusionMatrix(actual: [0, 1], predicted: [0], classes: 2) }
        expectError(.shape, "0") { try ConfusionMatrix(actual: [], predicted: [], classes: 2) }
        expectError(.value, "0") { try ConfusionMatrix(actual: [0], predicted: [0], classes: 0) }
        expectError(.value, "class 2", "sample 1", "0 to 1") {
            try ConfusionMatrix(actual: [2], predicted: [0], classes: 2)
        }
        expectError(.value, "class -1", "sample 2") {
            try ConfusionMatrix(actual: [0, 0], predicted: [0, -1], classes: 2)
        }
        expectError(.limit, "matrix") { try ConfusionMatrix(actual: [0], predicted: [0], classes: .max) }
    }

    /// The same classes as 0 and 1, as class numbers and as one-hot rows.
    @Test func `networks are judged on every form of targets`() throws {
        let hand = try TraceTests.network(.sigmoid)
        let numbers = try TraceTests.samples()
        let oneHot = try Dataset(
            name: "one-hot", inputs: numbers.inputs, targets: Matrix([[1, 0], [0, 1], [1, 0], [0, 1]]))
        for data in [numbers, oneHot] {
            let found = try hand.confusionMatrix(on: data)
            #expect(found.counts == [[1, 1], [0, 2]])
            #expect(found.accuracy == (try hand.accuracy(on: data)))
            let curve = try hand.rocCurve(on: data)
            #expect(curve.area == 1)
            #expect(try hand.rocCurve(on: data, positive: 0).area == 1)
        }
        var neuron = try Network(inputs: 1, layers: [Layer(units: 1, activation: .sigmoid)])
        try neuron.setParameters([1, 0])
        let line = try Dataset(
            name: "line", inputs: Matrix(column: [-2, -1, 1, 2]), targets: Matrix(column: [0, 1, 0, 1]))
        #expect(try neuron.confusionMatrix(on: line).counts == [[1, 1], [1, 1]])
        #expect(try neuron.rocCurve(on: line).area == 0.75)
        #expect(try neuron.rocCurve(on: line, positive: 0).area == 0.75)
        for label in [-1, 2] {
            expectError(.value, "class \(label)", "0 to 1") { try neuron.rocCurve(on: line, positive: label) }
        }
        let values = try Dataset(name: "values", inputs: line.inputs, targets: Matrix(column: [0.5, 1, 0, 1]))
        expectError(.value, "values", "classes") { try neuron.confusionMatrix(on: values) }
        expectError(.value, "values", "classes") { try neuron.rocCurve(on: values) }
        expectError(.shape, "1 input") { try neuron.confusionMatrix(on: numbers) }
        let single = try line.samples(at: [1, 3])
        expectError(.value, "2 and 0") { try neuron.rocCurve(on: single) }
    }

    @Test func `a ROC curve passes equal scores together`() throws {
        let found = try ROCCurve(scores: [0.9, 0.5, 0.5, 0.1], positives: [true, true, false, false])
        #expect(found.points.map(\.falsePositiveRate) == [0, 0, 0.5, 1])
        #expect(found.points.map(\.truePositiveRate) == [0, 0.5, 1, 1])
        #expect(found.points.map(\.threshold) == [.infinity, 0.9, 0.5, 0.1])
        #expect(found.area == 0.875)
        #expect(try ROCCurve(scores: [1, 1, 1], positives: [true, false, false]).area == 0.5)
        #expect(try ROCCurve(scores: [0, 1], positives: [true, false]).area == 0)
        #expect(try ROCCurve(scores: [-.infinity, 1], positives: [false, true]).area == 1)
    }

    @Test(arguments: [1, 3, 10, 1000])
    func `the area is the share of pairs in the right order`(_ levels: Int) throws {
        var stream = RandomStream(seed: 3)
        let scores = (0..<200).map { _ in Double(stream.below(levels)) }
        let positives = scores.map { $0 / Double(levels) + stream.uniform() > 0.8 }
        var halves = 0
        var pairs = 0
        for (positive, isPositive) in positives.enumerated() where isPositive {
            for (negative, isOther) in positives.enumerated() where !isOther {
                pairs += 1
                halves += scores[positive] > scores[negative] ? 2 : scores[positive] == scores[negative] ? 1 : 0
            }
        }
        let curve = try ROCCurve(scores: scores, positives: positives)
        #expect(curve.area == Double(halves) / Double(2 * pairs))
        // And of the trapezoids between its points.
        let trapezoids = zip(curve.points, curve.points.dropFirst()).reduce(0) { area, pair in
            area + (pair.1.falsePositiveRate - pair.0.falsePositiveRate)
                * (pair.1.truePositiveRate + pair.0.truePositiveRate) / 2
        }
        #expect(abs(curve.area - trapezoids) < 1e-14)
    }

    @Test func `a ROC curve needs both classes`() {
        expectError(.value, "2 and 0") { try ROCCurve(scores: [1, 2], positives: [true, true]) }
        expectError(.value, "0 and 1") { try ROCCurve(scores: [1], positives: [false]) }
        expectError(.value, "0 and 0") { try ROCCurve(scores: [], positives: []) }
        expectError(.shape, "1", "2") { try ROCCurve(scores: [1, 2], positives: [true]) }
        expectError(.value, "sample 2", "nan") { try ROCCurve(scores: [1, .nan], positives: [true, false]) }
    }

    @Test func `R² is 1 for the truth, 0 for the mean and negative beyond`() throws {
        let targets = Matrix([[1, 10], [2, 30], [3, 50]])
        #expect(try rSquared(of: targets, targets: targets) == 1)
        #expect(try rSquared(of: Matrix([[2, 30], [2, 30], [2, 30]]), targets: targets) == 0)
        // The means of the outputs: 1 and 0.5.
        let half = Matrix([[1, 10], [2, 50], [3, 50]])
        #expect(try rSquared(of: half, targets: targets) == 0.75)
        #expect(try rSquared(of: Matrix(column: [3, 2, 1]), targets: Matrix(column: [1, 2, 3])) == -3)
        expectError(.value, "output 2", "7") {
            try rSquared(of: targets, targets: Matrix([[1, 7], [2, 7], [3, 7]]))
        }
        expectError(.shape, "3×2", "2×3") { try rSquared(of: targets, targets: targets.transposed()) }
        expectError(.shape, "0×1") {
            let none = Matrix(rows: 0, columns: 1, elements: [])
            return try rSquared(of: none, targets: none)
        }
        expectError(.numeric, "R²") {
            try rSquared(of: Matrix(column: [0, 1e200]), targets: Matrix(column: [1e200, -1e200]))
        }
    }

    @Test func `R² of a network`() throws {
        var network = try Network(inputs: 1, layers: [Layer(units: 1, activation: .identity)])
        try network.setParameters([2, 1])
        let data = try Dataset(name: "line", inputs: Matrix(column: [0, 1, 2]), targets: Matrix(column: [1, 3, 6]))
        // Residuals 0, 0, 1; Σ(y - ȳ)² = 38/3.
        #expect(abs(try network.rSquared(on: data) - (1 - 3.0 / 38)) < 1e-15)
        expectError(.shape, "2 inputs", "3×1") {
            try Network(inputs: 2, layers: [Layer(units: 1, activation: .identity)]).rSquared(on: data)
        }
    }
}
