import FoundationEssentials
import JupyterProtocol
import KernelCore
import Testing

@testable import KernelTransport

@Suite struct OutputTests {
    private struct Stream: Decodable { var text: String? }
    private struct Display: Decodable { var data: [String: String] }

    /// What a client reads of a cell's text, and in how many messages.
    private func readText(_ client: TestClient) throws -> (text: String, messages: Int) {
        var text = ""
        var messages = 0
        while true {
            let message = try client.receive(on: .iopub)
            if client.describe(message) == TestClient.idle { return (text, messages) }
            guard message.header.messageType == "stream" else { continue }
            text += try JSONDecoder().decode(Stream.self, from: message.content).text ?? ""
            messages += 1
        }
    }

    /// A client that does not read while a cell writes gets all of it afterwards, and holds nobody up.
    @Test func nothingIsLostToAClientThatStopsReading() throws {
        let server = try TestServer()
        let slow = try TestClient(server.connection, isSlow: true)
        #expect(try slow.receive(on: .iopub).header.messageType == "iopub_welcome")
        let client = try TestClient.welcomed(by: server.connection)
        let lines = (1...100_000).map { "line \($0)\n" }.joined()
        for _ in 0..<2 {
            let cell = try client.send(code: "lines 100000")
            #expect(try client.reply(to: cell).contains(#""status":"ok""#))
            let (text, messages) = try readText(client)
            #expect(text == lines)
            #expect(messages < 5000)
        }
        for _ in 0..<2 { #expect(try readText(slow).text == lines) }
    }

    /// A display that changes all the time is published now and then, and its last state before the reply.
    @Test func aLiveDisplayTakesNoMoreMemoryForAClientThatReadsNothing() throws {
        let server = try TestServer()
        let slow = try TestClient(server.connection, isSlow: true)
        #expect(try slow.receive(on: .iopub).header.messageType == "iopub_welcome")
        let client = try TestClient.welcomed(by: server.connection)
        let cell = try client.send(code: "live 5000")
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        for reader in [client, slow] {
            var updates: [Substring] = []
            var text = ""
            var messages = 0
            while true {
                let message = try reader.receive(on: .iopub)
                if reader.describe(message) == TestClient.idle { break }
                messages += 1
                if message.header.messageType == "update_display_data" {
                    let shown = try #require(
                        JSONDecoder().decode(Display.self, from: message.content).data["text/plain"])
                    updates.append(shown.prefix { $0 != " " })
                    #expect(messages > 3, "an update before its display")
                } else if message.header.messageType == "stream" {
                    text += try JSONDecoder().decode(Stream.self, from: message.content).text ?? ""
                }
            }
            let numbers = updates.compactMap { Int($0) }
            #expect(numbers == numbers.sorted() && numbers.last == 5000)
            #expect(messages < 2000)
            #expect(text == (1...5000).map { "\($0) " }.joined())
        }
    }

    /// Of what is cleared again at once little is published, and what is there at the end is whole.
    @Test(arguments: ["pages 3000", "pages wait 3000"])
    func aCellThatClearsTakesNoMoreMemoryForAClientThatReadsNothing(code: String) throws {
        let server = try TestServer()
        let slow = try TestClient(server.connection, isSlow: true)
        #expect(try slow.receive(on: .iopub).header.messageType == "iopub_welcome")
        let client = try TestClient.welcomed(by: server.connection)
        let cell = try client.send(code: code)
        #expect(try client.reply(to: cell).contains(#""status":"ok""#))
        for reader in [client, slow] {
            var shown: [String] = []
            var messages = 0
            while true {
                let message = try reader.receive(on: .iopub)
                if reader.describe(message) == TestClient.idle { break }
                messages += 1
                switch message.header.messageType {
                case "clear_output": shown = []
                case "stream": shown.append(try JSONDecoder().decode(Stream.self, from: message.content).text ?? "")
                case "display_data":
                    let text = try JSONDecoder().decode(Display.self, from: message.content).data["text/plain"]
                    shown.append(String(try #require(text).prefix { $0 != " " }))
                default: break
                }
            }
            #expect(shown == ["page 3000\n", "3000"])
            #expect(messages < 2000)
        }
    }

    @Test func aClientThatReadsNothingHoldsUpNoEnd() throws {
        let server = try TestServer()
        let slow = try TestClient(server.connection, isSlow: true)
        #expect(try slow.receive(on: .iopub).header.messageType == "iopub_welcome")
        let client = try TestClient.welcomed(by: server.connection)
        for _ in 0..<20 {
            #expect(try client.reply(to: try client.send(code: "mixed")).contains(#""status":"ok""#))
        }
        let shutdown = try client.send("shutdown_request", on: .control)
        #expect(try client.reply(to: shutdown, on: .control).hasPrefix("shutdown_reply"))
        #expect(try server.waitForEnd() == nil)
        withExtendedLifetime(slow) {}
    }

    @Test func beyondTheBoundOneNoticeIsShown() throws {
        let server = try TestServer()
        let client = try TestClient.welcomed(by: server.connection)
        // 4 MiB are written after some 385,000 lines.
        try client.send(code: "lines 500000")
        let (text, _) = try readText(client)
        let notice = "[this cell has written more than 4 MiB of text; the rest is not shown]\n"
        #expect(text.hasSuffix(notice))
        #expect(text.ranges(of: "not shown").count == 1)
        #expect((0...1).contains(text.utf8.count - notice.utf8.count - (4 << 20)))
        #expect(text.hasPrefix((1...1000).map { "line \($0)\n" }.joined()))
    }
}
