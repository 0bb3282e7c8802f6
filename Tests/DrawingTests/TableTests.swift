import Testing

@testable import Drawing

@Suite struct TableTests {
    @Test func numbersAlignOnTheDecimalPoint() {
        let table = Table(columns: [
            Table.Column(title: "a", numbers: [1.5, 22.25, -300, .nan]),
            Table.Column(title: "b", cells: [.number(0.1), .text("none"), .empty, .number(0.01)]),
        ])
        let expected = """
                  a      b
            ──────────────
               1.50   0.1
              22.25   none
            -300.00
             NaN      0.01
            """
        #expect(table.text() == expected, "\n\(table.text())")
    }

    @Test func longTablesLoseTheirMiddle() throws {
        let table = Table(columns: [Table.Column(title: "n", numbers: (1...100).map(Double.init), best: .largest)])
        let lines = table.text(maximumRows: 6).split(separator: "\n").map(String.init)
        #expect(lines.count == 2 + 6 + 1)
        #expect(lines[5] == "⋮  (94 more rows)")
        #expect(lines.last == "100 ◂")
        #expect(lines[2].trimmingEnd == "  1")
        let html = table.html(maximumRows: 6)
        #expect(html.contains("⋮ 94 more rows ⋮"))
        #expect(try XMLChecker("<div>\(html)</div>").elements.count { $0 == "tr" } == 8)
        #expect(!table.text(maximumRows: 100).contains("⋮"))
    }

    @Test(arguments: [Int.min, 0, 1, 2, 3, 99, Int.max])
    func anyMaximumIsHonoured(_ maximum: Int) throws {
        let table = Table(columns: [
            Table.Column(title: "a", numbers: [1, 2, 3, 4, 5]), Table.Column(title: "b", numbers: [1]),
            Table.Column(title: "c", cells: []),
        ])
        let shown = min(max(maximum, 2), 5)
        let lines = table.text(maximumRows: maximum).split(separator: "\n")
        #expect(lines.count == 2 + shown + (shown < 5 ? 1 : 0))
        _ = try XMLChecker("<div>\(table.html(maximumRows: maximum))</div>")
    }

    @Test func theBestCellIsMarkedOnceForEachEqual() {
        let table = Table(columns: [
            Table.Column(title: "e", numbers: [0.3, 0.1, .nan, 0.1], best: .smallest)
        ])
        #expect(table.html().components(separatedBy: "<b>") == 2)
        #expect(table.text(ascii: true).components(separatedBy: " *") == 2)
    }

    @Test func chosenNumbersStayShort() {
        let table = Table(columns: [Table.Column(title: "λ", numbers: [0, 1e-4, 1e-3, 0.25, 1_000_000])])
        let lines = table.text().split(separator: "\n").dropFirst(2).map { $0.filter { $0 != " " } }
        #expect(lines == ["0", "0.0001", "0.001", "0.25", "1000000"])
    }

    @Test func emptyTablesRender() throws {
        for table in [Table(columns: []), Table(columns: [Table.Column(title: "", cells: [])])] {
            _ = try XMLChecker("<div>\(table.html())</div>")
            _ = table.text()
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(separatedBy text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}

@Suite struct FootnoteTests {
    @Test(arguments: [30, 80])
    func theFootnoteIsBrokenToTheTerminal(_ columns: Int) {
        let words = Array(repeating: "convention", count: 20).joined(separator: " ")
        let table = Table(columns: [Table.Column(title: "x", cells: [.number(1)])], footnote: words)
        let lines = table.text(columns: columns).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= columns })
        #expect(lines.dropFirst(3).joined(separator: " ") == words)
    }
}

@Suite struct ProgressReportTests {
    private func report(_ fraction: Double, _ state: ProgressReport.State = .running) -> ProgressReport {
        ProgressReport(
            title: "train N", fraction: fraction, fields: [.init("epoch", "620/1000"), .init("loss", "0.3392")],
            state: state, timeLeft: "2 s")
    }

    @Test func oneLineSaysAll() {
        #expect(
            report(0.5).text(columns: 72, ascii: true)
                == "train N  #########---------  50 %  epoch 620/1000  loss 0.3392  2 s left")
        #expect(report(0.3, .finished).text(columns: 80, ascii: true).contains("100 %"))
        #expect(!report(1, .finished).text(columns: 80).contains("left"))
        #expect(!report(1, .finished).html().contains("left"))
        #expect(report(0.4, .failed("loss became NaN")).html().contains("failed: loss became NaN"))
        #expect(report(0.4, .interrupted).text(columns: 80).contains("interrupted"))
        let failed = report(0.4, .failed("the loss became NaN")).text(columns: 40, ascii: true)
        #expect(failed == "train N  #---  40 %  failed: the loss...")
        // The bar gives way before a number does.
        let finished = report(0.5, .finished).text(columns: 55, ascii: true)
        #expect(finished == "train N  ##### 100 %  done  epoch 620/1000  loss 0.3392")
    }

    @Test func aNarrowLineKeepsWhatIsEssential() {
        var report = ProgressReport(
            title: "train a network on data", fraction: 1,
            fields: [
                .init("epoch", "1000 of 1000"), .init("loss", "0.339215", isEssential: true), .init("error", "0.1850"),
                .init("convention", "modern", isEssential: true),
            ], state: .finished)
        #expect(
            report.text(columns: 90, ascii: true)
                == "train a network on data  ########### 100 %  loss 0.339215  error 0.1850  convention modern")
        #expect(
            report.text(columns: 60, ascii: true) == "train a n...  ###### 100 %  loss 0.339215  convention modern")
        report.state = .interrupted
        #expect(
            report.text(columns: 80, ascii: true)
                == "train a networ...  ######## 100 %  interrupted  loss 0.339215  convention modern")
    }

    @Test(arguments: [Double.nan, -.infinity, -1, 0, 0.999_999, 1, 7, .infinity])
    func anyFractionRenders(_ fraction: Double) throws {
        for state in [ProgressReport.State.running, .finished, .interrupted, .failed("")] {
            let report = report(fraction, state)
            _ = try XMLChecker(report.html())
            for columns in [Int.min, 0, 20, 40, 80, Int.max] {
                for ascii in [false, true] {
                    let text = report.text(columns: columns, ascii: ascii)
                    #expect(!text.contains("\n"))
                    #expect(DisplayWidth.columns(of: text) <= min(max(columns, 20), 500), "\(text)")
                }
            }
        }
        #expect(report(0.999_999).text(columns: 80).contains("99 %"))
    }
}
