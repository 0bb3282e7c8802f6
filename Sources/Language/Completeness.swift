/// Whether a console should run what was typed, or ask for another line.
public enum Completeness: Sendable, Hashable {
    /// The cell can run.
    case complete
    /// A bracket or a block is open, or the last line ends in an infix operator or a comma.
    case incomplete(indent: String)
    /// The cell has a mistake that no further line mends.
    case invalid
}

/// Tells whether a cell can run as it stands; the indent of the next line is two spaces for each open block.
///
/// - Complexity: linear in the length of the source.
public func completeness(of source: String, vocabulary: Vocabulary) -> Completeness {
    var parser = Parser(source, vocabulary: vocabulary)
    parser.parseCell()
    if parser.faults.isEmpty { return .complete }
    guard parser.faults.allSatisfy(\.isMendedByMore) else { return .invalid }
    return .incomplete(indent: String(repeating: "  ", count: parser.openBlocksAtEnd))
}
