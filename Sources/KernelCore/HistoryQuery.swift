internal import JupyterProtocol

/// What a client asks of a history.
struct HistoryQuery {
    private let request: HistoryRequest
    /// This session's number; nil while it has no cell.
    private let session: Int?

    init(_ request: HistoryRequest, session: Int?) {
        self.request = request
        self.session = session
    }

    /// The cells that are asked for, the oldest first.
    func entries(in database: Database) throws(Database.Failure) -> [HistoryReply.Entry] {
        switch request.access {
        case .tail:
            return try newest(request.count ?? History.defaultTail, in: database) { _ in true }
        case .range:
            return try range(in: database)
        case .search:
            // Not SQLite's `GLOB`, which knows more than the protocol does and takes exponential time.
            let glob = Glob(request.pattern ?? "*")
            // Of equal inputs the newest is kept.
            var seen: Set<String> = []
            return try newest(request.count ?? History.largestReply, in: database) { input in
                glob.matches(input) && (!request.isUnique || seen.insert(input).inserted)
            }
        }
    }

    /// The newest cells whose inputs are wanted.
    private func newest(
        _ count: Int, in database: Database, where isWanted: (String) -> Bool
    ) throws(Database.Failure) -> [HistoryReply.Entry] {
        let count = min(count, History.largestReply)
        guard count > 0 else { return [] }
        var entries: [HistoryReply.Entry] = []
        let cells = "SELECT session, line, input, output FROM cells ORDER BY session DESC, line DESC"
        try database.visit(cells, []) { row in
            if let entry = entry(row), isWanted(entry.input) { entries.append(entry) }
            return entries.count < count
        }
        return entries.reversed()
    }

    private func range(in database: Database) throws(Database.Failure) -> [HistoryReply.Entry] {
        guard let number = try sessionOfRange(in: database) else { return [] }
        var entries: [HistoryReply.Entry] = []
        let cells =
            "SELECT session, line, input, output FROM cells WHERE session = ? AND line >= ? AND line < ? "
            + "ORDER BY line LIMIT ?"
        let values: [Database.Datum] = [
            .integer(number), .integer(request.start ?? 0), .integer(request.stop ?? .max),
            .integer(History.largestReply),
        ]
        try database.visit(cells, values) { row in
            if let entry = entry(row) { entries.append(entry) }
            return true
        }
        return entries
    }

    /// The session that a range is of: this one, one by its number, or one counted back among those that have cells.
    private func sessionOfRange(in database: Database) throws(Database.Failure) -> Int? {
        let number = request.session ?? 0
        if number == 0 { return session }
        if number > 0 { return number }
        return try database.integer(
            "SELECT DISTINCT session FROM cells WHERE session < ? ORDER BY session DESC LIMIT 1 OFFSET ?",
            .integer(session ?? .max), .integer(-(number + 1)))
    }

    private func entry(_ row: [Database.Datum]) -> HistoryReply.Entry? {
        guard row.count == 4, let session = row[0].integer, let line = row[1].integer, let input = row[2].text
        else { return nil }
        return HistoryReply.Entry(
            session: session, line: line, input: input, output: request.includesOutput ? .some(row[3].text) : nil)
    }
}
