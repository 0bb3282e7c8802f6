import Engine
import Foundation
import Testing

/// The library example of README.md: it compiles, it runs, and README.md shows these very lines.
@Suite struct ReadmeTests {
    @Test func theExampleTrains() throws {
        // README begins
        let mixture = GaussianMixture.lecture
        let data = try mixture.sample(count: 200, seed: 42)
        var network = try Network(
            inputs: 2, layers: [Layer(units: 50, activation: .tanh), Layer(units: 1, activation: .sigmoid)],
            initialization: .normal(variance: .inverseInputs), seed: 7)
        var state = TrainingState()
        let options = TrainingOptions(
            learningRate: 0.1, momentum: .heavyBall(0.9), decay: 1e-3, batch: 20, epochs: 1000)
        let outcome = try train(
            &network, state: &state, on: data, options: options, isCancelled: { false }, onEpoch: { _ in })
        print(outcome.history.loss.last ?? .nan, try network.errorRate(on: data))
        // README ends
        #expect(outcome.ended == .completed)
        #expect(try network.errorRate(on: data) < 0.25)
    }

    @Test func readmeShowsIt() throws {
        let here = URL(filePath: #filePath)
        let lines = try String(contentsOf: here, encoding: .utf8).split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasSuffix("// README begins") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// README ends") })
        let example = lines[(start + 1)..<end].map { $0.dropFirst(8) }.joined(separator: "\n")
        let readme = try String(
            contentsOf: here.deletingLastPathComponent().appending(path: "../../README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\nimport Engine\n\n" + example + "\n```"))
    }
}
