import Testing

@testable import Drawing

@Suite struct GeometryTests {
    private let box = Box(left: 0, top: 0, right: 10, bottom: 10)

    @Test func clippingCutsAtTheSides() {
        let parts = Geometry.clipped(
            [Place(x: -5, y: 5), Place(x: 5, y: 5), Place(x: 5, y: 25), Place(x: 8, y: 25), Place(x: 8, y: 1)], to: box)
        #expect(
            parts == [
                [Place(x: 0, y: 5), Place(x: 5, y: 5), Place(x: 5, y: 10)], [Place(x: 8, y: 10), Place(x: 8, y: 1)],
            ])
    }

    @Test func clippingCrossesTheWholeBox() {
        let parts = Geometry.clipped([Place(x: -1e300, y: 5), Place(x: 1e300, y: 5)], to: box)
        #expect(parts.count == 1)
        #expect(parts.joined().allSatisfy { box.expanded(by: 1e-6).contains($0) })
    }

    @Test func missingPlacesBreakALine() {
        let parts = Geometry.clipped(
            [Place(x: 1, y: 1), Place(x: 2, y: .nan), Place(x: 3, y: 1), Place(x: 4, y: 1), Place(x: .infinity, y: 1)],
            to: box)
        #expect(parts == [[Place(x: 1, y: 1)], [Place(x: 3, y: 1), Place(x: 4, y: 1)]])
    }

    @Test func outlinesKeepTheirAreaInside() {
        let square = [Place(x: -5, y: -5), Place(x: 5, y: -5), Place(x: 5, y: 5), Place(x: -5, y: 5)]
        #expect(Geometry.doubledArea(Geometry.clippedOutline(square, to: box)).magnitude == 50)
        let around = [Place(x: -5, y: -5), Place(x: 50, y: -5), Place(x: 50, y: 50), Place(x: -5, y: 50)]
        #expect(Geometry.doubledArea(Geometry.clippedOutline(around, to: box)).magnitude == 200)
        let away = around.map { Place(x: $0.x + 100, y: $0.y) }
        #expect(Geometry.clippedOutline(away, to: box).isEmpty)
    }

    @Test func simplifyingKeepsWithinTheTolerance() {
        let places = (0...100).map { Place(x: Double($0), y: Double($0 * $0) / 100) }
        let fewer = Geometry.simplified(places, tolerance: 0.5)
        #expect(fewer.count < 15)
        #expect(fewer.first == places.first)
        #expect(fewer.last == places.last)
        for place in places {
            let index = fewer.firstIndex { $0.x >= place.x } ?? 0
            guard index > 0 else { continue }
            let (a, b) = (fewer[index - 1], fewer[index])
            let y = a.y + (b.y - a.y) * (place.x - a.x) / (b.x - a.x)
            #expect((y - place.y).magnitude <= 1)
        }
    }

    @Test func simplifyingAClosedLineKeepsItsCorners() {
        let corners = [(0.0, 0.0), (8, 0), (8, 4), (0, 4)]
        var places: [Place] = []
        for (index, corner) in corners.enumerated() {
            let next = corners[(index + 1) % 4]
            for step in 0..<10 {
                let t = Double(step) / 10
                places.append(
                    Place(x: corner.0 + (next.0 - corner.0) * t, y: corner.1 + (next.1 - corner.1) * t))
            }
        }
        let kept = Geometry.simplified(places, tolerance: 0.01, isClosed: true)
        #expect(kept == corners.map { Place(x: $0.0, y: $0.1) })
    }

    @Test func thinningKeepsExtremes() {
        var places = (0..<100_000).map { Place(x: Double($0) / 1000, y: 0) }
        places[54_321].y = 7
        places[77_777].y = -7
        let fewer = Geometry.thinned(places)
        #expect(fewer.count < 1000)
        #expect(fewer.contains { $0.y == 7 })
        #expect(fewer.contains { $0.y == -7 })
        #expect(zip(fewer, fewer.dropFirst()).allSatisfy { $0.x < $1.x })
    }

    @Test func pathsAreCompactAndExact() {
        var path = PathWriter()
        path.add(
            [Place(x: 1.04, y: 2), Place(x: 1.5, y: -0.25), Place(x: 1.51, y: -0.26), Place(x: 10, y: 0)],
            isClosed: true)
        #expect(path.text == "M1 2l.5-2.3 8.5 .3z")
        var dot = PathWriter()
        dot.add([Place(x: 3, y: 4)], isClosed: false)
        #expect(dot.text == "M3 4h0")
        var odd = PathWriter()
        odd.add([Place(x: .nan, y: 1e300)], isClosed: false)
        #expect(odd.text == "M0 1000000h0")
    }
}
