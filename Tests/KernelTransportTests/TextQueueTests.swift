import FoundationEssentials
import KernelCore
import Testing

@testable import KernelTransport

@Suite struct TextQueueTests {
    private let parent = Data(#"{"msg_id":"1"}"#.utf8)

    private func take(_ queue: TextQueue) -> [String] {
        var pieces: [String] = []
        while let piece = queue.take() { pieces.append("\(piece.stream.rawValue) \(piece.text)") }
        return pieces
    }

    @Test func textIsJoinedUntilItIsTaken() {
        let queue = TextQueue()
        #expect(take(queue) == [])
        #expect(queue.add("a", to: .standardOutput, parent: parent))
        #expect(!queue.add("b", to: .standardOutput, parent: parent))
        #expect(take(queue) == ["stdout ab"])
        #expect(queue.add("c", to: .standardOutput, parent: parent))
        #expect(take(queue) == ["stdout c"])
        #expect(take(queue) == [])
    }

    @Test func whatDiffersBeginsAPiece() throws {
        let queue = TextQueue()
        let other = Data(#"{"msg_id":"2"}"#.utf8)
        #expect(queue.add("a", to: .standardOutput, parent: parent))
        #expect(queue.add("b", to: .standardError, parent: parent))
        #expect(queue.add("c", to: .standardError, parent: other))
        #expect(try #require(queue.take()).parent == parent)
        // Although some have been taken, the rest stay in order.
        #expect(queue.add("d", to: .standardError, parent: other))
        #expect(take(queue) == ["stderr b", "stderr c", "stderr d"])
    }

    @Test func nothingIsJoinedAcrossSomethingElse() {
        let queue = TextQueue()
        #expect(queue.add("a", to: .standardOutput, parent: parent))
        queue.seal()
        #expect(queue.add("b", to: .standardOutput, parent: parent))
        #expect(!queue.add("c", to: .standardOutput, parent: parent))
        #expect(take(queue) == ["stdout a", "stdout bc"])
    }

    @Test func aFullPieceTakesNoMore() {
        let queue = TextQueue(capacity: 4)
        #expect(queue.add("abc", to: .standardOutput, parent: parent))
        #expect(!queue.add("def", to: .standardOutput, parent: parent))
        #expect(queue.add("g", to: .standardOutput, parent: parent))
        #expect(take(queue) == ["stdout abcdef", "stdout g"])
    }
}
