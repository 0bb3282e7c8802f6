/// A rectangle on paper.
struct Box: Hashable {
    /// The left side.
    var left: Double
    /// The upper side.
    var top: Double
    /// The right side.
    var right: Double
    /// The lower side.
    var bottom: Double

    /// The distance of left and right.
    var width: Double { right - left }
    /// The distance of top and bottom.
    var height: Double { bottom - top }

    /// The rectangle with all sides moved outwards.
    func expanded(by distance: Double) -> Box {
        Box(left: left - distance, top: top - distance, right: right + distance, bottom: bottom + distance)
    }

    /// Whether a place lies inside or on a side.
    func contains(_ place: Place) -> Bool {
        place.x >= left && place.x <= right && place.y >= top && place.y <= bottom
    }
}

/// Cutting and thinning of lines before they are written.
enum Geometry {
    /// The parts of an open line inside a box; places that are not finite break it.
    static func clipped(_ places: [Place], to box: Box) -> [[Place]] {
        var parts: [[Place]] = []
        var current: [Place] = []
        var previous: Place?
        for place in places {
            guard place.x.isFinite, place.y.isFinite else {
                if !current.isEmpty { parts.append(current) }
                current = []
                previous = nil
                continue
            }
            defer { previous = place }
            guard let before = previous else {
                if box.contains(place) { current = [place] }
                continue
            }
            guard let (start, end) = clippedSegment(before, place, to: box) else { continue }
            if current.isEmpty { current = [start] }
            current.append(end)
            if end != place {
                parts.append(current)
                current = []
            }
        }
        if !current.isEmpty { parts.append(current) }
        return parts
    }

    /// The part of a segment inside a box (Liang and Barsky); `nil` when there is none.
    static func clippedSegment(_ a: Place, _ b: Place, to box: Box) -> (Place, Place)? {
        let dx = b.x - a.x
        let dy = b.y - a.y
        var first = 0.0
        var last = 1.0
        for (step, distance) in [
            (-dx, a.x - box.left), (dx, box.right - a.x), (-dy, a.y - box.top), (dy, box.bottom - a.y),
        ] {
            if step == 0 {
                if distance < 0 { return nil }
            } else if step < 0 {
                first = max(first, distance / step)
            } else {
                last = min(last, distance / step)
            }
        }
        guard first <= last else { return nil }
        let start = first == 0 ? a : Place(x: a.x + first * dx, y: a.y + first * dy)
        let end = last == 1 ? b : Place(x: a.x + last * dx, y: a.y + last * dy)
        return (start, end)
    }

    /// The part of a closed outline inside a box, its sides included (Sutherland and Hodgman).
    static func clippedOutline(_ places: [Place], to box: Box) -> [Place] {
        if places.allSatisfy(box.contains) { return places }
        var result = cut(places) { $0.x - box.left }
        result = cut(result) { box.right - $0.x }
        result = cut(result) { $0.y - box.top }
        return cut(result) { box.bottom - $0.y }
    }

    private static func cut(_ places: [Place], keeping distance: (Place) -> Double) -> [Place] {
        guard var previous = places.last else { return [] }
        var result: [Place] = []
        var before = distance(previous)
        for place in places {
            let now = distance(place)
            if (before >= 0) != (now >= 0) {
                let t = before / (before - now)
                result.append(
                    Place(x: previous.x + (place.x - previous.x) * t, y: previous.y + (place.y - previous.y) * t))
            }
            if now >= 0 { result.append(place) }
            previous = place
            before = now
        }
        return result
    }

    /// Keeps of each run within one narrow column its first, lowest, highest and last place: what the eye can see of a long line.
    static func thinned(_ places: [Place], columnWidth: Double = 0.5) -> [Place] {
        guard places.count > 2000 else { return places }
        var result: [Place] = []
        var run: (column: Double, first: Int, low: Int, high: Int, last: Int)?
        func close(_ run: (column: Double, first: Int, low: Int, high: Int, last: Int)) {
            var kept = [run.first, min(run.low, run.high), max(run.low, run.high), run.last]
            kept = kept.enumerated().filter { $0.offset == 0 || kept[$0.offset - 1] != $0.element }.map(\.element)
            result += kept.map { places[$0] }
        }
        for (index, place) in places.enumerated() {
            let column = (place.x / columnWidth).rounded(.down)
            guard var open = run, open.column == column else {
                if let finished = run { close(finished) }
                run = (column, index, index, index, index)
                continue
            }
            if place.y < places[open.low].y { open.low = index }
            if place.y > places[open.high].y { open.high = index }
            open.last = index
            run = open
        }
        if let finished = run { close(finished) }
        return result
    }

    /// Leaves out places that lie within a tolerance of the line through their neighbours (Douglas and Peucker).
    static func simplified(_ places: [Place], tolerance: Double, isClosed: Bool = false) -> [Place] {
        guard places.count > 2, let first = places.first else { return places }
        var keep = [Bool](repeating: false, count: places.count)
        keep[0] = true
        var pending: [(Int, Int)] = []
        if isClosed {
            var farthest = 0
            var most = -1.0
            for (index, place) in places.enumerated() {
                let distance = squaredDistance(place, first)
                if distance > most { (most, farthest) = (distance, index) }
            }
            keep[farthest] = true
            pending = [(0, farthest), (farthest, places.count)]
        } else {
            keep[places.count - 1] = true
            pending = [(0, places.count - 1)]
        }
        let limit = tolerance * tolerance
        while let (low, high) = pending.popLast() {
            guard high - low > 1 else { continue }
            let a = places[low]
            let b = high == places.count ? first : places[high]
            var worst = limit
            var split = -1
            for index in (low + 1)..<high {
                let distance = squaredDistance(places[index], fromSegment: a, b)
                if distance > worst { (worst, split) = (distance, index) }
            }
            guard split >= 0 else { continue }
            keep[split] = true
            pending.append((low, split))
            pending.append((split, high))
        }
        return zip(places, keep).filter(\.1).map(\.0)
    }

    /// Twice the area inside a closed outline, positive or negative with its direction.
    static func doubledArea(_ places: [Place]) -> Double {
        guard var previous = places.last else { return 0 }
        var sum = 0.0
        for place in places {
            sum += previous.x * place.y - place.x * previous.y
            previous = place
        }
        return sum
    }

    private static func squaredDistance(_ a: Place, _ b: Place) -> Double {
        (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
    }

    private static func squaredDistance(_ p: Place, fromSegment a: Place, _ b: Place) -> Double {
        let length = squaredDistance(a, b)
        guard length > 0 else { return squaredDistance(p, a) }
        let t = min(max(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length, 0), 1)
        return squaredDistance(p, Place(x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y)))
    }
}
