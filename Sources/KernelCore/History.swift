internal import JupyterProtocol

/// The cells that were run in this session, in memory.
struct History {
    /// This session's number; there is no other.
    static let session = 1
    /// How many cells are kept, the newest.
    static let capacity = 10_000
    /// How many cells a client gets that asks for the last ones without a number.
    static let defaultTail = 10

    private struct Cell {
        let line: Int
        let input: String
        let output: String?
    }

    private var cells: [Cell] = []

    /// Remembers a cell, with its execution counter and the text of its result.
    mutating func append(line: Int, input: String, output: String?) {
        cells.append(Cell(line: line, input: input, output: output))
        // Dropped by blocks, so that the cost of moving the rest stays small.
        if cells.count >= Self.capacity + Self.capacity / 10 { cells.removeFirst(cells.count - Self.capacity) }
    }

    /// The cells that a client asks for, the oldest first.
    func entries(for request: HistoryRequest) -> [HistoryReply.Entry] {
        let chosen: [Cell]
        switch request.access {
        case .tail:
            chosen = cells.suffix(max(0, request.count ?? Self.defaultTail))
        case .range:
            chosen = range(request)
        case .search:
            chosen = search(request)
        }
        return chosen.map { cell in
            HistoryReply.Entry(
                session: Self.session, line: cell.line, input: cell.input,
                output: request.includesOutput ? .some(cell.output) : nil)
        }
    }

    private func range(_ request: HistoryRequest) -> [Cell] {
        let session = request.session ?? 0
        guard session == 0 || session == Self.session else { return [] }
        let start = request.start ?? 0
        let stop = request.stop ?? Int.max
        return cells.filter { start <= $0.line && $0.line < stop }
    }

    private func search(_ request: HistoryRequest) -> [Cell] {
        let glob = Glob(request.pattern ?? "*")
        var matches = cells.filter { glob.matches($0.input) }
        if request.isUnique {
            // Of equal inputs the newest is kept.
            var seen: Set<String> = []
            matches = matches.reversed().filter { seen.insert($0.input).inserted }.reversed()
        }
        return request.count.map { matches.suffix(max(0, $0)) } ?? matches
    }
}
