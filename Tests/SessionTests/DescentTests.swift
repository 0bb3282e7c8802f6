import Drawing
import Language
import Testing

@testable import Session

/// `descend` against the numbers of lecture blocks R-2, R-2b and R-10.
@Suite struct DescentTests {
    private func session() throws -> Session {
        let session = Session()
        try session.run("f(x, y) = 1.5x² + y² + 2")
        return session
    }

    /// Rows F1 to F4: f - 2 to all printed digits; x_t = 2(1-3η)ᵗ and y_t = 2(1-2η)ᵗ.
    @Test(arguments: [
        ("0.1", 1, 7.5, 1e-12), ("0.1", 10, 2.050904396, 5e-10), ("0.001", 1, 11.94807, 5e-6),
        ("0.001", 10, 11.49308148, 5e-9), ("0.001", 100, 7.970108087, 5e-10), ("0.001", 1000, 2.087708696, 5e-10),
        ("0.665757", 1, 8.406902813, 5e-10), ("0.665757", 10, 7.680872666, 5e-10),
        ("0.665757", 100, 5.47367589, 5e-9), ("0.665757", 1000, 2.025382342, 5e-10),
        ("0.66", 10, 6.005647831, 5e-10), ("0.66", 100, 2.10552768, 5e-9), ("2/3", 1000, 8, 1e-9),
        ("0.67", 100, 45.89610711, 5e-9), ("0.7", 10, 42.36499974, 5e-9),
    ])
    func values(_ rate: String, _ steps: Int, _ value: Double, _ tolerance: Double) throws {
        let session = try session()
        try session.run("P = descend f from (2, 2), η=\(rate), steps=\(steps)")
        #expect(abs(try session.number("P.values[\(steps + 1)]") - value) <= tolerance)
        #expect(try session.number("P.values[1]") == 12)
        #expect(try session.short("P.gradients[1, :]") == "[6, 4]")
        #expect(try session.short("(rows(P.points), rows(P.x), cols(P.y))") == "(\(steps + 1), \(steps + 1), 1)")
        let x = try session.number(
            "abs(P.x[\(steps + 1)] - 2·(1 - 3·\(rate))^\(steps)) / max(1, abs(P.x[\(steps + 1)]))")
        #expect(x < 1e-9)
    }

    /// R-2b, F17 and F18, from (2, 2) with η = 0.1.
    @Test(arguments: [
        ("ema(0.5)", 1, 1.4, 1.6), ("ema(0.5)", 2, 0.89, 1.24), ("ema(0.5)", 3, 0.5015, 0.936),
        ("ema(0.5)", 5, 0.06248375, 0.49856), ("ema(0.5)", 10, -0.06121309, 0.07123373),
        ("ema(0.5)", 20, 0.00184673, -0.00127977), ("ema(0.9)", 10, -1.86688097, -1.00685763),
        ("ema(0.9)", 20, -0.41222377, -0.9530944), ("heavyball(0.5)", 2, 0.68, 1.08),
        ("heavyball(0.5)", 3, 0.116, 0.604), ("heavyball(0.5)", 10, 0.03665905, -0.06509059),
        ("heavyball(0.9)", 20, 0.36968058, -0.69850523),
        // v = ∇₀ = 6, step 0.1·(6 + 0.5·6); then x = 1.1, v = 0.5·6 + 3.3 = 6.3, step 0.1·(3.3 + 3.15).
        ("nesterov(0.5)", 1, 1.1, 1.4), ("nesterov(0.5)", 2, 0.455, 0.88),
    ])
    func momentum(_ momentum: String, _ steps: Int, _ x: Double, _ y: Double) throws {
        let session = try session()
        try session.run("P = descend f from (2, 2), η=0.1, momentum=\(momentum), steps=\(steps)")
        #expect(abs(try session.number("P.x[\(steps + 1)]") - x) <= 5.1e-9)
        #expect(abs(try session.number("P.y[\(steps + 1)]") - y) <= 5.1e-9)
    }

    @Test func aNumberForMomentumMeansTheConventionsForm() throws {
        let session = try session()
        try session.run("use convention rousseau\nP = descend f from (2, 2), momentum=0.5, steps=2")
        #expect(abs(try session.number("P.x[3]") - 0.89) < 1e-14)
    }

    @Test func vectorsAndMatricesAreStartsToo() throws {
        let session = Session()
        try session.run("g(w, b) = sum(w²) + (b - 3)²\nP = descend g from ([1, 2; 3, 4], 0), η=0.25, steps=2")
        #expect(try session.short("P.w") == "[1, 2, 3, 4; 0.5, 1, 1.5, 2; 0.25, 0.5, 0.75, 1]")
        #expect(try session.short("P.b") == "[0; 1.5; 2.25]")
        #expect(try session.short("descend(g, ([1, 2], 0), steps=1).points[2, :]") == "[0.8, 1.6, 0.6]")
    }

    @Test func aDivergingPathEndsAtItsLastFinitePlace() throws {
        let session = try session()
        let output = try session.run("P = descend f from (2, 2), η=10, steps=1000")
        #expect(output.warned.contains("the descent diverged: step "))
        #expect(try session.number("rows(P.values)") < 400)
        #expect(try session.number("max(P.values)") < .infinity)
    }

    @Test func aPathIsShownOnlyWhereNothingTakesIt() throws {
        let session = try session()
        #expect(try session.run("P = descend f, steps=1").events.isEmpty)
        #expect(try session.run("descend f, steps=1").displayed.count == 1)
        #expect(try session.run("descend(f, steps=1)").displayed.count == 1)
        #expect(try session.value("P").hasPrefix("descend f, η = 0.1"))
    }

    @Test func aDescentCanBeInterrupted() throws {
        let session = try session()
        var polls = 0
        let outcome = session.execute("descend f from (2, 2), steps=1000000", output: TestOutput()) {
            polls += 1
            return polls > 50
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it was not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
    }

    @Test(arguments: ["P = descend f from (2, 2), steps=1000000", "P = descend(f, (2, 2), steps=1000000)"])
    func anInterruptedPathIsKept(_ source: String) throws {
        let session = try session()
        var polls = 0
        let outcome = session.execute(source, output: TestOutput()) {
            polls += 1
            return polls > 50
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("it was not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted && diagnostic.message.hasSuffix("the path so far is kept"))
        let steps = try session.number("rows(P.values) - 1")
        #expect(steps > 0 && diagnostic.message.contains("after step \(Int(steps)) of 1000000"))
        try session.run("Q = descend f from (2, 2), steps=\(Int(steps))\nexpect norm(Q.points - P.points) == 0")
    }

    @Test(arguments: [
        ("P = descend f from (2, 2), η=0.1, steps=10000", ProgressReport.State.finished),
        ("P = descend f from (2, 2), η=3, steps=10000", .failed("not finite at step 171")),
    ])
    func aLongDescentHasADisplay(_ source: String, _ state: ProgressReport.State) throws {
        let output = try session().run(source)
        let shown = output.events.compactMap { if case .live = $0 { 1 } else { nil } }
        #expect(shown.count == 1)
        let reports = output.events.compactMap { event in
            if case .update(.progress(let report), _, true) = event { report } else { nil }
        }
        #expect(reports.map(\.title) == ["descend f"])
        #expect(reports.map(\.state) == [state])
        #expect(reports.first?.timeLeft == nil)
        let short = try session().run("P = descend f from (2, 2), η=0.1, steps=9999")
        #expect(short.events.isEmpty)
    }

    /// The risk's own gradient 2Σ(w - w₀), by the data and by the function, leads to w₀ where η < 1/λmax = 0.4092661.
    @Test func theRiskOfALinearModel() throws {
        let session = Session()
        try session.run("L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)")
        try session.run("P = descend L, η=0.4, steps=300\nQ = descend L.risk from (0, 0), η=0.4, steps=300")
        #expect(try session.number("max(abs(P.points - Q.points))") < 1e-12)
        #expect(try session.number("norm(P.points[301, :] - L.w)") < 1e-4)
        #expect(try session.number("P.values[301]") - 1 < 1e-6)
        #expect(try session.number("norm((descend(L, η=0.41, steps=3000)).points[3001, :] - L.w)") > 10)
        try session.run("expect ∇(L.risk)(0.3, 0.4) ≈ [-0.56, 1.68] ± 1e-12")
    }

    /// The stationary mean of ‖w - w₀‖² is (ησ²d/B) / (1 - η(1 + (d+1)/B)): 0.0229885 for η 0.1 and B 10, here within a tenth.
    @Test func theNoiseFloor() throws {
        let session = Session()
        try session.run("L = linear(w=[0.7, -0.4], noise=1)\nP = descend L, η=0.1, batch=10, steps=20000")
        let floor = try session.number("mean(P.values[101..20001]) - 1")
        #expect(abs(floor / 0.0229885 - 1) < 0.1, "\(floor)")
        #expect(try session.number("norm(descend(L, batch=10, steps=5).points - P.points[1..6, :])") == 0)
        #expect(try session.number("norm(descend(L, batch=10, steps=5, seed=2).points - P.points[1..6, :])") > 0)
    }
}
