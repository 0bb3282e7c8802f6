internal import FoundationEssentials
internal import Glibc

/// The database of a history: where it lies, and how it is made and opened.
enum HistoryFile {
    /// Why a file is of no use as a history, in one line.
    struct Unusable: Error {
        var message: String
    }

    /// Marks a database as a history, with the version of its tables.
    private static let version = 1

    /// The file that the environment asks for; nil where history is not to outlive the process.
    ///
    /// `NABLA_HISTORY` names it, or is empty or `none`. Without that variable it lies where the XDG base directory
    /// specification wants histories: in `$XDG_STATE_HOME`, or else `~/.local/state`.
    static func path(in environment: [String: String]) -> String? {
        if let path = environment["NABLA_HISTORY"] { return path.isEmpty || path == "none" ? nil : path }
        // Relative paths are to be ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/nabla/history.sqlite" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.local/state/nabla/history.sqlite"
    }

    /// Opens the database in a file, and makes the file, for the user's eyes only, where there is none.
    static func open(_ path: String) throws -> Database {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // SQLite's own files beside it get the permissions of this one. A pipe would be waited for.
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw Unusable(message: unsafe String(cString: strerror(errno))) }
        var status = stat()
        let isKnown = unsafe fstat(descriptor, &status) == 0
        close(descriptor)
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else { throw Unusable(message: "not a regular file") }

        let database = try Database(path: path)
        // Readers and one writer at a time need not wait for each other, and a commit waits for no disk.
        try? database.run("PRAGMA journal_mode = WAL")
        try database.run("PRAGMA synchronous = NORMAL")
        // Cells go to the end of the table: a kernel that has run many of them need not keep more pages, in KiB.
        try database.run("PRAGMA cache_size = -256")
        try prepare(database)
        return database
    }

    /// A database that ends with the process.
    static func inMemory() throws -> Database {
        let database = try Database(path: Database.inMemory)
        try prepare(database)
        return database
    }

    /// Makes the tables where there are none.
    private static func prepare(_ database: Database) throws {
        if try isPrepared(database) { return }
        // Taken before the second look: of several kernels one makes the tables.
        try database.run("BEGIN IMMEDIATE")
        do {
            if try !isPrepared(database) {
                guard try database.integer("SELECT count(*) FROM sqlite_master") == 0 else {
                    throw Unusable(message: "a database of something else")
                }
                // Numbers of sessions are never used again, not even when all is cleared.
                try database.run("CREATE TABLE sessions (session INTEGER PRIMARY KEY AUTOINCREMENT)")
                try database.run(
                    """
                    CREATE TABLE cells (
                        session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT,
                        PRIMARY KEY (session, line)) WITHOUT ROWID
                    """)
                try database.run("PRAGMA user_version = \(version)")
            }
            try database.run("COMMIT")
        } catch {
            try? database.run("ROLLBACK")
            throw error
        }
    }

    private static func isPrepared(_ database: Database) throws -> Bool {
        switch try database.integer("PRAGMA user_version") {
        case 0: return false
        case version:
            let tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('sessions', 'cells')"
            guard try database.integer(tables) == 2 else { throw Unusable(message: "a database of something else") }
            return true
        default: throw Unusable(message: "a history of another version")
        }
    }

    /// An error as one line for people.
    static func describe(_ error: any Error) -> String {
        switch error {
        case let failure as Database.Failure: return failure.message
        case let unusable as Unusable: return unusable.message
        case let error as CocoaError:
            guard let code = (error.underlying as? POSIXError)?.code else { return "\(error.code)" }
            return unsafe String(cString: strerror(code.rawValue))
        default: return "\(error)"
        }
    }
}
