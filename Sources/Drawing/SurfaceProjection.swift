/// A function of two variables seen from the front, the right and above, by parallel projection.
struct SurfaceProjection {
    /// A piece of the surface between four nodes.
    struct Face {
        /// The corners on paper, in order around the face.
        let corners: [Place]
        /// Its colour: the tint by its height, times the degrees of light.
        let shade: Int
        /// Its height, from 0 to 1.
        let height: Double
    }

    /// The bounds of the heights.
    let z: AxisBounds
    /// The faces, the farthest first.
    let faces: [Face]
    private let box: Box

    /// The sine and the cosine of the turn about the vertical, 55°, and of the view from above, 28°.
    private static let turn = (sine: 0.819_152_044_288_992, cosine: 0.573_576_436_351_046)
    private static let tilt = (sine: 0.469_471_562_785_891, cosine: 0.882_947_592_858_927)
    /// How high the space is against its sides of 2.
    private static let rise = 1.25

    /// Projects a field into a box, with at most `limit` nodes along each side.
    init(_ field: ScalarField, in box: Box, limit: Int) {
        self.box = box
        let bounds = field.bounds ?? 0...1
        let z = AxisBounds.sanitized(bounds.lowerBound, bounds.upperBound)
        self.z = z
        let columns = SurfaceProjection.chosen(of: field.columns, limit: limit)
        let rows = SurfaceProjection.chosen(of: field.rows, limit: limit)
        func node(_ row: Int, _ column: Int) -> (x: Double, y: Double, z: Double) {
            let value = field.values[rows[row] * field.columns + columns[column]]
            return (
                x: Double(columns[column]) / Double(field.columns - 1) * 2 - 1,
                y: Double(rows[row]) / Double(field.rows - 1) * 2 - 1,
                z: (value / 2 - z.low / 2) / (z.high / 2 - z.low / 2)
            )
        }
        var faces: [Face] = []
        // The eye is at positive x and negative y: far is small x and large y.
        for row in (0..<(rows.count - 1)).reversed() {
            for column in 0..<(columns.count - 1) {
                let corners = [
                    node(row, column), node(row, column + 1), node(row + 1, column + 1), node(row + 1, column),
                ]
                guard corners.allSatisfy(\.z.isFinite) else { continue }
                let (a, b, c, d) = (corners[0], corners[1], corners[2], corners[3])
                // The slopes along both sides give the direction that the face looks to.
                let slopeX = ((b.z - a.z) + (c.z - d.z)) / 2 / max(b.x - a.x, 1e-9) * SurfaceProjection.rise
                let slopeY = ((d.z - a.z) + (c.z - b.z)) / 2 / max(d.y - a.y, 1e-9) * SurfaceProjection.rise
                let norm = (slopeX * slopeX + slopeY * slopeY + 1).squareRoot()
                // The light comes from the left, the front and above.
                let light = (0.45 * slopeX + 0.35 * slopeY + 0.82) / norm
                let height = min(max((a.z + b.z + c.z + d.z) / 4, 0), 1)
                let tint = min(Int(height * Double(Palette.tintCount)), Palette.tintCount - 1)
                let degree = min(max(Int(light * Double(Palette.lightCount)), 0), Palette.lightCount - 1)
                let places = corners.map { SurfaceProjection.placed($0.x, $0.y, $0.z, in: box) }
                faces.append(Face(corners: places, shade: tint * Palette.lightCount + degree, height: height))
            }
        }
        self.faces = faces
    }

    /// The place of a point whose coordinates are shares of the axes, from 0 to 1.
    func place(_ x: Double, _ y: Double, _ z: Double) -> Place {
        SurfaceProjection.placed(x * 2 - 1, y * 2 - 1, z, in: box)
    }

    /// Where a point of the space stands on paper; x and y go from -1 to 1, the height from 0 to 1.
    private static func placed(_ x: Double, _ y: Double, _ z: Double, in box: Box) -> Place {
        let across = x * turn.sine + y * turn.cosine
        let away = y * turn.sine - x * turn.cosine
        let up = (z - 0.5) * rise * tilt.cosine + away * tilt.sine
        let widest = turn.sine + turn.cosine
        let highest = rise / 2 * tilt.cosine + widest * tilt.sine
        return Place(
            x: (box.left + box.right) / 2 + across / widest * box.width / 2,
            y: (box.top + box.bottom) / 2 - up / highest * box.height / 2)
    }

    /// Positions from the first to the last, at most `limit`, spread evenly.
    private static func chosen(of count: Int, limit: Int) -> [Int] {
        if count <= limit { return Array(0..<count) }
        return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    }
}
