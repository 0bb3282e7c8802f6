import FoundationEssentials
import Glibc
import JupyterProtocol
import Synchronization
import Testing

@testable import KernelCore

@Suite struct HistoryFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/deeper/history.sqlite" }

    /// The notices of some histories.
    private final class Notices: Sendable {
        private let notices = Mutex<[String]>([])
        var all: [String] { notices.withLock { $0 } }
        func add(_ notice: String) { notices.withLock { $0.append(notice) } }
    }

    /// The entries as lines such as `1/2 input -> output`.
    private func lines(_ history: History, _ request: HistoryRequest) -> [String] {
        history.entries(for: request).map { entry in
            let output = entry.output.map { " -> \($0 ?? "nothing")" } ?? ""
            return "\(entry.session)/\(entry.line) \(entry.input)\(output)"
        }
    }

    @Test func cellsOutliveTheirSession() {
        let first = History(path: path)
        first.append(line: 1, input: "x = 1\nx")
        first.setOutput("1", line: 1)
        first.append(line: 2, input: "∇f(ŷ) 😀 \u{0} end")
        let second = History(path: path)
        #expect(lines(second, HistoryRequest(.range)) == [])
        #expect(lines(second, HistoryRequest(.range, session: -1, start: 1, stop: 2)) == ["1/1 x = 1\nx"])
        second.append(line: 1, input: "second")
        let third = History(path: path)
        third.append(line: 1, input: "third")
        let all = [
            "1/1 x = 1\nx -> 1", "1/2 ∇f(ŷ) 😀 \u{0} end -> nothing", "2/1 second -> nothing", "3/1 third -> nothing",
        ]
        #expect(lines(third, HistoryRequest(.tail, includesOutput: true)) == all)
        #expect(lines(third, HistoryRequest(.tail, count: 1)) == ["3/1 third"])
        #expect(
            lines(third, HistoryRequest(.search, pattern: "*d")) == [
                "1/2 ∇f(ŷ) 😀 \u{0} end", "2/1 second", "3/1 third",
            ])
        #expect(lines(third, HistoryRequest(.range, session: -1)) == ["2/1 second"])
        #expect(lines(third, HistoryRequest(.range, session: -2, start: 2)) == ["1/2 ∇f(ŷ) 😀 \u{0} end"])
        #expect(lines(third, HistoryRequest(.range, session: -3)) == [])
        #expect(lines(third, HistoryRequest(.range, session: .min)) == [])
        #expect(lines(third, HistoryRequest(.range, session: 1, start: 1, stop: 2)) == ["1/1 x = 1\nx"])
        #expect(lines(third, HistoryRequest(.range)) == ["3/1 third"])
    }

    /// As subshells have them: counters that both begin at 1 must not overwrite each other.
    @Test func anotherHistoryIsAnotherSessionOfTheSameFile() {
        let main = History(path: path)
        main.append(line: 1, input: "main")
        let unused = main.another()
        let other = main.another()
        other.append(line: 1, input: "beside")
        other.setOutput("2", line: 1)
        main.append(line: 2, input: "main again")
        #expect(lines(main, HistoryRequest(.range)) == ["1/1 main", "1/2 main again"])
        #expect(lines(other, HistoryRequest(.range)) == ["2/1 beside"])
        #expect(lines(unused, HistoryRequest(.range)) == [])
        for history in [main, other, unused] {
            #expect(
                lines(history, HistoryRequest(.tail, includesOutput: true)) == [
                    "1/1 main -> nothing", "1/2 main again -> nothing", "2/1 beside -> 2",
                ])
        }
    }

    @Test func whatIsWrongWithTheFileIsSaidOnceForAllSessions() {
        let notices = Notices()
        let main = History(path: "/dev/null/history", notice: notices.add)
        for history in [main, main.another(), main.another()] {
            history.append(line: 1, input: "x")
            #expect(lines(history, HistoryRequest(.range)) == ["1/1 x"])
        }
        #expect(notices.all.count == 1)
    }

    @Test func nothingIsMadeBeforeTheFirstCell() {
        _ = History(path: path)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func theFileIsTheUsersAlone() throws {
        History(path: path).append(line: 1, input: "secret")
        var status = stat()
        try #require(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        try #require(stat(folder.path + "/deeper", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func whatIsForgottenIsInTheFileNoMore() throws {
        let history = History(path: path)
        history.append(line: 1, input: "a secret")
        #expect(history.clear())
        #expect(lines(history, HistoryRequest(.tail)) == [])
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deeper") {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/deeper/\(file)"))
            #expect(bytes.firstRange(of: Data("a secret".utf8)) == nil, "\(file)")
        }
        history.append(line: 2, input: "b")
        let next = History(path: path)
        next.append(line: 1, input: "c")
        #expect(lines(next, HistoryRequest(.tail)) == ["1/2 b", "2/1 c"])
    }

    @Test func severalKernelsShareTheFile() throws {
        let notices = Notices()
        let threads = 12
        let cells = 10
        let left = Atomic(threads)
        try onThreads(threads) { [path] number in
            let history = History(path: path, notice: notices.add)
            left.subtract(1, ordering: .sequentiallyConsistent)
            // All at once, the making of the file too.
            while left.load(ordering: .sequentiallyConsistent) > 0 { sched_yield() }
            for line in 1...cells {
                history.append(line: line, input: "cell \(line) of thread \(number)")
                history.setOutput("\(line)", line: line)
            }
        }
        #expect(notices.all == [])
        let entries = History(path: path).entries(for: HistoryRequest(.search, includesOutput: true))
        #expect(entries.count == threads * cells)
        #expect(Set(entries.map(\.session)) == Set(1...threads))
        #expect(entries.allSatisfy { $0.output == "\($0.line)" })
        let bySession = Dictionary(grouping: entries, by: \.session)
        #expect(bySession.values.allSatisfy { Set($0.compactMap { $0.input.split(separator: " ").last }).count == 1 })
    }

    @Test(arguments: [
        (
            "not a database, but long enough that its header is read as one and found to be something else",
            "file is not a database"
        ),
        ("SQLite format 3\0" + String(repeating: "\u{7F}", count: 4096), ""),
    ])
    func aFileThatIsNoDatabaseIsLeftAlone(contents: String, reason: String) throws {
        let path = folder.path + "/history.sqlite"
        try Data(contents.utf8).write(to: URL(filePath: path))
        try expectMemory(path, reason: reason)
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contents.utf8))
    }

    @Test func aDatabaseOfSomethingElseIsLeftAlone() throws {
        let path = folder.path + "/history.sqlite"
        let other = try Database(path: path)
        try other.run("CREATE TABLE cells (a)")
        try expectMemory(path, reason: "a database of something else")
        try other.run("PRAGMA user_version = 1")
        try expectMemory(path, reason: "a database of something else")
        try other.run("PRAGMA user_version = 2")
        try expectMemory(path, reason: "a history of another version")
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
        try expectMemory(folder.path, reason: "Is a directory")
        try expectMemory("/proc/nowhere/history.sqlite", reason: "")
        try expectMemory("/dev/null", reason: "not a regular file")
        try expectMemory("/dev/null/history.sqlite", reason: "")
        mkfifo(folder.path + "/pipe", 0o600)
        try expectMemory(folder.path + "/pipe", reason: "not a regular file")
    }

    @Test func aLockedDatabaseIsWaitedForOnce() throws {
        History(path: path).append(line: 1, input: "before")
        let other = try Database(path: path)
        try other.run("BEGIN IMMEDIATE")
        try expectMemory(path, reason: "database is locked")
        try other.run("ROLLBACK")
        #expect(lines(History(path: path), HistoryRequest(.tail)) == ["1/1 before"])
    }

    @Test func aFailureInTheMiddleLosesNoCellOfTheSession() throws {
        let notices = Notices()
        let history = History(path: path, notice: notices.add)
        history.append(line: 1, input: "one")
        history.setOutput("1", line: 1)
        try Database(path: path).run(
            """
            CREATE TRIGGER full BEFORE INSERT ON cells WHEN NEW.line > 1
            BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END
            """)
        history.append(line: 2, input: "two")
        history.append(line: 3, input: "three")
        #expect(notices.all == ["history is kept in memory only: \(path): database or disk is full"])
        #expect(
            lines(history, HistoryRequest(.range, includesOutput: true))
                == ["1/1 one -> 1", "1/2 two -> nothing", "1/3 three -> nothing"])
    }

    @Test func onlyTheNewestCellsAreKept() throws {
        History(path: path).append(line: 1, input: "old")
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        try Database(path: path).run(
            numbers + " INSERT INTO cells SELECT 2 + i / 1000, i, 'cell', NULL FROM n", .integer(History.capacity))
        let history = History(path: path)
        history.append(line: 1, input: "new")
        #expect(lines(history, HistoryRequest(.search, pattern: "old")) == [])
        #expect(history.entries(for: HistoryRequest(.search)).count == History.largestReply)
        #expect(history.entries(for: HistoryRequest(.tail, count: .max)).count == History.largestReply)
    }

    @Test func aLongResultLosesItsEnd() throws {
        let history = History()
        history.append(line: 1, input: "1")
        history.setOutput("a" + String(repeating: "ŷ", count: 1 << 20), line: 1)
        let output = try #require(history.entries(for: HistoryRequest(.tail, includesOutput: true)).first?.output)
        let text = try #require(output)
        #expect(text.utf8.count == History.longestOutput - 1)
        #expect(text.unicodeScalars.last == "ŷ".unicodeScalars.last)
    }

    @Test(
        arguments: [
            (["HOME": "/home/a"], "/home/a/.local/state/nabla/history.sqlite"),
            (["HOME": "/home/a", "XDG_STATE_HOME": "/state"], "/state/nabla/history.sqlite"),
            (["HOME": "/home/a", "XDG_STATE_HOME": ""], "/home/a/.local/state/nabla/history.sqlite"),
            (["HOME": "/home/a", "XDG_STATE_HOME": "state"], "/home/a/.local/state/nabla/history.sqlite"),
            (["HOME": "/home/a", "NABLA_HISTORY": "here.sqlite"], "here.sqlite"),
            (["HOME": "/home/a", "NABLA_HISTORY": ""], nil), (["HOME": "/home/a", "NABLA_HISTORY": "none"], nil),
            ([:], nil), (["HOME": "relative"], nil),
        ] as [([String: String], String?)])
    func theEnvironmentSaysWhereTheFileLies(environment: [String: String], path: String?) {
        #expect(History.path(in: environment) == path)
    }

    /// Expects a history that says once why the file is of no use, and works.
    private func expectMemory(_ path: String, reason: String) throws {
        let notices = Notices()
        let history = History(path: path, notice: notices.add)
        history.append(line: 1, input: "one")
        history.setOutput("1", line: 1)
        history.append(line: 2, input: "two")
        #expect(lines(history, HistoryRequest(.tail, includesOutput: true)) == ["1/1 one -> 1", "1/2 two -> nothing"])
        let notice = try #require(notices.all.first)
        #expect(notices.all.count == 1)
        #expect(notice.hasPrefix("history is kept in memory only: \(path): "))
        #expect(notice.hasSuffix(": " + reason) || reason.isEmpty, "\(notice)")
        #expect(!history.clear())
    }
}

/// A folder that is gone when the test is over.
private final class TemporaryFolder {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/nabla-history-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Runs a body on several threads of the system, and waits for all of them.
private func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) throws {
    try withoutActuallyEscaping(body) { body in
        var handles: [pthread_t] = []
        for number in 0..<count {
            let box = Unmanaged.passRetained(Work { body(number) })
            var handle = pthread_t()
            let code = pthread_create(
                &handle, nil,
                { argument in
                    if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
            try #require(code == 0)
            handles.append(handle)
        }
        for handle in handles { pthread_join(handle, nil) }
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
