import FoundationEssentials
import Testing

/// docs/coverage.md: every row of the lecture checklist, each with tests that exist.
struct CoverageTests {
    /// The rows of the checklist's parts 1A to 1J.
    static let rows = [
        ("A", 23), ("B", 9), ("C", 20), ("D", 24), ("E", 35), ("F", 20), ("G", 5), ("H", 9), ("I", 6), ("J", 19),
    ].flatMap { part, count in (1...count).map { "\(part)\($0)" } }

    struct Line {
        let row: String
        let text: String
        let tests: [String]
    }

    private let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    private func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    /// The lines of the table below its head.
    private func lines() throws -> [Line] {
        try text("docs/coverage.md").split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.split(separator: "|").map { $0.trimmed() }
            try #require(cells.count == 3, "\(line)")
            // Test names stand between backticks: every second part.
            let parts = cells[2].split(separator: "`", omittingEmptySubsequences: false)
            return Line(
                row: cells[0], text: cells[1],
                tests: parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) })
        }
    }

    /// All tests of the package as target/suite/test.
    private func tests() throws -> Set<String> {
        var names: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: "\(root)/Tests") where path.hasSuffix(".swift")
        {
            guard let target = path.split(separator: "/").first else { continue }
            names.formUnion(Self.tests(in: try text("Tests/\(path)")).map { "\(target)/\($0)" })
        }
        return names
    }

    /// The tests of a source as suite/test: functions after `@Test`, within the last type that began at the margin.
    static func tests(in source: String) -> [String] {
        var names: [String] = []
        var suite = ""
        var isTest = false
        for line in source.split(separator: "\n") {
            if let name = name(after: ["struct ", "extension ", "final class "], in: line), line.first != " " {
                suite = name
            }
            if line.trimmed().hasPrefix("@Test") { isTest = true }
            if isTest, let name = name(after: ["func "], in: line) {
                names.append("\(suite)/\(name)")
                isTest = false
            }
        }
        return names
    }

    /// The identifier that follows one of the keywords, without backticks.
    private static func name(after keywords: [String], in line: Substring) -> String? {
        for keyword in keywords {
            guard let range = line.ranges(of: keyword).first else { continue }
            let rest = line[range.upperBound...]
            if rest.first == "`" { return rest.dropFirst().split(separator: "`").first.map(String.init) }
            return String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        }
        return nil
    }

    @Test func everyRowIsThereOnce() throws {
        let lines = try lines()
        #expect(lines.map(\.row) == Self.rows)
        for line in lines { #expect(!line.text.isEmpty, "\(line.row) says nothing") }
    }

    /// Notation and experiments are shown by the notebooks, which are tests themselves.
    @Test func everyRowHasTests() throws {
        let rows = try lines().filter { $0.row.first != "A" && $0.row.first != "J" }
        #expect(rows.filter(\.tests.isEmpty).map(\.row) == [])
    }

    @Test func everyTestExists() throws {
        let tests = try tests()
        for line in try lines() {
            for test in line.tests { #expect(tests.contains(test), "\(line.row): there is no test \(test)") }
        }
    }

    @Test func testsAreFoundInSources() {
        let source = """
            struct FirstTests {
                @Test(arguments: [1, 2])
                func `one, two`(_ number: Int) {}
                func helper() {}
                struct Inner {}
            }
            @Suite struct SecondTests {
                @Test func three() {}
            }
            """
        #expect(Self.tests(in: source) == ["FirstTests/one, two", "SecondTests/three"])
    }
}

extension StringProtocol {
    fileprivate func trimmed() -> String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
