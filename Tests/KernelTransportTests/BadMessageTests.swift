import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

@Suite struct BadMessageTests {
    /// Messages that are not to be served, by what is wrong with them.
    private static func badMessages(_ client: TestClient) -> [(fault: String, frames: [Data])] {
        let good = client.request("execute_request", #"{"code":"print never"}"#).frames
        let unsigned = [good[0], Data()] + good[2...]
        let foreign = [good[0], MessageSigner(key: "other").signature(of: Array(good[2...]))] + good[2...]
        var messages: [(String, [Data])] = [
            ("no signature", unsigned), ("another key's signature", foreign),
            ("a short signature", [good[0], good[1].dropLast()] + good[2...]),
            ("one empty frame", [Data()]), ("garbage", [Data([0xFF, 0, 0x80])]),
            ("no delimiter", Array(good[1...])),
            ("a changed content", good[..<5] + [Data(#"{"code":"print evil"}"#.utf8)]),
        ]
        messages += (1..<good.count).map { ("only \($0) frames", Array(good[..<$0])) }
        messages += ["", "{", "[]", "null", "\u{0}", #"{"msg_id":"1"}"#, #"{"msg_id":1,"msg_type":2}"#].map {
            ("the header \($0)", client.sign([Data($0.utf8)] + good[3...]))
        }
        messages += ["", "{", "[]", #"{"code":"x",}"#].map {
            ("the content \($0)", client.sign(good[2..<5] + [Data($0.utf8)]))
        }
        messages.append(("invalid UTF-8", client.sign([good[2], Data([0x7B, 0xFF, 0x7D])] + good[4...])))
        return messages
    }

    @Test(arguments: [Channel.shell, .control])
    func badMessagesAreDroppedAndTheNextIsServed(channel: Channel) throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for (fault, frames) in Self.badMessages(client) {
            try client.socket(channel).send(frames)
            let identifier = try client.send("kernel_info_request", on: channel)
            #expect(try client.reply(to: identifier, on: channel).hasPrefix("kernel_info_reply"), "after \(fault)")
            // Nothing was said about what was dropped.
            #expect(client.describe(try client.receive(on: .iopub)) == TestClient.busy, "after \(fault)")
            let idle = try client.receive(on: .iopub)
            #expect(client.describe(idle) == TestClient.idle, "after \(fault)")
            #expect(try client.parent(of: idle) == identifier, "after \(fault)")
        }
    }

    @Test func aReplayedMessageIsDropped() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        let (identifier, frames) = client.request("execute_request", #"{"code":"1"}"#)
        for _ in 0..<3 { try client.shell.send(frames) }
        #expect(try client.reply(to: identifier).contains(#""execution_count":1,"#))
        let second = try client.send(code: "2")
        #expect(try client.reply(to: second).contains(#""execution_count":2,"#))
        #expect(try client.publications(on: second).last == TestClient.idle)
        // Not on another channel either.
        try client.control.send(frames)
        let information = try client.send("kernel_info_request", on: .control)
        #expect(try client.publications(on: information) == [TestClient.busy, TestClient.idle])
        #expect(try client.isQuiet(.iopub))
    }

    /// An empty key means that nothing is signed, so nothing is compared, and what is sent twice runs twice.
    @Test func withoutAKeyNoSignatureIsCompared() throws {
        let server = try TestServer(key: "")
        let client = try TestClient.welcomed(by: server.connection)
        for (count, signature) in ["", "", "anything"].enumerated() {
            let (identifier, frames) = client.request("execute_request", #"{"code":"1"}"#)
            try client.shell.send([frames[0], Data(signature.utf8)] + frames[2...])
            #expect(try client.reply(to: identifier).contains(#""execution_count":\#(2 * count + 1),"#))
            #expect(try client.publications(on: identifier).last == TestClient.idle)
            try client.shell.send(frames)
            #expect(try client.reply(to: identifier).contains(#""execution_count":\#(2 * count + 2),"#))
            #expect(try client.publications(on: identifier).last == TestClient.idle)
        }
    }

    @Test func whatComesOnTheOtherChannelsDoesNoHarm() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        for frames in Self.badMessages(client).map(\.frames) {
            try client.stdin.send(frames)
            try client.heartbeat.send(frames)
            #expect(try client.receiveFrames(on: .heartbeat) == frames)
        }
        try client.send("input_reply", #"{"value":"x"}"#, on: .stdin)
        #expect(try client.reply(to: try client.send(code: "1")).contains(#""execution_count":1,"#))
    }

    /// Valid requests with bits flipped, and frames cut, dropped, doubled and swapped; half of them signed anew, so
    /// that what is wrong is found out only by who reads it.
    @Test(arguments: [(1, "secret"), (2, "secret"), (3, "secret"), (4, "")] as [(UInt64, String)])
    func mutatedMessagesDoNoHarm(seed: UInt64, key: String) throws {
        let server = try TestServer(key: key)
        let client = try TestClient.welcomed(by: server.connection)
        var random = SplitMix64(state: seed)
        let requests = [
            (
                "execute_request",
                #"{"code":"print 1","silent":false,"user_expressions":{"a":"1"},"stop_on_error":true}"#
            ),
            ("complete_request", #"{"code":"abc","cursor_pos":2}"#),
            ("inspect_request", #"{"code":"abc","cursor_pos":2}"#),
            ("history_request", #"{"hist_access_type":"range","session":0,"start":1,"stop":5,"output":true}"#),
            ("is_complete_request", #"{"code":"x"}"#), ("comm_open", #"{"comm_id":"1","target_name":"t","data":{}}"#),
            ("kernel_info_request", "{}"), ("interrupt_request", "{}"),
        ]
        for round in 0..<2500 {
            let (type, content) = requests[round % requests.count]
            var frames = client.request(type, content).frames
            for _ in 0...random.next(below: 3) { Self.mutate(&frames, &random) }
            if random.next(below: 2) == 0, frames.count > 2 { frames = client.sign(Array(frames[2...])) }
            try (round % 3 == 0 ? client.control : client.shell).send(frames)
        }
        let other = try TestClient.welcomed(by: server.connection)
        for channel in [Channel.shell, .control] {
            let identifier = try other.send("kernel_info_request", on: channel)
            #expect(try other.reply(to: identifier, on: channel).hasPrefix("kernel_info_reply"))
        }
        let cell = try other.send(code: "print fine", #","store_history":false"#)
        #expect(try other.reply(to: cell).contains(#""status":"ok""#))
        #expect(try other.publications(on: cell).contains(#"stream {"name":"stdout","text":"fine\n"}"#))
        // Whatever was published on the way is valid, or the client would have refused it.
        while try !client.isQuiet(.iopub) { _ = try client.receive(on: .iopub) }
        while try !client.isQuiet(.shell) { _ = try client.receive(on: .shell) }
    }

    private static func mutate(_ frames: inout [Data], _ random: inout SplitMix64) {
        guard !frames.isEmpty else {
            frames = [Data()]
            return
        }
        let index = random.next(below: frames.count)
        let size = frames[index].count
        switch random.next(below: 8) {
        case 0: frames.remove(at: index)
        case 1: frames.insert(frames[index], at: index)
        case 2: frames.swapAt(index, random.next(below: frames.count))
        case 3: frames[index] = frames[index].prefix(random.next(below: size + 1))
        case 4: frames[index].append(UInt8(random.next(below: 256)))
        default:
            guard size > 0 else { return }
            let position = frames[index].startIndex + random.next(below: size)
            frames[index][position] ^= 1 << UInt8(random.next(below: 8))
        }
        if frames.isEmpty { frames = [Data()] }
    }
}
