import Testing

@testable import Engine

/// Whether two sequences of numbers agree element by element within an absolute tolerance.
func agree(_ found: [Double], _ expected: [Double], within tolerance: Double) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
}

extension Matrix {
    /// A matrix from its rows, which must be of equal length.
    init(_ rows: [[Double]]) {
        self.init(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
    }
}

extension Convention {
    /// A convention by name, for tests.
    static func wanted(_ name: String) throws -> Convention {
        try #require(Convention.named(name))
    }
}

/// Expects an engine error of a code whose message contains all the given parts.
func expectError(
    _ code: EngineError.Code, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation,
    from body: () throws -> some Any
) {
    do {
        _ = try body()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
    } catch let error as EngineError {
        #expect(error.code == code, sourceLocation: sourceLocation)
        for part in parts {
            #expect(error.message.contains(part), "\(error.message)", sourceLocation: sourceLocation)
        }
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
