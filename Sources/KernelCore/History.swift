public import JupyterProtocol
internal import Synchronization

/// The cells that were run, in this session and in those before it.
///
/// They are kept in a file that several processes share, and where that cannot be, in memory. The file is opened when
/// history is first needed, not when the process starts.
public final class History: Sendable {
    /// How many cells are kept, the newest; older ones go when a session begins.
    static let capacity = 100_000
    /// How many cells a client gets at most.
    static let largestReply = 10_000
    /// How many cells a client gets that asks for the last ones without a number.
    static let defaultTail = 10
    /// How many bytes of a result are kept.
    static let longestOutput = 1 << 16

    private struct State {
        var database: Database?
        /// This session's number, given with its first cell.
        var session: Int?
        /// Whether the file has failed, or there is none.
        var isInMemory: Bool
    }

    /// The file; nil where the history ends with the process.
    public let path: String?
    private let notice: Notice
    private let state: Mutex<State>

    /// Creates a history that nothing has been read of yet.
    ///
    /// - Parameters:
    ///   - path: the file; nil for a history that ends with the process.
    ///   - notice: takes one sentence, once, if the file cannot be used and the history is kept in memory instead.
    public convenience init(path: String? = nil, notice: @escaping @Sendable (String) -> Void = { _ in }) {
        self.init(path: path, Notice(notice))
    }

    private init(path: String?, _ notice: Notice) {
        self.path = path
        self.notice = notice
        state = Mutex(State(database: nil, session: nil, isInMemory: path == nil))
    }

    /// The history of another session, in the same file; what is wrong with it is said once for both.
    public func another() -> History { History(path: path, notice) }

    /// Says one sentence, once.
    private final class Notice: Sendable {
        private let say: @Sendable (String) -> Void
        private let isSaid = Atomic(false)

        init(_ say: @escaping @Sendable (String) -> Void) { self.say = say }

        func callAsFunction(_ sentence: String) {
            if !isSaid.exchange(true, ordering: .relaxed) { say(sentence) }
        }
    }

    /// The file that the environment asks for, by `NABLA_HISTORY` or the XDG base directories; nil if none.
    public static func path(in environment: [String: String]) -> String? { HistoryFile.path(in: environment) }

    /// Remembers a cell, with its execution counter, before it runs: it is not lost if the process ends in it.
    ///
    /// A cell of nothing but white space is not worth it.
    public func append(line: Int, input: String) {
        guard input.contains(where: { !$0.isWhitespace }) else { return }
        withDatabase { database, state in
            let session = try state.session ?? Self.beginSession(in: database)
            state.session = session
            try database.run(
                "INSERT OR REPLACE INTO cells (session, line, input) VALUES (?, ?, ?)", .integer(session),
                .integer(line), .text(input))
        }
    }

    /// Remembers the text of a cell's result; what is too long loses its end.
    public func setOutput(_ output: String, line: Int) {
        withDatabase { database, state in
            guard let session = state.session else { return }
            // The index may lie within a character; slicing rounds it down to the character's start.
            let end = output.utf8.index(output.startIndex, offsetBy: Self.longestOutput, limitedBy: output.endIndex)
            try database.run(
                "UPDATE cells SET output = ? WHERE session = ? AND line = ?",
                .text(end.map { String(output[..<$0]) } ?? output), .integer(session), .integer(line))
        }
    }

    /// The cells that a client asks for, the oldest first.
    public func entries(for request: HistoryRequest) -> [HistoryReply.Entry] {
        withDatabase { database, state in try HistoryQuery(request, session: state.session).entries(in: database) }
            ?? []
    }

    /// Forgets all cells, of other sessions too.
    ///
    /// - Returns: whether they are gone from the file.
    @discardableResult
    public func clear() -> Bool {
        withDatabase { database, state in
            // Overwritten, not only left out.
            try database.run("PRAGMA secure_delete = ON")
            try database.run("DELETE FROM cells")
            try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
            return !state.isInMemory || path == nil
        } ?? false
    }

    // MARK: The database

    /// Works on the file or, from its first failure on, in memory; nil if there is not even memory.
    private func withDatabase<Result: Sendable>(_ body: (Database, inout State) throws -> Result) -> Result? {
        state.withLock { state in
            if let path, !state.isInMemory {
                do {
                    let database = try state.database ?? HistoryFile.open(path)
                    state.database = database
                    return try body(database, &state)
                } catch {
                    notice("history is kept in memory only: \(path): \(HistoryFile.describe(error))")
                    leaveFile(&state)
                }
            }
            guard let database = try? state.database ?? HistoryFile.inMemory() else { return nil }
            state.database = database
            return try? body(database, &state)
        }
    }

    /// Goes on in memory, with the cells of this session as far as they can be read.
    private func leaveFile(_ state: inout State) {
        state.isInMemory = true
        let file = state.database
        state.database = try? HistoryFile.inMemory()
        guard let file, let memory = state.database, let session = state.session else { return }
        try? memory.run("INSERT INTO sessions VALUES (?)", .integer(session))
        try? file.visit("SELECT session, line, input, output FROM cells WHERE session = ?", [.integer(session)]) {
            row in
            guard row.count == 4 else { return true }
            try? memory.run("INSERT INTO cells VALUES (?, ?, ?, ?)", row[0], row[1], row[2], row[3])
            return true
        }
    }

    /// A number that no other session has.
    private static func beginSession(in database: Database) throws -> Int {
        let excess = "SELECT session FROM cells ORDER BY session DESC, line DESC LIMIT 1 OFFSET ?"
        if let last = try database.integer(excess, .integer(capacity)) {
            try database.run("DELETE FROM cells WHERE session <= ?", .integer(last))
        }
        try database.run("INSERT INTO sessions DEFAULT VALUES")
        return try database.integer("SELECT last_insert_rowid()") ?? 1
    }
}
