import Testing

@testable import Drawing

/// Renderings as they were looked at and found good; `NABLA_RECORD=1` keeps new ones.
@Suite struct GoldenTests {
    private func figure(_ name: String) throws -> Figure {
        switch name {
        case "boundary": try Samples.boundary(nodes: 60, points: 60)
        case "losses": Samples.losses()
        default: Samples.lines()
        }
    }

    @Test(arguments: ["boundary", "losses", "lines"])
    func figures(_ name: String) throws {
        try expectGoldens(of: figure(name), name)
    }

    @Test func tables() throws {
        _ = try XMLChecker("<div>\(Samples.table.html())</div>")
        try expectGolden(Samples.table.html() + "\n", "table.html")
        try expectGolden(Samples.table.text() + "\n", "table.txt")
        try expectGolden(Samples.table.text(ascii: true) + "\n", "table.ascii.txt")
    }

    @Test func progress() throws {
        var report = ProgressReport(
            title: "train N", fraction: 0.62, fields: [.init("epoch", "620/1000"), .init("loss", "0.3392")],
            timeLeft: "2 s", curve: Samples.losses())
        try expectGolden(report.html() + "\n", "progress.html")
        report.curve = nil
        var lines = [report.text(columns: 80), report.text(columns: 80, color: true)]
        for state in [ProgressReport.State.finished, .interrupted, .failed("the loss became NaN")] {
            report.state = state
            lines.append(report.text(columns: 80))
        }
        try expectGolden(lines.joined(separator: "\n") + "\n", "progress.txt")
    }
}
