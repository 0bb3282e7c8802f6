import Foundation
import Language
import Testing

/// Mistakes of one kind; each is rendered into the golden file of its group.
struct Mistakes: Sendable, CustomTestStringConvertible {
    let group: String
    let sources: [String]

    var testDescription: String { group }
}

@Test(arguments: mistakes)
func diagnosticsReadWell(_ mistakes: Mistakes) throws {
    let rendered = mistakes.sources.map(report).joined(separator: "\n")
    try expectGolden(rendered, "\(mistakes.group).txt")
}

@Test(arguments: mistakes)
func everyMistakeIsFound(_ mistakes: Mistakes) {
    for source in mistakes.sources {
        let diagnostics = parse(source, vocabulary: vocabulary).diagnostics
        #expect(!diagnostics.isEmpty, "\(source)")
        for diagnostic in diagnostics {
            #expect(!diagnostic.message.hasSuffix("."), "\(diagnostic.message)")
            for span in diagnostic.spans { #expect(span.start >= 0 && span.end <= source.utf8.count, "\(source)") }
        }
    }
}

/// A source between rules, and every diagnostic about it.
private func report(_ source: String) -> String {
    let diagnostics = parse(source, vocabulary: vocabulary).diagnostics.map { $0.rendered(in: source, color: false) }
    return "─── \(source)\n" + diagnostics.map { $0 + "\n" }.joined()
}

/// Compares a text with a file of `Golden`, line by line; `NABLA_RECORD=1` writes the file first.
func expectGolden(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] == "1" {
        try Data(text.utf8).write(to: file)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    for (line, expected) in zip(lines(text), lines(golden)) where line != expected {
        Issue.record("expected \(expected)\nfound    \(line)")
    }
    #expect(lines(text).count == lines(golden).count)
}

private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
