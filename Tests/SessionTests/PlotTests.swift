import Drawing
import Language
import Testing

@testable import Session

/// `plot`: which figure each kind of subject gives, what its options change, and what is refused.
@Suite struct PlotTests {
    /// The figure that the last line of a program draws.
    private func figure(_ program: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Figure {
        let output = try Session().run(program, sourceLocation: sourceLocation)
        guard case .display(.figure(let figure)) = output.events.last else {
            Issue.record("no figure: \(program)", sourceLocation: sourceLocation)
            return Figure()
        }
        return figure
    }

    /// The labels of a figure's lines and points, `nil` for those without one.
    private func labels(_ figure: Figure) -> [String?] {
        figure.layers.compactMap { layer -> String?? in
            switch layer {
            case .line(_, _, _, let label), .points(_, _, _, let label): .some(label)
            default: nil
            }
        }
    }

    // MARK: Functions

    @Test func functionsAreNamedAsTheyAreWritten() throws {
        let figure = try figure("f(x) = x²\nplot σ, σ', f over -6..6")
        #expect(labels(figure) == ["σ", "σ'", "f"])
        #expect(figure.title == "σ, σ', f")
        #expect(figure.xAxis.range == -6...6)
        guard case .line(let x, let y, _, _) = figure.layers[1] else { return }
        #expect(x.first == -6 && x.last == 6 && y.max() == 0.25)
    }

    @Test func oneFunctionIsNamedByItsDefinition() throws {
        let figure = try figure("f(x) = x²\nplot f over 0..2")
        #expect(figure.title == "f(x) = x²")
        #expect(labels(figure) == [nil])
        #expect(figure.xAxis.label == "x")
    }

    @Test func aPoleIsAGapAndDoesNotFlattenTheRest() throws {
        let figure = try figure("f(x) = 1/x\nplot f over -3..3")
        guard case .line(_, let y, _, _) = figure.layers.first else { return }
        #expect(y.count(where: { $0.isNaN }) > 0)
        #expect((figure.yAxis.range?.upperBound ?? 1000) < 20)
    }

    @Test func whatFailsSomewhereSaysWhere() throws {
        let message = try Session().fail("f(x) = inverse([x, 1; 1, x])[1, 1]\nplot f over 0..2")
        #expect(message.contains("singular") && message.contains("at x = 1"))
        #expect(try Session().fail("f(x, y) = x + y\nplot f").contains("plot contour(f) or plot surface(f)"))
        #expect(try Session().fail("f(x) = [x, x]\nplot f").contains("gives a 1×2 matrix at x = -5"))
        #expect(try Session().fail("f(x) = log(-x)\nplot f over 1..2").contains("no finite value from 1 to 2"))
    }

    // MARK: Functions of two variables

    private let bowl = "f(x, y) = 1.5x² + y² + 2\nP = descend f from (2, 2), η=0.1, steps=20\n"

    @Test func aPathLiesOverItsFunctionWithItsStartAndItsEnd() throws {
        let figure = try figure(bowl + "plot contour(f) with P")
        #expect(labels(figure) == ["path", nil, "start", "end"])
        guard case .levels(let field, let levels, _) = figure.layers.first else {
            Issue.record("no levels")
            return
        }
        #expect(levels.count > 5)
        #expect(field.x.contains(2) && field.x.contains(-2) && field.y.contains(2))
        #expect(figure.caption == "descend f from (2, 2), η = 0.1")
        #expect(figure.svg().utf8.count < 200_000)
    }

    /// Beyond 2/3 the first coordinate grows at every step, below it it jumps from side to side for long.
    @Test(arguments: [0.665757, 0.5, 0.7])
    func thePlaneHoldsThePathUnlessItRunsAway(_ rate: Double) throws {
        let figure = try figure(
            "f(x, y) = 1.5x² + y² + 2\nP = descend f from (2, 2), η=\(rate), steps=30\nplot contour(f) with P")
        let x = try #require(figure.xAxis.range)
        #expect(x.contains(2) && x.contains(-2))
        #expect(x.upperBound - x.lowerBound < 25)
        #expect(figure.svg().contains("outside of the axes") == (rate > 0.67))
    }

    @Test func severalPathsAreNamedByWhatDiffers() throws {
        let figure = try figure(
            bowl + "Q = descend f from (2, 2), η=0.1, momentum=0.5, steps=20\nplot contour(f) with (P, Q, gradient(f))")
        let named = labels(figure).compactMap { $0 }
        #expect(named.count == 2)
        #expect(named.first == "η = 0.1")
        #expect(figure.layers.contains { if case .arrows = $0 { true } else { false } })
    }

    @Test func arrowsPointUphill() throws {
        let figure = try figure(bowl + "plot gradient(f), xrange=-1..1, yrange=-1..1")
        guard case .arrows(let x, let y, let dx, let dy, _, nil) = figure.layers.first else {
            Issue.record("no arrows")
            return
        }
        #expect(x.count == 225)
        for index in x.indices {
            // At the middle of the arrow the gradient is (3x, 2y).
            let (u, v) = (x[index] + dx[index] / 2, y[index] + dy[index] / 2)
            #expect((dx[index] * 2 * v - dy[index] * 3 * u).magnitude < 1e-9)
            #expect(dx[index] * u >= -1e-12 && dy[index] * v >= -1e-12)
        }
    }

    @Test(arguments: [
        ("P.x", ["x"], [0, 1, 2]), ("P.values", ["f"], [0, 1, 2]), ("P.gradients", ["∂f/∂x", "∂f/∂y"], [0, 1, 2]),
        ("P.points", ["x", "y"], [0, 1, 2]), ("P.values, P.points", ["P.values", "x", "y"], [0, 1, 2]),
        ("P.y over P.x", ["y"], [1, 0, 0]),
    ])
    func membersOfAPathAreCurvesOverTheSteps(_ subject: String, _ names: [String], _ places: [Double]) throws {
        let figure = try figure(
            "f(x, y) = (x² + y²) / 2\nP = descend f from (1, 2), η=1, steps=2\nplot \(subject), xlabel=\"\"")
        let lines = figure.layers.compactMap { layer -> [Double]? in
            if case .line(let x, _, _, _) = layer { x } else { nil }
        }
        #expect(lines.count == names.count && lines.allSatisfy { $0 == places })
        if names.count > 1 { #expect(labels(figure) == names) }
    }

    @Test func membersOfAPathSayWhatTheyCount() throws {
        let path = "f(x, y) = (x² + y²) / 2\nP = descend f from (1, 2), η=1, steps=2\n"
        #expect(try figure(path + "plot P.gradients").xAxis.label == "step")
        #expect(try figure(path + "plot P.x").xAxis.label == "step")
        #expect(try figure(path + "plot P.y over P.x").xAxis.label == "P.x")
    }

    @Test(arguments: [
        ("v", "by k", "position", 1.0), ("v", "by k over layer", "layer", 1), ("v", "by k over epoch", "epoch", 0),
        ("v", "by k over step", "step", 0), ("H", "by k", "epoch", 0),
    ])
    func vectorsInRowsCountAsVectorsDo(_ column: String, _ clauses: String, _ label: String, _ first: Double) throws {
        let figure = try figure(
            """
            T = sweep k in 1..2
              N = 2 -> 2 tanh -> 1 sigmoid, seed=k
              train N on xor, epochs=2
              record v = k*[3, 2, 1], H = N.history
            end
            plot T.\(column) \(clauses)
            """)
        #expect(figure.xAxis.label == label)
        for case .line(let x, _, _, _) in figure.layers { #expect(x == [first, first + 1, first + 2]) }
        #expect(figure.layers.count == 2)
    }

    @Test func numbersWithOneRowForEachGroupAreDrawnOverTheirGroups() throws {
        let table = "T = sweep B in [1, 4, 16], k in 1..2\n  record a = k / B\nend\nS = variance(T, by=B)\n"
        let lone = try figure(table + "plot S.a by B")
        #expect(lone.xAxis.label == "B")
        guard case .line(let x, let y, _, _) = lone.layers.first else {
            Issue.record("no line")
            return
        }
        #expect(x == [1, 4, 16] && y.count == 3)
        // Two rows for each B are a line of their own.
        #expect(labels(try figure(table + "plot T.a by B")).compactMap { $0 } == ["B = 1", "B = 4", "B = 16"])
    }

    @Test func aSurfaceTakesLittleRoom() throws {
        let figure = try figure("f(x, y) = 1.5x² + y² + 2\nplot surface(f)")
        #expect(figure.svg().utf8.count < 60_000)
    }

    @Test func aVectorMayLieOrStand() throws {
        for body in ["w·wᵀ", "wᵀ·w"] {
            let figure = try figure("f(w) = \(body)\nplot contour(f, levels=[1, 4])")
            guard case .levels(_, let levels, _) = figure.layers.first else { return }
            #expect(levels == [1, 4])
            #expect(figure.xAxis.label == "w₁")
        }
        #expect(try Session().fail("f(a, b, c) = a\nplot surface(f)").contains("takes 3 values"))
    }

    @Test func theRiskOfALinearModelAndWhatItsStepsSee() throws {
        let model = "L = linear(w=[1, -1], Σ=[2, .8; .8, 1], noise=1, seed=3)\n"
        let figure = try figure(model + "plot contour(L.risk) with descend(L, η=0.1, batch=1, steps=500)")
        #expect(figure.xAxis.label == "w1")
        let steps = try self.figure(model + "P = descend L, η=0.1, batch=1, steps=9\nplot minibatches(P, steps=1..4)")
        #expect(steps.panels.map(\.title) == ["step 1", "step 2", "step 3", "step 4"])
        // One sample's error is zero along a line, and its gradient there too: the step goes down its error.
        for panel in steps.panels {
            guard case .levels(let field, _, _) = panel.layers[0],
                case .arrows(let x, let y, let dx, let dy, _, _) = panel.layers[2]
            else {
                Issue.record("no step")
                return
            }
            func value(_ px: Double, _ py: Double) -> Double {
                let column = Int(((px - field.x.lowerBound) / (field.x.upperBound - field.x.lowerBound) * 40).rounded())
                let row = Int(((py - field.y.lowerBound) / (field.y.upperBound - field.y.lowerBound) * 40).rounded())
                return field.values[row * 41 + column]
            }
            if dx[0].magnitude + dy[0].magnitude > 0.5 {
                #expect(value(x[0] + dx[0] / 2, y[0] + dy[0] / 2) < value(x[0], y[0]))
            }
        }
        #expect(try Session().fail(bowl + "plot minibatches(P)").contains("no batches"))
    }

    // MARK: Networks and data

    @Test func moreThanTwoClassesHaveRegions() throws {
        for output in ["softmax", "sigmoid"] {
            let figure = try figure(
                "D = spirals(n=30, classes=3)\nN = 2 -> 3 tanh -> 3 \(output)\nplot boundary(N) on D")
            guard case .classes(let classes) = figure.layers.first else {
                Issue.record("no classes")
                return
            }
            #expect(classes.probabilities.count == 3)
            #expect(labels(figure) == ["class 0", "class 1", "class 2"])
        }
        #expect(try Session().fail("plot boundary(2 -> 3)").contains("identity output"))
        #expect(try figure("plot boundary(2 -> 1000 softmax)").svg().utf8.count < 200_000)
    }

    @Test func aNetworkWithOneInputIsACurveOverItsData() throws {
        let figure = try figure("D = sine(n=20)\nN = 1 -> 4 tanh -> 1\nplot N on D")
        #expect(labels(figure) == ["samples", "N"])
        #expect(try self.figure("plot sine(n=20)").layers.count == 1)
        #expect(try self.figure("N = 1 -> 4 tanh -> 2\nplot N over 0..1").xAxis.range == 0...1)
    }

    // MARK: Histories and tables

    private let training = """
        D = mixture(n=60, seed=42)
        N = 2 -> 8 tanh -> 1 sigmoid, seed=7
        H = train N on D.train, validation=D.test[1..50], optimizer=adam, η=0.1, epochs=60

        """

    @Test func theBestEpochIsMarked() throws {
        let figure = try figure(training + "plot H")
        #expect(labels(figure).contains { $0?.hasPrefix("best epoch ") ?? false })
        let errors = try self.figure(training + "plot H.loss, H.validation_loss, yscale=linear")
        #expect(labels(errors).prefix(2) == ["H.loss", "H.validation_loss"])
        #expect(labels(errors).last??.hasPrefix("best epoch ") == true)
        #expect(errors.xAxis.label == "epoch")
    }

    private let table = """
        T = sweep η in [0.1, 0.5], k in 1..3
          N = 2 -> 3 tanh -> 1 sigmoid, seed=k
          H = train N on xor, η=η, epochs=4
          record curve = H.loss, last = loss(N, xor), word = "a"
        end

        """

    @Test func runsOfOneThingAreAMedianWithABand() throws {
        let figure = try figure(table + "plot T.curve by η over epoch")
        #expect(labels(figure) == ["η = 0.1", "η = 0.5"])
        #expect(figure.layers.count == 4)
        #expect(figure.caption == "line: median; band: quartiles")
        guard case .band(let x, let low, let high, 0, _) = figure.layers[0],
            case .line(_, let middle, _, _) = figure.layers[2]
        else {
            Issue.record("no band")
            return
        }
        #expect(x == [0, 1, 2, 3, 4])
        for index in x.indices { #expect(low[index] <= middle[index] && middle[index] <= high[index]) }
        #expect(try self.figure(table + "plot T.curve by η over epoch, band=none").layers.count == 6)
        #expect(try self.figure(table + "plot T.curve by η, band=\"range\"").caption?.contains("largest") == true)
    }

    @Test func eachValueOfAPanelHasAPanel() throws {
        let figure = try figure(table + "plot T.curve by η over epoch, panel=k, columns=2, title=\"three\"")
        #expect(figure.panels.map(\.title) == ["k = 1", "k = 2", "k = 3"])
        #expect(Set(figure.panels.map(\.yAxis.range)).count == 1)
        #expect(figure.panelColumns == 2 && figure.title == "three")
        for panel in figure.panels { #expect(labels(panel) == ["η = 0.1", "η = 0.5"]) }
    }

    @Test func numbersAreDrawnOverAColumn() throws {
        let figure = try figure(table + "plot T.last over η, xscale=log, ylabel=\"loss\"")
        #expect(figure.xAxis.scale == .logarithmic && figure.xAxis.label == "η" && figure.yAxis.label == "loss")
        guard case .line(let x, _, _, _) = figure.layers[1] else { return }
        #expect(x == [0.1, 0.5])
        #expect(try self.figure(table + "plot T.last by k over η").layers.count == 6)
    }

    @Test func aColumnIsGivenByItsName() throws {
        #expect(try Session().fail(table + "plot T.last over nothing").contains("no column nothing"))
        #expect(try Session().fail(table + "plot T.last by nothing").contains("no column nothing"))
        #expect(try Session().fail(table + "plot T.last over word").contains("no numbers"))
        #expect(try Session().fail(table + "plot T.word").contains("neither numbers nor vectors"))
        #expect(try Session().fail("plot xor by k").contains("by goes with a column"))
        #expect(try Session().fail("plot xor over 1..2").contains("over goes with"))
    }

    @Test func whatFollowsABoundaryLiesOverIt() throws {
        let program = "D = mixture(n=20, seed=1)\nN = 2 -> 1 sigmoid\n"
        let command = try figure(program + "plot boundary(N) on D with bayes(D)")
        let call = try figure(program + "plot(boundary(N), D, bayes(D))")
        #expect(command.layers == call.layers)
    }

    // MARK: Options

    @Test func whatFollowsABoundaryIsNamedAsItIsWritten() throws {
        let figure = try figure("D = mixture(n=50, seed=1)\nN = 2 -> 1 sigmoid, seed=1\nplot boundary(N), D, bayes(D)")
        #expect(figure.title == "boundary of N on D")
    }

    @Test func classesHaveTheirColoursOverAnyFunction() throws {
        func series(_ program: String) throws -> [Int] {
            try figure("D = mixture(n=50, seed=1)\nN = 2 -> 1 sigmoid, seed=1\nf(x, y) = x² + y²\n" + program).layers
                .compactMap { layer -> Int? in
                    switch layer {
                    case .points(_, _, let style, let label?) where label.hasPrefix("class"): style.series
                    default: nil
                    }
                }
        }
        #expect(try series("plot boundary(N) on D") == [0, 1])
        #expect(try series("plot contour(f) with D") == [0, 1])
        #expect(try series("plot contour(f) on D") == [0, 1])
        let both = try figure(
            "D = mixture(n=50, seed=1)\nf(x, y) = x² + y²\nP = descend f from (2, 2), η=0.1, steps=3\n"
                + "plot contour(f) with (P, D)")
        let lines = both.layers.compactMap { layer -> Int? in
            if case .line(_, _, let style, _) = layer { style.series } else { nil }
        }
        #expect(lines == [2])
    }

    @Test func optionsGoToEveryPanel() throws {
        let figure = try figure("plot [σ, tanh, relu], columns=3, xlabel=\"z\", yrange=-2..2, size=(900, 300)")
        #expect(figure.panels.count == 3)
        #expect(figure.panels.allSatisfy { $0.xAxis.label == "z" && $0.yAxis.range == -2...2 })
        #expect(figure.size == Figure.Size(width: 900, height: 300))
        #expect(try self.figure("plot [[σ, tanh], [relu, gelu]]").panelColumns == 2)
    }

    @Test(arguments: [
        ("plot σ over 3..-3", "upside down"), ("plot σ, yrange=1..1", "no range"),
        ("plot σ, xscale=sin", "log or linear"),
        ("plot σ, xscale=log, xrange=-1..2", "above 0"), ("plot σ, size=10", "from 200 to 4000"),
        ("plot σ, size=(0/0)", "from 200 to 4000"), ("plot σ, columns=0", "from 1 to 12"), ("plot []", "empty"),
        ("plot [[[σ, σ], σ], σ]", "nest at most twice"), ("plot 3", "cannot be drawn"),
        ("plot σ over epoch", "a range such as"), ("plot [1, 2, 3] over [1, 2]", "3 values are drawn over 2"),
        ("plot contour(σ)", "a picture needs numbers"), ("f(x, y) = x\nplot surface(f) with xor", "over a surface"),
        ("plot boundary(2 -> 1 sigmoid) with 3", "over a boundary"),
        ("plot boundary(2 -> 1 sigmoid), 3", "over a boundary"), ("plot σ with none", "after with"),
        ("P = plot [σ, σ, σ, σ, σ, σ, σ, σ]\nQ = plot [P, P, P, P, P, P, P, P]\nplot [Q, Q]", "64 panels at most"),
    ])
    func aMistakeIsOneSentence(_ program: String, _ part: String) throws {
        let message = try Session().fail(program)
        #expect(message.contains(part), "\(message)")
    }

    @Test func anInterruptEndsTheEvaluationOfAFunction() throws {
        let session = Session()
        let output = TestOutput()
        var polls = 0
        let outcome = session.execute("f(x, y) = x + y\nplot contour(f)", output: output) {
            polls += 1
            return polls > 200
        }
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
    }
}
