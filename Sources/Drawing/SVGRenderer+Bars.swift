extension SVGRenderer {
    /// Bars that stand on zero, or on the lower end of an axis that does not show it.
    func bars(_ bars: [Bar], _ series: Int, _ label: String?) -> String {
        let panel = layout.panel
        let zero = yMap.position(0)
        let base = zero.isFinite ? min(max(zero, panel.top), panel.bottom) : panel.bottom
        var path = ""
        for bar in bars {
            let (first, last) = (xMap.position(bar.start), xMap.position(bar.end))
            let tip = yMap.position(bar.height)
            guard first.isFinite, last.isFinite, tip.isFinite, bar.height != 0 else { continue }
            let left = min(max(min(first, last), panel.left), panel.right)
            let right = min(max(max(first, last), panel.left), panel.right)
            // A hair of paper between bars that touch.
            let gap = right - left > 3 ? 0.5 : 0
            let end = min(max(tip, panel.top - 8), panel.bottom + 8)
            path += "M\(PathWriter.number(left + gap)) \(PathWriter.number(base))V\(PathWriter.number(end))"
            path += "H\(PathWriter.number(max(right - gap, left + 0.4)))V\(PathWriter.number(base))z"
        }
        if path.isEmpty { return "" }
        let tooltip = label.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        var markup = "<path class=\"nabla-f\(SVGStyle.name(series))\" d=\"\(path)\">\(tooltip)</path>"
        if zero.isFinite, zero < panel.bottom - 1, zero > panel.top + 1 {
            markup +=
                "<path class=\"nabla-laxis\" fill=\"none\" d=\"M\(SVGRenderer.crisp(panel.left)) \(SVGRenderer.crisp(zero))"
            markup += "H\(PathWriter.number(panel.right))\"/>"
        }
        return markup
    }

    /// Boxes with their whiskers, medians and outliers.
    func boxes(_ boxes: [FiveNumbers], _ series: Int, _ label: String?) -> String {
        var (fills, strokes, medians, outliers) = ("", "", "", "")
        func y(_ value: Double) -> Double {
            let place = yMap.position(value)
            return place.isFinite
                ? min(max(place, layout.panel.top - 20), layout.panel.bottom + 20) : layout.panel.bottom
        }
        func number(_ value: Double) -> String { PathWriter.number(value) }
        let unit = (xMap.position(2) - xMap.position(1)).magnitude
        let half = min(unit.isFinite ? unit * 0.3 : 20, 34)
        for box in boxes {
            let x = xMap.position(box.place)
            guard x.isFinite else { continue }
            let (top, bottom) = (y(box.upperQuartile), y(box.lowerQuartile))
            let outline =
                "M\(number(x - half)) \(number(top))h\(number(half * 2))V\(number(bottom))h-\(number(half * 2))z"
            fills += outline
            strokes += outline + "M\(number(x)) \(number(top))V\(number(y(box.high)))"
            strokes += "M\(number(x)) \(number(bottom))V\(number(y(box.low)))"
            for end in [box.low, box.high] { strokes += "M\(number(x - half / 2)) \(number(y(end)))h\(number(half))" }
            medians += "M\(number(x - half)) \(number(y(box.median)))h\(number(half * 2))"
            // Of very many, an even choice: a column of dots shows no more.
            let step = max(1, box.outliers.count / 200)
            for index in stride(from: 0, to: box.outliers.count, by: step) {
                let place = yMap.position(box.outliers[index])
                guard place.isFinite else { continue }
                outliers += "<circle cx=\"\(number(x))\" cy=\"\(number(place))\" r=\"2.6\"/>"
            }
        }
        let name = SVGStyle.name(series)
        let tooltip = label.map { "<title>\(Markup.escaped($0.onOneLine))</title>" } ?? ""
        return "<path class=\"nabla-f\(name)\" fill-opacity=\".22\" d=\"\(fills)\">\(tooltip)</path>"
            + "<path class=\"nabla-l\(name)\" fill=\"none\" stroke-width=\"1.5\" d=\"\(strokes)\"/>"
            + "<path class=\"nabla-l\(name)\" fill=\"none\" stroke-width=\"3\" d=\"\(medians)\"/>"
            + "<g class=\"nabla-l\(name)\" fill=\"none\" stroke-width=\"1.4\">\(outliers)</g>"
    }
}
