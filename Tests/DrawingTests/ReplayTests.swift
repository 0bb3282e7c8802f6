import Foundation
import Testing

@testable import Drawing

/// Replays: one piece of HTML that needs nothing else.
@Suite struct ReplayTests {
    private func replay(_ count: Int, points: Int = 3, label: String = "epoch") -> Replay {
        Replay(
            title: "train </script><b>\"N\"",
            frames: (0..<count).map { index in
                let xs = (0..<points).map { Double($0 * (index + 1) % 997) }
                return .init(
                    label: "\(label) \(index)",
                    picture: .figure(
                        Figure(
                            xAxis: Axis(range: 0...1000), yAxis: Axis(range: 0...1000),
                            layers: [.points(x: xs, y: xs.map { 1000 - $0 }, style: PointStyle())])))
            })
    }

    /// The page without the script, which the checker takes for markup otherwise.
    private func parts(_ html: String) throws -> (markup: String, script: String) {
        let start = try #require(html.range(of: "<script>"))
        let end = try #require(html.range(of: "</script>"))
        return (
            String(html[..<start.lowerBound] + html[end.upperBound...]), String(html[start.upperBound..<end.lowerBound])
        )
    }

    @Test(arguments: [1, 2, 7])
    func isWellFormedAndShowsItsLastFrameWithoutScripts(_ count: Int) throws {
        let html = replay(count, label: "<epoch> & \"'").html()
        let (markup, script) = try parts(html)
        _ = try XMLChecker(markup)
        #expect(markup.components(of: "class=\"nabla-replay-frame\"") == count)
        #expect(
            markup.components(
                of: "class=\"nabla-replay-frame\" data-label=\"&lt;epoch&gt; &amp; &quot;&#39; \(count - 1)\">") == 1)
        #expect(markup.components(of: "hidden=\"hidden\" style=\"display:none\">\n<svg") == count - 1)
        #expect(!script.contains("<") && !script.contains("&"))
        #expect(
            !html.contains("http://")
                || html.components(of: "http") == html.components(of: "http://www.w3.org/2000/svg"))
    }

    @Test func namesComeFromTheContent() throws {
        #expect(replay(3).html() == replay(3).html())
        let first = try parts(replay(3).html()).script
        let second = try parts(replay(4).html()).script
        #expect(first != second)
    }

    @Test func isNeverLargerThanTwoMegabytes() throws {
        let html = replay(60, points: 2000).html()
        #expect(html.utf8.count < 2_000_000)
        #expect(html.contains("of 60 frames</p>"))
        #expect(html.contains("epoch 59"))
        _ = try XMLChecker(try parts(html).markup)
    }

    @Test func `what frames have in common is written once`() throws {
        let known = (0..<200).map { Double($0) }
        let replay = Replay(
            title: "shared",
            frames: (1...4).map { frame in
                let layers: [Figure.Layer] = [
                    .points(x: known, y: known, style: PointStyle(series: 1), label: "known"),
                    .line(x: known, y: known.map { 200 - $0 }, style: LineStyle(), label: "ground"),
                    .line(x: known, y: known.map { $0 / Double(frame) }, style: LineStyle(series: 2), label: "own"),
                ]
                return .init(label: "frame \(frame)", picture: .figure(Figure(layers: layers)))
            })
        let single = replay.frames.map { $0.picture.svg() }
        let html = replay.html()
        #expect(html.utf8.count < single.reduce(0) { $0 + $1.utf8.count } / 2)
        let markup = try parts(html).markup
        let ids = try XMLChecker(markup).ids
        #expect(Set(ids).count == ids.count)
        // Whatever a frame refers to is there, and shown: what is hidden cannot be referred to everywhere.
        let shared = try #require(markup.components(separatedBy: "</defs>").first)
        for part in markup.components(separatedBy: "#nabla-").dropFirst() {
            let name = "nabla-" + part.prefix { $0 != "\"" && $0 != ")" }
            #expect(shared.contains(" id=\"\(name)\""), "\(name)")
        }
        #expect(!shared.contains("hidden=\"hidden\" style=\"display:none\">\n<svg"))
        // Points, the line that all have, the grid and the axes; each of the four has a line of its own.
        #expect(markup.components(of: "<use ") == 16)
        #expect(markup.components(of: "<style>") == 2)
    }

    @Test func textShowsThreeFrames() {
        let text = replay(5).text(columns: 60)
        #expect(text.contains("[1/5] epoch 0") && text.contains("[3/5] epoch 2") && text.contains("[5/5] epoch 4"))
        #expect(!text.contains("[2/5]"))
        #expect(replay(1).text().components(of: "[1/1]") == 1)
        #expect(replay(0).text() == "train </script><b>\"N\"\n")
        #expect(replay(2).text(ofFrame: 2).isEmpty)
        _ = replay(0).html()
    }

    @Test func golden() throws {
        let replay = Replay(
            title: "two frames",
            frames: [0, 1].map { frame in
                .init(
                    label: "epoch \(frame)",
                    picture: .diagram(
                        .neuron(
                            NeuronDiagram(
                                inputs: [.init(name: "x", weight: Double(frame))], bias: 0, activation: "tanh"))))
            })
        try expectGolden(replay.html(), "replay.html")
        try expectGolden(replay.text() + "\n", "replay.txt")
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
