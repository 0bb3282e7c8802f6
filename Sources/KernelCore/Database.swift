internal import CSQLite
internal import Synchronization

/// A database of SQLite in a file or in memory.
///
/// The only place that touches SQLite's pointers: none of them leaves a call. Sendable because the handle never changes
/// and is opened for any thread.
@safe final class Database: @unchecked Sendable {
    /// What a column holds.
    enum Datum: Hashable {
        case null
        case integer(Int)
        case text(String)

        /// The number, if it is one.
        var integer: Int? { if case .integer(let number) = self { number } else { nil } }
        /// The text, if it is one.
        var text: String? { if case .text(let text) = self { text } else { nil } }
    }

    /// Why SQLite cannot do what was asked, in its own words.
    struct Failure: Error, Hashable {
        var message: String
    }

    /// The name of a database that lives in memory and ends with its connection.
    static let inMemory = ":memory:"
    /// How many milliseconds to wait for another process that writes.
    private static let busyTime: Int32 = 1000

    private let connection: OpaquePointer
    /// Statements with question marks, prepared for the next time, by their texts: to prepare one takes longer than to run it.
    private let prepared = Mutex<[String: Statement]>([:])

    /// A statement that has been prepared.
    @safe private struct Statement: @unchecked Sendable {
        let handle: OpaquePointer
    }

    /// Opens a database, and makes its file where there is none.
    init(path: String) throws(Failure) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened = unsafe opened else { throw Failure(message: "out of memory") }
        guard code == SQLITE_OK else {
            let failure = unsafe Self.failure(of: opened)
            unsafe sqlite3_close_v2(opened)
            throw failure
        }
        unsafe connection = opened
        unsafe sqlite3_busy_timeout(connection, Self.busyTime)
    }

    deinit {
        for statement in prepared.withLock({ $0.values }) { unsafe sqlite3_finalize(statement.handle) }
        unsafe sqlite3_close_v2(connection)
    }

    /// Runs a statement.
    ///
    /// - Parameter values: what stands for its question marks.
    func run(_ statement: String, _ values: Datum...) throws(Failure) {
        try visit(statement, values) { _ in true }
    }

    /// The number in the first column of the statement's first row.
    func integer(_ statement: String, _ values: Datum...) throws(Failure) -> Int? {
        var number: Int?
        try visit(statement, values) { row in
            number = row.first?.integer
            return false
        }
        return number
    }

    /// Shows the rows of a statement, one after the other, until there is no more or no more is wanted.
    func visit(_ statement: String, _ values: [Datum], _ wantsMore: ([Datum]) -> Bool) throws(Failure) {
        let prepared = try unsafe takeStatement(statement)
        defer { unsafe keep(prepared, statement, isWorthIt: !values.isEmpty) }
        for (index, value) in zip(Int32(1)..., values) {
            switch value {
            case .null: try check(unsafe sqlite3_bind_null(prepared, index))
            case .integer(let number): try check(unsafe sqlite3_bind_int64(prepared, index, Int64(number)))
            case .text(let text):
                let count = UInt64(text.utf8.count)
                try check(unsafe sqlite3_bind_copied_text(prepared, index, text, count))
            }
        }
        while true {
            let code = unsafe sqlite3_step(prepared)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw unsafe Self.failure(of: connection) }
            let columns = 0..<(unsafe sqlite3_column_count(prepared))
            guard wantsMore(columns.map { unsafe Self.datum(prepared, $0) }) else { return }
        }
    }

    /// A statement that nobody else uses.
    private func takeStatement(_ text: String) throws(Failure) -> OpaquePointer {
        if let statement = prepared.withLock({ $0.removeValue(forKey: text) }) { return unsafe statement.handle }
        var handle: OpaquePointer?
        try check(unsafe sqlite3_prepare_v2(connection, text, -1, &handle, nil))
        guard let handle = unsafe handle else { throw Failure(message: "not a statement") }
        return unsafe handle
    }

    /// Lets the next use of the text have the statement, or gives it up.
    private func keep(_ handle: OpaquePointer, _ text: String, isWorthIt: Bool) {
        // Also ends what it reads, for which others may wait.
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
        let statement = unsafe Statement(handle: handle)
        let isKept = prepared.withLock { prepared in
            guard isWorthIt, prepared[text] == nil else { return false }
            prepared[text] = statement
            return true
        }
        if !isKept { unsafe sqlite3_finalize(handle) }
    }

    private static func datum(_ statement: OpaquePointer?, _ column: Int32) -> Datum {
        switch unsafe sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            return .integer(Int(unsafe sqlite3_column_int64(statement, column)))
        case SQLITE_NULL:
            return .null
        default:
            guard let bytes = unsafe sqlite3_column_text(statement, column) else { return .null }
            // A text may hold a zero, so that its end is known by the count alone.
            let count = Int(unsafe sqlite3_column_bytes(statement, column))
            let buffer = unsafe UnsafeBufferPointer(start: bytes, count: count)
            return .text(unsafe String(decoding: buffer, as: UTF8.self))
        }
    }

    private func check(_ code: Int32) throws(Failure) {
        if code != SQLITE_OK { throw unsafe Self.failure(of: connection) }
    }

    private static func failure(of connection: OpaquePointer) -> Failure {
        unsafe Failure(message: String(cString: sqlite3_errmsg(connection)))
    }
}
