import Drawing
import Language
import Testing

@testable import Session

@Suite struct ShowingTests {
    @Test func streams() throws {
        let output = try Session().run("print 1, \"a\"\nprint 2, end=\"\"\nprint\nwarn \"careful\"")
        #expect(output.printed == "1 a\n2\n")
        #expect(output.warned == "careful\n")
    }

    @Test(arguments: [("clear", false), ("clear, wait=false", false), ("clear, wait=true", true)])
    func clearing(cell: String, waits: Bool) throws {
        guard case .clear(let wait) = try Session().run(cell).events.first else {
            Issue.record("nothing was cleared")
            return
        }
        #expect(wait == waits)
    }

    @Test func expectationsAreShownAndChecked() throws {
        let session = Session()
        #expect(try session.fail("expect 1 ≈ 2").contains("1 is not 2: they differ by 1"))
        #expect(try session.run("expect 1/3 ≈ 0.3333 ± 1e-4").displayed == ["✓ 1/3 ≈ 0.3333 ± 1e-4"])
        #expect(try session.run("expect [1, 2] ≤ [1, 3]").displayed.count == 1)
        #expect(try session.fail("expect [1, 2] ≈ [1, 2.5] ± 0.1").contains("element 2 of [1, 2] is 2, expected 2.5"))
        #expect(try session.fail("expect 0/0 ≈ 0/0").hasPrefix("expectation error"))
    }

    @Test func everyConventionIsPrinted() throws {
        for name in ["mukund", "rousseau", "lai", "yale", "tendulkar", "modern"] {
            let text = try #require(try Session().run("use convention \(name)").displayed.first)
            #expect(text.hasPrefix("convention \(name)\n"))
            // One more where the lecture leaves something open.
            #expect(text.split(separator: "\n").count == (text.contains("*") ? 14 : 13))
        }
    }

    @Test func aBoundaryIsDrawnWithItsPointsAndTheBayesBoundary() throws {
        let output = try Session().run(
            "D = mixture(n=60, seed=42)\nN = 2 -> 4 tanh -> 1 sigmoid\nplot boundary(N) on D with bayes(D), title=(\"λ =\", 0)"
        )
        guard case .display(.figure(let figure)) = output.events.last else {
            Issue.record("no figure")
            return
        }
        #expect(figure.title == "λ = 0")
        #expect(figure.layers.count == 5)
        #expect(figure.caption?.contains("Bayes error: 0.2101") == true)
        #expect(figure.svg().utf8.count < 200_000)
    }

    @Test func pointsAloneAreDrawn() throws {
        let session = Session()
        let output = try session.run("D = mixture(n=20, seed=1)\nplot D\nplot D.test, title=\"new points\"")
        #expect(output.displayed.map { $0.prefix { $0 != "\n" } } == ["D", "new points"])
        #expect(output.displayed.allSatisfy { $0.contains("●") && $0.contains("▲") })
        #expect(try session.fail("plot [1, 2, 3] => 1").contains("has 3 inputs"))
    }

    @Test func aBoundaryOfTwoSoftmaxOutputs() throws {
        try Session().run(
            "N = 2 -> 4 tanh -> 2 softmax\nplot boundary(N) on xor\nplot boundary(N)\nD = mixture(20, 1)\nplot boundary(bayes(D)) on D with boundary(N)"
        )
    }

    /// The labels of the point layers that a command draws.
    private func pointLabels(_ command: String) throws -> [String] {
        let output = try Session().run(command)
        guard case .display(.figure(let figure)) = output.events.last else { return [] }
        return figure.layers.compactMap { layer in
            if case .points(_, _, _, let label) = layer { label } else { nil }
        }
    }

    @Test(arguments: [
        ("plot mixture(n=20, seed=1)", ["class 0", "class 1"]),
        ("plot spirals(n=30, classes=3)", ["class 0", "class 1", "class 2"]),
        ("plot ([0, 0; 1, 1; 2, 2] => [0, 0, 1; 1, 0, 0; 1, 0, 0])", ["class 0", "class 2"]),
        ("plot linear(n=20)", ["samples"]), ("plot ([0, 0; 1, 1] => [0.5; 2])", ["samples"]),
        ("plot ([0, 0; 1, 1] => [1; 1e300])", ["samples"]),
        ("plot boundary(2 -> 3 tanh -> 1 sigmoid) on spirals(n=30, classes=3)", ["class 0", "class 1", "class 2"]),
        ("plot boundary(2 -> 3 tanh -> 1 sigmoid) on linear(n=20)", ["samples"]),
    ])
    func everyClassIsDrawnAsOne(_ command: String, _ labels: [String]) throws {
        #expect(try pointLabels(command) == labels)
    }
}
