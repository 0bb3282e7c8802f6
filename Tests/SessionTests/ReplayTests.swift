import Drawing
import Testing

@testable import Session

/// `replay` and the snapshots it needs.
@Suite struct ReplayTests {
    private func replay(_ source: String) throws -> Replay? {
        let output = try Session().run(source)
        for case .display(.replay(let replay)) in output.events { return replay }
        return nil
    }

    private let training = "N = 2 -> 3 tanh -> 1 sigmoid, seed=7\nH = train N on xor, η=0.5, epochs=10, snapshots=5\n"

    @Test func hasAFrameForEachSnapshot() throws {
        let replay = try #require(try replay(training + "replay H"))
        #expect(
            replay.frames.map { $0.label.prefix { $0 != "·" }.dropLast() } == [
                "epoch 0", "epoch 2", "epoch 4", "epoch 6", "epoch 8", "epoch 10",
            ])
        #expect(replay.frames.allSatisfy { if case .figure = $0.picture { true } else { false } })
        let session = Session()
        try session.run(training)
        let loss = try session.number("H.loss[11]")
        #expect(replay.frames.last?.label.contains("loss \(NumberText.significant(loss, digits: 4))") == true)
    }

    @Test func showsWhatFitsTheNetwork() throws {
        let weights = try #require(try replay(training + "replay H, what=\"weights\", title=\"W\""))
        #expect(weights.title == "W")
        for frame in weights.frames {
            guard case .diagram(.network(let diagram)) = frame.picture else {
                Issue.record("no diagram")
                return
            }
            #expect(diagram.scale == weights.frames.last.flatMap { $0.picture.scale })
            #expect(diagram.title == "W")
        }
        #expect(
            try replay("N = 1 -> 3 tanh -> 1\nH = train N on sine(n=20), epochs=4, snapshots=2\nreplay H")?.frames.count
                == 3)
        #expect(
            try replay("N = 3 -> 2 tanh -> 1\nH = train N on [1, 2, 3] => 1, epochs=4, snapshots=2\nreplay H")?.frames
                .count == 3)
    }

    @Test func trainingTwiceHasTheFramesOfBoth() throws {
        let replay = try #require(try replay(training + "H = train N on xor, epochs=10, snapshots=2\nreplay H"))
        #expect(replay.frames.count == 8)
        #expect(replay.frames.last?.label.hasPrefix("epoch 20 ") == true)
        #expect(try self.replay(training + "H = train N on xor, epochs=10\nreplay H")?.frames.count == 6)
        #expect(try self.replay(training + "replay H, frames=3")?.frames.count == 3)
    }

    @Test func aDescentIsReplayedOnItsFunction() throws {
        let path = try #require(
            try replay("f(x, y) = 1.5x² + y² + 2\nreplay descend(f, (2, 2), η=0.1, steps=4)"))
        #expect(path.frames.count == 5)
        #expect(path.frames[0].label.contains("step 0 · x = 2 · y = 2 · f = 12"))
        #expect(try replay("f(x) = x²\nreplay descend(f, 2, steps=3)")?.frames.count == 4)
        #expect(
            try replay("L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)\nreplay descend(L, steps=90)")?.frames
                .count == 40)
        #expect(try replay("f(x) = 3 + 0x\nreplay descend(f, 2, steps=0)")?.frames.count == 1)
    }

    @Test(arguments: [
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2\nreplay H", "no snapshots"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2, snapshots=0\n", "snapshots must be"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2, snapshots=2\nreplay H, what=\"curve\"", "1 input"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2, snapshots=2\nreplay H, what=\"all\"", "what is shown"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2, snapshots=2\nreplay H, frames=1", "frames must be"),
        ("N = 2 -> 1 sigmoid\nH = train N on xor, epochs=2, snapshots=2\nreplay H on [1, 2, 3] => 1", "2 inputs"),
        ("f(x, y, z) = x² + y² + z²\nreplay descend(f, (1, 2, 3))", "1 or 2 coordinates"),
        ("f(x) = x²\nreplay descend(f, 2), what=\"curve\"", "goes with"),
        ("replay 3", "history"),
    ])
    func mistakesAreExplained(_ source: String, _ part: String) throws {
        let message = try Session().fail(source)
        #expect(message.contains(part), "\(message)")
    }
}

extension Replay.Picture {
    fileprivate var scale: Double? {
        if case .diagram(.network(let diagram)) = self { diagram.scale } else { nil }
    }
}
