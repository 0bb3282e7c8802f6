import Testing

@testable import Drawing

@Suite struct ContourTests {
    /// A field of a function on [-1, 1]², its nodes placed at their own coordinates.
    private func tracer(
        _ count: Int = 101, enclosed: Bool, _ function: (Double, Double) -> Double
    ) throws -> ContourTracer {
        let nodes = ScalarField.nodes(-1...1, count: count)
        let values = nodes.flatMap { y in nodes.map { x in function(x, y) } }
        let field = try #require(
            ScalarField(x: -1...1, y: -1...1, rows: count, columns: count, values: values))
        return ContourTracer(field, xs: nodes, ys: nodes, enclosed: enclosed)
    }

    @Test(arguments: [true, false])
    func circleIsOneClosedLineWithTheRightArea(_ enclosed: Bool) throws {
        var tracer = try tracer(enclosed: enclosed) { x, y in 0.49 - x * x - y * y }
        let lines = tracer.lines(at: 0)
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line.isClosed)
        let area = Geometry.doubledArea(line.places) / 2
        #expect((area - .pi * 0.49).magnitude < 0.001)
        for place in line.places { #expect((place.x * place.x + place.y * place.y - 0.49).magnitude < 0.001) }
    }

    @Test func ringIsTwoLinesOfOppositeDirection() throws {
        var tracer = try tracer(enclosed: true) { x, y in
            let r = x * x + y * y
            return (r - 0.1) * (0.6 - r)
        }
        let areas = tracer.lines(at: 0).map { Geometry.doubledArea($0.places) / 2 }.sorted()
        #expect(areas.count == 2)
        #expect(((areas.first ?? 0) + .pi * 0.1).magnitude < 0.005)
        #expect(((areas.last ?? 0) - .pi * 0.6).magnitude < 0.005)
    }

    @Test func openLineEndsAtTheBorder() throws {
        var tracer = try tracer(enclosed: false) { x, y in y - x / 2 }
        let lines = tracer.lines(at: 0)
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(!line.isClosed)
        let ends = [line.places.first, line.places.last].compactMap { $0?.x.magnitude }
        #expect(ends.allSatisfy { ($0 - 1).magnitude < 1e-12 })
    }

    @Test func enclosedRegionFollowsTheBorder() throws {
        var tracer = try tracer(enclosed: true) { x, y in y - x / 2 }
        let lines = tracer.lines(at: 0)
        #expect(lines.count == 1)
        #expect((Geometry.doubledArea(lines.first?.places ?? []) / 2 - 2).magnitude < 1e-3)
    }

    @Test func regionsOfAllLevelsAreNested() throws {
        var tracer = try tracer(enclosed: true) { x, y in x + 0.3 * y * y }
        var last = Double.infinity
        for level in stride(from: -0.8, through: 1.2, by: 0.2) {
            let area = tracer.lines(at: level).reduce(0) { $0 + Geometry.doubledArea($1.places) / 2 }
            #expect(area < last)
            last = area
        }
    }

    @Test(arguments: [(0.4, 2), (0.6, 2)])
    func saddleIsSplitByItsMiddle(_ level: Double, _ expected: Int) throws {
        let field = try #require(ScalarField(x: 0...1, y: 0...1, rows: 2, columns: 2, values: [1, 0, 0, 1]))
        var tracer = ContourTracer(field, xs: [0, 1], ys: [0, 1], enclosed: false)
        let lines = tracer.lines(at: level)
        #expect(lines.count == expected)
        // The middle is 0.5: above the level the low corners are cut off, below it the high ones.
        let cutsHighCorner = lines.contains { line in line.places.allSatisfy { $0.x + $0.y < 1 } }
        #expect(cutsHighCorner == (level > 0.5))
    }

    @Test func linesKeepAwayFromMissingValues() throws {
        var tracer = try tracer(21, enclosed: false) { x, y in x > 0.5 ? .nan : y }
        let lines = tracer.lines(at: 0.01)
        #expect(lines.count == 1)
        #expect(lines.flatMap(\.places).allSatisfy { $0.x <= 0.5 && $0.y.isFinite })
    }

    @Test func infiniteValuesAreCrossedAtTheFiniteEnd() throws {
        var tracer = try tracer(5, enclosed: false) { x, _ in x > 0.2 ? .infinity : 0 }
        let places = tracer.lines(at: 1).flatMap(\.places)
        #expect(!places.isEmpty)
        #expect(places.allSatisfy { $0.x == 0 })
    }

    @Test func flatFieldHasNoLine() throws {
        var tracer = try tracer(9, enclosed: false) { _, _ in 0.5 }
        #expect(tracer.lines(at: 0.5).isEmpty)
    }

    @Test func noiseLeavesNothingBehindForTheNextLevel() throws {
        var random = TestRandom(seed: 9)
        let values = (0..<900).map { _ in random.uniform() }
        let field = try #require(ScalarField(x: 0...1, y: 0...1, rows: 30, columns: 30, values: values))
        let nodes = ScalarField.nodes(0...1, count: 30)
        var used = ContourTracer(field, xs: nodes, ys: nodes, enclosed: true)
        _ = used.lines(at: 0.3)
        var fresh = ContourTracer(field, xs: nodes, ys: nodes, enclosed: true)
        let again = used.lines(at: 0.6).map(\.places)
        #expect(again == fresh.lines(at: 0.6).map(\.places))
        #expect(again.count > 10)
    }

    @Test func fieldsOfWrongSizeAreRefused() {
        #expect(ScalarField(x: 0...1, y: 0...1, rows: 2, columns: 2, values: [1, 2, 3]) == nil)
        #expect(ScalarField(x: 0...1, y: 0...1, rows: 1, columns: 4, values: [1, 2, 3, 4]) == nil)
        #expect(ScalarField(x: 1...1, y: 0...1, rows: 2, columns: 2, values: [1, 2, 3, 4]) == nil)
        #expect(ScalarField(x: 0...Double.infinity, y: 0...1, rows: 2, columns: 2, values: [1, 2, 3, 4]) == nil)
        #expect(ScalarField(x: 0...1, y: 0...1, rows: .max, columns: 2, values: []) == nil)
        #expect(ScalarField(x: 0...1, y: 0...1, rows: -2, columns: -2, values: [1, 2, 3, 4]) == nil)
    }

    @Test func levelsOfAFamilyAreRoundAndInside() throws {
        let field = try #require(ScalarField(x: 0...1, y: 0...1, rows: 2, columns: 2, values: [2, 5, 9.5, .nan]))
        #expect(field.contourLevels(count: 7) == [3, 4, 5, 6, 7, 8, 9])
        let flat = try #require(ScalarField(x: 0...1, y: 0...1, rows: 2, columns: 2, values: [2, 2, 2, 2]))
        #expect(flat.contourLevels().isEmpty)
    }
}
