import Glibc
import Language
import Testing

@testable import Session

/// Keeps everything a session puts out.
final class TestOutput: Output {
    enum Event {
        case print(String)
        case warn(String)
        case display(Rendering)
        case result(Rendering)
        case live(Rendering, Int)
        case update(Rendering, Int, isFinal: Bool)
        case clear(wait: Bool)
    }

    private(set) var events: [Event] = []
    /// What questions are answered with, one after the other; then there is no more input.
    var answers: [Answer] = []
    /// The prompts of the questions, those for passwords with a lock.
    private(set) var prompts: [String] = []

    func print(_ text: String) { events.append(.print(text)) }
    func warn(_ text: String) { events.append(.warn(text)) }
    func display(_ rendering: Rendering) { events.append(.display(rendering)) }
    func result(_ rendering: Rendering) { events.append(.result(rendering)) }
    func displayLive(_ rendering: Rendering, identifier: Int) { events.append(.live(rendering, identifier)) }
    func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {
        events.append(.update(rendering, identifier, isFinal: isFinal))
    }
    func clear(wait: Bool) { events.append(.clear(wait: wait)) }
    func ask(_ prompt: String, isPassword: Bool) -> Answer {
        prompts.append(isPassword ? "🔒 " + prompt : prompt)
        return answers.isEmpty ? .end : answers.removeFirst()
    }

    /// What was written to standard output.
    var printed: String {
        events.map { if case .print(let text) = $0 { text } else { "" } }.joined()
    }

    /// What was written to standard error.
    var warned: String {
        events.map { if case .warn(let text) = $0 { text } else { "" } }.joined()
    }

    /// The texts of everything displayed, results included, live displays left out.
    var displayed: [String] {
        events.compactMap { event in
            switch event {
            case .display(let rendering), .result(let rendering): rendering.plain()
            default: nil
            }
        }
    }

    /// The last result.
    var result: Rendering? {
        events.reversed().lazy.compactMap { if case .result(let rendering) = $0 { rendering } else { nil } }.first
    }
}

extension Session {
    /// Runs a cell that must succeed.
    @discardableResult
    func run(
        _ source: String, answers: [Answer] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> TestOutput {
        let output = TestOutput()
        output.answers = answers
        if case .failed(let diagnostic) = execute(source, output: output, isCancelled: { false }) {
            Issue.record("\(diagnostic.rendered(in: source, color: false))", sourceLocation: sourceLocation)
            throw diagnostic
        }
        return output
    }

    /// Runs a cell that must fail, and gives what is said.
    func fail(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let output = TestOutput()
        guard case .failed(let diagnostic) = execute(source, output: output, isCancelled: { false }) else {
            Issue.record("no error in: \(source)", sourceLocation: sourceLocation)
            return ""
        }
        for span in diagnostic.spans {
            #expect(
                span.start >= 0 && span.end <= source.utf8.count, "a span outside the cell",
                sourceLocation: sourceLocation)
        }
        return diagnostic.rendered(in: source, color: false)
    }

    /// The text of the last expression of a cell.
    func value(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(try run(source, sourceLocation: sourceLocation).result, sourceLocation: sourceLocation).plain()
    }

    /// The last expression of a cell in one line, as `print` shows it.
    func short(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.popLast() ?? ""
        let program = (lines + ["print " + last]).joined(separator: "\n")
        return String(try run(program, sourceLocation: sourceLocation).printed.dropLast())
    }

    /// The number that the last expression of a cell is.
    func number(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Double {
        try run("testedNumber = " + source, sourceLocation: sourceLocation)
        let value = variables.first { $0.name == "testedNumber" }?.value
        guard case .number(let number) = value else {
            Issue.record("no number: \(source)", sourceLocation: sourceLocation)
            return .nan
        }
        return number
    }
}

/// Compares a text with a file of `Golden`; `NABLA_RECORD=1` writes the file instead.
func expectGolden(
    _ text: String, _ name: String, filePath: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = filePath.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Golden/\(name)"
    if getenv("NABLA_RECORD") != nil {
        let file = try #require(fopen(path, "w"), sourceLocation: sourceLocation)
        fputs(text, file)
        fclose(file)
        return
    }
    let recorded = try #require(contents(of: path), "no \(name)", sourceLocation: sourceLocation)
    #expect(text == recorded, "\(name) differs", sourceLocation: sourceLocation)
}

func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { break }
        bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}
