import Language
import Testing

@testable import Session

/// Many programs at once: what a cell holds never ends the process, whatever it is.
@Suite struct CampaignTests {
    private func preparedSession() throws -> Session {
        let session = Session()
        try session.run(ProgramGenerator.prelude)
        return session
    }

    /// A hundred thousand programs; each is checked, and runs until it has taken as many steps as are allowed.
    @Test(arguments: UInt64(1)...10)
    func generatedPrograms(_ seed: UInt64) throws {
        var generator = ProgramGenerator(seed: seed &* 1_000_003)
        for _ in 0..<20 {
            let session = try preparedSession()
            for position in 0..<500 {
                let program = position % 5 == 0 ? generator.program() : generator.statement(1)
                session.survive(program, polls: position % 50 == 0 ? 20 : steps(of: program))
            }
            #expect(try session.value("1 + 1") == "2")
        }
    }

    /// How far a program may run: a picture takes as long as hundreds of other programs.
    private func steps(of program: String) -> Int {
        program.contains("plot") || program.contains("boundary") || program.contains("mixture") ? 0 : 10
    }

    // MARK: Every place where a program can break off

    @Test func everyProgramEndsAtEachOfItsTokens() throws {
        for program in try HostileTests.programs() {
            let session = try preparedSession()
            for end in Set(tokenize(program).flatMap { [$0.span.start, $0.span.end] }).sorted() {
                let part = String(decoding: program.utf8.prefix(end), as: UTF8.self)
                session.survive(part, polls: steps(of: part))
            }
            #expect(try session.value("1 + 1") == "2")
        }
    }

    @Test func everyProgramLosesEachOfItsTokens() throws {
        for program in try HostileTests.programs() {
            let session = try preparedSession()
            let bytes = Array(program.utf8)
            for token in tokenize(program) {
                let rest = bytes[..<token.span.start] + bytes[token.span.end...]
                session.survive(String(decoding: rest, as: UTF8.self), polls: steps(of: program))
                let twice = bytes[..<token.span.end] + bytes[token.span.start...]
                session.survive(String(decoding: twice, as: UTF8.self), polls: steps(of: program))
            }
            #expect(try session.value("1 + 1") == "2")
        }
    }

    /// Checked without being run, also where a character is cut in two.
    @Test func everyProgramEndsAtEachOfItsBytes() throws {
        for program in try HostileTests.programs() {
            let session = try preparedSession()
            for end in 0...program.utf8.count {
                session.survive(String(decoding: program.utf8.prefix(end), as: UTF8.self), polls: 0)
            }
        }
    }

    @Test func everyProgramHasEachOfItsBytesChanged() throws {
        var random = SplitMix64(state: 11)
        for program in try HostileTests.programs() {
            let session = try preparedSession()
            let bytes = Array(program.utf8)
            for position in bytes.indices {
                var changed = bytes
                changed[position] = UInt8.random(in: 0...255, using: &random)
                session.survive(String(decoding: changed, as: UTF8.self), polls: 0)
            }
        }
    }
}
