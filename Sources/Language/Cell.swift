/// What the parser reads: the tokens of a cell and what is known about them beforehand.
///
/// A class, because the parser recurses and is handed around: of what it reads it carries one word.
final class Cell: Sendable {
    let source: [UInt8]
    /// The tokens without comments; the last is `end`.
    let tokens: [Token]
    /// For every token the index of the bracket that closes it, if it is a bracket that is closed.
    let closers: [Int?]
    let vocabulary: Vocabulary
    /// Offsets of the lines' first bytes.
    private let lineStarts: [Int]

    init(_ source: String, vocabulary: Vocabulary) {
        var lexer = Lexer(Array(source.utf8))
        lexer.run()
        let end = Span(lexer.source.count, lexer.source.count)
        self.source = lexer.source
        self.tokens =
            lexer.tokens.filter { $0.symbol != .comment } + [Token(kind: .newline, span: end, text: "", symbol: .end)]
        self.closers = matchBrackets(tokens)
        self.vocabulary = vocabulary
        self.lineStarts = [0] + tokens.filter { $0.symbol == .newline }.map(\.span.end)
    }

    /// The source text of a place, shortened where it is long.
    func text(_ span: Span, limit: Int) -> String {
        let start = min(max(span.start, 0), source.count)
        let end = min(max(span.end, start), source.count)
        let cut = min(end, start + 4 * limit)
        let text = String(decoding: source[start..<cut], as: UTF8.self)
        return cut < end || text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    /// Where the line of a place begins, and how many spaces it begins with; beyond 200 none are counted.
    func line(of offset: Int) -> (start: Int, indent: Int) {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let spaces = source[lineStarts[low]..<offset].prefix(200).prefix { $0 == ascii(" ") || $0 == ascii("\t") }
        return (lineStarts[low], spaces.count)
    }
}
