import FoundationEssentials
import Testing

@testable import KernelTransport

@Suite struct MailboxTests {
    @Test func valuesComeInTheirOrderHoweverTheyWereSent() throws {
        let context = try Context(inputOutputThreads: 0)
        let mailbox = Mailbox<Int>(named: "values")
        let receiver = try mailbox.receiver(in: context)
        let sender = try mailbox.sender(in: context)
        #expect(try receiver.receiveIfAny() == nil)
        try sender.send([1, 2])
        try sender.send([])
        try sender.send([3])
        #expect(try receiver.receiveIfAny() == 1)
        #expect(receiver.hasRest)
        try sender.send([4])
        #expect(try (0..<3).map { _ in try receiver.receive() } == [2, 3, 4])
        #expect(!receiver.hasRest)
        #expect(try receiver.receiveIfAny() == nil)
    }

    /// One thread sends as fast as it can while the other waits in either way: no value is lost, and nobody waits for one that
    /// is there.
    @Test func noAnnouncementIsLost() throws {
        let context = try Context(inputOutputThreads: 0)
        let mailbox = Mailbox<Int>(named: "values")
        let receiver = try mailbox.receiver(in: context)
        let sender = try mailbox.sender(in: context)
        let count = 200_000
        let thread = try Thread(named: "sender", stackSize: 256 << 10) {
            sender.adopt()
            for start in stride(from: 0, to: count, by: 2) { try? sender.send([start, start + 1]) }
        }
        var generator = SplitMix64(state: 1)
        for expected in 0..<count {
            if generator.next(below: 2) == 0 {
                try #require(try receiver.receive() == expected)
                continue
            }
            var value = try receiver.receiveIfAny()
            while value == nil {
                var room = WaitingRoom([receiver.socket])
                try #require(try room.wait(.seconds(30)))
                value = try receiver.receiveIfAny()
            }
            try #require(value == expected)
        }
        thread.join()
        #expect(try receiver.receiveIfAny() == nil)
    }
}
