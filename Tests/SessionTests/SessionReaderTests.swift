import Glibc
import Language
import Synchronization
import Testing

@testable import Session

@Suite struct SessionReaderTests {
    /// A session that reads another, which is between cells.
    private func copy(of session: Session) throws -> Session {
        try #require(session.reader.session(isCancelled: { true }))
    }

    @Test func aCopyHasTheVariablesAsTheyStand() throws {
        let session = Session()
        #expect(try copy(of: session).variables.isEmpty)
        try session.run("use convention yale\nx = 7\nf(a) = a·x\nA = [1, 2; 3, 4]\ng = f'")
        let reading = try copy(of: session)
        #expect(try reading.value("f(3)") == "21")
        #expect(try reading.value("g(5)") == "7")
        #expect(reading.convention == session.convention)
        #expect(reading.assignment(of: "x")?.line == 2)
        try session.run("x = 8")
        #expect(try reading.value("f(3)") == "21")
        #expect(try copy(of: session).value("f(3)") == "24")
    }

    @Test func whatACopyDoesIsItsOwn() throws {
        let session = Session()
        try session.run("x = 7\nN = 2 -> 3 tanh -> 1 sigmoid\nM = N\nL = [N, \"a\"]\nbefore = loss(N, xor)")
        let output = try copy(of: session).run(
            "x = x + 1\ny = 2\nH = train M on xor, epochs=5\nexpect loss(N, xor) ≈ H.loss[6]\n"
                + "expect loss(L[1], xor) ≈ H.loss[6]\nexpect loss(N, xor) < before")
        #expect(
            output.warned
                == "warning: x, N, M, y and H changed in this cell alone: a subshell works on a copy of the main shell's "
                + "variables, which ends with the cell\n")
        #expect(try session.value("x") == "7")
        #expect(try session.value("loss(N, xor) == before") == "true")
        #expect(try session.fail("y").contains("y"))
    }

    @Test func whatChangesNothingWarnsOfNothing() throws {
        let session = Session()
        try session.run("x = 7\nN = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=2")
        #expect(try copy(of: session).run("print x\nplot boundary(N) on xor\nvars").warned.isEmpty)
        #expect(try session.run("y = 1").warned.isEmpty)
    }

    private final class Shared: Sendable {
        let isRead = Atomic(false)
        let text = Mutex("")
    }

    /// What a thread does, on its way to it.
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Reads from another thread until there is a variable `k`.
    private func readInBackground(_ session: Session) throws -> Shared {
        let shared = Shared()
        let reader = session.reader
        let work = Work {
            while let reading = reader.session(isCancelled: { false }) {
                guard let value = reading.variables.first(where: { $0.name == "k" })?.value else { continue }
                shared.text.withLock { $0 = value.short }
                shared.isRead.store(true, ordering: .releasing)
                return
            }
        }
        // A thread of its own: those of a queue may all have long work, that of the tests.
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        try #require(result == 0)
        pthread_detach(thread)
        return shared
    }

    @Test(arguments: [
        "k = 1\nwhile true\n  k = k + 0\nend", "k = 1\nN = 2 -> 3 tanh -> 1 sigmoid\ntrain N on xor, epochs=10000000",
        "k = 1\npause 1000",
    ])
    func aRunningCellIsRead(cell: String) throws {
        let session = Session()
        let shared = try readInBackground(session)
        let outcome = session.execute(
            cell, output: TestOutput(), isCancelled: { shared.isRead.load(ordering: .acquiring) })
        guard case .failed(let diagnostic) = outcome else {
            Issue.record("the cell was not interrupted")
            return
        }
        #expect(diagnostic.kind == .interrupted)
        #expect(shared.text.withLock { $0 } == "1")
    }

    /// Answers as soon as another thread has read the variables.
    private final class WaitingOutput: Output {
        let shared: Shared
        init(_ shared: Shared) { self.shared = shared }
        func print(_ text: String) {}
        func warn(_ text: String) {}
        func display(_ rendering: Rendering) {}
        func result(_ rendering: Rendering) {}
        func displayLive(_ rendering: Rendering, identifier: Int) {}
        func updateLive(_ rendering: Rendering, identifier: Int, isFinal: Bool) {}
        func clear(wait: Bool) {}
        func ask(_ prompt: String, isPassword: Bool) -> Answer {
            while !shared.isRead.load(ordering: .acquiring) { usleep(500) }
            return .line("read")
        }
    }

    @Test func aCellThatWaitsForAnAnswerIsRead() throws {
        let session = Session()
        let output = WaitingOutput(try readInBackground(session))
        guard case .completed = session.execute("k = 1\na = input()\nk = 2", output: output, isCancelled: { false })
        else {
            Issue.record("the cell failed")
            return
        }
        #expect(output.shared.text.withLock { $0 } == "1")
        #expect(try session.short("a") == "read")
    }

    @Test func waitingIsCancelled() throws {
        let session = Session()
        session.reader.beginRunning()
        #expect(session.reader.session(isCancelled: { true }) == nil)
    }
}
