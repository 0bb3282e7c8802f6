import FoundationEssentials
import JupyterProtocol
import Testing

@testable import KernelTransport

/// Three clients that all talk at once.
@Suite struct OrderTests {
    /// A request that was sent: by whom, and what is to come of it.
    private struct Sent {
        let identifier: String
        let type: String
        let code: String
        let channel: Channel
    }

    private static func send(_ client: TestClient, _ random: inout SplitMix64) throws -> Sent {
        let number = random.next(below: 100)
        let code = ["print \(number)", "mixed 3", "fail \(number)", "\(number)", "lines 50", "count"][
            random.next(below: 6)]
        let (type, content, channel): (String, String, Channel) =
            switch random.next(below: 10) {
            case 0: ("kernel_info_request", "{}", .control)
            case 1: ("kernel_info_request", "{}", .shell)
            case 2: ("complete_request", #"{"code":"\#(code)","cursor_pos":1}"#, .shell)
            case 3: ("history_request", #"{"hist_access_type":"tail","n":3,"output":false,"raw":true}"#, .shell)
            default: ("execute_request", #"{"code":"\#(code)","stop_on_error":false}"#, .shell)
            }
        let identifier = try client.send(type, content, on: channel)
        return Sent(identifier: identifier, type: type, code: code, channel: channel)
    }

    @Test func aThousandRequestsAreServedInOrder() throws {
        let server = try TestServer()
        let clients = try (0..<3).map { _ in try TestClient.welcomed(by: server.connection) }
        var random = SplitMix64(state: 1)
        var sent: [[Sent]] = [[], [], []]
        for _ in 0..<1000 {
            let index = random.next(below: 3)
            sent[index].append(try Self.send(clients[index], &random))
        }
        // Each client gets its own replies, in the order of its requests.
        for (client, requests) in zip(clients, sent) {
            for request in requests {
                let reply = try client.receive(on: request.channel)
                #expect(try client.parent(of: reply) == request.identifier)
                #expect(
                    reply.header.messageType == request.type.replacing("_request", with: "_reply"))
            }
            for channel in [Channel.shell, .control] { #expect(try client.isQuiet(channel)) }
        }
        let all = Dictionary(uniqueKeysWithValues: sent.joined().map { ($0.identifier, $0) })
        var orders: [[String]] = []
        for client in clients { orders.append(try readPublications(client, all)) }
        #expect(orders[0] == orders[1] && orders[1] == orders[2])
        for requests in sent {
            let own = Set(requests.map(\.identifier))
            let expected = requests.filter { $0.channel == .shell }.map(\.identifier)
            #expect(orders[0].filter(own.contains) == expected)
        }
    }

    /// Reads what is published until all requests are idle, and gives back those of the shell in the order of their turns.
    private func readPublications(_ client: TestClient, _ requests: [String: Sent]) throws -> [String] {
        var order: [String] = []
        var running: String?
        var states: [String: [String]] = [:]
        var idle = 0
        while idle < requests.count {
            let message = try client.receive(on: .iopub)
            // The welcomes of clients that came later reach all.
            if message.header.messageType == "iopub_welcome" { continue }
            let parent = try client.parent(of: message)
            let request = try #require(requests[parent])
            let line = client.describe(message)
            if request.channel == .shell {
                // One request of the shell at a time, and nothing of it outside its turn.
                if line == TestClient.busy {
                    #expect(running == nil)
                    running = parent
                    order.append(parent)
                }
                #expect(running == parent)
                if line == TestClient.idle { running = nil }
            }
            if line == TestClient.idle { idle += 1 }
            states[parent, default: []].append(message.header.messageType)
        }
        for (identifier, types) in states {
            #expect(types.first == "status" && types.last == "status")
            #expect(types.count { $0 == "status" } == 2)
            guard let request = requests[identifier], request.type == "execute_request" else {
                #expect(types.count == 2)
                continue
            }
            #expect(types[1] == "execute_input")
            let expected: (type: String, count: ClosedRange<Int>) =
                switch request.code.split(separator: " ").first {
                case "print": ("stream", 1...1)
                case "mixed": ("display_data", 3...3)
                case "fail": ("error", 1...1)
                case "lines": ("stream", 1...50)
                default: ("execute_result", 1...1)
                }
            #expect(expected.count.contains(types.count { $0 == expected.type }), "\(request.code): \(types)")
        }
        return order
    }

    /// An interrupt may come at any moment of a cell: it ends with the error and `idle`, and what was there stays.
    @Test func interruptsAtAnyMomentEndTheCellAndKeepTheState() throws {
        // Nothing is queued behind the cells.
        let server = try TestServer { $0.failureWindow = FailureWindow(quietTime: .zero) }
        let client = try TestClient.welcomed(by: server.connection)
        var random = SplitMix64(state: 5)
        for round in 1...200 {
            let cell = try client.send(code: round % 2 == 0 ? "spin" : "flood")
            while try client.parent(of: client.receive(on: .iopub)) != cell {}
            // How much later is as long as some heartbeats take.
            for _ in 0..<random.next(below: 8) {
                try client.heartbeat.send([Data([1])])
                _ = try client.receiveFrames(on: .heartbeat)
            }
            try client.send("interrupt_request", on: .control)
            #expect(try client.reply(to: cell).contains(#""ename":"interrupted""#))
            let count = try client.send(code: "count")
            #expect(
                try client.publications(on: count).contains(
                    #"execute_result {"data":{"text/plain":"\#(round)"},"execution_count":\#(2 * round),"metadata":{}}"#
                ))
            #expect(try client.reply(to: count).contains(#""status":"ok""#))
        }
    }
}
