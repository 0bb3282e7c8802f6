import FoundationEssentials
import Glibc
import Testing

@testable import KernelTransport

@Suite struct WaitingRoomTests {
    private let context: Context
    private let receivers: [Socket]
    private let senders: [Socket]

    init() throws {
        let context = try Context(inputOutputThreads: 0)
        self.context = context
        receivers = try (0..<2).map { number in
            let socket = try Socket(.pull, named: "receiver", in: context)
            try socket.bind("inproc://\(number)")
            return socket
        }
        senders = try (0..<2).map { number in
            let socket = try Socket(.push, named: "sender", in: context)
            try socket.connect("inproc://\(number)")
            return socket
        }
    }

    @Test func nothingIsReadyWhereNothingCame() throws {
        var room = WaitingRoom(receivers)
        #expect(try !room.wait(.milliseconds(1)))
        #expect(!room.isReady(receivers[0]) && !room.isReady(receivers[1]))
    }

    @Test func theSocketThatHasSomethingIsTold() throws {
        try senders[1].send([Data([1])])
        var room = WaitingRoom(receivers)
        #expect(try room.wait(.seconds(30)))
        #expect(!room.isReady(receivers[0]))
        #expect(room.isReady(receivers[1]))
    }

    /// The descriptor tells only of what is new: what is left unread has to be told of all the same.
    @Test func whatIsLeftIsToldOfAgain() throws {
        for number: UInt8 in 0..<3 { try senders[0].send([Data([number])]) }
        for number: UInt8 in 0..<3 {
            for _ in 0..<2 {
                var room = WaitingRoom(receivers)
                #expect(try room.wait(.seconds(30)))
                #expect(room.isReady(receivers[0]))
            }
            #expect(try receivers[0].receiveIfAny() == [Data([number])])
        }
        var room = WaitingRoom(receivers)
        #expect(try !room.wait(.zero))
    }

    /// Sending looks after what has come, and the descriptor tells nothing any more.
    @Test func whatComesDuringASendIsToldOf() throws {
        let first = try Socket(.dealer, named: "first", in: context)
        try first.bind("inproc://pair")
        let second = try Socket(.dealer, named: "second", in: context)
        try second.connect("inproc://pair")
        for _ in 0..<100 {
            try second.send([Data([1])])
            try first.send([Data([2])])
            var room = WaitingRoom([first])
            try #require(try room.wait(.seconds(30)))
            #expect(try first.receiveIfAny() == [Data([1])])
            #expect(try second.receive() == [Data([2])])
        }
    }

    @Test func aDescriptorIsWaitedForToo() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var room = WaitingRoom(receivers, descriptor: ends[0])
        #expect(try !room.wait(.zero))
        #expect(!room.isDescriptorReady)
        #expect(write(ends[1], "x", 1) == 1)
        #expect(try room.wait(.seconds(30)))
        #expect(room.isDescriptorReady)
        #expect(!room.isReady(receivers[0]))
    }

    @Test func aShutDownEndsTheWaiting() throws {
        context.shutDown()
        var room = WaitingRoom(receivers)
        #expect { try room.wait(.seconds(30)) } throws: { ($0 as? TransportError)?.code == .shutDown }
    }
}
