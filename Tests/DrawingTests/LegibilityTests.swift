import Foundation
import Testing

@testable import Drawing

/// No text of a picture is cut off, lies over another or is too pale, on light and on dark paper.
///
/// Where text is, is known without its font only by the estimates of `TextMeasure`, which are generous: a tenth of a width is
/// let pass where two texts meet.
@Suite struct LegibilityTests {
    private static let goldens: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".svg") }.sorted()
    }()

    private func golden(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// What is wrong with the texts of a picture.
    private func faults(_ svg: String) -> [String] {
        let (paper, texts) = PlacedText.all(in: svg)
        var faults: [String] = []
        for (index, text) in texts.enumerated() {
            let box = text.box
            if box.left < -1 || box.top < -1 || box.right > paper.right + 1 || box.bottom > paper.bottom + 1 {
                faults.append("\(text) is cut off")
            }
            for other in texts[..<index] where overlap(box, other.box) && !(text.isSlanted && other.isSlanted) {
                faults.append("\(text) lies over \(other)")
            }
        }
        return faults
    }

    private func overlap(_ a: Box, _ b: Box) -> Bool {
        let slack = 0.05 * min(a.width, b.width) + 1
        return min(a.right, b.right) - max(a.left, b.left) > slack
            && min(a.bottom, b.bottom) - max(a.top, b.top) > 1.5
    }

    @Test func `there are pictures to look at`() { #expect(Self.goldens.count >= 14) }

    @Test(arguments: goldens) func `texts have their place`(name: String) throws {
        let svg = try golden(name)
        #expect(!PlacedText.all(in: svg).texts.isEmpty)
        #expect(faults(svg) == [])
    }

    @Test(arguments: goldens) func `texts can be read on light and dark paper`(name: String) throws {
        let colors = Set(PlacedText.all(in: try golden(name)).texts.map(\.color))
        for palette in [Palette.light, .dark] {
            // What is written on strong colours is looked at below.
            for color in colors.sorted() where !["card", "deep"].contains(color) {
                let contrast = palette.contrast(of: color)
                #expect(contrast >= 4.5, "\(color) on the paper: \(contrast)")
            }
        }
    }

    @Test(arguments: ColorScale.allCases) func `texts can be read on every colour of a scale`(scale: ColorScale) {
        for palette in [Palette.light, .dark] {
            for level in 0..<scale.levels {
                let color =
                    switch scale.writing(level) {
                    case .ink: palette.ink
                    case .deep: palette.deep
                    case .card: palette.card
                    }
                let contrast = color.contrast(to: scale.color(level, in: palette))
                #expect(contrast >= 3.5, "level \(level): \(contrast)")
            }
        }
    }

    @Test(arguments: [220, 300, 400, 640, 1200]) func `long and many texts`(width: Int) {
        let long = "a long name that goes on and on, further than anyone would read it"
        for scale in [1e-7, 1, 123_456, 1e12] {
            let x = (0...50).map { Double($0) * scale }
            var figure = Figure(
                title: long + long, caption: long + long, xAxis: Axis(label: long), yAxis: Axis(label: long),
                layers: (0..<9).map { series in
                    .line(
                        x: x, y: x.map { $0 * Double(series - 4) }, style: LineStyle(series: series),
                        label: "\(series) \(long)")
                })
            #expect(faults(figure.svg(width: width)) == [], "\(width) \(scale)")
            figure.yAxis.scale = .logarithmic
            figure.xAxis.scale = .logarithmic
            #expect(faults(figure.svg(width: width)) == [], "\(width) \(scale), logarithmic")
        }
    }

    @Test(arguments: [220, 300, 400, 640, 1200]) func `long names below an axis are all there`(width: Int) {
        let names = ["quadratic", "a name that goes on and on", "crossentropy", "ℓ1", "huber with a margin"]
        let bars = names.indices.map { Bar(at: $0 + 1, height: Double($0)) }
        for height in [nil, 260] {
            var figure = Figure(
                caption: "what is said below", xAxis: Axis(label: "loss", names: names), yAxis: Axis(label: "error"),
                layers: [.bars(bars, series: 0)])
            figure.size = Figure.Size(width: width, height: height)
            let svg = figure.svg()
            #expect(faults(svg) == [], "\(width)")
            for name in names { #expect(svg.contains(">\(name.prefix(1))"), "\(name) at \(width)") }
            let beginnings = ["quad", "a name", "cross", "ℓ1", "huber"]
            for name in beginnings where width >= 400 { #expect(svg.contains(">\(name)"), "\(name) at \(width)") }
        }
        let text = Figure(xAxis: Axis(names: names), layers: [.bars(bars, series: 0)]).text(columns: 72)
        for name in ["quadratic", "a name", "crossent", "ℓ1", "huber"] { #expect(text.contains(name)) }
        // Of numbers from 1 some may be left out.
        let numbered = Figure(xAxis: Axis(names: (1...200).map(String.init)), layers: [.bars(bars, series: 0)])
        #expect(!numbered.svg(width: width).contains("rotate(-45"))
    }

    @Test func `the check sees what is wrong`() {
        func svg(_ texts: String) -> String {
            "<svg viewBox=\"0 0 200 100\"><g class=\"nabla-fmuted\" font-size=\"12\">\(texts)</g></svg>"
        }
        let fine = "<text x=\"5\" y=\"20\">one</text><text x=\"195\" y=\"20\" text-anchor=\"end\">two</text>"
        #expect(faults(svg(fine)) == [])
        #expect(faults(svg("<text x=\"190\" y=\"20\">one</text>")) == ["“one” is cut off"])
        #expect(faults(svg("<text x=\"5\" y=\"5\">one</text>")) == ["“one” is cut off"])
        #expect(
            faults(svg(fine + "<text x=\"15\" y=\"25\">th&lt;<tspan>ree</tspan></text>")) == [
                "“th<ree” lies over “one”"
            ])
        let turned = "<text x=\"10\" y=\"50\" transform=\"rotate(-90 10 50)\" text-anchor=\"middle\">"
        #expect(faults(svg(turned + "up<title>what is shown only when it is pointed at</title></text>")) == [])
        #expect(faults(svg(turned + "upright and far too long to stand</text>")).count == 1)
        #expect(PlacedText.all(in: svg(fine)).texts.map(\.color) == ["muted", "muted"])
        #expect(Palette.light.contrast(of: "ink") > 15)
        #expect(Palette.light.contrast(of: "card") == 1)
    }
}

extension Palette {
    /// How well a colour of the style sheet stands out from the paper.
    fileprivate func contrast(of name: String) -> Double {
        let color =
            switch name {
            case "ink": ink
            case "muted": muted
            case _ where name.first == "s": Int(name.dropFirst()).map { self.color($0) } ?? card
            case _ where name.first == "w": Int(name.dropFirst()).map { writing($0) } ?? card
            default: card
            }
        return color.contrast(to: card)
    }
}

extension Color {
    /// How well it stands out from another colour: 1 to 21, by WCAG 2.2.
    fileprivate func contrast(to other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// The relative luminance, by WCAG 2.2.
    fileprivate var luminance: Double {
        func linear(_ part: UInt8) -> Double {
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}
