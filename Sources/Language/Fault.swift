/// A diagnostic on its way from where parsing failed to where it goes on.
///
/// A class, because the parser recurses: an error of one word keeps its stack frames small.
final class Fault: Error {
    let diagnostic: Diagnostic
    /// Whether more source could mend it, so that a console should ask for another line.
    let isMendedByMore: Bool

    init(diagnostic: Diagnostic, isMendedByMore: Bool = false) {
        self.diagnostic = diagnostic
        self.isMendedByMore = isMendedByMore
    }

    /// Where the fault is reported.
    var start: Int { diagnostic.spans.first?.start ?? 0 }
}
