/// Where the parts of a figure stand on paper.
struct SVGLayout {
    /// One thing named by the legend, with the place where its key begins.
    struct LegendItem {
        let entry: LegendEntry
        let label: String
        let place: Place
    }

    static let titleSize = 16.0
    static let labelSize = 13.0
    static let legendSize = 12.5
    static let tickSize = 12.0
    static let noteSize = 11.5
    static let keyWidth = 26.0
    static let barLength = 100.0

    /// The size of the paper.
    let width: Double
    private(set) var height = 0.0
    /// The rectangle the data are drawn in.
    private(set) var panel = Box(left: 0, top: 0, right: 0, bottom: 0)
    private(set) var titleLines: [String] = []
    private(set) var captionLines: [String] = []
    private(set) var noteLines: [String] = []
    private(set) var xTicks: [Tick] = []
    private(set) var yTicks: [Tick] = []
    private(set) var legend: [LegendItem] = []
    /// The upper left corner of the probability key; `nil` for none.
    private(set) var probabilityKey: Place?
    /// The parts of a figure of cells or tiles, which has no axes; `nil` for any other.
    private(set) var plate: PlateLayout?
    /// How long the names below the panel may be, where they are slanted, since they are too long to lie; `nil` where they lie.
    private(set) var slantedRoom: Double?
    /// Whether the legend stands beside the panel, or below it.
    private(set) var isBeside = false
    private let margin = 16.0

    /// Lays out a figure of the given width; without a height, one that suits the content.
    init(_ figure: Figure, _ resolved: ResolvedFigure, width requested: Int, height wanted: Int? = nil) {
        width = Double(min(max(requested, 200), 4000))
        let inner = width - 2 * margin
        let isEqual = figure.equalAspect && figure.xAxis.scale == .linear && figure.yAxis.scale == .linear
        let hasLegend = !resolved.legend.isEmpty || resolved.hasProbability
        let hasRoomBeside = SVGLayout.besideWidth(resolved, limit: inner) <= inner * 0.34
        isBeside = hasLegend && isEqual && width >= 460 && resolved.legend.count <= 14 && hasRoomBeside
        // Bold letters are about an eighth wider.
        titleLines = TextMeasure.wrapped(figure.title ?? "", size: SVGLayout.titleSize, to: inner / 1.13, limit: 3)
        captionLines = TextMeasure.wrapped(figure.caption ?? "", size: SVGLayout.noteSize, to: inner, limit: 4)
        noteLines = (resolved.notes + SVGLayout.thinningNotes(figure)).flatMap {
            TextMeasure.wrapped($0, size: SVGLayout.noteSize, to: inner, limit: 2)
        }

        panel.top = margin + (titleLines.isEmpty ? 0 : Double(titleLines.count) * 21 + 7)
        if let plate = PlateLayout(figure, top: panel.top, width: width, height: room(of: wanted), margin: margin) {
            self.plate = plate
            panel = plate.panel
            place(captionsBelow: plate.bottom)
            return
        }
        yTicks = figure.yAxis.ticks(resolved.y, target: 6, spelling: .typographic)
        let besideWidth = isBeside ? SVGLayout.besideWidth(resolved, limit: inner * 0.34) : 0
        // The width of the vertical labels and the height of the panel depend on each other; two rounds settle them.
        for _ in 0..<3 {
            let tickWidth = yTicks.reduce(0) { max($0, TextMeasure.width($1.label, size: SVGLayout.tickSize)) }
            panel.left = (margin + (figure.yAxis.label.isEmpty ? 0 : 22) + tickWidth + 8).rounded()
            panel.right = width - margin - (isBeside ? besideWidth + 20 : 6)
            var panelWidth = max(panel.width, 60)
            var panelHeight = (panelWidth * (figure.hasSurface ? 0.72 : 0.56)).rounded()
            var most = width * 0.95
            if let wanted {
                // What stands below the panel is known from the round before.
                most = max(Double(wanted) - panel.top - (height > 0 ? height - panel.bottom : 60), 40)
                panelHeight = most
            }
            if isEqual {
                let ratio = resolved.y.extent / resolved.x.extent
                panelHeight = panelWidth * ratio
                if panelHeight > most {
                    panelHeight = most
                    panelWidth = panelHeight / ratio
                }
            }
            panel.right = panel.left + panelWidth.rounded()
            panel.bottom = panel.top + max(panelHeight.rounded(), 24)
            let room = max(2, min(9, Int(panel.height / (isEqual ? 56 : 46))))
            yTicks = figure.yAxis.ticks(resolved.y, target: room, spelling: .typographic)
            placeRest(figure, resolved, besideWidth: besideWidth, isEqual: isEqual)
        }
    }

    /// Puts what stands around the panel, and finds the height.
    private mutating func placeRest(
        _ figure: Figure, _ resolved: ResolvedFigure, besideWidth: Double, isEqual: Bool
    ) {
        legend = []
        slantedRoom = SVGLayout.slantedRoom(resolved.x, of: figure.xAxis, room: panel.width)
        xTicks =
            slantedRoom == nil
            ? SVGLayout.horizontalTicks(resolved.x, of: figure.xAxis, room: panel.width, pitch: isEqual ? 56 : 80)
            : figure.xAxis.ticks(
                resolved.x, target: max(1, Int(panel.width / (SVGLayout.tickSize + 5))), spelling: .typographic)
        var bottom = panel.bottom + tickDepth + (figure.xAxis.label.isEmpty ? 0 : 20)
        if isBeside {
            bottom = max(bottom, placeBeside(resolved, width: besideWidth))
        } else if !resolved.legend.isEmpty || resolved.hasProbability {
            bottom = placeBelow(resolved, from: bottom + 12)
        }
        place(captionsBelow: bottom)
    }

    /// What a wanted height leaves for a figure without axes, between the title and the caption.
    private func room(of wanted: Int?) -> Double? {
        wanted.map { max(Double($0) - panel.top - roomBelow, 40) }
    }

    /// What the caption, the notes and the margin take.
    private var roomBelow: Double {
        let lines = captionLines.count + noteLines.count
        return lines == 0 ? margin - 4 : margin + Double(lines) * 16
    }

    /// Puts the caption and the notes below everything, and finds the height.
    private mutating func place(captionsBelow bottom: Double) {
        height = bottom + roomBelow
        height.round()
    }

    /// What is said of layers with more points than a picture can tell apart.
    private static func thinningNotes(_ figure: Figure) -> [String] {
        figure.layers.compactMap { layer in
            switch layer {
            case .points(let x, let y, _, let label):
                let count = min(x.count, y.count)
                if count <= PointThinning.threshold { return nil }
                return "\(label.map { $0 + ": " } ?? "")\(count) points, thinned for the picture"
            case .line(let x, _, _, let label):
                let step = LineThinning.step(x)
                if step == 1 { return nil }
                return "\(label.map { $0 + ": " } ?? "")line through every \(step)th of \(x.count) points"
            case .cells(let grid):
                return grid.reduced(rows: CellGrid.limit, columns: CellGrid.limit).reductionNote(of: grid)
            case .tiles(let tiles):
                let more = tiles.tiles.count - tiles.shown.count
                return more > 0 ? "\(more) more \(tiles.noun) not drawn" : nil
            default: return nil
            }
        }
    }

    /// Where the caption and the notes begin, as the base line of their first line.
    var notesTop: Double { height - margin + 4 - Double(captionLines.count + noteLines.count - 1) * 16 }

    /// What the labels below the panel take.
    var tickDepth: Double { slantedRoom.map { $0 * 0.71 + 16 } ?? 24 }

    /// How long names are at most that are slanted so that none is left out; `nil` where all have room lying.
    private static func slantedRoom(_ bounds: AxisBounds, of axis: Axis, room: Double) -> Double? {
        guard axis.isNamed else { return nil }
        let ticks = axis.ticks(bounds, target: axis.names.count, spelling: .typographic)
        let widest = ticks.reduce(0) { max($0, TextMeasure.width($1.label, size: tickSize)) }
        return (widest + 16) * Double(ticks.count) > room ? min(widest, 110) : nil
    }

    /// The marks of the horizontal axis, as many as fit without touching.
    private static func horizontalTicks(_ bounds: AxisBounds, of axis: Axis, room: Double, pitch: Double) -> [Tick] {
        var target = axis.names.isEmpty ? max(2, min(10, Int(room / pitch))) : min(axis.names.count, 60)
        while true {
            let ticks = axis.ticks(bounds, target: target, spelling: .typographic)
            let labels = ticks.filter { !$0.isMinor }
            let needed = labels.reduce(0) { $0 + TextMeasure.width($1.label, size: tickSize) + 16 }
            let clear = untouched(ticks, AxisMap(bounds, scale: axis.scale, from: 0, to: room))
            if needed <= room && clear == ticks || target <= 1 { return clear }
            target -= 1
        }
    }

    /// The marks without the labels that would touch another; on a logarithmic axis they are not evenly apart.
    private static func untouched(_ ticks: [Tick], _ map: AxisMap) -> [Tick] {
        var end = -Double.infinity
        return ticks.map { tick in
            if tick.isMinor { return tick }
            let half = TextMeasure.width(tick.label, size: tickSize) / 2
            let place = map.position(tick.value)
            guard place - half > end + 2 else { return Tick(value: tick.value, label: "") }
            end = place + half
            return tick
        }
    }

    private static func besideWidth(_ resolved: ResolvedFigure, limit: Double) -> Double {
        var needed = resolved.hasProbability ? TextMeasure.width("P(class 1)", size: legendSize) : 0
        for entry in resolved.legend {
            needed = max(needed, keyWidth + 12 + TextMeasure.width(entry.label, size: legendSize))
        }
        return min(needed, limit).rounded(.up)
    }

    /// Puts the legend to the right of the panel and returns its lower end.
    private mutating func placeBeside(_ resolved: ResolvedFigure, width: Double) -> Double {
        let left = panel.right + 20
        var top = panel.top + 8
        for entry in resolved.legend {
            let room = width - SVGLayout.keyWidth - 8
            let label = TextMeasure.elided(entry.label, size: SVGLayout.legendSize, to: room)
            legend.append(LegendItem(entry: entry, label: label, place: Place(x: left, y: top)))
            top += 22
        }
        if resolved.hasProbability {
            top += resolved.legend.isEmpty ? 0 : 12
            probabilityKey = Place(x: left, y: top)
            top += 20 + SVGLayout.barLength
        }
        return top
    }

    /// Puts the entries of a legend into rows, beginning at a place that ends behind the last entry.
    static func row(
        of entries: [LegendEntry], from start: Double, to end: Double, at left: inout Double, _ middle: inout Double
    ) -> [LegendItem] {
        var items: [LegendItem] = []
        for entry in entries {
            let label = TextMeasure.elided(entry.label, size: legendSize, to: end - start - keyWidth - 8)
            let needed = keyWidth + 8 + TextMeasure.width(label, size: legendSize)
            if left > start && left + needed > end {
                left = start
                middle += 21
            }
            items.append(LegendItem(entry: entry, label: label, place: Place(x: left, y: middle)))
            left += needed + 20
        }
        return items
    }

    /// Puts the legend in rows under the panel and returns its lower end.
    private mutating func placeBelow(_ resolved: ResolvedFigure, from top: Double) -> Double {
        let start = panel.left
        let end = width - margin
        var (left, middle) = (start, top)
        legend = SVGLayout.row(of: resolved.legend, from: start, to: end, at: &left, &middle)
        if resolved.hasProbability {
            let needed = SVGLayout.barLength + 110
            if left > start && left + needed > end {
                left = start
                middle += 21
            }
            probabilityKey = Place(x: left, y: middle)
        }
        return middle + 10
    }
}
